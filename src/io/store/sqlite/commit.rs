//! The commit of an import: chunks are settled and encoded on worker threads while this one writes them in order, all
//! in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::{mem, thread};

use crossbeam_channel::{Sender, bounded};
use rusqlite::{Connection, params};

use super::super::{StoreError, Withdrawal};
use super::core::Core;
use super::failure::system;
use super::import::{Import, LISTED_FATES, LISTED_REJECTS};
use super::partition::{Stream, Streams};
use super::rebuild::{self, Additions, Outcome, Stored};
use super::segment::observation::SeriesTable;
use super::segment::{NewSegment, SegmentKind};
use super::settle::Conversions;
use super::snapshot::{self, Snapshot, rows_of};
use super::spill::Spill;
use super::{books, plan_rows, receipts, resources, summary, withdrawals};
use crate::base::{Progress, Rule};
use crate::domain::book::Books;
use crate::domain::ids::ImportId;
use crate::domain::receipt::{ImportState, Receipt, Rehearsal};
use crate::domain::summary::CHUNK_PATIENTS;

/// A chunk's streams.
type Job = (u32, Vec<(SegmentKind, Stream)>);

/// Writes the import; its receipt.
///
/// # Errors
/// Nothing of the import stays after an error.
pub fn commit(mut import: Import, progress: &Progress) -> Result<Receipt, StoreError> {
    let jobs = jobs_of(mem::take(&mut import.streams), &import.withdrawals);
    progress.restart(rows_in(&import, &jobs));
    let core = import.core.clone();
    core.write(import.grant.at_utc_secs(), |transaction, before| {
        settle(transaction, before, &mut import, jobs, progress, Purpose::Commit)?;
        let receipt = receipt_of(&import);
        match import.from_line {
            0 => receipts::write(transaction, &receipt, import.journal_number)?,
            _ => receipts::add(transaction, &receipt)?,
        }
        receipts::write_rejects(transaction, import.id, &mut import.rejects, &import.reject_counts)?;
        Ok(receipt)
    })
    .inspect(|_| import.announced.is_kept())
}

/// Does everything a commit does but keep it.
///
/// # Errors
/// As [`commit`].
pub fn rehearse(mut import: Import, progress: &Progress) -> Result<Rehearsal, StoreError> {
    let jobs = jobs_of(mem::take(&mut import.streams), &import.withdrawals);
    progress.restart(rows_in(&import, &jobs));
    let core = import.core.clone();
    core.rehearse(|transaction, before| settle(transaction, before, &mut import, jobs, progress, Purpose::Rehearse))?;
    import.rejects.sort_by_key(|reject| (reject.place, reject.rule));
    import.fates.sort_by_key(|(fate, place)| (*fate, *place));
    Ok(Rehearsal {
        counts: import.counts,
        rejects: import.rejects,
        reject_counts: import.reject_counts.into_iter().collect(),
        fates: import.fates,
        sha256: import.draft.sha256,
    })
}

/// Whether an import's rows are to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Commit,
    Rehearse,
}

/// Joins the import's rows with what is stored, counts what became of them and writes them.
fn settle(
    transaction: &Connection,
    before: &Arc<Snapshot>,
    import: &mut Import,
    jobs: Vec<Job>,
    progress: &Progress,
    purpose: Purpose,
) -> Result<(), StoreError> {
    let live = import.core.words.snapshot();
    books::store_new(transaction, &before.books, &live)?;
    snapshot::set(transaction, "patients", &import.patients_after().to_string())?;
    write_chunks(transaction, before, import, jobs, &live, progress, purpose)?;
    let same_file = receipts::of_same_file(transaction, &import.draft.sha256)?;
    resources::write_staff(transaction, import, &same_file, progress)?;
    resources::write_devices(transaction, import, &same_file, progress)?;
    plan_rows::write_duties(transaction, import, progress)?;
    plan_rows::write_waiting(transaction, import, progress)
}

fn rows_in(import: &Import, jobs: &[Job]) -> u64 {
    let rows: u64 = jobs.iter().flat_map(|(_, streams)| streams).map(|(_, stream)| stream.rows()).sum();
    rows + (import.staff.len() + import.devices.len() + import.duties.len() + import.waiting.len()) as u64
}

fn jobs_of(streams: BTreeMap<SegmentKind, Streams>, withdrawals: &[Withdrawal]) -> Vec<Job> {
    let mut by_chunk: BTreeMap<u32, Vec<(SegmentKind, Stream)>> = BTreeMap::new();
    for (kind, streams) in streams {
        for (chunk, stream) in streams.into_chunks() {
            by_chunk.entry(chunk).or_default().push((kind, stream));
        }
    }
    for withdrawal in withdrawals {
        by_chunk.entry(withdrawal.patient.0 / CHUNK_PATIENTS).or_default();
    }
    by_chunk.into_iter().collect()
}

fn receipt_of(import: &Import) -> Receipt {
    let draft = &import.draft;
    Receipt {
        import: import.id,
        format: draft.format.clone(),
        file_name: draft.file_name.clone(),
        sha256: draft.sha256.clone(),
        file_bytes: draft.file_bytes,
        imported_utc_secs: import.grant.at_utc_secs(),
        actor: import.grant.actor().name.clone(),
        columns: draft.columns.clone(),
        ignored_headings: draft.ignored_headings.clone(),
        reading: draft.reading.clone(),
        counts: import.counts,
        state: ImportState::Active,
    }
}

/// What every worker needs to know.
struct Shared<'a> {
    core: &'a Core,
    before: &'a Arc<Snapshot>,
    books: &'a Books,
    table: &'a SeriesTable,
    spill: &'a Spill,
    import: ImportId,
    same_file: &'a [ImportId],
    flagged_lines: &'a BTreeSet<u32>,
    withdrawals: &'a [Withdrawal],
    from_line: u32,
    patients_after: u32,
    jobs: Mutex<std::iter::Enumerate<std::vec::IntoIter<Job>>>,
}

fn write_chunks(
    transaction: &Connection,
    before: &Arc<Snapshot>,
    import: &mut Import,
    jobs: Vec<Job>,
    books: &Books,
    progress: &Progress,
    purpose: Purpose,
) -> Result<(), StoreError> {
    let workers = thread::available_parallelism().map_or(1, usize::from).clamp(1, 4).min(jobs.len());
    let core = import.core.clone();
    let (table, patients_after) = (mem::take(&mut import.series), import.patients_after());
    let flagged_lines = mem::take(&mut import.flagged_lines);
    let words = mem::take(&mut import.withdrawals);
    let same_file = receipts::of_same_file(transaction, &import.draft.sha256)?;
    let spill = &import.spill;
    let shared = Shared {
        core: &core,
        before,
        books,
        table: &table,
        spill,
        import: import.id,
        same_file: &same_file,
        flagged_lines: &flagged_lines,
        withdrawals: &words,
        from_line: import.from_line,
        patients_after,
        jobs: Mutex::new(jobs.into_iter().enumerate()),
    };
    let mut outcomes = Vec::new();
    thread::scope(|scope| {
        let (sender, receiver) = bounded(workers);
        for _ in 0..workers {
            let (sender, shared) = (sender.clone(), &shared);
            scope.spawn(move || work(shared, &sender));
        }
        drop(sender);
        // Workers finish out of order; the file is written in order, so that the same import makes the same file.
        let mut early: BTreeMap<usize, Outcome> = BTreeMap::new();
        let mut next = 0;
        for finished in receiver {
            let (number, outcome) = finished?;
            early.insert(number, outcome);
            while let Some(mut outcome) = early.remove(&next) {
                match purpose {
                    Purpose::Commit => write_outcome(transaction, Some(shared.import), &mut outcome)?,
                    Purpose::Rehearse => outcome.drop_written(),
                }
                progress.tick(outcome.rows)?;
                outcomes.push(outcome);
                next += 1;
            }
        }
        Ok::<(), StoreError>(())
    })?;
    outcomes.into_iter().for_each(|outcome| take_account(import, outcome));
    Ok(())
}

fn work(shared: &Shared, sender: &Sender<Result<(usize, Outcome), StoreError>>) {
    let connection = match shared.core.reader() {
        Ok(connection) => connection,
        Err(error) => {
            let _nobody_waits = sender.send(Err(error));
            return;
        }
    };
    let mut conversions = Conversions::new(shared.books);
    loop {
        let job = shared.jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some((number, (chunk, streams))) = job else { break };
        let stored = Stored { connection: &connection, snapshot: shared.before, without: None };
        let rows = rows_of(shared.patients_after, chunk);
        let Shared { import, same_file, flagged_lines, withdrawals, from_line, .. } = *shared;
        let additions = Additions { import, same_file, flagged_lines, withdrawals, from_line, streams };
        let outcome = rebuild::add(&stored, chunk, rows, additions, shared.spill, shared.table, &mut conversions);
        // A closed channel means that the writer gave up.
        if sender.send(outcome.map(|outcome| (number, outcome))).is_err() {
            return;
        }
    }
    shared.core.give_back(connection);
}

/// Writes a chunk's segments and columns, freeing them.
///
/// # Errors
/// Disk full.
pub fn write_outcome(
    transaction: &Connection,
    import: Option<ImportId>,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    for segment in mem::take(&mut outcome.segments) {
        write_segment(transaction, import, &segment)?;
    }
    if let Some(import) = import.filter(|_| !outcome.withdrawals.is_empty()) {
        withdrawals::write(transaction, import, &mem::take(&mut outcome.withdrawals))?;
    }
    for (column, bytes) in mem::take(&mut outcome.columns) {
        summary::write_bytes(transaction, outcome.chunk, column, &bytes)?;
    }
    Ok(())
}

/// Writes a segment; its id.
///
/// # Errors
/// Disk full.
pub fn write_segment(
    transaction: &Connection,
    import: Option<ImportId>,
    segment: &NewSegment,
) -> Result<i64, StoreError> {
    let mut insert = transaction
        .prepare_cached(
            "INSERT INTO segment (import_id, kind, first_patient, last_patient, rows) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .map_err(system)?;
    let import = import.map(|import| import.0);
    let row = params![import, segment.kind.number(), segment.first_patient, segment.last_patient, segment.rows];
    let segment_id = insert.insert(row).map_err(system)?;
    let mut insert = transaction.prepare_cached("INSERT INTO segment_bytes VALUES (?1, ?2)").map_err(system)?;
    insert.execute(params![segment_id, segment.bytes]).map_err(system)?;
    Ok(segment_id)
}

fn take_account(import: &mut Import, outcome: Outcome) {
    let counts = &mut import.counts;
    counts.added += outcome.added;
    counts.updated += outcome.updated;
    counts.duplicates += outcome.duplicates;
    counts.flagged += outcome.conflicts + outcome.implausible;
    counts.withdrawn += outcome.withdrawn;
    let marks = [(Rule::Duplicate, outcome.duplicates), (Rule::Conflict, outcome.conflicts)];
    for (rule, count) in marks.into_iter().chain(outcome.doubts) {
        if count > 0 {
            *import.reject_counts.entry(rule).or_default() += count;
        }
    }
    for (fate, place) in outcome.fates {
        if import.fates.iter().filter(|(other, _)| *other == fate).count() < LISTED_FATES {
            import.fates.push((fate, place));
        }
    }
    let room = LISTED_REJECTS.saturating_sub(import.rejects.len());
    import.rejects.extend(outcome.listed.into_iter().take(room));
}
