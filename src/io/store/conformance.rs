//! One suite that any engine behind [`Store`] must pass.

pub mod answers;
pub mod persons;
pub mod plans;
pub mod schedule;
pub mod strategies;

use std::sync::Arc;

use super::{
    ClinicalKind, ClinicalRecords, ImportDraft, ObservationBatch, PackedObservation, RecordBatch, Row, RowSink,
    SavedCohort, SavedProfile, Store, StoreError,
};
use crate::base::{Date, Moment, Offset, Place, Precision, Progress, Rule};
use crate::domain::access::{Action, Actor, Grant, Scope};
use crate::domain::alert::{AlertOverride, OverrideReason, override_secs};
use crate::domain::book::BookKind;
use crate::domain::correction::{Correction, Decision, FindingKind, Verdict};
use crate::domain::genome::drug::Tier;
use crate::domain::genome::{CallNote, Gene, GeneRecord, GeneStatement, Outcome, StoredCall, Typing};
use crate::domain::ids::{CellRef, ImportId, PatientId, WordId};
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::{ObservationFlags, UnrecordedValue};
use crate::domain::patient::{Admission, AllergyState, AllergyStatement, Condition, Medication, Patient, Sex};
use crate::domain::receipt::{
    CorrectedCell, FileReading, ImportState, MappedColumn, ReadAspect, Receipt, Reject, RowFate,
};
use crate::domain::resource::{Device, DeviceStatus};
use crate::domain::staff::StaffMember;
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

/// All kinds of records go in, are listed, joined in the twin, and still there after opening again.
pub fn everything_comes_back(store: Arc<dyn Store>, reopen: Reopen) {
    let receipt = two_patients(&*store);
    assert_eq!((receipt.import, receipt.counts.added, receipt.state), (ImportId(1), 2, ImportState::Active));
    import_other_records(&*store);
    import_glucose(&*store, &[(1, 0, 126, 2), (1, 60, 90, 3), (0, 0, 100, 4)]);
    let before =
        (summary(&*store), twin(&*store, 1), store.receipts().expect("reads"), store.revision().expect("reads"));
    assert_sound(&*store);
    let store = reopen(store);
    let after =
        (summary(&*store), twin(&*store, 1), store.receipts().expect("reads"), store.revision().expect("reads"));
    // A missing value is NaN inside, which equals nothing: compare what is printed.
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
    let [chunk] = after.0.as_slice() else { panic!("one chunk") };
    assert_eq!(chunk.identifiers.iter().collect::<Vec<_>>(), ["W0", "W1"]);
    assert_eq!(chunk.allergies, [AllergyState::NoneKnown, AllergyState::NotRecorded]);
    assert_eq!((chunk.wards[0].is_some(), chunk.conditions.get(0).len(), chunk.medications.get(0).len()), (true, 1, 1));
    assert_eq!(chunk.observation_counts, [1, 2]);
    let glucose = IndicatorId::from_code("2339-0").expect("in the table");
    let newest = chunk.newest[glucose.index()].as_ref().and_then(|column| column.get(1)).expect("recorded");
    assert!((newest.value - 4.99).abs() < 0.01, "{newest:?}");
    assert_eq!(values(&after.1), [(126, ImportId(8), false), (90, ImportId(8), false)]);
    assert_eq!(after.1.observations[0].moment, moment(0));
    assert_eq!(after.1.person().chinese_name.as_deref(), Some("王小明"));
    assert_eq!(after.1.person().phone.as_deref(), Some("138 0013 8000"));
    assert_eq!(chunk.phones.iter().collect::<Vec<_>>(), ["138 0013 8000"; 2]);
    assert_eq!(store.books().of(BookKind::Unit).word(after.1.observations[0].unit.expect("has one")), "mg/dL");
    let first = twin(&*store, 0);
    assert_eq!((first.conditions.len(), first.admissions.len(), first.allergies.len()), (2, 1, 1));
    let gene_lines = first.genes.iter().map(|row| (row.record.clone(), row.cell.line)).collect::<Vec<_>>();
    let given = gene_results().into_iter().map(|(_, row)| (row.record, row.line)).collect::<Vec<_>>();
    assert_eq!(gene_lines, given);
    assert_eq!(first.conditions[1].raw, [("onset".to_owned(), "2001".to_owned())]);
    let recorded = [
        (ClinicalKind::Conditions, ClinicalRecords::Conditions(first.conditions.clone())),
        (ClinicalKind::Medications, ClinicalRecords::Medications(first.medications.clone())),
        (ClinicalKind::Allergies, ClinicalRecords::Allergies(first.allergies.clone())),
        (ClinicalKind::Admissions, ClinicalRecords::Admissions(first.admissions.clone())),
        (ClinicalKind::Genes, ClinicalRecords::Genes(first.genes.clone())),
    ];
    for (kind, records) in recorded {
        assert_eq!(recorded_of(&*store, kind), [(PatientId(0), records)]);
    }
    assert_eq!(after.2[7].columns, draft("patients").columns);
    assert_eq!(after.2[7].ignored_headings, ["extra"]);
    let missing = store.open_twin(&grant(Action::OpenPatient, Scope::Store), PatientId(7));
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
}

/// Everybody's records of a kind, as they are handed over one by one.
pub fn recorded_of(store: &dyn Store, kind: ClinicalKind) -> Vec<(PatientId, ClinicalRecords)> {
    let mut all = Vec::new();
    let mut take = |patient, records| {
        all.push((patient, records));
        Ok(())
    };
    let asked = grant(Action::Export, Scope::Store);
    store.each_patients_records(&asked, kind, &Progress::default(), &mut take).expect("walks");
    all
}

/// A typing and a call of a variant file, for the first patient.
pub fn gene_results() -> Vec<(PatientId, Row<GeneRecord>)> {
    let given = GeneStatement::Given(Typing::parse(Gene::HlaB, "*57:01 positive").expect("a typing"));
    let call = StoredCall { outcome: Outcome::NoCall, missing: 3, notes: vec![CallNote::NoAlleleFits] };
    let called = GeneStatement::Called(Box::new(call));
    let record = |gene, statement| GeneRecord {
        gene,
        statement,
        reported_phenotype: None,
        specimen: Some(Date(18_000)),
        laboratory: Some("Central".to_owned()),
    };
    let row = |record, line| (PatientId(0), Row { record, line, raw: Vec::new() });
    vec![row(record(Gene::HlaB, given), 2), row(record(Gene::Tpmt, called), 3)]
}

fn import_other_records(store: &dyn Store) {
    let scope = || Scope::File { name: "conditions.csv".to_owned() };
    let mut writer = store.begin_import(&grant(Action::ImportFile, scope()), draft("conditions")).expect("begins");
    let word = writer.words().intern(BookKind::Condition, "38341003\tHypertension").expect("a word");
    assert_eq!(writer.identifiers().find(b"W1"), Some(PatientId(1)));
    let condition = |onset, resolved, line, raw| {
        (PatientId(0), Row { record: Condition { word, onset: Some(Date(onset)), resolved }, line, raw })
    };
    let raw = vec![("onset".to_owned(), "2001".to_owned())];
    let rows = vec![condition(8, Some(Date(10)), 2, Vec::new()), condition(9, None, 3, raw)];
    writer.add(RecordBatch::Conditions(rows), &Progress::default()).expect("takes in");
    writer.commit(&Progress::default()).expect("commits");
    let medication = Medication { word: WordId(0), dose: Some("5 mg".into()), start: Some(Date(1)), end: None };
    let row = |record, line| (PatientId(0), Row { record, line, raw: Vec::new() });
    import(store, "medications", vec![RecordBatch::Medications(vec![row(medication, 2)])]);
    let none_known = (PatientId(0), Row { record: AllergyStatement::NoneKnown, line: 2, raw: Vec::new() });
    import(store, "allergies", vec![RecordBatch::Allergies(vec![none_known])]);
    let admission = Admission {
        ward: Some(WordId(0)),
        room: Some("2".into()),
        bed: None,
        admitted: moment(0),
        discharged: None,
        reason: None,
    };
    let admission = (PatientId(0), Row { record: admission, line: 2, raw: Vec::new() });
    import(store, "admissions", vec![RecordBatch::Admissions(vec![admission])]);
    import(store, "genes", vec![RecordBatch::Genes(gene_results())]);
    import(store, "staff", vec![RecordBatch::Staff(Vec::new())]);
}

/// A measurement without a value is a record of its own: seen in the twin and the list, once, and taken back with its import.
pub fn values_that_were_not_recorded(store: Arc<dyn Store>) {
    two_patients(&*store);
    let before = (format!("{:?}", summary(&*store)), content(&*store));
    let first = import_unrecorded(&*store, &[(0, 60, 2), (0, 60, 3), (1, 0, 4)]);
    assert_eq!((first.counts.added, first.counts.duplicates), (2, 1));
    let opened = twin(&*store, 0);
    let rows: Vec<_> =
        opened.unrecorded.iter().map(|row| (row.record.moment, row.cell.line, row.raw.clone())).collect();
    assert_eq!(rows, [(moment(60), 2, vec![("value".to_owned(), "NA".to_owned())])]);
    assert!(opened.observations.is_empty());
    let chunks = summary(&*store);
    let listed: Vec<usize> = (0..2).map(|row| chunks[0].unrecorded.get(row).len()).collect();
    assert_eq!(listed, [1, 1]);
    assert_sound(&*store);
    let again = import_unrecorded(&*store, &[(0, 60, 2), (0, 60, 3), (1, 0, 4)]);
    assert_eq!((again.counts.added, again.counts.duplicates), (0, 3));
    take_back(&*store, again.import);
    take_back(&*store, first.import);
    assert_eq!((format!("{:?}", summary(&*store)), content(&*store)), before);
    assert_sound(&*store);
}

/// Imports glucose asked for without a value: (patient, seconds, line).
fn import_unrecorded(store: &dyn Store, asked: &[(u32, i64, u32)]) -> Receipt {
    let grant = grant(Action::ImportFile, Scope::File { name: "observations.csv".to_owned() });
    let mut writer = store.begin_import(&grant, draft("observations")).expect("begins");
    let code = writer.words().intern(BookKind::Code, "2339-0").expect("a word");
    let row = |&(patient, secs, line): &(u32, i64, u32)| {
        let record = UnrecordedValue { code, moment: moment(secs) };
        (PatientId(patient), Row { record, line, raw: vec![("value".to_owned(), "NA".to_owned())] })
    };
    let batch = ObservationBatch { unrecorded: asked.iter().map(row).collect(), ..ObservationBatch::default() };
    writer.add(RecordBatch::Observations(batch), &Progress::default()).expect("takes in");
    writer.commit(&Progress::default()).expect("commits")
}

/// Duplicates are counted and shown once; the first import's stands, and the later one's after it was taken back.
pub fn duplicates_and_take_back(store: Arc<dyn Store>) {
    two_patients(&*store);
    let first = import_glucose(&*store, &[(0, 0, 100, 2), (0, 60, 110, 3), (0, 0, 100, 4)]);
    assert_eq!((first.counts.added, first.counts.duplicates), (2, 1));
    assert_eq!(store.reject_counts(first.import).expect("reads"), [(Rule::Duplicate, 1)]);
    let before = format!("{:?}", summary(&*store));
    let second = import_glucose(&*store, &[(0, 0, 100, 9), (0, 120, 130, 10), (1, 0, 70, 11)]);
    assert_eq!((second.counts.added, second.counts.duplicates), (2, 1));
    let (one, two) = (first.import, second.import);
    assert_eq!(values(&twin(&*store, 0)), [(100, one, false), (110, one, false), (130, two, false)]);
    assert_sound(&*store);
    let taken = take_back(&*store, two);
    assert_eq!(taken.state, ImportState::TakenBack { at_utc_secs: 1_700_000_000 });
    assert_eq!(format!("{:?}", summary(&*store)), before);
    let third = import_glucose(&*store, &[(0, 0, 100, 9), (0, 120, 130, 10)]);
    take_back(&*store, one);
    assert_eq!(values(&twin(&*store, 0)), [(100, third.import, false), (130, third.import, false)]);
    assert_sound(&*store);
    let again = grant(Action::TakeBackImport, Scope::Import { import: one });
    assert!(matches!(store.take_back(&again, one, &Progress::default()), Err(StoreError::NotFound { .. })));
}

/// A rehearsal tells what the import then does, and changes nothing.
pub fn rehearsals(store: Arc<dyn Store>) {
    fn fill(sink: &mut dyn RowSink) {
        let rows = ["P1", "P2", "P3"].map(|identifier| patient(identifier, "New", 7));
        sink.add(RecordBatch::Patients(rows.to_vec()), &Progress::default()).expect("takes in");
        sink.add(RecordBatch::Patients(vec![patient("P4", "Li", 9)]), &Progress::default()).expect("takes in");
    }
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("P1", "Old", 2), patient("P2", "New", 3)])]);
    let seen = || {
        let journal = store.journal_entries(0, 99).expect("readable").len();
        (store.revision().expect("readable"), summary(&*store), store.receipts().expect("readable"), journal)
    };
    let before = seen();
    let asked = grant(Action::RehearseImport, Scope::Store);
    let mut rehearsal = store.begin_rehearsal(&asked, draft("patients")).expect("begins");
    fill(&mut *rehearsal);
    let rehearsal = rehearsal.finish(&Progress::default()).expect("rehearsed");
    assert_eq!(seen(), before);
    let lines = |fate| rehearsal.fates.iter().filter(|told| told.0 == fate).map(|told| told.1.line).collect::<Vec<_>>();
    assert_eq!(lines(RowFate::Added), [7, 9]);
    assert_eq!((lines(RowFate::Updated), lines(RowFate::Unchanged)), (vec![7], vec![7]));
    let mut writer = store.begin_import(&grant(Action::ImportFile, Scope::Store), draft("patients")).expect("begins");
    fill(&mut *writer);
    let receipt = writer.commit(&Progress::default()).expect("commits");
    let rejects = store.rejects(receipt.import, 0, 99).expect("readable");
    let reject_counts = store.reject_counts(receipt.import).expect("readable");
    let told = (rehearsal.counts, rehearsal.reject_counts, rehearsal.rejects);
    assert_eq!((receipt.counts, reject_counts, rejects), told);
}

/// Different values at one instant are both kept and flagged, and not any more once one of them goes.
pub fn conflicts(store: Arc<dyn Store>) {
    two_patients(&*store);
    let first = import_glucose(&*store, &[(0, 0, 100, 2)]);
    let second = import_glucose(&*store, &[(0, 0, 101, 5)]);
    assert_eq!((second.counts.added, second.counts.flagged), (1, 1));
    let rejects = store.rejects(second.import, 0, 10).expect("reads");
    let expected = Reject { place: Place { line: 5, column: 4 }, rule: Rule::Conflict, raw: "101".into() };
    assert_eq!(rejects, [expected]);
    assert_eq!(values(&twin(&*store, 0)), [(100, first.import, true), (101, second.import, true)]);
    assert_eq!(summary(&*store)[0].flagged_counts, [2, 0]);
    take_back(&*store, second.import);
    assert_eq!(values(&twin(&*store, 0)), [(100, first.import, false)]);
    assert_eq!(summary(&*store)[0].flagged_counts, [0, 0]);
}

/// A newer row of a patient is shown, the older one again after it was taken back; a patient without rows is absent.
pub fn patients_are_superseded_and_restored(store: Arc<dyn Store>) {
    let first = two_patients(&*store);
    let second = import(
        &*store,
        "patients",
        vec![RecordBatch::Patients(vec![patient("W1", "Chen", 2), patient("W0", "Wang", 3), patient("W2", "Zhao", 4)])],
    );
    let counts = second.counts;
    assert_eq!((counts.added, counts.updated, counts.duplicates), (1, 1, 1));
    let families = |store: &dyn Store| summary(store)[0].family_names.iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(families(&*store), ["Wang", "Chen", "Zhao"]);
    assert_eq!(twin(&*store, 1).rows.len(), 2);
    take_back(&*store, second.import);
    assert_eq!(families(&*store), ["Wang", "Li", ""]);
    assert_eq!(summary(&*store)[0].present, [true, true, false]);
    let grant = grant(Action::ImportFile, Scope::File { name: "x".into() });
    let writer = store.begin_import(&grant, draft("observations")).expect("begins");
    assert_eq!((writer.identifiers().find(b"W2"), writer.identifiers().find(b"W1")), (None, Some(PatientId(1))));
    drop(writer);
    let third = import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W2", "Zhou", 2)])]);
    assert_eq!((third.counts.added, families(&*store)[2].as_str()), (1, "Zhou"));
    take_back(&*store, first.import);
    assert_eq!(summary(&*store)[0].present, [false, false, true]);
    assert_sound(&*store);
}

fn content(store: &dyn Store) -> String {
    store.content_hash(&Progress::default()).expect("reads")
}

/// What the store says is the same before an import and after it was taken back, after the same file again, and after
/// merging segments; it is another after another value.
pub fn content_is_restored(store: Arc<dyn Store>) {
    let empty = content(&*store);
    two_patients(&*store);
    devices(&*store);
    let first = import_glucose(&*store, &[(0, 0, 100, 2), (1, 60, 110, 3)]);
    let before = content(&*store);
    assert_ne!(before, empty);
    let newer = import(
        &*store,
        "patients",
        vec![RecordBatch::Patients(vec![patient("W1", "Chen", 2), patient("W9", "Wu", 3)])],
    );
    let conflicting = import_glucose(&*store, &[(0, 0, 101, 2), (1, 600, 90, 3)]);
    assert_ne!(content(&*store), before);
    take_back(&*store, conflicting.import);
    take_back(&*store, newer.import);
    assert_eq!(content(&*store), before);
    two_patients(&*store);
    devices(&*store);
    let again = import_glucose(&*store, &[(0, 0, 100, 2), (1, 60, 110, 3)]);
    assert_eq!(content(&*store), before);
    take_back(&*store, first.import);
    assert_eq!(content(&*store), before);
    (0..7).for_each(|_| drop(import_glucose(&*store, &[(0, 0, 100, 2), (1, 60, 110, 3)])));
    store.compact(&grant(Action::Compact, Scope::Store), &Progress::default()).expect("merges");
    assert_eq!(content(&*store), before);
    take_back(&*store, again.import);
    assert_eq!(content(&*store), before);
    import_glucose(&*store, &[(1, 61, 110, 3)]);
    assert_ne!(content(&*store), before);
}

/// Patients whose only row an import holds stay while other imports hold records of them, merged or not.
pub fn what_was_built_on_stays(store: Arc<dyn Store>) {
    let patients = two_patients(&*store);
    let values = import_glucose(&*store, &[(1, 60, 110, 3)]);
    let others: Vec<Receipt> = (0..6).map(|day| import_glucose(&*store, &[(0, day, 100, 2)])).collect();
    let refused = || {
        let before = (store.revision().expect("reads"), content(&*store));
        let asked = grant(Action::TakeBackImport, Scope::Import { import: patients.import });
        let error = store.take_back(&asked, patients.import, &Progress::default()).expect_err("is built on");
        assert_eq!((store.revision().expect("reads"), content(&*store)), before);
        let StoreError::BuiltOn { imports } = error else { panic!("{error}") };
        imports.into_iter().map(|named| (named.import, named.file_name)).collect::<Vec<_>>()
    };
    let named = |receipt: &Receipt| (receipt.import, receipt.file_name.clone());
    let refusal = |store: &dyn Store| store.journal_entries(0, 1).expect("reads").remove(0).scope;
    let all: Vec<_> = others.iter().rev().chain([&values]).map(named).collect();
    assert_eq!(refused(), all);
    store.compact(&grant(Action::Compact, Scope::Store), &Progress::default()).expect("merges");
    assert_eq!(refused(), all);
    others.iter().for_each(|receipt| drop(take_back(&*store, receipt.import)));
    assert_eq!(refused(), [named(&values)]);
    let line = "import 1, not done: other imports hold records of its patients: observations.csv (2)";
    assert_eq!(refusal(&*store), line);
    let again = two_patients(&*store);
    take_back(&*store, patients.import);
    assert_eq!(values.import, twin(&*store, 1).observations[0].cell.import);
    take_back(&*store, values.import);
    take_back(&*store, again.import);
    assert_sound(&*store);
}

/// Corrections count in twins, lists and walks, the recorded value stays, and all of it can be taken back; an import
/// stays until those of its values are.
pub fn corrections(store: Arc<dyn Store>, reopen: Reopen) {
    two_patients(&*store);
    let first = import_glucose(&*store, &[(0, 0, 100, 2), (0, 60, 97, 3), (1, 0, 90, 4)]);
    let second = import_glucose(&*store, &[(1, 60, 5, 2)]);
    let before = (format!("{:?}", summary(&*store)), twin(&*store, 0), twin(&*store, 1));
    let cell = |import, line| CellRef { import, line, column: 4 };
    let corrected = |patient, cell, mantissa, unit: &str| Decision {
        patient: PatientId(patient),
        cell,
        kind: FindingKind::UnitSlip,
        verdict: Verdict::Corrected(Correction {
            value: crate::base::Decimal { mantissa, scale: 0 },
            unit: Some(unit.to_owned()),
        }),
    };
    let right = Decision { verdict: Verdict::Right, ..corrected(1, cell(first.import, 4), 0, "") };
    let decisions = [corrected(1, cell(second.import, 2), 5, "mmol/L"), right];
    decide(&*store, &decisions).expect("kept");
    decide(&*store, &[corrected(0, cell(first.import, 3), 970, "mg/dL")]).expect("kept");
    let nobody = corrected(0, cell(second.import, 2), 5, "mmol/L");
    assert!(matches!(decide(&*store, &[nobody]), Err(StoreError::NotFound { .. })), "it is another patient's");
    assert_sound(&*store);
    let store = reopen(store);
    let newest = |store: &dyn Store, row| {
        let glucose = IndicatorId::from_code("2339-0").expect("in the table");
        let chunks = summary(store);
        chunks[0].newest[glucose.index()].as_ref().and_then(|column| column.get(row)).expect("recorded").shown()
    };
    assert_eq!((newest(&*store, 0).as_str(), newest(&*store, 1).as_str()), ("53.8", "5"));
    let seen = twin(&*store, 1);
    let unit = |value: &crate::domain::observation::Observation| {
        value.unit.map(|unit| store.books().of(BookKind::Unit).word(unit).to_owned())
    };
    let [confirmed, corrected_value] = seen.observations.as_slice() else { panic!("two values") };
    assert!(confirmed.decided.is_some() && !confirmed.is_corrected());
    assert_eq!((unit(corrected_value).as_deref(), corrected_value.recorded()), (Some("mmol/L"), "5".to_owned()));
    assert_eq!(corrected_value.as_recorded(), (before.2.observations[1].value, before.2.observations[1].unit));
    assert_eq!(walked(&*store), [twin(&*store, 0).observations, seen.observations]);
    let kept = store.decisions().expect("reads");
    let cells: Vec<CellRef> = kept.iter().map(|kept| kept.decision.cell).collect();
    assert_eq!((kept.len(), kept[0].actor.as_str()), (3, "Test"));
    assert!(kept.iter().any(|kept| kept.decision == decisions[0]));
    let asked = grant(Action::TakeBackImport, Scope::Import { import: second.import });
    let refusal = store.take_back(&asked, second.import, &Progress::default()).expect_err("a decision stands on it");
    assert!(matches!(refusal, StoreError::Decided { count: 1 }), "{refusal}");
    assert_eq!(store.decisions().expect("reads"), kept);
    let of_second: Vec<CellRef> = cells.iter().filter(|cell| cell.import == second.import).copied().collect();
    let forget = |cells: &[CellRef]| {
        let asked = grant(Action::TakeBackDecisions, Scope::Values { first: cells[0], count: cells.len() });
        store.take_back_decisions(&asked, cells, &Progress::default()).expect("taken back");
    };
    forget(&of_second);
    take_back(&*store, second.import);
    assert_eq!(store.decisions().expect("reads").len(), 2);
    assert_sound(&*store);
    import_glucose(&*store, &[(1, 60, 5, 2)]);
    forget(&cells);
    assert_eq!(store.decisions().expect("reads"), []);
    assert_eq!((format!("{:?}", summary(&*store)), twin(&*store, 0)), (before.0, before.1));
    assert_sound(&*store);
}

fn decide(store: &dyn Store, decisions: &[Decision]) -> Result<(), StoreError> {
    let scope = Scope::Values { first: decisions[0].cell, count: decisions.len() };
    store.decide(&grant(Action::CorrectValues, scope), decisions, &Progress::default())
}

fn walked(store: &dyn Store) -> Vec<Vec<crate::domain::observation::Observation>> {
    let mut all = Vec::new();
    let mut take = |_, values| {
        all.push(values);
        Ok(())
    };
    let asked = grant(Action::CheckValues, Scope::Store);
    store.each_patients_values(&asked, &Progress::default(), &mut take).expect("walks");
    all
}

/// Merging segments changes nothing one sees, and an import can still be taken out.
pub fn compaction(store: Arc<dyn Store>) {
    two_patients(&*store);
    let receipts: Vec<Receipt> = (0..7i64)
        .map(|day| import_glucose(&*store, &[(0, day * 600, 100 + day, 2), (1, day * 600, 90, 3), (1, 0, 90, 4)]))
        .collect();
    let before = (format!("{:?}", summary(&*store)), twin(&*store, 0), twin(&*store, 1));
    store.compact(&grant(Action::Compact, Scope::Store), &Progress::default()).expect("merges");
    let after = (format!("{:?}", summary(&*store)), twin(&*store, 0), twin(&*store, 1));
    assert_eq!(before, after);
    assert_sound(&*store);
    take_back(&*store, receipts[0].import);
    let imports: Vec<ImportId> = twin(&*store, 0).observations.iter().map(|value| value.cell.import).collect();
    assert_eq!(imports, receipts[1..].iter().map(|receipt| receipt.import).collect::<Vec<_>>());
    assert_eq!(summary(&*store)[0].observation_counts, [6, 7]);
    assert_sound(&*store);
}

/// A dropped or cancelled import leaves nothing.
pub fn unfinished_imports_leave_nothing(store: Arc<dyn Store>) {
    two_patients(&*store);
    let before = (store.revision().expect("reads"), format!("{:?}", summary(&*store)));
    let grant = grant(Action::ImportFile, Scope::File { name: "x".into() });
    let rows = || RecordBatch::Patients(vec![patient("W9", "Nobody", 2)]);
    let mut writer = store.begin_import(&grant, draft("patients")).expect("begins");
    writer.add(rows(), &Progress::default()).expect("takes in");
    drop(writer);
    let mut writer = store.begin_import(&grant, draft("patients")).expect("begins");
    writer.add(rows(), &Progress::default()).expect("takes in");
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(writer.commit(&progress), Err(StoreError::Cancelled(_))));
    assert_eq!((store.revision().expect("reads"), format!("{:?}", summary(&*store))), before);
    assert_eq!(store.receipts().expect("reads").len(), 1);
    assert_eq!(two_patients(&*store).counts.duplicates, 2);
}

/// Staff and devices, cohorts, rejects and the journal.
pub fn the_rest(store: Arc<dyn Store>) {
    let member = |role: &str, line| {
        let cell = crate::domain::ids::CellRef { import: ImportId(0), line, column: 0 };
        let record = StaffMember {
            identifier: "S1".into(),
            family_name: Some("Zhang".into()),
            given_name: None,
            chinese_name: None,
            role: Some(role.into()),
            ward: None,
            education: None,
            skills: vec!["ICU".into(), "ECMO".into()],
            experience_years: crate::base::Decimal::parse(b"4.50"),
            contract: Some("part time".into()),
            hours_a_week: crate::base::Decimal::parse(b"20.5"),
            surgery_mins: crate::base::WeekMins::parse("240;240;0;0;0;0;0"),
            skill_level: Some(2),
            cell,
        };
        RecordBatch::Staff(vec![Row { record, line, raw: Vec::new() }])
    };
    import(&*store, "staff", vec![member("nurse", 2)]);
    let second = import(&*store, "staff", vec![member("head nurse", 2)]);
    assert_eq!(second.counts.updated, 1);
    let role = |store: &dyn Store| store.staff().expect("reads")[0].role.clone();
    assert_eq!(role(&*store).as_deref(), Some("head nurse"));
    assert_eq!(store.staff().expect("reads")[0].cell.import, second.import);
    take_back(&*store, second.import);
    assert_eq!(role(&*store).as_deref(), Some("nurse"));
    let first = &store.staff().expect("reads")[0];
    let hours = first.hours_a_week.map(|hours| hours.to_string());
    assert_eq!((first.contract.as_deref(), hours.as_deref()), (Some("part time"), Some("20.5")));
    assert_eq!((first.surgery_mins.map(|mins| mins.0[1]), first.skill_level), (Some(240), Some(2)));
    devices(&*store);
    let cohort = |filter: &str| SavedCohort { name: "old".into(), filter: filter.into() };
    let save = grant(Action::SaveCohort, Scope::Text { text: "old".into() });
    store.save_cohort(&save, &cohort("age > 60")).expect("saves");
    store.save_cohort(&save, &cohort("age > 70")).expect("saves");
    assert_eq!(store.cohorts().expect("reads"), [cohort("age > 70")]);
    let delete = grant(Action::DeleteCohort, Scope::Text { text: "old".into() });
    store.delete_cohort(&delete, "old").expect("deletes");
    assert!(matches!(store.delete_cohort(&delete, "old"), Err(StoreError::NotFound { .. })));
    rejects(&*store);
    profiles(&*store);
    let entry_count = || store.journal_entries(0, 1000).expect("reads").len();
    let before = entry_count();
    store.take_over_writing(&grant(Action::OpenForWriting, Scope::Store)).expect("writes already");
    assert_eq!(entry_count(), before, "nothing was taken over");
    let entries = store.journal_entries(0, 1000).expect("reads");
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, (1..=entries.len() as u64).rev().collect::<Vec<_>>());
    assert!(entries.iter().any(|entry| entry.action == Action::TakeBackImport && entry.scope == "import 2"));
    assert_eq!(store.journal_entries(1, 2).expect("reads"), entries[1..3]);
}

fn profiles(store: &dyn Store) {
    let saving = grant(Action::SaveProfile, Scope::Text { text: "Lab".into() });
    store.save_profile(&saving, "Lab", "old").expect("saves");
    store.save_profile(&saving, "Lab", "new").expect("saves");
    let lab = SavedProfile {
        name: "Lab".into(),
        text: "new".into(),
        saved_by: "Test".into(),
        saved_utc_secs: saving.at_utc_secs(),
    };
    assert_eq!(store.profiles().expect("reads"), [lab]);
    let deleting = grant(Action::DeleteProfile, Scope::Text { text: "Lab".into() });
    store.delete_profile(&deleting, "Lab").expect("deletes");
    assert!(matches!(store.delete_profile(&deleting, "Lab"), Err(StoreError::NotFound { .. })));
}

fn devices(store: &dyn Store) {
    let cell = crate::domain::ids::CellRef { import: ImportId(0), line: 2, column: 0 };
    let record = Device {
        identifier: "D1".into(),
        kind: Some("ventilator".into()),
        ward: None,
        room: None,
        status: Some(DeviceStatus::InUse),
        last_service: Some(Date(100)),
        next_service: None,
        beds: Some(3),
        open_mins: crate::base::WeekMins::parse("480"),
        cell,
    };
    let row = Row { record: record.clone(), line: 2, raw: Vec::new() };
    let receipt = import(store, "devices", vec![RecordBatch::Devices(vec![row])]);
    let stored = store.devices().expect("reads");
    let cell = crate::domain::ids::CellRef { import: receipt.import, ..cell };
    assert_eq!(stored, [Device { cell, ..record }]);
}

fn rejects(store: &dyn Store) {
    let grant = grant(Action::ImportFile, Scope::File { name: "x".into() });
    let mut writer = store.begin_import(&grant, draft("patients")).expect("begins");
    for (line, rule) in [(9, Rule::NotANumber), (3, Rule::RaggedRow), (9, Rule::Implausible)] {
        writer.reject(Reject { place: Place { line, column: 1 }, rule, raw: "NA".into() }).expect("kept");
    }
    writer.count(5, 2);
    let receipt = writer.commit(&Progress::default()).expect("commits");
    assert_eq!((receipt.counts.rows, receipt.counts.empty, receipt.counts.rejected), (5, 2, 2));
    let places: Vec<u32> =
        store.rejects(receipt.import, 1, 5).expect("reads").iter().map(|reject| reject.place.line).collect();
    assert_eq!(places, [9, 9]);
    let counts = store.reject_counts(receipt.import).expect("reads");
    assert_eq!(counts, [(Rule::RaggedRow, 1), (Rule::NotANumber, 1), (Rule::Implausible, 1)]);
}

/// Overrides are kept with who, when and why; they belong to the person, whatever number is asked; taking one back leaves it
/// on record.
pub fn overrides(store: Arc<dyn Store>, reopen: Reopen) {
    two_patients(&*store);
    let said = |patient, cause: &str, tier| AlertOverride {
        patient: PatientId(patient),
        cause: cause.to_owned(),
        tier,
        reason: OverrideReason::Monitored,
        note: Some("levels every week".to_owned()),
    };
    let asked = || grant(Action::OverrideAlert, Scope::Store);
    let number = store.override_alert(&asked(), &said(0, "gene:clopidogrel", Tier::Critical)).expect("kept");
    store.override_alert(&asked(), &said(1, "gene:codeine", Tier::Warning)).expect("kept");
    let unknown = store.override_alert(&asked(), &said(9, "gene:codeine", Tier::Warning));
    assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
    let store = reopen(store);
    let kept = store.alert_overrides(PatientId(0)).expect("reads");
    let [only] = kept.as_slice() else { panic!("one override: {kept:?}") };
    assert_eq!(only.number, number);
    assert_eq!(only.said, said(0, "gene:clopidogrel", Tier::Critical));
    assert_eq!((only.actor.as_str(), only.until_utc_secs - only.at_utc_secs), ("Test", override_secs(Tier::Critical)));
    assert!(only.silences("gene:clopidogrel", Tier::Critical, only.at_utc_secs));
    let taking_back = grant(Action::TakeBackOverride, Scope::Store);
    store.take_back_override(&taking_back, only.number).expect("taken back");
    let kept = store.alert_overrides(PatientId(0)).expect("reads");
    assert_eq!((kept.len(), kept[0].taken_back_utc_secs), (1, Some(taking_back.at_utc_secs())));
    let again = store.take_back_override(&taking_back, only.number);
    assert!(matches!(again, Err(StoreError::NotFound { .. })));
    store.merge(&grant(Action::MergePatients, Scope::Store), PatientId(1), PatientId(0)).expect("merges");
    assert_eq!(store.alert_overrides(PatientId(1)).expect("reads").len(), 2);
}

/// Gene results come in once, count as duplicates the second time, survive the merging of segments, and go with their
/// import.
pub fn genes_are_taken_back(store: Arc<dyn Store>) {
    two_patients(&*store);
    let before = content(&*store);
    let first = import(&*store, "genes", vec![RecordBatch::Genes(gene_results())]);
    let with_genes = content(&*store);
    assert_eq!((first.counts.added, before == with_genes), (2, false));
    let second = import(&*store, "genes", vec![RecordBatch::Genes(gene_results())]);
    assert_eq!((second.counts.added, second.counts.duplicates), (0, 2));
    for seconds in 0..6 {
        import_glucose(&*store, &[(0, seconds, 100, 2)]);
        import(&*store, "genes", vec![RecordBatch::Genes(gene_results())]);
    }
    store.compact(&grant(Action::Compact, Scope::Store), &Progress::default()).expect("merges");
    assert_eq!(twin(&*store, 0).genes.len(), 2);
    assert_sound(&*store);
    take_back(&*store, first.import);
    let genes = twin(&*store, 0).genes;
    assert_eq!(genes.iter().map(|row| row.cell.import).collect::<Vec<_>>(), [second.import; 2]);
    let others: Vec<ImportId> = store.receipts().expect("reads").into_iter().map(|receipt| receipt.import).collect();
    for other in others.into_iter().filter(|import| ![ImportId(1), first.import].contains(import)) {
        take_back(&*store, other);
    }
    assert_eq!((twin(&*store, 0).genes, content(&*store)), (Vec::new(), before));
    assert_sound(&*store);
}
