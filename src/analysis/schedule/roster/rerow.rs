//! The cheapest row of one employee over a stretch of days, by dynamic programming over the days: `f(j) = min over i of f(i) +
//! d(i, j)`, a shortest path. What a row may still do depends on its phase (how long on or off, after which shift), on the
//! minutes so far and on the weekends so far; on how many of a shift that is limited only where the limit would be broken.

use std::ops::Range;

use super::contract::{Contract, Phase};
use super::limits::Limits;
use super::offers::{Counts, Offers};

/// A stretch of a row and its price.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub price: f64,
    pub cells: Vec<Option<u16>>,
}

const UNREACHED: f64 = f64::INFINITY;

/// Rooms of the programme, kept between calls.
#[derive(Default)]
pub struct Rerow {
    now: Vec<f64>,
    next: Vec<f64>,
    /// By day: where each state came from, and by which shift (one more; 0 is off).
    from: Vec<Vec<(u32, u16)>>,
    steps: Vec<Vec<Step>>,
}

/// A change of phase on some day.
#[derive(Clone, Copy)]
struct Step {
    to: u32,
    /// Place of the group; none: off.
    group: Option<u16>,
}

/// Sizes of a state's parts.
struct Shape {
    units: usize,
    weekends: usize,
    counts: usize,
    phases: usize,
}

impl Shape {
    fn len(&self) -> usize {
        self.units * self.weekends * self.counts * self.phases
    }
}

/// The day that a step leads to.
struct Today {
    /// Counted from the stretch's first.
    at: usize,
    on_saturday: bool,
    on_sunday: bool,
    /// By how much the band's lower edge rises: units and weekends.
    raised: (usize, usize),
    off_phases: usize,
}

/// The state that a step leaves, its phase apart.
struct Here {
    units: usize,
    weekends: usize,
    count: usize,
    /// Weekends where the day is worked.
    worked: usize,
}

impl Here {
    /// Where a step leads, what it costs, and the shift's place among all and one more; nothing where a limit forbids it.
    #[inline]
    fn step(
        &self,
        step: &Step,
        offers: &Offers,
        cheapest: &[(f64, u16)],
        counts: &Counts,
        shape: &Shape,
        today: &Today,
    ) -> Option<(usize, f64, u16)> {
        let (units, weekends, count, cost, shift) = match step.group {
            None => (self.units, self.weekends, self.count, 0.0, 0),
            Some(group) => {
                let group = usize::from(group);
                let offer = &offers.groups[group];
                let (cost, shift) = cheapest[group];
                (self.units + offer.units, self.worked, counts.after(self.count, offer.counted)?, cost, shift + 1)
            }
        };
        let units = units.checked_sub(today.raised.0)?;
        let weekends = weekends.saturating_sub(today.raised.1);
        let is_within = units < shape.units && weekends < shape.weekends;
        let base = ((units * shape.weekends + weekends) * shape.counts + count) * shape.phases;
        is_within.then_some((base + step.to as usize, cost, shift))
    }
}

/// States of one stretch that are too many.
const MOST_STATES: usize = 3_000_000;

impl Rerow {
    /// The cheapest stretch within the limits by the price of each day (from the stretch's first) and shift; nothing where
    /// none is allowed. Exact: limits on shifts are counted where the free optimum breaks them.
    pub fn best(
        &mut self,
        contract: &Contract,
        cells: &[Option<u16>],
        stretch: Range<usize>,
        limits: &Limits,
        prices: &[f64],
    ) -> Option<Found> {
        let mut counted: Vec<usize> = Vec::new();
        loop {
            let found = self.solve(contract, cells, stretch.clone(), limits, prices, &counted)?;
            let over = |shift: &usize| {
                let used = found.cells.iter().filter(|cell| **cell == Some(*shift as u16)).count();
                used > limits.shifts[*shift]
            };
            match (0..limits.shifts.len()).find(over) {
                None => return Some(found),
                Some(shift) => counted.push(shift),
            }
        }
    }

    /// The same without regard to limits on shifts: never dearer, so that it bounds from below.
    pub fn relaxed(
        &mut self,
        contract: &Contract,
        cells: &[Option<u16>],
        stretch: Range<usize>,
        limits: &Limits,
        prices: &[f64],
    ) -> Option<Found> {
        self.solve(contract, cells, stretch, limits, prices, &[])
    }

    fn solve(
        &mut self,
        contract: &Contract,
        cells: &[Option<u16>],
        stretch: Range<usize>,
        limits: &Limits,
        prices: &[f64],
        counted: &[usize],
    ) -> Option<Found> {
        let counts = Counts::new(counted, limits);
        let offers = Offers::new(contract, stretch.clone(), limits, prices, &counts);
        let longest = offers.longest_units();
        let mut shape = Shape {
            units: limits.units.1.min(longest * stretch.len()) + 1,
            weekends: limits.weekends.min(stretch.len() / 7 + 1) + 1,
            counts: counts.size,
            phases: contract.phases(),
        };
        let edges;
        let limits = match &limits.band {
            Some(_) => limits,
            None => {
                edges = Limits { band: Some(limits.edges(contract, stretch.len(), shape.weekends)), ..limits.clone() };
                &edges
            }
        };
        if let Some(band) = &limits.band {
            shape.units = shape.units.min(band.units_wide);
            shape.weekends = shape.weekends.min(band.weekends_wide);
        }
        if shape.len() > MOST_STATES || stretch.is_empty() {
            return None;
        }
        self.prepare(contract, &offers, &shape, stretch.len());
        let start = contract.phase_after(cells, stretch.start);
        self.first_day(contract, start, &offers, &counts, &shape, (stretch.start, limits.bottom(0).0));
        for day in 1..stretch.len() {
            let today = Today {
                at: day,
                on_saturday: (stretch.start + day) % 7 == 5,
                on_sunday: (stretch.start + day) % 7 == 6,
                raised: limits.raised(day),
                off_phases: contract.min_rest,
            };
            self.day(&offers, &counts, &shape, &today);
        }
        self.finish(contract, cells, &stretch, limits, &shape)
    }

    fn prepare(&mut self, contract: &Contract, offers: &Offers, shape: &Shape, days: usize) {
        if self.from.len() < days {
            self.from.resize_with(days, Vec::new);
        }
        let states = shape.len();
        for layer in &mut self.from[..days] {
            layer.resize(states.max(layer.len()), (0, 0));
        }
        self.now.clear();
        self.now.resize(states, UNREACHED);
        self.next.clear();
        self.next.resize(states, UNREACHED);
        self.steps.clear();
        for place in 0..shape.phases {
            let phase = contract.phase_at(place);
            let off = contract.rest(Some(phase)).map(|to| Step { to: contract.place_of(to) as u32, group: None });
            let on = offers.groups.iter().enumerate().filter_map(|(at, group)| {
                let follows = match phase {
                    Phase::On { class, .. } => group.after[class],
                    Phase::Off { .. } => true,
                };
                let to = contract.work(Some(phase), group.class).filter(|_| follows)?;
                Some(Step { to: contract.place_of(to) as u32, group: Some(at as u16) })
            });
            self.steps.push(off.into_iter().chain(on).collect());
        }
    }

    fn first_day(
        &mut self,
        contract: &Contract,
        start: Option<Phase>,
        offers: &Offers,
        counts: &Counts,
        shape: &Shape,
        (day, bottom): (usize, usize),
    ) {
        let class_before = match start {
            Some(Phase::On { class, .. }) => Some(class),
            Some(Phase::Off { .. }) | None => None,
        };
        if let Some(off) = contract.rest(start).filter(|_| bottom == 0) {
            let at = contract.place_of(off);
            self.now[at] = 0.0;
            self.from[0][at] = (0, 0);
        }
        let weekend = usize::from(day % 7 >= 5);
        for (at, group) in offers.groups.iter().enumerate() {
            let (price, shift) = offers.cheapest[at];
            let follows = class_before.is_none_or(|class| group.after[class]);
            let Some(on) = contract.work(start, group.class).filter(|_| follows && price.is_finite()) else { continue };
            let Some(count) = counts.after(0, group.counted) else { continue };
            let Some(units) = group.units.checked_sub(bottom) else { continue };
            if units >= shape.units || weekend >= shape.weekends {
                continue;
            }
            let to = ((units * shape.weekends + weekend) * shape.counts + count) * shape.phases + contract.place_of(on);
            if price < self.now[to] {
                self.now[to] = price;
                self.from[0][to] = (0, shift + 1);
            }
        }
    }

    fn day(&mut self, offers: &Offers, counts: &Counts, shape: &Shape, today: &Today) {
        self.next.fill(UNREACHED);
        let groups = offers.groups.len();
        let cheapest = &offers.cheapest[today.at * groups..(today.at + 1) * groups];
        let mut base = 0;
        for units in 0..shape.units {
            for weekends in 0..shape.weekends {
                for count in 0..shape.counts {
                    for phase in 0..shape.phases {
                        let price = self.now[base + phase];
                        if price != UNREACHED {
                            // On Sunday the weekend counts already where Saturday was on.
                            let fresh = today.on_saturday || today.on_sunday && phase < today.off_phases;
                            let here = Here { units, weekends, count, worked: weekends + usize::from(fresh) };
                            let layer = &mut self.from[today.at];
                            for step in &self.steps[phase] {
                                let taken = here.step(step, offers, cheapest, counts, shape, today);
                                let Some((to, extra, shift)) = taken else { continue };
                                if price + extra < self.next[to] {
                                    self.next[to] = price + extra;
                                    layer[to] = ((base + phase) as u32, shift);
                                }
                            }
                        }
                    }
                    base += shape.phases;
                }
            }
        }
        std::mem::swap(&mut self.now, &mut self.next);
    }

    fn finish(
        &self,
        contract: &Contract,
        cells: &[Option<u16>],
        stretch: &Range<usize>,
        limits: &Limits,
        shape: &Shape,
    ) -> Option<Found> {
        let may_follow = |class: usize, shift: usize| contract.may_follow(class, shift);
        let rest: &[Option<u16>] = if limits.followed { cells } else { &[] };
        let ends: Vec<usize> = (0..shape.phases)
            .filter(|place| contract.goes_on(contract.phase_at(*place), rest, stretch.end, may_follow))
            .collect();
        let a_unit = shape.len() / shape.units;
        let bottom = limits.bottom(stretch.len() - 1);
        let least = limits.units.0.saturating_sub(bottom.0).min(shape.units);
        let most = (limits.units.1 + 1).saturating_sub(bottom.0).min(shape.units);
        let mut best: Option<(f64, usize)> = None;
        for base in (least * a_unit..most * a_unit).step_by(shape.phases) {
            let weekends = bottom.1 + base / (shape.counts * shape.phases) % shape.weekends;
            if weekends > limits.weekends {
                continue;
            }
            for place in &ends {
                let price = self.now[base + place];
                if price < best.map_or(UNREACHED, |(least, _)| least) {
                    best = Some((price, base + place));
                }
            }
        }
        let (price, mut state) = best?;
        let mut found = vec![None; stretch.len()];
        for day in (0..stretch.len()).rev() {
            let (before, shift) = self.from[day][state];
            found[day] = shift.checked_sub(1);
            state = before as usize;
        }
        Some(Found { price, cells: found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::schedule::roster::check;
    use crate::base::Draw;
    use crate::domain::schedule::roster::{Employee, Roster, RosterProblem, ShiftKind};

    fn any_problem(draw: &mut Draw, days: usize) -> RosterProblem {
        let kind = |id: &str, mins, not_before: Vec<usize>| ShiftKind { id: id.to_owned(), mins, not_before };
        let mut below = |n: u64| draw.below(n) as u32;
        let min_mins = 480 * below(4);
        let one = Employee {
            id: "A".to_owned(),
            max_shifts: vec![below(4), 1 + below(days as u64)],
            max_mins: min_mins + 480 * (1 + below(3)),
            min_mins,
            max_run: 1 + below(4),
            min_run: 1 + below(3),
            min_rest: 1 + below(3),
            max_weekends: below(3),
            leave: vec![below(days as u64) as usize],
        };
        let shifts = vec![kind("E", 480, Vec::new()), kind("N", 720, vec![0])];
        RosterProblem { days, shifts, staff: vec![one], requests: Vec::new(), cover: Vec::new() }
    }

    fn price(cells: &[Option<u16>], prices: &[f64]) -> f64 {
        cells.iter().enumerate().filter_map(|(day, cell)| Some(prices[2 * day + usize::from((*cell)?)])).sum()
    }

    /// Every row there is, judged by the checker.
    fn by_brute_force(problem: &RosterProblem, from: usize, kept: &[Option<u16>], prices: &[f64]) -> Option<f64> {
        let open = problem.days - from;
        let mut best: Option<f64> = None;
        for code in 0..3_usize.pow(open as u32) {
            let digit = |day: usize| [None, Some(0), Some(1)][code / 3_usize.pow(day as u32) % 3];
            let row: Vec<Option<u16>> = kept[..from].iter().copied().chain((0..open).map(digit)).collect();
            let cells = vec![row.iter().map(|cell| cell.map(usize::from)).collect()];
            if check(problem, &Roster { cells }).is_feasible() {
                let price = price(&row[from..], prices);
                best = Some(best.map_or(price, |least: f64| least.min(price)));
            }
        }
        best
    }

    #[test]
    fn the_cheapest_row_is_the_best_of_all_rows_that_the_checker_allows() {
        let mut draw = Draw::new(3);
        let mut found_some = 0;
        for _ in 0..60 {
            let problem = any_problem(&mut draw, 9);
            let contract = Contract::new(&problem, &problem.staff[0]);
            let prices: Vec<f64> = (0..18).map(|_| draw.unit() * 20.0 - 12.0).collect();
            let mut rerow = Rerow::default();
            let off = vec![None; 9];
            let limits = Limits::beside(&contract, &off, &(0..9));
            let ours = rerow.best(&contract, &off, 0..9, &limits, &prices);
            let best = by_brute_force(&problem, 0, &off, &prices);
            assert_eq!(ours.is_some(), best.is_some(), "{problem:?}");
            let (Some(ours), Some(best)) = (ours, best) else { continue };
            assert!((ours.price - best).abs() < 1e-9, "{} and {best} of {problem:?}", ours.price);
            assert!((price(&ours.cells, &prices) - best).abs() < 1e-9);
            assert!(contract.keeps(&ours.cells));
            found_some += 1;
            // The same from the second week on, the first one standing.
            let second: Vec<f64> = (0..4).map(|_| draw.unit() * 20.0 - 12.0).collect();
            let limits = Limits::beside(&contract, &ours.cells, &(7..9));
            let again = rerow.best(&contract, &ours.cells, 7..9, &limits, &second);
            let best = by_brute_force(&problem, 7, &ours.cells, &second);
            assert_eq!(again.map(|found| (found.price * 1e6).round()), best.map(|price| (price * 1e6).round()));
        }
        assert!(found_some > 20, "{found_some}");
    }
}
