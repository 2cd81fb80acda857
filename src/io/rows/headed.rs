//! The heading line of a table: which delimiter it has, and where a column is.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use super::super::import::ImportError;
use super::super::import::container::Pick;
use super::super::import::scan::{Record, Scanner};
use super::super::import::source::{Meter, PlainTable, Source};

/// The heading line has to end within these.
const HEAD_BYTES: u64 = 1 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The usual one first: it wins where two cut the line into as many cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A table whose headings are read.
pub struct HeadedTable {
    pub(super) path: PathBuf,
    pub(super) text: Box<dyn Read + Send>,
    pub(super) delimiter: u8,
    headings: Vec<String>,
    bytes: u64,
}

/// Why a column cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadingFault {
    Missing,
    Twice,
}

impl HeadedTable {
    /// Opens a file (also packed ones and workbooks, see [`Source`]) and reads its heading line. The text has to be
    /// UTF-8, with or without a byte order mark.
    ///
    /// # Errors
    /// The file is not there, is empty, is not text.
    pub fn open(path: &Path) -> Result<HeadedTable, ImportError> {
        let source = Source::open(path, Pick::default())?;
        let mut text = source.text()?;
        let mut head = Vec::new();
        let read = (&mut text).take(HEAD_BYTES).read_to_end(&mut head);
        read.map_err(|error| ImportError::from_io(path, &error))?;
        let name = || path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        if head.starts_with(BYTE_ORDER_MARK) {
            head.drain(..BYTE_ORDER_MARK.len());
        }
        if head.contains(&0) || head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(ImportError::NotText { name: name() });
        }
        let (delimiter, cells) = heading_cells(&head).ok_or_else(|| ImportError::Empty { name: name() })?;
        let headings = cells.into_iter().map(String::from_utf8).collect::<Result<Vec<_>, _>>();
        let headings = headings.map_err(|_| ImportError::NotText { name: name() })?;
        let text = Box::new(Cursor::new(head).chain(text));
        Ok(HeadedTable { path: path.to_owned(), text, delimiter, headings, bytes: source.bytes() })
    }

    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Bytes of the text, for progress; 0 where nobody knows.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Place of the column, from 0. Blanks around a heading do not matter, nor does case where no heading is the same.
    ///
    /// # Errors
    /// No heading or several are the column's.
    pub fn place(&self, column: &str) -> Result<usize, HeadingFault> {
        let exact = self.places(|heading| heading == column);
        let places = if exact.is_empty() { self.places(|heading| heading.eq_ignore_ascii_case(column)) } else { exact };
        match places.as_slice() {
            [] => Err(HeadingFault::Missing),
            [place] => Ok(*place),
            [_, _, ..] => Err(HeadingFault::Twice),
        }
    }

    fn places(&self, is_column: impl Fn(&str) -> bool) -> Vec<usize> {
        self.headings.iter().enumerate().filter(|(_, heading)| is_column(heading.trim())).map(|(at, _)| at).collect()
    }

    /// The bytes for the threads that cut and read them.
    pub(super) fn into_plain(self) -> PlainTable {
        PlainTable { reader: self.text, delimiter: self.delimiter, meter: Meter::default(), rows: None }
    }
}

/// The delimiter that cuts the first record into most cells, and those cells.
fn heading_cells(head: &[u8]) -> Option<(u8, Vec<Vec<u8>>)> {
    let mut best: Option<(u8, Record)> = None;
    for delimiter in DELIMITERS {
        let mut record = Record::default();
        if !Scanner::new(head, delimiter, 1).read(&mut record) {
            return None;
        }
        if best.as_ref().is_none_or(|(_, best)| record.cell_count() > best.cell_count()) {
            best = Some((delimiter, record));
        }
    }
    best.map(|(delimiter, record)| {
        let cells = (0..record.cell_count()).map(|cell| record.cell(head, cell).to_vec());
        (delimiter, cells.collect())
    })
}
