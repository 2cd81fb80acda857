//! Keeping a version and taking one back: one journalled transaction each, undone with Ctrl+Z.

use std::sync::Arc;

use crate::base::Progress;
use crate::domain::access::{Action, Grant};
use crate::domain::ids::PatientId;
use crate::domain::plan::KeptPlan;
use crate::io::store::{Store, StoreError};

use super::super::command::Command;
use super::super::core::Core;
use super::super::history::Direction;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::{PlanCommand, can_be_kept, compute};

impl JobKind {
    /// Keeping a version of a plan, or taking one back.
    pub const KEEP_PLAN: JobKind = JobKind::changing_store("keep-plan");
}

/// What a job changed.
pub struct PlansChanged {
    patient: PatientId,
    kept: Vec<KeptPlan>,
    said: Message,
    /// What takes it back, and the walk through the history that it was part of.
    inverse: PlanCommand,
    direction: Option<Direction>,
    /// The draft is now a version.
    is_saved: bool,
}

/// Keeps the draft as a version.
pub fn save(core: &mut Core) {
    let state = &core.state.plan;
    let (Some(patient), Some(draft)) = (state.patient, state.draft.clone()) else { return };
    if !can_be_kept(&draft) {
        return core.state.warn(Message::new("plan-not-ready"));
    }
    start(core, patient, Action::SavePlan, true, move |store, grant| {
        let number = store.save_plan(grant, patient, &draft)?;
        Ok((Message::new("plan-saved"), PlanCommand::TakeBack { patient, number, is_taken_back: true }))
    });
}

/// Takes a version back, or lets it stand again.
pub fn take_back(core: &mut Core, patient: PatientId, number: u64, is_taken_back: bool) {
    let (action, key) = match is_taken_back {
        true => (Action::TakeBackPlan, "plan-taken-back"),
        false => (Action::RestorePlan, "plan-restored"),
    };
    start(core, patient, action, false, move |store, grant| {
        store.take_back_plan(grant, number, is_taken_back)?;
        Ok((Message::new(key), PlanCommand::TakeBack { patient, number, is_taken_back: !is_taken_back }))
    });
}

/// Starts the one job that changes plans.
fn start(
    core: &mut Core,
    patient: PatientId,
    action: Action,
    is_saved: bool,
    work: impl FnOnce(&dyn Store, &Grant) -> Result<(Message, PlanCommand), StoreError> + Send + 'static,
) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(scope) = open.scope_of(patient) else { return };
    let grant = match open.ask(action, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, direction) = (Arc::clone(&open.store), core.history.direction());
    let started = core.jobs.start(JobKind::KEEP_PLAN, Message::new("job-keep-plan"), move |_: &Progress| {
        let done = work(&*store, &grant).and_then(|done| Ok((done, store.plans(&grant, patient)?)));
        match done {
            Ok(((said, inverse), kept)) => {
                let changed = PlansChanged { patient, kept, said, inverse, direction, is_saved };
                Outcome::take(move |core| self::changed(core, changed))
            }
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
    if !started {
        core.state.warn(Message::new("plan-busy"));
    }
}

/// Takes in what was changed.
pub fn changed(core: &mut Core, changed: PlansChanged) {
    core.history.push_from(changed.direction, Command::Plan(changed.inverse));
    core.state.inform(changed.said);
    if core.state.plan.patient != Some(changed.patient) {
        return;
    }
    core.state.plan.kept = changed.kept;
    if changed.is_saved {
        core.state.plan.is_changed = false;
    }
    compute(core);
}
