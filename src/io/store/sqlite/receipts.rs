//! Receipts and rejects in the file.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::super::StoreError;
use super::failure::{damaged, system};
use super::import::LISTED_REJECTS;
use super::readings;
use super::withdrawals;
use crate::base::{Place, Rule};
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Counts, FileReading, ImportState, MappedColumn, Receipt, Reject};

/// The number of the next import.
///
/// # Errors
/// Damaged or unreadable.
pub fn next_import(connection: &Connection) -> Result<ImportId, StoreError> {
    let last: Option<u32> =
        connection.query_row("SELECT max(import_id) FROM import", [], |row| row.get(0)).map_err(system)?;
    Ok(ImportId(last.unwrap_or(0) + 1))
}

/// Writes a receipt.
///
/// # Errors
/// Disk full.
pub fn write(connection: &Connection, receipt: &Receipt, journal_number: Option<u64>) -> Result<(), StoreError> {
    let (counts, ignored) = (receipt.counts, serde_json::to_string(&receipt.ignored_headings).unwrap_or_default());
    connection
        .execute(
            "INSERT INTO import VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, NULL, ?17, ?18)",
            params![
                receipt.import.0,
                journal_number.map(|number| number as i64),
                receipt.format,
                receipt.file_name,
                receipt.sha256,
                receipt.file_bytes as i64,
                receipt.imported_utc_secs,
                receipt.actor,
                ignored,
                counts.rows as i64,
                counts.added as i64,
                counts.updated as i64,
                counts.duplicates as i64,
                counts.rejected as i64,
                counts.flagged as i64,
                counts.empty as i64,
                receipt.reading.profile,
                receipt.reading.mapping,
            ],
        )
        .map_err(system)?;
    let mut insert =
        connection.prepare_cached("INSERT INTO mapped_column VALUES (?1, ?2, ?3, ?4, ?5)").map_err(system)?;
    for (position, column) in (0i64..).zip(&receipt.columns) {
        let row = params![receipt.import.0, position, column.field, column.column, column.heading];
        insert.execute(row).map_err(system)?;
    }
    readings::write(connection, receipt.import, &receipt.reading)
}

/// Writes rejects in order of place, and how many there were under each rule.
///
/// # Errors
/// Disk full.
pub fn write_rejects(
    connection: &Connection,
    import: ImportId,
    rejects: &mut [Reject],
    counts: &BTreeMap<Rule, u64>,
) -> Result<(), StoreError> {
    rejects.sort_by_key(|reject| (reject.place, reject.rule));
    let before: i64 = connection
        .query_row("SELECT count(*) FROM reject WHERE import_id = ?1", [import.0], |row| row.get(0))
        .map_err(system)?;
    let mut insert = connection.prepare_cached("INSERT INTO reject VALUES (?1, ?2, ?3, ?4, ?5, ?6)").map_err(system)?;
    for (position, reject) in (before..LISTED_REJECTS as i64).zip(rejects.iter()) {
        let place = reject.place;
        let row = params![import.0, position, place.line, place.column, reject.rule.id(), reject.raw];
        insert.execute(row).map_err(system)?;
    }
    let upsert = "INSERT INTO reject_count VALUES (?1, ?2, ?3)
        ON CONFLICT (import_id, rule) DO UPDATE SET count = count + excluded.count";
    let mut insert = connection.prepare_cached(upsert).map_err(system)?;
    for (rule, count) in counts {
        insert.execute(params![import.0, rule.id(), *count as i64]).map_err(system)?;
    }
    Ok(())
}

/// The imports of the file with this fingerprint that were not taken back.
///
/// # Errors
/// Damaged or unreadable.
pub fn of_same_file(connection: &Connection, sha256: &str) -> Result<Vec<ImportId>, StoreError> {
    let select = "SELECT import_id FROM import WHERE sha256 = ?1 AND taken_back_utc_secs IS NULL ORDER BY import_id";
    let mut select = connection.prepare_cached(select).map_err(system)?;
    let rows = select.query_map([sha256], |row| Ok(ImportId(row.get(0)?))).map_err(system)?;
    rows.collect::<Result<_, _>>().map_err(system)
}

/// All receipts, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(connection: &Connection) -> Result<Vec<Receipt>, StoreError> {
    let mut select = connection.prepare_cached("SELECT * FROM import ORDER BY import_id DESC").map_err(system)?;
    let rows = select.query_map([], receipt_from_row).map_err(system)?;
    let mut receipts = Vec::new();
    for row in rows {
        let (mut receipt, ignored) = row.map_err(system)?;
        receipt.ignored_headings =
            serde_json::from_str(&ignored).map_err(|_| damaged("a receipt that does not read"))?;
        receipt.columns = columns(connection, receipt.import)?;
        receipt.reading = readings::read(connection, receipt.import)?;
        receipt.counts.withdrawn = withdrawals::taken_back_by(connection, receipt.import)?;
        receipts.push(receipt);
    }
    Ok(receipts)
}

/// The receipt of the newest import, without its columns.
///
/// # Errors
/// Damaged or unreadable.
pub fn newest(connection: &Connection) -> Result<Option<Receipt>, StoreError> {
    let select = "SELECT * FROM import ORDER BY import_id DESC LIMIT 1";
    let found = connection.query_row(select, [], receipt_from_row).optional().map_err(system)?;
    Ok(found.map(|(receipt, _)| receipt))
}

/// Adds what came of a further piece to the receipt of an import that goes on.
///
/// # Errors
/// Disk full.
pub fn add(connection: &Connection, piece: &Receipt) -> Result<(), StoreError> {
    let counts = piece.counts;
    connection
        .prepare_cached(
            "UPDATE import SET file_bytes = file_bytes + ?2, rows = rows + ?3, added = added + ?4,
             updated = updated + ?5, duplicates = duplicates + ?6, rejected = rejected + ?7, flagged = flagged + ?8,
             empty = empty + ?9 WHERE import_id = ?1",
        )
        .and_then(|mut update| {
            update.execute(params![
                piece.import.0,
                piece.file_bytes as i64,
                counts.rows as i64,
                counts.added as i64,
                counts.updated as i64,
                counts.duplicates as i64,
                counts.rejected as i64,
                counts.flagged as i64,
                counts.empty as i64,
            ])
        })
        .map_err(system)?;
    Ok(())
}

/// One receipt.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn one(connection: &Connection, import: ImportId) -> Result<Receipt, StoreError> {
    let found = all(connection)?.into_iter().find(|receipt| receipt.import == import);
    found.ok_or_else(|| StoreError::NotFound { what: format!("import {}", import.0) })
}

fn receipt_from_row(row: &Row) -> rusqlite::Result<(Receipt, String)> {
    let count = |column: &str| row.get::<_, i64>(column).map(|count| count as u64);
    let taken_back: Option<i64> = row.get("taken_back_utc_secs")?;
    let receipt = Receipt {
        import: ImportId(row.get("import_id")?),
        format: row.get("format")?,
        file_name: row.get("file_name")?,
        sha256: row.get("sha256")?,
        file_bytes: count("file_bytes")?,
        imported_utc_secs: row.get("imported_utc_secs")?,
        actor: row.get("actor")?,
        columns: Vec::new(),
        ignored_headings: Vec::new(),
        reading: FileReading::default(),
        counts: Counts {
            rows: count("rows")?,
            added: count("added")?,
            updated: count("updated")?,
            duplicates: count("duplicates")?,
            rejected: count("rejected")?,
            flagged: count("flagged")?,
            empty: count("empty")?,
            withdrawn: 0,
        },
        state: taken_back.map_or(ImportState::Active, |at_utc_secs| ImportState::TakenBack { at_utc_secs }),
    };
    Ok((receipt, row.get("ignored_headings")?))
}

fn columns(connection: &Connection, import: ImportId) -> Result<Vec<MappedColumn>, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT field, number, heading FROM mapped_column WHERE import_id = ?1 ORDER BY position")
        .map_err(system)?;
    let rows = select.query_map([import.0], |row| {
        Ok(MappedColumn { field: row.get(0)?, column: row.get(1)?, heading: row.get(2)? })
    });
    rows.and_then(Iterator::collect).map_err(system)
}

/// Rejects of an import in order of place.
///
/// # Errors
/// Damaged or unreadable.
pub fn rejects(connection: &Connection, import: ImportId, start: u64, count: usize) -> Result<Vec<Reject>, StoreError> {
    let mut select = connection
        .prepare_cached(
            "SELECT line, number, rule, raw FROM reject WHERE import_id = ?1 AND position >= ?2
             ORDER BY position LIMIT ?3",
        )
        .map_err(system)?;
    let rows = select.query_map(params![import.0, start as i64, count as i64], |row| {
        let place = Place { line: row.get(0)?, column: row.get(1)? };
        Ok((place, row.get::<_, String>(2)?, row.get(3)?))
    });
    let mut rejects = Vec::new();
    for row in rows.map_err(system)? {
        let (place, rule, raw) = row.map_err(system)?;
        rejects.push(Reject { place, rule: rule_from_id(&rule)?, raw });
    }
    Ok(rejects)
}

/// How many rejects of an import there were under each rule, in order of rule.
///
/// # Errors
/// Damaged or unreadable.
pub fn reject_counts(connection: &Connection, import: ImportId) -> Result<Vec<(Rule, u64)>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT rule, count FROM reject_count WHERE import_id = ?1").map_err(system)?;
    let rows = select.query_map([import.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? as u64)));
    let mut counts = Vec::new();
    for row in rows.map_err(system)? {
        let (rule, count) = row.map_err(system)?;
        counts.push((rule_from_id(&rule)?, count));
    }
    counts.sort();
    Ok(counts)
}

fn rule_from_id(id: &str) -> Result<Rule, StoreError> {
    Rule::from_id(id).ok_or_else(|| damaged("an unknown rule"))
}

/// Marks an import as taken back.
///
/// # Errors
/// [`StoreError::NotFound`] for one that is not active.
pub fn take_back(connection: &Connection, import: ImportId, at_utc_secs: i64) -> Result<(), StoreError> {
    let not_active = || StoreError::NotFound { what: format!("import {}", import.0) };
    let state: Option<Option<i64>> = connection
        .query_row("SELECT taken_back_utc_secs FROM import WHERE import_id = ?1", [import.0], |row| row.get(0))
        .optional()
        .map_err(system)?;
    if state != Some(None) {
        return Err(not_active());
    }
    connection
        .execute("UPDATE import SET taken_back_utc_secs = ?2 WHERE import_id = ?1", params![import.0, at_utc_secs])
        .map_err(system)?;
    Ok(())
}
