//! What each column of a table holds, found from all of its cells.

use crate::base::{Date, Progress};
use crate::io::clock::Clock;

use super::error::ImportError;
use super::form::FileForm;
use super::scan::Record;
use super::source::Source;
use super::stretch::StretchKind;
use super::threads::{Effort, Portion, Worker, in_order};
use super::values::{ColumnProfile, ColumnTally, Pivot};

/// Columns beyond this number are not looked into; a table so wide is no table of records.
pub const MOST_COLUMNS: usize = 2000;

/// Profiles of all columns, in their order; those that are not `wanted` (by place, from 0) are not looked into. Progress
/// counts bytes of the file.
///
/// # Errors
/// The file cannot be read; cancelled.
pub fn column_profiles(
    source: &Source,
    form: FileForm,
    wanted: &[bool],
    progress: &Progress,
) -> Result<Vec<ColumnProfile>, ImportError> {
    let columns = wanted.len().min(MOST_COLUMNS);
    let worker = || -> Box<dyn Worker<Tallied>> {
        Box::new(Tallier {
            wanted: wanted.get(..columns).unwrap_or_default().to_vec(),
            has_headings: form.table.headings.is_some(),
        })
    };
    let mut all: Vec<ColumnTally> = (0..columns).map(|_| ColumnTally::new()).collect();
    in_order(
        source.path(),
        source.table(form)?,
        Effort::of_this_computer(),
        progress,
        &worker,
        &mut |tallied: Tallied| {
            all.iter_mut().zip(tallied.columns).for_each(|(column, later)| column.merge(later));
            Ok(progress.tick(tallied.bytes)?)
        },
    )?;
    let no_future = Pivot::none_after(this_year());
    Ok(all.iter().map(|column| ColumnProfile { no_future, ..column.conclude() }).collect())
}

/// The year it is, to propose the century of two-digit years; a day's doubt at its turn is no harm.
fn this_year() -> i32 {
    Date((Clock::System.utc_secs() / 86_400) as i32).ymd().0
}

struct Tallied {
    columns: Vec<ColumnTally>,
    bytes: u64,
}

struct Tallier {
    wanted: Vec<bool>,
    has_headings: bool,
}

impl Worker<Tallied> for Tallier {
    fn work(&mut self, portion: &Portion) -> Result<Tallied, ImportError> {
        let mut columns: Vec<ColumnTally> = self.wanted.iter().map(|_| ColumnTally::new()).collect();
        let stretch = &portion.stretch;
        if stretch.kind == StretchKind::Records {
            let mut scanner = stretch.scanner();
            let mut record = Record::with_room(self.wanted.len());
            if portion.number == 0 && self.has_headings {
                scanner.read(&mut record);
            }
            while scanner.read(&mut record) {
                // Cells of a row of another width stand under the wrong heading.
                if record.cell_count() == self.wanted.len() {
                    self.add(&mut columns, &record, &stretch.bytes);
                }
            }
        }
        Ok(Tallied { columns, bytes: portion.bytes })
    }
}

impl Tallier {
    fn add(&self, columns: &mut [ColumnTally], record: &Record, source: &[u8]) {
        for ((cell, column), wanted) in columns.iter_mut().enumerate().zip(&self.wanted) {
            if *wanted {
                column.add(record.cell(source, cell), record.line);
            }
        }
    }
}
