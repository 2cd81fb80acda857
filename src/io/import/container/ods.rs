//! Workbooks of LibreOffice, `.ods`, read as a stream.
//!
//! The calamine crate keeps every sheet in memory twice, unfolds repeated cells on the way, believes any count of blanks
//! and drops what is a percentage. The format is small enough to be read here: tables of rows of cells, both of which may
//! be repeated.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::book::{Book, SheetName};
use super::cells::{CellPlace, CellRange, MOST_COLUMNS, MOST_ROWS};
use super::error::ContainerError;
use super::guard::{Allowance, Limits};
use super::kind::Foreign;
use super::ods_cell::{Cell, attribute, damaged};
use super::sheet::{Extent, Facts, Found, Take, WHOLE_SHEET};

/// Cells that repetitions may unfold to; a sheet that is full of different cells does not come near it.
const MOST_CELLS: u64 = 64_000_000;

type Xml = Reader<BufReader<Box<dyn Read + Send>>>;

/// An open workbook; nothing of its cells is in memory.
pub struct OdsBook {
    archive: Archive,
    limits: Limits,
    sheets: Vec<SheetName>,
    used: Vec<Option<CellRange>>,
}

impl OdsBook {
    /// Goes through the content once to find the sheets and their ranges.
    ///
    /// # Errors
    /// Damaged, protected by a password, another document.
    pub fn open(mut archive: Archive, limits: Limits) -> Result<OdsBook, ContainerError> {
        if !text_of(&mut archive, &limits, "mimetype")?.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
            return Err(ContainerError::Foreign(Foreign::Document));
        }
        if text_of(&mut archive, &limits, "META-INF/manifest.xml").is_ok_and(|text| text.contains("encryption-data")) {
            return Err(ContainerError::Password);
        }
        let mut book = OdsBook { archive, limits, sheets: Vec::new(), used: Vec::new() };
        let mut content = book.content()?;
        while let Some(sheet) = content.next_table()? {
            let mut extent = Extent::default();
            content.table(WHOLE_SHEET, &mut |found| {
                extent.take(found.place);
                Ok(())
            })?;
            book.sheets.push(sheet);
            book.used.push(extent.0);
        }
        Ok(book)
    }

    fn content(&mut self) -> Result<Content, ContainerError> {
        Ok(Content::new(part(&mut self.archive, &self.limits, "content.xml")?))
    }
}

impl Book for OdsBook {
    fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    fn cells(&mut self, sheet: &str, window: CellRange, take: &mut Take<'_>) -> Result<Facts, ContainerError> {
        let mut content = self.content()?;
        while let Some(found) = content.next_table()? {
            if found.name == sheet {
                return content.table(window, take);
            }
            content.table(window, &mut |_| Ok(()))?;
        }
        Err(ContainerError::NoSuchPart)
    }

    fn used(&mut self, sheet: &str) -> Result<Option<CellRange>, ContainerError> {
        let index = self.sheets.iter().position(|found| found.name == sheet).ok_or(ContainerError::NoSuchPart)?;
        Ok(self.used.get(index).copied().flatten())
    }
}

fn part(archive: &mut Archive, limits: &Limits, name: &str) -> Result<Box<dyn Read + Send>, ContainerError> {
    let entry = archive.entries().iter().find(|entry| entry.name == name).cloned();
    let entry = entry.ok_or(ContainerError::Damaged { what: "a part of the workbook is missing" })?;
    let allowance = Allowance::workbook(limits, entry.packed);
    archive.read(&entry, allowance)
}

/// A short part as text.
fn text_of(archive: &mut Archive, limits: &Limits, name: &str) -> Result<String, ContainerError> {
    const MOST: u64 = 1 << 20;
    let mut bytes = Vec::new();
    part(archive, limits, name)?.take(MOST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The stream of `content.xml`.
struct Content {
    xml: Xml,
    buffer: Vec<u8>,
    /// Names of table styles that hide the table.
    hiding: Vec<String>,
    style: String,
}

impl Content {
    fn new(source: Box<dyn Read + Send>) -> Content {
        let mut xml = Reader::from_reader(BufReader::with_capacity(1 << 16, source));
        xml.config_mut().expand_empty_elements = true;
        Content { xml, buffer: Vec::new(), hiding: Vec::new(), style: String::new() }
    }

    /// Goes to the next table, noting the styles on the way.
    fn next_table(&mut self) -> Result<Option<SheetName>, ContainerError> {
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).map_err(damaged)? {
                Event::Start(start) => match start.name().as_ref() {
                    "style:style" => self.style = attribute(&start, "style:name")?.unwrap_or_default(),
                    "style:table-properties" if attribute(&start, "table:display")?.as_deref() == Some("false") => {
                        self.hiding.push(self.style.clone());
                    }
                    "table:table" => {
                        let style = attribute(&start, "table:style-name")?.unwrap_or_default();
                        let name = attribute(&start, "table:name")?.unwrap_or_default();
                        return Ok(Some(SheetName { name, is_hidden: self.hiding.contains(&style) }));
                    }
                    // Changes that were tracked keep cells that are no longer there.
                    "table:tracked-changes" => self.skip("table:tracked-changes")?,
                    _ => {}
                },
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Hands over the cells of the table whose start was just read.
    fn table(&mut self, window: CellRange, take: &mut Take<'_>) -> Result<Facts, ContainerError> {
        let mut rows = Rows { window, first: 1, handed: 0, formulas: 0, without_value: 0, merged: 0 };
        let mut cells = Vec::new();
        let mut repeated = 1;
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).map_err(damaged)? {
                Event::Start(start) => match start.name().as_ref() {
                    "table:table-row" => {
                        repeated = count(&start, "table:number-rows-repeated", MOST_ROWS)?;
                        cells.clear();
                    }
                    "table:table-cell" => cells.push(Cell::read(&start.to_owned(), &mut self.xml, false)?),
                    "table:covered-table-cell" => cells.push(Cell::read(&start.to_owned(), &mut self.xml, true)?),
                    "table:shapes" => self.skip("table:shapes")?,
                    _ => {}
                },
                Event::End(end) if end.name().as_ref() == "table:table-row" => rows.row(&cells, repeated, take)?,
                Event::End(end) if end.name().as_ref() == "table:table" => return Ok(rows.facts()),
                Event::Eof => return Err(ContainerError::Damaged { what: "the workbook's content is cut" }),
                _ => {}
            }
        }
    }

    fn skip(&mut self, element: &str) -> Result<(), ContainerError> {
        self.buffer.clear();
        self.xml.read_to_end_into(quick_xml::name::QName(element), &mut self.buffer).map_err(damaged)?;
        Ok(())
    }
}

/// The number in an attribute, 1 without it. A sheet is not larger than a sheet: blank rows at the end are repeated up to
/// the last one.
fn count(start: &BytesStart<'_>, name: &str, most: u32) -> Result<u32, ContainerError> {
    let text = attribute(start, name)?;
    Ok(text.and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).clamp(1, most))
}

/// Unfolds repeated rows and cells, and counts.
struct Rows {
    window: CellRange,
    /// The next row, from 1.
    first: u32,
    handed: u64,
    formulas: u64,
    without_value: u64,
    merged: u64,
}

impl Rows {
    fn row(&mut self, cells: &[Cell], repeated: u32, take: &mut Take<'_>) -> Result<(), ContainerError> {
        let end = self.first.saturating_add(repeated);
        let of_note = cells.iter().filter(|cell| cell.is_of_note()).map(|cell| u64::from(cell.repeated));
        self.handed += of_note.sum::<u64>() * u64::from(repeated);
        if self.handed > MOST_CELLS {
            return Err(ContainerError::TooLarge { most: MOST_CELLS });
        }
        if cells.iter().any(Cell::is_of_note) {
            for row in self.first..end.min(MOST_ROWS + 1) {
                self.one_row(row, cells, take)?;
            }
        }
        self.first = end;
        Ok(())
    }

    fn one_row(&mut self, row: u32, cells: &[Cell], take: &mut Take<'_>) -> Result<(), ContainerError> {
        let mut column = 1u32;
        for cell in cells {
            let end = column.saturating_add(cell.repeated).min(MOST_COLUMNS + 1);
            for column in if cell.is_of_note() { column..end } else { end..end } {
                let place = CellPlace { row, column };
                if self.window.holds(place) {
                    self.formulas += u64::from(cell.has_formula);
                    self.without_value += u64::from(cell.has_formula && cell.value().is_none());
                    self.merged += u64::from(cell.is_merged);
                    if let Some(value) = cell.value() {
                        take(Found { place, value, is_percent: cell.is_percent, least_digits: cell.least_digits })?;
                    }
                }
            }
            column = end;
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts {
            formulas: Some(self.formulas),
            formulas_without_value: Some(self.without_value),
            merged: Some(self.merged),
            tells_percent: true,
        }
    }
}
