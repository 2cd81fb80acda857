//! What is read in place of a cell's own text: a correction, a date put into ISO order, two columns joined to one field.
//!
//! The formats read texts; the file's own bytes stay at hand beside them, so that what was recorded is never lost. A
//! field that is no single column of the file gets a number behind the last column.

use std::ops::Range;

/// The text of one cell of one row.
#[derive(Clone, Debug)]
struct Entry {
    /// From 1; behind the last column for joined columns and constants.
    column: u16,
    /// The column that a person looks at for it; 0: the whole row.
    home: u16,
    /// What stood in the file, where that is no single cell.
    raw: Option<Range<usize>>,
    text: Range<usize>,
}

/// Texts of the rows of a block, row after row; reused from block to block.
#[derive(Debug, Default)]
pub struct BlockTexts {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    /// Where each row's entries end.
    ends: Vec<usize>,
}

impl BlockTexts {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.entries.clear();
        self.ends.clear();
    }

    /// A text for a column of the file.
    pub fn put(&mut self, column: u16, text: &[u8]) {
        let text = self.keep(text);
        self.entries.push(Entry { column, home: column, raw: None, text });
    }

    /// A text for a field that is no single column: `raw` is what stood in the file.
    pub fn put_made(&mut self, column: u16, home: u16, raw: &[u8], text: &[u8]) {
        let raw = self.keep(raw);
        let text = self.keep(text);
        self.entries.push(Entry { column, home, raw: Some(raw), text });
    }

    pub fn end_row(&mut self) {
        self.ends.push(self.entries.len());
    }

    /// The texts of a row of the block, from 0.
    pub fn row(&self, row: usize) -> RowTexts<'_> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(row).copied().unwrap_or(start);
        RowTexts { bytes: &self.bytes, entries: self.entries.get(start..end).unwrap_or_default() }
    }

    fn keep(&mut self, text: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text);
        start..self.bytes.len()
    }
}

/// The texts of one row; empty where every cell is read as it stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowTexts<'a> {
    bytes: &'a [u8],
    entries: &'a [Entry],
}

impl<'a> RowTexts<'a> {
    /// What is read for a column in place of its cell.
    pub fn text(self, column: u16) -> Option<&'a [u8]> {
        self.bytes.get(self.find(column)?.text.clone())
    }

    /// What stood in the file for a field that is no single column.
    pub fn raw(self, column: u16) -> Option<&'a [u8]> {
        self.bytes.get(self.find(column)?.raw.clone()?)
    }

    /// The column of the file that a person looks at.
    pub fn home(self, column: u16) -> u16 {
        self.find(column).map_or(column, |entry| entry.home)
    }

    /// The last entry counts: a correction comes after what detection made of the cell.
    fn find(self, column: u16) -> Option<&'a Entry> {
        self.entries.iter().rev().find(|entry| entry.column == column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_for_cells_of_their_row_alone() {
        let mut texts = BlockTexts::default();
        texts.put(2, b"2024-12-31");
        texts.put_made(5, 3, b"31.12.24 08:00", b"2024-12-31 08:00");
        texts.end_row();
        texts.end_row();
        texts.put(2, b"corrected once");
        texts.put(2, b"corrected");
        texts.end_row();
        let first = texts.row(0);
        assert_eq!((first.text(2), first.raw(2)), (Some(&b"2024-12-31"[..]), None));
        assert_eq!((first.raw(5), first.home(5)), (Some(&b"31.12.24 08:00"[..]), 3));
        assert_eq!((texts.row(1).text(2), texts.row(1).home(2)), (None, 2));
        assert_eq!(texts.row(2).text(2), Some(&b"corrected"[..]));
    }
}
