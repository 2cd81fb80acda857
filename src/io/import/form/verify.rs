//! The pass over the whole file in the dialect that a sample suggested: widths, repeated headings, undecodable bytes.

use std::collections::HashMap;
use std::io::{self, Read};

use memchr::{memchr_iter, memmem};

use super::detected::Places;
use super::fill::{Fill, FirstCells};
use super::kinds::Kind as CellKind;
use super::step::{Kind, Step};
use super::table_start::{ColumnKinds, Names, has_values};
use super::undecodable::LEAD;
use super::walk::Walker;
use super::{Delimiter, TableLines};

/// Runs of rows of one width that are remembered.
const MOST_RUNS: usize = 4096;

/// Widths that are counted apart.
const MOST_WIDTHS: usize = 4096;

/// First cells of rows that sum up the rows above them.
const TOTALS: [&str; 8] = ["合计", "总计", "共计", "小计", "total", "grand total", "summe", "gesamt"];

/// Whether a cell is `word`, or begins with it and a colon: `合计：30人`.
fn is_total_by(word: &str, cell: &[u8]) -> bool {
    let Some((start, rest)) = cell.split_at_checked(word.len()) else { return false };
    let rest = rest.trim_ascii_start();
    start.eq_ignore_ascii_case(word.as_bytes())
        && (rest.is_empty() || rest.starts_with(b":") || rest.starts_with("：".as_bytes()))
}

/// What is known of a row by itself.
struct RowMarks {
    width: usize,
    fill: Fill,
    /// Whether it repeats the headings.
    repeats: bool,
    is_total: bool,
}

/// Rows one below the other that have the same number of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) first_line: u32,
    pub(crate) last_line: u32,
    pub(crate) width: usize,
    pub(crate) rows: u64,
    /// Whether an empty line stands before it.
    pub(crate) is_behind_gap: bool,
    /// Whether its first row has names and no values: neither numbers nor times.
    pub(crate) begins_with_text: bool,
    /// Whether its first row has several words in its first cell.
    pub(crate) is_wordy: bool,
    /// Whether its rows are totals of the rows above them.
    pub(crate) is_total: bool,
    /// What is filled of its rows.
    pub(crate) fill: Fill,
    /// Whether its first row names columns.
    pub(crate) names: Names,
}

/// What the pass found.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) runs: Vec<Run>,
    pub(crate) widths: HashMap<usize, u64>,
    /// Lines that repeat the headings.
    pub(crate) repeats: Vec<u32>,
    pub(crate) strays: Places,
    pub(crate) comments: Places,
    pub(crate) undecodable: Places,
    pub(crate) empty_lines: u64,
    pub(crate) lines: u32,
    is_behind_gap: bool,
    first_cells: FirstCells,
    kinds: ColumnKinds,
    /// Cells of the parts of a line that is too long, of which more parts come.
    begun: usize,
    /// Width and number of the rows read last, not yet counted in `widths`.
    recent: (usize, u64),
}

/// What the pass looks for.
pub(crate) struct Pass<'a> {
    pub(crate) table: TableLines,
    /// Cells of the first heading line, to find tables that begin with the same.
    pub(crate) headings: &'a [Vec<u8>],
    /// Cells of most rows near the beginning.
    pub(crate) columns: usize,
    pub(crate) has_markers: bool,
}

impl Pass<'_> {
    /// Walks to the end, or until `is_wanted`, which is given the bytes of text so far, says no, which gives
    /// `None`.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub(crate) fn run<R: Read>(
        &self,
        walker: &mut Walker<R>,
        is_wanted: &dyn Fn(u64) -> bool,
    ) -> io::Result<Option<Tally>> {
        let mut tally = Tally::default();
        let begin = self.headings.first().map(Vec::as_slice).unwrap_or_default();
        let mut count = 0u32;
        while let Some(step) = self.step(walker)? {
            count = count.wrapping_add(1);
            if count.is_multiple_of(1 << 14) && !is_wanted(walker.position()) {
                return Ok(None);
            }
            self.note(walker, &step, begin, &mut tally);
            if !step.ends_line && !step.goes_on {
                tally.lines = walker.line();
            }
        }
        tally.count_recent();
        tally.lines = tally.lines.max(walker.line().saturating_sub(1));
        Ok(Some(tally))
    }

    fn step<R: Read>(&self, walker: &mut Walker<R>) -> io::Result<Option<Step>> {
        let line = walker.line();
        if self.table.headings.is_some_and(|headings| line >= headings.first && line - headings.first < headings.count)
        {
            return walker.next_heading();
        }
        if line < self.table.first_row { walker.skip_line() } else { walker.next() }
    }

    fn note<R: Read>(&self, walker: &Walker<R>, step: &Step, begin: &[u8], tally: &mut Tally) {
        if self.has_markers {
            let text = if step.kind == Kind::Split { walker.cells().text() } else { walker.text(step) };
            tally.undecodable.note(step.line, memchr_iter(LEAD, text).count() as u64);
        }
        if step.line < self.table.first_row {
            return;
        }
        let width = match step.kind {
            Kind::Empty => {
                tally.empty_lines += 1;
                tally.is_behind_gap = true;
                return;
            }
            Kind::Skipped => return tally.comments.note(step.line, 1),
            Kind::Simple => simple_width(walker, step),
            Kind::Counted(width) => width,
            Kind::Split => walker.cells().count(),
        };
        if step.goes_on {
            tally.begun += width;
            return;
        }
        let width = width + std::mem::take(&mut tally.begun);
        if step.kind == Kind::Split && walker.cells().strays > 0 {
            tally.strays.note(step.line, u64::from(walker.cells().strays));
        }
        let repeats = !begin.is_empty() && self.repeats(walker, step, begin);
        let fill = tally.first_cells.fill(walker, step, width, self.columns);
        let row = RowMarks { width, fill, repeats, is_total: self.is_total(walker, step) };
        tally.add_row(step, row, || walker.look(step));
    }

    /// Whether a record's first cell is a word for a total, alone or with the total behind a colon.
    fn is_total<R: Read>(&self, walker: &Walker<R>, step: &Step) -> bool {
        let is_word = |cell: &[u8]| TOTALS.iter().any(|word| is_total_by(word, cell.trim_ascii()));
        if step.kind == Kind::Split {
            return is_word(walker.cells().cell(0));
        }
        let text = walker.text(step).trim_ascii_start();
        // Nearly all rows end here: cells are cut apart only where the line begins as a total does.
        let may_be =
            |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
        TOTALS.iter().any(may_be) && walker.look(step).first().is_some_and(|cell| is_word(cell))
    }

    /// Whether a record has the same cells as the headings, or most of them.
    fn repeats<R: Read>(&self, walker: &Walker<R>, step: &Step, begin: &[u8]) -> bool {
        let may_repeat = match step.kind {
            Kind::Split => walker.cells().cell(0) == begin,
            _ => walker.first_text(step).starts_with(begin),
        };
        if !may_repeat || self.headings.len() < 2 {
            return false;
        }
        let cells = walker.look(step);
        let named = self.headings.iter().filter(|name| !name.is_empty()).count();
        let same = cells.iter().zip(self.headings).filter(|(cell, name)| cell == name && !name.is_empty()).count();
        same >= 2 && same * 3 >= named * 2
    }
}

impl Tally {
    fn add_row(&mut self, step: &Step, row: RowMarks, cells: impl Fn() -> Vec<Vec<u8>>) {
        if row.repeats && self.repeats.len() < MOST_RUNS {
            self.repeats.push(step.line);
        }
        self.count_width(row.width);
        let is_behind_line = std::mem::take(&mut self.is_behind_gap);
        let names = self.names_of(&row, is_behind_line, &cells);
        let is_like_before = names == Names::No && !is_behind_line && !row.repeats;
        if is_like_before {
            self.take_in_notes(&row);
        }
        let is_full = self.runs.len() >= MOST_RUNS;
        let is_begun = |run: &Run| run.width == row.width && run.is_total == row.is_total && run.fill == row.fill;
        if let Some(run) = self.runs.last_mut().filter(|run| is_full || is_like_before && is_begun(run)) {
            if run.rows == 1 && run.names == Names::Unlike && !has_values(&cells()) {
                run.names = Names::No;
            }
            run.last_line = step.last_line();
            run.rows += 1;
            return;
        }
        self.begin_run(step, &row, is_behind_line, names, &cells());
    }

    fn count_width(&mut self, width: usize) {
        match &mut self.recent {
            (recent, rows) if *recent == width => *rows += 1,
            _ => {
                self.count_recent();
                self.recent = (width, 1);
            }
        }
    }

    /// Whether a row behind an empty line, or below a note, names the columns of another table. Where it does, what is
    /// known of the columns begins anew.
    fn names_of(&mut self, row: &RowMarks, is_behind_line: bool, cells: &impl Fn() -> Vec<Vec<u8>>) -> Names {
        let is_behind_note = self.runs.last().is_some_and(|run| run.fill != Fill::Rows);
        let may_begin = (is_behind_line || is_behind_note) && self.runs.len() < MOST_RUNS;
        if row.fill != Fill::Rows || row.repeats || !may_begin && !self.kinds.wants_more() {
            return Names::No;
        }
        let cells = cells();
        let names = if may_begin { self.kinds.names(&cells) } else { Names::No };
        if names == Names::No {
            self.kinds.note(&cells);
        } else {
            (self.kinds, self.first_cells) = Default::default();
        }
        names
    }

    /// Notes and rows of nothing in the middle of the rows are rows of the table.
    fn take_in_notes(&mut self, row: &RowMarks) {
        let [.., rows, notes] = self.runs.as_mut_slice() else { return };
        let is_inside = row.fill == Fill::Rows && notes.fill != Fill::Rows && rows.fill == Fill::Rows;
        let is_one = notes.width == row.width && rows.width == row.width && !notes.is_behind_gap;
        if is_inside && is_one && rows.is_total == row.is_total && !notes.is_total {
            rows.last_line = notes.last_line;
            rows.rows += notes.rows;
            self.runs.pop();
        }
    }

    fn begin_run(&mut self, step: &Step, row: &RowMarks, is_behind_line: bool, names: Names, cells: &[Vec<u8>]) {
        let is_behind_nothing = self.runs.last().is_some_and(|run| run.fill == Fill::Empty);
        self.runs.push(Run {
            first_line: step.line,
            last_line: step.last_line(),
            width: row.width,
            rows: 1,
            is_behind_gap: is_behind_line || is_behind_nothing,
            begins_with_text: !cells.iter().any(|cell| CellKind::of(cell).is_typed()),
            is_wordy: cells.first().is_some_and(|cell| cell.trim_ascii().contains(&b' ')),
            is_total: row.is_total,
            fill: row.fill,
            names,
        });
    }

    /// Counts the rows of one width that were read last.
    fn count_recent(&mut self) {
        let (width, rows) = self.recent;
        if rows > 0 && (self.widths.len() < MOST_WIDTHS || self.widths.contains_key(&width)) {
            *self.widths.entry(width).or_default() += rows;
        }
    }

    /// The most frequent width; of several, the greatest.
    pub(crate) fn usual_width(&self) -> usize {
        self.widths.iter().max_by_key(|(width, count)| (**count, **width)).map_or(0, |(&width, _)| width)
    }
}

/// Cells of a record without quotes.
fn simple_width<R: Read>(walker: &Walker<R>, step: &Step) -> usize {
    let text = walker.text(step);
    let delimiters = match &walker.dialect().delimiter {
        Some(Delimiter::Text(delimiter)) => match delimiter.bytes() {
            &[byte] => memchr_iter(byte, text).count(),
            bytes => memmem::find_iter(text, bytes).count(),
        },
        Some(Delimiter::Blanks) | None => 0,
    };
    delimiters + 1
}
