//! What an algorithm learns from: finite features column by column, and one answer a row.

/// Why columns are no features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeaturesError {
    #[error("column {column} has {found} rows, the first has {expected}")]
    UnequalLengths { column: usize, expected: usize, found: usize },
    #[error("row {row} of column {column} is not a finite number")]
    NotFinite { column: usize, row: usize },
}

/// Features column by column, all finite; rows are cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    rows: usize,
    columns: Vec<Vec<f64>>,
}

impl Features {
    /// # Errors
    /// Columns differ in length, or hold what is no finite number.
    pub fn new(columns: Vec<Vec<f64>>) -> Result<Features, FeaturesError> {
        let rows = columns.first().map_or(0, Vec::len);
        for (column, values) in columns.iter().enumerate() {
            if values.len() != rows {
                return Err(FeaturesError::UnequalLengths { column, expected: rows, found: values.len() });
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

    /// Values of one feature in the order of the rows.
    pub fn column(&self, column: usize) -> &[f64] {
        self.columns.get(column).map_or(&[], Vec::as_slice)
    }

    /// Features of one case.
    pub fn row(&self, row: usize) -> Vec<f64> {
        self.columns.iter().filter_map(|column| column.get(row).copied()).collect()
    }

    /// These rows in this order; a row may come several times.
    #[must_use]
    pub fn subset(&self, rows: &[u32]) -> Features {
        let take = |column: &Vec<f64>| rows.iter().filter_map(|row| column.get(*row as usize).copied()).collect();
        Features { rows: rows.len(), columns: self.columns.iter().map(take).collect() }
    }
}

/// What is to be learned, one entry a row.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Classes counted from 0, and how many there are.
    Classes {
        of: &'a [u32],
        count: u32,
    },
    Numbers(&'a [f64]),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_columns_of_one_length_are_features() {
        let features = Features::new(vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]]).expect("features");
        assert_eq!(features.subset(&[2, 0, 2]).column(1), [6.0, 4.0, 6.0]);
        assert_eq!((features.row(1), features.rows(), features.columns()), (vec![2.0, 5.0], 3, 2));
        let unequal = Features::new(vec![vec![1.0], vec![]]);
        assert_eq!(unequal, Err(FeaturesError::UnequalLengths { column: 1, expected: 1, found: 0 }));
        let infinite = Features::new(vec![vec![1.0, f64::INFINITY]]);
        assert_eq!(infinite, Err(FeaturesError::NotFinite { column: 0, row: 1 }));
    }
}
