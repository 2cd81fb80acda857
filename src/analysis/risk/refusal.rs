//! Why a model gives no number for a patient: always a named field or a named gate, never a silent default.

use std::fmt;

use super::gate::Gate;
use super::input::{Ends, Input, Kind, OtherUnit, Range, Words};

/// A refusal. [`fmt::Display`] gives the words of the command line; the window has its own from [`Refusal::id`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    MissingInput(&'static str),
    /// Something stands there that is not what the input holds.
    Unreadable {
        column: &'static str,
        wanted: Wanted,
    },
    OutOfRange {
        column: &'static str,
        value: f64,
        unit: &'static str,
        range: Range,
        /// The value would be valid if it were in this unit.
        perhaps_in: Option<OtherUnit>,
    },
    /// Two inputs cannot both be true.
    Contradiction {
        column: &'static str,
        with: &'static str,
    },
    /// The equation has no result here, though every input is valid.
    NoResult {
        column: &'static str,
    },
    /// The model was not made for this value.
    NotCovered {
        column: &'static str,
        /// What is known of such patients all the same.
        known: &'static str,
    },
    NotApplicable(Gate),
}

/// What an input holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    Number,
    Whole,
    Flag,
    Choice(Words),
}

impl Refusal {
    pub(super) fn unreadable(input: &Input) -> Refusal {
        let wanted = match input.kind {
            Kind::Number(_) | Kind::Quantity { .. } => Wanted::Number,
            Kind::Whole(_) => Wanted::Whole,
            Kind::Flag => Wanted::Flag,
            Kind::Choice(words) => Wanted::Choice(words),
        };
        Refusal::Unreadable { column: input.column, wanted }
    }

    pub(super) fn out_of_range(input: &Input, value: f64, range: Range) -> Refusal {
        let perhaps_in = input.other_unit.filter(|other| range.contains(other.scale.apply(value)));
        Refusal::OutOfRange { column: input.column, value, unit: input.unit, range, perhaps_in }
    }

    /// The input it is about; `None` for a gate.
    pub fn column(&self) -> Option<&'static str> {
        match self {
            Refusal::MissingInput(column)
            | Refusal::Unreadable { column, .. }
            | Refusal::OutOfRange { column, .. }
            | Refusal::Contradiction { column, .. }
            | Refusal::NoResult { column }
            | Refusal::NotCovered { column, .. } => Some(column),
            Refusal::NotApplicable(_) => None,
        }
    }

    /// Key of the window's text.
    pub fn id(&self) -> &'static str {
        match self {
            Refusal::MissingInput(_) => "missing",
            Refusal::Unreadable { .. } => "unreadable",
            Refusal::OutOfRange { .. } => "out-of-range",
            Refusal::Contradiction { .. } => "contradiction",
            Refusal::NoResult { .. } => "no-result",
            Refusal::NotCovered { .. } => "not-covered",
            Refusal::NotApplicable(_) => "not-applicable",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::MissingInput(column) => write!(f, "{column} is missing"),
            Refusal::Unreadable { column, wanted } => write!(f, "{column} is not {wanted}"),
            Refusal::OutOfRange { column, value, unit, range, perhaps_in } => {
                write!(f, "{column} is out of range: {value} is not {range}")?;
                write_unit(f, unit)?;
                match perhaps_in {
                    Some(other) => write!(f, " (is it in {}?)", other.unit),
                    None => Ok(()),
                }
            }
            Refusal::Contradiction { column, with } => write!(f, "{column} contradicts {with}"),
            Refusal::NoResult { column } => write!(f, "{column}: the model gives no valid result for these inputs"),
            Refusal::NotCovered { column, known } => write!(f, "{column} is not covered by the model: {known}"),
            Refusal::NotApplicable(gate) => write!(f, "the model does not apply: {gate}"),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ends {
            Ends::Both => write!(f, "{} to {}", self.low, self.high),
            Ends::LowOnly => write!(f, "{} to less than {}", self.low, self.high),
            Ends::Neither => write!(f, "more than {} to less than {}", self.low, self.high),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wanted::Number => f.write_str("a number"),
            Wanted::Whole => f.write_str("a whole number"),
            Wanted::Flag => f.write_str("0, 1, false or true"),
            Wanted::Choice(words) => {
                f.write_str("one of")?;
                let usual = words.iter().filter_map(|meaning| meaning.first());
                usual.enumerate().try_for_each(|(at, word)| write!(f, "{} {word}", if at == 0 { "" } else { "," }))
            }
        }
    }
}

fn write_unit(f: &mut fmt::Formatter<'_>, unit: &str) -> fmt::Result {
    match unit {
        "" => Ok(()),
        "a" => f.write_str(" years"),
        unit => write!(f, " {}", crate::domain::unit::display_unit(unit)),
    }
}
