//! Refused, flagged and already known cells of all files as one table.

use std::io::Write;

use crate::io::export::TableWriter;
use crate::io::store::Store;

use super::super::output::{Beside, Failure};
use super::DoneFile;
use crate::domain::receipt::Reject;

const AT_ONCE: usize = 10_000;

/// Writes the table.
pub fn write(file: Beside, store: &dyn Store, done: &[DoneFile]) -> Result<(), Failure> {
    file.finish(|out| {
        let headings = ["file", "line", "column", "raw", "rule"];
        let mut table = TableWriter::begin(out, &headings, store.info().demo)?;
        for file in done {
            match &file.rejects {
                Some(rejects) => rows(&mut table, file, rejects)?,
                None => stored_rows(&mut table, file, store)?,
            }
        }
        table.finish()?.flush()?;
        Ok(())
    })
}

fn stored_rows<W: Write>(table: &mut TableWriter<W>, file: &DoneFile, store: &dyn Store) -> Result<(), Failure> {
    let mut start = 0u64;
    loop {
        let rejects = store.rejects(file.receipt.import, start, AT_ONCE)?;
        rows(table, file, &rejects)?;
        start += rejects.len() as u64;
        if rejects.len() < AT_ONCE {
            return Ok(());
        }
    }
}

fn rows<W: Write>(table: &mut TableWriter<W>, file: &DoneFile, rejects: &[Reject]) -> Result<(), Failure> {
    for reject in rejects {
        let (line, column) = (reject.place.line.to_string(), reject.place.column.to_string());
        let row = [file.receipt.file_name.as_str(), &line, &column, &reject.raw, reject.rule.id()];
        table.row(row)?;
    }
    Ok(())
}
