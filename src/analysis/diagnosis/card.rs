//! The model card: what a model was made from, how, and how well it does; made from the run, not written.

use serde::{Deserialize, Serialize};

use super::bounds::ColumnBounds;
use super::calibration::Calibration;
use super::folds::SplitPlan;
use super::learner::Task;
use super::lint::Warning;
use super::metrics::{CalibrationBin, calibration_bins};
use super::pipeline::ColumnSteps;
use super::run::{Measured, Report, SubgroupReport};
use super::table::{ColumnSketch, ColumnType, Role, TableNote};
use super::verdict::{FoldScore, Verdict};

const BINS: usize = 10;

/// Where the data came from; what the reader of the file knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name of the file or cohort, without a folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// What the model is for, in the user's words.
    pub purpose: String,
}

/// A column of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardColumn {
    pub name: String,
    pub kind: ColumnType,
    pub role: Role,
    pub zero_is_missing: bool,
    /// What is done to a feature.
    pub steps: Option<ColumnSteps>,
    /// Features and target only; other columns may name a patient.
    pub sketch: Option<ColumnSketch>,
}

/// What has to be kept in mind on every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Not tried on data from elsewhere.
    InternalValidationOnly,
    NoBetterThanBaseline,
    /// Fewer than 100 rows, or fewer than 20 of a class.
    FewRows,
    /// One held-back part says nothing of learning anew.
    SingleSplit,
    PossibleLeak,
    /// The model keeps training rows without identifiers for comparison.
    HoldsTrainingRows,
    /// Rows of a patient could not be kept together: no column names the patients.
    NoPatientColumn,
    SubgroupsUnknown,
}

/// The card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    pub provenance: Provenance,
    /// Of the program.
    pub version: String,
    pub target: String,
    pub task: Task,
    /// The one looked for is the last of two.
    pub classes: Vec<(String, u32)>,
    pub rows: u32,
    pub patients: u32,
    pub without_answer: u32,
    #[serde(default)]
    pub without_patient: u32,
    pub incomplete: u32,
    pub columns: Vec<CardColumn>,
    /// First and last day (since 1970-01-01) of each column of dates.
    pub periods: Vec<(String, i32, i32)>,
    pub algorithm: String,
    pub parameters: Vec<(String, String)>,
    /// How many settings were tried to find them.
    pub tried: u32,
    pub seed: u64,
    pub split: SplitPlan,
    pub calibration: Calibration,
    pub metrics: Vec<Measured>,
    pub baseline: Vec<Measured>,
    pub verdict: Verdict,
    pub folds: Vec<FoldScore>,
    pub failed_folds: Vec<(u32, String)>,
    /// Predicted against observed probability of the class looked for; of two classes only.
    pub calibration_bins: Vec<CalibrationBin>,
    pub subgroups: Vec<SubgroupReport>,
    pub ranges: Vec<ColumnBounds>,
    pub warnings: Vec<Warning>,
    pub notes: Vec<TableNote>,
    pub limits: Vec<Limit>,
}

/// Held-back cases of the first repeat: probability of the second of two classes, and whether it is the truth.
pub fn held_back_probabilities(report: &Report) -> (Vec<f64>, Vec<bool>) {
    let of_two = report.cases.iter().filter(|case| case.repeat == 0 && case.outputs.len() == 2);
    of_two.filter_map(|case| Some((*case.outputs.get(1)?, case.class == 1))).unzip()
}

pub fn calibration_of(report: &Report) -> Vec<CalibrationBin> {
    let (probabilities, sick) = held_back_probabilities(report);
    calibration_bins(&probabilities, &sick, BINS)
}

/// The limits that follow from a report.
pub fn limits_of(report: &Report, split: &SplitPlan, has_patient_column: bool) -> Vec<Limit> {
    let few = report.rows < 100 || report.classes.iter().any(|(_, rows)| *rows < 20);
    let leaks = report.warnings.iter().any(|warning| warning.kind.id() == "leak");
    let told = [
        (true, Limit::InternalValidationOnly),
        (!report.verdict.is_better, Limit::NoBetterThanBaseline),
        (few, Limit::FewRows),
        (split.folds() == 1, Limit::SingleSplit),
        (leaks, Limit::PossibleLeak),
        (!has_patient_column, Limit::NoPatientColumn),
        (report.subgroups.is_empty(), Limit::SubgroupsUnknown),
        (true, Limit::HoldsTrainingRows),
    ];
    told.into_iter().filter(|(holds, _)| *holds).map(|(_, limit)| limit).collect()
}
