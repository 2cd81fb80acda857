//! What a table without identity would cost, looked at in the window before anything is written or later tables are held to
//! it.

use std::sync::Arc;

use crate::analysis::privacy::k_anonymity::Meter;
use crate::app::core::Core;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::domain::access::{Action, Scope};

use super::recipe::line_of;
use super::{Deidentified, Recipe, Wanted, rehearse};

impl JobKind {
    /// What a table would cost, into the panel.
    pub const REHEARSE_TABLE: JobKind =
        JobKind::reading("rehearse-table").failing(|core, message| core.state.trust.bare_failure = Some(message));
}

/// What a table without identity cost, or would cost, for whoever asked.
#[derive(Clone, Debug)]
pub struct Released {
    pub wanted: Wanted,
    pub meter: Meter,
    pub rare_codes: usize,
    pub rare_mentions: usize,
    /// Patients who did not agree.
    pub not_agreed: usize,
    /// What tables were made before it, and by what.
    pub recipe: Recipe,
    /// It was written; else only looked at.
    pub is_written: bool,
}

impl Released {
    pub fn of(wanted: &Wanted, done: Deidentified, is_written: bool) -> Released {
        let Deidentified { meter, rare_codes, rare_mentions, not_agreed, recipe, .. } = done;
        Released { wanted: wanted.clone(), meter, rare_codes, rare_mentions, not_agreed, recipe, is_written }
    }
}

/// Works out what a table would cost.
pub fn start(core: &mut Core, wanted: Wanted) {
    let now = core.clock.utc_secs();
    core.state.trust.bare_failure = None;
    let Some(open) = core.state.session.open_store() else { return };
    let scope = Scope::Text { text: format!("rehearsal of a table without identity, {}", line_of(&wanted)) };
    let grant = match open.ask(Action::ExportDeidentified, scope, now) {
        Ok(grant) => grant,
        Err(denied) => {
            core.state.trust.bare_failure = Some(Message::new("denied").with_details(denied));
            return;
        }
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::REHEARSE_TABLE, Message::new("job-rehearse-table"), move |progress| {
        match rehearse(&*store, &grant, &wanted, progress) {
            Ok(done) => {
                let released = Arc::new(Released::of(&wanted, done, false));
                Outcome::take(move |core| core.state.trust.bare = Some(released))
            }
            Err(error) => error.message().map_or(Outcome::Cancelled, Outcome::Failed),
        }
    });
}
