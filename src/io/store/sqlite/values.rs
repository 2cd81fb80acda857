//! Every patient's values, one patient after the other: what looks through a whole store is fed from here, and a twin
//! reads its values the same way.

use rusqlite::Connection;

use super::super::StoreError;
use super::core::Core;
use super::segment::SegmentKind;
use super::segment::observation::{self, Gathered, Item};
use super::settle;
use super::snapshot::{Located, Snapshot, with_segment};
use super::twin;
use crate::base::{Cancelled, Progress};
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::observation::Observation;
use crate::domain::summary::CHUNK_PATIENTS;

/// A chunk is read in windows of about so many segments: a megabyte or two in memory, however many values there are.
const WINDOW_SEGMENTS: usize = 32;

/// Takes what is read of one patient.
pub type TakeValues<'a> = &'a mut dyn FnMut(PatientId, Vec<Observation>) -> Result<(), Cancelled>;

/// Journals the grant, then hands over each person's values: those with one number in its order, then those with several,
/// under the number that was kept. Progress counts patients.
///
/// # Errors
/// Damaged or unreadable; cancelled when `take` or the progress says so.
pub fn each_patient(core: &Core, grant: &Grant, progress: &Progress, take: TakeValues) -> Result<(), StoreError> {
    core.journal_entry(grant)?;
    core.read(|connection, snapshot| {
        progress.restart(u64::from(snapshot.patients));
        for chunk in 0..snapshot.chunks() {
            walk_chunk(connection, snapshot, chunk, progress, take)?;
        }
        for numbers in snapshot.merges.groups() {
            let values = twin::values_of(connection, snapshot, numbers)?;
            if let (Some(kept), false) = (numbers.first(), values.is_empty()) {
                take(*kept, values)?;
            }
            progress.tick(0)?;
        }
        Ok(())
    })
}

fn walk_chunk(
    connection: &Connection,
    snapshot: &Snapshot,
    chunk: u32,
    progress: &Progress,
    take: TakeValues,
) -> Result<(), StoreError> {
    let segments = snapshot.segments(SegmentKind::Observation, chunk);
    let windows = segments.len().div_ceil(WINDOW_SEGMENTS).clamp(1, CHUNK_PATIENTS as usize) as u32;
    let (first, step) = (chunk * CHUNK_PATIENTS, CHUNK_PATIENTS.div_ceil(windows));
    let end = first + snapshot.rows_of(chunk) as u32;
    for from in (first..end).step_by(step as usize) {
        let to = end.min(from + step);
        walk_window(connection, snapshot, segments, from..to, take)?;
        progress.tick(u64::from(to - from))?;
    }
    Ok(())
}

fn walk_window(
    connection: &Connection,
    snapshot: &Snapshot,
    segments: &[Located],
    patients: std::ops::Range<u32>,
    take: TakeValues,
) -> Result<(), StoreError> {
    let mut all = Gathered::default();
    let overlaps = |located: &&Located| located.first_patient < patients.end && located.last_patient >= patients.start;
    for located in segments.iter().filter(overlaps) {
        with_segment(connection, located.segment_id, |segment| observation::decode(segment, None, &mut all))?;
    }
    let mut items = std::mem::take(&mut all.items);
    let is_merged = |patient: u32| !snapshot.merges.group_of(PatientId(patient)).is_empty();
    items.retain(|item| patients.contains(&item.patient) && !is_merged(item.patient));
    items.sort_by_key(|item| item.patient);
    for group in items.chunk_by_mut(|a, b| a.patient == b.patient) {
        let Some(patient) = group.first().map(|item| PatientId(item.patient)) else { continue };
        take(patient, visible(&all, group, snapshot))?;
    }
    Ok(())
}

/// One patient's values as they count: duplicates once, conflicts flagged, corrections in force; by code, time, cell.
pub fn visible(all: &Gathered, items: &mut [Item], snapshot: &Snapshot) -> Vec<Observation> {
    settle::sort(&all.series, all, items);
    let mut marks = Vec::new();
    settle::mark(all, items, &snapshot.corrections, &mut marks);
    let visible = items.iter().zip(&marks).filter(|(_, mark)| mark.is_shown());
    let mut found: Vec<Observation> =
        visible.filter_map(|(item, mark)| all.observation(item, mark.conflicting)).collect();
    if !snapshot.corrections.is_empty() {
        found.iter_mut().for_each(|observation| snapshot.corrections.apply(observation, &snapshot.books));
    }
    found.sort_by_key(|observation| (observation.code, observation.moment.utc_secs, observation.cell));
    found
}
