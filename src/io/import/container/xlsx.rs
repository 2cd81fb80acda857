//! Workbooks of Excel 2007 and later, `.xlsx` and `.xlsm`, read cell by cell.

use calamine::{DataRef, Reader as _, Style, Xlsx, XlsxError};

use super::book::{Book, SheetName, Source, epoch_of, sheets_of, value_of};
use super::cells::{CellPlace, CellRange};
use super::error::ContainerError;
use super::package::Seen;
use super::sheet::{Extent, Facts, Found, Take, WHOLE_SHEET};
use super::styles::FormatNote;

/// An open workbook; its shared texts are in memory, its sheets are not.
pub struct XlsxBook {
    book: Xlsx<Source>,
    sheets: Vec<SheetName>,
    seen: Seen,
}

impl XlsxBook {
    /// `seen`: what a look through the parts has shown.
    ///
    /// # Errors
    /// Damaged, or protected by a password.
    pub fn open(source: Source, seen: Seen) -> Result<XlsxBook, ContainerError> {
        let book = Xlsx::new(source).map_err(explain)?;
        let sheets = sheets_of(book.sheets_metadata());
        Ok(XlsxBook { book, sheets, seen })
    }

    fn values(&mut self, sheet: &str, window: CellRange, take: &mut Take<'_>) -> Result<(), ContainerError> {
        let epoch = epoch_of(self.book.has_1904_epoch());
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(explain)?;
        let notes: Vec<FormatNote> = reader.styles().iter().map(note_of).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(explain)? {
            let place = place_of(cell.get_position());
            let note = notes.get(style).copied().unwrap_or(FormatNote::UNKNOWN);
            let Some(value) = value_of(cell.get_value(), epoch, note) else { continue };
            if window.holds(place) {
                take(Found { place, value, is_percent: note.is_percent, least_digits: note.least_digits })?;
            }
        }
        Ok(())
    }

    /// Formulas in the window, and those of them without a value.
    fn formulas(&mut self, sheet: &str, window: CellRange) -> Result<(u64, u64), ContainerError> {
        let (mut formulas, mut without_value) = (0, 0);
        if self.seen.formulas {
            let mut reader = self.book.worksheet_cells_reader(sheet).map_err(explain)?;
            while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(explain)? {
                let counts = u64::from(cell.formula.is_some() && window.holds(place_of(cell.pos)));
                formulas += counts;
                without_value += if cell.value == DataRef::Empty { counts } else { 0 };
            }
        }
        Ok((formulas, without_value))
    }

    fn merged(&mut self, sheet: &str, window: CellRange) -> Result<u64, ContainerError> {
        if !self.seen.merges {
            return Ok(0);
        }
        let merged = self.book.merge_cells_by_sheet_name(sheet).map_err(explain)?;
        Ok(merged.iter().filter(|range| window.holds(place_of(range.start))).count() as u64)
    }
}

impl Book for XlsxBook {
    fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    fn cells(&mut self, sheet: &str, window: CellRange, take: &mut Take<'_>) -> Result<Facts, ContainerError> {
        self.values(sheet, window, take)?;
        let (formulas, without_value) = self.formulas(sheet, window)?;
        Ok(Facts {
            formulas: Some(formulas),
            formulas_without_value: Some(without_value),
            merged: Some(self.merged(sheet, window)?),
            tells_percent: true,
        })
    }

    /// Some programs declare A1 whatever there is, so that a single cell is not believed.
    fn used(&mut self, sheet: &str) -> Result<Option<CellRange>, ContainerError> {
        let declared = self.book.worksheet_cells_reader(sheet).map_err(explain)?.dimensions();
        let range = CellRange::around(place_of(declared.start), place_of(declared.end));
        if range.first != range.last && range.last.is_in_sheet() {
            return Ok(Some(range));
        }
        let mut extent = Extent::default();
        self.values(sheet, WHOLE_SHEET, &mut |found| {
            extent.take(found.place);
            Ok(())
        })?;
        Ok(extent.0)
    }
}

fn note_of(style: &Style) -> FormatNote {
    style.number_format.as_ref().map_or(FormatNote::UNKNOWN, |format| FormatNote::of(&format.format_code))
}

fn place_of((row, column): (u32, u32)) -> CellPlace {
    CellPlace::from_zero(row, column)
}

/// What an error of the calamine crate means. Its texts may quote the file; none of them is passed on.
fn explain(error: XlsxError) -> ContainerError {
    match error {
        XlsxError::Io(error) => ContainerError::from_io(error),
        XlsxError::Password => ContainerError::Password,
        XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::XmlEof(_) => {
            ContainerError::Damaged { what: "a part of the workbook is no sound XML" }
        }
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => {
            ContainerError::Damaged { what: "a part of the workbook is missing" }
        }
        XlsxError::WorksheetNotFound(_) => ContainerError::NoSuchPart,
        XlsxError::CellError(_) => ContainerError::Damaged { what: "a cell has an error of an unknown kind" },
        _ => ContainerError::Damaged { what: "a sheet of the workbook cannot be read" },
    }
}
