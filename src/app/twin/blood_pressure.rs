//! Systolic and diastolic pressure as readings: two values of one cuff, shown as one.

use super::series::{Series, TrendPoint};

/// Values that lie closer together than this belong to one reading.
const SAME_READING_SECS: i64 = 60;

/// One reading: positions in the two series. At least one is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub utc_secs: i64,
    pub systolic: Option<usize>,
    pub diastolic: Option<usize>,
}

/// Joins the points of the two series in order of time; a value without its partner is a reading of its own.
pub fn readings(systolic: &Series, diastolic: &Series) -> Vec<Reading> {
    let (upper, lower) = (&systolic.points, &diastolic.points);
    let mut joined = Vec::with_capacity(upper.len().max(lower.len()));
    let (mut at, mut beside) = (0, 0);
    loop {
        let reading = match (upper.get(at), lower.get(beside)) {
            (None, None) => return joined,
            (Some(high), Some(low)) if is_same(high, low) => {
                Reading { utc_secs: high.utc_secs, systolic: Some(at), diastolic: Some(beside) }
            }
            (Some(high), Some(low)) if low.utc_secs < high.utc_secs => lone_diastolic(low, beside),
            (Some(high), _) => Reading { utc_secs: high.utc_secs, systolic: Some(at), diastolic: None },
            (None, Some(low)) => lone_diastolic(low, beside),
        };
        at += usize::from(reading.systolic.is_some());
        beside += usize::from(reading.diastolic.is_some());
        joined.push(reading);
    }
}

fn lone_diastolic(low: &TrendPoint, beside: usize) -> Reading {
    Reading { utc_secs: low.utc_secs, systolic: None, diastolic: Some(beside) }
}

fn is_same(high: &TrendPoint, low: &TrendPoint) -> bool {
    (high.utc_secs - low.utc_secs).abs() < SAME_READING_SECS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::twin::series::Quantity;
    use crate::base::Decimal;
    use crate::domain::ids::{CellRef, ImportId};
    use crate::domain::indicator::Assessment;
    use crate::domain::observation::ObservationFlags;

    fn series(times: &[i64]) -> Series {
        let point = |&utc_secs: &i64| TrendPoint {
            utc_secs,
            value: 100.0,
            shown: Decimal { mantissa: 100, scale: 0 },
            conversion: None,
            assessment: Assessment::InRange,
            flags: ObservationFlags::default(),
            cell: CellRef { import: ImportId(1), line: 1, column: 1 },
            position: 0,
        };
        let points = times.iter().map(point).collect();
        Series { quantity: Quantity::Other("x".to_owned()), unit: String::new(), range: None, points }
    }

    #[test]
    fn values_of_one_instant_pair_and_none_is_lost() {
        let joined = readings(&series(&[0, 1_000, 5_000]), &series(&[0, 2_000, 5_010, 9_000]));
        let pairs: Vec<_> = joined.iter().map(|reading| (reading.systolic, reading.diastolic)).collect();
        assert_eq!(pairs, [(Some(0), Some(0)), (Some(1), None), (None, Some(1)), (Some(2), Some(2)), (None, Some(3))]);
        assert!(readings(&series(&[]), &series(&[])).is_empty());
    }
}
