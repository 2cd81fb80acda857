//! What every learning algorithm has in common: its parameters, its fit, the model that comes out.

use serde::{Deserialize, Serialize};

use crate::base::{Cancelled, Progress};

use super::data::{Features, Target};
use super::engines;
pub use super::engines::fitted::{Fitted, ModelKind};
use super::parameters::{Parameter, ParameterError, Settings};

/// What kind of answer is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    Classify,
    Regress,
}

/// Why nothing was fitted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    #[error("there are no rows")]
    NoRows,
    #[error("there are no features")]
    NoFeatures,
    #[error("all rows have the same class")]
    OneClass,
    #[error("{algorithm} cannot learn this kind of target")]
    Task { algorithm: &'static str },
    #[error("{rows} rows have {given} {what}")]
    Lengths { what: &'static str, rows: usize, given: usize },
    #[error("the target of row {row} is not a finite number")]
    NotFinite { row: usize },
    #[error("the class of row {row} is none of the {count} classes")]
    UnknownClass { row: usize, count: u32 },
    #[error("weights must be finite, not negative, and not all zero")]
    Weights,
    #[error("{algorithm} cannot weigh rows")]
    NoWeights { algorithm: &'static str },
    #[error("{rows} rows of {columns} features need more memory than is allowed")]
    TooLarge { rows: usize, columns: usize },
    #[error("the fit did not settle within {steps} steps; scaled features or a stronger penalty may help")]
    NotConverged { steps: u64 },
    #[error("the {engine} engine failed: {said}")]
    Engine { engine: &'static str, said: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// An algorithm with a valid, checked set of its parameters.
pub struct Algorithm {
    pub id: &'static str,
    pub tasks: &'static [Task],
    /// Keys and values, for the model card.
    pub parameters: Vec<(&'static str, String)>,
    learner: Box<dyn Learner>,
}

impl Algorithm {
    /// Fits: the same data, parameters and seed give the same model bit for bit (where the entry is `repeatable`).
    ///
    /// # Errors
    /// Data that cannot be learned from, a fit that does not settle, cancelled.
    pub fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        self.learner.fit(features, target, weights, seed, progress)
    }
}

/// What an engine does with its settings.
pub(super) trait Learner: Send + Sync {
    /// As [`Algorithm::fit`].
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError>;
}

/// What answers for a case.
pub trait Model: Send + Sync {
    /// How many numbers [`Model::scores`] writes: one a class, or one.
    fn outputs(&self) -> usize;
    /// How many features a case has.
    fn inputs(&self) -> usize;
    /// Classification: one number a class, probabilities where [`Model::gives_probabilities`], else decision values
    /// (larger speaks for the class). Regression: one number. `row` has [`Model::inputs`] numbers.
    fn scores(&self, row: &[f64], into: &mut Vec<f64>);
    fn gives_probabilities(&self) -> bool;
    /// What explanations look into.
    fn as_kind(&self) -> ModelKind<'_>;
    /// The scores of all rows, one row after the other.
    fn scores_of(&self, features: &Features) -> Vec<f64> {
        let mut all = Vec::with_capacity(features.rows() * self.outputs());
        let mut scores = Vec::new();
        let mut case = vec![0.0; features.columns()];
        for row in 0..features.rows() {
            case.iter_mut().enumerate().for_each(|(column, value)| *value = features.column(column)[row]);
            self.scores(&case, &mut scores);
            all.extend_from_slice(&scores);
        }
        all
    }
}

/// One line of the table of algorithms.
pub struct AlgorithmEntry {
    pub id: &'static str,
    pub tasks: &'static [Task],
    /// Whether the same data, parameters and seed give the same model bit for bit.
    pub repeatable: bool,
    pub parameters: &'static [Parameter],
    /// Settings worth trying when tuning, the defaults among them or near.
    pub grid: &'static [&'static [(&'static str, &'static str)]],
    /// Takes settings that were checked against `parameters`.
    pub(super) make: fn(Settings) -> Box<dyn Learner>,
}

impl AlgorithmEntry {
    /// Checks what is set and makes the algorithm.
    ///
    /// # Errors
    /// An unknown key, a value out of range.
    pub fn build(&self, set: &[(String, String)]) -> Result<Algorithm, ParameterError> {
        let settings = Settings::check(self.id, self.parameters, set)?;
        let parameters = settings.shown();
        Ok(Algorithm { id: self.id, tasks: self.tasks, parameters, learner: (self.make)(settings) })
    }
}

/// Every algorithm, in the order in which they are offered.
pub const ALGORITHMS: &[AlgorithmEntry] = engines::ALL;

/// The algorithm of this id.
pub fn algorithm(id: &str) -> Option<&'static AlgorithmEntry> {
    ALGORITHMS.iter().find(|entry| entry.id == id)
}
