//! A file of cases as columns to learn from or to answer: numbers, dates and words as the importer reads them.

use std::path::Path;

use crate::analysis::diagnosis::card::Provenance;
use crate::analysis::diagnosis::table::{RawCell, RawColumn};
use crate::base::time::MomentReader;
use crate::base::{Cancelled, Progress, Zone};
use crate::domain::ids::PatientId;
use crate::io::import::ImportError;
use crate::io::import::container::Pick;
use crate::io::import::source::Source;
use crate::io::import::values::{
    CellKind, ColumnProfile, ColumnTally, DateForm, MissingWords, NumberCell, NumberForm, is_usual_missing_word,
    read_moment, read_number,
};
use crate::io::model_file::fingerprint;
use crate::io::text_table::{TextRow, TextTable, column};

/// Words that mean "missing" among numbers and may be a value among words.
const MAYBE_A_VALUE: [&str; 6] = ["none", "nil", "无", "-", "nd", "n.d."];

/// A table of cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    pub columns: Vec<RawColumn>,
    /// The table as it stands.
    pub table: TextTable,
    pub provenance: Provenance,
    /// Who the rows are, where they are patients of the store; else empty.
    pub patients: Vec<PatientId>,
    /// Column with the day on which the target was known.
    pub target_date: Option<String>,
}

/// Reads a file that has the columns of these headings. Progress counts its bytes, then its columns.
///
/// # Errors
/// The file cannot be read, or lacks a column; cancelled.
pub fn read_cases(path: &Path, needed: &[String], progress: &Progress) -> Result<Cases, ImportError> {
    let lacks = |headings: &[String]| {
        needed.iter().filter(|needed| column(headings, needed).is_none()).cloned().collect::<Vec<String>>()
    };
    let table = TextTable::read(path, lacks)?;
    let mark = Source::open(path, Pick::default())?.whole(progress)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(cases_of(table, name, mark.sha256, progress)?)
}

/// The cases of a file that comes with the program.
///
/// # Errors
/// Cancelled.
pub fn sample_cases(name: &str, bytes: &[u8], progress: &Progress) -> Result<Cases, Cancelled> {
    cases_of(TextTable::of_bytes(bytes), name.to_owned(), fingerprint(bytes), progress)
}

/// A case that was typed, in the columns that a model asks for.
pub fn typed_case(fields: &[(String, String)]) -> Cases {
    let headings = fields.iter().map(|(name, _)| name.clone()).collect();
    let cells = fields.iter().map(|(_, text)| text.clone()).collect();
    let table = TextTable { headings, rows: vec![TextRow { line: 1, cells, surplus: 0 }] };
    let columns =
        fields.iter().map(|(name, text)| RawColumn { name: name.clone(), cells: vec![typed(text)] }).collect();
    Cases { columns, table, provenance: Provenance::default(), patients: Vec::new(), target_date: None }
}

/// A single cell says nothing of how its column is written: a number with a point or a comma, else a word.
fn typed(text: &str) -> RawCell {
    let text = text.trim();
    match text.replace(',', ".").parse::<f64>() {
        Ok(number) if number.is_finite() => RawCell::Number(number),
        _ if text.is_empty() => RawCell::Missing,
        _ => RawCell::Word(text.to_owned()),
    }
}

fn cases_of(table: TextTable, name: String, sha256: String, progress: &Progress) -> Result<Cases, Cancelled> {
    let mut columns = Vec::new();
    progress.restart(table.headings.len() as u64);
    for (place, heading) in table.headings.iter().enumerate() {
        progress.tick(1)?;
        columns.push(RawColumn { name: heading.clone(), cells: cells(&table, place) });
    }
    let provenance = Provenance { name, sha256, purpose: String::new() };
    Ok(Cases { columns, table, provenance, patients: Vec::new(), target_date: None })
}

fn cells(table: &TextTable, place: usize) -> Vec<RawCell> {
    let texts = || table.rows.iter().map(|row| (row.line, row.cells.get(place).map_or("", String::as_str)));
    let mut tally = ColumnTally::new();
    texts().for_each(|(line, text)| tally.add(text.as_bytes(), u32::try_from(line).unwrap_or(u32::MAX)));
    let mut reader = CellReader::of(&tally.conclude());
    texts().map(|(_, text)| reader.cell(text)).collect()
}

/// Reads the cells of one column alike.
struct CellReader {
    number: NumberForm,
    date: Option<DateForm>,
    moments: MomentReader,
    /// Whether most of the column are words.
    is_words: bool,
}

impl CellReader {
    fn of(profile: &ColumnProfile) -> CellReader {
        let is_dated = matches!(profile.kind.value, CellKind::Date | CellKind::Moment);
        CellReader {
            number: profile.number.as_ref().map(|found| found.value).unwrap_or_default(),
            date: profile.date.as_ref().filter(|_| is_dated).map(|found| found.value),
            moments: MomentReader::new(Zone::utc()),
            is_words: matches!(profile.kind.value, CellKind::Choice | CellKind::Text | CellKind::Boolean),
        }
    }

    fn cell(&mut self, text: &str) -> RawCell {
        let text = text.trim();
        if text.is_empty() || self.is_missing(text) {
            return RawCell::Missing;
        }
        let none = MissingWords::default();
        if let Some(form) = &self.date {
            return match read_moment(text, form, &none, &mut self.moments) {
                Ok(Some(moment)) => RawCell::Day(moment.local_date().0),
                Ok(None) => RawCell::Missing,
                Err(_) => RawCell::Word(text.to_owned()),
            };
        }
        // 007 names something, and 0.5 does not.
        let is_code = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = match read_number(text, &self.number, &none) {
            NumberCell::Value(number) if !is_code => number.to_string().parse::<f64>().ok(),
            // Exponents that the importer asks about, and more digits than it keeps.
            NumberCell::NotANumber if is_of_a_program(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        match number.filter(|number| number.is_finite()) {
            Some(number) => RawCell::Number(number),
            None => RawCell::Word(text.to_owned()),
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        let is_value = self.is_words && MAYBE_A_VALUE.contains(&text.to_lowercase().as_str());
        is_usual_missing_word(text) && !is_value
    }
}

/// A number as programs write them, with a point and perhaps an exponent.
fn is_of_a_program(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-' | b'e' | b'E'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<RawColumn> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cases.csv");
        std::fs::write(&path, text).expect("written");
        read_cases(&path, &["x".to_owned()], &Progress::default()).expect("read").columns
    }

    #[test]
    fn numbers_dates_and_words_are_read_as_the_column_is_written() {
        let text = "x;y;d;w\n1,5;1e3;17/12/2020;none\n?;-2;01/02/2021;?\n2,25;007;;mild\n0,5;inf;28/01/2021;mild\n";
        let columns = read(text);
        let number = |value| RawCell::Number(value);
        let word = |text: &str| RawCell::Word(text.to_owned());
        assert_eq!(columns[0].cells, [number(1.5), RawCell::Missing, number(2.25), number(0.5)]);
        assert_eq!(columns[1].cells, [number(1000.0), number(-2.0), word("007"), word("inf")]);
        assert_eq!(columns[2].cells[..2], [RawCell::Day(18_613), RawCell::Day(18_659)]);
        assert_eq!(columns[3].cells, [word("none"), RawCell::Missing, word("mild"), word("mild")]);
    }
}
