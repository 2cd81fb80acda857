//! One measured value: code, value, unit, time, and the cell it came from.

use crate::base::{Decimal, Moment};

use super::ids::{CellRef, WordId};

/// What the quality rules found about a kept value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ObservationFlags {
    /// Possible but implausible for the indicator.
    pub implausible: bool,
    /// Another value stands for the same patient, code and instant.
    pub conflicting: bool,
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
