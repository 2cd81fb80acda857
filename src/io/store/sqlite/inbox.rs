//! The inbox in an encrypted file of its own beside the store: a message is durable within milliseconds, whatever import
//! holds the store's write lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::super::inbox::{Arrival, Inbox, InboxCounts, NewMessage, SetAsideMessage, Settled, WaitingMessage};
use super::super::{StoreError, Writing};
use super::connection::{Access, FileKind, open};
use super::core::Core;
use super::failure::system;
use super::migrations::migrate;
use super::schema::{INBOX_1, INBOX_2};
use crate::domain::access::Grant;

/// The file's name in the store's folder.
pub const INBOX_FILE: &str = "inbox.db";

const WAITING: i64 = 0;
const TAKEN: i64 = 1;
const SET_ASIDE: i64 = 2;
const DISCARDED: i64 = 3;

/// The inbox of an open store.
pub struct SqliteInbox {
    core: Arc<Core>,
    /// `None`: another process writes.
    writer: Option<Mutex<Connection>>,
    /// Reads beside the writer.
    reader: Mutex<Connection>,
}

impl SqliteInbox {
    /// Opens it, and makes it where there is none.
    ///
    /// # Errors
    /// Where this process may not write the store; damaged.
    pub fn open(core: Arc<Core>) -> Result<SqliteInbox, StoreError> {
        core.demand_writing()?;
        if core.writing() != Writing::Here {
            return Err(StoreError::ReadOnlyFolder { name: INBOX_FILE.to_owned() });
        }
        let path = core.folder.join(INBOX_FILE);
        let access = if path.exists() { Access::Write } else { Access::Create };
        let mut writer = open(&path, FileKind::Journal, &core.key, access)?;
        migrate(&mut writer, &[INBOX_1, INBOX_2])?;
        let reader = open(&path, FileKind::Journal, &core.key, Access::Read)?;
        Ok(SqliteInbox { core, writer: Some(Mutex::new(writer)), reader: Mutex::new(reader) })
    }

    /// Opens it for reading alone; `None` where there is none yet.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn open_to_read(core: Arc<Core>) -> Result<Option<SqliteInbox>, StoreError> {
        let path = core.folder.join(INBOX_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let access = if core.writing() == Writing::Never { Access::Frozen } else { Access::Read };
        let reader = open(&path, FileKind::Journal, &core.key, access)?;
        Ok(Some(SqliteInbox { core, writer: None, reader: Mutex::new(reader) }))
    }

    fn write<T>(&self, change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let Some(writer) = &self.writer else {
            self.core.demand_writing()?;
            return Err(StoreError::ReadOnlyFolder { name: INBOX_FILE.to_owned() });
        };
        let mut writer = locked(writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(system)?;
        let changed = change(&transaction)?;
        transaction.commit().map_err(system)?;
        Ok(changed)
    }
}

/// Does something while nobody writes a message; where there is no inbox, at once.
///
/// # Errors
/// Busy or damaged.
pub fn while_quiet<T>(core: &Core, work: impl FnOnce() -> T) -> Result<T, StoreError> {
    let path = core.folder.join(INBOX_FILE);
    if !path.exists() {
        return Ok(work());
    }
    let mut connection = open(&path, FileKind::Journal, &core.key, Access::Write)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(system)?;
    let done = work();
    transaction.rollback().map_err(system)?;
    Ok(done)
}

fn locked(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn not_set_aside() -> StoreError {
    StoreError::NotFound { what: "a message of that number that was set aside".to_owned() }
}

fn keep_one(transaction: &Transaction<'_>, message: &NewMessage) -> Result<Arrival, StoreError> {
    let hash = Sha256::digest(&message.bytes).to_vec();
    let mut find = transaction
        .prepare_cached("SELECT hash = ?3 FROM message WHERE sender = ?1 AND control_id = ?2 ORDER BY hash = ?3 DESC")
        .map_err(system)?;
    let known: Option<bool> = find
        .query_row(params![message.sender, message.control_id, hash], |row| row.get(0))
        .optional()
        .map_err(system)?;
    let arrival = match known {
        Some(true) => return Ok(Arrival::Known),
        Some(false) if !message.control_id.is_empty() => Arrival::NumberUsedBefore,
        Some(false) | None => Arrival::New,
    };
    transaction
        .prepare_cached(
            "INSERT INTO message (sender, control_id, hash, source, received_utc_secs, state, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                message.sender,
                message.control_id,
                hash,
                message.source,
                message.received_utc_secs,
                WAITING,
                message.bytes
            ])
        })
        .map_err(system)?;
    Ok(arrival)
}

impl Inbox for SqliteInbox {
    fn keep(&self, messages: &[NewMessage]) -> Result<Vec<Arrival>, StoreError> {
        self.write(|transaction| messages.iter().map(|message| keep_one(transaction, message)).collect())
    }

    fn waiting(&self, at_most: usize) -> Result<Vec<WaitingMessage>, StoreError> {
        let reader = locked(&self.reader);
        let mut select = reader
            .prepare_cached(
                "SELECT number, source, received_utc_secs, bytes, is_person_accepted FROM message WHERE state = 0
                 ORDER BY number LIMIT ?1",
            )
            .map_err(system)?;
        let rows = select.query_map([at_most as i64], |row| {
            Ok(WaitingMessage {
                number: row.get::<_, i64>(0)?.unsigned_abs(),
                source: row.get(1)?,
                received_utc_secs: row.get(2)?,
                bytes: row.get(3)?,
                is_person_accepted: row.get(4)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(system)
    }

    fn settle(&self, settled: &[Settled]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut update = transaction
                .prepare_cached(
                    "UPDATE message SET state = ?2, reason = ?3, import_id = ?4, line = ?5 WHERE number = ?1",
                )
                .map_err(system)?;
            for one in settled {
                let state = if one.set_aside.is_some() { SET_ASIDE } else { TAKEN };
                let row = params![one.number as i64, state, one.set_aside, one.import.0, one.line];
                update.execute(row).map_err(system)?;
            }
            Ok(())
        })
    }

    fn set_aside(&self, start: u64, at_most: usize) -> Result<Vec<SetAsideMessage>, StoreError> {
        let reader = locked(&self.reader);
        let mut select = reader
            .prepare_cached(
                "SELECT number, source, sender, control_id, received_utc_secs, reason FROM message WHERE state = 2
                 ORDER BY number LIMIT ?2 OFFSET ?1",
            )
            .map_err(system)?;
        let rows = select.query_map(params![start as i64, at_most as i64], |row| {
            Ok(SetAsideMessage {
                number: row.get::<_, i64>(0)?.unsigned_abs(),
                source: row.get(1)?,
                sender: row.get(2)?,
                control_id: row.get(3)?,
                received_utc_secs: row.get(4)?,
                reason: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            })
        });
        rows.and_then(Iterator::collect).map_err(system)
    }

    fn retry(&self, grant: &Grant, only: Option<u64>) -> Result<u64, StoreError> {
        self.core.demand_writing()?;
        self.core.journal_entry(grant)?;
        let only = only.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        self.write(|transaction| {
            let update =
                "UPDATE message SET state = ?1, reason = NULL WHERE state = ?2 AND number = COALESCE(?3, number)";
            let changed = transaction.execute(update, params![WAITING, SET_ASIDE, only]);
            changed.map(|count| count as u64).map_err(system)
        })
    }

    fn accept_person(&self, grant: &Grant, number: u64) -> Result<(), StoreError> {
        self.core.demand_writing()?;
        self.core.journal_entry(grant)?;
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.write(|transaction| {
            let update = "UPDATE message SET state = ?1, reason = NULL, is_person_accepted = 1
                          WHERE state = ?2 AND number = ?3";
            match transaction.execute(update, params![WAITING, SET_ASIDE, number]).map_err(system)? {
                0 => Err(not_set_aside()),
                _ => Ok(()),
            }
        })
    }

    fn discard(&self, grant: &Grant, number: u64) -> Result<(), StoreError> {
        self.core.demand_writing()?;
        self.core.journal_entry(grant)?;
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.write(|transaction| {
            let update = "UPDATE message SET state = ?1, reason = NULL, bytes = x'' WHERE state = ?2 AND number = ?3";
            match transaction.execute(update, params![DISCARDED, SET_ASIDE, number]).map_err(system)? {
                0 => Err(not_set_aside()),
                _ => Ok(()),
            }
        })
    }

    fn counts(&self) -> Result<InboxCounts, StoreError> {
        let reader = locked(&self.reader);
        let count = |state: i64| -> Result<u64, StoreError> {
            let mut select = reader.prepare_cached("SELECT count(*) FROM message WHERE state = ?1").map_err(system)?;
            select.query_row([state], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs).map_err(system)
        };
        let newest = "SELECT received_utc_secs FROM message ORDER BY number DESC LIMIT 1";
        let newest_utc_secs = reader.query_row(newest, [], |row| row.get(0)).optional().map_err(system)?;
        Ok(InboxCounts {
            waiting: count(WAITING)?,
            taken: count(TAKEN)?,
            set_aside: count(SET_ASIDE)?,
            discarded: count(DISCARDED)?,
            newest_utc_secs,
        })
    }

    fn forget_taken_before(&self, utc_secs: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            let update = "UPDATE message SET bytes = x'' WHERE state = 1 AND received_utc_secs < ?1 AND bytes <> x''";
            transaction.execute(update, [utc_secs]).map(|_| ()).map_err(system)
        })
    }
}
