//! Learning from some rows and nothing else: pipeline, parameters, engine and calibration.

use serde::{Deserialize, Serialize};

use super::calibration::{Calibration, Calibrator, CurveShape};
use super::folds::{Rows, SplitPlan, splits};
use super::learner::{Algorithm, Fitted, Model as _, Task};
use super::measure::primary_of;
use super::metrics::Metric;
use super::pipeline::FittedPipeline;
use super::plan::{Plan, RunError};
use super::problem::Problem;
use super::table::Table;
use crate::base::{Draw, Progress};

/// Algorithms whose fit makes their probabilities the likeliest ones: nothing is gained by calibrating them again.
const CALIBRATED_BY_FIT: &[&str] = &["logistic"];
const CLASS_WEIGHT: &str = "class-weight";
const BALANCED: &str = "balanced";

/// The algorithm to learn with: the same with several parameters where it is to be tuned.
pub type Candidates<'a> = &'a [Algorithm];

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub pipeline: FittedPipeline,
    pub engine: Fitted,
    pub calibrator: Calibrator,
    /// Which candidate was taken.
    pub chosen: usize,
}

/// Answers for some rows, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// The engine's own.
    pub scores: Vec<f64>,
    /// Probabilities of the classes; of numbers the numbers.
    pub outputs: Vec<f64>,
}

impl Learned {
    pub fn answers(&self, table: &Table, rows: &[u32], outputs: usize) -> Result<Answered, RunError> {
        let features = self.pipeline.transform(table, rows)?;
        let scores = self.engine.scores_of(&features);
        let outputs = match outputs {
            1 => scores.clone(),
            classes => scores.chunks_exact(classes).flat_map(|case| self.calibrator.probabilities(case)).collect(),
        };
        Ok(Answered { scores, outputs })
    }
}

/// How many fits one learning takes, for progress.
pub fn fits_of(plan: &Plan, candidates: Candidates<'_>) -> u64 {
    let inner = if needs_inner(plan, candidates) { u64::from(plan.inner_folds) * candidates.len() as u64 } else { 0 };
    inner + 1
}

fn needs_inner(plan: &Plan, candidates: Candidates<'_>) -> bool {
    candidates.len() > 1 || candidates.iter().any(|algorithm| shape(plan, algorithm).is_some())
}

/// The curve to fit, where one is.
fn shape(plan: &Plan, algorithm: &Algorithm) -> Option<CurveShape> {
    if plan.task == Task::Regress {
        return None;
    }
    match plan.calibration {
        Calibration::Own => None,
        Calibration::Platt => Some(CurveShape::Sigmoid),
        Calibration::Isotonic => Some(CurveShape::Steps),
        Calibration::Automatic => (!is_calibrated_by_fit(algorithm)).then_some(CurveShape::Sigmoid),
    }
}

/// Classes that weigh the same though one is rarer are not as likely as each other.
fn is_calibrated_by_fit(algorithm: &Algorithm) -> bool {
    let weighs = algorithm.parameters.iter().any(|(key, value)| *key == CLASS_WEIGHT && value == BALANCED);
    CALIBRATED_BY_FIT.contains(&algorithm.id) && !weighs
}

/// Learns from these rows: of several candidates the one that does best in folds within them.
///
/// # Errors
/// The rows cannot be learned from; cancelled.
pub fn learn(
    problem: &Problem<'_>,
    rows: &[u32],
    plan: &Plan,
    candidates: Candidates<'_>,
    seed: u64,
    progress: &Progress,
) -> Result<Learned, RunError> {
    let (mut chosen, mut held_back) = (0, None);
    if needs_inner(plan, candidates) {
        (chosen, held_back) = best_candidate(problem, rows, plan, candidates, seed, progress)?;
    }
    let algorithm = candidates.get(chosen).ok_or(RunError::NoAlgorithm)?;
    let (pipeline, engine) = fit(problem, rows, plan, algorithm, seed, progress)?;
    let calibrator = match shape(plan, algorithm) {
        None if engine.gives_probabilities() || plan.task == Task::Regress => Calibrator::Own,
        shape => {
            // Too few rows for inner folds: scores of rows that were learned from are all there is.
            let seen = match held_back {
                Some(held_back) => held_back,
                None => own_scores(problem, rows, &pipeline, &engine)?,
            };
            let truth: Vec<u32> = seen.rows.iter().map(|row| problem.class(*row)).collect();
            Calibrator::fit(shape.unwrap_or(CurveShape::Sigmoid), &seen.scores, &truth, problem.outputs())
        }
    };
    Ok(Learned { pipeline, engine, calibrator, chosen })
}

fn own_scores(
    problem: &Problem<'_>,
    rows: &[u32],
    pipeline: &FittedPipeline,
    engine: &Fitted,
) -> Result<HeldBack, RunError> {
    let scores = engine.scores_of(&pipeline.transform(problem.table, rows)?);
    Ok(HeldBack { rows: rows.to_vec(), scores, primary: Vec::new() })
}

fn fit(
    problem: &Problem<'_>,
    rows: &[u32],
    plan: &Plan,
    algorithm: &Algorithm,
    seed: u64,
    progress: &Progress,
) -> Result<(FittedPipeline, Fitted), RunError> {
    let pipeline = FittedPipeline::fit(problem.table, rows, &plan.pipeline);
    let features = pipeline.transform(problem.table, rows)?;
    let engine = problem.with_target(rows, |target| algorithm.fit(&features, target, None, seed, progress))?;
    progress.tick(1)?;
    Ok((pipeline, engine))
}

/// Scores of rows by models that had not seen them.
struct HeldBack {
    rows: Vec<u32>,
    scores: Vec<f64>,
    /// The primary measure of each fold.
    primary: Vec<f64>,
}

/// The candidate with the best mean in inner folds; the first of several.
fn best_candidate(
    problem: &Problem<'_>,
    rows: &[u32],
    plan: &Plan,
    candidates: Candidates<'_>,
    seed: u64,
    progress: &Progress,
) -> Result<(usize, Option<HeldBack>), RunError> {
    let mut best: Option<(f64, usize, HeldBack)> = None;
    for (place, algorithm) in candidates.iter().enumerate() {
        let Some(found) = in_inner_folds(problem, rows, plan, algorithm, seed, progress)? else { continue };
        let mean = found.primary.iter().sum::<f64>() / found.primary.len().max(1) as f64;
        let worth = if Metric::primary(plan.task).more_is_better() { mean } else { -mean };
        if best.as_ref().is_none_or(|(most, _, _)| worth > *most) {
            best = Some((worth, place, found));
        }
    }
    Ok(best.map_or((0, None), |(_, place, found)| (place, Some(found))))
}

/// `None` where the rows cannot be dealt into folds that can be learned from.
fn in_inner_folds(
    problem: &Problem<'_>,
    rows: &[u32],
    plan: &Plan,
    algorithm: &Algorithm,
    seed: u64,
    progress: &Progress,
) -> Result<Option<HeldBack>, RunError> {
    let (patients, classes) = (problem.patients_of(rows), problem.classes_of(rows));
    let known = Rows { rows, patients: &patients, classes: classes.as_deref(), times: None };
    let inner_seed = Draw::for_part(seed, 1).next();
    let folds = SplitPlan::Folds { folds: plan.inner_folds.max(2), repeats: 1, seed: inner_seed };
    let Ok(splits) = splits(&folds, &known) else { return Ok(None) };
    let mut found = HeldBack { rows: Vec::new(), scores: Vec::new(), primary: Vec::new() };
    for split in splits {
        let (pipeline, engine) = match fit(problem, &split.train, plan, algorithm, seed, progress) {
            Err(RunError::Fit(_)) => return Ok(None),
            fitted => fitted?,
        };
        let scores = engine.scores_of(&pipeline.transform(problem.table, &split.test)?);
        found.primary.extend(primary_of(problem, &split.test, &scores));
        found.rows.extend(&split.test);
        found.scores.extend(scores);
    }
    Ok(Some(found))
}
