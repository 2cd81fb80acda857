//! A patient's values by indicator: one series in one unit, every point with what was recorded.

use crate::base::{Date, Decimal};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::{CellRef, WordId};
use crate::domain::indicator::{Assessment, IndicatorId, ReferenceRange};
use crate::domain::observation::{Bound, Observation, ObservationFlags};
use crate::domain::patient::Patient;
use crate::domain::unit::Conversion;

/// One value on the series' own unit, and what stood in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendPoint {
    pub utc_secs: i64,
    /// In the series' unit.
    pub value: f64,
    /// As shown: the recorded digits, or the converted value with the indicator's digits.
    pub shown: Decimal,
    pub conversion: Option<&'static Conversion>,
    pub assessment: Assessment,
    pub flags: ObservationFlags,
    pub cell: CellRef,
    /// Position in the twin's observations.
    pub position: usize,
}

impl TrendPoint {
    /// As written, with the sign of a limit of measurement before it: `5.4`, `<5`.
    pub fn text(&self) -> String {
        format!("{}{}", self.flags.bound.map_or("", Bound::sign), self.shown)
    }
}

/// All values of one quantity. Values whose unit cannot be converted are in a series of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub quantity: Quantity,
    /// UCUM or as recorded; empty where the source has none.
    pub unit: String,
    /// For this patient's sex and age today; `None`: no reference range.
    pub range: Option<&'static ReferenceRange>,
    /// In order of time.
    pub points: Vec<TrendPoint>,
}

/// What a series measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    Known(IndicatorId),
    /// A code the indicator table does not know, as written in the source.
    Other(String),
}

impl Series {
    pub fn newest(&self) -> Option<&TrendPoint> {
        self.points.last()
    }

    /// The indicator, where the table has one.
    pub fn indicator(&self) -> Option<IndicatorId> {
        match self.quantity {
            Quantity::Known(id) => Some(id),
            Quantity::Other(_) => None,
        }
    }
}

/// Series of a patient: known indicators in the order of the table, then other codes in order of code and unit.
pub fn series_of(observations: &[Observation], books: &Books, person: &Patient, today: Date) -> Vec<Series> {
    let mut known: Vec<Option<Series>> = IndicatorId::all().map(|_| None).collect();
    let mut other: Vec<Series> = Vec::new();
    let mut code: Option<(WordId, Option<IndicatorId>)> = None;
    for (position, observation) in observations.iter().enumerate() {
        let indicator = match code {
            Some((word, indicator)) if word == observation.code => indicator,
            _ => IndicatorId::from_recorded(books.of(BookKind::Code).word(observation.code)),
        };
        code = Some((observation.code, indicator));
        let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
        let converted =
            indicator.and_then(|id| Some((id, id.indicator().canonical(observation.value.to_f64(), unit)?)));
        match converted {
            Some((id, (value, conversion))) => {
                let point = known_point(id, observation, position, value, conversion, person);
                let series =
                    known.get_mut(id.index()).map(|slot| slot.get_or_insert_with(|| known_series(id, person, today)));
                if let Some(series) = series {
                    series.points.push(point);
                }
            }
            None => {
                push_other(&mut other, books.of(BookKind::Code).word(observation.code), unit, observation, position)
            }
        }
    }
    let mut all: Vec<Series> = known.into_iter().flatten().collect();
    other.sort_by_key(other_key);
    all.extend(other);
    all.iter_mut().for_each(|series| series.points.sort_by_key(|point| (point.utc_secs, point.position)));
    all
}

fn other_key(series: &Series) -> (String, String) {
    let code = match &series.quantity {
        Quantity::Known(id) => id.indicator().id.to_owned(),
        Quantity::Other(code) => code.clone(),
    };
    (code, series.unit.clone())
}

fn known_series(id: IndicatorId, person: &Patient, today: Date) -> Series {
    let age_years = person.birth_date.map(|born| born.years_until(today));
    Series {
        quantity: Quantity::Known(id),
        unit: id.indicator().unit.to_owned(),
        range: id.indicator().range_for(person.sex, age_years),
        points: Vec::new(),
    }
}

fn known_point(
    id: IndicatorId,
    observation: &Observation,
    position: usize,
    value: f64,
    conversion: Option<&'static Conversion>,
    person: &Patient,
) -> TrendPoint {
    let age_years = person.birth_date.map(|born| born.years_until(observation.moment.local_date()));
    let shown = match conversion {
        None => observation.value,
        Some(_) => Decimal::rounded(value, id.indicator().decimals).unwrap_or(observation.value),
    };
    TrendPoint {
        utc_secs: observation.moment.utc_secs,
        value,
        shown,
        conversion,
        assessment: id.indicator().assess_bound(value, observation.flags.bound, person.sex, age_years),
        flags: observation.flags,
        cell: observation.cell,
        position,
    }
}

fn push_other(other: &mut Vec<Series>, code: &str, unit: &str, observation: &Observation, position: usize) {
    let point = TrendPoint {
        utc_secs: observation.moment.utc_secs,
        value: observation.value.to_f64(),
        shown: observation.value,
        conversion: None,
        assessment: Assessment::NoReferenceRange,
        flags: observation.flags,
        cell: observation.cell,
        position,
    };
    let quantity = Quantity::Other(code.to_owned());
    match other.iter_mut().find(|series| series.quantity == quantity && series.unit == unit) {
        Some(series) => series.points.push(point),
        None => other.push(Series { quantity, unit: unit.to_owned(), range: None, points: vec![point] }),
    }
}
