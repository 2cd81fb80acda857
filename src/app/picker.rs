//! Asking for files and folders: the dialog itself is the window's, behind a small trait; tests hand in a fake.

use std::path::PathBuf;

use super::article::{self, ArticleFile};
use super::core::Core;
use super::diagnosis::{self, DiagnosisFile};
use super::export;
use super::import;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::schedule::panel::{self as schedule, ScheduleFile};

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

/// What is done with the answer.
#[derive(Clone, Debug)]
pub enum Wanted {
    FilesToImport,
    /// A variant file for the open twin.
    VariantFile,
    /// A profile to read the file at hand by.
    ProfileFile,
    /// Files that one of the article's three numbers is made from.
    ArticleFiles(ArticleFile),
    /// Cases or a model of the diagnosis.
    DiagnosisFile(DiagnosisFile),
    /// An instance or a plan of the schedule.
    ScheduleFile(ScheduleFile),
    /// A table of staff.
    StaffFile,
    /// A store to be opened; the welcome screen takes it from the state.
    StoreFolder,
    /// A folder to be watched.
    FeedFolder,
    /// Where an export goes.
    SaveAs {
        name: String,
    },
}

/// A person's answer.
pub enum Picked {
    FilesToImport(Vec<PathBuf>),
    ProfileFile(PathBuf),
    VariantFile(PathBuf),
    ArticleFiles(ArticleFile, Vec<PathBuf>),
    DiagnosisFile(DiagnosisFile, PathBuf),
    ScheduleFile(ScheduleFile, PathBuf),
    StaffFile(PathBuf),
    StoreFolder(PathBuf),
    FeedFolder(PathBuf),
    SaveAs(PathBuf),
    /// `is_said`: whoever asked says it in their own place.
    Nothing {
        is_said: bool,
    },
}

/// Shows the dialog on a job's thread.
pub fn ask(core: &mut Core, wanted: Wanted) {
    let picker = core.picker.clone();
    core.jobs.start(JobKind::PickFile, Message::new("job-pick-file"), move |_| {
        let is_said = matches!(wanted, Wanted::SaveAs { .. });
        let picked = match wanted {
            Wanted::FilesToImport => picker.pick_files().map(Picked::FilesToImport),
            Wanted::ProfileFile => {
                picker.pick_files().and_then(|files| files.into_iter().next()).map(Picked::ProfileFile)
            }
            Wanted::VariantFile => {
                picker.pick_files().and_then(|files| files.into_iter().next()).map(Picked::VariantFile)
            }
            Wanted::ArticleFiles(asked) => picker.pick_files().map(|files| Picked::ArticleFiles(asked, files)),
            Wanted::DiagnosisFile(asked) => {
                let file = picker.pick_files().and_then(|files| files.into_iter().next());
                file.map(|file| Picked::DiagnosisFile(asked, file))
            }
            Wanted::ScheduleFile(asked) => {
                let file = picker.pick_files().and_then(|files| files.into_iter().next());
                file.map(|file| Picked::ScheduleFile(asked, file))
            }
            Wanted::StaffFile => picker.pick_files().and_then(|files| files.into_iter().next()).map(Picked::StaffFile),
            Wanted::FeedFolder => picker.pick_folder().map(Picked::FeedFolder),
            Wanted::StoreFolder => picker.pick_folder().map(Picked::StoreFolder),
            Wanted::SaveAs { name } => picker.save_file(&name).map(Picked::SaveAs),
        };
        Outcome::Picked(picked.unwrap_or(Picked::Nothing { is_said }))
    });
}

/// Takes in the answer.
pub fn picked(core: &mut Core, picked: Picked) {
    match picked {
        Picked::FilesToImport(paths) => import::open_files(core, paths),
        Picked::ProfileFile(path) => import::profiles::choose_file(core, path),
        Picked::VariantFile(path) => super::genes::variants::look(core, path),
        Picked::ArticleFiles(asked, paths) => article::picked(core, asked, paths),
        Picked::DiagnosisFile(asked, path) => diagnosis::picked(core, asked, &path),
        Picked::ScheduleFile(asked, path) => schedule::picked(core, asked, &path),
        Picked::StaffFile(path) => super::staff::picked(core, &path),
        Picked::FeedFolder(folder) => core.state.feeds.picked_folder = Some(folder),
        Picked::StoreFolder(folder) => core.state.picked_folder = Some(folder),
        Picked::SaveAs(path) => export::placed(core, path),
        // A desktop without dialogs answers at once, as if a person had; whoever closed one is not bothered by being told.
        Picked::Nothing { is_said: true } => {}
        Picked::Nothing { is_said: false } => core.state.inform(Message::new("dialog-nothing")),
    }
}
