//! A file opened as the bytes of a plain table: metered where it is read from disk, made plain on the way.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::base::Progress;

use super::error::{ImportError, file_name};
use super::form::{CanonicalReader, Delimiter, Dialect, Encoding, FileForm, HeadingLines, TableLines};

/// Bytes read at once where a file is only hashed.
const READ_BYTES: usize = 256 << 10;

/// The delimiter of a table that was made plain.
const PLAIN_DELIMITER: u8 = b',';

/// The file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMark {
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

#[derive(Default)]
struct Counted {
    hash: Sha256,
    bytes: u64,
}

/// Counts and hashes the bytes that a [`Metered`] reader hands over.
#[derive(Clone, Default)]
pub struct Meter(Arc<Mutex<Counted>>);

impl Meter {
    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// Size and hash of what was read.
    pub fn mark(&self) -> FileMark {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let digits = counted.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        FileMark { bytes: counted.bytes, sha256: digits }
    }

    fn add(&self, bytes: &[u8]) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.hash.update(bytes);
        counted.bytes += bytes.len() as u64;
    }
}

/// A reader whose bytes are counted and hashed.
pub struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.meter.add(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// A table as plain bytes: UTF-8, one delimiter, quotes doubled.
pub struct PlainTable {
    pub reader: Box<dyn Read + Send>,
    pub delimiter: u8,
    /// Of the file on disk.
    pub meter: Meter,
}

impl PlainTable {
    /// Reads `source`, the bytes of a file of that form.
    pub fn new<R: Read + Send + 'static>(source: R, form: FileForm) -> PlainTable {
        let meter = Meter::default();
        let metered = Metered { inner: source, meter: meter.clone() };
        let plain = form.is_plain().then(|| form.dialect.plain_delimiter()).flatten();
        match plain {
            Some(delimiter) if form.byte_order_mark => {
                let reader = Box::new(WithoutMark { inner: metered, mark: form.encoding.byte_order_mark() });
                PlainTable { reader, delimiter, meter }
            }
            Some(delimiter) => PlainTable { reader: Box::new(metered), delimiter, meter },
            None => {
                let reader = Box::new(CanonicalReader::new(metered, form));
                PlainTable { reader, delimiter: PLAIN_DELIMITER, meter }
            }
        }
    }
}

/// Leaves out the byte order mark.
struct WithoutMark<R> {
    inner: R,
    /// Empty once it was passed.
    mark: &'static [u8],
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.mark.is_empty() {
            // Detection saw the mark: what stands in its place is it, or the file was changed and will be refused.
            let mut dropped = vec![0; self.mark.len()];
            self.inner.read_exact(&mut dropped)?;
            self.mark = &[];
        }
        self.inner.read(into)
    }
}

/// Opens a file, and only a file: a pipe or a device could block or never end.
pub fn open_file(path: &Path) -> Result<(File, Metadata), ImportError> {
    let name = file_name(path);
    let metadata = std::fs::metadata(path).map_err(|error| ImportError::from_io(path, &error))?;
    if !metadata.is_file() {
        return Err(ImportError::NotAFile { name });
    }
    if metadata.len() == 0 {
        return Err(ImportError::Empty { name });
    }
    let file = File::open(path).map_err(|error| ImportError::from_io(path, &error))?;
    Ok((file, metadata))
}

/// Size and hash of a file as it lies on disk. Progress counts bytes.
///
/// # Errors
/// The file cannot be read; cancelled.
pub fn mark_of(path: &Path, progress: &Progress) -> Result<FileMark, ImportError> {
    let (file, metadata) = open_file(path)?;
    progress.restart(metadata.len());
    let meter = Meter::default();
    let mut reader = Metered { inner: file, meter: meter.clone() };
    let mut buffer = vec![0; READ_BYTES];
    loop {
        match reader.read(&mut buffer).map_err(|error| ImportError::from_io(path, &error))? {
            0 => return Ok(meter.mark()),
            count => progress.tick(count as u64)?,
        }
    }
}

impl FileForm {
    /// A table with headings on its first line that the scanner reads as it is.
    pub fn plain(delimiter: u8) -> FileForm {
        let dialect = Dialect { delimiter: Some(Delimiter::byte(delimiter)), ..Dialect::default() };
        let headings = Some(HeadingLines { first: 1, count: 1 });
        let table = TableLines { headings, first_row: 2, last_row: None };
        FileForm { encoding: Encoding::Utf8, byte_order_mark: false, dialect, table }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_hashed_as_it_lies_on_disk() {
        let form = FileForm { byte_order_mark: true, ..FileForm::plain(b',') };
        let mut table = PlainTable::new(&b"\xEF\xBB\xBFabc"[..], form);
        let mut text = String::new();
        table.reader.read_to_string(&mut text).expect("memory can be read");
        assert_eq!(text, "abc");
        let mark = table.meter.mark();
        // sha256sum of the six bytes.
        assert_eq!(mark.sha256, "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c");
        assert_eq!(mark.bytes, 6);
    }
}
