//! The system's file dialogs, behind the trait that tests fake, and the program's own.

pub mod export_sheet;
pub mod shown_once;
pub mod source_card;

use std::path::PathBuf;

use crate::app::picker::FilePicker;

/// Asks through the desktop's own dialog. Without a portal on the desktop the answer is the same as Cancel: that is why
/// every dialog stands beside a field for a path.
pub struct SystemPicker;

impl FilePicker for SystemPicker {
    fn pick_files(&self) -> Option<Vec<PathBuf>> {
        rfd::FileDialog::new().add_filter("CSV", &["csv", "tsv", "txt"]).add_filter("*", &["*"]).pick_files()
    }

    fn pick_folder(&self) -> Option<PathBuf> {
        rfd::FileDialog::new().pick_folder()
    }

    fn save_file(&self, name: &str) -> Option<PathBuf> {
        rfd::FileDialog::new().set_file_name(name).save_file()
    }
}
