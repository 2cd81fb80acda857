//! Values far from everything else of the same patient and indicator, and from what stands right before and after them.
//! Nothing is proposed: a body may do such a thing.

use crate::domain::correction::FindingKind;
use crate::domain::indicator::IndicatorId;

use super::neighbours::{MAD_TO_SD, median};
use super::series::Point;
use super::{CleaningFinding, Reason, finding};

/// Fewer values have no usual.
const AT_LEAST: usize = 8;
/// So many robust spreads away.
const SPREADS: f64 = 8.0;
/// The spread is never taken for less than this share of the indicator's plausible width.
const FLOOR: f64 = 0.02;

/// Outliers among the credible values.
pub fn outliers(indicator: IndicatorId, points: &[Point<'_>], credible: &[usize]) -> Vec<CleaningFinding> {
    if credible.len() < AT_LEAST {
        return Vec::new();
    }
    let values: Vec<f64> = credible.iter().filter_map(|&at| points.get(at)).map(|point| point.value).collect();
    let Some(centre) = median(&values) else { return Vec::new() };
    let deviations: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    let plausible = indicator.indicator().plausible;
    let floor = FLOOR * (plausible.high - plausible.low);
    let spread = (MAD_TO_SD * median(&deviations).unwrap_or(0.0)).max(floor);
    let is_far = |one: f64, other: f64| (one - other).abs() > SPREADS * spread;
    let mut found = Vec::new();
    for (triple, places) in values.windows(3).zip(credible.windows(3)) {
        let (&[before, value, after], &[_, at, _]) = (triple, places) else { continue };
        let is_settled = points.get(at).is_some_and(|point| point.is_settled);
        if is_settled || !is_far(value, centre) || !is_far(value, before) || !is_far(value, after) {
            continue;
        }
        let times = (value - centre).abs() / spread;
        let reason = Reason::FarFromOwn { count: values.len(), median: centre, spread, times };
        let outlier = finding(indicator, points, at, FindingKind::Outlier);
        found.extend(outlier.map(|outlier| CleaningFinding { reasons: vec![reason], ..outlier }));
    }
    found
}
