//! What a column looks like: how much is missing, and how its values are spread.

use serde::{Deserialize, Serialize};

use super::{Column, Values};
use crate::analysis::statistics::quantile;

const BINS: usize = 20;

/// Missing share and distribution of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnSketch {
    pub rows: u32,
    pub missing: u32,
    /// Minimum, quartiles, maximum; for numbers.
    pub quartiles: Option<[f64; 5]>,
    /// Counts in bins of equal width from minimum to maximum; for numbers.
    pub histogram: Vec<u32>,
    /// Words with their counts, in their order; for words.
    pub levels: Vec<(String, u32)>,
}

impl ColumnSketch {
    pub fn missing_share(&self) -> f64 {
        f64::from(self.missing) / f64::from(self.rows.max(1))
    }
}

/// Looks at these rows of the column.
pub fn sketch(column: &Column, rows: &[u32]) -> ColumnSketch {
    let missing = rows.iter().filter(|row| column.values.is_missing(**row)).count() as u32;
    let mut found =
        ColumnSketch { rows: rows.len() as u32, missing, quartiles: None, histogram: Vec::new(), levels: Vec::new() };
    match &column.values {
        Values::Numbers(numbers) => {
            let mut present: Vec<f64> = rows.iter().filter_map(|row| numbers.at(*row)).collect();
            present.sort_by(f64::total_cmp);
            let at = |share: f64| quantile(&present, share).unwrap_or(0.0);
            if let (Some(first), Some(last)) = (present.first(), present.last()) {
                found.quartiles = Some([*first, at(0.25), at(0.5), at(0.75), *last]);
                found.histogram = histogram(&present, *first, *last);
            }
        }
        Values::Levels { names, .. } => {
            let mut counts = vec![0; names.len()];
            for place in rows.iter().filter_map(|row| column.values.level(*row)) {
                counts[place as usize] += 1;
            }
            found.levels = names.iter().cloned().zip(counts).collect();
        }
    }
    found
}

fn histogram(present: &[f64], least: f64, most: f64) -> Vec<u32> {
    let mut counts = vec![0; BINS];
    let width = (most - least) / BINS as f64;
    for value in present {
        let bin = if width > 0.0 { ((value - least) / width) as usize } else { 0 };
        counts[bin.min(BINS - 1)] += 1;
    }
    counts
}
