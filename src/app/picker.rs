//! Asking for files and folders: the dialog itself is the window's, behind a small trait; tests hand in a fake.

use std::path::PathBuf;

use super::core::Core;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;

/// Asks a person for a path; blocks, so it is called on a job's thread. `None`: they changed their mind.
pub trait FilePicker: Send + Sync {
    /// Files to import.
    fn pick_files(&self) -> Option<Vec<PathBuf>>;
    fn pick_folder(&self) -> Option<PathBuf>;
    /// A place to write to; `name` is proposed.
    fn save_file(&self, name: &str) -> Option<PathBuf>;
}

/// Answers every question with nothing: for pictures, measurements and tests, and as on a desktop without dialogs.
pub struct NoDialogs;

impl FilePicker for NoDialogs {
    fn pick_files(&self) -> Option<Vec<PathBuf>> {
        None
    }

    fn pick_folder(&self) -> Option<PathBuf> {
        None
    }

    fn save_file(&self, _name: &str) -> Option<PathBuf> {
        None
    }
}

impl JobKind {
    /// A dialog waits for the person.
    pub const PICK_FILE: JobKind = JobKind::reading("pick-file");
}

/// Asks for files to read.
pub fn ask_files(core: &mut Core, taken: impl FnOnce(&mut Core, Vec<PathBuf>) + Send + 'static) {
    ask(core, |picker| picker.pick_files(), taken, nothing_chosen);
}

/// Asks for a file to read.
pub fn ask_file(core: &mut Core, taken: impl FnOnce(&mut Core, PathBuf) + Send + 'static) {
    ask(core, |picker| picker.pick_files()?.into_iter().next(), taken, nothing_chosen);
}

/// Asks for a folder.
pub fn ask_folder(core: &mut Core, taken: impl FnOnce(&mut Core, PathBuf) + Send + 'static) {
    ask(core, |picker| picker.pick_folder(), taken, nothing_chosen);
}

/// Asks for a place to write to; who asks says in their own place that none was chosen.
pub fn ask_place(core: &mut Core, name: String, taken: impl FnOnce(&mut Core, PathBuf) + Send + 'static) {
    ask(core, move |picker| picker.save_file(&name), taken, |_| {});
}

/// Shows the dialog on a job's thread.
fn ask<T: Send + 'static>(
    core: &mut Core,
    show: impl FnOnce(&dyn FilePicker) -> Option<T> + Send + 'static,
    taken: impl FnOnce(&mut Core, T) + Send + 'static,
    nothing: fn(&mut Core),
) {
    let picker = core.picker.clone();
    core.jobs.start(JobKind::PICK_FILE, Message::new("job-pick-file"), move |_| match show(&*picker) {
        Some(answer) => Outcome::take(move |core| taken(core, answer)),
        None => Outcome::take(nothing),
    });
}

/// A desktop without dialogs answers at once, as if a person had; whoever closed one is not bothered by being told.
fn nothing_chosen(core: &mut Core) {
    core.state.inform(Message::new("dialog-nothing"));
}
