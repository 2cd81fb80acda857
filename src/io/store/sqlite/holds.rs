//! Patients whose records somebody keeps longer than their time, each with a reason.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::super::StoreError;
use super::super::trust::Hold;
use super::core::Core;
use super::failure::{damaged, system};
use super::snapshot::set;
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;

/// Before a patient's number in the settings, and behind every key that begins so.
const PREFIX: &str = "hold:";
const BEHIND: &str = "hold;";

#[derive(Serialize, Deserialize)]
struct Kept {
    reason: String,
    by: String,
    at_utc_secs: i64,
}

fn key(patient: u32) -> String {
    format!("{PREFIX}{patient:010}")
}

/// Journals the grant and holds a person's records under the number given, or ends that under all of their numbers.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn hold(core: &Core, grant: &Grant, patient: PatientId, is_held: bool) -> Result<(), StoreError> {
    core.demand_writing()?;
    let numbers = core.read(|_, snapshot| {
        let group = snapshot.merges.group_of(patient);
        let own = (patient.0 < snapshot.patients).then_some(patient.0);
        Ok(own.into_iter().chain(group.iter().map(|number| number.0)).collect::<Vec<u32>>())
    })?;
    if numbers.is_empty() || !is_held && !core.read(|connection, _| is_any_held(connection, &numbers))? {
        return Err(StoreError::NotFound { what: "a patient of that number, or one that is held".to_owned() });
    }
    core.journal_entry(grant)?;
    let kept =
        Kept { reason: grant.reason().to_owned(), by: grant.actor().name.clone(), at_utc_secs: grant.at_utc_secs() };
    let text = serde_json::to_string(&kept).map_err(|_| damaged("a hold that cannot be written"))?;
    core.write(grant.at_utc_secs(), |transaction, _| match is_held {
        true => set(transaction, &key(patient.0), &text),
        false => numbers.iter().try_for_each(|number| {
            let sql = "DELETE FROM meta WHERE key = ?1";
            transaction.execute(sql, params![key(*number)]).map(|_| ()).map_err(system)
        }),
    })
}

/// Fails where the records under one of these numbers are held.
///
/// # Errors
/// [`StoreError::Held`]; damaged.
pub fn demand_none(core: &Core, numbers: &[u32]) -> Result<(), StoreError> {
    let is_held = core.read(|connection, _| is_any_held(connection, numbers))?;
    if is_held { Err(StoreError::Held) } else { Ok(()) }
}

fn is_any_held(connection: &Connection, numbers: &[u32]) -> Result<bool, StoreError> {
    Ok(all(connection)?.iter().any(|hold| numbers.contains(&hold.patient.0)))
}

/// Everybody whose records are held, by number.
///
/// # Errors
/// Damaged.
pub fn all(connection: &Connection) -> Result<Vec<Hold>, StoreError> {
    let sql = "SELECT key, value FROM meta WHERE key >= ?1 AND key < ?2 ORDER BY key";
    let mut select = connection.prepare_cached(sql).map_err(system)?;
    let rows = select.query_map([PREFIX, BEHIND], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let rows: Vec<(String, String)> = rows.map_err(system)?.collect::<Result<_, _>>().map_err(system)?;
    rows.into_iter().map(|(key, text)| of_text(&key, &text)).collect()
}

fn of_text(key: &str, text: &str) -> Result<Hold, StoreError> {
    let broken = || damaged("a hold that does not read");
    let number = key.trim_start_matches(PREFIX).parse().map_err(|_| broken())?;
    let Kept { reason, by, at_utc_secs } = serde_json::from_str(text).map_err(|_| broken())?;
    Ok(Hold { patient: PatientId(number), reason, by, at_utc_secs })
}
