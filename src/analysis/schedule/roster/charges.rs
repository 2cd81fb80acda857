//! Every single cost of a roster with whom and which day it concerns. Their sum is the checker's cost; a test holds that.

use crate::domain::schedule::roster::{Roster, RosterProblem, Wish};

/// What a cost comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RosterPart {
    ShiftOn,
    ShiftOff,
    Under,
    Over,
}

impl RosterPart {
    /// Stable: as the checker's parts.
    pub fn id(self) -> &'static str {
        match self {
            RosterPart::ShiftOn => "shift_on",
            RosterPart::ShiftOff => "shift_off",
            RosterPart::Under => "under",
            RosterPart::Over => "over",
        }
    }
}

/// A cost, weighted, above 0; of an employee where it is a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterCharge {
    pub part: RosterPart,
    pub cost: u64,
    pub employee: Option<usize>,
    pub day: usize,
    pub shift: usize,
}

/// Every cost of a roster: requests in their order, then cover.
pub fn roster_charges(problem: &RosterProblem, roster: &Roster) -> Vec<RosterCharge> {
    let cell = |employee: usize, day: usize| roster.cells.get(employee).and_then(|row| row.get(day)).copied().flatten();
    let unmet = problem.requests.iter().filter_map(|one| {
        let works = cell(one.employee, one.day) == Some(one.shift);
        let part = match (one.wish, works) {
            (Wish::On, false) => RosterPart::ShiftOn,
            (Wish::Off, true) => RosterPart::ShiftOff,
            (Wish::On, true) | (Wish::Off, false) => return None,
        };
        let (employee, day, shift) = (Some(one.employee), one.day, one.shift);
        Some(RosterCharge { part, cost: one.weight.into(), employee, day, shift })
    });
    let uneven = problem.cover.iter().filter_map(|cover| {
        let have = (0..problem.staff.len()).filter(|one| cell(*one, cover.day) == Some(cover.shift)).count() as u64;
        let wanted = u64::from(cover.wanted);
        let (part, cost) = match have.cmp(&wanted) {
            std::cmp::Ordering::Less => (RosterPart::Under, (wanted - have) * u64::from(cover.under_weight)),
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => (RosterPart::Over, (have - wanted) * u64::from(cover.over_weight)),
        };
        Some(RosterCharge { part, cost, employee: None, day: cover.day, shift: cover.shift })
    });
    unmet.chain(uneven).filter(|charge| charge.cost > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::search::tests::small_ward;
    use super::*;
    use crate::analysis::schedule::roster::check;
    use crate::base::Draw;

    #[test]
    fn the_charges_add_up_to_the_checkers_parts() {
        let (problem, mut draw) = (small_ward(), Draw::new(3));
        for _ in 0..50 {
            let mut cell = || (draw.below(2) == 0).then_some(0);
            let roster = Roster { cells: (0..3).map(|_| (0..7).map(|_| cell()).collect()).collect() };
            let parts = check(&problem, &roster).parts;
            let charges = roster_charges(&problem, &roster);
            let sum = |part| charges.iter().filter(|charge| charge.part == part).map(|charge| charge.cost).sum::<u64>();
            let ours = [RosterPart::ShiftOn, RosterPart::ShiftOff, RosterPart::Under, RosterPart::Over].map(sum);
            assert_eq!(ours, [parts.shift_on, parts.shift_off, parts.under, parts.over]);
        }
    }
}
