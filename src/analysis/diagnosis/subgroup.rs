//! Patients by sex and by age, to see for whom a model works.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::table::{Column, ColumnType, Role, Values, is_age_name, is_sex_name};

/// Ages in years at which a band begins.
const BANDS: [f64; 5] = [0.0, 18.0, 40.0, 65.0, 80.0];
/// Smaller groups are not measured.
const FEWEST_ROWS: usize = 20;

/// Patients that have something in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subgroup {
    pub column: String,
    pub of: SubgroupOf,
    pub rows: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubgroupOf {
    /// The word or number that the column holds.
    Is(String),
    /// Years from and below.
    Age { from: u32, below: Option<u32> },
}

/// Groups by the columns that are sex and age by their headings; a group with all rows is none.
pub fn subgroups(problem: &Problem<'_>) -> Vec<Subgroup> {
    let columns = problem.table.columns.iter().filter(|column| column.role != Role::Target);
    let mut groups = Vec::new();
    for column in columns {
        if is_sex_name(&column.name) {
            groups.extend(by_value(problem, column));
        } else if is_age_name(&column.name) && column.kind == ColumnType::Numeric {
            groups.extend(by_age(problem, column));
        }
    }
    groups.retain(|group| (FEWEST_ROWS..problem.rows.len()).contains(&group.rows.len()));
    groups
}

fn rows_where(problem: &Problem<'_>, column: &Column, is_in: impl Fn(f64) -> bool) -> Vec<u32> {
    problem.rows.iter().copied().filter(|row| column.values.number(*row).is_some_and(&is_in)).collect()
}

fn by_value(problem: &Problem<'_>, column: &Column) -> Vec<Subgroup> {
    let mut values: Vec<f64> = problem.rows.iter().filter_map(|row| column.values.number(*row)).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let name = |value: f64| match &column.values {
        Values::Levels { names, .. } => names.get(value as usize).cloned().unwrap_or_default(),
        Values::Numbers(_) => value.to_string(),
    };
    let group = |value: &f64| Subgroup {
        column: column.name.clone(),
        of: SubgroupOf::Is(name(*value)),
        rows: rows_where(problem, column, |other| other == *value),
    };
    values.iter().take(6).map(group).collect()
}

fn by_age(problem: &Problem<'_>, column: &Column) -> Vec<Subgroup> {
    let band = |(place, from): (usize, &f64)| {
        let below = BANDS.get(place + 1).copied();
        Subgroup {
            column: column.name.clone(),
            of: SubgroupOf::Age { from: *from as u32, below: below.map(|below| below as u32) },
            rows: rows_where(problem, column, |age| age >= *from && below.is_none_or(|below| age < below)),
        }
    };
    BANDS.iter().enumerate().map(band).collect()
}
