//! Roles that change, consent, deletion, another key, and backups that are tried out.

use super::super::super::conformance::{grant, import, import_glucose, patient, summary, twin};
use super::super::super::{RecordBatch, Store as _, StoreError, TrustStore as _};
use super::super::{Credential, NewStore, SignIn, create, sign_in};
use super::{NOW, Place, spec, word};
use crate::base::Progress;
use crate::domain::access::{Action, Scope, Wards};
use crate::domain::account::{Account, AccountFault};
use crate::domain::consent::{Purpose, Said};
use crate::domain::ids::PatientId;
use crate::domain::permission::Role;
use crate::io::vault::{KdfCost, RecoveryKey};

const LONG: &str = "seven sparrows under a roof";

fn nurse() -> Account {
    Account {
        name: "Lee".into(),
        role: Role::Nurse,
        wards: Wards::Only(vec!["ICU".into()]),
        added_by: "Test".into(),
        added_utc_secs: NOW,
        must_change: false,
    }
}

fn of_patient(number: u32, identifier: &str) -> Scope {
    Scope::Patient { patient: PatientId(number), identifier: identifier.into(), ward: None }
}

#[test]
fn a_role_holds_from_the_next_sign_in_on() {
    let place = Place::new();
    let store = place.create();
    store.add_account(&grant(Action::AddAccount, Scope::Store), &nurse(), &word(LONG)).expect("added");
    let asked = grant(Action::ChangeAccount, Scope::Store);
    store.change_account(&asked, "Lee", Role::Clinician, &Wards::All).expect("changed");
    let last = store.change_account(&asked, "Test", Role::Analyst, &Wards::All);
    assert!(matches!(last, Err(StoreError::Account(AccountFault::LastKeeper))));
    drop(store);
    let long = word(LONG);
    let who = SignIn { account: Some("Lee"), key: Credential::Passphrase(&long) };
    let opened = sign_in(&place.folder(), who, &place.state(), NOW).expect("opens").store;
    assert_eq!((opened.actor().role, &opened.actor().wards), (Role::Clinician, &Wards::All));
}

#[test]
fn the_newest_word_of_a_person_holds_under_every_number() {
    let place = Place::new();
    let store = place.create();
    let rows = vec![patient("P0", "Wang", 2), patient("P1", "Wang", 3)];
    import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    let record = |patient: u32, purpose, agrees| {
        let asked = grant(Action::RecordConsent, Scope::Store);
        store.record_consents(&asked, &[Said { patient: PatientId(patient), purpose, agrees }])
    };
    record(0, Purpose::Research, true).expect("recorded");
    record(1, Purpose::Research, false).expect("recorded");
    record(0, Purpose::Quality, true).expect("recorded");
    assert!(matches!(record(7, Purpose::Care, true), Err(StoreError::NotFound { .. })));
    store.merge(&grant(Action::MergePatients, Scope::Store), PatientId(1), PatientId(0)).expect("merged");
    drop(store);
    let store = place.open().expect("opens").store;
    let opening = grant(Action::ReadConsent, Scope::Store);
    let of_both = store.consents_of(&opening, PatientId(0)).expect("reads");
    let said: Vec<(Purpose, bool)> = of_both.iter().map(|one| (one.purpose, one.agrees)).collect();
    assert_eq!(said, [(Purpose::Research, false), (Purpose::Quality, true)]);
    assert_eq!(of_both, store.consents_of(&opening, PatientId(1)).expect("reads"));
    assert_eq!(store.consents(&opening).expect("reads").len(), 3);
}

#[test]
fn a_deleted_patient_is_gone_and_everything_else_is_whole() {
    let place = Place::new();
    let store = place.create();
    let rows = vec![patient("P0", "Wang", 2), patient("P1", "Zqdeleted", 3), patient("P2", "Li", 4)];
    import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    import_glucose(&*store, &[(0, 0, 90, 2), (1, 0, 95, 3), (1, 60, 99, 4), (2, 0, 80, 5)]);
    let later = import_glucose(&*store, &[(1, 90, 70, 2), (2, 60, 81, 3)]);
    twin(&*store, 1);
    let said = Said { patient: PatientId(1), purpose: Purpose::Research, agrees: true };
    store.record_consents(&grant(Action::RecordConsent, of_patient(1, "P1")), &[said]).expect("recorded");
    let before = [twin(&*store, 0), twin(&*store, 2)];
    let asked = grant(Action::DeletePatient, of_patient(1, "P1")).because("asked for");
    let done = store.delete_patient(&asked, PatientId(1), &Progress::default()).expect("deleted");
    assert_eq!(done.what.records, [("patients".to_owned(), 1), ("observations".to_owned(), 3)]);
    assert_eq!((done.what.identifiers.as_slice(), done.what.kept_words), (["P1".to_owned()].as_slice(), 1));
    assert_eq!(done.what.journal_entries_left, 2, "the consent and the deletion: {done:?}");
    assert_eq!(done.reason, "asked for");
    let opening = grant(Action::OpenPatient, Scope::Store);
    let gone = store.open_twin(&opening, PatientId(1));
    assert!(gone.map_or(true, |twin| twin.observations.is_empty() && twin.rows.is_empty()));
    assert_eq!(store.patient_number("P1").expect("reads"), None);
    let again = store.delete_patient(&asked, PatientId(1), &Progress::default());
    assert!(matches!(again, Err(StoreError::NotFound { .. })));
    drop(store);
    let store = place.open().expect("opens").store;
    assert_eq!([twin(&*store, 0), twin(&*store, 2)], before);
    assert_eq!(store.check(&Progress::default()).expect("reads"), Vec::<String>::new());
    let report = store.verify_journal(&grant(Action::VerifyAudit, Scope::Store), None).expect("walks");
    assert!(report.is_sound(), "{report:?}");
    let listed = store.deletions(&grant(Action::ReadRetention, Scope::Store)).expect("reads");
    assert_eq!(listed, [done]);
    let chunk = summary(&*store).remove(0);
    assert_eq!(chunk.present, [true, false, true]);
    let names: Vec<&str> = chunk.family_names.iter().collect();
    assert!(!names.contains(&"Zqdeleted") && chunk.observation_counts[1] == 0, "{names:?}");
    // A later file does not bring them back before somebody allows it, and then under another number.
    let rows = || vec![patient("P1", "Wang", 2)];
    import(&*store, "patients", vec![RecordBatch::Patients(rows())]);
    assert_eq!(store.patient_number("P1").expect("reads"), None);
    store.allow_again(&grant(Action::DeletePatient, Scope::Store), "P1").expect("allowed");
    let rows = rows();
    import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    assert_eq!(store.patient_number("P1").expect("reads"), Some(PatientId(3)));
    store.take_back(&grant(Action::TakeBackImport, Scope::Store), later.import, &Progress::default()).expect("back");
    assert_eq!(twin(&*store, 2).observations.len(), 1);
    assert_eq!(store.check(&Progress::default()).expect("reads"), Vec::<String>::new());
}

#[test]
fn another_key_leaves_everything_as_it_was_and_the_old_one_opens_nothing() {
    let place = Place::new();
    let spec = NewStore { passphrase: word(LONG), cost: KdfCost::Cheapest, ..spec() };
    let store =
        create(&place.folder(), spec, &grant(Action::CreateStore, Scope::Store), &place.state()).expect("created");
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("P0", "Wang", 2)])]);
    import_glucose(&*store, &[(0, 0, 90, 2), (0, 60, 91, 3)]);
    store.add_account(&grant(Action::AddAccount, Scope::Store), &nurse(), &word("an old passphrase")).expect("added");
    drop(store.inbox().expect("made"));
    let backup = place.parent.path().join("before.backup");
    store.back_up(&grant(Action::Backup, Scope::Store), &backup, &Progress::default()).expect("backed up");
    let (content, old_header) = (store.content_hash(&Progress::default()).expect("reads"), header(&place));
    let asked = grant(Action::Rekey, Scope::Store);
    let wrong = store.rekey(&asked, &word("wrong"), &Progress::default());
    assert!(matches!(wrong, Err(StoreError::WrongPassphrase)));
    let keys = store.rekey(&asked, &word(LONG), &Progress::default()).expect("renewed");
    assert!(store.revision().is_err(), "this one is closed");
    drop(store);
    let files: Vec<String> = std::fs::read_dir(place.folder())
        .expect("reads")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!files.iter().any(|name| name.contains("rekey")), "{files:?}");
    let enter = |account: &str, key: Credential<'_>| {
        sign_in(&place.folder(), SignIn { account: Some(account), key }, &place.state(), NOW).map(|opened| {
            assert_eq!(opened.rolled_back, None);
            opened.store
        })
    };
    let (long, old) = (word(LONG), word("an old passphrase"));
    assert!(matches!(enter("Lee", Credential::Passphrase(&old)), Err(StoreError::WrongPassphrase)));
    let store = enter("Test", Credential::Passphrase(&long)).expect("opens");
    assert_eq!(store.content_hash(&Progress::default()).expect("reads"), content);
    assert_eq!(store.check(&Progress::default()).expect("reads"), Vec::<String>::new());
    let report = store.verify_journal(&grant(Action::VerifyAudit, Scope::Store), None).expect("walks");
    assert!(report.is_sound(), "the chain goes on over the change: {report:?}");
    import_glucose(&*store, &[(0, 120, 92, 2)]);
    // A backup of before opens with what opened it then, and says so here.
    let drill = store.restore_drill(&grant(Action::RestoreDrill, Scope::Store), &backup, &Progress::default());
    assert!(matches!(drill, Err(StoreError::Damaged { .. })), "{drill:?}");
    drop(store);
    let handed_out = word(keys.one_time[0].1.reveal());
    assert_eq!(enter("Lee", Credential::Passphrase(&handed_out)).expect("opens").actor().role, Role::Nurse);
    let recovery = RecoveryKey::typed(&keys.recovery.groups());
    drop(enter("Test", Credential::Recovery(&recovery)).expect("opens"));
    // The old header with the old passphrase is no way in.
    std::fs::write(place.folder().join("header.json"), old_header).expect("put back");
    assert!(enter("Test", Credential::Passphrase(&long)).is_err());
}

fn header(place: &Place) -> Vec<u8> {
    std::fs::read(place.folder().join("header.json")).expect("reads")
}

#[test]
fn another_key_is_refused_while_somebody_else_reads() {
    let place = Place::new();
    drop(place.create());
    let (store, reader) = (place.open().expect("opens").store, place.open().expect("opens").store);
    let refused = store.rekey(&grant(Action::Rekey, Scope::Store), &word("open"), &Progress::default());
    assert!(matches!(refused, Err(StoreError::InUse)), "{refused:?}");
    assert!(reader.journal(&grant(Action::LockStore, Scope::Store)).is_ok(), "who reads goes on");
    drop((store, reader));
    let store = place.open().expect("opens as before").store;
    let report = store.verify_journal(&grant(Action::VerifyAudit, Scope::Store), None).expect("walks");
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn a_backup_is_tried_out_and_leaves_nothing_behind() {
    let (place, other) = (Place::new(), Place::new());
    let store = place.create();
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("P0", "Wang", 2)])]);
    let desk = tempfile::tempdir().expect("a folder");
    let backup = desk.path().join("one.backup");
    store.back_up(&grant(Action::Backup, Scope::Store), &backup, &Progress::default()).expect("backed up");
    let drill = |store: &super::SqliteStore| {
        store.restore_drill(&grant(Action::RestoreDrill, Scope::Store), &backup, &Progress::default())
    };
    assert_eq!(drill(&store).expect("restored"), Vec::<String>::new());
    assert!(matches!(drill(&other.create()), Err(StoreError::NotFound { .. })));
    assert_eq!(std::fs::read_dir(desk.path()).expect("reads").count(), 1);
}

#[test]
fn a_process_that_writes_hears_that_it_is_asked_to_let_go() {
    let place = Place::new();
    drop(place.create());
    let (writer, other) = (place.open().expect("opens").store, place.open().expect("opens").store);
    assert_eq!(writer.asked_to_lock().expect("reads"), None);
    other.journal(&grant(Action::LockStore, Scope::Store)).expect("journalled");
    assert_eq!(writer.asked_to_lock().expect("reads"), None, "another entry says nothing of it");
    other.journal(&grant(Action::AskWriterToLock, Scope::Store)).expect("asked");
    assert_eq!(other.asked_to_lock().expect("reads"), None, "who reads has nothing to let go");
    assert_eq!(writer.asked_to_lock().expect("reads").as_deref(), Some("Test"));
    assert_eq!(writer.asked_to_lock().expect("reads"), None, "once");
    drop(writer);
    other.take_over_writing(&grant(Action::OpenForWriting, Scope::Store)).expect("it is free");
    assert_eq!(place.open().expect("opens").store.asked_to_lock().expect("reads"), None, "not by what was before");
}
