//! Builds the index from the store's chunks, the names on a thread of their own while the chunks are still read.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::{Builder, JoinHandle};

use crate::base::{Cancelled, Progress, TextColumn};
use crate::domain::book::Books;
use crate::domain::ids::WordId;
use crate::domain::patient::AllergyState;
use crate::domain::summary::{CHUNK_PATIENTS, NewestColumn, SummaryChunk, WordLists, packed_day};

use super::name_book::NameBookWriter;
use super::{Marks, NO_DAY, NO_OBSERVED, NO_WARD, NameColumn, PatientIndex, RowSet};

/// Chunks that may wait for the thread of names.
const WAITING_CHUNKS: usize = 8;

impl PatientIndex {
    /// The index of chunks that arrive in order of patient number. One tick a patient.
    ///
    /// # Errors
    /// [`Cancelled`] once the job was asked to stop.
    pub fn build(
        chunks: impl IntoIterator<Item = SummaryChunk>,
        books: Arc<Books>,
        progress: &Progress,
    ) -> Result<PatientIndex, Cancelled> {
        let chunks = chunks.into_iter();
        let mut builder = IndexBuilder::new(chunks.size_hint().0.saturating_mul(CHUNK_PATIENTS as usize));
        for chunk in chunks {
            let patients = chunk.len() as u64;
            builder.push(chunk);
            progress.tick(patients)?;
        }
        Ok(builder.finish(books))
    }
}

/// An index in the making, for a reader that cannot be an iterator (its next chunk may fail).
pub struct IndexBuilder {
    index: PatientIndex,
    names: NameThread,
}

/// Where names are numbered: on a thread of their own, or here if none could be started.
enum NameThread {
    Running { chunks: SyncSender<Arc<SummaryChunk>>, thread: JoinHandle<Names> },
    Here(Box<Names>),
}

impl IndexBuilder {
    /// Makes room for about `patients`.
    pub fn new(patients: usize) -> Self {
        let (chunks, arriving) = sync_channel(WAITING_CHUNKS);
        let thread = Builder::new().name("index-names".to_owned()).spawn(move || number_names(arriving, patients));
        let names = match thread {
            Ok(thread) => NameThread::Running { chunks, thread },
            Err(_) => NameThread::Here(Box::new(Names::with_capacity(patients))),
        };
        IndexBuilder { index: PatientIndex::empty(patients), names }
    }

    /// Appends a chunk. Patients before its first that no chunk brought get rows that are not shown; a chunk that starts
    /// before the rows already there is left out.
    pub fn push(&mut self, chunk: SummaryChunk) {
        let first = chunk.first.0 as usize;
        let rows = self.index.row_count();
        if first < rows || chunk.is_empty() {
            return;
        }
        if first > rows {
            self.push(absent_patients(rows as u32, first - rows));
        }
        let chunk = Arc::new(chunk);
        match &mut self.names {
            // Sending fails only if the thread panicked; `finish` passes the panic on.
            NameThread::Running { chunks, .. } => drop(chunks.send(Arc::clone(&chunk))),
            NameThread::Here(names) => names.push(&chunk),
        }
        self.index.append(&chunk);
    }

    /// The finished index.
    pub fn finish(self, books: Arc<Books>) -> PatientIndex {
        let names = match self.names {
            NameThread::Running { chunks, thread } => {
                drop(chunks);
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            }
            NameThread::Here(names) => *names,
        };
        let mut index = self.index;
        index.books = books;
        index.identifiers = names.identifiers;
        index.identifiers.shrink();
        [index.family_names, index.given_names, index.chinese_names] =
            names.columns.map(|(writer, numbers)| NameColumn { book: writer.finish(), numbers });
        index.present = RowSet::from_column(&index.marks, Marks::is_present);
        index
    }
}

/// The text columns in the making: identifiers; family, given and Chinese names.
struct Names {
    identifiers: TextColumn,
    columns: [(NameBookWriter, Vec<u32>); 3],
}

impl Names {
    fn with_capacity(patients: usize) -> Self {
        let column = || (NameBookWriter::default(), Vec::with_capacity(patients));
        Names { identifiers: TextColumn::with_capacity(patients, 0), columns: [column(), column(), column()] }
    }

    fn push(&mut self, chunk: &SummaryChunk) {
        chunk.identifiers.iter().for_each(|identifier| self.identifiers.push(identifier));
        let texts = [&chunk.family_names, &chunk.given_names, &chunk.chinese_names];
        for ((writer, numbers), texts) in self.columns.iter_mut().zip(texts) {
            numbers.extend(texts.iter().map(|name| writer.intern(name)));
        }
    }
}

fn number_names(chunks: Receiver<Arc<SummaryChunk>>, patients: usize) -> Names {
    let mut names = Names::with_capacity(patients);
    chunks.into_iter().for_each(|chunk| names.push(&chunk));
    names
}

/// Rows for patient numbers that no chunk brought.
fn absent_patients(first: u32, count: usize) -> SummaryChunk {
    let mut chunk = SummaryChunk::new(crate::domain::ids::PatientId(first));
    for _ in 0..count {
        let texts = [&mut chunk.identifiers, &mut chunk.family_names, &mut chunk.given_names, &mut chunk.chinese_names];
        texts.into_iter().chain([&mut chunk.phones]).for_each(|texts| texts.push(""));
        chunk.conditions.push([]);
        chunk.medications.push([]);
    }
    chunk.sexes = vec![None; count];
    chunk.birth_dates = vec![None; count];
    chunk.death_dates = vec![None; count];
    chunk.allergies = vec![AllergyState::NotRecorded; count];
    chunk.wards = vec![None; count];
    chunk.observation_counts = vec![0; count];
    chunk.last_observed = vec![None; count];
    chunk.flagged_counts = vec![0; count];
    chunk.present = vec![false; count];
    chunk
}

impl PatientIndex {
    fn empty(patients: usize) -> Self {
        PatientIndex {
            books: Arc::default(),
            identifiers: TextColumn::default(),
            family_names: NameColumn::default(),
            given_names: NameColumn::default(),
            chinese_names: NameColumn::default(),
            marks: Vec::with_capacity(patients),
            birth_days: Vec::with_capacity(patients),
            deaths: Vec::new(),
            phone_rows: Vec::new(),
            phones: TextColumn::default(),
            wards: Vec::with_capacity(patients),
            conditions: WordLists::default(),
            medications: WordLists::default(),
            unrecorded: Vec::new(),
            observation_counts: Vec::with_capacity(patients),
            observed_days: Vec::with_capacity(patients),
            flagged_counts: Vec::with_capacity(patients),
            newest: std::array::from_fn(|_| None),
            present: RowSet::default(),
            merged: Vec::new(),
            family_ranks: OnceLock::new(),
            given_ranks: OnceLock::new(),
            chinese_ranks: OnceLock::new(),
        }
    }

    /// Appends a chunk's columns, names and identifiers apart.
    fn append(&mut self, chunk: &SummaryChunk) {
        let first = self.marks.len();
        let marks = chunk.sexes.iter().zip(&chunk.allergies).zip(&chunk.present);
        self.marks.extend(marks.map(|((&sex, &allergies), &is_present)| Marks::new(sex, allergies, is_present)));
        self.birth_days.extend(chunk.birth_dates.iter().map(|date| date.map_or(NO_DAY, |date| date.0)));
        let deaths = chunk.death_dates.iter().enumerate();
        self.deaths.extend(deaths.filter_map(|(row, date)| date.map(|date| ((first + row) as u32, date.0))));
        for (row, phone) in chunk.phones.iter().enumerate().filter(|(_, phone)| !phone.is_empty()) {
            self.phone_rows.push((first + row) as u32);
            self.phones.push(phone);
        }
        self.wards.extend(chunk.wards.iter().map(|ward| ward.map_or(NO_WARD, |ward| ward.0)));
        self.conditions.append(&chunk.conditions);
        self.medications.append(&chunk.medications);
        for row in 0..chunk.unrecorded.len() {
            let codes = chunk.unrecorded.get(row).iter().map(|&code| ((first + row) as u32, WordId(code)));
            self.unrecorded.extend(codes);
        }
        self.observation_counts.extend_from_slice(&chunk.observation_counts);
        let observed = chunk.last_observed.iter();
        self.observed_days.extend(observed.map(|date| date.map_or(NO_OBSERVED, packed_day)));
        self.flagged_counts.extend_from_slice(&chunk.flagged_counts);
        for (column, values) in self.newest.iter_mut().zip(&chunk.newest) {
            match (column.as_mut(), values) {
                (None, None) => {}
                (None, Some(values)) => {
                    let mut started = NewestColumn::empty(first);
                    started.reserve(self.marks.capacity());
                    started.append(values);
                    *column = Some(started);
                }
                (Some(column), Some(values)) => column.append(values),
                (Some(column), None) => column.resize(first + chunk.len()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::index::test_patients::{books, chunks, index};
    use crate::domain::ids::PatientId;
    use crate::domain::indicator::IndicatorId;
    use proptest::prelude::*;

    #[test]
    fn missing_patients_get_rows_that_are_not_shown() {
        let mut late = chunks(3, 5).remove(0);
        late.first = PatientId(4);
        let index = PatientIndex::build([late], books(), &Progress::default()).expect("not cancelled");
        assert_eq!(index.row_count(), 9);
        assert!((0..4).all(|row| !index.is_present(row) && index.identifier(row).is_empty()));
        assert!(index.everyone().iter().all(|row| row >= 4));
    }

    #[test]
    fn a_stopped_build_leaves_nothing() {
        let progress = Progress::default();
        progress.cancel();
        assert_eq!(PatientIndex::build(chunks(1, 50), books(), &progress).err(), Some(Cancelled));
    }

    proptest! {
        #[test]
        fn each_row_holds_what_its_chunk_held(seed in 0u64..100, patients in 0u32..60) {
            let index = index(seed, patients);
            prop_assert_eq!(index.row_count() as u32, patients);
            for chunk in chunks(seed, patients) {
                for at in 0..chunk.len() {
                    let row = chunk.first.0 + at as u32;
                    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
                    prop_assert_eq!(index.identifier(row), chunk.identifiers.get(at));
                    prop_assert_eq!(index.family_name(row).map(str::to_owned), text(chunk.family_names.get(at)));
                    prop_assert_eq!(index.given_name(row).map(str::to_owned), text(chunk.given_names.get(at)));
                    prop_assert_eq!(index.chinese_name(row).map(str::to_owned), text(chunk.chinese_names.get(at)));
                    prop_assert_eq!(index.sex(row), chunk.sexes[at]);
                    prop_assert_eq!(index.birth_date(row), chunk.birth_dates[at]);
                    prop_assert_eq!(index.death_date(row), chunk.death_dates[at]);
                    prop_assert_eq!(index.phone(row).map(str::to_owned), text(chunk.phones.get(at)));
                    prop_assert_eq!(index.allergies(row), chunk.allergies[at]);
                    prop_assert_eq!(index.ward(row), chunk.wards[at]);
                    prop_assert_eq!(index.conditions(row), chunk.conditions.get(at));
                    prop_assert_eq!(index.medications(row), chunk.medications.get(at));
                    prop_assert_eq!(index.observation_count(row), chunk.observation_counts[at]);
                    prop_assert_eq!(index.last_observed(row), chunk.last_observed[at]);
                    prop_assert_eq!(index.flagged_count(row), chunk.flagged_counts[at]);
                    prop_assert_eq!(index.is_present(row), chunk.present[at]);
                    for id in IndicatorId::all() {
                        let expected = chunk.newest[id.index()].as_ref().and_then(|column| column.get(at));
                        prop_assert_eq!(index.newest(row, id), expected);
                    }
                }
            }
        }
    }
}
