//! A clock in a column of its own beside a date that may have one already.

use std::borrow::Cow;

use crate::base::Precision;

use super::clock::Clock;

const MINUTE: i64 = 60;

/// The text of a time made of a date and the clock beside it. A date's own clock is the same, or both stay and no time can
/// be read; the one that says more (seconds, a zone) is taken. Midnight, which databases write behind every day, is no clock of the date's own.
pub fn with_one_clock<'a>(date: &'a str, beside: &str) -> Cow<'a, str> {
    let both = |date: &str| Cow::Owned(format!("{date} {beside}"));
    let Some((day, own)) = own_clock(date) else { return both(date) };
    let Some(clock) = Clock::read(beside) else { return both(date) };
    let says_more = own.offset.is_none() && (clock.offset.is_some() || clock.precision > own.precision);
    match are_one(&own, &clock) {
        true if says_more => both(day),
        true => Cow::Borrowed(date),
        false if own.secs_of_day == 0 && own.offset.is_none() => both(day),
        false => both(date),
    }
}

/// Whether two clocks can be the same: to the second where both have one, in one zone where both say it.
fn are_one(own: &Clock, beside: &Clock) -> bool {
    let has_seconds = own.precision == Precision::Second && beside.precision == Precision::Second;
    let unit = if has_seconds { 1 } else { MINUTE };
    let is_one_zone = own.offset.is_none() || beside.offset.is_none() || own.offset == beside.offset;
    is_one_zone && own.secs_of_day.div_euclid(unit) == beside.secs_of_day.div_euclid(unit)
}

/// A date whose clock column is empty: the midnight that databases write behind every day is no time of the measurement.
pub fn without_midnight(date: &str) -> &str {
    match own_clock(date) {
        Some((day, own)) if own.secs_of_day == 0 && own.offset.is_none() => day,
        _ => date,
    }
}

/// Whether a clock stands behind a date and another one behind that.
pub fn has_two_clocks(text: &str) -> bool {
    let ends = text.match_indices(char::is_whitespace).map(|(at, _)| at);
    ends.filter_map(|at| text.split_at_checked(at))
        .any(|(date, beside)| Clock::read(beside).is_some() && own_clock(date).is_some())
}

/// The day of a date and the clock behind it.
fn own_clock(text: &str) -> Option<(&str, Clock)> {
    /// Digits of a compact date.
    const DAY_DIGITS: usize = 8;
    let is_before_clock = |letter: char| letter.is_whitespace() || matches!(letter, 'T' | 't' | ',' | ':' | '日');
    let found = text.match_indices(is_before_clock).find_map(|(at, mark)| {
        let (day, behind) = (text.get(..at)?, text.get(at + mark.len()..)?);
        let day = if mark == "日" { text.get(..at + mark.len())? } else { day };
        let is_day = day.chars().any(|letter| letter.is_numeric()) && Clock::read(day).is_none();
        let is_compact = day.len() == DAY_DIGITS && day.bytes().all(|byte| byte.is_ascii_digit());
        let clock = Clock::read(behind).or_else(|| Clock::read_compact(behind).filter(|_| is_compact));
        clock.filter(|_| is_day && day.chars().count() >= 6).map(|clock| (day, clock))
    });
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let compact = || {
        let (day, behind) = text.split_at_checked(DAY_DIGITS).filter(|_| is_digits)?;
        Some((day, Clock::read_compact(behind)?))
    };
    found.or_else(compact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_beside_a_date_is_taken_once() {
        for (date, beside, want) in [
            ("14.03.2024", "09:30", "14.03.2024 09:30"),
            ("14.03.2024 09:30", "09:30", "14.03.2024 09:30"),
            ("2024-03-14T09:30:20", "9:30", "2024-03-14T09:30:20"),
            ("14.03.2024 09:30", "09:30:15", "14.03.2024 09:30:15"),
            ("14.03.2024 00:00", "09:30", "14.03.2024 09:30"),
            ("2024-03-14 09:30", "09:30Z", "2024-03-14 09:30Z"),
            ("2024-03-14 09:30:15", "09:30:15", "2024-03-14 09:30:15"),
            ("2024-03-14T09:30Z", "09:30", "2024-03-14T09:30Z"),
            ("2024年3月14日9时30分", "9:30 AM", "2024年3月14日9时30分"),
            ("202403140930", "09:30", "202403140930"),
            ("5 Mar 2024 9:30 PM", "21:30", "5 Mar 2024 9:30 PM"),
            ("14.03.2024", "25:10", "14.03.2024 25:10"),
            ("14.03.2024 09:30", "25:10", "14.03.2024 09:30 25:10"),
        ] {
            assert_eq!(with_one_clock(date, beside), want, "{date} and {beside}");
            assert!(!has_two_clocks(want), "{want}");
        }
        for (date, beside) in [
            ("14.03.2024 09:30", "10:15"),
            ("2024-03-14T09:30", "9:31"),
            ("20240314 0930", "10:00 PM"),
            ("2025-03-08 08:30:15", "08:30:45"),
            ("2025-03-08T08:30Z", "08:30+08:00"),
        ] {
            assert!(has_two_clocks(&with_one_clock(date, beside)), "{date} and {beside}");
        }
        assert_eq!(without_midnight("2024-03-14 00:00:00"), "2024-03-14");
        assert_eq!(without_midnight("2024-03-14T09:30"), "2024-03-14T09:30");
    }
}
