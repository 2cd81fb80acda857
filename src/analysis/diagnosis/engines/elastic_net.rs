//! Elastic-net regression: coordinate descent (Friedman, Hastie, Tibshirani, J Stat Softw 33(1), 2010), stopped by the
//! duality gap.
//!
//! Least `Σ weight · error² / (2 Σ weight) + penalty · (share · |coefficients|₁ + (1 − share)/2 · |coefficients|²)`.

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::Progress;

use super::linear::of_number;
use super::problem::Problem;
use super::standard::Standard;
use super::vector::dot;

const TASKS: &[Task] = &[Task::Regress];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "elastic-net",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "penalty",
            default: "0.1",
            kind: Kind::Real { low: 1e-9, high: 1e9, words: &[] },
            about: "strength of the penalty on the coefficients",
        },
        Parameter {
            key: "l1-share",
            default: "0.5",
            kind: Kind::Real { low: 0.0, high: 1.0, words: &[] },
            about: "share of the penalty on absolute values, which makes coefficients 0; the rest is on squares",
        },
    ],
    grid: &[
        &[("penalty", "0.001")],
        &[("penalty", "0.01")],
        &[("penalty", "0.1")],
        &[("penalty", "1")],
        &[("penalty", "0.1"), ("l1-share", "1")],
        &[("penalty", "1"), ("l1-share", "1")],
    ],
    make: |settings| Box::new(ElasticNet { settings }),
};

/// Duality gap, as a share of the squares of the answers, at which a fit has settled.
const SETTLED: f64 = 1e-13;
const MOST_ROUNDS: u64 = 100_000;

struct ElasticNet {
    settings: Settings,
}

struct Descent<'a> {
    data: &'a Standard,
    /// Weight · value / all weight.
    weighted: Vec<Vec<f64>>,
    /// Penalties of each standardised coefficient.
    on_size: Vec<f64>,
    on_square: Vec<f64>,
    coefficients: Vec<f64>,
    residual: Vec<f64>,
}

impl Descent<'_> {
    /// Sets one coefficient to its best value beside the others.
    fn set_best(&mut self, feature: usize) {
        let (column, weighted) = (&self.data.columns[feature], &self.weighted[feature]);
        let square = dot(column, weighted);
        let before = self.coefficients[feature];
        let pull = dot(weighted, &self.residual) + square * before;
        let shrunk = pull.signum() * (pull.abs() - self.on_size[feature]).max(0.0);
        let curvature = square + self.on_square[feature];
        let after = if square > 0.0 && curvature > 0.0 { shrunk / curvature } else { 0.0 };
        if after != before {
            let change = after - before;
            self.residual.iter_mut().zip(column).for_each(|(rest, value)| *rest -= change * value);
            self.coefficients[feature] = after;
        }
    }

    /// How much the penalised error may lie above the least, at most.
    fn gap(&self, answers: &[f64]) -> f64 {
        let pull = |feature: usize| {
            dot(&self.weighted[feature], &self.residual) - self.on_square[feature] * self.coefficients[feature]
        };
        let features = 0..self.coefficients.len();
        if self.on_size.first().is_some_and(|size| *size == 0.0) {
            // Squares alone: the error bends at least as much as the penalty does.
            return features.map(|feature| pull(feature).powi(2) / (2.0 * self.on_square[feature])).sum();
        }
        // The residuals become a point of the dual once no pull exceeds what the penalty holds.
        let excess = features.map(|feature| pull(feature).abs() / self.on_size[feature]).fold(1.0, f64::max);
        let scale = 1.0 / excess;
        let error = self.weighted_dot(&self.residual, &self.residual);
        let squares: f64 = self.coefficients.iter().zip(&self.on_square).map(|(c, penalty)| c * c * penalty).sum();
        let sizes: f64 = self.coefficients.iter().zip(&self.on_size).map(|(c, penalty)| c.abs() * penalty).sum();
        let primal = (error + squares) / 2.0 + sizes;
        let dual = scale * self.weighted_dot(answers, &self.residual) - scale * scale * (error + squares) / 2.0;
        primal - dual
    }

    fn weighted_dot(&self, a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).zip(&self.data.weights).map(|((a, b), weight)| a * b * weight).sum::<f64>() / self.data.weight
    }

    fn run(&mut self, answers: &[f64], progress: &Progress) -> Result<(), FitError> {
        let features = self.coefficients.len();
        let enough = SETTLED * self.weighted_dot(answers, answers);
        for round in 0..MOST_ROUNDS {
            // Every tenth round goes over all features, the others over those in use.
            for feature in 0..features {
                if round % 10 == 0 || self.coefficients[feature] != 0.0 {
                    progress.tick(0)?;
                    self.set_best(feature);
                }
            }
            if round % 10 == 0 && self.gap(answers) <= enough {
                return Ok(());
            }
        }
        Err(FitError::NotConverged { steps: MOST_ROUNDS })
    }
}

impl Learner for ElasticNet {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let Target::Numbers(numbers) = target else { return Err(FitError::Task { algorithm: ENTRY.id }) };
        let data = Standard::of(&problem, weights, progress)?;
        let answers: Vec<f64> = data.rows.iter().map(|row| numbers[*row as usize]).collect();
        let mean = data.mean(&answers);
        let answers: Vec<f64> = answers.iter().map(|answer| answer - mean).collect();
        let penalty = self.settings.real("penalty").unwrap_or(0.1);
        let share = self.settings.real("l1-share").unwrap_or(0.5);
        let of_weight = |(value, weight): (&f64, &f64)| value * weight / data.weight;
        // Penalties are on coefficients of the features as they came.
        let mut descent = Descent {
            weighted: data.columns.iter().map(|c| c.iter().zip(&data.weights).map(of_weight).collect()).collect(),
            on_size: data.spreads.iter().map(|spread| penalty * share / spread).collect(),
            on_square: data.spreads.iter().map(|spread| penalty * (1.0 - share) / (spread * spread)).collect(),
            coefficients: vec![0.0; data.columns.len()],
            residual: answers.clone(),
            data: &data,
        };
        descent.run(&answers, progress)?;
        let sum = data.back(&descent.coefficients, mean);
        Ok(Fitted::Linear(of_number(sum, data.means.clone())))
    }
}
