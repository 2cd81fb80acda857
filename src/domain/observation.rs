//! One measured value: code, value, unit, time, and the cell it came from.

use crate::base::{Decimal, Moment};

use super::ids::{CellRef, WordId};

/// A result beyond what its method measures: `<5` or `>60`. The value is the limit, not the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// The result is below the value.
    Below,
    /// The result is above the value.
    Above,
}

impl Bound {
    /// The sign before the value, as written and as read.
    pub fn sign(self) -> &'static str {
        match self {
            Bound::Below => "<",
            Bound::Above => ">",
        }
    }
}

/// What the quality rules found about a kept value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ObservationFlags {
    /// Possible but implausible for the indicator.
    pub implausible: bool,
    /// Another value stands for the same patient, code and instant.
    pub conflicting: bool,
    /// The value is a limit of measurement.
    pub bound: Option<Bound>,
}

/// One observation as recorded. `code` and `unit` stand in the store's books.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub code: WordId,
    /// `None` where the source has no unit.
    pub unit: Option<WordId>,
    pub moment: Moment,
    pub value: Decimal,
    pub cell: CellRef,
    /// The value's text, only where the decimal would not give it back.
    pub raw: Option<String>,
    /// The time's text, only where the moment would not give it back.
    pub time_raw: Option<String>,
    /// The source's own identifier of this observation, where it has one.
    pub source_identifier: Option<String>,
    pub flags: ObservationFlags,
}

impl Observation {
    /// The value with the sign of a limit of measurement before it: `5.4`, `<5`.
    pub fn written(&self) -> String {
        format!("{}{}", self.flags.bound.map_or("", Bound::sign), self.value)
    }

    /// The text of the source's cell.
    pub fn recorded(&self) -> String {
        self.raw.clone().unwrap_or_else(|| self.written())
    }
}
