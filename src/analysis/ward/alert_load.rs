//! How much a ward is alerted: alerts raised in a day for each day of a patient, and how many of them people went on past.
//! Raised is what the records of the day would have raised, read again in quarters of an hour; so it does not depend on whether
//! anybody had the board open.

use super::alerts::OwnLimit;
use super::laboratory::Labs;
use super::signs::{Band, Signs};
use super::trend::TrendPoint;

/// Over which time alerts are counted.
pub const LOAD_SECS: i64 = 86_400;

/// What one patient adds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AlertLoad {
    pub critical: u32,
    pub warnings: u32,
    /// Of the warnings, departures: what the budget is about.
    pub departures: u32,
    pub patient_days: f64,
    /// Alerts that somebody went on past.
    pub overridden: u32,
}

impl AlertLoad {
    #[must_use]
    pub fn plus(self, other: AlertLoad) -> AlertLoad {
        AlertLoad {
            critical: self.critical + other.critical,
            warnings: self.warnings + other.warnings,
            departures: self.departures + other.departures,
            patient_days: self.patient_days + other.patient_days,
            overridden: self.overridden + other.overridden,
        }
    }

    pub fn raised(&self) -> u32 {
        self.critical + self.warnings
    }

    /// Alerts of a day of a patient; `None` before anybody was watched for a tenth of a day.
    pub fn per_patient_day(&self) -> Option<f64> {
        (self.patient_days >= 0.1).then(|| f64::from(self.raised()) / self.patient_days)
    }

    pub fn departures_per_patient_day(&self) -> Option<f64> {
        (self.patient_days >= 0.1).then(|| f64::from(self.departures) / self.patient_days)
    }

    /// The share of what was raised that somebody went on past.
    pub fn override_rate(&self) -> Option<f64> {
        (self.raised() > 0).then(|| f64::from(self.overridden) / f64::from(self.raised()))
    }
}

/// What is read again of a patient.
pub struct LoadFacts<'a> {
    pub signs: &'a Signs,
    /// The score of the last day.
    pub trend: &'a [TrendPoint],
    pub departures_utc_secs: &'a [i64],
    pub labs: &'a Labs,
    pub limits: &'a [OwnLimit],
    /// Times at which somebody went on past an alert.
    pub overridden_utc_secs: &'a [i64],
}

/// What one patient was alerted to in the day before an instant.
pub fn alert_load(facts: &LoadFacts<'_>, now_utc_secs: i64) -> AlertLoad {
    let from = now_utc_secs - LOAD_SECS;
    let in_time = |at: &i64| (from + 1..=now_utc_secs).contains(at);
    let count = |times: &mut dyn Iterator<Item = i64>| times.filter(in_time).count() as u32;
    let scores = count(&mut score_onsets(facts.trend).into_iter());
    let laboratory = count(&mut facts.labs.critical_onsets().into_iter().map(|(_, at)| at));
    let own = count(&mut facts.limits.iter().flat_map(|limit| limit.onsets(facts.signs)));
    let injuries = facts.labs.injury_onsets(from);
    let grave = count(&mut injuries.iter().filter(|(stage, _)| *stage >= 2).map(|(_, at)| *at));
    let mild = count(&mut injuries.iter().filter(|(stage, _)| *stage < 2).map(|(_, at)| *at));
    let departures = count(&mut facts.departures_utc_secs.iter().copied());
    let silences = count(&mut facts.signs.silences().into_iter());
    AlertLoad {
        critical: scores + laboratory + own + grave,
        warnings: mild + departures + silences,
        departures,
        patient_days: watched_days(facts.signs, from, now_utc_secs),
        overridden: count(&mut facts.overridden_utc_secs.iter().copied()),
    }
}

/// Times at which the score began to ask for somebody.
fn score_onsets(trend: &[TrendPoint]) -> Vec<i64> {
    let mut was_on = false;
    let mut found = Vec::new();
    for point in trend {
        let is_on = point.band >= Band::LowMedium;
        if is_on && !was_on {
            found.push(point.at_utc_secs);
        }
        was_on = is_on;
    }
    found
}

/// From the first sign of the time to its end.
fn watched_days(signs: &Signs, from: i64, now: i64) -> f64 {
    let first = signs.first_time_after(from, now);
    first.map_or(0.0, |first| (now - first) as f64 / LOAD_SECS as f64)
}

#[cfg(test)]
mod tests {
    use super::super::laboratory::tests::{DAY, value};
    use super::super::signs::tests::calm;
    use super::super::signs::{At, Sign};
    use super::super::trend::trend;
    use super::*;

    #[test]
    fn a_day_counts_each_beginning_once() {
        let now = 10 * DAY;
        let mut signs = calm(now - DAY / 2);
        for (hours, pulse) in [(10, 135.0), (9, 136.0), (8, 80.0), (3, 140.0)] {
            signs.push(Sign::Pulse, At { utc_secs: now - hours * 3600, value: pulse });
        }
        signs.settle();
        let labs = Labs::new(vec![value("potassium", now - 60, 6.9), value("potassium", now - 3 * DAY, 6.9)]);
        let facts = LoadFacts {
            signs: &signs,
            trend: &trend(&signs, now),
            departures_utc_secs: &[now - 2 * DAY, now - 600],
            labs: &labs,
            limits: &[],
            overridden_utc_secs: &[now - 60, now - 2 * DAY],
        };
        let load = alert_load(&facts, now);
        // Potassium was critical all along: news three days ago.
        assert_eq!((load.critical, load.warnings, load.departures, load.overridden), (2, 1, 1, 1));
        assert!((load.patient_days - 0.5).abs() < 1e-9, "{}", load.patient_days);
        assert_eq!((load.per_patient_day(), load.override_rate()), (Some(6.0), Some(1.0 / 3.0)));
        assert_eq!(AlertLoad::default().per_patient_day(), None);
        assert_eq!(AlertLoad::default().plus(load), load);
    }
}
