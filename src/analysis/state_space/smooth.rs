//! What is believed of each moment once all readings are known (Rauch, Tung, Striebel 1965).

use super::{Belief, Dynamics, Reading, Square, StateSpace, Step, product, transposed};

/// Beliefs in the order of the readings that were filtered.
pub fn smoothed(model: &StateSpace, readings: &[Reading], steps: &[Step]) -> Vec<Belief> {
    let mut later: Option<Belief> = None;
    let mut found: Vec<Belief> = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate().rev() {
        let next = steps.get(at + 1).zip(readings.get(at).zip(readings.get(at + 1)));
        let belief = match (later, next) {
            (Some(later), Some((next, (reading, following)))) => {
                backward(model, step, next, following.at - reading.at, later)
            }
            _ => step.filtered,
        };
        later = Some(belief);
        found.push(belief);
    }
    found.reverse();
    found
}

fn backward(model: &StateSpace, step: &Step, next: &Step, between: f64, later: Belief) -> Belief {
    // At one instant there is nothing between the two: what is known of the later holds for the earlier.
    if between == 0.0 {
        return later;
    }
    let gain = gain(model, step, next, between);
    let (now, ahead) = (step.filtered, next.predicted);
    let offset = [later.mean[0] - ahead.mean[0], later.mean[1] - ahead.mean[1]];
    let change: Square = std::array::from_fn(|row| std::array::from_fn(|at| later.cov[row][at] - ahead.cov[row][at]));
    let carried = product(product(gain, change), transposed(gain));
    Belief {
        mean: std::array::from_fn(|row| now.mean[row] + gain[row][0] * offset[0] + gain[row][1] * offset[1]),
        cov: std::array::from_fn(|row| std::array::from_fn(|at| now.cov[row][at] + carried[row][at])),
    }
}

/// `P F' (P-)^-1`.
fn gain(model: &StateSpace, step: &Step, next: &Step, between: f64) -> Square {
    let (now, ahead) = (step.filtered.cov, next.predicted.cov);
    let alone = |kept: f64| [[if ahead[0][0] > 0.0 { now[0][0] * kept / ahead[0][0] } else { 0.0 }, 0.0], [0.0, 0.0]];
    match model.dynamics {
        Dynamics::LocalLevel { .. } => alone(1.0),
        Dynamics::Reverting { pull, .. } => alone((-pull * between).exp()),
        Dynamics::Trend { .. } => product(product(now, [[1.0, 0.0], [between, 1.0]]), pseudo_inverse(ahead)),
    }
}

/// The inverse of a covariance; where one direction has no spread, of the other alone.
fn pseudo_inverse(square: Square) -> Square {
    let [[a, b], [_, d]] = square;
    let size = a * d - b * b;
    if size > 1e-14 * a * d {
        return [[d / size, -b / size], [-b / size, a / size]];
    }
    // One direction is left, along a column: its square over the square of the trace.
    let trace = a + d;
    if trace <= 0.0 {
        return [[0.0; 2]; 2];
    }
    square.map(|row| row.map(|cell| cell / (trace * trace)))
}
