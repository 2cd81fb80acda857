//! The journal: who did what and when, in a file of its own so that opening a record can be journalled while an import
//! holds the store's write lock, and by a process that may only read the store. Entries are chained by SHA-256.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::super::StoreError;
use super::connection::{Access, FileKind, open};
use super::failure::{damaged, name_of, system};
use super::migrations::{check, migrate, version};
use super::rollback::{EntryBook, SeenEntry};
use super::schema::JOURNAL_1;
use crate::domain::access::{Action, Grant, JournalEntry};
use crate::io::vault::{DataKey, to_hex};

/// The file's name in the store's folder.
pub const JOURNAL_FILE: &str = "journal.db";
const STEPS: [&str; 1] = [JOURNAL_1];

/// The journal of an open store.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Which file was opened, so that one put in its place is noticed.
    identity: Option<Identity>,
    connection: Mutex<Connection>,
    /// Entries of this session where the folder cannot be written: kept in memory and shown with the stored ones.
    unwritten: Option<Mutex<Vec<JournalEntry>>>,
}

impl Journal {
    /// Opens the journal of a folder; `Frozen` for a folder that cannot be written. Only `Create` makes one.
    ///
    /// # Errors
    /// Damaged or of a newer version.
    pub fn open(folder: &Path, key: &DataKey, access: Access) -> Result<Journal, StoreError> {
        let path = folder.join(JOURNAL_FILE);
        // An empty file would be taken for a journal not yet set up, and all that was journalled forgotten in silence.
        let is_cut_off = || damaged("the journal is missing or was cut off");
        if access != Access::Create && folder.exists() && !path.exists() {
            return Err(is_cut_off());
        }
        let mut connection = open(&path, FileKind::Journal, key, access)?;
        if access != Access::Create && version(&connection)? == 0 {
            return Err(is_cut_off());
        }
        if access == Access::Frozen {
            check(version(&connection)?, STEPS.len())?;
        } else {
            migrate(&mut connection, &STEPS)?;
        }
        let unwritten = (access == Access::Frozen).then(|| Mutex::new(Vec::new()));
        let identity = identity(&path);
        Ok(Journal { path, identity, connection: Mutex::new(connection), unwritten })
    }

    /// Whether entries stay in memory because the folder cannot be written.
    pub fn is_in_memory(&self) -> bool {
        self.unwritten.is_some()
    }

    /// Writes one entry durably: its number, and the entry where it is in the file.
    ///
    /// # Errors
    /// Disk full, damaged; [`StoreError::Gone`] where the file is not there any more.
    pub fn write(&self, grant: &Grant) -> Result<(u64, Option<SeenEntry>), StoreError> {
        let mut connection = self.lock();
        if let Some(unwritten) = &self.unwritten {
            let mut unwritten = unwritten.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let number = last(&connection)?.0 + unwritten.len() as u64 + 1;
            unwritten.push(entry(number, grant));
            return Ok((number, None));
        }
        self.demand_there()?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(system)?;
        let (before, chain) = last(&transaction)?;
        let entry = entry(before + 1, grant);
        let chain = link(&chain, &entry);
        transaction
            .prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .and_then(|mut insert| {
                insert.execute(params![
                    entry.number as i64,
                    entry.at_utc_secs,
                    entry.actor,
                    entry.role,
                    entry.action.id(),
                    entry.scope,
                    chain
                ])
            })
            .map_err(system)?;
        transaction.commit().map_err(system)?;
        let seen = SeenEntry { number: entry.number, chain: to_hex(&chain), at_utc_secs: entry.at_utc_secs };
        Ok((entry.number, Some(seen)))
    }

    /// An unlinked file takes entries that nobody will ever see again.
    fn demand_there(&self) -> Result<(), StoreError> {
        let now = identity(&self.path);
        if now.is_some() && now == self.identity {
            return Ok(());
        }
        Err(StoreError::Gone { name: name_of(self.path.parent().unwrap_or(&self.path)) })
    }

    /// Number and chain hash of the newest stored entry, 0 and nothing where there is none.
    ///
    /// # Errors
    /// Damaged.
    pub fn newest(&self) -> Result<(u64, Vec<u8>), StoreError> {
        last(&self.lock())
    }

    /// Fails where the journal does not reach entry `number`, or that entry has another chain hash than `chain`: it was
    /// put back to an older state, or is another store's. A journal that is ahead of the store is in order.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn demand_anchor(&self, number: u64, chain: Option<&str>) -> Result<(), StoreError> {
        if self.newest()?.0 < number {
            return Err(damaged("the journal is older than the store: its newest entries are missing"));
        }
        let Some(chain) = chain else { return Ok(()) };
        match self.chain_at(number)? {
            Some(found) if to_hex(&found) == chain => Ok(()),
            _ => Err(damaged("the journal is not the one that this store was written with")),
        }
    }

    /// Entries, newest first.
    ///
    /// # Errors
    /// Damaged.
    pub fn entries(&self, start: u64, count: usize) -> Result<Vec<JournalEntry>, StoreError> {
        let connection = self.lock();
        let mut entries = self.newest_unwritten();
        let unwritten = entries.len() as u64;
        entries = entries.into_iter().skip(start as usize).take(count).collect();
        let (skip, want) = (start.saturating_sub(unwritten), count.saturating_sub(entries.len()));
        let (top, _) = last(&connection)?;
        // Numbers have no gaps, so a page is a range of numbers and needs no counting.
        let newest = top.saturating_sub(skip) as i64;
        let mut select = connection
            .prepare_cached(
                "SELECT number, at_utc_secs, actor, role, action, scope FROM entry WHERE number <= ?1
                 ORDER BY number DESC LIMIT ?2",
            )
            .map_err(system)?;
        let rows = select.query_map(params![newest, want as i64], |row| {
            let action: String = row.get(4)?;
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, action, row.get(5)?))
        });
        for row in rows.map_err(system)? {
            let (number, at_utc_secs, actor, role, action, scope) = row.map_err(system)?;
            let action = Action::from_id(&action).ok_or_else(|| damaged("an unknown action in the journal"))?;
            entries.push(JournalEntry { number: number as u64, at_utc_secs, actor, role, action, scope });
        }
        Ok(entries)
    }

    /// Walks the chain; the number of the first entry that does not fit, if any.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn first_break(&self) -> Result<Option<u64>, StoreError> {
        let top = last(&self.lock())?.0;
        let mut chain = Vec::new();
        let mut expected = 1;
        while expected <= top {
            let mut page = self.entries(self.newest_unwritten().len() as u64 + top - (expected + 499).min(top), 500)?;
            page.retain(|entry| entry.number >= expected);
            page.reverse();
            if page.is_empty() {
                return Ok(Some(expected));
            }
            for entry in page {
                chain = link(&chain, &entry);
                if entry.number != expected || self.chain_at(expected)?.as_ref() != Some(&chain) {
                    return Ok(Some(expected));
                }
                expected += 1;
            }
        }
        Ok(None)
    }

    fn chain_at(&self, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.lock()
            .prepare_cached("SELECT chain FROM entry WHERE number = ?1")
            .and_then(|mut select| select.query_row([number as i64], |row| row.get(0)).optional())
            .map_err(system)
    }

    fn newest_unwritten(&self) -> Vec<JournalEntry> {
        let unwritten =
            self.unwritten.as_ref().map(|list| list.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        unwritten.map(|list| list.iter().rev().cloned().collect()).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl EntryBook for Journal {
    /// A journal that cannot be read makes no claim here: other places say so.
    fn holds(&self, entry: &SeenEntry) -> bool {
        self.chain_at(entry.number).map_or(true, |chain| chain.is_some_and(|chain| to_hex(&chain) == entry.chain))
    }

    fn newest_entry(&self) -> Option<SeenEntry> {
        let (number, chain) = self.newest().ok().filter(|(number, _)| *number > 0)?;
        let at_utc_secs = self
            .lock()
            .query_row("SELECT at_utc_secs FROM entry WHERE number = ?1", [number as i64], |row| row.get(0))
            .ok()?;
        Some(SeenEntry { number, chain: to_hex(&chain), at_utc_secs })
    }
}

/// What tells a file from one put in its place: device and inode number.
#[cfg(unix)]
type Identity = (u64, u64);
/// Elsewhere a file cannot be replaced while it is open, so that being there is enough.
#[cfg(not(unix))]
type Identity = ();

/// `None` where there is no file.
#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// `None` where there is no file.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.exists().then_some(())
}

fn last(connection: &Connection) -> Result<(u64, Vec<u8>), StoreError> {
    let found = connection
        .prepare_cached("SELECT number, chain FROM entry ORDER BY number DESC LIMIT 1")
        .and_then(|mut select| select.query_row([], |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?))).optional())
        .map_err(system)?;
    Ok(found.unwrap_or_default())
}

fn entry(number: u64, grant: &Grant) -> JournalEntry {
    JournalEntry {
        number,
        at_utc_secs: grant.at_utc_secs(),
        actor: grant.actor().name.clone(),
        role: grant.actor().role.id().to_owned(),
        action: grant.action(),
        scope: grant.scope().line(),
    }
}

fn link(before: &[u8], entry: &JournalEntry) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(entry.number.to_le_bytes());
    hash.update(entry.at_utc_secs.to_le_bytes());
    for text in [entry.actor.as_str(), &entry.role, entry.action.id(), &entry.scope] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().to_vec()
}
