//! Walks through a file line by line and record by record, in bounded memory.
//!
//! Lines without a quote are handed over as they are, which is what makes large files fast; all others are split. A
//! line longer than [`LINE_BYTES`] is handed over in parts.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3, memmem};

use super::cells::Cells;
use super::decode::{TextReader, Undecodable};
use super::records::{Split, Splitter};
use super::step::{Kind, Step};
use super::{Delimiter, Dialect, Escape, LineEnd};

/// Longest line that is handed over whole.
pub(crate) const LINE_BYTES: usize = 4 << 20;

/// Bytes of text that are fetched before the walk goes on.
const FETCH_BYTES: usize = 256 << 10;

/// Cells, and bytes, of a record that is looked at more closely.
const LOOK_CELLS: usize = 4096;
const LOOK_BYTES: usize = 256 << 10;

/// What the line that comes next is.
enum Ahead {
    /// A record without quotes.
    Simple(Line),
    Quoted,
    /// Not enough of it is there.
    Unknown,
}

/// Where a line ends from the place at hand: its text, and its text with the line end.
struct Line {
    text: usize,
    whole: usize,
}

pub(crate) struct Walker<R> {
    reader: TextReader<R>,
    buffer: Vec<u8>,
    at: usize,
    /// Place of the buffer's first byte in the whole text.
    base: u64,
    at_end: bool,
    line: u32,
    is_behind_cut: bool,
    /// Whether cells of records with quotes are only counted where that is simple.
    counts_only: bool,
    splitter: Splitter,
    cells: Cells,
}

impl<R: Read> Walker<R> {
    pub(crate) fn new(reader: TextReader<R>, dialect: Dialect) -> Self {
        Walker {
            reader,
            buffer: Vec::new(),
            at: 0,
            base: 0,
            at_end: false,
            line: 1,
            is_behind_cut: false,
            counts_only: false,
            splitter: Splitter::new(dialect),
            cells: Cells::default(),
        }
    }

    /// A walker that need not give the cells of records whose quotes are all well placed.
    pub(crate) fn counting(reader: TextReader<R>, dialect: Dialect) -> Self {
        Walker { counts_only: true, ..Walker::new(reader, dialect) }
    }

    /// The line that comes next, from 1.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// Bytes of text that were walked over.
    pub(crate) fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    /// The text of the last step; not for [`Kind::Split`].
    pub(crate) fn text(&self, step: &Step) -> &[u8] {
        self.buffer.get(step.text.clone()).unwrap_or_default()
    }

    /// The cells of the last step, if it was [`Kind::Split`].
    pub(crate) fn cells(&self) -> &Cells {
        &self.cells
    }

    /// The cells of the last step; `None` if it was no record, or its cells were only counted.
    pub(crate) fn owned_cells(&self, step: &Step) -> Option<Vec<Vec<u8>>> {
        match step.kind {
            Kind::Empty | Kind::Skipped | Kind::Counted(_) => None,
            Kind::Split => Some(self.cells.iter().map(<[u8]>::to_vec).collect()),
            Kind::Simple => Some(simple_cells(self.text(step), self.dialect())),
        }
    }

    /// The first cells of the last step, however it was walked over.
    pub(crate) fn look(&self, step: &Step) -> Vec<Vec<u8>> {
        if step.kind == Kind::Split {
            return self.cells.iter().take(LOOK_CELLS).map(<[u8]>::to_vec).collect();
        }
        let mut cells = Cells::default();
        let text = self.text(step);
        Splitter::new(*self.dialect()).split(
            text.get(..LOOK_BYTES.min(text.len())).unwrap_or_default(),
            0,
            true,
            &mut cells,
        );
        cells.iter().take(LOOK_CELLS).map(<[u8]>::to_vec).collect()
    }

    /// The text of the last step behind the quote that it may begin with.
    pub(crate) fn first_text(&self, step: &Step) -> &[u8] {
        let text = self.text(step);
        match (text.first(), self.dialect().quote) {
            (Some(&first), Some(quote)) if first == quote => text.get(1..).unwrap_or_default(),
            _ => text,
        }
    }

    pub(crate) fn undecodable(&self) -> &Undecodable {
        self.reader.undecodable()
    }

    pub(crate) fn dialect(&self) -> &Dialect {
        self.splitter.dialect()
    }

    /// Walks over one physical line, whatever it contains.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub(crate) fn skip_line(&mut self) -> io::Result<Option<Step>> {
        let Some(line) = self.find_line()? else { return Ok(None) };
        Ok(Some(self.take(line, Kind::Skipped)))
    }

    /// Walks over one record, empty line or comment line.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub(crate) fn next(&mut self) -> io::Result<Option<Step>> {
        if !self.fetch(FETCH_BYTES / 4)? {
            return Ok(None);
        }
        if self.is_comment() && !self.is_behind_cut {
            return self.skip_line();
        }
        self.next_record()
    }

    /// Walks over one record or empty line; a comment mark is text here, since headings may begin with one.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub(crate) fn next_heading(&mut self) -> io::Result<Option<Step>> {
        if self.fetch(FETCH_BYTES / 4)? { self.next_record() } else { Ok(None) }
    }

    fn next_record(&mut self) -> io::Result<Option<Step>> {
        loop {
            let length = self.rest().len();
            match self.ahead() {
                Ahead::Simple(line) => {
                    let kind = if line.text == 0 && !self.is_behind_cut { Kind::Empty } else { Kind::Simple };
                    self.is_behind_cut = false;
                    return Ok(Some(self.take(line, kind)));
                }
                Ahead::Unknown if length < LINE_BYTES => self.fetch(length * 2).map(drop)?,
                Ahead::Unknown => return Ok(Some(self.cut(Kind::Simple))),
                Ahead::Quoted => {
                    if let Some((line, width)) = self.counted() {
                        self.is_behind_cut = false;
                        return Ok(Some(self.take(line, Kind::Counted(width))));
                    }
                    return self.split().map(Some);
                }
            }
        }
    }

    /// Makes sure that `wanted` bytes are there if the file has them; `false` at the end of the file.
    fn fetch(&mut self, wanted: usize) -> io::Result<bool> {
        if self.at_end || self.buffer.len() - self.at >= wanted {
            return Ok(self.at < self.buffer.len());
        }
        self.base += self.at as u64;
        self.buffer.drain(..self.at);
        self.at = 0;
        let wanted = wanted.max(FETCH_BYTES);
        while !self.at_end && self.buffer.len() < wanted {
            self.at_end = !self.reader.fill(&mut self.buffer)?;
        }
        Ok(!self.buffer.is_empty())
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    fn is_comment(&self) -> bool {
        self.dialect().comment.is_some_and(|comment| self.rest().starts_with(comment.bytes()))
    }

    /// The next line, read as far as needed; a line that is too long ends at [`LINE_BYTES`] without a line end.
    fn find_line(&mut self) -> io::Result<Option<Line>> {
        let mut wanted = FETCH_BYTES / 4;
        while self.fetch(wanted)? {
            let rest = self.rest();
            let end = match self.dialect().line_end {
                LineEnd::LineFeed => memchr(b'\n', rest),
                LineEnd::CarriageReturn => memchr2(b'\n', b'\r', rest),
            };
            match end.and_then(|end| self.line_at(end)) {
                Some(line) => return Ok(Some(line)),
                None if self.at_end || rest.len() >= LINE_BYTES => {
                    return Ok(Some(Line { text: rest.len(), whole: rest.len() }));
                }
                None => wanted = rest.len() * 2,
            }
        }
        Ok(None)
    }

    /// The line whose end begins at `end` after the place at hand; `None` if more text could belong to its end.
    fn line_at(&self, end: usize) -> Option<Line> {
        let rest = self.rest();
        match (rest.get(end)?, rest.get(end + 1)) {
            (b'\n', _) => {
                let has_return = end > 0 && rest.get(end - 1) == Some(&b'\r');
                Some(Line { text: end - usize::from(has_return), whole: end + 1 })
            }
            (_, None) if !self.at_end => None,
            (_, next) => Some(Line { text: end, whole: end + 1 + usize::from(next == Some(&b'\n')) }),
        }
    }

    /// What comes next.
    fn ahead(&self) -> Ahead {
        let (rest, dialect) = (self.rest(), self.dialect());
        let has_returns = dialect.line_end == LineEnd::CarriageReturn;
        let is_backslash = dialect.escape == Escape::Backslash;
        if dialect.delimiter == Some(Delimiter::Blanks) || (has_returns && is_backslash) {
            return Ahead::Quoted;
        }
        let end = match (dialect.quote, is_backslash, has_returns) {
            (Some(quote), false, false) => memchr2(quote, b'\n', rest),
            (Some(quote), false, true) => memchr3(quote, b'\n', b'\r', rest),
            (Some(quote), true, _) => memchr3(quote, b'\n', b'\\', rest),
            (None, true, _) => memchr2(b'\n', b'\\', rest),
            (None, false, false) => memchr(b'\n', rest),
            (None, false, true) => memchr2(b'\n', b'\r', rest),
        };
        match end.map(|end| (end, rest.get(end))) {
            Some((end, Some(b'\n' | b'\r'))) => self.line_at(end).map_or(Ahead::Unknown, Ahead::Simple),
            Some(_) => Ahead::Quoted,
            None if self.at_end => Ahead::Simple(Line { text: rest.len(), whole: rest.len() }),
            None => Ahead::Unknown,
        }
    }

    /// The next line and its number of cells, if each quote in it opens a cell, or closes one before a delimiter.
    fn counted(&self) -> Option<(Line, usize)> {
        let dialect = self.dialect();
        let delimiter = dialect.plain_byte().filter(|_| self.counts_only && dialect.line_end == LineEnd::LineFeed)?;
        let (rest, quote) = (self.rest(), dialect.quote?);
        let line = self.line_at(memchr(b'\n', rest)?)?;
        let text = rest.get(..line.text)?;
        let (mut at, mut width) = (0, 1);
        while let Some(open) = memchr(quote, text.get(at..)?).map(|place| at + place) {
            width += text.get(at..open)?.iter().filter(|&&byte| byte == delimiter).count();
            let close = open + 1 + memchr(quote, text.get(open + 1..)?)?;
            let is_opening = open == 0 || text.get(open - 1) == Some(&delimiter);
            let is_closing = text.get(close + 1).is_none_or(|&byte| byte == delimiter);
            if !is_opening || !is_closing {
                return None;
            }
            at = close + 1;
        }
        width += text.get(at..)?.iter().filter(|&&byte| byte == delimiter).count();
        Some((line, width))
    }

    fn take(&mut self, line: Line, kind: Kind) -> Step {
        let lines = u32::from(line.whole > line.text);
        let text = self.at..self.at + line.text;
        let step = Step { line: self.line, lines, ends_line: lines > 0, kind, goes_on: false, text };
        self.at += line.whole;
        self.line += lines;
        step
    }

    fn split(&mut self) -> io::Result<Step> {
        if self.is_behind_cut {
            self.fetch(LINE_BYTES)?;
        }
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let length = rest.len();
            match self.splitter.split(rest, self.base + self.at as u64, self.at_end, &mut self.cells) {
                Split::Record { taken, lines } => return Ok(self.step_over(taken, lines, false)),
                Split::Incomplete { .. } if length < LINE_BYTES => self.fetch(length * 2).map(drop)?,
                Split::Incomplete { done, lines } if self.cells.count() > 0 => {
                    return Ok(self.step_over(done, lines, true));
                }
                Split::Incomplete { .. } => return Ok(self.cut(Kind::Split)),
            }
        }
    }

    fn step_over(&mut self, taken: usize, lines: u32, goes_on: bool) -> Step {
        let last = (self.at + taken).checked_sub(1).and_then(|last| self.buffer.get(last));
        let has_returns = self.dialect().line_end == LineEnd::CarriageReturn;
        let ends_line = lines > 0 && !goes_on && (last == Some(&b'\n') || has_returns && last == Some(&b'\r'));
        let step = Step { line: self.line, lines, ends_line, kind: Kind::Split, goes_on, text: self.at..self.at };
        self.at += taken;
        self.line += lines;
        self.is_behind_cut = goes_on;
        step
    }

    /// Hands over the part of a line that is too long up to its last delimiter within reach, or a part of a cell that
    /// alone is too long.
    fn cut(&mut self, kind: Kind) -> Step {
        let rest = self.rest();
        let rest = rest.get(..LINE_BYTES.min(rest.len())).unwrap_or_default();
        let last = match &self.dialect().delimiter {
            Some(Delimiter::Text(delimiter)) if kind == Kind::Simple => memmem::rfind(rest, delimiter.bytes()),
            _ => None,
        };
        // A character must not be divided.
        let whole = rest.iter().rposition(|byte| byte & 0xC0 != 0x80).unwrap_or(0).max(1);
        let (end, behind) = match last.filter(|&last| last > 0) {
            Some(last) => (last, last + self.delimiter_bytes()),
            None => (whole, whole),
        };
        if kind == Kind::Split {
            let part = self.buffer.get(self.at..self.at + end).unwrap_or_default();
            let split = self.splitter.split(part, self.base + self.at as u64, true, &mut self.cells);
            // Without the quote that opened the cell, it may end within reach after all.
            return match split {
                Split::Record { taken, lines } => self.step_over(taken, lines, taken >= end && lines == 0),
                Split::Incomplete { .. } => self.step_over(end, 0, true),
            };
        }
        let text = self.at..self.at + end;
        let step = Step { line: self.line, lines: 0, ends_line: false, kind, goes_on: true, text };
        self.at += behind;
        self.is_behind_cut = true;
        step
    }

    fn delimiter_bytes(&self) -> usize {
        match &self.dialect().delimiter {
            Some(Delimiter::Text(delimiter)) => delimiter.bytes().len(),
            Some(Delimiter::Blanks) | None => 1,
        }
    }
}

/// The cells of a record without quotes.
fn simple_cells(text: &[u8], dialect: &Dialect) -> Vec<Vec<u8>> {
    let Some(Delimiter::Text(delimiter)) = &dialect.delimiter else { return vec![text.to_vec()] };
    let (mut cells, mut start) = (Vec::new(), 0);
    for place in memmem::find_iter(text, delimiter.bytes()) {
        cells.push(text.get(start..place).unwrap_or_default().to_vec());
        start = place + delimiter.bytes().len();
    }
    cells.push(text.get(start..).unwrap_or_default().to_vec());
    cells
}
