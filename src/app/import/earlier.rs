//! Whether a file was imported before: the same bytes, whatever its name.

use crate::base::Progress;
use crate::domain::receipt::{ImportState, Receipt};
use crate::io::import::ImportError;
use crate::io::import::source::Source;
use crate::io::store::Store;

/// The newest active import of the same file. Only a file as long as one of them is hashed.
///
/// # Errors
/// The file or the store cannot be read; cancelled.
pub fn earlier_import(store: &dyn Store, source: &Source, progress: &Progress) -> Result<Option<Receipt>, ImportError> {
    let file_bytes = source.file_bytes()?;
    let mut as_long: Vec<Receipt> = store.receipts()?;
    as_long.retain(|receipt| receipt.state == ImportState::Active && receipt.file_bytes == file_bytes);
    if as_long.is_empty() {
        return Ok(None);
    }
    let mark = source.whole(progress)?;
    Ok(as_long.into_iter().find(|receipt| receipt.sha256 == mark.sha256))
}
