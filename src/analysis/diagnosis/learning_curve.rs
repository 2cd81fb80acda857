//! How a model does with fewer patients to learn from: whether more of them would help.

use super::learned::{Candidates, fits_of};
use super::measure::primary_of;
use super::plan::{Plan, RunError};
use super::run::Evaluation;
use super::table::Table;
use crate::base::{Draw, Progress};

/// The primary measure with part of each training part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Share of the patients that were learned from.
    pub share: f64,
    /// Rows, mean over folds.
    pub rows: f64,
    /// Mean over folds, and the standard deviation between them.
    pub mean: f64,
    pub deviation: f64,
}

/// A point for each share, by the folds of the first repeat; none where no fold could be learned from.
///
/// # Errors
/// As an evaluation's.
pub fn learning_curve(
    table: &Table,
    plan: &Plan,
    candidates: Candidates<'_>,
    shares: &[f64],
    progress: &Progress,
) -> Result<Vec<CurvePoint>, RunError> {
    let mut evaluation = Evaluation::begin(table, plan, candidates, progress)?;
    evaluation.splits.retain(|split| split.repeat == 0);
    let whole: Vec<Vec<u32>> = evaluation.splits.iter().map(|split| split.train.clone()).collect();
    progress.restart(shares.len() as u64 * whole.len() as u64 * fits_of(plan, candidates));
    let mut points = Vec::new();
    for share in shares {
        for (place, train) in whole.iter().enumerate() {
            let part = part_of(&evaluation, train, *share, Draw::for_part(plan.seed, 200 + place as u64));
            evaluation.splits.iter_mut().skip(place).take(1).for_each(|split| split.train.clone_from(&part));
        }
        points.extend(point(&evaluation, *share, progress)?);
    }
    Ok(points)
}

/// The rows of the first patients of an order that is the same for every share, so that a larger part holds the smaller.
fn part_of(evaluation: &Evaluation<'_, '_>, train: &[u32], share: f64, mut draw: Draw) -> Vec<u32> {
    let mut patients = evaluation.problem.patients_of(train);
    patients.sort_unstable();
    patients.dedup();
    draw.shuffle(&mut patients);
    patients.truncate((share.clamp(0.0, 1.0) * patients.len() as f64).round() as usize);
    let kept: std::collections::BTreeSet<u32> = patients.into_iter().collect();
    let of_row = evaluation.problem.patients_of(train);
    train.iter().zip(of_row).filter(|(_, patient)| kept.contains(patient)).map(|(row, _)| *row).collect()
}

fn point(evaluation: &Evaluation<'_, '_>, share: f64, progress: &Progress) -> Result<Option<CurvePoint>, RunError> {
    let (mut found, mut rows) = (Vec::new(), 0_u32);
    for place in 0..evaluation.splits.len() {
        if let Ok(outcome) = evaluation.run_split(place, progress)? {
            let primary = primary_of(&evaluation.problem, &outcome.test, &outcome.answered.scores);
            rows += if primary.is_some() { outcome.train } else { 0 };
            found.extend(primary);
        }
    }
    let count = found.len() as f64;
    let mean = found.iter().sum::<f64>() / count;
    let deviation = (found.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0)).sqrt();
    Ok((!found.is_empty()).then(|| CurvePoint { share, rows: f64::from(rows) / count, mean, deviation }))
}
