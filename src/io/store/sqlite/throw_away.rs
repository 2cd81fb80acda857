//! Stores for one run alone, in folders that go with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::StoreError;
use super::failure::vault_error;
use super::open::{FOLDER_ENDING, NewStore, create};
use super::{SqliteStore, private};
use crate::domain::access::Grant;

/// A folder that is removed when this is dropped: hold it as long as the store may be locked and opened again.
#[derive(Debug)]
pub struct ThrowAwayFolder {
    path: PathBuf,
    /// Locked for as long as the folder is wanted, also while its store is closed.
    in_use: Option<std::fs::File>,
}

impl ThrowAwayFolder {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ThrowAwayFolder {
    fn drop(&mut self) {
        let _outcome = std::fs::remove_dir_all(&self.path);
    }
}

/// Makes a store in a new folder under `parent` that goes when the second part is dropped. Folders that earlier
/// processes left there without finishing are removed first.
///
/// # Errors
/// As [`create`]. The rollback counter lies in the folder too.
pub fn create_throw_away(
    parent: &Path,
    spec: NewStore,
    grant: &Grant,
) -> Result<(Arc<SqliteStore>, ThrowAwayFolder), StoreError> {
    remove_abandoned(parent);
    let tag = crate::io::vault::random::<8>().map_err(|error| vault_error(parent, error))?;
    let path = parent.join(format!("{THROW_AWAY}{}{FOLDER_ENDING}", crate::io::vault::to_hex(&tag)));
    let mut folder = ThrowAwayFolder { path, in_use: None };
    let store = create(folder.path(), spec, grant, folder.path())?;
    folder.in_use =
        private::options().truncate(true).open(folder.path().join(IN_USE)).ok().filter(|file| file.try_lock().is_ok());
    Ok((store, folder))
}

const THROW_AWAY: &str = "throw-away-";
const IN_USE: &str = "in-use.lock";

/// Removes throw-away folders that no process holds the lock of.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let is_throw_away = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(THROW_AWAY));
        // Only a folder whose lock file is there and free: a store being made has none yet.
        let is_free = std::fs::File::open(path.join(IN_USE)).is_ok_and(|file| file.try_lock().is_ok());
        if is_throw_away && is_free {
            let _outcome = std::fs::remove_dir_all(&path);
        }
    }
}
