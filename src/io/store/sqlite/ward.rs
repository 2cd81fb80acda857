//! Values, measurements without a value and stays of some patients at once: each segment is read once for all of them.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::super::{StoreError, WardRecord};
use super::joint::visible;
use super::segment::SegmentKind;
use super::segment::observation::{self, Gathered};
use super::segment::record;
use super::snapshot::{Snapshot, with_segment};
use super::summed::Summed;
use super::values;
use crate::base::Progress;
use crate::domain::ids::PatientId;
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, Sourced};
use crate::domain::summary::CHUNK_PATIENTS;

/// Every number of the patients asked for, with the place of its patient among them.
type Places = BTreeMap<u32, usize>;

/// Reads the records of patients, in their order.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn read(
    connection: &Connection,
    snapshot: &Snapshot,
    patients: &[PatientId],
    progress: &Progress,
) -> Result<Vec<WardRecord>, StoreError> {
    let mut places = Places::new();
    for (place, patient) in patients.iter().enumerate() {
        let group = snapshot.merges.group_of(*patient);
        places.extend(group.iter().chain([patient]).map(|number| (number.0, place)));
    }
    let reading = Reading { connection, snapshot, places: &places, progress };
    let mut found: Vec<WardRecord> = patients.iter().map(|patient| WardRecord::of(*patient)).collect();
    reading.observations(&mut found)?;
    reading.records::<UnrecordedValue>(&mut found, |record, rows| record.unrecorded = rows)?;
    reading.records::<Admission>(&mut found, |record, rows| record.stays = rows)?;
    Ok(found)
}

struct Reading<'a> {
    connection: &'a Connection,
    snapshot: &'a Snapshot,
    places: &'a Places,
    progress: &'a Progress,
}

impl Reading<'_> {
    /// Each segment that may hold records of a kind of these patients, with their numbers in it.
    fn segments(&self, kind: SegmentKind) -> Vec<(i64, Vec<u32>)> {
        let mut chunks: Vec<u32> = self.places.keys().map(|number| number / CHUNK_PATIENTS).collect();
        chunks.dedup();
        let located = chunks.iter().flat_map(|chunk| self.snapshot.segments(kind, *chunk));
        let numbers = located.map(|one| {
            let inside = self.places.range(one.first_patient..=one.last_patient).map(|(number, _)| *number);
            (one.segment_id, inside.collect::<Vec<u32>>())
        });
        numbers.filter(|(_, numbers)| !numbers.is_empty()).collect()
    }

    fn place(&self, number: u32) -> usize {
        self.places.get(&number).copied().unwrap_or(usize::MAX)
    }

    fn observations(&self, found: &mut [WardRecord]) -> Result<(), StoreError> {
        let mut all = Gathered::default();
        for (segment_id, numbers) in self.segments(SegmentKind::Observation) {
            self.progress.tick(0)?;
            with_segment(self.connection, segment_id, |segment| {
                numbers.iter().try_for_each(|number| observation::decode(segment, Some(*number), &mut all))
            })?;
        }
        let mut items = std::mem::take(&mut all.items);
        items.sort_by_key(|item| self.place(item.patient));
        for group in items.chunk_by_mut(|one, other| self.place(one.patient) == self.place(other.patient)) {
            let place = group.first().map_or(usize::MAX, |item| self.place(item.patient));
            if let Some(record) = found.get_mut(place) {
                record.observations = values::visible(&all, group, self.snapshot);
            }
        }
        Ok(())
    }

    fn records<T: Summed>(
        &self,
        found: &mut [WardRecord],
        put: fn(&mut WardRecord, Vec<Sourced<T>>),
    ) -> Result<(), StoreError> {
        let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
        for (segment_id, numbers) in self.segments(T::KIND) {
            self.progress.tick(0)?;
            with_segment(self.connection, segment_id, |segment| {
                numbers.iter().try_for_each(|number| record::decode(segment, Some(*number), &mut rows))
            })?;
        }
        let mut of_place: Vec<Vec<Sourced<T>>> = found.iter().map(|_| Vec::new()).collect();
        for (number, row) in rows {
            if let Some(own) = of_place.get_mut(self.place(number)) {
                own.push(row);
            }
        }
        for (record, rows) in found.iter_mut().zip(of_place) {
            put(record, visible(rows));
        }
        Ok(())
    }
}
