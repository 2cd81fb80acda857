//! One person or two: what a person says goes into the store in a job, and can be undone like anything else.

use std::sync::Arc;

use crate::app::command::Command;
use crate::app::core::Core;
use crate::app::history::Direction;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::app::panels::PanelId;
use crate::app::twin::TwinState;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::ids::PatientId;
use crate::domain::merge::ordered;
use crate::io::store::{Store, StoreError};

use super::DuplicatesCommand;

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Merge { patient: PatientId, into: PatientId },
    Unmerge { patient: PatientId },
    KeepApart { one: PatientId, other: PatientId },
    ForgetApart { one: PatientId, other: PatientId },
}

impl Decision {
    fn action(self) -> Action {
        match self {
            Decision::Merge { .. } => Action::MergePatients,
            Decision::Unmerge { .. } => Action::UnmergePatients,
            Decision::KeepApart { .. } => Action::KeepPatientsApart,
            Decision::ForgetApart { .. } => Action::ForgetKeptApart,
        }
    }

    /// Message key `decision-<id>`.
    fn id(self) -> &'static str {
        match self {
            Decision::Merge { .. } => "merge",
            Decision::Unmerge { .. } => "unmerge",
            Decision::KeepApart { .. } => "keep-apart",
            Decision::ForgetApart { .. } => "forget-apart",
        }
    }

    /// Writes it; the decision that undoes it.
    fn carry_out(self, store: &dyn Store, grant: &Grant) -> Result<Decision, StoreError> {
        match self {
            Decision::Merge { patient, into } => {
                let made = store.merge(grant, patient, into)?;
                Ok(Decision::Unmerge { patient: made.patient })
            }
            Decision::Unmerge { patient } => {
                let taken = store.unmerge(grant, patient)?;
                Ok(Decision::Merge { patient: taken.patient, into: taken.into })
            }
            Decision::KeepApart { one, other } => {
                store.keep_apart(grant, one, other)?;
                Ok(Decision::ForgetApart { one, other })
            }
            Decision::ForgetApart { one, other } => {
                store.forget_kept_apart(grant, one, other)?;
                Ok(Decision::KeepApart { one, other })
            }
        }
    }
}

/// A decision that is in the store.
pub struct Changed {
    pub decision: Decision,
    inverse: Decision,
    /// The walk through the history it was part of.
    direction: Option<Direction>,
    identifiers: [String; 2],
}

/// Writes a decision in a job.
pub fn decide(core: &mut Core, decision: Decision) {
    let now = core.clock.utc_secs();
    let direction = core.history.direction();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value() else { return };
    let pair = match decision {
        Decision::Merge { patient, into } => [patient, into],
        Decision::Unmerge { patient } => {
            let link = hospital.merges.list().iter().find(|merge| merge.patient == patient);
            [patient, link.map_or(patient, |merge| merge.into)]
        }
        Decision::KeepApart { one, other } | Decision::ForgetApart { one, other } => [one, other],
    };
    let identifiers = pair.map(|patient| hospital.index.identifier(patient.0).to_owned());
    let scope = Scope::Pair { identifiers: identifiers.clone() };
    let grant = match open.ask(decision.action(), scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    let started = core.jobs.start(JobKind::CHANGE_PERSONS, Message::new("job-change-persons"), move |_| match decision
        .carry_out(&*store, &grant)
    {
        Ok(inverse) => {
            let done = Changed { decision, inverse, direction, identifiers };
            Outcome::take(move |core| super::changed(core, done))
        }
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
    if !started {
        // The one before is still being written.
        return core.history.give_back(direction, Command::Duplicates(DuplicatesCommand::Decide(decision)));
    }
    core.state.duplicates.decided.push(ordered(pair[0], pair[1]));
    super::choose_another(core);
}

/// A decision was written: the list is read again, and what was open of these patients with it.
pub fn changed(core: &mut Core, changed: Changed) {
    let Changed { decision, inverse, direction, identifiers: [one, other] } = changed;
    core.history.push_from(direction, Command::Duplicates(DuplicatesCommand::Decide(inverse)));
    let key = format!("decision-{}", decision.id());
    core.state.duplicates.told = Some(Message::new(key).with("one", one).with("other", other));
    if matches!(decision, Decision::Merge { .. } | Decision::Unmerge { .. }) {
        core.state.list.marked.clear();
        let open = core.state.twin.wanted;
        core.state.twin = TwinState::default();
        // What is seen of a patient is read anew; behind the review or another panel nothing is.
        let is_seen = core.state.panel == PanelId::Patients && !core.state.duplicates.is_open;
        core.state.reopen = open.filter(|_| is_seen);
    }
    crate::app::happened::persons_changed(core);
}

/// A decision could not be written.
pub fn refused(core: &mut Core, message: Message) {
    core.state.duplicates.decided.pop();
    core.state.report(message);
}
