//! Accounts, second factors and what is left on the disk, as somebody at the window meets them.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wardtwin::app::demo;
use wardtwin::domain::access::{Action, Grant, Scope};
use wardtwin::io::store::Store as _;
use wardtwin::io::store::sqlite::{self, Credential, SignIn};
use wardtwin::io::vault::Passphrase;

use super::person::{PASSPHRASE, Person};
use super::planted::{encodings, files_below, plants};

const HANDED_OUT: &str = "nine herons on a wall";
const OWN: &str = "seven sparrows under a roof";

fn signs_in(person: &mut Person, account: &str, passphrase: &str) {
    if !person.sees("Account") {
        // Which account is asked for once the store turned out to have several.
        person.types("Passphrase", passphrase).presses("Open the store");
    }
    person.replaces("Account", account).types("Passphrase", passphrase).presses("Open the store");
}

/// Into a field whose name a heading has too.
fn types_into(person: &mut Person, field: &str, text: &str) {
    person.window.get_by_role_and_label(Role::TextInput, field).focus();
    person.window.run();
    person.window.get_by_role_and_label(Role::TextInput, field).type_text(text);
    person.waits();
}

#[test]
fn a_passphrase_that_was_handed_out_is_changed_first_and_a_key_file_is_made_in_the_window() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("patients.csv", "patient_id,family_name\nW1,Wang\n");
    person.imports(&patients).presses("Done").presses("Trust");
    person.types("Name", "Lee").types("New passphrase", HANDED_OUT);
    person.types("Passphrase, once more", HANDED_OUT).presses("All wards").presses("Add account").must_see("Lee");
    person.keys(Modifiers::COMMAND, Key::L).presses("Close the store").presses("Ward 3");
    signs_in(&mut person, "Lee", HANDED_OUT);
    person.must_see("Choose your own passphrase").must_not_see("Patients").must_not_see("Wang");
    // Not to itself, and nothing else opens.
    for (new, seen) in [(HANDED_OUT, "the one that was handed out"), (OWN, "Home")] {
        person.types("Present passphrase", HANDED_OUT).types("New passphrase", new);
        person.types("Passphrase, once more", new).presses("Change passphrase").must_see(seen);
    }
    let file = person.folder.path().join("lee.key");
    person.presses("Settings").presses("Second factor").presses("Make a key file");
    person.types("Path of the key file", &file.to_string_lossy());
    person.types("Present passphrase", OWN).types("New passphrase", PASSPHRASE);
    person.types("Passphrase, once more", PASSPHRASE).presses("Change passphrase").must_see("Needed now");
    assert_eq!(std::fs::metadata(&file).expect("made").len(), 64);
    person.keys(Modifiers::COMMAND, Key::L).presses("Close the store").presses("Ward 3");
    signs_in(&mut person, "Lee", PASSPHRASE);
    person.must_see("needs its key file").types("Key file", &file.to_string_lossy());
    person.types("Passphrase", PASSPHRASE).presses("Open the store").must_see("Settings").must_not_see("key file");
}

#[test]
fn two_hundred_planted_words_are_on_no_disk_after_a_day_at_the_window() {
    let plants = plants(&[PASSPHRASE, "correct horse batterz"]);
    let mut person = Person::starts();
    person.creates_a_store();
    let people = plants[..198].chunks(3).enumerate().map(|(n, words)| {
        let at = |index: usize| words.get(index).cloned().unwrap_or_default();
        format!("{},{},{},{},{}-01-01\n", at(0), at(1), at(2), ["female", "male"][n % 2], 1940 + n)
    });
    let people: String = people.collect();
    // The last row is refused: refused cells are kept too.
    let refused = format!("{},{},,female,a day\n", plants[5], plants[6]);
    let heading = "patient_id,family_name,given_name,sex,birth_date\n";
    let people = person.writes("people.csv", &format!("{heading}{people}{refused}"));
    person.imports(&people).presses("Show the receipt").presses("Patients");
    person.types("Search patients", &plants[1]).keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person.must_see("Problem list");
    for panel in [
        "Ward",
        "Genes & risk",
        "Diagnosis",
        "Schedule",
        "Staff",
        "Resources",
        "Feeds",
        "Imports",
        "Cleaning",
        "Journal",
        "Trust",
        "Broken glasses",
        "Backups and key",
        "Past their time",
        "Without identity",
        "Settings",
        "Home",
    ] {
        person.presses(panel);
    }
    person.presses("Journal").types("Who saw this patient", &plants[0]).presses("Show").must_see("Open");
    person.presses("Trust").presses("Backups and key").must_see("Backups");
    person.keys(Modifiers::COMMAND, Key::K).keys(Modifiers::NONE, Key::Escape);
    person.keys(Modifiers::COMMAND, Key::L).types("Passphrase", "correct horse batterz").presses("Unlock");
    person.must_see("does not open").types("Passphrase", PASSPHRASE).presses("Unlock").presses("Patients");
    person.keys(Modifiers::COMMAND, Key::L).presses("Close the store");
    let mut files = Vec::new();
    files_below(person.folder.path(), &mut files);
    let mut looked_at = 0;
    for file in files.iter().filter(|file| **file != people) {
        let bytes = std::fs::read(file).expect("reads");
        looked_at += bytes.len();
        for plant in &plants {
            for encoded in encodings(plant) {
                let found = memchr::memmem::find(&bytes, &encoded);
                assert!(found.is_none(), "{plant} in {}", file.display());
            }
        }
    }
    println!("{} files, {looked_at} bytes: none of {} words", files.len() - 1, plants.len());
    assert!(looked_at > 100_000, "{looked_at}");
}

#[test]
fn records_past_their_time_go_after_one_question_and_do_not_come_back() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("patients.csv", "patient_id,family_name\nW1,Alt\nW2,Neu\nW3,Jung\n");
    person.imports(&patients).presses("Done");
    let heading = "patient_id,code,time,value,unit\n";
    let values = "W1,2823-3,2010-09-29T08:00,4.0,mmol/L\nW2,2823-3,2026-09-29T08:00,4.1,mmol/L\n";
    let values = person.writes("values.csv", &format!("{heading}{values}W3,2823-3,2009-09-29T08:00,4.1,mmol/L\n"));
    person.imports(&values).presses("Done");
    // A stay or a diagnosis of last year counts as well as a value.
    let stays = person.writes("stays.csv", "patient_id,ward,admitted,discharged\nW3,ICU,2025-09-01,2025-09-03\n");
    person.imports(&stays).presses("Done").presses("Trust").presses("Past their time").presses("List them");
    person.must_see("1 patient is past 10 years").must_see("ALT").must_not_see("NEU").must_not_see("JUNG");
    person.presses("Delete this patient").types("Reason, for the journal and the certificates", "kept for ten years");
    person.presses("Delete for good").presses("Patients");
    person.must_see("2 of 2 patients").must_not_see("ALT");
    person.presses("Imports").imports(&patients).presses("Show the receipt");
    person.must_see("This patient was deleted from the store");
}

#[test]
fn a_broken_glass_outlives_the_lock() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("patients.csv", "patient_id,family_name\nW1,Wang\n");
    person.imports(&patients).presses("Done");
    let stays = person.writes("stays.csv", "patient_id,ward,admitted\nW1,Ward 2,2026-09-01\n");
    person.imports(&stays).presses("Done").presses("Trust").types("Name", "Lee");
    types_into(&mut person, "Wards", "ICU");
    // A slip of the hand would reach nobody: it is asked about.
    person.must_see("No stay of the store knows the ward ICU").presses("It is a new ward; take it");
    person.types("New passphrase", HANDED_OUT).types("Passphrase, once more", HANDED_OUT).presses("Add account");
    person.keys(Modifiers::COMMAND, Key::L).presses("Close the store").presses("Ward 3");
    signs_in(&mut person, "Lee", HANDED_OUT);
    person.types("Present passphrase", HANDED_OUT).types("New passphrase", OWN);
    person.types("Passphrase, once more", OWN).presses("Change passphrase");
    person.presses("Patients").presses("Record outside my wards").types("Patient's identifier", "W1");
    person.types("Passphrase", OWN).presses("Break the glass").must_see("Outside your wards");
    person.keys(Modifiers::COMMAND, Key::L).must_not_see("WANG").types("Passphrase", OWN).presses("Unlock");
    person.must_see("Outside your wards, opened by breaking the glass").must_see("WANG");
}

#[test]
fn a_table_without_identity_is_looked_at_before_it_binds_anybody() {
    let mut person = Person::starts();
    person.creates_a_store();
    let people: String = (0..60).map(|n| format!("W{n},{},19{}-03-01\n", ["female", "male"][n % 2], 40 + n)).collect();
    let people = person.writes("people.csv", &format!("patient_id,sex,birth_date\n{people}"));
    person.imports(&people).presses("Done").presses("Trust").presses("Without identity");
    person.presses("See what it would cost").must_see("What this table would cost").must_see("Age: under 65, or not");
    person.must_see("No table was made before").presses("Genes").presses("See what it would cost");
    person.must_see("No table was made before");
    let out = person.folder.path().join("bare.csv");
    *person.dialogs.save_as.lock().expect("no test panics while holding it") = Some(out.clone());
    person.presses("Save the table").must_see("What the last table cost");
    assert!(std::fs::read_to_string(&out).expect("written").lines().count() > 50);
    person.presses("Sex").presses("See what it would cost").must_see("A table was made before by other choices");
    // The owner may, with a reason.
    *person.dialogs.save_as.lock().expect("no test panics while holding it") = Some(out.with_extension("2.csv"));
    person.types("Reason for another table than before", "agreed by the board").presses("Save the table");
    assert!(out.with_extension("2.csv").exists());
    person.presses("Journal").must_see("agreed by the board").must_see("a rehearsal: no table was written");
}

/// The store that a person made, opened beside the window.
fn beside(person: &Person, key: Credential<'_>) -> std::sync::Arc<sqlite::SqliteStore> {
    let folder = person.folder.path().join("stores/Ward 3.wardtwin");
    let name = sqlite::accounts_of(&folder).expect("reads").remove(0);
    let who = SignIn { account: Some(&name), key };
    sqlite::sign_in(&folder, who, &person.folder.path().join("elsewhere"), demo::starts_utc_secs())
        .expect("opens")
        .store
}

#[test]
fn a_window_that_writes_locks_when_who_keeps_the_accounts_asks_it_to() {
    let mut person = Person::starts();
    person.creates_a_store();
    let word = Passphrase::new(PASSPHRASE.to_owned());
    let other = beside(&person, Credential::Passphrase(&word));
    let ask = |action| Grant::ask(other.actor(), action, Scope::Store, demo::starts_utc_secs()).expect("the owner may");
    assert!(other.take_over_writing(&ask(Action::OpenForWriting)).is_err(), "the window writes");
    other.journal(&ask(Action::AskWriterToLock)).expect("asked");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !person.sees("asked this window to lock") {
        assert!(std::time::Instant::now() < until, "not locked: {:?}", person.labels());
        person.waits();
    }
    person.must_see("Unlock");
    let taken = || other.take_over_writing(&ask(Action::OpenForWriting)).is_ok();
    assert!((0..100).any(|_| taken() || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        false
    }));
}

#[test]
fn an_owner_who_was_recovered_is_told_and_chooses_another_passphrase() {
    let mut person = Person::starts();
    person.creates_a_store().keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::W);
    let word = Passphrase::new(PASSPHRASE.to_owned());
    let key = {
        let store = beside(&person, Credential::Passphrase(&word));
        let asked = Grant::ask(store.actor(), Action::IssueRecoveryKey, Scope::Store, demo::starts_utc_secs());
        store.issue_recovery_key(&asked.expect("the owner may")).expect("issued")
    };
    {
        let store = beside(&person, Credential::Recovery(&key));
        let account =
            sqlite::accounts_of(&person.folder.path().join("stores/Ward 3.wardtwin")).expect("reads").remove(0);
        let asked = Grant::ask(store.actor(), Action::RecoverAccount, Scope::Store, demo::starts_utc_secs());
        let new = Passphrase::new(HANDED_OUT.to_owned());
        store.change_passphrase(&asked.expect("by the key"), &account, &new).expect("changed");
    }
    person.presses("Ward 3").types("Passphrase", HANDED_OUT).presses("Open the store");
    person.must_see("Choose your own passphrase").must_not_see("recovery key gave");
    person.types("Present passphrase", HANDED_OUT).types("New passphrase", OWN);
    person.types("Passphrase, once more", OWN).presses("Change passphrase");
    person.must_see("somebody with the recovery key gave").presses("Journal").must_see("by recovery key");
}
