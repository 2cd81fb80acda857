//! A plan in force that something befell: what is affected, a repair as a job, and what the repair would disturb.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::schedule::front::{FrontPlan, chosen};
use crate::analysis::schedule::{hospital, roster};
use crate::base::Progress;
use crate::domain::schedule::changes::{Changes, HospitalChange, RosterChange};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::{Instance, Laid, Plan, Thing, lay};
use super::panel::{Marked, ScheduleOutcome, ScheduleState};
use super::{Effort, search_front};

/// What a repair may take.
const REPAIR_SECONDS: f64 = 1.5;

/// A repaired plan that waits for a person's word.
#[derive(Debug)]
pub struct Proposal {
    /// The problem as it is after the changes.
    pub instance: Arc<Instance>,
    pub laid: Arc<Laid>,
    pub cost_before: u64,
    pub people: usize,
    pub patients: usize,
    /// Room-shifts or cells of the roster that change.
    pub cells: usize,
    /// What stands elsewhere than in the plan in force.
    pub moved: BTreeSet<Thing>,
}

/// Puts another plan in force; marks belong to the plan before.
pub fn replace(state: &mut ScheduleState, laid: Laid) {
    state.plan = Some(Arc::new(laid));
    (state.proposal, state.marked, state.affected) = (None, Vec::new(), BTreeSet::new());
}

pub fn mark(state: &mut ScheduleState, marked: Marked) {
    if !state.marked.contains(&marked) {
        state.marked.push(marked);
    }
    look(state);
}

pub fn unmark(state: &mut ScheduleState, place: usize) {
    if place < state.marked.len() {
        state.marked.remove(place);
    }
    look(state);
}

fn hospital_changes(marked: &[Marked], today: usize) -> Changes<HospitalChange> {
    let of = |marked: &Marked| match marked {
        Marked::Hospital(change) => Some(change.clone()),
        Marked::Roster(_) => None,
    };
    Changes { today, changes: marked.iter().filter_map(of).collect() }
}

fn roster_changes(marked: &[Marked], today: usize) -> Changes<RosterChange> {
    let of = |marked: &Marked| match marked {
        Marked::Roster(change) => Some(change.clone()),
        Marked::Hospital(_) => None,
    };
    Changes { today, changes: marked.iter().filter_map(of).collect() }
}

/// Works out what the marks make impossible.
fn look(state: &mut ScheduleState) {
    state.proposal = None;
    let (Some(instance), Some(laid)) = (&state.instance, &state.plan) else { return };
    state.affected = match (&**instance, &laid.plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => {
            let now = hospital::changed(problem, &hospital_changes(&state.marked, state.today));
            let found = hospital::affected(&now, plan);
            let patients = found.patients.iter();
            let people =
                patients.flat_map(|patient| [Thing::Surgery { patient: *patient }, Thing::Stay { patient: *patient }]);
            people
                .chain(found.room_shifts.iter().map(|(room, shift)| Thing::NurseShift { room: *room, shift: *shift }))
                .collect()
        }
        (Instance::Roster(problem), Plan::Roster(plan)) => {
            let now = roster::changed(problem, plan, &roster_changes(&state.marked, state.today));
            let cell = |(employee, day)| Thing::Cell { employee, day };
            roster::affected(&now, plan).into_iter().map(cell).collect()
        }
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => BTreeSet::new(),
    };
}

/// Starts the repair.
pub fn start(core: &mut Core) {
    let state = &mut core.state.schedule;
    let (Some(instance), Some(laid)) = (state.instance.clone(), state.plan.clone()) else { return };
    let (marked, today, stability) = (state.marked.clone(), state.today, state.stability);
    let (seed, threads) = (state.budget.seed, state.budget.threads.max(1));
    let effort = Effort { seconds: REPAIR_SECONDS, steps: None, seed, threads };
    (state.failure, state.proposal) = (None, None);
    core.jobs.start(JobKind::RepairSchedule, Message::new("job-repair-schedule"), move |progress| {
        let found = match (&*instance, &laid.plan) {
            (Instance::Hospital(problem), Plan::Hospital(plan)) => {
                repair_hospital(problem, plan, &hospital_changes(&marked, today), stability, (effort, progress))
            }
            (Instance::Roster(problem), Plan::Roster(plan)) => {
                repair_roster(problem, plan, &roster_changes(&marked, today), stability, (effort, progress))
            }
            (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Err(String::new()),
        };
        match found {
            Ok(proposal) => {
                Outcome::Schedule(ScheduleOutcome::Repaired(Box::new(Proposal { cost_before: laid.cost, ..proposal })))
            }
            Err(why) => {
                Outcome::Failed(JobKind::RepairSchedule, Message::new("schedule-not-repaired").with_details(why))
            }
        }
    });
}

fn repair_hospital(
    problem: &HospitalProblem,
    published: &HospitalPlan,
    changes: &Changes<HospitalChange>,
    stability: u32,
    (effort, progress): (Effort, &Progress),
) -> Result<Proposal, String> {
    let now = hospital::changed(problem, changes);
    let keeping = hospital::keeping(changes, stability);
    let found = search_front(effort, progress, |run| hospital::repair_front(&now, published, &keeping, run));
    let plan = best_at(&found.map_err(|why| why.to_string())?, stability)?;
    let diff = hospital::diff(&now, published, &plan);
    let patients = diff.patients.iter();
    let moved = patients
        .flat_map(|(patient, ..)| [Thing::Surgery { patient: *patient }, Thing::Stay { patient: *patient }])
        .chain(diff.room_shifts.iter().map(|(room, shift, ..)| Thing::NurseShift { room: *room, shift: *shift }))
        .collect();
    let (people, patients, cells) = (diff.nurses().len(), diff.patients.len(), diff.room_shifts.len());
    proposal(Instance::Hospital(now), Plan::Hospital(plan), (people, patients, cells), moved)
}

fn repair_roster(
    problem: &RosterProblem,
    published: &Roster,
    changes: &Changes<RosterChange>,
    stability: u32,
    (effort, progress): (Effort, &Progress),
) -> Result<Proposal, String> {
    let now = roster::changed(problem, published, changes);
    let found = search_front(effort, progress, |run| roster::repair_front(&now, published, changes, stability, run));
    let plan = best_at(&found.map_err(|why| why.to_string())?, stability)?;
    let cells = roster::diff(&now, published, &plan);
    let moved = cells.iter().map(|one| Thing::Cell { employee: one.employee, day: one.day }).collect();
    let counts = (roster::disturbed_people(&cells).len(), 0, cells.len());
    proposal(Instance::Roster(now), Plan::Roster(plan), counts, moved)
}

fn best_at<P: Clone>(front: &[FrontPlan<P>], stability: u32) -> Result<P, String> {
    chosen(front, stability).map(|one| one.plan.clone()).ok_or_else(String::new)
}

/// Checked by the independent checker before it is offered.
fn proposal(
    instance: Instance,
    plan: Plan,
    (people, patients, cells): (usize, usize, usize),
    moved: BTreeSet<Thing>,
) -> Result<Proposal, String> {
    let laid = lay(&instance, plan).filter(|laid| laid.is_feasible);
    let laid = Arc::new(laid.ok_or_else(|| "the checker found a broken hard rule".to_owned())?);
    Ok(Proposal { instance: Arc::new(instance), laid, cost_before: 0, people, patients, cells, moved })
}

/// Puts the proposed plan in force, and the problem that it solves.
pub fn accept(state: &mut ScheduleState) {
    let Some(proposal) = state.proposal.take() else { return };
    state.instance = Some(Arc::clone(&proposal.instance));
    state.plan = Some(Arc::clone(&proposal.laid));
    (state.marked, state.affected) = (Vec::new(), BTreeSet::new());
    state.curve.clear();
}
