//! Size and hash of a file, for the receipt of what was read from it.

use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::base::Progress;
use crate::io::vault::to_hex;

use super::vcf::VcfError;

/// Bytes hashed between two looks at whether to go on.
const STEP_BYTES: usize = 1 << 18;

/// Size in bytes and SHA-256 in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMark {
    pub sha256: String,
    pub bytes: u64,
}

/// Reads the whole file once. Progress counts its bytes.
///
/// # Errors
/// The file cannot be read; cancelled.
pub fn file_mark(path: &Path, progress: &Progress) -> Result<FileMark, VcfError> {
    let mut file = std::fs::File::open(path)?;
    progress.restart(file.metadata()?.len());
    let (mut hash, mut bytes, mut step) = (Sha256::new(), 0, vec![0; STEP_BYTES]);
    loop {
        let read = file.read(&mut step)?;
        let Some(part) = step.get(..read).filter(|part| !part.is_empty()) else { break };
        hash.update(part);
        bytes += read as u64;
        progress.tick(read as u64)?;
    }
    Ok(FileMark { sha256: to_hex(&hash.finalize()), bytes })
}
