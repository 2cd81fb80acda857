//! Drives the real application by accessible names: what a person sees and presses is what these tests see and press.

#[path = "behaviour/article.rs"]
mod article;
#[path = "behaviour/cleaning.rs"]
mod cleaning;
#[path = "behaviour/diagnosis.rs"]
mod diagnosis;
#[path = "behaviour/diagnosis_store.rs"]
mod diagnosis_store;
#[path = "behaviour/genes.rs"]
mod genes;
#[path = "behaviour/impatience.rs"]
mod impatience;
#[path = "behaviour/living.rs"]
mod living;
#[path = "behaviour/memory.rs"]
mod memory;
#[path = "behaviour/person.rs"]
mod person;
#[path = "behaviour/plan.rs"]
mod plan;
#[path = "support/planted.rs"]
mod planted;
#[path = "behaviour/risk.rs"]
mod risk;
#[path = "behaviour/schedule.rs"]
mod schedule;
#[path = "behaviour/staff.rs"]
mod staff;
mod support;
#[path = "behaviour/trust.rs"]
mod trust;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::accesskit::Toggled;
use eframe::egui::{DroppedFile, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wardtwin::app::command::Command;
use wardtwin::app::demo;
use wardtwin::app::door::actor;
use wardtwin::app::import::ImportCommand;
use wardtwin::app::list::ListCommand;
use wardtwin::app::list::columns::Column;
use wardtwin::app::message::Message;
use wardtwin::app::session::SessionCommand;
use wardtwin::domain::access::{Action, Grant, Scope};
use wardtwin::io::folders::Folders;
use wardtwin::io::store::sqlite;
use wardtwin::io::vault::Passphrase;

use person::{PASSPHRASE, Person};

#[test]
fn the_demo_opens_and_says_that_it_is_synthetic() {
    let mut person = Person::starts();
    person.must_see("Welcome to Wardtwin").opens_the_demo();
    person.must_see("Demo data").must_see("Data quality of the store");
}

#[test]
fn a_store_is_made_filled_locked_and_found_again_after_a_restart() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes(
        "patients.csv",
        "patient_id,family_name,given_name,chinese_name,sex,birth_date\nW1,Wang,Wei,王伟,M,1951-03-04\nW2,Müller,Zoë,,F,1980-01-01\n",
    );
    person.imports(&patients).must_see("Every row was imported").presses("Done");
    let observations = person.writes(
        "observations.csv",
        "patient_id,code,time,value,unit\nW1,8480-6,2026-09-30T08:00,142,mm[Hg]\nW1,8480-6,2026-09-31T08:00,150,mm[Hg]\nW9,8480-6,2026-09-30T08:00,120,mm[Hg]\nW2,4548-4,2026-09-30,high,%\n",
    );
    person.imports(&observations).must_see("3 rows refused").presses("Show the receipt");
    person.must_see("This patient is not in the store").must_see("Text where a number is needed");

    person.keys(Modifiers::COMMAND, Key::L).must_see("Locked").must_not_see("observations.csv");
    person.types("Passphrase", "not the right one").presses("Unlock");
    person.must_see("The passphrase does not open this store");
    person.types("Passphrase", PASSPHRASE).presses("Unlock");
    assert!(!person.sees("Locked"));

    let mut person = Person::starts_in(person.folder);
    person.must_see("Ward 3").presses("Ward 3");
    person.types("Passphrase", PASSPHRASE).presses("Open the store").presses("Home");
    person.must_see("3 rows refused").must_see("Observations, a row each");
}

#[test]
fn a_patient_is_found_by_pinyin_and_a_value_leads_to_its_cell() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Patients").must_see("300 of 300 patients");
    person.types("Search patients", "zhengyurong").must_see("1 of 300 patients").must_see("pinyin");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person.must_see("ZHENG, Yurong").must_see("No known allergies").must_see("Problem list");
    person.presses_what_begins_with("Creatinine").must_see("Where this value comes from");
    person.must_see("observations.csv").must_see("Raw text");
    person.keys(Modifiers::NONE, Key::Escape).must_not_see("Where this value comes from");
    person.keys(Modifiers::COMMAND, Key::W).must_see("1 of 300 patients");
}

#[test]
fn an_open_twin_follows_the_store_and_not_recorded_is_not_not_tested() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("patients.csv", "patient_id,family_name\nW1,Wang\n");
    person.imports(&patients).presses("Done");
    let heading = "patient_id,code,time,value,unit\n";
    let first = person.writes("first.csv", &format!("{heading}W1,2823-3,2026-09-29T08:00,4.0,mmol/L\n"));
    person.imports(&first).presses("Done").presses("Patients");
    person.types("Search patients", "W1").keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person.must_see("Potassium: 4.0").must_see("Not tested: Systolic").must_not_see("Creatinine: ");
    let rows = "W1,2823-3,2026-09-30T07:00,4.6,mmol/L\nW1,2160-0,2026-09-30T07:00,,umol/L\n";
    let second = person.writes("second.csv", &format!("{heading}{rows}"));
    person.presses("Imports").imports(&second).presses("Done").presses("Patients");
    person.must_see("Potassium: 4.6").must_see("Creatinine: \u{2013} , Not recorded");
    person.presses_what_begins_with("Creatinine: ").must_see("(empty cell)").must_see("second.csv");
    person.keys(Modifiers::NONE, Key::Escape);
    let core = &mut person.window.state_mut().core;
    let import = core.state.imports.receipts.value().and_then(|all| all.first()).map(|receipt| receipt.import);
    core.apply(Command::Import(ImportCommand::TakeBack(import.expect("a receipt"))));
    person.waits();
    person.must_see("Potassium: 4.0").must_not_see("4.6").must_not_see("Creatinine: ");
}

#[test]
fn a_cohort_is_typed_counted_saved_and_undone() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Patients").presses("As text");
    person.types("Cohort in the filter language", "age >= 65 and condition ~ \"diabetes\"").presses("Apply");
    person.must_see("of 300 patients").must_not_see("300 of 300 patients").must_see("diabetes");
    person.keys(Modifiers::COMMAND, Key::Z).must_see("300 of 300 patients");
}

#[test]
fn two_twins_stand_side_by_side() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Patients").types("Search patients", "zheng");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person
        .presses("Compare with …")
        .types("Choose a second patient", "liyue")
        .presses("DING, Liyue · 丁丽月 · W000002");
    person.must_see("Difference").must_not_see("Patient: ZHENG");
    person.presses("End the comparison").must_see("Patient: ZHENG");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("patient W000002");
}

#[test]
fn a_person_registered_twice_is_reviewed_merged_and_unmerged() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes(
        "patients.csv",
        "patient_id,family_name,given_name,chinese_name,sex,birth_date\nW17,Wang,Xiaoming,,F,1951-03-04\nW92,,,王小明,F,1951-04-03\nW30,Müller,Zoë,,F,1980-01-01\n",
    );
    person.imports(&patients).presses("Done");
    let observations = person.writes(
        "observations.csv",
        "patient_id,code,time,value,unit\nW17,8480-6,2026-09-30T08:00,142,mm[Hg]\nW92,8480-6,2026-09-29T08:00,150,mm[Hg]\n",
    );
    person.imports(&observations).presses("Done").presses("Home");
    person.must_see("1 pair is likely the same person").presses("Review").must_see("likely the same person");
    person.must_see("The Chinese name reads as the Latin one").must_see("Birth dates with day and month swapped");
    person.must_see("differs").must_see("Nothing is deleted");

    person.presses("Same person: merge").must_see("W92 was merged into W17.").must_see("No pair waits for a decision");
    person.presses("Back to the patients").must_see("2 of 2 patients").must_see("+ W92");
    person.types("Search patients", "W92").must_see("1 of 2 patients").must_see("merged record");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person.must_see("ID W17, also W92").must_see("王小明").keys(Modifiers::COMMAND, Key::W);

    person.keys(Modifiers::COMMAND, Key::D).presses("Merged (1)").presses("Un-merge");
    person.must_see("W92 stands alone again").must_see("Nobody is merged").presses("To review (1)");
    person.keys(Modifiers::COMMAND, Key::Z).must_see("No pair waits for a decision");
    person.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z).must_see("To review (1)");
    person.presses("Two persons").must_see("W17 and W92 are two persons.").must_see("Two persons (1)");
    person.presses("Home").must_see("Nobody seems to be registered twice");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("Merge two patients").must_see("W92, W17");
}

#[test]
fn the_language_changes_at_once() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Settings").presses("简体中文");
    person.must_see("设置").must_not_see("Appearance");
    person.presses("English").must_see("Appearance");
}

#[test]
fn everything_is_reached_by_keyboard() {
    let mut person = Person::starts();
    person.opens_the_demo();
    person.keys(Modifiers::COMMAND, Key::K).must_see("Command palette");
    person.types("Command palette", "journal").keys(Modifiers::NONE, Key::Enter);
    person.must_see("Concerning").must_see("Import a file");
    person.keys(Modifiers::COMMAND, Key::L).must_see("This is the demo");
    person.types("Passphrase", "demo").keys(Modifiers::NONE, Key::Enter);
    person.must_see("Concerning");
}

/// What one search found must not hide what the next one finds, nor the line that Enter opens.
#[test]
fn the_palette_keeps_its_height_and_the_chosen_line_in_sight() {
    let mut person = Person::starts();
    person.opens_the_demo().keys(Modifiers::COMMAND, Key::K);
    person.types("Command palette", "zhengyurong").must_see("pinyin").must_see("born 23-Apr-1963 · W000178");
    person.replaces("Command palette", "no such thing").replaces("Command palette", "e");
    let below_field = |person: &Person| {
        let field = person.window.get_by_label("Command palette").rect();
        let chosen = person.window.root().children_recursive().find(|node| {
            let is_chosen = node.accesskit_node().toggled() == Some(Toggled::True);
            is_chosen && field.x_range().contains(node.rect().center().x)
        });
        chosen.map(|line| line.rect().bottom() - field.bottom())
    };
    let down = |person: &mut Person, times: u32| {
        for _ in 0..times {
            person.keys(Modifiers::NONE, Key::ArrowDown);
        }
    };
    let first = below_field(&person).expect("a line is chosen");
    down(&mut person, 8);
    let ninth = below_field(&person).expect("a line is chosen");
    assert!(ninth > first + 200.0, "the list is as high as before: {first}, {ninth}");
    down(&mut person, 30);
    let last = below_field(&person).expect("a line is chosen");
    assert!(last > first + 200.0 && last < 450.0, "in sight: {first}, {last}");
    person.replaces("Command palette", "a");
    assert_eq!(below_field(&person), Some(first));
}

#[test]
fn a_form_says_what_is_missing_within_the_window() {
    let mut person = Person::starts();
    person.types("Passphrase", PASSPHRASE).types("Passphrase, once more", PASSPHRASE).presses("Create the store");
    person.must_see("A store needs a name.").replaces("Time zone", "Mars");
    let error = person.window.get_by_label_contains("There is no time zone of this name").rect();
    let field = person.window.get_by_label("Time zone").rect();
    assert!(error.top() >= field.bottom() && error.right() <= field.right() + 1.0, "{error:?} below {field:?}");
}

#[test]
fn after_a_wrong_word_the_keyboard_is_back_in_the_field() {
    let mut person = Person::starts();
    person.creates_a_store().keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::W).presses("Ward 3");
    for _ in 0..2 {
        person.types("Passphrase", "not the right one").keys(Modifiers::NONE, Key::Enter);
        person.must_see("The passphrase does not open this store");
        assert_eq!(person.focused().as_deref(), Some("Passphrase"));
    }
    person.types("Passphrase", PASSPHRASE).keys(Modifiers::NONE, Key::Enter).presses("Patients").presses("As text");
    person.types("Cohort in the filter language", "age >= old").keys(Modifiers::NONE, Key::Enter);
    assert_eq!(person.focused().as_deref(), Some("Cohort in the filter language"));
}

#[test]
fn the_same_notice_stands_once() {
    let mut person = Person::starts();
    person.opens_the_demo();
    let state = &mut person.window.state_mut().core.state;
    let busy = || Message::new("export-busy");
    (0..3).for_each(|_| state.report(busy()));
    state.report(busy().with("name", "another"));
    assert_eq!(state.notices.len(), 2);
}

#[test]
fn escape_leaves_a_failed_import_and_a_receipt_says_that_it_was_taken_back() {
    let mut person = Person::starts();
    person.creates_a_store().presses("Imports");
    let empty = person.writes("empty.csv", "");
    person.types("Path of a file", &empty.to_string_lossy()).presses("Open").must_see("Back");
    person.keys(Modifiers::NONE, Key::Escape).must_see("Path of a file").must_not_see("Back");
    let patients = person.writes("patients.csv", "patient_id,family_name\nW1,Wang\n");
    person.imports(&patients).presses("Show the receipt").must_not_see("This import was taken back on");
    person.presses("Take back").presses_the_last("Take back").must_see("This import was taken back on");
}

#[test]
fn the_keyboard_goes_through_rail_main_area_and_status_bar() {
    let mut person = Person::starts();
    person.opens_the_demo();
    let mut met = Vec::new();
    while met.len() < 200 && met.last().is_none_or(|name: &String| !name.starts_with("Lock")) {
        person.window.key_press(Key::Tab);
        person.window.run();
        met.push(person.focused().unwrap_or_default());
    }
    let place = |name: &str| met.iter().position(|met| met.starts_with(name)).unwrap_or_else(|| panic!("{met:?}"));
    assert_eq!(place("Home"), 0, "{met:?}");
    assert!(place("Settings") < place("Browse the patients"), "{met:?}");
    assert!(place("Browse the patients") < place("Lock"), "{met:?}");
}

#[test]
fn a_list_is_exported_through_the_desktops_dialog_with_the_mark_of_synthetic_data() {
    let mut person = Person::starts();
    person.opens_the_demo();
    let path = person.folder.path().join("list.csv");
    *person.dialogs.save_as.lock().expect("free") = Some(path.clone());
    person.keys(Modifiers::COMMAND, Key::E).must_see("Saved: list.csv").must_not_see("Path of the new file");
    let text = std::fs::read_to_string(path).expect("the export");
    assert!(text.starts_with("# demo data"), "{}", text.lines().next().unwrap_or(""));
    assert_eq!(text.lines().count(), 302);
}

#[test]
fn without_a_dialog_a_list_is_exported_to_a_typed_path() {
    let mut person = Person::starts();
    person.opens_the_demo();
    let offered = person.folder.path().join("stores/patients.csv");
    std::fs::write(&offered, "older").expect("written");
    person.keys(Modifiers::COMMAND, Key::E).must_see("Save the patient list").must_see("No place was chosen there");
    person.keys(Modifiers::NONE, Key::Enter).must_see("There is a file named patients.csv already");
    assert_eq!(std::fs::read_to_string(&offered).expect("reads"), "older");
    person.presses("Replace it").must_see("Saved: patients.csv").must_not_see("Path of the new file");
    assert_eq!(std::fs::read_to_string(&offered).expect("the export").lines().count(), 302);

    person.keys(Modifiers::COMMAND, Key::E).replaces("Path of the new file", "no-such-folder/list.csv");
    person.presses("Save").must_see("There is no folder").must_see("Type the path of a folder that exists");
    person.replaces("Path of the new file", "mine.csv").presses("Save").must_see("Saved: mine.csv");
    assert!(person.folder.path().join("stores/mine.csv").exists());

    person.keys(Modifiers::COMMAND, Key::E).keys(Modifiers::NONE, Key::Escape).must_not_see("Path of the new file");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("patient list to mine.csv");
}

#[test]
fn good_news_goes_by_itself_and_bad_news_stays() {
    let mut person = Person::starts();
    person.opens_the_demo();
    *person.dialogs.save_as.lock().expect("free") = Some(person.folder.path().join("list.csv"));
    person.keys(Modifiers::COMMAND, Key::E).must_see("Saved: list.csv");
    let state = &mut person.window.state_mut().core.state;
    state.report(Message::new("export-busy"));
    // Steps of a quarter of a second.
    (0..40).for_each(|_| person.window.step());
    person.must_not_see("Saved: list.csv").must_see("Another export is still running");
    person.presses("Close").must_not_see("Another export is still running");
}

#[test]
fn a_lock_hides_at_once_and_is_journalled_though_the_program_ends_right_after() {
    let mut person = Person::starts();
    person.creates_a_store();
    let shell = person.window.state_mut();
    shell.core.apply(Command::Session(SessionCommand::Lock));
    assert!(shell.core.state.open().is_none());
    let Person { window, folder, .. } = person;
    drop(window);
    let mut person = Person::starts_in(folder);
    person.presses("Ward 3").types("Passphrase", PASSPHRASE).presses("Open the store");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("Lock the store");
}

#[test]
fn a_second_process_reads_and_writes_once_the_first_has_left() {
    let mut person = Person::starts();
    person.creates_a_store().keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::W);
    let (folders, passphrase) = (Folders::below(person.folder.path()), Passphrase::new(PASSPHRASE.to_owned()));
    let grant = Grant::ask(&actor(), Action::OpenStore, Scope::Store, demo::starts_utc_secs()).expect("may");
    let folder = folders.stores.join("Ward 3.wardtwin");
    let other = sqlite::open(&folder, &passphrase, &grant, &folders.state, demo::starts_utc_secs()).expect("opens");
    person.presses("Ward 3").types("Passphrase", PASSPHRASE).presses("Open the store").must_see("Read-only");
    person.presses("Open for writing").must_see("Somebody else is writing to this store").must_see("Read-only");
    person.presses("Close");
    drop(other);
    person.presses("Open for writing").must_see("now open for writing here").must_not_see("Read-only");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("Open the store for writing");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("reads") {
        let path = entry.expect("entry").path();
        std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
    }
}

#[test]
fn a_restored_backup_is_asked_about_accepted_and_journalled() {
    let mut person = Person::starts();
    person.creates_a_store().keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::W);
    let (store, backup) = (person.folder.path().join("stores/Ward 3.wardtwin"), person.folder.path().join("backup"));
    copy(&store, &backup);
    let open = |person: &mut Person| {
        person.presses("Ward 3").types("Passphrase", PASSPHRASE).presses("Open the store");
    };
    open(&mut person);
    let patients = person.writes("patients.csv", "patient_id,family_name\nW1,Wang\n");
    person.presses("Imports").imports(&patients).keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::W);
    std::fs::remove_dir_all(&store).expect("removed");
    copy(&backup, &store);
    open(&mut person);
    person.must_see("not in the newest state this computer saw");
    // Asked for once more, it is not a second program that would keep the first from writing.
    person.types("Passphrase", PASSPHRASE).presses("Open the store");
    person.types("Why it is used, for the journal", "the disk broke").presses_what_begins_with("I restored a backup");
    person
        .must_not_see("not in the newest state")
        .must_not_see("Read-only")
        .keys(Modifiers::COMMAND, Key::Num5)
        .must_see("Accept a restored backup");
}

/// What the windowing system hands over when a file is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the program reads the file itself".to_owned())
    }
}

#[test]
fn a_file_dropped_on_any_panel_is_looked_at() {
    let mut person = Person::starts();
    person.creates_a_store().presses("Settings");
    let path = person.writes("patients.csv", "patient_id,family_name\nW1,Wang\n");
    person.window.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    person.waits();
    person.must_see("patients.csv").must_see("Preview").presses("Import").must_see("Every row was imported");
}

#[test]
fn recorded_digits_reach_the_list_and_its_export() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("patients.csv", "patient_id,family_name\nW1,Wang\nW2,Li\n");
    person.imports(&patients).presses("Done");
    let text = "patient_id,code,time,value,unit\nW1,2339-0,2026-09-30T08:00,90,mg/dL\n\
                W1,2823-3,2026-09-30T08:00,4.0,mmol/L\nW2,2823-3,2026-08-20T08:00,4.25,mmol/L\n\
                W2,2339-0,2026-09-30T08:00,<90,mg/dL\n";
    let observations = person.writes("observations.csv", text);
    person.imports(&observations).must_see("Every row was imported").presses("Done");
    person.presses("Patients");
    let columns = ["identifier", "newest-potassium", "newest-glucose"];
    let columns = columns.iter().map(|id| Column::from_id(id).expect("a column")).collect();
    person.window.state_mut().core.apply(Command::List(ListCommand::SetColumns(columns)));
    person.waits();
    person.must_see("4.0").must_see("4.25").must_see("<5.0");
    person.must_see("4.25 42 days ago No reference range, Stale").must_not_see("yesterday No reference range, Stale");
    let path = person.folder.path().join("list.csv");
    *person.dialogs.save_as.lock().expect("free") = Some(path.clone());
    person.keys(Modifiers::COMMAND, Key::E);
    let text = std::fs::read_to_string(path).expect("the export");
    assert!(
        text.contains("W1,4.0,") && text.contains("W2,4.25,") && text.contains(",5.0,") && text.contains(",<5.0,"),
        "{text}"
    );
}

#[test]
fn questions_are_answered_and_a_refused_cell_is_put_right() {
    let mut person = Person::starts();
    let patients = person.writes("patients.csv", "patient_id,sex\nP1,F\nP2,M\n");
    let labs = person
        .writes("labs.csv", "patient_id;date;glucose\nP1;03/04/2026;5,4\nP2;05/06/2026;seven\nP2;05/06/2026;7,1\n");
    person.creates_a_store().presses("Imports").imports(&patients).presses("Done");
    person.types("Path of a file", &labs.to_string_lossy()).presses("Open");
    person.must_see("Day first or month first?").must_see("Which unit?").must_see("Answer the open questions");
    person.presses("It is as shown").must_not_see("Day first or month first?");
    person.presses("Unit of Glucose").presses_what_begins_with("mmol/L · fits 100 %");
    person.must_see("Added 2").must_see("Refused 1");
    person
        .presses_what_begins_with("3, 3 · glucose, seven")
        .replaces("Line 3, 3 · glucose", "7,0")
        .presses("Put right");
    person.must_see("Added 3").must_see("Refused 0").must_see("One cell put right");
    person.presses("Import").must_see("Every row was imported");
}

const WARD_LIST: &str =
    "patient_id,time,Heart rate (/min),glucose,note\nW000001,03/04/2024,72,5.1,a\nW000001,05/06/2024,75,high,b\n";
const WARD_PROFILE: &str = "kind = \"observations_wide\"\nnot_imported = [\"note\"]\n\
    [[field]]\nfield = \"patient_id\"\nfrom = \"patient_id\"\n\
    [[field]]\nfield = \"time\"\nfrom = \"time\"\ndate = \"dmy\"\n\
    [[field]]\nfield = \"8867-4\"\nfrom = \"Heart rate (/min)\"\nunit = \"/min\"\n\
    [[field]]\nfield = \"14749-6\"\nfrom = \"glucose\"\nunit = \"mmol/L\"\n";

/// A profile answers what a file leaves open, is kept in the store and found again; the receipt says so.
#[test]
fn a_file_is_read_by_a_saved_profile_when_its_shape_returns() {
    let mut person = Person::starts();
    person.opens_the_demo();
    let (list, profile) = (person.folder.path().join("ward.csv"), person.folder.path().join("ward.toml"));
    std::fs::write(&list, WARD_LIST).expect("a file");
    std::fs::write(&profile, WARD_PROFILE).expect("a file");
    person.presses("Imports").types("Path of a file", &list.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("It is as shown").must_not_see("Read by the profile");
    person.presses("Read by a profile from a file …").types("Path of a profile", &profile.to_string_lossy());
    person.presses("Read by it").must_not_see("It is as shown");
    person.presses("Save how this file is read …").presses("Save").must_see("The profile ward.toml was saved");
    person.presses("Go back to what was detected").must_see("It is as shown");
    person.presses("Cancel");
    person.types("Path of a file", &list.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("Read by the profile ward.toml").must_not_see("It is as shown");
    person.presses("Import").must_see("1 row refused").presses("Show the receipt");
    person.must_see("ward.toml").must_see("UTF-8 (sure to 100 %)").must_see("Text where a number is needed");
    let receipt = person.folder.path().join("receipt.json");
    *person.dialogs.save_as.lock().expect("free") = Some(receipt.clone());
    person.presses("Save the receipt …");
    let text = std::fs::read_to_string(receipt).expect("the receipt");
    assert!(text.contains("\"profile\": \"ward.toml\"") && text.contains("demo data"), "{text}");
    person.presses("Back").types("Path of a file", &list.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("This file was imported already on");
}

/// The patients of the demo have records from its other files: taking them back is refused, and says why.
#[test]
fn what_others_are_built_on_is_not_taken_back() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Imports").presses_what_begins_with("patients.csv");
    person.presses("Take back").presses_the_last("Take back");
    person.must_see("cannot be taken back").must_see("vitals_wide.csv (3)").must_see("Take those imports back first");
}

#[test]
fn words_to_be_decided_stand_within_their_line() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("coded.csv", "patient_id,sex,gene\nW1,1,TP53\nW2,2,2-Sep\nW3,1,BRCA1\n");
    person.types("Path of a file", &patients.to_string_lossy()).presses("Open");
    person.waits();
    person.must_see("1 cell looks like a name of a gene that a spreadsheet turned into 2-Sep, likely SEPT2 (SEPTIN2)");
    let word = person.window.get_by_label_contains("What 1 means").rect();
    let next = person.window.get_by_label_contains("What the column gene becomes").rect();
    assert!(word.bottom() <= next.top(), "{word:?} {next:?}");

    // Each code is asked about until it has an answer; one whose rows are refused has one.
    person.presses_what_begins_with("What 1 means").presses("male");
    person.must_see("What do these numbers stand for?");
    person.presses_what_begins_with("What 2 means").presses("refuse these rows");
    person.must_not_see("What do these numbers stand for?");
}
