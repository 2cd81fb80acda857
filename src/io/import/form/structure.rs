//! Where the table ends, which other tables the file holds, and which rows are of another width.

use super::detected::{Places, TableFound};
use super::fill::Fill;
use super::table_start::Names;
use super::verify::{Run, Tally};

/// Lines behind the table that may be a footer.
const MOST_FOOTER_LINES: u64 = 20;

/// So many may stand behind a table of fewer rows.
const FEW_FOOTER_LINES: u64 = 5;

/// Lines that a table's title may have.
const MOST_TITLE_LINES: u64 = 3;

/// Tables that are told apart.
const MOST_TABLES: usize = 256;

/// What the widths of the whole file say.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Structure {
    pub(crate) tables: Vec<TableFound>,
    /// `None`: the table goes on to the end of the file.
    pub(crate) last_row: Option<u32>,
    pub(crate) columns: usize,
    pub(crate) rows: u64,
    pub(crate) odd_rows: Places,
    pub(crate) footer: Places,
}

/// Cuts the runs of a file into tables. `first_line` and `names` are those of the first table: where it begins with its
/// headings, and whether it has any.
pub(crate) fn structure(tally: &Tally, first_line: u32, names: bool) -> Structure {
    let groups = groups(tally);
    let parted: Vec<(&[Run], &[Run])> =
        groups.iter().map(|runs| without_footer(runs, groups.len() > 1, names)).collect();
    let tables = parted.iter().enumerate().filter_map(|(place, (runs, _))| {
        let (first, last) = (runs.first()?, runs.last()?);
        let is_first = place == 0;
        let rows: u64 = runs.iter().map(|run| run.rows).sum();
        Some(TableFound {
            first_line: if is_first { first_line } else { first.first_line },
            last_line: last.last_line,
            columns: widest(runs) as u32,
            rows: rows - u64::from(!is_first && first.begins_with_text && names).min(rows),
        })
    });
    let mut found = Structure { tables: tables.collect(), columns: tally.usual_width(), ..Structure::default() };
    let (body, behind) = parted.first().copied().unwrap_or_default();
    if !body.is_empty() {
        found.columns = widest(groups.first().copied().unwrap_or_default());
    }
    behind.iter().filter(|run| run.fill != Fill::Empty).for_each(|run| note_lines(run, &mut found.footer));
    found.rows = body.iter().map(|run| run.rows).sum();
    note_odd(body, &mut found);
    if groups.len() > 1 || !behind.is_empty() {
        found.last_row = body.last().map(|run| run.last_line);
    }
    found
}

/// The runs of each table; titles between tables belong to none.
fn groups(tally: &Tally) -> Vec<&[Run]> {
    let mut starts: Vec<usize> = vec![0];
    for (place, run) in tally.runs.iter().enumerate().skip(1) {
        let is_repeat = tally.repeats.binary_search(&run.first_line).is_ok();
        let start = starts.last().copied().unwrap_or(0);
        let before = tally.runs.get(start..place).unwrap_or_default();
        if is_repeat || starts.len() < MOST_TABLES && begins_table(run, before) {
            starts.push(place);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([tally.runs.len()]);
    let of = |(start, end): (usize, usize)| {
        let runs = tally.runs.get(start..end)?;
        let is_last = end == tally.runs.len();
        let title = tally.runs.get(end).filter(|_| !is_last).map_or(0, |next| title_before(next, runs));
        runs.get(..runs.len() - title)
    };
    starts.iter().copied().zip(ends).filter_map(of).collect()
}

/// 1 if the last of the runs before a table is its title.
fn title_before(table: &Run, before: &[Run]) -> usize {
    let is_title = |run: &Run| {
        let is_note = run.fill == Fill::Note && !run.is_total && run.rows <= MOST_TITLE_LINES;
        is_note && (!table.is_behind_gap || run.is_behind_gap)
    };
    usize::from(before.len() > 1 && before.last().is_some_and(is_title))
}

/// The rows of a table, and the runs behind them that are none; rows of nothing go with what follows them.
fn without_footer(runs: &[Run], is_one_of_several: bool, names: bool) -> (&[Run], &[Run]) {
    let footer = footer(runs, widest(runs), names);
    let (body, _) = runs.split_at(runs.len() - footer);
    let is_followed = footer > 0 || is_one_of_several;
    let empty = body.iter().rev().take_while(|run| is_followed && run.fill == Fill::Empty).count();
    runs.split_at(body.len() - if empty < body.len() { empty } else { 0 })
}

/// The width that most rows have.
fn widest(runs: &[Run]) -> usize {
    let rows_of = |width: usize| runs.iter().filter(|run| run.width == width).map(|run| run.rows).sum::<u64>();
    let mut widths: Vec<usize> = runs.iter().map(|run| run.width).collect();
    widths.sort_unstable();
    widths.dedup();
    // A file of thousands of widths is no table: any of them will do.
    widths.truncate(64);
    widths.into_iter().max_by_key(|&width| (rows_of(width), width)).unwrap_or(0)
}

/// Whether another table begins: behind an empty line or a title, with names and rows, and of another width than the
/// table `before` or with names that are unlike its columns.
fn begins_table(run: &Run, before: &[Run]) -> bool {
    let may_begin = run.begins_with_text && run.width >= 2 && run.rows >= 2 && run.fill == Fill::Rows;
    may_begin && (run.names != Names::No || run.is_behind_gap && run.width != widest(before))
}

/// Runs at the end that are no rows: text in few cells, if it is told from a row that was cut off by an empty line
/// before it, or by being a sentence; rows with something in the first cell that is unlike all identifiers; and single
/// rows that begin with a word for a total, however wide.
fn footer(runs: &[Run], columns: usize, names: bool) -> usize {
    // Several in a row are a table whose first column has such a word.
    let is_total = |run: &Run| run.is_total && run.rows == 1;
    let is_note = |run: &Run| run.fill == Fill::Note;
    let is_narrow = |run: &&Run| {
        let is_short = run.begins_with_text && (run.width == 1 || run.width * 2 <= columns);
        is_total(run) || is_note(run) || run.fill == Fill::Empty || is_short
    };
    let is_apart = |run: &&Run| {
        let is_cut_off = run.is_behind_gap && run.fill != Fill::Empty;
        is_total(run) || is_note(run) || is_cut_off || run.width == 1 && run.is_wordy
    };
    let narrow = runs.iter().rev().take_while(is_narrow).count();
    let notes: Vec<&Run> = runs.iter().skip(runs.len() - narrow).skip_while(|run| !is_apart(run)).collect();
    let lines: u64 = notes.iter().map(|run| run.rows).sum();
    let is_behind_rows = notes.len() < runs.len() && columns >= 2;
    // Where nearly all is notes, or one line without a name above it, there is no table that they could be about.
    let rows: u64 = runs.iter().filter(|run| run.fill == Fill::Rows).map(|run| run.rows).sum();
    let is_table = rows >= if names { 1 } else { 2 } && lines <= rows.max(FEW_FOOTER_LINES);
    let is_cut_off = notes.first().is_some_and(|run| run.is_behind_gap || run.is_total);
    let are_few = lines <= MOST_FOOTER_LINES && (is_cut_off || is_table);
    if is_behind_rows && are_few { notes.len() } else { 0 }
}

/// Rows of a run stand one below the other, but for their line ends inside quotes, so that lines are at best near.
fn note_odd(runs: &[Run], found: &mut Structure) {
    for run in runs.iter().filter(|run| run.width != found.columns) {
        note_lines(run, &mut found.odd_rows);
    }
}

fn note_lines(run: &Run, places: &mut Places) {
    places.note(run.first_line, 1);
    for row in 1..run.rows {
        let line = (u64::from(run.first_line) + row).min(u64::from(run.last_line));
        if places.lines.len() >= super::decode::MOST_PLACES {
            places.count += run.rows - row;
            break;
        }
        places.note(line as u32, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(first_line: u32, rows: u64, width: usize) -> Run {
        let last_line = first_line + rows as u32 - 1;
        let (is_behind_gap, begins_with_text, is_wordy, is_total) = (false, false, false, false);
        let (fill, names) = (Fill::Rows, Names::No);
        Run { first_line, last_line, width, rows, is_behind_gap, begins_with_text, is_wordy, is_total, fill, names }
    }

    fn tally(runs: Vec<Run>, repeats: Vec<u32>) -> Tally {
        let mut tally = Tally::default();
        tally.repeats = repeats;
        for run in &runs {
            *tally.widths.entry(run.width).or_default() += run.rows;
        }
        tally.runs = runs;
        tally
    }

    #[test]
    fn tables_footers_and_odd_rows_are_told_apart() {
        let found = structure(&tally(vec![run(2, 9, 4), run(11, 1, 3), run(12, 8, 4)], Vec::new()), 1, true);
        assert_eq!((found.rows, found.last_row, found.odd_rows.lines), (18, None, vec![11]));

        let second = Run { begins_with_text: true, ..run(11, 9, 4) };
        let found = structure(&tally(vec![run(2, 9, 4), second], vec![11]), 1, true);
        assert_eq!((found.rows, found.last_row, found.tables.len()), (9, Some(10), 2));

        let note = Run { begins_with_text: true, is_wordy: true, ..run(11, 1, 1) };
        let found = structure(&tally(vec![run(2, 9, 4), note], Vec::new()), 1, true);
        assert_eq!((found.rows, found.last_row, found.footer.lines), (9, Some(10), vec![11]));
    }
    #[test]
    fn notes_are_about_a_table() {
        let note =
            |first_line: u32, rows: u64| Run { fill: Fill::Note, begins_with_text: true, ..run(first_line, rows, 4) };
        let behind = |rows: u64, notes: u64, names: bool| {
            structure(&tally(vec![run(2, rows, 4), note(2 + rows as u32, notes)], Vec::new()), 1, names).footer.count
        };
        assert_eq!((behind(9, 2, true), behind(9, 9, true), behind(1, 2, true)), (2, 9, 2));
        assert_eq!((behind(9, 15, true), behind(1, 2, false), behind(30, 21, true)), (0, 0, 0));
    }
    #[test]
    fn a_total_behind_the_rows_is_no_row() {
        let total = |rows: u64| Run { is_total: true, ..run(11, rows, 4) };
        let found = structure(&tally(vec![run(2, 9, 4), total(1)], Vec::new()), 1, true);
        assert_eq!((found.rows, found.last_row, found.footer.lines), (9, Some(10), vec![11]));
        let within = structure(&tally(vec![run(2, 9, 4), total(1), run(12, 8, 4)], Vec::new()), 1, true);
        assert_eq!((within.rows, within.last_row), (18, None));
        let many = structure(&tally(vec![run(2, 9, 4), total(3)], Vec::new()), 1, true);
        assert_eq!((many.rows, many.last_row), (12, None));
    }
}
