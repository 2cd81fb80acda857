//! Whether a group is found again when people are drawn anew (Hennig, Comput Stat Data Anal 2007;52:258).

use std::collections::BTreeMap;

use crate::base::{Cancelled, Draw, Progress};

use super::agreement::jaccard;
use super::kmeans::best_of;
use super::points::Points;

pub const RESAMPLES: u32 = 50;
const RUNS: u32 = 2;

/// For each group the mean Jaccard index of the most alike group among people drawn anew.
///
/// # Errors
/// Cancelled.
pub fn stability(
    points: &Points,
    of: &[u32],
    clusters: usize,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    let rows = points.rows();
    let (mut sums, mut times) = (vec![0.0; clusters], vec![0_u32; clusters]);
    for number in 0..RESAMPLES {
        let mut draw = Draw::for_part(seed, 5_000 + u64::from(number));
        let drawn: Vec<u32> = (0..rows).map(|_| draw.below(rows as u64) as u32).collect();
        let found = best_of(&points.subset(&drawn), clusters, RUNS, draw.next(), progress)?;
        let anew: BTreeMap<u32, u32> = drawn.iter().copied().zip(found.of).collect();
        for group in 0..clusters as u32 {
            if let Some(most) = most_alike(group, of, &anew) {
                sums[group as usize] += most;
                times[group as usize] += 1;
            }
        }
        progress.tick(1)?;
    }
    Ok(sums.into_iter().zip(times).map(|(sum, times)| sum / f64::from(times.max(1))).collect())
}

/// Over the people that were drawn; `None` where none of the group was.
fn most_alike(group: u32, of: &[u32], anew: &BTreeMap<u32, u32>) -> Option<f64> {
    let mut sizes: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut own = 0;
    for (row, other) in anew {
        let is_own = u32::from(of.get(*row as usize) == Some(&group));
        own += is_own;
        let (size, both) = sizes.entry(*other).or_default();
        *size += 1;
        *both += is_own;
    }
    let alike = sizes.values().map(|(size, both)| jaccard(*both, own, *size)).fold(0.0, f64::max);
    (own > 0).then_some(alike)
}
