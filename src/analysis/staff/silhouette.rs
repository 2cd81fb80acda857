//! Silhouettes: how much nearer a row is to its own group than to the next (Rousseeuw, J Comput Appl Math 1987;20:53).

use crate::base::{Cancelled, Progress};

use super::points::{Points, square_distance};

/// The silhouette of each row under each of several groupings; 0 for a row that is alone. `None` for a grouping of one.
///
/// # Errors
/// Cancelled.
pub fn silhouettes(
    points: &Points,
    groupings: &[(&[u32], usize)],
    progress: &Progress,
) -> Result<Vec<Option<Vec<f64>>>, Cancelled> {
    let mut found: Vec<Vec<f64>> = groupings.iter().map(|_| Vec::with_capacity(points.rows())).collect();
    let counts: Vec<Vec<u32>> = groupings.iter().map(|(of, clusters)| counts(of, *clusters)).collect();
    let mut sums: Vec<Vec<f64>> = groupings.iter().map(|(_, clusters)| vec![0.0; *clusters]).collect();
    for row in 0..points.rows() {
        progress.tick(0)?;
        sums.iter_mut().for_each(|sums| sums.fill(0.0));
        for other in 0..points.rows() {
            let distance = square_distance(points.row(row), points.row(other)).sqrt();
            for (sums, (of, _)) in sums.iter_mut().zip(groupings) {
                sums[of[other] as usize] += distance;
            }
        }
        let each = found.iter_mut().zip(&sums).zip(&counts).zip(groupings);
        for (((found, sums), counts), (of, _)) in each {
            found.push(silhouette(of[row] as usize, sums, counts));
        }
    }
    let several = |counts: &Vec<u32>| counts.iter().filter(|count| **count > 0).count() > 1;
    Ok(found.into_iter().zip(&counts).map(|(found, counts)| several(counts).then_some(found)).collect())
}

fn counts(of: &[u32], clusters: usize) -> Vec<u32> {
    let mut counts = vec![0; clusters];
    of.iter().for_each(|group| counts[*group as usize] += 1);
    counts
}

fn silhouette(own: usize, sums: &[f64], counts: &[u32]) -> f64 {
    if counts[own] < 2 {
        return 0.0;
    }
    let within = sums[own] / f64::from(counts[own] - 1);
    let others = sums.iter().zip(counts).enumerate().filter(|(group, (_, count))| *group != own && **count > 0);
    let next = others.map(|(_, (sum, count))| sum / f64::from(*count)).fold(f64::INFINITY, f64::min);
    let larger = within.max(next);
    if larger > 0.0 && larger.is_finite() { (next - within) / larger } else { 0.0 }
}

/// The mean, of a grouping that has silhouettes.
pub fn mean(silhouettes: &[f64]) -> f64 {
    silhouettes.iter().sum::<f64>() / silhouettes.len().max(1) as f64
}
