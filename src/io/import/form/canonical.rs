//! Any form becomes the plain one: UTF-8, `,`, `"` doubled, LF, the same number of lines.
//!
//! Lines that are no part of the table become empty lines. Headings of several lines become one record, followed by
//! empty lines. A line longer than 4 MiB is read in parts; a cell that alone is longer comes out as several cells.

use std::io::{self, Read};

use super::decode::TextReader;
use super::headings::joined;
use super::plain::{put_cells, put_simple};
use super::step::{Kind, Step};
use super::walk::Walker;
use super::{FileForm, HeadingLines, TableLines};

/// Text that is made before it is handed over.
const READY_BYTES: usize = 128 << 10;

/// Reads a file of a given form as a plain one.
pub struct CanonicalReader<R> {
    walker: Walker<R>,
    table: TableLines,
    ready: Vec<u8>,
    given: usize,
    is_behind_cut: bool,
}

impl<R: Read> CanonicalReader<R> {
    /// `source` gives the bytes of the file from its beginning.
    pub fn new(source: R, form: FileForm) -> Self {
        let text = TextReader::new(source, form.encoding, form.byte_order_mark);
        CanonicalReader {
            walker: Walker::new(text, form.dialect),
            table: form.table,
            ready: Vec::new(),
            given: 0,
            is_behind_cut: false,
        }
    }

    /// Bytes so far that the encoding does not know.
    pub fn undecodable(&self) -> u64 {
        self.walker.undecodable().count
    }

    /// Makes the text of the next record or line; `false` at the end.
    fn make(&mut self) -> io::Result<bool> {
        let line = self.walker.line();
        if let Some(headings) = self.table.headings
            && line >= headings.first
            && line < headings.first.saturating_add(headings.count)
            && !self.is_behind_cut
        {
            return self.make_headings(headings);
        }
        let is_outside = !self.is_behind_cut && self.is_outside(line);
        let step = if is_outside { self.walker.skip_line()? } else { self.walker.next()? };
        let Some(step) = step else { return Ok(false) };
        self.put(&step);
        Ok(true)
    }

    /// Whether a line is no part of the table.
    fn is_outside(&self, line: u32) -> bool {
        line < self.table.first_row || self.table.last_row.is_some_and(|last| line > last)
    }

    fn put(&mut self, step: &Step) {
        let (walker, into) = (&self.walker, &mut self.ready);
        match step.kind {
            Kind::Empty if walker.dialect().empty_line_is_row => into.extend_from_slice(b"\"\""),
            Kind::Empty | Kind::Skipped => {}
            Kind::Simple => put_simple(walker.text(step), walker.dialect(), into),
            Kind::Counted(_) => {}
            Kind::Split => {
                let cells = walker.cells();
                put_cells(cells.iter(), cells.is_first_quoted, into);
            }
        }
        self.is_behind_cut = step.goes_on;
        if self.is_behind_cut {
            into.push(b',');
        } else if step.ends_line {
            into.push(b'\n');
        }
    }

    fn make_headings(&mut self, headings: HeadingLines) -> io::Result<bool> {
        let behind = headings.first.saturating_add(headings.count);
        let Some(first) = self.walker.next_heading()? else { return Ok(false) };
        if self.walker.line() >= behind || !first.ends_line || first.kind == Kind::Empty {
            self.put(&first);
            return Ok(true);
        }
        let mut parts: Vec<Vec<Vec<u8>>> = self.walker.owned_cells(&first).into_iter().collect();
        let mut lines = first.lines;
        while self.walker.line() < behind {
            let Some(step) = self.walker.next_heading()? else { break };
            lines += step.lines;
            parts.extend(self.walker.owned_cells(&step));
            if !step.ends_line {
                break;
            }
        }
        let names = joined(parts);
        let inside: u32 = names.iter().map(|name| memchr::memchr_iter(b'\n', name).count() as u32).sum();
        put_cells(names.iter().map(Vec::as_slice), false, &mut self.ready);
        let line_feeds = lines.saturating_sub(inside) as usize;
        self.ready.resize(self.ready.len() + line_feeds, b'\n');
        Ok(true)
    }
}

impl<R: Read> Read for CanonicalReader<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            while self.ready.len() < READY_BYTES && self.make()? {}
        }
        let waiting = self.ready.get(self.given..).unwrap_or_default();
        let count = waiting.len().min(room.len());
        if let (Some(to), Some(from)) = (room.get_mut(..count), waiting.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Delimiter, Dialect, Encoding, Escape, LineEnd, ShortText};
    use super::*;
    use proptest::prelude::*;

    type Rows = Vec<(u64, Vec<String>)>;

    fn canonical(bytes: &[u8], form: FileForm) -> Vec<u8> {
        let mut text = Vec::new();
        CanonicalReader::new(bytes, form).read_to_end(&mut text).expect("memory can be read");
        text
    }

    /// Lines and cells by the csv crate, as the independent opinion.
    fn parsed(text: &[u8]) -> Rows {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text)
            .byte_records()
            .map(|record| {
                let record = record.expect("bytes are never refused");
                let line = record.position().map_or(0, csv::Position::line);
                (line, record.iter().map(super::super::shown).collect())
            })
            .collect()
    }

    fn form(dialect: Dialect, headings: Option<HeadingLines>, first_row: u32, last_row: Option<u32>) -> FileForm {
        let table = TableLines { headings, first_row, last_row };
        FileForm { encoding: Encoding::Utf8, byte_order_mark: false, dialect, table }
    }

    #[test]
    fn lines_outside_the_table_stay_as_empty_lines() {
        let text = b"Report \"x\nof June\n\nday;travel;\n;air;rail\n1;2;3\n# note\n4;\"a\r\nb\";5\nTotal;1;1\n";
        let dialect = Dialect {
            delimiter: Some(Delimiter::byte(b';')),
            comment: Some(ShortText::byte(b'#')),
            ..Dialect::default()
        };
        let form = form(dialect, Some(HeadingLines { first: 4, count: 2 }), 6, Some(9));
        let canonical = canonical(text, form);
        let wanted = "\n\n\nday,travel air,travel rail\n\n1,2,3\n\n4,\"a\nb\",5\n\n";
        assert_eq!(String::from_utf8_lossy(&canonical), wanted);
    }

    #[test]
    fn long_lines_are_read_in_parts() {
        let text = ["a,b\n".to_owned(), "x;y,".repeat(3 << 20), "\n\"1\",2\n".to_owned()].concat();
        let read = canonical(text.as_bytes(), form(Dialect::default(), None, 1, None));
        assert!(read == text.replace('"', "").as_bytes() || read == text.as_bytes());
        let semicolons = Dialect { delimiter: Some(Delimiter::byte(b';')), ..Dialect::default() };
        let rows = parsed(&canonical(text.as_bytes(), form(semicolons, None, 1, None)));
        assert_eq!(rows.iter().map(|(_, cells)| cells.len()).collect::<Vec<_>>(), [1, (3 << 20) + 1, 1]);
    }

    /// Writes cells as a program with this dialect would.
    fn written(rows: &[Vec<String>], dialect: &Dialect, line_end: &str) -> String {
        let Some(Delimiter::Text(delimiter)) = dialect.delimiter else { return String::new() };
        let quote = dialect.quote.map_or('"', char::from).to_string();
        let escape = |cell: &String| {
            let inside = match dialect.escape {
                Escape::Doubled => cell.replace(&quote, &quote.repeat(2)),
                Escape::Backslash => cell.replace('\\', "\\\\").replace(&quote, &format!("\\{quote}")),
            };
            format!("{quote}{}{quote}", inside.replace('\n', line_end))
        };
        let line = |row: &Vec<String>| row.iter().map(escape).collect::<Vec<_>>().join(delimiter.text());
        rows.iter().map(|row| line(row) + line_end).collect()
    }

    fn dialects() -> impl Strategy<Value = (Dialect, &'static str)> {
        let delimiter = prop::sample::select(vec![",", ";", "\t", "|", "||", "¦", "~|~"]);
        let quote = prop::sample::select(vec![b'"', b'\'']);
        let escape = prop::sample::select(vec![Escape::Doubled, Escape::Backslash]);
        let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
        (delimiter, quote, escape, end).prop_map(|(delimiter, quote, escape, end)| {
            let line_end = if end == "\r" { LineEnd::CarriageReturn } else { LineEnd::LineFeed };
            let delimiter = ShortText::new(delimiter).map(Delimiter::Text);
            (Dialect { delimiter, quote: Some(quote), escape, line_end, ..Dialect::default() }, end)
        })
    }

    /// Bytes that make trouble likely.
    const TROUBLE: &[u8] = b"ab,;\"'\n\r\\ |\t#\0\xE5\xBC\xA0\xFF";

    proptest! {
        /// What a program wrote in any dialect and encoding comes back, cell for cell and line for line.
        #[test]
        fn written_tables_come_back(
            rows in prop::collection::vec(prop::collection::vec("[ab,;|'\"~\\\\\n é王]{0,6}", 2..5), 1..8),
            (dialect, end) in dialects(),
            encoding in prop::sample::select(Encoding::all().to_vec()),
        ) {
            // Only encodings that know the letters can be expected to give them back.
            let text = written(&rows, &dialect, end);
            let Some(bytes) = encoded(&text, encoding) else { return Ok(()) };
            let form = FileForm { encoding, ..form(dialect, None, 1, None) };
            let read = canonical(&bytes, form);
            let mut line = 1;
            let wanted: Rows = rows.into_iter().map(|row| {
                let first = line;
                line += 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
                (first, row)
            }).collect();
            prop_assert_eq!(parsed(&read), wanted);
        }

        /// Any bytes in any form: no panic, and as many line feeds as there are line ends.
        #[test]
        fn any_bytes_become_a_plain_file(
            bytes in prop::collection::vec(prop::sample::select(TROUBLE), 0..80),
            (dialect, _) in dialects(),
            (first, count, last) in (1u32..4, 1u32..3, prop::option::of(3u32..9)),
            has_headings in any::<bool>(),
        ) {
            let headings = has_headings.then_some(HeadingLines { first, count });
            let form = form(dialect, headings, first + count, last);
            let read = canonical(&bytes, form);
            let ends = match dialect.line_end {
                LineEnd::LineFeed => bytes.iter().filter(|&&byte| byte == b'\n').count(),
                // A CRLF is one line end, as is every other CR and LF.
                LineEnd::CarriageReturn => {
                    let single = bytes.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count();
                    single - bytes.windows(2).filter(|pair| pair == b"\r\n").count()
                }
            };
            prop_assert_eq!(read.iter().filter(|&&byte| byte == b'\n').count(), ends);
            parsed(&read);
        }
    }

    fn encoded(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
        let units = |big: bool| {
            text.encode_utf16()
                .flat_map(move |unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        match encoding {
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
            Encoding::Utf16Le => Some(units(false)),
            Encoding::Utf16Be => Some(units(true)),
            Encoding::Utf32Le => Some(text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect()),
            Encoding::Utf32Be => Some(text.chars().flat_map(|letter| u32::from(letter).to_be_bytes()).collect()),
            Encoding::Hz => text.is_ascii().then(|| text.replace('~', "~~").into_bytes()),
            Encoding::Other(encoding) => {
                let (bytes, _, is_lossy) = encoding.encode(text);
                let (back, _) = encoding.decode_without_bom_handling(&bytes);
                (!is_lossy && back == text).then(|| bytes.into_owned())
            }
        }
    }
}
