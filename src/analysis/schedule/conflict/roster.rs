//! The conflicts of a roster problem. Cover and requests cost and never forbid, so that a conflict is within the contract of
//! one employee.

use crate::analysis::schedule::pace::{Run, Steps};
use crate::analysis::schedule::roster::{check, solve};
use crate::base::{Cancelled, Progress};
use crate::domain::schedule::roster::{Employee, Roster, RosterProblem};

use super::Answer;
use super::deletion::{Member, needed};
use super::row::any_row;

/// A requirement of an employee's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RosterRule {
    /// Shifts that cannot follow each other.
    Sequences,
    MaxShifts {
        shift: usize,
    },
    LeastMins,
    MostMins,
    MaxRun,
    MinRun,
    MinRest,
    MaxWeekends,
    Leave {
        day: usize,
    },
}

impl RosterRule {
    /// Stable, for JSON.
    pub fn id(self) -> &'static str {
        match self {
            RosterRule::Sequences => "cannot_follow",
            RosterRule::MaxShifts { .. } => "max_shifts",
            RosterRule::LeastMins => "min_total_minutes",
            RosterRule::MostMins => "max_total_minutes",
            RosterRule::MaxRun => "max_consecutive_shifts",
            RosterRule::MinRun => "min_consecutive_shifts",
            RosterRule::MinRest => "min_consecutive_days_off",
            RosterRule::MaxWeekends => "max_weekends",
            RosterRule::Leave { .. } => "leave",
        }
    }
}

/// A change of a contract, by how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RosterRemedy {
    MoreShifts { shift: usize, by: u32 },
    FewerMins { by: u32 },
    MoreMins { by: u32 },
    LongerRun { by: u32 },
    ShorterRun { by: u32 },
    ShorterRest { by: u32 },
    MoreWeekends { by: u32 },
    WorkOnLeave { day: usize },
}

/// A change and how dear it is: a shift, a day, a weekend and eight hours count one each, a day of leave three.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RosterRepair {
    pub remedy: RosterRemedy,
    pub price: f64,
}

/// Rules of one employee that cannot hold together, and what would end it.
#[derive(Clone, Debug, PartialEq)]
pub struct RosterConflict {
    pub employee: usize,
    pub members: Vec<Member<RosterRule>>,
    /// The cheapest first.
    pub repairs: Vec<RosterRepair>,
}

impl RosterRemedy {
    fn price(self) -> f64 {
        match self {
            RosterRemedy::FewerMins { by } | RosterRemedy::MoreMins { by } => f64::from(by) / 480.0,
            RosterRemedy::MoreShifts { by, .. }
            | RosterRemedy::LongerRun { by }
            | RosterRemedy::ShorterRun { by }
            | RosterRemedy::ShorterRest { by }
            | RosterRemedy::MoreWeekends { by } => f64::from(by),
            RosterRemedy::WorkOnLeave { .. } => 3.0,
        }
    }

    /// The contract after the change.
    pub fn carried_out(self, one: &Employee) -> Employee {
        let mut now = one.clone();
        match self {
            RosterRemedy::MoreShifts { shift, by } => now.max_shifts[shift] += by,
            RosterRemedy::FewerMins { by } => now.min_mins = now.min_mins.saturating_sub(by),
            RosterRemedy::MoreMins { by } => now.max_mins = now.max_mins.saturating_add(by),
            RosterRemedy::LongerRun { by } => now.max_run += by,
            RosterRemedy::ShorterRun { by } => now.min_run = now.min_run.saturating_sub(by),
            RosterRemedy::ShorterRest { by } => now.min_rest = now.min_rest.saturating_sub(by),
            RosterRemedy::MoreWeekends { by } => now.max_weekends += by,
            RosterRemedy::WorkOnLeave { day } => now.leave.retain(|other| *other != day),
        }
        now
    }
}

/// The employees who have no row, and those of whom it is not known.
///
/// # Errors
/// Cancelled.
pub fn roster_conflicts(
    problem: &RosterProblem,
    progress: &Progress,
) -> Result<(Vec<RosterConflict>, Vec<usize>), Cancelled> {
    let (mut conflicts, mut unknown) = (Vec::new(), Vec::new());
    for (employee, one) in problem.staff.iter().enumerate() {
        if has_quick_row(problem, one, progress) {
            continue;
        }
        match any_row(problem, one, progress)? {
            Answer::Plan(_) => {}
            Answer::Unknown => unknown.push(employee),
            Answer::None => {
                let can_hold = |rules: &[RosterRule]| {
                    let (problem, one) = with_only(problem, one, rules);
                    any_row(&problem, &one, progress).unwrap_or(Answer::Unknown)
                };
                let members = needed(rules_of(problem, one), progress, can_hold)?;
                let repairs = repairs(problem, one, &members, progress)?;
                conflicts.push(RosterConflict { employee, members, repairs });
            }
        }
    }
    Ok((conflicts, unknown))
}

/// Whether the solver's own programme has a row at once that the checker allows. It proves that there is one, and nothing else.
fn has_quick_row(problem: &RosterProblem, one: &Employee, progress: &Progress) -> bool {
    let alone = RosterProblem {
        staff: vec![one.clone()],
        requests: Vec::new(),
        cover: Vec::new(),
        days: problem.days,
        shifts: problem.shifts.clone(),
    };
    let (mut pace, mut found) = (Steps(0), |_: &Roster, _: i64, _: u64| {});
    let mut run = Run { seed: 1, pace: &mut pace, progress, found: &mut found };
    solve(&alone, None, &mut run).is_ok_and(|made| check(&alone, &made.plan).is_feasible())
}

fn rules_of(problem: &RosterProblem, one: &Employee) -> Vec<RosterRule> {
    let limited = (0..problem.shifts.len()).filter(|shift| (one.max_shifts[*shift] as usize) < problem.days);
    let mut rules: Vec<RosterRule> = one.leave.iter().map(|day| RosterRule::Leave { day: *day }).collect();
    rules.extend([RosterRule::Sequences, RosterRule::MostMins, RosterRule::MaxWeekends, RosterRule::MinRest]);
    rules.extend([RosterRule::MinRun, RosterRule::MaxRun]);
    rules.extend(limited.map(|shift| RosterRule::MaxShifts { shift }));
    rules.push(RosterRule::LeastMins);
    rules
}

/// The problem and contract in which these rules hold and no others.
fn with_only(problem: &RosterProblem, one: &Employee, rules: &[RosterRule]) -> (RosterProblem, Employee) {
    let days = problem.days as u32;
    let mut now = RosterProblem { staff: Vec::new(), requests: Vec::new(), cover: Vec::new(), ..problem.clone() };
    let mut free = Employee {
        id: one.id.clone(),
        max_shifts: vec![days; problem.shifts.len()],
        max_mins: u32::MAX,
        min_mins: 0,
        max_run: days,
        min_run: 1,
        min_rest: 1,
        max_weekends: days,
        leave: Vec::new(),
    };
    if !rules.contains(&RosterRule::Sequences) {
        now.shifts.iter_mut().for_each(|shift| shift.not_before.clear());
    }
    for rule in rules {
        match *rule {
            RosterRule::Sequences => {}
            RosterRule::MaxShifts { shift } => free.max_shifts[shift] = one.max_shifts[shift],
            RosterRule::LeastMins => free.min_mins = one.min_mins,
            RosterRule::MostMins => free.max_mins = one.max_mins,
            RosterRule::MaxRun => free.max_run = one.max_run,
            RosterRule::MinRun => free.min_run = one.min_run,
            RosterRule::MinRest => free.min_rest = one.min_rest,
            RosterRule::MaxWeekends => free.max_weekends = one.max_weekends,
            RosterRule::Leave { day } => free.leave.push(day),
        }
    }
    free.leave.sort_unstable();
    (now, free)
}

/// Of each rule the least change that gives the employee a row.
fn repairs(
    problem: &RosterProblem,
    one: &Employee,
    members: &[Member<RosterRule>],
    progress: &Progress,
) -> Result<Vec<RosterRepair>, Cancelled> {
    let days = problem.days as u32;
    let mut found = Vec::new();
    for member in members {
        let (most, remedy): (u32, &dyn Fn(u32) -> RosterRemedy) = match member.rule {
            RosterRule::Sequences => continue,
            RosterRule::MaxShifts { shift } => (days, &move |by| RosterRemedy::MoreShifts { shift, by }),
            RosterRule::LeastMins => (one.min_mins, &|by| RosterRemedy::FewerMins { by }),
            RosterRule::MostMins => (days * 1_440, &|by| RosterRemedy::MoreMins { by }),
            RosterRule::MaxRun => (days, &|by| RosterRemedy::LongerRun { by }),
            RosterRule::MinRun => (one.min_run, &|by| RosterRemedy::ShorterRun { by }),
            RosterRule::MinRest => (one.min_rest, &|by| RosterRemedy::ShorterRest { by }),
            RosterRule::MaxWeekends => (days, &|by| RosterRemedy::MoreWeekends { by }),
            RosterRule::Leave { day } => (1, &move |_| RosterRemedy::WorkOnLeave { day }),
        };
        let ends = |by: u32| -> Result<bool, Cancelled> {
            Ok(matches!(any_row(problem, &remedy(by).carried_out(one), progress)?, Answer::Plan(_)))
        };
        if most == 0 || !ends(most)? {
            continue;
        }
        let (mut low, mut high) = (0, most);
        while high - low > 1 {
            let middle = u32::midpoint(low, high);
            if ends(middle)? { high = middle } else { low = middle }
        }
        found.push(RosterRepair { remedy: remedy(high), price: remedy(high).price() });
    }
    found.sort_by(|one, other| one.price.total_cmp(&other.price));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Draw;
    use crate::domain::schedule::roster::ShiftKind;

    fn tiny(draw: &mut Draw) -> RosterProblem {
        let shift = |id: &str, mins, not_before| ShiftKind { id: id.to_owned(), mins, not_before };
        let mut below = |n: u64| draw.below(n) as u32;
        let one = Employee {
            id: "王芳".to_owned(),
            max_shifts: vec![below(6), below(6)],
            max_mins: 480 * (2 + below(5)),
            min_mins: 480 * below(6),
            max_run: 1 + below(4),
            min_run: 1 + below(4),
            min_rest: 1 + below(3),
            max_weekends: below(2),
            leave: (0..7).filter(|_| below(4) == 0).collect(),
        };
        RosterProblem {
            days: 7,
            shifts: vec![shift("D", 480, Vec::new()), shift("N", 600, vec![0])],
            staff: vec![one],
            requests: Vec::new(),
            cover: Vec::new(),
        }
    }

    /// Whether any of all 3^7 rows breaks no rule, by the checker.
    fn some_row_keeps(problem: &RosterProblem, one: &Employee) -> bool {
        let problem = RosterProblem { staff: vec![one.clone()], ..problem.clone() };
        (0..3usize.pow(7)).any(|code| {
            let cell = |day: u32| (code / 3usize.pow(day) % 3).checked_sub(1);
            check(&problem, &Roster { cells: vec![(0..7).map(cell).collect()] }).is_feasible()
        })
    }

    /// 25 conflicts among random contracts: no row of all there are keeps the set, without any one of its rules one does;
    /// each repair gives a row; and who has no conflict has a row.
    #[test]
    fn nothing_of_a_contracts_conflict_can_be_left_out() {
        let (mut draw, mut found) = (Draw::new(23), 0);
        while found < 25 {
            let problem = tiny(&mut draw);
            let one = &problem.staff[0];
            let (conflicts, unknown) = roster_conflicts(&problem, &Progress::default()).expect("not cancelled");
            assert!(unknown.is_empty());
            assert_eq!(conflicts.is_empty(), some_row_keeps(&problem, one), "{one:?}");
            for conflict in &conflicts {
                found += 1;
                let rules: Vec<RosterRule> = conflict.members.iter().map(|member| member.rule).collect();
                let keeps = |rules: &[RosterRule]| {
                    let (problem, one) = with_only(&problem, one, rules);
                    some_row_keeps(&problem, &one)
                };
                assert!(!keeps(&rules), "{rules:?} of {one:?}");
                for (at, member) in conflict.members.iter().enumerate() {
                    let mut rest = rules.clone();
                    rest.remove(at);
                    assert!(member.is_needed && keeps(&rest), "{rules:?} without {:?}", member.rule);
                }
                for repair in &conflict.repairs {
                    assert!(some_row_keeps(&problem, &repair.remedy.carried_out(one)), "{repair:?} of {one:?}");
                }
            }
        }
    }
}
