//! Lists that are read whole when their panel is shown: the journal, staff and devices.

use super::core::Core;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;

const JOURNAL_ROWS: usize = 5_000;

/// Reads the newest journal entries.
pub fn load_journal(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let (store, revision) = (open.store.clone(), open.revision);
    core.state.journal.started();
    core.jobs.start(JobKind::LoadJournal, Message::new("job-load-journal"), move |_| {
        match store.journal_entries(0, JOURNAL_ROWS) {
            Ok(entries) => Outcome::Journal(entries, revision),
            Err(error) => Outcome::Failed(JobKind::LoadJournal, Message::from(&error)),
        }
    });
}

/// Reads staff and devices.
pub fn load_resources(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let (store, revision) = (open.store.clone(), open.revision);
    core.state.resources.started();
    core.jobs.start(JobKind::LoadResources, Message::new("job-load-resources"), move |_| {
        match store.staff().and_then(|staff| Ok((staff, store.devices()?))) {
            Ok((staff, devices)) => Outcome::Resources(staff, devices, revision),
            Err(error) => Outcome::Failed(JobKind::LoadResources, Message::from(&error)),
        }
    });
}
