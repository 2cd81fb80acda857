//! Who can take a shift, and what a cell could be instead: the change of the score and the rules of the contract that would
//! break, worked out for the one row that changes.

use crate::domain::schedule::roster::{Roster, RosterProblem, Wish};

use super::check::{Violation, check};

/// Somebody with another cell on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub employee: usize,
    pub before: Option<usize>,
    pub after: Option<usize>,
    /// Change of the cost; below 0 is better.
    pub change: i64,
    /// Rules that break now and did not before.
    pub broken: Vec<Violation>,
}

/// Everybody who does not work that shift on that day: first those whose contract allows it, the cheapest first. `instead`
/// of somebody: that person is off then, and is no candidate.
pub fn candidates(
    problem: &RosterProblem,
    roster: &Roster,
    (day, shift): (usize, usize),
    instead: Option<usize>,
) -> Vec<Candidate> {
    let mut now = roster.clone();
    let mut freed = 0;
    if let Some(cell) = instead.and_then(|one| now.cells.get_mut(one)).and_then(|row| row.get_mut(day)) {
        let before = cell.take();
        freed = instead.map_or(0, |one| price(problem, roster, one, day, (before, None)));
    }
    let others = (0..problem.staff.len()).filter(|one| Some(*one) != instead);
    let mut found: Vec<Candidate> = others
        .filter(|one| cell(&now, *one, day) != Some(shift))
        .map(|one| {
            let found = candidate(problem, &now, one, day, Some(shift));
            Candidate { change: found.change + freed, ..found }
        })
        .collect();
    rank(&mut found);
    found
}

/// What the cell of an employee could be instead, off included.
pub fn other_cells(problem: &RosterProblem, roster: &Roster, employee: usize, day: usize) -> Vec<Candidate> {
    let now = cell(roster, employee, day);
    let all = std::iter::once(None).chain((0..problem.shifts.len()).map(Some));
    let mut found: Vec<Candidate> =
        all.filter(|after| *after != now).map(|after| candidate(problem, roster, employee, day, after)).collect();
    rank(&mut found);
    found
}

fn rank(found: &mut [Candidate]) {
    found.sort_by_key(|one| (!one.broken.is_empty(), one.broken.len(), one.change));
}

fn cell(roster: &Roster, employee: usize, day: usize) -> Option<usize> {
    roster.cells.get(employee).and_then(|row| row.get(day)).copied().flatten()
}

fn candidate(problem: &RosterProblem, roster: &Roster, employee: usize, day: usize, after: Option<usize>) -> Candidate {
    let before = cell(roster, employee, day);
    let mut row = roster.cells.get(employee).cloned().unwrap_or_default();
    row.resize(problem.days, None);
    let was = violations(problem, employee, row.clone());
    if let Some(cell) = row.get_mut(day) {
        *cell = after;
    }
    let broken = violations(problem, employee, row).into_iter().filter(|one| !was.contains(one)).collect();
    Candidate { employee, before, after, change: price(problem, roster, employee, day, (before, after)), broken }
}

/// What the checker says of one row alone.
fn violations(problem: &RosterProblem, employee: usize, row: Vec<Option<usize>>) -> Vec<Violation> {
    let alone = RosterProblem {
        days: problem.days,
        shifts: problem.shifts.clone(),
        staff: problem.staff.get(employee).cloned().into_iter().collect(),
        requests: Vec::new(),
        cover: Vec::new(),
    };
    let found = check(&alone, &Roster { cells: vec![row] }).violations;
    found.into_iter().map(|one| Violation { employee, ..one }).collect()
}

/// What changes in requests and cover.
fn price(
    problem: &RosterProblem,
    roster: &Roster,
    employee: usize,
    day: usize,
    (before, after): (Option<usize>, Option<usize>),
) -> i64 {
    let wish = |cell: Option<usize>| -> i64 {
        let own = problem.requests.iter().filter(|one| one.employee == employee && one.day == day);
        own.filter(|one| (cell == Some(one.shift)) == (one.wish == Wish::Off)).map(|one| i64::from(one.weight)).sum()
    };
    let mut change = wish(after) - wish(before);
    for cover in problem.cover.iter().filter(|cover| cover.day == day) {
        let have = (0..problem.staff.len()).filter(|one| cell(roster, *one, day) == Some(cover.shift)).count() as i64;
        let step = i64::from(after == Some(cover.shift)) - i64::from(before == Some(cover.shift));
        let cost = |have: i64| {
            let over = have - i64::from(cover.wanted);
            if over < 0 { -over * i64::from(cover.under_weight) } else { over * i64::from(cover.over_weight) }
        };
        change += cost(have + step) - cost(have);
    }
    change
}

#[cfg(test)]
mod tests {
    use super::super::search::tests::small_ward;
    use super::*;
    use crate::base::Draw;

    /// Each answer is carried out on the whole roster and judged by the checker.
    #[test]
    fn every_answer_is_what_the_checker_says_of_the_whole_roster() {
        let (problem, mut draw) = (small_ward(), Draw::new(9));
        for _ in 0..30 {
            let mut cell = || (draw.below(2) == 0).then_some(0);
            let roster = Roster { cells: (0..3).map(|_| (0..7).map(|_| cell()).collect()).collect() };
            let before = check(&problem, &roster);
            let judge = |answer: &Candidate, instead: Option<usize>, day: usize| {
                let mut changed = roster.clone();
                changed.cells[answer.employee][day] = answer.after;
                instead.iter().for_each(|one| changed.cells[*one][day] = None);
                let score = check(&problem, &changed);
                assert_eq!(score.cost() as i64 - before.cost() as i64, answer.change, "{answer:?}");
                let of = |one: &&Violation| one.employee == answer.employee;
                let new = score.violations.iter().filter(of).filter(|one| !before.violations.contains(one));
                assert!(new.eq(answer.broken.iter()), "{answer:?}");
            };
            for answer in candidates(&problem, &roster, (3, 0), None) {
                judge(&answer, None, 3);
            }
            for answer in candidates(&problem, &roster, (3, 0), Some(1)) {
                assert_ne!(answer.employee, 1);
                judge(&answer, Some(1), 3);
            }
            for answer in other_cells(&problem, &roster, 2, 5) {
                judge(&answer, None, 5);
            }
        }
    }
}
