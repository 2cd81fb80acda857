//! The open store's patients in memory: the index and the search, made again after each commit.

use std::sync::Arc;
use std::time::Duration;

use crate::base::{Date, Progress, Revision};
use crate::domain::access::{Action, Grant, Reach, Scope};
use crate::domain::book::Books;
use crate::domain::consent::{Agreed, Purpose};
use crate::domain::correction::KeptDecision;
use crate::domain::merge::{KeptApart, Merges};
use crate::io::clock::Stopwatch;
use crate::io::store::{Store, StoreError};

use super::core::Core;
use super::home::quality::{StoreQuality, store_quality};
use super::index::PatientIndex;
use super::index::build::IndexBuilder;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::search::PatientSearch;
use super::state::OpenStore;

impl JobKind {
    pub const LOAD_INDEX: JobKind = JobKind::reading("load-index").failing(failed);
    /// Whether another process has committed.
    pub const FOLLOW_STORE: JobKind = JobKind::reading("follow-store");
}

/// What lists show and search.
#[derive(Debug)]
pub struct Hospital {
    pub books: Arc<Books>,
    pub index: Arc<PatientIndex>,
    pub search: PatientSearch,
    pub quality: StoreQuality,
    /// Which numbers are one person.
    pub merges: Arc<Merges>,
    /// Which are two, however alike they look.
    pub kept_apart: Vec<KeptApart>,
    /// What people decided about values, newest first.
    pub decisions: Vec<KeptDecision>,
}

/// How often what does not change with every value is made again while values come in.
const FULL_EVERY: Duration = Duration::from_secs(60);
/// The index is read again at most so often, and no more often than three times as long as it takes.
const LIGHT_EVERY: Duration = Duration::from_millis(500);

/// How the index was read last.
#[derive(Debug, Default)]
pub struct Loads {
    begun: Option<Stopwatch>,
    took: Duration,
    full: Option<Stopwatch>,
    /// Everything that is made from the index is to be made again.
    wants_full: bool,
}

impl Loads {
    fn is_due(&self) -> bool {
        self.begun.is_none_or(|begun| begun.elapsed() > LIGHT_EVERY.max(self.took * 3))
    }
}

/// Reads the index again in a job, and makes everything again that is made from it; the old one stays on screen until the
/// new one is there.
pub fn reload(core: &mut Core) {
    if let Some(open) = core.state.session.open_store_mut() {
        open.loads.wants_full = true;
    }
    load(core);
}

fn load(core: &mut Core) {
    let Some(open) = core.state.session.open_store_mut() else { return };
    open.loads.begun = Some(Stopwatch::start());
    let is_first = open.hospital.value().is_none();
    open.hospital.started();
    let store = Arc::clone(&open.store);
    let now = core.clock.utc_secs();
    let today = open.info.zone.date_at(now);
    // Who may see no list has an empty one, and the panels that need none.
    let grant = open.ask_quietly(Action::ListPatients, Scope::Store, now);
    core.jobs.start(JobKind::LOAD_INDEX, Message::new("job-load-index"), move |progress| {
        let journalled = grant.as_ref().filter(|_| is_first).map_or(Ok(()), |grant| store.journal(grant));
        match journalled.and_then(|()| read_for(&*store, grant.as_ref(), today, progress)) {
            Ok((hospital, revision)) => Outcome::take(move |core| loaded(core, hospital, revision)),
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Reads the summaries of a store as far as the grant reaches, none without one, and builds index and search of them.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn read_for(
    store: &dyn Store,
    grant: Option<&Grant>,
    today: Date,
    progress: &Progress,
) -> Result<(Hospital, Revision), StoreError> {
    let index = match grant {
        Some(grant) => read_index_for(store, grant, progress)?,
        None => (Arc::new(IndexBuilder::new(0).finish(store.books())), store.revision()?),
    };
    made_of(store, index, today)
}

/// Reads the summaries of all patients of a store and builds index and search of them.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn read(store: &dyn Store, today: Date, progress: &Progress) -> Result<(Hospital, Revision), StoreError> {
    made_of(store, read_index(store, progress)?, today)
}

fn made_of(
    store: &dyn Store,
    (index, revision): (Arc<PatientIndex>, Revision),
    today: Date,
) -> Result<(Hospital, Revision), StoreError> {
    let search = PatientSearch::new(Arc::clone(&index));
    let quality = store_quality(&index, today);
    let (merges, kept_apart) = (store.merges()?, store.kept_apart()?);
    let decisions = store.decisions()?;
    Ok((Hospital { books: store.books(), index, search, quality, merges, kept_apart, decisions }, revision))
}

/// Reads the index alone; the state it was read from is at least the one returned.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn read_index(store: &dyn Store, progress: &Progress) -> Result<(Arc<PatientIndex>, Revision), StoreError> {
    let revision = store.revision()?;
    let mut builder = IndexBuilder::new(0);
    store.summary(&mut |chunk| {
        progress.tick(chunk.len() as u64)?;
        builder.push(chunk);
        Ok(())
    })?;
    let mut index = builder.finish(store.books());
    index.set_merges(&*store.merges()?);
    Ok((Arc::new(index), revision))
}

/// Reads the index as far as a grant reaches: with own wards alone, only their patients are shown.
///
/// # Errors
/// As [`read_index`].
pub fn read_index_for(
    store: &dyn Store,
    grant: &Grant,
    progress: &Progress,
) -> Result<(Arc<PatientIndex>, Revision), StoreError> {
    let (index, revision) = read_index(store, progress)?;
    if grant.reach() != Reach::OwnWards {
        return Ok((index, revision));
    }
    let mut index = Arc::try_unwrap(index).map_err(|_| StoreError::System { what: "the list is in use".to_owned() })?;
    index.keep_wards(&grant.actor().wards);
    Ok((Arc::new(index), revision))
}

/// Reads the index as far as a grant reaches and, for a purpose, without those who did not agree to it; how many these
/// are.
///
/// # Errors
/// As [`read_index`].
pub fn read_index_for_purpose(
    store: &dyn Store,
    grant: &Grant,
    purpose: Option<Purpose>,
    progress: &Progress,
) -> Result<(Arc<PatientIndex>, usize), StoreError> {
    let (index, _) = read_index_for(store, grant, progress)?;
    let Some(purpose) = purpose else { return Ok((index, 0)) };
    let mut index = Arc::try_unwrap(index).map_err(|_| StoreError::System { what: "the list is in use".to_owned() })?;
    let mut agreed = Agreed::new(purpose);
    for (patient, consent) in store.consents(grant)? {
        agreed.take(index.shown_row(patient.0), &consent);
    }
    let left_out = index.keep(|row| agreed.includes(&row));
    Ok((Arc::new(index), left_out))
}

/// Leaves out whoever said no to research or to quality, for a table whose purpose nobody named; how many these are.
///
/// # Errors
/// As [`read_index`].
pub fn without_refusals(
    store: &dyn Store,
    grant: &Grant,
    index: Arc<PatientIndex>,
) -> Result<(Arc<PatientIndex>, usize), StoreError> {
    let mut index = Arc::try_unwrap(index).map_err(|_| StoreError::System { what: "the list is in use".to_owned() })?;
    let mut said = [Agreed::new(Purpose::Research), Agreed::new(Purpose::Quality)];
    for (patient, consent) in store.consents(grant)? {
        said.iter_mut().for_each(|agreed| agreed.take(index.shown_row(patient.0), &consent));
    }
    let left_out = index.keep(|row| !said.iter().any(|agreed| agreed.is_refused_by(&row)));
    Ok((Arc::new(index), left_out))
}

/// Shows a freshly read index, and everything that was made from an older one again.
pub fn loaded(core: &mut Core, hospital: Hospital, revision: Revision) {
    let Some(open) = core.state.session.open_store_mut() else { return };
    open.revision = revision;
    open.seen = open.seen.max(revision);
    open.loads.took = open.loads.begun.map_or(Duration::ZERO, Stopwatch::elapsed);
    let is_light = is_light(open, &hospital);
    let decisions = hospital.decisions.clone();
    open.hospital.finished(hospital, revision);
    super::happened::hospital_read(core, decisions, is_light);
}

fn failed(core: &mut Core, message: Message) {
    if let Some(open) = core.state.session.open_store_mut() {
        open.hospital.failed(message);
    }
}

/// Whether only values came since: the same people, looked at not long ago.
fn is_light(open: &mut OpenStore, now: &Hospital) -> bool {
    let is_same = open.hospital.value().is_some_and(|before| {
        before.index.row_count() == now.index.row_count()
            && before.index.patient_count() == now.index.patient_count()
            && before.merges == now.merges
    });
    let is_recent = open.loads.full.is_some_and(|full| full.elapsed() < FULL_EVERY);
    let is_light = is_same && is_recent && !open.loads.wants_full;
    if !is_light {
        open.loads.full = Some(Stopwatch::start());
        open.loads.wants_full = false;
    }
    is_light
}

/// Looks whether somebody has committed: another process, or what listens here. `false`: not now.
pub fn follow(core: &mut Core) -> bool {
    let Some(open) = core.state.session.open_store().filter(|open| !open.actor.must_change) else { return false };
    if core.jobs.is_writing() || core.jobs.is_running(JobKind::FOLLOW_STORE) {
        return false;
    }
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::FOLLOW_STORE, Message::new("job-follow"), move |_| {
        let look = || -> Result<(Revision, bool, Option<String>), StoreError> {
            Ok((store.revision()?, store.stands_as_opened()?, store.asked_to_lock()?))
        };
        match look() {
            Ok((_, false, _)) => Outcome::take(super::happened::account_changed),
            Ok((_, true, Some(by))) => Outcome::take(move |core| super::happened::asked_to_lock(core, &by)),
            Ok((revision, true, None)) => Outcome::take(move |core| followed(core, revision)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    })
}

/// Reads again if the store has moved on: the open twin and the board at once, the index as often as it can.
pub fn followed(core: &mut Core, revision: Revision) {
    let Some(open) = core.state.session.open_store_mut() else { return };
    open.seen = open.seen.max(revision);
    super::happened::store_moved_on(core);
    let is_due =
        |open: &OpenStore| !open.hospital.is_running() && open.hospital.is_stale(revision) && open.loads.is_due();
    if core.state.open().is_some_and(is_due) {
        load(core);
    }
}
