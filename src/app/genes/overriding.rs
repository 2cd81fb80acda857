//! Going on past an alert with a reason, and taking that back: one journalled transaction each.

use std::sync::Arc;

use crate::domain::access::{Action, Grant, Scope};
use crate::domain::alert::{AlertOverride, OverrideReason};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;

/// What is to be done.
pub enum Overriding {
    Say { cause: String, reason: OverrideReason, note: Option<String> },
    TakeBack(u64),
}

impl Overriding {
    fn action(&self) -> Action {
        match self {
            Overriding::Say { .. } => Action::OverrideAlert,
            Overriding::TakeBack(_) => Action::TakeBackOverride,
        }
    }
}

/// Starts the job; nothing where no twin is open or the alert is not there.
pub fn start(core: &mut Core, what: Overriding) {
    let now = core.clock.utc_secs();
    let Some(view) = core.state.genes.view.clone() else { return };
    let Some(open) = core.state.session.open_store() else { return };
    let patient = view.patient;
    let Some(identifier) = open.identifier(patient) else { return };
    let grant = match Grant::ask(&open.actor, what.action(), Scope::Patient { patient, identifier }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let said = match what {
        Overriding::TakeBack(number) => Err(number),
        Overriding::Say { cause, reason, note } => {
            let Some(tier) = view.tier_of(&cause) else { return };
            let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
            Ok(AlertOverride { patient, cause, tier, reason, note })
        }
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::OverrideAlert, Message::new("job-override"), move |_| {
        let kept = match said {
            Ok(said) => store.override_alert(&grant, &said),
            Err(number) => store.take_back_override(&grant, number),
        };
        match kept.and_then(|()| store.alert_overrides(patient)) {
            Ok(overrides) => Outcome::Overridden(patient, overrides),
            Err(error) => Outcome::Failed(JobKind::OverrideAlert, Message::from(&error)),
        }
    });
}
