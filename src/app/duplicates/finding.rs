//! The search for likely duplicates, made again after each reading of the list.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::quality::duplicates::{self, Pair};
use crate::app::core::Core;
use crate::app::hospital::Hospital;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::base::{Cancelled, Progress, Revision};
use crate::domain::ids::PatientId;
use crate::domain::merge::ordered;

use super::persons::IndexPersons;

/// The pairs to be reviewed, with the patients as they were when they were found.
#[derive(Debug)]
pub struct Found {
    /// Best first; rows are of the hospital's index.
    pub pairs: Vec<Pair>,
    /// Pairs in all, more than are listed where they are very many.
    pub total: u64,
    pub compared: u64,
    pub too_common: u64,
    pub hospital: Arc<Hospital>,
}

/// Searches in a job; a newer list wins.
pub fn find(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let revision = open.revision;
    core.state.duplicates.found.started();
    core.jobs.start(JobKind::FIND_DUPLICATES, Message::new("job-find-duplicates"), move |progress| {
        match search(hospital, progress) {
            Ok(found) => Outcome::take(move |core| super::found(core, found, revision)),
            Err(Cancelled) => Outcome::Cancelled,
        }
    });
}

/// Finds the pairs that nobody has said are two persons.
///
/// # Errors
/// [`Cancelled`] once the job was asked to stop.
pub fn search(hospital: Arc<Hospital>, progress: &Progress) -> Result<Found, Cancelled> {
    let persons = IndexPersons::new(Arc::clone(&hospital.index), progress)?;
    let found = duplicates::find(&persons, progress)?;
    let apart: BTreeSet<(PatientId, PatientId)> = apart(&hospital);
    let (mut pairs, before) = (found.pairs, found.total);
    let listed = pairs.len();
    pairs.retain(|pair| !apart.contains(&ordered(PatientId(pair.first), PatientId(pair.second))));
    let total = before - (listed - pairs.len()) as u64;
    Ok(Found { pairs, total, compared: found.compared, too_common: found.too_common, hospital })
}

/// Pairs of shown rows that are two persons: whoever is one person with one of them is not the other.
fn apart(hospital: &Hospital) -> BTreeSet<(PatientId, PatientId)> {
    let shown = |patient: PatientId| PatientId(hospital.index.shown_row(patient.0));
    hospital.kept_apart.iter().map(|pair| ordered(shown(pair.first), shown(pair.second))).collect()
}

/// Takes in what was found.
pub fn found(core: &mut Core, found: Found, revision: Revision) {
    // What is being written or read again is not in these pairs yet.
    let is_newest = !core.jobs.is_running(JobKind::CHANGE_PERSONS)
        && core.state.open().is_some_and(|open| !open.hospital.is_running());
    let state = &mut core.state.duplicates;
    state.found.finished(found, revision);
    if is_newest {
        state.decided.clear();
    }
    super::choose_another(core);
}
