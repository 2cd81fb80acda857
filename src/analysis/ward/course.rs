//! Whether a patient's signs still lie on their own path, and whether anything comes at all.

use super::signs::{At, Sign, Signs, round_at};
use crate::analysis::departure::AlertBudget;
use crate::analysis::outlook::{Judged, NoPath, Path, Sighting, judged, reference_readings};

/// Readings that the path is learned from, and newest ones that are judged.
const REFERENCE: usize = 30;
const JUDGED: usize = 720;
/// Readings closer than this say the same twice.
const APART_SECS: i64 = 50;
/// A reference is learned only where NEWS2 was not above this.
const CALM_POINTS: u8 = 4;
/// Monitored is who had a value at least so often; silent, who had none for three times as long and ten minutes.
const MONITORED_SECS: i64 = 5 * 60;
const SILENT_SECS: i64 = 10 * 60;
const DAY_SECS: f64 = 86_400.0;

/// Where the newest signs lie.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// Unchanged, which does not mean well.
    AsBefore,
    Drifting {
        signs: Vec<Sign>,
    },
    Departed {
        since_utc_secs: i64,
        signs: Vec<Sign>,
    },
    /// Nothing to compare with.
    NoReference,
}

impl Course {
    /// Stable: text `ward-course-<id>`.
    pub fn id(&self) -> &'static str {
        match self {
            Course::AsBefore => "as-before",
            Course::Drifting { .. } => "drifting",
            Course::Departed { .. } => "departed",
            Course::NoReference => "no-reference",
        }
    }
}

/// The course of a stay and when signs left their path, the earliest first.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseTold {
    pub course: Course,
    /// Instants at which a sign left, one of each sign and time.
    pub departures_utc_secs: Vec<i64>,
}

/// The course of a stay: each measured sign against its first readings, while NEWS2 was at most 4. The budget says how many
/// false alerts of all signs together are borne.
pub fn course_of(signs: &Signs, from_utc_secs: i64, now_utc_secs: i64, budget: AlertBudget) -> CourseTold {
    let (mut departed, mut drifting, mut is_judged, mut since) = (Vec::new(), Vec::new(), false, i64::MAX);
    let mut departures = Vec::new();
    for sign in Sign::MEASURED {
        let Ok(judged) = path_of(signs, sign, (from_utc_secs, now_utc_secs), budget) else { continue };
        departures.extend(judged.departures.iter().map(|days| (days * DAY_SECS).round() as i64));
        match judged.path {
            Path::Departed { since_days, .. } => {
                since = since.min((since_days * DAY_SECS).round() as i64);
                departed.push(sign);
            }
            Path::Drifting(_) => drifting.push(sign),
            Path::Unchanged(_) => is_judged = true,
        }
    }
    departures.sort_unstable();
    let course = match (departed.is_empty(), drifting.is_empty(), is_judged) {
        (false, ..) => Course::Departed { since_utc_secs: since, signs: departed },
        (true, false, _) => Course::Drifting { signs: drifting },
        (true, true, true) => Course::AsBefore,
        (true, true, false) => Course::NoReference,
    };
    CourseTold { course, departures_utc_secs: departures }
}

/// How often a day the readings behind the reference come; over an hour at least, so that a burst is not taken for a habit.
fn readings_a_day(sightings: &[Sighting]) -> f64 {
    let after = sightings.get(reference_readings(sightings).min(sightings.len())..).unwrap_or_default();
    let span = match (after.first(), after.last()) {
        (Some(first), Some(last)) => (last.at_days - first.at_days).max(1.0 / 24.0),
        _ => return 1.0,
    };
    after.len().saturating_sub(1) as f64 / span
}

fn path_of(signs: &Signs, sign: Sign, (from, now): (i64, i64), budget: AlertBudget) -> Result<Judged, NoPath> {
    let mut readings: Vec<At> = Vec::new();
    for at in signs.of(sign).iter().filter(|at| (from..=now).contains(&at.utc_secs)) {
        if readings.last().is_none_or(|last| at.utc_secs - last.utc_secs >= APART_SECS) {
            readings.push(*at);
        }
    }
    let cut = readings.len().saturating_sub(JUDGED).max(REFERENCE.min(readings.len()));
    readings.drain(REFERENCE.min(readings.len())..cut);
    let is_unwell = |at: &At| round_at(signs, at.utc_secs).is_some_and(|round| round.least > CALM_POINTS);
    let reference = (readings.len() / 2).min(REFERENCE);
    let sightings: Vec<Sighting> = readings
        .iter()
        .enumerate()
        .map(|(place, at)| Sighting {
            at_days: at.utc_secs as f64 / DAY_SECS,
            value: at.value,
            is_critical: place < reference && is_unwell(at),
        })
        .collect();
    judged(&sightings, budget.threshold(readings_a_day(&sightings), Sign::MEASURED.len()))
}

/// Since when nothing came of somebody who is monitored; `None` where values come, or come by hand.
pub fn silent_since(signs: &Signs, now_utc_secs: i64) -> Option<i64> {
    let mut times: Vec<i64> = Sign::MEASURED
        .iter()
        .flat_map(|sign| signs.of(*sign).iter().rev().take(12))
        .map(|at| at.utc_secs)
        .filter(|at| *at <= now_utc_secs)
        .collect();
    times.sort_unstable();
    times.dedup();
    let newest = *times.last()?;
    let mut distances: Vec<i64> = times
        .windows(2)
        .map(|pair| match pair {
            [one, next] => next - one,
            _ => 0,
        })
        .collect();
    let mut lately = distances.split_off(distances.len().saturating_sub(8));
    lately.sort_unstable();
    let usual = *lately.get(lately.len() / 2)?;
    let silence = now_utc_secs - newest;
    (usual <= MONITORED_SECS && silence > SILENT_SECS.max(3 * usual)).then_some(newest)
}

/// Ends of the pauses in a monitor's times that were told as silence: longer than ten minutes and three times the usual
/// distance of the eight before.
pub(super) fn pauses(times: &[i64]) -> Vec<i64> {
    let distances: Vec<i64> =
        times.windows(2).map(|pair| if let [one, next] = pair { next - one } else { 0 }).collect();
    let is_pause = |at: usize| {
        let mut lately = distances.get(at.saturating_sub(8)..at).unwrap_or_default().to_vec();
        lately.sort_unstable();
        let usual = lately.get(lately.len() / 2).copied();
        let silence = distances.get(at).copied().unwrap_or(0);
        usual.is_some_and(|usual| usual <= MONITORED_SECS && silence > SILENT_SECS.max(3 * usual))
    };
    (0..distances.len()).filter(|at| is_pause(*at)).filter_map(|at| times.get(at + 1).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Draw;

    /// A pulse each minute that rises by so many beats from the 90th minute on.
    fn pulse(rise: f64) -> Signs {
        let mut draw = Draw::new(4);
        let mut signs = Signs::default();
        for minute in 0..180 {
            let drift = rise * (f64::from(minute - 90) / 90.0).max(0.0);
            signs.push(Sign::Pulse, At { utc_secs: i64::from(minute) * 60, value: 76.0 + drift + 2.0 * draw.normal() });
        }
        signs
    }

    #[test]
    fn a_rise_is_a_departure_with_its_time_and_what_is_unwell_is_no_reference() {
        let course_of = |signs: &Signs, from, now| super::course_of(signs, from, now, AlertBudget::USUAL).course;
        assert_eq!(course_of(&pulse(0.0), 0, 10_800), Course::AsBefore);
        match course_of(&pulse(40.0), 0, 10_800) {
            Course::Departed { since_utc_secs, signs } => {
                assert!((90 * 60..120 * 60).contains(&since_utc_secs), "{since_utc_secs}");
                assert_eq!(signs, [Sign::Pulse]);
            }
            other => panic!("{other:?}"),
        }
        let mut unwell = pulse(0.0);
        for value in [(Sign::Saturation, 90.0), (Sign::Breathing, 30.0)] {
            unwell.push(value.0, At { utc_secs: 0, value: value.1 });
        }
        unwell.settle();
        assert_eq!(course_of(&unwell, 0, 10_800), Course::NoReference);
        assert_eq!(course_of(&Signs::default(), 0, 0), Course::NoReference);
    }

    /// A ward that bears fewer false alerts hears of the same rise later, and hears of it once.
    #[test]
    fn a_smaller_budget_waits_longer() {
        let heard = |per_patient_day: f64| {
            super::course_of(&pulse(40.0), 0, 10_800, AlertBudget { per_patient_day }).departures_utc_secs
        };
        let (soon, late) = (heard(1.0), heard(0.02));
        assert_eq!(late.len(), 1);
        assert!(soon.first() < late.first(), "{soon:?} {late:?}");
    }

    #[test]
    fn silence_is_of_a_monitor_and_not_of_a_round() {
        assert_eq!(silent_since(&pulse(0.0), 179 * 60 + 300), None);
        assert_eq!(silent_since(&pulse(0.0), 179 * 60 + 660), Some(179 * 60));
        let mut rounds = Signs::default();
        (0..9).for_each(|hour| rounds.push(Sign::Pulse, At { utc_secs: hour * 4 * 3600, value: 70.0 }));
        assert_eq!(silent_since(&rounds, 60 * 3600), None);
        let mut paused = pulse(0.0);
        paused.push(Sign::Pulse, At { utc_secs: 200 * 60, value: 75.0 });
        assert_eq!((paused.silences(), rounds.silences()), (vec![200 * 60], Vec::new()));
    }
}
