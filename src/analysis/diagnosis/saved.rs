//! A model that is kept: what was learned, where it holds, and its card. New cases are answered with it.

use serde::{Deserialize, Serialize};

use super::bounds::{Abstention, Bounds};
use super::card::{Card, CardColumn, Provenance, calibration_of, limits_of};
use super::expected::Expected;
use super::learned::{Candidates, Learned, learn};
use super::learner::{Model as _, Task};
use super::metrics::likeliest;
use super::plan::{Plan, RunError};
use super::problem::Problem;
use super::run::{Report, evaluate};
use super::table::{Column, ColumnType, RawColumn, Role, Table, TableError, TableNote, Values, read_with, sketch};
use crate::base::{Draw, Progress};

/// What a file of a model calls itself, and the version of its form.
pub const KIND: &str = "wardtwin-diagnosis";
pub const VERSION: u32 = 1;

/// A model with everything that an answer needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedModel {
    pub card: Card,
    pub plan: Plan,
    pub learned: Learned,
    pub bounds: Bounds,
    pub expected: Expected,
}

/// Judges as planned, then learns from all rows.
///
/// # Errors
/// As [`evaluate`].
pub fn fit(
    table: &Table,
    notes: &[TableNote],
    plan: &Plan,
    candidates: Candidates<'_>,
    provenance: &Provenance,
    progress: &Progress,
) -> Result<(SavedModel, Report), RunError> {
    let report = evaluate(table, plan, candidates, progress)?;
    let model = fit_judged(table, notes, plan, candidates, provenance, &report, progress)?;
    Ok((model, report))
}

/// Learns from all rows of a table that was judged.
///
/// # Errors
/// The rows cannot be learned from; cancelled.
pub fn fit_judged(
    table: &Table,
    notes: &[TableNote],
    plan: &Plan,
    candidates: Candidates<'_>,
    provenance: &Provenance,
    report: &Report,
    progress: &Progress,
) -> Result<SavedModel, RunError> {
    let problem = Problem::of(table, plan.task, plan.positive.as_deref(), &plan.pipeline)?;
    let seed = Draw::for_part(plan.seed, 5).next();
    let learned = learn(&problem, &problem.rows, plan, candidates, seed, progress)?;
    let bounds = Bounds::of(&problem, &learned, seed)?;
    let card = card(&problem, notes, plan, candidates, provenance, report, &learned, &bounds);
    Ok(SavedModel { card, plan: plan.clone(), learned, bounds, expected: Expected::of(report) })
}

#[expect(clippy::too_many_arguments, reason = "a card tells of all of them")]
fn card(
    problem: &Problem<'_>,
    notes: &[TableNote],
    plan: &Plan,
    candidates: Candidates<'_>,
    provenance: &Provenance,
    report: &Report,
    learned: &Learned,
    bounds: &Bounds,
) -> Card {
    let table = problem.table;
    let algorithm = candidates.get(learned.chosen);
    let parameters = algorithm.map(|algorithm| algorithm.parameters.clone()).unwrap_or_default();
    let target = table.with_role(Role::Target).next();
    let column = |column: &Column| {
        let is_told = matches!(column.role, Role::Feature | Role::Target);
        CardColumn {
            name: column.name.clone(),
            kind: column.kind,
            role: column.role,
            zero_is_missing: column.zero_is_missing,
            steps: (column.role == Role::Feature).then(|| plan.pipeline.steps_of(column)),
            sketch: is_told.then(|| sketch(column, &problem.rows)),
        }
    };
    Card {
        provenance: provenance.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        target: target.map(|target| target.name.clone()).unwrap_or_default(),
        task: plan.task,
        classes: report.classes.clone(),
        rows: report.rows,
        patients: report.patients,
        without_answer: report.without_answer,
        without_patient: report.without_patient,
        incomplete: report.incomplete,
        columns: table.columns.iter().map(column).collect(),
        periods: table.columns.iter().filter_map(|column| period(problem, column)).collect(),
        algorithm: algorithm.map(|algorithm| algorithm.id.to_owned()).unwrap_or_default(),
        parameters: parameters.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        tried: candidates.len() as u32,
        seed: plan.seed,
        split: plan.split.clone(),
        calibration: plan.calibration,
        metrics: report.metrics.clone(),
        baseline: report.baseline.clone(),
        verdict: report.verdict,
        folds: report.folds.clone(),
        failed_folds: report.failed.clone(),
        calibration_bins: calibration_of(report),
        subgroups: report.subgroups.clone(),
        ranges: bounds.columns.clone(),
        warnings: report.warnings.clone(),
        notes: notes.to_vec(),
        limits: limits_of(report, &plan.split, table.with_role(Role::Group).next().is_some()),
    }
}

fn period(problem: &Problem<'_>, column: &Column) -> Option<(String, i32, i32)> {
    if column.kind != ColumnType::Date {
        return None;
    }
    let days = problem.rows.iter().filter_map(|row| column.values.number(*row));
    let (first, last) = days.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), day| (a.min(day), b.max(day)));
    (first <= last).then(|| (column.name.clone(), first as i32, last as i32))
}

/// What is said of a new case.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Class by its place, at the threshold where one is set; `None` for numbers.
    pub class: Option<u32>,
    /// Probabilities of the classes, or the number.
    pub outputs: Vec<f64>,
    /// 95 % for each output.
    pub intervals: Vec<Option<(f64, f64)>>,
    /// Not empty: the case gets no answer, and this is why.
    pub abstentions: Vec<Abstention>,
}

impl SavedModel {
    pub fn classes(&self) -> Vec<&str> {
        self.card.classes.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Whether the parts of a model that was read from a file fit together: only then may it be asked.
    pub fn is_sound(&self) -> bool {
        let (learned, columns) = (&self.learned, self.learned.pipeline.columns.len());
        self.learned.engine.is_sound()
            && learned.engine.inputs() == learned.pipeline.feature_names().len()
            && learned.engine.outputs() == self.outputs()
            && (self.plan.task == Task::Classify) == (self.card.classes.len() > 1)
            && self.bounds.is_sound(columns, learned.engine.inputs())
    }

    fn outputs(&self) -> usize {
        self.card.classes.len().max(1)
    }

    /// Types new cases as the training table was typed; a column for the answer is not needed. Also what each row holds that
    /// cannot be read.
    ///
    /// # Errors
    /// Columns are missing; there is no row.
    pub fn read_cases(&self, columns: &[RawColumn]) -> Result<(Table, Vec<Vec<Abstention>>), TableError> {
        let rows = columns.first().map_or(0, |column| column.cells.len());
        if rows == 0 {
            return Err(TableError::NoRows);
        }
        let mut table = Table { rows: rows as u32, columns: Vec::new() };
        let mut unread: Vec<Vec<Abstention>> = vec![Vec::new(); rows];
        let mut lacking = Vec::new();
        for fitted in &self.learned.pipeline.columns {
            let found = columns
                .iter()
                .find(|column| column.name == fitted.name)
                .or_else(|| columns.iter().find(|column| column.name.to_lowercase() == fitted.name.to_lowercase()));
            let Some(column) = found else {
                lacking.push(fitted.name.clone());
                continue;
            };
            let (values, odd) = read_with(column, fitted.kind, &fitted.levels, fitted.zero_is_missing);
            let is_words = matches!(values, Values::Levels { .. });
            for (row, text) in odd {
                let column = fitted.name.clone();
                let what = if is_words {
                    Abstention::NewWord { column, word: text }
                } else {
                    Abstention::Unread { column, text }
                };
                unread.iter_mut().skip(row as usize).take(1).for_each(|row| row.push(what.clone()));
            }
            let (kind, zero_is_missing) = (fitted.kind, fitted.zero_is_missing);
            let name = fitted.name.clone();
            table.columns.push(Column { name, kind, role: Role::Feature, zero_is_missing, values });
        }
        if lacking.is_empty() { Ok((table, unread)) } else { Err(TableError::NoColumn(lacking.join(", "))) }
    }

    /// Answers every row. `threshold` is the probability of the second of two classes from which it is said.
    ///
    /// # Errors
    /// Columns are missing; there is no row; cancelled.
    pub fn predict(
        &self,
        columns: &[RawColumn],
        threshold: Option<f64>,
        progress: &Progress,
    ) -> Result<Vec<Prediction>, RunError> {
        let (table, unread) = self.read_cases(columns)?;
        let rows: Vec<u32> = (0..table.rows).collect();
        let outputs = self.outputs();
        let answered = self.learned.answers(&table, &rows, outputs)?;
        progress.tick(0)?;
        let abstentions = self.bounds.abstentions(&self.learned, &table, &rows, progress)?;
        let reasons = unread.into_iter().zip(abstentions).map(|(unread, others)| {
            // A cell that cannot be read is not missing as well.
            let is_new = |other: &Abstention| match other {
                Abstention::KeyMissing { column } => !unread.iter().any(|odd| odd.column() == Some(column)),
                _ => true,
            };
            let others: Vec<Abstention> = others.into_iter().filter(is_new).collect();
            [unread, others].concat()
        });
        let said = answered.outputs.chunks_exact(outputs).zip(reasons);
        Ok(said.map(|(outputs, abstentions)| self.prediction(outputs, abstentions, threshold)).collect())
    }

    /// Probabilities of the classes, or the number, for the features of one case.
    pub fn shown(&self, case: &[f64]) -> Vec<f64> {
        let mut scores = Vec::new();
        self.learned.engine.scores(case, &mut scores);
        match self.plan.task {
            Task::Classify => self.learned.calibrator.probabilities(&scores),
            Task::Regress => scores,
        }
    }

    pub fn class_name(&self, class: u32) -> String {
        self.card.classes.get(class as usize).map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn prediction(&self, outputs: &[f64], abstentions: Vec<Abstention>, threshold: Option<f64>) -> Prediction {
        let class = match (self.plan.task, outputs, threshold) {
            (Task::Regress, _, _) => None,
            (Task::Classify, [_, second], Some(threshold)) => Some(u32::from(*second >= threshold)),
            (Task::Classify, several, _) => Some(likeliest(several)),
        };
        let interval = |(output, said): (usize, &f64)| self.expected.interval(output, *said);
        Prediction {
            class,
            outputs: outputs.to_vec(),
            intervals: outputs.iter().enumerate().map(interval).collect(),
            abstentions,
        }
    }
}

/// The probability from which it pays to act, by how bad a miss is and how bad a false alarm.
pub fn threshold_of(harm_of_miss: f64, harm_of_alarm: f64) -> Option<f64> {
    let is_harm = |harm: f64| harm.is_finite() && harm > 0.0;
    (is_harm(harm_of_miss) && is_harm(harm_of_alarm)).then(|| harm_of_alarm / (harm_of_miss + harm_of_alarm))
}

#[cfg(test)]
mod tests;
