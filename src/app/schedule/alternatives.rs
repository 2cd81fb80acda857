//! What else could be of a thing that was chosen in the plan: who could take it, where it could go, and what that would
//! change or break.

use crate::analysis::schedule::{hospital, roster};
use crate::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::{Instance, Laid, Plan, Thing};
use super::panel::ScheduleOutcome;
use super::said::{of_unsearchable, refusal};

/// Alternatives that are shown; the best come first.
const SHOWN: usize = 12;

/// What would be instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    Nurse(usize),
    /// Takes the shift of the one who was chosen, who is off then.
    Employee(usize),
    /// Another shift for the same employee; nothing: off.
    Shift(Option<usize>),
    /// Another place of a patient; nothing: left waiting.
    Place(Option<Admission>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    pub instead: Instead,
    /// Change of the cost where no hard rule breaks.
    pub change: Option<i64>,
    /// Texts `schedule-rule-<id>`.
    pub broken: Vec<&'static str>,
}

/// The alternatives of a thing in the plan that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternatives {
    pub thing: Thing,
    pub all: Vec<Alternative>,
    /// More than are kept.
    pub left_off: usize,
}

/// Works out the alternatives of a thing, in a job.
pub fn start(core: &mut Core, thing: Thing) {
    let state = &mut core.state.schedule;
    state.alternatives = None;
    let instance = state.shown_instance().cloned();
    let (Some(instance), Some(laid)) = (instance, state.shown().cloned().filter(|laid| laid.is_feasible)) else {
        return;
    };
    core.jobs.start(JobKind::EXPLAIN_SCHEDULE, Message::new("job-explain-schedule"), move |_| {
        match alternatives(&instance, &laid.plan, thing) {
            Ok(found) => Outcome::from(ScheduleOutcome::Explained(Box::new(found))),
            Err(why) => refusal("schedule-not-explained", of_unsearchable(&why)),
        }
    });
}

fn alternatives(instance: &Instance, plan: &Plan, thing: Thing) -> Result<Alternatives, hospital::Unsearchable> {
    let mut all = match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => of_hospital(problem, plan, thing)?,
        (Instance::Roster(problem), Plan::Roster(roster)) => of_roster(problem, roster, thing),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Vec::new(),
    };
    let left_off = all.len().saturating_sub(SHOWN);
    all.truncate(SHOWN);
    Ok(Alternatives { thing, all, left_off })
}

fn of_hospital(
    problem: &HospitalProblem,
    plan: &HospitalPlan,
    thing: Thing,
) -> Result<Vec<Alternative>, hospital::Unsearchable> {
    match thing {
        Thing::Surgery { patient } | Thing::Stay { patient } | Thing::Waiting { patient } => {
            let found = hospital::elsewhere(problem, plan, patient)?.into_iter();
            let of = |one: hospital::Elsewhere| Alternative {
                instead: Instead::Place(one.at),
                change: one.change,
                broken: one.broken.iter().map(|rule| rule.name()).collect(),
            };
            Ok(found.map(of).collect())
        }
        Thing::NurseShift { room, shift } => {
            let found = hospital::takers(problem, plan, room, shift)?.into_iter();
            let of = |one: hospital::Taker| Alternative {
                instead: Instead::Nurse(one.nurse),
                change: Some(one.change),
                broken: Vec::new(),
            };
            Ok(found.map(of).collect())
        }
        Thing::Occupant(_) | Thing::Cell { .. } | Thing::Gap { .. } | Thing::Request(_) | Thing::Out { .. } => {
            Ok(Vec::new())
        }
    }
}

fn of_roster(problem: &RosterProblem, roster: &Roster, thing: Thing) -> Vec<Alternative> {
    let of = |instead: Instead, one: &roster::Candidate| Alternative {
        instead,
        change: one.broken.is_empty().then_some(one.change),
        broken: one.broken.iter().map(|broken| broken.rule.name()).collect(),
    };
    if let Thing::Gap { day, shift } = thing {
        let found = roster::candidates(problem, roster, (day, shift), None);
        return found.iter().map(|one| of(Instead::Employee(one.employee), one)).collect();
    }
    let Thing::Cell { employee, day } = thing else { return Vec::new() };
    let now = roster.cells.get(employee).and_then(|row| row.get(day)).copied().flatten();
    let mut all: Vec<Alternative> = Vec::new();
    let shifts = roster::other_cells(problem, roster, employee, day);
    // Whoever gives the shift away has to be able to be off.
    let off = shifts.iter().find(|one| one.after.is_none()).map_or(&[][..], |one| one.broken.as_slice());
    if let Some(shift) = now {
        for one in roster::candidates(problem, roster, (day, shift), Some(employee)) {
            let broken = [one.broken.as_slice(), off].concat();
            all.push(of(Instead::Employee(one.employee), &roster::Candidate { broken, ..one }));
        }
    }
    all.extend(shifts.iter().map(|one| of(Instead::Shift(one.after), one)));
    all.sort_by_key(|one| (one.change.is_none(), one.change, one.broken.len()));
    all
}

/// The plan with an alternative in it.
pub fn with(problem: &Instance, laid: &Laid, thing: Thing, instead: &Instead) -> Option<Plan> {
    let mut plan = laid.plan.clone();
    match (&mut plan, thing, instead) {
        (
            Plan::Hospital(plan),
            Thing::Surgery { patient } | Thing::Stay { patient } | Thing::Waiting { patient },
            Instead::Place(at),
        ) => {
            *plan = hospital::with_every_shift(problem.hospital()?, plan);
            *plan.admissions.get_mut(patient)? = *at;
        }
        (Plan::Hospital(plan), Thing::NurseShift { room, shift }, Instead::Nurse(nurse)) => {
            *plan.nurse_of.get_mut(room)?.get_mut(shift)? = Some(*nurse);
        }
        (Plan::Roster(roster), Thing::Cell { employee, day }, Instead::Employee(other)) => {
            let shift = roster.cells.get_mut(employee)?.get_mut(day)?.take();
            *roster.cells.get_mut(*other)?.get_mut(day)? = shift;
        }
        (Plan::Roster(roster), Thing::Gap { day, shift }, Instead::Employee(other)) => {
            *roster.cells.get_mut(*other)?.get_mut(day)? = Some(shift);
        }
        (Plan::Roster(roster), Thing::Cell { employee, day }, Instead::Shift(shift)) => {
            *roster.cells.get_mut(employee)?.get_mut(day)? = *shift;
        }
        _ => return None,
    }
    Some(plan)
}
