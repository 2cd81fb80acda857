//! Dates as spreadsheets store them: days since an epoch, the fraction the time of day.

use crate::base::{Date, Precision};

use super::reading::SerialSystem;

const SECS_PER_DAY: i64 = 86_400;

/// 1899-12-31, 1899-12-30 and 1904-01-01 as days since 1970.
const BEFORE_1900_EARLY: i64 = -25_568;
const BEFORE_1900: i64 = -25_569;
const FIRST_OF_1904: i64 = -24_107;

/// 9999-12-31 in the 1900 system, the last day spreadsheets have.
const LAST_DAY: i64 = 2_958_465;

/// The day without a date: Lotus 1-2-3 held 1900 for a leap year, and its heirs kept that.
const NO_SUCH_DAY: i64 = 60;

/// The fraction digits that matter: a second is more than 0.00001 of a day.
const FRACTION_DIGITS: usize = 12;

/// Date, second of the day and precision of a serial such as `44197` or `44197.3541666667` (or with a comma). The time
/// is rounded to the second, because the stored fraction is not exact. `None` for other text and for days without a
/// date.
pub fn read_serial(text: &str, system: SerialSystem) -> Option<(Date, i64, Precision)> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || whole.len() > 7 || fraction.is_some_and(|fraction| !is_digits(fraction)) {
        return None;
    }
    let secs = fraction.map_or(Some(0), secs_of_fraction)?;
    let serial = whole.parse::<i64>().ok()? + secs / SECS_PER_DAY;
    let precision = if fraction.is_some() { Precision::Second } else { Precision::Day };
    Some((date_of(serial, system)?, secs % SECS_PER_DAY, precision))
}

/// Seconds of a fraction of a day, rounded; 86 400 for a fraction that is one but for rounding.
fn secs_of_fraction(digits: &str) -> Option<i64> {
    let kept = digits.get(..digits.len().min(FRACTION_DIGITS))?;
    let parts = 10i64.pow(u32::try_from(kept.len()).ok()?);
    Some((kept.parse::<i64>().ok()? * SECS_PER_DAY + parts / 2) / parts)
}

fn date_of(serial: i64, system: SerialSystem) -> Option<Date> {
    let days = match system {
        SerialSystem::From1904 if serial <= LAST_DAY - 1462 => serial + FIRST_OF_1904,
        SerialSystem::From1900 if (1..NO_SUCH_DAY).contains(&serial) => serial + BEFORE_1900_EARLY,
        SerialSystem::From1900 if (NO_SUCH_DAY + 1..=LAST_DAY).contains(&serial) => serial + BEFORE_1900,
        _ => return None,
    };
    i32::try_from(days).ok().map(Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, system: SerialSystem) -> Option<(String, i64)> {
        read_serial(text, system).map(|(date, secs, _)| (date.iso(), secs))
    }

    #[test]
    fn both_systems_and_the_day_that_never_was() {
        let from_1900 = |text| read(text, SerialSystem::From1900);
        assert_eq!(from_1900("1"), Some(("1900-01-01".to_owned(), 0)));
        assert_eq!(from_1900("59"), Some(("1900-02-28".to_owned(), 0)));
        assert_eq!(from_1900("60"), None);
        assert_eq!(from_1900("61"), Some(("1900-03-01".to_owned(), 0)));
        assert_eq!(from_1900("44197.354166666664"), Some(("2021-01-01".to_owned(), 30_600)));
        assert_eq!(from_1900("44197,5"), Some(("2021-01-01".to_owned(), 43_200)));
        assert_eq!(from_1900("44196.9999999"), Some(("2021-01-01".to_owned(), 0)));
        assert_eq!(from_1900("2958465"), Some(("9999-12-31".to_owned(), 0)));
        for text in ["0", "0.5", "-1", "2958466", "44197.", "4419x", "", "99999999999"] {
            assert_eq!(from_1900(text), None, "{text}");
        }
        assert_eq!(read("0", SerialSystem::From1904), Some(("1904-01-01".to_owned(), 0)));
        assert_eq!(read("42735", SerialSystem::From1904), Some(("2021-01-01".to_owned(), 0)));
        assert_eq!(read("2957003", SerialSystem::From1904), Some(("9999-12-31".to_owned(), 0)));
    }
}
