//! Groups and retention of a staff table, from the columns to what is told.

use crate::analysis::diagnosis::card::calibration_of;
use crate::analysis::diagnosis::metrics::{CalibrationBin, Metric};
use crate::analysis::diagnosis::plan::RunError;
use crate::analysis::diagnosis::run::Report;
use crate::analysis::diagnosis::table::{RawColumn, TableNote};
use crate::analysis::staff::FEWEST_SHOWN;
use crate::analysis::staff::columns::StaffColumn;
use crate::analysis::staff::factors::{Factor, Sway, factors};
use crate::analysis::staff::retention::{GroupRetention, LEARNERS, RetentionError, learners, of_groups, plan, table};
use crate::analysis::staff::study::{Study, StudyError, StudyPlan, study};
use crate::base::{Cancelled, Progress};

use super::super::diagnosis::evaluate_on_threads;
use super::threads::Threads;

/// What is told of staying and leaving.
#[derive(Debug)]
pub struct Retention {
    pub study: Study,
    pub notes: Vec<TableNote>,
    /// Of each learner its name and how it does.
    pub models: Vec<(&'static str, Report)>,
    pub groups: Vec<GroupRetention>,
    pub factors: Vec<Factor>,
    pub not_known: u32,
}

/// Area under the curve from which the outcome is given away rather than told.
const TOO_GOOD: f64 = 0.985;

impl Retention {
    /// Whether people are told apart so well that something in the table may be known only after somebody left.
    pub fn is_too_good(&self) -> bool {
        let primary = |report: &Report| report.metric(Metric::primary(report.task)).and_then(|found| found.value);
        self.models.iter().filter_map(|(_, report)| primary(report)).any(|area| area >= TOO_GOOD)
    }
}

impl Retention {
    /// Conditions whose column gives the outcome away: nearly all of one side left, few of the other.
    pub fn given_away(&self) -> Vec<&Factor> {
        self.factors.iter().filter(|own| own.sway == Sway::Afterwards && own.gives_away()).collect()
    }
}

/// Classes of what a model said beside what was seen, without those that tell of fewer people than are shown.
pub fn calibration(report: &Report) -> Vec<CalibrationBin> {
    let is_few = |people: u64| (1..u64::from(FEWEST_SHOWN)).contains(&people);
    let told = |bin: &CalibrationBin| {
        bin.cases >= u64::from(FEWEST_SHOWN) && !is_few(bin.sick) && !is_few(bin.cases - bin.sick)
    };
    calibration_of(report).into_iter().filter(told).collect()
}

/// Why nothing is told.
#[derive(Debug, thiserror::Error)]
pub enum RetentionFault {
    #[error(transparent)]
    Study(#[from] StudyError),
    #[error(transparent)]
    Table(#[from] RetentionError),
    #[error(transparent)]
    Run(#[from] RunError),
}

impl RetentionFault {
    pub fn is_cancelled(&self) -> bool {
        matches!(
            self,
            RetentionFault::Study(StudyError::Cancelled(_)) | RetentionFault::Run(RunError::Cancelled(Cancelled))
        )
    }
}

/// Judges the learners and tells how each group and condition fared.
///
/// # Errors
/// Nobody is said to have left, nothing can be learned; cancelled.
pub fn retention(
    columns: &[RawColumn],
    roles: &[StaffColumn],
    asked: &StudyPlan,
    progress: &Progress,
) -> Result<Retention, RetentionFault> {
    let prepared = table(columns, roles, &asked.reading)?;
    let study = study(columns, roles, asked, &Threads::all(), progress)?;
    let plan = plan(prepared.table.rows, asked.seed);
    let mut models = Vec::new();
    for ((name, _), candidates) in LEARNERS.iter().zip(learners()) {
        models.push((*name, evaluate_on_threads(&prepared.table, &plan, &candidates, progress)?));
    }
    let reports: Vec<&Report> = models.iter().map(|(_, report)| report).collect();
    Ok(Retention {
        groups: of_groups(&study.of, &prepared.left, &reports),
        factors: factors(columns, roles, &asked.reading, &prepared.left),
        not_known: prepared.left.iter().filter(|left| left.is_none()).count() as u32,
        notes: prepared.notes,
        models,
        study,
    })
}
