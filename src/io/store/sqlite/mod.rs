//! The encrypted store on this computer: a folder with two SQLCipher files, a header that keeps their key wrapped, and a
//! lock that says who writes.
//!
//! Records of patients lie in immutable [`segment`]s, not in rows; lists are read from summary columns. An import is
//! collected by [`partition`], settled and encoded by [`rebuild`], and written by [`commit`] in one transaction.

mod accounts;
mod anchor;
mod answers;
mod audit_chain;
mod audit_head;
mod audit_walk;
mod backup;
mod books;
mod built_on;
mod check;
mod cohorts;
mod commit;
mod connection;
mod consents;
mod content;
mod core;
mod corrections;
mod course;
mod decide;
mod deletion;
mod failure;
mod header;
mod identifiers;
mod import;
mod inbox;
mod joint;
mod journal;
mod layout;
mod lock;
mod merge;
mod migrations;
mod models;
mod newest_column;
mod open;
mod overrides;
mod partition;
mod persons;
mod plans;
mod private;
mod profiles;
mod readings;
mod rebuild;
mod receipts;
mod records;
mod rekey;
mod resources;
mod rollback;
mod same_person;
mod schema;
mod segment;
mod settle;
mod snapshot;
mod spill;
mod strategies;
mod stream;
mod summary;
mod summary_draft;
mod summed;
mod take_back;
mod take_over;
mod trust;
mod twin;
mod values;
mod versions;
mod ward;
mod ward_notes;
mod withdrawals;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::core::Core;
use super::{
    ClinicalKind, GoingOn, ImportDraft, ImportRehearsal, ImportWriter, Inbox, SavedCohort, SavedProfile, Store,
    StoreError, StoreInfo, TakeRecords, WardRecord, Writing,
};
use crate::base::{Cancelled, Progress, Revision, Rule};
use crate::domain::access::{Actor, Denied, Grant};
use crate::domain::account::Account;
use crate::domain::alert::{AlertOverride, KeptOverride};
use crate::domain::audit::{AuditReport, JournalEntry};
use crate::domain::book::Books;
use crate::domain::correction::{Decision, KeptDecision};
use crate::domain::diagnosis::{KeptAnswer, KeptModel, ModelName, ModelSummary, PatientAnswer, TreatmentOption};
use crate::domain::ids::{CellRef, ImportId, PatientId};
use crate::domain::merge::{KeptApart, Merge, Merges};
use crate::domain::observation::Observation;
use crate::domain::plan::{KeptPlan, Plan};
use crate::domain::receipt::{Receipt, Reject};
use crate::domain::resource::{Device, DeviceState};
use crate::domain::staff::StaffMember;
use crate::domain::strategy::{KeptBook, StrategyBook};
use crate::domain::summary::SummaryChunk;
use crate::domain::twin::DigitalTwin;
use crate::io::vault::{Passphrase, RecoveryKey};

pub use backup::{restore, store_of_backup};
pub use open::{
    Credential, FOLDER_ENDING, NewStore, Opened, SignIn, ThrowAwayFolder, accounts_of, create, create_throw_away, open,
    peek, sign_in,
};
pub use rollback::RolledBack;

/// An open store.
#[derive(Debug)]
pub struct SqliteStore {
    core: Arc<Core>,
}

impl SqliteStore {
    fn new(core: Core) -> Self {
        SqliteStore { core: Arc::new(core) }
    }

    /// Journals that somebody accepted an older state of this store, and stops warning of it.
    ///
    /// # Errors
    /// Disk full or unreadable.
    pub fn accept_rollback(&self, grant: &Grant) -> Result<(), StoreError> {
        let grant = grant.clone().because(&self.core.lost_entries()?);
        let (_, entry) = self.core.journal.write(|number| JournalEntry::of_grant(number, &grant))?;
        self.core.journal.accept();
        let committed = self.core.read(|_, snapshot| Ok(snapshot.committed()))?;
        self.core.counter.reset(committed, entry);
        Ok(())
    }

    /// Takes nothing more from now on: what was brought in is only looked at.
    pub fn freeze(&self) {
        self.core.set_writing(Writing::Never);
    }

    /// Who opened it, as the store knows them: what they ask of the door is asked in this name.
    pub fn actor(&self) -> &Actor {
        &self.core.actor
    }

    /// Whether journal entries are kept in memory only, because the folder cannot be written: to be told on screen.
    pub fn journals_in_memory(&self) -> bool {
        self.core.journal.is_in_memory()
    }
}

impl Store for SqliteStore {
    fn info(&self) -> StoreInfo {
        StoreInfo { writing: self.core.writing(), ..self.core.info.clone() }
    }

    fn revision(&self) -> Result<Revision, StoreError> {
        self.core.read(|_, snapshot| Ok(Revision(snapshot.revision)))
    }

    fn books(&self) -> Arc<Books> {
        self.core.snapshot().books.clone()
    }

    fn summary(&self, take: &mut dyn FnMut(SummaryChunk) -> Result<(), Cancelled>) -> Result<(), StoreError> {
        stream::summary(&self.core, take)
    }

    fn take_over_writing(&self, grant: &Grant) -> Result<(), StoreError> {
        take_over::take_over(&self.core, grant)
    }

    fn open_twin(&self, grant: &Grant, patient: PatientId) -> Result<DigitalTwin, StoreError> {
        self.core.journal_entry(grant)?;
        self.core.read(|connection, snapshot| twin::read(connection, snapshot, patient))
    }

    fn follow_twin(&self, _grant: &Grant, patient: PatientId) -> Result<DigitalTwin, StoreError> {
        self.core.read(|connection, snapshot| twin::read(connection, snapshot, patient))
    }

    fn ward_records(
        &self,
        _grant: &Grant,
        patients: &[PatientId],
        progress: &Progress,
    ) -> Result<Vec<WardRecord>, StoreError> {
        self.core.read(|connection, snapshot| ward::read(connection, snapshot, patients, progress))
    }

    fn receipts(&self) -> Result<Vec<Receipt>, StoreError> {
        self.core.read(|connection, _| receipts::all(connection))
    }

    fn rejects(&self, import: ImportId, start: u64, count: usize) -> Result<Vec<Reject>, StoreError> {
        self.core.read(|connection, _| receipts::rejects(connection, import, start, count))
    }

    fn reject_counts(&self, import: ImportId) -> Result<Vec<(Rule, u64)>, StoreError> {
        self.core.read(|connection, _| receipts::reject_counts(connection, import))
    }

    fn staff(&self) -> Result<Vec<StaffMember>, StoreError> {
        self.core.read(|connection, _| resources::staff(connection))
    }

    fn devices(&self) -> Result<Vec<Device>, StoreError> {
        self.core.read(|connection, _| resources::devices(connection))
    }

    fn device_states(&self) -> Result<Vec<DeviceState>, StoreError> {
        self.core.read(|connection, _| resources::device_states(connection))
    }

    fn begin_import(&self, grant: &Grant, draft: ImportDraft) -> Result<Box<dyn ImportWriter>, StoreError> {
        Ok(Box::new(import::Import::begin(self.core.clone(), grant, draft)?))
    }

    fn patient_number(&self, identifier: &str) -> Result<Option<PatientId>, StoreError> {
        Ok(self.core.identifiers()?.find(identifier.as_bytes()))
    }

    fn inbox(&self) -> Result<Arc<dyn Inbox>, StoreError> {
        Ok(Arc::new(inbox::SqliteInbox::open(self.core.clone())?))
    }

    fn inbox_to_read(&self, _grant: &Grant) -> Result<Option<Arc<dyn Inbox>>, StoreError> {
        let inbox = inbox::SqliteInbox::open_to_read(self.core.clone())?;
        Ok(inbox.map(|inbox| Arc::new(inbox) as Arc<dyn Inbox>))
    }

    fn go_on_with_import(&self, grant: &Grant, import: ImportId) -> Result<Option<GoingOn>, StoreError> {
        let going_on = import::Import::go_on(self.core.clone(), grant, import)?;
        Ok(going_on.map(|import| GoingOn { next_line: import.from_line, writer: Box::new(import) }))
    }

    fn begin_rehearsal(&self, grant: &Grant, draft: ImportDraft) -> Result<Box<dyn ImportRehearsal>, StoreError> {
        Ok(Box::new(import::Import::begin_rehearsal(self.core.clone(), grant, draft)?))
    }

    fn take_back(&self, grant: &Grant, import: ImportId, progress: &Progress) -> Result<Receipt, StoreError> {
        take_back::take_back(&self.core, grant, import, progress)
    }

    fn each_patients_values(
        &self,
        grant: &Grant,
        progress: &Progress,
        take: &mut dyn FnMut(PatientId, Vec<Observation>) -> Result<(), Cancelled>,
    ) -> Result<(), StoreError> {
        values::each_patient(&self.core, grant, progress, take)
    }

    fn each_patients_records(
        &self,
        grant: &Grant,
        kind: ClinicalKind,
        progress: &Progress,
        take: TakeRecords,
    ) -> Result<(), StoreError> {
        records::each_patient(&self.core, grant, kind, progress, take)
    }

    fn decisions(&self) -> Result<Vec<KeptDecision>, StoreError> {
        self.core.read(|_, snapshot| Ok(snapshot.corrections.list(&snapshot.books)))
    }

    fn decide(&self, grant: &Grant, decisions: &[Decision], progress: &Progress) -> Result<(), StoreError> {
        decide::decide(&self.core, grant, decisions, progress)
    }

    fn take_back_decisions(&self, grant: &Grant, cells: &[CellRef], progress: &Progress) -> Result<(), StoreError> {
        decide::take_back(&self.core, grant, cells, progress)
    }

    fn alert_overrides(&self, patient: PatientId) -> Result<Vec<KeptOverride>, StoreError> {
        self.core.read(|connection, snapshot| overrides::of_patient(connection, snapshot, patient))
    }

    fn override_alert(&self, grant: &Grant, said: &AlertOverride) -> Result<u64, StoreError> {
        overrides::add(&self.core, grant, said)
    }

    fn take_back_override(&self, grant: &Grant, number: u64) -> Result<(), StoreError> {
        overrides::take_back(&self.core, grant, number)
    }

    fn plans(&self, _grant: &Grant, patient: PatientId) -> Result<Vec<KeptPlan>, StoreError> {
        self.core.read(|connection, snapshot| plans::of_patient(connection, snapshot, patient))
    }

    fn save_plan(&self, grant: &Grant, patient: PatientId, plan: &Plan) -> Result<u64, StoreError> {
        plans::save(&self.core, grant, patient, plan)
    }

    fn take_back_plan(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
        plans::KEPT.take_back(&self.core, grant, number, is_taken_back)
    }

    fn diagnosis_models(&self) -> Result<Vec<KeptModel>, StoreError> {
        self.core.read(|connection, _| models::all(connection))
    }

    fn diagnosis_model_file(&self, grant: &Grant, number: u64) -> Result<Vec<u8>, StoreError> {
        models::file(&self.core, grant, number)
    }

    fn save_diagnosis_model(
        &self,
        grant: &Grant,
        name: &str,
        summary: &ModelSummary,
        file: &[u8],
    ) -> Result<ModelName, StoreError> {
        models::save(&self.core, grant, name, summary, file)
    }

    fn delete_diagnosis_model(&self, grant: &Grant, number: u64) -> Result<(), StoreError> {
        models::delete(&self.core, grant, number)
    }

    fn model_answers(&self, _grant: &Grant, patient: PatientId) -> Result<Vec<KeptAnswer>, StoreError> {
        self.core.read(|connection, snapshot| answers::of_patient(connection, snapshot, patient))
    }

    fn all_model_answers(&self, grant: &Grant) -> Result<Vec<(PatientId, KeptAnswer)>, StoreError> {
        answers::all(&self.core, grant)
    }

    fn save_model_answer(&self, grant: &Grant, patient: PatientId, answer: &PatientAnswer) -> Result<u64, StoreError> {
        answers::save(&self.core, grant, patient, answer)
    }

    fn take_back_model_answer(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
        answers::KEPT.take_back(&self.core, grant, number, is_taken_back)
    }

    fn treatment_options(&self) -> Result<Option<Vec<TreatmentOption>>, StoreError> {
        self.core.read(|connection, _| answers::options(connection))
    }

    fn save_treatment_options(&self, grant: &Grant, options: &[TreatmentOption]) -> Result<(), StoreError> {
        answers::save_options(&self.core, grant, options)
    }

    fn strategy_books(&self, _grant: &Grant) -> Result<Vec<KeptBook>, StoreError> {
        self.core.read(|connection, _| strategies::all(connection))
    }

    fn save_strategy_book(&self, grant: &Grant, book: &StrategyBook) -> Result<u64, StoreError> {
        strategies::save(&self.core, grant, book)
    }

    fn take_back_strategy_book(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
        strategies::KEPT.take_back(&self.core, grant, number, is_taken_back)
    }

    fn compact(&self, grant: &Grant, progress: &Progress) -> Result<(), StoreError> {
        merge::compact(&self.core, grant, progress)
    }

    fn check(&self, progress: &Progress) -> Result<Vec<String>, StoreError> {
        check::check(&self.core, progress)
    }

    fn content_hash(&self, progress: &Progress) -> Result<String, StoreError> {
        content::hash(&self.core, progress)
    }

    fn journal(&self, grant: &Grant) -> Result<(), StoreError> {
        self.core.journal_entry(grant).map(|_| ())
    }

    fn accounts(&self, grant: &Grant) -> Result<Vec<Account>, StoreError> {
        self.core.journal_entry(grant)?;
        self.core.read(|connection, _| accounts::all(connection))
    }

    fn add_account(&self, grant: &Grant, account: &Account, passphrase: &Passphrase) -> Result<(), StoreError> {
        accounts::add(&self.core, grant, account, passphrase)
    }

    fn remove_account(&self, grant: &Grant, name: &str) -> Result<(), StoreError> {
        accounts::remove(&self.core, grant, name)
    }

    fn change_passphrase(&self, grant: &Grant, name: &str, passphrase: &Passphrase) -> Result<(), StoreError> {
        accounts::change(&self.core, grant, name, passphrase)
    }

    fn issue_recovery_key(&self, grant: &Grant) -> Result<RecoveryKey, StoreError> {
        accounts::issue_recovery(&self.core, grant)
    }

    fn confirm(&self, grant: &Grant, passphrase: &Passphrase) -> Result<(), StoreError> {
        accounts::confirm(&self.core, grant, passphrase)
    }

    fn journal_denial(&self, denied: &Denied) -> Result<(), StoreError> {
        self.core.journal_denial(denied).map(|_| ())
    }

    fn verify_journal(&self, grant: &Grant, written_down: Option<(u64, String)>) -> Result<AuditReport, StoreError> {
        let report = self.core.verify_journal(written_down)?;
        self.core.journal_entry(grant)?;
        Ok(report)
    }

    fn each_journal_entry(&self, grant: &Grant, take: &mut dyn FnMut(JournalEntry) -> bool) -> Result<(), StoreError> {
        self.core.journal_entry(grant)?;
        self.core.journal.each(take)
    }

    fn journal_entries(&self, start: u64, count: usize) -> Result<Vec<JournalEntry>, StoreError> {
        self.core.journal.entries(start, count)
    }

    fn cohorts(&self) -> Result<Vec<SavedCohort>, StoreError> {
        self.core.read(|connection, _| cohorts::all(connection))
    }

    fn save_cohort(&self, grant: &Grant, cohort: &SavedCohort) -> Result<(), StoreError> {
        cohorts::save(&self.core, grant, cohort)
    }

    fn delete_cohort(&self, grant: &Grant, name: &str) -> Result<(), StoreError> {
        cohorts::delete(&self.core, grant, name)
    }

    fn profiles(&self) -> Result<Vec<SavedProfile>, StoreError> {
        self.core.read(|connection, _| profiles::all(connection))
    }

    fn save_profile(&self, grant: &Grant, name: &str, text: &str) -> Result<(), StoreError> {
        profiles::save(&self.core, grant, name, text)
    }

    fn delete_profile(&self, grant: &Grant, name: &str) -> Result<(), StoreError> {
        profiles::delete(&self.core, grant, name)
    }

    fn merges(&self) -> Result<Arc<Merges>, StoreError> {
        self.core.read(|_, snapshot| Ok(snapshot.merges.clone()))
    }

    fn kept_apart(&self) -> Result<Vec<KeptApart>, StoreError> {
        self.core.read(|connection, _| persons::kept_apart(connection))
    }

    fn merge(&self, grant: &Grant, patient: PatientId, into: PatientId) -> Result<Merge, StoreError> {
        persons::merge(&self.core, grant, patient, into)
    }

    fn unmerge(&self, grant: &Grant, patient: PatientId) -> Result<Merge, StoreError> {
        persons::unmerge(&self.core, grant, patient)
    }

    fn keep_apart(&self, grant: &Grant, one: PatientId, other: PatientId) -> Result<(), StoreError> {
        persons::keep_apart(&self.core, grant, one, other)
    }

    fn forget_kept_apart(&self, grant: &Grant, one: PatientId, other: PatientId) -> Result<(), StoreError> {
        persons::forget_kept_apart(&self.core, grant, one, other)
    }
}
