//! A prediction with the interval in which a new cost lies with 95 %. A word that was never seen counts as a draw from the
//! levels that were: their mean, and their spread on top of the interval.

use crate::analysis::statistics::student_quantile_above;
use crate::domain::schedule::cost::{CostInput, CostModel};

use super::columns::{level_of, place};

/// Why a prediction is less sure than others. `input` is the place among the model's inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The word was not there in learning.
    Unseen { input: usize },
    /// There is no word.
    Missing { input: usize },
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "in the rows learned from, what these words cost cannot be told apart from others that were always there together"
    )]
    NotTold,
    #[error("the input has one word only in the rows learned from; how much others differ is not known")]
    NoSpread,
}

/// In the unit of the costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicted {
    pub cost: f64,
    pub low: f64,
    pub high: f64,
    pub doubts: Vec<Doubt>,
}

/// Predicts the cost of a row with a word, or none, for each input of the model.
///
/// # Errors
/// The rows learned from cannot tell it.
pub fn predict(model: &CostModel, words: &[Option<String>]) -> Result<Predicted, Refusal> {
    let mut row = vec![0.0; model.columns.len()];
    if let Some(intercept) = row.first_mut() {
        *intercept = 1.0;
    }
    let (mut doubts, mut variances, mut first) = (Vec::new(), Vec::new(), 1);
    for (input, one) in model.inputs.iter().enumerate() {
        let word = words.get(input).and_then(Option::as_deref);
        match word.map(|word| level_of(one, word)) {
            Some(Some(level)) => place(one, first, level).into_iter().for_each(|at| row[at] = 1.0),
            unknown => {
                let is_missing = unknown.is_none();
                doubts.push(if is_missing { Doubt::Missing { input } } else { Doubt::Unseen { input } });
                variances.push(as_a_draw(model, one, first, &mut row)?);
            }
        }
        first += one.levels.len().saturating_sub(1);
    }
    let (cost, leverage) = combined(model, &row).ok_or(Refusal::NotTold)?;
    let half = half_width(model, leverage, &variances);
    Ok(Predicted { cost, low: cost - half, high: cost + half, doubts })
}

/// Puts an input at the mean of its levels; gives the variance of a further level and the levels it was seen in.
fn as_a_draw(model: &CostModel, input: &CostInput, first: usize, row: &mut [f64]) -> Result<(f64, f64), Refusal> {
    let count = input.levels.len();
    if count < 2 {
        return Err(Refusal::NoSpread);
    }
    let mut effects = Vec::new();
    for level in 0..count {
        let Some(at) = place(input, first, level) else {
            effects.push(0.0);
            continue;
        };
        row[at] = 1.0 / count as f64;
        effects.push(model.columns.get(at).and_then(|column| column.coefficient).ok_or(Refusal::NotTold)?);
    }
    let mean = effects.iter().sum::<f64>() / count as f64;
    let variance = effects.iter().map(|effect| (effect - mean).powi(2)).sum::<f64>() / (count - 1) as f64;
    Ok((variance, (count - 1) as f64))
}

/// The sum of a row and its leverage; nothing where the row lies outside what the columns learned from can say.
fn combined(model: &CostModel, row: &[f64]) -> Option<(f64, f64)> {
    let kept: Vec<usize> = model.kept().collect();
    let of_kept: Vec<f64> = kept.iter().filter_map(|at| row.get(*at).copied()).collect();
    let is_told =
        model.columns.iter().zip(row).filter(|(column, _)| column.coefficient.is_none()).all(|(column, value)| {
            let said: f64 = column.said_by.iter().zip(&of_kept).map(|(share, kept)| share * kept).sum();
            (said - value).abs() < 1e-6
        });
    if !is_told {
        return None;
    }
    let coefficients = kept.iter().filter_map(|at| model.columns.get(*at)?.coefficient);
    let cost = coefficients.zip(&of_kept).map(|(coefficient, value)| coefficient * value).sum();
    let through: f64 = model
        .inverse
        .chunks(kept.len().max(1))
        .zip(&of_kept)
        .map(|(of_row, value)| value * of_row.iter().zip(&of_kept).map(|(one, other)| one * other).sum::<f64>())
        .sum();
    Some((cost, through))
}

/// Half of the 95 % interval. Variances of different freedom are joined after Satterthwaite (Biometrics Bulletin 1946;2:110).
fn half_width(model: &CostModel, leverage: f64, of_levels: &[(f64, f64)]) -> f64 {
    let of_rows = (model.spread.powi(2) * (1.0 + leverage.max(0.0)), model.freedom as f64);
    let parts = || std::iter::once(&of_rows).chain(of_levels);
    let variance: f64 = parts().map(|(variance, _)| variance).sum();
    let fourth: f64 = parts().map(|(variance, freedom)| variance * variance / freedom).sum();
    if variance <= 0.0 || fourth <= 0.0 {
        return 0.0;
    }
    student_quantile_above(0.025, variance * variance / fourth) * variance.sqrt()
}
