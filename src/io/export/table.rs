//! Tables as CSV: cohorts, twins, rejects. UTF-8, RFC 4180, LF.
//!
//! Cells that a spreadsheet would take for a formula are defused, see [`crate::io::formula`].

use std::io::{self, Write};

use crate::domain::demo_mark::DEMO_MARK;
use crate::io::formula::defused;

/// Writes one table.
pub struct TableWriter<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> TableWriter<W> {
    /// Begins a table with its headings. A table from the demo hospital begins with a comment line that says so:
    /// `# ` and the demo mark.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn begin(mut output: W, headings: &[&str], demo: bool) -> io::Result<Self> {
        if demo {
            writeln!(output, "# {DEMO_MARK}")?;
        }
        let rows = csv::WriterBuilder::new().flexible(true).from_writer(output);
        let mut table = TableWriter { rows };
        table.row(headings.iter().copied())?;
        Ok(table)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for cell in cells {
            self.rows.write_field(defused(cell).as_bytes()).map_err(of_output)?;
        }
        self.rows.write_record(None::<&[u8]>).map_err(of_output)
    }

    /// Writes a row as it stands: for cells that come from the program's own tables or were defused before.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn own_row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for cell in cells {
            self.rows.write_field(cell.as_bytes()).map_err(of_output)?;
        }
        self.rows.write_record(None::<&[u8]>).map_err(of_output)
    }

    /// Writes what is left and gives the output back.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.rows.into_inner().map_err(|error| io::Error::from(error.error().kind()))
    }
}

/// The output's own error, with its kind: a closed pipe and a full disk are told apart.
fn of_output(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(demo: bool, rows: &[&[&str]]) -> String {
        let mut table = TableWriter::begin(Vec::new(), &["a", "b"], demo).expect("memory takes everything");
        for row in rows {
            table.row(row.iter().copied()).expect("memory takes everything");
        }
        String::from_utf8(table.finish().expect("memory takes everything")).expect("text went in")
    }

    #[test]
    fn quotes_and_mark() {
        let text = written(true, &[&["x,y", "=1+1"], &["say \"王\"", ""]]);
        assert_eq!(text, format!("# {DEMO_MARK}\na,b\n\"x,y\",'=1+1\n\"say \"\"王\"\"\",\n"));
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        let text = written(false, &[&["=1+1", "-5.4"], &["@x", "+1-1"]]);
        assert_eq!(text, "a,b\n'=1+1,-5.4\n'@x,'+1-1\n");
    }
}
