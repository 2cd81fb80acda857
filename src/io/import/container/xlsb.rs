//! Binary workbooks of Excel 2007 and later, `.xlsb`, read cell by cell.

use calamine::{Reader as _, Xlsb, XlsbError};

use super::book::{Book, SheetName, Source, epoch_of, sheets_of, value_of};
use super::cells::{CellPlace, CellRange};
use super::error::ContainerError;
use super::sheet::{Facts, Found, Take};
use super::styles::FormatNote;

/// An open workbook; its shared texts are in memory, its sheets are not.
pub struct XlsbBook {
    book: Xlsb<Source>,
    sheets: Vec<SheetName>,
}

impl XlsbBook {
    /// # Errors
    /// Damaged, or protected by a password.
    pub fn open(source: Source) -> Result<XlsbBook, ContainerError> {
        let book = Xlsb::new(source).map_err(explain)?;
        let sheets = sheets_of(book.sheets_metadata());
        Ok(XlsbBook { book, sheets })
    }

    /// Formulas in the window; `None` if one of them cannot be read, which is no reason to give up their values.
    fn formulas(&mut self, sheet: &str, window: CellRange) -> Option<u64> {
        let mut reader = self.book.worksheet_cells_reader(sheet).ok()?;
        let mut count = 0;
        while let Some(cell) = reader.next_formula().ok()? {
            let (row, column) = cell.get_position();
            count += u64::from(window.holds(CellPlace::from_zero(row, column)));
        }
        Some(count)
    }
}

impl Book for XlsbBook {
    fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    fn cells(&mut self, sheet: &str, window: CellRange, take: &mut Take<'_>) -> Result<Facts, ContainerError> {
        let epoch = epoch_of(self.book.has_1904_epoch());
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(explain)?;
        while let Some(cell) = reader.next_cell().map_err(explain)? {
            let (row, column) = cell.get_position();
            let place = CellPlace::from_zero(row, column);
            let Some(value) = value_of(cell.get_value(), epoch, FormatNote::UNKNOWN) else { continue };
            if window.holds(place) {
                take(Found { place, value, is_percent: false, least_digits: 0 })?;
            }
        }
        drop(reader);
        Ok(Facts { formulas: self.formulas(sheet, window), ..Facts::default() })
    }
}

/// What an error of the calamine crate means.
fn explain(error: XlsbError) -> ContainerError {
    match error {
        XlsbError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => ContainerError::from_io(error),
        XlsbError::Password => ContainerError::Password,
        XlsbError::WorksheetNotFound(_) => ContainerError::NoSuchPart,
        _ => ContainerError::Damaged { what: "a sheet of the workbook cannot be read" },
    }
}
