//! Refused, flagged and already known cells of all files as one table.

use std::io::Write;

use crate::io::export::TableWriter;
use crate::io::import::documents::{DocumentKind, place_words};
use crate::io::store::Store;

use super::super::output::{Beside, Failure};
use super::DoneFile;
use crate::domain::receipt::Reject;

const AT_ONCE: usize = 10_000;

/// Writes the table.
pub fn write(file: Beside, store: &dyn Store, done: &[DoneFile]) -> Result<(), Failure> {
    file.finish(|out| {
        let is_table = |file: &DoneFile| DocumentKind::from_id(&file.receipt.format).is_none();
        // A document's places have words; tables alone are written as ever.
        let headings = ["file", "line", "column", "raw", "rule", "path"];
        let count = if done.iter().all(is_table) { headings.len() - 1 } else { headings.len() };
        let headings = headings.get(..count).unwrap_or_default();
        let mut table = TableWriter::begin(out, headings, store.info().demo)?;
        for file in done {
            match &file.rejects {
                Some(rejects) => rows(&mut table, file, rejects, count)?,
                None => stored_rows(&mut table, file, store, count)?,
            }
        }
        table.finish()?.flush()?;
        Ok(())
    })
}

fn stored_rows<W: Write>(
    table: &mut TableWriter<W>,
    file: &DoneFile,
    store: &dyn Store,
    count: usize,
) -> Result<(), Failure> {
    let mut start = 0u64;
    loop {
        let rejects = store.rejects(file.receipt.import, start, AT_ONCE)?;
        rows(table, file, &rejects, count)?;
        start += rejects.len() as u64;
        if rejects.len() < AT_ONCE {
            return Ok(());
        }
    }
}

fn rows<W: Write>(
    table: &mut TableWriter<W>,
    file: &DoneFile,
    rejects: &[Reject],
    count: usize,
) -> Result<(), Failure> {
    for reject in rejects {
        let (line, column) = (reject.place.line.to_string(), reject.place.column.to_string());
        let path = place_words(&file.receipt, reject.place).unwrap_or_default();
        let row = [file.receipt.file_name.as_str(), &line, &column, &reject.raw, reject.rule.id(), &path];
        table.row(row.into_iter().take(count))?;
    }
    Ok(())
}
