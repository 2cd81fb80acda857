//! Where exported rows go: CSV, or a workbook where the file is called one.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::demo_mark::DEMO_MARK;
use crate::io::export::TableWriter;
use crate::io::export::workbook::{ExportError, OutCell, SheetWriter};
use crate::io::formula::{defused, undefused};

use super::super::output::{Beside, Failure};

/// Workbooks and tables of other kinds, which a name must not promise.
const OTHER_KINDS: [&str; 8] = ["xls", "xlsm", "xlsb", "ods", "json", "parquet", "xml", "html"];

/// One table being written.
pub struct OutTable<'a> {
    to: PathBuf,
    rows: Rows<'a>,
}

enum Rows<'a> {
    Csv(Box<TableWriter<&'a mut BufWriter<File>>>),
    /// The workbook is written at the end.
    Sheet(Box<SheetWriter>, &'a mut BufWriter<File>),
}

/// Writes a file by its name, whole or not at all.
///
/// # Errors
/// A name that promises another kind of file; the file cannot be written; what `write` says.
pub fn write(
    to: &Path,
    headings: &[&str],
    demo: bool,
    write: impl FnOnce(&mut OutTable<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let extension = to.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    if OTHER_KINDS.contains(&extension.as_str()) {
        let shown = to.display();
        return Err(Failure(format!("{shown}: only CSV and .xlsx are written; name the file so")));
    }
    Beside::begin(to)?.finish(|out| {
        let mut table = OutTable::begin(to, extension == "xlsx", out, headings, demo)?;
        write(&mut table)?;
        table.finish()
    })
}

impl<'a> OutTable<'a> {
    fn begin(
        to: &Path,
        is_workbook: bool,
        out: &'a mut BufWriter<File>,
        headings: &[&str],
        demo: bool,
    ) -> Result<OutTable<'a>, Failure> {
        let to = to.to_owned();
        if !is_workbook {
            return Ok(OutTable { to, rows: Rows::Csv(Box::new(TableWriter::begin(out, headings, demo)?)) });
        }
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let sheet = SheetWriter::begin(demo.then_some(DEMO_MARK), folder).map_err(|error| in_words(&to, &error))?;
        let mut table = OutTable { to, rows: Rows::Sheet(Box::new(sheet), out) };
        table.row(headings.iter().copied())?;
        Ok(table)
    }

    /// Writes the next row.
    pub fn row<'b>(&mut self, cells: impl IntoIterator<Item = &'b str>) -> Result<(), Failure> {
        match &mut self.rows {
            Rows::Csv(table) => Ok(table.row(cells)?),
            Rows::Sheet(sheet, _) => {
                // A sheet keeps text as text; only what an import would take for defused has to be defused once more.
                let texts = cells.into_iter().map(|cell| match undefused(cell.as_bytes()) == cell.as_bytes() {
                    true => cell.into(),
                    false => defused(cell),
                });
                let texts: Vec<_> = texts.collect();
                let cells = texts.iter().map(|text| OutCell::exactly(text));
                sheet.row(cells).map_err(|error| in_words(&self.to, &error))
            }
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self.rows {
            Rows::Csv(table) => Ok(table.finish()?.flush()?),
            Rows::Sheet(sheet, out) => sheet.finish(out).map_err(|error| in_words(&self.to, &error)),
        }
    }
}

fn in_words(to: &Path, error: &ExportError) -> Failure {
    let to = to.display();
    Failure(match error {
        ExportError::SheetFull(_) | ExportError::TextTooLong(_) => {
            format!("{to}: {error}; give --out a name that ends in .csv")
        }
        ExportError::NotWritten => format!("{to}: {error}; see that its disk has space that is free"),
    })
}
