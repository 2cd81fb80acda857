//! What a model said of a patient, as the store writes it: JSON of types of our own. What a later program adds is passed
//! over.

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::domain::diagnosis::{ModelName, PatientAnswer, Said, TreatmentOption, WhyNot};

#[derive(Serialize, Deserialize)]
struct AnswerText {
    model: String,
    version: u32,
    target: String,
    said: SaidText,
    is_internal_only: bool,
    #[serde(default)]
    inputs: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SaidText {
    Class {
        class: Option<String>,
        of: String,
        probability: f64,
        interval: Option<(f64, f64)>,
        threshold: Option<f64>,
        base_rate: f64,
    },
    Number {
        value: f64,
        interval: Option<(f64, f64)>,
    },
    Abstained(Vec<(String, Vec<(String, String)>)>),
}

#[derive(Serialize, Deserialize)]
struct OptionText {
    diagnosis: String,
    option: String,
    basis: String,
    source: String,
}

/// # Errors
/// A number that no text can hold.
pub fn write(answer: &PatientAnswer) -> Result<String, StoreError> {
    let said = match answer.said.clone() {
        Said::Class { class, of, probability, interval, threshold, base_rate } => {
            SaidText::Class { class, of, probability, interval, threshold, base_rate }
        }
        Said::Number { value, interval } => SaidText::Number { value, interval },
        Said::Abstained(why) => SaidText::Abstained(why.into_iter().map(|one| (one.id, one.values)).collect()),
    };
    let text = AnswerText {
        model: answer.model.name.clone(),
        version: answer.model.version,
        target: answer.target.clone(),
        said,
        is_internal_only: answer.is_internal_only,
        inputs: answer.inputs.clone(),
    };
    serde_json::to_string(&text).map_err(|error| StoreError::System { what: error.to_string() })
}

/// # Errors
/// [`StoreError::Damaged`].
pub fn read(text: &str) -> Result<PatientAnswer, StoreError> {
    let text: AnswerText = serde_json::from_str(text).map_err(damaged)?;
    let said = match text.said {
        SaidText::Class { class, of, probability, interval, threshold, base_rate } => {
            Said::Class { class, of, probability, interval, threshold, base_rate }
        }
        SaidText::Number { value, interval } => Said::Number { value, interval },
        SaidText::Abstained(why) => {
            Said::Abstained(why.into_iter().map(|(id, values)| WhyNot { id, values }).collect())
        }
    };
    Ok(PatientAnswer {
        model: ModelName { name: text.model, version: text.version },
        target: text.target,
        said,
        is_internal_only: text.is_internal_only,
        inputs: text.inputs,
    })
}

fn damaged(_: serde_json::Error) -> StoreError {
    StoreError::Damaged { what: "an answer of a model".to_owned() }
}

/// # Errors
/// A text that cannot be written.
pub fn write_options(options: &[TreatmentOption]) -> Result<String, StoreError> {
    let texts: Vec<OptionText> = options
        .iter()
        .cloned()
        .map(|TreatmentOption { diagnosis, option, basis, source }| OptionText { diagnosis, option, basis, source })
        .collect();
    serde_json::to_string(&texts).map_err(|error| StoreError::System { what: error.to_string() })
}

/// # Errors
/// [`StoreError::Damaged`].
pub fn read_options(text: &str) -> Result<Vec<TreatmentOption>, StoreError> {
    let texts: Vec<OptionText> = serde_json::from_str(text).map_err(damaged)?;
    let option = |OptionText { diagnosis, option, basis, source }| TreatmentOption { diagnosis, option, basis, source };
    Ok(texts.into_iter().map(option).collect())
}
