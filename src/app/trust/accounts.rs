//! Accounts in the window: seen, added, changed, removed, given a new passphrase; a recovery key, shown once.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::core::Core;
use crate::app::happened;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::domain::access::{Action, Grant, Scope, Wards};
use crate::domain::account::{Account, Recovered};
use crate::domain::permission::Role;
use crate::io::store::{Store, StoreError, Writing};
use crate::io::vault::{Passphrase, RecoveryKey, make_key_file};

use super::TrustOutcome;

impl JobKind {
    pub const LOAD_ACCOUNTS: JobKind =
        JobKind::reading("load-accounts").failing(|core, message| core.state.trust.accounts.failed(message));
    /// Of recovered accounts, once somebody who keeps accounts has opened the store.
    pub const TELL_RECOVERIES: JobKind = JobKind::writing("tell-recoveries");
    pub const CHANGE_ACCOUNTS: JobKind =
        JobKind::writing("change-accounts").failing(|core, message| core.state.trust.account_failure = Some(message));
}

/// What can be asked of the accounts.
#[derive(Clone, Debug)]
pub enum AccountCommand {
    Load,
    Add {
        name: String,
        role: Role,
        wards: Wards,
        passphrase: Passphrase,
    },
    /// Another role or other wards, from the next sign-in on.
    Change {
        name: String,
        role: Role,
        wards: Wards,
    },
    /// A new passphrase for somebody else.
    Reset {
        name: String,
        passphrase: Passphrase,
    },
    Remove {
        name: String,
    },
    /// Ask the window that writes to lock.
    AskWriter,
    /// One's own passphrase, by the one before.
    ChangeOwn {
        old: Passphrase,
        new: Passphrase,
        second: SecondFactor,
    },
    IssueRecoveryKey,
    /// It was written down.
    ForgetRecoveryKey,
}

/// What the own account needs besides the new passphrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecondFactor {
    /// What it needed before.
    #[default]
    AsBefore,
    Without,
    /// A key file to be made there.
    Make(PathBuf),
    /// A key file that is there.
    Use(PathBuf),
}

/// What a change brought besides itself.
pub enum Brought {
    Nothing,
    Recovery(RecoveryKey),
    /// The own passphrase is another one, and this is where its key file lies.
    Own(Option<PathBuf>),
}

/// What a change brought.
pub struct AccountsChanged {
    /// All of them now; none where who asked may not see them.
    pub accounts: Option<Vec<Account>>,
    pub brought: Brought,
    pub told: Option<Message>,
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: AccountCommand) {
    core.state.trust.account_failure = None;
    match command {
        AccountCommand::Load => load(core),
        AccountCommand::ForgetRecoveryKey => core.state.trust.recovery = None,
        AccountCommand::Add { name, role, wards, passphrase } => add(core, name, role, wards, passphrase),
        AccountCommand::Change { name, role, wards } => {
            let text = format!("account {name} as {}{}", role.id(), wards_line(role, &wards));
            let told = Message::new("account-changed").with("name", &name);
            change(core, Action::ChangeAccount, text, told, move |store, grant| {
                store.change_account(grant, &name, role, &wards).map(|()| Brought::Nothing)
            });
        }
        AccountCommand::Reset { name, passphrase } => {
            let (text, told) = (format!("account {name}"), Message::new("account-reset").with("name", &name));
            change(core, Action::ResetPassphrase, text, told, move |store, grant| {
                store.change_passphrase(grant, &name, &passphrase).map(|()| Brought::Nothing)
            });
        }
        AccountCommand::Remove { name } => {
            let (text, told) = (format!("account {name}"), Message::new("account-removed").with("name", &name));
            change(core, Action::RemoveAccount, text, told, move |store, grant| {
                store.remove_account(grant, &name).map(|()| Brought::Nothing)
            });
        }
        AccountCommand::AskWriter => ask_writer(core),
        AccountCommand::ChangeOwn { old, new, second } => change_own(core, old, new, second),
        AccountCommand::IssueRecoveryKey => {
            let told = Message::new("recovery-issued");
            change(core, Action::IssueRecoveryKey, String::new(), told, |store, grant| {
                store.issue_recovery_key(grant).map(Brought::Recovery)
            });
        }
    }
}

fn add(core: &mut Core, name: String, role: Role, wards: Wards, passphrase: Passphrase) {
    let text = format!("account {name} as {}{}", role.id(), wards_line(role, &wards));
    let told = Message::new("account-added").with("name", &name);
    let now = core.clock.utc_secs();
    change(core, Action::AddAccount, text, told, move |store, grant| {
        let added_by = grant.actor().name.clone();
        let account = Account { name, role, wards, added_by, added_utc_secs: now, must_change: true };
        store.add_account(grant, &account, &passphrase).map(|()| Brought::Nothing)
    });
}

/// Leaves a word in the journal, which the window that writes looks at; it locks once it does not write any more.
fn ask_writer(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Writing::Elsewhere { writer } = &open.info.writing else { return };
    let scope = Scope::Text { text: format!("writer {writer}") };
    let grant = match open.ask(Action::AskWriterToLock, scope, now) {
        Ok(grant) => grant,
        Err(denied) => {
            core.state.trust.account_failure = Some(Message::new("denied").with_details(denied));
            return;
        }
    };
    let (store, told) = (Arc::clone(&open.store), Message::new("writer-asked").with("who", writer));
    core.jobs.start(JobKind::CHANGE_ACCOUNTS, Message::new("job-change-accounts"), move |_| {
        match store.journal(&grant) {
            Ok(()) => Outcome::take(move |core| core.state.inform(told)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Tells whoever keeps accounts, once, of accounts that were recovered.
pub fn tell_recoveries(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store().filter(|open| open.may(Action::ListAccounts)) else { return };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::TELL_RECOVERIES, Message::new("job-load-accounts"), move |_| {
        let told = store.recoveries_to_tell().and_then(|list| store.recoveries_told(now).map(|()| list));
        match told {
            Ok(list) => Outcome::take(move |core| {
                for Recovered { account, at_utc_secs } in list {
                    let at = core.state.open().map(|open| open.info.zone.moment(at_utc_secs).iso()).unwrap_or_default();
                    core.state.warn(Message::new("account-recovered").with("name", account).with("at", at));
                }
            }),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

fn change_own(core: &mut Core, old: Passphrase, new: Passphrase, second: SecondFactor) {
    let Some(open) = core.state.open() else { return };
    let (name, before) = (open.actor.name.clone(), open.key_file.clone());
    let old = old.with_key_file(before.clone());
    let (made, key_file) = match second {
        SecondFactor::AsBefore => (None, before),
        SecondFactor::Without => (None, None),
        SecondFactor::Use(path) => (None, Some(path)),
        SecondFactor::Make(path) => (Some(path.clone()), Some(path)),
    };
    let new = new.with_key_file(key_file.clone());
    let told = Message::new("passphrase-changed");
    change(core, Action::ChangePassphrase, format!("account {name}"), told, move |store, grant| {
        store.confirm(grant, &old)?;
        if let Some(path) = &made {
            make_key_file(path).map_err(|error| StoreError::KeyFileNotMade { what: error.to_string() })?;
        }
        let changed = store.change_passphrase(grant, &name, &new);
        if let (Some(path), Err(_)) = (&made, &changed) {
            // It opens nothing, and would be in the way of the next try.
            let _outcome = std::fs::remove_file(path);
        }
        changed.map(|()| Brought::Own(key_file))
    });
}

fn wards_line(role: Role, wards: &Wards) -> String {
    match wards {
        Wards::Only(wards) if role.has_wards() => format!(" on {}", wards.join(", ")),
        Wards::Only(_) | Wards::All => String::new(),
    }
}

fn load(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Ok(grant) = open.ask(Action::ListAccounts, Scope::Store, now) else {
        return core.state.trust.accounts.failed(Message::new("accounts-denied"));
    };
    let store = Arc::clone(&open.store);
    core.state.trust.accounts.started();
    core.jobs.start(JobKind::LOAD_ACCOUNTS, Message::new("job-load-accounts"), move |_| match store.accounts(&grant) {
        Ok(accounts) => Outcome::from(TrustOutcome::Accounts(accounts)),
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
}

/// Asks the door, then works in a job; the accounts as they are afterwards come back with it.
fn change(
    core: &mut Core,
    action: Action,
    text: String,
    told: Message,
    work: impl FnOnce(&dyn Store, &Grant) -> Result<Brought, StoreError> + Send + 'static,
) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let scope = if text.is_empty() { Scope::Store } else { Scope::Text { text } };
    let grant = match open.ask(action, scope, now) {
        Ok(grant) => grant,
        Err(denied) => {
            core.state.trust.account_failure = Some(Message::new("denied").with_details(denied));
            return;
        }
    };
    // What the list is read with afterwards; nobody asked for it, and who may not see it gets none.
    let listing = open.ask_quietly(Action::ListAccounts, Scope::Store, now);
    let store = Arc::clone(&open.store);
    let started = core.jobs.start(JobKind::CHANGE_ACCOUNTS, Message::new("job-change-accounts"), move |_| {
        let done = work(&*store, &grant).and_then(|brought| {
            let accounts = listing.map(|grant| store.accounts(&grant)).transpose()?;
            Ok(AccountsChanged { accounts, brought, told: Some(told) })
        });
        match done {
            Ok(changed) => Outcome::from(TrustOutcome::AccountsChanged(Box::new(changed))),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
    if !started {
        core.state.trust.account_failure = Some(Message::new("accounts-busy"));
    }
}

/// Takes a change in.
pub fn changed(core: &mut Core, changed: AccountsChanged) {
    let revision = core.state.open().map(|open| open.revision).unwrap_or_default();
    let trust = &mut core.state.trust;
    trust.accounts_changed += 1;
    if let Some(accounts) = changed.accounts {
        trust.accounts.finished(accounts, revision);
    }
    match changed.brought {
        Brought::Nothing => (),
        Brought::Recovery(key) => trust.recovery = Some(Arc::new(key)),
        Brought::Own(key_file) => {
            if let Some(open) = core.state.session.open_store_mut() {
                open.key_file = key_file;
            }
            happened::passphrase_chosen(core);
        }
    }
    if let Some(told) = changed.told {
        core.state.inform(told);
    }
}
