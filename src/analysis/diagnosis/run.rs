//! From a table to a report: lint, splits, learning, measures with intervals, verdict.
//!
//! [`Evaluation::begin`] prepares; its splits do not depend on each other, so that several threads may take them;
//! [`Evaluation::finish`] makes the report, the same whoever learned what first. [`evaluate`] does all in turn.

use serde::{Deserialize, Serialize};

use super::folds::{Rows, Split, SplitPlan, splits};
use super::interval::{Interval, intervals};
use super::learned::{Answered, Candidates, fits_of, learn};
use super::learner::Task;
use super::lint::{Warning, lint};
use super::measure::{Judged, Outcome};
use super::metrics::{Confusion, Metric};
use super::plan::{Plan, RunError};
use super::problem::Problem;
use super::subgroup::{SubgroupOf, subgroups};
use super::table::{Table, TableError};
use super::verdict::{FoldScore, Verdict, fold_scores, verdict};
use crate::base::{Draw, Progress};

/// So many case weighings at most go into one interval.
const MOST_WEIGHINGS: u64 = 100_000_000;
const FEWEST_RESAMPLES: u32 = 200;
const SUBGROUP_RESAMPLES: u32 = 300;

/// A measure with its interval of 95 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub metric: Metric,
    /// `None` where it cannot be told: nobody is sick, nobody was called sick.
    pub value: Option<f64>,
    pub interval: Option<Interval>,
    /// Folds (for what is pooled: repeats) in which it has no value; they are left out of the mean.
    pub undefined_folds: u32,
}

/// A group of patients and how the model does there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubgroupReport {
    pub column: String,
    pub of: SubgroupOf,
    pub rows: u32,
    pub metrics: Vec<Measured>,
}

/// A case as it was answered by a model that had not seen it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldBackCase {
    /// Place in the table.
    pub row: u32,
    pub repeat: u32,
    /// Place of the split.
    pub split: u32,
    /// Its class.
    pub class: u32,
    /// Its number.
    pub number: f64,
    /// The engine's own scores.
    pub scores: Vec<f64>,
    /// Probabilities of the classes, or the predicted number.
    pub outputs: Vec<f64>,
}

/// How a model does on patients it has not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub task: Task,
    /// Rows that were learned from and judged.
    pub rows: u32,
    pub patients: u32,
    /// Rows without an answer, without a patient's name, and without what may not be missing.
    pub without_answer: u32,
    pub without_patient: u32,
    pub incomplete: u32,
    /// Names of the classes with their rows; the one looked for is the last of two.
    pub classes: Vec<(String, u32)>,
    pub metrics: Vec<Measured>,
    pub baseline: Vec<Measured>,
    pub verdict: Verdict,
    /// Truth against the likeliest class, of the first repeat.
    pub confusion: Confusion,
    pub folds: Vec<FoldScore>,
    /// Splits that could not be learned from, and why.
    pub failed: Vec<(u32, String)>,
    /// Of each split the candidate that was taken.
    pub chosen: Vec<u32>,
    pub cases: Vec<HeldBackCase>,
    pub subgroups: Vec<SubgroupReport>,
    pub warnings: Vec<Warning>,
}

impl Report {
    pub fn metric(&self, metric: Metric) -> Option<&Measured> {
        self.metrics.iter().find(|measured| measured.metric == metric)
    }
}

/// What became of a split.
pub type SplitOutcome = Result<Outcome, String>;

/// A prepared evaluation.
pub struct Evaluation<'t, 'c> {
    pub problem: Problem<'t>,
    pub splits: Vec<Split>,
    pub warnings: Vec<Warning>,
    plan: &'c Plan,
    candidates: Candidates<'c>,
}

impl<'t, 'c> Evaluation<'t, 'c> {
    /// Looks at the table and deals the folds. Counts the steps of the whole evaluation into `progress`.
    ///
    /// # Errors
    /// The table cannot be learned from, the folds cannot be dealt, an algorithm is for another task; cancelled.
    pub fn begin(
        table: &'t Table,
        plan: &'c Plan,
        candidates: Candidates<'c>,
        progress: &Progress,
    ) -> Result<Evaluation<'t, 'c>, RunError> {
        if candidates.is_empty() {
            return Err(RunError::NoAlgorithm);
        }
        if let Some(other) = candidates.iter().find(|algorithm| !algorithm.tasks.contains(&plan.task)) {
            return Err(RunError::WrongTask(other.id));
        }
        let problem = Problem::of(table, plan.task, plan.positive.as_deref(), &plan.pipeline)?;
        let splits = deal(&problem, &plan.split)?;
        progress.restart(splits.len() as u64 * fits_of(plan, candidates) + 1);
        let warnings = lint(&problem, plan, progress)?;
        Ok(Evaluation { problem, splits, warnings, plan, candidates })
    }

    /// Learns from a split's training part and answers for what is held back.
    ///
    /// # Errors
    /// Cancelled. A part that cannot be learned from is an outcome.
    pub fn run_split(&self, place: usize, progress: &Progress) -> Result<SplitOutcome, RunError> {
        let Some(split) = self.splits.get(place) else { return Ok(Err("there is no such split".to_owned())) };
        let seed = Draw::for_part(self.plan.seed, place as u64 + 100).next();
        let learned = match learn(&self.problem, &split.train, self.plan, self.candidates, seed, progress) {
            Err(RunError::Fit(error)) => return Ok(Err(error.to_string())),
            learned => learned?,
        };
        let answered = learned.answers(self.problem.table, &split.test, self.problem.outputs())?;
        Ok(Ok(Outcome {
            repeat: split.repeat,
            train: split.train.len() as u32,
            test: split.test.clone(),
            answered,
            baseline: self.problem.baseline(&split.train),
            chosen: learned.chosen,
        }))
    }

    /// Makes the report of all splits' outcomes in their order.
    ///
    /// # Errors
    /// No split could be learned from; cancelled.
    pub fn finish(self, outcomes: Vec<SplitOutcome>, progress: &Progress) -> Result<Report, RunError> {
        let mut failed = Vec::new();
        let mut done = Vec::new();
        for (place, outcome) in outcomes.into_iter().enumerate() {
            match outcome {
                Ok(outcome) => done.push((place as u32, outcome)),
                Err(reason) => failed.push((place as u32, reason)),
            }
        }
        let (places, outcomes): (Vec<u32>, Vec<Outcome>) = done.into_iter().unzip();
        if outcomes.is_empty() {
            return Err(RunError::NoFold(failed.into_iter().next().map(|(_, reason)| reason).unwrap_or_default()));
        }
        let problem = &self.problem;
        let judged = Judged::new(problem, &outcomes);
        let seed = self.plan.seed;
        let resamples = resamples(self.plan.resamples, problem, &outcomes);
        let ends = intervals(problem, &judged, &|_| true, resamples, seed, progress)?;
        let report = Report {
            task: self.plan.task,
            rows: problem.rows.len() as u32,
            patients: patients(problem),
            without_answer: problem.without_answer,
            without_patient: problem.without_patient,
            incomplete: problem.incomplete,
            classes: class_counts(problem),
            metrics: measured(problem, judged.measures(None), ends),
            baseline: of_baseline(problem, &outcomes),
            verdict: verdict(problem, &outcomes, self.plan.split.folds(), seed),
            confusion: judged.confusion(),
            folds: fold_scores(problem, &outcomes),
            failed,
            chosen: outcomes.iter().map(|outcome| outcome.chosen as u32).collect(),
            cases: outcomes.iter().zip(&places).flat_map(|(outcome, place)| cases(problem, outcome, *place)).collect(),
            subgroups: of_subgroups(problem, &judged, resamples.min(SUBGROUP_RESAMPLES), seed, progress)?,
            warnings: self.warnings,
        };
        progress.tick(1)?;
        Ok(report)
    }
}

/// Everything in turn.
///
/// # Errors
/// As [`Evaluation::begin`] and [`Evaluation::finish`].
pub fn evaluate(
    table: &Table,
    plan: &Plan,
    candidates: Candidates<'_>,
    progress: &Progress,
) -> Result<Report, RunError> {
    let evaluation = Evaluation::begin(table, plan, candidates, progress)?;
    let outcomes: Vec<SplitOutcome> = (0..evaluation.splits.len())
        .map(|place| evaluation.run_split(place, progress))
        .collect::<Result<_, RunError>>()?;
    evaluation.finish(outcomes, progress)
}

fn deal(problem: &Problem<'_>, plan: &SplitPlan) -> Result<Vec<Split>, RunError> {
    let (patients, classes) = (problem.patients_of(&problem.rows), problem.classes_of(&problem.rows));
    let times = match plan {
        SplitPlan::ByTime { column, .. } => {
            let found = problem.table.column(column).ok_or_else(|| TableError::NoColumn(column.clone()))?;
            Some(problem.rows.iter().map(|row| found.values.number(*row).unwrap_or(f64::NAN)).collect::<Vec<f64>>())
        }
        SplitPlan::Folds { .. } | SplitPlan::HoldOut { .. } => None,
    };
    let known = Rows { rows: &problem.rows, patients: &patients, classes: classes.as_deref(), times: times.as_deref() };
    Ok(splits(plan, &known)?)
}

/// As many as asked for, fewer where each takes long.
fn resamples(asked: u32, problem: &Problem<'_>, outcomes: &[Outcome]) -> u32 {
    let cases: u64 = outcomes.iter().map(|outcome| outcome.test.len() as u64).sum();
    let affordable = MOST_WEIGHINGS / (cases * problem.outputs() as u64).max(1);
    asked.min(u32::try_from(affordable).unwrap_or(u32::MAX).max(FEWEST_RESAMPLES))
}

fn patients(problem: &Problem<'_>) -> u32 {
    problem.patients_of(&problem.rows).into_iter().collect::<std::collections::BTreeSet<u32>>().len() as u32
}

fn class_counts(problem: &Problem<'_>) -> Vec<(String, u32)> {
    let count = |class: usize| problem.rows.iter().filter(|row| problem.class(**row) as usize == class).count() as u32;
    problem.classes.iter().enumerate().map(|(class, name)| (name.clone(), count(class))).collect()
}

fn measured(problem: &Problem<'_>, found: super::measure::Measures, ends: Vec<Option<Interval>>) -> Vec<Measured> {
    let ends = ends.into_iter().chain(std::iter::repeat(None));
    let values = found.values.into_iter().zip(found.undefined_folds).zip(ends);
    let each = Metric::of(problem.task).iter().zip(values);
    each.map(|(metric, ((value, undefined_folds), interval))| Measured {
        metric: *metric,
        value,
        interval: value.and(interval),
        undefined_folds,
    })
    .collect()
}

/// The same measures of the majority class or the mean.
fn of_baseline(problem: &Problem<'_>, outcomes: &[Outcome]) -> Vec<Measured> {
    let constant = |outcome: &Outcome| {
        let said: Vec<f64> = outcome.test.iter().flat_map(|_| outcome.baseline.iter().copied()).collect();
        Outcome { answered: Answered { scores: said.clone(), outputs: said }, ..outcome.clone() }
    };
    let outcomes: Vec<Outcome> = outcomes.iter().map(constant).collect();
    measured(problem, Judged::new(problem, &outcomes).measures(None), Vec::new())
}

fn of_subgroups(
    problem: &Problem<'_>,
    judged: &Judged<'_, '_>,
    resamples: u32,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<SubgroupReport>, RunError> {
    let mut reports = Vec::new();
    for group in subgroups(problem) {
        let mut weights = vec![0.0; problem.table.rows as usize];
        group.rows.iter().for_each(|row| weights.iter_mut().skip(*row as usize).take(1).for_each(|one| *one = 1.0));
        let is_in = |row: u32| weights.get(row as usize).is_some_and(|weight| *weight > 0.0);
        let ends = intervals(problem, judged, &is_in, resamples, seed, progress)?;
        let metrics = measured(problem, judged.measures(Some(&weights)), ends);
        reports.push(SubgroupReport { column: group.column, of: group.of, rows: group.rows.len() as u32, metrics });
    }
    Ok(reports)
}

fn cases(problem: &Problem<'_>, outcome: &Outcome, split: u32) -> Vec<HeldBackCase> {
    let outputs = problem.outputs();
    let answers = outcome.answered.scores.chunks_exact(outputs).zip(outcome.answered.outputs.chunks_exact(outputs));
    let case = |(row, (scores, outputs)): (&u32, (&[f64], &[f64]))| HeldBackCase {
        row: *row,
        repeat: outcome.repeat,
        split,
        class: problem.class(*row),
        number: problem.number(*row),
        scores: scores.to_vec(),
        outputs: outputs.to_vec(),
    };
    outcome.test.iter().zip(answers).map(case).collect()
}

#[cfg(test)]
mod tests;
