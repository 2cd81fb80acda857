//! One patient's records, joined from the segments of all imports.

use rusqlite::Connection;

use super::super::StoreError;
use super::joint::visible;
use super::segment::observation::{self, Gathered};
use super::segment::{Segment, SegmentKind, record};
use super::snapshot::{Snapshot, with_segment};
use super::summed::Summed;
use super::values;
use crate::domain::ids::PatientId;
use crate::domain::observation::Observation;
use crate::domain::patient::{Patient, Sourced};
use crate::domain::summary::CHUNK_PATIENTS;
use crate::domain::twin::DigitalTwin;

/// Reads everything of a patient; of all numbers where several are one person.
///
/// # Errors
/// [`StoreError::NotFound`] for a number without records.
pub fn read(connection: &Connection, snapshot: &Snapshot, patient: PatientId) -> Result<DigitalTwin, StoreError> {
    let group = snapshot.merges.group_of(patient);
    let source = Source { connection, snapshot, numbers: if group.is_empty() { &[patient] } else { group } };
    let (shown, rows) = source.person()?;
    let twin = DigitalTwin {
        id: shown.unwrap_or(patient),
        rows,
        conditions: source.records()?,
        medications: source.records()?,
        allergies: source.records()?,
        admissions: source.records()?,
        genes: source.records()?,
        observations: source.observations()?,
        unrecorded: source.records()?,
    };
    let nothing = twin.rows.is_empty()
        && twin.conditions.is_empty()
        && twin.medications.is_empty()
        && twin.allergies.is_empty()
        && twin.admissions.is_empty()
        && twin.genes.is_empty()
        && twin.observations.is_empty()
        && twin.unrecorded.is_empty();
    if nothing { Err(StoreError::NotFound { what: "records of this patient".to_owned() }) } else { Ok(twin) }
}

/// The newest row under a patient's own number.
///
/// # Errors
/// Damaged or unreadable.
pub fn person_of(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Option<Patient>, StoreError> {
    let numbers = [patient];
    let (_, rows) = Source { connection, snapshot, numbers: &numbers }.person()?;
    Ok(rows.into_iter().next().map(|row| row.record))
}

/// The values of one person who has these numbers.
///
/// # Errors
/// Damaged or unreadable.
pub fn values_of(
    connection: &Connection,
    snapshot: &Snapshot,
    numbers: &[PatientId],
) -> Result<Vec<Observation>, StoreError> {
    Source { connection, snapshot, numbers }.observations()
}

/// The records of a kind of one person who has these numbers.
///
/// # Errors
/// Damaged or unreadable.
pub fn records_of<T: Summed>(
    connection: &Connection,
    snapshot: &Snapshot,
    numbers: &[PatientId],
) -> Result<Vec<Sourced<T>>, StoreError> {
    Source { connection, snapshot, numbers }.records()
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

/// Where one person's records are.
struct Source<'a> {
    connection: &'a Connection,
    snapshot: &'a Snapshot,
    numbers: &'a [PatientId],
}

impl Source<'_> {
    /// The first number that has a row, and the rows: that number's first, each number's newest first.
    fn person(&self) -> Result<(Option<PatientId>, Vec<Sourced<Patient>>), StoreError> {
        let (mut shown, mut all) = (None, Vec::new());
        for number in self.numbers {
            let rows = visible(self.gather::<Patient>(*number)?);
            shown = shown.or((!rows.is_empty()).then_some(*number));
            all.extend(rows.into_iter().rev());
        }
        Ok((shown, all))
    }

    /// Records of all numbers in order of import and line, duplicates once.
    fn records<T: Summed>(&self) -> Result<Vec<Sourced<T>>, StoreError> {
        let mut rows = Vec::new();
        for number in self.numbers {
            rows.extend(self.gather(*number)?);
        }
        Ok(visible(rows))
    }

    fn gather<T: Summed>(&self, number: PatientId) -> Result<Vec<Sourced<T>>, StoreError> {
        let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
        for segment_id in segments_of(self.snapshot, T::KIND, number) {
            with_segment(self.connection, segment_id, |segment| record::decode(segment, Some(number.0), &mut rows))?;
        }
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    fn observations(&self) -> Result<Vec<Observation>, StoreError> {
        let mut all = Gathered::default();
        for number in self.numbers {
            for segment_id in segments_of(self.snapshot, SegmentKind::Observation, *number) {
                let decode = |segment: &Segment| observation::decode(segment, Some(number.0), &mut all);
                with_segment(self.connection, segment_id, decode)?;
            }
        }
        let mut items = std::mem::take(&mut all.items);
        Ok(values::visible(&all, &mut items, self.snapshot))
    }
}
