//! The conformance suite on the encrypted store, and what only a file can suffer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::conformance::{self as suite, draft, grant, import, import_glucose, patient, summary, twin};
use super::super::{RecordBatch, Store, StoreError, Writing};
use super::{NewStore, SqliteStore, create, create_throw_away, open, peek};
use crate::base::{Progress, Rule, Zone};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::audit::JournalEntry;
use crate::domain::book::BookKind;
use crate::domain::ids::PatientId;
use crate::domain::receipt::FileReading;
use crate::io::vault::{KdfCost, Passphrase};

mod feeds;
mod harm;
mod lists;
mod put_back;
mod trust;

const NOW: i64 = 1_700_000_000;

struct Place {
    parent: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { parent: tempfile::tempdir().expect("a folder") }
    }

    fn folder(&self) -> PathBuf {
        // The odd bytes must not be taken for parts of a URI.
        self.parent.path().join("病房 ?a=1#%41.wardtwin")
    }

    fn state(&self) -> PathBuf {
        self.parent.path().join("state")
    }

    fn create(&self) -> Arc<SqliteStore> {
        create(&self.folder(), spec(), &grant(Action::CreateStore, Scope::Store), &self.state()).expect("created")
    }

    fn open(&self) -> Result<super::Opened, StoreError> {
        open(&self.folder(), &word("open"), &opening(), &self.state(), NOW)
    }
}

fn word(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

fn opening() -> Grant {
    grant(Action::OpenStore, Scope::Store)
}

fn spec() -> NewStore {
    let zone = Zone::named("Asia/Shanghai").expect("compiled in");
    NewStore { name: "Ward 7".into(), zone, passphrase: word("open"), cost: KdfCost::Cheapest, demo: false }
}

#[test]
fn conformance_everything_comes_back() {
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::records::everything_comes_back(place.create(), &reopen);
}

#[test]
fn conformance_overrides() {
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::decisions::overrides(place.create(), &reopen);
    suite::records::genes_are_taken_back(Place::new().create());
}

#[test]
fn conformance_plans() {
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::plans::plans_are_kept(place.create(), &reopen);
}

#[test]
fn conformance_strategies() {
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::strategies::books_are_kept(place.create(), &reopen);
}

#[test]
fn conformance_models_and_answers() {
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::answers::models_are_kept(place.create(), &reopen);
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::answers::answers_are_kept(place.create(), &reopen);
}

#[test]
fn conformance_corrections() {
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::decisions::corrections(place.create(), &reopen);
}

#[test]
fn conformance_duplicates_conflicts_and_take_back() {
    suite::imports::duplicates_and_take_back(Place::new().create());
    suite::records::values_that_were_not_recorded(Place::new().create());
    suite::imports::conflicts(Place::new().create());
    suite::imports::rehearsals(Place::new().create());
    suite::imports::patients_are_superseded_and_restored(Place::new().create());
}

#[test]
fn conformance_the_rest() {
    suite::imports::compaction(Place::new().create());
    suite::imports::content_is_restored(Place::new().create());
    suite::imports::what_was_built_on_stays(Place::new().create());
    suite::imports::unfinished_imports_leave_nothing(Place::new().create());
    suite::lists::the_rest(Place::new().create());
}

#[test]
fn conformance_persons() {
    let place = Place::new();
    let reopen = |store: Arc<dyn Store>| -> Arc<dyn Store> {
        drop(store);
        place.open().expect("opens").store
    };
    suite::persons::merges_are_shown_and_undone(place.create(), &reopen);
    suite::persons::merges_outlive_imports(Place::new().create());
    suite::persons::merged_patients_keep_their_import(Place::new().create());
    suite::persons::merged_values_are_corrected(Place::new().create());
    suite::persons::pairs_are_kept_apart(Place::new().create());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(12))]
    #[test]
    fn conformance_merges_leave_no_trace(events in suite::persons::events()) {
        let (place, plain) = (Place::new(), Place::new());
        suite::persons::merges_leave_no_trace(place.create(), plain.create(), &events);
    }
}

#[test]
fn a_store_without_merges_is_brought_forward_and_can_be_read_as_it_is() {
    use super::connection::{Access, FileKind, open as connect};
    let place = Place::new();
    filled(&place);
    let key = super::header::read(&place.folder()).expect("reads").open(&word("open")).expect("opens");
    let path = place.folder().join("store.db");
    let file = connect(&path, FileKind::Store, &key, Access::Write).expect("opens");
    let older = "DROP TABLE ward_note; DROP TABLE consent; DROP TABLE deletion; DROP TABLE strategy_book; DROP TABLE withdrawal; DROP TABLE diagnosis_model; DROP TABLE diagnosis_answer; DROP TABLE treatment_options; DROP TABLE plan; DROP TABLE alert_override; DROP TABLE decision; DROP TABLE merge; DROP TABLE kept_apart; PRAGMA user_version = 3;";
    file.execute_batch(older).expect("made old");
    assert!(super::snapshot::Snapshot::load(&file).expect("reads").merges.is_empty());
    assert_eq!(super::persons::kept_apart(&file).expect("reads"), []);
    drop(file);
    let store = place.open().expect("opens").store;
    let pair = grant(Action::MergePatients, Scope::Store);
    store.merge(&pair, PatientId(1), PatientId(0)).expect("merges");
    assert_eq!(summary(&*store)[0].present[..3], [true, false, true]);
}

fn filled(place: &Place) {
    let store = place.create();
    let rows = (0..300).map(|number| patient(&format!("W{number}"), "Wangxiaoming", number + 2)).collect();
    import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    let values: Vec<_> = (0..300).map(|number| (number, i64::from(number), 100, number + 2)).collect();
    import_glucose(&*store, &values);
}

#[test]
fn nothing_is_readable_on_disk() {
    let place = Place::new();
    filled(&place);
    for entry in std::fs::read_dir(place.folder()).expect("reads") {
        let bytes = std::fs::read(entry.expect("entry").path()).expect("reads");
        for secret in ["Wangxiaoming", "2339-0", "W250", "SQLite format", "王小明"] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
        }
    }
}

#[test]
fn each_bad_input_has_its_own_error() {
    let place = Place::new();
    assert!(matches!(place.open(), Err(StoreError::Gone { .. })));
    filled(&place);
    let taken = create(&place.folder(), spec(), &grant(Action::CreateStore, Scope::Store), &place.state());
    assert!(matches!(taken, Err(StoreError::AlreadyThere { .. })));
    assert_eq!(peek(&place.folder()).expect("reads"), "Ward 7");
    let wrong = open(&place.folder(), &word("shut"), &opening(), &place.state(), NOW);
    assert!(matches!(wrong, Err(StoreError::WrongPassphrase)));
    let foreign = place.parent.path().join("foreign");
    std::fs::create_dir(&foreign).expect("made");
    assert!(matches!(peek(&foreign), Err(StoreError::NotAStore { .. })));
    std::fs::write(foreign.join("header.json"), "{\"name\": 1}").expect("written");
    assert!(matches!(peek(&foreign), Err(StoreError::NotAStore { .. })));
    let header = place.folder().join("header.json");
    let text = std::fs::read(&header).expect("reads");
    std::fs::write(&header, &text[..text.len() / 2]).expect("written");
    assert!(matches!(place.open(), Err(StoreError::Damaged { .. })));
    std::fs::remove_file(&header).expect("removed");
    assert!(matches!(place.open(), Err(StoreError::Damaged { .. })));
}

/// Opens, reads everything, and says what went wrong first; the texts of all reads where nothing did.
fn read_all(place: &Place) -> Result<String, StoreError> {
    let store = place.open()?.store;
    let mut text = format!("{:?} {:?}", store.receipts()?, store.books());
    let mut take = |chunk| {
        text += &format!("{chunk:?}");
        Ok(())
    };
    store.summary(&mut take)?;
    for number in (0..300).step_by(50) {
        let twin = store.open_twin(&grant(Action::OpenPatient, Scope::Store), PatientId(number))?;
        text += &format!("{twin:?}");
    }
    Ok(text)
}

#[test]
fn a_changed_byte_gives_an_error_and_never_a_wrong_value() {
    let place = Place::new();
    filled(&place);
    let sound = read_all(&place).expect("sound");
    let file = place.folder().join("store.db");
    let bytes = std::fs::read(&file).expect("reads");
    let mut noticed = 0;
    let positions = (0..200).map(|step| step * bytes.len() / 200 + step % 7);
    for position in positions {
        let mut changed = bytes.clone();
        changed[position] ^= 0x10;
        std::fs::write(&file, changed).expect("written");
        match read_all(&place) {
            Ok(text) => assert_eq!(text, sound, "byte {position}"),
            Err(StoreError::Damaged { .. }) => noticed += 1,
            Err(other) => panic!("byte {position}: {other}"),
        }
    }
    assert!(noticed > 50, "{noticed}");
    for length in [0, 100, bytes.len() / 3, bytes.len() - 1] {
        std::fs::write(&file, &bytes[..length]).expect("written");
        match read_all(&place) {
            Ok(text) => assert_eq!(text, sound, "length {length}"),
            Err(StoreError::Damaged { .. }) => {}
            Err(other) => panic!("length {length}: {other}"),
        }
    }
    std::fs::write(&file, &bytes).expect("written");
    assert_eq!(read_all(&place).expect("sound again"), sound);
}

#[test]
fn one_writes_and_the_other_follows() {
    let place = Place::new();
    let writer = place.create();
    let reader = place.open().expect("opens").store;
    let Writing::Elsewhere { writer: who } = reader.info().writing else { panic!("two writers") };
    assert!(who.contains('@') && who.contains("2023-11-14"), "{who}");
    let refused = reader.begin_import(&grant(Action::ImportFile, Scope::Store), draft("patients")).map(|_| ());
    assert!(matches!(refused, Err(StoreError::WriterElsewhere { .. })));
    let before = reader.revision().expect("reads");
    import(&*writer, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    import_glucose(&*writer, &[(0, 0, 100, 2)]);
    assert!(reader.revision().expect("reads") > before);
    assert_eq!(reader.books(), writer.books());
    assert_eq!(twin(&*reader, 0), twin(&*writer, 0));
    let entries = writer.journal_entries(0, 100).expect("reads");
    assert_eq!(entries.iter().filter(|entry| entry.action == Action::OpenPatient).count(), 2);
    drop(writer);
    drop(reader);
    assert_eq!(place.open().expect("opens").store.info().writing, Writing::Here);
}

#[test]
fn a_reader_becomes_the_writer_once_the_writer_has_left() {
    let place = Place::new();
    let writer = place.create();
    let reader = place.open().expect("opens").store;
    let taking = grant(Action::OpenForWriting, Scope::Store);
    let Err(StoreError::WriterElsewhere { writer: who }) = reader.take_over_writing(&taking) else { panic!() };
    assert!(who.contains('@'), "{who}");
    import(&*writer, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    // Words that the other process gave numbers to since this one opened the store.
    import_glucose(&*writer, &[(0, 0, 100, 2)]);
    drop(writer);
    reader.take_over_writing(&taking).expect("nobody else writes");
    assert_eq!(reader.info().writing, Writing::Here);
    suite::import_coded(&*reader, "8480-6", "mm[Hg]", &[(0, 60, 120, 2)]);
    let books = reader.books();
    let mut codes: Vec<(String, String)> = twin(&*reader, 0)
        .observations
        .iter()
        .map(|one| (books.of(BookKind::Code).word(one.code).to_owned(), one.value.to_string()))
        .collect();
    codes.sort();
    assert_eq!(codes, [("2339-0".to_owned(), "100".to_owned()), ("8480-6".to_owned(), "120".to_owned())]);
    import(&*reader, "patients", vec![RecordBatch::Patients(vec![patient("W1", "Li", 2)])]);
    let other = place.open().expect("opens").store;
    assert!(matches!(other.info().writing, Writing::Elsewhere { .. }));
    let entries = other.journal_entries(0, 100).expect("reads");
    assert_eq!(entries.iter().filter(|entry| entry.action == Action::OpenForWriting).count(), 1);
    assert_eq!(summary(&*other)[0].identifiers.len(), 2);
    drop((reader, other));
    assert_eq!(place.open().expect("opens").store.info().writing, Writing::Here);
}

#[test]
fn a_reader_sees_the_old_state_or_the_new() {
    let place = Place::new();
    let store = place.create();
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            (0..20i64).for_each(|step| {
                import_glucose(&*store, &[(0, step * 60, 100, 2), (0, step * 60 + 1, 101, 3)]);
            });
        });
        while !writing.is_finished() {
            assert_eq!(summary(&*store)[0].observation_counts[0] % 2, 0);
            assert_eq!(twin(&*store, 0).observations.len() % 2, 0);
        }
    });
    assert_eq!(summary(&*store)[0].observation_counts, [40]);
}

#[test]
fn an_import_beyond_its_budget_spills_and_is_the_same() {
    let (plain, small) = (Place::new(), Place::new());
    let rows = || RecordBatch::Patients((0..5000).map(|n| patient(&format!("W{n}"), "Wang", n + 2)).collect());
    let values: Vec<_> = (0..100_000u32).map(|n| (n * 7 % 5000, i64::from(n), i64::from(n % 50), n + 2)).collect();
    let (whole, mut spilling) = (plain.create(), small.create());
    let core = Arc::get_mut(&mut spilling).and_then(|store| Arc::get_mut(&mut store.core)).expect("only one");
    core.import_budget = 100_000;
    for store in [&whole, &spilling] {
        import(&**store, "patients", vec![rows()]);
        import_glucose(&**store, &values);
    }
    assert_eq!(format!("{:?}", summary(&*whole)), format!("{:?}", summary(&*spilling)));
    assert_eq!(twin(&*whole, 4999), twin(&*spilling, 4999));
    assert!(!small.folder().join("import.spill").exists());
    assert_eq!(spilling.check(&Progress::default()).expect("reads"), Vec::<String>::new());
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("reads") {
        let path = entry.expect("entry").path();
        std::fs::copy(&path, to.join(path.file_name().expect("name"))).expect("copied");
    }
}

#[test]
fn rows_of_one_file_that_contradict_each_other_are_listed() {
    let place = Place::new();
    let store = place.create();
    let rows = vec![patient("W0", "Wang", 2), patient("W0", "Li", 3), patient("W0", "Li", 4)];
    let receipt = import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    let counts = receipt.counts;
    assert_eq!((counts.added, counts.updated, counts.duplicates, counts.flagged), (1, 1, 1, 1));
    let rejects = store.rejects(receipt.import, 0, 10).expect("reads");
    let listed: Vec<_> = rejects.iter().map(|reject| (reject.place.line, reject.rule, reject.raw.as_str())).collect();
    assert_eq!(listed, [(3, Rule::Conflict, "W0"), (4, Rule::Duplicate, "W0")]);
    assert_eq!(twin(&*store, 0).rows[0].record.family_name.as_deref(), Some("Li"));
    let later = import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Chen", 2)])]);
    assert_eq!((later.counts.updated, later.counts.flagged), (1, 0), "a later file is a change");
}

#[test]
fn a_throw_away_store_goes_and_so_do_abandoned_ones() {
    let parent = tempfile::tempdir().expect("folder");
    let make = || {
        let grant = grant(Action::CreateStore, Scope::Store);
        create_throw_away(parent.path(), spec(), &grant).expect("created")
    };
    let count = || {
        let entries = std::fs::read_dir(parent.path()).expect("reads").flatten();
        entries.filter(|entry| entry.file_name().to_string_lossy().contains("throw-away")).count()
    };
    let (store, folder) = make();
    let (other_store, other_folder) = make();
    assert_eq!(count(), 2);
    drop(store);
    let again = open(folder.path(), &word("open"), &opening(), &parent.path().join("state"), NOW);
    assert!(again.is_ok());
    drop(again);
    drop(folder);
    assert_eq!(count(), 1);
    // What a process that was killed leaves behind: a lock file that nobody holds.
    let abandoned = parent.path().join("throw-away-00.wardtwin");
    std::fs::create_dir(&abandoned).expect("made");
    std::fs::write(abandoned.join("in-use.lock"), "").expect("written");
    drop(other_store);
    let third = make();
    assert!(!abandoned.exists());
    assert_eq!(count(), 2, "a locked demo keeps its folder while another starts");
    drop((third, other_folder));
    assert_eq!(count(), 0);
}

#[test]
fn a_store_that_vanished_says_so() {
    let place = Place::new();
    let store = place.create();
    std::fs::remove_dir_all(place.folder()).expect("removed");
    let refused = store.begin_import(&grant(Action::ImportFile, Scope::Store), draft("patients")).map(|_| ());
    assert!(matches!(refused, Err(StoreError::Gone { .. })));
}

// Elsewhere the system does not let go of a folder with open files.
#[cfg(unix)]
#[test]
fn what_cannot_be_journalled_is_not_opened() {
    let place = Place::new();
    filled(&place);
    let store = place.open().expect("opens").store;
    let person = || store.open_twin(&grant(Action::OpenPatient, Scope::Store), PatientId(0)).map(|_| ());
    person().expect("there");
    let kept = place.parent.path().join("kept");
    copy(&place.folder(), &kept);
    std::fs::remove_dir_all(place.folder()).expect("removed");
    assert!(matches!(person(), Err(StoreError::Gone { .. })));
    assert!(matches!(store.journal(&opening()), Err(StoreError::Gone { .. })));
    // Another file under the same name is not the one that the entries would go to.
    copy(&kept, &place.folder());
    assert!(matches!(person(), Err(StoreError::Gone { .. })));
}

#[test]
fn a_closed_store_can_be_read_where_nothing_can_be_written() {
    use super::connection::{Access, FileKind, open as connect};
    let place = Place::new();
    filled(&place);
    let files: Vec<String> = std::fs::read_dir(place.folder())
        .expect("reads")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with("-wal") || name.ends_with("-shm"))
        .collect();
    assert_eq!(files, Vec::<String>::new());
    let key = super::header::read(&place.folder()).expect("reads").open(&word("open")).expect("opens");
    let file = connect(&place.folder().join("store.db"), FileKind::Store, &key, Access::Frozen).expect("opens");
    assert_eq!(super::snapshot::Snapshot::load(&file).expect("reads").patients, 300);
    assert!(file.execute("DELETE FROM summary", []).is_err());
    let journal = super::journal::Journal::open(&place.folder(), &key, Access::Frozen).expect("opens");
    assert_eq!(journal.write(|number| JournalEntry::of_grant(number, &opening())).expect("kept in memory"), (4, None));
    assert_eq!(journal.entries(0, 2).expect("reads").iter().map(|entry| entry.number).collect::<Vec<_>>(), [4, 3]);
    assert!(journal.is_in_memory());
}

/// Takes away what versions 3 to 13 brought.
const BACK_TO_VERSION_2: &str =
    "DROP TABLE ward_note; DROP TABLE consent; DROP TABLE deletion; DROP TABLE strategy_book; DROP TABLE withdrawal; DROP TABLE alert_override; DROP TABLE decision; DROP TABLE merge; DROP TABLE kept_apart; DROP TABLE read_aspect;
    DROP TABLE correction; DROP TABLE profile; DROP TABLE plan; DROP TABLE diagnosis_model;
    DROP TABLE diagnosis_answer; DROP TABLE treatment_options; ALTER TABLE import DROP COLUMN mapping;
    ALTER TABLE import DROP COLUMN profile; PRAGMA user_version = 2;";

/// A reader meets the file of an older program; once this one writes, what it kept is still there.
#[test]
fn a_store_of_an_older_version_is_read_and_brought_forward() {
    let place = Place::new();
    let store = place.create();
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    store
        .core
        .write(NOW, |transaction, _| transaction.execute_batch(BACK_TO_VERSION_2).map_err(super::failure::system))
        .expect("older");
    let found = store.receipts().expect("readable");
    assert_eq!((found[0].counts.added, &found[0].reading), (1, &FileReading::default()));
    assert_eq!(store.profiles().expect("readable"), []);
    drop(store);
    let store = place.open().expect("opens").store;
    assert_eq!(store.receipts().expect("readable"), found);
    let saving = grant(Action::SaveProfile, Scope::Text { text: "Lab".into() });
    store.save_profile(&saving, "Lab", "text").expect("saved");
}
