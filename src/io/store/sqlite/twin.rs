//! One patient's records, joined from the segments of all imports.

use rusqlite::Connection;

use super::super::StoreError;
use super::rebuild::Summed;
use super::segment::observation::{self, Gathered};
use super::segment::{SegmentKind, record};
use super::snapshot::{Snapshot, with_segment};
use super::values::visible;
use crate::domain::ids::PatientId;
use crate::domain::observation::Observation;
use crate::domain::patient::Sourced;
use crate::domain::summary::CHUNK_PATIENTS;
use crate::domain::twin::DigitalTwin;

/// Reads everything of a patient.
///
/// # Errors
/// [`StoreError::NotFound`] for a number without records.
pub fn read(connection: &Connection, snapshot: &Snapshot, patient: PatientId) -> Result<DigitalTwin, StoreError> {
    let mut rows = records(connection, snapshot, patient)?;
    rows.reverse();
    let twin = DigitalTwin {
        id: patient,
        rows,
        conditions: records(connection, snapshot, patient)?,
        medications: records(connection, snapshot, patient)?,
        allergies: records(connection, snapshot, patient)?,
        admissions: records(connection, snapshot, patient)?,
        observations: observations(connection, snapshot, patient)?,
    };
    let nothing = twin.rows.is_empty()
        && twin.conditions.is_empty()
        && twin.medications.is_empty()
        && twin.allergies.is_empty()
        && twin.admissions.is_empty()
        && twin.observations.is_empty();
    if nothing { Err(StoreError::NotFound { what: "records of this patient".to_owned() }) } else { Ok(twin) }
}

/// Ids of the segments that may hold a patient's records of a kind.
fn segments_of(snapshot: &Snapshot, kind: SegmentKind, patient: PatientId) -> impl Iterator<Item = i64> {
    let segments = snapshot.segments(kind, patient.0 / CHUNK_PATIENTS);
    let covers = move |first: u32, last: u32| (first..=last).contains(&patient.0);
    segments
        .iter()
        .filter(move |located| covers(located.first_patient, located.last_patient))
        .map(|located| located.segment_id)
}

/// Records in order of import and line, duplicates once.
fn records<T: Summed>(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<Sourced<T>>, StoreError> {
    let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
    for segment_id in segments_of(snapshot, T::KIND, patient) {
        with_segment(connection, segment_id, |segment| record::decode(segment, Some(patient.0), &mut rows))?;
    }
    let mut rows: Vec<Sourced<T>> = rows.into_iter().map(|(_, row)| row).collect();
    rows.sort_by_key(|row| row.cell);
    let duplicates = T::duplicates(&rows);
    Ok(rows.into_iter().zip(duplicates).filter(|(_, duplicate)| !duplicate).map(|(row, _)| row).collect())
}

fn observations(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<Observation>, StoreError> {
    let mut all = Gathered::default();
    for segment_id in segments_of(snapshot, SegmentKind::Observation, patient) {
        with_segment(connection, segment_id, |segment| observation::decode(segment, Some(patient.0), &mut all))?;
    }
    let mut items = std::mem::take(&mut all.items);
    Ok(visible(&all, &mut items, snapshot))
}
