//! Somebody who uses the program: sees what has a name, presses, types, waits.

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

use super::support;

pub const PASSPHRASE: &str = "correct horse battery";

/// Answers dialogs with the paths laid ready.
#[derive(Default)]
pub struct LaidOut {
    pub files: Mutex<Vec<PathBuf>>,
    pub save_as: Mutex<Option<PathBuf>>,
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
pub struct Person {
    pub window: Harness<'static, Shell>,
    pub folder: tempfile::TempDir,
    pub dialogs: Arc<LaidOut>,
}

impl Person {
    pub fn starts() -> Person {
        Person::starts_in(tempfile::tempdir().expect("a folder"))
    }

    pub fn starts_in(folder: tempfile::TempDir) -> Person {
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
    pub fn waits(&mut self) {
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

    pub fn presses(&mut self, name: &str) -> &mut Self {
        self.window.get_all_by_label(name).next().unwrap_or_else(|| panic!("nothing is named {name}")).click();
        self.waits();
        self
    }

    /// As a screen reader does, which need not scroll to it.
    pub fn presses_out_of_view(&mut self, name: &str) -> &mut Self {
        let found = self.window.get_all_by_label(name).next().unwrap_or_else(|| panic!("nothing is named {name}"));
        found.click_accesskit();
        self.waits();
        self
    }

    pub fn presses_the_last(&mut self, name: &str) -> &mut Self {
        self.window.get_all_by_label(name).last().unwrap_or_else(|| panic!("nothing is named {name}")).click();
        self.waits();
        self
    }

    pub fn presses_what_begins_with(&mut self, beginning: &str) -> &mut Self {
        let name = self.labels().into_iter().find(|label| label.starts_with(beginning));
        self.presses(&name.unwrap_or_else(|| panic!("nothing begins with {beginning}")))
    }

    pub fn types(&mut self, field: &str, text: &str) -> &mut Self {
        self.window.get_by_label(field).focus();
        self.window.run();
        self.window.get_by_label(field).type_text(text);
        self.waits();
        self
    }

    /// Types over what stands in a field.
    pub fn replaces(&mut self, field: &str, text: &str) -> &mut Self {
        self.window.get_by_label(field).focus();
        self.window.run();
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.types(field, text)
    }

    /// The name of what has the keyboard.
    pub fn focused(&self) -> Option<String> {
        let node = self.window.root().children_recursive().find(|node| node.accesskit_node().is_focused())?;
        node.accesskit_node().label()
    }

    pub fn keys(&mut self, modifiers: Modifiers, key: Key) -> &mut Self {
        self.window.key_press_modifiers(modifiers, key);
        self.waits();
        self
    }

    pub fn sees(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    #[track_caller]
    pub fn must_see(&mut self, text: &str) -> &mut Self {
        assert!(self.sees(text), "nobody sees: {text}; on screen: {:?}", self.labels());
        self
    }

    #[track_caller]
    pub fn must_not_see(&mut self, text: &str) -> &mut Self {
        assert!(!self.sees(text), "somebody sees: {text}");
        self
    }

    pub fn labels(&self) -> Vec<String> {
        self.window.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
    }

    pub fn opens_the_demo(&mut self) -> &mut Self {
        self.presses("Open the demo hospital")
    }

    pub fn creates_a_store(&mut self) -> &mut Self {
        self.types("Name of the store", "Ward 3");
        self.types("Passphrase", PASSPHRASE);
        self.types("Passphrase, once more", PASSPHRASE);
        self.presses("Create the store").presses("I have written it down")
    }

    pub fn imports(&mut self, path: &Path) -> &mut Self {
        self.types("Path of a file", &path.to_string_lossy());
        self.presses("Open").presses("Import")
    }

    pub fn writes(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }
}
