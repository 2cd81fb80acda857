//! The check that every learner makes first: after it, the data can be learned from.

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{FitError, Task};
use crate::base::Draw;

/// Features, target and weights that fit together; at least one row, one feature and two classes.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    pub features: &'a Features,
    pub target: Target<'a>,
    pub weights: Option<&'a [f64]>,
}

impl<'a> Problem<'a> {
    /// # Errors
    /// What does not fit together.
    pub fn check(
        algorithm: &'static str,
        tasks: &[Task],
        features: &'a Features,
        target: Target<'a>,
        weights: Option<&'a [f64]>,
    ) -> Result<Problem<'a>, FitError> {
        if features.columns() == 0 {
            return Err(FitError::NoFeatures);
        }
        if features.rows() == 0 {
            return Err(FitError::NoRows);
        }
        let task = match target {
            Target::Classes { .. } => Task::Classify,
            Target::Numbers(_) => Task::Regress,
        };
        if !tasks.contains(&task) {
            return Err(FitError::Task { algorithm });
        }
        check_weights(weights, features.rows())?;
        check_target(target, weights, features.rows())?;
        Ok(Problem { features, target, weights })
    }

    pub fn rows(&self) -> usize {
        self.features.rows()
    }

    /// The weight of a row.
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// Rows that count, in order.
    pub fn rows_with_weight(&self) -> Vec<u32> {
        (0..self.rows() as u32).filter(|row| self.weight(*row as usize) > 0.0).collect()
    }
}

fn check_weights(weights: Option<&[f64]>, rows: usize) -> Result<(), FitError> {
    let Some(weights) = weights else { return Ok(()) };
    if weights.len() != rows {
        return Err(FitError::Lengths { what: "weights", rows, given: weights.len() });
    }
    let valid = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
    let sum: f64 = weights.iter().sum();
    if valid && sum > 0.0 && sum.is_finite() { Ok(()) } else { Err(FitError::Weights) }
}

fn check_target(target: Target<'_>, weights: Option<&[f64]>, rows: usize) -> Result<(), FitError> {
    let given = match target {
        Target::Classes { of, .. } => of.len(),
        Target::Numbers(numbers) => numbers.len(),
    };
    if given != rows {
        return Err(FitError::Lengths { what: "targets", rows, given });
    }
    match target {
        Target::Classes { of, count } => {
            if let Some(row) = of.iter().position(|class| *class >= count) {
                return Err(FitError::UnknownClass { row, count });
            }
            let mut counted =
                of.iter().enumerate().filter(|(row, _)| weights.is_none_or(|weights| weights[*row] > 0.0));
            let first = counted.next().map(|(_, class)| *class);
            if counted.all(|(_, class)| Some(*class) == first) { Err(FitError::OneClass) } else { Ok(()) }
        }
        Target::Numbers(numbers) => match numbers.iter().position(|number| !number.is_finite()) {
            Some(row) => Err(FitError::NotFinite { row }),
            None => Ok(()),
        },
    }
}

/// Classes that occur among rows with a weight, in order of their numbers.
pub fn classes_present(of: &[u32], count: u32, weights: Option<&[f64]>) -> Vec<u32> {
    let mut seen = vec![false; count as usize];
    for (row, class) in of.iter().enumerate() {
        seen[*class as usize] |= weights.is_none_or(|weights| weights[row] > 0.0);
    }
    (0..count).filter(|class| seen[*class as usize]).collect()
}

/// Weights under which every class that occurs weighs the same, and all rows together as much as before.
pub fn balanced(of: &[u32], count: u32, weights: Option<&[f64]>) -> Vec<f64> {
    let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
    let mut of_class = vec![0.0; count as usize];
    of.iter().enumerate().for_each(|(row, class)| of_class[*class as usize] += weight(row));
    let all: f64 = of_class.iter().sum();
    let present = of_class.iter().filter(|sum| **sum > 0.0).count() as f64;
    let factor = |class: u32| all / (present * of_class[class as usize]);
    of.iter()
        .enumerate()
        .map(|(row, class)| if weight(row) > 0.0 { weight(row) * factor(*class) } else { 0.0 })
        .collect()
}

/// Random numbers of part `part` of what `seed` begins: parts may be made in any order, or at the same time.
pub fn of_part(seed: u64, part: u64) -> Draw {
    let start = Draw::new(seed).next();
    Draw::new(Draw::new(start ^ part.wrapping_mul(0xD129_0B26_5A1C_96C7)).next())
}
