//! The text of a cell as a number, in the form chosen for its column.

use crate::base::Decimal;

use super::bound::{Sign, split_sign};
use super::missing::MissingWords;
use super::numeral::read_numeral;
use super::reading::{DecimalMark, NumberForm};
use crate::domain::unit_words::unit_of;

/// What a cell of a column of numbers holds. Numbers keep their recorded digits; no binary number is involved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberCell<'a> {
    /// Empty, or one of the column's words for "missing".
    Missing,
    Value(Decimal),
    /// The value is on one side of the number: `<5`, `≥60`.
    Limit {
        sign: Sign,
        number: Decimal,
    },
    /// A known unit stands behind the number, as written: `5.4 mmol/L`, `<120mmHg`.
    WithUnit {
        sign: Sign,
        number: Decimal,
        unit: &'a str,
    },
    NotANumber,
}

/// Reads a cell; spaces around it do not count.
pub fn read_number<'a>(cell: &'a str, form: &NumberForm, missing: &MissingWords) -> NumberCell<'a> {
    if form.decimal_mark == DecimalMark::Point
        && !missing.has_number()
        && let Some(number) = Decimal::parse(cell.as_bytes())
    {
        return NumberCell::Value(number);
    }
    let trimmed = cell.trim();
    if missing.contains(trimmed) {
        return NumberCell::Missing;
    }
    let (sign, rest) = split_sign(trimmed);
    let Some((number, behind)) = read_numeral(rest, form) else {
        return NumberCell::NotANumber;
    };
    let unit = behind.trim_start();
    match sign {
        _ if !unit.is_empty() && unit_of(unit).is_some() => NumberCell::WithUnit { sign, number, unit },
        _ if !unit.is_empty() => NumberCell::NotANumber,
        Sign::NONE => NumberCell::Value(number),
        sign => NumberCell::Limit { sign, number },
    }
}

/// A number and what stands behind it where that could be a unit, known or not: `5.4 mmol/L`, `92 mg/dX`.
pub fn split_off_unit<'a>(cell: &'a str, form: &NumberForm) -> Option<(Sign, Decimal, &'a str)> {
    let (sign, rest) = split_sign(cell.trim());
    let (number, behind) = read_numeral(rest, form)?;
    let unit = behind.trim();
    let is_unit =
        unit.starts_with(|first: char| first.is_alphabetic() || matches!(first, '%' | '％' | '/' | '°' | '['));
    (is_unit && unit.len() <= LONGEST_UNIT).then_some((sign, number, unit))
}

/// Bytes of a text that could be a unit.
const LONGEST_UNIT: usize = 32;

#[cfg(test)]
mod tests {
    use super::super::reading::ThousandsMark;
    use super::*;
    use proptest::prelude::*;

    fn read(cell: &str, decimal_mark: DecimalMark, thousands_mark: Option<ThousandsMark>) -> String {
        match read_number(cell, &NumberForm { decimal_mark, thousands_mark }, &MissingWords::of(["NA"])) {
            NumberCell::Missing => "missing".to_owned(),
            NumberCell::Value(number) => number.to_string(),
            NumberCell::Limit { sign, number } => format!("{}{number}", sign.text()),
            NumberCell::WithUnit { sign, number, unit } => format!("{:?} {number}|{unit}", sign.bound),
            NumberCell::NotANumber => "no".to_owned(),
        }
    }

    #[test]
    fn hostile_numbers_of_the_corpus_are_what_they_are() {
        let cells = [
            ("NaN", "no"),
            ("inf", "no"),
            ("-1e400", "no"),
            ("1e-400", "no"),
            ("0x1F", "no"),
            ("１２０", "120"),
            ("1,234", "no"),
            ("1.234,5", "no"),
            ("--5", "no"),
            ("99999999999999999999", "no"),
            ("120mmHg", "Exact 120|mmHg"),
            ("<5", "<5"),
            (">300", ">300"),
        ];
        for (cell, want) in cells {
            assert_eq!(read(cell, DecimalMark::Point, None), want, "{cell}");
        }
    }

    #[test]
    fn marks_exponents_bounds_and_units_are_read_as_written() {
        use DecimalMark::{Comma, Point};
        use ThousandsMark as T;
        let cells = [
            ("5.40", Point, None, "5.40"),
            (" −5,40 ", Comma, None, "-5.40"),
            ("1,234,567.80", Point, Some(T::Comma), "1234567.80"),
            ("1,23", Point, Some(T::Comma), "no"),
            ("1,2345", Point, Some(T::Comma), "no"),
            ("0,123", Point, Some(T::Comma), "no"),
            ("1.234,5", Comma, Some(T::Point), "1234.5"),
            ("1.234", Comma, Some(T::Point), "1234"),
            ("1.234", Comma, None, "no"),
            ("1\u{202f}234 567,5", Comma, Some(T::Space), "1234567.5"),
            ("1’234.5", Point, Some(T::Apostrophe), "1234.5"),
            ("1_234", Point, Some(T::Underscore), "1234"),
            ("1.20e-3", Point, None, "0.00120"),
            ("6,02E+23", Comma, None, "no"),
            ("6,02E+3", Comma, None, "6020"),
            ("1,000E0", Point, Some(T::Comma), "no"),
            ("1,000E0", Comma, None, "1.000"),
            ("≤ 5", Point, None, "≤5"),
            ("&lt;5", Point, None, "<5"),
            (">=60", Point, None, "≥60"),
            ("5.4 mmol/L", Point, None, "Exact 5.4|mmol/L"),
            ("<120 mmHg", Point, None, "Below 120|mmHg"),
            ("120 10^9/L", Point, Some(T::Space), "Exact 120|10^9/L"),
            ("５．４％", Point, None, "Exact 5.4|％"),
            ("٫5", Point, None, "0.5"),
            ("5 apples", Point, None, "no"),
            ("3-5", Point, None, "no"),
            ("NA", Point, None, "missing"),
            ("  ", Point, None, "missing"),
        ];
        for (cell, decimal, thousands, want) in cells {
            assert_eq!(read(cell, decimal, thousands), want, "{cell}");
        }
        let sentinel = MissingWords::of(["-999"]);
        assert_eq!(read_number("-999", &NumberForm::default(), &sentinel), NumberCell::Missing);
        assert_ne!(read_number("-99", &NumberForm::default(), &sentinel), NumberCell::Missing);
    }

    /// Writes a number in a form, grouped where the form has a mark.
    fn written(number: Decimal, form: &NumberForm) -> String {
        let plain = number.to_string();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, behind)| (whole, Some(behind)));
        let mark = form.thousands_mark.map(|mark| [",", ".", "\u{a0}", "'", "_"][mark.index()]).unwrap_or_default();
        let mut text = sign.to_owned();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place) % 3 == 0 {
                text += mark;
            }
            text.push(digit);
        }
        let decimal = if form.decimal_mark == DecimalMark::Point { '.' } else { ',' };
        fraction.map_or(text.clone(), |fraction| format!("{text}{decimal}{fraction}"))
    }

    proptest! {
        #[test]
        fn a_number_in_any_form_comes_back(
            mantissa in -99_999_999_999_999_999i64..=99_999_999_999_999_999,
            scale in 0u8..=16, comma: bool, thousands in 0usize..6,
        ) {
            let decimal_mark = if comma { DecimalMark::Comma } else { DecimalMark::Point };
            let same = if comma { 0 } else { 1 };
            let thousands_mark = ThousandsMark::ALL.get(thousands).copied().filter(|_| thousands != same);
            let form = NumberForm { decimal_mark, thousands_mark };
            let number = Decimal { mantissa, scale };
            let text = written(number, &form);
            prop_assert_eq!(read_number(&text, &form, &MissingWords::default()), NumberCell::Value(number), "{}", text);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}|[-+0-9.,'_ eE<>=％年]{0,24}", comma: bool, thousands in 0usize..6) {
            let decimal_mark = if comma { DecimalMark::Comma } else { DecimalMark::Point };
            let form = NumberForm { decimal_mark, thousands_mark: ThousandsMark::ALL.get(thousands).copied() };
            let _cell = read_number(&text, &form, &MissingWords::default());
        }
    }
}
