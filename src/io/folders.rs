//! Where things lie on this computer.

use std::path::{Path, PathBuf};

/// The folders the program uses; a test or the demo hands in its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Settings: language, theme, window, recent stores. Nothing about patients.
    pub config: PathBuf,
    /// Counters that notice a store rolled back.
    pub state: PathBuf,
    /// Where a new store is offered to be made.
    pub stores: PathBuf,
}

impl Folders {
    /// The user's own folders.
    pub fn of_user() -> Folders {
        let home = dirs::home_dir().unwrap_or_else(std::env::temp_dir);
        Folders {
            config: dirs::config_dir().unwrap_or_else(|| home.join(".config")).join("wardtwin"),
            state: dirs::state_dir().unwrap_or_else(|| home.join(".local/state")).join("wardtwin"),
            stores: dirs::document_dir().filter(|folder| folder.is_dir()).unwrap_or(home),
        }
    }

    /// All below one folder.
    pub fn below(folder: &Path) -> Folders {
        Folders { config: folder.join("config"), state: folder.join("state"), stores: folder.join("stores") }
    }
}

/// The name of the person at this computer, for the journal: what the session says, else the name of their home.
pub fn user_name() -> String {
    let said = ["WARDTWIN_USER", "USER", "USERNAME"].into_iter().find_map(|variable| std::env::var(variable).ok());
    let home = || dirs::home_dir()?.file_name().map(|name| name.to_string_lossy().into_owned());
    said.filter(|name| !name.is_empty()).or_else(home).unwrap_or_else(|| "user".to_owned())
}

/// The files of a folder, not of the folders within it.
///
/// # Errors
/// It cannot be read.
pub fn files_of(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        files.extend(path.is_file().then_some(path));
    }
    Ok(files)
}
