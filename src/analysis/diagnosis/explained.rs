//! Why a model says of a case what it says: shares that add up to what is shown, the questions of a tree, the most alike
//! training cases, and what would have to differ. It tells of the model, not of a treatment.
//!
//! What is explained is what is shown, the calibrated probability. A sigmoid keeps shares exact on the scale of log odds;
//! on the scale of probability they are drawn in one proportion, so that they add up there too.

use serde::Serialize;

use super::bounds::KnownCase;
use super::calibration::{Calibrator, Curve};
use super::data::Features;
use super::differences::{Difference, differences};
use super::explain::path::path_of;
use super::explain::sampled::{self, Sampling};
use super::explain::{Explanation, Method, Scale, explain};
use super::learner::{Model as _, ModelKind, Task};
use super::plan::RunError;
use super::saved::SavedModel;
use super::table::{RawColumn, Table, TableError};
use crate::base::Progress;

const NEAREST: usize = 5;

/// A column's share in what is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    pub column: String,
    /// As the case has it.
    pub value: Option<String>,
    /// In the unit of what is shown: probability, or the number.
    pub contribution: f64,
    /// On the scale of log odds, where that is where the shares are exact.
    pub log_odds: Option<f64>,
    /// Standard error, where the shares were drawn.
    pub error: Option<f64>,
}

/// A question of a tree, in the unit of its column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    pub column: String,
    /// The word that is asked for; without it the threshold.
    pub word: Option<String>,
    pub threshold: f64,
    /// At most the threshold; of a word, that it is not this.
    pub at_most: bool,
}

/// A training case that is like the one asked about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearCase {
    /// In standard deviations a feature.
    pub distance: f64,
    pub answer: String,
    /// Column and value.
    pub values: Vec<(String, Option<String>)>,
}

/// Everything about one answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// The class that is explained, of numbers none.
    pub class: Option<String>,
    /// Probability of the class, or the number: `base` and all contributions add up to it.
    pub shown: f64,
    pub base: f64,
    /// The mean of what the model says of the training cases that it keeps. It is the base where shares are exact on the
    /// scale of what is shown; the mean on the scale of log odds lies elsewhere.
    pub mean_shown: f64,
    /// The share of the class in training, or the mean.
    pub base_rate: f64,
    pub shares: Vec<Share>,
    /// How the shares were found.
    pub method: &'static str,
    /// On the scale of log odds.
    pub log_odds: Option<(f64, f64)>,
    /// From the root of the tree to its leaf; of a single tree only.
    pub path: Vec<Question>,
    pub nearest: Vec<NearCase>,
    /// Smallest changes with which the model would say otherwise; age and sex stay.
    pub differences: Vec<Difference>,
}

/// Shares of features in what is shown.
struct FeatureShares {
    shown: f64,
    base: f64,
    mean_shown: f64,
    contributions: Vec<f64>,
    errors: Option<Vec<f64>>,
    log_odds: Option<(f64, f64, Vec<f64>)>,
    method: Method,
    /// Exact on the model's own scale, drawn in one proportion on what is shown.
    is_scaled: bool,
}

/// Explains one row. Of two classes the second is explained, of several the likeliest, where no other is named.
///
/// # Errors
/// There is no such row, columns are missing; cancelled.
pub fn explain_row(
    model: &SavedModel,
    columns: &[RawColumn],
    row: u32,
    class: Option<u32>,
    threshold: Option<f64>,
    seed: u64,
    progress: &Progress,
) -> Result<Explained, RunError> {
    let (table, _) = model.read_cases(columns)?;
    if row >= table.rows {
        return Err(TableError::NoRow(row + 1, table.rows).into());
    }
    let case = model.learned.pipeline.transform(&table, &[row])?.row(0);
    let class = class.unwrap_or_else(|| usual_class(model, &case));
    let shares = feature_shares(model, &case, class, seed, progress)?;
    let nearest = model.bounds.nearest(&model.learned, &case, NEAREST)?;
    Ok(Explained {
        class: (model.plan.task == Task::Classify).then(|| model.class_name(class)),
        shown: shares.shown,
        base: shares.base,
        mean_shown: shares.mean_shown,
        base_rate: base_rate(model, class),
        shares: of_columns(model, &table, row, &shares),
        method: method_name(&shares),
        log_odds: shares.log_odds.as_ref().map(|(base, shown, _)| (*base, *shown)),
        path: path(model, &case),
        nearest: nearest.into_iter().map(|(known, distance)| near(model, known, distance)).collect(),
        differences: differences(model, &table, row, threshold, progress)?,
    })
}

fn usual_class(model: &SavedModel, case: &[f64]) -> u32 {
    let outputs = model.shown(case);
    if outputs.len() == 2 { 1 } else { super::metrics::likeliest(&outputs) }
}

fn base_rate(model: &SavedModel, class: u32) -> f64 {
    let rows: u32 = model.card.classes.iter().map(|(_, rows)| rows).sum();
    match model.card.classes.get(class as usize) {
        Some((_, of_class)) => f64::from(*of_class) / f64::from(rows.max(1)),
        None => {
            let answers = model.bounds.cases.iter().map(|case| case.answer);
            answers.sum::<f64>() / model.bounds.cases.len().max(1) as f64
        }
    }
}

fn method_name(shares: &FeatureShares) -> &'static str {
    match (shares.method, shares.is_scaled) {
        (Method::TreeShap, false) => "tree-shap",
        (Method::TreeShap, true) => "tree-shap-scaled",
        (Method::LinearTerms, false) => "linear-terms",
        (Method::LinearTerms, true) => "linear-terms-scaled",
        (Method::LogDensities, false) => "log-densities",
        (Method::LogDensities, true) => "log-densities-scaled",
        (Method::SampledShapley, _) => "sampled-shapley",
    }
}

fn feature_shares(
    model: &SavedModel,
    case: &[f64],
    class: u32,
    seed: u64,
    progress: &Progress,
) -> Result<FeatureShares, RunError> {
    let known = model.bounds.known_features(&model.learned)?;
    let mean_shown = mean_shown(model, &known, class);
    let background = Features::new(transposed(&known, case.len())).map_err(super::pipeline::PipelineError::from)?;
    let found = match exact(model, case, class, (&background, mean_shown), progress)? {
        Some(exact) => exact,
        None => sampled_shares(model, case, class, &background, seed, progress)?,
    };
    Ok(FeatureShares { mean_shown, ..found })
}

/// What the model says on average of the cases that it keeps.
fn mean_shown(model: &SavedModel, known: &[Vec<f64>], class: u32) -> f64 {
    let output = if model.plan.task == Task::Classify { class as usize } else { 0 };
    let said = known.iter().filter_map(|case| model.shown(case).get(output).copied());
    said.sum::<f64>() / known.len().max(1) as f64
}

fn sampled_shares(
    model: &SavedModel,
    case: &[f64],
    class: u32,
    background: &Features,
    seed: u64,
    progress: &Progress,
) -> Result<FeatureShares, RunError> {
    let sampling = Sampling { seed, ..Sampling::default() };
    let answer = |case: &[f64], _: &mut Vec<f64>| model.shown(case).get(class as usize).copied().unwrap_or(0.0);
    let answer_of_number = |case: &[f64], _: &mut Vec<f64>| model.shown(case).first().copied().unwrap_or(0.0);
    let found = match model.plan.task {
        Task::Classify => sampled::explain(&answer, Scale::Probability, case, background, sampling, progress)?,
        Task::Regress => sampled::explain(&answer_of_number, Scale::Number, case, background, sampling, progress)?,
    };
    Ok(plain(found))
}

fn transposed(rows: &[Vec<f64>], features: usize) -> Vec<Vec<f64>> {
    let column = |feature: usize| rows.iter().filter_map(|row| row.get(feature).copied()).collect();
    (0..features).map(column).collect()
}

/// The explanation where it is exact, on the scale of what is shown.
fn exact(
    model: &SavedModel,
    case: &[f64],
    class: u32,
    (background, mean_shown): (&Features, f64),
    progress: &Progress,
) -> Result<Option<FeatureShares>, RunError> {
    let engine = &model.learned.engine;
    let has_exact = match engine.as_kind() {
        ModelKind::Tree(_)
        | ModelKind::Forest(_)
        | ModelKind::Boosted(_)
        | ModelKind::Linear(_)
        | ModelKind::Bayes(_) => true,
        ModelKind::Svm(svm) => svm.support.count() == 0,
        ModelKind::Neighbours(_) => false,
    };
    if !has_exact {
        return Ok(None);
    }
    let found = explain(engine, case, class, background, Sampling { draws: 2, seed: 0 }, progress)?;
    let is_own = matches!(model.learned.calibrator, Calibrator::Own);
    let outputs = engine.outputs();
    Ok(match (found.scale, is_own) {
        (Scale::Number, _) => Some(plain(found)),
        (Scale::Probability, true) => Some(plain(found)),
        (Scale::LogOdds, true) if outputs == 2 => Some(in_log_odds(found, 1.0, 0.0)),
        (Scale::Probability | Scale::Decision, false) if outputs == 2 => sigmoid_shares(model, found, class),
        (Scale::LogOdds | Scale::ClassScore | Scale::Decision | Scale::Probability, _) => {
            let shown = model.shown(case).get(class as usize).copied().unwrap_or(0.0);
            proportional(found, mean_shown, shown)
        }
    })
}

/// Shares that are exact on the model's own scale, drawn in one proportion from the mean of what is shown to what is shown:
/// several classes and calibrations that are no straight line bend the scale. `None` where the two scales point apart.
fn proportional(found: Explanation, base: f64, shown: f64) -> Option<FeatureShares> {
    let total: f64 = found.contributions.iter().sum();
    let scale = (shown - base) / total;
    let largest = found.contributions.iter().map(|share| (scale * share).abs()).fold(0.0, f64::max);
    // Shares above a whole probability say that next to nothing was stretched.
    let is_drawable = scale.is_finite() && scale > 0.0 && largest <= 1.0;
    is_drawable.then(|| FeatureShares {
        shown,
        base,
        mean_shown: base,
        contributions: found.contributions.iter().map(|share| scale * share).collect(),
        errors: None,
        log_odds: None,
        method: found.method,
        is_scaled: true,
    })
}

/// Of two classes the sigmoid is a straight line on the scale of log odds.
fn sigmoid_shares(model: &SavedModel, found: Explanation, class: u32) -> Option<FeatureShares> {
    let Calibrator::Curves(curves) = &model.learned.calibrator else { return None };
    let [Curve::Sigmoid { slope, offset }] = curves.as_slice() else { return None };
    // The curve takes score 1 less score 0: of probabilities 2 p - 1, of decision values twice the value.
    let shift = match found.scale {
        Scale::Probability => -1.0,
        Scale::Decision => 0.0,
        Scale::LogOdds | Scale::ClassScore | Scale::Number => return None,
    };
    // Turned round for the first class.
    let sign = if class == 1 { -1.0 } else { 1.0 };
    Some(match class {
        1 => in_log_odds(found, sign * 2.0 * slope, sign * (slope * shift + offset)),
        // Evidence for the second is the other way round; so is its log odds.
        _ => in_log_odds(found, -2.0 * slope, -slope * shift + offset),
    })
}

fn plain(found: Explanation) -> FeatureShares {
    FeatureShares {
        shown: found.answer,
        base: found.base,
        mean_shown: found.base,
        contributions: found.contributions,
        errors: found.errors,
        log_odds: None,
        method: found.method,
        is_scaled: false,
    }
}

/// log odds = factor * answer + offset.
fn in_log_odds(found: Explanation, factor: f64, offset: f64) -> FeatureShares {
    let (base, shown) = (factor * found.base + offset, factor * found.answer + offset);
    let of_feature: Vec<f64> = found.contributions.iter().map(|share| factor * share).collect();
    let probability = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
    let (from, to) = (probability(base), probability(shown));
    let total: f64 = of_feature.iter().sum();
    let scale = if total.abs() > 1e-12 { (to - from) / total } else { from * (1.0 - from) };
    FeatureShares {
        shown: to,
        base: if total.abs() > 1e-12 { from } else { to - scale * total },
        mean_shown: from,
        contributions: of_feature.iter().map(|share| scale * share).collect(),
        errors: None,
        log_odds: Some((base, shown, of_feature)),
        method: found.method,
        is_scaled: false,
    }
}

/// The features of a column together, the largest share first.
fn of_columns(model: &SavedModel, table: &Table, row: u32, shares: &FeatureShares) -> Vec<Share> {
    let pipeline = &model.learned.pipeline;
    let of_feature = pipeline.column_of_feature();
    let sum = |values: &[f64], place: usize| -> f64 {
        values.iter().zip(&of_feature).filter(|(_, of)| **of == place).map(|(value, _)| value).sum()
    };
    let mut found: Vec<Share> = pipeline
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| Share {
            column: column.name.clone(),
            value: table.column(&column.name).and_then(|found| column.word(found.values.number(row))),
            contribution: sum(&shares.contributions, place),
            log_odds: shares.log_odds.as_ref().map(|(_, _, of_feature)| sum(of_feature, place)),
            error: shares.errors.as_ref().map(|errors| sum(errors, place)),
        })
        .collect();
    found.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    found
}

fn path(model: &SavedModel, case: &[f64]) -> Vec<Question> {
    let ModelKind::Tree(tree) = model.learned.engine.as_kind() else { return Vec::new() };
    let question = |step: &super::explain::path::Step| {
        let (column, word, threshold) = model.learned.pipeline.in_words(step.feature, step.threshold);
        Question { column, word, threshold, at_most: step.at_most }
    };
    path_of(&tree.tree, case).steps.iter().map(question).collect()
}

fn near(model: &SavedModel, known: &KnownCase, distance: f64) -> NearCase {
    let columns = &model.learned.pipeline.columns;
    let value =
        |(column, value): (&super::pipeline::FittedColumn, &Option<f64>)| (column.name.clone(), column.word(*value));
    let answer = match model.plan.task {
        Task::Classify => model.class_name(known.answer as u32),
        Task::Regress => known.answer.to_string(),
    };
    NearCase { distance, answer, values: columns.iter().zip(&known.values).map(value).collect() }
}
