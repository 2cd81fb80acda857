//! The numeral at the start of a text: sign, grouped digits, fraction, exponent, in one column's marks. Exact.

use crate::base::Decimal;

use super::reading::{DecimalMark, NumberForm, ThousandsMark};

/// The number at the start of `text` and the text behind it. `None` if there is none, or if it does not fit into 18
/// digits. A thousands mark counts only between one to three digits and groups of exactly three.
pub fn read_numeral<'a>(text: &'a str, form: &NumberForm) -> Option<(Decimal, &'a str)> {
    let (is_negative, rest) = split_sign(text);
    let mut digits = Digits::default();
    let rest = digits.take_whole(rest, form.thousands_mark)?;
    let rest = digits.take_fraction(rest, form.decimal_mark)?;
    if digits.count == 0 {
        return None;
    }
    // Nobody groups digits and writes an exponent behind them.
    let (exponent, rest) = if digits.is_grouped { (0, rest) } else { split_exponent(rest) };
    let number = digits.times_ten_to(exponent)?;
    let mantissa = if is_negative { -number.mantissa } else { number.mantissa };
    Some((Decimal { mantissa, ..number }, rest))
}

/// The value of a decimal digit, ASCII or full-width.
pub fn digit_of(letter: char) -> Option<u8> {
    match letter {
        '0'..='9' => Some(letter as u8 - b'0'),
        '０'..='９' => u8::try_from(letter as u32 - '０' as u32).ok(),
        _ => None,
    }
}

/// Whether the character is a sign, and if so whether a minus.
pub fn sign_of(letter: char) -> Option<bool> {
    match letter {
        '-' | '−' | '－' | '﹣' => Some(true),
        '+' | '＋' => Some(false),
        _ => None,
    }
}

fn split_sign(text: &str) -> (bool, &str) {
    let mut letters = text.chars();
    match letters.next().and_then(sign_of) {
        Some(is_negative) => (is_negative, letters.as_str()),
        None => (false, text),
    }
}

fn split_digit(text: &str) -> Option<(u8, &str)> {
    let mut letters = text.chars();
    let digit = digit_of(letters.next()?)?;
    Some((digit, letters.as_str()))
}

/// `text` behind a character for which `is_mark` holds.
fn behind(text: &str, is_mark: impl Fn(char) -> bool) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().filter(|letter| is_mark(*letter))?;
    Some(letters.as_str())
}

/// Digits read so far.
#[derive(Default)]
struct Digits {
    mantissa: i64,
    count: u8,
    scale: u8,
    is_grouped: bool,
}

impl Digits {
    /// `None` for the nineteenth digit.
    fn push(&mut self, digit: u8) -> Option<()> {
        if self.count == Decimal::MAX_SCALE {
            return None;
        }
        self.count += 1;
        self.mantissa = self.mantissa * 10 + i64::from(digit);
        Some(())
    }

    fn take_run<'a>(&mut self, mut text: &'a str) -> Option<&'a str> {
        while let Some((digit, rest)) = split_digit(text) {
            self.push(digit)?;
            text = rest;
        }
        Some(text)
    }

    /// Digits before the decimal mark, grouped where they are.
    fn take_whole<'a>(&mut self, text: &'a str, mark: Option<ThousandsMark>) -> Option<&'a str> {
        let leading_zero = split_digit(text).is_some_and(|(digit, _)| digit == 0);
        let mut rest = self.take_run(text)?;
        let Some(mark) = mark.filter(|_| !leading_zero && (1..=3).contains(&self.count)) else {
            return Some(rest);
        };
        while let Some((group, behind)) = split_group(rest, mark) {
            for digit in group {
                self.push(digit)?;
            }
            self.is_grouped = true;
            rest = behind;
        }
        Some(rest)
    }

    fn take_fraction<'a>(&mut self, text: &'a str, mark: DecimalMark) -> Option<&'a str> {
        let Some(fraction) = behind(text, |letter| mark.is(letter)) else {
            return Some(text);
        };
        let whole = self.count;
        let rest = self.take_run(fraction)?;
        self.scale = self.count - whole;
        Some(rest)
    }

    /// The exponent moves the mark; a whole number gets zeros where it must.
    fn times_ten_to(&self, exponent: i32) -> Option<Decimal> {
        let scale = i32::from(self.scale) - exponent;
        if scale >= 0 {
            let scale = u8::try_from(scale).ok().filter(|scale| *scale <= Decimal::MAX_SCALE)?;
            return Some(Decimal { mantissa: self.mantissa, scale });
        }
        let zeros = u32::try_from(-scale).ok().filter(|zeros| *zeros <= u32::from(Decimal::MAX_SCALE))?;
        let mantissa = self.mantissa.checked_mul(10i64.pow(zeros)).filter(|mantissa| *mantissa < 10i64.pow(18))?;
        Some(Decimal { mantissa, scale: 0 })
    }
}

/// A thousands mark with the three digits behind it, if there are exactly three.
fn split_group(text: &str, mark: ThousandsMark) -> Option<([u8; 3], &str)> {
    let rest = behind(text, |letter| mark.is(letter))?;
    let (first, rest) = split_digit(rest)?;
    let (second, rest) = split_digit(rest)?;
    let (third, rest) = split_digit(rest)?;
    split_digit(rest).is_none().then_some(([first, second, third], rest))
}

/// `e`, a sign and up to three digits; 0 where there is no exponent.
fn split_exponent(text: &str) -> (i32, &str) {
    let exponent = || {
        let rest = behind(text, |letter| matches!(letter, 'e' | 'E'))?;
        let (is_negative, mut rest) = split_sign(rest);
        let mut value: Option<i32> = None;
        while let Some((digit, behind)) = split_digit(rest) {
            value = Some((value.unwrap_or(0) * 10 + i32::from(digit)).min(9999));
            rest = behind;
        }
        value.map(|value| (if is_negative { -value } else { value }, rest))
    };
    exponent().unwrap_or((0, text))
}
