//! One measured value: code, value, unit, time, and the cell it came from.

use crate::base::{Decimal, Moment};

use super::correction::Decided;
use super::ids::{CellRef, WordId};

/// A result beyond what its method measures: `<5` or `>60`, also `≤5` or `≥60`. The value is the limit, not the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// The result is below the value.
    Below,
    /// The result is above the value.
    Above,
    /// The result is the value or below it.
    AtMost,
    /// The result is the value or above it.
    AtLeast,
}

impl Bound {
    /// The sign before the value, as written and as read.
    pub fn sign(self) -> &'static str {
        match self {
            Bound::Below => "<",
            Bound::Above => ">",
            Bound::AtMost => "≤",
            Bound::AtLeast => "≥",
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
    /// The source has not called the result final.
    pub preliminary: bool,
    /// The source says that it replaces what was sent before, or comes after it.
    pub corrected: bool,
    /// The value is a limit of measurement.
    pub bound: Option<Bound>,
}

/// One observation as it counts: as recorded, or as corrected. `code` and `unit` stand in the store's books.
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
    /// What a person decided about the value, and what was recorded where it was corrected.
    pub decided: Option<Box<Decided>>,
}

/// A measurement that was asked for or made, whose time is known and whose value is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnrecordedValue {
    pub code: WordId,
    pub moment: Moment,
}

impl Observation {
    /// The value with the sign of a limit of measurement before it: `5.4`, `<5`.
    pub fn written(&self) -> String {
        format!("{}{}", self.flags.bound.map_or("", Bound::sign), self.value)
    }

    /// The text of the source's cell.
    pub fn recorded(&self) -> String {
        let sign = self.flags.bound.map_or("", Bound::sign);
        self.raw.clone().unwrap_or_else(|| format!("{sign}{}", self.as_recorded().0))
    }

    /// Value and unit as they were imported.
    pub fn as_recorded(&self) -> (Decimal, Option<WordId>) {
        let recorded = self.decided.as_ref().and_then(|decided| decided.recorded);
        recorded.unwrap_or((self.value, self.unit))
    }

    /// Whether another value or unit stands in place of the recorded one.
    pub fn is_corrected(&self) -> bool {
        self.decided.as_ref().is_some_and(|decided| decided.recorded.is_some())
    }
}
