//! Whether an import can go: a patient whose only row it holds may have records from other imports, and those would be
//! left without anybody they are of.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::super::{NamedImport, StoreError};
use super::receipts;
use super::segment::observation::{self, Gathered};
use super::segment::record::{self, Coded};
use super::segment::{Segment, SegmentKind, coding::Broken};
use super::snapshot::{Located, Snapshot, with_segment};
use crate::domain::ids::ImportId;
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient, Sourced};
use crate::domain::summary::CHUNK_PATIENTS;

/// Demands that nothing was built on an import; `affected` are the segments that hold its records.
///
/// # Errors
/// [`StoreError::BuiltOn`] names the imports that have to be taken back first.
pub fn demand_nothing(
    connection: &Connection,
    snapshot: &Snapshot,
    affected: &[(SegmentKind, Located)],
    import: ImportId,
) -> Result<(), StoreError> {
    let of_patients = affected.iter().filter(|(kind, _)| *kind == SegmentKind::Patient);
    let chunks: BTreeSet<u32> = of_patients.map(|(_, located)| located.first_patient / CHUNK_PATIENTS).collect();
    let mut builders = BTreeSet::new();
    for chunk in chunks {
        let left_alone = left_alone(connection, snapshot, chunk, import)?;
        for (kind, located) in records_of(snapshot, chunk) {
            let is_known = located.import.is_some_and(|other| other == import || builders.contains(&other));
            if !is_known && !left_alone.is_empty() {
                builders.extend(holders(connection, kind, located, &left_alone)?);
            }
        }
    }
    builders.remove(&import);
    let named = |import: ImportId| {
        receipts::one(connection, import).map(|receipt| NamedImport { import, file_name: receipt.file_name })
    };
    let imports = builders.into_iter().rev().map(named).collect::<Result<Vec<_>, _>>()?;
    if imports.is_empty() { Ok(()) } else { Err(StoreError::BuiltOn { imports }) }
}

/// Patients of a chunk that nobody but this import names.
fn left_alone(
    connection: &Connection,
    snapshot: &Snapshot,
    chunk: u32,
    import: ImportId,
) -> Result<BTreeSet<u32>, StoreError> {
    let mut rows: Vec<(u32, Sourced<Patient>)> = Vec::new();
    for located in snapshot.segments(SegmentKind::Patient, chunk) {
        with_segment(connection, located.segment_id, |segment| record::decode(segment, None, &mut rows))?;
    }
    let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, row)| row.cell.import == import);
    let others: BTreeSet<u32> = others.into_iter().map(|(patient, _)| patient).collect();
    Ok(own.into_iter().map(|(patient, _)| patient).filter(|patient| !others.contains(patient)).collect())
}

fn records_of(snapshot: &Snapshot, chunk: u32) -> impl Iterator<Item = (SegmentKind, &Located)> {
    let kinds = SegmentKind::ALL.into_iter().filter(|kind| *kind != SegmentKind::Patient);
    kinds.flat_map(move |kind| snapshot.segments(kind, chunk).iter().map(move |located| (kind, located)))
}

/// Imports with a record of one of these patients in a segment. One of a single import need not be decoded.
fn holders(
    connection: &Connection,
    kind: SegmentKind,
    located: &Located,
    patients: &BTreeSet<u32>,
) -> Result<BTreeSet<ImportId>, StoreError> {
    with_segment(connection, located.segment_id, |segment| match located.import {
        Some(import) => Ok(names_one_of(segment, patients)?.then_some(import).into_iter().collect()),
        None => match kind {
            SegmentKind::Observation => of_observations(segment, patients),
            SegmentKind::Patient => of_records::<Patient>(segment, patients),
            SegmentKind::Condition => of_records::<Condition>(segment, patients),
            SegmentKind::Medication => of_records::<Medication>(segment, patients),
            SegmentKind::Allergy => of_records::<AllergyStatement>(segment, patients),
            SegmentKind::Admission => of_records::<Admission>(segment, patients),
        },
    })
}

fn names_one_of(segment: &Segment, patients: &BTreeSet<u32>) -> Result<bool, Broken> {
    let mut is_found = false;
    segment.walk(|patient, _| {
        is_found = patients.contains(&patient);
        Ok(!is_found)
    })?;
    Ok(is_found)
}

fn of_observations(segment: &Segment, patients: &BTreeSet<u32>) -> Result<BTreeSet<ImportId>, Broken> {
    let mut all = Gathered::default();
    observation::decode(segment, None, &mut all)?;
    let concerned = all.items.iter().filter(|item| patients.contains(&item.patient));
    Ok(concerned.filter_map(|item| all.series_of(item)).map(|series| series.import).collect())
}

fn of_records<T: Coded>(segment: &Segment, patients: &BTreeSet<u32>) -> Result<BTreeSet<ImportId>, Broken> {
    let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
    record::decode(segment, None, &mut rows)?;
    Ok(rows.iter().filter(|(patient, _)| patients.contains(patient)).map(|(_, row)| row.cell.import).collect())
}
