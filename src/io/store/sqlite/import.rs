//! An import under way: rows are taken in as small-number streams, numbers are given to new patients, and nothing
//! touches the database before the commit.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::super::{
    IdentifierMap, ImportDraft, ImportRehearsal, ImportWriter, RecordBatch, Row, RowSink, StoreError, Withdrawal,
    WordSource,
};
use super::commit;
use super::core::Core;
use super::failure::vault_error;
use super::gate::GatePass;
use super::partition::Streams;
use super::segment::SegmentKind;
use super::segment::observation::SeriesTable;
use super::segment::record::Coded;
use super::spill::Spill;
use crate::base::{Place, Progress, Rule, Severity};
use crate::domain::access::Grant;
use crate::domain::ids::{CellRef, ImportId, PatientId};
use crate::domain::patient::{Patient, Sourced};
use crate::domain::receipt::{Counts, FileReading, ImportState, Receipt, Rehearsal, Reject, RowFate};
use crate::domain::resource::Device;
use crate::domain::schedule::rows::{DutyRow, WaitingRow};
use crate::domain::staff::StaffMember;
use crate::io::vault::DataKey;

/// Ten million observations fit.
pub const DEFAULT_BUDGET_BYTES: usize = 160 * 1024 * 1024;
/// Rejects are counted without end and listed up to this many.
pub const LISTED_REJECTS: usize = 200_000;
/// A rehearsal tells so many places of each fate.
pub const LISTED_FATES: usize = 200;

/// What the journal was told of an import: dropped before it is kept, it tells that it came to nothing.
pub(super) struct Announced {
    core: Arc<Core>,
    grant: Grant,
    is_open: bool,
}

impl Announced {
    /// The import is in the store.
    pub(super) fn is_kept(&mut self) {
        self.is_open = false;
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        if self.is_open {
            // A journal that cannot be written says so wherever the next thing is asked of it.
            let _outcome = self.core.journal_unfinished(&self.grant);
        }
    }
}

/// An import under way.
pub struct Import {
    pub(super) announced: Announced,
    pub(super) core: Arc<Core>,
    pub(super) _pass: GatePass,
    pub(super) grant: Grant,
    /// Of the entry that announces the import; `None` for a rehearsal.
    pub(super) journal_number: Option<u64>,
    pub(super) id: ImportId,
    pub(super) draft: ImportDraft,
    pub(super) known: Arc<IdentifierMap>,
    /// Identifiers of people who were deleted, who do not come back by the next file.
    deleted: Arc<HashSet<String>>,
    /// Numbers here count from the number of known patients.
    pub(super) newcomers: IdentifierMap,
    pub(super) series: SeriesTable,
    pub(super) streams: BTreeMap<SegmentKind, Streams>,
    pub(super) staff: Vec<Row<StaffMember>>,
    pub(super) devices: Vec<Row<Device>>,
    pub(super) duties: Vec<Row<DutyRow>>,
    pub(super) waiting: Vec<(PatientId, Row<WaitingRow>)>,
    pub(super) withdrawals: Vec<Withdrawal>,
    /// The first line of an import that goes on; 0 for one of its own.
    pub(super) from_line: u32,
    pub(super) rejects: Vec<Reject>,
    pub(super) reject_counts: BTreeMap<Rule, u64>,
    pub(super) counts: Counts,
    /// Lines of rows that are kept with a flag, where a row is a record.
    pub(super) flagged_lines: BTreeSet<u32>,
    /// First places of each fate; gathered by a rehearsal alone.
    pub(super) fates: Vec<(RowFate, Place)>,
    pub(super) spill: Spill,
}

impl Import {
    /// Journals the intent and starts.
    ///
    /// # Errors
    /// Where this process may not write.
    pub fn begin(core: Arc<Core>, grant: &Grant, draft: ImportDraft) -> Result<Import, StoreError> {
        core.demand_writing()?;
        let pass = core.gate.enter();
        let journal_number = core.journal_entry(grant)?;
        Import::new(core, pass, grant, draft, Some(journal_number))
    }

    /// Goes on with the newest import, under the grant that began it: what comes in piece by piece is one import. `None`
    /// where another import was made since, or this one was taken back, so that what is newer counts as newer.
    ///
    /// # Errors
    /// Where this process may not write.
    pub fn go_on(core: Arc<Core>, grant: &Grant, import: ImportId) -> Result<Option<Import>, StoreError> {
        core.demand_writing()?;
        let pass = core.gate.enter();
        let Some(receipt) = core.read(|connection, _| super::receipts::newest(connection))? else { return Ok(None) };
        if receipt.import != import || receipt.state != ImportState::Active {
            return Ok(None);
        }
        let draft = ImportDraft {
            format: receipt.format,
            file_name: receipt.file_name,
            // Its own earlier rows are no other file's.
            sha256: format!("going on with {}", import.0),
            file_bytes: 0,
            columns: Vec::new(),
            ignored_headings: Vec::new(),
            reading: FileReading::default(),
        };
        let from_line = u32::try_from(receipt.counts.rows).unwrap_or(u32::MAX).saturating_add(1);
        let started = Import::new(core, pass, grant, draft, None)?;
        Ok(Some(Import { id: import, from_line, ..started }))
    }

    /// Starts a rehearsal.
    ///
    /// # Errors
    /// Where this process may not write.
    pub fn begin_rehearsal(core: Arc<Core>, grant: &Grant, draft: ImportDraft) -> Result<Import, StoreError> {
        core.demand_writing()?;
        let pass = core.gate.enter();
        Import::new(core, pass, grant, draft, None)
    }

    fn new(
        core: Arc<Core>,
        pass: GatePass,
        grant: &Grant,
        draft: ImportDraft,
        journal_number: Option<u64>,
    ) -> Result<Import, StoreError> {
        let id = core.read(|connection, _| super::receipts::next_import(connection))?;
        let known = core.identifiers()?;
        let deleted = Arc::new(super::deletion::barred(&core)?);
        let key = DataKey::random().map_err(|error| vault_error(&core.folder, error))?;
        let spill = Spill::new(&core.folder, key);
        let is_open = journal_number.is_some();
        let announced = Announced { core: Arc::clone(&core), grant: grant.clone(), is_open };
        Ok(Import {
            announced,
            _pass: pass,
            grant: grant.clone(),
            journal_number,
            id,
            draft,
            known,
            deleted,
            newcomers: IdentifierMap::default(),
            series: SeriesTable::default(),
            streams: BTreeMap::new(),
            staff: Vec::new(),
            devices: Vec::new(),
            duties: Vec::new(),
            waiting: Vec::new(),
            withdrawals: Vec::new(),
            from_line: 0,
            rejects: Vec::new(),
            reject_counts: BTreeMap::new(),
            counts: Counts::default(),
            flagged_lines: BTreeSet::new(),
            fates: Vec::new(),
            spill,
            core,
        })
    }

    /// Patient numbers given out, before this import and by it.
    pub(super) fn patients_after(&self) -> u32 {
        (self.known.len() + self.newcomers.len()) as u32
    }

    fn sourced<T>(&self, row: Row<T>) -> Sourced<T> {
        let cell = CellRef { import: self.id, line: row.line, column: 0 };
        Sourced { record: row.record, cell, raw: row.raw }
    }

    fn add_patients(&mut self, rows: Vec<Row<Patient>>) -> Result<(), StoreError> {
        for row in rows {
            let identifier = row.record.identifier.as_str();
            if self.deleted.contains(identifier) {
                let (place, raw) = (Place { line: row.line, column: 0 }, identifier.to_owned());
                self.reject(Reject { place, rule: Rule::DeletedPatient, raw })?;
                continue;
            }
            let patient = match self.known.find_number(identifier.as_bytes()) {
                Some(patient) => patient.0,
                None => self.known.len() as u32 + self.newcomers.find_or_add(identifier).0.0,
            };
            let row = self.sourced(row);
            self.streams.entry(SegmentKind::Patient).or_default().push(patient, &row);
        }
        Ok(())
    }

    fn add_records<T: Coded>(&mut self, rows: Vec<(PatientId, Row<T>)>) -> Result<(), StoreError> {
        for (patient, row) in rows {
            self.demand_known(patient)?;
            let row = self.sourced(row);
            self.streams.entry(T::KIND).or_default().push(patient.0, &row);
        }
        Ok(())
    }

    fn demand_known(&self, patient: PatientId) -> Result<(), StoreError> {
        if patient.0 < self.patients_after() {
            return Ok(());
        }
        Err(StoreError::NotFound { what: "the patient of a row".to_owned() })
    }

    fn add_observations(&mut self, mut batch: super::super::ObservationBatch) -> Result<(), StoreError> {
        if let Some(highest) = batch.observations.iter().map(|observation| observation.patient).max() {
            self.demand_known(highest)?;
        }
        let unrecorded = std::mem::take(&mut batch.unrecorded);
        if !batch.observations.is_empty() {
            let streams = self.streams.entry(SegmentKind::Observation).or_default();
            streams.push_observations(self.id, &mut self.series, &mut batch);
        }
        self.add_records(unrecorded)
    }

    fn spill_if_large(&mut self) -> Result<(), StoreError> {
        let in_memory: usize = self.streams.values().map(Streams::in_memory).sum();
        if in_memory > self.core.import_budget {
            for streams in self.streams.values_mut() {
                streams.spill(&mut self.spill)?;
            }
        }
        Ok(())
    }
}

impl RowSink for Import {
    fn identifiers(&self) -> Arc<IdentifierMap> {
        self.known.clone()
    }

    fn deleted(&self) -> Arc<HashSet<String>> {
        self.deleted.clone()
    }

    fn words(&self) -> Arc<dyn WordSource> {
        self.core.words.clone()
    }

    fn add(&mut self, batch: RecordBatch, progress: &Progress) -> Result<(), StoreError> {
        progress.tick(0)?;
        match batch {
            RecordBatch::Patients(rows) => self.add_patients(rows)?,
            RecordBatch::Observations(batch) => self.add_observations(batch)?,
            RecordBatch::Conditions(rows) => self.add_records(rows)?,
            RecordBatch::Medications(rows) => self.add_records(rows)?,
            RecordBatch::Allergies(rows) => self.add_records(rows)?,
            RecordBatch::Admissions(rows) => self.add_records(rows)?,
            RecordBatch::Genes(rows) => self.add_records(rows)?,
            RecordBatch::Staff(rows) => self.staff.extend(rows),
            RecordBatch::Devices(rows) => self.devices.extend(rows),
            RecordBatch::Duties(rows) => self.duties.extend(rows),
            RecordBatch::Waiting(rows) => self.waiting.extend(rows),
        }
        self.spill_if_large()
    }

    fn withdraw(&mut self, withdrawal: Withdrawal) {
        self.withdrawals.push(withdrawal);
    }

    fn person(&self, patient: PatientId) -> Result<Option<Patient>, StoreError> {
        self.core.read(|connection, snapshot| super::twin::person_of(connection, snapshot, patient))
    }

    fn device(&self, identifier: &str) -> Result<Option<Device>, StoreError> {
        self.core.read(|connection, _| super::resources::device(connection, identifier))
    }

    fn reject(&mut self, reject: Reject) -> Result<(), StoreError> {
        self.counts.rejected += u64::from(reject.rule.severity() == Severity::Reject);
        // A flagged value says so itself; a flagged row is known by its line.
        let of_row =
            [Rule::ImplausibleAge, Rule::DamagedText, Rule::NotYet, Rule::CoarseDate, Rule::EndNotSaid, Rule::OnHold];
        if of_row.contains(&reject.rule) {
            self.flagged_lines.insert(reject.place.line);
        }
        *self.reject_counts.entry(reject.rule).or_default() += 1;
        if self.rejects.len() < LISTED_REJECTS {
            self.rejects.push(reject);
        }
        Ok(())
    }

    fn count(&mut self, rows: u64, empty: u64) {
        self.counts.rows += rows;
        self.counts.empty += empty;
    }

    fn set_file(&mut self, sha256: String, file_bytes: u64) {
        (self.draft.sha256, self.draft.file_bytes) = (sha256, file_bytes);
    }
}

impl ImportWriter for Import {
    fn commit(self: Box<Self>, progress: &Progress) -> Result<Receipt, StoreError> {
        commit::commit(*self, progress)
    }
}

impl ImportRehearsal for Import {
    fn finish(self: Box<Self>, progress: &Progress) -> Result<Rehearsal, StoreError> {
        commit::rehearse(*self, progress)
    }
}
