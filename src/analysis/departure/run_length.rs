//! How many readings a CUSUM lasts until it alarms: the integral equation of Page (1954), by Gauss and Legendre's nodes
//! (Nyström's method). It turns a budget of false alerts into a threshold.

use crate::analysis::linear_system::solve;
use crate::analysis::statistics::{normal_below, normal_density};

const NODES: usize = 48;

/// Mean number of readings until a chart that looks both ways alarms, where every reading is shifted by so many
/// deviations; 0 is as expected.
pub fn two_sided_run_length(slack: f64, threshold: f64, shift: f64) -> Option<f64> {
    let up = one_sided(slack, threshold, shift)?;
    let down = one_sided(slack, threshold, -shift)?;
    Some(1.0 / (1.0 / up + 1.0 / down))
}

/// The threshold at which false alerts come once in so many readings.
pub fn threshold(slack: f64, readings_between_false_alerts: f64) -> Option<f64> {
    let (mut low, mut high) = (0.5, 15.0);
    if readings_between_false_alerts <= two_sided_run_length(slack, low, 0.0)? {
        return None;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let lasts = two_sided_run_length(slack, middle, 0.0)?;
        if lasts < readings_between_false_alerts { low = middle } else { high = middle }
    }
    (high < 14.99).then(|| f64::midpoint(low, high))
}

/// From a sum z: `L(z) = 1 + L(0) F(k - z) + integral over 0..h of L(x) f(x + k - z)`.
fn one_sided(slack: f64, threshold: f64, shift: f64) -> Option<f64> {
    if !(threshold > 0.0 && slack >= 0.0 && shift.is_finite()) {
        return None;
    }
    let nodes: Vec<(f64, f64)> = legendre(NODES)
        .into_iter()
        .map(|(node, weight)| (threshold * (node + 1.0) / 2.0, threshold * weight / 2.0))
        .collect();
    // The first unknown is the length from 0, the others those from the nodes.
    let places: Vec<f64> = std::iter::once(0.0).chain(nodes.iter().map(|(node, _)| *node)).collect();
    let row = |(at, from): (usize, &f64)| -> Vec<f64> {
        let to_zero = normal_below(slack - from - shift);
        let to_nodes = nodes.iter().map(|(node, weight)| weight * normal_density(node + slack - from - shift));
        let shares = std::iter::once(to_zero).chain(to_nodes);
        shares.enumerate().map(|(to, share)| f64::from(u8::from(to == at)) - share).collect()
    };
    let matrix = places.iter().enumerate().map(row).collect();
    solve(matrix, vec![1.0; places.len()])?.first().copied()
}

/// Nodes and weights of Gauss-Legendre quadrature on -1 to 1, by Newton's steps on the polynomial.
fn legendre(count: usize) -> Vec<(f64, f64)> {
    let degree = count as f64;
    let node = |at: usize| {
        let mut x = (std::f64::consts::PI * (at as f64 + 0.75) / (degree + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..50 {
            let (mut before, mut now) = (1.0, x);
            for order in 2..=count {
                let order = order as f64;
                (before, now) = (now, ((2.0 * order - 1.0) * x * now - (order - 1.0) * before) / order);
            }
            slope = degree * (x * now - before) / (x * x - 1.0);
            let step = now / slope;
            x -= step;
            if step.abs() < 1e-15 {
                break;
            }
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..count).map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R package spc 0.6.7, `xcusum.arl(k = 0.5, h, mu, sided = "two")`.
    #[test]
    fn run_lengths_are_those_of_spc() {
        let published = [
            (4.0, 0.0, 167.6838),
            (4.0, 0.25, 74.22403),
            (4.0, 1.0, 8.383132),
            (5.0, 0.0, 465.4435),
            (5.0, 0.5, 37.99614),
            (5.0, 1.0, 10.37597),
            (5.0, 3.0, 2.573252),
        ];
        for (threshold, shift, theirs) in published {
            let ours = two_sided_run_length(0.5, threshold, shift).expect("solved");
            assert!((ours / theirs - 1.0).abs() < 1e-3, "{threshold} {shift}: {ours} {theirs}");
        }
    }

    #[test]
    fn a_budget_of_false_alerts_gives_its_threshold_back() {
        let usual = threshold(0.5, 1000.0).expect("a threshold");
        assert!((usual - 5.76).abs() < 0.01, "{usual}");
        assert!((threshold(0.5, 5760.0).expect("a threshold") - 7.50).abs() < 0.01);
        assert_eq!(threshold(0.5, 1.0), None);
    }
}
