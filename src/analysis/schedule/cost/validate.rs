//! The error on rows held back, beside that of the mean of the rows learned from.

use crate::analysis::statistics::student_quantile_above;
use crate::base::{Draw, Progress};

use super::CostRow;
use super::fit::{CostFault, fit};
use super::predict::predict;

/// Errors in the unit of the costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    pub root_mean_square: f64,
    pub mean_absolute: f64,
}

/// What came of rows held back.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    pub folds: u32,
    pub seed: u64,
    /// Rows held back that got a prediction.
    pub rows: u64,
    /// Rows held back whose cost the others could not tell.
    pub refused: u64,
    pub model: Errors,
    pub mean: Errors,
    /// By how much the mean's absolute errors are larger, with the 95 % interval over rows.
    pub gain: (f64, f64, f64),
    /// Rows whose cost lay in the 95 % interval predicted for it.
    pub covered: u64,
}

impl Validation {
    /// Whether the model's errors are smaller beyond chance.
    pub fn is_better(&self) -> bool {
        self.gain.1 > 0.0
    }
}

/// A row held back: its cost, what the model and the mean said.
struct Held {
    off_by_model: f64,
    off_by_mean: f64,
    is_covered: bool,
}

/// Deals the rows into folds and predicts each fold from the others. Nothing where fewer than two rows got a prediction.
///
/// # Errors
/// A fold's other rows are too few to learn from; cancelled.
pub fn validate(
    inputs: &[String],
    rows: &[CostRow],
    folds: u32,
    seed: u64,
    progress: &Progress,
) -> Result<Option<Validation>, CostFault> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    Draw::new(seed).shuffle(&mut order);
    let (mut held, mut refused) = (Vec::new(), 0);
    let part = |back: bool, fold: usize| -> Vec<&CostRow> {
        let in_fold = order.iter().enumerate().filter(|(at, _)| (at % folds as usize == fold) == back);
        in_fold.filter_map(|(_, row)| rows.get(*row)).collect()
    };
    for fold in 0..folds as usize {
        let (learning, back) = (part(false, fold), part(true, fold));
        let model = fit("", inputs, &learning, progress)?.model;
        let mean = learning.iter().map(|row| row.cost).sum::<f64>() / learning.len() as f64;
        for row in back {
            let words: Vec<Option<String>> = row.words.iter().cloned().map(Some).collect();
            match predict(&model, &words) {
                Ok(found) => held.push(Held {
                    off_by_model: row.cost - found.cost,
                    off_by_mean: row.cost - mean,
                    is_covered: (found.low..=found.high).contains(&row.cost),
                }),
                Err(_) => refused += 1,
            }
        }
    }
    Ok(summed(&held, folds, seed, refused))
}

fn summed(held: &[Held], folds: u32, seed: u64, refused: u64) -> Option<Validation> {
    if held.len() < 2 {
        return None;
    }
    let count = held.len() as f64;
    let errors = |off: fn(&Held) -> f64| Errors {
        root_mean_square: (held.iter().map(|row| off(row).powi(2)).sum::<f64>() / count).sqrt(),
        mean_absolute: held.iter().map(|row| off(row).abs()).sum::<f64>() / count,
    };
    let gains: Vec<f64> = held.iter().map(|row| row.off_by_mean.abs() - row.off_by_model.abs()).collect();
    let mean = gains.iter().sum::<f64>() / count;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let half = student_quantile_above(0.025, count - 1.0) * (variance / count).sqrt();
    Some(Validation {
        folds,
        seed,
        rows: held.len() as u64,
        refused,
        model: errors(|row| row.off_by_model),
        mean: errors(|row| row.off_by_mean),
        gain: (mean, mean - half, mean + half),
        covered: held.iter().filter(|row| row.is_covered).count() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fit::tests::{rows_of, sample};
    use super::*;

    fn validated(text: &str) -> Validation {
        let rows = rows_of(text);
        let inputs: Vec<String> = (0..rows[0].words.len()).map(|at| at.to_string()).collect();
        validate(&inputs, &rows, 5, 1, &Progress::default()).expect("learned").expect("validated")
    }

    /// On the sample the model beats the mean by far and its intervals hold about what they say; on costs that have
    /// nothing to do with the words it does not.
    #[test]
    fn the_mean_is_beaten_only_where_there_is_something_to_learn() {
        let found = validated(sample());
        assert!(found.is_better() && found.model.mean_absolute < 0.6 * found.mean.mean_absolute, "{found:?}");
        assert!((235..=250).contains(&found.covered) && found.rows == 253, "{found:?}");
        let mut draw = Draw::new(5);
        let noise: Vec<String> =
            (0..80).map(|row| format!("h{},d{},{}\n", row % 4, row % 7, 100.0 + 10.0 * draw.normal())).collect();
        let found = validated(&noise.concat());
        assert!(!found.is_better(), "{found:?}");
    }
}
