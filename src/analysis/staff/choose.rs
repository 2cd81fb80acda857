//! How many groups, and whether there are any: elbow, silhouette, gap statistic.
//!
//! The gap (Tibshirani, Walther, Hastie, J R Stat Soc B 2001;63:411) holds the spread within groups against that of numbers
//! that are spread evenly along the main components, which no number without groups beats: of all distributions with one
//! hill the even one looks most like groups. Degrees and skills take few values, and each value would look like a group of
//! its own; here, and here only, they are spread evenly around their values.

use crate::base::{Cancelled, Draw, Progress};

use super::components::Components;
use super::hands::{Hands, OneHand, map};
use super::kmeans::{Clustering, best_of};
use super::points::Points;
use super::silhouette::{mean, silhouettes};

const REFERENCES: u32 = 20;
const RUNS: u32 = 10;
/// Of the gap: as many for what is found as for what it is held against.
const RUNS_OF_GAP: u32 = 1;
/// Columns with more different values are no lattice.
const LATTICE: usize = 20;
/// Standard errors by which the gap has to exceed that of one group.
pub const STRENGTH: f64 = 5.0;
/// The same where people whose columns are dealt anew fall short by [`STRENGTH`] as well: columns that merely go together
/// fall short of them too, but never exceed the even box.
pub const STRENGTH_BESIDE: f64 = 2.5;
/// Mean stability (Jaccard) below which groups come and go with who is asked.
pub const STABLE: f64 = 0.6;

/// What was found with so many groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    pub clusters: u32,
    pub inertia: f64,
    pub silhouette: Option<f64>,
    pub gap: f64,
    pub gap_error: f64,
    /// How far the gap exceeds that of one group, in standard errors.
    pub strength: f64,
    /// The same against people whose columns are dealt anew, each column by itself.
    pub strength_dealt: f64,
}

/// The number of groups that each rule says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    pub elbow: Option<u32>,
    pub silhouette: Option<u32>,
    pub gap: Option<u32>,
}

impl Suggestion {
    /// What two rules say; else what the silhouette says.
    pub fn taken(&self) -> u32 {
        let all = [self.silhouette, self.gap.filter(|gap| *gap > 1), self.elbow];
        let twice = all.iter().flatten().find(|one| all.iter().flatten().filter(|other| other == one).count() > 1);
        twice.or(all.iter().flatten().next()).copied().unwrap_or(2)
    }

    pub fn agree(&self) -> bool {
        self.elbow == self.silhouette && self.silhouette == self.gap
    }
}

/// Tries 1 to `most` groups; `column_of` tells the column of the file that each feature comes from.
///
/// # Errors
/// Cancelled.
pub fn trials(
    points: &Points,
    column_of: &[usize],
    most: u32,
    seed: u64,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Vec<Trial>, Cancelled> {
    let found = clusterings(points, most, RUNS, seed, progress)?;
    let groupings: Vec<(&[u32], usize)> = found.iter().map(|found| (found.of.as_slice(), found.clusters)).collect();
    let silhouettes = silhouettes(points, &groupings, progress)?;
    let loose = loose(points, seed);
    let own = logs(&clusterings(&loose, most, RUNS_OF_GAP, seed, progress)?);
    let components = Components::of(&loose);
    let as_it_is = logs(&clusterings(points, most, RUNS_OF_GAP, seed, progress)?);
    let compared = map(hands, REFERENCES as usize, |number| {
        let mut draw = Draw::for_part(seed, 1_000 + number as u64);
        let dealt = dealt(points, column_of, &mut draw);
        let dealt = logs(&clusterings(&dealt, most, RUNS_OF_GAP, draw.next(), progress)?);
        let even = even(&loose, &components, &mut draw);
        let even = logs(&clusterings(&even, most, RUNS_OF_GAP, draw.next(), progress)?);
        progress.tick(1)?;
        Ok((dealt, even))
    });
    let compared: Vec<(Vec<f64>, Vec<f64>)> = compared.into_iter().collect::<Result<_, Cancelled>>()?;
    let (dealt_anew, references): (Vec<Vec<f64>>, Vec<Vec<f64>>) = compared.into_iter().unzip();
    let trial = |(place, (found, silhouettes)): (usize, (&Clustering, &Option<Vec<f64>>))| {
        let (gap, gap_error) = gap(&own, &references, |logs| logs[place]);
        Trial {
            clusters: place as u32 + 1,
            inertia: found.inertia,
            silhouette: silhouettes.as_ref().map(|each| mean(each)),
            gap,
            gap_error,
            strength: strength(&own, &references, place),
            strength_dealt: strength(&as_it_is, &dealt_anew, place),
        }
    };
    Ok(found.iter().zip(&silhouettes).enumerate().map(trial).collect())
}

/// The points that the gap is asked of.
pub(super) fn loose(points: &Points, seed: u64) -> Points {
    loosened(points, &mut Draw::for_part(seed, 31))
}

fn clusterings(
    points: &Points,
    most: u32,
    runs: u32,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Clustering>, Cancelled> {
    let one = |clusters: u32| {
        let runs = if clusters == 1 { 1 } else { runs };
        best_of(points, clusters as usize, runs, Draw::for_part(seed, u64::from(clusters)).next(), &OneHand, progress)
    };
    (1..=most).map(one).collect()
}

fn logs(found: &[Clustering]) -> Vec<f64> {
    // Rows that sit on their centres exactly are as tight as can be.
    found.iter().map(|found| found.inertia.max(1e-300).ln()).collect()
}

/// Mean over the references less the own, and its error.
fn gap(own: &[f64], references: &[Vec<f64>], of: impl Fn(&[f64]) -> f64) -> (f64, f64) {
    let others: Vec<f64> = references.iter().map(|logs| of(logs)).collect();
    let count = others.len() as f64;
    let middle = others.iter().sum::<f64>() / count;
    let variance = others.iter().map(|one| (one - middle).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    (middle - of(own), (variance * (1.0 + 1.0 / count)).sqrt())
}

/// The same of the fall from one group to so many, in errors: how wide everything is spread does not matter then.
fn strength(own: &[f64], references: &[Vec<f64>], place: usize) -> f64 {
    let (above_one, error) = gap(own, references, |logs| logs[place] - logs[0]);
    if error > 0.0 { above_one / error } else { 0.0 }
}

/// Whether what was found is more than numbers without groups show.
pub fn are_groups(trials: &[Trial]) -> bool {
    let most = |of: fn(&Trial) -> f64| trials.iter().skip(1).map(of).fold(0.0, f64::max);
    let (even, dealt) = (most(|trial| trial.strength), most(|trial| trial.strength_dealt));
    even >= STRENGTH || (even >= STRENGTH_BESIDE && dealt >= STRENGTH)
}

/// The same people with the cells of each column dealt anew; the features of one column stay together.
fn dealt(points: &Points, column_of: &[usize], draw: &mut Draw) -> Points {
    let mut values = points.values.clone();
    let columns = column_of.iter().copied().max().map_or(0, |last| last + 1);
    for column in 0..columns {
        let mut order: Vec<usize> = (0..points.rows()).collect();
        draw.shuffle(&mut order);
        for feature in (0..points.columns).filter(|feature| column_of.get(*feature) == Some(&column)) {
            for (row, from) in order.iter().enumerate() {
                values[row * points.columns + feature] = points.values[from * points.columns + feature];
            }
        }
    }
    Points { columns: points.columns, values }
}

/// Spreads the few values of a column evenly, each half way to its neighbour.
fn loosened(points: &Points, draw: &mut Draw) -> Points {
    let mut loose = points.clone();
    for column in 0..points.columns {
        let mut values: Vec<f64> = (0..points.rows()).map(|row| points.row(row)[column]).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let step = values.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        if values.len() > LATTICE || !step.is_finite() {
            continue;
        }
        let in_column = loose.values.iter_mut().skip(column).step_by(points.columns);
        in_column.for_each(|value| *value += (draw.unit() - 0.5) * step);
    }
    loose
}

/// As many points, spread evenly over a box along the main components, with the same variance along each. Not with the same
/// ends: sums of many columns have long thin tails, and a box up to their ends would be nearly empty there.
fn even(points: &Points, components: &Components, draw: &mut Draw) -> Points {
    let half: Vec<f64> = components.variances.iter().map(|variance| (3.0 * variance).sqrt()).collect();
    // Turning the box back would change no distance.
    let mut values = Vec::with_capacity(points.values.len());
    for _ in 0..points.rows() {
        values.extend(half.iter().map(|half| half * (2.0 * draw.unit() - 1.0)));
    }
    Points { columns: points.columns, values }
}

/// What each rule says of the trials.
pub fn suggestion(trials: &[Trial]) -> Suggestion {
    let best = trials.iter().filter_map(|trial| Some((trial.clusters, trial.silhouette?)));
    let silhouette = best.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(clusters, _)| clusters);
    let falls = trials.windows(2).find(|pair| pair[0].gap >= pair[1].gap - pair[1].gap_error);
    let gap = falls.map(|pair| pair[0].clusters).or(trials.last().map(|trial| trial.clusters));
    Suggestion { elbow: elbow(trials), silhouette, gap }
}

/// Where the curve of the inertia lies farthest below the line from its first to its last point (Satopää 2011); nowhere
/// where it hardly bends.
fn elbow(trials: &[Trial]) -> Option<u32> {
    let (first, last) = (trials.first()?, trials.last()?);
    let (width, height) = (f64::from(last.clusters - first.clusters), first.inertia - last.inertia);
    if width < 2.0 || height <= 0.0 {
        return None;
    }
    let below = |trial: &Trial| {
        let along = f64::from(trial.clusters - first.clusters) / width;
        1.0 - along - (trial.inertia - last.inertia) / height
    };
    let farthest = trials.iter().max_by(|a, b| below(a).total_cmp(&below(b)))?;
    (below(farthest) > 0.1).then_some(farthest.clusters)
}
