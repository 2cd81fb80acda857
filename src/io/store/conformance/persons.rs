//! Merged patients: one row and one twin for all their numbers, nothing moved, everything back once a merge is undone.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::{ClinicalKind, ClinicalRecords, RecordBatch, Store, StoreError};
use super::decisions::{decide, walked};
use super::records::{import_other_records, recorded_of};
use super::{
    Reopen, assert_sound, content, draft, grant, import, import_glucose, patient, summary, take_back, twin,
    two_patients, values,
};
use crate::base::{Date, Decimal, Progress};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::correction::{Correction, Decision, FindingKind, Verdict};
use crate::domain::ids::{CellRef, ImportId, PatientId};
use crate::domain::indicator::IndicatorId;
use crate::domain::twin::DigitalTwin;

fn pair(action: Action) -> Grant {
    grant(action, Scope::Pair { identifiers: ["W0".to_owned(), "W1".to_owned()] })
}

fn merge(store: &dyn Store, patient: u32, into: u32) -> Result<(), StoreError> {
    store.merge(&pair(Action::MergePatients), PatientId(patient), PatientId(into)).map(|_| ())
}

fn unmerge(store: &dyn Store, patient: u32) -> Result<(), StoreError> {
    store.unmerge(&pair(Action::UnmergePatients), PatientId(patient)).map(|_| ())
}

/// What can be seen of some patients: list and twins, with a word for those without records.
fn seen(store: &dyn Store, patients: u32) -> String {
    let open = |number| store.open_twin(&grant(Action::OpenPatient, Scope::Store), PatientId(number));
    let twins: Vec<Option<DigitalTwin>> = (0..patients).map(|number| open(number).ok()).collect();
    format!("{:?} {twins:?}", summary(store))
}

/// The list has one row with what the twin has, under either number; undone, all is as it was.
pub fn merges_are_shown_and_undone(store: Arc<dyn Store>, reopen: Reopen) {
    two_patients(&*store);
    import_other_records(&*store);
    let first = import_glucose(&*store, &[(0, 0, 100, 2), (1, 0, 100, 3), (1, 60, 90, 4), (1, 120, 80, 5)]).import;
    let (before, content_before) = (seen(&*store, 2), content(&*store));
    merge(&*store, 0, 1).expect("merges");
    assert_ne!(content(&*store), content_before);
    let joint = twin(&*store, 0);
    assert_eq!((joint.id, joint.person().identifier.as_str()), (PatientId(1), "W1"));
    assert_eq!(joint.person().family_name.as_deref(), Some("Li"), "the kept number says who it is");
    assert_eq!(joint.rows.iter().map(|row| row.record.identifier.as_str()).collect::<Vec<_>>(), ["W1", "W0"]);
    assert_eq!(values(&joint), [(100, first, false), (90, first, false), (80, first, false)]);
    assert_eq!((joint.conditions.len(), joint.admissions.len()), (2, 1));
    assert_eq!(twin(&*store, 1), joint);
    let conditions = ClinicalRecords::Conditions(joint.conditions.clone());
    assert_eq!(recorded_of(&*store, ClinicalKind::Conditions), [(PatientId(1), conditions)]);
    let chunk = summary(&*store).remove(0);
    assert_eq!((chunk.present, chunk.observation_counts[1]), (vec![false, true], 3));
    assert_eq!((chunk.conditions.get(1).len(), chunk.wards[1].is_some()), (1, true));
    assert_sound(&*store);

    let known = store.begin_import(&grant(Action::ImportFile, Scope::Store), draft("x")).expect("begins").identifiers();
    assert_eq!((known.find(b"W0"), known.find(b"W1")), (Some(PatientId(0)), Some(PatientId(1))));
    let later = import_glucose(&*store, &[(0, 60, 91, 2)]).import;
    assert_eq!(values(&twin(&*store, 1))[1..3], [(90, first, true), (91, later, true)], "a conflict across numbers");
    assert_eq!(summary(&*store)[0].flagged_counts[1], 2);
    take_back(&*store, later);

    let store = reopen(store);
    assert_eq!(twin(&*store, 0), joint);
    unmerge(&*store, 0).expect("takes back");
    assert_eq!((seen(&*store, 2), content(&*store)), (before, content_before));
    assert_sound(&*store);
    let entries = store.journal_entries(0, 1000).expect("reads");
    assert!(entries.iter().any(|entry| entry.action == Action::MergePatients && entry.scope == "patients W0, W1"));
}

/// A merged person's values are walked as one, corrected whichever number they lie with, and stay so once un-merged.
pub fn merged_values_are_corrected(store: Arc<dyn Store>) {
    two_patients(&*store);
    let import = import_glucose(&*store, &[(0, 90, 100, 2), (1, 60, 97, 3)]).import;
    let before = seen(&*store, 2);
    merge(&*store, 0, 1).expect("merges");
    let cell = CellRef { import, line: 2, column: 4 };
    let value = Decimal { mantissa: 970, scale: 0 };
    let verdict = Verdict::Corrected(Correction { value, unit: Some("mg/dL".to_owned()) });
    let decision = Decision { patient: PatientId(1), cell, kind: FindingKind::DecimalSlip, verdict };
    decide(&*store, std::slice::from_ref(&decision)).expect("kept");
    assert_eq!(walked(&*store), [twin(&*store, 0).observations]);
    assert_eq!(values(&twin(&*store, 1)), [(97, import, false), (970, import, false)]);
    let glucose = IndicatorId::from_code("2339-0").expect("in the table").index();
    let newest = summary(&*store)[0].newest[glucose].as_ref().and_then(|column| column.get(1));
    assert_eq!(newest.map(|newest| newest.shown()).as_deref(), Some("53.8"));
    assert_eq!(store.decisions().expect("reads")[0].decision.patient, PatientId(0), "where the value lies");
    assert_sound(&*store);
    unmerge(&*store, 0).expect("takes back");
    assert!(twin(&*store, 0).observations[0].is_corrected());
    assert!(matches!(decide(&*store, &[decision]), Err(StoreError::NotFound { .. })), "no longer that person's");
    let takes = grant(Action::TakeBackDecisions, Scope::Values { first: cell, count: 1 });
    store.take_back_decisions(&takes, &[cell], &Progress::default()).expect("taken back");
    assert_eq!(seen(&*store, 2), before);
    assert_sound(&*store);
}

/// What taking an import back is refused with; nothing is changed.
fn refusal(store: &dyn Store, import: ImportId) -> StoreError {
    let revision = store.revision().expect("reads");
    let asked = grant(Action::TakeBackImport, Scope::Import { import });
    let refusal = store.take_back(&asked, import, &Progress::default()).expect_err("something stands on it");
    assert_eq!(store.revision().expect("reads"), revision);
    refusal
}

/// Taking an import back leaves merges of numbers that others name too: the number that still has a row is shown, and
/// the old one once it returns.
pub fn merges_outlive_imports(store: Arc<dyn Store>) {
    let first = two_patients(&*store);
    let rows = vec![patient("W2", "Chen", 2), patient("W3", "Zhao", 3)];
    let others = import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    import_glucose(&*store, &[(2, 0, 100, 2), (2, 60, 90, 3), (3, 120, 80, 4)]);
    merge(&*store, 2, 0).expect("merges");
    merge(&*store, 3, 2).expect("merges with the whole person");
    assert_eq!(store.merges().expect("reads").group_of(PatientId(3)), [0, 2, 3].map(PatientId));
    let StoreError::Merged { identifiers } = refusal(&*store, first.import) else { panic!("W0 is merged") };
    assert_eq!(identifiers, ["W0"]);
    assert!(matches!(refusal(&*store, others.import), StoreError::BuiltOn { .. }), "records come before merges");
    let whole = seen(&*store, 4);
    let again = two_patients(&*store);
    take_back(&*store, first.import);
    assert_eq!(seen(&*store, 4).replace(&format!("{:?}", again.import), &format!("{:?}", first.import)), whole);
    assert_sound(&*store);
    store.compact(&grant(Action::Compact, Scope::Store), &Progress::default()).expect("merges segments");
    for (patient, left) in [(2, 1), (3, 0)] {
        unmerge(&*store, patient).expect("takes back");
        assert_eq!(store.merges().expect("reads").list().len(), left);
    }
    assert_eq!(summary(&*store)[0].present, [true; 4]);
}

/// An import whose own patients were merged stays until they are un-merged: who gets their identifiers next is nobody
/// they were merged with. The journal counts them only.
pub fn merged_patients_keep_their_import(store: Arc<dyn Store>) {
    let first = two_patients(&*store);
    merge(&*store, 1, 0).expect("merges");
    let StoreError::Merged { identifiers } = refusal(&*store, first.import) else { panic!("both are merged") };
    assert_eq!(identifiers, ["W0", "W1"]);
    let line = "import 1, not done: patients that it alone brought are merged: 2; un-merge them first";
    assert_eq!(store.journal_entries(0, 1).expect("reads").remove(0).scope, line);
    unmerge(&*store, 1).expect("takes back");
    take_back(&*store, first.import);
    two_patients(&*store);
    assert_eq!((twin(&*store, 0).id, twin(&*store, 1).id), (PatientId(0), PatientId(1)));
    assert_sound(&*store);
}

/// What makes no sense is refused, and changes nothing; two persons stay two persons.
pub fn pairs_are_kept_apart(store: Arc<dyn Store>) {
    two_patients(&*store);
    let refused = |result: Result<(), StoreError>| matches!(result, Err(StoreError::NotFound { .. }));
    let revision = store.revision().expect("reads");
    assert!(refused(merge(&*store, 0, 0)) && refused(merge(&*store, 0, 9)) && refused(unmerge(&*store, 0)));
    let apart = |one, other| store.keep_apart(&pair(Action::KeepPatientsApart), PatientId(one), PatientId(other));
    let forget = |one, other| store.forget_kept_apart(&pair(Action::ForgetKeptApart), PatientId(one), PatientId(other));
    assert!(refused(apart(1, 1)) && refused(forget(0, 1)));
    assert_eq!(store.revision().expect("reads"), revision);
    apart(1, 0).expect("kept");
    apart(0, 1).expect("kept once");
    let kept = store.kept_apart().expect("reads");
    let [only] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((only.first, only.second, only.actor.as_str()), (PatientId(0), PatientId(1), "Test"));
    forget(1, 0).expect("forgotten");
    assert_eq!(store.kept_apart().expect("reads"), []);
    merge(&*store, 1, 0).expect("merges");
    assert!(refused(merge(&*store, 0, 1)) && refused(apart(0, 1)));
}

/// Something that happens to a store.
#[derive(Clone, Debug)]
pub enum Event {
    /// (patient, name, birth day)
    Person(u32, u8, Option<i32>),
    /// (patient, hour, value)
    Glucose(Vec<(u32, i64, i64)>),
    TakeBack(usize),
    Compact,
    Merge(u32, u32),
    Unmerge(u32),
}

const PATIENTS: u32 = 4;

pub fn events() -> impl Strategy<Value = Vec<Event>> {
    let patient = 0..PATIENTS;
    let event = prop_oneof![
        (patient.clone(), 0u8..3, prop::option::of(0i32..3)).prop_map(|(who, name, day)| Event::Person(who, name, day)),
        prop::collection::vec((patient.clone(), 0i64..3, 0i64..2), 1..4).prop_map(Event::Glucose),
        (0usize..6).prop_map(Event::TakeBack),
        Just(Event::Compact),
        (patient.clone(), patient.clone()).prop_map(|(one, other)| Event::Merge(one, other)),
        (patient.clone(), patient.clone()).prop_map(|(one, other)| Event::Merge(one, other)),
        patient.prop_map(Event::Unmerge),
    ];
    prop::collection::vec(event, 1..12)
}

/// Lets it happen; `false` where a merge forbids it, which a store without merges knows nothing of.
fn happen(store: &dyn Store, event: &Event) -> bool {
    match event {
        Event::Person(who, name, day) => {
            let mut row = patient(&format!("W{who}"), ["Wang", "Li", "Chen"][usize::from(*name)], 2);
            row.record.birth_date = day.map(Date);
            import(store, "patients", vec![RecordBatch::Patients(vec![row])]);
        }
        Event::Glucose(list) => {
            let row = |(line, (who, hour, value)): (usize, &(u32, i64, i64))| (*who, *hour, *value, line as u32 + 2);
            import_glucose(store, &list.iter().enumerate().map(row).collect::<Vec<_>>());
        }
        Event::TakeBack(import) => {
            let import = ImportId(*import as u32 + 2);
            let asked = grant(Action::TakeBackImport, Scope::Import { import });
            let taken_back = store.take_back(&asked, import, &Progress::default());
            return !matches!(taken_back, Err(StoreError::Merged { .. }));
        }
        Event::Compact => store.compact(&grant(Action::Compact, Scope::Store), &Progress::default()).expect("works"),
        Event::Merge(one, other) => drop(merge(store, *one, *other)),
        Event::Unmerge(who) => drop(unmerge(store, *who)),
    }
    true
}

/// A list's row says what its twin holds.
fn assert_list_agrees(store: &dyn Store) {
    let chunk = summary(store).remove(0);
    for number in (0..PATIENTS).filter(|number| chunk.present[*number as usize]) {
        let (row, twin) = (number as usize, twin(store, number));
        let person = twin.person();
        assert_eq!(twin.id, PatientId(number));
        assert_eq!(chunk.observation_counts[row] as usize, twin.observations.len());
        let flagged = twin.observations.iter().filter(|observation| observation.flags.conflicting).count();
        assert_eq!(usize::from(chunk.flagged_counts[row]), flagged);
        assert_eq!(Some(chunk.family_names.get(row)), person.family_name.as_deref());
        assert_eq!(
            (chunk.identifiers.get(row), chunk.birth_dates[row]),
            (person.identifier.as_str(), person.birth_date)
        );
    }
}

/// Whatever happens, a list agrees with its twins, and a store whose merges were all undone is one that had none.
pub fn merges_leave_no_trace(store: Arc<dyn Store>, plain: Arc<dyn Store>, events: &[Event]) {
    let everybody = || RecordBatch::Patients((0..PATIENTS).map(|n| patient(&format!("W{n}"), "Wang", n + 2)).collect());
    for store in [&store, &plain] {
        import(&**store, "patients", vec![everybody()]);
    }
    for event in events {
        let has_happened = happen(&*store, event);
        if has_happened && !matches!(event, Event::Merge(..) | Event::Unmerge(_)) {
            happen(&*plain, event);
        }
        assert_list_agrees(&*store);
    }
    for merge in store.merges().expect("reads").list() {
        unmerge(&*store, merge.patient.0).expect("takes back");
    }
    assert_eq!(seen(&*store, PATIENTS), seen(&*plain, PATIENTS));
    assert_sound(&*store);
}
