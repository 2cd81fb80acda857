//! Values that their sender took back or replaced. A word about earlier values is resolved against everything that is
//! stored of the patient when it comes in; the values stay in their segments and do not count, until the import that
//! brought the word is taken back.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, params};

use super::super::{StoreError, Withdrawal};
use super::corrections::Corrections;
use super::failure::system;
use super::segment::observation::{Gathered, Item};
use super::settle::is_same;
use crate::base::Decimal;
use crate::domain::ids::{CellRef, ImportId, PatientId};

/// A value that does not count, and the line of the import that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    pub cell: CellRef,
    pub patient: u32,
    pub by_line: u32,
}

/// What an import's words change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithdrawalChange {
    pub withdrawn: Vec<Withdrawn>,
    /// Values that were taken back before and are sent again as what holds.
    pub restored: Vec<CellRef>,
}

impl WithdrawalChange {
    pub fn is_empty(&self) -> bool {
        self.withdrawn.is_empty() && self.restored.is_empty()
    }

    pub fn extend(&mut self, other: WithdrawalChange) {
        self.withdrawn.extend(other.withdrawn);
        self.restored.extend(other.restored);
    }
}

/// Cells of the values that were taken back; none in a file from before there were such.
///
/// # Errors
/// Damaged.
pub fn cells(connection: &Connection) -> Result<HashSet<CellRef, foldhash::fast::FixedState>, StoreError> {
    if !is_there(connection)? {
        return Ok(HashSet::default());
    }
    let mut select = connection.prepare_cached("SELECT import_id, line, number FROM withdrawal").map_err(system)?;
    let rows = select
        .query_map([], |row| Ok(CellRef { import: ImportId(row.get(0)?), line: row.get(1)?, column: row.get(2)? }));
    rows.and_then(Iterator::collect).map_err(system)
}

fn is_there(connection: &Connection) -> Result<bool, StoreError> {
    let table = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'withdrawal'";
    let tables: u32 = connection.query_row(table, [], |row| row.get(0)).map_err(system)?;
    Ok(tables > 0)
}

/// What the words of an import about one patient change, in order of line; `items` are all of the patient's values.
pub fn resolve(
    all: &Gathered,
    items: &[Item],
    words: &[&Withdrawal],
    importing: ImportId,
    before: &Corrections,
) -> WithdrawalChange {
    // Values by cell that do not count, with the line that says so; 0 for an earlier import's word.
    let mut state: BTreeMap<CellRef, u32> = BTreeMap::new();
    let cells = items.iter().filter_map(|item| all.cell_of(item));
    state.extend(cells.filter(|cell| before.is_withdrawn(*cell)).map(|cell| (cell, 0)));
    for word in words {
        let own: Vec<&Item> = items.iter().filter(|item| is_of(all, item, importing, word.line)).collect();
        for item in items.iter().filter(|item| is_meant(all, item, word)) {
            let Some(cell) = all.cell_of(item).filter(|cell| cell.import < importing || cell.line < word.line) else {
                continue;
            };
            if own.iter().any(|own| is_same(all, own, item)) {
                state.remove(&cell);
            } else {
                state.entry(cell).or_insert(word.line);
            }
        }
    }
    let patient = items.first().map_or(0, |item| item.patient);
    let withdrawn = state.iter().filter(|(_, line)| **line > 0);
    let all_cells = items.iter().filter_map(|item| all.cell_of(item));
    WithdrawalChange {
        withdrawn: withdrawn.map(|(cell, line)| Withdrawn { cell: *cell, patient, by_line: *line }).collect(),
        restored: all_cells.filter(|cell| before.is_withdrawn(*cell) && !state.contains_key(cell)).collect(),
    }
}

fn is_of(all: &Gathered, item: &Item, import: ImportId, line: u32) -> bool {
    item.line == line && all.series_of(item).is_some_and(|series| series.import == import)
}

/// Whether a word is about a value: by code and instant, or by the sender's identifier alone; two identifiers that differ
/// are of two values.
fn is_meant(all: &Gathered, item: &Item, word: &Withdrawal) -> bool {
    let Some(series) = all.series_of(item) else { return false };
    let source = all.source_of(item);
    let value = Decimal { mantissa: item.mantissa, scale: series.scale };
    if word.value.is_some_and(|said| said.cmp_number(value) != Ordering::Equal) {
        return false;
    }
    match word.of {
        Some((code, utc_secs)) => {
            let differs = word.source_identifier.as_deref().zip(source).is_some_and(|(said, own)| said != own);
            series.code == code && item.utc_secs == utc_secs && !differs
        }
        None => word.source_identifier.is_some() && word.source_identifier.as_deref() == source,
    }
}

/// How many values an import takes back.
///
/// # Errors
/// Damaged.
pub fn taken_back_by(connection: &Connection, import: ImportId) -> Result<u64, StoreError> {
    if !is_there(connection)? {
        return Ok(0);
    }
    let select = "SELECT count(*) FROM withdrawal WHERE by_import = ?1";
    let count: i64 = connection.query_row(select, [import.0], |row| row.get(0)).map_err(system)?;
    Ok(count.unsigned_abs())
}

/// Writes a change.
///
/// # Errors
/// Disk full.
pub fn write(connection: &Connection, import: ImportId, change: &WithdrawalChange) -> Result<(), StoreError> {
    let mut delete = connection
        .prepare_cached("DELETE FROM withdrawal WHERE import_id = ?1 AND line = ?2 AND number = ?3")
        .map_err(system)?;
    for cell in &change.restored {
        delete.execute(params![cell.import.0, cell.line, cell.column]).map_err(system)?;
    }
    let mut insert = connection
        .prepare_cached("INSERT OR REPLACE INTO withdrawal VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .map_err(system)?;
    for Withdrawn { cell, patient, by_line } in &change.withdrawn {
        insert.execute(params![cell.import.0, cell.line, cell.column, patient, import.0, by_line]).map_err(system)?;
    }
    Ok(())
}

/// Forgets what an import said, and what was said of its values; the patients whose values count again.
///
/// # Errors
/// Unreadable.
pub fn forget(connection: &Connection, import: ImportId) -> Result<Vec<PatientId>, StoreError> {
    let select = "SELECT DISTINCT patient FROM withdrawal WHERE by_import = ?1 AND import_id <> ?1";
    let mut select = connection.prepare(select).map_err(system)?;
    let rows = select.query_map([import.0], |row| row.get(0).map(PatientId));
    let patients: Vec<PatientId> = rows.and_then(Iterator::collect).map_err(system)?;
    connection.execute("DELETE FROM withdrawal WHERE by_import = ?1 OR import_id = ?1", [import.0]).map_err(system)?;
    Ok(patients)
}
