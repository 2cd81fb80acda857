//! Gaussian naive Bayes: in each class every feature has a normal distribution of its own.

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Model, ModelKind, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::Progress;

use super::linear_model::{softmax, spread};
use super::problem::{Problem, classes_present};

const TASKS: &[Task] = &[Task::Classify];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "naive-bayes",
    tasks: TASKS,
    repeatable: true,
    parameters: &[Parameter {
        key: "smoothing",
        default: "1e-9",
        kind: Kind::Real { low: 1e-15, high: 1.0, words: &[] },
        about: "share of the largest variance of a feature that is added to every variance",
    }],
    grid: &[&[("smoothing", "1e-9")], &[("smoothing", "0.001")], &[("smoothing", "0.1")]],
    make: |settings| Box::new(NaiveBayes { settings }),
};

/// Distributions of one class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassNormals {
    pub class: u32,
    pub share: f64,
    pub means: Vec<f64>,
    pub variances: Vec<f64>,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BayesModel {
    pub inputs: usize,
    pub classes: u32,
    /// Of the classes that occurred in training.
    pub normals: Vec<ClassNormals>,
}

impl BayesModel {
    /// Whether a model that was read from a file fits together.
    pub fn is_sound(&self) -> bool {
        let normals = |class: &ClassNormals| {
            class.class < self.classes
                && class.share > 0.0
                && class.means.len() == self.inputs
                && class.variances.len() == self.inputs
                && class.means.iter().all(|mean| mean.is_finite())
                && class.variances.iter().all(|variance| variance.is_finite() && *variance > 0.0)
        };
        self.normals.len() >= 2 && self.normals.iter().all(normals)
    }
}

impl Model for BayesModel {
    fn outputs(&self) -> usize {
        self.classes as usize
    }

    fn inputs(&self) -> usize {
        self.inputs
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        let log_density = |class: &ClassNormals| {
            let features = row.iter().zip(&class.means).zip(&class.variances);
            let terms = features.map(|((value, mean), variance)| {
                (2.0 * std::f64::consts::PI * variance).ln() + (value - mean) * (value - mean) / variance
            });
            class.share.ln() - terms.sum::<f64>() / 2.0
        };
        let mut shares: Vec<f64> = self.normals.iter().map(log_density).collect();
        softmax(&mut shares);
        let present: Vec<u32> = self.normals.iter().map(|class| class.class).collect();
        spread(&shares, &present, self.classes, 0.0, into);
    }

    fn gives_probabilities(&self) -> bool {
        true
    }

    fn as_kind(&self) -> ModelKind<'_> {
        ModelKind::Bayes(self)
    }
}

struct NaiveBayes {
    settings: Settings,
}

impl Learner for NaiveBayes {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let Target::Classes { of, count } = target else { return Err(FitError::Task { algorithm: ENTRY.id }) };
        let every_row: Vec<u32> = problem.rows_with_weight();
        let widest = (0..features.columns()).map(|column| {
            progress.tick(0)?;
            Ok(mean_and_variance(&problem, column, &every_row).1)
        });
        let widest = widest.collect::<Result<Vec<f64>, FitError>>()?.into_iter().fold(0.0, f64::max);
        // Constant features alone would leave nothing to divide by.
        let floor = self.settings.real("smoothing").unwrap_or(1e-9) * if widest > 0.0 { widest } else { 1.0 };
        let all: f64 = every_row.iter().map(|row| problem.weight(*row as usize)).sum();
        let mut normals = Vec::new();
        for class in classes_present(of, count, weights) {
            let rows: Vec<u32> = every_row.iter().copied().filter(|row| of[*row as usize] == class).collect();
            let weight: f64 = rows.iter().map(|row| problem.weight(*row as usize)).sum();
            let (mut means, mut variances) = (Vec::new(), Vec::new());
            for column in 0..features.columns() {
                progress.tick(0)?;
                let (mean, variance) = mean_and_variance(&problem, column, &rows);
                means.push(mean);
                variances.push(variance + floor);
            }
            normals.push(ClassNormals { class, share: weight / all, means, variances });
        }
        Ok(Fitted::Bayes(BayesModel { inputs: features.columns(), classes: count, normals }))
    }
}

fn mean_and_variance(problem: &Problem<'_>, column: usize, rows: &[u32]) -> (f64, f64) {
    let column = problem.features.column(column);
    let values = || rows.iter().map(|row| (column[*row as usize], problem.weight(*row as usize)));
    let weight: f64 = values().map(|(_, weight)| weight).sum();
    let mean = values().map(|(value, weight)| value * weight).sum::<f64>() / weight;
    let squares = values().map(|(value, weight)| (value - mean) * (value - mean) * weight).sum::<f64>();
    (mean, squares / weight)
}
