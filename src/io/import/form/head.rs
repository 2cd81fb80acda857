//! The first records of a file: which lines among them are comments, names and rows.

use super::decode::TextReader;
use super::detected::Fixed;
use super::headings::{Guess, Row, guess};
use super::sample::Samples;
use super::step::Kind;
use super::table_start::names_known;
use super::walk::Walker;
use super::{Dialect, HeadingLines, ShortText, TableLines};

/// Rows at the beginning among which the headings are looked for.
const HEAD_ROWS: usize = 400;

/// What lines that are no rows may begin with.
const COMMENT_MARKS: [&str; 4] = ["#", "//", "%", "--"];

/// The records that the file begins with.
pub(crate) struct Head {
    pub(crate) rows: Vec<Row>,
    /// Most frequent number of cells.
    pub(crate) width: usize,
}

impl Head {
    pub(crate) fn read(samples: &Samples, dialect: Dialect) -> Self {
        let mut walker = Walker::new(TextReader::trusting(samples.head.as_slice(), false), dialect);
        let mut rows = Vec::new();
        while rows.len() < HEAD_ROWS
            && let Ok(Some(step)) = walker.next()
        {
            // A quote that is open at the end of the part may be closed behind it.
            if step.kind == Kind::Split && !step.ends_line && !samples.is_whole {
                break;
            }
            if let Some(cells) = walker.owned_cells(&step) {
                rows.push(Row { line: step.line, lines: step.lines.max(1), cells });
            }
        }
        let width = usual_width(&rows);
        Head { rows, width }
    }

    /// The mark that comment lines begin with: lines among the rows that begin with it and are of another width.
    pub(crate) fn comment(&self, samples: &Samples) -> Option<ShortText> {
        COMMENT_MARKS.iter().filter_map(|mark| ShortText::new(mark)).find(|mark| {
            let is_marked = |row: &&Row| row.cells.first().is_some_and(|cell| cell.starts_with(mark.bytes()));
            let plain: Vec<Row> = self.rows.iter().filter(|row| !is_marked(row)).cloned().collect();
            let width = usual_width(&plain);
            let first_row = plain.get(guess(&plain, width).first_row).map_or(u32::MAX, |row| row.line);
            let marked: Vec<&Row> = self.rows.iter().filter(is_marked).collect();
            let odd = marked.iter().filter(|row| row.cells.len() != width).count();
            let inside = marked.iter().any(|row| row.line > first_row)
                || !samples.others.is_empty() && later_lines_begin_with(samples, mark.bytes(), marked.len());
            width > 1 && inside && marked.len() < plain.len() && odd * 5 >= marked.len() * 4
        })
    }

    pub(crate) fn drop_comments(&mut self, comment: Option<ShortText>) {
        let Some(comment) = comment else { return };
        let is_marked = |row: &Row| row.cells.first().is_some_and(|cell| cell.starts_with(comment.bytes()));
        self.rows.retain(|row| !is_marked(row));
        self.width = usual_width(&self.rows);
    }

    /// The names of the first table; a second one near the beginning, of other columns, would only confuse.
    pub(crate) fn names(&self) -> Guess {
        guess(self.rows.get(..self.first_table()).unwrap_or(&self.rows), self.width)
    }

    /// Rows up to where another table of known headings begins, if the first has known headings too; otherwise all.
    fn first_table(&self) -> usize {
        let is_known = |row: &Row| row.cells.len() == self.width && names_known(&row.cells);
        let Some(first) = self.rows.iter().position(is_known) else { return self.rows.len() };
        let is_apart = |place: &usize| {
            let (Some(row), Some(before)) = (self.rows.get(*place), self.rows.get(place - 1)) else { return false };
            (before.line + before.lines < row.line || before.filled() <= 1) && names_known(&row.cells)
        };
        (first + 2..self.rows.len()).find(is_apart).unwrap_or(self.rows.len())
    }

    pub(crate) fn table_lines(&self, names: &Guess, fixed: &Fixed) -> TableLines {
        let line_of = |place: usize| self.rows.get(place).map(|row| row.line);
        let last = names.count.checked_sub(1).and_then(|more| self.rows.get(names.first + more));
        let found = last.and_then(|last| {
            let first = line_of(names.first)?;
            Some(HeadingLines { first, count: last.line + last.lines - first })
        });
        let headings = fixed.headings.unwrap_or(found);
        // Rows begin right below the headings: empty lines and comments are skipped anyway.
        let behind_headings = headings.map(|headings| headings.first.saturating_add(headings.count));
        let first = if headings.is_none() { names.first } else { names.first_row };
        let first_row = behind_headings.or_else(|| line_of(first)).unwrap_or(1);
        TableLines { headings, first_row: fixed.first_row.unwrap_or(first_row), last_row: None }
    }
}

/// Whether parts further on have lines that begin with a mark, of which the head has `known`.
fn later_lines_begin_with(samples: &Samples, mark: &[u8], known: usize) -> bool {
    samples.lines().filter(|line| line.starts_with(mark)).count() > known
}

/// The number of cells that most rows have; rows of one cell count only if there are no others.
fn usual_width(rows: &[Row]) -> usize {
    let mut counts = std::collections::HashMap::<usize, usize>::new();
    for row in rows.iter().filter(|row| row.cells.len() > 1) {
        *counts.entry(row.cells.len()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|&(width, count)| (count, width)).map_or(1, |(width, _)| width)
}
