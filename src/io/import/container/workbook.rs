//! Workbooks: their sheets for a picker, and one sheet as text.

use std::fs::File;
use std::io::{BufReader, Seek as _};

use super::archive::Archive;
use super::book::{Book, contained};
use super::error::ContainerError;
use super::guard::Limits;
use super::ods::OdsBook;
use super::package;
use super::sheet::{SheetSink, WHOLE_SHEET};
use super::xls::{self, XlsBook};
use super::xlsb::XlsbBook;
use super::xlsx::XlsxBook;
use super::{OpenedSheet, Part, PartKind, Pick, chosen};

/// The kinds of workbooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// Opens a workbook after a look through it.
fn book(file: File, format: Format, limits: &Limits) -> Result<Box<dyn Book>, ContainerError> {
    if format == Format::Xls {
        xls::look_through(file.try_clone()?, limits)?;
        return Ok(Box::new(XlsBook::open(from_start(file)?)?));
    }
    let mut archive = Archive::open(file.try_clone()?, limits.entries)?;
    let seen = package::look_through(&mut archive, limits)?;
    Ok(match format {
        Format::Ods => Box::new(OdsBook::open(archive, *limits)?),
        Format::Xlsb => Box::new(XlsbBook::open(from_start(file)?)?),
        Format::Xlsx | Format::Xls => Box::new(XlsxBook::open(from_start(file)?, seen)?),
    })
}

/// Copies of a file share their position.
fn from_start(mut file: File) -> Result<BufReader<File>, ContainerError> {
    file.rewind()?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

/// The sheets with their ranges.
///
/// # Errors
/// The workbook cannot be read.
pub fn parts(file: File, format: Format, limits: &Limits) -> Result<Vec<Part>, ContainerError> {
    contained(|| parts_of(&mut *book(file, format, limits)?))
}

fn parts_of(book: &mut dyn Book) -> Result<Vec<Part>, ContainerError> {
    let mut parts = Vec::new();
    for sheet in book.sheets().to_vec() {
        let used = book.used(&sheet.name)?;
        parts.push(Part { name: sheet.name, kind: PartKind::Sheet { used, is_hidden: sheet.is_hidden } });
    }
    Ok(parts)
}

/// The text of the picked sheet; without a pick, that of the only one that is not hidden and not empty.
///
/// # Errors
/// The workbook cannot be read, or the pick is not in it.
pub fn open(
    file: File,
    format: Format,
    pick: &Pick,
    limits: &Limits,
) -> Result<(Vec<u8>, OpenedSheet), ContainerError> {
    contained(|| {
        let mut book = book(file, format, limits)?;
        let name = picked_sheet(&mut *book, pick)?;
        let mut sink = SheetSink::new(pick.range, limits.sheet_bytes);
        let window = pick.range.unwrap_or(WHOLE_SHEET);
        let facts = book.cells(&name, window, &mut |found| sink.take(found))?;
        // Its texts are no longer needed while the rows are filled up.
        drop(book);
        let (text, report) = sink.finish(facts)?;
        Ok((text.bytes, OpenedSheet { name, places: text.places, report }))
    })
}

fn picked_sheet(book: &mut dyn Book, pick: &Pick) -> Result<String, ContainerError> {
    let sheets = book.sheets().to_vec();
    let mut candidates = Vec::new();
    for sheet in &sheets {
        // Only without a pick is it worth while to look which sheets are empty.
        candidates.push(pick.part.is_none() && !sheet.is_hidden && book.used(&sheet.name)?.is_some());
    }
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let index = chosen(pick, &names, |index| candidates.get(index).copied().unwrap_or(false))?;
    sheets.into_iter().nth(index).map(|sheet| sheet.name).ok_or(ContainerError::NoSuchPart)
}
