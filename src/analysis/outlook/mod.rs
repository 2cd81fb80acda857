//! What a patient's own readings lead to expect next, how well such expectations did on this very series, and whether the
//! newest readings still lie on the path of the earlier ones. Every forecast that is scored was made from earlier readings
//! alone, its parameters included.
//! Method and limits: `docs/methods/outlook.md`.

mod local_level;
mod reference;
mod tally;

pub use reference::{Judged, NoPath, Path, Reference, judged, path, reference_readings};
pub use tally::{SignalRecord, is_too_narrow, track_record};

use super::state_space::{Belief, StateSpace, one_step};
use super::statistics::{normal_crps, student_quantile_above};

/// From so many readings on their own variances are fitted.
pub const FEWEST: usize = 8;
/// The variances are fitted again each time there are half as many readings more.
const GROWTH: f64 = 1.5;
/// A newest reading older than so many usual distances is too old to expect much of the next.
const STALE_DISTANCES: f64 = 3.0;
/// How many usual distances are looked ahead.
const AHEAD: f64 = 3.0;
const FAN_POINTS: u32 = 12;

/// One reading that counts: measured, plausible, no limit of measurement. Times in days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    pub at_days: f64,
    pub value: f64,
    pub is_critical: bool,
}

/// Where a reading is expected: its middle, and the interval that holds it in 95 of 100 cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    pub at_days: f64,
    pub middle: f64,
    pub low: f64,
    pub high: f64,
    /// Standard deviation of the reading around the middle.
    pub deviation: f64,
}

/// How the forecasts of this series did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TrackRecord {
    pub scored: usize,
    pub inside: usize,
    /// Mean CRPS, in the series' unit; the same of "as the last one".
    pub error: f64,
    pub error_of_last: f64,
}

/// What is expected, and what that is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// For each scored reading what had been expected of it.
    pub before: Vec<Expected>,
    /// From the newest reading on, at even distances.
    pub fan: Vec<Expected>,
    /// At the usual distance; where that has passed, now.
    pub next: Expected,
    /// Median time between readings.
    pub usual_days: f64,
    pub is_stale: bool,
    pub record: TrackRecord,
    pub path: Result<Path, NoPath>,
}

/// Why nothing is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoOutlook {
    /// With one to judge by, `FEWEST` + 1 are needed.
    TooFew { readings: usize },
    /// All readings are the same, or at one time.
    Still,
}

/// The outlook of readings in order of time.
///
/// # Errors
/// There are too few, or nothing changes.
pub fn outlook(sightings: &[Sighting], now_days: f64) -> Result<Outlook, NoOutlook> {
    if sightings.len() <= FEWEST {
        return Err(NoOutlook::TooFew { readings: sightings.len() });
    }
    let usual_days = usual_distance(sightings).ok_or(NoOutlook::Still)?;
    let (before, followed) = followed(sightings, usual_days)?;
    // What is shown is fitted on everything; the fits on the way are for what is scored.
    let known = Known::of(sightings, sightings.len(), usual_days).unwrap_or(followed);
    let last = sightings.last().map_or(0.0, |last| last.at_days);
    let silence = (now_days - last).max(0.0);
    let until = (AHEAD * usual_days).max(silence);
    let fan = (0..=FAN_POINTS).map(|at| known.expected(last, until * f64::from(at) / f64::from(FAN_POINTS)));
    Ok(Outlook {
        record: record(sightings, &before),
        fan: fan.collect(),
        next: known.expected(last, usual_days.max(silence)),
        is_stale: silence > STALE_DISTANCES * usual_days,
        path: path(sightings),
        usual_days,
        before,
    })
}

/// What is expected of a reading so long after the newest one; `None` where too little is known.
pub fn expected_after(sightings: &[Sighting], after_days: f64) -> Option<Expected> {
    if sightings.len() < FEWEST {
        return None;
    }
    let known = Known::of(sightings, sightings.len(), usual_distance(sightings)?)?;
    Some(known.expected(sightings.last()?.at_days, after_days))
}

/// Median of the times between readings of different times.
fn usual_distance(sightings: &[Sighting]) -> Option<f64> {
    let mut distances: Vec<f64> = sightings
        .windows(2)
        .filter_map(|pair| Some(pair.last()?.at_days - pair.first()?.at_days))
        .filter(|distance| *distance > 0.0)
        .collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 2).copied()
}

/// Model and belief, with how far the interval reaches: variances fitted on few readings are known poorly, so that
/// Student's distribution stands in for the normal one.
struct Known {
    model: StateSpace,
    belief: Belief,
    fitted_on: usize,
    reach: f64,
}

impl Known {
    /// After the first `count` readings.
    fn of(sightings: &[Sighting], count: usize, usual_days: f64) -> Option<Known> {
        let (model, belief) = local_level::fitted(sightings.get(..count)?, usual_days)?;
        // Two were spent on the two variances, beside the level.
        let freedom = count.saturating_sub(3).max(1) as f64;
        Some(Known { model, belief, fitted_on: count, reach: student_quantile_above(0.025, freedom) })
    }

    fn expected(&self, last: f64, after: f64) -> Expected {
        let found = self.model.forecast(&self.belief, after);
        let deviation = found.reading_var.sqrt();
        let (low, high) = (found.mean - self.reach * deviation, found.mean + self.reach * deviation);
        Expected { at_days: last + after, middle: found.mean, low, high, deviation }
    }

    /// Takes in a reading.
    fn sees(&mut self, after: f64, value: f64) -> Option<()> {
        let reading = super::state_space::Reading { at: 0.0, value: Some(value) };
        let step = one_step(&self.model, self.model.later(&self.belief, after), reading).ok()?;
        self.belief = step.filtered;
        Some(())
    }
}

/// What was expected of each reading behind the first ones, and what is known after the last.
fn followed(sightings: &[Sighting], usual_days: f64) -> Result<(Vec<Expected>, Known), NoOutlook> {
    let mut known = Known::of(sightings, FEWEST, usual_days).ok_or(NoOutlook::Still)?;
    let mut before = Vec::with_capacity(sightings.len());
    for (at, sighting) in sightings.iter().enumerate().skip(FEWEST) {
        if at as f64 >= GROWTH * known.fitted_on as f64
            && let Some(again) = Known::of(sightings, at, usual_days)
        {
            known = again;
        }
        let last = sightings.get(at - 1).map_or(sighting.at_days, |last| last.at_days);
        let after = sighting.at_days - last;
        before.push(known.expected(last, after));
        known.sees(after, sighting.value).ok_or(NoOutlook::Still)?;
    }
    Ok((before, known))
}

fn record(sightings: &[Sighting], before: &[Expected]) -> TrackRecord {
    let mut record = TrackRecord::default();
    let behind = sightings.get(FEWEST - 1..).unwrap_or_default();
    for (pair, expected) in behind.windows(2).zip(before) {
        let [last, now] = pair else { continue };
        record.scored += 1;
        record.inside += usize::from((expected.low..=expected.high).contains(&now.value));
        record.error += normal_crps(now.value - expected.middle, expected.deviation);
        record.error_of_last += (now.value - last.value).abs();
    }
    let count = record.scored.max(1) as f64;
    TrackRecord { error: record.error / count, error_of_last: record.error_of_last / count, ..record }
}

#[cfg(test)]
mod tests;
