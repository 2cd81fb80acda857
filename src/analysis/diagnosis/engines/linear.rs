//! Linear regression by least squares, with or without a ridge penalty.
//!
//! Least `Σ weight · error² + ridge · |coefficients|²`; the intercept is free. Householder reflections with column
//! pivoting: features that the others already determine get the coefficient 0 instead of a huge one.

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::Progress;

use super::linear_model::{LinearModel, Link, Sum};
use super::problem::Problem;
use super::standard::Standard;
use super::vector::dot;

const TASKS: &[Task] = &[Task::Regress];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "linear",
    tasks: TASKS,
    repeatable: true,
    parameters: &[Parameter {
        key: "ridge",
        default: "0",
        kind: Kind::Real { low: 0.0, high: 1e12, words: &[] },
        about: "strength of the penalty on the squares of the coefficients; 0 is least squares",
    }],
    grid: &[&[("ridge", "0")], &[("ridge", "1")], &[("ridge", "10")], &[("ridge", "100")]],
    make: |settings| Box::new(Linear { settings }),
};

/// More numbers than this are not copied (4 GB).
const MOST_NUMBERS: usize = 500_000_000;
/// A column with less than this share of its length left adds nothing.
const DEPENDENT: f64 = 1e-10;

struct Linear {
    settings: Settings,
}

impl Learner for Linear {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let Target::Numbers(numbers) = target else { return Err(FitError::Task { algorithm: ENTRY.id }) };
        let (rows, columns) = (features.rows(), features.columns());
        if rows.saturating_mul(columns) > MOST_NUMBERS {
            return Err(FitError::TooLarge { rows, columns });
        }
        let mut data = Standard::of(&problem, weights, progress)?;
        let answers: Vec<f64> = data.rows.iter().map(|row| numbers[*row as usize]).collect();
        let mean = data.mean(&answers);
        let roots: Vec<f64> = data.weights.iter().map(|weight| weight.sqrt()).collect();
        let mut answers: Vec<f64> = answers.iter().zip(&roots).map(|(y, root)| (y - mean) * root).collect();
        for column in &mut data.columns {
            column.iter_mut().zip(&roots).for_each(|(value, root)| *value *= root);
        }
        let ridge = self.settings.real("ridge").unwrap_or(0.0);
        let coefficients = if ridge == 0.0 {
            least_squares(&mut data.columns, &mut answers, progress)?
        } else if columns > data.rows.len() {
            ridge_of_rows(&data, &answers, ridge, progress)?
        } else {
            ridge_of_columns(&mut data, &mut answers, ridge, progress)?
        };
        let sum = data.back(&coefficients, mean);
        Ok(Fitted::Linear(of_number(sum, data.means)))
    }
}

/// A model of one sum that is the answer.
pub(super) fn of_number(sum: Sum, means: Vec<f64>) -> LinearModel {
    LinearModel { link: Link::Number, inputs: means.len(), classes: 0, present: Vec::new(), sums: vec![sum], means }
}

/// Reflects the columns to a triangle one by one, the longest that is left first; then solves.
fn least_squares(columns: &mut [Vec<f64>], answers: &mut [f64], progress: &Progress) -> Result<Vec<f64>, FitError> {
    let rows = answers.len();
    let length = |column: &[f64]| dot(column, column).sqrt();
    let longest = columns.iter().map(|column| length(column)).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..columns.len()).collect();
    let mut rank = 0;
    while rank < rows.min(columns.len()) {
        progress.tick(0)?;
        let left = (rank..order.len()).map(|place| (length(&columns[order[place]][rank..]), place));
        let (most, place) = left.fold((0.0, rank), |best, next| if next.0 > best.0 { next } else { best });
        if most <= DEPENDENT * longest {
            break;
        }
        order.swap(rank, place);
        let pivot = std::mem::take(&mut columns[order[rank]]);
        let (reflection, diagonal) = reflection_of(&pivot[rank..], most);
        for other in &order[rank + 1..] {
            progress.tick(0)?;
            reflect(&reflection, &mut columns[*other][rank..]);
        }
        reflect(&reflection, &mut answers[rank..]);
        columns[order[rank]] = pivot;
        columns[order[rank]][rank] = diagonal;
        rank += 1;
    }
    let mut solved = vec![0.0; columns.len()];
    for step in (0..rank).rev() {
        let known: f64 = (step + 1..rank).map(|other| columns[order[other]][step] * solved[order[other]]).sum();
        solved[order[step]] = (answers[step] - known) / columns[order[step]][step];
    }
    Ok(solved)
}

/// The unit vector by which a column is reflected onto its first entry, and what that becomes.
fn reflection_of(column: &[f64], length: f64) -> (Vec<f64>, f64) {
    let diagonal = if column[0] > 0.0 { -length } else { length };
    let mut unit = column.to_vec();
    unit[0] -= diagonal;
    let size = dot(&unit, &unit).sqrt();
    unit.iter_mut().for_each(|value| *value /= size);
    (unit, diagonal)
}

fn reflect(unit: &[f64], column: &mut [f64]) {
    let twice = 2.0 * dot(unit, column);
    column.iter_mut().zip(unit).for_each(|(value, unit)| *value -= twice * unit);
}

/// One more row a feature pulls its coefficient to 0.
fn ridge_of_columns(
    data: &mut Standard,
    answers: &mut Vec<f64>,
    ridge: f64,
    progress: &Progress,
) -> Result<Vec<f64>, FitError> {
    let count = data.columns.len();
    let rows = answers.len() + count;
    for (number, column) in data.columns.iter_mut().enumerate() {
        let place = answers.len() + number;
        column.resize(rows, 0.0);
        // The penalty is on the coefficient of the feature as it came.
        column[place] = ridge.sqrt() / data.spreads[number];
    }
    answers.resize(rows, 0.0);
    least_squares(&mut data.columns, answers, progress)
}

/// Fewer rows than features: one unknown a row.
fn ridge_of_rows(data: &Standard, answers: &[f64], ridge: f64, progress: &Progress) -> Result<Vec<f64>, FitError> {
    let rows = answers.len();
    let mut products = vec![vec![0.0; rows]; rows];
    for (column, spread) in data.columns.iter().zip(&data.spreads) {
        progress.tick(0)?;
        for (row, line) in products.iter_mut().enumerate() {
            let factor = column[row] * spread * spread;
            line.iter_mut().zip(column).for_each(|(sum, value)| *sum += factor * value);
        }
    }
    products.iter_mut().enumerate().for_each(|(row, line)| line[row] += ridge);
    let dual = least_squares(&mut products, &mut answers.to_vec(), progress)?;
    let of = |(column, spread): (&Vec<f64>, &f64)| {
        column.iter().zip(&dual).map(|(value, dual)| value * dual).sum::<f64>() * spread * spread
    };
    Ok(data.columns.iter().zip(&data.spreads).map(of).collect())
}
