//! Imports: duplicates, conflicts, what is taken back, what stays, what is left unfinished.

use std::sync::Arc;

use super::super::{RecordBatch, RowSink, Store, StoreError};
use super::lists::devices;
use super::{
    assert_sound, content, draft, grant, import, import_glucose, patient, summary, take_back, twin, two_patients,
    values,
};
use crate::base::{Place, Progress, Rule};
use crate::domain::access::{Action, Scope};
use crate::domain::ids::{ImportId, PatientId};
use crate::domain::receipt::{ImportState, Receipt, Reject, RowFate};

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
