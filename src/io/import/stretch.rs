//! A file in stretches of some MiB that begin and end between records, so that threads can read them independently.
//!
//! One thread follows the quotes through the whole file, which is cheap. A quote that
//! is never closed would swallow the rest of the file: its line becomes a stretch of its own, marked, and reading goes
//! on with the line after it.

use std::io::{self, Read};
use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::container::Places;
use super::scan::{QUOTE, Scanner, count_lines};
use super::source::PlainTable;

/// Bytes of a stretch, more only where a single record is longer.
pub const STRETCH_BYTES: usize = 4 << 20;

/// A record is not longer than this; a quote still open after so much is taken for a stray one.
const RECORD_BYTES: usize = 16 << 20;

/// Whether a stretch can be read as records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StretchKind {
    Records,
    /// One line with a quote that is never closed.
    UnclosedQuote,
}

/// Whole records of a file.
#[derive(Clone, Debug)]
pub struct Stretch {
    pub bytes: Vec<u8>,
    /// Physical line of the first byte, from 1.
    pub line: u32,
    pub kind: StretchKind,
    /// The delimiter of its records.
    pub delimiter: u8,
    /// From lines to rows, for a sheet.
    pub rows: Option<Arc<Places>>,
}

impl Stretch {
    /// Reads its records; their lines are those of the file, or the rows of the sheet.
    pub fn scanner(&self) -> Scanner<'_> {
        Scanner::new(&self.bytes, self.delimiter, self.line).in_rows(self.rows.as_deref())
    }

    /// Where it begins: line of the file or row of the sheet.
    pub fn first_line(&self) -> u32 {
        self.rows.as_ref().map_or(self.line, |rows| rows.row_of_line(self.line))
    }
}

/// Cuts what a reader gives into stretches.
pub struct StretchReader<R> {
    source: R,
    delimiter: u8,
    rows: Option<Arc<Places>>,
    stretch_bytes: usize,
    carry: Vec<u8>,
    line: u32,
    at_end: bool,
}

impl StretchReader<Box<dyn Read + Send>> {
    /// Cuts a table.
    pub fn of(table: PlainTable, stretch_bytes: usize) -> Self {
        StretchReader::new(table.reader, table.delimiter, stretch_bytes).in_rows(table.rows)
    }
}

impl<R: Read> StretchReader<R> {
    /// `stretch_bytes` is [`STRETCH_BYTES`] but in tests.
    pub fn new(source: R, delimiter: u8, stretch_bytes: usize) -> Self {
        StretchReader { source, delimiter, rows: None, stretch_bytes, carry: Vec::new(), line: 1, at_end: false }
    }

    /// Lines are told as rows of a sheet.
    pub fn in_rows(self, rows: Option<Arc<Places>>) -> Self {
        StretchReader { rows, ..self }
    }

    /// The next stretch in `buffer`, whose content is dropped and whose room is used; `None` at the end.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub fn next(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Stretch>> {
        buffer.clear();
        buffer.append(&mut self.carry);
        let mut wanted = self.stretch_bytes.max(buffer.len());
        loop {
            self.fill(&mut buffer, wanted)?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let boundary = last_boundary(&buffer, self.delimiter, self.at_end);
            let end = match boundary {
                Boundary { end: 0, .. } if !self.at_end && buffer.len() < RECORD_BYTES => {
                    wanted = buffer.len() * 2;
                    continue;
                }
                Boundary { end: 0, is_quote_open: true } => return Ok(Some(self.unclosed(buffer))),
                // A line without end and without quotes: it is handed over as it is, and refused as one row.
                Boundary { end: 0, is_quote_open: false } => buffer.len(),
                Boundary { end, .. } => end,
            };
            return Ok(Some(self.cut(buffer, end, StretchKind::Records)));
        }
    }

    fn fill(&mut self, buffer: &mut Vec<u8>, wanted: usize) -> io::Result<()> {
        let before = buffer.len();
        if self.at_end || before >= wanted {
            return Ok(());
        }
        let count = (&mut self.source).take((wanted - before) as u64).read_to_end(buffer)?;
        self.at_end = count < wanted - before;
        Ok(())
    }

    /// The first line of the buffer as a stretch of its own.
    fn unclosed(&mut self, buffer: Vec<u8>) -> Stretch {
        let end = memchr(b'\n', &buffer).map_or(buffer.len(), |place| place + 1);
        self.cut(buffer, end, StretchKind::UnclosedQuote)
    }

    fn cut(&mut self, mut buffer: Vec<u8>, end: usize, kind: StretchKind) -> Stretch {
        self.carry.extend_from_slice(buffer.get(end..).unwrap_or_default());
        buffer.truncate(end);
        let line = self.line;
        self.line += count_lines(&buffer);
        Stretch { bytes: buffer, line, kind, delimiter: self.delimiter, rows: self.rows.clone() }
    }
}

/// The end of the last whole record (0 if there is none), and whether a quote is open behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Boundary {
    end: usize,
    is_quote_open: bool,
}

/// `bytes` begin at the beginning of a record. `at_end`: nothing follows them in the file.
fn last_boundary(bytes: &[u8], delimiter: u8, at_end: bool) -> Boundary {
    let (mut end, mut at) = (0, 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let quote = memchr(QUOTE, rest);
        let outside = rest.get(..quote.unwrap_or(rest.len())).unwrap_or_default();
        end = memrchr(b'\n', outside).map_or(end, |place| at + place + 1);
        let Some(place) = quote.map(|place| at + place) else {
            return Boundary { end: if at_end { bytes.len() } else { end }, is_quote_open: false };
        };
        let opens = place == 0 || bytes.get(place - 1).is_some_and(|&byte| byte == delimiter || byte == b'\n');
        at = place + 1;
        if opens {
            match behind_closing_quote(bytes, at, at_end) {
                Some(behind) => at = behind,
                None => return Boundary { end, is_quote_open: true },
            }
        }
    }
}

/// The place behind the closing quote of a cell whose text begins at `at`. A quote as the very last byte closes only if
/// no other can follow it.
fn behind_closing_quote(bytes: &[u8], mut at: usize, at_end: bool) -> Option<usize> {
    loop {
        let place = at + memchr(QUOTE, bytes.get(at..)?)?;
        match bytes.get(place + 1) {
            Some(&QUOTE) => at = place + 2,
            Some(_) => return Some(place + 1),
            None => return at_end.then_some(place + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::Record;
    use super::*;
    use proptest::prelude::*;

    fn stretches(text: &[u8], size: usize) -> Vec<Stretch> {
        let mut reader = StretchReader::new(text, b',', size);
        std::iter::from_fn(|| reader.next(Vec::new()).expect("memory can be read")).collect()
    }

    fn records(stretches: &[Stretch]) -> Vec<(u32, Vec<Vec<u8>>)> {
        let mut all = Vec::new();
        for stretch in stretches.iter().filter(|stretch| stretch.kind == StretchKind::Records) {
            let mut scanner = Scanner::new(&stretch.bytes, b',', stretch.line);
            let mut record = Record::default();
            while scanner.read(&mut record) {
                let cells = (0..record.cell_count()).map(|cell| record.cell(&stretch.bytes, cell).to_vec()).collect();
                all.push((record.line, cells));
            }
        }
        all
    }

    #[test]
    fn an_unclosed_quote_costs_its_line_only() {
        let cut = stretches(b"a,b\n1,2\n3,\"4\n5,6\n7,\"\"\n", 4);
        let bad: Vec<_> = cut.iter().filter(|stretch| stretch.kind == StretchKind::UnclosedQuote).collect();
        assert_eq!(
            bad.iter().map(|stretch| (stretch.line, &stretch.bytes[..])).collect::<Vec<_>>(),
            [(3, &b"3,\"4\n"[..])]
        );
        assert_eq!(records(&cut).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 4, 5]);
    }

    proptest! {
        /// Cutting changes nothing: any stretch size gives the records and lines of the whole.
        #[test]
        fn stretches_join_to_the_whole(text in "[a,\"\n\r]{0,60}", size in 1usize..40) {
            let whole = records(&stretches(text.as_bytes(), 1 << 20));
            let cut = stretches(text.as_bytes(), size);
            prop_assert_eq!(records(&cut), whole);
            let joined: Vec<u8> = cut.iter().flat_map(|stretch| stretch.bytes.clone()).collect();
            prop_assert_eq!(joined, text.as_bytes());
        }
    }
}
