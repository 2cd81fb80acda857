//! An assignment moved by hand: what it would change or break, by the independent checker, and the change itself.

use std::sync::Arc;

use crate::analysis::schedule::{hospital, roster};
use crate::base::Date;
use crate::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::alternatives;
use super::laid::{GridKind, Instance, Laid, Plan, Thing, lay};
use super::panel::ScheduleState;
use super::repairing;
use super::versions::{Version, keep, put_back};

impl JobKind {
    /// What a move would change or break.
    pub const JUDGE_SCHEDULE: JobKind = JobKind::reading("judge-schedule").failing(super::panel::failed);
    /// A change by hand, laid out and judged.
    pub const CHANGE_SCHEDULE: JobKind = JobKind::reading("change-schedule").failing(super::panel::failed);
}

/// A thing of the plan put into another row and column of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub thing: Thing,
    pub grid: GridKind,
    /// Place of the theatre, room or employee in the problem's list.
    pub row: usize,
    /// A day; in the grid of nurses a shift of the horizon.
    pub column: usize,
}

/// What a move would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub of: Move,
    /// Change of the cost.
    pub change: i64,
    /// Hard rules that would be broken more than they are; texts `schedule-rule-<id>`.
    pub broken: Vec<&'static str>,
}

impl Verdict {
    pub fn is_allowed(&self) -> bool {
        self.broken.is_empty()
    }
}

/// A change by hand.
#[derive(Clone, Debug)]
pub enum ChangeCommand {
    /// Works out what a move would do.
    Try(Move),
    /// Nothing is tried any more.
    Forget,
    /// Carries a move out, unless it breaks a hard rule.
    Put(Move),
    /// Puts one of the alternatives into the plan, by its place.
    TakeAlternative(usize),
    /// The plan is what people work by: what differs from it later is a draft.
    Publish,
    PutBack(Box<Version>),
    /// The date of day 0.
    SetFirstDay(Option<Date>),
}

/// Carries out a change.
pub fn apply(core: &mut Core, command: ChangeCommand) {
    match command {
        ChangeCommand::Try(one) => start_judging(core, one),
        ChangeCommand::Forget => {
            core.jobs.cancel(JobKind::JUDGE_SCHEDULE);
            core.state.schedule.verdict = None;
        }
        ChangeCommand::Put(one) => start_change(core, move |instance, laid| {
            moved(instance, &laid.plan, one).ok_or_else(|| Message::new("schedule-why-no-such-place"))
        }),
        ChangeCommand::TakeAlternative(place) => take(core, place),
        ChangeCommand::Publish => publish(core),
        ChangeCommand::PutBack(version) => put_back(core, *version),
        ChangeCommand::SetFirstDay(day) => {
            let state = &mut core.state.schedule;
            let takes = |day: Date| state.instance.as_ref().is_none_or(|instance| instance.takes_first_day(day));
            match day.is_none_or(takes) {
                true => state.first_day = day,
                false => core.state.warn(Message::new("schedule-why-no-monday")),
            }
        }
    }
}

fn publish(core: &mut Core) {
    if core.state.schedule.proposal.is_some() || core.state.schedule.plan.is_none() {
        return;
    }
    keep(core);
    let state = &mut core.state.schedule;
    state.published = state.plan.clone();
    super::kept::keep(core);
}

fn take(core: &mut Core, place: usize) {
    let Some(found) = core.state.schedule.alternatives.clone() else { return };
    let Some(chosen) = found.all.get(place).filter(|one| one.change.is_some()).cloned() else { return };
    start_change(core, move |instance, laid| {
        alternatives::with(instance, laid, found.thing, &chosen.instead)
            .ok_or_else(|| Message::new("schedule-why-no-such-place"))
    });
}

/// The problem and the plan in force, where a person may change it.
fn in_force(state: &ScheduleState) -> Option<(Arc<Instance>, Arc<Laid>)> {
    Some((state.instance.clone()?, state.plan.clone().filter(|_| state.is_in_force())?))
}

fn start_judging(core: &mut Core, one: Move) {
    let Some((instance, laid)) = in_force(&core.state.schedule) else { return };
    core.jobs.start(JobKind::JUDGE_SCHEDULE, Message::new("job-judge-schedule"), move |_| {
        let verdict = judged(&instance, &laid, one);
        Outcome::take(move |core: &mut Core| core.state.schedule.verdict = verdict)
    });
}

fn start_change(core: &mut Core, change: impl FnOnce(&Instance, &Laid) -> Result<Plan, Message> + Send + 'static) {
    let Some((instance, before)) = in_force(&core.state.schedule) else { return };
    core.state.schedule.failure = None;
    core.jobs.start(JobKind::CHANGE_SCHEDULE, Message::new("job-change-schedule"), move |_| {
        let after = match change(&instance, &before) {
            Ok(plan) => lay(&instance, plan),
            Err(why) => return super::said::refusal("schedule-not-changed", why),
        };
        match after.filter(|after| newly_broken(&before, after).is_empty()) {
            Some(after) => Outcome::take(move |core: &mut Core| changed(core, &before, after)),
            None => super::said::refusal("schedule-not-changed", super::said::of_checker()),
        }
    });
}

/// Puts a changed plan in force, unless another one is there meanwhile. Marks stay: what they make impossible is looked at
/// again.
fn changed(core: &mut Core, before: &Arc<Laid>, after: Laid) {
    if !core.state.schedule.plan.as_ref().is_some_and(|plan| Arc::ptr_eq(plan, before)) {
        return;
    }
    keep(core);
    let state = &mut core.state.schedule;
    state.plan = Some(Arc::new(after));
    (state.alternatives, state.verdict) = (None, None);
    repairing::look(state);
}

fn newly_broken(before: &Laid, after: &Laid) -> Vec<&'static str> {
    let units = |laid: &Laid, id: &str| laid.rules.iter().find(|rule| rule.id == id).map_or(0, |rule| rule.units);
    let hard = after.rules.iter().filter(|rule| rule.is_hard);
    hard.filter(|rule| rule.units > units(before, rule.id)).map(|rule| rule.id).collect()
}

/// What a move would do to a plan; nothing where there is no such place.
pub fn judged(instance: &Instance, laid: &Laid, one: Move) -> Option<Verdict> {
    let units = |id: &str| laid.rules.iter().find(|rule| rule.id == id).map_or(0, |rule| rule.units);
    let (cost, broken) = match (instance, moved(instance, &laid.plan, one)?) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => {
            let score = hospital::check(problem, &plan);
            let hard = score.hard.iter().map(|(rule, units)| (rule.name(), *units));
            (score.cost(), hard.filter(|(id, now)| *now > units(id)).map(|(id, _)| id).collect())
        }
        (Instance::Roster(problem), Plan::Roster(plan)) => {
            let score = roster::check(problem, &plan);
            let hard = score.by_rule().into_iter().map(|(rule, units)| (rule.name(), units));
            (score.cost(), hard.filter(|(id, now)| *now > units(id)).map(|(id, _)| id).collect::<Vec<_>>())
        }
        _ => return None,
    };
    Some(Verdict { of: one, change: cost as i64 - laid.cost as i64, broken })
}

/// The plan after a move. What was in the place of a shift takes the place that becomes free.
fn moved(instance: &Instance, plan: &Plan, one: Move) -> Option<Plan> {
    match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => {
            moved_in_hospital(problem, plan, one).map(Plan::Hospital)
        }
        (Instance::Roster(problem), Plan::Roster(roster)) => moved_in_roster(problem, roster, one).map(Plan::Roster),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => None,
    }
}

fn moved_in_hospital(problem: &HospitalProblem, plan: &HospitalPlan, one: Move) -> Option<HospitalPlan> {
    let mut now = hospital::with_every_shift(problem, plan);
    match (one.thing, one.grid) {
        (Thing::Surgery { patient } | Thing::Stay { patient }, GridKind::Theatres | GridKind::Beds) => {
            let at = now.admissions.get(patient).copied().flatten()?;
            let is_theatre = one.grid == GridKind::Theatres;
            let next = Admission {
                day: one.column,
                room: if is_theatre { at.room } else { one.row },
                theatre: if is_theatre { one.row } else { at.theatre },
            };
            let is_there =
                next.day < problem.days && next.room < problem.rooms.len() && next.theatre < problem.theatres.len();
            *now.admissions.get_mut(patient)? = Some(next).filter(|_| is_there);
            is_there.then_some(now)
        }
        (Thing::Waiting { patient }, GridKind::Waiting) => {
            // The day is a person's choice, room and theatre are the cheapest of it.
            let (found, day) = (hospital::elsewhere(problem, plan, patient).ok()?, one.column);
            let best = found.iter().find_map(|one| one.at.filter(|at| at.day == day));
            *now.admissions.get_mut(patient)? = Some(best?);
            Some(now)
        }
        (Thing::NurseShift { room, shift }, GridKind::Nurses) => {
            let other = *now.nurse_of.get(one.row)?.get(one.column)?;
            let own = now.nurse_of.get_mut(room)?.get_mut(shift)?;
            let carried = std::mem::replace(own, other);
            *now.nurse_of.get_mut(one.row)?.get_mut(one.column)? = carried;
            Some(now)
        }
        _ => None,
    }
}

fn moved_in_roster(problem: &RosterProblem, roster: &Roster, one: Move) -> Option<Roster> {
    let (Thing::Cell { employee, day }, GridKind::Roster) = (one.thing, one.grid) else { return None };
    if one.row >= problem.staff.len() || one.column >= problem.days {
        return None;
    }
    let mut now = roster.clone();
    let other = *now.cells.get(one.row)?.get(one.column)?;
    let carried = std::mem::replace(now.cells.get_mut(employee)?.get_mut(day)?, other);
    *now.cells.get_mut(one.row)?.get_mut(one.column)? = carried;
    Some(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::roster::{Cover, Employee, ShiftKind};

    fn ward() -> Instance {
        let one = |id: &str| Employee {
            id: id.to_owned(),
            max_shifts: vec![7],
            max_mins: 1_920,
            min_mins: 960,
            max_run: 3,
            min_run: 2,
            min_rest: 2,
            max_weekends: 1,
            leave: Vec::new(),
        };
        let cover = |day| Cover { day, shift: 0, wanted: 1, under_weight: 100, over_weight: 1 };
        Instance::Roster(RosterProblem {
            days: 7,
            shifts: vec![ShiftKind { id: "D".to_owned(), mins: 480, not_before: Vec::new() }],
            staff: vec![one("A"), one("B")],
            requests: Vec::new(),
            cover: (0..7).map(cover).collect(),
        })
    }

    fn laid(instance: &Instance) -> Laid {
        let row = |on: [u8; 7]| on.map(|on| (on == 1).then_some(0)).to_vec();
        let cells = vec![row([0, 0, 0, 1, 1, 0, 0]), row([1, 1, 0, 0, 0, 0, 0])];
        lay(instance, Plan::Roster(Roster { cells })).expect("a plan of it")
    }

    /// A's day 4 to B's day 4: B then works one day alone, A one day alone; A's two days to 5 and 6 in turn are judged as
    /// the checker judges the whole plan.
    #[test]
    fn a_move_is_judged_by_the_checker_and_says_which_rules_break() {
        let instance = ward();
        let laid = laid(&instance);
        let from = Thing::Cell { employee: 0, day: 4 };
        let to = |row, column| Move { thing: from, grid: GridKind::Roster, row, column };
        let verdict = judged(&instance, &laid, to(1, 4)).expect("a place");
        assert_eq!((verdict.change, verdict.is_allowed()), (0, false));
        assert!(verdict.broken.contains(&"TotalMinutes") && verdict.broken.contains(&"MinConsecutiveShifts"));
        let first = Move { thing: Thing::Cell { employee: 0, day: 3 }, grid: GridKind::Roster, row: 0, column: 5 };
        let verdict = judged(&instance, &laid, first).expect("a place");
        assert_eq!((verdict.change, verdict.broken.as_slice()), (0, &[][..]));
        assert_eq!(judged(&instance, &laid, to(2, 4)), None);
        assert_eq!(judged(&instance, &laid, to(0, 7)), None);
    }
}
