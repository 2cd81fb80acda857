//! Time in therapeutic range by Rosendaal's linear interpolation (Thromb Haemost 1993;69:236-239): between two INR values the
//! INR is taken to go in a straight line, and each day counts as in, below or above the range.

/// An INR value and its time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inr {
    pub utc_secs: i64,
    pub value: f64,
}

/// Values further apart say nothing of the time between them.
pub const LONGEST_GAP_DAYS: f64 = 56.0;
/// Below it control is called labile (HAS-BLED: under 60 %).
pub const LABILE_BELOW: f64 = 0.6;

/// Shares of the time that is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeInRange {
    pub within: f64,
    pub below: f64,
    pub above: f64,
    /// Days that are counted.
    pub days: f64,
    /// Values that bound a counted stretch.
    pub values: usize,
    /// Stretches that were too long to be counted.
    pub gaps: usize,
}

/// The shares of time within `[low, high]`; `None` where no two values are close enough. Values in order of time.
pub fn time_in_range(values: &[Inr], low: f64, high: f64) -> Option<TimeInRange> {
    const DAY_SECS: f64 = 86_400.0;
    let (mut within, mut below, mut above) = (0.0, 0.0, 0.0);
    let (mut gaps, mut last_counted, mut counted) = (0, None, 0);
    for (at, pair) in values.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let days = (second.utc_secs - first.utc_secs) as f64 / DAY_SECS;
        if days <= 0.0 {
            continue;
        }
        if days > LONGEST_GAP_DAYS {
            gaps += 1;
            continue;
        }
        let (share_below, share_above) =
            (share_under(first.value, second.value, low), share_over(first.value, second.value, high));
        below += days * share_below;
        above += days * share_above;
        within += days * (1.0 - share_below - share_above);
        counted += if last_counted == Some(at) { 1 } else { 2 };
        last_counted = Some(at + 1);
    }
    let days = within + below + above;
    (days > 0.0).then(|| TimeInRange {
        within: within / days,
        below: below / days,
        above: above / days,
        days,
        values: counted,
        gaps,
    })
}

/// The share of a straight way from one value to another that lies under a limit.
fn share_under(from: f64, to: f64, limit: f64) -> f64 {
    let (low, high) = if from <= to { (from, to) } else { (to, from) };
    if high < limit {
        1.0
    } else if low >= limit {
        0.0
    } else {
        (limit - low) / (high - low)
    }
}

fn share_over(from: f64, to: f64, limit: f64) -> f64 {
    share_under(-from, -to, -limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inr(day: i64, value: f64) -> Inr {
        Inr { utc_secs: day * 86_400, value }
    }

    /// By hand: from 1.5 to 2.5 in 10 days half the way is below 2; then 10 days at 2.5; then from 2.5 to 4.5 in 10 days a
    /// quarter of the way is up to 3.
    #[test]
    fn days_are_counted_along_straight_lines() {
        let values = [inr(0, 1.5), inr(10, 2.5), inr(20, 2.5), inr(30, 4.5)];
        let found = time_in_range(&values, 2.0, 3.0).expect("four values");
        assert!((found.within * found.days - (5.0 + 10.0 + 2.5)).abs() < 1e-9, "{found:?}");
        assert!((found.below * found.days - 5.0).abs() < 1e-9);
        assert!((found.above * found.days - 7.5).abs() < 1e-9);
        assert_eq!((found.values, found.gaps), (4, 0));
        assert!((found.within + found.below + found.above - 1.0).abs() < 1e-12);
    }

    #[test]
    fn long_gaps_and_single_values_say_nothing() {
        assert_eq!(time_in_range(&[], 2.0, 3.0), None);
        assert_eq!(time_in_range(&[inr(0, 2.5)], 2.0, 3.0), None);
        assert_eq!(time_in_range(&[inr(0, 2.5), inr(57, 2.5)], 2.0, 3.0), None);
        assert_eq!(time_in_range(&[inr(0, 2.5), inr(0, 3.5)], 2.0, 3.0), None);
        let found =
            time_in_range(&[inr(0, 2.5), inr(56, 2.5), inr(200, 9.0), inr(210, 9.0)], 2.0, 3.0).expect("two stretches");
        assert_eq!((found.values, found.gaps), (4, 1));
        assert!((found.within - 56.0 / 66.0).abs() < 1e-12);
    }

    /// A straight way through the whole range crosses it whole.
    #[test]
    fn a_way_through_the_range_is_partly_within() {
        let found = time_in_range(&[inr(0, 1.0), inr(4, 5.0)], 2.0, 3.0).expect("two values");
        assert!((found.within - 0.25).abs() < 1e-12 && (found.below - 0.25).abs() < 1e-12);
        assert!((found.above - 0.5).abs() < 1e-12);
    }
}
