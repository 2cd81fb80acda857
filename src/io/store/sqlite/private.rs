//! Folders and files that only the user who made them may look into. The content is encrypted; names, sizes and the
//! wrapped keys of the header need not be there for everybody either.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Result};
use std::path::Path;

/// Makes a folder that only this user may enter; those above it are made as usual. One that is there stays as it is.
///
/// # Errors
/// As the system says.
pub fn make_folder(folder: &Path) -> Result<()> {
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Opens for reading and writing; a file that is made is this user's alone.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes what was renamed in a folder durable, as far as the system lets folders be synced.
pub fn sync_folder(folder: &Path) {
    let _outcome = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// Makes an empty file for the engine, whose files beside it take its permissions.
///
/// # Errors
/// As the system says.
pub fn make_file(path: &Path) -> Result<()> {
    options().truncate(false).open(path).map(|_| ())
}
