//! A file opened as the bytes of a plain table: metered where it is read from disk, made plain on the way.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::base::Progress;

use super::clipboard::clipboard_table;
use super::container::{
    self, CellRange, Container, ContainerError, Limits, OpenedSheet, Part, PartKind, PartPick, Pick, Places,
    container_of, parts,
};
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

/// Where a table comes from: a file, and what is picked in it.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    pick: Pick,
    content: Content,
}

/// What the file is.
#[derive(Clone, Debug)]
enum Content {
    /// A text.
    Plain { bytes: u64 },
    /// A text packed by gzip or in a zip; unpacked anew for each pass.
    Packed,
    /// A sheet as text, since a workbook is read once; or what was pasted, which is no file at all.
    Held(Arc<Held>),
}

#[derive(Debug)]
struct Held {
    text: Vec<u8>,
    /// `None` for a pasted table.
    sheet: Option<OpenedSheet>,
}

/// Bytes that several readers share.
struct HeldReader {
    held: Arc<Held>,
    at: usize,
}

impl Read for HeldReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = self.held.text.get(self.at..).unwrap_or_default();
        let count = rest.len().min(into.len());
        if let (Some(into), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
            into.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

impl Source {
    /// Looks what a file is and picks a table in it; of several the largest that is not hidden.
    ///
    /// # Errors
    /// The file is not there, is empty, or holds no table.
    pub fn open(path: &Path, pick: Pick) -> Result<Source, ImportError> {
        let (_, metadata) = open_file(path)?;
        let inside = |error: ContainerError| ImportError::of_container(path, &error);
        let limits = Limits::default();
        let content = match container_of(path).map_err(inside)? {
            Container::Plain => Content::Plain { bytes: metadata.len() },
            Container::Refused(foreign) => return Err(inside(ContainerError::Foreign(foreign))),
            Container::Gzip => Content::Packed,
            Container::Zip => {
                let pick = Self::picked(path, pick, &limits).map_err(inside)?;
                return Ok(Source { path: path.to_owned(), pick, content: Content::Packed });
            }
            Container::Workbook => {
                let pick = Self::picked(path, pick, &limits).map_err(inside)?;
                let sheet = read_sheet(path, &pick, &limits).map_err(inside)?;
                return Ok(Source { path: path.to_owned(), pick, content: Content::Held(Arc::new(sheet)) });
            }
        };
        Ok(Source { path: path.to_owned(), pick, content })
    }

    /// A pick that names a part.
    fn picked(path: &Path, pick: Pick, limits: &Limits) -> Result<Pick, ContainerError> {
        if pick.part.is_some() {
            return Ok(pick);
        }
        let size = |part: &Part| match part.kind {
            PartKind::File => Some(0),
            PartKind::Entry { bytes } => Some(bytes),
            PartKind::Sheet { used, is_hidden } => used.filter(|_| !is_hidden).map(CellRange::cells),
        };
        let parts = parts(path, limits)?;
        let sized = parts.iter().enumerate().filter_map(|(at, part)| Some((size(part)?, std::cmp::Reverse(at))));
        let (_, std::cmp::Reverse(largest)) = sized.max().ok_or(ContainerError::NothingInside)?;
        Ok(Pick { part: Some(PartPick::Index(largest)), ..pick })
    }

    /// A table that was pasted; `name` stands for the file's.
    pub fn pasted(name: &str, text: &str) -> Source {
        Source::held(name, clipboard_table(text))
    }

    /// Bytes that are no file.
    pub fn held(name: &str, text: Vec<u8>) -> Source {
        let held = Held { text, sheet: None };
        Source { path: PathBuf::from(name), pick: Pick::default(), content: Content::Held(Arc::new(held)) }
    }

    /// Whether there is no file.
    pub fn is_pasted(&self) -> bool {
        matches!(&self.content, Content::Held(held) if held.sheet.is_none())
    }

    /// The same file with another table of it.
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn repick(&self, pick: Pick) -> Result<Source, ImportError> {
        if self.is_pasted() || self.pick == pick { Ok(self.clone()) } else { Source::open(&self.path, pick) }
    }

    /// The file; only a name for a pasted table.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the system says of the file; `None` for a pasted table.
    ///
    /// # Errors
    /// The file is not there any more.
    pub fn metadata(&self) -> Result<Option<Metadata>, ImportError> {
        if self.is_pasted() { Ok(None) } else { Ok(Some(open_file(&self.path)?.1)) }
    }

    /// Size of the file.
    ///
    /// # Errors
    /// The file is not there any more.
    pub fn file_bytes(&self) -> Result<u64, ImportError> {
        Ok(self.metadata()?.map_or(self.bytes(), |metadata| metadata.len()))
    }

    pub fn pick(&self) -> &Pick {
        &self.pick
    }

    /// The tables of the file, for a picker; one for a plain file.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn parts(&self) -> Result<Vec<Part>, ImportError> {
        match self.content {
            Content::Plain { .. } => Ok(Vec::new()),
            Content::Held(_) if self.is_pasted() => Ok(Vec::new()),
            Content::Packed | Content::Held(_) => {
                parts(&self.path, &Limits::default()).map_err(|error| ImportError::of_container(&self.path, &error))
            }
        }
    }

    /// What the workbook's sheet is, for a sheet.
    pub fn sheet(&self) -> Option<&OpenedSheet> {
        match &self.content {
            Content::Held(held) => held.sheet.as_ref(),
            Content::Plain { .. } | Content::Packed => None,
        }
    }

    /// Bytes that a pass will read, for progress; 0 where nobody knows.
    pub fn bytes(&self) -> u64 {
        match &self.content {
            Content::Plain { bytes } => *bytes,
            Content::Packed => 0,
            Content::Held(held) => held.text.len() as u64,
        }
    }

    /// The bytes of the text, from its beginning.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn text(&self) -> Result<Box<dyn Read + Send>, ImportError> {
        match &self.content {
            Content::Plain { .. } => Ok(Box::new(open_file(&self.path)?.0)),
            Content::Packed => {
                let opened = container::open(&self.path, &self.pick, &Limits::default());
                Ok(opened.map_err(|error| ImportError::of_container(&self.path, &error))?.text)
            }
            Content::Held(held) => Ok(Box::new(HeldReader { held: Arc::clone(held), at: 0 })),
        }
    }

    /// The table as plain bytes.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn table(&self, form: FileForm) -> Result<PlainTable, ImportError> {
        let mut table = PlainTable::new(self.text()?, form);
        table.rows = self.sheet().map(|sheet| Arc::new(sheet.places.clone()));
        Ok(table)
    }

    /// Size and hash of the file on disk, without looking into it. Progress counts bytes.
    ///
    /// # Errors
    /// The file cannot be read any more; cancelled.
    pub fn whole(&self, progress: &Progress) -> Result<FileMark, ImportError> {
        progress.restart(self.file_bytes()?);
        let inner = if self.is_pasted() { self.text()? } else { Box::new(open_file(&self.path)?.0) };
        let meter = Meter::default();
        let mut reader = Metered { inner, meter: meter.clone() };
        let mut buffer = vec![0; READ_BYTES];
        loop {
            match reader.read(&mut buffer).map_err(|error| ImportError::from_io(&self.path, &error))? {
                0 => return Ok(meter.mark()),
                count => progress.tick(count as u64)?,
            }
        }
    }

    /// Size and hash of the file on disk, once a pass over its table has ended.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn mark(&self, meter: &Meter) -> Result<FileMark, ImportError> {
        match self.content {
            Content::Plain { .. } => Ok(meter.mark()),
            Content::Held(_) if self.is_pasted() => Ok(meter.mark()),
            Content::Packed | Content::Held(_) => {
                let whole = Meter::default();
                let mut file = Metered { inner: open_file(&self.path)?.0, meter: whole.clone() };
                io::copy(&mut file, &mut io::sink()).map_err(|error| ImportError::from_io(&self.path, &error))?;
                Ok(whole.mark())
            }
        }
    }
}

fn read_sheet(path: &Path, pick: &Pick, limits: &Limits) -> Result<Held, ContainerError> {
    let mut opened = container::open(path, pick, limits)?;
    let mut text = Vec::new();
    opened.text.read_to_end(&mut text).map_err(ContainerError::from_io)?;
    let sheet = opened.sheet.ok_or(ContainerError::NothingInside)?;
    Ok(Held { text, sheet: Some(sheet) })
}

/// A table as plain bytes: UTF-8, one delimiter, quotes doubled.
pub struct PlainTable {
    pub reader: Box<dyn Read + Send>,
    pub delimiter: u8,
    /// Of the text before it was made plain.
    pub meter: Meter,
    /// From lines to rows, for a sheet.
    pub rows: Option<Arc<Places>>,
}

impl PlainTable {
    /// Reads `source`, the bytes of a text of that form.
    pub fn new<R: Read + Send + 'static>(source: R, form: FileForm) -> PlainTable {
        let meter = Meter::default();
        let metered = Metered { inner: source, meter: meter.clone() };
        let plain = form.is_plain().then(|| form.dialect.plain_delimiter()).flatten();
        let (reader, delimiter): (Box<dyn Read + Send>, u8) = match plain {
            Some(delimiter) if form.byte_order_mark => {
                (Box::new(WithoutMark { inner: metered, mark: form.encoding.byte_order_mark() }), delimiter)
            }
            Some(delimiter) => (Box::new(metered), delimiter),
            None => (Box::new(CanonicalReader::new(metered, form)), PLAIN_DELIMITER),
        };
        PlainTable { reader, delimiter, meter, rows: None }
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
