//! The window's part of trust: the journal filtered and verified, the glass broken and reviewed, accounts, and what is kept
//! for whoever answers for the store.

pub mod accounts;
pub mod gate;
pub mod glasses;
pub mod keeping;
pub mod wards;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::base::Progress;
use crate::base::Revision;
use crate::domain::access::{Action, BrokenGlass, GLASS_SECS, Grant, Scope};
use crate::domain::account::Account;
use crate::domain::audit::{AuditFilter, AuditReport, JournalEntry};
use crate::domain::glass::Breaking;
use crate::domain::ids::PatientId;
use crate::io::store::{Store, StoreError};
use crate::io::vault::{Passphrase, RecoveryKey};

use super::command::Command;
use super::computed::Computed;
use super::core::Core;
use super::deidentified::{self, Released, Wanted};
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::twin::TwinCommand;

use accounts::{AccountCommand, AccountsChanged};
use keeping::{KeepingCommand, KeepingState, Kept};

impl JobKind {
    pub const LOAD_JOURNAL: JobKind =
        JobKind::reading("load-journal").failing(|core, message| core.state.journal.failed(message));
    /// Looking at every entry of the journal.
    pub const VERIFY_JOURNAL: JobKind = JobKind::reading("verify-journal");
    /// A record outside the own wards.
    pub const BREAK_GLASS: JobKind = JobKind::writing("break-glass").failing(failed);
}

/// Newest entries that the panel shows.
const JOURNAL_ROWS: usize = 5_000;

/// What is known of trust on screen.
#[derive(Debug, Default)]
pub struct TrustState {
    /// What the journal's panel is filtered by.
    pub filter: AuditFilter,
    /// Looks at many that are not listed: they reached only wards that the patient was never on.
    pub elsewhere: u64,
    /// What the last look at the chain found.
    pub verified: Option<Arc<AuditReport>>,
    pub is_breaking: bool,
    /// Why the glass was not broken, or not reviewed.
    pub glass_failure: Option<Message>,
    pub accounts: Computed<Vec<Account>>,
    /// Why the last change of accounts was not made.
    pub account_failure: Option<Message>,
    /// Raised with every change, so that a form knows that it was taken in.
    pub accounts_changed: u64,
    /// To be shown once.
    pub recovery: Option<Arc<RecoveryKey>>,
    /// Those that nobody reviewed first.
    pub glasses: Computed<Vec<Breaking>>,
    pub keeping: KeepingState,
    /// What the last table without identity cost, or the one that was tried last would cost.
    pub bare: Option<Arc<Released>>,
    /// Why the last one was not tried out.
    pub bare_failure: Option<Message>,
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum TrustCommand {
    /// Show entries that the filter lets through.
    Filter(AuditFilter),
    Verify,
    /// Open a record outside the own wards, for an hour.
    BreakGlass {
        identifier: String,
        /// One of [`crate::domain::access::GLASS_REASONS`].
        reason: &'static str,
        passphrase: Passphrase,
    },
    LoadGlasses,
    /// Tick off the glass that a journal entry broke.
    ReviewGlass {
        number: u64,
        remark: String,
    },
    Accounts(AccountCommand),
    Keeping(KeepingCommand),
    /// Work out what a table without identity would cost.
    RehearseTable(Wanted),
}

/// What jobs bring.
pub enum TrustOutcome {
    Verified(AuditReport),
    GlassBroken(BrokenGlass),
    Glasses(Vec<Breaking>),
    Accounts(Vec<Account>),
    AccountsChanged(Box<AccountsChanged>),
    Kept(Box<Kept>),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: TrustCommand) {
    match command {
        TrustCommand::Filter(filter) => {
            core.state.trust.filter = filter;
            load_journal(core);
        }
        TrustCommand::Verify => verify(core),
        TrustCommand::BreakGlass { identifier, reason, passphrase } => {
            break_glass(core, &identifier, reason, passphrase)
        }
        TrustCommand::LoadGlasses => glasses::load(core),
        TrustCommand::ReviewGlass { number, remark } => glasses::review(core, number, &remark),
        TrustCommand::Accounts(command) => accounts::apply(core, command),
        TrustCommand::Keeping(command) => keeping::apply(core, command),
        TrustCommand::RehearseTable(wanted) => deidentified::rehearsal::start(core, wanted),
    }
}

/// Reads the newest journal entries that the filter lets through; whose a patient's other numbers are is added.
pub fn load_journal(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let filter = with_all_numbers(core, core.state.trust.filter.clone());
    let is_all = filter == AuditFilter::default();
    // The whole list is shown by itself; who asks about somebody is journalled.
    let grant = match is_all {
        true => open.ask_quietly(Action::ReadAudit, Scope::Store, now),
        false => open.ask(Action::ReadAudit, Scope::Text { text: words(&filter) }, now).ok(),
    };
    let Some(grant) = grant else {
        let message = Message::new("journal-denied");
        return core.state.journal.failed(message);
    };
    let (store, revision) = (open.store.clone(), open.revision);
    core.state.journal.started();
    core.jobs.start(JobKind::LOAD_JOURNAL, Message::new("job-load-journal"), move |_: &Progress| {
        let read = || -> Result<(Vec<JournalEntry>, u64), StoreError> {
            if is_all {
                return Ok((store.journal_entries(0, JOURNAL_ROWS)?, 0));
            }
            filtered(&*store, &grant, filter)
        };
        match read() {
            Ok((entries, elsewhere)) => Outcome::take(move |core| {
                core.state.trust.elsewhere = elsewhere;
                core.state.journal.finished(entries, revision);
            }),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// The newest entries that a filter lets through, and how many looks it leaves out because they reached other wards alone.
fn filtered(store: &dyn Store, grant: &Grant, mut filter: AuditFilter) -> Result<(Vec<JournalEntry>, u64), StoreError> {
    let any_ward = filter.clone();
    if !filter.patients.is_empty() && !filter.all_looks {
        filter.wards = store.wards_ever_of(grant, &filter.patients)?;
    }
    let (mut newest, mut elsewhere) = (VecDeque::new(), 0);
    store.each_journal_entry(grant, &mut |entry| {
        if filter.lets_through(&entry) {
            newest.push_front(entry);
            newest.truncate(JOURNAL_ROWS);
        } else {
            elsewhere += u64::from(any_ward.lets_through(&entry));
        }
        true
    })?;
    Ok((newest.into(), elsewhere))
}

fn words(filter: &AuditFilter) -> String {
    let patients = filter.patients.iter().map(|one| format!("patient {one}"));
    let actor = filter.actor.iter().map(|one| format!("by {one}"));
    let outcome = filter.outcome.iter().map(|one| one.id().to_owned());
    std::iter::once("audit".to_owned()).chain(patients).chain(actor).chain(outcome).collect::<Vec<_>>().join(" ")
}

/// A person may have several numbers.
fn with_all_numbers(core: &Core, mut filter: AuditFilter) -> AuditFilter {
    let index = core.state.open().and_then(|open| open.hospital.value()).map(|hospital| &hospital.index);
    let Some(index) = index else { return filter };
    for identifier in filter.patients.clone() {
        if let Some(row) = index.row_of_identifier(&identifier) {
            let all = index.merged_into(row).chain([row]).map(|row| index.identifier(row).to_owned());
            filter.patients.extend(all);
        }
    }
    filter.patients.sort();
    filter.patients.dedup();
    filter
}

fn verify(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(Action::VerifyAudit, Scope::Store, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::VERIFY_JOURNAL, Message::new("job-verify-journal"), move |_| {
        match store.verify_journal(&grant, None) {
            Ok(report) => Outcome::from(TrustOutcome::Verified(report)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

fn break_glass(core: &mut Core, identifier: &str, reason: &'static str, passphrase: Passphrase) {
    let now = core.clock.utc_secs();
    core.state.trust.glass_failure = None;
    let Some(open) = core.state.session.open_store() else { return };
    let Some(patient) = open.row_of(identifier) else {
        core.state.trust.glass_failure = Some(Message::new("glass-nobody"));
        return;
    };
    let Some(scope) = open.scope_of(patient) else { return };
    let grant = match open.ask(Action::BreakGlass, scope, now) {
        Ok(grant) => grant.because(reason),
        Err(denied) => {
            core.state.trust.glass_failure = Some(Message::new("denied").with_details(denied));
            return;
        }
    };
    let (store, passphrase) = (Arc::clone(&open.store), passphrase.with_key_file(open.key_file.clone()));
    core.state.trust.is_breaking = true;
    core.jobs.start(JobKind::BREAK_GLASS, Message::new("job-break-glass"), move |_| {
        let done = store.confirm(&grant, &passphrase).and_then(|()| store.journal(&grant));
        match done {
            Ok(()) => Outcome::from(TrustOutcome::GlassBroken(BrokenGlass {
                patient,
                reason: reason.to_owned(),
                until_utc_secs: grant.at_utc_secs() + GLASS_SECS,
            })),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Leaves a record that was open through a broken glass once its hour is over; call now and then.
pub fn leave_when_over(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store().filter(|open| !open.actor.glass.is_empty()) else { return };
    let Some(scope) = core.state.twin.wanted.and_then(|patient| open.scope_of(patient)) else { return };
    if open.ask_quietly(Action::OpenPatient, scope, now).is_none() {
        core.apply(Command::Twin(TwinCommand::Close));
        core.state.warn(Message::new("glass-over"));
    }
}

impl From<TrustOutcome> for Outcome {
    fn from(outcome: TrustOutcome) -> Outcome {
        Outcome::take(move |core| take_in(core, outcome))
    }
}

/// Takes a job's result in.
fn take_in(core: &mut Core, outcome: TrustOutcome) {
    match outcome {
        TrustOutcome::Verified(report) => {
            core.state.trust.verified = Some(Arc::new(report));
            load_journal(core);
        }
        TrustOutcome::GlassBroken(glass) => {
            core.state.trust.is_breaking = false;
            let patient = glass.patient;
            if let Some(open) = core.state.session.open_store_mut() {
                open.actor.glass.push(glass);
            }
            core.apply(Command::Twin(TwinCommand::Open(patient)));
        }
        TrustOutcome::Glasses(list) => core.state.trust.glasses.finished(list, Revision(0)),
        TrustOutcome::Accounts(list) => core.state.trust.accounts.finished(list, Revision(0)),
        TrustOutcome::AccountsChanged(changed) => accounts::changed(core, *changed),
        TrustOutcome::Kept(kept) => keeping::take_in(core, *kept),
    }
}

/// The glass was not broken.
pub fn failed(core: &mut Core, message: Message) {
    core.state.trust.is_breaking = false;
    core.state.trust.glass_failure = Some(message);
}

/// The broken glass through which a patient is seen just now.
pub fn glass_over(core: &super::state::State, patient: PatientId, now_utc_secs: i64) -> Option<&BrokenGlass> {
    let open = core.open()?;
    let index = &open.hospital.value()?.index;
    if open.actor.wards.reach(index.ward_name(index.shown_row(patient.0))) {
        return None;
    }
    open.actor.glass.iter().rev().find(|glass| glass.patient == patient && glass.until_utc_secs >= now_utc_secs)
}
