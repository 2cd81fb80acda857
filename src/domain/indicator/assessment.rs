//! What a value means for a person of that sex and age, by the indicator's reference range and critical limits.

use super::{CriticalLimits, Indicator, ReferenceRange};
use crate::domain::observation::Bound;
use crate::domain::patient::Sex;

/// What a value means: five states, never fewer. "Not tested" and "not recorded" belong to absent values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Assessment {
    InRange,
    Low,
    High,
    CriticalLow,
    CriticalHigh,
    /// There is a value and nothing to judge it by.
    NoReferenceRange,
    /// A test was asked for or its time is known, without a value.
    NotRecorded,
    /// Nothing in the store says that this was ever measured.
    NotTested,
}

impl Assessment {
    /// Whether it asks for attention.
    pub fn is_abnormal(self) -> bool {
        match self {
            Assessment::Low | Assessment::High | Assessment::CriticalLow | Assessment::CriticalHigh => true,
            Assessment::InRange | Assessment::NoReferenceRange | Assessment::NotRecorded | Assessment::NotTested => {
                false
            }
        }
    }

    /// The state in a word, for exports.
    pub fn word(self) -> &'static str {
        match self {
            Assessment::InRange => "in range",
            Assessment::Low => "low",
            Assessment::High => "high",
            Assessment::CriticalLow => "critically low",
            Assessment::CriticalHigh => "critically high",
            Assessment::NoReferenceRange => "no reference range",
            Assessment::NotRecorded => "not recorded",
            Assessment::NotTested => "not tested",
        }
    }

    pub fn is_critical(self) -> bool {
        matches!(self, Assessment::CriticalLow | Assessment::CriticalHigh)
    }
}

impl Indicator {
    /// The reference range for that sex and age, if the table has one. A range for one sex needs the sex; every range
    /// needs the age.
    pub fn range_for(&self, sex: Option<Sex>, age_years: Option<i32>) -> Option<&'static ReferenceRange> {
        let age_years = age_years?;
        self.ranges.iter().find(|range| age_years >= range.from_age_years && (range.sex.is_none() || range.sex == sex))
    }

    /// What a value in the canonical unit means for that sex and age.
    pub fn assess(&self, value: f64, sex: Option<Sex>, age_years: Option<i32>) -> Assessment {
        let Some(range) = self.range_for(sex, age_years) else {
            return Assessment::NoReferenceRange;
        };
        let critical = self.critical.unwrap_or(CriticalLimits { low: None, high: None, source: "" });
        if critical.low.is_some_and(|limit| value <= limit) {
            Assessment::CriticalLow
        } else if critical.high.is_some_and(|limit| value >= limit) {
            Assessment::CriticalHigh
        } else if range.low.is_some_and(|low| value < low) {
            Assessment::Low
        } else if range.high.is_some_and(|high| value > high) {
            Assessment::High
        } else {
            Assessment::InRange
        }
    }

    /// What a limit of measurement means: `<5` is judged only if every value below 5 would be judged alike, the limit
    /// deciding between low and critically low. Otherwise there is nothing to judge it by.
    pub fn assess_bound(
        &self,
        limit: f64,
        bound: Option<Bound>,
        sex: Option<Sex>,
        age_years: Option<i32>,
    ) -> Assessment {
        let at_limit = self.assess(limit, sex, age_years);
        let farthest = match bound {
            None => return at_limit,
            Some(Bound::Below | Bound::AtMost) => self.possible.low,
            Some(Bound::Above | Bound::AtLeast) => self.possible.high,
        };
        let farthest = self.assess(farthest, sex, age_years);
        if at_limit == farthest || (at_limit.is_abnormal() && farthest.is_critical()) {
            at_limit
        } else {
            Assessment::NoReferenceRange
        }
    }
}
