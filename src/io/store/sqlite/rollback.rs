//! Notices that a whole store was put back to an older state: a page check cannot, since the older file is sound.
//!
//! A small file per store id in the user's state folder remembers the highest revision seen. An unknown id makes no
//! claim; a lower revision is reported at every opening until somebody accepts
//! it, whatever is committed meanwhile; it is never a refusal, since it may be a restored backup.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

/// Both dates of a store that is older than what this user has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolledBack {
    /// When the state now in the file was committed, in UTC seconds.
    pub file_revision_at: i64,
    /// When the newest state seen here was committed, in UTC seconds.
    pub seen_revision_at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    revision: u64,
    at_utc_secs: i64,
    /// The store was found behind this and nobody accepted that yet.
    #[serde(default)]
    is_unaccepted: bool,
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
        let seen = std::fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Counter { path, seen: Mutex::new(seen) }
    }

    /// Whether the file's revision is lower than the highest seen, or once was and nobody accepted it; remembers that.
    /// A later commit cannot end it, since numbers alone do not tell whether the lost commits came back.
    pub fn notice(&self, revision: u64, at_utc_secs: i64) -> Option<RolledBack> {
        let mut place = self.lock();
        let seen = (*place)?;
        let is_behind = revision < seen.revision || seen.is_unaccepted;
        if is_behind != seen.is_unaccepted {
            self.write(place.insert(Seen { is_unaccepted: is_behind, ..seen }));
        }
        is_behind.then_some(RolledBack { file_revision_at: at_utc_secs, seen_revision_at: seen.at_utc_secs })
    }

    /// Remembers a revision if it is the highest and no older state waits to be accepted. A counter that cannot be written only loses the warning.
    pub fn raise(&self, revision: u64, at_utc_secs: i64) {
        let mut seen = self.lock();
        if seen.is_none_or(|seen| !seen.is_unaccepted && seen.revision < revision) {
            self.write(seen.insert(Seen { revision, at_utc_secs, is_unaccepted: false }));
        }
    }

    /// Remembers this revision even though it is lower: somebody accepted it.
    pub fn reset(&self, revision: u64, at_utc_secs: i64) {
        self.write(self.lock().insert(Seen { revision, at_utc_secs, is_unaccepted: false }));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Seen>> {
        self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self, seen: &Seen) {
        let text = serde_json::to_vec(seen).unwrap_or_default();
        let beside = self.path.with_extension("new");
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let _outcome = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&beside, text))
            .and_then(|()| std::fs::rename(&beside, &self.path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lower_revision_of_a_known_store_is_reported() {
        let folder = tempfile::tempdir().expect("folder");
        let counter = Counter::read(folder.path(), "ab");
        assert_eq!(counter.notice(3, 30), None);
        counter.raise(5, 50);
        counter.raise(4, 40);
        assert_eq!(counter.notice(5, 50), None);
        let again = Counter::read(folder.path(), "ab");
        assert_eq!(again.notice(4, 40), Some(RolledBack { file_revision_at: 40, seen_revision_at: 50 }));
        again.raise(9, 90);
        let later = Counter::read(folder.path(), "ab");
        assert_eq!(later.notice(9, 90), Some(RolledBack { file_revision_at: 90, seen_revision_at: 50 }));
        again.reset(4, 40);
        assert_eq!(Counter::read(folder.path(), "ab").notice(4, 40), None);
    }
}
