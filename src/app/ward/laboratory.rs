//! One patient's records as the laboratory values that a board is made from.

use crate::analysis::ward::{LabValue, Labs};
use crate::base::{Date, Decimal};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::{Indicator, IndicatorId, IndicatorKind};
use crate::domain::observation::{Bound, Observation};
use crate::domain::patient::Sex;
use crate::io::store::WardRecord;

/// Who the values are judged for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct JudgedFor {
    pub sex: Option<Sex>,
    pub birth_date: Option<Date>,
}

/// The laboratory values of a patient's records. Values that contradict each other or are not plausible do not count; what is
/// preliminary does, and says so.
pub fn labs_of(record: &WardRecord, books: &Books, person: JudgedFor) -> Labs {
    let mut known: Option<(WordId, Option<IndicatorId>)> = None;
    let mut values = Vec::new();
    for observation in &record.observations {
        let indicator = match known {
            Some((word, indicator)) if word == observation.code => indicator,
            _ => laboratory_indicator(books.of(BookKind::Code).word(observation.code)),
        };
        known = Some((observation.code, indicator));
        values.extend(indicator.and_then(|indicator| value_of(indicator, observation, books, person)));
    }
    Labs::new(values)
}

fn laboratory_indicator(code: &str) -> Option<IndicatorId> {
    IndicatorId::from_recorded(code).filter(|id| id.indicator().kind == IndicatorKind::Laboratory)
}

fn value_of(id: IndicatorId, observation: &Observation, books: &Books, person: JudgedFor) -> Option<LabValue> {
    let flags = observation.flags;
    if flags.implausible || flags.conflicting {
        return None;
    }
    let indicator: &Indicator = id.indicator();
    let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
    let (value, conversion) = indicator.canonical(observation.value.to_f64(), unit)?;
    let digits = match conversion {
        None => observation.value,
        Some(_) => Decimal::rounded(value, indicator.decimals).unwrap_or(observation.value),
    };
    let age_years = person.birth_date.map(|born| born.years_until(observation.moment.local_date()));
    Some(LabValue {
        indicator: id,
        utc_secs: observation.moment.utc_secs,
        value,
        shown: format!("{}{digits}", flags.bound.map_or("", Bound::sign)),
        assessment: indicator.assess_bound(value, flags.bound, person.sex, age_years),
        is_preliminary: flags.preliminary,
        is_limit: flags.bound.is_some(),
        cell: observation.cell,
    })
}
