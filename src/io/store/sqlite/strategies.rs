//! The strategy book for groups of staff: a row a version, never changed. Taking one back marks it.

use rusqlite::{Connection, params};

use super::super::{StoreError, strategy_text};
use super::core::Core;
use super::failure::system;
use super::migrations::version;
use super::schema::STRATEGIES;
use crate::domain::access::Grant;
use crate::domain::strategy::{KeptBook, StrategyBook};

/// Every version, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(connection: &Connection) -> Result<Vec<KeptBook>, StoreError> {
    if version(connection)? < STRATEGIES {
        return Ok(Vec::new());
    }
    let sql = "SELECT number, made_utc_secs, made_by, taken_back_utc_secs IS NOT NULL, text FROM strategy_book \
        ORDER BY number DESC";
    let mut select = connection.prepare_cached(sql).map_err(system)?;
    let read = |row: &rusqlite::Row<'_>| {
        let number = row.get::<_, i64>(0)?.unsigned_abs();
        Ok((number, row.get(1)?, row.get(2)?, row.get(3)?, row.get::<_, String>(4)?))
    };
    let rows: Vec<_> = select.query_map([], read).and_then(Iterator::collect).map_err(system)?;
    let kept = |(number, made_utc_secs, made_by, is_taken_back, text): (u64, i64, String, bool, String)| {
        Ok(KeptBook { number, made_utc_secs, made_by, is_taken_back, book: strategy_text::read(&text)? })
    };
    rows.into_iter().map(kept).collect()
}

/// Keeps a version; its number.
///
/// # Errors
/// Where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, book: &StrategyBook) -> Result<u64, StoreError> {
    core.demand_writing()?;
    let text = strategy_text::write(book)?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let insert = "INSERT INTO strategy_book (made_utc_secs, made_by, text) VALUES (?1, ?2, ?3)";
        transaction.execute(insert, params![grant.at_utc_secs(), grant.actor().name, text]).map_err(system)?;
        Ok(transaction.last_insert_rowid().unsigned_abs())
    })
}

/// Marks a version as taken back, or lets it stand again.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn take_back(core: &Core, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let at = is_taken_back.then(|| grant.at_utc_secs());
        let sql = "UPDATE strategy_book SET taken_back_utc_secs = ?1 WHERE number = ?2";
        match transaction.execute(sql, params![at, number as i64]).map_err(system)? {
            0 => Err(StoreError::NotFound { what: "a strategy book of that number".to_owned() }),
            _ => Ok(()),
        }
    })
}
