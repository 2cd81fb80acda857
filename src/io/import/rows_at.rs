//! Single rows of a file, found again by their lines: what a rehearsal or a receipt tells of.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Progress;

use super::error::ImportError;
use super::plan::ImportPlan;
use super::preview::{PreviewRow, preview_row};
use super::scan::Record;
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
    progress.restart(plan.source.bytes());
    let table = plan.source.table(plan.form)?;
    let meter = table.meter.clone();
    let mut reader = StretchReader::of(table, STRETCH_BYTES);
    let mut found = BTreeMap::new();
    let (mut buffer, mut seen) = (Vec::new(), 0);
    while found.len() < lines.len() {
        let stretch = reader.next(buffer).map_err(|error| ImportError::from_io(plan.path(), &error))?;
        let Some(stretch) = stretch else { break };
        take_rows(&stretch, lines, &mut found);
        progress.tick(meter.bytes().saturating_sub(seen))?;
        seen = meter.bytes();
        buffer = stretch.bytes;
    }
    Ok(found)
}

fn take_rows(stretch: &Stretch, lines: &BTreeSet<u32>, found: &mut BTreeMap<u32, PreviewRow>) {
    if lines.range(stretch.first_line()..).next().is_none() {
        return;
    }
    if stretch.kind == StretchKind::UnclosedQuote {
        if lines.contains(&stretch.first_line()) {
            let cells = vec![super::cells::shown(stretch.bytes.trim_ascii_end())];
            found.insert(stretch.first_line(), PreviewRow { line: stretch.first_line(), cells });
        }
        return;
    }
    let mut scanner = stretch.scanner();
    let mut record = Record::default();
    while scanner.read(&mut record) {
        if lines.contains(&record.line) {
            found.insert(record.line, preview_row(&stretch.bytes, &record));
        }
    }
}
