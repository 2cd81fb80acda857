//! Single rows of a file, found again by their lines: what a rehearsal or a receipt tells of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use crate::base::Progress;

use super::error::ImportError;
use super::plan::ImportPlan;
use super::preview::{PreviewRow, preview_row};
use super::run;
use super::scan::{Record, Scanner};
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
    let (file, metadata) = run::open(&plan.path)?;
    progress.restart(metadata.len());
    let mut reader: StretchReader<File> = StretchReader::new(file, plan.form, STRETCH_BYTES);
    let mut found = BTreeMap::new();
    let mut buffer = Vec::new();
    while found.len() < lines.len() {
        let stretch = reader.next(buffer).map_err(|error| ImportError::from_io(&plan.path, &error))?;
        let Some(stretch) = stretch else { break };
        take_rows(plan, &stretch, lines, &mut found);
        progress.tick(stretch.bytes.len() as u64)?;
        buffer = stretch.bytes;
    }
    Ok(found)
}

fn take_rows(plan: &ImportPlan, stretch: &Stretch, lines: &BTreeSet<u32>, found: &mut BTreeMap<u32, PreviewRow>) {
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
    let mut scanner = Scanner::new(&stretch.bytes, plan.form.delimiter, stretch.line);
    let mut record = Record::default();
    while scanner.read(&mut record) {
        if lines.contains(&record.line) {
            found.insert(record.line, preview_row(&stretch.bytes, &record));
        }
    }
}
