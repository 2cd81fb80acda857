//! Indicators: what the program knows about a measured quantity, one row each.
//!
//! Codes are LOINC; the canonical unit is UCUM. A range or limit carries its source; where none is given there is none,
//! and a value is then "no reference range", not normal. Ranges are for adults unless their row says otherwise.

mod assessment;
pub mod mass_of_part;
mod table;
pub mod unit_scale;

use super::patient::Sex;
use super::unit::Conversion;
use super::unit_words::ucum_from_spelling;
pub use assessment::Assessment;
pub use table::INDICATORS;
use unit_scale::implied_from;

/// Number of rows of [`INDICATORS`].
pub const INDICATOR_COUNT: usize = 27;

/// What kind of quantity it is; lists and the twin group by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorKind {
    Vital,
    Body,
    Laboratory,
}

/// Both ends count as inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub low: f64,
    pub high: f64,
}

impl Span {
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Values inside are in range, both ends included; a missing end is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReferenceRange {
    /// `None`: any sex.
    pub sex: Option<Sex>,
    /// Completed years.
    pub from_age_years: i32,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: &'static str,
}

/// At or beyond a limit a value is critical.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalLimits {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: &'static str,
}

/// A measured quantity. Text `indicator-<id>` names it, `indicator-short-<id>` in a column heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indicator {
    pub id: &'static str,
    /// LOINC codes under which the quantity arrives, the preferred one first.
    pub codes: &'static [&'static str],
    /// Headings and words people use, in lower case.
    pub aliases: &'static [&'static str],
    /// Canonical unit, UCUM. Lists, plots and ranges are in it.
    pub unit: &'static str,
    /// Digits after the mark when a value had to be converted.
    pub decimals: u8,
    pub kind: IndicatorKind,
    /// From the other customary units to the canonical one; `unit_scale` has what follows from them.
    pub conversions: &'static [Conversion],
    /// Outside, a value cannot be true and is refused.
    pub possible: Span,
    /// Outside, a value is kept and flagged.
    pub plausible: Span,
    pub ranges: &'static [ReferenceRange],
    pub critical: Option<CriticalLimits>,
    /// Days after which the newest value is shown as stale.
    pub stale_after_days: u16,
}

/// Position of an indicator in [`INDICATORS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId(pub u8);

impl IndicatorId {
    /// The table's row.
    pub fn indicator(self) -> &'static Indicator {
        &INDICATORS[usize::from(self.0) % INDICATOR_COUNT]
    }

    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Every indicator, in the order of the table.
    pub fn all() -> impl Iterator<Item = IndicatorId> {
        (0..INDICATOR_COUNT as u8).map(IndicatorId)
    }

    /// The indicator of a LOINC code.
    pub fn from_code(code: &str) -> Option<IndicatorId> {
        Self::all().find(|id| id.indicator().codes.contains(&code))
    }

    /// The indicator of a value's code as a source wrote it: a LOINC code, or the name that a laboratory uses instead.
    /// The code stays as written; which indicator it is, is read anew each time.
    pub fn from_recorded(code: &str) -> Option<IndicatorId> {
        Self::from_word(code)
    }

    /// The indicator of a code, an id or a word people use for it (case does not matter).
    pub fn from_word(word: &str) -> Option<IndicatorId> {
        let lower = word.trim().to_lowercase();
        Self::from_code(word.trim()).or_else(|| {
            Self::all().find(|id| id.indicator().id == lower || id.indicator().aliases.contains(&lower.as_str()))
        })
    }
}

impl Indicator {
    /// The value in the canonical unit, with the conversion that was needed. `None` if the unit cannot be converted.
    pub fn canonical(&self, value: f64, unit: &str) -> Option<(f64, Option<&'static Conversion>)> {
        let ucum = ucum_from_spelling(unit);
        if ucum == self.unit {
            return Some((value, None));
        }
        let named = self.conversions.iter().find(|conversion| conversion.from == ucum);
        let conversion = named.or_else(|| implied_from(self, ucum))?;
        Some((conversion.apply(value), Some(conversion)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn table_is_consistent() {
        let mut ids = HashSet::new();
        let mut codes = HashSet::new();
        for indicator in &INDICATORS {
            assert!(ids.insert(indicator.id), "{}", indicator.id);
            assert!(indicator.codes.iter().all(|code| codes.insert(*code)), "{}", indicator.id);
            assert!(indicator.possible.low <= indicator.plausible.low);
            assert!(indicator.plausible.high <= indicator.possible.high);
            assert!(indicator.ranges.iter().all(|range| !range.source.is_empty()));
        }
    }

    #[test]
    fn unknown_is_never_normal() {
        let glucose = IndicatorId::from_word("Glucose").expect("in the table").indicator();
        assert_eq!(glucose.assess(5.0, None, None), Assessment::NoReferenceRange);
        assert_eq!(glucose.assess(5.0, None, Some(4)), Assessment::NoReferenceRange);
        assert_eq!(glucose.assess(5.0, None, Some(40)), Assessment::InRange);
        let creatinine = IndicatorId::from_code("2160-0").expect("in the table").indicator();
        assert_eq!(creatinine.assess(80.0, None, Some(40)), Assessment::NoReferenceRange);
        assert_eq!(creatinine.assess(90.0, Some(Sex::Female), Some(40)), Assessment::High);
    }

    #[test]
    fn conversions_match_published_pairs() {
        let value = |word: &str, number: f64, unit: &str| {
            let indicator = IndicatorId::from_word(word).expect("in the table").indicator();
            indicator.canonical(number, unit).map(|(value, _)| (value * 100.0).round() / 100.0)
        };
        // NGSP: 48 mmol/mol = 6.5 %; glucose 126 mg/dL = 7.0 mmol/L; creatinine 1 mg/dL = 88.42 umol/L.
        assert_eq!(value("hba1c", 48.0, "mmol/mol"), Some(6.54));
        assert_eq!(value("glucose", 126.0, "mg/dl"), Some(6.99));
        assert_eq!(value("creatinine", 1.0, "mg/dL"), Some(88.42));
        assert_eq!(value("temperature", 98.6, "°F"), Some(37.0));
        assert_eq!(value("glucose", 126.0, "stone"), None);
    }
}
