//! The score over the last day: its series, its change, and whether it rises.

use super::signs::{Band, Round, Signs, round_as_of};

const STEP_SECS: i64 = 15 * 60;
const DAY_SECS: i64 = 86_400;
/// The change over so long says whether somebody gets worse.
const LATELY_SECS: i64 = 4 * 3600;
/// A point up or down is noise.
const CLEAR: i16 = 2;

/// A score of the series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    pub at_utc_secs: i64,
    pub least: u8,
    pub most: u8,
    /// Of `least`.
    pub band: Band,
}

impl TrendPoint {
    pub fn is_complete(self) -> bool {
        self.least == self.most
    }
}

/// Where the score goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Rising,
    Steady,
    Falling,
    /// There are no two scores to compare.
    Unknown,
}

impl Direction {
    /// Stable: text `ward-direction-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Direction::Rising => "rising",
            Direction::Steady => "steady",
            Direction::Falling => "falling",
            Direction::Unknown => "unknown",
        }
    }
}

/// The score of the last 24 hours: the newest of each quarter of an hour in which something was measured.
pub fn trend(signs: &Signs, now_utc_secs: i64) -> Vec<TrendPoint> {
    let mut found: Vec<TrendPoint> = Vec::new();
    let mut until = now_utc_secs;
    while let Some(at) = signs.newest_time(until).filter(|at| *at > now_utc_secs - DAY_SECS) {
        if let Some(Round { least, most, band, .. }) = round_as_of(signs, at, now_utc_secs) {
            found.push(TrendPoint { at_utc_secs: at, least, most, band });
        }
        until = at - STEP_SECS;
    }
    found.reverse();
    found
}

/// Points more than at the first complete score of the series, and since when.
pub fn change(trend: &[TrendPoint]) -> Option<(i16, i64)> {
    change_since(trend, i64::MIN)
}

fn change_since(trend: &[TrendPoint], from: i64) -> Option<(i16, i64)> {
    let mut complete = trend.iter().filter(|point| point.is_complete() && point.at_utc_secs >= from);
    let (first, last) = (complete.next()?, complete.next_back()?);
    Some((i16::from(last.least) - i16::from(first.least), first.at_utc_secs))
}

/// Whether the score rose or fell over the last four hours.
pub fn direction(trend: &[TrendPoint]) -> Direction {
    let Some(last) = trend.iter().rfind(|point| point.is_complete()) else { return Direction::Unknown };
    match change_since(trend, last.at_utc_secs - LATELY_SECS) {
        None => Direction::Unknown,
        Some((change, _)) if change >= CLEAR => Direction::Rising,
        Some((change, _)) if change <= -CLEAR => Direction::Falling,
        Some(_) => Direction::Steady,
    }
}

#[cfg(test)]
mod tests {
    use super::super::signs::tests::calm;
    use super::super::signs::{At, Sign};
    use super::*;

    #[test]
    fn the_series_has_a_score_each_quarter_and_its_change() {
        let mut signs = Signs::default();
        for hour in 0..30 {
            let of_hour = calm(hour * 3600);
            for sign in Sign::ALL {
                of_hour.of(sign).iter().for_each(|at| signs.push(sign, *at));
            }
            signs.push(Sign::Pulse, At { utc_secs: hour * 3600 + 60, value: 75.0 + 2.0 * hour as f64 });
        }
        signs.settle();
        let found = trend(&signs, 29 * 3600 + 120);
        assert_eq!(found.len(), 24, "one each hour of the last day");
        // From 87 to 133 beats a minute: nothing to three points.
        assert_eq!(change(&found).map(|(change, _)| change), Some(3));
        assert_eq!(direction(&found), Direction::Steady);
        assert_eq!(direction(&found[..1]), Direction::Unknown);
    }
}
