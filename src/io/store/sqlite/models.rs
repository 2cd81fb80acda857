//! Diagnostic models: a row a version. One that was deleted leaves its name and version, so that no other gets them, and
//! nothing of what it learned.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::StoreError;
use super::core::Core;
use super::failure::system;
use super::migrations::version;
use super::schema::MODELS;
use crate::domain::access::Grant;
use crate::domain::diagnosis::{KeptModel, ModelName, ModelSummary};

const COLUMNS: &str = "number, name, version, made_utc_secs, made_by, target, algorithm, metric, value, low, high, \
    is_better, learned_from, data_sha256, rows";

/// Every version that was not deleted, by name, the newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(connection: &Connection) -> Result<Vec<KeptModel>, StoreError> {
    if version(connection)? < MODELS {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM diagnosis_model WHERE file IS NOT NULL ORDER BY name, version DESC");
    let mut select = connection.prepare_cached(&sql).map_err(system)?;
    select.query_map([], row).and_then(Iterator::collect).map_err(system)
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeptModel> {
    let (low, high): (Option<f64>, Option<f64>) = (row.get(9)?, row.get(10)?);
    Ok(KeptModel {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        model: ModelName { name: row.get(1)?, version: row.get(2)? },
        made_utc_secs: row.get(3)?,
        made_by: row.get(4)?,
        summary: ModelSummary {
            target: row.get(5)?,
            algorithm: row.get(6)?,
            metric: row.get(7)?,
            value: row.get(8)?,
            interval: low.zip(high),
            is_better_than_baseline: row.get(11)?,
            learned_from: row.get(12)?,
            data_sha256: row.get(13)?,
            rows: row.get(14)?,
        },
    })
}

/// The file of a version.
///
/// # Errors
/// [`StoreError::NotFound`]; damaged or unreadable.
pub fn file(core: &Core, grant: &Grant, number: u64) -> Result<Vec<u8>, StoreError> {
    core.journal_entry(grant)?;
    core.read(|connection, _| {
        if version(connection)? < MODELS {
            return Err(not_found());
        }
        let mut select = connection
            .prepare_cached("SELECT file FROM diagnosis_model WHERE number = ?1 AND file IS NOT NULL")
            .map_err(system)?;
        select.query_row([number as i64], |row| row.get(0)).optional().map_err(system)?.ok_or_else(not_found)
    })
}

fn not_found() -> StoreError {
    StoreError::NotFound { what: "a model of that number".to_owned() }
}

/// Keeps a model as the next version of its name.
///
/// # Errors
/// Where this process may not write; disk full.
pub fn save(
    core: &Core,
    grant: &Grant,
    name: &str,
    summary: &ModelSummary,
    file: &[u8],
) -> Result<ModelName, StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let next = "SELECT COALESCE(MAX(version), 0) + 1 FROM diagnosis_model WHERE name = ?1";
        let version: u32 = transaction.query_row(next, [name], |row| row.get(0)).map_err(system)?;
        let (low, high) = summary.interval.unzip();
        let values = params![
            name,
            version,
            grant.at_utc_secs(),
            grant.actor().name,
            summary.target,
            summary.algorithm,
            summary.metric,
            summary.value,
            low,
            high,
            summary.is_better_than_baseline,
            summary.learned_from,
            summary.data_sha256,
            summary.rows,
            file
        ];
        let insert = "INSERT INTO diagnosis_model (name, version, made_utc_secs, made_by, target, algorithm, metric, \
            value, low, high, is_better, learned_from, data_sha256, rows, file) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
        transaction.execute(insert, values).map_err(system)?;
        Ok(ModelName { name: name.to_owned(), version })
    })
}

/// Deletes what a version learned.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn delete(core: &Core, grant: &Grant, number: u64) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let sql = "UPDATE diagnosis_model SET file = NULL WHERE number = ?1 AND file IS NOT NULL";
        match transaction.execute(sql, [number as i64]).map_err(system)? {
            0 => Err(not_found()),
            _ => Ok(()),
        }
    })
}
