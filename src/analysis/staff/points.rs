//! Rows of numbers side by side, as distances need them.

use crate::base::Draw;

/// Points, one row after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    pub columns: usize,
    pub values: Vec<f64>,
}

impl Points {
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    pub fn row(&self, row: usize) -> &[f64] {
        self.values.get(row * self.columns..(row + 1) * self.columns).unwrap_or(&[])
    }

    /// These rows in this order; a row may come several times.
    #[must_use]
    pub fn subset(&self, rows: &[u32]) -> Points {
        let values = rows.iter().flat_map(|row| self.row(*row as usize)).copied().collect();
        Points { columns: self.columns, values }
    }

    /// The mean of each column.
    pub fn means(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        for row in 0..self.rows() {
            sums.iter_mut().zip(self.row(row)).for_each(|(sum, value)| *sum += value);
        }
        sums.into_iter().map(|sum| sum / self.rows().max(1) as f64).collect()
    }
}

/// The square of the distance.
pub fn square_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// `most` rows of all, drawn without putting back, in order; all where there are fewer.
pub fn sample(rows: usize, most: usize, seed: u64) -> Vec<u32> {
    if rows <= most {
        return (0..rows as u32).collect();
    }
    let mut draw = Draw::for_part(seed, 71);
    // Selection sampling (Knuth, TAOCP 2, 3.4.2, algorithm S).
    let mut taken = Vec::with_capacity(most);
    for row in 0..rows {
        if ((rows - row) as f64) * draw.unit() < (most - taken.len()) as f64 {
            taken.push(row as u32);
        }
    }
    taken
}
