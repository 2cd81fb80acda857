//! Taking an import back: its segments go, its share of merged ones is cut out, and the lists of the patients it
//! touched are summed up anew from what is left. Rows it superseded or duplicated were never removed, so they count
//! again by themselves.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::super::StoreError;
use super::commit::{write_outcome, write_segment};
use super::core::Core;
use super::failure::system;
use super::rebuild::{Stored, Touched, refresh};
use super::segment::SegmentKind;
use super::settle::Conversions;
use super::snapshot::{Located, Snapshot, with_segment};
use super::{built_on, merge, plan_rows, receipts, resources, withdrawals};
use crate::base::Progress;
use crate::domain::access::Grant;
use crate::domain::ids::ImportId;
use crate::domain::receipt::Receipt;
use crate::domain::summary::CHUNK_PATIENTS;

/// Takes an import back; its receipt as it now stands.
///
/// # Errors
/// [`StoreError::NotFound`] for one that is not active; [`StoreError::BuiltOn`], [`StoreError::Merged`],
/// [`StoreError::Decided`] and [`StoreError::Planned`] where something stands on it; cancelled leaves everything as it
/// was.
pub fn take_back(core: &Core, grant: &Grant, import: ImportId, progress: &Progress) -> Result<Receipt, StoreError> {
    core.demand_writing()?;
    let _pass = core.gate.enter();
    let seen = core.read(|connection, now| demand_free(connection, now, import).map(|()| now.revision));
    let seen = match seen {
        Ok(revision) => revision,
        Err(refusal) => {
            core.journal_entry(&grant.not_done(&refusal.to_string()))?;
            return Err(refusal);
        }
    };
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        // Merging does not wait at the gate: somebody may have merged meanwhile.
        if before.revision != seen {
            demand_free(transaction, before, import)?;
        }
        receipts::take_back(transaction, import, grant.at_utc_secs())?;
        let affected = affected_segments(transaction, before, import)?;
        progress.restart(affected.len() as u64);
        let mut touched = touched_patients(transaction, &affected)?;
        for patient in withdrawals::forget(transaction, import)? {
            let kinds = touched.entry(patient.0 / CHUNK_PATIENTS).or_default();
            kinds.entry(SegmentKind::Observation).or_default().add(patient.0);
        }
        let before = &before.with_decisions(transaction)?;
        let mut conversions = Conversions::new(&before.books);
        for (chunk, kinds) in &touched {
            let stored = Stored { connection: transaction, snapshot: before, without: Some(import) };
            let mut outcome = refresh(&stored, *chunk, kinds, &mut conversions)?;
            write_outcome(transaction, None, &mut outcome)?;
            progress.tick(kinds.len() as u64)?;
        }
        for (kind, located) in &affected {
            remove_share(transaction, *kind, located, import)?;
            progress.tick(0)?;
        }
        resources::delete(transaction, import)?;
        plan_rows::delete(transaction, import)?;
        receipts::one(transaction, import)
    })
}

fn demand_free(connection: &Connection, snapshot: &Snapshot, import: ImportId) -> Result<(), StoreError> {
    let affected = affected_segments(connection, snapshot, import)?;
    built_on::demand_nothing(connection, snapshot, &affected, import)
}

fn affected_segments(
    connection: &Connection,
    snapshot: &Snapshot,
    import: ImportId,
) -> Result<Vec<(SegmentKind, Located)>, StoreError> {
    let mut select =
        connection.prepare("SELECT segment_id FROM segment_import WHERE import_id = ?1").map_err(system)?;
    let merged = select.query_map([import.0], |row| row.get(0)).map_err(system)?;
    let merged: std::collections::HashSet<i64> = merged.collect::<Result<_, _>>().map_err(system)?;
    let concerns = |located: &Located| located.import == Some(import) || merged.contains(&located.segment_id);
    let runs = snapshot.runs().flat_map(|(kind, _, list)| list.iter().map(move |located| (kind, *located)));
    Ok(runs.filter(|(_, located)| concerns(located)).collect())
}

fn touched_patients(
    connection: &Connection,
    affected: &[(SegmentKind, Located)],
) -> Result<BTreeMap<u32, BTreeMap<SegmentKind, Touched>>, StoreError> {
    let mut touched: BTreeMap<u32, BTreeMap<SegmentKind, Touched>> = BTreeMap::new();
    for (kind, located) in affected {
        let chunk = located.first_patient / CHUNK_PATIENTS;
        let patients = touched.entry(chunk).or_default().entry(*kind).or_default();
        with_segment(connection, located.segment_id, |segment| {
            segment.walk(|patient, _| {
                patients.add(patient);
                Ok(true)
            })
        })?;
    }
    Ok(touched)
}

/// Deletes a segment; a merged one is written again without the import.
fn remove_share(
    connection: &Connection,
    kind: SegmentKind,
    located: &Located,
    import: ImportId,
) -> Result<(), StoreError> {
    if located.import.is_none() {
        let imports = merge::imports_of(connection, located)?;
        let left: Vec<ImportId> = imports.into_iter().filter(|other| *other != import).collect();
        for segment in merge::merged(connection, kind, &[*located], &|_, of| of != import)? {
            let segment_id = write_segment(connection, None, &segment)?;
            merge::write_imports(connection, segment_id, &left)?;
        }
    }
    merge::delete(connection, located)
}
