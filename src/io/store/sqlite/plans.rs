//! Treatment plans: a row a version, never changed. Taking one back marks it.

use rusqlite::{Connection, params};

use super::super::{StoreError, plan_text};
use super::core::Core;
use super::failure::system;
use super::migrations::version;
use super::schema::PLANS;
use super::snapshot::Snapshot;
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::plan::{KeptPlan, Plan};

/// A version as it lies in the file.
pub struct Row {
    pub number: u64,
    pub patient: PatientId,
    pub made_utc_secs: i64,
    pub made_by: String,
    pub is_taken_back: bool,
    pub text: String,
}

const COLUMNS: &str = "number, patient, made_utc_secs, made_by, taken_back_utc_secs IS NOT NULL, text";

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        patient: PatientId(row.get(1)?),
        made_utc_secs: row.get(2)?,
        made_by: row.get(3)?,
        is_taken_back: row.get(4)?,
        text: row.get(5)?,
    })
}

/// Plans of all numbers of a person, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn of_patient(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<KeptPlan>, StoreError> {
    if version(connection)? < PLANS {
        return Ok(Vec::new());
    }
    let numbers = match snapshot.merges.group_of(patient) {
        [] => vec![patient],
        group => group.to_vec(),
    };
    let mut select =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM plan WHERE patient = ?1")).map_err(system)?;
    let mut rows: Vec<Row> = Vec::new();
    for number in numbers {
        let of_number = select.query_map([number.0], row).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        rows.extend(of_number.map_err(system)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.number));
    rows.into_iter().map(kept).collect()
}

fn kept(row: Row) -> Result<KeptPlan, StoreError> {
    Ok(KeptPlan {
        number: row.number,
        made_utc_secs: row.made_utc_secs,
        made_by: row.made_by,
        is_taken_back: row.is_taken_back,
        plan: plan_text::read(&row.text)?,
    })
}

/// Every plan that was not taken back.
///
/// # Errors
/// Damaged or unreadable.
pub fn standing(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    if version(connection)? < PLANS {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM plan WHERE taken_back_utc_secs IS NULL");
    let mut select = connection.prepare_cached(&sql).map_err(system)?;
    select.query_map([], row).and_then(Iterator::collect).map_err(system)
}

/// How many plans of these patients stand.
///
/// # Errors
/// Damaged or unreadable.
pub fn count_of(connection: &Connection, patients: impl Iterator<Item = u32>) -> Result<usize, StoreError> {
    let standing = standing(connection)?;
    if standing.is_empty() {
        return Ok(0);
    }
    let patients: std::collections::HashSet<u32> = patients.collect();
    Ok(standing.iter().filter(|row| patients.contains(&row.patient.0)).count())
}

/// Keeps a version; its number.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, patient: PatientId, plan: &Plan) -> Result<u64, StoreError> {
    core.demand_writing()?;
    let text = plan_text::write(plan)?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        if patient.0 >= before.patients {
            return Err(StoreError::NotFound { what: "a patient of that number".to_owned() });
        }
        transaction
            .execute(
                "INSERT INTO plan (patient, made_utc_secs, made_by, text) VALUES (?1, ?2, ?3, ?4)",
                params![patient.0, grant.at_utc_secs(), grant.actor().name, text],
            )
            .map_err(system)?;
        Ok(transaction.last_insert_rowid().unsigned_abs())
    })
}

/// Marks a version as taken back, or lets it stand again.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn take_back(core: &Core, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let at = is_taken_back.then(|| grant.at_utc_secs());
        let changed = transaction
            .execute("UPDATE plan SET taken_back_utc_secs = ?1 WHERE number = ?2", params![at, number as i64])
            .map_err(system)?;
        if changed == 0 { Err(StoreError::NotFound { what: "a plan of that number".to_owned() }) } else { Ok(()) }
    })
}
