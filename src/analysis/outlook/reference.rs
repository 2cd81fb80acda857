//! Whether the newest readings lie on the path of the first ones: a reference that is learned once and then stays, since
//! a level that follows would take every lasting change for the path.

use super::{FEWEST, Sighting};
use crate::analysis::departure::{Limits, charts};
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

pub fn path(sightings: &[Sighting]) -> Result<Path, NoPath> {
    let count = (sightings.len() / 2).clamp(FEWEST, MOST);
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
    let innovations: Vec<Option<f64>> = steps.iter().skip(count).map(Step::standardised).collect();
    let points = charts(&innovations, &Limits::USUAL);
    let is_calm = |at: &usize| points.get(*at).is_some_and(|point| !point.is_departure);
    let Some(newest) = points.last() else { return Err(NoPath::TooFew) };
    if newest.is_departure {
        let since = (0..points.len()).rev().find(is_calm).map_or(0, |calm| calm + 1);
        let since_days = after.get(since).map_or(reference.to_days, |sighting| sighting.at_days);
        return Ok(Path::Departed { reference, since_days });
    }
    let is_half_way = newest.above.max(newest.below) > Limits::USUAL.threshold / 2.0;
    Ok(if is_half_way { Path::Drifting(reference) } else { Path::Unchanged(reference) })
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
