//! How fast a quantity can truly change. Only quantities are listed for which such a limit can be defended: a blood
//! pressure, a C-reactive protein or a transaminase may rise tenfold and fall again, so for them none is.

use crate::domain::indicator::IndicatorId;

/// Completed years from which height and weight are those of a grown person.
const GROWN_FROM_YEARS: i32 = 20;

const DAY_SECS: f64 = 86_400.0;

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Difference,
    /// By the logarithm of their ratio.
    Ratio,
}

/// The largest true change between two values `t` days apart: `at_once + per_day * t`, and never more than `at_most`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    measure: Measure,
    at_once: f64,
    per_day: f64,
    at_most: f64,
}

/// The limit of an indicator for a person of that age at the first value; an unknown age is treated as growing.
pub fn limit_of(indicator: IndicatorId, age_years: Option<i32>) -> Option<Limit> {
    let is_grown = age_years.is_some_and(|years| years >= GROWN_FROM_YEARS);
    let (measure, at_once, per_day, at_most) = match (indicator.indicator().id, is_grown) {
        ("body-weight" | "body-mass-index", true) => (Measure::Ratio, 0.10, 0.02, std::f64::consts::LN_2),
        ("body-weight" | "body-mass-index", false) => (Measure::Ratio, 0.15, 0.02, f64::INFINITY),
        ("body-height", true) => (Measure::Difference, 4.0, 0.002, 20.0),
        ("body-height", false) => (Measure::Difference, 4.0, 0.08, f64::INFINITY),
        ("hba1c", _) => (Measure::Difference, 1.0, 0.06, f64::INFINITY),
        ("sodium", _) => (Measure::Difference, 15.0, 15.0, f64::INFINITY),
        _ => return None,
    };
    Some(Limit { measure, at_once, per_day, at_most })
}

impl Limit {
    fn allowed(&self, secs: i64) -> f64 {
        (self.at_once + self.per_day * secs.unsigned_abs() as f64 / DAY_SECS).min(self.at_most)
    }

    /// Whether `to` cannot truly follow `from` within that time, or the other way round.
    pub fn is_broken(&self, from: f64, to: f64, secs: i64) -> bool {
        let change = match self.measure {
            Measure::Difference => (to - from).abs(),
            Measure::Ratio => (to / from).ln().abs(),
        };
        change > self.allowed(secs)
    }

    /// What is possible that long after or before `from`.
    pub fn span(&self, from: f64, secs: i64) -> (f64, f64) {
        let allowed = self.allowed(secs);
        match self.measure {
            Measure::Difference => ((from - allowed).max(0.0), from + allowed),
            Measure::Ratio => (from * (-allowed).exp(), from * allowed.exp()),
        }
    }
}
