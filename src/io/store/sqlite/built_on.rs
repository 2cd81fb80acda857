//! Whether an import can go: a patient whose only row it holds may have records from other imports, and those would be
//! left without anybody they are of; a merge of such a patient would take in whoever gets that identifier next; a decision
//! about a value would be lost without a word, and a plan or an answer of a model would be nobody's.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::super::{NamedImport, StoreError};
use super::segment::observation::{self, Gathered};
use super::segment::record::{self, Coded};
use super::segment::{Segment, SegmentKind, coding::Broken};
use super::snapshot::{Located, Snapshot, with_segment};
use super::{answers, plans, receipts};
use crate::domain::genome::GeneRecord;
use crate::domain::ids::{ImportId, PatientId};
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient, Sourced};
use crate::domain::summary::CHUNK_PATIENTS;

/// Demands that nothing was built on an import; `affected` are the segments that hold its records.
///
/// # Errors
/// [`StoreError::BuiltOn`] names the imports that have to be taken back first, [`StoreError::Merged`] the patients to be
/// un-merged; [`StoreError::Decided`]; [`StoreError::Planned`]; [`StoreError::Answered`].
pub fn demand_nothing(
    connection: &Connection,
    snapshot: &Snapshot,
    affected: &[(SegmentKind, Located)],
    import: ImportId,
) -> Result<(), StoreError> {
    let of_patients = affected.iter().filter(|(kind, _)| *kind == SegmentKind::Patient);
    let chunks: BTreeSet<u32> = of_patients.map(|(_, located)| located.first_patient / CHUNK_PATIENTS).collect();
    let (mut builders, mut merged, mut planned, mut answered) = (BTreeSet::new(), Vec::new(), 0, 0);
    for chunk in chunks {
        let left_alone = left_alone(connection, snapshot, chunk, import)?;
        for (kind, located) in records_of(snapshot, chunk) {
            let is_known = located.import.is_some_and(|other| other == import || builders.contains(&other));
            if !is_known && !left_alone.is_empty() {
                builders.extend(holders(connection, kind, located, &left_alone)?);
            }
        }
        planned += plans::KEPT.count_of(connection, left_alone.keys().copied())?;
        answered += answers::KEPT.count_of(connection, left_alone.keys().copied())?;
        let is_merged = |patient: &u32| !snapshot.merges.group_of(PatientId(*patient)).is_empty();
        merged.extend(left_alone.into_iter().filter(|(patient, _)| is_merged(patient)).map(|(_, name)| name));
    }
    builders.remove(&import);
    demand_no_builders(connection, builders)?;
    if !merged.is_empty() {
        return Err(StoreError::Merged { identifiers: merged });
    }
    match snapshot.corrections.count_of(import) {
        0 if planned > 0 => Err(StoreError::Planned { count: planned }),
        0 if answered > 0 => Err(StoreError::Answered { count: answered }),
        0 => Ok(()),
        count => Err(StoreError::Decided { count }),
    }
}

fn demand_no_builders(connection: &Connection, builders: BTreeSet<ImportId>) -> Result<(), StoreError> {
    let named = |import: ImportId| {
        receipts::one(connection, import).map(|receipt| NamedImport { import, file_name: receipt.file_name })
    };
    let imports = builders.into_iter().rev().map(named).collect::<Result<Vec<_>, _>>()?;
    if imports.is_empty() { Ok(()) } else { Err(StoreError::BuiltOn { imports }) }
}

/// Patients whose only rows are this import's, with their identifiers.
type LeftAlone = BTreeMap<u32, String>;

/// Patients of a chunk that nobody but this import names.
fn left_alone(
    connection: &Connection,
    snapshot: &Snapshot,
    chunk: u32,
    import: ImportId,
) -> Result<LeftAlone, StoreError> {
    let mut rows: Vec<(u32, Sourced<Patient>)> = Vec::new();
    for located in snapshot.segments(SegmentKind::Patient, chunk) {
        with_segment(connection, located.segment_id, |segment| record::decode(segment, None, &mut rows))?;
    }
    let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, row)| row.cell.import == import);
    let others: BTreeSet<u32> = others.into_iter().map(|(patient, _)| patient).collect();
    let own = own.into_iter().filter(|(patient, _)| !others.contains(patient));
    Ok(own.map(|(patient, row)| (patient, row.record.identifier)).collect())
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
    patients: &LeftAlone,
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
            SegmentKind::UnrecordedValue => of_records::<UnrecordedValue>(segment, patients),
            SegmentKind::Gene => of_records::<GeneRecord>(segment, patients),
        },
    })
}

fn names_one_of(segment: &Segment, patients: &LeftAlone) -> Result<bool, Broken> {
    let mut is_found = false;
    segment.walk(|patient, _| {
        is_found = patients.contains_key(&patient);
        Ok(!is_found)
    })?;
    Ok(is_found)
}

fn of_observations(segment: &Segment, patients: &LeftAlone) -> Result<BTreeSet<ImportId>, Broken> {
    let mut all = Gathered::default();
    observation::decode(segment, None, &mut all)?;
    let concerned = all.items.iter().filter(|item| patients.contains_key(&item.patient));
    Ok(concerned.filter_map(|item| all.series_of(item)).map(|series| series.import).collect())
}

fn of_records<T: Coded>(segment: &Segment, patients: &LeftAlone) -> Result<BTreeSet<ImportId>, Broken> {
    let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
    record::decode(segment, None, &mut rows)?;
    Ok(rows.iter().filter(|(patient, _)| patients.contains_key(patient)).map(|(_, row)| row.cell.import).collect())
}
