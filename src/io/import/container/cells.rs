//! Places in a sheet: columns in letters, ranges such as `B3:F200`.

use std::fmt;
use std::str::FromStr;

use super::error::ContainerError;

/// Rows and columns that a sheet has at most.
pub const MOST_ROWS: u32 = 1 << 20;
/// As [`MOST_ROWS`].
pub const MOST_COLUMNS: u32 = 1 << 14;

/// A cell; rows and columns count from 1, as a person counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellPlace {
    pub row: u32,
    pub column: u32,
}

impl CellPlace {
    /// From a place that counts from 0.
    pub fn from_zero(row: u32, column: u32) -> CellPlace {
        CellPlace { row: row.saturating_add(1), column: column.saturating_add(1) }
    }

    /// Whether a sheet can have this cell.
    pub fn is_in_sheet(self) -> bool {
        (1..=MOST_ROWS).contains(&self.row) && (1..=MOST_COLUMNS).contains(&self.column)
    }
}

/// A rectangle of cells, both corners in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CellRange {
    pub first: CellPlace,
    pub last: CellPlace,
}

impl CellRange {
    /// The smallest range with both places in it.
    pub fn around(a: CellPlace, b: CellPlace) -> CellRange {
        CellRange {
            first: CellPlace { row: a.row.min(b.row), column: a.column.min(b.column) },
            last: CellPlace { row: a.row.max(b.row), column: a.column.max(b.column) },
        }
    }

    /// How many cells it has.
    pub fn cells(self) -> u64 {
        u64::from(self.last.row - self.first.row + 1) * u64::from(self.last.column - self.first.column + 1)
    }

    pub fn holds(&self, place: CellPlace) -> bool {
        (self.first.row..=self.last.row).contains(&place.row)
            && (self.first.column..=self.last.column).contains(&place.column)
    }

    pub fn rows(&self) -> u32 {
        self.last.row.saturating_sub(self.first.row).saturating_add(1)
    }

    pub fn columns(&self) -> u32 {
        self.last.column.saturating_sub(self.first.column).saturating_add(1)
    }
}

/// A column's letters: 1 is A, 27 is AA.
pub fn letters(column: u32) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", letters(self.column), self.row)
    }
}

impl fmt::Display for CellRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

impl FromStr for CellPlace {
    type Err = ContainerError;

    /// Reads `B3`, also `$B$3` and `b3`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text.trim().chars().filter(|&letter| letter != '$').collect();
        let split = plain.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(plain.len());
        let (letters, digits) = plain.split_at(split);
        if letters.is_empty() || letters.len() > 3 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(ContainerError::BadRange);
        }
        let number = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        let column = letters.bytes().fold(0, |column, letter| column * 26 + number(letter));
        let place = CellPlace { row: digits.parse().map_err(|_| ContainerError::BadRange)?, column };
        if place.is_in_sheet() { Ok(place) } else { Err(ContainerError::BadRange) }
    }
}

impl FromStr for CellRange {
    type Err = ContainerError;

    /// Reads `B3:F200`, and `B3` as the range of that cell. The corners may come in any order.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Ok(CellRange::around(first.parse()?, last.parse()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_read_as_they_are_written() {
        for text in ["B3:F200", "A1:A1", "AA10:XFD1048576"] {
            assert_eq!(text.parse::<CellRange>().expect("a range").to_string(), text);
        }
        assert_eq!("$f$200:b3".parse::<CellRange>().expect("a range").to_string(), "B3:F200");
        for text in ["", "3", "B", "B0", "XFE1", "B3:", "A1048577", "B-3", "ABCD1", "é1"] {
            assert!(text.parse::<CellRange>().is_err(), "{text}");
        }
        assert_eq!((letters(1), letters(26), letters(27), letters(702), letters(703)).4, "AAA");
    }
}
