//! The part of the store that is about schedules; what a plan may know of patients is read from the columns of lists.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::super::{ScheduleStore, StoreError};
use super::snapshot::Snapshot;
use super::{SqliteStore, plan_rows, published, summary};
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::schedule::published::{KeptSchedule, PublishedSchedule};
use crate::domain::schedule::rows::{DutyRow, PlannedPerson, WaitingRow};
use crate::domain::summary::{CHUNK_PATIENTS, SummaryChunk};

const OF_PEOPLE: [u8; 4] = [summary::IDENTIFIERS, summary::SEXES, summary::BIRTH_DATES, summary::PRESENT];

impl ScheduleStore for SqliteStore {
    fn duties(&self, _grant: &Grant) -> Result<Vec<DutyRow>, StoreError> {
        self.core.read(|connection, _| plan_rows::duties(connection))
    }

    fn waiting(&self, _grant: &Grant) -> Result<Vec<(PatientId, WaitingRow)>, StoreError> {
        self.core.read(|connection, _| plan_rows::waiting(connection))
    }

    fn planned_people(&self, _grant: &Grant, patients: &[PatientId]) -> Result<Vec<Option<PlannedPerson>>, StoreError> {
        self.core.read(|connection, snapshot| people(connection, snapshot, patients))
    }

    fn published_schedules(&self, _grant: &Grant) -> Result<Vec<KeptSchedule>, StoreError> {
        self.core.read(|connection, _| published::all(connection))
    }

    fn published_schedule(&self, _grant: &Grant, number: u64) -> Result<PublishedSchedule, StoreError> {
        self.core.read(|connection, _| published::one(connection, number))
    }

    fn publish_schedule(&self, grant: &Grant, plan: &PublishedSchedule) -> Result<u64, StoreError> {
        published::publish(&self.core, grant, plan)
    }

    fn take_back_schedule(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
        published::KEPT.take_back(&self.core, grant, number, is_taken_back)
    }
}

fn people(
    connection: &Connection,
    snapshot: &Snapshot,
    patients: &[PatientId],
) -> Result<Vec<Option<PlannedPerson>>, StoreError> {
    let mut chunks: BTreeMap<u32, SummaryChunk> = BTreeMap::new();
    for patient in patients.iter().filter(|patient| patient.0 < snapshot.patients) {
        let chunk = patient.0 / CHUNK_PATIENTS;
        if let std::collections::btree_map::Entry::Vacant(place) = chunks.entry(chunk) {
            place.insert(read_chunk(connection, snapshot, chunk)?);
        }
    }
    let person = |patient: &PatientId| {
        let chunk = chunks.get(&(patient.0 / CHUNK_PATIENTS))?;
        let row = (patient.0 % CHUNK_PATIENTS) as usize;
        chunk.present.get(row).copied().filter(|is_present| *is_present)?;
        Some(PlannedPerson {
            identifier: chunk.identifiers.get(row).to_owned(),
            sex: chunk.sexes.get(row).copied().flatten(),
            birth_date: chunk.birth_dates.get(row).copied().flatten(),
        })
    };
    Ok(patients.iter().map(person).collect())
}

fn read_chunk(connection: &Connection, snapshot: &Snapshot, chunk: u32) -> Result<SummaryChunk, StoreError> {
    let mut columns = Vec::new();
    for column in OF_PEOPLE {
        columns.push((column, summary::read_bytes(connection, chunk, column)?));
    }
    let columns = columns.iter().map(|(column, bytes)| (*column, bytes.as_slice()));
    summary::assemble(chunk, snapshot.rows_of(chunk), columns)
}
