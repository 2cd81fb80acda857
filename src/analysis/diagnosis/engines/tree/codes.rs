//! Features as places in their sorted values: sorted once, and every split of every tree reads whole numbers.

use crate::analysis::diagnosis::data::Features;
use crate::base::{Cancelled, Progress};

/// One feature: its distinct values in ascending order, and for each row the place of its value among them.
pub struct CodedColumn {
    pub values: Vec<f64>,
    pub codes: Vec<u32>,
}

/// All features of a fit.
pub struct Coded {
    pub columns: Vec<CodedColumn>,
    pub rows: usize,
}

impl Coded {
    /// # Errors
    /// Cancelled.
    pub fn of(features: &Features, progress: &Progress) -> Result<Coded, Cancelled> {
        let mut columns = Vec::with_capacity(features.columns());
        for column in 0..features.columns() {
            progress.tick(0)?;
            columns.push(coded(features.column(column)));
        }
        Ok(Coded { columns, rows: features.rows() })
    }
}

fn coded(column: &[f64]) -> CodedColumn {
    let mut keyed: Vec<(u64, u32)> =
        column.iter().enumerate().map(|(row, value)| (ascending_bits(*value), row as u32)).collect();
    keyed.sort_unstable();
    let mut values = Vec::new();
    let mut codes = vec![0; column.len()];
    let mut last = None;
    for (key, row) in keyed {
        if last != Some(key) {
            values.push(column[row as usize]);
            last = Some(key);
        }
        codes[row as usize] = values.len() as u32 - 1;
    }
    CodedColumn { values, codes }
}

/// Bits that ascend with the number; both zeros are the same.
fn ascending_bits(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}
