//! Saved profiles: how files of a shape are read.

use rusqlite::{Connection, params};

use super::super::{SavedProfile, StoreError};
use super::core::Core;
use super::failure::system;
use super::migrations::version;
use super::schema::READINGS;
use crate::domain::access::Grant;

/// Saved profiles by name.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(connection: &Connection) -> Result<Vec<SavedProfile>, StoreError> {
    if version(connection)? < READINGS {
        return Ok(Vec::new());
    }
    let mut select = connection
        .prepare_cached("SELECT name, text, saved_by, saved_utc_secs FROM profile ORDER BY name")
        .map_err(system)?;
    let rows = select.query_map([], |row| {
        let (name, text) = (row.get(0)?, row.get(1)?);
        Ok(SavedProfile { name, text, saved_by: row.get(2)?, saved_utc_secs: row.get(3)? })
    });
    rows.and_then(Iterator::collect).map_err(system)
}

/// Saves a profile under its name.
///
/// # Errors
/// Where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, name: &str, text: &str) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let row = params![name, text, grant.actor().name, grant.at_utc_secs()];
        transaction.execute("INSERT OR REPLACE INTO profile VALUES (?1, ?2, ?3, ?4)", row).map_err(system)?;
        Ok(())
    })
}

/// Deletes a profile.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn delete(core: &Core, grant: &Grant, name: &str) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        match transaction.execute("DELETE FROM profile WHERE name = ?1", [name]).map_err(system)? {
            0 => Err(StoreError::NotFound { what: "a profile of that name".to_owned() }),
            _ => Ok(()),
        }
    })
}
