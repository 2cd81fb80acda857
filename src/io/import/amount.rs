//! The number and the unit of a row of the long table, which may stand in the cell, beside it and in its heading.

use crate::domain::observation::Bound;
use crate::domain::unit_words::unit_of;

use super::Mapping;
use super::cells::{SourceRow, trimmed};
use super::mapping::unit_in_heading;

/// Where a row's number and unit stand.
pub struct AmountCells {
    pub value: u16,
    pub unit: u16,
    /// Holds for rows without a unit, and contradicts those with another.
    pub headed_unit: String,
}

impl AmountCells {
    /// The number of a row's value and its unit, which the row, the number itself and the heading have to agree on; or the
    /// column that contradicts.
    pub fn read<'a>(&'a self, row: &SourceRow<'a>) -> Result<(&'a [u8], &'a [u8]), u16> {
        let (number, own) = split_own_unit(row.text(self.value));
        let (stated, headed) = (row.text(self.unit), self.headed_unit.as_bytes());
        let unit = match own {
            None => stated,
            Some(own) if stated.is_empty() || is_unit(stated, own) => own.as_bytes(),
            Some(_) => return Err(self.value),
        };
        let is_headed = headed.is_empty() || is_unit(unit, &self.headed_unit);
        match unit.is_empty() {
            true => Ok((number, headed)),
            false if is_headed => Ok((number, unit)),
            false => Err(if own.is_some() { self.value } else { self.unit }),
        }
    }
}

/// The unit in the heading of the values, where that heading names the indicator of all rows: `Weight (kg)`.
pub fn headed_unit(mapping: &Mapping) -> Option<String> {
    let code = mapping.of("code")?.constant.as_deref()?;
    let unit = unit_in_heading(code, &mapping.heading_of(mapping.of("value")?))?;
    Some(unit_of(&unit).map_or(unit, str::to_owned))
}

/// A number and the unit behind it, where a reading has left one there. What is no unit stays with the number, which is
/// then none: a remark (`hemolysed`), a flag (`(H)`), a second number (`/80`).
pub fn split_own_unit(text: &[u8]) -> (&[u8], Option<&str>) {
    let unit = memchr::memchr(b' ', text).and_then(|space| std::str::from_utf8(text.get(space + 1..)?).ok());
    match unit.filter(|unit| is_like_a_unit(unit)) {
        Some(unit) => (text.get(..text.len() - unit.len() - 1).unwrap_or_default(), Some(unit)),
        None => (text, None),
    }
}

/// Whether a text behind a number can be its unit: one that is known, or something by something, such as `copies/mL`.
fn is_like_a_unit(text: &str) -> bool {
    // Laboratories write these for high and low.
    if matches!(text, "H" | "L") {
        return false;
    }
    let has_letter = |text: &str| text.chars().any(char::is_alphabetic);
    let is_ratio = text.split_once('/').is_some_and(|(of, by)| (of.is_empty() || has_letter(of)) && has_letter(by));
    unit_of(text).is_some() || (is_ratio && !text.contains(char::is_whitespace))
}

/// Whether the unit of a row is the one that stands behind its number.
pub fn is_unit(written: &[u8], own: &str) -> bool {
    let known = std::str::from_utf8(written).ok().and_then(unit_of);
    known == Some(own) || written == own.as_bytes()
}

/// A limit of measurement and its number: `<5`, `>60`, `≤5`, `≥60`; other signs are brought into this form before.
pub fn split_bound(text: &[u8]) -> (Option<Bound>, &[u8]) {
    let signs = [
        ("<=", Bound::AtMost),
        ("≤", Bound::AtMost),
        (">=", Bound::AtLeast),
        ("≥", Bound::AtLeast),
        ("<", Bound::Below),
        (">", Bound::Above),
    ];
    // Almost all cells begin with a digit.
    if text.first().is_some_and(u8::is_ascii_digit) {
        return (None, text);
    }
    let found = signs.into_iter().find_map(|(sign, bound)| Some((bound, text.strip_prefix(sign.as_bytes())?)));
    found.map_or((None, text), |(bound, number)| (Some(bound), trimmed(number)))
}
