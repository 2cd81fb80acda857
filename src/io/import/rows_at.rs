//! Single rows of a file, found again by their lines: what a rehearsal or a receipt tells of.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Progress;

use super::error::ImportError;
use super::plan::ImportPlan;
use super::preview::{PreviewRow, preview_row};
use super::scan::{Record, Scanner};
use super::source::{PlainTable, open_file};
use super::stretch::{STRETCH_BYTES, Stretch, StretchKind, StretchReader};

/// The rows that begin at those lines, by line.
///
/// # Errors
/// The file cannot be read any more; cancelled.
pub fn rows_at(
    plan: &ImportPlan,
    lines: &BTreeSet<u32>,
    progress: &Progress,
) -> Result<BTreeMap<u32, PreviewRow>, ImportError> {
    let (file, metadata) = open_file(&plan.path)?;
    progress.restart(metadata.len());
    let table = PlainTable::new(file, plan.form);
    let (delimiter, meter) = (table.delimiter, table.meter);
    let mut reader = StretchReader::new(table.reader, delimiter, STRETCH_BYTES);
    let mut found = BTreeMap::new();
    let (mut buffer, mut seen) = (Vec::new(), 0);
    while found.len() < lines.len() {
        let stretch = reader.next(buffer).map_err(|error| ImportError::from_io(&plan.path, &error))?;
        let Some(stretch) = stretch else { break };
        take_rows(&stretch, delimiter, lines, &mut found);
        progress.tick(meter.bytes().saturating_sub(seen))?;
        seen = meter.bytes();
        buffer = stretch.bytes;
    }
    Ok(found)
}

fn take_rows(stretch: &Stretch, delimiter: u8, lines: &BTreeSet<u32>, found: &mut BTreeMap<u32, PreviewRow>) {
    if lines.range(stretch.line..).next().is_none() {
        return;
    }
    if stretch.kind == StretchKind::UnclosedQuote {
        if lines.contains(&stretch.line) {
            let cells = vec![super::cells::shown(stretch.bytes.trim_ascii_end())];
            found.insert(stretch.line, PreviewRow { line: stretch.line, cells });
        }
        return;
    }
    let mut scanner = Scanner::new(&stretch.bytes, delimiter, stretch.line);
    let mut record = Record::default();
    while scanner.read(&mut record) {
        if lines.contains(&record.line) {
            found.insert(record.line, preview_row(&stretch.bytes, &record));
        }
    }
}
