//! What stands above the table that is read: lines that are left out, and among them tables of their own.

use super::detected::{Places, TableFound};
use super::headings::Row;

/// Columns from which rows above are told from a preamble of names and values, which has two.
const FEWEST_COLUMNS: usize = 3;

/// Lines with text above the line `first` of the table.
pub(crate) fn lines_above(rows: &[Row], first: u32) -> Places {
    let mut lines = Places::default();
    for row in above(rows, first).filter(|row| row.filled() > 0) {
        lines.note(row.line, 1);
    }
    lines
}

/// Tables above the line `first`: rows one below the other that are equally wide, with names in the first of them.
pub(crate) fn tables_above(rows: &[Row], first: u32) -> Vec<TableFound> {
    let rows: Vec<&Row> = above(rows, first).collect();
    let groups = rows
        .chunk_by(|upper, lower| upper.line + upper.lines == lower.line && lower.filled() > 0 && upper.filled() > 0);
    groups.map(without_title).filter_map(table).collect()
}

fn above(rows: &[Row], first: u32) -> impl Iterator<Item = &Row> {
    rows.iter().take_while(move |row| row.line < first)
}

/// Rows but for the first, if only one of its cells is filled and several below it are.
fn without_title<'a, 'b>(rows: &'b [&'a Row]) -> &'b [&'a Row] {
    match rows {
        [title, rest @ ..] if title.filled() == 1 && rest.first().is_some_and(|row| row.filled() > 1) => rest,
        rows => rows,
    }
}

fn table(rows: &[&Row]) -> Option<TableFound> {
    let (names, last) = (rows.first()?, rows.last()?);
    let columns = names.cells.len();
    let is_even = rows.iter().all(|row| row.cells.len() == columns);
    let is_table = is_even && rows.len() >= 2 && columns >= FEWEST_COLUMNS && names.filled() == columns;
    is_table.then(|| TableFound {
        first_line: names.line,
        last_line: last.line + last.lines - 1,
        columns: columns as u32,
        rows: rows.len() as u64 - 1,
    })
}
