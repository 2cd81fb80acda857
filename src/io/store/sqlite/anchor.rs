//! What `store.db` knows of `journal.db`: the newest entry at its last commit. A page check cannot notice an older journal
//! put back alone, since that file is sound.

use rusqlite::Connection;

use super::super::StoreError;
use super::failure::{damaged, system};
use super::journal::Journal;
use super::snapshot::{find_text, set};
use crate::io::vault::to_hex;

const NUMBER: &str = "journal_number";
const CHAIN: &str = "journal_chain";

/// Remembers the newest entry's number and chain hash within a commit's transaction.
///
/// # Errors
/// Disk full.
pub fn store(connection: &Connection, number: u64, chain: &[u8]) -> Result<(), StoreError> {
    set(connection, NUMBER, &number.to_string())?;
    set(connection, CHAIN, &to_hex(chain))
}

/// Compares the journal with what the store remembers and with the entries its receipts name.
///
/// # Errors
/// [`StoreError::Damaged`] where the journal lacks an entry.
pub fn demand(connection: &Connection, journal: &Journal) -> Result<(), StoreError> {
    let receipts: Option<i64> =
        connection.query_row("SELECT MAX(journal_number) FROM import", [], |row| row.get(0)).map_err(system)?;
    // Every store has the entry of its making.
    journal.demand_anchor(receipts.map_or(1, |number| number as u64), None)?;
    let Some(number) = find_text(connection, NUMBER)? else { return Ok(()) };
    let number = number.parse().map_err(|_| damaged("a setting that is no number"))?;
    journal.demand_anchor(number, find_text(connection, CHAIN)?.as_deref())
}

/// Number and chain hash (hexadecimal) of the newest entry at the last commit.
///
/// # Errors
/// Damaged.
pub fn find(connection: &Connection) -> Result<Option<(u64, String)>, StoreError> {
    let number = find_text(connection, NUMBER)?.and_then(|number| number.parse().ok());
    Ok(number.zip(find_text(connection, CHAIN)?))
}
