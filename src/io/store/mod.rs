//! The one door to what lasts.
//!
//! [`Store`] is what every engine offers; [`sqlite`] is the encrypted file on this computer. Whoever writes or opens a
//! patient's record hands over a [`Grant`], and the engine journals it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::{Cancelled, Place, Progress, Revision, Rule};
use crate::domain::access::{Denied, Grant};
use crate::domain::account::Account;
use crate::domain::alert::{AlertOverride, KeptOverride};
use crate::domain::audit::{AuditReport, JournalEntry};
use crate::domain::book::{BookKind, Books};
use crate::domain::correction::{Decision, KeptDecision};
use crate::domain::diagnosis::{KeptAnswer, KeptModel, ModelName, ModelSummary, PatientAnswer, TreatmentOption};

use crate::domain::ids::{CellRef, ImportId, PatientId, WordId};
use crate::domain::merge::{KeptApart, Merge, Merges};
use crate::domain::observation::Observation;
use crate::domain::patient::Patient;
use crate::domain::plan::{KeptPlan, Plan};
use crate::domain::receipt::{Receipt, Rehearsal, Reject};
use crate::domain::resource::{Device, DeviceState};

use crate::domain::staff::StaffMember;
use crate::domain::strategy::{KeptBook, StrategyBook};
use crate::domain::summary::SummaryChunk;
use crate::domain::twin::DigitalTwin;
use crate::io::vault::{Passphrase, RecoveryKey};

mod answer_text;
mod clinical;
#[cfg(test)]
pub mod conformance;
mod error;
pub mod identifiers;
pub mod inbox;
mod info;
mod plan_text;
mod remark_text;
mod rows;
mod schedule;
mod schedule_text;
pub mod sqlite;
mod strategy_text;
pub mod trust;
mod ward_note_text;
mod ward_notes;

pub use clinical::{ClinicalKind, ClinicalRecords, TakeRecords, WardRecord};
pub use error::{NamedImport, StoreError, listed, named};
pub use identifiers::IdentifierMap;
pub use inbox::Inbox;
pub use info::{StoreInfo, Writing};
pub use rows::{ImportDraft, ObservationBatch, PackedObservation, RecordBatch, Row, Withdrawal};
pub use schedule::ScheduleStore;
pub use trust::{Hold, NewKeys, RECIPE_SETTING, TrustStore};
pub use ward_notes::WardStore;

/// A saved cohort filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCohort {
    pub name: String,
    /// In the cohort language of [`crate::domain::cohort`].
    pub filter: String,
}

/// A saved way of reading files of one shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedProfile {
    pub name: String,
    /// As `io::import::mapping::profile` writes it.
    pub text: String,
    pub saved_by: String,
    pub saved_utc_secs: i64,
}

/// Interns words from several reading threads.
pub trait WordSource: Send + Sync {
    /// The number of a word, new or known.
    ///
    /// # Errors
    /// [`StoreError::TooManyWords`].
    fn intern(&self, kind: BookKind, word: &str) -> Result<WordId, StoreError>;
}

/// What an import's rows are handed to.
pub trait RowSink: Send {
    /// Patients of the store before this import, by identifier.
    fn identifiers(&self) -> Arc<IdentifierMap>;

    /// Identifiers of people who were deleted and whom nobody allowed again: their rows are refused and get no number.
    fn deleted(&self) -> Arc<HashSet<String>> {
        Arc::default()
    }

    /// The books; words interned here are stored with the import.
    fn words(&self) -> Arc<dyn WordSource>;

    /// Takes in rows, in file order.
    ///
    /// # Errors
    /// Disk full, too many words, cancelled.
    fn add(&mut self, batch: RecordBatch, progress: &Progress) -> Result<(), StoreError>;

    /// Takes in a sender's word about values that it sent before.
    fn withdraw(&mut self, withdrawal: Withdrawal);

    /// What the store says of a patient: the newest row, as committed.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn person(&self, patient: PatientId) -> Result<Option<Patient>, StoreError>;

    /// What the store says of a device: the newest row, as committed.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn device(&self, _identifier: &str) -> Result<Option<Device>, StoreError> {
        Ok(None)
    }

    /// Keeps a refused or flagged cell for the receipt.
    ///
    /// # Errors
    /// Disk full.
    fn reject(&mut self, reject: Reject) -> Result<(), StoreError>;

    /// Counts data rows read and empty cells met, for the receipt.
    fn count(&mut self, rows: u64, empty: u64);

    /// Hash (hexadecimal) and size of the file as it was read; after its last row. The draft's are those of the first
    /// look.
    fn set_file(&mut self, sha256: String, file_bytes: u64);
}

/// One import under way. Dropped without [`ImportWriter::commit`], nothing of it stays.
pub trait ImportWriter: RowSink {
    /// Removes duplicates, writes segments and summaries in one transaction, journals, and gives the receipt.
    /// Progress is restarted in rows still to be written.
    ///
    /// # Errors
    /// Nothing of the import stays after an error.
    fn commit(self: Box<Self>, progress: &Progress) -> Result<Receipt, StoreError>;
}

/// An import that goes on, and the line of its next row.
pub struct GoingOn {
    pub writer: Box<dyn ImportWriter>,
    pub next_line: u32,
}

/// An import that is tried and never kept.
pub trait ImportRehearsal: RowSink {
    /// Finds out what [`ImportWriter::commit`] would do, and leaves the store as it is.
    ///
    /// # Errors
    /// As [`ImportWriter::commit`].
    fn finish(self: Box<Self>, progress: &Progress) -> Result<Rehearsal, StoreError>;
}

/// A store of patients' records. All calls may come from any thread; calls that write wait for each other.
pub trait Store: TrustStore + WardStore + ScheduleStore + Send + Sync {
    fn info(&self) -> StoreInfo;

    /// Which state is committed; changes when this or another process commits. Cheap.
    ///
    /// # Errors
    /// The file cannot be read.
    fn revision(&self) -> Result<Revision, StoreError>;

    /// The books as committed.
    fn books(&self) -> Arc<Books>;

    /// Hands over the newest state of every patient, chunk by chunk in order of number.
    ///
    /// # Errors
    /// Damaged or unreadable; cancelled when `take` says so.
    fn summary(&self, take: &mut dyn FnMut(SummaryChunk) -> Result<(), Cancelled>) -> Result<(), StoreError>;

    /// Becomes the process that writes, where nobody else is it any more, and journals the grant; nothing where this
    /// one writes already.
    ///
    /// # Errors
    /// [`StoreError::WriterElsewhere`], [`StoreError::ReadOnlyFolder`].
    fn take_over_writing(&self, grant: &Grant) -> Result<(), StoreError>;

    /// The patient of an identifier who has a row; `None` for nobody.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn patient_number(&self, identifier: &str) -> Result<Option<PatientId>, StoreError>;

    /// The messages that wait to be taken in; the file for them is made where there is none.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn inbox(&self) -> Result<Arc<dyn Inbox>, StoreError>;

    /// The same for reading alone, also where another process writes; `None` where there are none yet.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn inbox_to_read(&self, grant: &Grant) -> Result<Option<Arc<dyn Inbox>>, StoreError>;

    /// Goes on with the newest import, begun under the same grant; `None` where a new one has to begin, because another
    /// was made since or this one was taken back. Lines go on behind those of its rows.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn go_on_with_import(&self, grant: &Grant, import: ImportId) -> Result<Option<GoingOn>, StoreError>;

    /// Journals the grant, then reads everything of one patient.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a number without records.
    fn open_twin(&self, grant: &Grant, patient: PatientId) -> Result<DigitalTwin, StoreError>;

    /// Reads a twin again that is open, because the store has moved on; its opening was journalled.
    ///
    /// # Errors
    /// As [`Store::open_twin`].
    fn follow_twin(&self, grant: &Grant, patient: PatientId) -> Result<DigitalTwin, StoreError>;

    /// What a ward's board reads of these patients, in their order. Read again with every change: opening the board is
    /// journalled, by whoever opens it.
    ///
    /// # Errors
    /// Damaged or unreadable; cancelled.
    fn ward_records(
        &self,
        grant: &Grant,
        patients: &[PatientId],
        progress: &Progress,
    ) -> Result<Vec<WardRecord>, StoreError>;

    /// Receipts of all imports, newest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn receipts(&self) -> Result<Vec<Receipt>, StoreError>;

    /// Refused and flagged cells of an import in order of place, from `start`, at most `count`.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn rejects(&self, import: ImportId, start: u64, count: usize) -> Result<Vec<Reject>, StoreError>;

    /// How many refused or flagged cells of an import there are under each rule.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn reject_counts(&self, import: ImportId) -> Result<Vec<(Rule, u64)>, StoreError>;

    /// Staff by identifier.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn staff(&self) -> Result<Vec<StaffMember>, StoreError>;

    /// Devices by identifier.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn devices(&self) -> Result<Vec<Device>, StoreError>;

    /// States that devices sent with their time, by device and time.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn device_states(&self) -> Result<Vec<DeviceState>, StoreError>;

    /// Starts an import and journals it.
    ///
    /// # Errors
    /// [`StoreError::WriterElsewhere`] or [`StoreError::ReadOnlyFolder`] where this process may not write.
    fn begin_import(&self, grant: &Grant, draft: ImportDraft) -> Result<Box<dyn ImportWriter>, StoreError>;

    /// Starts a rehearsal of an import; nothing is journalled, since nothing is changed and no record opened.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn begin_rehearsal(&self, grant: &Grant, draft: ImportDraft) -> Result<Box<dyn ImportRehearsal>, StoreError>;

    /// Takes an import back: its rows go, what they superseded counts again, its receipt stays.
    ///
    /// # Errors
    /// As [`Store::begin_import`]; cancelled leaves everything as it was; [`StoreError::BuiltOn`] where patients that
    /// only this import names have records from others, [`StoreError::Merged`] where they are merged;
    /// [`StoreError::Decided`] where decisions about its values stand; [`StoreError::Planned`] where plans of patients do
    /// whom it alone brought, and [`StoreError::Answered`] where answers of models about them do.
    fn take_back(&self, grant: &Grant, import: ImportId, progress: &Progress) -> Result<Receipt, StoreError>;

    /// Journals the grant, then hands over each person's values: those with one number in its order, then those with
    /// several, under the number that was kept; who has none is left out. Progress counts patients.
    ///
    /// # Errors
    /// Damaged or unreadable; cancelled when `take` or the progress says so.
    fn each_patients_values(
        &self,
        grant: &Grant,
        progress: &Progress,
        take: &mut dyn FnMut(PatientId, Vec<Observation>) -> Result<(), Cancelled>,
    ) -> Result<(), StoreError>;

    /// As [`Store::each_patients_values`], for records of another kind.
    ///
    /// # Errors
    /// Damaged or unreadable; cancelled when `take` or the progress says so.
    fn each_patients_records(
        &self,
        grant: &Grant,
        kind: ClinicalKind,
        progress: &Progress,
        take: TakeRecords,
    ) -> Result<(), StoreError>;

    /// What people decided about values, newest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn decisions(&self) -> Result<Vec<KeptDecision>, StoreError>;

    /// Journals the grant and keeps decisions, all or none; a later one about the same cell replaces the earlier. From
    /// then on twins and summaries have the corrected values. An import's go when it is taken back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a cell that is none of that person's values; as [`Store::begin_import`].
    fn decide(&self, grant: &Grant, decisions: &[Decision], progress: &Progress) -> Result<(), StoreError>;

    /// Journals the grant and forgets the decisions about these cells, where there are any.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn take_back_decisions(&self, grant: &Grant, cells: &[CellRef], progress: &Progress) -> Result<(), StoreError>;

    /// Alerts about a patient that somebody overrode, with their reasons, also those that ran out; the newest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn alert_overrides(&self, patient: PatientId) -> Result<Vec<KeptOverride>, StoreError>;

    /// Journals the grant and keeps an override, whose number is given back; who and when is the grant's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a number that was never given; as [`Store::begin_import`].
    fn override_alert(&self, grant: &Grant, said: &AlertOverride) -> Result<u64, StoreError>;

    /// Journals the grant and marks an override as taken back; it stays on record.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for one that does not stand; as [`Store::begin_import`].
    fn take_back_override(&self, grant: &Grant, number: u64) -> Result<(), StoreError>;

    /// Plans of a patient, newest first, with those that were taken back; of a merged person those of every number. The
    /// grant is the one that opened the twin: nothing is journalled again.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn plans(&self, grant: &Grant, patient: PatientId) -> Result<Vec<KeptPlan>, StoreError>;

    /// Journals the grant and keeps a version of a patient's plan; when and by whom is the grant's. Its number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a patient number that was never given; as [`Store::begin_import`].
    fn save_plan(&self, grant: &Grant, patient: PatientId, plan: &Plan) -> Result<u64, StoreError>;

    /// Journals the grant and takes a version back, or, with `false`, lets it stand again. It stays readable.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a number that was never given; as [`Store::begin_import`].
    fn take_back_plan(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError>;

    /// Versions of diagnostic models by name, the newest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn diagnosis_models(&self) -> Result<Vec<KeptModel>, StoreError>;

    /// Journals the grant, then reads the file of a model.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a number that is not there, or not any more.
    fn diagnosis_model_file(&self, grant: &Grant, number: u64) -> Result<Vec<u8>, StoreError>;

    /// Journals the grant and keeps a model as the next version of its name; when and by whom is the grant's.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn save_diagnosis_model(
        &self,
        grant: &Grant,
        name: &str,
        summary: &ModelSummary,
        file: &[u8],
    ) -> Result<ModelName, StoreError>;

    /// Journals the grant and deletes a version of a model; its number is not given again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as [`Store::begin_import`].
    fn delete_diagnosis_model(&self, grant: &Grant, number: u64) -> Result<(), StoreError>;

    /// What models said of a patient, newest first, with what was taken back; of a merged person of every number. The
    /// grant is the one that opened the twin: nothing is journalled again.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn model_answers(&self, grant: &Grant, patient: PatientId) -> Result<Vec<KeptAnswer>, StoreError>;

    /// Journals the grant, then reads what models said of all patients and stands, in the order in which it was kept.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn all_model_answers(&self, grant: &Grant) -> Result<Vec<(PatientId, KeptAnswer)>, StoreError>;

    /// Journals the grant and keeps what a model said of a patient; when and by whom is the grant's. Its number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a patient number that was never given; as [`Store::begin_import`].
    fn save_model_answer(&self, grant: &Grant, patient: PatientId, answer: &PatientAnswer) -> Result<u64, StoreError>;

    /// Journals the grant and takes an answer back, or, with `false`, lets it stand again. It stays readable.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a number that was never given; as [`Store::begin_import`].
    fn take_back_model_answer(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError>;

    /// The table of treatment options; `None` before one was saved.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn treatment_options(&self) -> Result<Option<Vec<TreatmentOption>>, StoreError>;

    /// Journals the grant and saves the table of treatment options.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn save_treatment_options(&self, grant: &Grant, options: &[TreatmentOption]) -> Result<(), StoreError>;

    /// Every version of the strategy book, newest first, with those that were taken back.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn strategy_books(&self, grant: &Grant) -> Result<Vec<KeptBook>, StoreError>;

    /// Journals the grant and keeps the book as the next version; its number.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn save_strategy_book(&self, grant: &Grant, book: &StrategyBook) -> Result<u64, StoreError>;

    /// Journals the grant and takes a version of the book back, or lets it stand again.
    ///
    /// # Errors
    /// As [`Store::begin_import`]; [`StoreError::NotFound`].
    fn take_back_strategy_book(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError>;

    /// Merges small segments so that a twin is read from few places.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn compact(&self, grant: &Grant, progress: &Progress) -> Result<(), StoreError>;

    /// Reads everything once and says what does not check out; empty when all is well.
    ///
    /// # Errors
    /// The file cannot be read at all.
    fn check(&self, progress: &Progress) -> Result<Vec<String>, StoreError>;

    /// SHA-256, in hexadecimal, over what the store says of patients, staff and devices: the values with their raw
    /// texts, who is merged, and not which import they came from, how they are laid out, or what the journal says of them.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn content_hash(&self, progress: &Progress) -> Result<String, StoreError>;

    /// Journals an action that changes nothing in the store itself (lock, export, query).
    ///
    /// # Errors
    /// Disk full or unreadable.
    fn journal(&self, grant: &Grant) -> Result<(), StoreError>;

    /// Accounts by name, after journalling the grant.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn accounts(&self, grant: &Grant) -> Result<Vec<Account>, StoreError>;

    /// Journals the grant and adds an account; the data are not encrypted again.
    ///
    /// # Errors
    /// [`StoreError::Account`], [`StoreError::WeakPassphrase`]; as [`Store::begin_import`].
    fn add_account(&self, grant: &Grant, account: &Account, passphrase: &Passphrase) -> Result<(), StoreError>;

    /// Journals the grant and removes an account.
    ///
    /// # Errors
    /// [`StoreError::Account`]; as [`Store::begin_import`].
    fn remove_account(&self, grant: &Grant, name: &str) -> Result<(), StoreError>;

    /// Journals the grant and gives an account a new passphrase.
    ///
    /// # Errors
    /// As [`Store::add_account`].
    fn change_passphrase(&self, grant: &Grant, name: &str, passphrase: &Passphrase) -> Result<(), StoreError>;

    /// Journals the grant and makes a recovery key, to be shown once; the one before opens nothing any more.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn issue_recovery_key(&self, grant: &Grant) -> Result<RecoveryKey, StoreError>;

    /// Whether the passphrase is that of who asks; a wrong one delays the next.
    ///
    /// # Errors
    /// [`StoreError::WrongPassphrase`], [`StoreError::TooSoon`].
    fn confirm(&self, grant: &Grant, passphrase: &Passphrase) -> Result<(), StoreError>;

    /// Journals what the door refused.
    ///
    /// # Errors
    /// Disk full or unreadable.
    fn journal_denial(&self, denied: &Denied) -> Result<(), StoreError>;

    /// Looks at every entry's place in the chain, then journals the grant; `written_down` is number and hash
    /// (hexadecimal) of an entry that somebody kept elsewhere.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn verify_journal(&self, grant: &Grant, written_down: Option<(u64, String)>) -> Result<AuditReport, StoreError>;

    /// Journals the grant, then hands over every entry that is kept, oldest first, until `take` says no.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn each_journal_entry(&self, grant: &Grant, take: &mut dyn FnMut(JournalEntry) -> bool) -> Result<(), StoreError>;

    /// Journal entries, newest first, from `start`, at most `count`.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn journal_entries(&self, start: u64, count: usize) -> Result<Vec<JournalEntry>, StoreError>;

    /// Saved cohorts by name.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn cohorts(&self) -> Result<Vec<SavedCohort>, StoreError>;

    /// Saves a cohort under its name, replacing an older one.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn save_cohort(&self, grant: &Grant, cohort: &SavedCohort) -> Result<(), StoreError>;

    /// Deletes a saved cohort.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn delete_cohort(&self, grant: &Grant, name: &str) -> Result<(), StoreError>;

    /// Saved profiles by name.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn profiles(&self) -> Result<Vec<SavedProfile>, StoreError>;

    /// Saves a profile under its name, replacing an older one; by whom and when is the grant's.
    ///
    /// # Errors
    /// As [`Store::begin_import`].
    fn save_profile(&self, grant: &Grant, name: &str, text: &str) -> Result<(), StoreError>;

    /// Deletes a saved profile.
    ///
    /// # Errors
    /// As [`Store::begin_import`]; [`StoreError::NotFound`].
    fn delete_profile(&self, grant: &Grant, name: &str) -> Result<(), StoreError>;

    /// Which patient numbers are one person. [`Store::summary`] has one row present for all of them, the first of a
    /// person's numbers that has a row; [`Store::open_twin`] gives the same twin for each.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn merges(&self) -> Result<Arc<Merges>, StoreError>;

    /// Pairs that somebody said are two persons, by number.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn kept_apart(&self) -> Result<Vec<KeptApart>, StoreError>;

    /// Says that two patients are one person; records stay where they are. The link that was made.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a number that was never given, or two that are one person already; as
    /// [`Store::begin_import`].
    fn merge(&self, grant: &Grant, patient: PatientId, into: PatientId) -> Result<Merge, StoreError>;

    /// Takes the merge of a number back; the link that was taken away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a number that is not merged into another; as [`Store::begin_import`].
    fn unmerge(&self, grant: &Grant, patient: PatientId) -> Result<Merge, StoreError>;

    /// Says that two patients are two persons.
    ///
    /// # Errors
    /// As [`Store::merge`].
    fn keep_apart(&self, grant: &Grant, one: PatientId, other: PatientId) -> Result<(), StoreError>;

    /// Takes back that two patients are two persons.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where nobody said so; as [`Store::begin_import`].
    fn forget_kept_apart(&self, grant: &Grant, one: PatientId, other: PatientId) -> Result<(), StoreError>;
}

/// A reject at a place.
pub fn reject(place: Place, rule: Rule, raw: &str) -> Reject {
    Reject { place, rule, raw: raw.to_owned() }
}
