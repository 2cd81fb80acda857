//! The door of the panel: human resources and the owner may, all others are refused, and both are journalled.

use std::sync::Arc;

use crate::base::Progress;
use crate::domain::access::{Action, Grant, Scope};
use crate::io::store::Store;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;

/// Whether the account may look at staff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    /// Nobody has looked at the panel yet.
    #[default]
    NotAsked,
    Open,
    Refused,
}

/// Asks the door; a refusal is said and journalled.
pub fn pass(core: &mut Core, action: Action, text: String) -> Option<(Arc<dyn Store>, Grant)> {
    let now = core.clock.utc_secs();
    let open = core.state.session.open_store()?;
    match open.ask(action, Scope::Text { text }, now) {
        Ok(grant) => Some((Arc::clone(&open.store), grant)),
        Err(denied) => {
            core.state.warn(Message::new("denied").with_details(denied));
            None
        }
    }
}

/// Starts a job behind the door that journals what it was allowed before it begins; whether it was started.
pub fn start(
    core: &mut Core,
    (action, text): (Action, String),
    kind: JobKind,
    label: &str,
    work: impl FnOnce(&Progress) -> Outcome + Send + 'static,
) -> bool {
    let Some((store, grant)) = pass(core, action, text) else { return false };
    core.jobs.start(kind, Message::new(label), move |progress| match store.journal(&grant) {
        Ok(()) => work(progress),
        Err(error) => Outcome::Failed(Message::from(&error)),
    })
}

/// Journals that something was looked at; whether it may be.
pub fn note(core: &mut Core, action: Action, text: String) -> bool {
    start(core, (action, text), JobKind::JOURNAL, "job-journal", |_| Outcome::Done)
}
