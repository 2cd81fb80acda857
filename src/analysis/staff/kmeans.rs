//! k-means: Lloyd's steps from k-means++ beginnings, the best of several.
//!
//! Lloyd, IEEE Trans Inf Theory 1982;28:129; Arthur, Vassilvitskii, SODA 2007, with several candidates a step.

use crate::base::{Cancelled, Draw, Progress};

use super::points::{Points, square_distance};

const MOST_STEPS: u32 = 300;
/// Centres that moved by less, in mean variances of a column, have settled.
const SETTLED: f64 = 1e-4;
/// Rows between two looks at the stop flag.
const BLOCK: usize = 8_192;

/// Rows in groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    pub clusters: usize,
    /// Row after row.
    pub centres: Points,
    /// The group of each row.
    pub of: Vec<u32>,
    /// Sum of squared distances to the own centre.
    pub inertia: f64,
}

/// The best of so many runs.
///
/// # Errors
/// Cancelled.
pub fn best_of(
    points: &Points,
    clusters: usize,
    runs: u32,
    seed: u64,
    progress: &Progress,
) -> Result<Clustering, Cancelled> {
    let mut best: Option<Clustering> = None;
    for number in 0..runs.max(1) {
        let found = run(points, clusters, Draw::for_part(seed, u64::from(number) + 1).next(), progress)?;
        if best.as_ref().is_none_or(|best| found.inertia < best.inertia) {
            best = Some(found);
        }
    }
    Ok(best.unwrap_or_default())
}

/// One run from one beginning; there are as many groups as different rows at most.
///
/// # Errors
/// Cancelled.
pub fn run(points: &Points, clusters: usize, seed: u64, progress: &Progress) -> Result<Clustering, Cancelled> {
    let mut centres = begin(points, clusters, &mut Draw::new(seed), progress)?;
    let clusters = centres.rows();
    let still = SETTLED * mean_variance(points);
    let mut of = vec![0; points.rows()];
    let mut step = assign(points, &centres, &mut of, progress)?;
    for _ in 0..MOST_STEPS {
        let moved = step.centres(points, &of);
        let shift: f64 = (0..clusters).map(|place| square_distance(moved.row(place), centres.row(place))).sum();
        centres = moved;
        step = assign(points, &centres, &mut of, progress)?;
        if step.changed == 0 || (shift <= still && points.rows() > BLOCK) {
            break;
        }
    }
    Ok(Clustering { clusters, centres, of, inertia: step.inertia })
}

fn mean_variance(points: &Points) -> f64 {
    let means = points.means();
    let squares: f64 = (0..points.rows()).map(|row| square_distance(points.row(row), &means)).sum();
    squares / points.values.len().max(1) as f64
}

/// What one pass over the rows brings.
struct Step {
    inertia: f64,
    changed: usize,
    sums: Vec<f64>,
    counts: Vec<u32>,
    /// The row that is farthest from its centre.
    farthest: usize,
}

impl Step {
    fn centres(&self, points: &Points, of: &[u32]) -> Points {
        let columns = points.columns;
        let mut values = self.sums.clone();
        for (place, count) in self.counts.iter().enumerate() {
            let centre = &mut values[place * columns..(place + 1) * columns];
            match count {
                // A group that lost all its rows begins again where the worst fit is.
                0 => centre.copy_from_slice(points.row(self.farthest)),
                _ => centre.iter_mut().for_each(|sum| *sum /= f64::from(*count)),
            }
        }
        debug_assert_eq!(of.len(), points.rows());
        Points { columns, values }
    }
}

/// Gives every row to its nearest centre; of equally near ones to the first.
fn assign(points: &Points, centres: &Points, of: &mut [u32], progress: &Progress) -> Result<Step, Cancelled> {
    let (columns, clusters) = (points.columns, centres.rows());
    let turned = turned(centres);
    let mut distances = vec![0.0; clusters];
    let mut step =
        Step { inertia: 0.0, changed: 0, sums: vec![0.0; clusters * columns], counts: vec![0; clusters], farthest: 0 };
    let mut most = -1.0;
    for (block, own) in of.chunks_mut(BLOCK).enumerate() {
        progress.tick(0)?;
        for (place, own) in own.iter_mut().enumerate() {
            let row = points.row(block * BLOCK + place);
            let (nearest, distance) = nearest(row, &turned, &mut distances);
            step.changed += usize::from(*own != nearest);
            *own = nearest;
            step.inertia += distance;
            step.counts[nearest as usize] += 1;
            let sums = &mut step.sums[nearest as usize * columns..(nearest as usize + 1) * columns];
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
            if distance > most {
                (most, step.farthest) = (distance, block * BLOCK + place);
            }
        }
    }
    Ok(step)
}

/// Column after column, so that all centres are compared with a value at once.
fn turned(centres: &Points) -> Vec<f64> {
    let at = |column: usize| (0..centres.rows()).map(move |row| centres.row(row)[column]);
    (0..centres.columns).flat_map(at).collect()
}

fn nearest(row: &[f64], turned: &[f64], distances: &mut [f64]) -> (u32, f64) {
    distances.fill(0.0);
    for (value, centres) in row.iter().zip(turned.chunks_exact(distances.len())) {
        for (distance, centre) in distances.iter_mut().zip(centres) {
            *distance += (value - centre) * (value - centre);
        }
    }
    let (mut nearest, mut least) = (0, f64::INFINITY);
    for (place, distance) in distances.iter().enumerate() {
        if *distance < least {
            (nearest, least) = (place as u32, *distance);
        }
    }
    (nearest, least)
}

/// Centres far from each other: each next one is drawn by its squared distance from those before; of a few drawn the one
/// that leaves the least.
fn begin(points: &Points, clusters: usize, draw: &mut Draw, progress: &Progress) -> Result<Points, Cancelled> {
    let rows = points.rows();
    let first = draw.below(rows as u64) as usize;
    let mut chosen = vec![first as u32];
    let mut away: Vec<f64> = (0..rows).map(|row| square_distance(points.row(row), points.row(first))).collect();
    let tries = 2 + (clusters as f64).ln() as usize;
    while chosen.len() < clusters {
        let all: f64 = away.iter().sum();
        if all <= 0.0 {
            break;
        }
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for _ in 0..tries {
            progress.tick(0)?;
            let candidate = place_of(&away, draw.unit() * all);
            let to = points.row(candidate);
            let left: Vec<f64> =
                away.iter().enumerate().map(|(row, away)| away.min(square_distance(points.row(row), to))).collect();
            let sum: f64 = left.iter().sum();
            if best.as_ref().is_none_or(|(least, _, _)| sum < *least) {
                best = Some((sum, candidate, left));
            }
        }
        let Some((_, candidate, left)) = best else { break };
        chosen.push(candidate as u32);
        away = left;
    }
    Ok(points.subset(&chosen))
}

/// The place at which the running sum passes this.
fn place_of(weights: &[f64], at: f64) -> usize {
    let mut sum = 0.0;
    let passes = |weight: &f64| {
        sum += weight;
        sum > at
    };
    let found = weights.iter().position(passes);
    found.unwrap_or_else(|| weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0))
}
