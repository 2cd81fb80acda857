//! Whether a group is found again when people are drawn anew (Hennig, Comput Stat Data Anal 2007;52:258).

use std::collections::BTreeMap;

use crate::base::{Cancelled, Draw, Progress};

use super::agreement::jaccard;
use super::hands::{Hands, OneHand, map};
use super::method::Method;
use super::points::Points;

pub const RESAMPLES: u32 = 50;
const RUNS: u32 = 2;

/// Groups whose stability is asked for, and how they were made.
pub struct Asked<'a> {
    pub of: &'a [u32],
    pub clusters: usize,
    pub method: Method,
    pub seed: u64,
}

/// For each group the mean Jaccard index of the most alike group among people drawn anew.
///
/// # Errors
/// Cancelled.
pub fn stability(
    points: &Points,
    asked: &Asked<'_>,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    let rows = points.rows() as u64;
    let resamples = map(hands, RESAMPLES as usize, |number| {
        let mut draw = Draw::for_part(asked.seed, 5_000 + number as u64);
        let drawn: Vec<u32> = (0..rows).map(|_| draw.below(rows) as u32).collect();
        let anew = points.subset(&drawn);
        let found = asked.method.groups(&anew, asked.clusters, RUNS, draw.next(), &OneHand, progress)?;
        let anew: BTreeMap<u32, u32> = drawn.iter().copied().zip(found.of).collect();
        progress.tick(1)?;
        Ok((0..asked.clusters as u32).map(|group| most_alike(group, asked.of, &anew)).collect::<Vec<_>>())
    });
    let (mut sums, mut times) = (vec![0.0; asked.clusters], vec![0_u32; asked.clusters]);
    for resample in resamples {
        for (group, most) in resample?.into_iter().enumerate().filter_map(|(group, most)| Some((group, most?))) {
            sums[group] += most;
            times[group] += 1;
        }
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
