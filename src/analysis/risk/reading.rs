//! From a text to the value of an input: numbers in plain notation, 0/1 and true/false, the words of a choice.

use super::input::{Input, Kind, OTHER_DIPLOTYPE, Slot, Words};

/// Powers of ten that a binary number holds exactly.
const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Reads a text as what the input holds.
pub(super) fn read(input: &Input, text: &str) -> Slot {
    let text = text.trim();
    if text.is_empty() {
        return Slot::Missing;
    }
    let slot = match input.kind {
        Kind::Number(_) | Kind::Whole(_) | Kind::Quantity { .. } => number(text).map(Slot::Number),
        Kind::Flag => flag(text).map(|flag| Slot::Word(u8::from(flag))),
        Kind::Choice(words) => choice(words, text).map(Slot::Word),
    };
    slot.unwrap_or(Slot::Unreadable)
}

/// A finite number in plain or exponent notation.
fn number(text: &str) -> Option<f64> {
    short_decimal(text.as_bytes()).or_else(|| {
        // "inf", "nan" and their kin are words, not numbers.
        let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
        text.parse::<f64>().ok().filter(|value| is_number && value.is_finite())
    })
}

/// A decimal of at most fifteen digits. Mantissa and power are exact, so their quotient is the nearest binary number,
/// as the slower general reading gives.
fn short_decimal(text: &[u8]) -> Option<f64> {
    if text.len() > POWERS.len() {
        return None;
    }
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (mut mantissa, mut digit_count, mut mark) = (0u64, 0usize, None);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                digit_count += 1;
            }
            b'.' if mark.is_none() => mark = Some(digit_count),
            _ => return None,
        }
    }
    let after_mark = mark.map_or(0, |mark| digit_count - mark);
    if digit_count == 0 || digit_count > 15 {
        return None;
    }
    let value = mantissa as f64 / POWERS.get(after_mark)?;
    Some(if negative { -value } else { value })
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        // Tables with gaps are often written with every whole number as 1.0.
        _ => number(text).and_then(|value| match value {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        }),
    }
}

/// Case does not matter; blanks, hyphens and underscores are one. Words that are numbers are compared as numbers.
fn choice(words: Words, text: &str) -> Option<u8> {
    let is_meant = |word: &&str| {
        let same = word.len() == text.len() && word.bytes().zip(text.bytes()).all(|(a, b)| folded(a) == folded(b));
        same || number(word).is_some_and(|wanted| number(text) == Some(wanted))
    };
    let named = words.iter().position(|meaning| meaning.iter().any(is_meant));
    let other = || words.iter().position(|meaning| meaning.contains(&OTHER_DIPLOTYPE) && is_diplotype(text));
    u8::try_from(named.or_else(other)?).ok()
}

/// Two star alleles: `*1/*5`.
fn is_diplotype(text: &str) -> bool {
    let is_allele =
        |allele: &str| allele.strip_prefix('*').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    text.split_once('/').is_some_and(|(one, other)| is_allele(one.trim()) && is_allele(other.trim()))
}

fn folded(byte: u8) -> u8 {
    match byte {
        b'-' | b'_' => b' ',
        byte => byte.to_ascii_lowercase(),
    }
}
