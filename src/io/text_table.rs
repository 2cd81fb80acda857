//! A table whose columns go through a command and out again: headings, rows of text, and the line of each.
//!
//! A file that is what the manual says (UTF-8, commas, headings first) is read as it stands. Any other goes through the
//! importer's detection, so that encodings, delimiters, packed files and workbooks are read as everywhere else.

use std::path::Path;

use super::formula::undefused;
use super::import::{self, ImportError};

/// A table in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextTable {
    pub headings: Vec<String>,
    pub rows: Vec<TextRow>,
}

/// A row; `cells` has one for each heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Physical line in the file, from 1.
    pub line: u64,
    pub cells: Vec<String>,
    /// Cells beyond the last heading that hold something: the row is not what it seems.
    pub surplus: usize,
}

impl TextTable {
    /// Reads a file in which `lacks` finds what it needs among the headings; it names what it does not find.
    ///
    /// # Errors
    /// The file cannot be read, or lacks a column.
    pub fn read(path: &Path, lacks: impl Fn(&[String]) -> Vec<String>) -> Result<TextTable, ImportError> {
        let bytes = std::fs::read(path).map_err(|error| ImportError::from_io(path, &error))?;
        let plain = plain(&bytes).filter(|table| lacks(&table.headings).is_empty());
        if let Some(table) = plain {
            return Ok(table);
        }
        drop(bytes);
        let table = detected(path)?;
        let fields = lacks(&table.headings);
        if fields.is_empty() { Ok(table) } else { Err(ImportError::MissingColumns { fields }) }
    }

    /// A table that comes with the program: UTF-8 with commas; empty where it is anything else.
    pub fn of_bytes(bytes: &[u8]) -> TextTable {
        plain(bytes).unwrap_or_default()
    }

    /// Position of the one column with this heading; blanks around it and case do not matter.
    pub fn column(&self, heading: &str) -> Option<usize> {
        column(&self.headings, heading)
    }
}

/// Position of the one column with this heading; `None` where it is not there or stands twice.
pub fn column(headings: &[String], heading: &str) -> Option<usize> {
    let places = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
        headings.iter().enumerate().filter(|(_, found)| is_it(found.trim())).map(|(place, _)| place).collect()
    };
    let exact = places(&|found| found == heading.trim());
    let found = if exact.is_empty() { places(&|found| found.eq_ignore_ascii_case(heading.trim())) } else { exact };
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// UTF-8 with commas; `None` where it is anything else.
fn plain(bytes: &[u8]) -> Option<TextTable> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).ok()?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headings: Vec<String> = reader.headers().ok()?.iter().map(|heading| heading.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let line = record.position().map_or(0, |start| start.line() + blank_lines_at(text, start.byte()));
        rows.push(row(line, record.iter(), headings.len()));
    }
    Some(TextTable { headings, rows })
}

/// Blank lines that the reader takes for the beginning of the record behind them.
fn blank_lines_at(text: &str, byte: u64) -> u64 {
    let rest = usize::try_from(byte).ok().and_then(|start| text.as_bytes().get(start..)).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.filter(|byte| **byte == b'\n').fold(0, |lines, _| lines + 1)
}

fn detected(path: &Path) -> Result<TextTable, ImportError> {
    let inspection = import::inspect(path)?;
    let headings: Vec<String> = inspection.headings.iter().map(|heading| heading.trim().to_owned()).collect();
    let rows = import::all_rows(&inspection)?;
    let of_row = |found: &import::preview::PreviewRow| {
        row(u64::from(found.line), found.cells.iter().map(String::as_str), headings.len())
    };
    let rows = rows.iter().map(of_row).collect();
    Ok(TextTable { headings, rows })
}

fn row<'a>(line: u64, cells: impl Iterator<Item = &'a str>, headings: usize) -> TextRow {
    let mut cells: Vec<String> = cells.map(read_back).collect();
    let surplus = cells.iter().skip(headings).filter(|cell| !cell.trim().is_empty()).count();
    cells.resize(headings, String::new());
    TextRow { line, cells, surplus }
}

/// Without what an export put before a formula.
fn read_back(cell: &str) -> String {
    String::from_utf8_lossy(undefused(cell.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8], needs: &str) -> Result<TextTable, ImportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.csv");
        std::fs::write(&path, content).expect("written");
        let lacks = |headings: &[String]| match column(headings, needs) {
            Some(_) => Vec::new(),
            None => vec![needs.to_owned()],
        };
        TextTable::read(&path, lacks)
    }

    #[test]
    fn lines_are_those_of_the_file_and_short_rows_are_filled_up() {
        let table = read(b"\xEF\xBB\xBFid,text\nP1,\"two\nlines\"\n\nP2\nP3,x,\nP4,x,y\n", "text").expect("read");
        let lines: Vec<_> = table.rows.iter().map(|row| (row.line, row.cells.len(), row.surplus)).collect();
        assert_eq!(lines, [(2, 2, 0), (5, 2, 0), (6, 2, 0), (7, 2, 1)]);
        assert_eq!(table.rows[1].cells, ["P2", ""]);
    }

    #[test]
    fn other_delimiters_and_encodings_are_found() {
        let semicolons = read("id;text\nP1;BRCA1, TP53\nP2;APOE*4\n".as_bytes(), "text").expect("read");
        assert_eq!(semicolons.rows[0].cells, ["P1", "BRCA1, TP53"]);
        let (chinese, _, _) = encoding_rs::GB18030.encode("编号,文本\n甲一,检出突变\n甲二,未检出突变\n甲三,携带\n");
        let chinese = read(&chinese, "文本").expect("read");
        assert_eq!((chinese.rows[0].cells[1].as_str(), chinese.rows[0].line), ("检出突变", 2));
    }

    #[test]
    fn a_column_that_lacks_or_stands_twice_is_named() {
        assert!(
            matches!(read(b"id,other\nP1,x\n", "text"), Err(ImportError::MissingColumns { fields }) if fields == ["text"])
        );
        assert!(read(b"text,text\nP1,x\n", "text").is_err());
        assert!(read(b"", "text").is_err());
    }
}
