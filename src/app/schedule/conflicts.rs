//! Why there is no plan: the conflicts of what is to be planned, in a job; and one of their repairs carried out.

use std::sync::Arc;

use crate::analysis::schedule::conflict::{
    Answer, HospitalConflict, RosterConflict, hospital_conflicts, roster_conflicts,
};
use crate::base::{Cancelled, Progress};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::{Instance, lay};
use super::versions::keep;

impl JobKind {
    /// Why there is no plan.
    pub const CONFLICTS_SCHEDULE: JobKind = JobKind::reading("conflicts-schedule").failing(super::panel::failed);
}

/// What was found.
#[derive(Debug)]
pub struct Conflicts {
    /// Whether there is a plan; nothing where neither a plan nor a conflict was found.
    pub is_there: Option<bool>,
    pub of: ConflictsOf,
}

#[derive(Debug)]
pub enum ConflictsOf {
    Hospital(Vec<HospitalConflict>),
    /// With the employees of whom it is not known whether they have a row.
    Roster(Vec<RosterConflict>, Vec<usize>),
}

/// What can be asked about conflicts.
#[derive(Clone, Debug)]
pub enum ConflictCommand {
    Look,
    /// The list goes, the plan is shown again.
    Close,
    /// Carries out a repair of a conflict, by their places.
    CarryOut {
        conflict: usize,
        repair: usize,
    },
}

pub fn apply(core: &mut Core, command: ConflictCommand) {
    match command {
        ConflictCommand::Look => start(core),
        ConflictCommand::Close => core.state.schedule.conflicts = None,
        ConflictCommand::CarryOut { conflict, repair } => carry_out(core, conflict, repair),
    }
}

fn start(core: &mut Core) {
    let Some(instance) = core.state.schedule.instance.clone() else { return };
    core.state.schedule.conflicts = None;
    core.jobs.start(JobKind::CONFLICTS_SCHEDULE, Message::new("job-conflicts-schedule"), move |progress| {
        match found(&instance, progress) {
            Ok(found) => Outcome::take(move |core: &mut Core| core.state.schedule.conflicts = Some(Arc::new(found))),
            Err(Cancelled) => Outcome::Cancelled,
        }
    });
}

fn found(instance: &Instance, progress: &Progress) -> Result<Conflicts, Cancelled> {
    Ok(match instance {
        Instance::Hospital(problem) => {
            let (answer, found) = hospital_conflicts(problem, progress)?;
            let is_there = match answer {
                Answer::Plan(_) => Some(true),
                Answer::None => Some(false),
                Answer::Unknown => None,
            };
            Conflicts { is_there, of: ConflictsOf::Hospital(found) }
        }
        Instance::Roster(problem) => {
            let (found, unknown) = roster_conflicts(problem, progress)?;
            let is_there = if found.is_empty() { unknown.is_empty().then_some(true) } else { Some(false) };
            Conflicts { is_there, of: ConflictsOf::Roster(found, unknown) }
        }
    })
}

/// The problem after a repair is what is planned from then on; the plan stays and is judged anew.
fn carry_out(core: &mut Core, conflict: usize, repair: usize) {
    let Some(now) = repaired(core, conflict, repair) else { return };
    keep(core);
    let state = &mut core.state.schedule;
    state.plan = state.plan.as_ref().and_then(|laid| lay(&now, laid.plan.clone())).map(Arc::new);
    state.instance = Some(Arc::new(now));
    (state.conflicts, state.failure, state.alternatives) = (None, None, None);
    start(core);
}

fn repaired(core: &Core, conflict: usize, repair: usize) -> Option<Instance> {
    let state = &core.state.schedule;
    let found = state.conflicts.as_ref()?;
    match (&**state.instance.as_ref()?, &found.of) {
        (Instance::Hospital(problem), ConflictsOf::Hospital(all)) => {
            let remedy = all.get(conflict)?.repairs.get(repair)?.remedy;
            Some(Instance::Hospital(remedy.carried_out(problem)))
        }
        (Instance::Roster(problem), ConflictsOf::Roster(all, _)) => {
            let found = all.get(conflict)?;
            let remedy = found.repairs.get(repair)?.remedy;
            let mut now = problem.clone();
            let one = now.staff.get_mut(found.employee)?;
            *one = remedy.carried_out(one);
            Some(Instance::Roster(now))
        }
        _ => None,
    }
}
