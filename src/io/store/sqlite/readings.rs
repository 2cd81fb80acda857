//! How the files of imports were read: what was found about their form, and the cells that a person put right.

use rusqlite::{Connection, params};

use super::super::StoreError;
use super::failure::system;
use super::migrations::version;
use super::schema::READINGS;
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

/// Reads how an import's file was read; nothing for a file that an older program still writes.
///
/// # Errors
/// Damaged or unreadable.
pub fn read(connection: &Connection, import: ImportId) -> Result<FileReading, StoreError> {
    if version(connection)? < READINGS {
        return Ok(FileReading::default());
    }
    let names = connection
        .prepare_cached("SELECT profile, mapping FROM import WHERE import_id = ?1")
        .and_then(|mut select| select.query_row([import.0], |row| Ok((row.get(0)?, row.get(1)?))));
    let (profile, mapping) = names.map_err(system)?;
    let (aspects, corrections) = (aspects(connection, import)?, corrections(connection, import)?);
    Ok(FileReading { profile, mapping, aspects, corrections })
}

fn aspects(connection: &Connection, import: ImportId) -> Result<Vec<ReadAspect>, StoreError> {
    let mut select = connection
        .prepare_cached(
            "SELECT aspect, value, confidence, chosen FROM read_aspect WHERE import_id = ?1 ORDER BY position",
        )
        .map_err(system)?;
    let rows = select.query_map([import.0], |row| {
        let confidence = row.get::<_, f64>(2)? as f32;
        Ok(ReadAspect { id: row.get(0)?, value: row.get(1)?, confidence, is_chosen: row.get(3)? })
    });
    rows.and_then(Iterator::collect).map_err(system)
}

fn corrections(connection: &Connection, import: ImportId) -> Result<Vec<CorrectedCell>, StoreError> {
    let mut select = connection
        .prepare_cached(
            "SELECT line, number, raw, corrected FROM correction WHERE import_id = ?1 ORDER BY line, number",
        )
        .map_err(system)?;
    let rows = select.query_map([import.0], |row| {
        let place = Place { line: row.get(0)?, column: row.get(1)? };
        Ok(CorrectedCell { place, raw: row.get(2)?, corrected: row.get(3)? })
    });
    rows.and_then(Iterator::collect).map_err(system)
}
