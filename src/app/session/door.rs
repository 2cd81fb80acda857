//! The door of an open store: what it refuses is journalled as well as what it allows; and who has to leave.

use std::sync::Arc;

use crate::domain::access::{Action, Denied, Grant, Reach, Scope};
use crate::domain::ids::PatientId;
use crate::domain::permission::reach;

use super::{OpenStore, lock};
use crate::app::core::Core;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;

impl OpenStore {
    /// Asks the door, now. What it refuses waits to be journalled; [`journal_denials`] does so behind the command.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn ask(&self, action: Action, scope: Scope, now_utc_secs: i64) -> Result<Grant, Denied> {
        Grant::ask(&self.actor, action, scope, now_utc_secs).inspect_err(|denied| {
            let mut waiting = self.denials.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            waiting.push(denied.clone());
        })
    }

    /// Asks the door about what the window does by itself: a refusal is nobody's doing and is not journalled.
    pub fn ask_quietly(&self, action: Action, scope: Scope, now_utc_secs: i64) -> Option<Grant> {
        Grant::ask(&self.actor, action, scope, now_utc_secs).ok()
    }

    /// The number of the patient with an identifier, whether or not the list shows them.
    pub fn row_of(&self, identifier: &str) -> Option<PatientId> {
        self.hospital.value()?.index.row_of_identifier(identifier.trim()).map(PatientId)
    }

    /// Whether the door lets this account do something at all, for what the screen hides.
    pub fn may(&self, action: Action) -> bool {
        reach(self.actor.role, action) != Reach::Nothing
    }

    /// One patient as the door wants to know of them; `None` before the index is there.
    pub fn scope_of(&self, patient: PatientId) -> Option<Scope> {
        let index = &self.hospital.value()?.index;
        let ward = index.ward_name(index.shown_row(patient.0)).map(str::to_owned);
        Some(Scope::Patient { patient, identifier: index.identifier(patient.0).to_owned(), ward })
    }
}

/// Has the store journal what its door refused since the last time.
pub fn journal_denials(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let waiting = std::mem::take(&mut *open.denials.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    if waiting.is_empty() {
        return;
    }
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::JOURNAL, Message::new("job-journal"), move |_| {
        match waiting.iter().try_for_each(|denied| store.journal_denial(denied)) {
            Ok(()) => Outcome::Done,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Somebody removed the account of who sits here, or gave it another role or other wards: they sign in again, if they can.
pub fn end_of_account(core: &mut Core) {
    if core.state.open().is_some() {
        lock(core);
        core.state.opening_failure = Some(Message::new("account-changed-elsewhere"));
    }
}

/// Somebody who keeps the accounts wants to write, and asked this window to let go.
pub fn asked_to_lock(core: &mut Core, by: &str) {
    if core.state.open().is_some() {
        // Else it would go on to write behind the lock.
        crate::app::feeds::panel::end(core);
        lock(core);
        core.state.opening_failure = Some(Message::new("asked-to-lock").with("who", by));
    }
}
