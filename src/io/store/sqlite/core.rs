//! What all parts of an open store share: its connections, the state kept in memory, and the one way to commit.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::super::{IdentifierMap, StoreError, StoreInfo, Writing};
use super::audit_walk::KnownHead;
use super::books::LiveWords;
use super::connection::{Access, FileKind, open};
use super::failure::{name_of, system, vault_error};
use super::gate::Gate;
use super::header::HEADER_FILE;
use super::journal::Journal;
use super::known_recipe::KnownRecipe;
use super::lock::WriterLock;
use super::rollback::{Committed, Counter};
use super::snapshot::{self, Snapshot};
use super::{anchor, identifiers, summary};
use crate::domain::access::{Actor, Denied, Grant};
use crate::domain::audit::{AuditFault, AuditFaultKind, AuditReport, JournalEntry};
use crate::io::throttle::Throttle;
use crate::io::vault::{DataKey, random};

/// The file's name in the store's folder.
pub const STORE_FILE: &str = "store.db";
/// Readers kept open for the next call.
const IDLE_READERS: usize = 4;

/// An open store.
#[derive(Debug)]
pub struct Core {
    pub folder: PathBuf,
    pub info: StoreInfo,
    pub key: DataKey,
    /// Who opened it, as the store knows them.
    pub actor: Actor,
    pub journal: Journal,
    pub words: Arc<LiveWords>,
    pub counter: Counter,
    /// By what tables without identity were made, as this computer knows.
    pub known_recipe: KnownRecipe,
    /// Delays after wrong passphrases.
    pub throttle: Throttle,
    pub gate: Arc<Gate>,
    pub access: Access,
    /// Bytes of an import kept in memory before it spills.
    pub import_budget: usize,
    // Before the writer, so that the last connection to close is one that may fold the log into the file.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Option<Connection>>,
    snapshot: RwLock<Arc<Snapshot>>,
    identifiers: Mutex<(u64, Weak<IdentifierMap>)>,
    writing: Mutex<Writing>,
    lock: Mutex<Option<WriterLock>>,
    /// Up to which journal entry it was looked whether somebody wants this process to lock.
    looked_at: AtomicU64,
}

/// What [`Core::new`] is made of.
pub struct Parts {
    pub folder: PathBuf,
    pub info: StoreInfo,
    pub key: DataKey,
    pub actor: Actor,
    pub journal: Journal,
    pub counter: Counter,
    pub known_recipe: KnownRecipe,
    pub throttle: Throttle,
    pub access: Access,
    pub writer: Option<Connection>,
    pub snapshot: Snapshot,
    pub lock: Option<WriterLock>,
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    pub fn new(parts: Parts) -> Core {
        let words = LiveWords::default();
        words.replace(&parts.snapshot.books);
        Core {
            folder: parts.folder,
            writing: Mutex::new(parts.info.writing.clone()),
            info: parts.info,
            key: parts.key,
            actor: parts.actor,
            journal: parts.journal,
            words: Arc::new(words),
            counter: parts.counter,
            known_recipe: parts.known_recipe,
            throttle: parts.throttle,
            gate: Arc::new(Gate::default()),
            access: parts.access,
            import_budget: super::import::DEFAULT_BUDGET_BYTES,
            writer: Mutex::new(parts.writer),
            readers: Mutex::new(Vec::new()),
            snapshot: RwLock::new(Arc::new(parts.snapshot)),
            identifiers: Mutex::new((0, Weak::new())),
            lock: Mutex::new(parts.lock),
            looked_at: AtomicU64::new(0),
        }
    }

    /// Up to which journal entry it was looked whether somebody wants this process to lock.
    pub fn looked_at(&self) -> u64 {
        self.looked_at.load(Ordering::Relaxed)
    }

    /// Remembers that it was looked up to that entry.
    pub fn set_looked_at(&self, number: u64) {
        self.looked_at.store(number, Ordering::Relaxed);
    }

    /// The state in memory, which may be a commit behind the file until the next read.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A connection for reading, used before or new.
    ///
    /// # Errors
    /// Damaged or gone.
    pub fn reader(&self) -> Result<Connection, StoreError> {
        if let Some(connection) = locked(&self.readers).pop() {
            return Ok(connection);
        }
        open(&self.folder.join(STORE_FILE), FileKind::Store, &self.key, self.access)
    }

    /// Keeps a connection for the next reader.
    pub fn give_back(&self, connection: Connection) {
        let mut readers = locked(&self.readers);
        if readers.len() < IDLE_READERS && connection.is_autocommit() {
            readers.push(connection);
        }
    }

    /// Reads within one transaction: the old state or the new one, never something between.
    ///
    /// # Errors
    /// What `read` says; damaged or unreadable.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection, &Arc<Snapshot>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = self.reader()?;
        connection.execute_batch("BEGIN").map_err(system)?;
        let outcome = self.current(&connection).and_then(|snapshot| read(&connection, &snapshot))?;
        connection.execute_batch("COMMIT").map_err(system)?;
        self.give_back(connection);
        Ok(outcome)
    }

    /// The state that a connection's transaction sees.
    fn current(&self, connection: &Connection) -> Result<Arc<Snapshot>, StoreError> {
        let revision = snapshot::revision(connection)?;
        let known = self.snapshot();
        if known.revision == revision {
            return Ok(known);
        }
        let fresh = Arc::new(Snapshot::load(connection)?);
        let mut place = self.snapshot.write().unwrap_or_else(PoisonError::into_inner);
        if place.revision < revision {
            *place = fresh.clone();
        }
        Ok(fresh)
    }

    /// Whether this process may write: who only reads may do so later, see `take_over`.
    pub fn writing(&self) -> Writing {
        locked(&self.writing).clone()
    }

    /// Who writes, as found out anew.
    pub fn set_writing(&self, writing: Writing) {
        *locked(&self.writing) = writing;
    }

    /// From now on this process writes.
    pub fn become_writer(&self, connection: Connection, lock: WriterLock) {
        *locked(&self.writer) = Some(connection);
        *locked(&self.lock) = Some(lock);
        self.set_writing(Writing::Here);
    }

    /// Writes one journal entry durably, and remembers on this computer that it was there; its number.
    ///
    /// # Errors
    /// As [`Journal::write`].
    pub fn journal_entry(&self, grant: &Grant) -> Result<u64, StoreError> {
        self.journal_made(|number| JournalEntry::of_grant(number, grant))
    }

    /// The same for something that the door refused.
    ///
    /// # Errors
    /// As [`Journal::write`].
    pub fn journal_denial(&self, denied: &Denied) -> Result<u64, StoreError> {
        self.journal_made(|number| JournalEntry::of_denial(number, denied))
    }

    /// The same for something that an earlier entry announced and that came to nothing.
    ///
    /// # Errors
    /// As [`Journal::write`].
    pub fn journal_unfinished(&self, grant: &Grant) -> Result<u64, StoreError> {
        self.journal_made(|number| JournalEntry::of_unfinished(number, grant))
    }

    fn journal_made(&self, make: impl FnOnce(u64) -> JournalEntry) -> Result<u64, StoreError> {
        let (number, written) = self.journal.write(make)?;
        if let Some(entry) = written {
            self.counter.raise_entry(entry);
        }
        Ok(number)
    }

    /// Walks the journal's chain, and compares its end with what the store, this computer and a person know of it.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn verify_journal(&self, written_down: Option<(u64, String)>) -> Result<AuditReport, StoreError> {
        let anchored = self.read(|connection, _| anchor::find(connection))?;
        let seen = self.counter.seen_entry().map(|entry| (entry.number, entry.chain));
        let elsewhere = seen.into_iter().chain(written_down).map(|head| (head, false));
        let heads = anchored.into_iter().map(|head| (head, true)).chain(elsewhere);
        let known = heads.map(|((number, chain), is_beside)| KnownHead { number, chain, is_beside });
        let mut report = self.journal.verify(known.collect())?;
        let beside = super::header::read(&self.folder)?;
        if self.read(|connection, _| super::header::is_known(connection, &beside))? == Some(false) {
            let number = report.head.as_ref().map_or(0, |(number, _)| *number);
            report.faults.push(AuditFault { kind: AuditFaultKind::HeaderReplaced, first: number, last: number });
        }
        Ok(report)
    }

    /// What this computer, or the head beside the journal, saw that is not there any more, in English: stands in the journal
    /// for ever once somebody goes on all the same.
    ///
    /// # Errors
    /// Damaged.
    pub fn lost_entries(&self) -> Result<String, StoreError> {
        let (there, _) = self.journal.newest()?;
        let seen = [self.counter.seen_entry(), self.journal.lost()?];
        let seen = seen.into_iter().flatten().max_by_key(|entry| entry.number);
        Ok(match seen {
            Some(entry) if entry.number > there => {
                format!("entries {} to {} were seen here and are not there", there + 1, entry.number)
            }
            Some(entry) => format!("entry {} was seen here and another one stands there", entry.number),
            None => "no entry is missing; the records are older than those seen here".to_owned(),
        })
    }

    /// Fails where this process may not write, saying why.
    ///
    /// # Errors
    /// [`StoreError::WriterElsewhere`], [`StoreError::ReadOnlyFolder`], [`StoreError::Gone`].
    pub fn demand_writing(&self) -> Result<(), StoreError> {
        match self.writing() {
            Writing::Elsewhere { writer } => Err(StoreError::WriterElsewhere { writer }),
            Writing::Never => Err(StoreError::ReadOnlyFolder { name: name_of(&self.folder) }),
            // An unlinked file would take writes that nobody will ever see again.
            Writing::Here if !self.folder.join(HEADER_FILE).exists() => {
                Err(StoreError::Gone { name: name_of(&self.folder) })
            }
            Writing::Here => Ok(()),
        }
    }

    /// Changes the store in one transaction with the next revision; everything or nothing.
    ///
    /// # Errors
    /// What `change` says; disk full; where this process may not write.
    pub fn write<T>(
        &self,
        at_utc_secs: i64,
        change: impl FnOnce(&Transaction, &Arc<Snapshot>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = locked(&self.writer);
        let (transaction, before) = self.begin(&mut writer)?;
        let changed = change(&transaction, &before)?;
        let revision = before.revision + 1;
        snapshot::set(&transaction, "revision", &revision.to_string())?;
        snapshot::set(&transaction, "revision_at", &at_utc_secs.to_string())?;
        let mark = random().map(i64::from_le_bytes).map_err(|error| vault_error(&self.folder, error))?;
        snapshot::set(&transaction, snapshot::MARK, &mark.to_string())?;
        let (number, chain) = self.journal.newest()?;
        anchor::store(&transaction, number, &chain)?;
        let fresh = Arc::new(Snapshot::load(&transaction)?);
        transaction.commit().map_err(system)?;
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        self.counter.raise(Committed { revision, at_utc_secs, mark });
        Ok(changed)
    }

    /// Whether what is deleted from now on is overwritten with zeros.
    ///
    /// # Errors
    /// Where this process may not write.
    pub fn set_secure_delete(&self, is_on: bool) -> Result<(), StoreError> {
        let writer = locked(&self.writer);
        let connection = writer.as_ref().ok_or(StoreError::ReadOnlyFolder { name: name_of(&self.folder) })?;
        connection.pragma_update(None, "secure_delete", is_on).map_err(system)
    }

    /// Folds the log into the file and cuts it off, so that nothing of what was deleted is left in it. Where somebody reads
    /// meanwhile it is cut off later.
    ///
    /// # Errors
    /// Disk full.
    pub fn cut_log(&self) -> Result<(), StoreError> {
        let writer = locked(&self.writer);
        let Some(connection) = writer.as_ref() else { return Ok(()) };
        locked(&self.readers).clear();
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(system)
    }

    /// Closes the files for good: nothing can be read, written or journalled through this store any more.
    ///
    /// # Errors
    /// No memory.
    pub fn retire(&self) -> Result<(), StoreError> {
        self.set_writing(Writing::Never);
        locked(&self.readers).clear();
        drop(locked(&self.writer).take());
        self.journal.retire()
    }

    /// Tries a change in a transaction that is rolled back.
    ///
    /// # Errors
    /// What `change` says; where this process may not write.
    pub fn rehearse<T>(
        &self,
        change: impl FnOnce(&Transaction, &Arc<Snapshot>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = locked(&self.writer);
        let (transaction, before) = self.begin(&mut writer)?;
        let found = change(&transaction, &before)?;
        transaction.rollback().map_err(system)?;
        Ok(found)
    }

    /// A transaction that nobody else writes beside, and what the store says at its beginning.
    fn begin<'a>(&self, writer: &'a mut Option<Connection>) -> Result<(Transaction<'a>, Arc<Snapshot>), StoreError> {
        self.demand_writing()?;
        let connection = writer.as_mut().ok_or(StoreError::ReadOnlyFolder { name: name_of(&self.folder) })?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(system)?;
        let before = self.current(&transaction)?;
        Ok((transaction, before))
    }

    /// Patients by identifier as committed.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn identifiers(&self) -> Result<Arc<IdentifierMap>, StoreError> {
        self.read(|connection, snapshot| {
            let mut kept = locked(&self.identifiers);
            if let (true, Some(map)) = (kept.0 == snapshot.revision, kept.1.upgrade()) {
                return Ok(map);
            }
            let map = Arc::new(identifiers::load(connection, snapshot)?);
            *kept = (snapshot.revision, Arc::downgrade(&map));
            Ok(map)
        })
    }

    /// The columns of a chunk, as stored.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn chunk_columns(connection: &Connection, chunk: u32) -> Result<Vec<(u8, Vec<u8>)>, StoreError> {
        let mut select = connection
            .prepare_cached("SELECT slot, bytes FROM summary WHERE slot >= ?1 AND slot < ?2 ORDER BY slot")
            .map_err(system)?;
        let range = [summary::slot(chunk, 0), summary::slot(chunk + 1, 0)];
        let rows = select.query_map(range, |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).map_err(system)?;
        rows.map(|row| row.map(|(slot, bytes)| (summary::chunk_and_column(slot).1, bytes)).map_err(system)).collect()
    }
}
