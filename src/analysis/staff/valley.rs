//! Whether there is a valley between groups: k-means cuts a heap without groups as readily, and a heap with long tails looks
//! tighter than an even one.
//!
//! Groups are made of one half of the people; those of the other half that fall to two neighbouring groups are laid on the
//! line between their centres, where Hartigan's dip (Hartigan, Hartigan, Ann Stat 1985;13:70; computed by Appl Stat
//! 1985;34:320) tells whether they have more than one hill. What a cut alone makes is not seen by the people who did not take
//! part in it.
//!
//! A few people far off make a group of their own, of which a dip can say nothing. They neither prove a valley nor stand in
//! the way of one between others: such neighbours are set aside.

use crate::base::{Cancelled, Draw, Progress};

use super::FEWEST_SHOWN;
use super::hands::OneHand;
use super::kmeans::{Clustering, best_of};
use super::points::{Points, square_distance};

/// Times that people are parted into halves.
const PARTINGS: u64 = 5;
/// Beginnings of each half: one alone often settles beside the best groups where columns say nothing.
const RUNS: u32 = 4;
/// People on a line at least.
const FEWEST: usize = 12;
/// Share of all below which a group may be a few people far off, and how wide the gap before them is then, in standard
/// deviations of their neighbours.
const FEW: f64 = 0.05;
const FAR: f64 = 2.0;
const DRAWN: usize = 1_000;
const DRAWN_POINTS: usize = 100;

/// Chances of such dips without a valley, medians over the halves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Valleys {
    /// Of the deepest valley between neighbours, times how many there are (Bonferroni).
    pub deepest: f64,
    /// Of the shallowest: small where all neighbours are apart.
    pub shallowest: f64,
}

/// The valleys between so many groups.
///
/// # Errors
/// Cancelled.
pub fn valleys(
    points: &Points,
    clusters: u32,
    even: &[f64],
    seed: u64,
    progress: &Progress,
) -> Result<Valleys, Cancelled> {
    let mut chances = Vec::new();
    for parting in 0..PARTINGS {
        let mut draw = Draw::for_part(seed, 7_000 + parting);
        let mut order: Vec<u32> = (0..points.rows() as u32).collect();
        draw.shuffle(&mut order);
        let (one, other) = order.split_at(order.len() / 2);
        for (made, seen) in [(one, other), (other, one)] {
            let halved = points.subset(made);
            let made = best_of(&halved, clusters as usize, RUNS, draw.next(), &OneHand, progress)?;
            chances.push(chances_of(&made, &points.subset(seen), even));
        }
    }
    let (deepest, shallowest) = chances.into_iter().unzip();
    Ok(Valleys { deepest: middle(deepest), shallowest: middle(shallowest) })
}

fn middle(mut chances: Vec<f64>) -> f64 {
    chances.sort_by(f64::total_cmp);
    (chances[chances.len() / 2] + chances[(chances.len() - 1) / 2]) / 2.0
}

/// The least chance of all neighbours, times how many there are, and the greatest.
fn chances_of(made: &Clustering, seen: &Points, even: &[f64]) -> (f64, f64) {
    let of: Vec<usize> = (0..seen.rows()).map(|row| nearest(&made.centres, seen.row(row), None)).collect();
    let mut sizes = vec![0_u32; made.clusters];
    made.of.iter().map(|group| *group as usize).chain(of.iter().copied()).for_each(|group| sizes[group] += 1);
    let lines = neighbours(made).into_iter().map(|pair| Line::of(made, pair, seen, &of));
    let lines: Vec<(Line, bool)> = lines
        .map(|line| {
            let few = line.few(&sizes);
            (line, few)
        })
        .collect();
    let is_any_left = lines.iter().any(|(_, few)| !few);
    let counted = lines.iter().filter(|(_, few)| !(is_any_left && *few));
    let chances: Vec<f64> = counted.map(|(line, _)| line.chance(even)).collect();
    let least = chances.iter().copied().fold(1.0, f64::min);
    let most = chances.iter().copied().fold(0.0, f64::max);
    ((least * chances.len() as f64).min(1.0), if chances.is_empty() { 1.0 } else { most })
}

/// Each group with its nearest neighbour, every pair once.
fn neighbours(made: &Clustering) -> Vec<(usize, usize)> {
    let groups = (0..made.clusters).filter(|_| made.clusters > 1);
    let of = |group: usize| nearest(&made.centres, made.centres.row(group), Some(group));
    let mut pairs: Vec<(usize, usize)> =
        groups.map(|group| (group, of(group))).map(|(group, other)| (group.min(other), group.max(other))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// People of two neighbours, laid on the line between their centres; ascending.
struct Line {
    pair: (usize, usize),
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Line {
    fn of(made: &Clustering, pair: (usize, usize), seen: &Points, of: &[usize]) -> Line {
        let laid = |group: usize| {
            let those = of.iter().enumerate().filter(|(_, own)| **own == group).map(|(row, _)| row);
            let mut laid: Vec<f64> = those.map(|row| along(&made.centres, pair, seen.row(row))).collect();
            laid.sort_by(f64::total_cmp);
            laid
        };
        Line { pair, first: laid(pair.0), second: laid(pair.1) }
    }

    /// Whether one of the two is a few people far off, so that the dip can tell nothing.
    fn few(&self, sizes: &[u32]) -> bool {
        let (first, second) = (sizes[self.pair.0], sizes[self.pair.1]);
        let fewer = first.min(second);
        let all: u32 = sizes.iter().sum();
        if fewer < FEWEST_SHOWN {
            return true;
        }
        let larger = if first < second { &self.second } else { &self.first };
        let gap = match (self.first.last(), self.second.first()) {
            (Some(end), Some(begin)) => begin - end,
            _ => return false,
        };
        f64::from(fewer) < FEW * f64::from(all) && gap > FAR * standard_deviation(larger)
    }

    fn chance(&self, even: &[f64]) -> f64 {
        let line: Vec<f64> = self.first.iter().chain(&self.second).copied().collect();
        if line.len() < FEWEST { 1.0 } else { chance_of(dip(&line) * (line.len() as f64).sqrt(), even) }
    }
}

fn standard_deviation(values: &[f64]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

fn nearest(centres: &Points, point: &[f64], but: Option<usize>) -> usize {
    let others = (0..centres.rows()).filter(|place| Some(*place) != but);
    let away = |place: &usize| square_distance(centres.row(*place), point);
    others.min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0)
}

/// How far along the line from one centre to the other.
fn along(centres: &Points, (a, b): (usize, usize), point: &[f64]) -> f64 {
    let ends = centres.row(a).iter().zip(centres.row(b));
    ends.zip(point).map(|((a, b), value)| (value - a) * (b - a)).sum()
}

/// Dips of even numbers times the root of how many, ascending: of all heaps with one hill the even one dips most.
pub fn even_dips(seed: u64) -> Vec<f64> {
    let mut draw = Draw::for_part(seed, 6_999);
    let mut dips: Vec<f64> = (0..DRAWN)
        .map(|_| {
            let mut even: Vec<f64> = (0..DRAWN_POINTS).map(|_| draw.unit()).collect();
            even.sort_by(f64::total_cmp);
            dip(&even) * (DRAWN_POINTS as f64).sqrt()
        })
        .collect();
    dips.sort_by(f64::total_cmp);
    dips
}

fn chance_of(dip: f64, even: &[f64]) -> f64 {
    let more = even.len() - even.partition_point(|other| *other < dip);
    (more + 1) as f64 / (even.len() + 1) as f64
}

/// The dip of ascending numbers: the largest distance of their distribution from the nearest one with one hill.
pub fn dip(sorted: &[f64]) -> f64 {
    let count = sorted.len();
    if count < 2 || sorted[0] == sorted[count - 1] {
        return if count == 0 { 0.0 } else { 0.5 / count as f64 };
    }
    let (below, above) = (hull(sorted, false), hull(sorted, true));
    let (mut low, mut high, mut widest) = (0, count - 1, 1.0_f64);
    loop {
        let minorant = chain(&below, high, low);
        let majorant = chain(&above, low, high);
        let (apart, from, to) = farthest(sorted, &minorant, &majorant);
        if apart < widest {
            break;
        }
        let left = minorant[..=from].windows(2).map(|pair| rise(sorted, pair[0], pair[1])).fold(0.0, f64::max);
        let right = majorant[to..].windows(2).map(|pair| fall(sorted, pair[0], pair[1])).fold(0.0, f64::max);
        widest = widest.max(left).max(right);
        let (begin, end) = (minorant[from], majorant[to]);
        if (begin, end) == (low, high) {
            break;
        }
        (low, high) = (begin, end);
    }
    widest / (2.0 * count as f64)
}

/// For every place the next corner of the hull of the distribution: of the greatest convex one below it towards the
/// beginning, of the least concave one above it towards the end.
fn hull(sorted: &[f64], is_above: bool) -> Vec<usize> {
    let count = sorted.len();
    let last = if is_above { count - 1 } else { 0 };
    let mut next = vec![last; count];
    let step = |place: usize| if is_above { place + 1 } else { place - 1 };
    let places: Box<dyn Iterator<Item = usize>> =
        if is_above { Box::new((0..count - 1).rev()) } else { Box::new(1..count) };
    for place in places {
        next[place] = step(place);
        loop {
            let one = next[place];
            let two = next[one];
            let width = |a: usize, b: usize| (sorted[a] - sorted[b]).abs();
            let height = |a: usize, b: usize| a.abs_diff(b) as f64;
            if one == last || width(place, one) * height(one, two) < width(one, two) * height(place, one) {
                break;
            }
            next[place] = two;
        }
    }
    next
}

/// Corners in ascending order.
fn chain(next: &[usize], from: usize, to: usize) -> Vec<usize> {
    let mut corners = vec![from];
    while let Some(place) = corners.last().map(|last| next[*last]).filter(|_| corners.last() != Some(&to)) {
        corners.push(place);
    }
    corners.sort_unstable();
    corners
}

/// Where the two hulls are farthest apart: the distance in counts, and the corners of each between which the hill lies.
fn farthest(sorted: &[f64], minorant: &[usize], majorant: &[usize]) -> (f64, usize, usize) {
    if minorant.len() == 2 && majorant.len() == 2 {
        return (1.0, 0, 1);
    }
    let mut best = (0.0, 0, majorant.len() - 1);
    for (at, corner) in minorant.iter().enumerate() {
        let after = majorant.partition_point(|other| other < corner).clamp(1, majorant.len() - 1);
        let (a, b) = (majorant[after - 1], majorant[after]);
        let apart = height(sorted, a, b, *corner) - *corner as f64 + 1.0;
        if apart > best.0 {
            best = (apart, at, after);
        }
    }
    for (at, corner) in majorant.iter().enumerate() {
        let after = minorant.partition_point(|other| other <= corner).clamp(1, minorant.len() - 1);
        let (a, b) = (minorant[after - 1], minorant[after]);
        let apart = *corner as f64 - height(sorted, a, b, *corner) + 1.0;
        if apart > best.0 {
            best = (apart, after - 1, at);
        }
    }
    best
}

/// The height of the line between two corners over a place.
fn height(sorted: &[f64], a: usize, b: usize, place: usize) -> f64 {
    let width = sorted[b] - sorted[a];
    let share = if width > 0.0 { (sorted[place] - sorted[a]) / width } else { 0.0 };
    a as f64 + share * (b as f64 - a as f64)
}

/// The most by which the distribution rises above the line between two corners of the minorant.
fn rise(sorted: &[f64], a: usize, b: usize) -> f64 {
    let over = |place: usize| place as f64 + 1.0 - height(sorted, a, b, place);
    if b - a > 1 && sorted[a] != sorted[b] { (a..=b).map(over).fold(1.0, f64::max) } else { 1.0 }
}

/// The most by which it falls below the line between two corners of the majorant.
fn fall(sorted: &[f64], a: usize, b: usize) -> f64 {
    let under = |place: usize| height(sorted, a, b, place) - place as f64 + 1.0;
    if b - a > 1 && sorted[a] != sorted[b] { (a..=b).map(under).fold(1.0, f64::max) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dips by the Python package diptest 0.10.
    #[test]
    fn dips_are_those_of_another_program() {
        let two = [0.1, 0.3, 0.35, 0.4, 0.5, 3.1, 3.2, 3.25, 3.4, 3.7, 3.9];
        let mut even: Vec<f64> = (0..40).map(|place| f64::from(place * 37 % 101) / 101.0).collect();
        even.sort_by(f64::total_cmp);
        let ties = [1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 7.0, 7.0, 8.0, 8.0, 8.0, 9.0];
        let known =
            [(&two[..], 0.196_969_696_969_696_96), (&even[..], 0.025_675_675_675_675_67), (&ties[..], 1.0 / 6.0)];
        for (numbers, theirs) in known {
            assert!((dip(numbers) - theirs).abs() < 1e-12, "{} {theirs}", dip(numbers));
        }
        assert_eq!((dip(&[]), dip(&[3.0]), dip(&[2.0, 2.0])), (0.0, 0.5, 0.25));
    }

    #[test]
    fn heaps_have_no_valley_and_two_heaps_have_one() {
        for seed in 0..6 {
            let mut draw = Draw::new(seed);
            let tailed: Vec<f64> = (0..2 * 120).map(|_| draw.normal().exp()).collect();
            let apart: Vec<f64> =
                (0..2 * 120).map(|at| draw.normal() + f64::from(u8::from(at % 4 == 0)) * 6.0).collect();
            let even = even_dips(seed);
            let found = |values: Vec<f64>, clusters: u32| {
                valleys(&Points { columns: 2, values }, clusters, &even, seed, &Progress::default()).expect("runs")
            };
            assert!(found(tailed, 2).deepest > 0.5, "{seed}");
            let (two, three) = (found(apart.clone(), 2), found(apart, 3));
            assert!(two.shallowest < 0.01 && three.shallowest > 0.1, "{seed} {two:?} {three:?}");
        }
    }
}
