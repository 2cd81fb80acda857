//! How a row is filled: rows of nothing part tables, and a row of which only the first cell is filled is a title or a
//! note, unless that cell looks like the first cells of the rows above it.

use super::step::{Kind, Step};
use super::walk::Walker;
use super::{Delimiter, Dialect};

/// Rows from the beginning whose first cells are looked at; later only one of so many is.
const ALL_ROWS: u64 = 2000;
const ONE_OF: u64 = 256;

/// Shapes of first cells that are remembered.
const MOST_SHAPES: usize = 64;

/// What is filled of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Several cells, or only the first with what looks like an identifier.
    #[default]
    Rows,
    /// No cell.
    Empty,
    /// Only the first cell, with something that is no identifier.
    Note,
}

/// What is written where without regard to which letters and digits: `P00012` and `Q7` are both a word and a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape(u64);

/// The shapes of the first cells of a table's rows.
#[derive(Debug, Default)]
pub(crate) struct FirstCells {
    shapes: Vec<Shape>,
    rows: u64,
}

impl FirstCells {
    /// What is filled of a row of `width` cells in a table of usually `columns` cells; notes the first cell of one that
    /// is filled as rows are.
    pub(crate) fn fill<R: std::io::Read>(
        &mut self,
        walker: &Walker<R>,
        step: &Step,
        width: usize,
        columns: usize,
    ) -> Fill {
        let fill = filled(walker, step, width);
        let is_narrow = width == 1 && columns < 2;
        match fill {
            Fill::Empty => Fill::Empty,
            Fill::Note if is_narrow || self.has(Shape::of(first_cell(walker, step))) => Fill::Rows,
            Fill::Note => Fill::Note,
            Fill::Rows => {
                self.rows += 1;
                if self.rows <= ALL_ROWS || self.rows.is_multiple_of(ONE_OF) {
                    self.note(Shape::of(first_cell(walker, step)));
                }
                Fill::Rows
            }
        }
    }

    fn has(&self, shape: Shape) -> bool {
        self.shapes.contains(&shape)
    }

    fn note(&mut self, shape: Shape) {
        if self.shapes.len() < MOST_SHAPES && !self.has(shape) {
            self.shapes.push(shape);
        }
    }
}

impl Shape {
    fn of(cell: &[u8]) -> Shape {
        let mut shape = 0u64;
        let mut before = 0;
        for byte in cell.trim_ascii() {
            let class = match byte {
                b'0'..=b'9' => 1,
                b'a'..=b'z' | b'A'..=b'Z' => 2,
                b' ' => 3,
                b'-' => 4,
                b'/' => 5,
                b'.' => 6,
                b'_' => 7,
                0x80.. => 8,
                _ => 9,
            };
            if class != before {
                // Sixteen changes tell a sentence from an identifier; what follows does not matter.
                shape = if shape >> 60 == 0 { shape << 4 | class } else { shape };
                before = class;
            }
        }
        Shape(shape)
    }
}

/// Without regard to what a lone first cell holds.
fn filled<R: std::io::Read>(walker: &Walker<R>, step: &Step, width: usize) -> Fill {
    if step.kind == Kind::Split {
        let cells = walker.cells();
        let is_blank = |cell: &[u8]| cell.trim_ascii().is_empty();
        let others = cells.iter().skip(1).take(width).any(|cell| !is_blank(cell));
        return match (others, is_blank(cells.cell(0))) {
            (true, _) => Fill::Rows,
            (false, true) => Fill::Empty,
            (false, false) => Fill::Note,
        };
    }
    filled_text(walker.text(step), walker.dialect(), width)
}

/// Of a line whose quotes are all well placed. Nearly all lines are told by their last byte.
fn filled_text(text: &[u8], dialect: &Dialect, width: usize) -> Fill {
    let delimiter = match &dialect.delimiter {
        Some(Delimiter::Text(delimiter)) => delimiter.bytes(),
        Some(Delimiter::Blanks) | None => b"",
    };
    let is_mark = |byte: &u8| delimiter.contains(byte) || Some(*byte) == dialect.quote || byte.is_ascii_whitespace();
    let Some(last) = text.iter().rposition(|byte| !is_mark(byte)) else { return Fill::Empty };
    let behind = text.get(last + 1..).unwrap_or_default();
    let delimiters = match delimiter {
        [] => 0,
        delimiter => memchr::memmem::find_iter(behind, delimiter).count(),
    };
    if delimiters + 1 >= width { Fill::Note } else { Fill::Rows }
}

/// The first cell of a record, without its quotes.
fn first_cell<'a, R: std::io::Read>(walker: &'a Walker<R>, step: &Step) -> &'a [u8] {
    if step.kind == Kind::Split {
        return walker.cells().cell(0);
    }
    let text = walker.text(step);
    let dialect = walker.dialect();
    if let Some(quote) = dialect.quote.filter(|quote| text.first() == Some(quote)) {
        let inside = text.get(1..).unwrap_or_default();
        return inside.get(..memchr::memchr(quote, inside).unwrap_or(inside.len())).unwrap_or_default();
    }
    let end = match &dialect.delimiter {
        Some(Delimiter::Text(delimiter)) => memchr::memmem::find(text, delimiter.bytes()),
        Some(Delimiter::Blanks) | None => None,
    };
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_is_told_from_the_end_of_a_line() {
        let fill = |text: &str, width| filled_text(text.as_bytes(), &Dialect::default(), width);
        assert_eq!((fill("P1,2,3", 3), fill("P1,,3", 3), fill("P1,2,", 3)), (Fill::Rows, Fill::Rows, Fill::Rows));
        assert_eq!((fill(",,", 3), fill("\"\", ,", 3), fill("  ", 1)), (Fill::Empty, Fill::Empty, Fill::Empty));
        assert_eq!(
            (fill("30 rows,,", 3), fill("\"a, b\",\"\",", 3), fill("共30条", 1)),
            (Fill::Note, Fill::Note, Fill::Note)
        );
        assert_eq!(fill(",x,", 3), Fill::Rows);
    }

    #[test]
    fn identifiers_have_one_shape_whatever_their_digits() {
        let same = |one: &str, other: &str| Shape::of(one.as_bytes()) == Shape::of(other.as_bytes());
        assert!(same("P1", "P00012") && same("7-12", "12-1") && same("王芳", "欧阳娜娜"));
        assert!(!same("P1", "30") && !same("P1", "End of report") && !same("P1", "共30条") && !same("P1", "第1页"));
    }
}
