//! The clock time behind a date: hours, minutes, perhaps seconds, half of the day, offset.

use crate::base::Precision;

use super::numeral::digit_of;

const MINUTE: u32 = 60;
const HOUR: u32 = 3600;

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Since midnight; fractions are cut off.
    pub secs_of_day: i64,
    pub precision: Precision,
    /// Minutes east of UTC, where they are written.
    pub offset: Option<i16>,
}

/// Half of the day, as words before or behind the time say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

const HALVES: &[(&str, Half)] = &[
    ("上午", Half::Morning),
    ("下午", Half::Afternoon),
    ("a.m.", Half::Morning),
    ("p.m.", Half::Afternoon),
    ("am", Half::Morning),
    ("pm", Half::Afternoon),
];

impl Clock {
    /// Reads `8:30`, `08:30:05.250`, `8:30 PM`, `下午8:30`, `8时30分5秒`, `08h30`, with `Z`, `UTC`, `GMT` or `±hh:mm`
    /// behind. 24:00 is the end of the day. `None` for other text, also for 24:01 and 13 PM.
    pub fn read(text: &str) -> Option<Clock> {
        let (half_before, rest) = split_half(text.trim());
        let (hour, rest) = split_number(rest)?;
        let rest = rest.strip_prefix([':', '：', 'h', 'H', '时', '時', '点'])?;
        let (minute, rest) = split_number(rest)?;
        let (second, rest) = split_second(rest)?;
        let (half_behind, rest) = split_half(rest.trim_start());
        let half = match (half_before, half_behind) {
            (Some(_), Some(_)) => return None,
            (before, behind) => before.or(behind),
        };
        Clock::of(hour_of_day(hour, half)?, minute, second, read_offset(rest.trim())?)
    }

    /// Reads `hhmm` or `hhmmss`, a fraction and an offset behind: the clock of compact dates.
    pub fn read_compact(text: &str) -> Option<Clock> {
        let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(end)?;
        let pair = |from: usize| digits.get(from..from + 2)?.parse::<u32>().ok();
        let second = match digits.len() {
            4 => None,
            6 => Some(pair(4)?),
            _ => return None,
        };
        let rest = if second.is_some() { without_fraction(rest)? } else { rest };
        Clock::of(pair(0)?, pair(2)?, second, read_offset(rest.trim())?)
    }

    fn of(hour: u32, minute: u32, second: Option<u32>, offset: Option<i16>) -> Option<Clock> {
        let secs = hour * HOUR + minute * MINUTE + second.unwrap_or(0);
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        let is_end_of_day = secs == 24 * HOUR && hour == 24;
        let is_time = is_end_of_day || hour < 24 && minute < 60 && second.unwrap_or(0) < 60;
        is_time.then_some(Clock { secs_of_day: i64::from(secs), precision, offset })
    }
}

/// A word for half of the day at the start of the text.
fn split_half(text: &str) -> (Option<Half>, &str) {
    if text.is_empty() || text.starts_with(|first: char| first.is_ascii_digit()) {
        return (None, text);
    }
    let found = HALVES.iter().find_map(|(word, half)| {
        let (start, rest) = text.split_at_checked(word.len())?;
        let is_word = start.eq_ignore_ascii_case(word) && !rest.starts_with(|next: char| next.is_ascii_alphabetic());
        is_word.then(|| (Some(*half), rest.trim_start()))
    });
    found.unwrap_or((None, text))
}

/// A number of one or two digits.
fn split_number(text: &str) -> Option<(u32, &str)> {
    let mut letters = text.chars();
    let mut value = u32::from(digit_of(letters.next()?)?);
    let mut rest = letters.as_str();
    if let Some(digit) = letters.next().and_then(digit_of) {
        value = value * 10 + u32::from(digit);
        rest = letters.as_str();
    }
    Some((value, rest))
}

/// The second behind `:` or 分, where there is one. The outer option is "readable".
fn split_second(text: &str) -> Option<(Option<u32>, &str)> {
    let Some(behind) = text.strip_prefix([':', '：', '分']) else {
        return Some((None, text));
    };
    if text.starts_with('分') && behind.chars().next().and_then(digit_of).is_none() {
        return Some((None, behind));
    }
    let (second, rest) = split_number(behind)?;
    let rest = without_fraction(rest)?;
    Some((Some(second), rest.strip_prefix('秒').unwrap_or(rest)))
}

/// Behind the fraction of a second; `None` for a mark without digits.
fn without_fraction(text: &str) -> Option<&str> {
    let Some(fraction) = text.strip_prefix(['.', ',']) else {
        return Some(text);
    };
    let rest = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
    (rest.len() < fraction.len()).then_some(rest)
}

/// 12 AM is midnight and 12 PM noon.
fn hour_of_day(hour: u32, half: Option<Half>) -> Option<u32> {
    match half {
        None => Some(hour),
        Some(Half::Morning) => (hour <= 12).then_some(hour % 12),
        Some(Half::Afternoon) => (1..=12).contains(&hour).then_some(hour % 12 + 12),
    }
}

/// Nothing, `Z`, `UTC`, `GMT`, `±hh`, `±hhmm`, `±hh:mm`, or the last three behind `UTC`; the outer option is
/// "readable".
fn read_offset(text: &str) -> Option<Option<i16>> {
    if text.is_empty() {
        return Some(None);
    }
    let name = ["utc", "gmt", "z"]
        .iter()
        .find(|name| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    let behind = text.get(name.map_or(0, |name| name.len())..)?;
    if behind.is_empty() {
        return Some(Some(0));
    }
    let (sign, digits) = match behind.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let number =
        |part: Option<&str>| part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse::<i16>().ok();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number(Some(digits))?, 0),
        4 => (number(digits.get(..2))?, number(digits.get(2..))?),
        5 if digits.get(2..3) == Some(":") => (number(digits.get(..2))?, number(digits.get(3..))?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_to_their_precision() {
        use Precision::{Minute, Second};
        let clocks = [
            ("8:30", 30_600, Minute, None),
            ("08:30:05.250", 30_605, Second, None),
            ("8:30 PM", 73_800, Minute, None),
            ("12:00 a.m.", 0, Minute, None),
            ("12:00PM", 43_200, Minute, None),
            ("下午8:30", 73_800, Minute, None),
            ("上午 08时30分", 30_600, Minute, None),
            ("8时30分5秒", 30_605, Second, None),
            ("08h30", 30_600, Minute, None),
            ("24:00", 86_400, Minute, None),
            ("24:00:00", 86_400, Second, None),
            ("08:30Z", 30_600, Minute, Some(0)),
            ("08:30 UTC", 30_600, Minute, Some(0)),
            ("08:30+0530", 30_600, Minute, Some(330)),
            ("08:30:05 -08:00", 30_605, Second, Some(-480)),
            ("8:30 AM GMT+8", 30_600, Minute, Some(480)),
        ];
        for (text, secs_of_day, precision, offset) in clocks {
            assert_eq!(Clock::read(text), Some(Clock { secs_of_day, precision, offset }), "{text}");
        }
        for text in
            ["", "24:01", "25:00", "8:60", "13:00 PM", "8:3x", "8", "08:30:", "08:30:05.", "8:30 +99", "上午8:30 AM"]
        {
            assert_eq!(Clock::read(text), None, "{text}");
        }
        assert_eq!(
            Clock::read_compact("083005.2+0100").map(|clock| (clock.secs_of_day, clock.offset)),
            Some((30_605, Some(60)))
        );
        assert_eq!(Clock::read_compact("08305"), None);
    }
}
