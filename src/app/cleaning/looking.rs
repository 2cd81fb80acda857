//! Looking through values: every patient's, in a job that can be stopped, or those of the twin that is open.

use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::analysis::quality::cleaning::findings_of;
use crate::base::{Cancelled, Date, Progress, Revision};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::book::Books;
use crate::domain::ids::{ImportId, PatientId};
use crate::domain::observation::Observation;
use crate::io::store::{Store, StoreError};

use super::super::core::Core;
use super::super::index::PatientIndex;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::{Findings, Found, Looked};

/// Patients handed over to the rules at a time.
const BATCH: usize = 256;

/// Looks through the whole store.
pub fn look_through(core: &mut Core) {
    let now_utc_secs = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let grant = match open.ask(Action::CheckValues, Scope::Store, now_utc_secs) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, revision) = (Arc::clone(&open.store), open.revision);
    core.jobs.start(JobKind::CHECK_VALUES, Message::new("job-check-values"), move |progress| {
        match everyone(&*store, &grant, &hospital.index, progress) {
            Ok(findings) => Outcome::take(move |core| looked_through(core, findings, revision)),
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Reads and judges the values of every patient: one thread reads and decrypts, this one applies the rules.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn everyone(
    store: &dyn Store,
    grant: &Grant,
    index: &PatientIndex,
    progress: &Progress,
) -> Result<Findings, StoreError> {
    let books = store.books();
    let mut findings = Findings {
        looked: Looked::Everyone,
        all: Vec::new(),
        patients: 0,
        values: 0,
        looked_utc_secs: grant.at_utc_secs(),
    };
    thread::scope(|scope| {
        let (sender, receiver) = bounded(4);
        let reading = scope.spawn(move || read(store, grant, progress, sender));
        judge(&mut findings, &receiver, &books, index);
        let stopped = || StoreError::System { what: "the reading thread stopped".to_owned() };
        reading.join().unwrap_or_else(|_| Err(stopped()))
    })?;
    findings.all.sort_by_key(|found| {
        let finding = &found.finding;
        (finding.kind, found.patient, finding.indicator, finding.utc_secs, finding.cell)
    });
    Ok(findings)
}

type Batch = Vec<(PatientId, Vec<Observation>)>;

fn read(store: &dyn Store, grant: &Grant, progress: &Progress, sender: Sender<Batch>) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    let mut take = |patient, values| {
        batch.push((patient, values));
        if batch.len() < BATCH {
            return Ok(());
        }
        // A closed channel means that the other thread gave up.
        sender.send(std::mem::take(&mut batch)).map_err(|_| Cancelled)
    };
    store.each_patients_values(grant, progress, &mut take)?;
    sender.send(batch).map_err(|_| StoreError::Cancelled(Cancelled))
}

fn judge(findings: &mut Findings, batches: &Receiver<Batch>, books: &Books, index: &PatientIndex) {
    for (patient, values) in batches.iter().flatten() {
        findings.patients += 1;
        findings.values += values.len() as u64;
        let found = findings_of(&values, books, birth_of(index, patient));
        findings.all.extend(found.into_iter().map(|finding| Found { patient, finding }));
    }
}

fn birth_of(index: &PatientIndex, patient: PatientId) -> Option<Date> {
    ((patient.0 as usize) < index.row_count()).then(|| index.birth_date(patient.0)).flatten()
}

/// Shows what is doubtful in the twin that is open; its values were read when it was opened.
pub fn show_twin(core: &mut Core) {
    let Some(view) = core.state.twin.first.value().cloned() else { return };
    let Some(open) = core.state.session.open_store() else { return };
    let patient = view.twin.id;
    let findings = Findings {
        looked: Looked::Patient(patient),
        all: view.doubtful.iter().map(|finding| Found { patient, finding: finding.clone() }).collect(),
        patients: 1,
        values: view.twin.observations.len() as u64,
        looked_utc_secs: core.clock.utc_secs(),
    };
    let revision = open.revision;
    core.jobs.cancel(JobKind::CHECK_VALUES);
    looked_through(core, findings, revision);
}

/// Takes in what was found.
pub fn looked_through(core: &mut Core, findings: Findings, revision: Revision) {
    let cleaning = &mut core.state.cleaning;
    cleaning.findings.finished(findings, revision);
    cleaning.later.clear();
    cleaning.count_again();
}

/// An import was taken back: what was found in it waits for nobody any more.
pub fn forget_import(core: &mut Core, import: ImportId) {
    let cleaning = &mut core.state.cleaning;
    let is_of =
        |found: &Found| found.finding.cell.import == import || found.cells().iter().any(|cell| cell.import == import);
    cleaning.findings.amend(|findings| {
        let all = findings.all.iter().filter(|found| !is_of(found)).cloned().collect();
        Findings { all, ..*findings }
    });
    cleaning.count_again();
}
