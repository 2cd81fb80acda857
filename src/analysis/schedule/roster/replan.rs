//! Repairs a published roster: every cell that changes costs, so that the rest stays where it can.

use std::collections::BTreeSet;

use crate::analysis::schedule::front::{Descent, chosen, descend};
use crate::analysis::schedule::pace::{Outcome, Run};
use crate::domain::schedule::changes::{Changes, RosterChange};
use crate::domain::schedule::roster::{Request, Roster, RosterProblem, Wish};

use super::check::check;
use super::search::{NoStart, solve};

/// What leaving a pinned cell costs: more than anything else.
const PIN_WEIGHT: u32 = 1_000_000;

/// Why a roster was not repaired.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRepair {
    #[error(transparent)]
    NoStart(#[from] NoStart),
    #[error("employee {employee:?} is pinned on day {day}, or the day is past, but no row was found that keeps it")]
    Pinned { employee: String, day: usize },
}

/// The problem after the changes. Whoever is ill has leave on those days, and the minutes of the shifts that are lost count
/// as worked: the least of the contract falls by them.
pub fn changed(problem: &RosterProblem, published: &Roster, changes: &Changes<RosterChange>) -> RosterProblem {
    let mut now = problem.clone();
    for change in &changes.changes {
        let RosterChange::EmployeeIll { employee, days } = change else { continue };
        let days: BTreeSet<usize> = days.iter().copied().filter(|day| *day < problem.days).collect();
        let one = &mut now.staff[*employee];
        let fresh: Vec<usize> = days.into_iter().filter(|day| !one.leave.contains(day)).collect();
        let lost = |day: &usize| cell(published, *employee, *day).map_or(0, |shift| problem.shifts[shift].mins);
        one.min_mins = one.min_mins.saturating_sub(fresh.iter().map(lost).sum());
        one.leave.extend(fresh);
        one.leave.sort_unstable();
    }
    now
}

fn cell(roster: &Roster, employee: usize, day: usize) -> Option<usize> {
    roster.cells.get(employee).and_then(|cells| cells.get(day)).copied().flatten()
}

/// Shifts of a roster that cannot be worked any more: employee and day.
pub fn affected(now: &RosterProblem, roster: &Roster) -> BTreeSet<(usize, usize)> {
    let of = |(employee, one): (usize, &crate::domain::schedule::roster::Employee)| {
        let lost: Vec<(usize, usize)> = one
            .leave
            .iter()
            .filter(|day| cell(roster, employee, **day).is_some())
            .map(|day| (employee, *day))
            .collect();
        lost
    };
    now.staff.iter().enumerate().flat_map(of).collect()
}

/// A cell that differs between two rosters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellChange {
    pub employee: usize,
    pub day: usize,
    pub before: Option<usize>,
    pub after: Option<usize>,
}

/// The cells that differ.
pub fn diff(problem: &RosterProblem, before: &Roster, after: &Roster) -> Vec<CellChange> {
    let all = (0..problem.staff.len()).flat_map(|employee| (0..problem.days).map(move |day| (employee, day)));
    let change = |(employee, day)| CellChange {
        employee,
        day,
        before: cell(before, employee, day),
        after: cell(after, employee, day),
    };
    all.map(change).filter(|change| change.before != change.after).collect()
}

/// The people whose rows differ.
pub fn disturbed_people(changes: &[CellChange]) -> BTreeSet<usize> {
    changes.iter().map(|change| change.employee).collect()
}

/// Prices on a changed cell that a repair is searched with, one after another.
const LADDER: [u32; 4] = [500, 50, 5, 0];

/// Searches rosters of the (changed) problem between close to the published one and good; see [`super::super::front`].
///
/// # Errors
/// Somebody has no row that keeps the contract, or none that keeps a pin.
pub fn repair_front(
    now: &RosterProblem,
    published: &Roster,
    changes: &Changes<RosterChange>,
    stability: u32,
    run: &mut Run<'_, Roster>,
) -> Result<Descent<Roster>, NoRepair> {
    let pins = pinned(now, changes);
    let rung = |price: u32, above: Option<&Roster>, run: &mut Run<'_, Roster>| {
        let held = held(now, published, &pins, price);
        let found = solve(&held, Some(above.unwrap_or(published)), run)?;
        let lost = diff(now, published, &found.plan).into_iter().find(|one| pins.contains(&(one.employee, one.day)));
        match lost {
            Some(one) => Err(NoRepair::Pinned { employee: now.staff[one.employee].id.clone(), day: one.day }),
            None => Ok(found),
        }
    };
    let measured = |plan: &Roster| (check(now, plan).cost() as i64, 10 * diff(now, published, plan).len() as i64);
    descend(&LADDER, stability, run, rung, measured)
}

/// The roster of these that is best at a stability: what a changed cell costs.
///
/// # Errors
/// As [`repair_front`].
pub fn repair(
    now: &RosterProblem,
    published: &Roster,
    changes: &Changes<RosterChange>,
    stability: u32,
    run: &mut Run<'_, Roster>,
) -> Result<Outcome<Roster>, NoRepair> {
    let found = repair_front(now, published, changes, stability, run)?;
    let plan = chosen(&found.plans, stability).map(|one| one.plan.clone()).ok_or(NoStart::Stopped)?;
    // The bounds found are those of problems with prices on changes, not of the problem.
    Ok(Outcome { plan, steps: found.steps, bound: None })
}

/// Pinned and past cells; never days of leave.
fn pinned(now: &RosterProblem, changes: &Changes<RosterChange>) -> BTreeSet<(usize, usize)> {
    let mut pins: BTreeSet<(usize, usize)> = (0..now.staff.len())
        .flat_map(|employee| (0..changes.today.min(now.days)).map(move |day| (employee, day)))
        .collect();
    for change in &changes.changes {
        if let RosterChange::Pin { employee, days } = change {
            pins.extend(days.iter().map(|day| (*employee, *day)));
        }
    }
    pins.retain(|(employee, day)| !now.staff[*employee].leave.contains(day));
    pins
}

/// The problem with a request for every published cell.
fn held(now: &RosterProblem, published: &Roster, pins: &BTreeSet<(usize, usize)>, stability: u32) -> RosterProblem {
    let mut held = now.clone();
    for employee in 0..now.staff.len() {
        for day in (0..now.days).filter(|day| !now.staff[employee].leave.contains(day)) {
            let weight = if pins.contains(&(employee, day)) { PIN_WEIGHT } else { stability };
            let ask = |shift, wish| Request { employee, day, shift, wish, weight };
            match cell(published, employee, day) {
                _ if weight == 0 => {}
                Some(shift) => held.requests.push(ask(shift, Wish::On)),
                None => held.requests.extend((0..now.shifts.len()).map(|shift| ask(shift, Wish::Off))),
            }
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::super::search::tests::small_ward;
    use super::*;
    use crate::analysis::schedule::pace::Steps;
    use crate::base::Progress;

    fn run<T>(work: impl FnOnce(&mut Run<'_, Roster>) -> T) -> T {
        let (mut pace, progress, mut found) = (Steps(3_000), Progress::default(), |_: &Roster, _: i64, _: u64| {});
        work(&mut Run { seed: 3, pace: &mut pace, progress: &progress, found: &mut found })
    }

    /// Whoever is ill is off, pins and the past stand, contracts hold, and a dear change is made less often.
    #[test]
    fn a_roster_is_repaired_around_who_is_ill() {
        let problem = small_ward();
        let published = run(|run| solve(&problem, None, run)).expect("a roster").plan;
        let day = (2..7).find(|day| published.cells[1][*day].is_some()).expect("works");
        let ill = RosterChange::EmployeeIll { employee: 1, days: vec![day] };
        let pin = RosterChange::Pin { employee: 0, days: vec![3, 4] };
        let changes = Changes { today: 1, changes: vec![ill, pin] };
        let now = changed(&problem, &published, &changes);
        assert_eq!(affected(&now, &published), BTreeSet::from([(1, day)]));
        assert_eq!(now.staff[1].min_mins, problem.staff[1].min_mins - 480);
        let changed_cells = |stability| {
            let repaired = run(|run| repair(&now, &published, &changes, stability, run)).expect("a repair").plan;
            let score = check(&now, &repaired);
            assert!(score.is_feasible(), "{score:?}");
            assert_eq!(repaired.cells[1][day], None);
            for employee in 0..3 {
                assert_eq!(repaired.cells[employee][0], published.cells[employee][0]);
            }
            assert_eq!(repaired.cells[0][3..5], published.cells[0][3..5]);
            let cells = diff(&now, &published, &repaired);
            assert!(disturbed_people(&cells).contains(&1));
            (cells.len(), score.cost())
        };
        let (few, dear) = changed_cells(10_000);
        let (many, cheap) = changed_cells(0);
        assert!(few <= many && cheap <= dear, "{few} cells at {dear}, {many} at {cheap}");
    }
}
