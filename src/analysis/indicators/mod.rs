//! The article's weighted risk, `R = sum(w r) / sum(w)`: a mean of sub-scores between 0 and 1.
//!
//! An **unvalidated summary**: no study tells what a value of R means, so nothing is ranked or alarmed by it where a
//! validated model applies. What is missing is not filled in. R is the mean of what is there, and beside it stand the
//! weight that is missing and the interval from the best case (every missing sub-score 0) to the worst (1).
//! Formula and worked example: `docs/methods/weighted-indicators.md`.

mod sub_score;
mod tornado;

pub use sub_score::{ValueFault, score_of};
pub use tornado::{Bar, tornado};

use crate::domain::weight_profile::WeightProfile;

/// An indicator that was there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Position in the profile.
    pub indicator: usize,
    pub value: f64,
    pub score: f64,
    pub weight: f64,
}

/// R of one row, with what it leaves open.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedRisk {
    /// `None` where nothing with a weight is there.
    pub risk: Option<f64>,
    /// With every missing sub-score 0, and 1.
    pub low: f64,
    pub high: f64,
    /// Positions in the profile.
    pub missing: Vec<usize>,
    /// Weight of what is missing, in the profile's own units.
    pub missing_weight: f64,
    pub parts: Vec<Part>,
}

/// A value that has no sub-score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndicatorFault {
    /// Position in the profile.
    pub indicator: usize,
    pub fault: ValueFault,
}

/// R of one row's values, in the order of the profile; a value that is not there, or that the row is too short for, is
/// missing.
///
/// # Errors
/// The first value that has no sub-score.
pub fn weighted_risk(profile: &WeightProfile, values: &[Option<f64>]) -> Result<WeightedRisk, IndicatorFault> {
    let mut parts = Vec::new();
    let mut missing = Vec::new();
    for (place, indicator) in profile.indicators().iter().enumerate() {
        match values.get(place).copied().flatten() {
            None => missing.push(place),
            Some(value) => {
                let score = score_of(indicator, value).map_err(|fault| IndicatorFault { indicator: place, fault })?;
                parts.push(Part { indicator: place, value, score, weight: indicator.weight });
            }
        }
    }
    let weight_of = |place: &usize| profile.indicators().get(*place).map_or(0.0, |indicator| indicator.weight);
    let missing_weight: f64 = missing.iter().map(weight_of).sum();
    let (sum, present) = sums(&parts);
    let total = present + missing_weight;
    Ok(WeightedRisk {
        risk: (present > 0.0).then(|| sum / present),
        low: sum / total,
        high: (sum + missing_weight) / total,
        missing,
        missing_weight,
        parts,
    })
}

/// Of weighted sub-scores, and of weights.
fn sums(parts: &[Part]) -> (f64, f64) {
    parts.iter().fold((0.0, 0.0), |(sum, weight), part| (sum + part.weight * part.score, weight + part.weight))
}

#[cfg(test)]
mod tests;
