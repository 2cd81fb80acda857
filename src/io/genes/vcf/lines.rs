//! Lines of a file, one at a time, unpacked where it is packed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::error::{LineFault, VcfError};
use super::header::Version;

/// A line longer than this is no line of a variant file.
const MOST_LINE_BYTES: u64 = 64 << 20;
const BUFFER_BYTES: usize = 256 << 10;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Counts what is read from the disk.
struct Counting {
    file: File,
    bytes: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Says how much was read since it was last asked.
pub struct Counter {
    bytes: Arc<AtomicU64>,
    told: u64,
}

impl Counter {
    pub fn newly_read(&mut self) -> u64 {
        let all = self.bytes.load(Ordering::Relaxed);
        let newly = all.saturating_sub(self.told);
        self.told = all;
        newly
    }
}

/// Opens a file; gzip and bgzip are told by their first bytes.
pub fn open(path: &Path) -> Result<(Box<dyn BufRead>, Counter), VcfError> {
    let bytes = Arc::new(AtomicU64::new(0));
    let counting = Counting { file: File::open(path)?, bytes: Arc::clone(&bytes) };
    let mut packed = BufReader::with_capacity(BUFFER_BYTES, counting);
    let reader: Box<dyn BufRead> = if packed.fill_buf()?.starts_with(&GZIP) {
        Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(packed)))
    } else {
        Box::new(packed)
    };
    Ok((reader, Counter { bytes, told: 0 }))
}

/// Lines with their numbers, counted from 1, without their ends.
pub struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    number: u64,
    has_newline: bool,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R) -> Lines<R> {
        Lines { reader, line: Vec::new(), number: 0, has_newline: true }
    }

    /// The next line; `None` at the end.
    pub fn next(&mut self) -> Result<Option<(u64, &[u8])>, VcfError> {
        self.line.clear();
        let count = self.reader.by_ref().take(MOST_LINE_BYTES).read_until(b'\n', &mut self.line)?;
        if count == 0 {
            return Ok(None);
        }
        self.number += 1;
        if count as u64 == MOST_LINE_BYTES {
            return Err(LineFault::new(1, "the line does not end").at(self.number));
        }
        self.has_newline = self.line.last() == Some(&b'\n');
        let end = |line: &mut Vec<u8>, byte: u8| {
            if line.last() == Some(&byte) {
                line.pop();
            }
        };
        end(&mut self.line, b'\n');
        end(&mut self.line, b'\r');
        Ok(Some((self.number, &self.line)))
    }

    /// Number of the last line that was read.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// From VCF 4.3 on the last line has to end; one that does not may have been cut.
    pub fn demand_last_newline(&self, version: Version) -> Result<(), VcfError> {
        if self.has_newline || version < Version::V43 {
            return Ok(());
        }
        Err(LineFault::new(1, "the last line does not end: the file may have been cut").at(self.number))
    }
}
