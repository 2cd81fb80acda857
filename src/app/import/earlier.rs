//! Whether a file was imported before: the same bytes, whatever its name; and whether it is read as it was then.

use crate::base::Progress;
use crate::domain::receipt::{ImportState, Receipt};
use crate::io::import::source::Source;
use crate::io::import::{ImportError, Mapping};
use crate::io::store::Store;

/// What comes of a file that is imported again. Each has a text `import-again-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Again {
    /// Nothing: what it says was said.
    AsBefore,
    /// What other columns, another sheet or another table say.
    OtherColumns,
    /// Records of another kind.
    OtherKind,
}

impl Again {
    fn of(receipt: &Receipt, mapping: &Mapping, part: Option<&str>) -> Again {
        let part_then = receipt.reading.aspects.iter().find(|aspect| aspect.id == "part");
        let is_same_part = part_then.map(|aspect| aspect.value.as_str()) == part;
        match receipt.format == mapping.format {
            false => Again::OtherKind,
            true if is_same_part && receipt.columns == mapping.receipt_columns() => Again::AsBefore,
            true => Again::OtherColumns,
        }
    }

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Again::AsBefore => "as-before",
            Again::OtherColumns => "other-columns",
            Again::OtherKind => "other-kind",
        }
    }
}

/// The active imports of the same file, newest first. Only a file as long as one of them is hashed.
///
/// # Errors
/// The file or the store cannot be read; cancelled.
pub fn earlier_imports(store: &dyn Store, source: &Source, progress: &Progress) -> Result<Vec<Receipt>, ImportError> {
    let file_bytes = source.file_bytes()?;
    let mut earlier: Vec<Receipt> = store.receipts()?;
    earlier.retain(|receipt| receipt.state == ImportState::Active && receipt.file_bytes == file_bytes);
    if earlier.is_empty() {
        return Ok(earlier);
    }
    let mark = source.whole(progress)?;
    earlier.retain(|receipt| receipt.sha256 == mark.sha256);
    Ok(earlier)
}

/// The import that was most like the one to be made, the newest of several; `part` is the sheet or entry that is read.
pub fn most_like<'a>(earlier: &'a [Receipt], mapping: &Mapping, part: Option<&str>) -> Option<(&'a Receipt, Again)> {
    earlier.iter().map(|receipt| (receipt, Again::of(receipt, mapping, part))).min_by_key(|(_, again)| *again)
}
