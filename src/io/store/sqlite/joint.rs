//! The list's row of a merged person: the records of all their numbers summed up together, as if they had one.
//!
//! Stored columns stay those of each number alone, so that taking a merge back is no work and cannot go wrong; the joint
//! rows are made whenever the lists are read, from the few segments that hold a merged number.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::super::StoreError;
use super::segment::SegmentKind;
use super::segment::observation::{self, Gathered, Item};
use super::segment::record;
use super::settle::{self, Conversions};
use super::snapshot::{Located, Snapshot, with_segment};
use super::summary_draft::Draft;
use super::summed::Summed;
use crate::domain::ids::PatientId;
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient, Sourced};
use crate::domain::summary::{CHUNK_PATIENTS, SummaryChunk};

/// What merges change in one chunk.
#[derive(Debug)]
pub struct Joint {
    draft: Draft,
    /// Rows that are shown as part of another one.
    hidden: Vec<usize>,
}

impl Joint {
    /// Puts the joint rows in and takes the others away.
    pub fn apply(&self, summary: &mut SummaryChunk) {
        self.draft.apply(summary);
        for row in &self.hidden {
            if let Some(present) = summary.present.get_mut(*row) {
                *present = false;
            }
        }
    }
}

/// The changes by chunk; none where nobody is merged.
///
/// # Errors
/// Damaged or unreadable.
pub fn joints(connection: &Connection, snapshot: &Snapshot) -> Result<BTreeMap<u32, Joint>, StoreError> {
    if snapshot.merges.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut work = Work::new(connection, snapshot)?;
    work.records::<Condition>()?;
    work.records::<Medication>()?;
    work.records::<AllergyStatement>()?;
    work.records::<Admission>()?;
    work.records::<UnrecordedValue>()?;
    work.observations()?;
    Ok(work.joints)
}

/// Rows of a person that say something new, in order of import and line.
pub fn visible<T: Summed>(mut rows: Vec<Sourced<T>>) -> Vec<Sourced<T>> {
    rows.sort_by_key(|row| row.cell);
    let duplicates = T::duplicates(&rows);
    rows.into_iter().zip(duplicates).filter(|(_, duplicate)| !duplicate).map(|(row, _)| row).collect()
}

/// Takes a segment and the merged numbers it may hold, each with its group.
type TakeSegment<'t> = dyn FnMut(&Located, &[(u32, usize)]) -> Result<(), StoreError> + 't;

struct Work<'a> {
    connection: &'a Connection,
    snapshot: &'a Snapshot,
    /// All merged numbers in order, each with its group.
    members: Vec<(u32, usize)>,
    /// The number whose row is shown, by group; `None` where no number has a row.
    heads: Vec<Option<u32>>,
    joints: BTreeMap<u32, Joint>,
}

impl<'a> Work<'a> {
    /// Finds who is shown, and enters who the persons are.
    fn new(connection: &'a Connection, snapshot: &'a Snapshot) -> Result<Work<'a>, StoreError> {
        let groups = snapshot.merges.groups();
        let of_group = |(group, numbers): (usize, &Vec<PatientId>)| -> Vec<(u32, usize)> {
            numbers.iter().map(|number| (number.0, group)).collect()
        };
        let mut members: Vec<(u32, usize)> = groups.iter().enumerate().flat_map(of_group).collect();
        members.sort_unstable();
        let mut work = Work { connection, snapshot, members, heads: vec![None; groups.len()], joints: BTreeMap::new() };
        let mut rows: BTreeMap<u32, Vec<Sourced<Patient>>> = BTreeMap::new();
        work.each_record::<Patient>(&mut |number, row| rows.entry(number).or_default().push(row))?;
        for (group, numbers) in groups.iter().enumerate() {
            work.enter_person(group, numbers, &mut rows);
        }
        Ok(work)
    }

    /// The first number that has a row is shown; the others' rows fill what its own leave open.
    fn enter_person(&mut self, group: usize, numbers: &[PatientId], rows: &mut BTreeMap<u32, Vec<Sourced<Patient>>>) {
        let head = numbers.iter().find(|number| rows.contains_key(&number.0)).map(|number| number.0);
        let own_last = numbers.iter().rev().filter_map(|number| rows.remove(&number.0));
        let person: Vec<Sourced<Patient>> = own_last.flat_map(visible).collect();
        let Some(head) = head else { return };
        if let Some(place) = self.heads.get_mut(group) {
            *place = Some(head);
        }
        self.joint(head).draft.set_person(head, &person);
        for number in numbers.iter().filter(|number| number.0 != head) {
            self.joint(number.0).hidden.push((number.0 % CHUNK_PATIENTS) as usize);
        }
    }

    /// The changes of a patient's chunk.
    fn joint(&mut self, patient: u32) -> &mut Joint {
        let chunk = patient / CHUNK_PATIENTS;
        let rows = self.snapshot.rows_of(chunk);
        self.joints.entry(chunk).or_insert_with(|| Joint { draft: Draft::new(chunk, rows), hidden: Vec::new() })
    }

    fn records<T: Summed>(&mut self) -> Result<(), StoreError> {
        let mut by_group: BTreeMap<usize, Vec<Sourced<T>>> = BTreeMap::new();
        self.each_record::<T>(&mut |number, row| {
            let group = self.group_of(number);
            by_group.entry(group).or_default().push(row);
        })?;
        for (group, rows) in by_group {
            if let Some(head) = self.heads.get(group).copied().flatten() {
                T::sum_up(&mut self.joint(head).draft, head, &visible(rows));
            }
        }
        Ok(())
    }

    fn observations(&mut self) -> Result<(), StoreError> {
        let mut all = Gathered::default();
        self.each_segment(SegmentKind::Observation, &mut |located, members| {
            with_segment(self.connection, located.segment_id, |segment| {
                members.iter().try_for_each(|(number, _)| observation::decode(segment, Some(*number), &mut all))
            })
        })?;
        let mut by_group: BTreeMap<usize, Vec<Item>> = BTreeMap::new();
        for item in std::mem::take(&mut all.items) {
            by_group.entry(self.group_of(item.patient)).or_default().push(item);
        }
        let mut conversions = Conversions::new(&self.snapshot.books);
        conversions.learn(&all.series);
        let mut marks = Vec::new();
        for (group, mut items) in by_group {
            let Some(head) = self.heads.get(group).copied().flatten() else { continue };
            settle::sort(&all.series, &all, &mut items);
            settle::mark(&all, &items, &self.snapshot.corrections, &mut marks);
            let digest = settle::digest(&all, &items, &marks, &conversions, &self.snapshot.corrections);
            self.joint(head).draft.set_observations(head, digest);
        }
        Ok(())
    }

    fn group_of(&self, number: u32) -> usize {
        let place = self.members.partition_point(|(member, _)| *member < number);
        self.members.get(place).map_or(usize::MAX, |(_, group)| *group)
    }

    fn each_record<T: Summed>(&self, take: &mut dyn FnMut(u32, Sourced<T>)) -> Result<(), StoreError> {
        let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
        self.each_segment(T::KIND, &mut |located, members| {
            with_segment(self.connection, located.segment_id, |segment| {
                members.iter().try_for_each(|(number, _)| record::decode(segment, Some(*number), &mut rows))
            })?;
            rows.drain(..).for_each(|(number, row)| take(number, row));
            Ok(())
        })
    }

    /// Every segment of a kind that may hold merged numbers, with those numbers.
    fn each_segment(&self, kind: SegmentKind, take: &mut TakeSegment) -> Result<(), StoreError> {
        for of_chunk in self.members.chunk_by(|a, b| a.0 / CHUNK_PATIENTS == b.0 / CHUNK_PATIENTS) {
            let chunk = of_chunk.first().map_or(0, |(number, _)| number / CHUNK_PATIENTS);
            for located in self.snapshot.segments(kind, chunk) {
                let start = of_chunk.partition_point(|(number, _)| *number < located.first_patient);
                let end = of_chunk.partition_point(|(number, _)| *number <= located.last_patient);
                match of_chunk.get(start..end) {
                    Some(members) if !members.is_empty() => take(located, members)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }
}
