//! How two birth dates differ.

use crate::base::Date;

/// From alike to different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateLevel {
    Same,
    /// 03-04 and 04-03.
    DayAndMonthSwapped,
    OneDigitDiffers,
    /// Two neighbours of one part: 1965 and 1956.
    DigitsExchanged,
    Different,
}

/// Compares two dates.
pub fn compare(one: Date, other: Date) -> DateLevel {
    let ((year, month, day), (other_year, other_month, other_day)) = (one.ymd(), other.ymd());
    if one == other {
        return DateLevel::Same;
    }
    if year == other_year && (month, day) == (other_day, other_month) {
        return DateLevel::DayAndMonthSwapped;
    }
    let (digits, other_digits) = (digits(one), digits(other));
    let differing: Vec<usize> = (0..8).filter(|&place| digits[place] != other_digits[place]).collect();
    match differing.as_slice() {
        [_] => DateLevel::OneDigitDiffers,
        &[first, second] if second == first + 1 && part(first) == part(second) => {
            let exchanged = digits[first] == other_digits[second] && digits[second] == other_digits[first];
            if exchanged { DateLevel::DigitsExchanged } else { DateLevel::Different }
        }
        _ => DateLevel::Different,
    }
}

/// Year, month and day by the place of a digit.
fn part(place: usize) -> u8 {
    match place {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    }
}

/// YYYYMMDD.
fn digits(date: Date) -> [u32; 8] {
    let (year, month, day) = date.ymd();
    let number = year.unsigned_abs() * 10_000 + month * 100 + day;
    std::array::from_fn(|place| number / 10u32.pow(7 - place as u32) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        let level = |one: &str, other: &str| {
            let date = |text: &str| Date::parse_iso(text.as_bytes()).expect("a date");
            let both = [compare(date(one), date(other)), compare(date(other), date(one))];
            assert_eq!(both[0], both[1], "{one} {other}");
            both[0]
        };
        assert_eq!(level("1951-03-04", "1951-03-04"), DateLevel::Same);
        assert_eq!(level("1951-03-04", "1951-04-03"), DateLevel::DayAndMonthSwapped);
        assert_eq!(level("1951-03-04", "1951-03-24"), DateLevel::OneDigitDiffers);
        assert_eq!(level("1965-03-04", "1956-03-04"), DateLevel::DigitsExchanged);
        assert_eq!(level("1951-03-12", "1951-03-21"), DateLevel::DigitsExchanged);
        assert_eq!(level("1951-01-12", "1950-11-12"), DateLevel::Different, "not within one part");
        assert_eq!(level("1951-03-04", "1952-03-05"), DateLevel::Different);
    }
}
