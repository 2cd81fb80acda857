//! One model for one patient on one day: a result with what made it, or exactly why there is none.

use crate::analysis::risk::{
    Bounds, Gate, Input, Inputs, Interval, Need, Note, Refusal, RiskModel, Score, Scores, Share, Slot, Standing,
    interval,
};

use super::filling::{AsOf, Filled, FilledRow, Given, Known, Lack};

/// NEWS2 is one round of observations: values further apart than this are flagged.
const ONE_ROUND_SECS: i64 = 3_600;
const ONE_ROUND_MODEL: &str = "news2";

/// What a model says.
#[derive(Clone, Debug, PartialEq)]
pub enum Estimated {
    Scored {
        scores: Scores,
        /// Empty where the result is no sum, or its parts cannot be told.
        shares: Vec<Share>,
    },
    /// Points are missing: at least and at most.
    Bounded(Bounds),
    /// One input is missing: the result lies in between, over its valid range.
    Between(Interval),
    /// Too much is missing.
    Missing,
    /// A value is out of range, contradicts another, or the model has no result.
    Refused(Refusal),
    /// The command line would give it; the screen does not.
    Withheld(Note),
    /// The model is not for this patient.
    NotApplicable(Gate),
}

/// How much is asked of a model where an input is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The interval over the valid range of any input: thousands of results.
    Full,
    /// Only over the few words of a choice, for many days or patients.
    Words,
}

/// A model's answer for one patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    pub model: &'static RiskModel,
    pub filled: Filled,
    /// Columns without a value that the result needs.
    pub missing: Vec<&'static str>,
    pub estimated: Estimated,
    /// The measured values are further apart in time than the model means.
    pub is_spread: bool,
}

impl Estimate {
    /// Asks the gates, then the model.
    pub fn of(model: &'static RiskModel, known: Known<'_>, standing: &Standing, as_of: AsOf, depth: Depth) -> Estimate {
        let filled = known.fill(model, as_of);
        let estimated = match model.applies_to(standing) {
            Err(Refusal::NotApplicable(gate)) => Estimated::NotApplicable(gate),
            Ok(()) | Err(_) => estimated(model, &filled, depth),
        };
        let missing = missing_columns(model, &filled, &estimated);
        let is_spread = model.id == ONE_ROUND_MODEL && filled.spread_secs() > ONE_ROUND_SECS;
        Estimate { model, filled, missing, estimated, is_spread }
    }

    /// A model's answer for free inputs: no record, and no gates but those of the inputs.
    pub fn of_inputs(model: &'static RiskModel, slot_of: impl Fn(&Input) -> Slot) -> Estimate {
        let mut filled = Filled { inputs: Inputs::default(), rows: Vec::with_capacity(model.inputs.len()) };
        for input in model.inputs {
            let slot = slot_of(input);
            let from = if slot == Slot::Missing { Err(Lack::NotRecorded) } else { Ok(Given::Said) };
            filled.inputs.set(input, slot);
            filled.rows.push(FilledRow { input, slot, from });
        }
        let estimated = estimated(model, &filled, Depth::Full);
        let missing = missing_columns(model, &filled, &estimated);
        Estimate { model, filled, missing, estimated, is_spread: false }
    }

    pub fn applies(&self) -> bool {
        !matches!(self.estimated, Estimated::NotApplicable(_))
    }

    /// The result, where there is one.
    pub fn scores(&self) -> Option<&Scores> {
        match &self.estimated {
            Estimated::Scored { scores, .. } => Some(scores),
            Estimated::Bounded(_)
            | Estimated::Between(_)
            | Estimated::Missing
            | Estimated::Refused(_)
            | Estimated::Withheld(_)
            | Estimated::NotApplicable(_) => None,
        }
    }

    /// The number shown first, with the place of its output.
    pub fn value(&self) -> Option<(usize, f64)> {
        leading(self.model, self.scores()?)
    }

    /// The published band of the value, or of "at least".
    pub fn band(&self) -> Option<&'static str> {
        match &self.estimated {
            Estimated::Scored { scores, .. } => band(self.model, scores),
            Estimated::Bounded(bounds) => bounds.band,
            Estimated::Between(_)
            | Estimated::Missing
            | Estimated::Refused(_)
            | Estimated::Withheld(_)
            | Estimated::NotApplicable(_) => None,
        }
    }

    /// What is to be said beside the result.
    pub fn notes(&self) -> &[Note] {
        self.scores().map_or(&[], |scores| &scores.notes)
    }
}

/// Columns without a value that a result needs.
pub fn missing_columns(model: &RiskModel, filled: &Filled, estimated: &Estimated) -> Vec<&'static str> {
    match estimated {
        Estimated::Scored { .. } | Estimated::NotApplicable(_) => Vec::new(),
        Estimated::Bounded(bounds) => bounds.missing.clone(),
        Estimated::Between(_) | Estimated::Missing | Estimated::Refused(_) | Estimated::Withheld(_) => {
            let also = match model.score(&filled.inputs) {
                Err(Refusal::MissingInput(column)) => Some(column),
                Ok(_) | Err(_) => None,
            };
            filled.missing(also)
        }
    }
}

/// What a model makes of inputs, gates left aside: also for the calculator.
pub fn estimated(model: &'static RiskModel, filled: &Filled, depth: Depth) -> Estimated {
    let inputs = &filled.inputs;
    match model.score(inputs) {
        Ok(scores) => match scores.notes.iter().find(|note| note.refuses_on_screen()) {
            Some(note) => Estimated::Withheld(*note),
            None => {
                let shares = model.shares.and_then(|shares| (shares.of)(inputs).ok()).unwrap_or_default();
                Estimated::Scored { scores, shares }
            }
        },
        Err(Refusal::MissingInput(column)) => missing(model, filled, column, depth),
        Err(refusal) => Estimated::Refused(refusal),
    }
}

/// Bounds for sums of points, the interval where one input is missing; otherwise no numbers.
fn missing(model: &'static RiskModel, filled: &Filled, column: &'static str, depth: Depth) -> Estimated {
    if let Some(bounds) = model.bounds {
        return match bounds(&filled.inputs) {
            Ok(bounds) => Estimated::Bounded(bounds),
            Err(Refusal::MissingInput(_)) => Estimated::Missing,
            Err(refusal) => Estimated::Refused(refusal),
        };
    }
    let others = filled
        .rows
        .iter()
        .filter(|row| row.from.is_err() && row.input.need == Need::Required)
        .map(|row| row.input.column);
    let is_wide = model.input(column).is_some_and(|input| input.range().is_some());
    if others.into_iter().any(|other| other != column) || (is_wide && depth == Depth::Words) {
        return Estimated::Missing;
    }
    match interval(model, &filled.inputs, model.leading_output()) {
        Ok(interval) => Estimated::Between(interval),
        Err(Refusal::MissingInput(_)) => Estimated::Missing,
        Err(refusal) => Estimated::Refused(refusal),
    }
}

/// The leading number; the next one where it could not be computed.
pub fn leading(model: &RiskModel, scores: &Scores) -> Option<(usize, f64)> {
    let first = model.leading_output();
    (first..model.outputs.len()).find_map(|at| scores.number(at).map(|value| (at, value)))
}

/// A class that the model gives itself, or the band of the leading number; `None` where no bands are published.
fn band(model: &RiskModel, scores: &Scores) -> Option<&'static str> {
    let class = (0..model.outputs.len()).find_map(|at| match scores.get(at) {
        Some(Score::Class(word)) => Some(word),
        Some(Score::Number(_)) | None => None,
    });
    class.or_else(|| {
        let (at, value) = leading(model, scores)?;
        model.outputs.get(at).and_then(|output| output.band(value))
    })
}
