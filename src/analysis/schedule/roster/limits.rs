//! What a stretch of a row may hold: minutes, weekends and shifts, and near which edge it has to stay day by day.

use std::ops::Range;

use super::contract::Contract;

/// What a stretch of a row may hold.
#[derive(Clone, Debug)]
pub struct Limits {
    pub units: (usize, usize),
    pub weekends: usize,
    /// By shift.
    pub shifts: Vec<usize>,
    /// Whether what follows the stretch stands already.
    pub followed: bool,
    /// Minutes and weekends kept near what is due, for stretches too long for all there could be.
    pub band: Option<Band>,
}

/// What may be used up by the end of each day of a stretch: no less than `units`, and no more than a width above it.
/// Weekends that run behind count as being on the lower edge.
#[derive(Clone, Debug)]
pub struct Band {
    pub units: Vec<usize>,
    pub units_wide: usize,
    pub weekends: Vec<usize>,
    pub weekends_wide: usize,
}

impl Limits {
    /// The band's lower edge at the end of a day of the stretch: units and weekends.
    pub fn bottom(&self, at: usize) -> (usize, usize) {
        self.band.as_ref().map_or((0, 0), |band| (band.units[at], band.weekends[at]))
    }

    /// Where minutes have to lie by the end of each day so that the least can still be reached; nothing is lost by it.
    pub fn edges(&self, contract: &Contract, days: usize, weekends_wide: usize) -> Band {
        let most = self.most_units(contract, days);
        let units: Vec<usize> = (0..days).map(|day| self.units.0.saturating_sub(most[days - 1 - day])).collect();
        let wide = |day: usize| self.units.1.min(most[day + 1]).saturating_sub(units[day]) + 1;
        let units_wide = (0..days).map(wide).max().unwrap_or(1);
        Band { units, units_wide, weekends: vec![0; days], weekends_wide }
    }

    /// The most units that so many days (from 0 on) can hold: runs as long as may be, the longest shifts first.
    fn most_units(&self, contract: &Contract, days: usize) -> Vec<usize> {
        let mut kinds: Vec<(usize, usize)> =
            (0..contract.units.len()).map(|at| (contract.units[at], self.shifts[at])).collect();
        kinds.sort_unstable_by(|one, other| other.cmp(one));
        let longest_first = kinds.into_iter().flat_map(|(units, times)| std::iter::repeat_n(units, times.min(days)));
        let mut sums = vec![0];
        sums.extend(longest_first.take(days).scan(0, |sum, units| {
            *sum += units;
            Some(*sum)
        }));
        let cycle = contract.max_run + contract.min_rest;
        let worked = |days: usize| days / cycle * contract.max_run + (days % cycle).min(contract.max_run);
        (0..=days).map(|days| sums[worked(days).min(sums.len() - 1)]).collect()
    }

    /// How much higher it is than the day before.
    pub fn raised(&self, at: usize) -> (usize, usize) {
        let (now, before) = (self.bottom(at), self.bottom(at.saturating_sub(1)));
        (now.0.saturating_sub(before.0), now.1.saturating_sub(before.1))
    }

    /// What the rest of the row leaves to a stretch of whole weeks.
    pub fn beside(contract: &Contract, cells: &[Option<u16>], stretch: &Range<usize>) -> Limits {
        let mut shifts = contract.max_shifts.clone();
        let mut used = 0;
        for (day, cell) in cells.iter().enumerate() {
            if let Some(shift) = cell.map(usize::from)
                && !stretch.contains(&day)
            {
                used += contract.units[shift];
                shifts[shift] = shifts[shift].saturating_sub(1);
            }
        }
        let is_worked = |week: usize| cells[7 * week + 5].is_some() || cells[7 * week + 6].is_some();
        let weekends =
            (0..cells.len() / 7).filter(|week| !stretch.contains(&(7 * week + 5)) && is_worked(*week)).count();
        Limits {
            units: (contract.min_units.saturating_sub(used), contract.max_units.saturating_sub(used)),
            weekends: contract.max_weekends.saturating_sub(weekends),
            shifts,
            followed: true,
            band: None,
        }
    }
}
