//! Staff and devices, cohorts, profiles, rejects and the journal.

use std::sync::Arc;

use super::super::{RecordBatch, Row, SavedCohort, SavedProfile, Store, StoreError};
use super::{draft, grant, import, take_back};
use crate::base::{Date, Place, Progress, Rule};
use crate::domain::access::{Action, Scope};
use crate::domain::ids::ImportId;
use crate::domain::receipt::Reject;
use crate::domain::resource::{Device, DeviceStatus};
use crate::domain::staff::StaffMember;

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

pub(super) fn devices(store: &dyn Store) {
    let cell = crate::domain::ids::CellRef { import: ImportId(0), line: 2, column: 0 };
    let record = Device {
        identifier: "D1".into(),
        kind: Some("ventilator".into()),
        ward: None,
        room: None,
        status: Some(DeviceStatus::InUse),
        last_service: Some(Date(100)),
        next_service: None,
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
