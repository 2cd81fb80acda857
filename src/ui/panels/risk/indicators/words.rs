//! Indicators of a profile, their values and what is wrong with them, in the language of the user.

use crate::analysis::indicators::ValueFault;
use crate::app::article::summary::{Lack, model_of};
use crate::domain::unit::display_unit;
use crate::domain::unit_words::ucum_from_spelling;
use crate::domain::weight_profile::WeightedIndicator;
use crate::ui::text::Texts;

use super::super::words as models;

/// The indicator's name: of our table, of a model with its output, else the column as it was written.
pub fn name(texts: &Texts, indicator: &WeightedIndicator) -> String {
    if let Some(known) = indicator.known() {
        return texts.indicator(known).to_owned();
    }
    match model_of(indicator) {
        Some((model, at)) => {
            let output = model.outputs.get(at).map_or("", |output| output.column);
            let output = models::output(texts, model, output);
            texts.format("indicators-of-model", &[("model", &models::model(texts, model)), ("output", &output)])
        }
        None if indicator.column.eq_ignore_ascii_case("age") => texts.get("indicators-age").to_owned(),
        None => indicator.column.clone(),
    }
}

/// As clinicians write it; nothing for a plain number.
pub fn unit(indicator: &WeightedIndicator) -> &str {
    match ucum_from_spelling(&indicator.unit) {
        "1" => "",
        ucum => display_unit(ucum),
    }
}

/// A share of 1 or a score, with two digits.
pub fn score(texts: &Texts, score: f64) -> String {
    texts.decimal(&format!("{score:.2}"))
}

/// A number as short as it is.
pub fn number(texts: &Texts, number: f64) -> String {
    texts.decimal(&models::digits(number))
}

/// Why there is no sub-score.
pub fn lack(texts: &Texts, indicator: &WeightedIndicator, lack: Lack) -> String {
    match lack {
        Lack::NotRecorded => texts.get("not-recorded").to_owned(),
        Lack::OnlyLimit => texts.get("indicators-only-limit").to_owned(),
        Lack::NoResult(model) => texts.format("indicators-no-result", &[("model", &models::model(texts, model))]),
        Lack::Unknown => {
            let places: [(&str, &dyn std::fmt::Display); 2] =
                [("column", &indicator.column), ("unit", &indicator.unit)];
            texts.format("indicators-unknown", &places)
        }
        Lack::Fault(ValueFault::NoNumber) => texts.get("indicators-no-number").to_owned(),
        Lack::Fault(ValueFault::NoSubScore { value }) => {
            texts.format("indicators-no-sub-score", &[("value", &number(texts, value))])
        }
        Lack::Fault(ValueFault::OutOfRange { value, range }) => {
            let [value, low, high] = [value, range.low, range.high].map(|number_of| number(texts, number_of));
            let places: [(&str, &dyn std::fmt::Display); 4] =
                [("value", &value), ("low", &low), ("high", &high), ("unit", &unit(indicator))];
            texts.format("indicators-out-of-range", &places).trim_end().to_owned()
        }
    }
}
