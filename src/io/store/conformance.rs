//! One suite that any engine behind [`Store`] must pass.

pub mod answers;
pub mod decisions;
pub mod imports;
pub mod lists;
pub mod persons;
pub mod plans;
pub mod records;
pub mod strategies;

use std::sync::Arc;

use super::{ImportDraft, ObservationBatch, PackedObservation, RecordBatch, Row, Store};
use crate::base::{Date, Moment, Offset, Place, Precision, Progress};
use crate::domain::access::{Action, Actor, Grant, Scope};
use crate::domain::book::BookKind;
use crate::domain::ids::{ImportId, PatientId};
use crate::domain::observation::ObservationFlags;
use crate::domain::patient::{Patient, Sex};
use crate::domain::receipt::{CorrectedCell, FileReading, MappedColumn, ReadAspect, Receipt};
use crate::domain::summary::SummaryChunk;
use crate::domain::twin::DigitalTwin;

/// Opens the same store again, whatever that means for the engine.
pub type Reopen<'a> = &'a dyn Fn(Arc<dyn Store>) -> Arc<dyn Store>;

/// A grant for a test.
pub fn grant(action: Action, scope: Scope) -> Grant {
    let actor = Actor::owner("Test".to_owned());
    Grant::ask(&actor, action, scope, 1_700_000_000).expect("the owner may")
}

/// What a test import says of its file.
pub fn draft(format: &str) -> ImportDraft {
    ImportDraft {
        format: format.to_owned(),
        file_name: format!("{format}.csv"),
        sha256: "ab".repeat(32),
        file_bytes: 10,
        columns: vec![MappedColumn { field: "patient".into(), column: 1, heading: "patient_id".into() }],
        ignored_headings: vec!["extra".into()],
        reading: FileReading {
            profile: Some("Lab".into()),
            mapping: "kind = \"patients\"\n".into(),
            aspects: vec![ReadAspect {
                id: "encoding".into(),
                value: "GBK".into(),
                confidence: 0.75,
                is_chosen: false,
            }],
            corrections: vec![CorrectedCell {
                place: Place { line: 7, column: 2 },
                raw: "x".into(),
                corrected: "1".into(),
            }],
        },
    }
}

/// A patient's row.
pub fn patient(identifier: &str, family: &str, line: u32) -> Row<Patient> {
    let record = Patient {
        identifier: identifier.to_owned(),
        family_name: Some(family.to_owned()),
        given_name: None,
        chinese_name: Some("王小明".to_owned()),
        sex: Some(Sex::Female),
        birth_date: Some(Date(3650)),
        death_date: None,
        phone: Some("138 0013 8000".to_owned()),
    };
    Row { record, line, raw: Vec::new() }
}

/// An instant of the tests' days.
pub fn moment(secs: i64) -> Moment {
    Moment { utc_secs: 1_600_000_000 + secs, offset: Offset::Assumed(480), precision: Precision::Second }
}

/// Runs one import.
pub fn import(store: &dyn Store, format: &str, batches: Vec<RecordBatch>) -> Receipt {
    let grant = grant(Action::ImportFile, Scope::File { name: format!("{format}.csv") });
    let mut writer = store.begin_import(&grant, draft(format)).expect("begins");
    for batch in batches {
        writer.add(batch, &Progress::default()).expect("takes in");
    }
    writer.commit(&Progress::default()).expect("commits")
}

/// Imports glucose values: (patient, seconds, mantissa, line).
pub fn import_glucose(store: &dyn Store, values: &[(u32, i64, i64, u32)]) -> Receipt {
    import_coded(store, "2339-0", "mg/dL", values)
}

/// The same under another code and unit.
pub fn import_coded(store: &dyn Store, code: &str, unit: &str, values: &[(u32, i64, i64, u32)]) -> Receipt {
    let grant = grant(Action::ImportFile, Scope::File { name: "observations.csv".to_owned() });
    let mut writer = store.begin_import(&grant, draft("observations")).expect("begins");
    let words = writer.words();
    let code = words.intern(BookKind::Code, code).expect("a word");
    let unit = words.intern(BookKind::Unit, unit).expect("a word");
    let pack = |&(patient, secs, mantissa, line): &(u32, i64, i64, u32)| PackedObservation {
        patient: PatientId(patient),
        line,
        moment: moment(secs),
        mantissa,
        scale: 0,
        flags: ObservationFlags::default(),
        column: 4,
        code,
        unit: Some(unit),
    };
    let observations = values.iter().map(pack).collect();
    let batch = ObservationBatch { observations, ..ObservationBatch::default() };
    writer.add(RecordBatch::Observations(batch), &Progress::default()).expect("takes in");
    writer.count(values.len() as u64, 0);
    writer.commit(&Progress::default()).expect("commits")
}

/// Everything the list shows.
pub fn summary(store: &dyn Store) -> Vec<SummaryChunk> {
    let mut chunks = Vec::new();
    let mut take = |chunk| {
        chunks.push(chunk);
        Ok(())
    };
    store.summary(&mut take).expect("streams");
    chunks
}

/// Opens a twin with a grant.
pub fn twin(store: &dyn Store, patient: u32) -> DigitalTwin {
    let scope = Scope::Patient { patient: PatientId(patient), identifier: format!("W{patient}"), ward: None };
    store.open_twin(&grant(Action::OpenPatient, scope), PatientId(patient)).expect("opens")
}

fn take_back(store: &dyn Store, import: ImportId) -> Receipt {
    let grant = grant(Action::TakeBackImport, Scope::Import { import });
    store.take_back(&grant, import, &Progress::default()).expect("takes back")
}

fn values(twin: &DigitalTwin) -> Vec<(i64, ImportId, bool)> {
    let one = |observation: &crate::domain::observation::Observation| {
        (observation.value.mantissa, observation.cell.import, observation.flags.conflicting)
    };
    twin.observations.iter().map(one).collect()
}

fn assert_sound(store: &dyn Store) {
    assert_eq!(store.check(&Progress::default()).expect("can be read"), Vec::<String>::new());
}

fn two_patients(store: &dyn Store) -> Receipt {
    import(store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2), patient("W1", "Li", 3)])])
}

/// What the store says it holds.
fn content(store: &dyn Store) -> String {
    store.content_hash(&Progress::default()).expect("reads")
}
