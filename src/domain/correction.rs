//! What a person decides about a value that the cleaning rules found: correct it, or leave it as right.
//!
//! A decision is about one cell of one import. It never changes what was imported: a correction stands beside the
//! recorded value and is used in its place.

use crate::base::Decimal;

use super::ids::{CellRef, PatientId, WordId};

/// What is doubtful about a value. Each has the texts `finding-<id>` and `finding-<id>-explained`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// The number belongs to another unit.
    UnitSlip,
    /// The decimal mark is one or two places off.
    DecimalSlip,
    /// Two neighbouring digits changed places.
    SwappedDigits,
    /// Systolic and diastolic pressure changed places.
    SwappedPressures,
    /// A change faster than the body allows.
    ImpossibleSequence,
    /// Far from everything else of this patient.
    Outlier,
}

impl FindingKind {
    /// Every kind, in the order of lists.
    pub const ALL: [FindingKind; 6] = [
        FindingKind::UnitSlip,
        FindingKind::DecimalSlip,
        FindingKind::SwappedDigits,
        FindingKind::SwappedPressures,
        FindingKind::ImpossibleSequence,
        FindingKind::Outlier,
    ];

    /// Stable name, as stored and in message keys.
    pub fn id(self) -> &'static str {
        match self {
            FindingKind::UnitSlip => "unit-slip",
            FindingKind::DecimalSlip => "decimal-slip",
            FindingKind::SwappedDigits => "swapped-digits",
            FindingKind::SwappedPressures => "swapped-pressures",
            FindingKind::ImpossibleSequence => "impossible-sequence",
            FindingKind::Outlier => "outlier",
        }
    }

    pub fn from_id(id: &str) -> Option<FindingKind> {
        FindingKind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// What a value is to be read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub value: Decimal,
    /// As units are written in sources; `None` where the value has none.
    pub unit: Option<String>,
}

/// What a person says about a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right as recorded.
    Right,
    Corrected(Correction),
}

/// A verdict about one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub patient: PatientId,
    pub cell: CellRef,
    /// What the cleaning rules had found.
    pub kind: FindingKind,
    pub verdict: Verdict,
}

/// A decision as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDecision {
    pub decision: Decision,
    pub actor: String,
    pub at_utc_secs: i64,
}

/// What an observation knows of the decision about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub kind: FindingKind,
    pub actor: String,
    pub at_utc_secs: i64,
    /// Value and unit as recorded, where a correction stands in their place; `None`: said to be right.
    pub recorded: Option<(Decimal, Option<WordId>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back() {
        for kind in FindingKind::ALL {
            assert_eq!(FindingKind::from_id(kind.id()), Some(kind));
        }
    }
}
