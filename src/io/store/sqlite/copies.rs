//! A restored copy that is to be worked with beside its original: it gets an id of its own, in the encrypted file, so that this
//! computer does not take one for an older state of the other. The header keeps the id that its seals vouch for.

use std::path::Path;

use rusqlite::Connection;

use super::super::{StoreError, Writing};
use super::failure::vault_error;
use super::snapshot::{find_text, set};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::account::{Account, AccountFault};
use crate::io::vault::{Header, random, to_hex};

const ID: &str = "copy_id";
const ORIGIN: &str = "copy_of";

/// What the journal says of it; named at every look at the chain, like an older state that somebody went on with.
pub const RESTORED: &str = "restored as a copy with an id of its own";

/// By what this computer knows the store: the copy's own id, else the header's.
///
/// # Errors
/// Damaged.
pub fn id_of(connection: &Connection, header: &Header) -> Result<String, StoreError> {
    Ok(find_text(connection, ID)?.unwrap_or_else(|| header.store_id().to_owned()))
}

/// The id of what it is a copy of; `None` for a store that is none.
///
/// # Errors
/// Damaged.
pub fn origin(connection: &Connection) -> Result<Option<String>, StoreError> {
    find_text(connection, ORIGIN)
}

/// Gives a store that was just restored an id of its own, by who may go on with an older state of a store.
///
/// # Errors
/// [`StoreError::Account`]; where this process may not write; no random numbers.
pub fn make(
    connection: &Connection,
    header: &Header,
    account: &Account,
    writing: &Writing,
    now_utc_secs: i64,
) -> Result<(), StoreError> {
    match writing {
        Writing::Here => (),
        Writing::Elsewhere { writer } => return Err(StoreError::WriterElsewhere { writer: writer.clone() }),
        Writing::Never => return Err(StoreError::ReadOnlyFolder { name: header.name().to_owned() }),
    }
    Grant::ask(&account.actor(), Action::AcceptRolledBackStore, Scope::Store, now_utc_secs)
        .map_err(|_| StoreError::Account(AccountFault::NoCopy))?;
    let before = id_of(connection, header)?;
    let id = random::<16>().map_err(|error| vault_error(Path::new(""), error))?;
    set(connection, ORIGIN, &before)?;
    set(connection, ID, &to_hex(&id))
}
