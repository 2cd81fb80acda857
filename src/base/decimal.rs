//! A decimal number with its recorded digits: `5.40` stays `5.40`.

use std::cmp::Ordering;
use std::fmt;

/// `mantissa * 10^-scale`. Equality is of the written form: 5.4 and 5.40 are two different records of the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    pub mantissa: i64,
    /// Digits after the decimal mark, 0 to 18.
    pub scale: u8,
}

impl Decimal {
    /// The largest number of digits after the mark.
    pub const MAX_SCALE: u8 = 18;

    /// Reads plain decimal notation: optional sign, digits, optional `.` and digits. No exponent, no thousands mark.
    /// `None` for anything else, for more than 18 digits that count, and for more than 18 after the mark.
    pub fn parse(text: &[u8]) -> Option<Decimal> {
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mut mantissa: i64 = 0;
        let mut scale: Option<u8> = None;
        let (mut has_digits, mut counting) = (false, 0u8);
        for &byte in digits {
            match byte {
                b'0'..=b'9' => {
                    has_digits = true;
                    counting += u8::from(counting > 0 || byte != b'0');
                    scale = scale.map(|digits| digits + 1);
                    if counting > Self::MAX_SCALE || scale > Some(Self::MAX_SCALE) {
                        return None;
                    }
                    mantissa = mantissa * 10 + i64::from(byte - b'0');
                }
                b'.' if scale.is_none() => scale = Some(0),
                _ => return None,
            }
        }
        if !has_digits {
            return None;
        }
        Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale: scale.unwrap_or(0) })
    }

    /// Whether `text`, from which this was read, is exactly what [`fmt::Display`] gives; without writing it.
    pub fn is_written_as(self, text: &[u8]) -> bool {
        let unsigned = match text {
            [b'-', rest @ ..] if self.mantissa < 0 => rest,
            rest => rest,
        };
        let whole_digits = match unsigned.len().checked_sub(usize::from(self.scale)) {
            Some(count) if self.scale > 0 => count.saturating_sub(1),
            Some(count) => count,
            None => 0,
        };
        match unsigned {
            [b'0', ..] => whole_digits == 1,
            [b'1'..=b'9', ..] => whole_digits > 0 && !unsigned.ends_with(b"."),
            _ => false,
        }
    }

    /// The nearest binary number.
    /// Whether the number, written with any decimals, is one of these whole numbers.
    pub fn is_whole_one_of(self, numbers: &[i64]) -> bool {
        let is = |whole: i64| self.cmp_number(Decimal { mantissa: whole, scale: 0 }) == std::cmp::Ordering::Equal;
        numbers.iter().any(|whole| is(*whole))
    }

    pub fn to_f64(self) -> f64 {
        const POWERS: [f64; 19] =
            [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];
        self.mantissa as f64 / POWERS[usize::from(self.scale.min(Self::MAX_SCALE))]
    }

    /// `value` rounded to `scale` digits after the mark. `None` if it is not finite or too large.
    pub fn rounded(value: f64, scale: u8) -> Option<Decimal> {
        let scaled = (value * 10f64.powi(i32::from(scale))).round();
        (scaled.is_finite() && scaled.abs() < 9e17).then_some(Decimal { mantissa: scaled as i64, scale })
    }

    /// Orders by number, not by written form.
    pub fn cmp_number(self, other: Decimal) -> Ordering {
        let common = self.scale.max(other.scale);
        let widen = |d: Decimal| i128::from(d.mantissa) * 10i128.pow(u32::from(common - d.scale));
        widen(self).cmp(&widen(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs();
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let power = 10u64.pow(u32::from(self.scale.min(Self::MAX_SCALE)));
        write!(f, "{sign}{}.{:0width$}", digits / power, digits % power, width = usize::from(self.scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn recorded_digits_stay() {
        for text in ["5.40", "0.5", "-12", "0", "120", "0.000"] {
            assert_eq!(Decimal::parse(text.as_bytes()).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for text in ["", "-", ".", "1e3", "1,2", "12345678901234567890", "NA", " 1"] {
            assert_eq!(Decimal::parse(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_comes_back(mantissa in -999_999_999_999_999_999i64..=999_999_999_999_999_999, scale in 0u8..=17) {
            let number = Decimal { mantissa, scale };
            prop_assert_eq!(Decimal::parse(number.to_string().as_bytes()).map(|d| d.to_string()), Some(number.to_string()));
        }

        #[test]
        fn written_form_is_known_without_writing(text in "[-+]?[0-9]{0,3}[.]?[0-9]{0,3}| ?0{0,2}[.]0{0,3} ?") {
            if let Some(number) = Decimal::parse(text.trim().as_bytes()) {
                prop_assert_eq!(number.is_written_as(text.as_bytes()), number.to_string() == text);
            }
        }
    }
}
