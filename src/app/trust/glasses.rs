//! Broken glasses for who reviews them.

use std::sync::Arc;

use crate::app::core::Core;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::glass::{Breaking, GlassBook, may_be_reviewed, review_scope};
use crate::io::store::{Store, StoreError};

use super::TrustOutcome;

impl JobKind {
    /// Broken glasses to be reviewed.
    pub const LOAD_GLASSES: JobKind =
        JobKind::reading("load-glasses").failing(|core, message| core.state.trust.glasses.failed(message));
    pub const REVIEW_GLASS: JobKind =
        JobKind::writing("review-glass").failing(|core, message| core.state.trust.glass_failure = Some(message));
}

/// Reads every broken glass that the journal tells of, with its review; the journal is told that somebody looked.
///
/// # Errors
/// Damaged or unreadable.
pub fn broken_glasses(store: &dyn Store, grant: &Grant) -> Result<Vec<Breaking>, StoreError> {
    let mut book = GlassBook::default();
    store.each_journal_entry(grant, &mut |entry| {
        book.take(entry);
        true
    })?;
    Ok(book.finish())
}

/// What a look at the broken glasses is called in the journal.
pub fn look_scope() -> Scope {
    Scope::Text { text: "broken glasses".to_owned() }
}

/// Reads them for the panel.
pub fn load(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Ok(grant) = open.ask(Action::ReadAudit, look_scope(), now) else {
        return core.state.trust.glasses.failed(Message::new("journal-denied"));
    };
    let store = Arc::clone(&open.store);
    core.state.trust.glasses.started();
    core.jobs.start(JobKind::LOAD_GLASSES, Message::new("job-load-glasses"), move |_| {
        match broken_glasses(&*store, &grant) {
            Ok(list) => Outcome::from(TrustOutcome::Glasses(list)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Ticks a glass off with a remark, in the journal's chain.
pub fn review(core: &mut Core, number: u64, remark: &str) {
    let now = core.clock.utc_secs();
    core.state.trust.glass_failure = None;
    let list = core.state.trust.glasses.value().cloned().unwrap_or_default();
    let Some(open) = core.state.session.open_store() else { return };
    if let Err(fault) = may_be_reviewed(&list, number, &open.actor.name, remark) {
        core.state.trust.glass_failure = Some(Message::new(format!("review-fault-{}", fault.id())));
        return;
    }
    let grant = match open.ask(Action::ReviewBrokenGlass, review_scope(number), now) {
        Ok(grant) => grant.because(remark.trim()),
        Err(denied) => {
            core.state.trust.glass_failure = Some(Message::new("denied").with_details(denied));
            return;
        }
    };
    let Some(reading) = open.ask_quietly(Action::ReadAudit, look_scope(), now) else { return };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::REVIEW_GLASS, Message::new("job-review-glass"), move |_| {
        match store.journal(&grant).and_then(|()| broken_glasses(&*store, &reading)) {
            Ok(list) => Outcome::from(TrustOutcome::Glasses(list)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}
