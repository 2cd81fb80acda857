//! What moves R: for each indicator that is there, R with its sub-score at 0 and at 1 and all else as it is.

use super::{WeightedRisk, sums};

/// One bar of the tornado.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Position in the profile.
    pub indicator: usize,
    pub at_zero: f64,
    /// R as it is.
    pub now: f64,
    pub at_one: f64,
}

/// The bars, the longest first; those of one length in the order of the profile. Empty where there is no R.
pub fn tornado(risk: &WeightedRisk) -> Vec<Bar> {
    let Some(now) = risk.risk else { return Vec::new() };
    let (_, present) = sums(&risk.parts);
    let bars = risk.parts.iter().map(|part| {
        let share = part.weight / present;
        let (at_zero, at_one) = (now - share * part.score, now + share * (1.0 - part.score));
        Bar { indicator: part.indicator, at_zero, now, at_one }
    });
    let mut bars: Vec<Bar> = bars.collect();
    bars.sort_by(|one, other| (other.at_one - other.at_zero).total_cmp(&(one.at_one - one.at_zero)));
    bars
}
