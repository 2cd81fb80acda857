//! Where an export goes: written beside the file it is to become and renamed, so that a failure leaves nothing half.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::base::Cancelled;
use crate::io::output_file;

/// What to do with a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfThere {
    Refuse,
    Replace,
}

/// Why an export ends without its file. Each has a text `export-error-<id>` and its remedy.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("there is a file of this name already")]
    AlreadyThere,
    #[error("the folder does not exist")]
    NoFolder,
    #[error("this is a folder")]
    IsFolder,
    #[error("this is within the folder of a store")]
    InStore,
    #[error("the folder may not be written to")]
    NotAllowed,
    #[error("the disk is full")]
    DiskFull,
    #[error("the file cannot be written: {what}")]
    System { what: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ExportError {
    /// Every id, for the test that looks for their texts.
    pub const IDS: [&'static str; 8] =
        ["already-there", "no-folder", "is-folder", "in-store", "not-allowed", "disk-full", "system", "cancelled"];

    /// Stable id.
    pub fn id(&self) -> &'static str {
        match self {
            ExportError::AlreadyThere => "already-there",
            ExportError::NoFolder => "no-folder",
            ExportError::IsFolder => "is-folder",
            ExportError::InStore => "in-store",
            ExportError::NotAllowed => "not-allowed",
            ExportError::DiskFull => "disk-full",
            ExportError::System { .. } => "system",
            ExportError::Cancelled(_) => "cancelled",
        }
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> ExportError {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ExportError::NoFolder,
            io::ErrorKind::IsADirectory => ExportError::IsFolder,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => ExportError::NotAllowed,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ExportError::DiskFull,
            _ => ExportError::System { what: error.to_string() },
        }
    }
}

/// The file that a typed path means: `~` is the person's home, a name alone lies in `folder`, a folder takes `name`.
pub fn file_of(typed: &str, folder: &Path, name: &str) -> PathBuf {
    let typed = typed.trim();
    let home = || dirs::home_dir().unwrap_or_else(|| folder.to_owned());
    let path = match typed.strip_prefix("~/") {
        Some(rest) => home().join(rest),
        None if typed == "~" => home(),
        None => folder.join(typed),
    };
    if path.is_dir() || typed.is_empty() || typed.ends_with(std::path::MAIN_SEPARATOR) { path.join(name) } else { path }
}

/// Whether a file can go there, as far as can be known before it is written.
///
/// # Errors
/// It is there already, is a folder, lies within a store, or its folder is missing.
pub fn demand_free(path: &Path, if_there: IfThere) -> Result<(), ExportError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if path.is_dir() {
        return Err(ExportError::IsFolder);
    }
    if parent.is_some_and(|parent| !parent.is_dir()) {
        return Err(ExportError::NoFolder);
    }
    if output_file::is_in_store(path) {
        return Err(ExportError::InStore);
    }
    if if_there == IfThere::Refuse && path.exists() {
        return Err(ExportError::AlreadyThere);
    }
    Ok(())
}

/// Writes a file whole or not at all.
///
/// # Errors
/// What `write` says, and what the system says of the place; nothing is left behind.
pub fn write_whole(
    path: &Path,
    if_there: IfThere,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    demand_free(path, if_there)?;
    let beside = beside(path);
    let written = fill(&beside, write)
        // Somebody else may have made the file meanwhile.
        .and_then(|()| demand_free(path, if_there))
        .and_then(|()| std::fs::rename(&beside, path).map_err(ExportError::from));
    if written.is_err() {
        let _outcome = std::fs::remove_file(&beside);
    }
    written
}

fn fill(beside: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), ExportError>) -> Result<(), ExportError> {
    let mut file = BufWriter::new(output_file::make(beside)?);
    write(&mut file)?;
    file.flush()?;
    // A person is told that it is saved.
    file.get_ref().sync_all()?;
    Ok(())
}

fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".part");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, if_there: IfThere, text: &str) -> Result<(), ExportError> {
        write_whole(path, if_there, |file| Ok(file.write_all(text.as_bytes())?))
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("reads").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_replaced_only_when_that_was_said() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("list.csv");
        write(&path, IfThere::Refuse, "old").expect("written");
        let refused = write(&path, IfThere::Refuse, "new");
        assert!(matches!(refused, Err(ExportError::AlreadyThere)));
        assert_eq!(std::fs::read_to_string(&path).expect("reads"), "old");
        write(&path, IfThere::Replace, "new").expect("replaced");
        assert_eq!(std::fs::read_to_string(&path).expect("reads"), "new");
        assert_eq!(names(folder.path()), ["list.csv"]);
    }

    #[test]
    fn a_failure_leaves_nothing_and_says_what_it_was() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("list.csv");
        let failed = write_whole(&path, IfThere::Refuse, |file| {
            file.write_all(b"half")?;
            Err(ExportError::Cancelled(Cancelled))
        });
        assert!(matches!(failed, Err(ExportError::Cancelled(_))));
        assert_eq!(names(folder.path()), [""; 0]);
        let nowhere = write(&folder.path().join("no/such/list.csv"), IfThere::Replace, "");
        assert!(matches!(nowhere, Err(ExportError::NoFolder)));
        assert!(matches!(write(folder.path(), IfThere::Replace, ""), Err(ExportError::IsFolder)));
    }

    #[test]
    fn a_typed_path_is_a_name_a_folder_or_a_path() {
        let folder = tempfile::tempdir().expect("folder");
        let (inside, name) = (folder.path().to_owned(), "patients.csv");
        assert_eq!(file_of(" mine.csv ", &inside, name), inside.join("mine.csv"));
        assert_eq!(file_of("", &inside, name), inside.join(name));
        assert_eq!(file_of(&inside.to_string_lossy(), Path::new("/elsewhere"), name), inside.join(name));
        assert_eq!(file_of("~/x.csv", &inside, name), dirs::home_dir().unwrap_or(inside.clone()).join("x.csv"));
        let absolute = inside.join("no/such.csv");
        assert_eq!(file_of(&absolute.to_string_lossy(), Path::new("/elsewhere"), name), absolute);
    }
}
