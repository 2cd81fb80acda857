//! The data quality card of one twin.

use crate::base::Date;
use crate::domain::book::{BookKind, Books};
use crate::domain::indicator::IndicatorId;
use crate::domain::patient::{AllergyState, Patient};
use crate::domain::twin::DigitalTwin;

/// How complete and how fresh one indicator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Nothing in the store.
    NeverRecorded,
    /// Asked for or measured without a value, and no value in the store.
    WithoutValue {
        asked: Date,
    },
    /// The newest value is older than the indicator's limit.
    Stale {
        newest: Date,
        age_days: i32,
    },
    Fresh {
        newest: Date,
        age_days: i32,
    },
}

/// Data quality of one twin.
#[derive(Clone, Debug, PartialEq)]
pub struct QualityCard {
    /// Every indicator, in the order of the table.
    pub coverage: Vec<(IndicatorId, Coverage)>,
    /// Names of banner fields that are not recorded (message keys `field-<name>`).
    pub missing_fields: Vec<&'static str>,
    pub observations: usize,
    pub implausible: usize,
    pub conflicting: usize,
    /// Times read in the store's zone because the source had no offset.
    pub assumed_zone: usize,
}

impl QualityCard {
    /// Indicators with at least one value.
    pub fn recorded(&self) -> usize {
        let has_value = |coverage: &Coverage| matches!(coverage, Coverage::Stale { .. } | Coverage::Fresh { .. });
        self.coverage.iter().filter(|(_, coverage)| has_value(coverage)).count()
    }

    /// Indicators whose newest value is fresh.
    pub fn fresh(&self) -> usize {
        self.coverage.iter().filter(|(_, coverage)| matches!(coverage, Coverage::Fresh { .. })).count()
    }
}

/// Makes the card of a twin as of `today`.
pub fn quality_card(twin: &DigitalTwin, books: &Books, person: &Patient, today: Date) -> QualityCard {
    let newest = newest_by_indicator(twin, books);
    let asked = asked_by_indicator(twin, books);
    let of = |dates: &[Option<Date>], id: IndicatorId| dates.get(id.index()).copied().flatten();
    let coverage = IndicatorId::all().map(|id| match (coverage_of(id, of(&newest, id), today), of(&asked, id)) {
        (Coverage::NeverRecorded, Some(asked)) => (id, Coverage::WithoutValue { asked }),
        (coverage, _) => (id, coverage),
    });
    let flagged = |flag: fn(&crate::domain::observation::Observation) -> bool| {
        twin.observations.iter().filter(|observation| flag(observation)).count()
    };
    QualityCard {
        coverage: coverage.collect(),
        missing_fields: missing_fields(twin, person),
        observations: twin.observations.len(),
        implausible: flagged(|observation| observation.flags.implausible),
        conflicting: flagged(|observation| observation.flags.conflicting),
        assumed_zone: flagged(|observation| matches!(observation.moment.offset, crate::base::Offset::Assumed(_))),
    }
}

/// How old an indicator's newest value is, against what is expected of it.
pub fn coverage_of(id: IndicatorId, newest: Option<Date>, today: Date) -> Coverage {
    let Some(newest) = newest else { return Coverage::NeverRecorded };
    let age_days = today.0 - newest.0;
    if age_days > i32::from(id.indicator().stale_after_days) {
        Coverage::Stale { newest, age_days }
    } else {
        Coverage::Fresh { newest, age_days }
    }
}

fn newest_by_indicator(twin: &DigitalTwin, books: &Books) -> Vec<Option<Date>> {
    let mut newest: Vec<Option<Date>> = IndicatorId::all().map(|_| None).collect();
    let mut last_code = None;
    for observation in &twin.observations {
        let indicator = match last_code {
            Some((code, indicator)) if code == observation.code => indicator,
            _ => IndicatorId::from_recorded(books.of(BookKind::Code).word(observation.code)),
        };
        last_code = Some((observation.code, indicator));
        if let Some(slot) = indicator.and_then(|id| newest.get_mut(id.index())) {
            *slot = (*slot).max(Some(observation.moment.local_date()));
        }
    }
    newest
}

/// When each indicator was last asked for or measured without a value.
fn asked_by_indicator(twin: &DigitalTwin, books: &Books) -> Vec<Option<Date>> {
    let mut asked: Vec<Option<Date>> = IndicatorId::all().map(|_| None).collect();
    for row in &twin.unrecorded {
        let indicator = IndicatorId::from_recorded(books.of(BookKind::Code).word(row.record.code));
        if let Some(slot) = indicator.and_then(|id| asked.get_mut(id.index())) {
            *slot = (*slot).max(Some(row.record.moment.local_date()));
        }
    }
    asked
}

fn missing_fields(twin: &DigitalTwin, person: &Patient) -> Vec<&'static str> {
    let named = person.family_name.is_some() || person.given_name.is_some() || person.chinese_name.is_some();
    [
        ("name", !named),
        ("sex", person.sex.is_none()),
        ("birth_date", person.birth_date.is_none()),
        ("allergies", twin.allergy_state() == AllergyState::NotRecorded),
    ]
    .into_iter()
    .filter_map(|(field, missing)| missing.then_some(field))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness_has_a_limit_and_never_is_not_stale() {
        let heart_rate = IndicatorId::from_code("8867-4").expect("in the table");
        let today = Date(20_000);
        assert_eq!(coverage_of(heart_rate, None, today), Coverage::NeverRecorded);
        assert!(matches!(coverage_of(heart_rate, Some(Date(19_998)), today), Coverage::Fresh { age_days: 2, .. }));
        assert!(matches!(coverage_of(heart_rate, Some(Date(19_997)), today), Coverage::Stale { age_days: 3, .. }));
    }
}
