//! What a ward is alerted to: three tiers, one alert a cause. NEWS2 from a single 3 on, a critical value and a crossed limit are
//! critical at once, whatever the twin says; a departure from the path is a warning, and no alert of its own beside a critical
//! score, for it is the same deterioration. Rules: `docs/methods/ward-alerts.md`.

use super::course::Course;
use super::laboratory::{KidneyInjury, LabValue, Labs};
use super::signs::{At, Band, Sign, Signs};
use super::standing::Standing;
use crate::domain::genome::drug::Tier;

/// Before every cause of a ward's alert, so that overrides of drugs are told from those of the ward.
pub const CAUSE: &str = "ward:";
/// A sign beyond this patient's own limits counts while it is not older than this.
const LIMIT_SECS: i64 = 4 * 3600;

/// Alarm limits of a patient's own that hold now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnLimit {
    pub sign: Sign,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// From when they were set.
    pub from_utc_secs: i64,
}

impl OwnLimit {
    fn is_crossed(&self, value: f64) -> bool {
        self.low.is_some_and(|low| value < low) || self.high.is_some_and(|high| value > high)
    }

    /// Times at which the sign crossed them from inside.
    pub fn onsets(&self, signs: &Signs) -> Vec<i64> {
        let mut was_out = false;
        let mut found = Vec::new();
        for at in signs.of(self.sign).iter().filter(|at| at.utc_secs >= self.from_utc_secs) {
            let is_out = self.is_crossed(at.value);
            if is_out && !was_out {
                found.push(at.utc_secs);
            }
            was_out = is_out;
        }
        found
    }
}

/// What an alert says.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Score {
        points: u8,
        band: Band,
    },
    Departure {
        signs: Vec<Sign>,
    },
    Drift {
        signs: Vec<Sign>,
    },
    /// Nothing comes of a monitored patient.
    Silence,
    Laboratory(LabValue),
    KidneyInjury(KidneyInjury),
    OwnLimit {
        limit: OwnLimit,
        at: At,
    },
}

/// An alert.
#[derive(Clone, Debug, PartialEq)]
pub struct WardAlert {
    pub what: What,
    pub since_utc_secs: i64,
}

impl WardAlert {
    /// Stable: overrides speak of it.
    pub fn cause(&self) -> String {
        match &self.what {
            What::Score { .. } => format!("{CAUSE}news2"),
            What::Departure { .. } | What::Drift { .. } => format!("{CAUSE}course"),
            What::Silence => format!("{CAUSE}silence"),
            What::Laboratory(value) => format!("{CAUSE}laboratory:{}", value.indicator.indicator().id),
            What::KidneyInjury(_) => format!("{CAUSE}kidney"),
            What::OwnLimit { limit, .. } => format!("{CAUSE}limit:{}", limit.sign.column()),
        }
    }

    /// What somebody goes on past: the cause, of a score with its points.
    pub fn said_cause(&self) -> String {
        match &self.what {
            What::Score { points, .. } => format!("{}:{points}", self.cause()),
            _ => self.cause(),
        }
    }

    /// Whether what somebody went on past is of this cause, whatever the points then.
    pub fn is_of_cause(&self, said: &str) -> bool {
        said.strip_prefix(self.cause().as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }

    /// Whether what somebody went on past covers this: a score that has risen since is a new alert.
    pub fn is_covered_by(&self, said: &str) -> bool {
        let then = said.strip_prefix(self.cause().as_str()).and_then(|rest| rest.strip_prefix(':'));
        match (&self.what, then.and_then(|points| points.parse::<u8>().ok())) {
            (What::Score { points, .. }, Some(then)) => *points <= then,
            _ => said == self.cause(),
        }
    }

    pub fn tier(&self) -> Tier {
        match &self.what {
            What::Score { .. } | What::Laboratory(_) | What::OwnLimit { .. } => Tier::Critical,
            What::KidneyInjury(injury) if injury.stage >= 2 => Tier::Critical,
            What::KidneyInjury(_) | What::Departure { .. } | What::Silence => Tier::Warning,
            What::Drift { .. } => Tier::Information,
        }
    }
}

/// What is known of a patient.
#[derive(Clone, Copy)]
pub struct AlertFacts<'a> {
    pub signs: &'a Signs,
    pub standing: &'a Standing,
    pub course: &'a Course,
    pub silent_since: Option<i64>,
    pub labs: &'a Labs,
    pub limits: &'a [OwnLimit],
}

/// The alerts of a patient, the loudest first, one a cause.
pub fn ward_alerts(facts: &AlertFacts<'_>, now_utc_secs: i64) -> Vec<WardAlert> {
    let score = score_alert(facts);
    let silence = facts.silent_since.map(|since| WardAlert { what: What::Silence, since_utc_secs: since });
    let course = course_alert(facts, now_utc_secs).filter(|_| score.is_none() && silence.is_none());
    let critical = facts.labs.critical(now_utc_secs).into_iter();
    let laboratory =
        critical.map(|value| WardAlert { since_utc_secs: value.utc_secs, what: What::Laboratory(value.clone()) });
    let kidney = facts.labs.kidney_injury(now_utc_secs);
    let kidney =
        kidney.map(|injury| WardAlert { since_utc_secs: injury.at_utc_secs, what: What::KidneyInjury(injury) });
    let own = facts.limits.iter().filter_map(|limit| limit_alert(facts.signs, *limit, now_utc_secs));
    let mut all: Vec<WardAlert> =
        score.into_iter().chain(laboratory).chain(own).chain(kidney).chain(course).chain(silence).collect();
    let mut causes: Vec<String> = Vec::new();
    all.retain(|alert| {
        let cause = alert.cause();
        let is_new = !causes.contains(&cause);
        causes.push(cause);
        is_new
    });
    all.sort_by_key(|alert| std::cmp::Reverse(alert.tier()));
    all
}

/// A single 3, or 5 points and more: of what is known, however old.
fn score_alert(facts: &AlertFacts<'_>) -> Option<WardAlert> {
    let standing = facts.standing;
    let band = standing.band().filter(|band| *band >= Band::LowMedium)?;
    let rounds = [&standing.complete, &standing.newest].into_iter().flatten();
    let at = rounds.filter(|round| round.band == band).map(|round| round.at_utc_secs).max()?;
    Some(WardAlert { what: What::Score { points: standing.points(), band }, since_utc_secs: at })
}

fn course_alert(facts: &AlertFacts<'_>, now_utc_secs: i64) -> Option<WardAlert> {
    match facts.course {
        Course::Departed { since_utc_secs, signs } => {
            Some(WardAlert { what: What::Departure { signs: signs.clone() }, since_utc_secs: *since_utc_secs })
        }
        Course::Drifting { signs } => {
            let newest = facts.signs.newest_time(now_utc_secs)?;
            Some(WardAlert { what: What::Drift { signs: signs.clone() }, since_utc_secs: newest })
        }
        Course::AsBefore | Course::NoReference => None,
    }
}

fn limit_alert(signs: &Signs, limit: OwnLimit, now_utc_secs: i64) -> Option<WardAlert> {
    let at = signs.newest(limit.sign, now_utc_secs).filter(|at| now_utc_secs - at.utc_secs <= LIMIT_SECS)?;
    let since_utc_secs = at.utc_secs;
    limit.is_crossed(at.value).then_some(WardAlert { what: What::OwnLimit { limit, at }, since_utc_secs })
}

#[cfg(test)]
mod tests {
    use super::super::laboratory::tests::{DAY, value};
    use super::super::signs::tests::calm;
    use super::super::standing::standing_of;
    use super::*;

    const NOW: i64 = 10 * DAY;

    fn alerts(signs: &Signs, labs: &Labs, limits: &[OwnLimit], course: &Course) -> Vec<WardAlert> {
        let standing = standing_of(signs, NOW, true);
        let facts = AlertFacts { signs, standing: &standing, course, silent_since: None, labs, limits };
        ward_alerts(&facts, NOW)
    }

    fn causes(alerts: &[WardAlert]) -> Vec<(String, Tier)> {
        alerts.iter().map(|alert| (alert.cause(), alert.tier())).collect()
    }

    #[test]
    fn a_departure_beside_a_critical_score_is_no_second_alert() {
        let departed = Course::Departed { since_utc_secs: NOW - 600, signs: vec![Sign::Pulse] };
        let quiet = calm(NOW - 60);
        let alone = alerts(&quiet, &Labs::default(), &[], &departed);
        assert_eq!(causes(&alone), [("ward:course".to_owned(), Tier::Warning)]);
        let mut ill = calm(NOW - 60);
        ill.push(Sign::Pulse, At { utc_secs: NOW - 30, value: 135.0 });
        let both = alerts(&ill, &Labs::default(), &[], &departed);
        assert_eq!(causes(&both), [("ward:news2".to_owned(), Tier::Critical)]);
        assert!(alerts(&quiet, &Labs::default(), &[], &Course::AsBefore).is_empty());
    }

    #[test]
    fn a_score_that_rises_is_a_new_alert_and_one_that_falls_is_not() {
        let of = |points: u8| WardAlert { what: What::Score { points, band: Band::Medium }, since_utc_secs: 0 };
        let said = of(5).said_cause();
        assert_eq!([3, 5, 6, 9].map(|points| of(points).is_covered_by(&said)), [true, true, false, false]);
        assert!(of(9).is_of_cause(&said) && !of(9).is_of_cause("ward:news21"));
        assert!(of(9).is_covered_by("ward:news2"), "as it was said before points were");
        let silence = WardAlert { what: What::Silence, since_utc_secs: 0 };
        assert!(silence.is_covered_by(&silence.said_cause()) && !silence.is_covered_by(&said));
    }

    #[test]
    fn laboratory_kidney_and_own_limits_each_have_a_cause() {
        let creatinine = [(6, 80.0), (9, 130.0)].map(|(day, level)| value("creatinine", day * DAY, level));
        let labs = Labs::new(creatinine.into_iter().chain([value("potassium", NOW - 60, 6.8)]).collect());
        let limit = OwnLimit { sign: Sign::Pulse, low: Some(80.0), high: None, from_utc_secs: NOW - 3600 };
        let drift = Course::Drifting { signs: vec![Sign::Breathing] };
        let all = alerts(&calm(NOW - 60), &labs, &[limit], &drift);
        let told = causes(&all);
        let expected = [
            ("ward:laboratory:potassium", Tier::Critical),
            ("ward:limit:pulse", Tier::Critical),
            ("ward:kidney", Tier::Warning),
            ("ward:course", Tier::Information),
        ];
        assert_eq!(told, expected.map(|(cause, tier)| (cause.to_owned(), tier)));
        assert_eq!(limit.onsets(&calm(NOW - 60)), [NOW - 60]);
    }
}
