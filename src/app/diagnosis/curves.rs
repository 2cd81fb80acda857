//! What the plots of a model are drawn from: made once from the held-back cases, so that nothing that grows with the data
//! is left to a frame.

use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::metrics::{
    CalibrationBin, NetBenefit, RocPoint, TwoByTwo, calibration_bins, decision_curve, likeliest, roc_points,
};
use crate::analysis::diagnosis::run::{HeldBackCase, Report};
use crate::base::{Cancelled, Progress};

const BINS: usize = 10;
/// Points of a curve that a screen can show.
const MOST_POINTS: usize = 500;
const MOST_RESIDUALS: usize = 2_000;
/// Places at which the folds are compared.
const GRID: usize = 50;

/// Everything drawn of one report.
#[derive(Debug, Default)]
pub struct Curves {
    /// Of two classes the one looked for alone.
    pub classes: Vec<ClassCurves>,
    /// Of two classes none: there it depends on the threshold.
    pub confusion: Vec<Vec<u32>>,
    pub residuals: Vec<Residual>,
    /// Held-back cases of the first repeat, to be listed.
    pub cases: Vec<ShownCase>,
}

/// A case as a model answered that had not seen it.
#[derive(Clone, Debug)]
pub struct ShownCase {
    /// Place in the table that was learned from.
    pub row: u32,
    pub class: u32,
    pub likeliest: u32,
    /// Of the class looked for, of two.
    pub probability: f64,
}

/// A number that was predicted.
#[derive(Clone, Copy, Debug)]
pub struct Residual {
    pub predicted: f64,
    pub truth: f64,
}

/// One class against all others.
#[derive(Debug)]
pub struct ClassCurves {
    pub name: String,
    pub sick: u32,
    pub of: u32,
    pub roc: Vec<RocPoint>,
    /// Sensitivity over the share of false alarms, from fold to fold.
    pub roc_spread: FoldSpread,
    /// Precision over sensitivity.
    pub precision_spread: FoldSpread,
    pub calibration: Vec<CalibrationBin>,
    pub decision: Vec<NetBenefit>,
    pub ordered: Ordered,
}

/// The lowest and the highest of the folds' curves.
#[derive(Debug, Default)]
pub struct FoldSpread {
    pub folds: u32,
    /// Place, lowest, highest.
    pub points: Vec<(f64, f64, f64)>,
}

/// Cases by their probability, so that what a threshold does is looked up and not counted.
#[derive(Debug, Default)]
pub struct Ordered {
    probabilities: Vec<f64>,
    /// How many of the cases before the place have the class.
    sick_before: Vec<u32>,
}

impl Ordered {
    fn of(probabilities: &[f64], is_class: &[bool]) -> Ordered {
        let mut cases: Vec<(f64, bool)> = probabilities.iter().copied().zip(is_class.iter().copied()).collect();
        cases.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sick_before = vec![0];
        for (_, is) in &cases {
            sick_before.push(sick_before.last().copied().unwrap_or(0) + u32::from(*is));
        }
        Ordered { probabilities: cases.into_iter().map(|(probability, _)| probability).collect(), sick_before }
    }

    /// Who is called sick and who is, from this probability on.
    pub fn at(&self, threshold: f64) -> TwoByTwo {
        let below = self.probabilities.partition_point(|probability| *probability < threshold);
        let sick_below = self.sick_before.get(below).copied().unwrap_or(0);
        let sick = self.sick_before.last().copied().unwrap_or(0);
        let above = self.probabilities.len() - below;
        let true_positive = f64::from(sick - sick_below);
        TwoByTwo {
            true_positive,
            false_positive: above as f64 - true_positive,
            true_negative: below as f64 - f64::from(sick_below),
            false_negative: f64::from(sick_below),
        }
    }

    /// True alarms a case, less false ones at the odds of the threshold.
    pub fn net_benefit(&self, threshold: f64) -> f64 {
        let found = self.at(threshold);
        let odds = threshold / (1.0 - threshold);
        (found.true_positive - odds * found.false_positive) / self.probabilities.len().max(1) as f64
    }
}

/// # Errors
/// Cancelled.
pub fn curves(report: &Report, progress: &Progress) -> Result<Curves, Cancelled> {
    let first: Vec<&HeldBackCase> = report.cases.iter().filter(|case| case.repeat == 0).collect();
    if report.task == Task::Regress {
        return Ok(Curves { residuals: residuals(&first), ..Curves::default() });
    }
    let count = report.classes.len();
    let mut classes = Vec::new();
    for (class, (name, sick)) in report.classes.iter().enumerate().skip(usize::from(count == 2)) {
        progress.tick(0)?;
        classes.push(of_class(report, &first, class, name, *sick));
    }
    let mut confusion = vec![vec![0; count]; count];
    let cases: Vec<ShownCase> = first.iter().map(|case| shown(case)).collect();
    for case in &cases {
        if let Some(cell) = confusion.get_mut(case.class as usize).and_then(|row| row.get_mut(case.likeliest as usize))
        {
            *cell += 1;
        }
    }
    Ok(Curves { classes, confusion, residuals: Vec::new(), cases })
}

fn shown(case: &HeldBackCase) -> ShownCase {
    let probability = case.outputs.get(1).copied().unwrap_or(0.0);
    ShownCase { row: case.row, class: case.class, likeliest: likeliest(&case.outputs), probability }
}

fn residuals(first: &[&HeldBackCase]) -> Vec<Residual> {
    let step = first.len().div_ceil(MOST_RESIDUALS).max(1);
    let of = |case: &&HeldBackCase| Some(Residual { predicted: *case.outputs.first()?, truth: case.number });
    first.iter().step_by(step).filter_map(of).collect()
}

fn of_class(report: &Report, first: &[&HeldBackCase], class: usize, name: &str, sick: u32) -> ClassCurves {
    let probabilities: Vec<f64> = first.iter().map(|case| case.outputs.get(class).copied().unwrap_or(0.0)).collect();
    let is_class: Vec<bool> = first.iter().map(|case| case.class as usize == class).collect();
    let (roc_spread, precision_spread) = spreads(report, class);
    let thresholds: Vec<f64> = (0..100).map(|percent| f64::from(percent) / 100.0).collect();
    ClassCurves {
        name: name.to_owned(),
        sick,
        of: report.rows,
        roc: thinned(roc_points(&probabilities, &is_class)),
        roc_spread,
        precision_spread,
        calibration: calibration_bins(&probabilities, &is_class, BINS),
        decision: decision_curve(&probabilities, &is_class, &thresholds),
        ordered: Ordered::of(&probabilities, &is_class),
    }
}

fn thinned(points: Vec<RocPoint>) -> Vec<RocPoint> {
    let (step, last) = (points.len().div_ceil(MOST_POINTS).max(1), points.last().copied());
    let mut kept: Vec<RocPoint> = points.into_iter().step_by(step).collect();
    if kept.last() != last.as_ref() {
        kept.extend(last);
    }
    kept
}

/// Each fold by the engine's own scores, as the areas under the curves are.
fn spreads(report: &Report, class: usize) -> (FoldSpread, FoldSpread) {
    let (mut roc, mut precision) = (FoldSpread::default(), FoldSpread::default());
    for fold in report.cases.chunk_by(|a, b| a.split == b.split) {
        let others = |scores: &[f64]| {
            let rest = scores.iter().enumerate().filter(|(of, _)| *of != class).map(|(_, score)| *score);
            if scores.len() == 2 { rest.sum() } else { 0.0 }
        };
        let evidence = |case: &HeldBackCase| case.scores.get(class).copied().unwrap_or(0.0) - others(&case.scores);
        let scores: Vec<f64> = fold.iter().map(evidence).collect();
        let is_class: Vec<bool> = fold.iter().map(|case| case.class as usize == class).collect();
        let points = roc_points(&scores, &is_class);
        if points.is_empty() {
            continue;
        }
        roc.take_in(|place| sensitivity_at(&points, place));
        precision.take_in(|place| precision_at(&points, place));
    }
    (roc, precision)
}

impl FoldSpread {
    fn take_in(&mut self, of: impl Fn(f64) -> f64) {
        if self.points.is_empty() {
            let place = |step: usize| (step as f64 / GRID as f64, f64::INFINITY, f64::NEG_INFINITY);
            self.points = (0..=GRID).map(place).collect();
        }
        for (place, low, high) in &mut self.points {
            let value = of(*place);
            (*low, *high) = (low.min(value), high.max(value));
        }
        self.folds += 1;
    }
}

/// Straight between the points.
fn sensitivity_at(points: &[RocPoint], false_alarms: f64) -> f64 {
    let after = points.partition_point(|point| point.false_alarms <= false_alarms);
    match (after.checked_sub(1).and_then(|at| points.get(at)), points.get(after)) {
        (Some(before), Some(next)) => {
            let share = (false_alarms - before.false_alarms) / (next.false_alarms - before.false_alarms);
            before.sensitivity + share * (next.sensitivity - before.sensitivity)
        }
        (Some(last), None) => last.sensitivity,
        (None, _) => 0.0,
    }
}

/// Of the first point that finds so many.
fn precision_at(points: &[RocPoint], sensitivity: f64) -> f64 {
    let at = points.partition_point(|point| point.sensitivity < sensitivity);
    points.get(at).or(points.last()).map_or(1.0, |point| point.precision)
}
