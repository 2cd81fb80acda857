//! The cells of one record.

/// The cells of one record, their text joined; reused from record to record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    pub(crate) text: Vec<u8>,
    /// Where each cell ends: a record is at most some MiB long.
    pub(crate) ends: Vec<u32>,
    /// Whether the first cell was quoted: a record of one empty cell is told from an empty line by it.
    pub(crate) is_first_quoted: bool,
    /// Quotes in this record that are neither text inside quotes nor properly placed.
    pub(crate) strays: u32,
    /// Cells that were properly quoted.
    pub(crate) quoted: u32,
    /// Escaped quotes, delimiters and backslashes.
    pub(crate) escapes: u32,
}

impl Cells {
    pub(crate) fn count(&self) -> usize {
        self.ends.len()
    }

    /// The text of all cells, joined.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// The text of a cell; empty for one that is not there.
    pub(crate) fn cell(&self, cell: usize) -> &[u8] {
        let start = cell.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(cell).and_then(|&end| self.text.get(start as usize..end as usize)).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count()).map(|cell| self.cell(cell))
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        (self.is_first_quoted, self.strays, self.quoted, self.escapes) = (false, 0, 0, 0);
    }

    pub(crate) fn drop_unfinished(&mut self) {
        self.text.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    pub(crate) fn end_cell(&mut self) {
        self.ends.push(self.text.len() as u32);
    }
}
