//! How a number is written, and its value, found in one pass over the bytes.

use super::clock::Clock;
use super::date::compact_date;
use super::numeral::{digit_of, read_numeral, sign_of};
use super::reading::{DateOrder, DecimalMark, NumberForm, Pivot, ThousandsMark};
use super::shape::{FractionOr, Orders, Written};

/// A number as it is written, and its value with a single mark taken for the decimal mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeenNumber {
    pub written: Written,
    pub value: f64,
}

/// Serials of 1927-05-18 to 2064-04-08: a column of dates lies within, also one of births.
const SERIALS: std::ops::RangeInclusive<u64> = 10_000..=60_000;

/// Years that dates without separators must have, or any eight digits would be one now and then.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2100;

const MAX_DIGITS: u32 = 18;

/// The longest number that is looked at, in characters.
const LONGEST: usize = 40;

/// The number that the whole text is, if it is one in any form.
pub fn see_number(text: &[u8]) -> Option<SeenNumber> {
    if let Some(seen) = Pass::over(text).and_then(Pass::seen) {
        return Some(seen);
    }
    if text.is_ascii() {
        return see_scientific(text);
    }
    let mut plain = [0u8; LONGEST];
    let length = plain_signs(std::str::from_utf8(text).ok()?, &mut plain)?;
    let plain = plain.get(..length)?;
    Pass::over(plain).and_then(Pass::seen).or_else(|| see_scientific(plain))
}

/// Writes digits, signs and marks as ASCII; `None` if there is anything else, or too much.
fn plain_signs(text: &str, into: &mut [u8; LONGEST]) -> Option<usize> {
    let mut length = 0;
    for letter in text.chars() {
        let plain = match letter {
            ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => b' ',
            '’' => b'\'',
            '．' => b'.',
            '，' => b',',
            other => match (digit_of(other), sign_of(other)) {
                (Some(digit), _) => b'0' + digit,
                (None, Some(is_negative)) => {
                    if is_negative {
                        b'-'
                    } else {
                        b'+'
                    }
                }
                (None, None) => u8::try_from(other).ok().filter(u8::is_ascii)?,
            },
        };
        *into.get_mut(length)? = plain;
        length += 1;
    }
    Some(length)
}

fn see_scientific(text: &[u8]) -> Option<SeenNumber> {
    if !text.iter().any(|byte| matches!(byte, b'e' | b'E')) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let read = |decimal_mark| {
        let (number, rest) = read_numeral(text, &NumberForm { decimal_mark, thousands_mark: None })?;
        rest.is_empty().then(|| number.to_f64())
    };
    match (read(DecimalMark::Point), read(DecimalMark::Comma)) {
        (Some(value), Some(_)) => Some(SeenNumber { written: Written::Scientific(None), value }),
        (Some(value), None) => Some(SeenNumber { written: Written::Scientific(Some(DecimalMark::Point)), value }),
        (None, Some(value)) => Some(SeenNumber { written: Written::Scientific(Some(DecimalMark::Comma)), value }),
        (None, None) => None,
    }
}

/// What one pass over a number has found.
struct Pass<'a> {
    digits: &'a [u8],
    is_negative: bool,
    mantissa: u64,
    count: u32,
    /// Digits before the first mark.
    head: u32,
    /// Digits since the last mark.
    run: u32,
    marks: u32,
    first_mark: u8,
    last_mark: u8,
    /// Whether every run between two marks has three digits and only the last mark differs.
    is_grouping: bool,
}

impl<'a> Pass<'a> {
    fn over(text: &'a [u8]) -> Option<Pass<'a>> {
        let (is_negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mut pass = Pass {
            digits,
            is_negative,
            mantissa: 0,
            count: 0,
            head: 0,
            run: 0,
            marks: 0,
            first_mark: 0,
            last_mark: 0,
            is_grouping: true,
        };
        for byte in digits {
            match byte {
                b'0'..=b'9' => {
                    pass.mantissa = pass.mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                    pass.run += 1;
                }
                b'.' | b',' | b' ' | b'\'' | b'_' => pass.mark(*byte),
                _ => return None,
            }
        }
        pass.count += pass.run;
        (1..=MAX_DIGITS).contains(&pass.count).then_some(pass)
    }

    fn mark(&mut self, mark: u8) {
        if self.marks == 0 {
            (self.head, self.first_mark) = (self.run, mark);
        } else {
            self.is_grouping &= self.run == 3 && self.last_mark == self.first_mark;
        }
        self.marks += 1;
        self.last_mark = mark;
        self.count += self.run;
        self.run = 0;
    }

    fn seen(self) -> Option<SeenNumber> {
        let decimals = if decimal_mark(self.last_mark).is_some() { self.run } else { 0 };
        let (written, decimals) = match self.marks {
            0 => (self.integer(), 0),
            1 if decimal_mark(self.first_mark).is_some() => (self.fraction()?, decimals),
            _ if self.last_mark == self.first_mark => (self.grouped(None)?, 0),
            _ => (self.grouped(Some(decimal_mark(self.last_mark)?))?, decimals),
        };
        let scale = POWERS.get(decimals as usize)?;
        let value = self.mantissa as f64 / scale;
        Some(SeenNumber { written, value: if self.is_negative { -value } else { value } })
    }

    fn integer(&self) -> Written {
        match (self.count, self.digits.first()) {
            (2.., Some(b'0')) => match self.date_orders() {
                orders if orders.is_empty() => Written::PaddedInteger,
                orders => Written::DateInteger(orders),
            },
            (..=3, _) => Written::ShortInteger,
            (5, _) if SERIALS.contains(&self.mantissa) => Written::SerialInteger,
            (8 | 12 | 14, _) => match self.date_orders() {
                orders if orders.is_empty() => Written::LongInteger,
                orders => Written::DateInteger(orders),
            },
            _ => Written::LongInteger,
        }
    }

    /// The orders in which eight digits are a date; with four or six more, the year first and a time of day behind.
    fn date_orders(&self) -> Orders {
        if matches!(self.digits.len(), 12 | 14) {
            let text = std::str::from_utf8(self.digits).ok().filter(|_| !self.is_negative);
            let parts = text.and_then(|text| text.split_at_checked(8));
            let is_moment = parts.is_some_and(|(date, clock)| is_date(date, DateOrder::Ymd) && is_clock(clock));
            return Orders::where_true(|order| is_moment && order == DateOrder::Ymd);
        }
        let text = std::str::from_utf8(self.digits).ok().filter(|text| text.len() == 8 && !self.is_negative);
        text.map_or(Orders::default(), |text| Orders::where_true(|order| is_date(text, order)))
    }

    fn fraction(&self) -> Option<Written> {
        let mark = decimal_mark(self.first_mark)?;
        let is_group = (1..=3).contains(&self.head) && self.run == 3 && self.digits.first() != Some(&b'0');
        let is_serial = || self.head == 5 && self.whole_of_five().is_some_and(|whole| SERIALS.contains(&whole));
        let could_be = match () {
            () if is_group => FractionOr::Thousands,
            () if is_serial() => FractionOr::Serial,
            () => FractionOr::NothingElse,
        };
        Some(Written::Fraction { mark, could_be })
    }

    fn whole_of_five(&self) -> Option<u64> {
        std::str::from_utf8(self.digits.get(..5)?).ok()?.parse().ok()
    }

    /// A number in groups, behind which the fraction starts at `decimal`.
    fn grouped(&self, decimal: Option<DecimalMark>) -> Option<Written> {
        let thousands = thousands_mark(self.first_mark)?;
        let is_last_group = decimal.is_some() || self.run == 3;
        let is_grouped =
            self.is_grouping && is_last_group && (1..=3).contains(&self.head) && self.digits.first() != Some(&b'0');
        is_grouped.then_some(Written::Grouped { thousands, decimal })
    }
}

const POWERS: [f64; 19] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

fn decimal_mark(mark: u8) -> Option<DecimalMark> {
    match mark {
        b'.' => Some(DecimalMark::Point),
        b',' => Some(DecimalMark::Comma),
        _ => None,
    }
}

fn thousands_mark(mark: u8) -> Option<ThousandsMark> {
    match mark {
        b',' => Some(ThousandsMark::Comma),
        b'.' => Some(ThousandsMark::Point),
        b' ' => Some(ThousandsMark::Space),
        b'\'' => Some(ThousandsMark::Apostrophe),
        b'_' => Some(ThousandsMark::Underscore),
        _ => None,
    }
}

fn is_date(text: &str, order: DateOrder) -> bool {
    compact_date(text, order, Pivot::default()).is_some_and(|date| YEARS.contains(&date.ymd().0))
}

fn is_clock(text: &str) -> bool {
    Clock::read_compact(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::missing::MissingWords;
    use super::super::number::{NumberCell, read_number};
    use super::*;
    use proptest::prelude::*;

    fn forms() -> Vec<NumberForm> {
        let thousands = std::iter::once(None).chain(ThousandsMark::ALL.map(Some));
        let all = thousands.flat_map(|thousands_mark| {
            [DecimalMark::Point, DecimalMark::Comma].map(|decimal_mark| NumberForm { decimal_mark, thousands_mark })
        });
        let same = [(DecimalMark::Point, Some(ThousandsMark::Point)), (DecimalMark::Comma, Some(ThousandsMark::Comma))];
        all.filter(|form| !same.contains(&(form.decimal_mark, form.thousands_mark))).collect()
    }

    proptest! {
        /// The counts decide the form, so a shape must fit exactly the forms that read the cell, to the same value.
        #[test]
        fn shapes_fit_the_forms_that_read_them(
            text in "[-+−]?[0-9]{1,4}([., '_\u{a0}][0-9]{3}){0,2}([.,][0-9]{0,4})?([eE][-+]?[0-9]{1,2})?|[0-9.,' _]{1,8}|[０-９]{1,5}"
        ) {
            let text = text.trim();
            let seen = see_number(text.as_bytes());
            for form in forms() {
                let read = read_number(text, &form, &MissingWords::default());
                match (seen, read) {
                    (Some(seen), NumberCell::Value(number)) => {
                        prop_assert!(seen.written.fits(&form), "{} {:?} {:?}", text, seen, form);
                        let factor = if seen.written.is_grouped_in(&form) { 1000.0 } else { 1.0 };
                        let difference = (seen.value * factor - number.to_f64()).abs();
                        prop_assert!(difference <= number.to_f64().abs() * 1e-12, "{} {:?} {:?}", text, seen, form);
                    }
                    (Some(seen), _) => prop_assert!(!seen.written.fits(&form), "{} {:?} {:?}", text, seen, form),
                    (None, NumberCell::Value(_)) if text.contains(['e', 'E']) => {}
                    (None, read) => prop_assert!(!matches!(read, NumberCell::Value(_)), "{} {:?}", text, form),
                }
            }
        }
    }
}
