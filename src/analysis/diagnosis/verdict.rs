//! Whether a model is better than the baseline, judged so that chance from learning anew counts as well.
//!
//! Models of overlapping training parts are alike, so that the spread of their results is too small. The corrected
//! interval of repeated folds (Nadeau, Bengio, Mach Learn 2003;52:239) widens it by the size of test to training part.

use serde::{Deserialize, Serialize};

use super::learner::Task;
use super::measure::{Outcome, primary_of};
use super::metrics::Metric;
use super::problem::Problem;
use crate::analysis::statistics::{student_above, student_quantile_above};
use crate::base::Draw;

/// Chance, on one side, with which noise may be called better.
const CHANCE: f64 = 0.025;
const PERMUTATIONS: u32 = 2_000;

/// How the verdict was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Corrected interval over folds.
    RepeatedFolds,
    /// Answers of one held-back part, permuted: says nothing of learning anew.
    Permutation,
    /// No fold has a value.
    None,
}

/// Better than the baseline or not.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub is_better: bool,
    pub primary: Metric,
    /// How much better, in the primary measure; mean over folds.
    pub gain: f64,
    /// The gain is larger than this with 97.5 % confidence; folds only.
    pub gain_at_least: Option<f64>,
    /// Chance of such a gain without any.
    pub p: f64,
    pub method: Method,
}

impl Verdict {
    pub fn words(&self) -> &'static str {
        if self.is_better { "better than the baseline" } else { "no better than the baseline" }
    }
}

/// The primary measure of a fold, of the model and of what it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoldScore {
    pub repeat: u32,
    pub model: f64,
    pub baseline: f64,
    pub train: u32,
    pub test: u32,
    /// Square of the standard error that chance alone gives a fold of this size; 0 where nobody knows.
    pub chance_variance: f64,
}

/// Folds in which the primary measure has a value.
pub fn fold_scores(problem: &Problem<'_>, outcomes: &[Outcome]) -> Vec<FoldScore> {
    let of = |outcome: &Outcome| {
        let constant: Vec<f64> = outcome.test.iter().flat_map(|_| outcome.baseline.iter().copied()).collect();
        Some(FoldScore {
            repeat: outcome.repeat,
            model: primary_of(problem, &outcome.test, &outcome.answered.scores)?,
            baseline: primary_of(problem, &outcome.test, &constant)?,
            train: outcome.train,
            test: outcome.test.len() as u32,
            chance_variance: chance_variance(problem, &outcome.test),
        })
    };
    outcomes.iter().filter_map(of).collect()
}

/// Of the area under the curve where scores mean nothing (Mann, Whitney 1947); patients count, not rows. Of several classes
/// the areas are averaged, and the error is at most the mean of theirs.
fn chance_variance(problem: &Problem<'_>, rows: &[u32]) -> f64 {
    if problem.task == Task::Regress {
        return 0.0;
    }
    let mut patients: Vec<(u32, u32)> =
        problem.patients_of(rows).into_iter().zip(rows.iter().map(|row| problem.class(*row))).collect();
    patients.sort_unstable();
    patients.dedup();
    let error = |class: u32| {
        let of_class = patients.iter().filter(|(_, of)| *of == class).count() as f64;
        let others = patients.len() as f64 - of_class;
        if of_class * others > 0.0 { ((of_class + others + 1.0) / (12.0 * of_class * others)).sqrt() } else { 0.0 }
    };
    let classes = problem.outputs() as u32;
    ((0..classes).map(error).sum::<f64>() / f64::from(classes)).powi(2)
}

/// Judges a model by its folds.
pub fn verdict(problem: &Problem<'_>, outcomes: &[Outcome], folds: u32, seed: u64) -> Verdict {
    let scores = fold_scores(problem, outcomes);
    let primary = Metric::primary(problem.task);
    match (scores.as_slice(), outcomes) {
        ([], _) => Verdict { is_better: false, primary, gain: 0.0, gain_at_least: None, p: 1.0, method: Method::None },
        ([only], [outcome]) => of_one_split(problem, outcome, only, seed),
        _ => of_folds(&scores, primary, folds),
    }
}

fn gain(primary: Metric, better: f64, worse: f64) -> f64 {
    if primary.more_is_better() { better - worse } else { worse - better }
}

fn of_folds(scores: &[FoldScore], primary: Metric, folds: u32) -> Verdict {
    let gains: Vec<f64> = scores.iter().map(|score| gain(primary, score.model, score.baseline)).collect();
    let floor = scores.iter().map(|score| score.chance_variance).sum::<f64>() / scores.len() as f64 / f64::from(folds);
    let found = corrected(&gains, scores, folds, floor);
    Verdict {
        is_better: found.p_above <= CHANCE,
        primary,
        gain: found.mean,
        gain_at_least: Some(found.mean - found.quantile * found.error),
        p: found.p_above,
        method: Method::RepeatedFolds,
    }
}

/// A mean over folds with what it may be off.
struct Corrected {
    mean: f64,
    error: f64,
    /// That lies above with [`CHANCE`], in errors.
    quantile: f64,
    p_above: f64,
}

/// `folds` are those of a repeat, `floor` is the least that the square of the error can be.
fn corrected(differences: &[f64], scores: &[FoldScore], folds: u32, floor: f64) -> Corrected {
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    if differences.len() < 2 {
        return Corrected { mean, error: f64::INFINITY, quantile: 1.0, p_above: 1.0 };
    }
    let variance = differences.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let ratio = scores.iter().map(|score| f64::from(score.test) / f64::from(score.train.max(1))).sum::<f64>() / count;
    let error = ((1.0 / count + ratio) * variance).max(floor).sqrt();
    let t = if error > 0.0 { mean / error } else { mean.signum() * if mean == 0.0 { 0.0 } else { f64::INFINITY } };
    // Repeats deal the same patients anew: they steady the variance and are no further evidence.
    let freedom = (count - 1.0).min(f64::from(folds.saturating_sub(1).max(4)));
    let quantile = student_quantile_above(CHANCE, freedom);
    Corrected { mean, error, quantile, p_above: student_above(t, freedom) }
}

/// How two models compare that were judged on the same folds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub primary: Metric,
    /// How much better the first is.
    pub gain: f64,
    pub low: f64,
    pub high: f64,
    /// Two-sided.
    pub p: f64,
}

/// `None` where the folds differ.
pub fn compare(primary: Metric, first: &[FoldScore], second: &[FoldScore]) -> Option<Comparison> {
    let folds = first.iter().filter(|score| score.repeat == 0).count() as u32;
    let is_same = |(a, b): (&FoldScore, &FoldScore)| (a.repeat, a.train, a.test) == (b.repeat, b.train, b.test);
    if first.len() != second.len() || first.len() < 2 || !first.iter().zip(second).all(is_same) {
        return None;
    }
    let gains: Vec<f64> = first.iter().zip(second).map(|(a, b)| gain(primary, a.model, b.model)).collect();
    let found = corrected(&gains, first, folds, 0.0);
    let half = found.quantile * found.error;
    Some(Comparison {
        primary,
        gain: found.mean,
        low: found.mean - half,
        high: found.mean + half,
        p: (2.0 * found.p_above.min(1.0 - found.p_above)).min(1.0),
    })
}

/// One held-back part: how often answers of patients in another order do as well.
fn of_one_split(problem: &Problem<'_>, outcome: &Outcome, score: &FoldScore, seed: u64) -> Verdict {
    let primary = Metric::primary(problem.task);
    let mut draw = Draw::for_part(seed, 3);
    let blocks = blocks(problem, &outcome.test);
    let outputs = problem.outputs();
    let mut as_good = 0_u32;
    for _ in 0..PERMUTATIONS {
        let scores: Vec<f64> = permuted(&blocks, &mut draw)
            .iter()
            .filter_map(|case| outcome.answered.scores.get(*case * outputs..(*case + 1) * outputs))
            .flatten()
            .copied()
            .collect();
        let chance = primary_of(problem, &outcome.test, &scores).unwrap_or(score.baseline);
        as_good += u32::from(gain(primary, chance, score.model) >= 0.0);
    }
    let (gain, p) = (gain(primary, score.model, score.baseline), f64::from(as_good + 1) / f64::from(PERMUTATIONS + 1));
    Verdict { is_better: gain > 0.0 && p <= CHANCE, primary, gain, gain_at_least: None, p, method: Method::Permutation }
}

/// Cases by patient: those of a patient move together.
fn blocks(problem: &Problem<'_>, rows: &[u32]) -> Vec<Vec<usize>> {
    let mut of_patient: std::collections::BTreeMap<u32, Vec<usize>> = std::collections::BTreeMap::new();
    for (case, patient) in problem.patients_of(rows).into_iter().enumerate() {
        of_patient.entry(patient).or_default().push(case);
    }
    of_patient.into_values().collect()
}

/// For each case the case whose answer it gets; patients with as many rows change places.
fn permuted(blocks: &[Vec<usize>], draw: &mut Draw) -> Vec<usize> {
    let mut of_size: std::collections::BTreeMap<usize, Vec<&Vec<usize>>> = std::collections::BTreeMap::new();
    blocks.iter().for_each(|block| of_size.entry(block.len()).or_default().push(block));
    let mut answers = vec![0; blocks.iter().map(Vec::len).sum()];
    for alike in of_size.values() {
        let mut others = alike.clone();
        draw.shuffle(&mut others);
        for (block, other) in alike.iter().zip(others) {
            for (case, answer) in block.iter().zip(other) {
                answers.iter_mut().skip(*case).take(1).for_each(|place| *place = *answer);
            }
        }
    }
    answers
}
