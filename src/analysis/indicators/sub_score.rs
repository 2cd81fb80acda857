//! From an indicator's value to its sub-score, or why there is none.

use crate::domain::indicator::Span;
use crate::domain::weight_profile::{Anchor, SubScore, WeightedIndicator};

/// Why a value has no sub-score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueFault {
    /// Infinite or none.
    NoNumber,
    /// Outside the profile's range, or what the indicator can be at all: often another unit.
    OutOfRange { value: f64, range: Span },
    /// Said to be a sub-score, and not between 0 and 1.
    NoSubScore { value: f64 },
}

/// The sub-score of a value in the indicator's unit.
///
/// # Errors
/// The value cannot be meant.
pub fn score_of(indicator: &WeightedIndicator, value: f64) -> Result<f64, ValueFault> {
    if !value.is_finite() {
        return Err(ValueFault::NoNumber);
    }
    let possible = indicator.known().map(|known| known.indicator().possible);
    if let Some(range) = [indicator.range, possible].into_iter().flatten().find(|range| !range.contains(value)) {
        return Err(ValueFault::OutOfRange { value, range });
    }
    match &indicator.sub_score {
        SubScore::Given if (0.0..=1.0).contains(&value) => Ok(value),
        SubScore::Given => Err(ValueFault::NoSubScore { value }),
        SubScore::Anchors(anchors) => Ok(on_curve(anchors, value)),
    }
}

/// Straight between anchors, flat outside.
fn on_curve(anchors: &[Anchor], value: f64) -> f64 {
    let after = anchors.partition_point(|anchor| anchor.value <= value);
    let (before, next) = (after.checked_sub(1).and_then(|place| anchors.get(place)), anchors.get(after));
    match (before, next) {
        (Some(before), Some(next)) => {
            let share = (value - before.value) / (next.value - before.value);
            before.score + share * (next.score - before.score)
        }
        (Some(only), None) | (None, Some(only)) => only.score,
        // A checked curve has anchors.
        (None, None) => 0.0,
    }
}
