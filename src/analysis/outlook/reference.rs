//! Whether the newest readings lie on the path of the first ones: a reference that is learned once and then stays, since
//! a level that follows would take every lasting change for the path.

use super::{FEWEST, Sighting};
use crate::analysis::departure::{ChartPoint, Limits, charts};
use crate::analysis::state_space::{Belief, Dynamics, Reading, StateSpace, Step, filtered};

/// No more than this many readings are the reference, and at least so many have to follow.
const MOST: usize = 30;
const FEWEST_AFTER: usize = 4;

/// Readings that the path is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    pub readings: usize,
    pub from_days: f64,
    pub to_days: f64,
    /// Their mean.
    pub set_point: f64,
}

/// Where the newest readings lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Path {
    Unchanged(Reference),
    /// Half way to a departure.
    Drifting(Reference),
    Departed {
        reference: Reference,
        since_days: f64,
    },
}

/// Why there is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPath {
    TooFew,
    /// A critical value among the first readings: they are nothing to be compared with.
    Critical,
    Still,
}

/// Where the newest readings lie, by the first ones, with the usual threshold.
///
/// # Errors
/// Why there is nothing to compare with.
pub fn path(sightings: &[Sighting]) -> Result<Path, NoPath> {
    judged(sightings, Limits::USUAL.threshold).map(|judged| judged.path)
}

/// Where the newest readings lie, and when they left.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub path: Path,
    /// Times in days at which the sum rose above the threshold, the earliest first; it may have come back between.
    pub departures: Vec<f64>,
}

/// As [`path`], for a threshold of the CUSUM.
///
/// # Errors
/// Why there is nothing to compare with.
pub fn judged(sightings: &[Sighting], threshold: f64) -> Result<Judged, NoPath> {
    let count = reference_readings(sightings);
    let (first, after) = sightings.split_at_checked(count).ok_or(NoPath::TooFew)?;
    if after.len() < FEWEST_AFTER {
        return Err(NoPath::TooFew);
    }
    if first.iter().any(|sighting| sighting.is_critical) {
        return Err(NoPath::Critical);
    }
    let (model, start) = learned(first).ok_or(NoPath::Still)?;
    let reference = Reference {
        readings: count,
        from_days: first.first().map_or(0.0, |sighting| sighting.at_days),
        to_days: first.last().map_or(0.0, |sighting| sighting.at_days),
        set_point: start.mean[0],
    };
    let steps = filtered(&model, start, &readings(sightings)).map_err(|_| NoPath::Still)?;
    let innovations: Vec<Option<f64>> =
        steps.iter().skip(count).map(|step| step.standardised().map(|e| as_normal(e, count))).collect();
    // What the reference's mean itself is off is forgiven, or every short reference would be left sooner or later.
    let slack = Limits::USUAL.slack + 1.0 / (count as f64).sqrt();
    let points = charts(&innovations, &Limits { slack, threshold, ..Limits::USUAL });
    let path = path_of(&points, after, reference, threshold)?;
    Ok(Judged { path, departures: onsets(&points, after) })
}

/// How many of the readings are the reference.
pub fn reference_readings(sightings: &[Sighting]) -> usize {
    (sightings.len() / 2).clamp(FEWEST, MOST)
}

fn path_of(points: &[ChartPoint], after: &[Sighting], reference: Reference, threshold: f64) -> Result<Path, NoPath> {
    let is_calm = |at: &usize| points.get(*at).is_some_and(|point| !point.is_departure);
    let Some(newest) = points.last() else { return Err(NoPath::TooFew) };
    if newest.is_departure {
        let since = (0..points.len()).rev().find(is_calm).map_or(0, |calm| calm + 1);
        let since_days = after.get(since).map_or(reference.to_days, |sighting| sighting.at_days);
        return Ok(Path::Departed { reference, since_days });
    }
    let is_half_way = newest.above.max(newest.below) > threshold / 2.0;
    Ok(if is_half_way { Path::Drifting(reference) } else { Path::Unchanged(reference) })
}

fn onsets(points: &[ChartPoint], after: &[Sighting]) -> Vec<f64> {
    let mut was_out = false;
    let mut found = Vec::new();
    for (point, sighting) in points.iter().zip(after) {
        if point.is_departure && !was_out {
            found.push(sighting.at_days);
        }
        was_out = point.is_departure;
    }
    found
}

/// An innovation from a mean and a variance that so many readings taught follows Student's distribution: the normal
/// number that lies as far out (Wallace 1959).
fn as_normal(innovation: f64, readings: usize) -> f64 {
    let (count, freedom) = (readings as f64, readings as f64 - 1.0);
    let t = innovation / (1.0 + 1.0 / count).sqrt();
    let far = (freedom * (t * t / freedom).ln_1p()).sqrt() * (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0);
    far.copysign(t)
}

fn readings(sightings: &[Sighting]) -> Vec<Reading> {
    sightings.iter().map(|sighting| Reading { at: sighting.at_days, value: Some(sighting.value) }).collect()
}

/// A set point with a pull towards it; among a few pulls and shares of noise the likeliest, with its scale in closed form.
fn learned(first: &[Sighting]) -> Option<(StateSpace, Belief)> {
    let count = first.len() as f64;
    let set_point = first.iter().map(|sighting| sighting.value).sum::<f64>() / count;
    let span = first.last()?.at_days - first.first()?.at_days;
    let usual = if span > 0.0 { span / count } else { return None };
    let readings = readings(first);
    let pulls = [0.05, 0.15, 0.5, 1.5].map(|share| share / usual);
    let tried = pulls.into_iter().flat_map(|pull| [0.1, 0.3, 0.6, 0.9].map(|noise| (pull, noise)));
    let scaled = tried.filter_map(|(pull, noise)| {
        let (model, start) = reverting(set_point, pull, noise, 1.0);
        let steps = filtered(&model, start, &readings).ok()?;
        let squares: f64 = steps.iter().filter_map(Step::standardised).map(|e| e * e).sum();
        let logs: f64 = steps.iter().map(|step| step.innovation_var.ln()).sum();
        // One number was taken from the readings: their mean.
        let scale = squares / (count - 1.0);
        let likelihood = -0.5 * (count * scale.ln() + logs);
        (scale > 0.0 && likelihood.is_finite()).then_some((likelihood, pull, noise, scale))
    });
    let (_, pull, noise, scale) = scaled.max_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(reverting(set_point, pull, noise, scale))
}

/// A model whose readings have this variance in all, a share of it noise of the reading.
fn reverting(set_point: f64, pull: f64, noise: f64, variance: f64) -> (StateSpace, Belief) {
    let level = (1.0 - noise) * variance;
    let dynamics = Dynamics::Reverting { set_point, pull, noise: 2.0 * pull * level };
    let start = Belief { mean: [set_point, 0.0], cov: [[level, 0.0], [0.0, 0.0]] };
    (StateSpace { dynamics, reading_noise: noise * variance }, start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::statistics::{normal_below, student_above};
    use crate::base::Draw;

    #[test]
    fn as_far_out_as_students_number_is() {
        for t in [0.3, 1.0, 2.0, 4.0f64] {
            let normal = as_normal(t * (1.0f64 + 1.0 / 9.0).sqrt(), 9);
            let (ours, theirs) = (1.0 - normal_below(normal), student_above(t, 8.0));
            assert!((ours / theirs - 1.0).abs() < 0.03, "{t}: {ours} {theirs}");
        }
    }

    /// Readings of one making throughout: nearly none may be told to have left their path, however short the reference.
    #[test]
    fn short_references_are_seldom_left_by_chance() {
        for count in [18, 24, 60] {
            let made = |seed: u64| -> Vec<Sighting> {
                let mut draw = Draw::for_part(seed, count);
                (0..count)
                    .map(|at| Sighting { at_days: at as f64, value: 120.0 + 10.0 * draw.normal(), is_critical: false })
                    .collect()
            };
            let left = (0..400).filter(|seed| matches!(path(&made(*seed)), Ok(Path::Departed { .. }))).count();
            assert!(left <= 16, "{left} of 400 with {count} readings");
        }
    }
}
