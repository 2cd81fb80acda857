//! Stand-ins for missing values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::table::{Column, Table};
use crate::analysis::statistics::quantile;

/// More training rows than these are not searched for the most alike.
const MOST_DONORS: usize = 2_000;

pub fn mean(present: &[f64]) -> f64 {
    if present.is_empty() { 0.0 } else { present.iter().sum::<f64>() / present.len() as f64 }
}

pub fn median(present: &[f64]) -> f64 {
    let mut sorted = present.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5).unwrap_or(0.0)
}

/// The most frequent; of several the smallest.
pub fn most_frequent(present: &[f64]) -> f64 {
    let mut sorted = present.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut best = (0, 0.0);
    for run in sorted.chunk_by(|a, b| a == b) {
        if let (true, Some(value)) = (run.len() > best.0, run.first()) {
            best = (run.len(), *value);
        }
    }
    best.1
}

/// Training rows that lend their values; every coordinate has mean 0 and deviation 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Donors {
    /// Heading, mean and deviation of each coordinate.
    coordinates: Vec<(String, f64, f64)>,
    /// Row by row.
    rows: Vec<Vec<Option<f64>>>,
    /// For each column that is filled this way: the donors' own values, and whether they are words.
    values: BTreeMap<String, (Vec<Option<f64>>, bool)>,
}

impl Donors {
    /// `filled` are the columns that take values; all numbers and ordered words of `columns` say who is alike.
    pub fn fit(columns: &[&Column], filled: &[&Column], rows: &[u32]) -> Donors {
        let step = rows.len().div_ceil(MOST_DONORS).max(1);
        let coordinate = |column: &&Column| {
            let present: Vec<f64> = rows.iter().filter_map(|row| column.values.number(*row)).collect();
            let middle = mean(&present);
            let spread =
                (present.iter().map(|x| (x - middle).powi(2)).sum::<f64>() / present.len().max(1) as f64).sqrt();
            (column.name.clone(), middle, if spread > 0.0 { spread } else { 1.0 })
        };
        let kept: Vec<u32> = rows.iter().step_by(step).copied().collect();
        let own = |column: &&Column| {
            let values = kept.iter().map(|row| column.values.number(*row)).collect();
            (column.name.clone(), (values, column.is_words()))
        };
        let mut donors = Donors {
            coordinates: columns.iter().filter(|column| column.has_order()).map(coordinate).collect(),
            rows: Vec::new(),
            values: filled.iter().map(own).collect(),
        };
        let of_coordinates = donors.columns_of(columns);
        donors.rows = kept.iter().map(|row| donors.place(&of_coordinates, *row)).collect();
        donors
    }

    fn columns_of<'t>(&self, columns: &[&'t Column]) -> Vec<Option<&'t Column>> {
        let find = |name: &str| columns.iter().find(|column| column.name == name).copied();
        self.coordinates.iter().map(|(name, _, _)| find(name)).collect()
    }

    fn place(&self, columns: &[Option<&Column>], row: u32) -> Vec<Option<f64>> {
        let coordinate = |(column, (_, middle, spread)): (&Option<&Column>, &(String, f64, f64))| {
            Some((column.as_ref()?.values.number(row)? - middle) / spread)
        };
        columns.iter().zip(&self.coordinates).map(coordinate).collect()
    }

    /// The value for each of these rows where it is missing.
    pub fn fill(&self, table: &Table, name: &str, neighbours: u32, rows: &[u32], otherwise: f64) -> Vec<f64> {
        let all: Vec<&Column> = table.columns.iter().collect();
        let columns = self.columns_of(&all);
        let own = table.column(name);
        let value = |row: &u32| {
            own.and_then(|column| column.values.number(*row))
                .unwrap_or_else(|| self.lent(name, neighbours, &self.place(&columns, *row)).unwrap_or(otherwise))
        };
        rows.iter().map(value).collect()
    }

    fn lent(&self, name: &str, neighbours: u32, case: &[Option<f64>]) -> Option<f64> {
        let (values, are_words) = self.values.get(name)?;
        let distance = |(row, value): (&Vec<Option<f64>>, &Option<f64>)| Some((distance(case, row)?, (*value)?));
        let mut near: Vec<(f64, f64)> = self.rows.iter().zip(values).filter_map(distance).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        near.truncate(neighbours.max(1) as usize);
        let lent: Vec<f64> = near.into_iter().map(|(_, value)| value).collect();
        (!lent.is_empty()).then(|| if *are_words { most_frequent(&lent) } else { mean(&lent) })
    }
}

/// Mean squared difference over what both have; `None` where they have nothing in common.
fn distance(a: &[Option<f64>], b: &[Option<f64>]) -> Option<f64> {
    let (mut sum, mut shared) = (0.0, 0_u32);
    for (a, b) in a.iter().zip(b) {
        if let (Some(a), Some(b)) = (a, b) {
            sum += (a - b) * (a - b);
            shared += 1;
        }
    }
    (shared > 0).then(|| sum / f64::from(shared))
}
