//! What the engine and the system say, as the store's own errors; never with a value in it.

use std::io::ErrorKind;
use std::path::Path;

use rusqlite::ErrorCode;

use super::super::StoreError;
use super::segment::coding::Broken;
use crate::io::vault::VaultError;

/// An engine's error.
pub fn system(error: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        return match error {
            rusqlite::Error::QueryReturnedNoRows => damaged("a row that must be there is missing"),
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::FromSqlConversionFailure(..) => damaged("a value of another kind than written"),
            _ => StoreError::System { what: "unexpected answer of the database engine".to_owned() },
        };
    };
    match failure.code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => damaged("a page does not check out"),
        ErrorCode::DiskFull => StoreError::DiskFull,
        ErrorCode::ReadOnly if failure.extended_code == rusqlite::ffi::SQLITE_READONLY_DBMOVED => {
            StoreError::Gone { name: "store.db".to_owned() }
        }
        ErrorCode::ReadOnly => StoreError::ReadOnlyFolder { name: "store.db".to_owned() },
        // The shared memory beside a file is made longer at the first read; that fails for want of room alone.
        ErrorCode::SystemIoFailure if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => {
            StoreError::DiskFull
        }
        ErrorCode::SystemIoFailure if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ => {
            damaged("the file ends too early")
        }
        _ => StoreError::System { what: rusqlite::ffi::code_to_str(failure.extended_code).to_owned() },
    }
}

/// The system's error about the file or folder of that path; only its name is told.
pub fn file_error(path: &Path, error: &std::io::Error) -> StoreError {
    let name = name_of(path);
    match error.kind() {
        ErrorKind::NotFound => StoreError::Gone { name },
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnlyFolder { name },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull,
        kind => StoreError::System { what: kind.to_string() },
    }
}

/// The last part of a path.
pub fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

pub fn damaged(what: &str) -> StoreError {
    StoreError::Damaged { what: what.to_owned() }
}

/// Bytes of ours that do not decode.
pub fn broken(_: Broken) -> StoreError {
    damaged("records that do not decode")
}

/// A header's error, for the store of that folder.
pub fn vault_error(folder: &Path, error: VaultError) -> StoreError {
    match error {
        VaultError::WrongPassphrase => StoreError::WrongPassphrase,
        VaultError::WhichAccount => StoreError::WhichAccount { names: Vec::new() },
        VaultError::NoSuchAccount => StoreError::NoSuchAccount { name: String::new() },
        VaultError::NeedsKeyFile => StoreError::NeedsKeyFile,
        VaultError::KeyFileUnreadable => StoreError::KeyFileUnreadable,
        VaultError::Damaged => damaged("the header does not check out"),
        VaultError::Foreign => StoreError::NotAStore { name: name_of(folder) },
        VaultError::Newer { found } => StoreError::NewerVersion { found, known: crate::io::vault::HEADER_VERSION },
        VaultError::NoRandom => StoreError::System { what: "no random numbers from the system".to_owned() },
    }
}
