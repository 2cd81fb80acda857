//! Alerts that people overrode, with their reasons: rows are added and marked as taken back, never deleted.

use rusqlite::{Connection, Row, params};

use super::super::StoreError;
use super::core::Core;
use super::failure::{damaged, system};
use super::migrations::version;
use super::schema::GENES;
use super::snapshot::Snapshot;
use crate::domain::access::Grant;
use crate::domain::alert::{AlertOverride, KeptOverride, OverrideReason, override_secs};
use crate::domain::genome::drug::Tier;
use crate::domain::ids::PatientId;

/// What was overridden about a patient, under whichever of their numbers; the newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn of_patient(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<KeptOverride>, StoreError> {
    if version(connection)? < GENES {
        return Ok(Vec::new());
    }
    let group = snapshot.merges.group_of(patient);
    let alone = [patient];
    let mut all = Vec::new();
    for number in if group.is_empty() { &alone } else { group } {
        let mut select = connection
            .prepare_cached(
                "SELECT number, patient, cause, tier, reason, note, actor, at_utc_secs, until_utc_secs,
                    taken_back_utc_secs FROM alert_override WHERE patient = ?1",
            )
            .map_err(system)?;
        let rows = select.query_map([number.0], from_row).map_err(system)?;
        for row in rows {
            all.push(row.map_err(system)?.ok_or_else(|| damaged("an override that does not read"))?);
        }
    }
    all.sort_by_key(|kept| std::cmp::Reverse(kept.number));
    Ok(all)
}

fn from_row(row: &Row) -> rusqlite::Result<Option<KeptOverride>> {
    let (tier, reason): (String, String) = (row.get(3)?, row.get(4)?);
    let (Some(tier), Some(reason)) = (Tier::from_id(&tier), OverrideReason::from_id(&reason)) else { return Ok(None) };
    Ok(Some(KeptOverride {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        said: AlertOverride { patient: PatientId(row.get(1)?), cause: row.get(2)?, tier, reason, note: row.get(5)? },
        actor: row.get(6)?,
        at_utc_secs: row.get(7)?,
        until_utc_secs: row.get(8)?,
        taken_back_utc_secs: row.get(9)?,
    }))
}

/// Keeps an override by whoever the grant names, and gives its number.
///
/// # Errors
/// [`StoreError::NotFound`] for a number that was never given; where this process may not write.
pub fn add(core: &Core, grant: &Grant, said: &AlertOverride) -> Result<u64, StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        if said.patient.0 >= before.patients {
            return Err(StoreError::NotFound { what: "a patient of that number".to_owned() });
        }
        let until = grant.at_utc_secs() + override_secs(said.tier);
        transaction
            .execute(
                "INSERT INTO alert_override (patient, cause, tier, reason, note, actor, at_utc_secs, until_utc_secs)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    said.patient.0,
                    said.cause,
                    said.tier.id(),
                    said.reason.id(),
                    said.note,
                    grant.actor().name,
                    grant.at_utc_secs(),
                    until
                ],
            )
            .map_err(system)?;
        Ok(transaction.last_insert_rowid().unsigned_abs())
    })
}

/// Marks an override as taken back.
///
/// # Errors
/// [`StoreError::NotFound`] for one that is not there or was taken back before; where this process may not write.
pub fn take_back(core: &Core, grant: &Grant, number: u64) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let sql = "UPDATE alert_override SET taken_back_utc_secs = ?2, taken_back_by = ?3
            WHERE number = ?1 AND taken_back_utc_secs IS NULL";
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        match transaction.execute(sql, params![number, grant.at_utc_secs(), grant.actor().name]).map_err(system)? {
            0 => Err(StoreError::NotFound { what: "an override of that number".to_owned() }),
            _ => Ok(()),
        }
    })
}
