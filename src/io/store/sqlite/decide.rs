//! Keeping and taking back what people decide about values: the decisions and the lists of the patients they concern
//! change in one transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Connection;

use super::super::{StoreError, WordSource as _};
use super::books;
use super::commit::write_outcome;
use super::core::Core;
use super::corrections;
use super::rebuild::{Stored, Touched, refresh};
use super::segment::SegmentKind;
use super::segment::observation::{self, Gathered};
use super::settle::Conversions;
use super::snapshot::{Snapshot, with_segment};
use crate::base::Progress;
use crate::domain::access::Grant;
use crate::domain::book::BookKind;
use crate::domain::correction::{Decision, Verdict};
use crate::domain::ids::{CellRef, PatientId, WordId};
use crate::domain::summary::CHUNK_PATIENTS;

/// Patients of a change by chunk, and how many of its cells lie there.
type Concerned = BTreeMap<u32, (Touched, u64)>;

/// Keeps decisions.
///
/// # Errors
/// [`StoreError::NotFound`] for a cell that is none of that person's values; cancelled leaves everything as it was.
pub fn decide(core: &Core, grant: &Grant, decisions: &[Decision], progress: &Progress) -> Result<(), StoreError> {
    core.demand_writing()?;
    let _pass = core.gate.enter();
    progress.restart(decisions.len() as u64);
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        let decisions = under_their_numbers(transaction, before, decisions)?;
        for decision in &decisions {
            let unit = unit_number(core, decision)?;
            corrections::write(transaction, decision, unit, &grant.actor().name, grant.at_utc_secs())?;
        }
        books::store_new(transaction, &before.books, &core.words.snapshot())?;
        let concerned = concerned(decisions.iter().map(|decision| decision.patient));
        sum_up(transaction, before, &concerned, progress)
    })
}

/// Forgets the decisions about these cells: the values count as recorded, and may be found again. A cell about which
/// nothing was decided stays as it is.
///
/// # Errors
/// Cancelled leaves everything as it was.
pub fn take_back(core: &Core, grant: &Grant, cells: &[CellRef], progress: &Progress) -> Result<(), StoreError> {
    core.demand_writing()?;
    let _pass = core.gate.enter();
    progress.restart(cells.len() as u64);
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        let patients = cells.iter().filter_map(|&cell| before.corrections.patient_of(cell));
        let concerned = concerned(patients);
        cells.iter().try_for_each(|&cell| corrections::delete(transaction, cell))?;
        sum_up(transaction, before, &concerned, progress)
    })
}

fn concerned(patients: impl Iterator<Item = PatientId>) -> Concerned {
    let mut concerned = Concerned::new();
    for patient in patients {
        let (touched, cells) = concerned.entry(patient.0 / CHUNK_PATIENTS).or_default();
        touched.add(patient.0);
        *cells += 1;
    }
    concerned
}

/// The decisions under the number each value lies with: of a merged person it may be any. A decision about a value that
/// is not there would wait in the dark for some other one, and is refused.
fn under_their_numbers(
    connection: &Connection,
    snapshot: &Snapshot,
    decisions: &[Decision],
) -> Result<Vec<Decision>, StoreError> {
    let numbers = decisions.iter().flat_map(|decision| match snapshot.merges.group_of(decision.patient) {
        [] => vec![decision.patient],
        group => group.to_vec(),
    });
    let wanted: HashSet<CellRef> = decisions.iter().map(|decision| decision.cell).collect();
    let places = places_of(connection, snapshot, &concerned(numbers), &wanted)?;
    let not_there = || StoreError::NotFound { what: "a value to be corrected".to_owned() };
    let placed = decisions.iter().map(|decision| {
        let asked = snapshot.merges.kept(decision.patient);
        let patient = places.get(&decision.cell).copied().filter(|number| snapshot.merges.kept(*number) == asked);
        patient.map(|patient| Decision { patient, ..decision.clone() }).ok_or_else(not_there)
    });
    placed.collect()
}

/// The patient numbers that the wanted cells lie with, among those concerned.
fn places_of(
    connection: &Connection,
    snapshot: &Snapshot,
    concerned: &Concerned,
    wanted: &HashSet<CellRef>,
) -> Result<HashMap<CellRef, PatientId>, StoreError> {
    let mut places = HashMap::new();
    for chunk in concerned.keys() {
        for located in snapshot.segments(SegmentKind::Observation, *chunk) {
            let mut all = Gathered::default();
            with_segment(connection, located.segment_id, |segment| observation::decode(segment, None, &mut all))?;
            for item in &all.items {
                let Some(series) = all.series_of(item) else { continue };
                let cell = CellRef { import: series.import, line: item.line, column: series.column };
                if wanted.contains(&cell) {
                    places.insert(cell, PatientId(item.patient));
                }
            }
        }
    }
    Ok(places)
}

fn unit_number(core: &Core, decision: &Decision) -> Result<Option<WordId>, StoreError> {
    match &decision.verdict {
        Verdict::Right => Ok(None),
        Verdict::Corrected(correction) => {
            correction.unit.as_deref().map(|unit| core.words.intern(BookKind::Unit, unit)).transpose()
        }
    }
}

/// Sums up the lists of the patients concerned with the decisions as they now stand.
fn sum_up(
    transaction: &Connection,
    before: &Snapshot,
    concerned: &Concerned,
    progress: &Progress,
) -> Result<(), StoreError> {
    let now = before.with_decisions(transaction)?;
    let mut conversions = Conversions::new(&now.books);
    for (chunk, (touched, cells)) in concerned {
        let kinds = BTreeMap::from([(SegmentKind::Observation, touched.clone())]);
        let stored = Stored { connection: transaction, snapshot: &now, without: None };
        write_outcome(transaction, None, &mut refresh(&stored, *chunk, &kinds, &mut conversions)?)?;
        progress.tick(*cells)?;
    }
    Ok(())
}
