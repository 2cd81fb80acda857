//! A store in memory that keeps what an import hands over, for tests of the import alone.

use std::sync::{Arc, Mutex};

use crate::base::Progress;
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::{ImportId, PatientId, WordId};
use crate::domain::patient::Patient;
use crate::domain::receipt::{Counts, ImportState, Receipt, Reject};

use super::super::store::{
    IdentifierMap, ImportDraft, ImportWriter, PackedObservation, RecordBatch, RowSink, StoreError, Withdrawal,
    WordSource,
};

/// What was committed.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    pub batches: Vec<RecordBatch>,
    pub rejects: Vec<Reject>,
    pub withdrawals: Vec<Withdrawal>,
    pub counts: Counts,
    pub sha256: String,
}

/// A store with patients and books that keeps committed imports.
#[derive(Clone, Default)]
pub struct FakeStore {
    pub identifiers: Arc<IdentifierMap>,
    books: Arc<Mutex<Books>>,
    committed: Arc<Mutex<Vec<Committed>>>,
}

struct FakeWords(Arc<Mutex<Books>>);

impl WordSource for FakeWords {
    fn intern(&self, kind: BookKind, word: &str) -> Result<WordId, StoreError> {
        let mut books = self.0.lock().expect("no test panics holding it");
        books.of_mut(kind).intern(word).ok_or(StoreError::TooManyWords { kind })
    }
}

struct FakeWriter {
    store: FakeStore,
    draft: ImportDraft,
    kept: Committed,
}

impl FakeStore {
    /// A store that knows these patients.
    pub fn with_patients<'a>(identifiers: impl IntoIterator<Item = &'a str>) -> FakeStore {
        let mut map = IdentifierMap::default();
        for identifier in identifiers {
            map.find_or_add(identifier);
        }
        FakeStore { identifiers: Arc::new(map), ..FakeStore::default() }
    }

    pub fn word_source(&self) -> Arc<dyn WordSource> {
        Arc::new(FakeWords(self.books.clone()))
    }

    pub fn word(&self, kind: BookKind, id: WordId) -> String {
        self.books.lock().expect("no test panics holding it").of(kind).word(id).to_owned()
    }

    pub fn begin(&self, draft: ImportDraft) -> Box<dyn ImportWriter> {
        Box::new(FakeWriter { store: self.clone(), draft, kept: Committed::default() })
    }

    pub fn committed(&self) -> Vec<Committed> {
        self.committed.lock().expect("no test panics holding it").clone()
    }
}

impl Committed {
    /// Observations of all batches with the raw texts of value and time.
    pub fn observations(&self) -> Vec<(PackedObservation, Option<String>, Option<String>)> {
        let mut all = Vec::new();
        for batch in &self.batches {
            let RecordBatch::Observations(batch) = batch else { continue };
            for (place, observation) in batch.observations.iter().enumerate() {
                let find = |raws: &[(u32, String)]| {
                    raws.iter().find(|(at, _)| *at as usize == place).map(|(_, raw)| raw.clone())
                };
                all.push((*observation, find(&batch.raws), find(&batch.time_raws)));
            }
        }
        all
    }
}

impl RowSink for FakeWriter {
    fn identifiers(&self) -> Arc<IdentifierMap> {
        self.store.identifiers.clone()
    }

    fn words(&self) -> Arc<dyn WordSource> {
        self.store.word_source()
    }

    fn add(&mut self, batch: RecordBatch, _progress: &Progress) -> Result<(), StoreError> {
        self.kept.batches.push(batch);
        Ok(())
    }

    fn withdraw(&mut self, withdrawal: Withdrawal) {
        self.kept.withdrawals.push(withdrawal);
    }

    fn person(&self, _patient: PatientId) -> Result<Option<Patient>, StoreError> {
        Ok(None)
    }

    fn reject(&mut self, reject: Reject) -> Result<(), StoreError> {
        self.kept.rejects.push(reject);
        Ok(())
    }

    fn count(&mut self, rows: u64, empty: u64) {
        self.kept.counts.rows += rows;
        self.kept.counts.empty += empty;
    }

    fn set_file(&mut self, sha256: String, file_bytes: u64) {
        self.kept.sha256 = sha256;
        self.draft.file_bytes = file_bytes;
    }
}

impl ImportWriter for FakeWriter {
    fn commit(self: Box<Self>, _progress: &Progress) -> Result<Receipt, StoreError> {
        let FakeWriter { store, draft, kept } = *self;
        let receipt = Receipt {
            import: ImportId(1),
            format: draft.format,
            file_name: draft.file_name,
            sha256: kept.sha256.clone(),
            file_bytes: draft.file_bytes,
            imported_utc_secs: 0,
            actor: "test".to_owned(),
            columns: draft.columns,
            ignored_headings: draft.ignored_headings,
            reading: draft.reading,
            counts: kept.counts,
            state: ImportState::Active,
        };
        store.committed.lock().expect("no test panics holding it").push(kept);
        Ok(receipt)
    }
}
