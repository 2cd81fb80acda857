//! The credible values next to a doubtful one, and what fits them.

use super::series::Point;

/// So many on each side.
const EACH_SIDE: usize = 4;
/// With neighbours on one side only, so many must agree.
const ONE_SIDE_AT_LEAST: usize = 3;
/// Turns a median absolute deviation into the standard deviation of normally distributed values.
pub const MAD_TO_SD: f64 = 1.4826;
/// Values within so many robust spreads of the neighbours fit them.
const SPREADS: f64 = 3.0;
/// However calm the neighbours, within 15 % fits; however restless, beyond a factor of 1.6 does not.
const LEAST_TOLERANCE: f64 = 1.15;
const LARGEST_TOLERANCE: f64 = 1.6;

/// Neighbours summed up. Ratios are compared, so logarithms are used throughout.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbours {
    pub count: usize,
    pub median: f64,
    /// As a logarithm of a ratio.
    tolerance: f64,
    /// The nearest credible positions before and after.
    pub before: Option<usize>,
    pub after: Option<usize>,
}

impl Neighbours {
    /// Of position `at`; `None` where they are too few to say anything.
    pub fn of(points: &[Point<'_>], credible: &[usize], at: usize) -> Option<Neighbours> {
        let split = credible.partition_point(|&other| other < at);
        let (before, behind) = credible.split_at(split);
        let after = behind.strip_prefix(&[at]).unwrap_or(behind);
        let nearest = before.iter().rev().take(EACH_SIDE).chain(after.iter().take(EACH_SIDE));
        let values: Vec<f64> = nearest.filter_map(|&at| points.get(at)).map(|point| point.value).collect();
        let is_enough = values.len() >= ONE_SIDE_AT_LEAST || (!before.is_empty() && !after.is_empty());
        let median = median(&values)?;
        let deviations: Vec<f64> = values.iter().map(|value| (value / median).ln().abs()).collect();
        let spread = MAD_TO_SD * self::median(&deviations)?;
        let tolerance = (SPREADS * spread).clamp(LEAST_TOLERANCE.ln(), LARGEST_TOLERANCE.ln());
        is_enough.then_some(Neighbours {
            count: values.len(),
            median,
            tolerance,
            before: before.last().copied(),
            after: after.first().copied(),
        })
    }

    /// Whether a value is one of them.
    pub fn fits(&self, value: f64) -> bool {
        (value / self.median).ln().abs() <= self.tolerance
    }
}

/// The median; of an even number the mean of the middle two. `None` of nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted.get((sorted.len() / 2).checked_sub(1)?)?;
    Some((lower + upper) / 2.0)
}
