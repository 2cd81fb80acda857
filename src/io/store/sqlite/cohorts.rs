//! Saved cohort filters.

use rusqlite::{Connection, params};

use super::super::{SavedCohort, StoreError};
use super::core::Core;
use super::failure::system;
use crate::domain::access::Grant;

/// Saved cohorts by name.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(connection: &Connection) -> Result<Vec<SavedCohort>, StoreError> {
    let mut select = connection.prepare_cached("SELECT name, filter FROM cohort ORDER BY name").map_err(system)?;
    let rows = select.query_map([], |row| Ok(SavedCohort { name: row.get(0)?, filter: row.get(1)? }));
    rows.and_then(Iterator::collect).map_err(system)
}

/// Saves a cohort under its name.
///
/// # Errors
/// Where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, cohort: &SavedCohort) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        transaction
            .execute("INSERT OR REPLACE INTO cohort VALUES (?1, ?2)", params![cohort.name, cohort.filter])
            .map_err(system)?;
        Ok(())
    })
}

/// Deletes a saved cohort.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn delete(core: &Core, grant: &Grant, name: &str) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        match transaction.execute("DELETE FROM cohort WHERE name = ?1", [name]).map_err(system)? {
            0 => Err(StoreError::NotFound { what: "a cohort of that name".to_owned() }),
            _ => Ok(()),
        }
    })
}
