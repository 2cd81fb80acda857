//! Codes, quantities and words of resources.

use super::json::Json;
use crate::base::Decimal;
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::Bound;
use crate::io::hl7::signal_of;

const LOINC: &str = "http://loinc.org";
const MONITOR: &str = "urn:iso:std:iso:11073:10101";

/// What was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// As it is kept: LOINC where there is one.
    Known(String),
    /// Two codings that mean different things.
    Contradicts(String),
    Missing,
}

/// The code of an observation or component: LOINC, else what a monitor's number means, else the words.
pub fn code_of(concept: Option<&Json>) -> Code {
    let Some(concept) = concept else { return Code::Missing };
    let of = |system: &str| {
        let mut codings = concept.list("coding").iter();
        codings.find(|coding| coding.text(&["system"]) == Some(system)).and_then(|coding| coding.text(&["code"]))
    };
    let (loinc, number) = (of(LOINC), of(MONITOR));
    let signals =
        loinc.zip(number).and_then(|(loinc, number)| signal_of(loinc, "").ok().zip(signal_of(number, "").ok()));
    if signals.is_some_and(|(one, other)| one.name != other.name) {
        return Code::Contradicts(format!("{} / {}", loinc.unwrap_or_default(), number.unwrap_or_default()));
    }
    let of_monitor = || number.and_then(|number| signal_of(number, "").ok()).map(|signal| signal.code().to_owned());
    let first = || concept.list("coding").first().and_then(|coding| coding.text(&["code"])).map(str::to_owned);
    let is_known = |code: &String| IndicatorId::from_code(code).is_some();
    let found = loinc.map(str::to_owned).or_else(of_monitor).or_else(|| first().filter(is_known));
    found.or_else(|| words_of(Some(concept))).or_else(first).map_or(Code::Missing, Code::Known)
}

/// The words of a concept: its text, else a coding's display.
pub fn words_of(concept: Option<&Json>) -> Option<String> {
    let concept = concept?;
    if let Json::Text(text) = concept {
        return Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    let display = || concept.list("coding").iter().find_map(|coding| coding.text(&["display"]));
    concept.text(&["text"]).or_else(display).map(str::to_owned)
}

/// A measured quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub number: Decimal,
    /// As written, where the number would not give it back.
    pub raw: Option<String>,
    pub bound: Option<Bound>,
    /// UCUM where the source has it, else as written; empty without one.
    pub unit: String,
}

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// The member that is no part of one.
    pub fn read(value: &Json) -> Result<Quantity, &'static str> {
        let Some(Json::Number(written)) = value.get("value") else { return Err("value") };
        let (number, raw) = decimal_of(written).ok_or("value")?;
        let bound = match value.text(&["comparator"]) {
            None => None,
            Some("<") => Some(Bound::Below),
            Some(">") => Some(Bound::Above),
            Some("<=") => Some(Bound::AtMost),
            Some(">=") => Some(Bound::AtLeast),
            Some(_) => return Err("comparator"),
        };
        let is_ucum = value.text(&["system"]) == Some("http://unitsofmeasure.org");
        let code = value.text(&["code"]).filter(|_| is_ucum);
        let unit = code.or_else(|| value.text(&["unit"])).or_else(|| value.text(&["code"]));
        Ok(Quantity { number, raw, bound, unit: unit.unwrap_or_default().to_owned() })
    }
}

/// Significant digits that a number keeps where it was written with more than a record holds.
const MOST_DIGITS: usize = 15;

/// A number of JSON, and its text where the number would not give it back: with an exponent, or longer than a record holds.
pub fn decimal_of(written: &str) -> Option<(Decimal, Option<String>)> {
    if let Some(number) = Decimal::parse(written.as_bytes()) {
        return Some((number, (!number.is_written_as(written.as_bytes())).then(|| written.to_owned())));
    }
    let number: f64 = written.parse().ok().filter(|number: &f64| number.is_finite())?;
    let whole_digits = if number.abs() < 1.0 { 0 } else { number.abs().log10() as usize + 1 };
    let text = format!("{number:.*}", MOST_DIGITS.saturating_sub(whole_digits));
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Decimal::parse(short.as_bytes()).map(|number| (number, Some(written.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::fhir::json::read;

    fn one(text: &str) -> Json {
        read(text).expect("JSON").remove(0)
    }

    #[test]
    fn numbers_keep_their_digits_or_their_text() {
        let read = |text: &str| decimal_of(text).map(|(number, raw)| (number.to_string(), raw));
        assert_eq!(read("5.40"), Some(("5.40".to_owned(), None)));
        assert_eq!(read("9.6e1"), Some(("96".to_owned(), Some("9.6e1".to_owned()))));
        assert_eq!(
            read("1.2345678901234567890"),
            Some(("1.23456789012346".to_owned(), Some("1.2345678901234567890".to_owned())))
        );
        assert_eq!(read("1e400"), None);
        let quantity = Quantity::read(&one(r#"{"value": 5.0, "comparator": "<", "unit": "mg per dL"}"#)).expect("one");
        assert_eq!((quantity.bound, quantity.unit.as_str()), (Some(Bound::Below), "mg per dL"));
        assert_eq!(Quantity::read(&one(r#"{"value": "5"}"#)), Err("value"));
    }

    #[test]
    fn codes_are_loinc_where_there_is_one_and_never_two_things() {
        let of = |text: &str| code_of(Some(&one(text)));
        let both = |loinc: &str| {
            format!(
                r#"{{"coding":[{{"system":"urn:iso:std:iso:11073:10101","code":"147842"}},{{"system":"http://loinc.org","code":"{loinc}"}}]}}"#
            )
        };
        assert_eq!(of(&both("8867-4")), Code::Known("8867-4".to_owned()));
        assert!(matches!(of(&both("9279-1")), Code::Contradicts(_)));
        assert_eq!(
            of(r#"{"coding":[{"system":"urn:x","code":"K1","display":"Potassium"}]}"#),
            Code::Known("Potassium".to_owned())
        );
        assert_eq!(code_of(None), Code::Missing);
    }
}
