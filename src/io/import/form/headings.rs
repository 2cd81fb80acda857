//! Which lines hold the column names, and which row is the first below them.
//!
//! Columns of numbers, dates and times tell: the first row that fits them is the first row of values, and what stands
//! above it and has as many cells are names. Where all is text, the first row that is filled like the others is taken
//! for names, unless its cells occur below them too.

use super::detected::Reason;
use super::kinds::{KINDS, Kind};

/// Lines that names are made of at most.
const MOST_PARTS: usize = 3;

/// Rows at the beginning whose text does not count against a column of numbers.
const ROWS_ABOVE: usize = 8;

/// A record near the beginning of the file.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) line: u32,
    /// Physical lines.
    pub(crate) lines: u32,
    pub(crate) cells: Vec<Vec<u8>>,
}

/// The names and the first row, as places in the rows looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Guess {
    /// First row of the names, and number of rows; 0: there are none.
    pub(crate) first: usize,
    pub(crate) count: usize,
    pub(crate) first_row: usize,
    pub(crate) confidence: f32,
    pub(crate) reason: Reason,
}

impl Row {
    pub(crate) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim_ascii().is_empty()).count()
    }

    fn cell(&self, column: usize) -> &[u8] {
        self.cells.get(column).map(|cell| cell.trim_ascii()).unwrap_or_default()
    }

    fn has_duplicates(&self) -> bool {
        let mut cells: Vec<&[u8]> = (0..self.cells.len()).map(|column| self.cell(column)).collect();
        cells.retain(|cell| !cell.is_empty());
        cells.sort_unstable();
        cells.windows(2).any(|pair| pair.first() == pair.last())
    }
}

/// What the rows together say.
struct Grid<'a> {
    rows: &'a [Row],
    width: usize,
    /// Columns of numbers, dates and times.
    typed: Vec<usize>,
    /// Cells that a row of the table usually fills.
    usual_fill: usize,
}

/// Finds the names in the first rows of a table whose rows are usually `width` cells wide.
pub(crate) fn guess(rows: &[Row], width: usize) -> Guess {
    let nothing = Guess { first: 0, count: 0, first_row: 0, confidence: 0.5, reason: Reason::NoRows };
    if rows.is_empty() {
        return nothing;
    }
    let grid = Grid::new(rows, width);
    match grid.first_fitting() {
        Some(first_row) => grid.names_above(first_row),
        None => grid.names_of_text().unwrap_or(nothing),
    }
}

impl<'a> Grid<'a> {
    fn new(rows: &'a [Row], width: usize) -> Self {
        let mut fills: Vec<usize> = rows.iter().filter(|row| row.cells.len() == width).map(Row::filled).collect();
        fills.retain(|&fill| fill > 0);
        fills.sort_unstable();
        let usual_fill = fills.get(fills.len() * 3 / 4).copied().unwrap_or(width);
        let typed = (0..width).filter(|&column| is_typed(rows, width, column)).collect();
        Grid { rows, width, typed, usual_fill }
    }

    fn row(&self, place: usize) -> Option<&'a Row> {
        self.rows.get(place)
    }

    /// The first row whose cells fit the columns of numbers, dates and times.
    fn first_fitting(&self) -> Option<usize> {
        self.rows.iter().position(|row| row.cells.len() == self.width && self.fits(row))
    }

    fn fits(&self, row: &Row) -> bool {
        let kinds = self.typed.iter().map(|&column| Kind::of(row.cell(column)));
        let (mut fitting, mut others) = (0, 0);
        for kind in kinds {
            fitting += usize::from(kind.is_typed());
            others += usize::from(matches!(kind, Kind::Text | Kind::Code));
        }
        fitting > others
    }

    /// Whether a row is filled as rows of the table are.
    fn is_grid_like(&self, row: &Row) -> bool {
        let fewest = if self.width == 1 { 1 } else { (self.usual_fill.min(self.width)).div_ceil(2).max(2) };
        row.filled() >= fewest
    }

    /// Whether a row has text in every column that has values in the rows from `first_row` on.
    fn is_complete(&self, row: &Row, first_row: usize) -> bool {
        let below = self.rows.get(first_row..).unwrap_or_default();
        (0..self.width)
            .all(|column| !row.cell(column).is_empty() || below.iter().all(|other| other.cell(column).is_empty()))
    }

    fn names_above(&self, first_row: usize) -> Guess {
        let above = self.rows.get(..first_row).unwrap_or_default();
        let candidates: Vec<usize> = (0..above.len())
            .filter(|&place| self.row(place).is_some_and(|row| row.cells.len() == self.width && self.is_grid_like(row)))
            .collect();
        let complete = candidates
            .iter()
            .copied()
            .find(|&place| self.row(place).is_some_and(|row| self.is_complete(row, first_row)));
        let sure = if self.typed.len() > 1 { 0.95 } else { 0.85 };
        let named = |first: usize, count: usize, confidence: f32| Guess {
            first,
            count,
            first_row: first + count,
            confidence,
            reason: Reason::UnlikeValues,
        };
        if let Some(last) = complete {
            let (first, last) = (self.first_part(last), self.last_part(last, first_row));
            // Rows between the names and the first fitting row are values of another kind.
            // So may be what was taken for a second part of names that are complete without it.
            let doubt = if last + 1 == first_row && last == first { 1.0 } else { 0.75 };
            return named(first, last - first + 1, sure * doubt);
        }
        if let Some(&last) = candidates.last() {
            let first = candidates.first().copied().unwrap_or(last).max((last + 1).saturating_sub(MOST_PARTS));
            let last = self.last_part(last, first_row);
            return named(first, last - first + 1, sure * 0.85);
        }
        let nearest = first_row.checked_sub(1).filter(|&place| self.could_name(place));
        match nearest {
            Some(place) => named(place, 1, sure * 0.8),
            None if self.are_names_of_numbers(first_row) => named(first_row, 1, 0.6),
            None => {
                Guess { first: first_row, count: 0, first_row, confidence: sure * 0.95, reason: Reason::LikeValues }
            }
        }
    }

    /// Whether a row of another width could hold the names: a name too many or too few happens.
    fn could_name(&self, place: usize) -> bool {
        self.row(place).is_some_and(|row| {
            let filled = row.filled();
            filled >= 2 && filled * 3 >= self.width * 2 && row.cells.len() <= self.width * 3 / 2 + 1
        })
    }

    /// The first row of names that end at `last`: above them may stand names of groups of columns.
    fn first_part(&self, last: usize) -> usize {
        let Some(lower) = self.row(last) else { return last };
        let Some(upper) = last.checked_sub(1).and_then(|above| self.row(above)) else { return last };
        let filled: Vec<usize> = (0..self.width).filter(|&column| !upper.cell(column).is_empty()).collect();
        let spreads = filled.last().is_some_and(|&column| column * 2 >= self.width);
        let is_adjacent = upper.line + upper.lines == lower.line;
        let is_group = upper.cells.len() == self.width && filled.len() >= 2 && filled.len() < self.width;
        if is_adjacent && is_group && (spreads || lower.has_duplicates()) { last - 1 } else { last }
    }

    /// The last row of names of which a part stands at `first`: below it may stand units, or names of single columns.
    fn last_part(&self, first: usize, first_row: usize) -> usize {
        let mut last = first;
        while last + 1 < first_row.min(first + MOST_PARTS) && self.is_part(last, last + 1) {
            last += 1;
        }
        last
    }

    /// Whether a row goes on with the names above it. It does if it has text in all columns of numbers and times, or if
    /// it names what the row above left unnamed or named twice.
    fn is_part(&self, above: usize, place: usize) -> bool {
        let (Some(upper), Some(row)) = (self.row(above), self.row(place)) else { return false };
        if upper.line + upper.lines != row.line || row.cells.len() != self.width {
            return false;
        }
        let typed = self.typed.iter().map(|&column| Kind::of(row.cell(column)));
        let texts = typed.clone().filter(|kind| matches!(kind, Kind::Text | Kind::Code)).count();
        if texts >= 2 && texts == self.typed.len() {
            return true;
        }
        let is_free = typed.clone().all(|kind| kind == Kind::Missing);
        let is_open = |column: usize| {
            let name = upper.cell(column);
            name.is_empty() || (0..self.width).any(|other| other != column && upper.cell(other) == name)
        };
        let filled: Vec<usize> = (0..self.width).filter(|&column| !row.cell(column).is_empty()).collect();
        is_free && filled.iter().any(|&column| is_open(column)) && self.typed.len() >= 2
    }

    /// Whether numbers in the first row are names: years or steps over values that are none.
    fn are_names_of_numbers(&self, first_row: usize) -> bool {
        let (Some(row), Some(next)) = (self.row(first_row), self.row(first_row + 1)) else { return false };
        let number =
            |row: &Row, column: usize| -> Option<i64> { std::str::from_utf8(row.cell(column)).ok()?.parse().ok() };
        let names: Vec<Option<i64>> = self.typed.iter().map(|&column| number(row, column)).collect();
        let steps: Vec<Option<i64>> = names
            .windows(2)
            .map(|pair| pair.last().copied().flatten()?.checked_sub(pair.first().copied().flatten()?))
            .collect();
        let is_even = steps.len() >= 2 && steps.iter().all(|step| *step == Some(1) || *step == Some(-1));
        let is_year = |value: Option<i64>| value.is_some_and(|year| (1900..2100).contains(&year));
        let below = self.typed.iter().map(|&column| number(next, column));
        is_even && names.iter().copied().all(is_year) && !below.into_iter().any(is_year)
    }

    /// Names where no column is of numbers, dates or times.
    fn names_of_text(&self) -> Option<Guess> {
        let fits = |row: &Row| row.cells.len() == self.width && self.is_grid_like(row);
        let first = self.rows.iter().position(fits).or_else(|| self.rows.iter().position(|row| row.filled() > 0))?;
        let row = self.row(first)?;
        let below = self.rows.get(first + 1..).unwrap_or_default();
        let typed = (0..self.width).filter(|&column| Kind::of(row.cell(column)).is_typed()).count();
        let values = (0..self.width).filter(|&column| is_value(row.cell(column), below, column)).count();
        let is_named = typed == 0 && values * 3 <= self.width.min(row.filled().max(1));
        if !is_named {
            return Some(Guess { first, count: 0, first_row: first, confidence: 0.6, reason: Reason::LikeValues });
        }
        let confidence = if below.is_empty() { 0.7 } else { 0.65 };
        Some(Guess { first, count: 1, first_row: first + 1, confidence, reason: Reason::LooksLikeNames })
    }
}

/// Whether a column is of numbers, dates and times, text near the beginning aside.
fn is_typed(rows: &[Row], width: usize, column: usize) -> bool {
    let mut counts = [0usize; KINDS];
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| row.cells.len() == width) {
        let kind = Kind::of(row.cell(column));
        let is_name = matches!(kind, Kind::Text | Kind::Code) && place < ROWS_ABOVE;
        if let Some(count) = counts.get_mut(kind as usize).filter(|_| !is_name) {
            *count += 1;
        }
    }
    let [_, numbers, moments, codes, texts] = counts;
    let typed = numbers + moments;
    typed > 0 && typed * 5 >= (typed + codes + texts) * 4
}

/// Whether a cell is a value rather than a name: it occurs in one row of ten below, or is a code above codes.
fn is_value(cell: &[u8], below: &[Row], column: usize) -> bool {
    if cell.is_empty() {
        return false;
    }
    let codes = below.iter().filter(|row| Kind::of(row.cell(column)) == Kind::Code).count();
    let is_code = Kind::of(cell) == Kind::Code && below.len() > 1 && codes * 5 >= below.len() * 4;
    let repeats = below.iter().filter(|row| row.cell(column) == cell).count();
    is_code || repeats > 0 && repeats * 10 >= below.len()
}

/// Names made of the cells of several rows, joined by a blank. An empty part is filled from the left where the part it
/// is filled from names a group, that is, where there is a part below it too.
pub(crate) fn joined(mut parts: Vec<Vec<Vec<u8>>>) -> Vec<Vec<u8>> {
    if parts.len() < 2 {
        return parts.pop().unwrap_or_default();
    }
    let width = parts.iter().map(Vec::len).max().unwrap_or(0);
    let mut names = vec![Vec::new(); width];
    for (level, row) in parts.iter().enumerate() {
        let below = parts.get(level + 1..).unwrap_or_default();
        for (name, part) in names.iter_mut().zip(filled_forward(row, below, width)) {
            if part.is_empty() {
                continue;
            }
            if !name.is_empty() {
                name.push(b' ');
            }
            name.extend(part.iter().map(|&byte| if byte == b'\n' { b' ' } else { byte }));
        }
    }
    names
}

fn filled_forward<'a>(row: &'a [Vec<u8>], below: &[Vec<Vec<u8>>], width: usize) -> Vec<&'a [u8]> {
    let has_part_below =
        |column: usize| below.iter().any(|row| row.get(column).is_some_and(|part| !part.trim_ascii().is_empty()));
    let mut group: &[u8] = b"";
    (0..width)
        .map(|column| {
            let part = row.get(column).map(|part| part.trim_ascii()).unwrap_or_default();
            if !part.is_empty() {
                group = if has_part_below(column) { part } else { b"" };
                return part;
            }
            if has_part_below(column) { group } else { b"" }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Row> {
        let row = |(place, line): (usize, &str)| Row {
            line: place as u32 + 1,
            lines: 1,
            cells: line.split(',').map(|cell| cell.as_bytes().to_vec()).collect(),
        };
        text.lines().enumerate().map(row).filter(|row| row.cells != [b""]).collect()
    }

    /// First row of names, their number, first row of values.
    fn names(text: &str, width: usize) -> (usize, usize, usize) {
        let guess = guess(&rows(text), width);
        (guess.first, guess.count, guess.first_row)
    }

    #[test]
    fn names_are_found() {
        assert_eq!(names("id,value\nP1,2\nP2,3", 2), (0, 1, 1));
        assert_eq!(names("1,2\n3,4", 2), (0, 0, 0));
        assert_eq!(names("Report,of,June 2016\nx,y\n1,2\n3,4", 2), (1, 1, 2));
        assert_eq!(names("title,,\n,,\nid,at,v\n1,2020-01-01,3", 3), (2, 1, 3));
        assert_eq!(names("a,b,,c\nx,1,2020-01-01\ny,2,2020-01-02", 3), (0, 1, 1));
        assert_eq!(names("name,value\na,unknown\nb,3\nc,4", 2), (0, 1, 1));
        assert_eq!(names("land,2001,2002,2003\nA,1,2,3\nB,4,5,6", 4), (0, 1, 1));
        assert_eq!(names("name,ward\nLi,north\nWu,south", 2), (0, 1, 1));
        assert_eq!(names("Li,north\nWu,north\nXu,north", 2), (0, 0, 0));
        assert_eq!(names("a,b", 2), (0, 1, 1));
    }

    #[test]
    fn names_of_groups_are_joined() {
        let text = "day,travel,,,total\n,air,rail,taxi,\n1,2,,4,5";
        assert_eq!(names(text, 5), (0, 2, 2));
        let parts = rows(text).into_iter().take(2).map(|row| row.cells).collect();
        let names: Vec<String> = joined(parts).into_iter().map(|name| String::from_utf8_lossy(&name).into()).collect();
        assert_eq!(names, ["day", "travel air", "travel rail", "travel taxi", "total"]);
    }
}
