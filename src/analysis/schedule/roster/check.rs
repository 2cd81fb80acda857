//! Judges a roster: broken hard rules and the parts of its cost, from the rules alone. It shares no code with the solver.

use std::collections::BTreeMap;

use crate::domain::schedule::roster::{Employee, Roster, RosterProblem, Wish};

/// What must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HardRule {
    ForbiddenSequence,
    MaxShifts,
    TotalMinutes,
    MaxConsecutiveShifts,
    MinConsecutiveShifts,
    MinConsecutiveDaysOff,
    MaxWeekends,
    DaysOff,
}

impl HardRule {
    pub const ALL: [HardRule; 8] = [
        HardRule::ForbiddenSequence,
        HardRule::MaxShifts,
        HardRule::TotalMinutes,
        HardRule::MaxConsecutiveShifts,
        HardRule::MinConsecutiveShifts,
        HardRule::MinConsecutiveDaysOff,
        HardRule::MaxWeekends,
        HardRule::DaysOff,
    ];

    pub fn name(self) -> &'static str {
        match self {
            HardRule::ForbiddenSequence => "ForbiddenSequence",
            HardRule::MaxShifts => "MaxShifts",
            HardRule::TotalMinutes => "TotalMinutes",
            HardRule::MaxConsecutiveShifts => "MaxConsecutiveShifts",
            HardRule::MinConsecutiveShifts => "MinConsecutiveShifts",
            HardRule::MinConsecutiveDaysOff => "MinConsecutiveDaysOff",
            HardRule::MaxWeekends => "MaxWeekends",
            HardRule::DaysOff => "DaysOff",
        }
    }
}

/// A hard rule that an employee's row breaks, and from which day where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    pub employee: usize,
    pub rule: HardRule,
    pub day: Option<usize>,
}

/// The cost by what it comes from, weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RosterParts {
    pub shift_on: u64,
    pub shift_off: u64,
    pub under: u64,
    pub over: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterScore {
    pub violations: Vec<Violation>,
    pub parts: RosterParts,
}

impl RosterScore {
    pub fn is_feasible(&self) -> bool {
        self.violations.is_empty()
    }

    pub fn cost(&self) -> u64 {
        self.parts.shift_on + self.parts.shift_off + self.parts.under + self.parts.over
    }

    /// How often each rule is broken; every rule is there.
    pub fn by_rule(&self) -> BTreeMap<HardRule, u64> {
        let mut counts: BTreeMap<HardRule, u64> = HardRule::ALL.into_iter().map(|rule| (rule, 0)).collect();
        for violation in &self.violations {
            *counts.entry(violation.rule).or_default() += 1;
        }
        counts
    }
}

/// Judges a roster of this problem; missing cells count as off.
pub fn check(problem: &RosterProblem, roster: &Roster) -> RosterScore {
    let mut violations = Vec::new();
    for (employee, one) in problem.staff.iter().enumerate() {
        let cells = row(roster, employee, problem.days);
        let mut broke = |rule, day| violations.push(Violation { employee, rule, day });
        judge_sequences(problem, &cells, &mut broke);
        judge_totals(problem, one, &cells, &mut broke);
        judge_runs(one, &cells, &mut broke);
        judge_days(one, &cells, &mut broke);
    }
    RosterScore { violations, parts: parts(problem, roster) }
}

fn row(roster: &Roster, employee: usize, days: usize) -> Vec<Option<usize>> {
    let mut cells = roster.cells.get(employee).cloned().unwrap_or_default();
    cells.resize(days, None);
    cells
}

fn judge_sequences(problem: &RosterProblem, cells: &[Option<usize>], broke: &mut impl FnMut(HardRule, Option<usize>)) {
    for (day, pair) in cells.windows(2).enumerate() {
        if let [Some(before), Some(after)] = pair
            && problem.shifts[*before].not_before.contains(after)
        {
            broke(HardRule::ForbiddenSequence, Some(day + 1));
        }
    }
}

fn judge_totals(
    problem: &RosterProblem,
    one: &Employee,
    cells: &[Option<usize>],
    broke: &mut impl FnMut(HardRule, Option<usize>),
) {
    for (shift, most) in one.max_shifts.iter().enumerate() {
        let worked = cells.iter().filter(|cell| **cell == Some(shift)).count();
        if worked as u64 > u64::from(*most) {
            broke(HardRule::MaxShifts, None);
        }
    }
    let mins: u64 = cells.iter().flatten().map(|shift| u64::from(problem.shifts[*shift].mins)).sum();
    if mins < u64::from(one.min_mins) || mins > u64::from(one.max_mins) {
        broke(HardRule::TotalMinutes, None);
    }
}

fn judge_runs(one: &Employee, cells: &[Option<usize>], broke: &mut impl FnMut(HardRule, Option<usize>)) {
    let mut first = 0;
    for run in cells.chunk_by(|one, next| one.is_some() == next.is_some()) {
        let is_inside = first > 0 && first + run.len() < cells.len();
        let works = run.first().is_some_and(Option::is_some);
        let length = run.len() as u64;
        if works && length > u64::from(one.max_run) {
            broke(HardRule::MaxConsecutiveShifts, Some(first));
        }
        if is_inside && works && length < u64::from(one.min_run) {
            broke(HardRule::MinConsecutiveShifts, Some(first));
        }
        if is_inside && !works && length < u64::from(one.min_rest) {
            broke(HardRule::MinConsecutiveDaysOff, Some(first));
        }
        first += run.len();
    }
}

fn judge_days(one: &Employee, cells: &[Option<usize>], broke: &mut impl FnMut(HardRule, Option<usize>)) {
    let weekends = cells.chunks_exact(7).filter(|week| week[5].is_some() || week[6].is_some()).count();
    if weekends as u64 > u64::from(one.max_weekends) {
        broke(HardRule::MaxWeekends, None);
    }
    for day in &one.leave {
        if cells.get(*day).is_some_and(Option::is_some) {
            broke(HardRule::DaysOff, Some(*day));
        }
    }
}

fn parts(problem: &RosterProblem, roster: &Roster) -> RosterParts {
    let mut parts = RosterParts::default();
    let cell =
        |employee: usize, day: usize| roster.cells.get(employee).and_then(|cells| cells.get(day)).copied().flatten();
    for request in &problem.requests {
        let works = cell(request.employee, request.day) == Some(request.shift);
        match request.wish {
            Wish::On if !works => parts.shift_on += u64::from(request.weight),
            Wish::Off if works => parts.shift_off += u64::from(request.weight),
            Wish::On | Wish::Off => {}
        }
    }
    for cover in &problem.cover {
        let have = (0..problem.staff.len()).filter(|who| cell(*who, cover.day) == Some(cover.shift)).count() as u64;
        let wanted = u64::from(cover.wanted);
        parts.under += u64::from(cover.under_weight) * wanted.saturating_sub(have);
        parts.over += u64::from(cover.over_weight) * have.saturating_sub(wanted);
    }
    parts
}
