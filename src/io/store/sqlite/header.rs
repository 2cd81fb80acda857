//! The header file of a store's folder.

use std::io::Write as _;
use std::path::Path;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::super::StoreError;
use super::core::STORE_FILE;
use super::failure::{damaged, file_error, name_of, vault_error};
use super::private;
use super::snapshot::{find_text, set};
use crate::io::vault::{Header, to_hex};

/// The file's name in the store's folder.
pub const HEADER_FILE: &str = "header.json";
/// No header of ours is longer.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// Reads the header of a store's folder.
///
/// # Errors
/// [`StoreError::Gone`] where there is no folder, [`StoreError::NotAStore`], [`StoreError::Damaged`],
/// [`StoreError::NewerVersion`].
pub fn read(folder: &Path) -> Result<Header, StoreError> {
    let path = folder.join(HEADER_FILE);
    let kind = std::fs::metadata(folder).map_err(|error| file_error(folder, &error))?;
    let looks_like_one = folder.join(STORE_FILE).exists();
    let not_a_store = || StoreError::NotAStore { name: name_of(folder) };
    if !kind.is_dir() {
        return Err(not_a_store());
    }
    let length = match std::fs::metadata(&path) {
        // A pipe in its place would never end.
        Ok(found) if !found.is_file() => return Err(not_a_store()),
        Ok(found) => found.len(),
        Err(_) if looks_like_one => return Err(damaged("the header is missing")),
        Err(_) => return Err(not_a_store()),
    };
    if length > MAX_HEADER_BYTES {
        return Err(not_a_store());
    }
    let text = std::fs::read(&path).map_err(|error| file_error(&path, &error))?;
    Header::from_text(&text).map_err(|error| match vault_error(folder, error) {
        StoreError::NotAStore { .. } if looks_like_one => damaged("the header does not check out"),
        StoreError::Damaged { .. } if !looks_like_one => not_a_store(),
        other => other,
    })
}

/// Which headers the encrypted file knows: the one that the store was last changed with, and while it is being changed the one
/// before as well.
const KNOWN: &str = "known_headers";
/// Between hashes.
const AND: &str = " ";

fn hash(header: &Header) -> String {
    to_hex(&Sha256::digest(header.to_text().as_bytes()))
}

/// Remembers in the encrypted file which headers may stand beside it.
///
/// # Errors
/// Disk full.
pub fn remember(connection: &Connection, headers: &[&Header]) -> Result<(), StoreError> {
    let hashes: Vec<String> = headers.iter().map(|header| hash(header)).collect();
    set(connection, KNOWN, &hashes.join(AND))
}

/// Whether the header beside the encrypted file is one that it knows; `None` in a file that knows none yet.
///
/// # Errors
/// Damaged.
pub fn is_known(connection: &Connection, header: &Header) -> Result<Option<bool>, StoreError> {
    let hash = hash(header);
    Ok(find_text(connection, KNOWN)?.map(|known| known.split(AND).any(|one| one == hash)))
}

/// Writes the header durably; it is there whole or not at all.
///
/// # Errors
/// Disk full, folder read-only.
pub fn write(folder: &Path, header: &Header) -> Result<(), StoreError> {
    let (path, beside) = (folder.join(HEADER_FILE), folder.join("header.new"));
    let written = private::options()
        .truncate(true)
        .open(&beside)
        .and_then(|mut file| file.write_all(header.to_text().as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, &path));
    private::sync_folder(folder);
    written.map_err(|error| file_error(&path, &error))
}
