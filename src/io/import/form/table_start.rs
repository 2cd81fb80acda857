//! Whether a row in the middle of a file names the columns of another table.
//!
//! Two tables of one width, as a spreadsheet writes them, differ in nothing else: the row has names where the columns
//! above it have numbers, times or codes, or its cells are headings that are known.

use super::super::mapping::is_known_heading;
use super::kinds::{KINDS, Kind};

/// Rows of a table from which the kinds of its columns are known well enough.
const ENOUGH_ROWS: usize = 50;

/// What the columns of the table at hand hold.
#[derive(Debug, Default)]
pub(crate) struct ColumnKinds {
    counts: Vec<[u32; KINDS]>,
    rows: usize,
}

/// How a row looks beside the rows above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Names {
    /// Like a row.
    #[default]
    No,
    /// Unlike the columns: names, if what follows is none.
    Unlike,
    /// Headings that are known.
    Known,
}

impl ColumnKinds {
    pub(crate) fn wants_more(&self) -> bool {
        self.rows < ENOUGH_ROWS
    }

    pub(crate) fn note(&mut self, cells: &[Vec<u8>]) {
        self.rows += 1;
        self.counts.resize(self.counts.len().max(cells.len()), [0; KINDS]);
        for (counts, cell) in self.counts.iter_mut().zip(cells) {
            if let Some(count) = counts.get_mut(Kind::of(cell) as usize) {
                *count += 1;
            }
        }
    }

    /// How the cells look that stand below the rows noted so far.
    pub(crate) fn names(&self, cells: &[Vec<u8>]) -> Names {
        let kinds: Vec<Kind> = cells.iter().map(|cell| Kind::of(cell)).collect();
        let filled: Vec<&[u8]> = cells.iter().map(|cell| cell.trim_ascii()).filter(|cell| !cell.is_empty()).collect();
        let is_repeated = |place: usize, cell: &[u8]| filled.iter().take(place).any(|other| *other == cell);
        let has_repeats = filled.iter().enumerate().any(|(place, cell)| is_repeated(place, cell));
        if filled.len() < 2 || has_repeats || kinds.iter().any(|kind| kind.is_typed()) {
            return Names::No;
        }
        if names_known(cells) {
            return Names::Known;
        }
        let usual = self.counts.iter().map(usual_kind).zip(&kinds);
        let (mut like, mut unlike) = (0, 0);
        for (usual, kind) in usual.filter_map(|(usual, kind)| Some((usual?, *kind))) {
            like += usize::from(usual == kind);
            unlike += usize::from(kind == Kind::Text || usual.is_typed() && kind == Kind::Code);
        }
        if like == 0 && unlike >= 2 { Names::Unlike } else { Names::No }
    }
}

/// Whether at least two cells, and half of those that are filled, are headings that are known.
pub(crate) fn names_known(cells: &[Vec<u8>]) -> bool {
    let filled = cells.iter().map(|cell| cell.trim_ascii()).filter(|cell| !cell.is_empty());
    let known = filled.clone().filter(|cell| std::str::from_utf8(cell).is_ok_and(is_known_heading)).count();
    known >= 2 && known * 2 >= filled.count()
}

/// Whether cells are those of a row rather than a sentence.
pub(crate) fn has_values(cells: &[Vec<u8>]) -> bool {
    cells.iter().any(|cell| matches!(Kind::of(cell), Kind::Number | Kind::Moment | Kind::Code))
}

/// The kind of nearly all cells of a column, where it tells them from names.
fn usual_kind(counts: &[u32; KINDS]) -> Option<Kind> {
    let [_, numbers, moments, codes, texts] = *counts;
    let all = numbers + moments + codes + texts;
    let of = |count: u32, kind: Kind| (count > 0 && count * 5 >= all * 4).then_some(kind);
    of(numbers, Kind::Number).or_else(|| of(moments, Kind::Moment)).or_else(|| of(codes, Kind::Code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Vec<Vec<u8>> {
        line.split(',').map(|cell| cell.as_bytes().to_vec()).collect()
    }

    #[test]
    fn names_are_unlike_the_columns_above_or_known() {
        let mut kinds = ColumnKinds::default();
        ["P1,f,1950-01-01", "P2,m,1960-02-03", "P3,f,"].iter().for_each(|row| kinds.note(&cells(row)));
        assert_eq!(kinds.names(&cells("Case,Drug,Started on")), Names::Unlike);
        assert_eq!(kinds.names(&cells("patient_id,time,Glucose (mmol/L)")), Names::Known);
        assert_eq!(kinds.names(&cells("患者编号,时间,血糖(mmol/L)")), Names::Known);
        for row in ["P4,unknown,unknown on purpose", "P4,x,", "a,b,7", "note,,", "x,x,y"] {
            assert_eq!(kinds.names(&cells(row)), Names::No, "{row}");
        }
    }
}
