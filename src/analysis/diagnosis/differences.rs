//! What would have to differ for the model to say otherwise: the smallest change of one column that was seen in training.
//!
//! It tells of the model, not of a treatment. Age and sex are never changed.

use serde::Serialize;

use super::learner::Task;
use super::metrics::likeliest;
use super::plan::RunError;
use super::saved::SavedModel;
use super::table::{Column, Numbers, Table, Values, is_age_name, is_sex_name};
use crate::analysis::statistics::quantile;
use crate::base::Progress;

/// Values of a column that are tried.
const STEPS: usize = 40;
const MOST: usize = 5;

/// A change of one column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub column: String,
    pub from: Option<String>,
    pub to: String,
    /// What the model would say then.
    pub answer: String,
    /// Share of the training cases between the two values.
    pub reach: f64,
}

/// The smallest change of each column with which another class would be said, the least reach first; of numbers none.
///
/// # Errors
/// Cancelled.
pub fn differences(
    model: &SavedModel,
    table: &Table,
    row: u32,
    threshold: Option<f64>,
    progress: &Progress,
) -> Result<Vec<Difference>, RunError> {
    let mut found = Vec::new();
    if model.plan.task == Task::Regress {
        return Ok(found);
    }
    for (place, column) in table.columns.iter().enumerate() {
        progress.tick(0)?;
        if !is_age_name(&column.name) && !is_sex_name(&column.name) {
            found.extend(of_column(model, table, place, row, threshold)?);
        }
    }
    found.sort_by(|a, b| a.reach.total_cmp(&b.reach));
    found.truncate(MOST);
    Ok(found)
}

fn of_column(
    model: &SavedModel,
    table: &Table,
    place: usize,
    row: u32,
    threshold: Option<f64>,
) -> Result<Option<Difference>, RunError> {
    let (Some(column), Some(fitted)) = (table.columns.get(place), model.learned.pipeline.columns.get(place)) else {
        return Ok(None);
    };
    let mut known: Vec<f64> =
        model.bounds.cases.iter().filter_map(|case| case.values.get(place).copied().flatten()).collect();
    known.sort_by(f64::total_cmp);
    let own = column.values.number(row);
    let from = own.unwrap_or(fitted.fill);
    let mut tried: Vec<f64> = match &column.values {
        Values::Numbers(_) => (0..=STEPS).filter_map(|step| quantile(&known, step as f64 / STEPS as f64)).collect(),
        Values::Levels { names, .. } => (0..names.len()).map(|level| level as f64).collect(),
    };
    let reach = |value: f64| {
        let between = known.iter().filter(|known| **known > from.min(value) && **known <= from.max(value)).count();
        between as f64 / known.len().max(1) as f64
    };
    tried.retain(|value| *value != from);
    tried.dedup();
    tried.sort_by(|a, b| reach(*a).total_cmp(&reach(*b)));
    let variants = changed(table, place, row, &tried);
    let all: Vec<u32> = (0..variants.rows).collect();
    let features = model.learned.pipeline.transform(&variants, &all)?;
    let said = |case: u32| class_of(&model.shown(&features.row(case as usize)), threshold);
    let Some((last, others)) = all.split_last() else { return Ok(None) };
    let now = said(*last);
    let other = others.iter().find(|case| said(**case) != now);
    Ok(other.and_then(|case| {
        let value = *tried.get(*case as usize)?;
        Some(Difference {
            column: column.name.clone(),
            from: fitted.word(own),
            to: fitted.word(Some(value))?,
            answer: model.class_name(said(*case)),
            reach: reach(value),
        })
    }))
}

fn class_of(outputs: &[f64], threshold: Option<f64>) -> u32 {
    match (outputs, threshold) {
        ([_, second], Some(threshold)) => u32::from(*second >= threshold),
        _ => likeliest(outputs),
    }
}

/// The row with each value in the place of its own, and the row as it is behind them.
fn changed(table: &Table, place: usize, row: u32, values: &[f64]) -> Table {
    let rows = values.len() + 1;
    let column = |(at, column): (usize, &Column)| {
        let own = column.values.number(row);
        let cell = |case: usize| if at == place { values.get(case).copied().or(own) } else { own };
        let cells = (0..rows).map(cell);
        let values = match &column.values {
            Values::Numbers(_) => Values::Numbers(Numbers::of(cells)),
            Values::Levels { names, .. } => {
                Values::Levels { of: cells.map(|cell| cell.map(|level| level as u32)).collect(), names: names.clone() }
            }
        };
        Column { values, ..column.clone() }
    };
    Table { rows: rows as u32, columns: table.columns.iter().enumerate().map(column).collect() }
}
