//! Ways to make groups: k-means, a Gaussian mixture, and Ward's hierarchy.
//!
//! Mixture: components with a variance for each column, fitted by expectation and maximisation (Dempster, Laird, Rubin,
//! J R Stat Soc B 1977;39:1) from k-means. Hierarchy: the two groups whose union adds least to the squared distances are put
//! together (Ward, J Am Stat Assoc 1963;58:236), by chains of nearest neighbours (Murtagh, Comput J 1983;26:354).

use crate::base::{Cancelled, Draw, Progress};

use super::agreement::adjusted_rand;
use super::hands::{Hands, OneHand};
use super::kmeans::{Clustering, best_of, run};
use super::points::{Points, sample, square_distance};
use super::silhouette::{mean, silhouettes};

const MOST_STEPS: u32 = 200;
/// The mean logarithm of the likelihood that rises by less has settled.
const SETTLED: f64 = 1e-6;
/// Least variance of a component along a column, of 1: zeros and ones would make it vanish.
const LEAST_VARIANCE: f64 = 0.02;
/// Rows of a hierarchy; others go to the nearest group of a sample.
const MOST_ROWS: usize = 2_000;

/// A way to make groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    #[default]
    KMeans,
    Mixture,
    Hierarchy,
}

/// How another way agrees with the groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    pub method: Method,
    /// Adjusted Rand index: 1 for the same groups, 0 for chance.
    pub agreement: f64,
    pub silhouette: Option<f64>,
}

impl Method {
    pub const ALL: [Method; 3] = [Method::KMeans, Method::Mixture, Method::Hierarchy];

    /// Stable: the command line's word, and texts `staff-method-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Method::KMeans => "kmeans",
            Method::Mixture => "mixture",
            Method::Hierarchy => "hierarchy",
        }
    }

    /// Groups of the rows, counted from 0; `runs` beginnings where the way depends on them.
    ///
    /// # Errors
    /// Cancelled.
    pub fn groups(
        self,
        points: &Points,
        clusters: usize,
        runs: u32,
        seed: u64,
        hands: &dyn Hands,
        progress: &Progress,
    ) -> Result<Clustering, Cancelled> {
        match self {
            Method::KMeans => best_of(points, clusters, runs, seed, hands, progress),
            Method::Mixture => mixture(points, clusters, runs, seed, hands, progress),
            Method::Hierarchy => hierarchy(points, clusters, seed, progress),
        }
    }
}

/// The other ways beside one that made these groups.
///
/// # Errors
/// Cancelled.
pub fn alternatives(
    points: &Points,
    of: &[u32],
    clusters: usize,
    taken: Method,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Alternative>, Cancelled> {
    let one = |method: Method| {
        let found = method.groups(points, clusters, 4, seed, &OneHand, progress)?;
        let each = silhouettes(points, &[(&found.of, found.clusters)], progress)?.into_iter().next().flatten();
        let agreement = adjusted_rand(&found.of, of);
        Ok(Alternative { method, agreement, silhouette: each.map(|each| mean(&each)) })
    };
    Method::ALL.into_iter().filter(|method| *method != taken).map(one).collect()
}

/// Groups by their rows: centres and inertia; numbers without rows are closed up.
pub(super) fn of_rows(points: &Points, of: &[u32], clusters: usize) -> Clustering {
    let (mut sums, mut counts) = (vec![0.0; clusters * points.columns], vec![0_u32; clusters]);
    for (row, group) in of.iter().enumerate() {
        let at = *group as usize * points.columns;
        sums[at..at + points.columns].iter_mut().zip(points.row(row)).for_each(|(sum, value)| *sum += value);
        counts[*group as usize] += 1;
    }
    let filled: Vec<usize> = (0..clusters).filter(|group| counts[*group] > 0).collect();
    let mut place = vec![0_u32; clusters];
    filled.iter().zip(0..).for_each(|(group, number)| place[*group] = number);
    let centre = |group: &usize| {
        let count = f64::from(counts[*group]);
        sums[group * points.columns..(group + 1) * points.columns].iter().map(move |sum| sum / count)
    };
    let centres = Points { columns: points.columns, values: filled.iter().flat_map(centre).collect() };
    let of: Vec<u32> = of.iter().map(|group| place[*group as usize]).collect();
    let away = |(row, group): (usize, &u32)| square_distance(points.row(row), centres.row(*group as usize));
    let inertia = of.iter().enumerate().map(away).sum();
    Clustering { clusters: filled.len(), centres, of, inertia }
}

/// A component of a mixture.
struct Component {
    weight: f64,
    means: Vec<f64>,
    variances: Vec<f64>,
}

impl Component {
    /// Logarithm of weight times density, without the part that all share.
    fn log(&self, row: &[f64]) -> f64 {
        let each = row.iter().zip(&self.means).zip(&self.variances);
        let sum: f64 = each.map(|((value, mean), variance)| (value - mean).powi(2) / variance + variance.ln()).sum();
        self.weight.max(1e-300).ln() - sum / 2.0
    }
}

fn mixture(
    points: &Points,
    clusters: usize,
    runs: u32,
    seed: u64,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Clustering, Cancelled> {
    let mut best: Option<(f64, Vec<u32>)> = None;
    for number in 0..runs.max(1) {
        let mut draw = Draw::for_part(seed, u64::from(number) + 1);
        // Every second beginning is chance's: groups that k-means would cut are not found from its own.
        let (shares, components) = match number % 2 {
            0 => of_groups(&run(points, clusters, draw.next(), hands, progress)?),
            _ => (by_chance(points, clusters, &mut draw), clusters),
        };
        let found = fitted(points, shares, components, progress)?;
        if best.as_ref().is_none_or(|(most, _)| found.0 > *most) {
            best = Some(found);
        }
    }
    Ok(best.map(|(_, of)| of_rows(points, &of, clusters)).unwrap_or_default())
}

/// For each row its share in every component, and how many components there are: all of it in the own group.
fn of_groups(begun: &Clustering) -> (Vec<f64>, usize) {
    let mut shares = vec![0.0; begun.of.len() * begun.clusters];
    begun.of.iter().enumerate().for_each(|(row, group)| shares[row * begun.clusters + *group as usize] = 1.0);
    (shares, begun.clusters)
}

/// The same by nearness to a row for each component, as far as everybody is spread.
fn by_chance(points: &Points, clusters: usize, draw: &mut Draw) -> Vec<f64> {
    let all = component(points, &vec![1.0; points.rows()], 1, 0);
    let begin = |_| {
        let row = draw.below(points.rows() as u64) as usize;
        Component { weight: 1.0, means: points.row(row).to_vec(), variances: all.variances.clone() }
    };
    let components: Vec<Component> = (0..clusters).map(begin).collect();
    let mut shares = vec![0.0; points.rows() * clusters];
    for (row, own) in shares.chunks_exact_mut(clusters).enumerate() {
        split(own, &components, points.row(row));
    }
    shares
}

/// A row's shares in the components; the logarithm of its likelihood.
fn split(own: &mut [f64], components: &[Component], row: &[f64]) -> f64 {
    own.iter_mut().zip(components).for_each(|(share, one)| *share = one.log(row));
    let most = own.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    own.iter_mut().for_each(|share| *share = (*share - most).exp());
    let all: f64 = own.iter().sum();
    own.iter_mut().for_each(|share| *share /= all);
    most + all.ln()
}

/// Mean logarithm of the likelihood, and the likeliest component of each row.
fn fitted(
    points: &Points,
    mut shares: Vec<f64>,
    clusters: usize,
    progress: &Progress,
) -> Result<(f64, Vec<u32>), Cancelled> {
    let rows = points.rows();
    let mut before = f64::NEG_INFINITY;
    for _ in 0..MOST_STEPS {
        let components: Vec<Component> =
            (0..clusters).map(|place| component(points, &shares, clusters, place)).collect();
        let mut sum = 0.0;
        for (row, own) in shares.chunks_exact_mut(clusters).enumerate() {
            if row % 4_096 == 0 {
                progress.tick(0)?;
            }
            sum += split(own, &components, points.row(row));
        }
        let likelihood = sum / rows.max(1) as f64;
        let has_settled = likelihood - before < SETTLED;
        before = likelihood;
        if has_settled {
            break;
        }
    }
    let likeliest = |own: &[f64]| {
        let most = own.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        most.map_or(0, |(place, _)| place as u32)
    };
    Ok((before, shares.chunks_exact(clusters).map(likeliest).collect()))
}

fn component(points: &Points, shares: &[f64], clusters: usize, place: usize) -> Component {
    let own = || shares.iter().skip(place).step_by(clusters).enumerate();
    let all: f64 = own().map(|(_, share)| share).sum();
    let divisor = all.max(1e-12);
    let (mut means, mut variances) = (vec![0.0; points.columns], vec![0.0; points.columns]);
    for (row, share) in own() {
        means.iter_mut().zip(points.row(row)).for_each(|(mean, value)| *mean += share * value / divisor);
    }
    for (row, share) in own() {
        let each = variances.iter_mut().zip(points.row(row)).zip(&means);
        each.for_each(|((variance, value), mean)| *variance += share * (value - mean).powi(2) / divisor);
    }
    variances.iter_mut().for_each(|variance| *variance = variance.max(LEAST_VARIANCE));
    Component { weight: all / points.rows().max(1) as f64, means, variances }
}

fn hierarchy(points: &Points, clusters: usize, seed: u64, progress: &Progress) -> Result<Clustering, Cancelled> {
    let taken = sample(points.rows(), MOST_ROWS, seed);
    let some = points.subset(&taken);
    let of = cut(some.rows(), clusters, unions(&some, progress)?);
    let found = of_rows(&some, &of, of.iter().max().map_or(0, |last| *last as usize + 1));
    if taken.len() == points.rows() {
        return Ok(found);
    }
    let nearest = |row: usize| {
        let away = |place: &u32| square_distance(points.row(row), found.centres.row(*place as usize));
        (0..found.clusters as u32).min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0)
    };
    let of: Vec<u32> = (0..points.rows()).map(nearest).collect();
    Ok(of_rows(points, &of, found.clusters))
}

/// What two groups' union adds to the squared distances, and a row of either.
type Union = (f64, u32, u32);

/// All unions down to one group, in the order in which chains find them.
fn unions(points: &Points, progress: &Progress) -> Result<Vec<Union>, Cancelled> {
    let mut centres = points.clone();
    let mut sizes = vec![1.0_f64; points.rows()];
    let mut open: Vec<usize> = (0..points.rows()).collect();
    let (mut chain, mut found): (Vec<usize>, Vec<Union>) = (Vec::new(), Vec::new());
    while open.len() > 1 {
        progress.tick(0)?;
        let Some(last) = chain.last().copied().or(open.first().copied()) else { break };
        if chain.is_empty() {
            chain.push(last);
        }
        let added = |other: usize| {
            let weight = sizes[last] * sizes[other] / (sizes[last] + sizes[other]);
            weight * square_distance(centres.row(last), centres.row(other))
        };
        // Of equally near ones the one before it in the chain, so that the chain ends.
        let before = chain.len().checked_sub(2).and_then(|place| chain.get(place)).copied();
        let mut nearest = before.map(|other| (added(other), other));
        for other in open.iter().copied().filter(|other| *other != last) {
            let cost = added(other);
            if nearest.is_none_or(|(least, _)| cost < least) {
                nearest = Some((cost, other));
            }
        }
        let Some((cost, other)) = nearest else { break };
        if Some(other) != before {
            chain.push(other);
            continue;
        }
        found.push((cost, last as u32, other as u32));
        chain.truncate(chain.len() - 2);
        join(&mut centres, &mut sizes, last, other);
        open.retain(|one| *one != other);
    }
    Ok(found)
}

/// The first group becomes both.
fn join(centres: &mut Points, sizes: &mut [f64], first: usize, second: usize) {
    let all = sizes[first] + sizes[second];
    for column in 0..centres.columns {
        let [one, other] = [first, second].map(|row| centres.values[row * centres.columns + column]);
        centres.values[first * centres.columns + column] = (sizes[first] * one + sizes[second] * other) / all;
    }
    sizes[first] = all;
}

/// The groups that are left when only the cheapest unions are made.
fn cut(rows: usize, clusters: usize, mut unions: Vec<Union>) -> Vec<u32> {
    unions.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut leads: Vec<usize> = (0..rows).collect();
    fn lead(leads: &mut [usize], mut row: usize) -> usize {
        while leads[row] != row {
            leads[row] = leads[leads[row]];
            row = leads[row];
        }
        row
    }
    for (_, one, other) in unions.iter().take(rows.saturating_sub(clusters.max(1))) {
        let (one, other) = (lead(&mut leads, *one as usize), lead(&mut leads, *other as usize));
        leads[other] = one;
    }
    let mut numbers: Vec<Option<u32>> = vec![None; rows];
    let mut next = 0;
    (0..rows)
        .map(|row| {
            *numbers[lead(&mut leads, row)].get_or_insert_with(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}
