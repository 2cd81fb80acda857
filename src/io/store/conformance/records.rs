//! All kinds of records: they go in, come back, and go with their import.

use std::sync::Arc;

use super::super::{ClinicalKind, ClinicalRecords, ObservationBatch, RecordBatch, Row, Store, StoreError};
use super::{
    Reopen, assert_sound, content, draft, grant, import, import_glucose, moment, summary, take_back, twin,
    two_patients, values,
};
use crate::base::{Date, Progress};
use crate::domain::access::{Action, Scope};
use crate::domain::book::BookKind;
use crate::domain::genome::{CallNote, Gene, GeneRecord, GeneStatement, Outcome, StoredCall, Typing};
use crate::domain::ids::{ImportId, PatientId, WordId};
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyState, AllergyStatement, Condition, Medication};
use crate::domain::receipt::{ImportState, Receipt};

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

pub(super) fn import_other_records(store: &dyn Store) {
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
