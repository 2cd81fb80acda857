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
use super::difference::{Difference, differences, things_of};
use super::laid::{Instance, Laid, Plan, Thing, lay};
use super::panel::{Marked, ScheduleOutcome, ScheduleState};
use super::said::{of_checker, of_hospital, of_repair, refusal};
use super::versions::keep;
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
    pub differences: Vec<Difference>,
    /// All that was found between stability and quality, of which this is the best at the stability asked for.
    pub front: Arc<Front>,
}

/// Repaired plans of a problem as it is after the changes, from the calmest to the cheapest.
#[derive(Debug)]
pub struct Front {
    published: Arc<Laid>,
    of: FrontOf,
}

#[derive(Debug)]
enum FrontOf {
    Hospital(Box<HospitalProblem>, Vec<FrontPlan<HospitalPlan>>),
    Roster(RosterProblem, Vec<FrontPlan<Roster>>),
}

impl Front {
    /// Cost of each plan, and what it disturbs in moved patients or changed cells.
    pub fn rows(&self) -> Vec<(i64, f64)> {
        fn row<P>(one: &FrontPlan<P>) -> (i64, f64) {
            (one.cost, one.disturbed as f64 / 10.0)
        }
        match &self.of {
            FrontOf::Hospital(_, plans) => plans.iter().map(row).collect(),
            FrontOf::Roster(_, plans) => plans.iter().map(row).collect(),
        }
    }
}

/// Puts another plan in force; marks belong to the plan before.
pub fn replace(state: &mut ScheduleState, laid: Laid) {
    state.plan = Some(Arc::new(laid));
    (state.proposal, state.marked, state.affected) = (None, Vec::new(), BTreeSet::new());
    (state.alternatives, state.verdict) = (None, None);
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

/// What of the marks befalls a hospital plan.
pub fn hospital_changes(marked: &[Marked], today: usize) -> Changes<HospitalChange> {
    let of = |marked: &Marked| match marked {
        Marked::Hospital(change) => Some(change.clone()),
        Marked::Roster(_) => None,
    };
    Changes { today, changes: marked.iter().filter_map(of).collect() }
}

/// What of the marks befalls a roster.
pub fn roster_changes(marked: &[Marked], today: usize) -> Changes<RosterChange> {
    let of = |marked: &Marked| match marked {
        Marked::Roster(change) => Some(change.clone()),
        Marked::Hospital(_) => None,
    };
    Changes { today, changes: marked.iter().filter_map(of).collect() }
}

/// Works out what the marks make impossible.
pub fn look(state: &mut ScheduleState) {
    state.proposal = None;
    state.affected = BTreeSet::new();
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
    (state.failure, state.proposal, state.scenarios.looked_at) = (None, None, None);
    core.jobs.start(JobKind::REPAIR_SCHEDULE, Message::new("job-repair-schedule"), move |progress| {
        let found = match (&*instance, &laid.plan) {
            (Instance::Hospital(problem), Plan::Hospital(plan)) => {
                let changes = hospital_changes(&marked, today);
                hospital_front(problem, plan, &hospital::keeping(&changes, stability), (effort, progress), &changes)
            }
            (Instance::Roster(problem), Plan::Roster(plan)) => {
                roster_front(problem, plan, &roster_changes(&marked, today), stability, (effort, progress))
            }
            (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Err(of_checker()),
        };
        let front = found.map(|of| Arc::new(Front { published: Arc::clone(&laid), of }));
        proposed(front.and_then(|front| proposal_at(&front, stability)))
    });
}

/// Another stability: of a repair that is there the plan that is best at it is proposed, without another search.
pub fn choose_again(core: &mut Core, stability: u32) {
    let state = &mut core.state.schedule;
    state.stability = stability;
    let Some(front) = state.proposal.as_ref().map(|proposal| Arc::clone(&proposal.front)) else { return };
    core.jobs.start(JobKind::REPAIR_SCHEDULE, Message::new("job-repair-schedule"), move |_| {
        proposed(proposal_at(&front, stability))
    });
}

fn proposed(found: Result<Proposal, Message>) -> Outcome {
    match found {
        Ok(proposal) => Outcome::from(ScheduleOutcome::Repaired(Box::new(proposal))),
        Err(why) => refusal("schedule-not-repaired", why),
    }
}

fn hospital_front(
    problem: &HospitalProblem,
    published: &HospitalPlan,
    keeping: &hospital::Keeping,
    (effort, progress): (Effort, &Progress),
    changes: &Changes<HospitalChange>,
) -> Result<FrontOf, Message> {
    let now = hospital::changed(problem, changes);
    let found = search_front(effort, progress, |run| hospital::repair_front(&now, published, keeping, run));
    Ok(FrontOf::Hospital(Box::new(now), found.map_err(|why| of_hospital(&why))?))
}

fn roster_front(
    problem: &RosterProblem,
    published: &Roster,
    changes: &Changes<RosterChange>,
    stability: u32,
    (effort, progress): (Effort, &Progress),
) -> Result<FrontOf, Message> {
    let now = roster::changed(problem, published, changes);
    let found = search_front(effort, progress, |run| roster::repair_front(&now, published, changes, stability, run));
    Ok(FrontOf::Roster(now, found.map_err(|why| of_repair(&why))?))
}

/// What is proposed at a stability.
fn proposal_at(front: &Arc<Front>, stability: u32) -> Result<Proposal, Message> {
    match (&front.of, &front.published.plan) {
        (FrontOf::Hospital(now, plans), Plan::Hospital(published)) => {
            let plan = best_at(plans, stability)?;
            let diff = hospital::diff(now, published, &plan);
            let counts = (diff.nurses().len(), diff.patients.len(), diff.room_shifts.len());
            proposal(front, Instance::Hospital((**now).clone()), Plan::Hospital(plan), counts)
        }
        (FrontOf::Roster(now, plans), Plan::Roster(published)) => {
            let plan = best_at(plans, stability)?;
            let cells = roster::diff(now, published, &plan);
            let counts = (roster::disturbed_people(&cells).len(), 0, cells.len());
            proposal(front, Instance::Roster(now.clone()), Plan::Roster(plan), counts)
        }
        (FrontOf::Hospital(..), Plan::Roster(_)) | (FrontOf::Roster(..), Plan::Hospital(_)) => Err(of_checker()),
    }
}

fn best_at<P: Clone>(front: &[FrontPlan<P>], stability: u32) -> Result<P, Message> {
    chosen(front, stability).map(|one| one.plan.clone()).ok_or_else(of_checker)
}

/// Checked by the independent checker before it is offered.
fn proposal(
    front: &Arc<Front>,
    instance: Instance,
    plan: Plan,
    (people, patients, cells): (usize, usize, usize),
) -> Result<Proposal, Message> {
    let laid = lay(&instance, plan).filter(|laid| laid.is_feasible);
    let laid = Arc::new(laid.ok_or_else(of_checker)?);
    let differences = differences(&instance, &front.published.plan, &laid.plan);
    let cost_before = front.published.cost;
    Ok(Proposal {
        instance: Arc::new(instance),
        laid,
        cost_before,
        people,
        patients,
        cells,
        moved: things_of(&differences),
        differences,
        front: Arc::clone(front),
    })
}

/// Puts the proposed plan in force, and the problem that it solves.
pub fn accept(core: &mut Core) {
    if core.state.schedule.proposal.is_none() {
        return;
    }
    keep(core);
    let state = &mut core.state.schedule;
    let Some(proposal) = state.proposal.take() else { return };
    // What somebody pinned stays pinned.
    let pins = state.marked.iter().filter(|marked| marked.is_pin()).cloned().collect();
    state.instance = Some(Arc::clone(&proposal.instance));
    state.plan = Some(Arc::clone(&proposal.laid));
    (state.marked, state.affected, state.alternatives) = (pins, BTreeSet::new(), None);
    (state.bound, state.verdict) = (None, None);
    state.curve.clear();
}
