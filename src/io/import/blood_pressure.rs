//! Blood pressure in one cell, the systolic over the diastolic value: `120/80`.

use std::borrow::Cow;

use crate::domain::indicator::IndicatorId;
use crate::domain::unit_words::unit_of;

use super::mapping::plain_heading;
use super::values::digit_of;

/// LOINC code of the two together; as the field of a wide table's column it stands for both.
pub const BLOOD_PRESSURE: &str = "85354-9";

/// Codes of the value before the stroke and of the one behind it.
pub const PARTS: [&str; 2] = ["8480-6", "8462-4"];

/// What such a column or test is called, in the plain form of headings.
const NAMES: &[&str] = &["bloodpressure", "bp", "nibp", "血压", "血壓", "血压值", "血圧", "혈압", "blutdruck"];

/// Whether a heading or the name of a test means both values.
pub fn is_blood_pressure(name: &str) -> bool {
    let plain = plain_heading(name);
    name == BLOOD_PRESSURE || NAMES.contains(&plain.as_str())
}

/// The indicator whose units a column of values has; of two values in a cell the first's.
pub fn unit_indicator(field: &str) -> Option<IndicatorId> {
    IndicatorId::from_code(if field == BLOOD_PRESSURE { PARTS[0] } else { field })
}

/// The two numbers of a cell, systolic first, and the unit behind them; `None` if it is not two numbers.
pub fn parts(cell: &[u8]) -> Option<([String; 2], Option<&'static str>)> {
    let text = half_width(std::str::from_utf8(cell).ok()?);
    let (systolic, behind) = text.split_once('/')?;
    let end = behind.trim_start().find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let (diastolic, unit) = behind.trim_start().split_at(end.unwrap_or(behind.trim_start().len()));
    let number = |text: &str| {
        let text = text.trim();
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')).then(|| text.to_owned())
    };
    let unit = match unit.trim() {
        "" => None,
        unit => Some(unit_of(unit)?),
    };
    Some(([number(systolic)?, number(diastolic)?], unit))
}

/// Whether a cell may hold both values.
pub fn holds_two(cell: &[u8]) -> bool {
    let has_wide = || std::str::from_utf8(cell).is_ok_and(|text| text.contains('／'));
    cell.contains(&b'/') || (!cell.is_ascii() && has_wide())
}

/// Digits, point and stroke as a Chinese keyboard writes them, in their ASCII form.
fn half_width(text: &str) -> Cow<'_, str> {
    let is_wide = |letter: char| matches!(letter, '０'..='９' | '／' | '．' | '\u{3000}');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let half = |letter: char| match letter {
        '／' => '/',
        '．' => '.',
        '\u{3000}' => ' ',
        letter => digit_of(letter).map_or(letter, |digit| char::from(b'0' + digit)),
    };
    Cow::Owned(text.chars().map(half).collect())
}

/// The unit behind every pressure of these cells, where all have the same.
pub fn common_unit<'a>(cells: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let mut units = cells.filter_map(|cell| parts(cell.as_bytes())).map(|(_, unit)| unit);
    let first = units.next()??;
    units.all(|unit| unit == Some(first)).then_some(first)
}

/// What stands in such a column where nothing was measured.
pub fn is_missing(cell: &[u8]) -> bool {
    matches!(cell, b"" | b"-" | b"--" | b"/" | b"NA" | b"N/A" | b"n/a")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pressure_is_two_numbers() {
        let both = |a: &str, b: &str| Some([a.to_owned(), b.to_owned()]);
        for cell in ["120/80", "120 /80", " 120 / 80 ", "120／80", "１２０／８０"] {
            assert_eq!(parts(cell.as_bytes()), both("120", "80").map(|both| (both, None)), "{cell}");
        }
        for cell in ["120/80 mmHg", "120/80mmHg"] {
            assert_eq!(parts(cell.as_bytes()), both("120", "80").map(|both| (both, Some("mm[Hg]"))), "{cell}");
        }
        assert_eq!(common_unit(["120/80 mmHg", "-", "121/80mmHg"].into_iter()), Some("mm[Hg]"));
        assert_eq!(common_unit(["120/80 mmHg", "121/80"].into_iter()), None);
        for cell in ["120", "120/", "/80", "120/80/60", "120/80 (93)", "high/low", ""] {
            assert_eq!(parts(cell.as_bytes()), None, "{cell}");
        }
        assert!(is_blood_pressure("血压") && is_blood_pressure("Blood Pressure") && !is_blood_pressure("血糖"));
    }
}
