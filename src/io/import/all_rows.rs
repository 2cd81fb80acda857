//! Every row of a table that was looked at, as text: for tables that are no format of the store's.

use super::cells::shown;
use super::error::ImportError;
use super::preview::{Inspection, PreviewRow};
use super::scan::Record;
use super::stretch::{STRETCH_BYTES, StretchKind, StretchReader};

/// The rows below the headings, with their lines. A line with a quote that is never closed is one cell.
///
/// # Errors
/// The file cannot be read any more.
pub fn all_rows(inspection: &Inspection) -> Result<Vec<PreviewRow>, ImportError> {
    let unread = |error| ImportError::from_io(inspection.source.path(), &error);
    let form = inspection.form.form;
    let mut reader = StretchReader::of(inspection.source.table(form)?, STRETCH_BYTES);
    let mut is_heading = form.table.headings.is_some();
    let (mut rows, mut buffer) = (Vec::new(), Vec::new());
    while let Some(stretch) = reader.next(buffer).map_err(unread)? {
        match stretch.kind {
            StretchKind::UnclosedQuote => {
                let cells = vec![shown(stretch.bytes.trim_ascii_end())];
                rows.push(PreviewRow { line: stretch.first_line(), cells });
            }
            StretchKind::Records => {
                let (mut scanner, mut record) = (stretch.scanner(), Record::default());
                while scanner.read(&mut record) {
                    if !std::mem::take(&mut is_heading) {
                        let cells = (0..record.cell_count()).map(|cell| shown(record.cell(&stretch.bytes, cell)));
                        rows.push(PreviewRow { line: record.line, cells: cells.collect() });
                    }
                }
            }
        }
        buffer = stretch.bytes;
    }
    Ok(rows)
}
