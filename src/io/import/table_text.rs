//! The table of a file as plain text: what `inspect --table` writes.

use std::io::Write;

use super::cells::shown;
use super::error::ImportError;
use super::form::DetectedForm;
use super::scan::Record;
use super::source::Source;
use super::stretch::{STRETCH_BYTES, StretchKind, StretchReader};

/// Writes the cells of a file as UTF-8 with commas, headings first; columns without names are `col_0`, `col_1` and so on.
/// Rows keep the number of cells they have.
///
/// # Errors
/// The file cannot be read, `out` cannot be written.
pub fn write_table<W: Write>(source: &Source, found: &DetectedForm, out: W) -> Result<(), ImportError> {
    let unread = |error: std::io::Error| ImportError::from_io(source.path(), &error);
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
    if found.form.table.headings.is_none() {
        let names = (0..found.columns).map(|column| format!("col_{column}"));
        writer.write_record(names).map_err(|error| unread(error.into()))?;
    }
    let mut reader = StretchReader::of(source.table(found.form)?, STRETCH_BYTES);
    let mut buffer = Vec::new();
    while let Some(stretch) = reader.next(buffer).map_err(unread)? {
        match stretch.kind {
            StretchKind::UnclosedQuote => {
                let line = shown(stretch.bytes.trim_ascii_end());
                writer.write_record([line]).map_err(|error| unread(error.into()))?;
            }
            StretchKind::Records => {
                let mut scanner = stretch.scanner();
                let mut record = Record::default();
                while scanner.read(&mut record) {
                    let cells = (0..record.cell_count()).map(|cell| shown(record.cell(&stretch.bytes, cell)));
                    writer.write_record(cells).map_err(|error| unread(error.into()))?;
                }
            }
        }
        buffer = stretch.bytes;
    }
    writer.flush().map_err(unread)
}
