//! Segments of several imports made into one run, every value keeping its import; so that a twin is read from few
//! places and an import can still be taken out again.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::super::StoreError;
use super::commit::write_segment;
use super::core::Core;
use super::failure::system;
use super::segment::observation::{self, Gathered, ObservationEncoder};
use super::segment::record::{self, Coded, RecordEncoder};
use super::segment::{NewSegment, Segment, SegmentKind, coding::Broken};
use super::snapshot::{Located, with_segment};
use crate::base::Progress;
use crate::domain::access::Grant;
use crate::domain::genome::GeneRecord;
use crate::domain::ids::ImportId;
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient, Sourced};

/// A run of patients is left alone until its records come from more imports than this.
const LAYERS: usize = 4;

/// As many pieces of one import, which came in one after the other, may lie over the same patient.
const PIECES: usize = 48;

/// How many segments lie over the patient who has most of them.
fn deepest(list: &[Located]) -> usize {
    let of = |patient: u32| list.iter().filter(|one| (one.first_patient..=one.last_patient).contains(&patient)).count();
    list.iter().map(|located| of(located.first_patient)).max().unwrap_or(0)
}

/// Merges the segments of every run that has too many layers; journalled where there is one.
///
/// # Errors
/// Cancelled leaves everything as it was.
pub fn compact(core: &Core, grant: &Grant, progress: &Progress) -> Result<(), StoreError> {
    core.demand_writing()?;
    let _pass = core.gate.enter();
    let layered = |list: &[Located]| {
        let imports = list.iter().map(|located| located.import).collect::<BTreeSet<_>>().len();
        imports > LAYERS || list.len() > PIECES && deepest(list) > PIECES
    };
    let snapshot = core.read(|_, snapshot| Ok(snapshot.clone()))?;
    let runs: Vec<(SegmentKind, &[Located])> =
        snapshot.runs().filter(|(_, _, list)| layered(list)).map(|(kind, _, list)| (kind, list)).collect();
    progress.restart(runs.len() as u64);
    if runs.is_empty() {
        return Ok(());
    }
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        for (kind, list) in &runs {
            replace_run(transaction, *kind, list)?;
            progress.tick(1)?;
        }
        Ok(())
    })
}

fn replace_run(connection: &Connection, kind: SegmentKind, list: &[Located]) -> Result<(), StoreError> {
    let mut imports = BTreeSet::new();
    for located in list {
        imports.extend(imports_of(connection, located)?);
    }
    let imports: Vec<ImportId> = imports.into_iter().collect();
    for segment in merged(connection, kind, list, &|_, _| true)? {
        let segment_id = write_segment(connection, None, &segment)?;
        write_imports(connection, segment_id, &imports)?;
    }
    list.iter().try_for_each(|located| delete(connection, located))
}

/// Whether a record of a patient's number that an import brought is kept.
type Keeps<'a> = &'a dyn Fn(u32, ImportId) -> bool;

/// The records of some segments of one chunk as new segments, without those that are not kept.
///
/// # Errors
/// Damaged or unreadable.
pub fn merged(
    connection: &Connection,
    kind: SegmentKind,
    list: &[Located],
    keeps: Keeps<'_>,
) -> Result<Vec<NewSegment>, StoreError> {
    match kind {
        SegmentKind::Observation => merged_observations(connection, list, keeps),
        SegmentKind::Patient => merged_records::<Patient>(connection, list, keeps),
        SegmentKind::Condition => merged_records::<Condition>(connection, list, keeps),
        SegmentKind::Medication => merged_records::<Medication>(connection, list, keeps),
        SegmentKind::Allergy => merged_records::<AllergyStatement>(connection, list, keeps),
        SegmentKind::Admission => merged_records::<Admission>(connection, list, keeps),
        SegmentKind::UnrecordedValue => merged_records::<UnrecordedValue>(connection, list, keeps),
        SegmentKind::Gene => merged_records::<GeneRecord>(connection, list, keeps),
    }
}

/// Import and line of every record that a segment holds of some patients' numbers.
///
/// # Errors
/// Damaged or unreadable.
pub fn lines_of(
    connection: &Connection,
    kind: SegmentKind,
    located: &Located,
    numbers: &[u32],
) -> Result<Vec<(ImportId, u32)>, StoreError> {
    with_segment(connection, located.segment_id, |segment| match kind {
        SegmentKind::Observation => observation_lines(segment, numbers),
        SegmentKind::Patient => record_lines::<Patient>(segment, numbers),
        SegmentKind::Condition => record_lines::<Condition>(segment, numbers),
        SegmentKind::Medication => record_lines::<Medication>(segment, numbers),
        SegmentKind::Allergy => record_lines::<AllergyStatement>(segment, numbers),
        SegmentKind::Admission => record_lines::<Admission>(segment, numbers),
        SegmentKind::UnrecordedValue => record_lines::<UnrecordedValue>(segment, numbers),
        SegmentKind::Gene => record_lines::<GeneRecord>(segment, numbers),
    })
}

fn observation_lines(segment: &Segment, numbers: &[u32]) -> Result<Vec<(ImportId, u32)>, Broken> {
    let mut all = Gathered::default();
    observation::decode(segment, None, &mut all)?;
    let own = all.items.iter().filter(|item| numbers.contains(&item.patient));
    Ok(own.filter_map(|item| all.series_of(item).map(|series| (series.import, item.line))).collect())
}

fn record_lines<T: Coded>(segment: &Segment, numbers: &[u32]) -> Result<Vec<(ImportId, u32)>, Broken> {
    let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
    record::decode(segment, None, &mut rows)?;
    let own = rows.iter().filter(|(patient, _)| numbers.contains(patient));
    Ok(own.map(|(_, row)| (row.cell.import, row.cell.line)).collect())
}

fn merged_observations(
    connection: &Connection,
    list: &[Located],
    keeps: Keeps<'_>,
) -> Result<Vec<NewSegment>, StoreError> {
    let mut all = Gathered::default();
    for located in list {
        with_segment(connection, located.segment_id, |segment| observation::decode(segment, None, &mut all))?;
    }
    let mut items = std::mem::take(&mut all.items);
    items.retain(|item| all.series_of(item).is_some_and(|series| keeps(item.patient, series.import)));
    items.sort_by_key(|item| item.patient);
    let mut encoder = ObservationEncoder::default();
    let mut segments = Vec::new();
    for group in items.chunk_by(|a, b| a.patient == b.patient) {
        if let Some(first) = group.first() {
            segments.extend(encoder.push(&all, first.patient, group));
        }
    }
    segments.extend(encoder.finish(&all));
    Ok(segments)
}

fn merged_records<T: Coded>(
    connection: &Connection,
    list: &[Located],
    keeps: Keeps<'_>,
) -> Result<Vec<NewSegment>, StoreError> {
    let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
    for located in list {
        with_segment(connection, located.segment_id, |segment| record::decode(segment, None, &mut rows))?;
    }
    rows.retain(|(patient, row)| keeps(*patient, row.cell.import));
    rows.sort_by_key(|(patient, row)| (*patient, row.cell));
    let mut encoder = RecordEncoder::default();
    let mut segments = Vec::new();
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let records: Vec<Sourced<T>> = group.iter().map(|(_, row)| row.clone()).collect();
        segments.extend(encoder.push(group.first().map_or(0, |row| row.0), &records));
    }
    segments.extend(encoder.finish::<T>());
    Ok(segments)
}

/// The imports that a segment may hold records of.
///
/// # Errors
/// Damaged or unreadable.
pub fn imports_of(connection: &Connection, located: &Located) -> Result<Vec<ImportId>, StoreError> {
    if let Some(import) = located.import {
        return Ok(vec![import]);
    }
    let mut select = connection
        .prepare_cached("SELECT import_id FROM segment_import WHERE segment_id = ?1 ORDER BY import_id")
        .map_err(system)?;
    let imports = select.query_map([located.segment_id], |row| row.get(0).map(ImportId));
    imports.and_then(Iterator::collect).map_err(system)
}

/// Notes the imports of a merged segment.
///
/// # Errors
/// Disk full.
pub fn write_imports(connection: &Connection, segment_id: i64, imports: &[ImportId]) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached("INSERT INTO segment_import VALUES (?1, ?2)").map_err(system)?;
    for import in imports {
        insert.execute(params![segment_id, import.0]).map_err(system)?;
    }
    Ok(())
}

/// Deletes a segment.
///
/// # Errors
/// Unreadable.
pub fn delete(connection: &Connection, located: &Located) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM segment WHERE segment_id = ?1",
        "DELETE FROM segment_bytes WHERE segment_id = ?1",
        "DELETE FROM segment_import WHERE segment_id = ?1",
    ] {
        connection.prepare_cached(sql).and_then(|mut sql| sql.execute([located.segment_id])).map_err(system)?;
    }
    Ok(())
}
