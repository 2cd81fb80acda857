//! The first distinct cells of each shape with their lines: examples, evidence, and the cells that turn out odd.

use super::super::form::shown;
use super::profile::PlacedCell;
use super::shape::Shape;

/// Cells kept of one shape.
const OF_A_SHAPE: usize = 20;

/// Cells kept of all shapes together.
const OF_ALL: usize = 60;

/// Bytes kept of a cell.
const TEXT_BYTES: usize = 40;

/// Up to 20 distinct cells of each shape, those with the lowest lines. Where many shapes need more room than there is,
/// those with the most cells give up their last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Firsts {
    cells: Vec<First>,
    /// Shapes of which no further cell is kept, a bit for each.
    closed: [u64; 4],
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct First {
    line: u32,
    shape: u8,
    hash: u64,
    text: Box<str>,
}

impl Firsts {
    /// Notes a cell, whose hash is `hash`. Lines must not fall from call to call.
    pub fn add(&mut self, shape: Shape, text: &[u8], hash: u64, line: u32) {
        let shape = shape.index() as u8;
        if !self.is_closed(shape) && !self.has(shape, hash) {
            self.push(First { line, shape, hash, text: shortened(text) });
        }
    }

    pub fn merge(&mut self, later: Firsts) {
        let mut cells = later.cells;
        cells.sort_by_key(|cell| cell.line);
        for cell in cells {
            if !self.is_closed(cell.shape) && !self.has(cell.shape, cell.hash) {
                self.push(cell);
            }
        }
    }

    /// The cells of the shapes for which `is_wanted` holds, by line.
    pub fn of(&self, is_wanted: impl Fn(Shape) -> bool) -> Vec<PlacedCell> {
        let wanted = self.cells.iter().filter(|cell| is_wanted(Shape::of_index(usize::from(cell.shape))));
        let mut cells: Vec<PlacedCell> =
            wanted.map(|cell| PlacedCell { line: cell.line, text: cell.text.to_string() }).collect();
        cells.sort_by_key(|cell| cell.line);
        cells
    }

    fn has(&self, shape: u8, hash: u64) -> bool {
        self.cells.iter().any(|cell| cell.hash == hash && cell.shape == shape)
    }

    fn push(&mut self, cell: First) {
        let shape = cell.shape;
        self.cells.reserve_exact((OF_ALL + 1).saturating_sub(self.cells.len()));
        self.cells.push(cell);
        if self.count(shape) >= OF_A_SHAPE {
            self.close(shape);
        }
        if self.cells.len() > OF_ALL {
            self.give_up_one();
        }
    }

    /// Drops the last cell of the shape that has the most.
    fn give_up_one(&mut self) {
        let Some(shape) = self.cells.iter().map(|cell| cell.shape).max_by_key(|shape| (self.count(*shape), *shape))
        else {
            return;
        };
        let last =
            self.cells.iter().enumerate().filter(|(_, cell)| cell.shape == shape).max_by_key(|(_, cell)| cell.line);
        if let Some((place, _)) = last {
            self.cells.swap_remove(place);
        }
        self.close(shape);
    }

    fn count(&self, shape: u8) -> usize {
        self.cells.iter().filter(|cell| cell.shape == shape).count()
    }

    fn is_closed(&self, shape: u8) -> bool {
        self.closed.get(usize::from(shape >> 6)).is_some_and(|bits| bits >> (shape & 63) & 1 == 1)
    }

    fn close(&mut self, shape: u8) {
        if let Some(bits) = self.closed.get_mut(usize::from(shape >> 6)) {
            *bits |= 1 << (shape & 63);
        }
    }

    /// Bytes beyond the value itself.
    #[cfg(test)]
    pub fn heap_bytes(&self) -> usize {
        self.cells.capacity() * size_of::<First>() + self.cells.iter().map(|cell| cell.text.len()).sum::<usize>()
    }
}

/// The text, cut at a character and marked with `…` where it is too long; other bytes than UTF-8 as the preview shows them.
fn shortened(text: &[u8]) -> Box<str> {
    if text.len() <= TEXT_BYTES {
        return shown(text).into();
    }
    // Bytes that are not the first of a character, nor of the marker of an undecodable byte.
    let is_inside = |end: &usize| text.get(*end).is_some_and(|byte| matches!(byte, 0x80..=0xBF | 0xF8..=0xFB));
    let end = (TEXT_BYTES.saturating_sub(3)..=TEXT_BYTES).rev().find(|end| !is_inside(end)).unwrap_or(TEXT_BYTES);
    format!("{}…", shown(text.get(..end).unwrap_or(text))).into()
}

#[cfg(test)]
mod tests {
    use super::super::super::form::undecodable::marker;
    use super::*;

    #[test]
    fn undecodable_bytes_are_shown_in_place_and_nothing_is_cut_in_two() {
        let odd = [b"Li ".as_slice(), &marker(0xE9), b" na"].concat();
        assert_eq!(&*shortened(&odd), "Li \\xE9 na");
        assert_eq!(&*shortened(b"M\xFCller"), "M\\xFCller");
        for before in 36..40 {
            let long = |last: &[u8]| [vec![b'a'; before], last.to_vec(), vec![b'b'; 9]].concat();
            let marked = shortened(&long(&marker(0xE9)));
            let whole = marked.trim_start_matches('a').trim_end_matches('…').trim_end_matches('b');
            assert!(matches!(whole, "" | "\\xE9"), "{marked}");
            assert!(!shortened(&long("王".as_bytes())).contains('\\'), "{before}");
        }
    }
}
