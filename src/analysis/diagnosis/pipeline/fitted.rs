//! A pipeline that has learned from its training rows.

use serde::{Deserialize, Serialize};

use super::super::data::{Features, FeaturesError};
use super::super::table::{Column, ColumnType, Role, Table, Values};
use super::impute::{Donors, mean, median, most_frequent};
use super::{ColumnSteps, Encoding, Imputation, PipelinePlan, Scaling};

/// What a column became in training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedColumn {
    pub name: String,
    pub kind: ColumnType,
    pub zero_is_missing: bool,
    /// The words it may hold.
    pub levels: Vec<String>,
    pub steps: ColumnSteps,
    /// Stands in for a missing value.
    pub fill: f64,
    /// Whether a further column says where the value is missing.
    pub has_indicator: bool,
    /// Of the filled values in training.
    pub least: f64,
    pub most: f64,
    /// A number x becomes (x - shift) / divisor.
    shift: f64,
    divisor: f64,
}

/// All feature columns, in the order in which their features stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedPipeline {
    pub columns: Vec<FittedColumn>,
    donors: Option<Donors>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PipelineError {
    #[error("the column {0} is not there")]
    NoColumn(String),
    #[error("no row is left: {0} is missing everywhere")]
    NoRows(String),
    #[error(transparent)]
    Features(#[from] FeaturesError),
}

impl FittedPipeline {
    /// Learns from these rows alone. Rows that lack what may not be missing have to be gone, see [`PipelinePlan::usable`].
    pub fn fit(table: &Table, rows: &[u32], plan: &PipelinePlan) -> FittedPipeline {
        let features: Vec<&Column> = table.with_role(Role::Feature).collect();
        let steps: Vec<ColumnSteps> = features.iter().map(|column| plan.steps_of(column)).collect();
        let is_near = |steps: &ColumnSteps| matches!(steps.imputation, Imputation::Nearest { .. });
        let filled: Vec<&Column> =
            features.iter().zip(&steps).filter(|(_, steps)| is_near(steps)).map(|(column, _)| *column).collect();
        let donors = (!filled.is_empty()).then(|| Donors::fit(&features, &filled, rows));
        let mut pipeline = FittedPipeline { columns: Vec::new(), donors };
        for (column, steps) in features.into_iter().zip(steps) {
            let fitted = pipeline.column(table, column, steps, rows);
            pipeline.columns.push(fitted);
        }
        pipeline
    }

    fn column(&self, table: &Table, column: &Column, steps: ColumnSteps, rows: &[u32]) -> FittedColumn {
        let present: Vec<f64> = rows.iter().filter_map(|row| column.values.number(*row)).collect();
        let levels = match &column.values {
            Values::Levels { names, .. } => names.clone(),
            Values::Numbers(_) => Vec::new(),
        };
        let fill = match steps.imputation {
            _ if column.is_words() => most_frequent(&present),
            Imputation::Mean | Imputation::Nearest { .. } => mean(&present),
            Imputation::Median | Imputation::Indicator | Imputation::Drop => median(&present),
            Imputation::MostFrequent => most_frequent(&present),
        };
        let mut fitted = FittedColumn {
            name: column.name.clone(),
            kind: column.kind,
            zero_is_missing: column.zero_is_missing,
            levels,
            steps,
            fill,
            has_indicator: steps.imputation == Imputation::Indicator && present.len() < rows.len(),
            least: 0.0,
            most: 0.0,
            shift: 0.0,
            divisor: 1.0,
        };
        let filled = self.filled(table, column, &fitted, rows);
        fitted.least = filled.iter().copied().fold(f64::INFINITY, f64::min);
        fitted.most = filled.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (shift, divisor) = match steps.scaling {
            Scaling::None => (0.0, 1.0),
            Scaling::MinMax => (fitted.least, fitted.most - fitted.least),
            Scaling::ZScore => {
                let middle = mean(&filled);
                let squares = filled.iter().map(|value| (value - middle).powi(2)).sum::<f64>();
                (middle, (squares / filled.len().max(1) as f64).sqrt())
            }
        };
        // A column that never changes has nothing to divide by; what rounding leaves of it is no spread.
        let is_spread = fitted.most > fitted.least && divisor > 0.0 && divisor.is_finite();
        (fitted.shift, fitted.divisor) = if is_spread { (shift, divisor) } else { (shift, 1.0) };
        fitted
    }

    fn filled(&self, table: &Table, column: &Column, fitted: &FittedColumn, rows: &[u32]) -> Vec<f64> {
        if let (Imputation::Nearest { rows: neighbours }, Some(donors)) = (fitted.steps.imputation, &self.donors) {
            return donors.fill(table, &column.name, neighbours, rows, fitted.fill);
        }
        rows.iter().map(|row| column.values.number(*row).unwrap_or(fitted.fill)).collect()
    }

    /// Headings of the features.
    pub fn feature_names(&self) -> Vec<String> {
        self.columns.iter().flat_map(FittedColumn::feature_names).collect()
    }

    /// What a threshold on a feature asks: the column, the word where one is asked for, and the threshold in the unit of the
    /// column.
    pub fn in_words(&self, feature: usize, threshold: f64) -> (String, Option<String>, f64) {
        let mut first = 0;
        for column in &self.columns {
            let place = feature - first;
            if place < column.width() {
                return column.in_words(place, threshold);
            }
            first += column.width();
        }
        (String::new(), None, threshold)
    }

    /// For each feature the place of its column.
    pub fn column_of_feature(&self) -> Vec<usize> {
        let of_column = |(place, column): (usize, &FittedColumn)| vec![place; column.width()];
        self.columns.iter().enumerate().flat_map(of_column).collect()
    }

    /// The features of these rows.
    ///
    /// # Errors
    /// The table lacks a column.
    pub fn transform(&self, table: &Table, rows: &[u32]) -> Result<Features, PipelineError> {
        let mut columns = Vec::new();
        for fitted in &self.columns {
            let column = table.column(&fitted.name).ok_or_else(|| PipelineError::NoColumn(fitted.name.clone()))?;
            let filled = self.filled(table, column, fitted, rows);
            fitted.encode(filled, &mut columns);
            if fitted.has_indicator {
                columns.push(rows.iter().map(|row| f64::from(u8::from(column.values.is_missing(*row)))).collect());
            }
        }
        Ok(Features::new(columns)?)
    }
}

impl FittedColumn {
    /// A value of the column, of words its place, as a person reads it.
    pub fn word(&self, value: Option<f64>) -> Option<String> {
        let value = value?;
        if self.levels.is_empty() { Some(value.to_string()) } else { self.levels.get(value as usize).cloned() }
    }

    fn is_one_hot(&self) -> bool {
        self.levels.len() > 2 && self.steps.encoding == Encoding::OneHot
    }

    fn width(&self) -> usize {
        usize::from(self.has_indicator) + if self.is_one_hot() { self.levels.len() } else { 1 }
    }

    fn feature_names(&self) -> Vec<String> {
        let mut names = match (self.is_one_hot(), self.levels.as_slice()) {
            (true, levels) => levels.iter().map(|level| format!("{} = {level}", self.name)).collect(),
            (false, [_, second]) => vec![format!("{} = {second}", self.name)],
            (false, _) => vec![self.name.clone()],
        };
        if self.has_indicator {
            names.push(format!("{} missing", self.name));
        }
        names
    }

    fn in_words(&self, place: usize, threshold: f64) -> (String, Option<String>, f64) {
        let own = self.width() - usize::from(self.has_indicator);
        if place >= own {
            return (format!("{} missing", self.name), Some("yes".to_owned()), threshold);
        }
        let raw = self.shift + self.divisor * threshold;
        let word = match (self.is_one_hot(), self.levels.as_slice()) {
            (true, levels) => levels.get(place).cloned(),
            (false, [_, second]) => Some(second.clone()),
            (false, _) => None,
        };
        (self.name.clone(), word, raw)
    }

    fn encode(&self, mut filled: Vec<f64>, into: &mut Vec<Vec<f64>>) {
        if self.is_one_hot() {
            let is_level =
                |level: usize| filled.iter().map(|value| f64::from(u8::from(*value == level as f64))).collect();
            into.extend((0..self.levels.len()).map(is_level));
            return;
        }
        filled.iter_mut().for_each(|value| *value = (*value - self.shift) / self.divisor);
        into.push(filled);
    }
}

impl PipelinePlan {
    /// The rows that have what may not be missing.
    pub fn usable(&self, table: &Table, rows: &[u32]) -> Vec<u32> {
        let needed: Vec<&Column> = table
            .with_role(Role::Feature)
            .filter(|column| self.steps_of(column).imputation == Imputation::Drop)
            .collect();
        let has_all = |row: &u32| needed.iter().all(|column| !column.values.is_missing(*row));
        rows.iter().copied().filter(has_all).collect()
    }
}

impl Column {
    /// Whether its cells are words.
    pub fn is_words(&self) -> bool {
        matches!(self.values, Values::Levels { .. })
    }

    /// Whether more and less mean something.
    pub fn has_order(&self) -> bool {
        matches!(self.kind, ColumnType::Numeric | ColumnType::Ordinal | ColumnType::Boolean | ColumnType::Date)
    }
}
