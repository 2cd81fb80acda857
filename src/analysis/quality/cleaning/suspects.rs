//! Which values are not credible as recorded: outside the plausible span, or on an excursion faster than the body allows.

use crate::domain::indicator::IndicatorId;

use super::limits::Limit;
use super::series::Point;

/// A longer excursion is not taken for a slip.
const LONGEST_EXCURSION: usize = 3;
/// At the beginning or end of a series, so many other values must stand against a single one.
const AGAINST_AN_END: usize = 3;

/// Why a value is not credible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    Implausible,
    /// The series leaves faster than possible and returns.
    Excursion,
    /// The first or last value alone is too far from the next.
    AtAnEnd,
    /// The series leaves faster than possible and stays: the first value there.
    Stays,
}

/// A value that is not credible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspect {
    pub at: usize,
    pub doubt: Doubt,
}

/// A series' positions: those not credible, and those to compare with.
#[derive(Debug, Default)]
pub struct Split {
    pub suspects: Vec<Suspect>,
    /// In order of time.
    pub credible: Vec<usize>,
}

/// Splits a series.
pub fn split(indicator: IndicatorId, points: &[Point<'_>], limit: Option<&Limit>) -> Split {
    let plausible = indicator.indicator().plausible;
    let is_credible = |point: &Point<'_>| point.is_settled || plausible.contains(point.value);
    let mut split = Split::default();
    for (at, point) in points.iter().enumerate() {
        if is_credible(point) {
            split.credible.push(at);
        } else {
            split.suspects.push(Suspect { at, doubt: Doubt::Implausible });
        }
    }
    if let Some(limit) = limit {
        part_excursions(points, limit, &mut split);
    }
    split.suspects.sort_by_key(|suspect| suspect.at);
    split
}

/// Takes what breaks the limit out of the credible values.
fn part_excursions(points: &[Point<'_>], limit: &Limit, split: &mut Split) {
    let is_broken = |from: usize, to: usize| match (points.get(from), points.get(to)) {
        (Some(from), Some(to)) => limit.is_broken(from.value, to.value, to.utc_secs - from.utc_secs),
        _ => false,
    };
    let mut credible = std::mem::take(&mut split.credible);
    let singles = singles(points, &credible, &is_broken);
    credible.retain(|at| !singles.contains(at));
    split.suspects.extend(singles.into_iter().map(|at| Suspect { at, doubt: Doubt::Excursion }));
    let runs = credible.chunk_by(|&a, &b| !is_broken(a, b)).map(<[usize]>::to_vec);
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for run in runs {
        kept.push(run);
        while let Some(excursion) = fold_excursion(&mut kept, &is_broken) {
            split.suspects.extend(excursion.into_iter().map(|at| Suspect { at, doubt: Doubt::Excursion }));
        }
    }
    part_ends(&mut kept, split);
    let steps = kept.iter().skip(1).filter_map(|run| run.first());
    split.suspects.extend(steps.map(|&at| Suspect { at, doubt: Doubt::Stays }));
    split.credible = kept.into_iter().flatten().collect();
    let is_settled = |at: usize| points.get(at).is_some_and(|point| point.is_settled);
    split.suspects.retain(|suspect| !is_settled(suspect.at));
}

/// Values at a break without which the series goes on unbroken, nearer to what is on the other side than they are: the
/// way back from a slip may be slow enough, where the next value came months later.
fn singles(points: &[Point<'_>], credible: &[usize], is_broken: &impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let ratio = |one: usize, other: usize| match (points.get(one), points.get(other)) {
        (Some(one), Some(other)) => (one.value / other.value).ln().abs(),
        _ => f64::INFINITY,
    };
    // Whether `odd`, beside `near`, is away from where both `near` and `beyond` are.
    let is_odd = |odd: usize, near: usize, beyond: Option<&usize>| {
        beyond.is_some_and(|&beyond| !is_broken(near, beyond) && ratio(beyond, near) < ratio(beyond, odd))
    };
    let mut found = Vec::new();
    for (place, pair) in credible.windows(2).enumerate() {
        let &[left, right] = pair else { continue };
        if found.last() == Some(&left) || !is_broken(left, right) {
            continue;
        }
        let before = place.checked_sub(1).and_then(|place| credible.get(place));
        let after = credible.get(place + 2);
        match (is_odd(left, right, before), is_odd(right, left, after)) {
            (true, false) => found.push(left),
            (false, true) => found.push(right),
            (true, true) | (false, false) => {}
        }
    }
    found
}

/// Where the last run goes on as an earlier one ended, what lies between is an excursion: taken out, and the two joined.
fn fold_excursion(runs: &mut Vec<Vec<usize>>, is_broken: &impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    let (after, earlier) = runs.split_last()?;
    let mut length = 0;
    for (place, between) in earlier.iter().enumerate().skip(1).rev() {
        length += between.len();
        let before = earlier.get(place - 1)?;
        if length > LONGEST_EXCURSION || length >= before.len() + after.len() {
            return None;
        }
        if !is_broken(*before.last()?, *after.first()?) {
            let after = runs.pop()?;
            let excursion = runs.split_off(place).concat();
            runs.last_mut()?.extend(after);
            return Some(excursion);
        }
    }
    None
}

fn part_ends(runs: &mut Vec<Vec<usize>>, split: &mut Split) {
    let all: usize = runs.iter().map(Vec::len).sum();
    for from_the_end in [true, false] {
        let run = if from_the_end { runs.last() } else { runs.first() };
        let is_alone = runs.len() > 1 && run.is_some_and(|run| run.len() == 1) && all > AGAINST_AN_END;
        if is_alone {
            let run = if from_the_end { runs.pop().unwrap_or_default() } else { runs.remove(0) };
            split.suspects.extend(run.into_iter().map(|at| Suspect { at, doubt: Doubt::AtAnEnd }));
        }
    }
}
