//! Connections to the encrypted files, keyed and set up the same way each time.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::super::StoreError;
use super::failure::{damaged, file_error, name_of, system};
use super::private;
use crate::io::vault::DataKey;

/// Which of a store's files. Page size and page check are part of the format: a file is only readable with those it was
/// made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Large blobs.
    Store,
    /// One small row a commit.
    Journal,
}

impl FileKind {
    /// How a file of this kind is encrypted; of an attached one by its name.
    pub fn cipher_pragmas(self, name: &str) -> String {
        let bytes = self.page_bytes();
        format!("PRAGMA {name}.cipher_page_size = {bytes}; PRAGMA {name}.cipher_hmac_algorithm = HMAC_SHA256;")
    }

    fn page_bytes(self) -> u32 {
        match self {
            FileKind::Store => 16384,
            FileKind::Journal => 4096,
        }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Makes the file if it is not there.
    Create,
    Write,
    Read,
    /// Of a folder that nobody can write: no lock and no shared memory beside the file.
    Frozen,
}

/// Opens a file with the key and notices at once if it does not check out.
///
/// # Errors
/// [`StoreError::Damaged`] where the key does not open the file, what the engine says otherwise.
pub fn open(path: &Path, kind: FileKind, key: &DataKey, access: Access) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let flags = flags
        | match access {
            Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            // A reader of a file in write-ahead mode takes part in its shared memory; `query_only` keeps it from writing.
            Access::Write | Access::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Access::Frozen => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
    if access != Access::Create && !path.exists() {
        let folder = path.parent().unwrap_or(path);
        let gone = StoreError::Gone { name: name_of(folder) };
        return Err(if folder.exists() { damaged("a file of the store is missing") } else { gone });
    }
    if access == Access::Create {
        private::make_file(path).map_err(|error| file_error(path, &error))?;
    }
    let connection = Connection::open_with_flags(uri(path, access), flags).map_err(system)?;
    connection.busy_timeout(Duration::from_secs(20)).map_err(system)?;
    set_key(&connection, kind, key)?;
    set_up(&connection, access)?;
    Ok(connection)
}

/// The path as a URI: every byte beyond plain ones escaped, so that `?` and `#` in a folder's name stay what they are.
pub fn uri(path: &Path, access: Access) -> String {
    let mut text = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => text.push(char::from(*byte)),
            other => text.push_str(&format!("%{other:02x}")),
        }
    }
    if access == Access::Frozen { text + "?immutable=1" } else { text }
}

fn set_key(connection: &Connection, kind: FileKind, key: &DataKey) -> Result<(), StoreError> {
    // First of all, since the engine would print each page that does not check out.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;").map_err(system)?;
    // The engine locks its own keys; this has it overwrite all that it gives back, the text of the key below among it.
    connection.execute_batch("PRAGMA cipher_memory_security = ON;").map_err(system)?;
    let hex = key.hex();
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", hex.as_str()));
    connection.execute_batch(&pragma).map_err(system)?;
    connection
        .execute_batch(&format!(
            "{}
             PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF;",
            kind.cipher_pragmas("main")
        ))
        .map_err(system)
}

fn set_up(connection: &Connection, access: Access) -> Result<(), StoreError> {
    // The first read; a wrong key or a damaged first page ends here.
    let _version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(system)?;
    let sql = match access {
        Access::Create | Access::Write => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
             PRAGMA journal_size_limit = 16777216;"
        }
        Access::Read | Access::Frozen => "PRAGMA query_only = ON; PRAGMA cache_size = -4096;",
    };
    connection.execute_batch(sql).map_err(system)
}
