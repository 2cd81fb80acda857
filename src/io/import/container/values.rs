//! Stored values as text: numbers, dates, times and durations, as they are stored and not as a format shows them.

/// A double in decimal notation: the shortest digits that read back as the same double.
///
/// Where fifteen significant digits, all that a spreadsheet shows, read back the same, the shortest digits are those
/// without their trailing zeros: 5.4 and not 5.4000000000000004. An exponent is written only where digits alone would
/// be mostly zeros.
pub fn number(value: f64) -> String {
    const MOST: f64 = 1e21;
    const LEAST: f64 = 1e-15;
    match value.abs() {
        0.0 => "0".to_owned(),
        size if (LEAST..MOST).contains(&size) => format!("{value}"),
        _ => format!("{value:e}"),
    }
}

/// A share as a format of percentages shows it, with every digit that is stored: 0.41 as `41%`, 0.054 as `5.4%`.
pub fn percentage(value: f64) -> String {
    let digits = number(value);
    let Some((whole, fraction)) = digits.split_once('.') else {
        return if digits.contains('e') || value == 0.0 {
            format!("{}%", value * 100.0)
        } else {
            format!("{digits}00%")
        };
    };
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let (hundredths, rest) = fraction.split_at_checked(2).unwrap_or((fraction, ""));
    let shown = format!("{whole}{hundredths:0<2}");
    let shown = match shown.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let mark = if rest.is_empty() { "" } else { "." };
    format!("{sign}{shown}{mark}{rest}%")
}

/// Whether a whole number has more digits than a spreadsheet keeps: an identifier like that was rounded when it was
/// typed. Sixteen digits that do not end in a zero were written by a program that keeps them.
pub fn is_rounded_identifier(value: f64) -> bool {
    const EXACT_UP_TO: f64 = 9_007_199_254_740_992.0;
    let size = value.abs();
    size >= 1e15 && value.fract() == 0.0 && (size > EXACT_UP_TO || size % 10.0 == 0.0)
}

/// A number that was rounded, as a spreadsheet shows it: no digit that is not known.
pub fn rounded(value: f64) -> String {
    format!("{value:E}").replacen('E', "E+", 1)
}

/// A whole number with the zeros that its format demands before it: 123 as `00000123`.
pub fn padded(value: f64, least_digits: u8) -> Option<String> {
    let is_whole = (0.0..1e15).contains(&value) && value.fract() == 0.0;
    is_whole.then(|| format!("{value:0width$}", width = usize::from(least_digits)))
}

/// The day from which a workbook counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    /// Day 1 is 1900-01-01, and day 60 the 29th of a February that had 28 days.
    Of1900,
    /// Day 0 is 1904-01-01.
    Of1904,
}

/// What a cell's format says about a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A format with a date and no time.
    Date,
    /// A format with a date and a time.
    DateTime,
    /// A format with a time and no date.
    Time,
    /// `[h]:mm`: hours beyond 24 are hours.
    Duration,
    /// Some format of date or time; the reader cannot tell which.
    Unknown,
}

const DAY_MILLIS: i64 = 86_400_000;

/// A serial number as ISO 8601: a date, a time, or both with a blank between; `None` where no calendar has it.
///
/// What is stored is written: a fraction of a day is not dropped for a format that shows none. The whole day is written
/// without a time unless the format shows one. Days 0 and 60 of the 1900 system are written as the spreadsheet shows
/// them, 1900-01-00 and 1900-02-29: no reader takes them for a date, and none should.
pub fn serial(value: f64, epoch: Epoch, shown: Shown) -> Option<String> {
    if shown == Shown::Duration {
        return duration(value);
    }
    const FIRST_DAY_TOO_LATE: f64 = 2_958_466.0;
    if !(0.0..FIRST_DAY_TOO_LATE).contains(&value) {
        return None;
    }
    let millis = (value * DAY_MILLIS as f64).round() as i64;
    let (day, time) = (millis.div_euclid(DAY_MILLIS), millis.rem_euclid(DAY_MILLIS));
    let is_time_alone = value < 1.0 && day == 0 && (time > 0 || matches!(shown, Shown::Time | Shown::Unknown));
    if is_time_alone {
        return Some(clock(time));
    }
    let date = date(day, epoch)?;
    let has_time = time > 0 || matches!(shown, Shown::DateTime | Shown::Time);
    Some(if has_time { format!("{date} {}", clock(time)) } else { date })
}

fn date(day: i64, epoch: Epoch) -> Option<String> {
    match (epoch, day) {
        (Epoch::Of1900, 0) => Some("1900-01-00".to_owned()),
        (Epoch::Of1900, 60) => Some("1900-02-29".to_owned()),
        (Epoch::Of1900, 1..60) => iso_date(day - 25_568),
        (Epoch::Of1900, _) => iso_date(day - 25_569),
        (Epoch::Of1904, _) => iso_date(day - 24_107),
    }
}

/// A day counted from 1970-01-01, in the Gregorian calendar; `None` after 9999.
///
/// The years are counted from March, so that the leap day is the last of its year; the formula is Howard Hinnant's
/// `civil_from_days`.
fn iso_date(days_from_1970: i64) -> Option<String> {
    let from_march_0 = days_from_1970 + 719_468;
    let (era, day) = (from_march_0.div_euclid(146_097), from_march_0.rem_euclid(146_097));
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year <= 9999).then(|| format!("{year:04}-{month:02}-{day_of_month:02}"))
}

fn clock(millis: i64) -> String {
    format!("{:02}:{}", millis / 3_600_000, minutes_and_seconds(millis))
}

fn minutes_and_seconds(millis: i64) -> String {
    let (minutes, seconds, rest) = (millis / 60_000 % 60, millis / 1000 % 60, millis % 1000);
    if rest == 0 { format!("{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}.{rest:03}") }
}

fn duration(days: f64) -> Option<String> {
    const MOST_DAYS: f64 = 1e9;
    if days.is_nan() || days.abs() > MOST_DAYS {
        return None;
    }
    let millis = (days.abs() * DAY_MILLIS as f64).round() as i64;
    let sign = if days < 0.0 && millis > 0 { "-" } else { "" };
    Some(format!("{sign}{}:{}", millis / 3_600_000, minutes_and_seconds(millis)))
}

/// An ISO date with time as [`serial`] writes it: the `T` becomes a blank. Other text is left as it is.
pub fn iso_moment(text: &str) -> String {
    let bytes = text.as_bytes();
    let has_time = bytes.get(10) == Some(&b'T') && bytes.get(..10).is_some_and(|date| date.is_ascii());
    if !has_time {
        return text.to_owned();
    }
    let (date, time) = text.split_at(10);
    format!("{date} {}", time.trim_start_matches('T'))
}

/// An ISO duration of hours, minutes and seconds such as `PT10H15M00S` as `10:15:00`; other text as it is.
pub fn iso_duration(text: &str) -> String {
    clock_of_iso(text).unwrap_or_else(|| text.to_owned())
}

fn clock_of_iso(text: &str) -> Option<String> {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (hours, rest) = part(rest.strip_prefix("PT")?, 'H')?;
    let (minutes, rest) = part(rest, 'M')?;
    let (seconds, rest) = part(rest, 'S')?;
    // Of the fraction of a second, zeros say nothing.
    let seconds = if seconds.contains('.') { seconds.trim_end_matches('0').trim_end_matches('.') } else { seconds };
    let is_whole = rest.is_empty() && [hours, minutes].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let zero = if seconds.find('.').unwrap_or(seconds.len()) < 2 { "0" } else { "" };
    is_whole.then(|| format!("{sign}{hours:0>2}:{minutes:0>2}:{zero}{seconds}"))
}

/// The digits before a unit, and what follows; 0 where the unit is left out.
fn part(text: &str, unit: char) -> Option<(&str, &str)> {
    match text.split_once(unit) {
        Some((digits, rest)) if !digits.is_empty() => Some((digits, rest)),
        Some(_) => None,
        None => Some(("0", text)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let stored = "5.4000000000000004".parse().expect("digits");
        let cases: [(f64, &str); 9] = [
            (5.4, "5.4"),
            (stored, "5.4"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "0"),
            (120.0, "120"),
            (123_456_789_012_345.0, "123456789012345"),
            (0.000_001, "0.000001"),
            (1e21, "1e21"),
            (-6.02e-23, "-6.02e-23"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
        assert!(is_rounded_identifier(1_234_567_890_123_450.0) && !is_rounded_identifier(5.0));
        assert!(is_rounded_identifier(110_101_199_003_071_200.0) && !is_rounded_identifier(1_234_567_890_123_456.0));
        assert_eq!(rounded(110_101_199_003_071_200.0), "1.101011990030712E+17");
        assert_eq!((padded(123.0, 8).as_deref(), padded(1.5, 8)), (Some("00000123"), None));
    }

    #[test]
    fn serials_are_iso() {
        let iso = |value, shown| serial(value, Epoch::Of1900, shown).unwrap_or_default();
        assert_eq!(iso(44_259.0, Shown::Unknown), "2021-03-04");
        assert_eq!(iso(44_259.0, Shown::DateTime), "2021-03-04 00:00:00");
        assert_eq!(iso(44_259.427_083_333_336, Shown::Date), "2021-03-04 10:15:00");
        assert_eq!(iso(0.427_083_333_333_333, Shown::Unknown), "10:15:00");
        assert_eq!(iso(44_259.999_999_999, Shown::Unknown), "2021-03-05");
        assert_eq!(iso(0.5 + 0.001 / 86_400.0, Shown::Time), "12:00:00.001");
        assert_eq!(iso(2_958_465.0, Shown::Date), "9999-12-31");
        assert_eq!(serial(2_958_466.0, Epoch::Of1900, Shown::Date), None);
        assert_eq!(serial(-1.0, Epoch::Of1900, Shown::Date), None);
        assert_eq!(serial(f64::NAN, Epoch::Of1900, Shown::Date), None);
    }

    #[test]
    fn the_first_days_are_those_of_the_spreadsheet() {
        let first = |day: f64| serial(day, Epoch::Of1900, Shown::Date).unwrap_or_default();
        assert_eq!(
            [0.0, 1.0, 59.0, 60.0, 61.0].map(first),
            ["1900-01-00", "1900-01-01", "1900-02-28", "1900-02-29", "1900-03-01"]
        );
        assert_eq!(serial(0.0, Epoch::Of1904, Shown::Date).as_deref(), Some("1904-01-01"));
        assert_eq!(serial(42_797.0, Epoch::Of1904, Shown::Date).as_deref(), Some("2021-03-04"));
    }

    #[test]
    fn durations_go_beyond_a_day() {
        let hours = |days| serial(days, Epoch::Of1900, Shown::Duration).unwrap_or_default();
        assert_eq!([1.0 + 2.0 / 24.0, 0.0, -0.5].map(hours), ["26:00:00", "0:00:00", "-12:00:00"]);
        assert_eq!(iso_duration("PT10H15M00S"), "10:15:00");
        assert_eq!(iso_duration("PT36H5M1.250000000S"), "36:05:01.25");
        assert_eq!(iso_duration("P1D"), "P1D");
        assert_eq!(iso_moment("2021-03-04T10:15:00"), "2021-03-04 10:15:00");
        assert_eq!(iso_moment("2021-03-04"), "2021-03-04");
    }

    proptest! {
        /// The promise of [`number`]: the same double, and the fifteen-digit text wherever that reads back.
        #[test]
        fn numbers_read_back(value in any::<f64>().prop_filter("finite", |value| value.is_finite()), digits in 0i64..1_000_000_000_000_000, point in 1u32..15) {
            prop_assert_eq!(number(value).parse::<f64>().ok(), Some(value));
            let typed = format!("{}.{:0width$}", digits / 10i64.pow(point), digits % 10i64.pow(point), width = point as usize);
            let value: f64 = typed.parse().expect("digits");
            let fifteen: f64 = format!("{value:.14e}").parse().expect("digits");
            prop_assert_eq!(fifteen, value);
            prop_assert_eq!(number(value), typed.trim_end_matches('0').trim_end_matches('.'));
        }
    }

    #[test]
    fn a_percentage_has_every_digit_of_its_share() {
        let pairs = [
            (0.41, "41%"),
            (0.07, "7%"),
            (0.054, "5.4%"),
            (0.0005, "0.05%"),
            (-0.125, "-12.5%"),
            (1.0, "100%"),
            (1.5, "150%"),
            (0.5, "50%"),
            (0.0, "0%"),
            (12.345, "1234.5%"),
            (0.123_456_789_012_345, "12.3456789012345%"),
        ];
        for (value, shown) in pairs {
            assert_eq!(percentage(value), shown);
        }
    }
}
