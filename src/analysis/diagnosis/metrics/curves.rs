//! Curves over the threshold, and predicted against observed probability.

use serde::{Deserialize, Serialize};

use super::ranking::Ranked;

/// A point of the receiver operating characteristic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RocPoint {
    /// Cases at or above are called sick.
    pub threshold: f64,
    /// 1 - specificity.
    pub false_alarms: f64,
    pub sensitivity: f64,
    /// Positive predictive value; with the sensitivity the precision-recall curve.
    pub precision: f64,
}

/// Points from no alarm to all; empty where one of the two classes is missing.
pub fn roc_points(scores: &[f64], is_positive: &[bool]) -> Vec<RocPoint> {
    let ranked = Ranked::new(scores);
    let positive = |case: u32| is_positive.get(case as usize).copied().unwrap_or(false);
    let steps: Vec<_> = ranked.steps(&positive, &|_| 1.0).collect();
    let Some(all) = steps.last().copied().filter(|all| all.positives > 0.0 && all.negatives > 0.0) else {
        return Vec::new();
    };
    let none = RocPoint { threshold: f64::INFINITY, false_alarms: 0.0, sensitivity: 0.0, precision: 1.0 };
    let point = |above: &super::ranking::Above| {
        let case = ranked.order().get(above.end - 1).copied().unwrap_or(0);
        RocPoint {
            threshold: scores.get(case as usize).copied().unwrap_or(0.0),
            false_alarms: above.negatives / all.negatives,
            sensitivity: above.positives / all.positives,
            precision: above.positives / (above.positives + above.negatives),
        }
    };
    std::iter::once(none).chain(steps.iter().map(point)).collect()
}

/// What a threshold does to the patients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThresholdRow {
    pub threshold: f64,
    pub counts: super::TwoByTwo,
}

/// Counts at each threshold; a case at the threshold is called sick.
pub fn threshold_rows(probabilities: &[f64], is_positive: &[bool], thresholds: &[f64]) -> Vec<ThresholdRow> {
    let row = |threshold: &f64| {
        let mut counts =
            super::TwoByTwo { true_positive: 0.0, false_positive: 0.0, true_negative: 0.0, false_negative: 0.0 };
        for (probability, positive) in probabilities.iter().zip(is_positive) {
            let cell = match (probability >= threshold, positive) {
                (true, true) => &mut counts.true_positive,
                (true, false) => &mut counts.false_positive,
                (false, true) => &mut counts.false_negative,
                (false, false) => &mut counts.true_negative,
            };
            *cell += 1.0;
        }
        ThresholdRow { threshold: *threshold, counts }
    };
    thresholds.iter().map(row).collect()
}

/// A point of the decision curve (Vickers, Elkin 2006).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetBenefit {
    pub threshold: f64,
    /// True alarms a case, less false ones at the threshold's odds.
    pub model: f64,
    pub treat_all: f64,
}

/// Net benefit of acting at each threshold from 0 up to, but not, 1; acting on nobody has 0.
pub fn decision_curve(probabilities: &[f64], is_positive: &[bool], thresholds: &[f64]) -> Vec<NetBenefit> {
    let cases = probabilities.len() as f64;
    let sick = is_positive.iter().filter(|positive| **positive).count() as f64;
    let rows = threshold_rows(probabilities, is_positive, thresholds);
    let usable = rows.iter().filter(|row| cases > 0.0 && (0.0..1.0).contains(&row.threshold));
    let point = |row: &ThresholdRow| {
        let odds = row.threshold / (1.0 - row.threshold);
        NetBenefit {
            threshold: row.threshold,
            model: (row.counts.true_positive - odds * row.counts.false_positive) / cases,
            treat_all: (sick - odds * (cases - sick)) / cases,
        }
    };
    usable.map(point).collect()
}

/// Cases of like predicted probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationBin {
    pub low: f64,
    pub high: f64,
    pub cases: u64,
    pub sick: u64,
    pub mean_predicted: f64,
}

impl CalibrationBin {
    pub fn observed(&self) -> f64 {
        self.sick as f64 / self.cases as f64
    }
}

/// Bins of equal width that hold a case; 1 belongs to the last.
pub fn calibration_bins(probabilities: &[f64], is_positive: &[bool], bins: usize) -> Vec<CalibrationBin> {
    let mut sums = vec![(0_u64, 0_u64, 0.0); bins];
    for (probability, positive) in probabilities.iter().zip(is_positive) {
        let bin = ((probability * bins as f64) as usize).min(bins.saturating_sub(1));
        if let Some((cases, sick, sum)) = sums.get_mut(bin) {
            *cases += 1;
            *sick += u64::from(*positive);
            *sum += probability;
        }
    }
    let width = 1.0 / bins as f64;
    let bin = |(place, (cases, sick, sum)): (usize, &(u64, u64, f64))| CalibrationBin {
        low: place as f64 * width,
        high: (place + 1) as f64 * width,
        cases: *cases,
        sick: *sick,
        mean_predicted: sum / *cases as f64,
    };
    sums.iter().enumerate().filter(|(_, (cases, _, _))| *cases > 0).map(bin).collect()
}
