//! Accounts that somebody recovered by the recovery key: who keeps accounts is told, each once.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::super::StoreError;
use super::core::Core;
use super::failure::damaged;
use super::snapshot::{find_text, set};
use crate::domain::account::{Recovered, keeps_accounts};

/// The setting that keeps them.
const KEY: &str = "recoveries";
/// So many of the newest are kept.
const MOST: usize = 50;

#[derive(Serialize, Deserialize)]
struct Kept {
    account: String,
    at_utc_secs: i64,
    /// Names of who was told.
    told: Vec<String>,
}

fn all(connection: &Connection) -> Result<Vec<Kept>, StoreError> {
    let text = find_text(connection, KEY)?;
    text.map_or(Ok(Vec::new()), |text| {
        serde_json::from_str(&text).map_err(|_| damaged("a list of recovered accounts that does not read"))
    })
}

fn keep(connection: &Connection, list: &[Kept]) -> Result<(), StoreError> {
    let text = serde_json::to_string(list).map_err(|_| damaged("a list that cannot be written"))?;
    set(connection, KEY, &text)
}

/// Notes that an account was recovered.
///
/// # Errors
/// Damaged; disk full.
pub fn note(connection: &Connection, account: &str, at_utc_secs: i64) -> Result<(), StoreError> {
    let mut list = all(connection)?;
    list.push(Kept { account: account.to_owned(), at_utc_secs, told: Vec::new() });
    let too_many = list.len().saturating_sub(MOST);
    list.drain(..too_many);
    keep(connection, &list)
}

/// Those that who opened the store was not told of.
///
/// # Errors
/// Damaged.
pub fn to_tell(core: &Core) -> Result<Vec<Recovered>, StoreError> {
    if !keeps_accounts(core.actor.role) {
        return Ok(Vec::new());
    }
    let list = core.read(|connection, _| all(connection))?;
    let untold = list.into_iter().filter(|kept| !kept.told.contains(&core.actor.name));
    Ok(untold.map(|kept| Recovered { account: kept.account, at_utc_secs: kept.at_utc_secs }).collect())
}

/// Who opened the store was told of all; nothing where this process may not write.
///
/// # Errors
/// Disk full.
pub fn told(core: &Core, now_utc_secs: i64) -> Result<(), StoreError> {
    if core.demand_writing().is_err() || to_tell(core)?.is_empty() {
        return Ok(());
    }
    core.write(now_utc_secs, |transaction, _| {
        let mut list = all(transaction)?;
        let untold = list.iter_mut().filter(|kept| !kept.told.contains(&core.actor.name));
        untold.for_each(|kept| kept.told.push(core.actor.name.clone()));
        keep(transaction, &list)
    })
}
