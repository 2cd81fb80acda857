//! Drives the real application by accessible names: what a person sees and presses is what these tests see and press.

mod support;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wardtwin::app::core::Setup;
use wardtwin::app::demo;
use wardtwin::app::picker::FilePicker;
use wardtwin::io::clock::Clock;
use wardtwin::io::folders::Folders;
use wardtwin::ui::shell::Shell;

const PASSPHRASE: &str = "correct horse battery";

/// Answers dialogs with the paths laid ready.
#[derive(Default)]
struct LaidOut {
    files: Mutex<Vec<PathBuf>>,
    save_as: Mutex<Option<PathBuf>>,
}

impl FilePicker for LaidOut {
    fn pick_files(&self) -> Option<Vec<PathBuf>> {
        let files = std::mem::take(&mut *self.files.lock().expect("no test panics while holding it"));
        (!files.is_empty()).then_some(files)
    }

    fn pick_folder(&self) -> Option<PathBuf> {
        None
    }

    fn save_file(&self, _name: &str) -> Option<PathBuf> {
        self.save_as.lock().expect("no test panics while holding it").take()
    }
}

/// The application in a window of the test's, with folders of its own.
struct Person {
    window: Harness<'static, Shell>,
    folder: tempfile::TempDir,
    dialogs: Arc<LaidOut>,
}

impl Person {
    fn starts() -> Person {
        Person::starts_in(tempfile::tempdir().expect("a folder"))
    }

    fn starts_in(folder: tempfile::TempDir) -> Person {
        let dialogs = Arc::new(LaidOut::default());
        let folders = Folders::below(folder.path());
        std::fs::create_dir_all(&folders.stores).expect("a folder for stores");
        let shell = Shell::new(Setup {
            clock: Clock::Fixed { utc_secs: demo::starts_utc_secs() },
            folders,
            picker: dialogs.clone(),
            wake: Arc::new(|| ()),
            computer_language: "en".to_owned(),
            keeps_settings: true,
        });
        let builder = support::screen(Harness::builder().with_size([1440.0, 900.0]).with_max_steps(64));
        let draw = |ui: &mut eframe::egui::Ui, shell: &mut Shell| {
            shell.update(ui.ctx());
            shell.draw(ui);
        };
        let mut person = Person { window: builder.build_ui_state(draw, shell), folder, dialogs };
        person.waits();
        person
    }

    /// Until no job runs and the picture is still.
    fn waits(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            // A spinner asks for the next picture at once: while a job runs the picture is not still.
            let _still = self.window.run_ok();
            if self.window.state().core.is_quiet() {
                break;
            }
            assert!(Instant::now() < deadline, "still busy after a minute");
            std::thread::yield_now();
        }
        self.window.run();
    }

    fn presses(&mut self, name: &str) -> &mut Self {
        self.window.get_all_by_label(name).next().unwrap_or_else(|| panic!("nothing is named {name}")).click();
        self.waits();
        self
    }

    fn presses_what_begins_with(&mut self, beginning: &str) -> &mut Self {
        let name = self.labels().into_iter().find(|label| label.starts_with(beginning));
        self.presses(&name.unwrap_or_else(|| panic!("nothing begins with {beginning}")))
    }

    fn types(&mut self, field: &str, text: &str) -> &mut Self {
        self.window.get_by_label(field).focus();
        self.window.run();
        self.window.get_by_label(field).type_text(text);
        self.waits();
        self
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) -> &mut Self {
        self.window.key_press_modifiers(modifiers, key);
        self.waits();
        self
    }

    fn sees(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    #[track_caller]
    fn must_see(&mut self, text: &str) -> &mut Self {
        assert!(self.sees(text), "nobody sees: {text}; on screen: {:?}", self.labels());
        self
    }

    #[track_caller]
    fn must_not_see(&mut self, text: &str) -> &mut Self {
        assert!(!self.sees(text), "somebody sees: {text}");
        self
    }

    fn labels(&self) -> Vec<String> {
        self.window.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
    }

    fn opens_the_demo(&mut self) -> &mut Self {
        self.presses("Open the demo hospital")
    }

    fn creates_a_store(&mut self) -> &mut Self {
        self.types("Name of the store", "Ward 3");
        self.types("Passphrase", PASSPHRASE);
        self.types("Passphrase, once more", PASSPHRASE);
        self.presses("Create the store")
    }

    fn imports(&mut self, path: &Path) -> &mut Self {
        self.types("Path of a file", &path.to_string_lossy());
        self.presses("Open").presses("Import")
    }

    fn writes(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }
}

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
    person.imports(&observations).must_see("3 rows rejected").presses("Show the receipt");
    person.must_see("This patient is not in the store").must_see("Text where a number is needed");

    person.keys(Modifiers::COMMAND, Key::L).must_see("Locked").must_not_see("observations.csv");
    person.types("Passphrase", "not the right one").presses("Unlock");
    person.must_see("The passphrase does not open this store");
    person.types("Passphrase", PASSPHRASE).presses("Unlock");
    assert!(!person.sees("Locked"));

    let mut person = Person::starts_in(person.folder);
    person.must_see("Ward 3").presses("Ward 3");
    person.types("Passphrase", PASSPHRASE).presses("Open the store").presses("Home");
    person.must_see("3 rows rejected").must_see("Observations, a row each");
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

#[test]
fn a_list_is_exported_with_the_mark_of_synthetic_data() {
    let mut person = Person::starts();
    person.opens_the_demo();
    let path = person.folder.path().join("list.csv");
    *person.dialogs.save_as.lock().expect("free") = Some(path.clone());
    person.keys(Modifiers::COMMAND, Key::E);
    let text = std::fs::read_to_string(path).expect("the export");
    assert!(text.starts_with("# demo data"), "{}", text.lines().next().unwrap_or(""));
    assert_eq!(text.lines().count(), 302);
}
