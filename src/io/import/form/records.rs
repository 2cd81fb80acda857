//! One record of decoded text becomes cells, in any dialect.
//!
//! A quote opens a quoted cell only at the cell's beginning, and closes it only where a delimiter or a line end
//! follows. A quote inside quotes that does neither is text, unless it stands where a cell begins: then it was the
//! opening quote that was a stray one, and the cell is read again without quotes.

use memchr::{memchr, memchr2, memchr3};

use super::cells::Cells;
use super::{Delimiter, Dialect, Escape, LineEnd};

/// A quote that is not closed within so many bytes opens nothing.
pub(crate) const QUOTED_BYTES: usize = 3 << 20;

/// Bytes that are searched one by one.
const NEAR_BYTES: usize = 12;

/// What a record takes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// `taken`: bytes with the line end; `lines`: line ends among them.
    Record { taken: usize, lines: u32 },
    /// The text ends before the record does. `done`: bytes of the cells that are whole, with the delimiters behind
    /// them, and `lines`: line ends among them.
    Incomplete { done: usize, lines: u32 },
}

/// Splits records of one dialect.
#[derive(Clone, Debug)]
pub(crate) struct Splitter {
    dialect: Dialect,
    /// Place in the whole text before which no quote opens a cell, because none is closed up to there.
    blind_until: u64,
}

/// What follows a cell.
enum Next {
    Cell(usize),
    End(usize),
    Incomplete,
}

/// What a quote inside quotes is.
enum Quote {
    Closing,
    Doubled,
    Text,
    /// The quote that opened the cell was none.
    OpensNext,
    Unknown,
}

impl Splitter {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Splitter { dialect, blind_until: 0 }
    }

    pub(crate) fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Splits the record that `text` begins with. `base`: place of `text` in the whole; `at_end`: nothing follows it.
    pub(crate) fn split(&mut self, text: &[u8], base: u64, at_end: bool, cells: &mut Cells) -> Split {
        cells.clear();
        let mut lines = 0;
        let mut at = self.leading_blanks(text);
        loop {
            let lines_before = lines;
            match self.cell(text, at, base, at_end, cells, &mut lines) {
                Next::Cell(next) => at = next,
                Next::End(taken) => return Split::Record { taken, lines },
                Next::Incomplete => {
                    cells.drop_unfinished();
                    return Split::Incomplete { done: at, lines: lines_before };
                }
            }
        }
    }

    /// Bytes of the line end at `at`; `None` if there is none, or if it cannot be told yet.
    fn line_end(&self, text: &[u8], at: usize) -> Option<usize> {
        match (text.get(at), text.get(at + 1)) {
            (Some(b'\n'), _) => Some(1),
            (Some(b'\r'), Some(b'\n')) => Some(2),
            (Some(b'\r'), _) if self.dialect.line_end == LineEnd::CarriageReturn => Some(1),
            _ => None,
        }
    }

    /// Bytes of the delimiter at `at`.
    fn delimiter(&self, text: &[u8], at: usize) -> Option<usize> {
        match &self.dialect.delimiter {
            Some(Delimiter::Text(delimiter)) => match *delimiter.bytes() {
                [byte] => (text.get(at) == Some(&byte)).then_some(1),
                ref bytes => text.get(at..)?.starts_with(bytes).then_some(bytes.len()),
            },
            Some(Delimiter::Blanks) => Some(blanks(text, at)).filter(|&count| count > 0),
            None => None,
        }
    }

    fn leading_blanks(&self, text: &[u8]) -> usize {
        if self.dialect.delimiter == Some(Delimiter::Blanks) { blanks(text, 0) } else { 0 }
    }

    fn cell(&mut self, text: &[u8], at: usize, base: u64, at_end: bool, cells: &mut Cells, lines: &mut u32) -> Next {
        let start = if self.dialect.skip_initial_space { self.before_quote(text, at) } else { at };
        let Some(quote) = self.dialect.quote.filter(|&quote| text.get(start) == Some(&quote)) else {
            return self.plain_cell(text, at, at_end, cells, lines);
        };
        if base + (start as u64) < self.blind_until {
            cells.strays += 1;
            return self.plain_cell(text, at, at_end, cells, lines);
        }
        let (text_before, cells_before, lines_before) = (cells.text.len(), cells.strays, *lines);
        match self.quoted_text(text, start + 1, quote, at_end, cells, lines) {
            Ok(Some(close)) => {
                cells.quoted += 1;
                cells.is_first_quoted |= cells.ends.is_empty();
                self.plain_cell(text, close + 1, at_end, cells, lines)
            }
            Ok(None) => Next::Incomplete,
            Err(searched) => {
                if searched >= text.len().min(start + QUOTED_BYTES) {
                    self.blind_until = base + searched as u64;
                }
                cells.text.truncate(text_before);
                (cells.strays, *lines) = (cells_before + 1, lines_before);
                self.plain_cell(text, at, at_end, cells, lines)
            }
        }
    }

    /// The place of the quote that blanks from `at` on lead to, or `at`.
    fn before_quote(&self, text: &[u8], at: usize) -> usize {
        let behind = at + blanks(text, at);
        if self.dialect.quote.is_some() && text.get(behind).copied() == self.dialect.quote { behind } else { at }
    }

    /// Appends the text from `at` up to the next delimiter or line end and ends the cell.
    fn plain_cell(&self, text: &[u8], at: usize, at_end: bool, cells: &mut Cells, lines: &mut u32) -> Next {
        let (mut start, mut search) = (at, at);
        loop {
            let Some(stop) = self.next_stop(text, search) else {
                if !at_end {
                    return Next::Incomplete;
                }
                cells.text.extend_from_slice(text.get(start..).unwrap_or_default());
                cells.end_cell();
                return Next::End(text.len());
            };
            let is_cut = !at_end && stop + 4 > text.len() && text.get(stop) != Some(&b'\n');
            if is_cut {
                return Next::Incomplete;
            }
            if let Some(length) = self.line_end(text, stop) {
                self.push_text(text, start, stop, cells);
                cells.end_cell();
                *lines += 1;
                return Next::End(stop + length);
            }
            if let Some(length) = self.delimiter(text, stop) {
                let next = stop + length;
                if self.dialect.delimiter == Some(Delimiter::Blanks) {
                    if next == text.len() && !at_end {
                        return Next::Incomplete;
                    }
                    if next == text.len() || self.line_end(text, next).is_some() {
                        search = next;
                        cells.text.extend_from_slice(text.get(start..stop).unwrap_or_default());
                        start = next;
                        continue;
                    }
                }
                self.push_text(text, start, stop, cells);
                cells.end_cell();
                return Next::Cell(next);
            }
            search = stop + 1;
            if self.is_escaped(text, stop) {
                cells.text.extend_from_slice(text.get(start..stop).unwrap_or_default());
                cells.escapes += 1;
                (start, search) = (stop + 1, stop + 2);
            }
        }
    }

    fn push_text(&self, text: &[u8], start: usize, end: usize, cells: &mut Cells) {
        cells.text.extend_from_slice(text.get(start..end).unwrap_or_default());
    }

    /// Whether a backslash at `at` takes the meaning from what follows it.
    fn is_escaped(&self, text: &[u8], at: usize) -> bool {
        let next = text.get(at + 1).copied();
        self.dialect.escape == Escape::Backslash
            && text.get(at) == Some(&b'\\')
            && (next == Some(b'\\')
                || next.is_some() && next == self.dialect.quote
                || self.delimiter(text, at + 1).is_some())
    }

    /// The next byte from `at` on that may end a cell or escape something.
    fn next_stop(&self, text: &[u8], at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        let line = |rest: &[u8]| match self.dialect.line_end {
            LineEnd::LineFeed => line_feed(rest),
            LineEnd::CarriageReturn => memchr2(b'\n', b'\r', rest),
        };
        let stop = match &self.dialect.delimiter {
            None => line(rest),
            Some(Delimiter::Blanks) => rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
            Some(Delimiter::Text(delimiter)) => {
                let first = delimiter.bytes().first().copied().unwrap_or(b',');
                // Most cells are so short that a wide search would take longer to begin than to end.
                let near = rest.get(..NEAR_BYTES.min(rest.len())).unwrap_or_default();
                let is_stop = |&byte: &u8| byte == first || byte == b'\n' || byte == b'\r';
                near.iter().position(is_stop).or_else(|| memchr3(first, b'\n', b'\r', rest))
            }
        };
        let stop = match self.dialect.escape {
            Escape::Doubled => stop,
            Escape::Backslash => memchr(b'\\', rest.get(..stop.unwrap_or(rest.len())).unwrap_or_default()).or(stop),
        };
        stop.map(|stop| at + stop)
    }

    /// Appends quoted text from `first` on; gives the place of the closing quote, `None` if more text is needed. The
    /// error says how far no closing quote was found.
    fn quoted_text(
        &self,
        text: &[u8],
        first: usize,
        quote: u8,
        at_end: bool,
        cells: &mut Cells,
        lines: &mut u32,
    ) -> Result<Option<usize>, usize> {
        let limit = text.len().min(first.saturating_add(QUOTED_BYTES));
        let (mut start, mut at) = (first, first);
        let has_backslash = self.dialect.escape == Escape::Backslash;
        loop {
            let rest = text.get(at..limit).unwrap_or_default();
            let stop = if has_backslash { memchr2(quote, b'\\', rest) } else { memchr(quote, rest) };
            let Some(stop) = stop.map(|stop| at + stop) else {
                return if at_end || limit < text.len() { Err(limit) } else { Ok(None) };
            };
            if text.get(stop) != Some(&quote) {
                at = stop + 1;
                if self.is_escaped(text, stop) {
                    self.push_lines(text, start, stop, cells, lines);
                    cells.escapes += 1;
                    (start, at) = (stop + 1, stop + 2);
                }
                continue;
            }
            match self.quote_at(text, stop, first, quote, at_end) {
                Quote::Closing => {
                    self.push_lines(text, start, stop, cells, lines);
                    return Ok(Some(stop));
                }
                Quote::Doubled => {
                    self.push_lines(text, start, stop + 1, cells, lines);
                    cells.escapes += 1;
                    (start, at) = (stop + 2, stop + 2);
                }
                Quote::Text => {
                    cells.strays += 1;
                    at = stop + 1;
                }
                Quote::OpensNext => return Err(stop),
                Quote::Unknown => return Ok(None),
            }
        }
    }

    fn quote_at(&self, text: &[u8], at: usize, first: usize, quote: u8, at_end: bool) -> Quote {
        let behind = at + 1;
        let blank_end = behind + blanks(text, behind);
        if blank_end + 4 > text.len() && !at_end {
            return Quote::Unknown;
        }
        if text.get(behind) == Some(&quote) {
            return Quote::Doubled;
        }
        let ends = |place| place >= text.len() || self.line_end(text, place).is_some();
        if ends(behind) || self.delimiter(text, behind).is_some() || ends(blank_end) {
            return Quote::Closing;
        }
        if self.delimiter(text, blank_end).is_some() {
            return Quote::Closing;
        }
        if at > first && self.begins_cell(text, at) { Quote::OpensNext } else { Quote::Text }
    }

    /// Whether a cell could begin at `at`.
    fn begins_cell(&self, text: &[u8], at: usize) -> bool {
        let before = text.get(..at).unwrap_or_default();
        let before = if self.dialect.skip_initial_space { without_blanks_behind(before) } else { before };
        match &self.dialect.delimiter {
            Some(Delimiter::Text(delimiter)) if before.ends_with(delimiter.bytes()) => true,
            Some(Delimiter::Blanks) if before.ends_with(b" ") || before.ends_with(b"\t") => true,
            _ => matches!(before.last(), Some(b'\n' | b'\r')),
        }
    }

    /// Appends text in which every line end becomes a line feed, and counts them.
    fn push_lines(&self, text: &[u8], start: usize, end: usize, cells: &mut Cells, lines: &mut u32) {
        let mut rest = text.get(start..end).unwrap_or_default();
        while let Some(place) = memchr2(b'\n', b'\r', rest) {
            let (before, behind) = rest.split_at(place);
            cells.text.extend_from_slice(before);
            let length = self.line_end(behind, 0);
            if length.is_some() {
                *lines += 1;
                cells.text.push(b'\n');
            } else {
                cells.text.push(b'\r');
            }
            rest = behind.get(length.unwrap_or(1)..).unwrap_or_default();
        }
        cells.text.extend_from_slice(rest);
    }
}

/// The place of the first LF, or of the CR before it.
fn line_feed(text: &[u8]) -> Option<usize> {
    let place = memchr(b'\n', text)?;
    Some(if place > 0 && text.get(place - 1) == Some(&b'\r') { place - 1 } else { place })
}

/// Blanks and tabs from `at` on.
fn blanks(text: &[u8], at: usize) -> usize {
    text.get(at..).unwrap_or_default().iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count()
}

/// `text` without the blanks and tabs at its end.
fn without_blanks_behind(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| byte != b' ' && byte != b'\t').map_or(0, |last| last + 1);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::ShortText;
    use super::*;

    fn cells(text: &str, dialect: Dialect) -> Vec<String> {
        let mut cells = Cells::default();
        Splitter::new(dialect).split(text.as_bytes(), 0, true, &mut cells);
        cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
    }

    #[test]
    fn stray_quotes_cost_no_cell() {
        let comma = |text| cells(text, Dialect::default());
        assert_eq!(comma("a,\"3,b,\"long, text\",\"\"\n"), ["a", "\"3", "b", "long, text", ""]);
        assert_eq!(comma("a,\"\"long, text\",b"), ["a", "\"long, text", "b"]);
        assert_eq!(comma("a,\"\nb,\"c\""), ["a", "\""]);
        assert_eq!(comma("\"missed \" it\",3"), ["missed \" it", "3"]);
        assert_eq!(comma("\"never closed,1\n2"), ["\"never closed", "1"]);
    }

    #[test]
    fn dialects_differ() {
        let with = |delimiter| Dialect { delimiter: Some(delimiter), ..Dialect::default() };
        let arrow = with(Delimiter::Text(ShortText::new("->").expect("two bytes")));
        assert_eq!(cells("a->\"b->c\"->-d>\n", arrow), ["a", "b->c", "-d>"]);
        assert_eq!(cells("  a  b\t \"c d\" \r\n", with(Delimiter::Blanks)), ["a", "b", "c d"]);
        let backslash = Dialect { escape: Escape::Backslash, ..Dialect::default() };
        assert_eq!(cells("\"a\\\"b\",c\\,d,\\e\n", backslash), ["a\"b", "c,d", "\\e"]);
        let blank = Dialect { skip_initial_space: true, ..Dialect::default() };
        assert_eq!(cells("a, \"b, c\", d\n", blank), ["a", "b, c", " d"]);
        let old = Dialect { line_end: LineEnd::CarriageReturn, ..Dialect::default() };
        assert_eq!(cells("a,\"b\rc\"\rd", old), ["a", "b\nc"]);
    }
}
