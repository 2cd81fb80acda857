//! Lowest points of smooth functions of few variables: Nelder and Mead's simplex (Comput J 1965;7:308), which needs no
//! slopes, and Newton's steps from numeric slopes, which end it sharply.

use super::linear_system::solve;

/// A place and the function's value there.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowest {
    pub at: Vec<f64>,
    pub value: f64,
}

/// Walks a simplex downhill from `start`, first `step` wide, for at most `most` evaluations. What the function does not
/// take it answers with infinity.
pub fn simplex(start: &[f64], step: f64, most: usize, function: impl Fn(&[f64]) -> f64) -> Lowest {
    let measured = |at: Vec<f64>| Lowest { value: worst_if_nan(function(&at)), at };
    let mut corners: Vec<Lowest> = vec![measured(start.to_vec())];
    for axis in 0..start.len() {
        let mut at = start.to_vec();
        at[axis] += step;
        corners.push(measured(at));
    }
    let mut spent = corners.len();
    loop {
        corners.sort_by(|one, other| one.value.total_cmp(&other.value));
        if spent >= most || is_still(&corners) {
            return corners.swap_remove(0);
        }
        let worst = corners.len() - 1;
        let middle = centre(&corners[..worst]);
        let along = |share: f64| {
            let moved = middle.iter().zip(&corners[worst].at).map(|(middle, far)| middle + share * (middle - far));
            measured(moved.collect())
        };
        let mirrored = along(1.0);
        spent += 1;
        let taken = if mirrored.value < corners[0].value {
            spent += 1;
            let further = along(2.0);
            Some(if further.value < mirrored.value { further } else { mirrored })
        } else if mirrored.value < corners[worst - 1].value {
            Some(mirrored)
        } else {
            spent += 1;
            let nearer = along(if mirrored.value < corners[worst].value { 0.5 } else { -0.5 });
            (nearer.value < corners[worst].value.min(mirrored.value)).then_some(nearer)
        };
        match taken {
            Some(taken) => corners[worst] = taken,
            None => {
                let best = corners[0].at.clone();
                for corner in corners.iter_mut().skip(1) {
                    *corner = measured(corner.at.iter().zip(&best).map(|(far, near)| 0.5 * (far + near)).collect());
                }
                spent += worst;
            }
        }
    }
}

fn worst_if_nan(value: f64) -> f64 {
    if value.is_nan() { f64::INFINITY } else { value }
}

fn is_still(corners: &[Lowest]) -> bool {
    let (Some(best), Some(worst)) = (corners.first(), corners.last()) else { return true };
    let width = corners.iter().flat_map(|corner| corner.at.iter().zip(&best.at)).map(|(one, best)| (one - best).abs());
    worst.value - best.value <= 1e-12 * (1.0 + best.value.abs()) && width.fold(0.0, f64::max) < 1e-5
}

fn centre(corners: &[Lowest]) -> Vec<f64> {
    let count = corners.len() as f64;
    let axes = corners.first().map_or(0, |corner| corner.at.len());
    (0..axes).map(|axis| corners.iter().map(|corner| corner.at[axis]).sum::<f64>() / count).collect()
}

/// Newton's steps with numeric slopes, each only as long as it leads down.
pub fn sharpened(mut lowest: Lowest, function: impl Fn(&[f64]) -> f64) -> Lowest {
    for _ in 0..20 {
        let Some(step) = newton_step(&lowest, &function) else { return lowest };
        let shorter = [1.0, 0.5, 0.25, 0.1, 0.01].into_iter().map(|share| {
            let at: Vec<f64> = lowest.at.iter().zip(&step).map(|(at, step)| at + share * step).collect();
            Lowest { value: worst_if_nan(function(&at)), at }
        });
        let length = step.iter().fold(0.0, |longest: f64, step| longest.max(step.abs()));
        let mut shorter = shorter;
        match shorter.find(|tried| tried.value < lowest.value) {
            Some(better) => lowest = better,
            None => return lowest,
        }
        if length < 1e-9 {
            return lowest;
        }
    }
    lowest
}

fn newton_step(lowest: &Lowest, function: &impl Fn(&[f64]) -> f64) -> Option<Vec<f64>> {
    const REACH: f64 = 1e-4;
    let axes = lowest.at.len();
    let moved = |steps: &[(usize, f64)]| {
        let mut at = lowest.at.clone();
        steps.iter().for_each(|(axis, step)| at[*axis] += step);
        function(&at)
    };
    let slope: Vec<f64> =
        (0..axes).map(|axis| (moved(&[(axis, REACH)]) - moved(&[(axis, -REACH)])) / (2.0 * REACH)).collect();
    let bend = |one: usize, other: usize| {
        let corners = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)];
        let sum: f64 = corners.iter().map(|(a, b)| a * b * moved(&[(one, a * REACH), (other, b * REACH)])).sum();
        sum / (4.0 * REACH * REACH)
    };
    // The same from either side, so that it is reckoned once.
    let lower: Vec<Vec<f64>> = (0..axes).map(|one| (0..=one).map(|other| bend(one, other)).collect()).collect();
    let cell = |one: usize, other: usize| lower[one.max(other)][one.min(other)];
    let curve = (0..axes).map(|one| (0..axes).map(|other| cell(one, other)).collect()).collect();
    solve(curve, slope.into_iter().map(|slope| -slope).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley has its floor at (1, 1).
    #[test]
    fn the_floor_of_a_bent_valley_is_found() {
        let valley = |at: &[f64]| 100.0 * (at[1] - at[0] * at[0]).powi(2) + (1.0 - at[0]).powi(2);
        let rough = simplex(&[-1.2, 1.0], 0.5, 2_000, valley);
        let found = sharpened(rough, valley);
        assert!(found.at.iter().all(|at| (at - 1.0).abs() < 1e-5), "{found:?}");
    }

    #[test]
    fn what_the_function_does_not_take_is_left() {
        let walled = |at: &[f64]| if at[0] < 1.0 { f64::NAN } else { at[0] };
        assert!((simplex(&[3.0], 1.0, 300, walled).at[0] - 1.0).abs() < 1e-4);
    }
}
