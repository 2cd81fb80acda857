//! A few patients by typed words, for the palette and for choosing a second twin: searched in a job like the list.

use crate::base::{Cancelled, Progress};

use crate::app::core::Core;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::app::search::{Match, PatientSearch};

impl JobKind {
    pub const QUICK_FIND: JobKind = JobKind::reading("quick-find");
}

/// Patients offered at once.
pub const MOST_FOUND: usize = 9;

/// Who was found, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickFound {
    pub words: String,
    pub rows: Vec<u32>,
    /// Why each of them was found, as many as `rows`.
    pub why: Vec<Vec<Match>>,
}

/// Searches in a job; the newest words win.
pub fn find(core: &mut Core, words: String) {
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    core.jobs.start(JobKind::QUICK_FIND, Message::new("job-list"), move |progress| {
        match found(&hospital.search, words, progress) {
            Ok(found) => Outcome::take(move |core| core.state.list.quick = found),
            Err(Cancelled) => Outcome::Cancelled,
        }
    });
}

/// No words find nobody.
fn found(search: &PatientSearch, words: String, progress: &Progress) -> Result<QuickFound, Cancelled> {
    if words.trim().is_empty() {
        return Ok(QuickFound { words, ..QuickFound::default() });
    }
    let all = search.search(&words, None, progress)?;
    let rows: Vec<u32> = all.rows.iter().copied().take(MOST_FOUND).collect();
    let why = rows.iter().map(|&row| search.why(&all, row)).collect();
    Ok(QuickFound { words, rows, why })
}
