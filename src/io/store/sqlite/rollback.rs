//! Notices that a store or its journal was put back to an older state: a page check cannot, since the older file is sound.
//!
//! Small files per store id in the user's state folder remember the highest revision and the newest journal entry seen.
//! An unknown id makes no claim; an older state is reported at every opening until somebody accepts it, whatever is
//! written meanwhile; it is never a refusal, since it may be a restored backup.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::private;

/// Both dates of a store that is older than what this user has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolledBack {
    /// When the newest of what is there was written, in UTC seconds.
    pub file_revision_at: i64,
    /// When the newest of what was seen here and is missing was written, in UTC seconds.
    pub seen_revision_at: i64,
}

impl RolledBack {
    /// Whether something else stands in the place of what was seen, written after it.
    pub fn is_replaced(&self) -> bool {
        self.file_revision_at > self.seen_revision_at
    }
}

/// A committed state of the store's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    pub revision: u64,
    pub at_utc_secs: i64,
    /// A random number that no other commit has; 0 in a file of an older program.
    pub mark: i64,
}

/// A journal entry by its number, and its chain hash, which stands for all before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenEntry {
    pub number: u64,
    /// Hexadecimal.
    pub chain: String,
    pub at_utc_secs: i64,
}

/// What a store's journal holds, as far as the counter asks.
pub trait EntryBook {
    /// Whether the entry is there with that chain hash.
    fn holds(&self, entry: &SeenEntry) -> bool;
    /// The newest entry that is kept in the file.
    fn newest_entry(&self) -> Option<SeenEntry>;
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    revision: u64,
    at_utc_secs: i64,
    /// See [`Committed::mark`].
    #[serde(default)]
    mark: i64,
    /// The store was found behind this, as it was found first, and nobody accepted that yet.
    #[serde(default)]
    unaccepted: Option<RolledBack>,
    /// In a file of its own, since it changes with each record that is opened.
    #[serde(skip)]
    entry: Option<SeenEntry>,
}

impl Seen {
    /// Whether it is the very state that was seen last.
    fn is_same(&self, file: Committed) -> bool {
        let seen = Committed { revision: self.revision, at_utc_secs: self.at_utc_secs, mark: self.mark };
        seen == file && seen.mark != 0
    }

    /// The dates of what is there and of what was seen and is missing; `None` where nothing is.
    fn behind(&self, file: Committed, journal: &impl EntryBook) -> Option<RolledBack> {
        let lost = self.entry.as_ref().filter(|entry| !journal.holds(entry));
        if file.revision < self.revision {
            let seen = lost.map_or(self.at_utc_secs, |entry| entry.at_utc_secs.max(self.at_utc_secs));
            return Some(RolledBack { file_revision_at: file.at_utc_secs, seen_revision_at: seen });
        }
        let lost = lost?;
        let found = journal.newest_entry().map_or(file.at_utc_secs, |entry| entry.at_utc_secs);
        Some(RolledBack { file_revision_at: found, seen_revision_at: lost.at_utc_secs })
    }
}

/// The counter of one store.
#[derive(Debug)]
pub struct Counter {
    path: PathBuf,
    seen: Mutex<Option<Seen>>,
}

impl Counter {
    /// Reads what was seen before; a missing or unreadable counter makes no claim.
    pub fn read(state_dir: &Path, store_id: &str) -> Counter {
        let path = state_dir.join(format!("{store_id}.seen.json"));
        let seen = read(&path);
        Counter { path, seen: Mutex::new(seen) }
    }

    /// Whether file or journal are behind what was seen, or once were and nobody accepted it; remembers that. What is
    /// written later cannot end it, since numbers alone do not tell whether what was lost came back; the very state that
    /// was seen ends it, once it is there again.
    pub fn notice(&self, file: Committed, journal: &impl EntryBook) -> Option<RolledBack> {
        let mut place = self.lock();
        let seen = place.as_mut()?;
        let before = seen.clone();
        let behind = seen.behind(file, journal);
        if behind.is_none() && seen.is_same(file) {
            seen.unaccepted = None;
        } else if seen.unaccepted.is_none() {
            seen.unaccepted = behind;
        }
        if seen.unaccepted != before.unaccepted {
            write(&self.path, Some(&before), seen);
        }
        // What was written since the loss is newer than what was lost, and says nothing of it.
        let fresh = behind.filter(|behind| !behind.is_replaced());
        if seen.unaccepted.is_some() { fresh.or(seen.unaccepted) } else { None }
    }

    /// The newest journal entry that this computer knows of.
    pub fn seen_entry(&self) -> Option<SeenEntry> {
        self.lock().as_ref().and_then(|seen| seen.entry.clone())
    }

    /// Remembers a state if it is the highest and no older one waits to be accepted. A counter that cannot be written
    /// only loses the warning.
    pub fn raise(&self, file: Committed) {
        self.merge(|seen| {
            if seen.revision < file.revision {
                (seen.revision, seen.at_utc_secs, seen.mark) = (file.revision, file.at_utc_secs, file.mark);
            }
        });
    }

    /// Remembers a journal entry that was written, as [`Counter::raise`] does a state.
    pub fn raise_entry(&self, entry: SeenEntry) {
        self.merge(|seen| {
            if seen.entry.as_ref().is_none_or(|before| before.number < entry.number) {
                seen.entry = Some(entry);
            }
        });
    }

    /// Remembers this state even though it is older: somebody accepted it.
    pub fn reset(&self, file: Committed, entry: Option<SeenEntry>) {
        let Committed { revision, at_utc_secs, mark } = file;
        let seen = Seen { revision, at_utc_secs, mark, unaccepted: None, entry };
        write(&self.path, None, self.lock().insert(seen));
    }

    /// Changes what is remembered, on top of what another process has remembered meanwhile.
    fn merge(&self, change: impl FnOnce(&mut Seen)) {
        let mut place = self.lock();
        let before = newer(place.clone(), read(&self.path));
        let nothing = Seen { revision: 0, at_utc_secs: 0, mark: 0, unaccepted: None, entry: None };
        let mut seen = before.clone().unwrap_or(nothing);
        if seen.unaccepted.is_none() {
            change(&mut seen);
        }
        write(&self.path, before.as_ref(), &seen);
        *place = Some(seen);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Seen>> {
        self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The higher part of each of two memories of one store.
fn newer(one: Option<Seen>, other: Option<Seen>) -> Option<Seen> {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    let file = if one.revision < other.revision { other } else { one };
    let number = |seen: &Seen| seen.entry.as_ref().map(|entry| entry.number);
    let entry = if number(one) < number(other) { &other.entry } else { &one.entry };
    Some(Seen { unaccepted: one.unaccepted.or(other.unaccepted), entry: entry.clone(), ..file.clone() })
}

fn read(path: &Path) -> Option<Seen> {
    let seen: Seen = std::fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok())?;
    let entry = std::fs::read(entry_path(path)).ok().and_then(|text| serde_json::from_slice(&text).ok());
    Some(Seen { entry, ..seen })
}

fn entry_path(path: &Path) -> PathBuf {
    path.with_extension("entry.json")
}

/// Writes what differs from `before`.
fn write(path: &Path, before: Option<&Seen>, seen: &Seen) {
    let apart = |seen: &Seen| Seen { entry: None, ..seen.clone() };
    if before.map(apart) != Some(apart(seen)) {
        write_seen(path, seen);
    }
    if before.map(|before| &before.entry) != Some(&seen.entry) {
        write_entry(&entry_path(path), seen.entry.as_ref());
    }
}

fn write_seen(path: &Path, seen: &Seen) {
    let text = serde_json::to_vec(seen).unwrap_or_default();
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let folder = path.parent().unwrap_or(Path::new("."));
    let _outcome = std::fs::create_dir_all(folder)
        .and_then(|()| private::options().truncate(true).open(&beside)?.write_all(&text))
        .and_then(|()| std::fs::rename(&beside, path));
}

/// Over what is there, in one piece of one length: a file put in the place of another, or cut off first, would be brought
/// to the disk at once, which takes longer than opening a record. A torn one only loses the warning.
fn write_entry(path: &Path, entry: Option<&SeenEntry>) {
    const LENGTH: usize = 256;
    let mut text = entry.map(|entry| serde_json::to_vec(entry).unwrap_or_default()).unwrap_or_default();
    text.resize(text.len().max(LENGTH), b' ');
    let opened = private::options().truncate(false).open(path);
    let _outcome = opened.and_then(|mut file| file.write_all(&text));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A journal of entries 1 to its number, each chained to what wrote it.
    struct Book(u64, &'static str);

    impl EntryBook for Book {
        fn holds(&self, entry: &SeenEntry) -> bool {
            entry.number <= self.0 && entry.chain == self.1
        }

        fn newest_entry(&self) -> Option<SeenEntry> {
            Some(entry(self.0))
        }
    }

    const BOOK: Book = Book(100, "a");

    fn entry(number: u64) -> SeenEntry {
        SeenEntry { number, chain: "a".to_owned(), at_utc_secs: number as i64 * 7 }
    }

    fn at(revision: u64) -> Committed {
        Committed { revision, at_utc_secs: revision as i64 * 10, mark: revision as i64 + 1000 }
    }

    #[test]
    fn only_a_lower_revision_of_a_known_store_is_reported() {
        let folder = tempfile::tempdir().expect("folder");
        let counter = Counter::read(folder.path(), "ab");
        assert_eq!(counter.notice(at(3), &BOOK), None);
        counter.raise(at(5));
        counter.raise(at(4));
        assert_eq!(counter.notice(at(5), &BOOK), None);
        let again = Counter::read(folder.path(), "ab");
        assert_eq!(again.notice(at(4), &BOOK), Some(RolledBack { file_revision_at: 40, seen_revision_at: 50 }));
        again.raise(at(9));
        let later = Counter::read(folder.path(), "ab");
        // The dates stay those of the loss, whatever was written since.
        assert_eq!(later.notice(at(9), &BOOK), Some(RolledBack { file_revision_at: 40, seen_revision_at: 50 }));
        let other = Committed { mark: 7, ..at(5) };
        assert!(Counter::read(folder.path(), "ab").notice(other, &BOOK).is_some(), "another state of that number");
        assert_eq!(Counter::read(folder.path(), "ab").notice(at(5), &BOOK), None, "the right one is back");
        assert_eq!(Counter::read(folder.path(), "ab").notice(at(5), &BOOK), None);
        assert!(Counter::read(folder.path(), "ab").notice(at(4), &BOOK).is_some());
        again.reset(at(4), None);
        assert_eq!(Counter::read(folder.path(), "ab").notice(at(4), &BOOK), None);
    }

    #[test]
    fn a_journal_that_lost_or_changed_entries_is_reported() {
        let folder = tempfile::tempdir().expect("folder");
        let counter = Counter::read(folder.path(), "ab");
        counter.raise(at(5));
        counter.raise_entry(entry(8));
        counter.raise_entry(entry(6));
        let open = || Counter::read(folder.path(), "ab");
        assert_eq!(open().notice(at(5), &Book(8, "a")), None);
        assert_eq!(open().notice(at(5), &Book(9, "a")), None);
        let behind = open().notice(at(5), &Book(7, "a"));
        assert_eq!(behind, Some(RolledBack { file_revision_at: 49, seen_revision_at: 56 }));
        open().raise_entry(entry(12));
        let written_since = open().notice(Committed { mark: 7, ..at(5) }, &Book(12, "b"));
        assert_eq!(written_since, behind, "not accepted yet, and its dates stay");
        assert_eq!(open().notice(at(5), &Book(8, "a")), None, "the right journal is back");
        assert!(open().notice(at(5), &Book(7, "a")).is_some());
        open().reset(at(5), Some(entry(12)));
        assert_eq!(open().notice(at(5), &Book(12, "a")), None);
        assert!(open().notice(at(5), &Book(12, "another")).is_some());
    }

    #[test]
    fn two_processes_do_not_forget_for_each_other() {
        let folder = tempfile::tempdir().expect("folder");
        let (writer, reader) = (Counter::read(folder.path(), "ab"), Counter::read(folder.path(), "ab"));
        writer.raise(at(5));
        reader.raise_entry(entry(3));
        writer.raise(at(6));
        let seen = Counter::read(folder.path(), "ab");
        assert!(seen.notice(at(5), &BOOK).is_some());
        assert_eq!(read(&folder.path().join("ab.seen.json")).and_then(|seen| seen.entry), Some(entry(3)));
    }
}
