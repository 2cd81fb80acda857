//! A chunk's patients seen anew: what is stored and what an import adds, joined, settled, and summed up into the
//! columns of the list. Imports, take-backs and checks all go through here, so that they agree by construction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::Connection;

use super::super::{StoreError, Withdrawal};
use super::corrections::Corrections;
use super::course::{self, Births, is_before_birth};
use super::import::LISTED_FATES;
use super::partition::{Stream, read_observations, read_records};
use super::segment::observation::{self, Gathered, Item, ObservationEncoder, SeriesTable};
use super::segment::record::{self, Coded, RecordEncoder};
use super::segment::{NewSegment, SegmentKind};
use super::settle::{self, Conversions, Mark};
use super::snapshot::{Snapshot, with_segment};
use super::spill::Spill;
use super::summary_draft::Draft;
use super::summed::{Summed, is_end_of};
use super::withdrawals::{self, WithdrawalChange};
use crate::base::{Date, Decimal, Place, Rule};
use crate::domain::genome::GeneRecord;
use crate::domain::ids::{ImportId, SECOND_VALUE};
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient, Sourced};
use crate::domain::receipt::{Reject, RowFate};
use crate::domain::summary::CHUNK_PATIENTS;

/// Duplicates and conflicts are counted without end and listed up to this many a chunk.
const LISTED: usize = 1000;

/// Where the stored part comes from.
pub struct Stored<'a> {
    pub connection: &'a Connection,
    pub snapshot: &'a Snapshot,
    /// Rows of this import are left out (it is being taken back).
    pub without: Option<ImportId>,
}

/// What an import adds to a chunk.
pub struct Additions<'a> {
    pub import: ImportId,
    /// Earlier imports of the same file: what they brought is not brought again.
    pub same_file: &'a [ImportId],
    /// Lines whose rows are kept with a flag.
    pub flagged_lines: &'a BTreeSet<u32>,
    /// Words about values sent before, of this chunk's patients and of others.
    pub withdrawals: &'a [Withdrawal],
    /// Rows of the same import before this line are stored already; 0 where there are none.
    pub from_line: u32,
    pub streams: Vec<(SegmentKind, Stream)>,
}

/// What came of a chunk.
#[derive(Debug, Default)]
pub struct Outcome {
    pub chunk: u32,
    pub segments: Vec<NewSegment>,
    /// Changed columns with their bytes.
    pub columns: Vec<(u8, Vec<u8>)>,
    pub rows: u64,
    pub added: u64,
    pub updated: u64,
    pub duplicates: u64,
    pub conflicts: u64,
    pub implausible: u64,
    /// Rows and values that the patient's other dates speak against, by rule; they are among the implausible.
    pub doubts: BTreeMap<Rule, u64>,
    pub withdrawals: WithdrawalChange,
    pub withdrawn: u64,
    pub listed: Vec<Reject>,
    /// First places of rows by what became of them.
    pub fates: Vec<(RowFate, Place)>,
}

impl Outcome {
    fn list(&mut self, place: Place, rule: Rule, raw: String) {
        if self.listed.len() < LISTED {
            self.listed.push(Reject { place, rule, raw });
        }
    }

    fn doubt(&mut self, place: Place, rule: Rule, raw: String) {
        *self.doubts.entry(rule).or_default() += 1;
        self.list(place, rule, raw);
    }

    fn tell(&mut self, fate: RowFate, place: Place, so_far: u64) {
        if so_far < LISTED_FATES as u64 {
            self.fates.push((fate, place));
        }
    }

    /// Counts a row that says nothing new.
    fn account_duplicate<T: Summed>(&mut self, row: &Sourced<T>) {
        let place = Place { line: row.cell.line, column: 0 };
        self.tell(RowFate::Unchanged, place, self.duplicates);
        self.duplicates += 1;
        self.list(place, Rule::Duplicate, row.record.label());
    }

    /// Frees what would be written.
    pub fn drop_written(&mut self) {
        (self.segments, self.columns) = (Vec::new(), Vec::new());
    }
}

/// Adds an import's streams to a chunk; `rows` is the chunk's number of patients afterwards.
///
/// # Errors
/// Damaged or unreadable.
pub fn add(
    stored: &Stored,
    chunk: u32,
    rows: usize,
    additions: Additions,
    spill: &Spill,
    table: &SeriesTable,
    conversions: &mut Conversions,
) -> Result<Outcome, StoreError> {
    let mut work = Work::new(stored, chunk, rows, Some((additions.import, additions.flagged_lines)))?;
    work.same_file = additions.same_file;
    work.from_line = additions.from_line;
    let of_chunk = additions.withdrawals.iter().filter(|word| word.patient.0 / CHUNK_PATIENTS == chunk);
    work.words = of_chunk.collect();
    let named: Vec<u32> = work.words.iter().map(|word| word.patient.0).collect();
    let has_values = additions.streams.iter().any(|(kind, _)| *kind == SegmentKind::Observation);
    if !named.is_empty() && !has_values {
        work.observations(Gathered::default(), &named.iter().copied().collect(), conversions)?;
    }
    for (kind, stream) in additions.streams {
        let count = stream.rows();
        work.outcome.rows += count;
        let bytes = stream.into_bytes(spill)?;
        match kind {
            SegmentKind::Observation => {
                let mut all = Gathered { series: table.clone(), ..Gathered::default() };
                read_observations(&bytes, chunk, count, &mut all)?;
                drop(bytes);
                let touched = all.items.iter().map(|item| item.patient).chain(named.iter().copied()).collect();
                work.observations(all, &touched, conversions)?;
            }
            SegmentKind::Patient => work.records::<Patient>(read_records(&bytes, chunk)?, &Touched::default())?,
            SegmentKind::Condition => work.records::<Condition>(read_records(&bytes, chunk)?, &Touched::default())?,
            SegmentKind::Medication => work.records::<Medication>(read_records(&bytes, chunk)?, &Touched::default())?,
            SegmentKind::Allergy => {
                work.records::<AllergyStatement>(read_records(&bytes, chunk)?, &Touched::default())?;
            }
            SegmentKind::Admission => work.records::<Admission>(read_records(&bytes, chunk)?, &Touched::default())?,
            SegmentKind::UnrecordedValue => {
                work.records::<UnrecordedValue>(read_records(&bytes, chunk)?, &Touched::default())?;
            }
            SegmentKind::Gene => work.records::<GeneRecord>(read_records(&bytes, chunk)?, &Touched::default())?,
        }
    }
    work.finish()
}

/// Sums up anew the given patients of a chunk for the given kinds.
///
/// # Errors
/// Damaged or unreadable.
pub fn refresh(
    stored: &Stored,
    chunk: u32,
    kinds: &BTreeMap<SegmentKind, Touched>,
    conversions: &mut Conversions,
) -> Result<Outcome, StoreError> {
    let mut work = Work::new(stored, chunk, stored.snapshot.rows_of(chunk), None)?;
    for (kind, touched) in kinds {
        match kind {
            SegmentKind::Observation => work.observations(Gathered::default(), touched, conversions)?,
            SegmentKind::Patient => work.records::<Patient>(Vec::new(), touched)?,
            SegmentKind::Condition => work.records::<Condition>(Vec::new(), touched)?,
            SegmentKind::Medication => work.records::<Medication>(Vec::new(), touched)?,
            SegmentKind::Allergy => work.records::<AllergyStatement>(Vec::new(), touched)?,
            SegmentKind::Admission => work.records::<Admission>(Vec::new(), touched)?,
            SegmentKind::UnrecordedValue => work.records::<UnrecordedValue>(Vec::new(), touched)?,
            SegmentKind::Gene => work.records::<GeneRecord>(Vec::new(), touched)?,
        }
    }
    work.finish()
}

/// Which patients of a chunk are concerned.
#[derive(Clone, Debug)]
pub struct Touched {
    rows: Vec<bool>,
}

impl Default for Touched {
    fn default() -> Self {
        Touched { rows: vec![false; CHUNK_PATIENTS as usize] }
    }
}

impl Touched {
    pub fn add(&mut self, patient: u32) {
        if let Some(row) = self.rows.get_mut((patient % CHUNK_PATIENTS) as usize) {
            *row = true;
        }
    }

    fn has(&self, patient: u32) -> bool {
        self.rows.get((patient % CHUNK_PATIENTS) as usize).copied().unwrap_or(false)
    }

    /// Patients in order, of that chunk.
    fn patients(&self, chunk: u32) -> impl Iterator<Item = u32> {
        let first = chunk * CHUNK_PATIENTS;
        (first..).zip(&self.rows).filter(|(_, touched)| **touched).map(|(patient, _)| patient)
    }
}

impl FromIterator<u32> for Touched {
    fn from_iter<I: IntoIterator<Item = u32>>(patients: I) -> Self {
        let mut touched = Touched::default();
        patients.into_iter().for_each(|patient| touched.add(patient));
        touched
    }
}

struct Work<'a> {
    stored: &'a Stored<'a>,
    importing: Option<ImportId>,
    flagged_lines: Option<&'a BTreeSet<u32>>,
    same_file: &'a [ImportId],
    from_line: u32,
    words: Vec<&'a Withdrawal>,
    births: Births,
    draft: Draft,
    outcome: Outcome,
}

impl<'a> Work<'a> {
    fn new(
        stored: &'a Stored<'a>,
        chunk: u32,
        rows: usize,
        importing: Option<(ImportId, &'a BTreeSet<u32>)>,
    ) -> Result<Work<'a>, StoreError> {
        let draft = Draft::new(chunk, rows);
        let outcome = Outcome { chunk, ..Outcome::default() };
        let births = importing.map(|_| Births::read(stored.connection, chunk, rows)).transpose()?.unwrap_or_default();
        let (importing, flagged_lines) = importing.unzip();
        Ok(Work {
            stored,
            importing,
            flagged_lines,
            same_file: &[],
            from_line: 0,
            words: Vec::new(),
            births,
            draft,
            outcome,
        })
    }

    fn finish(mut self) -> Result<Outcome, StoreError> {
        self.outcome.columns = self.draft.changed_columns(self.stored.connection)?;
        Ok(self.outcome)
    }

    fn observations(
        &mut self,
        mut all: Gathered,
        touched: &Touched,
        conversions: &mut Conversions,
    ) -> Result<(), StoreError> {
        self.load_observations(touched, &mut all)?;
        conversions.learn(&all.series);
        let items = by_patient(self.outcome.chunk, std::mem::take(&mut all.items));
        let mut encoder = ObservationEncoder::default();
        let (mut marks, mut kept) = (Vec::new(), Vec::new());
        let mut groups = items.chunk_by(|a, b| a.patient == b.patient).peekable();
        for patient in touched.patients(self.outcome.chunk) {
            let group = groups.next_if(|group| group.first().is_some_and(|item| item.patient == patient));
            let mut group = group.unwrap_or(&[]).to_vec();
            settle::sort(&all.series, &all, &mut group);
            let corrections = self.corrections_of(&all, &group, patient);
            settle::mark(&all, &group, &corrections, &mut marks);
            self.leave_withdrawn(&all, &group, patient, &mut marks);
            self.account(&all, &group, &marks, &mut kept);
            self.outcome.segments.extend(encoder.push(&all, patient, &kept));
            let digest = settle::digest(&all, &group, &marks, conversions, &corrections);
            self.draft.set_observations(patient, digest);
        }
        self.outcome.segments.extend(encoder.finish(&all));
        Ok(())
    }

    /// The same file once more changes nothing: what was taken back of it since stays so. A file that takes something back
    /// itself is judged by its words.
    fn leave_withdrawn(&self, all: &Gathered, group: &[Item], patient: u32, marks: &mut [Mark]) {
        let before = &self.stored.snapshot.corrections;
        let has_words = self.words.iter().any(|word| word.patient.0 == patient);
        if self.same_file.is_empty() || !before.has_withdrawn() || has_words {
            return;
        }
        let is_left = |item: &&Item| {
            let cell = all.cell_of(item);
            cell.is_some_and(|cell| self.same_file.contains(&cell.import) && before.is_withdrawn(cell))
        };
        let left: Vec<&Item> = group.iter().filter(is_left).collect();
        for (item, mark) in group.iter().zip(marks.iter_mut()) {
            let is_new = import_of(all, item).is_some_and(|import| self.is_new(import, item.line));
            if is_new && left.iter().any(|one| settle::is_same(all, one, item)) {
                (mark.duplicate, mark.withdrawn) = (true, true);
            }
        }
    }

    /// Decisions and withdrawals as they are once the import's words about a patient count.
    fn corrections_of(&mut self, all: &Gathered, group: &[Item], patient: u32) -> Arc<Corrections> {
        let before = &self.stored.snapshot.corrections;
        let words: Vec<&Withdrawal> = self.words.iter().copied().filter(|word| word.patient.0 == patient).collect();
        let Some(importing) = self.importing.filter(|_| !words.is_empty()) else { return Arc::clone(before) };
        let change = withdrawals::resolve(all, group, &words, importing, before);
        let after = Arc::new(before.after(&change));
        self.outcome.withdrawn += change.withdrawn.len() as u64;
        self.outcome.withdrawals.extend(change);
        after
    }

    /// Whether an import that goes on has a row already.
    fn is_stored<T: Summed>(&self, group: &[Sourced<T>], row: &Sourced<T>) -> bool {
        let is_it = |before: &Sourced<T>| {
            Some(before.cell.import) == self.importing
                && before.cell.line < self.from_line
                && before.record == row.record
        };
        self.from_line > 0 && group.iter().any(is_it)
    }

    /// Whether a place is one that is being imported now.
    fn is_new(&self, import: ImportId, line: u32) -> bool {
        self.importing == Some(import) && line >= self.from_line
    }

    fn load_observations(&self, touched: &Touched, all: &mut Gathered) -> Result<(), StoreError> {
        for located in self.stored.snapshot.segments(SegmentKind::Observation, self.outcome.chunk) {
            if located.import.is_some() && located.import == self.stored.without {
                continue;
            }
            let before = all.items.len();
            with_segment(self.stored.connection, located.segment_id, |segment| {
                observation::decode(segment, None, all)
            })?;
            let mut behind = all.items.split_off(before);
            let without = self.stored.without;
            behind.retain(|item| touched.has(item.patient) && import_of(all, item) != without);
            all.items.append(&mut behind);
        }
        Ok(())
    }

    /// Counts what became of the import's own values and puts those to be stored into `kept`.
    fn account(&mut self, all: &Gathered, group: &[Item], marks: &[Mark], kept: &mut Vec<Item>) {
        kept.clear();
        let Some(importing) = self.importing else { return };
        let mut import_before = None;
        for (item, mark) in group.iter().zip(marks) {
            let import = import_of(all, item);
            let repeated = mark.duplicate && import_before == Some(importing);
            import_before = import;
            if !import.is_some_and(|import| self.is_new(import, item.line)) {
                continue;
            }
            // A duplicate of an earlier import stays in this one's segment: it counts again should that one go. One of what was
            // taken back does not.
            if !(repeated || mark.duplicate && mark.withdrawn) {
                kept.push(*item);
            }
            let birth = self.births.of(item.patient);
            self.count_observation(all, item, *mark, birth);
        }
    }

    fn count_observation(&mut self, all: &Gathered, item: &Item, mark: Mark, birth: Option<Date>) {
        let Some(series) = all.series_of(item) else { return };
        let outcome = &mut self.outcome;
        let place = Place { line: item.line, column: series.column & !SECOND_VALUE };
        let rule = if mark.duplicate {
            outcome.tell(RowFate::Unchanged, place, outcome.duplicates);
            outcome.duplicates += 1;
            Some(Rule::Duplicate)
        } else {
            outcome.tell(RowFate::Added, place, outcome.added);
            outcome.added += 1;
            let is_early = is_before_birth(series.moment(item.utc_secs), birth);
            let is_flagged = series.implausible || series.preliminary || is_early;
            outcome.implausible += u64::from(is_flagged && !mark.conflicting);
            if is_early {
                outcome.doubt(place, Rule::BeforeBirth, series.moment(item.utc_secs).iso());
            }
            outcome.conflicts += u64::from(mark.conflicting);
            mark.conflicting.then_some(Rule::Conflict)
        };
        if let Some(rule) = rule.filter(|_| outcome.listed.len() < LISTED) {
            let raw = all.texts.get(item.texts as usize).and_then(|texts| texts.raw.clone());
            let number = Decimal { mantissa: item.mantissa, scale: series.scale };
            outcome.list(place, rule, raw.unwrap_or_else(|| number.to_string()));
        }
    }

    fn records<T: Summed>(&mut self, new: Vec<(u32, Sourced<T>)>, touched: &Touched) -> Result<(), StoreError> {
        let mut touched = touched.clone();
        new.iter().for_each(|(patient, _)| touched.add(*patient));
        let mut rows = load_records::<T>(self.stored, self.outcome.chunk, &touched)?;
        rows.extend(new);
        rows.sort_by_key(|(patient, row)| (*patient, row.cell.import, row.cell.line));
        let mut encoder = RecordEncoder::default();
        let mut groups = rows.chunk_by(|a, b| a.0 == b.0).peekable();
        for patient in touched.patients(self.outcome.chunk) {
            let group = groups.next_if(|group| group.first().is_some_and(|row| row.0 == patient)).unwrap_or(&[]);
            let group: Vec<Sourced<T>> = group.iter().map(|(_, row)| row.clone()).collect();
            let group = self.without_brought_back(group);
            let duplicates = T::duplicates(&group);
            let kept = self.account_records(&group, &duplicates, self.births.of(patient));
            if !kept.is_empty() {
                self.outcome.segments.extend(encoder.push(patient, &kept));
            }
            let visible = group.into_iter().zip(duplicates).filter(|(_, duplicate)| !duplicate).map(|(row, _)| row);
            T::sum_up(&mut self.draft, patient, &visible.collect::<Vec<_>>());
        }
        self.outcome.segments.extend(encoder.finish::<T>());
        Ok(())
    }

    /// A patient's rows without those that would bring back what the same file said before and a later row changed: the
    /// same file twice is no news. Rows that say again what holds stay, so that either import can be taken back.
    fn without_brought_back<T: Summed>(&mut self, group: Vec<Sourced<T>>) -> Vec<Sourced<T>> {
        let Some(importing) = self.importing.filter(|_| T::REPLACES && !self.same_file.is_empty()) else {
            return group;
        };
        let mut rows: Vec<Sourced<T>> = Vec::with_capacity(group.len());
        for row in group {
            let is_change = rows.last().is_some_and(|before| before.record != row.record);
            let was_said =
                |before: &Sourced<T>| self.same_file.contains(&before.cell.import) && before.record == row.record;
            if row.cell.import == importing && is_change && rows.iter().any(was_said) {
                self.outcome.account_duplicate(&row);
            } else {
                rows.push(row);
            }
        }
        rows
    }

    fn account_records<T: Summed>(
        &mut self,
        group: &[Sourced<T>],
        duplicates: &[bool],
        birth: Option<Date>,
    ) -> Vec<Sourced<T>> {
        if self.importing.is_none() {
            return Vec::new();
        }
        let doubts = course::doubts(group, duplicates, birth);
        let mut kept: Vec<Sourced<T>> = Vec::new();
        for (position, ((row, duplicate), doubts)) in group.iter().zip(duplicates).zip(doubts).enumerate() {
            if !self.is_new(row.cell.import, row.cell.line) {
                continue;
            }
            if *duplicate {
                self.outcome.account_duplicate(row);
            } else {
                self.account_new(group.get(..position).unwrap_or_default(), row, doubts);
            }
            let is_kept_before = kept.iter().any(|before| before.record == row.record) || self.is_stored(group, row);
            if !is_kept_before || !duplicate {
                kept.push(row.clone());
            }
        }
        kept
    }

    /// Counts a row of the import that says something new; `before` are the patient's rows before it.
    fn account_new<T: Summed>(&mut self, before: &[Sourced<T>], row: &Sourced<T>, doubts: Vec<(Rule, String)>) {
        let outcome = &mut self.outcome;
        let place = Place { line: row.cell.line, column: 0 };
        let replaced = before.last().filter(|_| T::REPLACES);
        let ends = is_end_of(row, before);
        if replaced.is_some() || ends {
            outcome.tell(RowFate::Updated, place, outcome.updated);
            outcome.updated += 1;
        } else {
            outcome.tell(RowFate::Added, place, outcome.added);
            outcome.added += 1;
        }
        // Two rows of one file contradict each other; a row of a later file is a change, unless it makes another of a person.
        let is_same_file = |before: &Sourced<T>| before.cell.import == row.cell.import && self.from_line == 0;
        let is_same_file = replaced.is_some_and(is_same_file);
        if is_same_file || T::contradicts(before, &row.record) {
            outcome.conflicts += 1;
            outcome.list(place, Rule::Conflict, row.record.label());
        } else {
            let is_flagged = self.flagged_lines.is_some_and(|lines| lines.contains(&place.line));
            outcome.implausible += u64::from(is_flagged || !doubts.is_empty());
        }
        doubts.into_iter().for_each(|(rule, raw)| outcome.doubt(place, rule, raw));
    }
}

fn import_of(all: &Gathered, item: &Item) -> Option<ImportId> {
    all.series_of(item).map(|series| series.import)
}

/// Items in order of patient; a counting sort, since they are many and the patients of a chunk few.
fn by_patient(chunk: u32, items: Vec<Item>) -> Vec<Item> {
    let first = chunk * CHUNK_PATIENTS;
    if items.is_sorted_by_key(|item| item.patient) {
        return items;
    }
    let row_of = |item: &Item| (item.patient.wrapping_sub(first) as usize).min(CHUNK_PATIENTS as usize);
    let mut starts = vec![0usize; CHUNK_PATIENTS as usize + 2];
    items.iter().for_each(|item| starts[row_of(item) + 1] += 1);
    (1..starts.len()).for_each(|row| starts[row] += starts[row - 1]);
    let mut sorted = items.clone();
    for item in &items {
        let place = &mut starts[row_of(item)];
        sorted[*place] = *item;
        *place += 1;
    }
    sorted
}

/// Stored records of the touched patients of a chunk.
fn load_records<T: Coded>(
    stored: &Stored,
    chunk: u32,
    touched: &Touched,
) -> Result<Vec<(u32, Sourced<T>)>, StoreError> {
    let mut rows = Vec::new();
    for located in stored.snapshot.segments(T::KIND, chunk) {
        if located.import.is_none() || located.import != stored.without {
            with_segment(stored.connection, located.segment_id, |segment| record::decode(segment, None, &mut rows))?;
        }
    }
    rows.retain(|(patient, row): &(u32, Sourced<T>)| touched.has(*patient) && Some(row.cell.import) != stored.without);
    Ok(rows)
}
