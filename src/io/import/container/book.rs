//! The common face of the workbook kinds, and how values of the calamine crate become ours.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{CellErrorType, Data, DataRef, Sheet, SheetType, SheetVisible};

use super::cells::CellRange;
use super::error::ContainerError;
use super::sheet::{Extent, Facts, Take, Value, WHOLE_SHEET};
use super::styles::FormatNote;
use super::values::{Epoch, Shown};

/// The file as the calamine crate reads it.
pub type Source = BufReader<File>;

/// A sheet of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    pub name: String,
    /// Hidden from the person who opens the workbook.
    pub is_hidden: bool,
}

/// A workbook that is open.
pub trait Book {
    /// Its sheets of cells, in the order of their tabs.
    fn sheets(&self) -> &[SheetName];

    /// Hands over the cells in `window` that have a value, row by row.
    ///
    /// # Errors
    /// The sheet cannot be read, or what `take` says.
    fn cells(&mut self, sheet: &str, window: CellRange, take: &mut Take<'_>) -> Result<Facts, ContainerError>;

    /// The range of its cells: as the workbook declares it where it does, else by going through them. What is declared
    /// may be larger, because formats without a value count.
    ///
    /// # Errors
    /// The sheet cannot be read.
    fn used(&mut self, sheet: &str) -> Result<Option<CellRange>, ContainerError> {
        let mut extent = Extent::default();
        self.cells(sheet, WHOLE_SHEET, &mut |found| {
            extent.take(found.place);
            Ok(())
        })?;
        Ok(extent.0)
    }
}

/// Runs code of the calamine crate that trusts some lengths of a file: a damaged one can make it panic.
///
/// # Errors
/// What `read` says; damaged if it panics.
pub fn contained<T>(read: impl FnOnce() -> Result<T, ContainerError>) -> Result<T, ContainerError> {
    // Nothing that `read` touched is used after a panic.
    let damaged = Err(ContainerError::Damaged { what: "the workbook's records do not hold together" });
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(damaged)
}

/// The sheets of cells among a workbook's sheets.
pub fn sheets_of(sheets: &[Sheet]) -> Vec<SheetName> {
    let with_cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    with_cells
        .map(|sheet| SheetName { name: sheet.name.clone(), is_hidden: sheet.visible != SheetVisible::Visible })
        .collect()
}

/// A value; `None` for a cell without one.
pub fn value_of<'a>(data: &'a DataRef<'_>, epoch: Epoch, note: FormatNote) -> Option<Value<'a>> {
    Some(match data {
        DataRef::Int(value) => Value::Number(*value as f64),
        DataRef::Float(value) => Value::Number(*value),
        DataRef::String(text) => Value::Text(text),
        DataRef::SharedString(text) => Value::Text(text),
        DataRef::Bool(value) => Value::Boolean(*value),
        DataRef::DateTime(moment) if moment.is_duration() => Value::Serial(moment.as_f64(), epoch, Shown::Duration),
        DataRef::DateTime(moment) => Value::Serial(moment.as_f64(), epoch, note.shown),
        DataRef::DateTimeIso(text) => Value::IsoMoment(text),
        DataRef::DurationIso(text) => Value::IsoDuration(text),
        DataRef::Error(error) => Value::Error(error_text(error)),
        DataRef::Empty => return None,
    })
}

/// The same value, borrowed.
pub fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(value) => DataRef::Int(*value),
        Data::Float(value) => DataRef::Float(*value),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// The day from which a workbook counts.
pub fn epoch_of(is_1904: bool) -> Epoch {
    if is_1904 { Epoch::Of1904 } else { Epoch::Of1900 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_reader_is_an_error() {
        let nothing: Vec<u8> = Vec::new();
        let read = contained(|| Ok(nothing[0]));
        assert_eq!(read.map_err(|error| error.id()), Err("damaged"));
    }
}
