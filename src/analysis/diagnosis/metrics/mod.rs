//! Measures of how good predictions are: classes, rankings, probabilities, numbers.

mod confusion;
mod curves;
mod probability;
mod ranking;
mod regress;

pub use confusion::{Confusion, TwoByTwo, likeliest};
pub use curves::{
    CalibrationBin, NetBenefit, RocPoint, ThresholdRow, calibration_bins, decision_curve, roc_points, threshold_rows,
};
pub use probability::{brier_of, log_loss_of};
pub use ranking::{Above, Ranked};
pub use regress::Errors;

use serde::{Deserialize, Serialize};

use super::learner::Task;

/// A measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    Auc,
    AveragePrecision,
    Accuracy,
    BalancedAccuracy,
    Sensitivity,
    Specificity,
    Ppv,
    Npv,
    F1,
    Mcc,
    Brier,
    LogLoss,
    Rmse,
    Mae,
    R2,
}

impl Metric {
    const OF_CLASSES: [Metric; 12] = [
        Metric::Auc,
        Metric::AveragePrecision,
        Metric::Accuracy,
        Metric::BalancedAccuracy,
        Metric::Sensitivity,
        Metric::Specificity,
        Metric::Ppv,
        Metric::Npv,
        Metric::F1,
        Metric::Mcc,
        Metric::Brier,
        Metric::LogLoss,
    ];
    const OF_NUMBERS: [Metric; 3] = [Metric::Rmse, Metric::Mae, Metric::R2];

    /// The measures of a task, the declared primary one first.
    pub fn of(task: Task) -> &'static [Metric] {
        match task {
            Task::Classify => &Metric::OF_CLASSES,
            Task::Regress => &Metric::OF_NUMBERS,
        }
    }

    /// The one measure by which a model is held against the baseline.
    pub fn primary(task: Task) -> Metric {
        match task {
            Task::Classify => Metric::Auc,
            Task::Regress => Metric::Rmse,
        }
    }

    /// Key in files.
    pub fn id(self) -> &'static str {
        match self {
            Metric::Auc => "auc",
            Metric::AveragePrecision => "average_precision",
            Metric::Accuracy => "accuracy",
            Metric::BalancedAccuracy => "balanced_accuracy",
            Metric::Sensitivity => "sensitivity",
            Metric::Specificity => "specificity",
            Metric::Ppv => "ppv",
            Metric::Npv => "npv",
            Metric::F1 => "f1",
            Metric::Mcc => "mcc",
            Metric::Brier => "brier",
            Metric::LogLoss => "log_loss",
            Metric::Rmse => "rmse",
            Metric::Mae => "mae",
            Metric::R2 => "r2",
        }
    }

    /// Whether more of it is better.
    pub fn more_is_better(self) -> bool {
        match self {
            Metric::Brier | Metric::LogLoss | Metric::Rmse | Metric::Mae => false,
            Metric::Auc
            | Metric::AveragePrecision
            | Metric::Accuracy
            | Metric::BalancedAccuracy
            | Metric::Sensitivity
            | Metric::Specificity
            | Metric::Ppv
            | Metric::Npv
            | Metric::F1
            | Metric::Mcc
            | Metric::R2 => true,
        }
    }
}

#[cfg(test)]
mod tests;
