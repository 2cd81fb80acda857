//! What is kept of diagnostic models: their versions as a list shows them, and what they said of patients.

/// A version of a model: the same name again is the next version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelName {
    pub name: String,
    /// From 1.
    pub version: u32,
}

/// What a list says of a model without opening it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSummary {
    pub target: String,
    /// Ids of the algorithm and of the metric by which it was judged.
    pub algorithm: String,
    pub metric: String,
    pub value: Option<f64>,
    /// 95 % of it.
    pub interval: Option<(f64, f64)>,
    pub is_better_than_baseline: bool,
    /// Name of the file or cohort that was learned from, and its SHA-256 in hexadecimal digits.
    pub learned_from: String,
    pub data_sha256: String,
    pub rows: u32,
}

/// A kept version.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptModel {
    pub number: u64,
    pub model: ModelName,
    pub made_utc_secs: i64,
    pub made_by: String,
    pub summary: ModelSummary,
}

/// What a model said of a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientAnswer {
    pub model: ModelName,
    pub target: String,
    pub said: Said,
    /// The model was not tried on data from elsewhere.
    pub is_internal_only: bool,
    /// Column and text of what the model was given, as it was given it; empty where there was nothing.
    pub inputs: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// The class from the threshold on, where one was set, or the likeliest of several.
    Class {
        class: Option<String>,
        /// Whose probability it is.
        of: String,
        probability: f64,
        /// 95 %.
        interval: Option<(f64, f64)>,
        threshold: Option<f64>,
        /// Share of the class among those that were learned from.
        base_rate: f64,
    },
    Number {
        value: f64,
        interval: Option<(f64, f64)>,
    },
    /// No answer, and why.
    Abstained(Vec<WhyNot>),
}

/// A reason as the text `diagnosis-abstains-<id>` with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    pub id: String,
    pub values: Vec<(String, String)>,
}

/// An answer on a twin.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptAnswer {
    pub number: u64,
    pub made_utc_secs: i64,
    pub made_by: String,
    pub is_taken_back: bool,
    pub answer: PatientAnswer,
}

/// An option that is weighed after a diagnosis; never more than an option.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreatmentOption {
    /// Target and class of the models it belongs to, as they call them; several words with `|`.
    pub diagnosis: String,
    pub option: String,
    /// On what it rests, in words.
    pub basis: String,
    /// Where that stands.
    pub source: String,
}

impl TreatmentOption {
    /// Whether it belongs to what a model looks for.
    pub fn is_for(&self, target: &str, class: &str) -> bool {
        let words = self.diagnosis.split('|').map(str::trim).filter(|word| !plain(word).is_empty());
        words.into_iter().any(|word| is_called(target, word) || is_called(class, word))
    }
}

/// Whether a target or class is called so: as a whole, or by its code or name where both stand there (`E11.9 Type 2
/// diabetes`); a code stands for those below it.
fn is_called(text: &str, word: &str) -> bool {
    let is_code = word.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
        && word.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let (code, name) = text.split_once(' ').unwrap_or((text, ""));
    let is_below = || is_code && code.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    plain(text) == plain(word) || is_below() || (!name.is_empty() && plain(name) == plain(word))
}

/// Letters and digits alone, in lower case: `heart_disease` is `Heart disease`.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_belongs_to_the_target_or_the_class_however_it_is_written() {
        let option = TreatmentOption { diagnosis: "Type 2 diabetes | E11".to_owned(), ..TreatmentOption::default() };
        assert!(option.is_for("type_2_diabetes", "yes") && option.is_for("outcome", "e11"));
        assert!(option.is_for("E11.9 Type 2 diabetes mellitus without complications", "yes"));
        assert!(!option.is_for("outcome", "1") && !option.is_for("E110 Something else", "yes"));
        assert!(!option.is_for("Z83.3 Family history of type 2 diabetes", "yes"));
        assert!(!TreatmentOption::default().is_for("", ""), "an empty row belongs to nothing");
    }
}
