//! From the lines of the text back to the rows of the sheet.
//!
//! A row of the sheet is a line of the text as long as no cell holds a line break; such a cell keeps it, inside quotes,
//! and shifts what follows. The shifts are written down here, so that the text stays exact, readers count physical lines
//! as they do in any file, and a person still sees the sheet's own row and column. A sheet without such cells has an
//! empty table.

use super::cells::CellPlace;

/// Where the text's lines and columns stand in the sheet. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The cell at line 1, column 1 of the text: A1 unless a range was picked.
    origin: CellPlace,
    /// From this line on, so many lines more than rows. Both ascend.
    shifts: Vec<(u32, u32)>,
}

impl Places {
    pub(super) fn new(origin: CellPlace) -> Places {
        Places { origin, shifts: Vec::new() }
    }

    /// Notes that the row which begins at `line` has `breaks` line breaks in its cells.
    pub(super) fn note(&mut self, line: u32, breaks: u32) {
        if breaks > 0 {
            let before = self.shifts.last().map_or(0, |&(_, shift)| shift);
            self.shifts.push((line.saturating_add(1), before.saturating_add(breaks)));
        }
    }

    /// The sheet's row of the record that begins at this physical line of the text. For a line inside a cell the row is
    /// one that is near.
    pub fn row_of_line(&self, line: u32) -> u32 {
        let passed = self.shifts.partition_point(|&(from, _)| from <= line);
        let shift = passed.checked_sub(1).and_then(|last| self.shifts.get(last)).map_or(0, |&(_, shift)| shift);
        line.saturating_sub(shift).max(1).saturating_add(self.origin.row - 1)
    }

    /// The sheet's cell at a record's line and column.
    pub fn cell(&self, line: u32, column: u32) -> CellPlace {
        let column = column.max(1).saturating_add(self.origin.column - 1);
        CellPlace { row: self.row_of_line(line), column }
    }

    /// The cell at line 1, column 1.
    pub fn origin(&self) -> CellPlace {
        self.origin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_shift_lines_and_not_rows() {
        let mut places = Places::new(CellPlace { row: 3, column: 2 });
        // Rows 3, 4 (two breaks), 5, 6 (one break), 7 begin at lines 1, 2, 5, 6, 8.
        places.note(2, 2);
        places.note(5, 0);
        places.note(6, 1);
        let rows = [1, 2, 5, 6, 8].map(|line| places.row_of_line(line));
        assert_eq!(rows, [3, 4, 5, 6, 7]);
        assert_eq!(places.cell(8, 4).to_string(), "E7");
    }
}
