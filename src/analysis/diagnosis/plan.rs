//! How a model is made and judged.

use serde::{Deserialize, Serialize};

use super::calibration::Calibration;
use super::folds::{SplitError, SplitPlan};
use super::learner::{FitError, Task};
use super::pipeline::{PipelineError, PipelinePlan};
use super::table::TableError;
use crate::base::Cancelled;

/// Everything that is chosen besides the algorithm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub task: Task,
    /// The class that is looked for, of two.
    pub positive: Option<String>,
    pub pipeline: PipelinePlan,
    pub split: SplitPlan,
    pub calibration: Calibration,
    /// Folds within a training part, by which parameters and calibration are found.
    pub inner_folds: u32,
    /// Of the algorithm and of the resampling.
    pub seed: u64,
    /// How often patients are drawn anew for an interval.
    pub resamples: u32,
    /// The date on which the target was known.
    pub target_date: Option<String>,
}

impl Plan {
    /// Five folds, repeated more often where there are few rows.
    pub fn usual(task: Task, rows: u32, seed: u64) -> Plan {
        Plan {
            task,
            positive: None,
            pipeline: PipelinePlan::default(),
            split: SplitPlan::Folds { folds: 5, repeats: repeats_for(rows), seed },
            calibration: Calibration::Automatic,
            inner_folds: 3,
            seed,
            resamples: 1_000,
            target_date: None,
        }
    }
}

/// How often folds are dealt anew: what few rows say depends on the deal.
pub fn repeats_for(rows: u32) -> u32 {
    match rows {
        0..=1_000 => 5,
        1_001..=5_000 => 2,
        _ => 1,
    }
}

/// Why there is no report and no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Split(#[from] SplitError),
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    #[error(transparent)]
    Fit(FitError),
    #[error("{0} cannot learn this kind of target")]
    WrongTask(&'static str),
    #[error("no algorithm was named")]
    NoAlgorithm,
    #[error("no fold could be learned from; the first said: {0}")]
    NoFold(String),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<FitError> for RunError {
    fn from(error: FitError) -> Self {
        match error {
            FitError::Cancelled(cancelled) => RunError::Cancelled(cancelled),
            other => RunError::Fit(other),
        }
    }
}
