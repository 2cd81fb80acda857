//! The journal: who did what and when, in a file of its own so that opening a record can be journalled while an import
//! holds the store's write lock, and by a process that may only read the store. Entries are chained with a key
//! ([`super::audit_chain`]); the newest is also known beside the file ([`super::audit_head`]).

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::super::StoreError;
use super::audit_chain::{ChainKey, RawEntry, parted, scope_and_wards};
use super::audit_head::{Head, HeadFound};
use super::audit_walk::{KnownHead, walk};
use super::connection::{Access, FileKind, open};
use super::failure::{damaged, name_of, system};
use super::migrations::{check, migrate, version};
use super::rollback::{EntryBook, SeenEntry};
use super::schema::{CHAIN_KEY, JOURNAL_1, JOURNAL_2, JOURNAL_3};
use crate::domain::access::Action;
use crate::domain::audit::{AuditFault, AuditFaultKind, AuditOutcome, AuditReport, JournalEntry};
use crate::io::vault::{DataKey, to_hex};

/// The file's name in the store's folder.
pub const JOURNAL_FILE: &str = "journal.db";
const STEPS: [&str; 3] = [JOURNAL_1, JOURNAL_2, JOURNAL_3];
/// Columns of an entry in the order in which [`raw_entry`] reads them.
const COLUMNS: &str =
    "number, at_utc_secs, actor, role, action, scope, chain, outcome, patients, reason, is_keyed, before";
/// The same of a file that an older program made and that cannot be written.
const COLUMNS_1: &str = "number, at_utc_secs, actor, role, action, scope, chain, 'allowed', '', '', 0, x''";

/// The journal of an open store.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Which file was opened, so that one put in its place is noticed.
    identity: Option<Identity>,
    connection: Mutex<Connection>,
    key: ChainKey,
    head: Head,
    columns: &'static str,
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
        let columns = if version(&connection)? < 2 { COLUMNS_1 } else { COLUMNS };
        let unwritten = (access == Access::Frozen).then(|| Mutex::new(Vec::new()));
        let identity = identity(&path);
        let kept = if version(&connection)? < CHAIN_KEY { None } else { ChainKey::kept(&connection)? };
        let key = kept.unwrap_or_else(|| ChainKey::of(key));
        let head = Head::new(folder, key.clone());
        let journal = Journal { path, identity, connection: Mutex::new(connection), key, head, columns, unwritten };
        journal.head.set_follows(journal.head_fits()?);
        Ok(journal)
    }

    /// Whether the head beside the file is an entry of this journal; one without keyed entries has none yet.
    fn head_fits(&self) -> Result<bool, StoreError> {
        match self.head.read() {
            HeadFound::Entry(head) => Ok(self.chain_at(head.number)?.is_some_and(|chain| to_hex(&chain) == head.chain)),
            HeadFound::Missing => Ok(!self.has_keyed()?),
            HeadFound::Forged => Ok(false),
        }
    }

    fn has_keyed(&self) -> Result<bool, StoreError> {
        if self.columns == COLUMNS_1 {
            return Ok(false);
        }
        // The newest entry is keyed where any is.
        let newest = "SELECT is_keyed FROM entry ORDER BY number DESC LIMIT 1";
        let found = self.lock().query_row(newest, [], |row| row.get(0)).optional().map_err(system)?;
        Ok(found.unwrap_or(false))
    }

    /// The entry that the head beside the file knows of and the file does not hold.
    ///
    /// # Errors
    /// Damaged.
    pub fn lost(&self) -> Result<Option<SeenEntry>, StoreError> {
        match self.head.read() {
            HeadFound::Entry(head) if !self.head_fits()? => Ok(Some(head)),
            _ => Ok(None),
        }
    }

    /// Takes the journal as it is: its newest entry is the head from now on.
    pub fn accept(&self) {
        if let (Some(newest), false) = (self.newest_entry(), self.is_in_memory()) {
            self.head.reset(&newest);
        }
    }

    /// Whether entries stay in memory because the folder cannot be written.
    pub fn is_in_memory(&self) -> bool {
        self.unwritten.is_some()
    }

    /// Writes one entry durably, which `make` makes of its number; that number, and the entry where it is in the file.
    ///
    /// # Errors
    /// Disk full, damaged; [`StoreError::Gone`] where the file is not there any more.
    pub fn write(&self, make: impl FnOnce(u64) -> JournalEntry) -> Result<(u64, Option<SeenEntry>), StoreError> {
        let mut connection = self.lock();
        if let Some(unwritten) = &self.unwritten {
            let mut unwritten = unwritten.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let number = last(&connection)?.0 + unwritten.len() as u64 + 1;
            unwritten.push(make(number));
            return Ok((number, None));
        }
        self.demand_there()?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(system)?;
        // Once more: while the lock was waited for, another file may have taken its place.
        self.demand_there()?;
        let (before, chain) = last(&transaction)?;
        let entry = RawEntry::seal(&self.key, &make(before + 1), chain);
        insert(&transaction, &entry)?;
        transaction.commit().map_err(system)?;
        let seen = SeenEntry { number: entry.number, chain: to_hex(&entry.chain), at_utc_secs: entry.at_utc_secs };
        self.head.raise(&seen);
        Ok((entry.number, Some(seen)))
    }

    /// What the entries are chained with.
    pub fn chain_key(&self) -> ChainKey {
        self.key.clone()
    }

    /// Closes the file for good.
    ///
    /// # Errors
    /// No memory.
    pub fn retire(&self) -> Result<(), StoreError> {
        *self.lock() = Connection::open_in_memory().map_err(system)?;
        Ok(())
    }

    /// What the engine finds in the file, page by page.
    ///
    /// # Errors
    /// Unreadable.
    pub fn page_faults(&self) -> Result<Vec<String>, StoreError> {
        super::check::pages(&self.lock())
    }

    /// Does something while nobody writes an entry.
    ///
    /// # Errors
    /// Busy or damaged.
    pub fn while_quiet<T>(&self, work: impl FnOnce() -> T) -> Result<T, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(system)?;
        let done = work();
        transaction.rollback().map_err(system)?;
        Ok(done)
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
        let sql = format!("SELECT {} FROM entry WHERE number <= ?1 ORDER BY number DESC LIMIT ?2", self.columns);
        let mut select = connection.prepare_cached(&sql).map_err(system)?;
        let rows = select.query_map(params![newest, want as i64], raw_entry).map_err(system)?;
        for row in rows {
            entries.push(read_entry(row.map_err(system)?)?);
        }
        Ok(entries)
    }

    /// Hands over every entry of the file, oldest first, until `take` says no.
    ///
    /// # Errors
    /// Damaged.
    pub fn each(&self, take: &mut dyn FnMut(JournalEntry) -> bool) -> Result<(), StoreError> {
        self.each_raw(|next| {
            while let Some(raw) = next()? {
                if !take(read_entry(raw)?) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn each_raw<T>(
        &self,
        work: impl FnOnce(&mut dyn FnMut() -> Result<Option<RawEntry>, StoreError>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = self.lock();
        let sql = format!("SELECT {} FROM entry ORDER BY number", self.columns);
        let mut select = connection.prepare(&sql).map_err(system)?;
        let mut rows = select.query([]).map_err(system)?;
        work(&mut || rows.next().map_err(system)?.map(raw_entry).transpose().map_err(system))
    }

    /// Walks the chain and compares its end with the head beside it and with what is known from elsewhere.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn verify(&self, mut known: Vec<KnownHead>) -> Result<AuditReport, StoreError> {
        // Heads first: what is written meanwhile is beyond them.
        let beside = self.head.read();
        let is_keyed = self.has_keyed()?;
        if let HeadFound::Entry(head) = &beside {
            known.push(KnownHead { number: head.number, chain: head.chain.clone(), is_beside: true });
        }
        let mut report = self.each_raw(|next| walk(&self.key, &known, next))?;
        if beside == HeadFound::Forged || beside == HeadFound::Missing && is_keyed {
            let number = report.head.as_ref().map_or(0, |(number, _)| *number);
            report.faults.push(AuditFault { kind: AuditFaultKind::HeadForged, first: number, last: number });
        }
        Ok(report)
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

fn insert(connection: &Connection, entry: &RawEntry) -> Result<(), StoreError> {
    let sql = "INSERT INTO entry (number, at_utc_secs, actor, role, action, scope, chain, outcome, patients, reason,
        is_keyed, before) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let values = params![
        entry.number as i64,
        entry.at_utc_secs,
        entry.actor,
        entry.role,
        entry.action,
        entry.scope,
        entry.chain,
        entry.outcome,
        entry.patients,
        entry.reason,
        entry.is_keyed,
        entry.before
    ];
    connection.prepare_cached(sql).and_then(|mut insert| insert.execute(values)).map(|_| ()).map_err(system)
}

fn raw_entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<RawEntry> {
    Ok(RawEntry {
        number: row.get::<_, i64>(0)? as u64,
        at_utc_secs: row.get(1)?,
        actor: row.get(2)?,
        role: row.get(3)?,
        action: row.get(4)?,
        scope: row.get(5)?,
        chain: row.get(6)?,
        outcome: row.get(7)?,
        patients: row.get(8)?,
        reason: row.get(9)?,
        is_keyed: row.get(10)?,
        before: row.get(11)?,
    })
}

fn read_entry(raw: RawEntry) -> Result<JournalEntry, StoreError> {
    let action = Action::from_id(&raw.action).ok_or_else(|| damaged("an unknown action in the journal"))?;
    let outcome = AuditOutcome::from_id(&raw.outcome).ok_or_else(|| damaged("an unknown outcome in the journal"))?;
    // An older program wrote the patients into the line alone.
    let patients = match raw.is_keyed {
        true => parted(&raw.patients),
        false => patients_of_line(&raw.scope),
    };
    let (scope, wards) = scope_and_wards(&raw.scope);
    let RawEntry { number, at_utc_secs, actor, role, reason, .. } = raw;
    Ok(JournalEntry { number, at_utc_secs, actor, role, action, scope, wards, outcome, patients, reason })
}

fn patients_of_line(line: &str) -> Vec<String> {
    if let Some(one) = line.strip_prefix("patient ") {
        return vec![one.to_owned()];
    }
    let two = line.strip_prefix("patients ").and_then(|both| both.split_once(", "));
    two.map(|(one, other)| vec![one.to_owned(), other.to_owned()]).unwrap_or_default()
}

#[cfg(test)]
mod tests;
