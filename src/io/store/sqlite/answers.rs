//! What diagnostic models said of patients, a row an answer, never changed; taking one back marks it. And the table of
//! treatment options, which is kept whole.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::{StoreError, answer_text};
use super::core::Core;
use super::failure::system;
use super::migrations::version;
use super::schema::MODELS;
use super::snapshot::Snapshot;
use crate::domain::access::Grant;
use crate::domain::diagnosis::{KeptAnswer, PatientAnswer, TreatmentOption};
use crate::domain::ids::PatientId;

/// An answer as it lies in the file.
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

fn kept(row: Row) -> Result<KeptAnswer, StoreError> {
    Ok(KeptAnswer {
        number: row.number,
        made_utc_secs: row.made_utc_secs,
        made_by: row.made_by,
        is_taken_back: row.is_taken_back,
        answer: answer_text::read(&row.text)?,
    })
}

/// Answers about all numbers of a person, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn of_patient(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<KeptAnswer>, StoreError> {
    if version(connection)? < MODELS {
        return Ok(Vec::new());
    }
    let numbers = match snapshot.merges.group_of(patient) {
        [] => vec![patient],
        group => group.to_vec(),
    };
    let sql = format!("SELECT {COLUMNS} FROM diagnosis_answer WHERE patient = ?1");
    let mut select = connection.prepare_cached(&sql).map_err(system)?;
    let mut rows: Vec<Row> = Vec::new();
    for number in numbers {
        let of_number = select.query_map([number.0], row).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        rows.extend(of_number.map_err(system)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.number));
    rows.into_iter().map(kept).collect()
}

/// Every answer that was not taken back, by number.
///
/// # Errors
/// Damaged or unreadable.
pub fn standing(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    if version(connection)? < MODELS {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM diagnosis_answer WHERE taken_back_utc_secs IS NULL ORDER BY number");
    let mut select = connection.prepare_cached(&sql).map_err(system)?;
    select.query_map([], row).and_then(Iterator::collect).map_err(system)
}

/// How many answers about these patients stand.
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

/// Journals the grant and reads every answer that stands, with whom it is about.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(core: &Core, grant: &Grant) -> Result<Vec<(PatientId, KeptAnswer)>, StoreError> {
    core.journal_entry(grant)?;
    core.read(|connection, _| standing(connection)?.into_iter().map(|row| Ok((row.patient, kept(row)?))).collect())
}

/// Keeps an answer; its number.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, patient: PatientId, answer: &PatientAnswer) -> Result<u64, StoreError> {
    core.demand_writing()?;
    let text = answer_text::write(answer)?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        if patient.0 >= before.patients {
            return Err(StoreError::NotFound { what: "a patient of that number".to_owned() });
        }
        transaction
            .execute(
                "INSERT INTO diagnosis_answer (patient, made_utc_secs, made_by, text) VALUES (?1, ?2, ?3, ?4)",
                params![patient.0, grant.at_utc_secs(), grant.actor().name, text],
            )
            .map_err(system)?;
        Ok(transaction.last_insert_rowid().unsigned_abs())
    })
}

/// Marks an answer as taken back, or lets it stand again.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write.
pub fn take_back(core: &Core, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let at = is_taken_back.then(|| grant.at_utc_secs());
        let sql = "UPDATE diagnosis_answer SET taken_back_utc_secs = ?1 WHERE number = ?2";
        match transaction.execute(sql, params![at, number as i64]).map_err(system)? {
            0 => Err(StoreError::NotFound { what: "an answer of that number".to_owned() }),
            _ => Ok(()),
        }
    })
}

/// The table of treatment options, where one was saved.
///
/// # Errors
/// Damaged or unreadable.
pub fn options(connection: &Connection) -> Result<Option<Vec<TreatmentOption>>, StoreError> {
    if version(connection)? < MODELS {
        return Ok(None);
    }
    let newest = "SELECT text FROM treatment_options ORDER BY number DESC LIMIT 1";
    let text: Option<String> = connection.query_row(newest, [], |row| row.get(0)).optional().map_err(system)?;
    text.map(|text| answer_text::read_options(&text)).transpose()
}

/// Saves the table of treatment options; earlier ones stay in the file.
///
/// # Errors
/// Where this process may not write; disk full.
pub fn save_options(core: &Core, grant: &Grant, options: &[TreatmentOption]) -> Result<(), StoreError> {
    core.demand_writing()?;
    let text = answer_text::write_options(options)?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let row = params![grant.at_utc_secs(), grant.actor().name, text];
        let insert = "INSERT INTO treatment_options (made_utc_secs, made_by, text) VALUES (?1, ?2, ?3)";
        transaction.execute(insert, row).map_err(system)?;
        Ok(())
    })
}
