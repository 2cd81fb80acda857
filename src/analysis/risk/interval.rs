//! Where exactly one input is missing: between which numbers the result lies, over the input's valid range.
//!
//! Numbers are tried on a dense grid that is refined around the lowest and the highest result; whole numbers, flags and
//! choices one by one. Results between two grid points are those of an equation that is smooth or has steps wider than
//! the grid there.

use super::RiskModel;
use super::input::{Ends, Input, Inputs, Kind, Range, Slot};
use super::refusal::Refusal;

const STEPS: u32 = 128;
const ROUNDS: u32 = 3;
/// More whole numbers than this are tried on a grid too.
const MOST_WHOLE: f64 = 2_000.0;

/// The lowest and highest result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The input that is missing.
    pub column: &'static str,
    pub low: f64,
    pub high: f64,
}

/// The interval of an output, by its place, where one input is missing.
///
/// # Errors
/// Why there is no score, if it is not that exactly one input is missing; [`Refusal::NoResult`] if nothing is missing.
pub fn interval(model: &RiskModel, inputs: &Inputs, output: usize) -> Result<Interval, Refusal> {
    let column = match model.score(inputs) {
        Err(Refusal::MissingInput(column)) => column,
        Err(refusal) => return Err(refusal),
        Ok(_) => return Err(Refusal::NoResult { column: model.id }),
    };
    let input = model.input(column).ok_or(Refusal::MissingInput(column))?;
    let mut search = Search { model, inputs: inputs.clone(), input, output, found: None, limit: None };
    match input.kind {
        Kind::Flag => search.words(2)?,
        Kind::Choice(words) => search.words(words.len())?,
        Kind::Whole(range) if range.high - range.low <= MOST_WHOLE => search.whole(range)?,
        Kind::Whole(range) => search.grid(range, f64::round)?,
        Kind::Number(range) => search.grid(range, |value| value)?,
        Kind::Quantity { range, unit } => {
            let named = inputs.choice(&Input::unit_of(unit))?;
            let per_first = unit.per_first.get(named).copied().unwrap_or(1.0);
            search.grid(range, move |value| value * per_first)?;
        }
    }
    let Extremes { low, high } = search.found.ok_or(Refusal::MissingInput(column))?;
    Ok(Interval { column, low: low.result, high: high.result })
}

#[derive(Clone, Copy)]
struct Point {
    at: f64,
    result: f64,
}

#[derive(Clone, Copy)]
struct Extremes {
    low: Point,
    high: Point,
}

struct Search<'a> {
    model: &'a RiskModel,
    inputs: Inputs,
    input: &'a Input,
    output: usize,
    found: Option<Extremes>,
    /// Another input's value, which this one must not pass.
    limit: Option<f64>,
}

impl Search<'_> {
    fn limit_at(&mut self, column: &str) {
        if let Some(Slot::Number(value)) = self.model.input(column).map(|input| self.inputs.slot(input)) {
            self.limit = Some(value);
        }
    }

    /// Tries one value. Values that the model refuses for their range or for contradicting others are no candidates.
    fn attempt(&mut self, at: f64, slot: Slot) -> Result<(), Refusal> {
        self.inputs.set(self.input, slot);
        let result = match self.model.score(&self.inputs) {
            Ok(scores) => scores.number(self.output),
            Err(Refusal::OutOfRange { column, .. }) if column == self.input.column => None,
            Err(Refusal::Contradiction { column, with }) => {
                self.limit_at(if column == self.input.column { with } else { column });
                None
            }
            Err(Refusal::NoResult { .. }) => None,
            Err(refusal) => return Err(refusal),
        };
        if let Some(result) = result {
            let point = Point { at, result };
            let found = self.found.get_or_insert(Extremes { low: point, high: point });
            if result < found.low.result {
                found.low = point;
            }
            if result > found.high.result {
                found.high = point;
            }
        }
        Ok(())
    }

    fn words(&mut self, count: usize) -> Result<(), Refusal> {
        (0..count as u8).try_for_each(|word| self.attempt(f64::from(word), Slot::Word(word)))
    }

    fn whole(&mut self, range: Range) -> Result<(), Refusal> {
        let (first, last) = (range.low.ceil() as i64, range.high.floor() as i64);
        (first..=last).try_for_each(|value| self.attempt(value as f64, Slot::Number(value as f64)))
    }

    /// `written` turns a value of the range into the number that the input would hold.
    fn grid(&mut self, range: Range, written: impl Fn(f64) -> f64) -> Result<(), Refusal> {
        let (low, high) = inner_ends(range);
        let mut width = high - low;
        self.steps(low, high, &written)?;
        if let Some(limit) = self.limit {
            self.attempt(limit, Slot::Number(written(limit)))?;
        }
        for _ in 0..ROUNDS {
            width /= f64::from(STEPS) / 2.0;
            let Some(found) = self.found else { break };
            for centre in [found.low.at, found.high.at] {
                self.steps((centre - width / 2.0).max(low), (centre + width / 2.0).min(high), &written)?;
            }
        }
        Ok(())
    }

    fn steps(&mut self, low: f64, high: f64, written: &impl Fn(f64) -> f64) -> Result<(), Refusal> {
        for step in 0..=STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let at = low + (high - low) * share;
            self.attempt(at, Slot::Number(written(at)))?;
        }
        Ok(())
    }
}

/// The ends of what can be tried: an end that does not belong to the range is approached.
fn inner_ends(range: Range) -> (f64, f64) {
    let near = (range.high - range.low) * 1e-9;
    match range.ends {
        Ends::Both => (range.low, range.high),
        Ends::LowOnly => (range.low, range.high - near),
        Ends::Neither => (range.low + near, range.high - near),
    }
}
