//! A folder that files are put into: one that has stopped changing is handed out, and moved aside once it is dealt with.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How long a file has to stay as it is.
const SETTLED_AFTER: Duration = Duration::from_millis(800);

/// A file without a byte may be one that somebody is about to write; after so long it is one that nobody wrote.
const EMPTY_AFTER: Duration = Duration::from_secs(60);

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Rejected,
}

impl Outcome {
    /// The folder that it is moved to.
    pub fn folder(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Rejected => "rejected",
        }
    }
}

/// Why a folder cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WatchFault {
    #[error("the folder is not there; it is waited for")]
    Gone,
    #[error("the folder cannot be read: {0}")]
    Unreadable(String),
}

/// Size and time of change of a file, and since when they are so.
struct Seen {
    bytes: u64,
    changed: Option<SystemTime>,
    since: Instant,
}

/// A folder that is watched.
pub struct Folder {
    path: PathBuf,
    seen: HashMap<PathBuf, Seen>,
    /// Files that were dealt with and could not be moved: they are left until they change.
    stuck: HashMap<PathBuf, (u64, Option<SystemTime>)>,
}

impl Folder {
    pub fn new(path: PathBuf) -> Folder {
        Folder { path, seen: HashMap::new(), stuck: HashMap::new() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Files that have stopped changing, by name. To be asked a few times a second.
    ///
    /// # Errors
    /// The folder is not there, or cannot be read.
    pub fn settled(&mut self) -> Result<Vec<PathBuf>, WatchFault> {
        let entries = std::fs::read_dir(&self.path).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => WatchFault::Gone,
            kind => WatchFault::Unreadable(kind.to_string()),
        });
        let entries = match entries {
            Ok(entries) => entries,
            Err(fault) => {
                self.seen.clear();
                return Err(fault);
            }
        };
        let (mut there, mut settled) = (HashMap::new(), Vec::new());
        for entry in entries.flatten() {
            let path = entry.path();
            // A link could lead anywhere.
            let metadata = entry.metadata().ok().filter(std::fs::Metadata::is_file);
            let Some(metadata) = metadata.filter(|_| !is_unfinished(&path)) else {
                continue;
            };
            let (bytes, changed) = (metadata.len(), metadata.modified().ok());
            if self.stuck.get(&path) == Some(&(bytes, changed)) {
                continue;
            }
            let before = self.seen.remove(&path).filter(|seen| seen.bytes == bytes && seen.changed == changed);
            let seen = before.unwrap_or_else(|| Seen { bytes, changed, since: Instant::now() });
            let settles_after = if bytes == 0 { EMPTY_AFTER } else { SETTLED_AFTER };
            if seen.since.elapsed() >= settles_after {
                settled.push(path.clone());
            }
            there.insert(path, seen);
        }
        self.seen = there;
        settled.sort();
        Ok(settled)
    }

    /// Moves a file that was dealt with; of one that was rejected the reason is written beside it. Where it cannot be
    /// moved it is left alone until it changes.
    ///
    /// # Errors
    /// The system says no.
    pub fn move_aside(&mut self, file: &Path, outcome: Outcome, reason: Option<&str>) -> std::io::Result<PathBuf> {
        let moved = self.try_to_move(file, outcome, reason);
        self.seen.remove(file);
        if moved.is_err()
            && let Ok(metadata) = std::fs::metadata(file)
        {
            self.stuck.insert(file.to_owned(), (metadata.len(), metadata.modified().ok()));
        }
        moved
    }

    fn try_to_move(&self, file: &Path, outcome: Outcome, reason: Option<&str>) -> std::io::Result<PathBuf> {
        let folder = self.path.join(outcome.folder());
        std::fs::create_dir_all(&folder)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let names = std::iter::once(name.clone()).chain((2u32..).map(|number| format!("{number} {name}")));
        let free = names.map(|name| folder.join(name)).find(|target| !target.exists());
        let target = free.unwrap_or_else(|| folder.join(&name));
        std::fs::rename(file, &target)?;
        if let Some(reason) = reason {
            let mut beside = target.as_os_str().to_owned();
            beside.push(".reason.txt");
            std::fs::write(beside, format!("{reason}\n"))?;
        }
        Ok(target)
    }
}

/// Whether a name says that somebody is still writing, or that the file is none to be read.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let endings = [".part", ".tmp", ".temp", ".crdownload", ".partial", ".filepart", "~"];
    name.starts_with('.') || endings.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_handed_out_once_it_has_stopped_changing_and_moved_with_its_reason() {
        let temporary = tempfile::tempdir().expect("a folder");
        let mut folder = Folder::new(temporary.path().join("in"));
        assert_eq!(folder.settled(), Err(WatchFault::Gone));
        std::fs::create_dir(folder.path()).expect("made");
        let file = folder.path().join("a.csv");
        std::fs::write(&file, "x").expect("written");
        std::fs::write(folder.path().join("b.csv.part"), "x").expect("written");
        assert_eq!(folder.settled(), Ok(Vec::new()), "it may still be written");
        let wait = |folder: &mut Folder| {
            let begin = Instant::now();
            loop {
                let found = folder.settled().expect("readable");
                if !found.is_empty() || begin.elapsed() > Duration::from_secs(5) {
                    return (found, begin.elapsed());
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        };
        let (found, after) = wait(&mut folder);
        assert_eq!(found, std::slice::from_ref(&file));
        assert!(after < Duration::from_secs(2), "{after:?}");
        let target = folder.move_aside(&file, Outcome::Rejected, Some("no table")).expect("moved");
        assert_eq!(target, folder.path().join("rejected").join("a.csv"));
        assert!(
            std::fs::read_to_string(folder.path().join("rejected/a.csv.reason.txt"))
                .is_ok_and(|text| text.contains("no table"))
        );
        std::fs::write(&file, "y").expect("written");
        assert_eq!(wait(&mut folder).0, std::slice::from_ref(&file));
        let again = folder.move_aside(&file, Outcome::Rejected, None).expect("moved");
        assert_eq!(again.file_name().and_then(|name| name.to_str()), Some("2 a.csv"));
    }
}
