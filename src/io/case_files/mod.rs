//! Files of cases as JSON: a list under a key, each case answered under `result` beside what it was asked with.

use std::path::Path;

use serde_json::{Map, Value};

pub mod detect;
pub mod dose;
pub mod filter;
pub mod warfarin;
pub mod what_if;

/// Why a file has no cases.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    #[error("{name} cannot be read ({what})")]
    Unread { name: String, what: std::io::Error },
    #[error("{name} is not JSON: {what}")]
    NotJson { name: String, what: serde_json::Error },
    #[error("{name} has no list {key:?}")]
    NoList { name: String, key: &'static str },
    #[error("the answers cannot be written: {0}")]
    Unwritten(#[from] serde_json::Error),
}

/// What became of a case, or why there is nothing.
pub type Answer = Result<Value, String>;

/// Values by name.
pub fn fields(values: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A file with its cases.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFile {
    whole: Map<String, Value>,
    /// Where the list stands.
    key: &'static str,
}

impl CaseFile {
    /// Reads a file that has a list `cases`.
    ///
    /// # Errors
    /// It cannot be read, is no JSON, or has no such list.
    pub fn read(path: &Path) -> Result<CaseFile, CasesError> {
        CaseFile::read_list(path, CASES)
    }

    /// Reads a file that has a list under a key of its own, or is that list.
    ///
    /// # Errors
    /// It cannot be read, is no JSON, or has no such list.
    pub fn read_list(path: &Path, key: &'static str) -> Result<CaseFile, CasesError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|what| CasesError::Unread { name: name.clone(), what })?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        let whole: Value =
            serde_json::from_slice(bytes).map_err(|what| CasesError::NotJson { name: name.clone(), what })?;
        let file = match whole {
            Value::Object(whole) => CaseFile { whole, key },
            // A bare list is the list.
            Value::Array(list) => CaseFile { whole: Map::from_iter([(key.to_owned(), Value::Array(list))]), key },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => CaseFile { whole: Map::new(), key },
        };
        file.list(key).ok_or(CasesError::NoList { name, key })?;
        Ok(file)
    }

    pub fn cases(&self) -> &[Value] {
        self.list(self.key).unwrap_or_default()
    }

    fn list(&self, key: &str) -> Option<&[Value]> {
        self.whole.get(key).and_then(Value::as_array).map(Vec::as_slice)
    }

    /// The file with each case answered: `result`, or `null` and `error`. What stood in a case stays, but for what was
    /// expected of it.
    ///
    /// # Errors
    /// A value is no JSON.
    pub fn answered(mut self, answers: Vec<Answer>) -> Result<String, CasesError> {
        let cases = self.whole.get_mut(self.key).and_then(Value::as_array_mut).into_iter().flatten();
        for (case, answer) in cases.zip(answers) {
            let mut answered = case.as_object_mut().map(std::mem::take).unwrap_or_default();
            answered.remove("expected");
            match answer {
                Ok(result) => {
                    answered.insert("result".to_owned(), result);
                }
                Err(reason) => {
                    answered.insert("result".to_owned(), Value::Null);
                    answered.insert("error".to_owned(), Value::String(reason));
                }
            }
            *case = Value::Object(answered);
        }
        Ok(serde_json::to_string_pretty(&self.whole)? + "\n")
    }
}

const CASES: &str = "cases";

/// A number, or what lacks.
fn number(case: &Value, key: &str) -> Result<f64, String> {
    match case.get(key) {
        None | Some(Value::Null) => Err(format!("{key} is missing")),
        Some(value) => value.as_f64().ok_or_else(|| format!("{key} is not a number: {value}")),
    }
}

/// A list of numbers; `null` is one that is missing.
fn numbers(case: &Value, key: &str) -> Result<Vec<Option<f64>>, String> {
    let list = case.get(key).and_then(Value::as_array).ok_or_else(|| format!("{key} is missing or no list"))?;
    let each = list.iter().map(|value| match value {
        Value::Null => Ok(None),
        value => value.as_f64().map(Some).ok_or_else(|| format!("{key} holds what is no number: {value}")),
    });
    each.collect()
}

/// The same where none may be missing.
fn numbers_without_gap(case: &Value, key: &str) -> Result<Vec<f64>, String> {
    let all = numbers(case, key)?.into_iter();
    all.map(|value| value.ok_or_else(|| format!("{key} has a gap"))).collect()
}

fn text<'a>(case: &'a Value, key: &str) -> Result<&'a str, String> {
    match case.get(key) {
        None | Some(Value::Null) => Err(format!("{key} is missing")),
        Some(value) => value.as_str().ok_or_else(|| format!("{key} is not a text: {value}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_beside_what_was_asked_and_expectations_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cases.json");
        let asked = r#"{"schema":"s","cases":[{"p0":0.15,"expected":{"x":1}},{"id":7}]}"#;
        std::fs::write(&path, asked).expect("written");
        let file = CaseFile::read(&path).expect("cases");
        let answers = vec![Ok(fields([("x", Value::from(0.1))])), Err("no p0".to_owned())];
        let told: Value = serde_json::from_str(&file.answered(answers).expect("JSON")).expect("JSON");
        let expected = serde_json::json!({
            "schema": "s",
            "cases": [{"p0": 0.15, "result": {"x": 0.1}}, {"id": 7, "result": null, "error": "no p0"}],
        });
        assert_eq!(told, expected);
        std::fs::write(&path, "{\"cases\":3}").expect("written");
        assert!(matches!(CaseFile::read(&path), Err(CasesError::NoList { key: "cases", .. })));
        std::fs::write(&path, "").expect("written");
        assert!(matches!(CaseFile::read(&path), Err(CasesError::NotJson { .. })));
    }
}
