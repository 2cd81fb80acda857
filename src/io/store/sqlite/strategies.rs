//! The strategy book for groups of staff.

use rusqlite::Connection;

use super::super::{StoreError, strategy_text};
use super::core::Core;
use super::schema::STRATEGIES;
use super::versions::{Version, Versions};
use crate::domain::access::Grant;
use crate::domain::strategy::{KeptBook, StrategyBook};

pub const KEPT: Versions =
    Versions { table: "strategy_book", since: STRATEGIES, one: "a strategy book", is_of_patient: false };

/// Every version, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(connection: &Connection) -> Result<Vec<KeptBook>, StoreError> {
    KEPT.all(connection)?.into_iter().map(kept).collect()
}

fn kept(own: Version) -> Result<KeptBook, StoreError> {
    Ok(KeptBook {
        number: own.number,
        made_utc_secs: own.made_utc_secs,
        made_by: own.made_by,
        is_taken_back: own.is_taken_back,
        book: strategy_text::read(&own.text)?,
    })
}

/// Keeps a version; its number.
///
/// # Errors
/// Where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, book: &StrategyBook) -> Result<u64, StoreError> {
    KEPT.save(core, grant, None, &strategy_text::write(book)?)
}
