//! How the forecasts of one kind of signal did over many patients.

use super::{FEWEST, Sighting, TrackRecord, followed, record, usual_distance};

/// The records of many series, added up; each forecast weighs the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SignalRecord {
    /// Series with at least one forecast that was scored.
    pub series: usize,
    pub scored: usize,
    pub inside: usize,
    error_sum: f64,
    error_of_last_sum: f64,
}

impl SignalRecord {
    pub fn add(&mut self, record: &TrackRecord) {
        if record.scored == 0 {
            return;
        }
        let count = record.scored as f64;
        self.series += 1;
        self.scored += record.scored;
        self.inside += record.inside;
        self.error_sum += record.error * count;
        self.error_of_last_sum += record.error_of_last * count;
    }

    /// Share of values inside the interval that should hold 95 of 100.
    pub fn coverage(&self) -> Option<f64> {
        (self.scored > 0).then(|| self.inside as f64 / self.scored as f64)
    }

    /// Mean CRPS in the signal's unit, and that of "as the last one".
    pub fn errors(&self) -> Option<(f64, f64)> {
        let count = self.scored as f64;
        (self.scored > 0).then(|| (self.error_sum / count, self.error_of_last_sum / count))
    }

    /// Whether fewer values lay inside than chance would leave out of an interval that holds.
    pub fn is_too_narrow(&self) -> bool {
        is_too_narrow(self.inside, self.scored)
    }
}

/// Whether so few of the scored values lay inside that a 95 % interval would leave out as many in less than one case of a
/// hundred (normal approximation, from 20 values on).
pub fn is_too_narrow(inside: usize, scored: usize) -> bool {
    const SHARE: f64 = 0.95;
    const FEWEST_SCORED: usize = 20;
    const FAR: f64 = 2.33;
    let count = scored as f64;
    scored >= FEWEST_SCORED && SHARE - inside as f64 / count > FAR * (SHARE * (1.0 - SHARE) / count).sqrt()
}

/// How the forecasts of a series did; `None` where none can be scored.
pub fn track_record(sightings: &[Sighting]) -> Option<TrackRecord> {
    if sightings.len() <= FEWEST {
        return None;
    }
    let (before, _) = followed(sightings, usual_distance(sightings)?).ok()?;
    Some(record(sightings, &before))
}

#[cfg(test)]
mod tests {
    use super::super::outlook;
    use super::*;
    use crate::base::Draw;

    #[test]
    fn records_add_up_and_a_band_that_does_not_hold_is_told() {
        let series = |seed: u64| -> Vec<Sighting> {
            let mut draw = Draw::new(seed);
            (0..60)
                .map(|at| Sighting { at_days: f64::from(at), value: 70.0 + draw.normal(), is_critical: false })
                .collect()
        };
        let mut sum = SignalRecord::default();
        for seed in 0..20 {
            let own = track_record(&series(seed)).expect("enough readings");
            assert_eq!(Some(own), outlook(&series(seed), 60.0).ok().map(|outlook| outlook.record));
            sum.add(&own);
        }
        assert_eq!((sum.series, sum.scored), (20, 20 * 52));
        let coverage = sum.coverage().expect("scored");
        assert!((0.90..0.99).contains(&coverage), "{coverage}");
        let (error, of_last) = sum.errors().expect("scored");
        // Noise around a level: the level is the better forecast.
        assert!(error < of_last * 0.8, "{error} {of_last}");
        assert!(is_too_narrow(34, 52) && !is_too_narrow(47, 52) && !is_too_narrow(10, 19));
        assert_eq!(track_record(&series(0)[..8]), None);
    }
}
