//! How far a patient's NEWS2 can be relied on now, and when the next observations are due.

use super::course::silent_since;
use super::signs::{Band, Round, Signs, round_as_of};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
/// "Continuous" observation is not kept up where one of the five measured signs is older than this: a cuff measures every
/// quarter of an hour. Our own choice.
const CONTINUOUS_SECS: i64 = 20 * MINUTE;

/// How far the score can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Complete, and not overdue.
    Fresh,
    /// Complete, and the next observations are overdue, or a monitor fell silent.
    Stale,
    /// The newest signs do not make a score; an older one may be known.
    Partial,
    /// There never was a complete score.
    NeverScored,
    /// Younger than the model takes: there is no score.
    OutsideModel,
}

/// When the next observations are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Observed all the time.
    Continuous,
    In {
        secs: i64,
    },
    /// They may be made, and are overdue in so long.
    Now {
        overdue_in_secs: i64,
    },
    /// `None`: they never were complete.
    Overdue {
        by_secs: Option<i64>,
    },
}

impl Due {
    pub fn is_overdue(self) -> bool {
        matches!(self, Due::Overdue { .. })
    }

    /// Where the newest signs make no score, or their clock is wrong, nobody waits for the usual time: an hour after the last
    /// whole set they are overdue.
    fn at_once(self, measured_utc_secs: i64, band: Band, now_utc_secs: i64) -> Due {
        let Due::In { .. } = self else { return self };
        let left = intervals(band).1.min(HOUR) - (now_utc_secs - measured_utc_secs).max(0);
        if left < 0 { Due::Overdue { by_secs: Some(-left) } } else { Due::Now { overdue_in_secs: left } }
    }
}

/// Where a patient stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Of the newest signs, complete or not.
    pub newest: Option<Round>,
    /// The newest complete one.
    pub complete: Option<Round>,
    pub freshness: Freshness,
    pub due: Due,
}

impl Standing {
    /// The most urgent of what is known: the last complete score, and what the newest signs come to at least.
    pub fn band(&self) -> Option<Band> {
        [&self.complete, &self.newest].into_iter().flatten().map(|round| round.band).max()
    }

    /// The points that go with it.
    pub fn points(&self) -> u8 {
        [&self.complete, &self.newest].into_iter().flatten().map(|round| round.least).max().unwrap_or(0)
    }
}

/// From when on observations are due after a score of a band, and when they are overdue (RCP 2017: 0 points at least 12-hourly,
/// 1-4 points 4-6-hourly, a single 3 or 5-6 points hourly, 7 and more continuously).
fn intervals(band: Band) -> (i64, i64) {
    match band {
        Band::Routine => (12 * HOUR, 12 * HOUR),
        Band::Low => (4 * HOUR, 6 * HOUR),
        Band::LowMedium | Band::Medium => (HOUR, HOUR),
        Band::High => (CONTINUOUS_SECS, CONTINUOUS_SECS),
    }
}

/// Counted from the oldest of the measured signs that make the score: one new value is no set of observations.
fn due_after(measured_utc_secs: i64, band: Band, now_utc_secs: i64) -> Due {
    let (due, overdue) = intervals(band);
    let since = (now_utc_secs - measured_utc_secs).max(0);
    if since > overdue {
        return Due::Overdue { by_secs: Some(since - overdue) };
    }
    match band {
        Band::High => Due::Continuous,
        _ if since < due => Due::In { secs: due - since },
        _ => Due::Now { overdue_in_secs: overdue - since },
    }
}

/// Where a patient with these signs stands now. `applies`: NEWS2 is made for patients like this one.
pub fn standing_of(signs: &Signs, now_utc_secs: i64, applies: bool) -> Standing {
    if !applies {
        let due = Due::Overdue { by_secs: None };
        return Standing { newest: None, complete: None, freshness: Freshness::OutsideModel, due };
    }
    let round = |time: i64| round_as_of(signs, time, now_utc_secs);
    let newest = signs.newest_time(now_utc_secs).and_then(round);
    let complete = signs.newest_complete_time(now_utc_secs).and_then(round);
    let band = [&complete, &newest].into_iter().flatten().map(|round| round.band).max();
    let is_incomplete = newest.as_ref().is_some_and(|round| !round.is_complete());
    let is_unsure = is_incomplete || signs.dated_ahead(now_utc_secs).is_some();
    let due = match (&complete, band) {
        (Some(round), Some(band)) => {
            let measured = signs.oldest_at(round.at_utc_secs).unwrap_or(round.at_utc_secs);
            let due = due_after(measured, band, now_utc_secs);
            if is_unsure { due.at_once(measured, band, now_utc_secs) } else { due }
        }
        _ => Due::Overdue { by_secs: None },
    };
    let freshness = match (&complete, &newest) {
        (None, _) => Freshness::NeverScored,
        (Some(_), Some(newest)) if !newest.is_complete() => Freshness::Partial,
        (Some(_), _) if due.is_overdue() || is_unreliable(signs, now_utc_secs) => Freshness::Stale,
        (Some(_), _) => Freshness::Fresh,
    };
    Standing { newest, complete, freshness, due }
}

/// Nothing comes of a monitor, or it dates what it sends ahead, so that what is newest is not what is shown.
fn is_unreliable(signs: &Signs, now_utc_secs: i64) -> bool {
    silent_since(signs, now_utc_secs).is_some() || signs.dated_ahead(now_utc_secs).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::signs::tests::calm;
    use super::super::signs::{At, Sign};
    use super::*;

    fn with(pulse: f64, saturation: f64) -> Signs {
        let mut signs = calm(0);
        signs.push(Sign::Pulse, At { utc_secs: 1, value: pulse });
        signs.push(Sign::Saturation, At { utc_secs: 1, value: saturation });
        signs
    }

    #[test]
    fn observations_are_due_by_the_score() {
        let due = |signs: &Signs, hours: f64| standing_of(signs, (hours * 3600.0) as i64, true).due;
        assert_eq!(due(&calm(0), 2.0), Due::In { secs: 10 * HOUR });
        assert_eq!(due(&calm(0), 13.0), Due::Overdue { by_secs: Some(HOUR) });
        // 1 point, then a single 3, then 5 points.
        // Counted from the oldest of the set, one second before the pulse.
        assert_eq!(due(&with(95.0, 97.0), 5.0), Due::Now { overdue_in_secs: HOUR });
        assert_eq!(due(&with(135.0, 97.0), 2.0), Due::Overdue { by_secs: Some(HOUR) });
        assert_eq!(due(&with(115.0, 91.0), 0.5), Due::In { secs: HOUR / 2 });
        // 3 and 3 and another 3: seven and more.
        let mut high = with(135.0, 90.0);
        high.push(Sign::Breathing, At { utc_secs: 1, value: 30.0 });
        assert_eq!(due(&high, 0.1), Due::Continuous);
        assert!(due(&high, 0.5).is_overdue());
        assert_eq!(standing_of(&high, HOUR / 2, true).freshness, Freshness::Stale);
    }

    #[test]
    fn a_new_sign_without_the_others_leaves_the_last_score_and_a_range() {
        let mut signs = with(115.0, 91.0);
        signs.push(Sign::Pulse, At { utc_secs: 6 * HOUR, value: 80.0 });
        let standing = standing_of(&signs, 6 * HOUR, true);
        assert_eq!(standing.freshness, Freshness::Partial);
        assert_eq!((standing.band(), standing.points()), (Some(Band::Medium), 5));
        assert_eq!(standing.newest.map(|round| (round.least, round.is_complete())), Some((0, false)));
        let mut unusable = calm(0);
        unusable.push_blank(Sign::Breathing, HOUR);
        let standing = standing_of(&unusable, HOUR, true);
        assert_eq!((standing.freshness, standing.due), (Freshness::Partial, Due::Now { overdue_in_secs: 0 }));
        // The hour runs: a sensor that stays off does not put the next observations off.
        let later = standing_of(&unusable, HOUR + 600, true);
        assert_eq!(later.due, Due::Overdue { by_secs: Some(600) });
        let nothing = standing_of(&Signs::default(), 0, true);
        assert_eq!((nothing.freshness, nothing.band()), (Freshness::NeverScored, None));
        assert_eq!(standing_of(&calm(0), 60, false).freshness, Freshness::OutsideModel);
    }

    /// A monitor that says nothing more leaves its last score struck through, long before observations are due.
    #[test]
    fn silence_makes_a_score_stale() {
        let mut signs = calm(0);
        (1..20).for_each(|minute| signs.push(Sign::Pulse, At { utc_secs: minute * MINUTE, value: 75.0 }));
        let freshness = |minute: i64| standing_of(&signs, minute * MINUTE, true).freshness;
        assert_eq!((freshness(21), freshness(40)), (Freshness::Fresh, Freshness::Stale));
    }

    /// A clock that runs ahead makes no score of the future.
    #[test]
    fn what_is_dated_ahead_waits_for_its_time() {
        let mut signs = calm(0);
        signs.push(Sign::Pulse, At { utc_secs: HOUR, value: 140.0 });
        let standing = standing_of(&signs, 60, true);
        assert_eq!((standing.points(), standing.freshness), (0, Freshness::Stale));
        assert_eq!(standing_of(&signs, HOUR, true).points(), 3);
    }
}
