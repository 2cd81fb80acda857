//! Whether a file was imported before: the same bytes, whatever its name.

use std::path::Path;

use crate::base::Progress;
use crate::domain::receipt::{ImportState, Receipt};
use crate::io::import::{self as reading, ImportError};
use crate::io::store::Store;

/// The newest active import of the same file. Only a file as long as one of them is hashed.
///
/// # Errors
/// The file or the store cannot be read; cancelled.
pub fn earlier_import(store: &dyn Store, path: &Path, progress: &Progress) -> Result<Option<Receipt>, ImportError> {
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(None) };
    let mut as_long: Vec<Receipt> = store.receipts()?;
    as_long.retain(|receipt| receipt.state == ImportState::Active && receipt.file_bytes == metadata.len());
    if as_long.is_empty() {
        return Ok(None);
    }
    let mark = reading::mark_of(path, progress)?;
    Ok(as_long.into_iter().find(|receipt| receipt.sha256 == mark.sha256))
}
