//! k-means: Lloyd's steps from k-means++ beginnings, the best of several.
//!
//! Lloyd, IEEE Trans Inf Theory 1982;28:129; Arthur, Vassilvitskii, SODA 2007, with several candidates a step.

use std::sync::{Mutex, PoisonError};

use crate::base::{Cancelled, Draw, Progress};

use super::hands::{Hands, OneHand, map};
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
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Clustering, Cancelled> {
    let mut best: Option<Clustering> = None;
    for number in 0..runs.max(1) {
        let found = run(points, clusters, Draw::for_part(seed, u64::from(number) + 1).next(), hands, progress)?;
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
pub fn run(
    points: &Points,
    clusters: usize,
    seed: u64,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Clustering, Cancelled> {
    // Few rows are done sooner than they are dealt out.
    let hands: &dyn Hands = if points.rows() > 2 * BLOCK { hands } else { &OneHand };
    let mut centres = begin(points, clusters, &mut Draw::new(seed), hands, progress)?;
    let clusters = centres.rows();
    let still = SETTLED * mean_variance(points);
    let mut of = vec![0; points.rows()];
    let mut step = assign(points, &centres, &mut of, hands, progress)?;
    for _ in 0..MOST_STEPS {
        let moved = step.centres(points);
        let shift: f64 = (0..clusters).map(|place| square_distance(moved.row(place), centres.row(place))).sum();
        centres = moved;
        step = assign(points, &centres, &mut of, hands, progress)?;
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
    /// The row that is farthest from its centre, and the square of how far.
    farthest: usize,
    away: f64,
}

impl Step {
    fn new(clusters: usize, columns: usize) -> Step {
        Step {
            inertia: 0.0,
            changed: 0,
            sums: vec![0.0; clusters * columns],
            counts: vec![0; clusters],
            farthest: 0,
            away: -1.0,
        }
    }

    /// Takes one row to its nearest centre.
    fn take(&mut self, place: usize, row: &[f64], own: &mut u32, (nearest, distance): (u32, f64)) {
        self.changed += usize::from(*own != nearest);
        *own = nearest;
        self.inertia += distance;
        self.counts[nearest as usize] += 1;
        let sums = &mut self.sums[nearest as usize * row.len()..(nearest as usize + 1) * row.len()];
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        if distance > self.away {
            (self.away, self.farthest) = (distance, place);
        }
    }

    fn add(&mut self, other: &Step) {
        self.inertia += other.inertia;
        self.changed += other.changed;
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, own)| *sum += own);
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, own)| *count += own);
        if other.away > self.away {
            (self.away, self.farthest) = (other.away, other.farthest);
        }
    }

    fn centres(&self, points: &Points) -> Points {
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
        Points { columns, values }
    }
}

/// Gives every row to its nearest centre; of equally near ones to the first. Blocks are added up in their order.
fn assign(
    points: &Points,
    centres: &Points,
    of: &mut [u32],
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Step, Cancelled> {
    let turned = turned(centres);
    let blocks: Vec<Mutex<&mut [u32]>> = of.chunks_mut(BLOCK).map(Mutex::new).collect();
    let steps = map(hands, blocks.len(), |block| {
        progress.tick(0)?;
        let mut step = Step::new(centres.rows(), points.columns);
        let mut distances = vec![0.0; centres.rows()];
        let mut own = blocks[block].lock().unwrap_or_else(PoisonError::into_inner);
        for (place, own) in own.iter_mut().enumerate() {
            let row = points.row(block * BLOCK + place);
            step.take(block * BLOCK + place, row, own, nearest(row, &turned, &mut distances));
        }
        Ok(step)
    });
    let mut all = Step::new(centres.rows(), points.columns);
    for step in steps {
        all.add(&step?);
    }
    Ok(all)
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
fn begin(
    points: &Points,
    clusters: usize,
    draw: &mut Draw,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Points, Cancelled> {
    let first = draw.below(points.rows() as u64) as usize;
    let mut chosen = vec![first as u32];
    let mut away = nearer(points, &[], first, hands);
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
            let left = nearer(points, &away, candidate, hands);
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

/// Squared distances of all rows from one, or what they were before where that is less; before the first they are endless.
fn nearer(points: &Points, before: &[f64], from: usize, hands: &dyn Hands) -> Vec<f64> {
    let to = points.row(from);
    let blocks = map(hands, points.rows().div_ceil(BLOCK), |block| {
        let rows = block * BLOCK..points.rows().min((block + 1) * BLOCK);
        let one =
            |row: usize| before.get(row).copied().unwrap_or(f64::INFINITY).min(square_distance(points.row(row), to));
        rows.map(one).collect::<Vec<f64>>()
    });
    blocks.concat()
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
