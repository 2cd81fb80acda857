//! Where an import that does not fit in memory waits: blocks in one file inside the store's folder, each sealed under a
//! key that is made for this import and never leaves memory. Whatever a crash leaves behind cannot be read by anybody.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chacha20poly1305::XNonce;
use chacha20poly1305::aead::Aead as _;

use super::super::StoreError;
use super::failure::{damaged, file_error};
use super::private;
use crate::io::vault::DataKey;

/// The file's name in the store's folder.
pub const SPILL_FILE: &str = "import.spill";

/// Where a sealed block lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spilled {
    number: u64,
    offset: u64,
    length: usize,
}

/// The spill file of one import, made at the first block and removed when dropped.
#[derive(Debug)]
pub struct Spill {
    path: PathBuf,
    key: DataKey,
    open: Mutex<Option<File>>,
    end: u64,
    blocks: u64,
}

impl Spill {
    /// Nothing is written yet.
    pub fn new(folder: &Path, key: DataKey) -> Spill {
        Spill { path: folder.join(SPILL_FILE), key, open: Mutex::new(None), end: 0, blocks: 0 }
    }

    /// Seals a block and writes it.
    ///
    /// # Errors
    /// Disk full, folder read-only.
    pub fn write(&mut self, block: &[u8]) -> Result<Spilled, StoreError> {
        let sealed = self.key.cipher().encrypt(&nonce(self.blocks), block);
        let sealed = sealed.map_err(|_| damaged("a block that cannot be sealed"))?;
        let mut open = self.open.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file = match open.take() {
            Some(file) => file,
            None => {
                private::options().truncate(true).open(&self.path).map_err(|error| file_error(&self.path, &error))?
            }
        };
        let file = open.insert(file);
        let written = file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(&sealed));
        written.map_err(|error| file_error(&self.path, &error))?;
        let spilled = Spilled { number: self.blocks, offset: self.end, length: sealed.len() };
        self.end += sealed.len() as u64;
        self.blocks += 1;
        Ok(spilled)
    }

    /// Reads a block back.
    ///
    /// # Errors
    /// Damaged where it is not what was written.
    pub fn read(&self, spilled: Spilled) -> Result<Vec<u8>, StoreError> {
        let mut sealed = vec![0; spilled.length];
        {
            let mut open = self.open.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let file = open.as_mut().ok_or_else(|| damaged("the import's own file is not open"))?;
            let read = file.seek(SeekFrom::Start(spilled.offset)).and_then(|_| file.read_exact(&mut sealed));
            read.map_err(|error| file_error(&self.path, &error))?;
        }
        let opened = self.key.cipher().decrypt(&nonce(spilled.number), sealed.as_slice());
        opened.map_err(|_| damaged("the import's own file was changed"))
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        if self.end > 0 {
            // What cannot be removed now is removed at the next opening.
            let _outcome = std::fs::remove_file(&self.path);
        }
    }
}

/// Removes what an interrupted import left.
pub fn remove_leftover(folder: &Path) {
    let _outcome = std::fs::remove_file(folder.join(SPILL_FILE));
}

fn nonce(number: u64) -> XNonce {
    let mut bytes = [0; 24];
    let (low, _) = bytes.split_at_mut(8);
    low.copy_from_slice(&number.to_le_bytes());
    XNonce::from(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_unreadable_on_disk_and_vanish() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join(SPILL_FILE);
        let mut spill = Spill::new(folder.path(), DataKey::random().expect("random"));
        let first = spill.write(b"Wang Xiaoming").expect("written");
        let second = spill.write(b"second").expect("written");
        let disk = std::fs::read(&path).expect("there");
        assert!(!disk.windows(4).any(|part| part == b"Wang"));
        assert_eq!(spill.read(first).expect("read"), b"Wang Xiaoming");
        std::fs::write(&path, &disk[..disk.len() - 1]).expect("cut");
        assert!(spill.read(second).is_err());
        drop(spill);
        assert!(!path.exists());
    }
}
