//! For what patients agreed to have their records used: a row a word, never changed; the newest holds.

use rusqlite::{Connection, Row, params};

use super::super::StoreError;
use super::core::Core;
use super::failure::{damaged, system};
use super::migrations::version;
use super::schema::CONSENTS;
use super::snapshot::Snapshot;
use crate::domain::access::Grant;
use crate::domain::consent::{Consent, Purpose, Said};
use crate::domain::ids::PatientId;

const COLUMNS: &str = "SELECT patient, purpose, is_given, actor, at_utc_secs, number FROM consent";

/// The newest word of each patient about each purpose.
///
/// # Errors
/// Damaged or unreadable.
pub fn newest(connection: &Connection) -> Result<Vec<(PatientId, Consent)>, StoreError> {
    let only_newest =
        "WHERE number IN (SELECT MAX(number) FROM consent GROUP BY patient, purpose) ORDER BY patient, purpose";
    read(connection, &format!("{COLUMNS} {only_newest}"), None)
}

/// The newest words of a person, under whichever number, by purpose.
///
/// # Errors
/// Damaged or unreadable.
pub fn of_patient(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<Consent>, StoreError> {
    let group = snapshot.merges.group_of(patient);
    let alone = [patient];
    let mut all = Vec::new();
    for number in if group.is_empty() { &alone } else { group } {
        all.extend(read(connection, &format!("{COLUMNS} WHERE patient = ?1"), Some(*number))?);
    }
    all.sort_by_key(|(_, consent)| (consent.purpose, std::cmp::Reverse(consent.number)));
    all.dedup_by_key(|(_, consent)| consent.purpose);
    Ok(all.into_iter().map(|(_, consent)| consent).collect())
}

fn read(
    connection: &Connection,
    sql: &str,
    patient: Option<PatientId>,
) -> Result<Vec<(PatientId, Consent)>, StoreError> {
    if version(connection)? < CONSENTS {
        return Ok(Vec::new());
    }
    let mut select = connection.prepare_cached(sql).map_err(system)?;
    let mut rows = match patient {
        Some(patient) => select.query([patient.0]),
        None => select.query([]),
    }
    .map_err(system)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().map_err(system)? {
        all.push(from_row(row).map_err(system)?.ok_or_else(|| damaged("a consent that does not read"))?);
    }
    Ok(all)
}

fn from_row(row: &Row) -> rusqlite::Result<Option<(PatientId, Consent)>> {
    let purpose: String = row.get(1)?;
    let Some(purpose) = Purpose::from_id(&purpose) else { return Ok(None) };
    let consent = Consent {
        purpose,
        agrees: row.get(2)?,
        by: row.get(3)?,
        at_utc_secs: row.get(4)?,
        number: row.get::<_, i64>(5)?.unsigned_abs(),
    };
    Ok(Some((PatientId(row.get(0)?), consent)))
}

/// Records words, all or none.
///
/// # Errors
/// [`StoreError::NotFound`] for a patient number that was never given; where this process may not write.
pub fn record(core: &Core, grant: &Grant, said: &[Said<PatientId>]) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        let sql = "INSERT INTO consent (patient, purpose, is_given, actor, at_utc_secs) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = transaction.prepare_cached(sql).map_err(system)?;
        for word in said {
            if word.patient.0 >= before.patients {
                return Err(StoreError::NotFound { what: "a patient of that number".to_owned() });
            }
            let row = params![word.patient.0, word.purpose.id(), word.agrees, grant.actor().name, grant.at_utc_secs()];
            insert.execute(row).map_err(system)?;
        }
        Ok(())
    })
}
