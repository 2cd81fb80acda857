//! Files of costs: rows to learn from, and rows whose cost is asked for.

use std::path::Path;

use crate::analysis::diagnosis::table::RawCell;
use crate::analysis::schedule::cost::CostRow;
use crate::app::diagnosis::{Cases, read_cases};
use crate::base::Progress;
use crate::io::import::ImportError;
use crate::io::text_table::{TextTable, column};

/// Rows of a file, and the lines that cannot be learned from with the reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CostRows {
    pub rows: Vec<CostRow>,
    pub left_out: Vec<(u64, String)>,
}

/// Reads rows with a word in each of the input columns and a number in the target's.
///
/// # Errors
/// The file cannot be read, or lacks a column; cancelled.
pub fn read_costs(path: &Path, inputs: &[String], target: &str, progress: &Progress) -> Result<CostRows, ImportError> {
    let needed: Vec<String> = inputs.iter().cloned().chain([target.to_owned()]).collect();
    let cases = read_cases(path, &needed, progress)?;
    let places: Vec<usize> = needed.iter().filter_map(|name| column(&cases.table.headings, name)).collect();
    let Some((target_place, input_places)) = places.split_last() else { return Ok(CostRows::default()) };
    let mut found = CostRows::default();
    for (at, row) in cases.table.rows.iter().enumerate() {
        match cost_row(&cases, at, input_places, *target_place) {
            Ok(costs) => found.rows.push(costs),
            Err(why) => found.left_out.push((row.line, why)),
        }
    }
    Ok(found)
}

fn cost_row(cases: &Cases, at: usize, inputs: &[usize], target: usize) -> Result<CostRow, String> {
    let heading = |place: usize| cases.table.headings.get(place).map_or("", String::as_str);
    let row = cases.table.rows.get(at).filter(|row| row.surplus == 0);
    let row = row.ok_or("the row has more cells than there are headings")?;
    let words = inputs.iter().map(|place| word(cases, at, *place).ok_or(format!("no {}", heading(*place))));
    let words = words.collect::<Result<Vec<String>, String>>()?;
    match cases.columns.get(target).and_then(|column| column.cells.get(at)) {
        Some(RawCell::Number(cost)) if cost.is_finite() => Ok(CostRow { words, cost: *cost, line: row.line }),
        Some(RawCell::Missing) | None => Err(format!("no {}", heading(target))),
        Some(_) => Err(format!("{} is not a number", heading(target))),
    }
}

/// What stands in a cell; nothing where it says that it is missing.
fn word(cases: &Cases, at: usize, place: usize) -> Option<String> {
    let is_missing = matches!(cases.columns.get(place)?.cells.get(at)?, RawCell::Missing);
    let text = cases.table.rows.get(at)?.cells.get(place)?.trim();
    (!is_missing && !text.is_empty()).then(|| text.to_owned())
}

/// A table whose rows ask for a cost, with the words of each row.
pub struct CostQuestions {
    pub table: TextTable,
    /// By row, then by input; nothing of a row that cannot be used.
    pub words: Vec<Option<Vec<Option<String>>>>,
}

/// Reads rows that have these columns.
///
/// # Errors
/// As [`read_costs`].
pub fn read_questions(path: &Path, inputs: &[String], progress: &Progress) -> Result<CostQuestions, ImportError> {
    let cases = read_cases(path, inputs, progress)?;
    let places: Vec<usize> = inputs.iter().filter_map(|name| column(&cases.table.headings, name)).collect();
    let of_row = |at: usize| -> Vec<Option<String>> { places.iter().map(|place| word(&cases, at, *place)).collect() };
    let rows = cases.table.rows.iter().enumerate();
    let words = rows.map(|(at, row)| (row.surplus == 0).then(|| of_row(at))).collect();
    Ok(CostQuestions { table: cases.table, words })
}
