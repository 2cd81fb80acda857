//! Reads everything once: page checks of both files, every segment decoded, the lists compared with what the segments
//! add up to, the journal's chain.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::super::StoreError;
use super::core::Core;
use super::failure::system;
use super::rebuild::{Stored, Touched, refresh};
use super::segment::SegmentKind;
use super::settle::Conversions;
use super::snapshot::Snapshot;
use super::summary;
use crate::base::Progress;
use crate::domain::summary::CHUNK_PATIENTS;

/// What does not check out, one line each; empty when all is well.
///
/// # Errors
/// The file cannot be read at all; cancelled.
pub fn check(core: &Core, progress: &Progress) -> Result<Vec<String>, StoreError> {
    let mut found = core.read(|connection, snapshot| {
        progress.restart(u64::from(snapshot.chunks()) + 1);
        let mut found = pages(connection)?;
        progress.tick(1)?;
        found.extend(chunks(connection, snapshot, progress)?);
        Ok(found)
    })?;
    found.extend(core.journal.page_faults()?.into_iter().map(|fault| format!("journal: {fault}")));
    let journal = core.verify_journal(None)?;
    found.extend(journal.faults.iter().map(|fault| format!("journal, {}", fault.line())));
    Ok(found)
}

/// What the engine finds in a file, page by page.
///
/// # Errors
/// Unreadable.
pub fn pages(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
        let mut select = connection.prepare(pragma).map_err(system)?;
        let rows = select.query_map([], |row| row.get::<_, String>(0)).map_err(system)?;
        for row in rows {
            found.push(row.map_err(system)?);
        }
    }
    found.retain(|line| line != "ok");
    Ok(found)
}

fn chunks(connection: &Connection, snapshot: &Snapshot, progress: &Progress) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    let mut conversions = Conversions::new(&snapshot.books);
    for chunk in 0..snapshot.chunks() {
        let first = chunk * CHUNK_PATIENTS;
        let everybody: Touched = (first..first + snapshot.rows_of(chunk) as u32).collect();
        let kinds: BTreeMap<SegmentKind, Touched> =
            SegmentKind::ALL.into_iter().map(|kind| (kind, everybody.clone())).collect();
        let stored = Stored { connection, snapshot, without: None };
        match refresh(&stored, chunk, &kinds, &mut conversions) {
            Ok(outcome) => {
                if differs(connection, chunk, snapshot.rows_of(chunk), &outcome.columns)? {
                    found.push(format!("the list does not agree with the records of patients from {first}"));
                }
            }
            Err(StoreError::Damaged { what }) => found.push(format!("patients from {first}: {what}")),
            Err(other) => return Err(other),
        }
        progress.tick(1)?;
    }
    Ok(found)
}

/// Whether a column says something else than the stored one; one that was never written says "not recorded".
fn differs(connection: &Connection, chunk: u32, rows: usize, columns: &[(u8, Vec<u8>)]) -> Result<bool, StoreError> {
    for (column, bytes) in columns {
        let stored = summary::read_bytes(connection, chunk, *column)?;
        let whole = summary::assemble(chunk, rows, [(*column, stored.as_slice())])?;
        if summary::encode(&whole, *column) != *bytes {
            return Ok(true);
        }
    }
    Ok(false)
}
