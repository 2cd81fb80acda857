//! The head of the journal: its newest entry, in a file beside it.
//!
//! An older journal put back alone is sound in itself, and so is one whose tail was cut off; the head tells. It moves on
//! only with the journal that it belongs to: once the two disagree it stays where it is, so that what is written
//! afterwards does not cover what was lost. A whole folder put back is noticed by the counter of each computer that saw
//! more of it ([`super::rollback`]).

use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::audit_chain::ChainKey;
use super::private;
use super::rollback::SeenEntry;
use crate::io::vault::to_hex;

/// The file's name in the store's folder.
pub const HEAD_FILE: &str = "journal.head";
/// Always of this length: shorter ones are filled up, so that it is written in one piece.
const LENGTH: usize = 512;

#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    entry: SeenEntry,
    seal: String,
}

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadFound {
    Entry(SeenEntry),
    Missing,
    /// Not readable, or not sealed with this store's key.
    Forged,
}

/// The head of an open journal.
#[derive(Debug)]
pub struct Head {
    path: PathBuf,
    key: ChainKey,
    /// It belongs to the journal at hand.
    follows: AtomicBool,
}

impl Head {
    pub fn new(folder: &Path, key: ChainKey) -> Head {
        Head { path: folder.join(HEAD_FILE), key, follows: AtomicBool::new(true) }
    }

    /// Whether it moves on with the journal.
    pub fn set_follows(&self, follows: bool) {
        self.follows.store(follows, Ordering::Relaxed);
    }

    pub fn read(&self) -> HeadFound {
        match std::fs::read(&self.path) {
            Ok(text) => self.entry_of(&text).map_or(HeadFound::Forged, HeadFound::Entry),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => HeadFound::Missing,
            Err(_) => HeadFound::Forged,
        }
    }

    fn entry_of(&self, text: &[u8]) -> Option<SeenEntry> {
        let Sealed { entry, seal } = serde_json::from_slice(text).ok()?;
        (self.seal(&entry) == seal).then_some(entry)
    }

    fn seal(&self, entry: &SeenEntry) -> String {
        to_hex(&self.key.head_seal(entry.number, entry.at_utc_secs, &entry.chain))
    }

    /// Moves on to an entry, unless another process was faster. That it could not be written loses one notice of a lost
    /// tail and no entry; the next one writes it again.
    pub fn raise(&self, entry: &SeenEntry) {
        if self.follows.load(Ordering::Relaxed) {
            let _outcome = self.write(entry, false);
        }
    }

    /// Puts it to an entry, whatever stood there: somebody accepted the journal as it is.
    pub fn reset(&self, entry: &SeenEntry) {
        self.set_follows(true);
        let _outcome = self.write(entry, true);
    }

    fn write(&self, entry: &SeenEntry, also_back: bool) -> std::io::Result<()> {
        let mut file = private::options().truncate(false).open(&self.path)?;
        file.lock()?;
        let mut before = Vec::new();
        std::io::Read::by_ref(&mut file).take(4096).read_to_end(&mut before)?;
        let is_behind = self.entry_of(&before).is_none_or(|known| known.number < entry.number);
        if is_behind || also_back {
            let sealed = Sealed { entry: entry.clone(), seal: self.seal(entry) };
            let mut text = serde_json::to_vec(&sealed)?;
            text.resize(text.len().max(LENGTH), b' ');
            file.rewind()?;
            file.write_all(&text)?;
            file.set_len(text.len() as u64)?;
        }
        Ok(())
    }
}
