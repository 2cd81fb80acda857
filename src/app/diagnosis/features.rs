//! What a model may learn of a patient in the store and be asked about one: age, sex, and the newest value of an
//! indicator in its canonical unit, up to a day. A column's name says which, with its unit, so that a model that learned
//! from a cohort knows what to look for in a twin.

use crate::base::Date;
use crate::domain::book::{BookKind, Books};
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::Observation;
use crate::domain::patient::Sex;

use super::super::twin::view::TwinView;

/// Something that is known of a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    Age,
    Sex,
    Indicator(IndicatorId),
}

const AGE: &str = "age_years";
const SEX: &str = "sex";

impl Feature {
    /// Heading of its column: `glucose [mmol/L]`.
    pub fn column(self) -> String {
        match self {
            Feature::Age => AGE.to_owned(),
            Feature::Sex => SEX.to_owned(),
            Feature::Indicator(id) => format!("{} [{}]", id.indicator().id, id.indicator().unit),
        }
    }

    pub fn of_column(name: &str) -> Option<Feature> {
        [Feature::Age, Feature::Sex]
            .into_iter()
            .chain(IndicatorId::all().map(Feature::Indicator))
            .find(|feature| feature.column() == name)
    }
}

/// As a cell; what is not female or male counts as not known.
pub fn sex_word(sex: Option<Sex>) -> Option<&'static str> {
    match sex {
        Some(Sex::Female) => Some("female"),
        Some(Sex::Male) => Some("male"),
        Some(Sex::Other | Sex::Unknown) | None => None,
    }
}

/// A value on its day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dated {
    pub value: f64,
    pub date: Date,
}

/// The newest value of each indicator up to a day, in the order of the table. Implausible values and units that cannot be
/// converted are left out.
pub fn newest_until(observations: &[Observation], books: &Books, until: Date) -> Vec<Option<Dated>> {
    let mut newest: Vec<Option<(i64, Dated)>> = vec![None; IndicatorId::all().count()];
    let mut last = None;
    for observation in observations {
        let indicator = match last {
            Some((code, indicator)) if code == observation.code => indicator,
            _ => IndicatorId::from_recorded(books.of(BookKind::Code).word(observation.code)),
        };
        last = Some((observation.code, indicator));
        let date = observation.moment.local_date();
        let Some(id) = indicator.filter(|_| date <= until && !observation.flags.implausible) else { continue };
        let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
        let Some((value, _)) = id.indicator().canonical(observation.value.to_f64(), unit) else { continue };
        let at = observation.moment.utc_secs;
        if let Some(slot) = newest.get_mut(id.index()).filter(|slot| slot.is_none_or(|(before, _)| before <= at)) {
            *slot = Some((at, Dated { value, date }));
        }
    }
    newest.into_iter().map(|slot| slot.map(|(_, dated)| dated)).collect()
}

/// What the columns of a model hold for an open patient on the day of opening; empty where that is not known, or where the
/// column is not one of ours.
pub fn fields_of<'a>(view: &TwinView, columns: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let newest = newest_until(&view.twin.observations, &view.books, view.today);
    let text = |feature: Feature| match feature {
        Feature::Age => view.age_years.map(|years| years.to_string()),
        Feature::Sex => sex_word(view.person.sex).map(str::to_owned),
        Feature::Indicator(id) => newest.get(id.index()).copied().flatten().map(|dated| dated.value.to_string()),
    };
    columns.map(|name| (name.to_owned(), Feature::of_column(name).and_then(text).unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_leads_back_to_what_it_holds() {
        let all = [Feature::Age, Feature::Sex].into_iter().chain(IndicatorId::all().map(Feature::Indicator));
        for feature in all {
            assert_eq!(Feature::of_column(&feature.column()), Some(feature));
        }
        assert_eq!(Feature::of_column("Glucose"), None, "a heading without a unit is nobody's");
    }
}
