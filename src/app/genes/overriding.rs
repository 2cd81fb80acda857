//! Going on past an alert with a reason, and taking that back: one journalled transaction each, undone with Ctrl+Z.

use std::sync::Arc;

use crate::domain::access::{Action, Grant};
use crate::domain::alert::{AlertOverride, KeptOverride};
use crate::domain::ids::PatientId;
use crate::io::store::{Store, StoreError};

use super::super::command::Command;
use super::super::core::Core;
use super::super::history::Direction;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::{GenesCommand, overrides_changed};

impl JobKind {
    /// Going on past an alert.
    pub const OVERRIDE_ALERT: JobKind = JobKind::writing("override-alert");
}

/// What is to be done.
pub enum Overriding {
    Say(AlertOverride),
    TakeBack { patient: PatientId, number: u64 },
}

impl Overriding {
    fn action(&self) -> Action {
        match self {
            Overriding::Say(_) => Action::OverrideAlert,
            Overriding::TakeBack { .. } => Action::TakeBackOverride,
        }
    }

    fn patient(&self) -> PatientId {
        match self {
            Overriding::Say(said) => said.patient,
            Overriding::TakeBack { patient, .. } => *patient,
        }
    }

    /// As a command: to do it again later, or when there is room for it.
    fn command(self) -> Command {
        Command::Genes(match self {
            Overriding::Say(said) => GenesCommand::OverrideAgain(Box::new(said)),
            Overriding::TakeBack { patient, number } => GenesCommand::TakeBackOverride { patient, number },
        })
    }

    /// Does it in the store.
    ///
    /// # Errors
    /// As the store says.
    fn carry_out(&self, store: &dyn Store, grant: &Grant) -> Result<Overriding, StoreError> {
        match self {
            Overriding::Say(said) => {
                let number = store.override_alert(grant, said)?;
                Ok(Overriding::TakeBack { patient: said.patient, number })
            }
            Overriding::TakeBack { patient, number } => {
                let kept = store.alert_overrides(*patient)?.into_iter().find(|kept| kept.number == *number);
                store.take_back_override(grant, *number)?;
                let missing = || StoreError::NotFound { what: "an override of that number".to_owned() };
                kept.map(|kept| Overriding::Say(kept.said)).ok_or_else(missing)
            }
        }
    }
}

/// What a job changed.
pub struct OverridesChanged {
    patient: PatientId,
    kept: Vec<KeptOverride>,
    /// What takes it back, and the walk through the history that it was part of.
    inverse: Overriding,
    direction: Option<Direction>,
}

/// Starts the job.
pub fn start(core: &mut Core, what: Overriding) {
    let (now, patient, direction) = (core.clock.utc_secs(), what.patient(), core.history.direction());
    if core.jobs.is_running(JobKind::OVERRIDE_ALERT) {
        return core.history.give_back(direction, what.command());
    }
    let Some(open) = core.state.session.open_store() else { return };
    let Some(scope) = open.scope_of(patient) else { return };
    let grant = match open.ask(what.action(), scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::OVERRIDE_ALERT, Message::new("job-override"), move |_| {
        let done = what.carry_out(&*store, &grant).and_then(|done| Ok((done, store.alert_overrides(patient)?)));
        match done {
            Ok((inverse, kept)) => {
                let done = OverridesChanged { patient, kept, inverse, direction };
                Outcome::take(move |core| changed(core, done))
            }
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Takes in what was changed.
pub fn changed(core: &mut Core, changed: OverridesChanged) {
    core.history.push_from(changed.direction, changed.inverse.command());
    overrides_changed(core, changed.patient, changed.kept);
}
