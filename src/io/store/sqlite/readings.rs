//! How the files of imports were read: what was found about their form, and the cells that a person put right.

use rusqlite::{Connection, params};

use super::super::StoreError;
use super::failure::system;
use crate::base::Place;
use crate::domain::ids::ImportId;
use crate::domain::receipt::{CorrectedCell, FileReading, ReadAspect};

/// Writes the lists of a reading.
///
/// # Errors
/// Disk full.
pub fn write(connection: &Connection, import: ImportId, reading: &FileReading) -> Result<(), StoreError> {
    let mut insert =
        connection.prepare_cached("INSERT INTO read_aspect VALUES (?1, ?2, ?3, ?4, ?5, ?6)").map_err(system)?;
    for (position, aspect) in (0i64..).zip(&reading.aspects) {
        let sure = f64::from(aspect.confidence);
        insert.execute(params![import.0, position, aspect.id, aspect.value, sure, aspect.is_chosen]).map_err(system)?;
    }
    let mut insert =
        connection.prepare_cached("INSERT OR REPLACE INTO correction VALUES (?1, ?2, ?3, ?4, ?5)").map_err(system)?;
    for cell in &reading.corrections {
        let place = cell.place;
        insert.execute(params![import.0, place.line, place.column, cell.raw, cell.corrected]).map_err(system)?;
    }
    Ok(())
}

/// Reads the lists of a reading.
///
/// # Errors
/// Damaged or unreadable.
pub fn read(connection: &Connection, import: ImportId, reading: &mut FileReading) -> Result<(), StoreError> {
    let mut select = connection
        .prepare_cached(
            "SELECT aspect, value, confidence, chosen FROM read_aspect WHERE import_id = ?1 ORDER BY position",
        )
        .map_err(system)?;
    let rows = select.query_map([import.0], |row| {
        let confidence = row.get::<_, f64>(2)? as f32;
        Ok(ReadAspect { id: row.get(0)?, value: row.get(1)?, confidence, is_chosen: row.get(3)? })
    });
    reading.aspects = rows.and_then(Iterator::collect).map_err(system)?;
    let mut select = connection
        .prepare_cached(
            "SELECT line, number, raw, corrected FROM correction WHERE import_id = ?1 ORDER BY line, number",
        )
        .map_err(system)?;
    let rows = select.query_map([import.0], |row| {
        let place = Place { line: row.get(0)?, column: row.get(1)? };
        Ok(CorrectedCell { place, raw: row.get(2)?, corrected: row.get(3)? })
    });
    reading.corrections = rows.and_then(Iterator::collect).map_err(system)?;
    Ok(())
}
