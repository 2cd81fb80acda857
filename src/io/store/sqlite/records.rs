//! Every patient's conditions, medications, allergies or admissions, one patient after the other, as a twin shows them.

use rusqlite::Connection;

use super::super::{ClinicalKind, ClinicalRecords, StoreError, TakeRecords};
use super::core::Core;
use super::joint::visible;
use super::segment::record;
use super::snapshot::{Snapshot, with_segment};
use super::summed::Summed;
use super::twin;
use crate::base::Progress;
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::patient::Sourced;

/// Journals the grant, then hands over each person's records: those with one number in its order, then those with several,
/// under the number that was kept. Progress counts patients.
///
/// # Errors
/// Damaged or unreadable; cancelled when `take` or the progress says so.
pub fn each_patient(
    core: &Core,
    grant: &Grant,
    kind: ClinicalKind,
    progress: &Progress,
    take: TakeRecords,
) -> Result<(), StoreError> {
    core.journal_entry(grant)?;
    core.read(|connection, snapshot| {
        let walk = Walk { connection, snapshot, progress };
        match kind {
            ClinicalKind::Conditions => walk.each(ClinicalRecords::Conditions, take),
            ClinicalKind::Medications => walk.each(ClinicalRecords::Medications, take),
            ClinicalKind::Allergies => walk.each(ClinicalRecords::Allergies, take),
            ClinicalKind::Admissions => walk.each(ClinicalRecords::Admissions, take),
            ClinicalKind::UnrecordedValues => walk.each(ClinicalRecords::UnrecordedValues, take),
            ClinicalKind::Genes => walk.each(ClinicalRecords::Genes, take),
        }
    })
}

struct Walk<'a> {
    connection: &'a Connection,
    snapshot: &'a Snapshot,
    progress: &'a Progress,
}

impl Walk<'_> {
    fn each<T: Summed>(
        &self,
        wrapped: fn(Vec<Sourced<T>>) -> ClinicalRecords,
        take: TakeRecords,
    ) -> Result<(), StoreError> {
        self.progress.restart(u64::from(self.snapshot.patients));
        for chunk in 0..self.snapshot.chunks() {
            let rows = self.unmerged::<T>(chunk)?;
            for group in rows.chunk_by(|a, b| a.0 == b.0) {
                let Some((patient, _)) = group.first() else { continue };
                let records = group.iter().map(|(_, row)| row.clone()).collect();
                take(PatientId(*patient), wrapped(visible(records)))?;
            }
            self.progress.tick(self.snapshot.rows_of(chunk) as u64)?;
        }
        for numbers in self.snapshot.merges.groups() {
            let records = twin::records_of::<T>(self.connection, self.snapshot, numbers)?;
            if let (Some(kept), false) = (numbers.first(), records.is_empty()) {
                take(*kept, wrapped(records))?;
            }
            self.progress.tick(0)?;
        }
        Ok(())
    }

    /// The rows of a chunk's patients who have one number, in order of patient.
    fn unmerged<T: Summed>(&self, chunk: u32) -> Result<Vec<(u32, Sourced<T>)>, StoreError> {
        let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
        for located in self.snapshot.segments(T::KIND, chunk) {
            with_segment(self.connection, located.segment_id, |segment| record::decode(segment, None, &mut rows))?;
        }
        rows.retain(|(patient, _)| self.snapshot.merges.group_of(PatientId(*patient)).is_empty());
        rows.sort_by_key(|(patient, _)| *patient);
        Ok(rows)
    }
}
