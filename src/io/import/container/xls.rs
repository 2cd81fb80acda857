//! Workbooks of Excel 97 to 2003, `.xls`, which the calamine crate reads as a whole.
//!
//! It makes room for the rectangle around all cells of a sheet, so two cells far apart would ask for gigabytes. The
//! records are walked before to see how large the rectangles are.

use std::fs::File;
use std::io::{BufReader, Read as _};

use calamine::{Reader as _, Xls, XlsError};

use super::book::{Book, SheetName, Source, borrowed, epoch_of, sheets_of, value_of};
use super::cells::{CellPlace, CellRange};
use super::error::ContainerError;
use super::guard::Limits;
use super::kind::Foreign;
use super::sheet::{Extent, Facts, Found, Take};
use super::styles::FormatNote;

/// Cells in the rectangles of all sheets together; their values need about 300 MB.
const MOST_CELLS: u64 = 6_000_000;

/// What a sheet may announce: as many cells as the format has.
const MOST_ANNOUNCED: u64 = 65_536 * 256;

/// An open workbook, all of it in memory.
pub struct XlsBook {
    book: Xls<Source>,
    sheets: Vec<SheetName>,
}

impl XlsBook {
    /// # Errors
    /// Damaged, too large, protected by a password.
    pub fn open(source: Source) -> Result<XlsBook, ContainerError> {
        let book = Xls::new(source).map_err(explain)?;
        let sheets = sheets_of(book.sheets_metadata());
        Ok(XlsBook { book, sheets })
    }
}

impl Book for XlsBook {
    fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    fn cells(&mut self, sheet: &str, window: CellRange, take: &mut Take<'_>) -> Result<Facts, ContainerError> {
        let epoch = epoch_of(self.book.has_1904_epoch());
        let range = self.book.worksheet_range(sheet).map_err(explain)?;
        let first = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let place = CellPlace::from_zero(first.0 + row as u32, first.1 + column as u32);
            let data = borrowed(data);
            let Some(value) = value_of(&data, epoch, FormatNote::UNKNOWN) else { continue };
            if window.holds(place) {
                take(Found { place, value, is_percent: false, least_digits: 0 })?;
            }
        }
        let formulas = self.book.worksheet_formula(sheet).map_err(explain)?;
        let first = formulas.start().unwrap_or_default();
        let places = formulas.used_cells().map(|(row, column, _)| (first.0 + row as u32, first.1 + column as u32));
        let merged = self.book.merge_cells_by_sheet_name(sheet).map_err(explain)?;
        let is_inside = |(row, column): (u32, u32)| window.holds(CellPlace::from_zero(row, column));
        Ok(Facts {
            formulas: Some(places.filter(|&place| is_inside(place)).count() as u64),
            merged: Some(merged.iter().filter(|range| is_inside(range.start)).count() as u64),
            ..Facts::default()
        })
    }
}

/// What an error of the calamine crate means.
fn explain(error: XlsError) -> ContainerError {
    match error {
        XlsError::Io(error) => ContainerError::from_io(error),
        XlsError::Password => ContainerError::Password,
        XlsError::WorksheetNotFound(_) => ContainerError::NoSuchPart,
        _ => ContainerError::Damaged { what: "the records of the workbook cannot be read" },
    }
}

/// Tells an old workbook from other OLE files, and refuses one that would need too much room.
///
/// # Errors
/// Another document, a new workbook under a password, damaged, too large.
pub fn look_through(file: File, limits: &Limits) -> Result<(), ContainerError> {
    const DAMAGED: ContainerError = ContainerError::Damaged { what: "the OLE file's directory cannot be read" };
    if file.metadata()?.len() > limits.workbook_bytes {
        return Err(ContainerError::TooLarge { most: limits.workbook_bytes });
    }
    let mut ole = cfb::CompoundFile::open(BufReader::new(file)).map_err(|_| DAMAGED)?;
    if ole.is_stream("/EncryptedPackage") {
        return Err(ContainerError::Password);
    }
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| ole.is_stream(name)) else {
        return Err(ContainerError::Foreign(Foreign::Document));
    };
    let mut records = Vec::new();
    let stream = ole.open_stream(name).map_err(|_| DAMAGED)?;
    stream.take(limits.workbook_bytes).read_to_end(&mut records).map_err(|_| DAMAGED)?;
    check_room(&records)
}

/// Types of the records that are looked at.
const BOUND_SHEET: u16 = 0x0085;
const END: u16 = 0x000A;
const BEGIN: u16 = 0x0809;
const DIMENSIONS: u16 = 0x0200;
const MULTIPLE_NUMBERS: u16 = 0x00BD;
const CELLS: [u16; 8] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x0006, MULTIPLE_NUMBERS];

/// Adds up the rectangles of the sheets that the workbook names.
fn check_room(stream: &[u8]) -> Result<(), ContainerError> {
    const DAMAGED: ContainerError = ContainerError::Damaged { what: "a sheet announces more cells than there can be" };
    let globals = records(stream, 0).take_while(|(kind, _)| *kind != END);
    let starts = globals.filter(|(kind, _)| *kind == BOUND_SHEET).filter_map(|(_, data)| number_at::<4>(data, 0));
    let mut total = 0;
    for start in starts {
        let mut extent = Extent::default();
        let mut depth = 0u32;
        for (kind, data) in records(stream, start as usize) {
            match kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                DIMENSIONS if announced(data) > MOST_ANNOUNCED => return Err(DAMAGED),
                _ if CELLS.contains(&kind) => note_cell(kind, data, &mut extent),
                _ => {}
            }
        }
        total += extent.0.map_or(0, |range| u64::from(range.rows()) * u64::from(range.columns()));
        if total > MOST_CELLS {
            return Err(ContainerError::TooLarge { most: MOST_CELLS });
        }
    }
    Ok(())
}

/// Records from a place on: type and data.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let kind = number_at::<2>(rest, 0)? as u16;
        let length = number_at::<2>(rest, 2)? as usize;
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
}

fn note_cell(kind: u16, data: &[u8], extent: &mut Extent) {
    let (Some(row), Some(column)) = (number_at::<2>(data, 0), number_at::<2>(data, 2)) else { return };
    extent.take(CellPlace::from_zero(row as u32, column as u32));
    if kind == MULTIPLE_NUMBERS {
        let last = number_at::<2>(data, data.len().saturating_sub(2)).unwrap_or(column);
        extent.take(CellPlace::from_zero(row as u32, last as u32));
    }
}

/// Cells of the rectangle that a sheet announces: rows in four bytes each, in old files in two.
fn announced(data: &[u8]) -> u64 {
    let place = |at| number_at::<2>(data, at);
    let corners = if data.len() <= 10 {
        (place(0), place(2), place(4), place(6))
    } else {
        (number_at::<4>(data, 0), number_at::<4>(data, 4), place(8), place(10))
    };
    match corners {
        (Some(first_row), Some(end_row), Some(_), Some(end_column)) => {
            end_row.saturating_sub(first_row).saturating_mul(end_column)
        }
        _ => 0,
    }
}

/// The little-endian number of `N` bytes.
fn number_at<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(N)?)?;
    Some(digits.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}
