//! Parameters of the algorithms: what may be set, and the check that lets nothing else through.

use std::collections::BTreeMap;

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number, both ends included, or one of the words.
    Whole { low: u32, high: u32, words: &'static [&'static str] },
    /// A number, both ends included, or one of the words.
    Real { low: f64, high: f64, words: &'static [&'static str] },
}

/// One parameter of an algorithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    pub key: &'static str,
    pub default: &'static str,
    pub kind: Kind,
    /// One line for the command line's help and the model card.
    pub about: &'static str,
}

/// Why a parameter was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    #[error("{algorithm} has no parameter \"{key}\"; it has: {known}")]
    Unknown { algorithm: &'static str, key: String, known: String },
    #[error("parameter \"{key}\" is set twice")]
    Twice { key: &'static str },
    #[error("parameter \"{key}\" cannot be \"{value}\": it is {allowed}")]
    Value { key: &'static str, value: String, allowed: String },
}

/// A checked value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Word(&'static str),
    Whole(u32),
    Real(f64),
}

/// Every parameter of one algorithm with a valid value.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    values: BTreeMap<&'static str, Value>,
}

impl Kind {
    /// What is allowed, in words.
    pub fn allowed(&self) -> String {
        let or = |words: &[&str]| words.iter().map(|word| format!(", or {word}")).collect::<String>();
        match self {
            Kind::Word(words) => words.join(" or "),
            Kind::Whole { low, high, words } => format!("a whole number from {low} to {high}{}", or(words)),
            Kind::Real { low, high, words } => format!("a number from {low} to {high}{}", or(words)),
        }
    }

    /// Whether a text is a value that is allowed.
    pub fn holds(&self, text: &str) -> bool {
        self.read(text.trim()).is_some()
    }

    fn read(&self, text: &str) -> Option<Value> {
        let word = |words: &[&'static str]| words.iter().find(|word| **word == text).map(|word| Value::Word(word));
        match self {
            Kind::Word(words) => word(words),
            Kind::Whole { low, high, words } => word(words)
                .or_else(|| text.parse().ok().filter(|number| (low..=high).contains(&number)).map(Value::Whole)),
            Kind::Real { low, high, words } => word(words)
                .or_else(|| text.parse().ok().filter(|number| (low..=high).contains(&number)).map(Value::Real)),
        }
    }
}

impl Settings {
    /// The defaults, with what is set instead.
    ///
    /// # Errors
    /// A key the algorithm does not have or that comes twice, a value out of its range.
    pub fn check(
        algorithm: &'static str,
        parameters: &[Parameter],
        set: &[(String, String)],
    ) -> Result<Settings, ParameterError> {
        for (key, _) in set {
            if !parameters.iter().any(|parameter| parameter.key == key) {
                let known = parameters.iter().map(|parameter| parameter.key).collect::<Vec<_>>().join(", ");
                return Err(ParameterError::Unknown { algorithm, key: key.clone(), known });
            }
        }
        let checked = parameters.iter().map(|parameter| Ok((parameter.key, value_of(parameter, set)?)));
        Ok(Settings { values: checked.collect::<Result<_, ParameterError>>()? })
    }

    /// The word that was set, if a word was.
    pub fn word(&self, key: &str) -> Option<&'static str> {
        match self.values.get(key) {
            Some(Value::Word(word)) => Some(word),
            Some(Value::Whole(_) | Value::Real(_)) | None => None,
        }
    }

    /// The whole number that was set, if one was.
    pub fn whole(&self, key: &str) -> Option<u32> {
        match self.values.get(key) {
            Some(Value::Whole(number)) => Some(*number),
            Some(Value::Word(_) | Value::Real(_)) | None => None,
        }
    }

    /// The number that was set, if one was.
    pub fn real(&self, key: &str) -> Option<f64> {
        match self.values.get(key) {
            Some(Value::Real(number)) => Some(*number),
            Some(Value::Whole(number)) => Some(f64::from(*number)),
            Some(Value::Word(_)) | None => None,
        }
    }

    /// Keys and values as text, for the model card.
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let text = |value: &Value| match value {
            Value::Word(word) => (*word).to_owned(),
            Value::Whole(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
        };
        self.values.iter().map(|(key, value)| (*key, text(value))).collect()
    }
}

fn value_of(parameter: &Parameter, set: &[(String, String)]) -> Result<Value, ParameterError> {
    let mut given = set.iter().filter(|(key, _)| parameter.key == key).map(|(_, value)| value.as_str());
    let text = given.next().unwrap_or(parameter.default);
    if given.next().is_some() {
        return Err(ParameterError::Twice { key: parameter.key });
    }
    parameter.kind.read(text.trim()).ok_or_else(|| ParameterError::Value {
        key: parameter.key,
        value: text.to_owned(),
        allowed: parameter.kind.allowed(),
    })
}
