//! What each input adds to a result, and what a sum of points can still become where inputs are missing.

use super::input::{Input, Inputs};
use super::refusal::Refusal;

/// On which scale shares add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareScale {
    Points,
    /// Natural logarithm of the odds.
    LogOdds,
    /// Natural logarithm of the hazard.
    LogHazard,
}

/// What one input adds, with its products with others: those with age count for the other input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub column: &'static str,
    /// Against the model's own reference: its centred or zero value.
    pub amount: f64,
}

impl Share {
    /// A value whose weight changes with age: `alone` at the reference age, and `product` more for each unit of age.
    pub fn with_age(input: &Input, age: f64, value: f64, (alone, product): (f64, f64)) -> Share {
        Share { column: input.column, amount: value * (alone + product * age) }
    }
}

/// How a model's result is made up.
#[derive(Clone, Copy)]
pub struct Shares {
    pub scale: ShareScale,
    /// In which output, where the model has several.
    pub output: &'static str,
    pub of: fn(&Inputs) -> Result<Vec<Share>, Refusal>,
}

/// A parameter of a sum of points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub column: &'static str,
    /// `None`: the input is missing.
    pub points: Option<f64>,
    /// What it could be if it were known.
    pub least: f64,
    pub most: f64,
}

impl Part {
    /// Points of an input from its value; what the input could give at most where it is missing.
    ///
    /// # Errors
    /// The value is unreadable or out of range.
    pub fn of<T>(
        input: &Input,
        value: Result<T, Refusal>,
        (least, most): (f64, f64),
        points: impl FnOnce(T) -> f64,
    ) -> Result<Part, Refusal> {
        match value {
            Ok(value) => Ok(Part { column: input.column, points: Some(points(value)), least, most }),
            // Its unit may be what is missing.
            Err(Refusal::MissingInput(column)) => Ok(Part { column, points: None, least, most }),
            Err(refusal) => Err(refusal),
        }
    }

    /// Points for a flag that is set.
    ///
    /// # Errors
    /// The flag is unreadable.
    pub fn flag(inputs: &Inputs, input: &Input, points: f64) -> Result<Part, Refusal> {
        let ends = (points.min(0.0), points.max(0.0));
        Part::of(input, inputs.flag(input), ends, |is_set| if is_set { points } else { 0.0 })
    }

    fn share(&self) -> Result<Share, Refusal> {
        let amount = self.points.ok_or(Refusal::MissingInput(self.column))?;
        Ok(Share { column: self.column, amount })
    }
}

/// The total where every part is known.
///
/// # Errors
/// The first missing input.
pub fn total(parts: &[Part]) -> Result<f64, Refusal> {
    parts.iter().try_fold(0.0, |sum, part| Ok(sum + part.share()?.amount))
}

/// The parts as shares.
///
/// # Errors
/// The first missing input.
pub fn shares(parts: &[Part]) -> Result<Vec<Share>, Refusal> {
    parts.iter().map(Part::share).collect()
}

/// What a total is at least and at most, where parts are missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    pub at_least: f64,
    pub at_most: f64,
    pub missing: Vec<&'static str>,
    /// Band of `at_least`, which drives alerts.
    pub band: Option<&'static str>,
    /// A recorded parameter alone has three points or more.
    pub any_three: bool,
}

impl Bounds {
    pub fn of(parts: &[Part], band: impl FnOnce(f64, bool) -> Option<&'static str>) -> Bounds {
        let at_least = parts.iter().map(|part| part.points.unwrap_or(part.least)).sum();
        let unknown = parts.iter().filter(|part| part.points.is_none()).map(|part| part.column);
        let mut missing: Vec<&'static str> = Vec::new();
        // Two parts may want the same input.
        unknown.for_each(|column| {
            if !missing.contains(&column) {
                missing.push(column)
            }
        });
        let any_three = parts.iter().any(|part| part.points.is_some_and(|points| points >= 3.0));
        Bounds {
            at_least,
            at_most: parts.iter().map(|part| part.points.unwrap_or(part.most)).sum(),
            missing,
            band: band(at_least, any_three),
            any_three,
        }
    }
}
