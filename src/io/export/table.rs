//! Tables as CSV: cohorts, twins, rejects. UTF-8, RFC 4180, LF.
//!
//! A cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@` or a tab) is written as it is
//! unless the caller asks to have it defused: then text gets an apostrophe in front, plain numbers stay as they are. An
//! export that is read again by a program should not be defused, one that a person opens in a spreadsheet should.

use std::io::{self, Write};

use crate::base::Decimal;
use crate::domain::demo_mark::DEMO_MARK;

/// What to do with cells that a spreadsheet would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formulas {
    AsTheyAre,
    /// An apostrophe before text that begins like a formula.
    Defused,
}

/// Writes one table.
pub struct TableWriter<W: Write> {
    rows: csv::Writer<W>,
    formulas: Formulas,
}

impl<W: Write> TableWriter<W> {
    /// Begins a table with its headings. A table from the demo hospital begins with a comment line that says so:
    /// `# ` and the demo mark.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn begin(mut output: W, headings: &[&str], demo: bool, formulas: Formulas) -> io::Result<Self> {
        if demo {
            writeln!(output, "# {DEMO_MARK}")?;
        }
        let rows = csv::WriterBuilder::new().flexible(true).from_writer(output);
        let mut table = TableWriter { rows, formulas };
        table.row(headings.iter().copied())?;
        Ok(table)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for cell in cells {
            let is_defused = self.formulas == Formulas::Defused && is_formula(cell);
            if is_defused {
                self.rows.write_field(format!("'{cell}"))?;
            } else {
                self.rows.write_field(cell)?;
            }
        }
        self.rows.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is left and gives the output back.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.rows.into_inner().map_err(|error| io::Error::from(error.error().kind()))
    }
}

/// Whether a spreadsheet would take the cell for a formula. Numbers with a sign are none.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t']) && Decimal::parse(cell.as_bytes()).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(demo: bool, formulas: Formulas, rows: &[&[&str]]) -> String {
        let mut table = TableWriter::begin(Vec::new(), &["a", "b"], demo, formulas).expect("memory takes everything");
        for row in rows {
            table.row(row.iter().copied()).expect("memory takes everything");
        }
        String::from_utf8(table.finish().expect("memory takes everything")).expect("text went in")
    }

    #[test]
    fn quotes_and_mark() {
        let text = written(true, Formulas::AsTheyAre, &[&["x,y", "=1+1"], &["say \"王\"", ""]]);
        assert_eq!(text, format!("# {DEMO_MARK}\na,b\n\"x,y\",=1+1\n\"say \"\"王\"\"\",\n"));
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        let text = written(false, Formulas::Defused, &[&["=1+1", "-5.4"], &["@x", "+1-1"]]);
        assert_eq!(text, "a,b\n'=1+1,-5.4\n'@x,'+1-1\n");
    }
}
