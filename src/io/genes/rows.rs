//! Small tables of results: their columns by heading, and rows that cannot be read, with their line.

use std::path::Path;

use csv::StringRecord;

use crate::domain::genome::Gene;
use crate::io::formula::undefused;

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    pub line: u64,
    pub why: String,
}

/// A row about one gene of one sample that was not taken, both as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCall {
    pub sample: String,
    pub gene: String,
    pub row: RefusedRow,
}

/// Reads a table whose first two wanted columns are sample and gene, as [`read`] does; what is refused keeps both.
pub fn read_of_genes<const N: usize>(
    path: &Path,
    wanted: [Wanted; N],
    mut take: impl FnMut(u64, [&str; N]) -> Result<(), String>,
) -> Result<Vec<RefusedCall>, RowsError> {
    let mut whose: Vec<(String, String)> = Vec::new();
    let refused = read(path, wanted, |line, cells| {
        let of = |at: usize| cells.get(at).copied().unwrap_or("").to_owned();
        let taken = if of(0).is_empty() { Err("the sample is empty".to_owned()) } else { take(line, cells) };
        taken.inspect_err(|_| whose.push((of(0), of(1))))
    })?;
    Ok(refused.into_iter().zip(whose).map(|(row, (sample, gene))| RefusedCall { sample, gene, row }).collect())
}

/// The gene of a cell, and an HLA allele that stands with it: `HLA-B*57:01`.
///
/// # Errors
/// No gene that is known.
pub fn gene_of(cell: &str) -> Result<(Gene, Option<&str>), String> {
    let (symbol, allele) = cell.split_once('*').map_or((cell, None), |(symbol, allele)| (symbol, Some(allele)));
    let gene = Gene::from_symbol(symbol).ok_or_else(|| format!("not a gene that is known here: {cell}"))?;
    Ok((gene, allele))
}

/// A table that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    #[error("{name}: {what}")]
    Unreadable { name: String, what: String },
    #[error("{name}: no column named {heading}")]
    NoColumn { name: String, heading: &'static str },
}

/// Columns that are wanted: each with the headings it may have, and whether the table cannot do without.
pub type Wanted = (&'static [&'static str], Demand);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    Required,
    Optional,
}

/// Reads a table and hands over each row's line and cells in the order of `wanted`; a cell that is not there is empty.
pub fn read<const N: usize>(
    path: &Path,
    wanted: [Wanted; N],
    mut take: impl FnMut(u64, [&str; N]) -> Result<(), String>,
) -> Result<Vec<RefusedRow>, RowsError> {
    let name = path.display().to_string();
    let unreadable = |error: csv::Error| RowsError::Unreadable { name: name.clone(), what: error.to_string() };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(unreadable)?;
    let headings = reader.headers().map_err(unreadable)?.clone();
    let mut columns = [None; N];
    for (column, (names, demand)) in columns.iter_mut().zip(wanted) {
        *column = headings.iter().position(|heading| is_one_of(heading, names));
        if column.is_none() && demand == Demand::Required {
            return Err(RowsError::NoColumn { name, heading: names.first().copied().unwrap_or_default() });
        }
    }
    let mut refused = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = columns.map(|column| column.map_or("", |column| cell(&record, column)));
        if let Err(why) = take(line, cells) {
            refused.push(RefusedRow { line, why });
        }
    }
    Ok(refused)
}

fn is_one_of(heading: &str, names: &[&str]) -> bool {
    let heading = heading.trim_start_matches('\u{feff}').trim();
    names.iter().any(|name| heading.eq_ignore_ascii_case(name))
}

/// A cell without blanks around it, and without the apostrophe that a spreadsheet needed.
fn cell(record: &StringRecord, column: usize) -> &str {
    let cell = record.get(column).unwrap_or("").trim();
    std::str::from_utf8(undefused(cell.as_bytes())).unwrap_or(cell)
}
