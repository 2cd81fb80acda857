//! What people have said about who is who: merges of patient numbers, and pairs that are two persons. A row each in a
//! table of its own, so that taking one back leaves no trace in the records.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::StoreError;
use super::core::Core;
use super::failure::{damaged, system};
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::merge::{KeptApart, Merge, Merges, ordered};

/// All merges among `patients` numbers.
///
/// # Errors
/// Damaged or unreadable.
pub fn merges(connection: &Connection, patients: u32) -> Result<Merges, StoreError> {
    if !has_tables(connection)? {
        return Ok(Merges::default());
    }
    let mut select = connection
        .prepare_cached("SELECT patient, into_patient, at_utc_secs, actor FROM merge ORDER BY position")
        .map_err(system)?;
    let rows = select.query_map([], |row| {
        let (patient, into) = (PatientId(row.get(0)?), PatientId(row.get(1)?));
        Ok(Merge { patient, into, at_utc_secs: row.get(2)?, actor: row.get(3)? })
    });
    let list: Vec<Merge> = rows.and_then(Iterator::collect).map_err(system)?;
    let is_given = |merge: &Merge| merge.patient.0 < patients && merge.into.0 < patients;
    let merges = if list.iter().all(is_given) { Merges::new(list) } else { None };
    merges.ok_or_else(|| damaged("merged patients that cannot be"))
}

/// A store of an earlier version that is only read has no such tables.
fn has_tables(connection: &Connection) -> Result<bool, StoreError> {
    connection
        .prepare_cached("SELECT 1 FROM sqlite_master WHERE name = 'kept_apart'")
        .and_then(|mut select| select.exists([]))
        .map_err(system)
}

/// Pairs that are two persons, by number.
///
/// # Errors
/// Damaged or unreadable.
pub fn kept_apart(connection: &Connection) -> Result<Vec<KeptApart>, StoreError> {
    if !has_tables(connection)? {
        return Ok(Vec::new());
    }
    let mut select = connection
        .prepare_cached("SELECT first, second, at_utc_secs, actor FROM kept_apart ORDER BY first, second")
        .map_err(system)?;
    let rows = select.query_map([], |row| {
        let (first, second) = (PatientId(row.get(0)?), PatientId(row.get(1)?));
        Ok(KeptApart { first, second, at_utc_secs: row.get(2)?, actor: row.get(3)? })
    });
    rows.and_then(Iterator::collect).map_err(system)
}

/// Says that two numbers are one person.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn merge(core: &Core, grant: &Grant, patient: PatientId, into: PatientId) -> Result<Merge, StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        demand_given(before.patients, patient, into)?;
        let (patient, into) = before.merges.link(patient, into).ok_or_else(|| not_found("two different persons"))?;
        let (at_utc_secs, actor) = (grant.at_utc_secs(), grant.actor().name.clone());
        transaction
            .execute(
                "INSERT INTO merge (patient, into_patient, at_utc_secs, actor) VALUES (?1, ?2, ?3, ?4)",
                params![patient.0, into.0, at_utc_secs, actor],
            )
            .map_err(system)?;
        Ok(Merge { patient, into, at_utc_secs, actor })
    })
}

/// Takes a merge back.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn unmerge(core: &Core, grant: &Grant, patient: PatientId) -> Result<Merge, StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        let merge = before.merges.list().iter().find(|merge| merge.patient == patient).cloned();
        let merge = merge.ok_or_else(|| not_found("a merge of this patient"))?;
        transaction.execute("DELETE FROM merge WHERE patient = ?1", [patient.0]).map_err(system)?;
        Ok(merge)
    })
}

/// Says that two numbers are two persons; saying it again changes nothing.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn keep_apart(core: &Core, grant: &Grant, one: PatientId, other: PatientId) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        demand_given(before.patients, one, other)?;
        before.merges.link(one, other).ok_or_else(|| not_found("two different persons"))?;
        let (first, second) = ordered(one, other);
        transaction
            .execute(
                "INSERT OR IGNORE INTO kept_apart VALUES (?1, ?2, ?3, ?4)",
                params![first.0, second.0, grant.at_utc_secs(), grant.actor().name],
            )
            .map_err(system)?;
        Ok(())
    })
}

/// Takes back that two numbers are two persons.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn forget_kept_apart(core: &Core, grant: &Grant, one: PatientId, other: PatientId) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let (first, second) = ordered(one, other);
        let sql = "DELETE FROM kept_apart WHERE first = ?1 AND second = ?2 RETURNING 1";
        let found: Option<i64> =
            transaction.query_row(sql, [first.0, second.0], |row| row.get(0)).optional().map_err(system)?;
        found.map(|_| ()).ok_or_else(|| not_found("a pair kept apart"))
    })
}

fn demand_given(patients: u32, one: PatientId, other: PatientId) -> Result<(), StoreError> {
    if one.0 < patients && other.0 < patients { Ok(()) } else { Err(not_found("a patient of that number")) }
}

fn not_found(what: &str) -> StoreError {
    StoreError::NotFound { what: what.to_owned() }
}
