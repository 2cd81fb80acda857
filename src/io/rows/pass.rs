//! The rows of a table with further cells: read, computed and written side by side.

use std::io::Write;

use memchr::memchr;

use super::super::formula::{defused, is_formula};
use super::super::import::ImportError;
use super::super::import::scan::{Record, Scanner};
use super::super::import::stretch::{Stretch, StretchKind};
use super::super::import::threads::{Effort, Portion, Worker, in_order};
use super::headed::HeadedTable;
use crate::base::Progress;

/// Short, so that what is read, computed and not yet written stays small together.
const STRETCH_BYTES: usize = 1 << 20;
/// Signs of the first byte of a cell that may begin a formula: ASCII signs, the apostrophe, a full-width sign.
const SUSPICIOUS: [u8; 9] = [b'=', b'+', b'-', b'@', b'\t', b'\r', b'\n', b'\'', 0xef];

/// Computes the further cells of a row; one for each thread.
pub trait Adder: Send {
    /// Adds a cell for each further column, and says what is wrong with the row, if something is.
    fn add(&mut self, row: &Cells<'_>, added: &mut Added<'_>) -> Option<String>;
}

/// A row's cells as they stand in the file.
pub struct Cells<'a> {
    source: &'a [u8],
    record: &'a Record,
}

impl Cells<'_> {
    /// The text of a cell, from 0; empty where there is none. `None` if it is not UTF-8.
    pub fn text(&self, cell: usize) -> Option<&str> {
        std::str::from_utf8(self.record.cell(self.source, cell)).ok()
    }
}

/// Takes the further cells of a row.
pub struct Added<'a> {
    out: &'a mut Vec<u8>,
    count: usize,
}

impl Added<'_> {
    /// A finite number in the shortest form that reads back as the same number.
    pub fn number(&mut self, value: f64) {
        self.begin();
        // The writer of JSON numbers takes half the time of the standard library's. Memory takes everything.
        let _outcome = if value.fract() == 0.0 && value.abs() < 1e15 {
            // Without the fraction's ".0": counts and points are whole.
            serde_json::to_writer(&mut *self.out, &(value as i64))
        } else {
            serde_json::to_writer(&mut *self.out, &value)
        };
    }

    pub fn text(&mut self, text: &str) {
        self.begin();
        write_cell(self.out, text.as_bytes());
    }

    pub fn empty(&mut self) {
        self.begin();
    }

    fn begin(&mut self) {
        self.out.push(b',');
        self.count += 1;
    }
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    pub rows: u64,
    /// Rows with something wrong.
    pub refused: u64,
}

/// Writes the table with the columns `added` and a last column `error`.
///
/// # Errors
/// The file cannot be read, the output cannot be written, cancelled.
pub fn pass<'w>(
    table: HeadedTable,
    added: &[&str],
    adder: &(dyn Fn() -> Box<dyn Adder + 'w> + Sync),
    progress: &Progress,
    out: &mut dyn Write,
) -> Result<Passed, PassError> {
    let (path, columns) = (table.path.clone(), table.headings().len());
    let mut first = Vec::new();
    let headings = table.headings().iter().map(String::as_str).chain(added.iter().copied()).chain(["error"]);
    headings.enumerate().for_each(|(at, heading)| {
        if at > 0 {
            first.push(b',');
        }
        write_cell(&mut first, heading.as_bytes());
    });
    first.push(b'\n');
    out.write_all(&first).map_err(PassError::Unwritten)?;
    progress.set_total(table.bytes());
    let form = Form { columns, added: added.len(), is_comma: table.delimiter == b',' };
    let worker =
        || -> Box<dyn Worker<Made> + 'w> { Box::new(Passer { form, adder: adder(), record: Record::default() }) };
    let effort = Effort { stretch_bytes: STRETCH_BYTES, ..Effort::of_this_computer() };
    let (mut passed, mut unwritten) = (Passed::default(), None);
    let mut take = |made: Made| {
        passed.rows += made.passed.rows;
        passed.refused += made.passed.refused;
        progress.tick(made.read)?;
        out.write_all(&made.bytes).map_err(|error| {
            unwritten = Some(error);
            ImportError::Cancelled(crate::base::Cancelled)
        })
    };
    let read = in_order(&path, table.into_plain(), effort, progress, &worker, &mut take);
    match unwritten {
        Some(error) => Err(PassError::Unwritten(error)),
        None => read.map(|()| passed).map_err(PassError::Unread),
    }
}

/// Why a table did not pass.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    #[error(transparent)]
    Unread(ImportError),
    #[error("the output cannot be written")]
    Unwritten(#[source] std::io::Error),
}

/// What the rows of a table look like.
#[derive(Clone, Copy)]
struct Form {
    /// Cells of a row that came in.
    columns: usize,
    /// Further cells.
    added: usize,
    is_comma: bool,
}

/// A stretch of the output.
struct Made {
    bytes: Vec<u8>,
    passed: Passed,
    /// Bytes of the input.
    read: u64,
}

/// Reads a stretch and writes its rows.
struct Passer<'w> {
    form: Form,
    adder: Box<dyn Adder + 'w>,
    record: Record,
}

impl Worker<Made> for Passer<'_> {
    fn work(&mut self, portion: &Portion) -> Result<Made, ImportError> {
        let stretch = &portion.stretch;
        let read = stretch.bytes.len() as u64;
        let mut made = Made { bytes: Vec::with_capacity(stretch.bytes.len() * 3), passed: Passed::default(), read };
        match stretch.kind {
            StretchKind::Records => self.records(stretch, portion.number == 0, &mut made),
            StretchKind::UnclosedQuote => {
                write_cell(&mut made.bytes, stretch.bytes.trim_ascii_end());
                self.refused(1, "a quote is opened and never closed", &mut made);
            }
        }
        Ok(made)
    }
}

impl Passer<'_> {
    fn records(&mut self, stretch: &Stretch, has_headings: bool, made: &mut Made) {
        let mut scanner: Scanner<'_> = stretch.scanner();
        if has_headings {
            scanner.read(&mut self.record);
        }
        while scanner.read(&mut self.record) {
            self.row(&stretch.bytes, made);
        }
    }

    fn row(&mut self, source: &[u8], made: &mut Made) {
        let cells = self.record.cell_count();
        if cells != self.form.columns {
            (0..cells.min(self.form.columns)).for_each(|cell| {
                if cell > 0 {
                    made.bytes.push(b',');
                }
                write_cell(&mut made.bytes, self.record.cell(source, cell));
            });
            let wrong = format!("the row has {cells} cells and the heading line {}", self.form.columns);
            return self.refused(cells.min(self.form.columns), &wrong, made);
        }
        if self.form.is_comma && is_harmless(&self.record, source, cells) {
            made.bytes.extend_from_slice(self.record.raw(source));
        } else {
            write_cells(&mut made.bytes, &self.record, source, cells);
        }
        let mut added = Added { out: &mut made.bytes, count: 0 };
        let wrong = self.adder.add(&Cells { source, record: &self.record }, &mut added);
        for _ in added.count..self.form.added {
            added.empty();
        }
        made.bytes.push(b',');
        if let Some(wrong) = wrong {
            write_cell(&mut made.bytes, wrong.as_bytes());
            made.passed.refused += 1;
        }
        made.bytes.push(b'\n');
        made.passed.rows += 1;
    }

    /// Ends a row of which so many cells are written, without any of the further ones.
    fn refused(&self, written: usize, wrong: &str, made: &mut Made) {
        for _ in written..=self.form.columns + self.form.added {
            made.bytes.push(b',');
        }
        write_cell(&mut made.bytes, wrong.as_bytes());
        made.bytes.push(b'\n');
        made.passed.rows += 1;
        made.passed.refused += 1;
    }
}

/// Whether the row can go out byte for byte: no cell is a formula, and no carriage return ends a line halfway.
fn is_harmless(record: &Record, source: &[u8], cells: usize) -> bool {
    let is_plain = |cell: usize| match record.cell(source, cell) {
        [first, ..] if SUSPICIOUS.contains(first) => {
            let text = std::str::from_utf8(record.cell(source, cell));
            text.is_ok_and(|text| !is_formula(text.trim_start_matches('\'')))
        }
        _ => true,
    };
    (0..cells).all(is_plain) && memchr(b'\r', record.raw(source)).is_none()
}

fn write_cells(out: &mut Vec<u8>, record: &Record, source: &[u8], cells: usize) {
    for cell in 0..cells {
        if cell > 0 {
            out.push(b',');
        }
        write_cell(out, record.cell(source, cell));
    }
}

/// A cell, defused, in quotes where it needs them.
fn write_cell(out: &mut Vec<u8>, cell: &[u8]) {
    let text = std::str::from_utf8(cell).map(defused);
    let cell = text.as_ref().map_or(cell, |text| text.as_bytes());
    if !cell.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(cell);
        return;
    }
    out.push(b'"');
    for byte in cell {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says how long the first cell is, and refuses rows that begin with an x.
    struct Length;

    impl Adder for Length {
        fn add(&mut self, row: &Cells<'_>, added: &mut Added<'_>) -> Option<String> {
            let text = row.text(0)?;
            if text.starts_with('x') {
                return Some("it begins with an x".to_owned());
            }
            added.number(text.len() as f64 / 4.0);
            None
        }
    }

    fn passed(text: &str) -> (String, Passed) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).expect("written");
        let table = HeadedTable::open(&path).expect("a table");
        let mut out = Vec::new();
        let adder = || -> Box<dyn Adder> { Box::new(Length) };
        let passed = pass(table, &["length"], &adder, &Progress::default(), &mut out).expect("memory takes all");
        (String::from_utf8(out).expect("text"), passed)
    }

    #[test]
    fn rows_go_out_as_they_came_with_further_cells() {
        let (text, counts) = passed("\u{feff}a,b\r\nabcd,\"1,2\"\r\nab,-5\r\n\r\nxy,\"say \"\"王\"\"\"");
        let want = "a,b,length,error\nabcd,\"1,2\",1,\nab,-5,0.5,\nxy,\"say \"\"王\"\"\",,it begins with an x\n";
        assert_eq!(text, want);
        assert_eq!(counts, Passed { rows: 3, refused: 1 });
    }

    #[test]
    fn formulas_are_defused_and_other_delimiters_become_commas() {
        assert_eq!(passed("a,b\n=1+1,@x\n").0, "a,b,length,error\n'=1+1,'@x,1,\n");
        assert_eq!(passed("a;b\n12;1,5\n").0, "a,b,length,error\n12,\"1,5\",0.5,\n");
        assert_eq!(passed("a\tb\n\"x\ty\"\t\"=1\"\n").0, "a,b,length,error\nx\ty,'=1,,it begins with an x\n");
    }

    #[test]
    fn rows_of_another_width_and_open_quotes_are_refused_in_their_place() {
        let (text, counts) = passed("a,b\n1\n1,2,3\n\"4,5\n6,7\n");
        let want = "a,b,length,error\n1,,,the row has 1 cells and the heading line 2\n\
                    1,2,,the row has 3 cells and the heading line 2\n\
                    \"\"\"4,5\",,,a quote is opened and never closed\n6,7,0.25,\n";
        assert_eq!(text, want);
        assert_eq!(counts, Passed { rows: 4, refused: 3 });
    }

    /// Many stretches on several threads come out in the order of the file.
    #[test]
    fn a_long_table_keeps_its_order() {
        let rows: Vec<String> = (0..300_000).map(|row| format!("{row},x\n")).collect();
        let (text, counts) = passed(&format!("a,b\n{}", rows.concat()));
        assert_eq!(counts.rows, 300_000);
        let numbers = text.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_owned());
        assert!(numbers.eq((0..300_000).map(|row| row.to_string())));
    }

    #[test]
    fn columns_are_found_whatever_their_order_and_case() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |text: &str| {
            let path = folder.path().join("t.csv");
            std::fs::write(&path, text).expect("written");
            HeadedTable::open(&path)
        };
        let table = open("b, Age ,T1,t1,age_x\n").expect("a table");
        assert_eq!([table.place("age"), table.place("T1"), table.place("b")], [Ok(1), Ok(2), Ok(0)]);
        assert_eq!(table.place("x"), Err(super::super::HeadingFault::Missing));
        assert_eq!(open("a,a\n").expect("a table").place("a"), Err(super::super::HeadingFault::Twice));
        assert!(matches!(open(""), Err(ImportError::Empty { .. })));
        assert!(matches!(open("\n\n"), Err(ImportError::Empty { .. })));
        assert!(matches!(open("a\0b\n"), Err(ImportError::NotText { .. })));
    }
}
