//! Numbers that name things inside one store.

/// A patient's number in the store: dense, from 0, in the order of first appearance. Not the hospital's identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatientId(pub u32);

/// An import's number in the store, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImportId(pub u32);

/// A word of one of the store's books (see [`crate::domain::book`]): a code, a unit, a condition, a drug, a ward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u16);

/// Stands in the column of a cell for the second of two values in it, such as the diastolic pressure of `120/80`.
pub const SECOND_VALUE: u16 = 0x8000;

/// The cell a stored value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    pub import: ImportId,
    /// Physical line in the file, from 1.
    pub line: u32,
    /// Column in the file, from 1, with [`SECOND_VALUE`] for the second value of a cell; 0 where a record's column depends on the field (see [`crate::domain::receipt::Receipt::columns`]).
    pub column: u16,
}

impl CellRef {
    /// The column in the file, from 1.
    pub fn file_column(self) -> u16 {
        self.column & !SECOND_VALUE
    }
}
