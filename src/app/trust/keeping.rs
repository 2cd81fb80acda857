//! What is kept for whoever answers for the store: consent, deletion, backups, another key.

mod backups;
mod consent;
pub mod retention;

pub use backups::{BackupPlan, BackupPlanError, due};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::computed::Computed;
use crate::app::core::Core;
use crate::app::happened;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::app::panels::PanelId;
use crate::base::{Progress, Revision};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::consent::{Consent, Purpose};
use crate::domain::deletion::{Certificate, Deleted};
use crate::domain::ids::PatientId;
use crate::io::store::{NewKeys, Store, StoreError};
use crate::io::vault::Passphrase;

use super::TrustOutcome;
use super::accounts::AccountCommand;
use retention::Retention;

impl JobKind {
    /// What a patient agreed to, or the plan of the backups, into the panel.
    pub const LOAD_CONSENT: JobKind = JobKind::reading("load-consent").failing(failed);
    pub const LOAD_BACKUPS: JobKind = JobKind::reading("load-backups").failing(failed);
    /// A consent or a setting of whoever answers for the store.
    pub const KEEP_TRUST: JobKind = JobKind::writing("keep-trust").failing(failed);
    pub const DELETE_PATIENT: JobKind = JobKind::changing_store("delete-patient").failing(failed);
    pub const BACK_UP: JobKind = JobKind::writing("back-up").failing(failed);
    pub const REKEY: JobKind = JobKind::changing_store("rekey").failing(rekey_failed);
}

/// What the panel shows of it.
#[derive(Debug, Default)]
pub struct KeepingState {
    /// What the patient of the open twin agreed to.
    pub consent: Computed<(PatientId, Vec<Consent>)>,
    /// Why the last thing asked for was not done.
    pub failure: Option<Message>,
    /// Of the deletion just made.
    pub certificate: Option<Arc<Certificate<Deleted>>>,
    /// When and where backups are made; `None` before somebody said so.
    pub plan: Option<BackupPlan>,
    /// What the last backup or drill brought.
    pub told: Option<Message>,
    /// When a backup that was due was last tried, so that one that fails is not tried every second.
    pub tried_utc_secs: i64,
    /// Who is past their time, once somebody asked.
    pub retention: Option<Retention>,
    /// What opens the store after its key was changed; shown once.
    pub new_keys: Option<Arc<NewKeys>>,
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum KeepingCommand {
    /// What the patient of the open twin agreed to.
    LoadConsent(PatientId),
    Consent {
        patient: PatientId,
        purpose: Purpose,
        agrees: bool,
    },
    /// Delete a patient for good.
    Delete {
        patient: PatientId,
        reason: String,
    },
    /// Who is past their time after so many years.
    ListRetention(u16),
    /// Hold a patient's records beyond their time for a reason, or end that.
    Hold {
        patient: PatientId,
        reason: String,
        is_held: bool,
    },
    /// Let files bring a person again who was deleted.
    AllowAgain {
        identifier: String,
        reason: String,
    },
    /// Delete everybody who was listed, for this reason.
    DeleteListed(String),
    /// The certificate was read.
    ForgetCertificate,
    SetPlan(BackupPlan),
    /// A backup now, as the plan says.
    BackUp,
    /// Restore the newest backup into a folder that is thrown away.
    Drill,
    /// Encrypt everything anew.
    Rekey {
        passphrase: Passphrase,
    },
    ForgetNewKeys,
}

/// What a job brought.
pub enum Kept {
    Consent(PatientId, Vec<Consent>),
    Deleted(Certificate<Deleted>),
    Plan(Option<BackupPlan>),
    Told(Message),
    Retention(Retention),
    DeletedListed(Message),
    AllowedAgain(String),
    /// What was asked for cannot be.
    Refused(Message),
    Rekeyed(NewKeys),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: KeepingCommand) {
    core.state.trust.keeping.failure = None;
    match command {
        KeepingCommand::LoadConsent(patient) => consent::load(core, patient),
        KeepingCommand::Consent { patient, purpose, agrees } => consent::record(core, patient, purpose, agrees),
        KeepingCommand::Delete { patient, reason } => delete(core, patient, reason),
        KeepingCommand::ListRetention(years) => retention::list(core, years),
        KeepingCommand::DeleteListed(reason) => retention::delete_listed(core, &reason),
        KeepingCommand::Hold { patient, reason, is_held } => retention::hold(core, patient, &reason, is_held),
        KeepingCommand::AllowAgain { identifier, reason } => allow_again(core, identifier, &reason),
        KeepingCommand::ForgetCertificate => core.state.trust.keeping.certificate = None,
        KeepingCommand::SetPlan(plan) => backups::set_plan(core, plan),
        KeepingCommand::BackUp => backups::start(core),
        KeepingCommand::Drill => backups::start_drill(core),
        KeepingCommand::Rekey { passphrase } => rekey(core, passphrase),
        KeepingCommand::ForgetNewKeys => core.state.trust.keeping.new_keys = None,
    }
}

/// The panel is shown: reads what it lists, as far as the door lets this account.
pub fn shown(core: &mut Core) {
    let may = |core: &Core, action| core.state.open().is_some_and(|open| open.may(action));
    if may(core, Action::ListAccounts) {
        super::accounts::apply(core, AccountCommand::Load);
        super::glasses::load(core);
    }
    if may(core, Action::Backup) {
        backups::load_plan(core);
    }
}

/// A store was opened: reads the plan of its backups, where this account may make one.
pub fn opened(core: &mut Core) {
    if core.state.open().is_some_and(|open| open.may(Action::Backup) && !open.info.demo) {
        backups::load_plan(core);
    }
}

/// Looks whether a backup is due; call now and then.
pub fn poll(core: &mut Core) {
    backups::poll(core);
}

/// Asks the door for a patient's or the store's sake; a refusal is told where the panel stands.
fn asked(core: &mut Core, action: Action, scope: Option<Scope>) -> Option<(Grant, Arc<dyn Store>)> {
    let now = core.clock.utc_secs();
    let open = core.state.session.open_store()?;
    match open.ask(action, scope?, now) {
        Ok(grant) => Some((grant, Arc::clone(&open.store))),
        Err(denied) => {
            core.state.trust.keeping.failure = Some(Message::new("denied").with_details(denied));
            None
        }
    }
}

fn start(
    core: &mut Core,
    kind: JobKind,
    label: &'static str,
    work: impl FnOnce(&Progress) -> Result<Kept, StoreError> + Send + 'static,
) {
    let started = core.jobs.start(kind, Message::new(label), move |progress| match work(progress) {
        Ok(kept) => Outcome::from(TrustOutcome::Kept(Box::new(kept))),
        Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
    if !started {
        core.state.trust.keeping.failure = Some(Message::new("accounts-busy"));
    }
}

fn delete(core: &mut Core, patient: PatientId, reason: String) {
    let scope = core.state.open().and_then(|open| open.scope_of(patient));
    let Some((grant, store)) = asked(core, Action::DeletePatient, scope) else { return };
    let grant = grant.because(reason.trim());
    start(core, JobKind::DELETE_PATIENT, "job-delete-patient", move |progress| {
        store.delete_patient(&grant, patient, progress).map(Kept::Deleted)
    });
}

fn allow_again(core: &mut Core, identifier: String, reason: &str) {
    let scope = Some(Scope::Text { text: format!("allow again {identifier}") });
    let Some((grant, store)) = asked(core, Action::DeletePatient, scope) else { return };
    let grant = grant.because(reason.trim());
    start(core, JobKind::KEEP_TRUST, "job-allow-again", move |_| match store.allow_again(&grant, &identifier) {
        Ok(()) => Ok(Kept::AllowedAgain(identifier)),
        Err(StoreError::NotFound { .. }) => {
            Ok(Kept::Refused(Message::new("allow-again-nobody").with("patient", identifier)))
        }
        Err(error) => Err(error),
    });
}

fn rekey(core: &mut Core, passphrase: Passphrase) {
    let Some((grant, store)) = asked(core, Action::Rekey, Some(Scope::Store)) else { return };
    let key_file = core.state.open().and_then(|open| open.key_file.clone());
    let passphrase = passphrase.with_key_file(key_file);
    core.jobs.cancel_reading();
    start(core, JobKind::REKEY, "job-rekey", move |progress| {
        store.rekey(&grant, &passphrase, progress).map(Kept::Rekeyed)
    });
}

/// Takes a job's result in.
pub fn take_in(core: &mut Core, kept: Kept) {
    let keeping = &mut core.state.trust.keeping;
    match kept {
        Kept::Consent(patient, list) => keeping.consent.finished((patient, list), Revision(0)),
        Kept::Plan(plan) => keeping.plan = plan,
        Kept::Told(message) => keeping.told = Some(message),
        Kept::Retention(found) => keeping.retention = Some(found),
        Kept::Refused(message) => keeping.failure = Some(message),
        Kept::AllowedAgain(identifier) => {
            core.state.inform(Message::new("allowed-again").with("patient", identifier));
        }
        Kept::DeletedListed(message) => {
            happened::patient_deleted(core);
            core.state.inform(message);
        }
        Kept::Deleted(certificate) => {
            happened::patient_deleted(core);
            core.state.trust.keeping.certificate = Some(Arc::new(certificate));
        }
        Kept::Rekeyed(keys) => {
            // Its store is closed: whoever goes on signs in again.
            happened::store_retired(core);
            core.state.trust.keeping.new_keys = Some(Arc::new(keys));
        }
    }
}

/// The key was not changed; the store is closed all the same, and opens as before.
fn rekey_failed(core: &mut Core, message: Message) {
    happened::store_retired(core);
    core.state.opening_failure = Some(message);
}

/// A job failed.
fn failed(core: &mut Core, message: Message) {
    let is_open = core.state.open().is_some();
    core.state.trust.keeping.failure = Some(message.clone());
    if is_open && core.state.panel != PanelId::Trust {
        core.state.report(message);
    }
}

/// The place of a backup in a folder, by when it is made.
fn place_of(folder: &str, store: &str, now_utc_secs: i64) -> PathBuf {
    crate::io::backup_folder::place_at(Path::new(folder), store, now_utc_secs)
}
