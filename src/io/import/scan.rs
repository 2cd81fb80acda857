//! Records and cells of a stretch of bytes: RFC 4180, LF or CRLF, without an allocation a record.
//!
//! A quote opens a quoted cell only at the cell's first byte; elsewhere it is text. What follows a closing quote up to
//! the delimiter is text too. A line without a single byte is no record. Line numbers are physical: a line feed inside
//! quotes counts.

use memchr::{memchr, memchr2};

use super::container::Places;

/// The quote.
pub const QUOTE: u8 = b'"';

/// Where a cell's text lies.
#[derive(Clone, Copy, Debug)]
enum Span {
    /// In the scanned bytes.
    Source { start: usize, end: usize },
    /// In [`Record::unquoted`]: the text had doubled quotes or went on behind its closing quote.
    Unquoted { start: usize, end: usize },
}

/// One record; reused from record to record.
#[derive(Clone, Debug)]
pub struct Record {
    /// Physical line of the record's first byte, from 1.
    pub line: u32,
    start: usize,
    end: usize,
    cells: Vec<Span>,
    unquoted: Vec<u8>,
    /// Cells kept; those beyond are counted only.
    most_cells: usize,
    count: usize,
    /// Line feeds within quotes.
    line_feeds: u32,
}

impl Default for Record {
    fn default() -> Self {
        Record::with_room(usize::from(u16::MAX))
    }
}

impl Record {
    /// A record that keeps the text of its first `most_cells` cells and counts the others.
    pub fn with_room(most_cells: usize) -> Self {
        Record {
            line: 0,
            start: 0,
            end: 0,
            cells: Vec::new(),
            unquoted: Vec::new(),
            most_cells,
            count: 0,
            line_feeds: 0,
        }
    }

    /// Number of cells, those not kept included.
    pub fn cell_count(&self) -> usize {
        self.count
    }

    /// The text of a cell, from 0; empty for one that is not there. `source` is what the scanner was made with.
    pub fn cell<'a>(&'a self, source: &'a [u8], cell: usize) -> &'a [u8] {
        match self.cells.get(cell) {
            Some(&Span::Source { start, end }) => source.get(start..end).unwrap_or_default(),
            Some(&Span::Unquoted { start, end }) => self.unquoted.get(start..end).unwrap_or_default(),
            None => &[],
        }
    }

    /// Whether a cell goes on over the end of a line.
    pub fn has_lines_within(&self) -> bool {
        self.line_feeds > 0
    }

    /// The record as it stands in the file, without its line end.
    pub fn raw<'a>(&self, source: &'a [u8]) -> &'a [u8] {
        source.get(self.start..self.end).unwrap_or_default()
    }

    fn clear(&mut self, line: u32, start: usize) {
        self.line = line;
        self.start = start;
        self.cells.clear();
        self.unquoted.clear();
        (self.count, self.line_feeds) = (0, 0);
    }

    fn push(&mut self, span: Span) {
        if self.count < self.most_cells {
            self.cells.push(span);
        }
        self.count += 1;
    }
}

/// Reads record after record of bytes that begin at the beginning of a record.
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    source: &'a [u8],
    at: usize,
    line: u32,
    delimiter: u8,
    has_quotes: bool,
    rows: Option<&'a Places>,
}

/// What ended a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    ByDelimiter,
    ByLine,
}

impl<'a> Scanner<'a> {
    /// `line`: physical line of the first byte.
    pub fn new(source: &'a [u8], delimiter: u8, line: u32) -> Self {
        Scanner { source, at: 0, line, delimiter, has_quotes: memchr(QUOTE, source).is_some(), rows: None }
    }

    /// Tells lines as rows of a sheet.
    pub fn in_rows(self, rows: Option<&'a Places>) -> Self {
        Scanner { rows, ..self }
    }

    /// Whether everything was read.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.source.len()
    }

    /// The next record; `false` at the end.
    pub fn read(&mut self, record: &mut Record) -> bool {
        self.skip_empty_lines();
        if self.is_at_end() {
            return false;
        }
        let line = self.rows.map_or(self.line, |rows| rows.row_of_line(self.line));
        record.clear(line, self.at);
        if self.has_quotes {
            while self.cell(record) == Ended::ByDelimiter {}
        } else {
            self.plain_record(record);
        }
        true
    }

    fn skip_empty_lines(&mut self) {
        loop {
            self.at += match self.source.get(self.at..) {
                Some([b'\n', ..]) => 1,
                Some([b'\r', b'\n', ..]) => 2,
                _ => return,
            };
            self.line += 1;
        }
    }

    /// The whole record where the stretch has no quote at all.
    fn plain_record(&mut self, record: &mut Record) {
        let rest = self.source.get(self.at..).unwrap_or_default();
        let mut start = 0;
        for place in memchr::memchr2_iter(self.delimiter, b'\n', rest) {
            if rest.get(place) == Some(&b'\n') {
                self.end_of_record(record, self.at + start, self.at + place);
                self.at += place + 1;
                self.line += 1;
                return;
            }
            record.push(Span::Source { start: self.at + start, end: self.at + place });
            start = place + 1;
        }
        self.end_of_record(record, self.at + start, self.source.len());
        self.at = self.source.len();
    }

    /// Ends the record with a last, unquoted cell, leaving out the carriage return before a line feed.
    fn end_of_record(&self, record: &mut Record, start: usize, end: usize) {
        let has_line_feed = end < self.source.len();
        let has_return = has_line_feed && end > start && self.source.get(end - 1) == Some(&b'\r');
        record.end = end - usize::from(has_return);
        record.push(Span::Source { start, end: record.end });
    }

    fn cell(&mut self, record: &mut Record) -> Ended {
        if self.source.get(self.at) == Some(&QUOTE) {
            return self.quoted_cell(record);
        }
        let start = self.at;
        let (end, ended) = self.end_of_plain(start);
        match ended {
            Ended::ByDelimiter => record.push(Span::Source { start, end }),
            Ended::ByLine => self.end_of_record(record, start, end),
        }
        ended
    }

    /// Where text outside quotes ends; moves behind the delimiter or line feed.
    fn end_of_plain(&mut self, start: usize) -> (usize, Ended) {
        let rest = self.source.get(start..).unwrap_or_default();
        match memchr2(self.delimiter, b'\n', rest) {
            Some(place) => {
                self.at = start + place + 1;
                let by_line = rest.get(place) == Some(&b'\n');
                self.line += u32::from(by_line);
                (start + place, if by_line { Ended::ByLine } else { Ended::ByDelimiter })
            }
            None => {
                self.at = self.source.len();
                (self.at, Ended::ByLine)
            }
        }
    }

    fn quoted_cell(&mut self, record: &mut Record) -> Ended {
        let first = self.at + 1;
        let (close, doubled) = closing_quote(self.source, first);
        let line_feeds = count_lines(self.source.get(first..close).unwrap_or_default());
        self.line += line_feeds;
        record.line_feeds += line_feeds;
        let behind = (close + 1).min(self.source.len());
        let (end, ended) = self.end_of_plain(behind);
        let text_end = match ended {
            Ended::ByLine if end < self.source.len() && end > behind && self.source.get(end - 1) == Some(&b'\r') => {
                end - 1
            }
            Ended::ByLine | Ended::ByDelimiter => end,
        };
        if ended == Ended::ByLine {
            record.end = text_end;
        }
        if doubled || text_end > behind {
            let start = record.unquoted.len();
            undouble(self.source.get(first..close).unwrap_or_default(), &mut record.unquoted);
            record.unquoted.extend_from_slice(self.source.get(behind..text_end).unwrap_or_default());
            record.push(Span::Unquoted { start, end: record.unquoted.len() });
        } else {
            record.push(Span::Source { start: first, end: close });
        }
        ended
    }
}

/// The closing quote of a cell whose text begins at `first` (the end of the bytes if there is none), and whether there
/// are doubled quotes before it.
fn closing_quote(source: &[u8], first: usize) -> (usize, bool) {
    let mut at = first;
    while let Some(place) = source.get(at..).and_then(|rest| memchr(QUOTE, rest)) {
        if source.get(at + place + 1) != Some(&QUOTE) {
            return (at + place, at > first);
        }
        at += place + 2;
    }
    (source.len(), at > first)
}

/// Appends `text` with each doubled quote made one.
fn undouble(text: &[u8], into: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(place) = memchr(QUOTE, rest) {
        into.extend_from_slice(rest.get(..=place).unwrap_or_default());
        rest = rest.get(place + 2..).unwrap_or_default();
    }
    into.extend_from_slice(rest);
}

/// Line feeds in a text.
pub fn count_lines(text: &[u8]) -> u32 {
    memchr::memchr_iter(b'\n', text).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &[u8], delimiter: u8) -> Vec<(u32, Vec<Vec<u8>>)> {
        let mut scanner = Scanner::new(text, delimiter, 1);
        let mut record = Record::default();
        let mut rows = Vec::new();
        while scanner.read(&mut record) {
            rows.push((record.line, (0..record.cell_count()).map(|cell| record.cell(text, cell).to_vec()).collect()));
        }
        rows
    }

    /// The csv crate's reading, as the independent opinion.
    fn by_csv_crate(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text)
            .byte_records()
            .map(|record| record.expect("bytes are never refused").iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    #[test]
    fn lines_count_through_quotes_and_line_ends() {
        let text = b"a,b\r\n\"x\ny\",2\r\n\r\n3,\"4\"\n5,6";
        let lines: Vec<u32> = table(text, b',').into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 2, 5, 6]);
    }

    #[test]
    fn quotes_inside_text_are_text() {
        let cells = |text: &str| table(text.as_bytes(), b',').remove(0).1;
        assert_eq!(cells("5\" tall,x"), [b"5\" tall".to_vec(), b"x".to_vec()]);
        assert_eq!(cells("\"a\"\"b\",\"c\"d,"), [b"a\"b".to_vec(), b"cd".to_vec(), b"".to_vec()]);
        assert_eq!(cells("\"\"\"\""), [b"\"".to_vec()]);
    }

    #[test]
    fn cells_beyond_the_room_are_counted() {
        let mut record = Record::with_room(2);
        assert!(Scanner::new(b"a,b,c,d\n", b',', 1).read(&mut record));
        assert_eq!(
            (record.cell_count(), record.cell(b"a,b,c,d\n", 1), record.cell(b"a,b,c,d\n", 2)),
            (4, &b"b"[..], &b""[..])
        );
    }

    proptest! {
        /// Any bytes at all, in an alphabet that makes trouble likely. The csv crate ends lines at a lone carriage
        /// return as well, so there is none here.
        #[test]
        fn cells_are_those_of_the_csv_crate(text in "[ab,;\"\n\t王]{0,80}", delimiter in prop::sample::select(vec![b',', b';', b'\t'])) {
            let ours: Vec<_> = table(text.as_bytes(), delimiter).into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(ours, by_csv_crate(text.as_bytes(), delimiter));
        }

        /// What a writer wrote comes back, cell for cell, with CRLF too.
        #[test]
        fn written_tables_come_back(rows in prop::collection::vec(prop::collection::vec("[ab,\"\r\n 王]{0,6}", 1..5), 1..8), crlf in any::<bool>()) {
            let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().flexible(true).terminator(terminator).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("memory takes everything");
            }
            let text = writer.into_inner().expect("memory takes everything");
            let cells: Vec<Vec<Vec<u8>>> = table(&text, b',').into_iter().map(|(_, cells)| cells).collect();
            let want: Vec<Vec<Vec<u8>>> = rows.iter().map(|row| row.iter().map(|cell| cell.clone().into_bytes()).collect()).collect();
            prop_assert_eq!(cells, want);
        }
    }
}
