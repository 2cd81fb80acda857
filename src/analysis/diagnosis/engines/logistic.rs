//! Logistic regression with an L2 penalty, for two classes (log odds) or several (softmax).
//!
//! Least `C · Σ weight · loss + ½ |coefficients|²`; intercepts are free. Newton's method; its linear systems are solved
//! by conjugate gradients from products with the data alone, so that memory grows with the data and not its square.

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::Progress;

use super::linear_model::{LinearModel, Link, softmax};
use super::problem::{Problem, classes_present};
use super::standard::Standard;
use super::tree::weights_of;
use super::vector::{add_columns, dot};

const TASKS: &[Task] = &[Task::Classify];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "logistic",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "c",
            default: "1",
            kind: Kind::Real { low: 1e-8, high: 1e8, words: &[] },
            about: "inverse strength of the penalty on large coefficients",
        },
        Parameter {
            key: "class-weight",
            default: "none",
            kind: Kind::Word(&["none", "balanced"]),
            about: "balanced: every class weighs the same, however rare",
        },
    ],
    grid: &[&[("c", "0.01")], &[("c", "0.1")], &[("c", "1")], &[("c", "10")], &[("c", "100")]],
    make: |settings| Box::new(Logistic { settings }),
};

/// Largest entry of the gradient (of the mean loss) at which a fit has settled.
const SETTLED: f64 = 1e-10;
/// What is still accepted where rounding allows no further progress.
const ACCEPTED: f64 = 1e-6;
const MOST_STEPS: u64 = 200;
const MOST_INNER_STEPS: usize = 1_000;

struct Logistic {
    settings: Settings,
}

/// Parameters, a gradient or a direction: for each sum, its coefficients and then its intercept.
type Sums = Vec<Vec<f64>>;

/// The loss as a function of the parameters.
struct Loss<'a> {
    data: &'a Standard,
    /// For each sum and row, 1 where the row is of its class.
    is: Vec<Vec<f64>>,
    /// Penalty on the square of each standardised coefficient, twice.
    penalty: Vec<f64>,
    progress: &'a Progress,
}

/// Values of the sums, and the probabilities that follow, for each row.
struct State {
    sums: Vec<Vec<f64>>,
    shares: Vec<Vec<f64>>,
}

impl Loss<'_> {
    /// Σ coefficient · feature + intercept, of each sum and row.
    fn products(&self, parameters: &Sums) -> Result<Vec<Vec<f64>>, FitError> {
        let mut all = Vec::with_capacity(parameters.len());
        for own in parameters {
            let (intercept, coefficients) = own.split_last().map_or((0.0, &[][..]), |(last, rest)| (*last, rest));
            let mut sums = vec![intercept; self.data.rows.len()];
            for (columns, factors) in self.data.columns.chunks(2).zip(coefficients.chunks(2)) {
                self.progress.tick(0)?;
                add_columns(&mut sums, columns, factors);
            }
            all.push(sums);
        }
        Ok(all)
    }

    /// The same the other way: for each sum, Σ over rows of `by` · feature, and of `by` alone, over all weight.
    fn transposed(&self, by: &[Vec<f64>]) -> Result<Sums, FitError> {
        let mut all = Vec::with_capacity(by.len());
        for by in by {
            let mut own = Vec::with_capacity(self.data.columns.len() + 1);
            for column in &self.data.columns {
                self.progress.tick(0)?;
                own.push(dot(column, by) / self.data.weight);
            }
            own.push(by.iter().sum::<f64>() / self.data.weight);
            all.push(own);
        }
        Ok(all)
    }

    fn state(&self, sums: Vec<Vec<f64>>) -> State {
        let mut shares = sums.clone();
        let mut one = Vec::new();
        for row in 0..self.data.rows.len() {
            one.clear();
            one.extend(sums.iter().map(|sum| sum[row]));
            if let [single] = one[..] {
                one[0] = 1.0 / (1.0 + (-single).exp());
            } else {
                softmax(&mut one);
            }
            shares.iter_mut().zip(&one).for_each(|(shares, share)| shares[row] = *share);
        }
        State { sums, shares }
    }

    fn value(&self, parameters: &Sums, sums: &[Vec<f64>]) -> f64 {
        let mut loss = 0.0;
        for (row, weight) in self.data.weights.iter().enumerate() {
            let own: f64 = sums.iter().zip(&self.is).map(|(sum, is)| sum[row] * is[row]).sum();
            loss += weight * (log_of_exponentials(sums, row) - own);
        }
        let square = |own: &Vec<f64>| own.iter().zip(&self.penalty).map(|(c, penalty)| c * c * penalty).sum::<f64>();
        loss / self.data.weight + parameters.iter().map(square).sum::<f64>() / 2.0
    }

    fn gradient(&self, parameters: &Sums, state: &State) -> Result<Sums, FitError> {
        let mut off: Vec<Vec<f64>> = state.shares.clone();
        for (off, is) in off.iter_mut().zip(&self.is) {
            for ((off, is), weight) in off.iter_mut().zip(is).zip(&self.data.weights) {
                *off = weight * (*off - is);
            }
        }
        self.with_penalty(self.transposed(&off)?, parameters)
    }

    /// The second derivative times a direction.
    fn curvature(&self, direction: &Sums, state: &State) -> Result<Sums, FitError> {
        let mut along = self.products(direction)?;
        for (row, weight) in self.data.weights.iter().enumerate() {
            let mean: f64 = if along.len() == 1 {
                state.shares[0][row] * along[0][row]
            } else {
                along.iter().zip(&state.shares).map(|(along, shares)| along[row] * shares[row]).sum()
            };
            for (along, shares) in along.iter_mut().zip(&state.shares) {
                along[row] = weight * shares[row] * (along[row] - mean);
            }
        }
        self.with_penalty(self.transposed(&along)?, direction)
    }

    fn with_penalty(&self, mut sums: Sums, parameters: &Sums) -> Result<Sums, FitError> {
        for (sum, own) in sums.iter_mut().zip(parameters) {
            sum.iter_mut().zip(own).zip(&self.penalty).for_each(|((sum, c), penalty)| *sum += c * penalty);
        }
        Ok(sums)
    }

    /// The direction to the minimum of the local parabola, by conjugate gradients.
    fn newton_direction(&self, gradient: &Sums, state: &State) -> Result<Sums, FitError> {
        let scale: Vec<f64> = self.penalty.iter().map(|penalty| 1.0 / (1.0 + penalty)).collect();
        let scaled = |sums: &Sums| -> Sums {
            sums.iter().map(|sum| sum.iter().zip(&scale).map(|(value, scale)| value * scale).collect()).collect()
        };
        let mut direction: Sums = gradient.iter().map(|own| vec![0.0; own.len()]).collect();
        let mut residual: Sums = gradient.iter().map(|own| own.iter().map(|value| -value).collect()).collect();
        let mut search = scaled(&residual);
        let mut size = dot_all(&residual, &search);
        // The closer the minimum, the more exactly: that makes Newton's steps converge faster than linearly.
        let enough = size * size.clamp(1e-16, 1e-4);
        for _ in 0..MOST_INNER_STEPS {
            if size <= enough || size == 0.0 {
                break;
            }
            let bent = self.curvature(&search, state)?;
            let curvature = dot_all(&search, &bent);
            if curvature <= 0.0 {
                break;
            }
            add(&mut direction, size / curvature, &search);
            add(&mut residual, -size / curvature, &bent);
            let next = scaled(&residual);
            let next_size = dot_all(&residual, &next);
            let keep = next_size / size;
            search.iter_mut().flatten().zip(next.iter().flatten()).for_each(|(s, n)| *s = n + keep * *s);
            size = next_size;
        }
        Ok(direction)
    }

    /// The parameters of least loss.
    fn minimise(&self, sums: usize) -> Result<Sums, FitError> {
        let mut parameters = vec![vec![0.0; self.data.columns.len() + 1]; sums];
        let mut state = self.state(self.products(&parameters)?);
        let mut value = self.value(&parameters, &state.sums);
        let mut last = f64::INFINITY;
        for _ in 0..MOST_STEPS {
            let gradient = self.gradient(&parameters, &state)?;
            let most = gradient.iter().flatten().fold(0.0_f64, |most, entry| most.max(entry.abs()));
            let stands_still = most >= 0.9 * last;
            if most <= SETTLED || (most <= ACCEPTED && stands_still) {
                return Ok(parameters);
            }
            last = most;
            let direction = self.newton_direction(&gradient, &state)?;
            let along = self.products(&direction)?;
            let slope = dot_all(&gradient, &direction);
            let Some((better, sums, lower)) = self.shorten(&parameters, &state, value, &direction, &along, slope)
            else {
                return if most <= ACCEPTED { Ok(parameters) } else { Err(not_settled()) };
            };
            (parameters, value) = (better, lower);
            state = self.state(sums);
        }
        Err(not_settled())
    }

    /// The longest of the steps 1, ½, ¼ … that lowers the loss as it should.
    fn shorten(
        &self,
        parameters: &Sums,
        state: &State,
        value: f64,
        direction: &Sums,
        along: &[Vec<f64>],
        slope: f64,
    ) -> Option<(Sums, Vec<Vec<f64>>, f64)> {
        let mut length = 1.0;
        for _ in 0..40 {
            let (mut moved, mut sums) = (parameters.clone(), state.sums.clone());
            add(&mut moved, length, direction);
            add(&mut sums, length, along);
            let lower = self.value(&moved, &sums);
            // Near the minimum the loss is flat but for rounding while the gradient still falls.
            if lower <= value + 1e-4 * length * slope || slope.abs() <= 1e-12 * value {
                return Some((moved, sums, lower));
            }
            length /= 2.0;
        }
        None
    }
}

fn not_settled() -> FitError {
    FitError::NotConverged { steps: MOST_STEPS }
}

/// ln Σ exp of a row's sums; with one sum, of that and 0.
fn log_of_exponentials(sums: &[Vec<f64>], row: usize) -> f64 {
    if let [single] = sums {
        let sum = single[row];
        return sum.max(0.0) + (-sum.abs()).exp().ln_1p();
    }
    let most = sums.iter().map(|sum| sum[row]).fold(f64::NEG_INFINITY, f64::max);
    most + sums.iter().map(|sum| (sum[row] - most).exp()).sum::<f64>().ln()
}

/// The same shift of all intercepts changes no probability; their mean is made 0.
fn centre_intercepts(sums: &mut Sums) {
    let mean = sums.iter().filter_map(|own| own.last()).sum::<f64>() / sums.len() as f64;
    sums.iter_mut().filter_map(|own| own.last_mut()).for_each(|intercept| *intercept -= mean);
}

fn dot_all(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    a.iter().zip(b).map(|(a, b)| dot(a, b)).sum()
}

fn add(to: &mut [Vec<f64>], by: f64, what: &[Vec<f64>]) {
    to.iter_mut().flatten().zip(what.iter().flatten()).for_each(|(to, what)| *to += by * what);
}

impl Learner for Logistic {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let Target::Classes { of, count } = target else { return Err(FitError::Task { algorithm: ENTRY.id }) };
        let present = classes_present(of, count, weights);
        let weights = weights_of(&self.settings, target, weights);
        let data = Standard::of(&problem, weights.as_deref(), progress)?;
        let told_apart = if present.len() == 2 { &present[1..] } else { &present[..] };
        let is = |class: &u32| data.rows.iter().map(|row| f64::from(u8::from(of[*row as usize] == *class))).collect();
        let strength = 1.0 / (self.settings.real("c").unwrap_or(1.0) * data.weight);
        let penalty = data.spreads.iter().map(|spread| strength / (spread * spread)).chain([0.0]).collect();
        let loss = Loss { data: &data, is: told_apart.iter().map(is).collect(), penalty, progress };
        let mut sums = loss.minimise(told_apart.len())?;
        if sums.len() > 1 {
            centre_intercepts(&mut sums);
        }
        let back = |own: &Vec<f64>| {
            let (coefficients, intercept) = own.split_at(data.columns.len());
            data.back(coefficients, intercept[0])
        };
        Ok(Fitted::Linear(LinearModel {
            link: if present.len() == 2 { Link::LogOdds } else { Link::Softmax },
            inputs: features.columns(),
            classes: count,
            sums: sums.iter().map(back).collect(),
            means: data.means.clone(),
            present,
        }))
    }
}
