//! Cells of a sheet as canonical text: UTF-8, commas, RFC 4180 quotes, LF, one record for one row.
//!
//! Line n of the text is row n of the sheet as long as no cell holds a line break ([`Places`] knows the others). Blank
//! rows are empty lines, the columns before the first used one are empty cells, and every row that is not blank is as
//! wide as the widest.

use super::cells::{CellPlace, CellRange};
use super::error::ContainerError;
use super::places::Places;

/// A sheet, or the picked range of one, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetText {
    pub bytes: Vec<u8>,
    pub places: Places,
    /// The smallest range that holds every cell with text; `None` for an empty sheet.
    pub used: Option<CellRange>,
}

/// Takes cells in the order of rows and columns.
pub struct SheetTextBuilder {
    origin: CellPlace,
    /// Width at least; that of the picked range.
    width: u32,
    most_bytes: u64,
    body: Vec<u8>,
    /// Of every row that is closed: where it ends in the body, and how many cells it has.
    rows: Vec<(usize, u32)>,
    /// Cells and line breaks of the open row.
    open: (u32, u32),
    breaks: u32,
    places: Places,
    used: Option<CellRange>,
}

impl SheetTextBuilder {
    /// `picked`: the text begins at its first cell instead of A1. `most_bytes`: more text is refused.
    pub fn new(picked: Option<CellRange>, most_bytes: u64) -> Self {
        let origin = picked.map_or(CellPlace { row: 1, column: 1 }, |range| range.first);
        SheetTextBuilder {
            origin,
            width: picked.map_or(0, |range| range.columns()),
            most_bytes,
            body: Vec::new(),
            rows: Vec::new(),
            open: (0, 0),
            breaks: 0,
            places: Places::new(origin),
            used: None,
        }
    }

    /// Adds a cell; one without text is left out.
    ///
    /// # Errors
    /// The cell comes before one that is there already, or the text grows too large.
    pub fn cell(&mut self, place: CellPlace, text: &str) -> Result<(), ContainerError> {
        const DISORDER: ContainerError = ContainerError::Damaged { what: "the cells of the sheet are not in order" };
        if text.is_empty() {
            return Ok(());
        }
        let row = place.row.checked_sub(self.origin.row).ok_or(DISORDER)? as usize;
        let column = place.column.checked_sub(self.origin.column).ok_or(DISORDER)?;
        if row < self.rows.len() || !place.is_in_sheet() {
            return Err(DISORDER);
        }
        while self.rows.len() < row {
            self.close_row();
        }
        if column < self.open.0 {
            return Err(DISORDER);
        }
        self.append(column, text);
        let at_place = CellRange { first: place, last: place };
        self.used = Some(self.used.map_or(at_place, |used| joined(used, at_place)));
        if self.body.len() as u64 > self.most_bytes { Err(self.too_large()) } else { Ok(()) }
    }

    /// Appends a cell to the open row, after the empty ones before it.
    fn append(&mut self, column: u32, text: &str) {
        let commas = (column - self.open.0) as usize + usize::from(self.open.0 > 0);
        self.body.extend(std::iter::repeat_n(b',', commas));
        push_cell(&mut self.body, text);
        self.open.0 = column + 1;
        self.open.1 += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u32;
    }

    fn close_row(&mut self) {
        let (cells, breaks) = std::mem::take(&mut self.open);
        let line = self.rows.len() as u32 + self.breaks + 1;
        self.places.note(line, breaks);
        self.breaks += breaks;
        self.width = self.width.max(cells);
        self.rows.push((self.body.len(), cells));
    }

    /// The whole text, every row as wide as the widest.
    ///
    /// # Errors
    /// The text is too large.
    pub fn finish(mut self) -> Result<SheetText, ContainerError> {
        if self.open.0 > 0 {
            self.close_row();
        }
        let padding: u64 = self.rows.iter().map(|&(_, cells)| u64::from(self.missing(cells)) + 1).sum();
        let length = self.body.len() as u64 + padding;
        if length > self.most_bytes {
            return Err(self.too_large());
        }
        let mut bytes = Vec::with_capacity(length as usize);
        let mut start = 0;
        for &(end, cells) in &self.rows {
            bytes.extend_from_slice(self.body.get(start..end).unwrap_or_default());
            bytes.extend(std::iter::repeat_n(b',', self.missing(cells) as usize));
            bytes.push(b'\n');
            start = end;
        }
        Ok(SheetText { bytes, places: self.places, used: self.used })
    }

    /// Cells that a row lacks; a blank row stays an empty line.
    fn missing(&self, cells: u32) -> u32 {
        if cells == 0 { 0 } else { self.width - cells }
    }

    fn too_large(&self) -> ContainerError {
        ContainerError::TooLarge { most: self.most_bytes }
    }
}

/// The smallest range that holds both.
pub fn joined(a: CellRange, b: CellRange) -> CellRange {
    let first = CellRange::around(a.first, b.first).first;
    CellRange { first, last: CellRange::around(a.last, b.last).last }
}

/// Appends a cell's text, quoted where RFC 4180 asks for it. A byte order mark in a cell is quoted too, so that the first
/// cell's is not taken for the file's.
pub fn push_cell(into: &mut Vec<u8>, text: &str) {
    let needs_quotes =
        text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) || text.contains('\u{FEFF}');
    if !needs_quotes {
        into.extend_from_slice(text.as_bytes());
        return;
    }
    into.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            into.push(b'"');
        }
        into.push(byte);
    }
    into.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(picked: Option<&str>, cells: &[(&str, &str)]) -> Result<SheetText, ContainerError> {
        let mut builder = SheetTextBuilder::new(picked.map(|range| range.parse().expect("a range")), 1000);
        for (place, text) in cells {
            builder.cell(place.parse().expect("a place"), text)?;
        }
        builder.finish()
    }

    #[test]
    fn line_n_is_row_n() {
        let sheet = text(None, &[("B3", "id"), ("D3", "note"), ("B5", "1"), ("C5", "a\nb"), ("B6", "2")]);
        let sheet = sheet.expect("cells in order");
        assert_eq!(String::from_utf8_lossy(&sheet.bytes), "\n\n,id,,note\n\n,1,\"a\nb\",\n,2,,\n");
        assert_eq!(sheet.used.map(|used| used.to_string()).as_deref(), Some("B3:D6"));
        assert_eq!((sheet.places.row_of_line(5), sheet.places.row_of_line(7)), (5, 6));
    }

    #[test]
    fn a_picked_range_begins_at_its_first_cell() {
        let sheet = text(Some("B3:D9"), &[("B4", "1"), ("C5", "x,\"y\"")]).expect("cells in order");
        assert_eq!(String::from_utf8_lossy(&sheet.bytes), "\n1,,\n,\"x,\"\"y\"\"\",\n");
        assert_eq!(sheet.places.cell(3, 2).to_string(), "C5");
        assert_eq!(text(None, &[]).expect("nothing").bytes, b"");
    }

    #[test]
    fn disorder_and_excess_are_refused() {
        assert_eq!(text(None, &[("A2", "1"), ("A1", "2")]).map_err(|error| error.id()), Err("damaged"));
        assert_eq!(text(None, &[("B1", "1"), ("B1", "2")]).map_err(|error| error.id()), Err("damaged"));
        // A few cells far apart would need a gigabyte of commas.
        assert_eq!(
            text(None, &[("A1", "1"), ("XFD1", "2"), ("A9", "3")]).map_err(|error| error.id()),
            Err("too-large")
        );
    }

    /// The physical lines on which records begin.
    fn first_lines(text: &[u8]) -> Vec<u32> {
        let (mut is_quoted, mut lines) = (false, Vec::new());
        for (line, bytes) in (1..).zip(text.split(|&byte| byte == b'\n')) {
            if !is_quoted && !bytes.is_empty() {
                lines.push(line);
            }
            is_quoted ^= bytes.iter().filter(|&&byte| byte == b'"').count() % 2 == 1;
        }
        lines
    }

    proptest! {
        /// The csv crate reads back what was written, and lines are those that [`Places`] knows.
        #[test]
        fn the_text_reads_back(rows in prop::collection::vec(prop::collection::vec("[ab,\"\r\n王]{0,4}", 3), 1..9)) {
            let mut builder = SheetTextBuilder::new(None, 1 << 20);
            for (row, cells) in rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    builder.cell(CellPlace::from_zero(row as u32, column as u32), cell).expect("cells in order");
                }
            }
            let sheet = builder.finish().expect("small");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&sheet.bytes[..]);
            for (record, line) in reader.records().zip(first_lines(&sheet.bytes)) {
                let record = record.expect("sound text");
                let row = &rows[sheet.places.row_of_line(line) as usize - 1];
                for (column, cell) in row.iter().enumerate() {
                    prop_assert_eq!(record.get(column).unwrap_or_default(), cell);
                }
            }
        }
    }
}
