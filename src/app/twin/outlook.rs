//! What a series leads to expect: its plausible values without limits of measurement, in order of time.

use crate::analysis::outlook::{Outlook, Sighting, outlook};
use crate::base::Decimal;
use crate::domain::indicator::Assessment;

use super::series::{Series, TrendPoint};

const DAY_SECS: f64 = 86_400.0;

/// The outlook of a known indicator's series. Of other codes nothing is known, not even what is possible.
pub fn outlook_of(series: &Series, now_utc_secs: i64) -> Option<Outlook> {
    series.indicator()?;
    let sightings: Vec<Sighting> = series.points.iter().filter(|point| counts(point)).map(sighting).collect();
    outlook(&sightings, days(now_utc_secs)).ok()
}

fn counts(point: &TrendPoint) -> bool {
    !point.flags.implausible && !point.flags.conflicting && point.flags.bound.is_none()
}

fn sighting(point: &TrendPoint) -> Sighting {
    let is_critical = matches!(point.assessment, Assessment::CriticalLow | Assessment::CriticalHigh);
    Sighting { at_days: days(point.utc_secs), value: point.value, is_critical }
}

fn days(utc_secs: i64) -> f64 {
    utc_secs as f64 / DAY_SECS
}

/// The instant of a time in days.
pub fn utc_secs(days: f64) -> i64 {
    (days * DAY_SECS).round() as i64
}

/// A number of an outlook in the series' digits, and not beyond what is possible.
pub fn shown(series: &Series, value: f64) -> Option<Decimal> {
    let indicator = series.indicator()?.indicator();
    Decimal::rounded(value.clamp(indicator.possible.low, indicator.possible.high), indicator.decimals)
}

/// A distance between values, with a digit more than the values have.
pub fn shown_distance(series: &Series, distance: f64) -> Option<Decimal> {
    Decimal::rounded(distance, series.indicator()?.indicator().decimals + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::twin::series::Quantity;
    use crate::domain::ids::{CellRef, ImportId};
    use crate::domain::indicator::IndicatorId;
    use crate::domain::observation::{Bound, ObservationFlags};

    fn series(count: i64, limits: i64) -> Series {
        let point = |day: i64| {
            let value = if day < limits { 500.0 } else { 6.0 + 0.1 * (day % 3) as f64 };
            TrendPoint {
                utc_secs: day * 86_400,
                value,
                shown: Decimal::rounded(value, 1).expect("a number"),
                conversion: None,
                assessment: Assessment::InRange,
                flags: ObservationFlags {
                    bound: (day < limits).then_some(Bound::Above),
                    ..ObservationFlags::default()
                },
                cell: CellRef { import: ImportId(1), line: 1, column: 1 },
                position: 0,
            }
        };
        let quantity = IndicatorId::from_word("glucose").map_or(Quantity::Other("x".to_owned()), Quantity::Known);
        Series { quantity, unit: "mmol/L".to_owned(), range: None, points: (0..count).map(point).collect() }
    }

    #[test]
    fn limits_of_measurement_are_no_values_to_learn_from() {
        let found = outlook_of(&series(30, 12), 30 * 86_400).expect("an outlook");
        assert!((found.next.middle - 6.1).abs() < 0.2, "{:?}", found.next);
        assert!(outlook_of(&series(30, 25), 30 * 86_400).is_none());
        let unknown = Series { quantity: Quantity::Other("x".to_owned()), ..series(30, 0) };
        assert!(outlook_of(&unknown, 30 * 86_400).is_none());
    }

    #[test]
    fn nothing_is_shown_that_cannot_be() {
        let series = series(20, 0);
        assert_eq!(shown(&series, -3.0).expect("a number").to_f64(), 0.1);
        assert_eq!(utc_secs(days(1_700_000_123)), 1_700_000_123);
    }
}
