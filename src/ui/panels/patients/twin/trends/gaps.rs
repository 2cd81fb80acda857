//! Where a line is broken: a stretch without values is a gap, never a bridge.

use std::ops::Range;

const DAY_SECS: i64 = 86_400;
/// From this many values on, the usual distance is known.
const FEWEST: usize = 4;
const MOST_STALE: i64 = 6;

/// Longest time between two values that a line still joins: three times the usual distance, never less than the time
/// after which the indicator's newest value counts as stale and never more than six times that. Fewer than four values
/// have no usual distance: the stale limit alone holds.
pub fn gap_limit_secs(times: &[i64], stale_after_days: Option<u16>) -> i64 {
    let mut steps: Vec<i64> = times.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).collect();
    steps.retain(|&step| step > 0);
    let stale = i64::from(stale_after_days.unwrap_or(1)) * DAY_SECS;
    let middle = steps.len() / 2;
    if times.len() < FEWEST || steps.is_empty() {
        return stale;
    }
    let (_, median, _) = steps.select_nth_unstable(middle);
    (*median * 3).clamp(stale, MOST_STALE * stale)
}

/// Runs of positions without a gap, in order; together they are all positions.
pub fn runs(times: &[i64], limit_secs: i64) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (at, pair) in times.windows(2).enumerate() {
        if pair.last().copied().unwrap_or(0) - pair.first().copied().unwrap_or(0) > limit_secs {
            runs.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < times.len() {
        runs.push(start..times.len());
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_pause_breaks_the_line_and_the_usual_distance_does_not() {
        let hourly: Vec<i64> = (0..10).map(|hour| hour * 3_600).collect();
        let mut times = hourly.clone();
        times.extend(hourly.iter().map(|at| at + 30 * DAY_SECS));
        let limit = gap_limit_secs(&times, Some(2));
        assert_eq!(limit, 2 * DAY_SECS);
        assert_eq!(runs(&times, limit), [0..10, 10..20]);
        let quarterly: Vec<i64> = (0..5).map(|at| at * 90 * DAY_SECS).collect();
        assert_eq!(runs(&quarterly, gap_limit_secs(&quarterly, Some(90))).len(), 1);
        assert_eq!(runs(&quarterly, gap_limit_secs(&quarterly, Some(7))).len(), 5);
        let ten_months = [0, 300 * DAY_SECS];
        assert_eq!(runs(&ten_months, gap_limit_secs(&ten_months, Some(30))), [0..1, 1..2]);
        assert!(runs(&[], 1).is_empty());
    }

    proptest! {
        #[test]
        fn runs_are_all_points_in_order(mut times in prop::collection::vec(0i64..1_000_000, 0..60), limit in 1i64..200_000) {
            times.sort_unstable();
            let runs = runs(&times, limit);
            let all: Vec<usize> = runs.iter().flat_map(Clone::clone).collect();
            prop_assert_eq!(all, (0..times.len()).collect::<Vec<_>>());
            for run in &runs {
                for pair in times[run.clone()].windows(2) {
                    prop_assert!(pair[1] - pair[0] <= limit);
                }
            }
        }
    }
}
