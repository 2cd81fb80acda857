//! What diagnostic models said of patients; and the table of treatment options, which is kept whole.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::{StoreError, answer_text};
use super::core::Core;
use super::failure::system;
use super::migrations::version;
use super::schema::MODELS;
use super::snapshot::Snapshot;
use super::versions::{Version, Versions};
use crate::domain::access::Grant;
use crate::domain::diagnosis::{KeptAnswer, PatientAnswer, TreatmentOption};
use crate::domain::ids::PatientId;

pub const KEPT: Versions = Versions { table: "diagnosis_answer", since: MODELS, one: "an answer", is_of_patient: true };

/// Answers about all numbers of a person, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn of_patient(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<KeptAnswer>, StoreError> {
    KEPT.of_patient(connection, snapshot, patient)?.into_iter().map(kept).collect()
}

fn kept(own: Version) -> Result<KeptAnswer, StoreError> {
    Ok(KeptAnswer {
        number: own.number,
        made_utc_secs: own.made_utc_secs,
        made_by: own.made_by,
        is_taken_back: own.is_taken_back,
        answer: answer_text::read(&own.text)?,
    })
}

/// Journals the grant and reads every answer that stands, with whom it is about.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(core: &Core, grant: &Grant) -> Result<Vec<(PatientId, KeptAnswer)>, StoreError> {
    core.journal_entry(grant)?;
    core.read(|connection, _| KEPT.standing(connection)?.into_iter().map(|own| Ok((own.patient, kept(own)?))).collect())
}

/// Keeps an answer; its number.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, patient: PatientId, answer: &PatientAnswer) -> Result<u64, StoreError> {
    KEPT.save(core, grant, Some(patient), &answer_text::write(answer)?)
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
