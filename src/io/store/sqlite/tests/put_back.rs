//! A store or its journal put back to an older state.

use super::super::super::conformance::{grant, import, patient, twin};
use super::{Place, copy, filled, word};
use crate::domain::access::{Action, Scope};
use crate::domain::ids::PatientId;
use crate::io::store::{RecordBatch, Store as _, StoreError};

#[test]
fn a_journal_cut_off_or_removed_is_damage_and_not_made_anew() {
    let place = Place::new();
    filled(&place);
    let journal = place.folder().join("journal.db");
    std::fs::write(&journal, "").expect("cut off");
    for _ in 0..2 {
        let refused = place.open().map(|_| ());
        let Err(StoreError::Damaged { what }) = refused else { panic!("{refused:?}") };
        assert_eq!(what, "the journal is missing or was cut off");
    }
    std::fs::remove_file(&journal).expect("removed");
    let refused = place.open().map(|_| ());
    let Err(StoreError::Damaged { what }) = refused else { panic!("{refused:?}") };
    assert_eq!(what, "the journal is missing or was cut off");
    assert!(!journal.exists());
}

#[test]
fn an_older_or_foreign_journal_put_back_alone_is_noticed() {
    let (place, other) = (Place::new(), Place::new());
    drop(place.create());
    let journal = place.folder().join("journal.db");
    let older = std::fs::read(&journal).expect("reads");
    let store = place.open().expect("opens").store;
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    drop(store);
    copy(&place.folder(), &other.folder());
    drop(place.open().expect("a journal that is ahead of the store is in order"));
    std::fs::write(&journal, older).expect("put back");
    let refused = place.open().map(|_| ());
    let Err(StoreError::Damaged { what }) = refused else { panic!("{refused:?}") };
    assert!(what.contains("older than the store"), "{what}");
    // Long enough, but with another entry where the store remembers its own.
    let key = super::super::header::read(&other.folder()).expect("reads").open(&word("open")).expect("opens");
    let access = super::super::connection::Access::Write;
    let path = other.folder().join("journal.db");
    let file = super::super::connection::open(&path, super::super::connection::FileKind::Journal, &key, access)
        .expect("opens");
    file.execute("UPDATE entry SET chain = x'00'", []).expect("changed");
    drop(file);
    assert!(matches!(other.open().map(|_| ()), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_journal_put_back_to_after_the_last_commit_is_noticed() {
    let place = Place::new();
    filled(&place);
    let journal = place.folder().join("journal.db");
    let older = std::fs::read(&journal).expect("reads");
    let opened = place.open().expect("opens");
    assert_eq!(opened.rolled_back, None);
    assert_eq!(twin(&*opened.store, 0).id, PatientId(0));
    drop(opened);
    std::fs::write(&journal, older).expect("put back");
    // The store's own anchor is there; that the record was opened is not. Entries written now do not hide it.
    for _ in 0..3 {
        assert!(place.open().expect("opens all the same").rolled_back.is_some_and(|back| !back.is_replaced()));
    }
    let opened = place.open().expect("opens");
    opened
        .store
        .accept_rollback(&grant(Action::AcceptRolledBackStore, Scope::Store), "restored on purpose")
        .expect("accepted");
    drop(opened);
    assert_eq!(place.open().expect("opens").rolled_back, None);
}

#[test]
fn a_store_put_back_is_noticed_once_accepted() {
    let place = Place::new();
    drop(place.create());
    let backup = place.parent.path().join("backup");
    copy(&place.folder(), &backup);
    let store = place.open().expect("opens").store;
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    drop(store);
    std::fs::remove_dir_all(place.folder()).expect("removed");
    copy(&backup, &place.folder());
    // Commits of the older state must not catch up with what was seen and so end the warning.
    for line in 2..5 {
        let opened = place.open().expect("opens all the same");
        assert!(opened.rolled_back.is_some(), "{line}");
        import(&*opened.store, "patients", vec![RecordBatch::Patients(vec![patient("W1", "Li", line)])]);
    }
    let opened = place.open().expect("opens all the same");
    assert!(opened.rolled_back.is_some());
    opened
        .store
        .accept_rollback(&grant(Action::AcceptRolledBackStore, Scope::Store), "restored on purpose")
        .expect("accepted");
    drop(opened);
    let opened = place.open().expect("opens");
    assert_eq!(opened.rolled_back, None);
    let entries = opened.store.journal_entries(0, 10).expect("reads");
    assert!(entries.iter().any(|entry| entry.action == Action::AcceptRolledBackStore));
}

#[test]
fn the_right_folder_put_back_ends_the_warning() {
    let place = Place::new();
    drop(place.create());
    let (backup, right) = (place.parent.path().join("backup"), place.parent.path().join("right"));
    copy(&place.folder(), &backup);
    let store = place.open().expect("opens").store;
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    drop(store);
    copy(&place.folder(), &right);
    let lay = |folder: &std::path::Path| {
        std::fs::remove_dir_all(place.folder()).expect("removed");
        copy(folder, &place.folder());
        place.open().expect("opens").rolled_back
    };
    assert!(lay(&backup).is_some_and(|back| !back.is_replaced()));
    assert_eq!(lay(&right), None);
    assert!(lay(&backup).is_some(), "an older state is noticed again");
}
