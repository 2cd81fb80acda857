//! What each column of a table holds, found from all of its cells.

use std::path::Path;

use crate::base::Progress;

use super::error::ImportError;
use super::form::FileForm;
use super::scan::{Record, Scanner};
use super::source::{PlainTable, open_file};
use super::stretch::StretchKind;
use super::threads::{Effort, Portion, Worker, in_order};
use super::values::{ColumnProfile, ColumnTally};

/// Columns beyond this number are not looked into; a table so wide is no table of records.
const MOST_COLUMNS: usize = 2000;

/// Profiles of all columns, in their order. Progress counts bytes of the file.
///
/// # Errors
/// The file cannot be read; cancelled.
pub fn column_profiles(
    path: &Path,
    form: FileForm,
    columns: usize,
    progress: &Progress,
) -> Result<Vec<ColumnProfile>, ImportError> {
    let (file, _) = open_file(path)?;
    let table = PlainTable::new(file, form);
    let (columns, delimiter) = (columns.min(MOST_COLUMNS), table.delimiter);
    let worker = || -> Box<dyn Worker<Tallied>> {
        Box::new(Tallier { columns, delimiter, has_headings: form.table.headings.is_some() })
    };
    let mut all: Vec<ColumnTally> = (0..columns).map(|_| ColumnTally::new()).collect();
    in_order(path, table, Effort::of_this_computer(), progress, &worker, &mut |tallied: Tallied| {
        all.iter_mut().zip(tallied.columns).for_each(|(column, later)| column.merge(later));
        Ok(progress.tick(tallied.bytes)?)
    })?;
    Ok(all.iter().map(ColumnTally::conclude).collect())
}

struct Tallied {
    columns: Vec<ColumnTally>,
    bytes: u64,
}

struct Tallier {
    columns: usize,
    delimiter: u8,
    has_headings: bool,
}

impl Worker<Tallied> for Tallier {
    fn work(&mut self, portion: &Portion) -> Result<Tallied, ImportError> {
        let mut columns: Vec<ColumnTally> = (0..self.columns).map(|_| ColumnTally::new()).collect();
        let stretch = &portion.stretch;
        if stretch.kind == StretchKind::Records {
            let mut scanner = Scanner::new(&stretch.bytes, self.delimiter, stretch.line);
            let mut record = Record::with_room(self.columns);
            if portion.number == 0 && self.has_headings {
                scanner.read(&mut record);
            }
            while scanner.read(&mut record) {
                // Cells of a row of another width stand under the wrong heading.
                if record.cell_count() == self.columns {
                    add(&mut columns, &record, &stretch.bytes);
                }
            }
        }
        Ok(Tallied { columns, bytes: portion.bytes })
    }
}

fn add(columns: &mut [ColumnTally], record: &Record, source: &[u8]) {
    for (cell, column) in columns.iter_mut().enumerate() {
        column.add(record.cell(source, cell), record.line);
    }
}
