//! A table to learn from: every column with a type and a role, proposed from its cells and open to change.
//!
//! Cells come in as somebody read them; a cell that does not fit its column's type counts as missing, and a note names it.

mod change;
mod names;
mod propose;
mod read;
mod sketch;

pub use change::retype;
pub use names::{Naming, is_age_name, is_sex_name, naming_of};
pub use propose::{propose, task_of};
pub use read::{read_table, read_with};
pub use sketch::{ColumnSketch, sketch};

use serde::{Deserialize, Serialize};

/// A cell as it was read, before its column has a type.
#[derive(Clone, Debug, PartialEq)]
pub enum RawCell {
    Missing,
    Number(f64),
    /// Days since 1970-01-01.
    Day(i32),
    Word(String),
}

/// A column as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct RawColumn {
    pub name: String,
    pub cells: Vec<RawCell>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    Numeric,
    /// Words with an order.
    Ordinal,
    /// Words without one.
    Categorical,
    /// Two words, no and yes.
    Boolean,
    Date,
    Identifier,
    Text,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Feature,
    Target,
    /// Names the patient: rows with the same entry are never on both sides of a split.
    Group,
    Ignore,
}

/// How a column is to be understood: proposed by [`propose`], changed by a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnChoice {
    pub name: String,
    pub kind: ColumnType,
    pub role: Role,
    /// Zeros count as missing.
    pub zero_is_missing: bool,
    /// Zeros stand apart from all other values, so that they may mean "not measured".
    pub zeros_look_missing: bool,
    /// Words of an ordinal, boolean or categorical column in their order.
    pub levels: Vec<String>,
}

/// Numbers of which some are missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers(Vec<f64>);

impl Numbers {
    pub fn of(values: impl IntoIterator<Item = Option<f64>>) -> Numbers {
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite()).unwrap_or(f64::NAN);
        Numbers(values.into_iter().map(finite).collect())
    }

    pub fn at(&self, row: u32) -> Option<f64> {
        self.0.get(row as usize).copied().filter(|value| !value.is_nan())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.0.iter().map(|value| (!value.is_nan()).then_some(*value))
    }
}

/// The cells of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numeric columns, and dates as days since 1970-01-01.
    Numbers(Numbers),
    /// All others: places in the list of words.
    Levels { of: Vec<Option<u32>>, names: Vec<String> },
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Values::Numbers(numbers) => numbers.len(),
            Values::Levels { of, .. } => of.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn is_missing(&self, row: u32) -> bool {
        match self {
            Values::Numbers(numbers) => numbers.at(row).is_none(),
            Values::Levels { .. } => self.level(row).is_none(),
        }
    }

    pub fn level(&self, row: u32) -> Option<u32> {
        match self {
            Values::Levels { of, .. } => of.get(row as usize).copied().flatten(),
            Values::Numbers(_) => None,
        }
    }

    /// As one number: the number itself, or the place of the word.
    pub fn number(&self, row: u32) -> Option<f64> {
        match self {
            Values::Numbers(numbers) => numbers.at(row),
            Values::Levels { .. } => self.level(row).map(f64::from),
        }
    }
}

/// A typed column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnType,
    pub role: Role,
    pub zero_is_missing: bool,
    pub values: Values,
}

/// A typed table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub rows: u32,
    pub columns: Vec<Column>,
}

impl Table {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.role == role)
    }

    /// Number of the patient of each row, from 0. Without a group column, and where a row's entry is missing, a row is a
    /// patient of its own; [`super::problem::Problem`] leaves the latter out, since they may be anybody's.
    pub fn patients(&self) -> Vec<u32> {
        let Some(column) = self.with_role(Role::Group).next() else { return (0..self.rows).collect() };
        let mut numbers = std::collections::BTreeMap::new();
        let mut next = 0;
        let mut fresh = || {
            next += 1;
            next - 1
        };
        (0..self.rows)
            .map(|row| match column.values.number(row) {
                Some(entry) => *numbers.entry(entry.to_bits()).or_insert_with(&mut fresh),
                None => fresh(),
            })
            .collect()
    }
}

/// Something about a column that has to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableNote {
    pub column: String,
    pub what: NoteKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoteKind {
    /// Cells that do not fit the type and count as missing; row (from 0) and text of the first.
    Unread { cells: u32, row: u32, text: String },
    /// Limits of measurement that count as the number they name; row (from 0) and text of the first.
    Limits { cells: u32, row: u32, text: String },
    /// Zeros that count as missing.
    ZerosMissing { cells: u32 },
    /// Zeros that may mean "not measured" and count as values.
    ZerosSuspicious { cells: u32 },
    /// No cell holds anything.
    Empty,
    /// Every cell holds the same.
    Constant,
}

/// Why a table is none to learn from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("there is no row")]
    NoRows,
    #[error("there is no row {0}; there are {1}")]
    NoRow(u32, u32),
    #[error("no column is the target")]
    NoTarget,
    #[error("the columns {0} and {1} are both the target")]
    TwoTargets(String, String),
    #[error("no column is a feature")]
    NoFeature,
    #[error("the heading {0} stands twice")]
    NameTwice(String),
    #[error("the column {0} is not there")]
    NoColumn(String),
    #[error("the target {0} holds nothing but {1}: there is nothing to tell apart")]
    OneClass(String, String),
    #[error("the target {0} has no value")]
    EmptyTarget(String),
    #[error("the target {0} holds {1} different words; that is no class")]
    TooManyClasses(String, usize),
    #[error("the target {0} holds words, not numbers")]
    TargetNotNumeric(String),
    #[error("the target {0} holds no {1}")]
    NoClass(String, String),
    #[error("the columns differ in length")]
    Ragged,
}

#[cfg(test)]
mod tests;
