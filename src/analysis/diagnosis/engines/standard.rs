//! Rows with a weight, and their features centred and brought to one spread, so that fits of terms are well behaved.

use crate::base::{Cancelled, Progress};

use super::problem::Problem;

/// Centred and scaled features of the rows that count.
pub struct Standard {
    pub columns: Vec<Vec<f64>>,
    pub means: Vec<f64>,
    /// Standard deviation of each feature; 1 where it is constant.
    pub spreads: Vec<f64>,
    pub rows: Vec<u32>,
    /// Weights of the rows, and their sum.
    pub weights: Vec<f64>,
    pub weight: f64,
}

impl Standard {
    /// `weights` stand in for those of the problem.
    ///
    /// # Errors
    /// Cancelled.
    pub fn of(problem: &Problem<'_>, weights: Option<&[f64]>, progress: &Progress) -> Result<Standard, Cancelled> {
        let rows = problem.rows_with_weight();
        let of_row = |row: &u32| weights.map_or(1.0, |weights| weights[*row as usize]);
        let weights: Vec<f64> = rows.iter().map(of_row).collect();
        let weight = weights.iter().sum();
        let mut standard =
            Standard { columns: Vec::new(), means: Vec::new(), spreads: Vec::new(), rows, weights, weight };
        for column in 0..problem.features.columns() {
            progress.tick(0)?;
            standard.add(problem.features.column(column));
        }
        Ok(standard)
    }

    fn add(&mut self, column: &[f64]) {
        let mut values: Vec<f64> = self.rows.iter().map(|row| column[*row as usize]).collect();
        let mean = self.mean(&values);
        values.iter_mut().for_each(|value| *value -= mean);
        let squares: Vec<f64> = values.iter().map(|value| value * value).collect();
        let spread = self.mean(&squares).sqrt();
        // What is left of a constant after taking its mean away is rounding.
        let constant = spread <= 1e-13 * mean.abs() || spread == 0.0 || !spread.is_finite();
        let spread = if constant { 1.0 } else { spread };
        values.iter_mut().for_each(|value| *value = if constant { 0.0 } else { *value / spread });
        self.columns.push(values);
        self.means.push(mean);
        self.spreads.push(spread);
    }

    /// Weighted mean of a number a row.
    pub fn mean(&self, values: &[f64]) -> f64 {
        values.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum::<f64>() / self.weight
    }

    /// Coefficients and intercept for the features as they came, from those for the standardised.
    pub fn back(&self, coefficients: &[f64], intercept: f64) -> super::linear_model::Sum {
        let coefficients: Vec<f64> = coefficients.iter().zip(&self.spreads).map(|(c, spread)| c / spread).collect();
        let shift: f64 = coefficients.iter().zip(&self.means).map(|(c, mean)| c * mean).sum();
        super::linear_model::Sum { intercept: intercept - shift, coefficients }
    }
}
