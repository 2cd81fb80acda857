//! What the training data looked like, and when a new case is too unlike it for an answer.
//!
//! A case gets no answer if a value lies far outside the range that was learned from, if a feature is missing on which the
//! model leans, if most are missing, or if the most alike training cases are all far away.

use serde::{Deserialize, Serialize};

use super::learned::Learned;
use super::learner::Task;
use super::measure::primary_of;
use super::metrics::Metric;
use super::pipeline::FittedColumn;
use super::plan::RunError;
use super::problem::Problem;
use super::table::{Column, ColumnType, Numbers, Role, Table, Values};
use crate::analysis::statistics::quantile;
use crate::base::{Draw, Progress};

/// Training cases that are kept for comparison; fewer where there are many features, since all are compared with all.
const MOST_CASES: usize = 1_000;
const MOST_DIFFERENCES: usize = 200_000_000;
/// Of more columns it is not asked which the model leans on.
const MOST_WEIGHED: usize = 200;
/// Share of the range by which a value may lie outside it.
const MARGIN: f64 = 0.2;
/// A feature without which the primary measure loses so much (of numbers: so large a share) is one to lean on.
const KEY_AUC: f64 = 0.05;
const KEY_RMSE_SHARE: f64 = 0.1;
/// A feature that was missing more often than this in training may be missing in a new case.
const USUALLY_THERE: f64 = 0.05;
const NEIGHBOURS: usize = 5;
/// How far beyond the distance of 99 of 100 training cases a case may lie.
const FARTHER: f64 = 1.5;

/// Why a case gets no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Abstention {
    Outside {
        column: String,
        value: f64,
        least: f64,
        most: f64,
    },
    KeyMissing {
        column: String,
    },
    MostlyMissing {
        missing: u32,
        of: u32,
    },
    /// Mean distance to the most alike training cases, in standard deviations a feature, and the farthest that is usual.
    Far {
        distance: f64,
        usual: f64,
    },
    /// A word that the model has never seen.
    NewWord {
        column: String,
        word: String,
    },
    /// A cell that is not of the column's type.
    Unread {
        column: String,
        text: String,
    },
}

impl Abstention {
    /// The column it tells of.
    pub fn column(&self) -> Option<&String> {
        match self {
            Abstention::Outside { column, .. }
            | Abstention::KeyMissing { column }
            | Abstention::NewWord { column, .. }
            | Abstention::Unread { column, .. } => Some(column),
            Abstention::MostlyMissing { .. } | Abstention::Far { .. } => None,
        }
    }
}

/// A feature column in training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnBounds {
    pub name: String,
    /// Of the values that were there; of words their places.
    pub least: f64,
    pub most: f64,
    pub missing_share: f64,
    /// How much worse the primary measure is on the training rows without the feature.
    pub weight: f64,
    pub is_key: bool,
}

/// A training case without anything that names the patient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownCase {
    /// One for each feature column; of words their places.
    pub values: Vec<Option<f64>>,
    /// Class, or number.
    pub answer: f64,
}

/// What was learned from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    pub columns: Vec<ColumnBounds>,
    pub cases: Vec<KnownCase>,
    /// Standard deviation of each feature.
    spreads: Vec<f64>,
    /// The farthest mean distance to the most alike that is usual.
    usual: f64,
}

impl Bounds {
    /// # Errors
    /// The pipeline does not fit the table.
    pub fn of(problem: &Problem<'_>, learned: &Learned, seed: u64) -> Result<Bounds, RunError> {
        let mut kept = problem.rows.clone();
        Draw::for_part(seed, 4).shuffle(&mut kept);
        let width = learned.pipeline.column_of_feature().len().max(1);
        kept.truncate(MOST_CASES.min((MOST_DIFFERENCES / width).isqrt().max(20)));
        kept.sort_unstable();
        let features: Vec<&Column> = problem.table.with_role(Role::Feature).collect();
        let known = |row: &u32| KnownCase {
            values: features.iter().map(|column| column.values.number(*row)).collect(),
            answer: problem.number(*row),
        };
        let whole = primary_with(problem, learned, &kept, None)?;
        let mut columns = Vec::new();
        for column in &features {
            let without = match features.len() {
                0..=MOST_WEIGHED => primary_with(problem, learned, &kept, Some(&column.name))?,
                _ => None,
            };
            columns.push(column_bounds(problem, column, whole, without));
        }
        let all = learned.pipeline.transform(problem.table, &problem.rows)?;
        let spreads = (0..all.columns()).map(|feature| deviation(all.column(feature))).collect();
        let mut bounds = Bounds { columns, cases: kept.iter().map(known).collect(), spreads, usual: f64::INFINITY };
        bounds.usual = bounds.usual_distance(learned)?;
        Ok(bounds)
    }

    pub fn is_sound(&self, columns: usize, features: usize) -> bool {
        self.columns.len() == columns
            && self.spreads.len() == features
            && self.cases.iter().all(|case| case.values.len() == columns)
    }

    fn usual_distance(&self, learned: &Learned) -> Result<f64, RunError> {
        let places = self.known_features(learned)?;
        let mut distances: Vec<f64> = (0..places.len())
            .filter_map(|case| {
                let others = places.iter().enumerate().filter(|(other, _)| *other != case);
                nearest_mean(others.map(|(_, place)| place), places.get(case)?, &self.spreads)
            })
            .collect();
        distances.sort_by(f64::total_cmp);
        Ok(quantile(&distances, 0.99).map_or(f64::INFINITY, |usual| FARTHER * usual))
    }

    /// The features of the known cases.
    ///
    /// # Errors
    /// The pipeline is another model's.
    pub fn known_features(&self, learned: &Learned) -> Result<Vec<Vec<f64>>, RunError> {
        let table = self.as_table(&learned.pipeline.columns);
        let rows: Vec<u32> = (0..table.rows).collect();
        let features = learned.pipeline.transform(&table, &rows)?;
        Ok((0..features.rows()).map(|row| features.row(row)).collect())
    }

    fn as_table(&self, columns: &[FittedColumn]) -> Table {
        let column = |(place, fitted): (usize, &FittedColumn)| {
            let cells = self.cases.iter().map(|case| case.values.get(place).copied().flatten());
            let values = match fitted.kind {
                ColumnType::Numeric | ColumnType::Date => Values::Numbers(Numbers::of(cells)),
                _ => Values::Levels {
                    of: cells.map(|cell| cell.map(|cell| cell as u32)).collect(),
                    names: fitted.levels.clone(),
                },
            };
            Column {
                name: fitted.name.clone(),
                kind: fitted.kind,
                role: Role::Feature,
                zero_is_missing: fitted.zero_is_missing,
                values,
            }
        };
        Table { rows: self.cases.len() as u32, columns: columns.iter().enumerate().map(column).collect() }
    }

    /// What speaks against an answer for each of these rows.
    ///
    /// # Errors
    /// The table lacks a column; cancelled.
    pub fn abstentions(
        &self,
        learned: &Learned,
        table: &Table,
        rows: &[u32],
        progress: &Progress,
    ) -> Result<Vec<Vec<Abstention>>, RunError> {
        let features = learned.pipeline.transform(table, rows)?;
        let places = self.known_features(learned)?;
        let of_row = |(place, row): (usize, &u32)| {
            progress.tick(0)?;
            let mut found = self.of_values(learned, table, *row);
            let distance = nearest_mean(places.iter(), &features.row(place), &self.spreads);
            if let Some(distance) = distance.filter(|distance| *distance > self.usual) {
                found.push(Abstention::Far { distance, usual: self.usual });
            }
            Ok(found)
        };
        rows.iter().enumerate().map(of_row).collect()
    }

    fn of_values(&self, learned: &Learned, table: &Table, row: u32) -> Vec<Abstention> {
        let (mut found, mut missing) = (Vec::new(), 0);
        for (bounds, fitted) in self.columns.iter().zip(&learned.pipeline.columns) {
            let value = table.column(&bounds.name).and_then(|column| column.values.number(row));
            let Some(value) = value else {
                missing += 1;
                let is_needed = bounds.is_key || fitted.steps.imputation == super::pipeline::Imputation::Drop;
                found.extend(is_needed.then(|| Abstention::KeyMissing { column: bounds.name.clone() }));
                continue;
            };
            let margin = MARGIN * (bounds.most - bounds.least);
            if value < bounds.least - margin || value > bounds.most + margin {
                let (least, most) = (bounds.least, bounds.most);
                found.push(Abstention::Outside { column: bounds.name.clone(), value, least, most });
            }
        }
        let of = self.columns.len() as u32;
        if missing * 2 > of {
            found.push(Abstention::MostlyMissing { missing, of });
        }
        found
    }

    /// The most alike training cases with their distances, the nearest first.
    ///
    /// # Errors
    /// The case has other features.
    pub fn nearest(&self, learned: &Learned, case: &[f64], count: usize) -> Result<Vec<(&KnownCase, f64)>, RunError> {
        let places = self.known_features(learned)?;
        let mut near: Vec<(&KnownCase, f64)> = self
            .cases
            .iter()
            .zip(&places)
            .map(|(known, place)| (known, distance(place, case, &self.spreads)))
            .collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near.truncate(count);
        Ok(near)
    }
}

/// The primary measure on these rows, without one feature where it is named.
fn primary_with(
    problem: &Problem<'_>,
    learned: &Learned,
    rows: &[u32],
    without: Option<&str>,
) -> Result<Option<f64>, RunError> {
    let is_kept = |column: &&Column| column.role == Role::Feature;
    let mut table = Table { rows: rows.len() as u32, columns: Vec::new() };
    for column in problem.table.columns.iter().filter(is_kept) {
        let cell = |row: &u32| column.values.number(*row).filter(|_| Some(column.name.as_str()) != without);
        let values = match &column.values {
            Values::Numbers(_) => Values::Numbers(Numbers::of(rows.iter().map(cell))),
            Values::Levels { names, .. } => Values::Levels {
                of: rows.iter().map(|row| cell(row).map(|place| place as u32)).collect(),
                names: names.clone(),
            },
        };
        table.columns.push(Column { values, ..column.clone() });
    }
    let all: Vec<u32> = (0..table.rows).collect();
    let answered = learned.answers(&table, &all, problem.outputs())?;
    Ok(primary_of(problem, rows, &answered.scores))
}

fn column_bounds(problem: &Problem<'_>, column: &Column, whole: Option<f64>, without: Option<f64>) -> ColumnBounds {
    let present: Vec<f64> = problem.rows.iter().filter_map(|row| column.values.number(*row)).collect();
    let missing_share = 1.0 - present.len() as f64 / problem.rows.len().max(1) as f64;
    let (weight, is_much) = match (whole, without) {
        (Some(whole), Some(without)) if Metric::primary(problem.task).more_is_better() => {
            (whole - without, whole - without >= KEY_AUC)
        }
        (Some(whole), Some(without)) => (without - whole, without - whole >= KEY_RMSE_SHARE * deviation_of(problem)),
        _ => (0.0, false),
    };
    ColumnBounds {
        name: column.name.clone(),
        least: present.iter().copied().reduce(f64::min).unwrap_or(0.0),
        most: present.iter().copied().reduce(f64::max).unwrap_or(0.0),
        missing_share,
        weight,
        is_key: is_much && missing_share < USUALLY_THERE,
    }
}

fn deviation_of(problem: &Problem<'_>) -> f64 {
    match problem.task {
        Task::Classify => 1.0,
        Task::Regress => deviation(&problem.rows.iter().map(|row| problem.number(*row)).collect::<Vec<f64>>()),
    }
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len().max(1) as f64;
    let middle = values.iter().sum::<f64>() / count;
    let spread = (values.iter().map(|value| (value - middle).powi(2)).sum::<f64>() / count).sqrt();
    if spread > 0.0 { spread } else { 1.0 }
}

/// Root of the mean squared difference, in standard deviations.
fn distance(a: &[f64], b: &[f64], spreads: &[f64]) -> f64 {
    let squares: f64 = a.iter().zip(b).zip(spreads).map(|((a, b), spread)| ((a - b) / spread).powi(2)).sum();
    (squares / a.len().max(1) as f64).sqrt()
}

fn nearest_mean<'p>(places: impl Iterator<Item = &'p Vec<f64>>, case: &[f64], spreads: &[f64]) -> Option<f64> {
    let mut near: Vec<f64> = places.map(|place| distance(place, case, spreads)).collect();
    // Only the nearest are sorted: case after case comes through here.
    if near.len() > NEIGHBOURS {
        near.select_nth_unstable_by(NEIGHBOURS, f64::total_cmp);
        near.truncate(NEIGHBOURS);
        near.sort_by(f64::total_cmp);
    }
    (!near.is_empty()).then(|| near.iter().sum::<f64>() / near.len() as f64)
}
