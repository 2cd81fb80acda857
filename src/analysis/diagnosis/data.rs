//! What a learner sees: finite features column by column, and what is to be learned of each row.

/// Why columns are no features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeaturesError {
    #[error("column {column} has another length than the first")]
    Lengths { column: usize },
    #[error("column {column}, row {row} is not a finite number")]
    NotFinite { column: usize, row: usize },
}

/// Features column by column, all finite; rows are cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    rows: usize,
    columns: Vec<Vec<f64>>,
}

impl Features {
    /// # Errors
    /// Columns of different lengths, a number that is not finite.
    pub fn new(columns: Vec<Vec<f64>>) -> Result<Features, FeaturesError> {
        let rows = columns.first().map_or(0, Vec::len);
        for (column, values) in columns.iter().enumerate() {
            if values.len() != rows {
                return Err(FeaturesError::Lengths { column });
            }
            if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                return Err(FeaturesError::NotFinite { column, row });
            }
        }
        Ok(Features { rows, columns })
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// One feature, a number a row.
    pub fn column(&self, column: usize) -> &[f64] {
        &self.columns[column]
    }

    /// One case, a number a feature.
    pub fn row(&self, row: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[row]).collect()
    }

    /// The rows asked for, in the order asked for.
    pub fn subset(&self, rows: &[u32]) -> Features {
        let pick = |column: &Vec<f64>| rows.iter().map(|row| column[*row as usize]).collect();
        Features { rows: rows.len(), columns: self.columns.iter().map(pick).collect() }
    }
}

/// What is to be learned, one entry a row.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Class numbers from 0, below `count`.
    Classes {
        of: &'a [u32],
        count: u32,
    },
    Numbers(&'a [f64]),
}
