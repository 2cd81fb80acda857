//! Accounts of a store: their wraps lie in the header, their roles and wards in the encrypted file, where nobody without
//! a wrap can change them.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::super::StoreError;
use super::core::Core;
use super::failure::{damaged, system, vault_error};
use super::header;
use super::snapshot::set;
use crate::domain::access::{Action, Actor, Grant, Scope, Wards};
use crate::domain::account::{Account, AccountFault, may_be_added, may_be_changed, may_be_kept_by, may_be_removed};
use crate::domain::permission::Role;
use crate::io::throttle::Ticks;
use crate::io::vault::{Header, Passphrase, RecoveryKey, VaultError};

/// Before the name in the settings.
const PREFIX: &str = "account:";
/// Behind every key that begins with [`PREFIX`].
const BEHIND: &str = "account;";

#[derive(Serialize, Deserialize)]
struct Kept {
    role: String,
    /// None for all.
    wards: Option<Vec<String>>,
    added_by: String,
    added_utc_secs: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    must_change: bool,
}

/// Who opens a store with a header: the account named, or the only one.
///
/// # Errors
/// [`StoreError::WhichAccount`], [`StoreError::NoSuchAccount`].
pub fn resolve(header: &Header, wanted: Option<&str>, of_computer: &str) -> Result<String, StoreError> {
    let names = header.accounts();
    match (wanted, names.as_slice()) {
        // Of an older program: one passphrase, which becomes the account of whoever opens it first.
        (wanted, []) => Ok(wanted.unwrap_or(of_computer).to_owned()),
        (Some(name), _) if names.iter().any(|one| one == name) => Ok(name.to_owned()),
        (Some(name), _) => Err(StoreError::NoSuchAccount { name: name.to_owned() }),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(StoreError::WhichAccount { names }),
    }
}

/// All accounts by name.
///
/// # Errors
/// Damaged.
pub fn all(connection: &Connection) -> Result<Vec<Account>, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT key, value FROM meta WHERE key >= ?1 AND key < ?2 ORDER BY key")
        .map_err(system)?;
    let rows = select.query_map([PREFIX, BEHIND], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let rows: BTreeMap<String, String> = rows.map_err(system)?.collect::<Result<_, _>>().map_err(system)?;
    rows.into_iter().map(|(key, text)| account_of(key.trim_start_matches(PREFIX), &text)).collect()
}

fn account_of(name: &str, text: &str) -> Result<Account, StoreError> {
    let broken = || damaged("an account that does not read");
    let kept: Kept = serde_json::from_str(text).map_err(|_| broken())?;
    Ok(Account {
        name: name.to_owned(),
        role: Role::from_id(&kept.role).ok_or_else(broken)?,
        wards: kept.wards.map_or(Wards::All, Wards::Only),
        added_by: kept.added_by,
        added_utc_secs: kept.added_utc_secs,
        must_change: kept.must_change,
    })
}

/// Whether somebody's account is there with their role and wards; in a store without accounts everybody's is.
///
/// # Errors
/// Damaged.
pub fn stands(connection: &Connection, actor: &Actor) -> Result<bool, StoreError> {
    let there = all(connection)?;
    let is_as_opened = |one: &Account| one.name == actor.name && one.role == actor.role && one.wards == actor.wards;
    Ok(there.is_empty() || there.iter().any(is_as_opened))
}

/// Keeps role and wards of an account.
///
/// # Errors
/// Disk full.
pub fn keep(connection: &Connection, account: &Account) -> Result<(), StoreError> {
    let kept = Kept {
        role: account.role.id().to_owned(),
        wards: match &account.wards {
            Wards::All => None,
            Wards::Only(wards) => Some(wards.clone()),
        },
        added_by: account.added_by.clone(),
        added_utc_secs: account.added_utc_secs,
        must_change: account.must_change,
    };
    let text = serde_json::to_string(&kept).map_err(|_| damaged("an account that cannot be written"))?;
    set(connection, &format!("{PREFIX}{}", account.name), &text)
}

/// The first account of a store.
pub fn owner(name: &str, now_utc_secs: i64) -> Account {
    Account {
        name: name.to_owned(),
        role: Role::Owner,
        wards: Wards::All,
        added_by: name.to_owned(),
        added_utc_secs: now_utc_secs,
        must_change: false,
    }
}

/// Notes that somebody else knows the passphrases of all accounts but one.
///
/// # Errors
/// Damaged; disk full.
pub fn hand_out_all_but(connection: &Connection, own: &str) -> Result<(), StoreError> {
    let others = all(connection)?.into_iter().filter(|account| account.name != own);
    others.into_iter().try_for_each(|account| keep(connection, &Account { must_change: true, ..account }))
}

/// Fails where a keeper of accounts who is no owner touches an owner.
fn demand_keeper(grant: &Grant, name: &str, roles: &[Role]) -> Result<(), StoreError> {
    may_be_kept_by(grant.actor(), name, roles).map_err(StoreError::Account)
}

/// Fails where the store has an owner and it is not an owner who asks.
///
/// # Errors
/// [`StoreError::Account`].
pub fn demand_owner(core: &Core, grant: &Grant) -> Result<(), StoreError> {
    let there = core.read(|connection, _| all(connection))?;
    let has_owner = there.iter().any(|account| account.role == Role::Owner);
    let is_owner = grant.actor().role == Role::Owner;
    if has_owner && !is_owner { Err(StoreError::Account(AccountFault::OwnerOnly)) } else { Ok(()) }
}

/// The account of that name; of a store that knows of none yet, who opens it owns it.
///
/// # Errors
/// Damaged, also where others have roles and this one has none, and where an older header was put beside their roles.
pub fn signed_in(
    connection: &Connection,
    header: &Header,
    name: &str,
    now_utc_secs: i64,
) -> Result<Account, StoreError> {
    let there = all(connection)?;
    // One role without a name in the header: a process ended between the two.
    if there.is_empty() || header.is_nameless() && there.len() == 1 {
        return Ok(owner(name, now_utc_secs));
    }
    if header.is_nameless() {
        return Err(damaged("the header is older than the accounts"));
    }
    let found = there.into_iter().find(|account| account.name == name);
    found.ok_or_else(|| damaged("an account without a role; ask who keeps the accounts to add it again"))
}

/// Adds an account with its passphrase. The data stay as they are.
///
/// # Errors
/// [`StoreError::Account`], [`StoreError::WeakPassphrase`]; where this process may not write.
pub fn add(core: &Core, grant: &Grant, account: &Account, passphrase: &Passphrase) -> Result<(), StoreError> {
    core.demand_writing()?;
    let there = core.read(|connection, _| all(connection))?;
    may_be_added(account, &there).map_err(StoreError::Account)?;
    demand_keeper(grant, &account.name, &[account.role])?;
    judge(core, &account.name, passphrase)?;
    core.journal_entry(grant)?;
    // Roles first: a wrap without a role is refused, a role without a wrap opens nothing.
    let account = Account { must_change: grant.actor().name != account.name, ..account.clone() };
    core.write(grant.at_utc_secs(), |transaction, _| keep(transaction, &account))?;
    change_header(core, grant, |header| header.put_account(&account.name, &core.key, passphrase))
}

/// Removes an account. What its passphrase opened it does not open from this header any more; the data stay as they are.
///
/// # Errors
/// [`StoreError::Account`]; where this process may not write.
pub fn remove(core: &Core, grant: &Grant, name: &str) -> Result<(), StoreError> {
    core.demand_writing()?;
    let there = core.read(|connection, _| all(connection))?;
    demand_keeper(grant, name, &roles_of(&there, name))?;
    may_be_removed(name, &there).map_err(StoreError::Account)?;
    core.journal_entry(grant)?;
    change_header(core, grant, |header| {
        header.remove_account(name);
        Ok(())
    })?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let key = format!("{PREFIX}{name}");
        transaction.execute("DELETE FROM meta WHERE key = ?1", [key]).map(|_| ()).map_err(system)
    })
}

/// Gives an account another role or other wards, from its next sign-in on.
///
/// # Errors
/// [`StoreError::Account`]; where this process may not write.
pub fn change_role(core: &Core, grant: &Grant, name: &str, role: Role, wards: &Wards) -> Result<(), StoreError> {
    core.demand_writing()?;
    let there = core.read(|connection, _| all(connection))?;
    let found = there.iter().find(|account| account.name == name).cloned();
    let before = found.ok_or(StoreError::Account(AccountFault::Unknown))?;
    let changed = Account { role, wards: wards.clone(), ..before };
    // Who may not do it at all hears that first.
    demand_keeper(grant, name, &[roles_of(&there, name), vec![role]].concat())?;
    let possible = may_be_changed(&changed, &there);
    if grant.actor().name == name && possible != Err(AccountFault::LastKeeper) {
        return Err(StoreError::Account(AccountFault::OwnRole));
    }
    possible.map_err(StoreError::Account)?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| keep(transaction, &changed))
}

/// Gives an account a new passphrase.
///
/// # Errors
/// [`StoreError::Account`], [`StoreError::WeakPassphrase`]; where this process may not write.
pub fn change(core: &Core, grant: &Grant, name: &str, passphrase: &Passphrase) -> Result<(), StoreError> {
    core.demand_writing()?;
    let there = core.read(|connection, _| all(connection))?;
    let account = there.iter().find(|account| account.name == name);
    let account = account.ok_or(StoreError::Account(AccountFault::Unknown))?;
    let is_own = grant.actor().name == name;
    demand_keeper(grant, name, &[account.role])?;
    judge(core, name, passphrase)?;
    if is_own && account.must_change && header::read(&core.folder)?.open_account(name, passphrase).is_ok() {
        return Err(StoreError::Account(AccountFault::SamePassphrase));
    }
    core.journal_entry(grant)?;
    let wrap = || change_header(core, grant, |header| header.put_account(name, &core.key, passphrase));
    let noted = Account { must_change: !is_own, ..account.clone() };
    let is_recovered = grant.action() == Action::RecoverAccount;
    let note = || {
        core.write(grant.at_utc_secs(), |transaction, _| {
            if is_recovered {
                super::recoveries::note(transaction, name, grant.at_utc_secs())?;
            }
            keep(transaction, &noted)
        })
    };
    // In this order a process that ends between the two leaves somebody asked once too often.
    match is_own {
        true if !account.must_change => wrap(),
        true => wrap().and_then(|()| note()),
        false => note().and_then(|()| wrap()),
    }
}

fn roles_of(there: &[Account], name: &str) -> Vec<Role> {
    there.iter().filter(|account| account.name == name).map(|account| account.role).collect()
}

/// Makes a recovery key; the one before opens nothing any more.
///
/// # Errors
/// Where this process may not write.
pub fn issue_recovery(core: &Core, grant: &Grant) -> Result<RecoveryKey, StoreError> {
    core.demand_writing()?;
    // It opens every account: whoever may make one could become an owner.
    demand_owner(core, grant)?;
    let recovery = RecoveryKey::random().map_err(|error| vault_error(&core.folder, error))?;
    core.journal_entry(grant)?;
    change_header(core, grant, |header| header.put_recovery(&core.key, &recovery))?;
    Ok(recovery)
}

/// Whether the passphrase is that of who asks.
///
/// # Errors
/// [`StoreError::WrongPassphrase`], [`StoreError::TooSoon`].
pub fn confirm(core: &Core, grant: &Grant, passphrase: &Passphrase) -> Result<(), StoreError> {
    let name = &grant.actor().name;
    let now = Ticks::now(grant.at_utc_secs());
    core.throttle.admit(name, &now).map_err(|secs| StoreError::TooSoon { secs })?;
    let header = header::read(&core.folder)?;
    header.open_account(name, passphrase).map_err(|error| vault_error(&core.folder, error))?;
    let wrong = core.throttle.admitted(name);
    if wrong > 0 {
        let scope = Scope::Text { text: format!("{wrong} ×") };
        let asked = Grant::ask(grant.actor(), Action::WrongPassphrases, scope, grant.at_utc_secs());
        asked.map_or(Ok(0), |grant| core.journal_entry(&grant))?;
    }
    Ok(())
}

fn judge(core: &Core, name: &str, passphrase: &Passphrase) -> Result<(), StoreError> {
    passphrase.judge(&[name, &core.info.name]).map(|_| ()).map_err(StoreError::WeakPassphrase)
}

/// Reads the header anew, changes it and puts it in its place, whole or not at all. Only the process that writes does.
/// The encrypted file remembers which one it is, so that an older one put back, which an old passphrase would open, is noticed.
fn change_header(
    core: &Core,
    grant: &Grant,
    change: impl FnOnce(&mut Header) -> Result<(), VaultError>,
) -> Result<(), StoreError> {
    let before = header::read(&core.folder)?;
    let mut header = before.clone();
    change(&mut header).map_err(|error| vault_error(&core.folder, error))?;
    let remember = |headers: &[&Header]| core.write(grant.at_utc_secs(), |file, _| header::remember(file, headers));
    remember(&[&header, &before])?;
    header::write(&core.folder, &header)?;
    remember(&[&header])
}
