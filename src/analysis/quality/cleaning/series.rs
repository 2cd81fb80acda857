//! One patient's values by indicator, in the indicator's unit and in order of time.

use std::collections::BTreeMap;

use crate::base::{Date, Decimal};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::{CellRef, WordId};
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::Observation;

/// One value as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<'a> {
    pub utc_secs: i64,
    /// In the indicator's unit.
    pub value: f64,
    pub recorded: Decimal,
    /// As in the source.
    pub unit: &'a str,
    pub cell: CellRef,
    /// A person has decided about it: a neighbour like any other, never doubtful.
    pub is_settled: bool,
}

impl Point<'_> {
    /// Completed years at the time of the value.
    pub fn age_years(&self, birth: Date) -> i32 {
        let day = i32::try_from(self.utc_secs.div_euclid(86_400)).unwrap_or(i32::MAX);
        birth.years_until(Date(day))
    }
}

/// Values of every indicator, each in order of time and cell. Limits of measurement are left out: `<5` is no result, and
/// what lies at zero or below has no ratio to its neighbours.
#[derive(Debug, Default)]
pub struct PatientSeries<'a> {
    by_indicator: BTreeMap<IndicatorId, Vec<Point<'a>>>,
}

impl<'a> PatientSeries<'a> {
    pub fn of(observations: &[Observation], books: &'a Books) -> PatientSeries<'a> {
        let mut all = PatientSeries::default();
        let mut last: Option<(WordId, Option<IndicatorId>)> = None;
        for observation in observations {
            let id = match last {
                Some((code, id)) if code == observation.code => id,
                _ => IndicatorId::from_recorded(books.of(BookKind::Code).word(observation.code)),
            };
            last = Some((observation.code, id));
            if let Some((id, point)) = id.and_then(|id| Some((id, point_of(id, observation, books)?))) {
                all.by_indicator.entry(id).or_default().push(point);
            }
        }
        all.by_indicator.values_mut().for_each(|points| points.sort_by_key(|point| (point.utc_secs, point.cell)));
        all
    }

    pub fn iter(&self) -> impl Iterator<Item = (IndicatorId, &[Point<'a>])> {
        self.by_indicator.iter().map(|(id, points)| (*id, points.as_slice()))
    }

    /// Values of the indicator of that id.
    pub fn of_indicator(&self, id: &str) -> Option<(IndicatorId, &[Point<'a>])> {
        self.iter().find(|(indicator, _)| indicator.indicator().id == id)
    }
}

fn point_of<'a>(id: IndicatorId, observation: &Observation, books: &'a Books) -> Option<Point<'a>> {
    if observation.flags.bound.is_some() {
        return None;
    }
    let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
    let (value, _) = id.indicator().canonical(observation.value.to_f64(), unit)?;
    (value.is_finite() && value > 0.0).then_some(Point {
        utc_secs: observation.moment.utc_secs,
        value,
        recorded: observation.value,
        unit,
        cell: observation.cell,
        is_settled: observation.decided.is_some(),
    })
}
