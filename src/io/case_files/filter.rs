//! Cases of the state-space filter: a model with its numbers, a start, readings, and how far ahead is asked.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{CaseFile, number, numbers, numbers_without_gap, text};

/// Where such files keep their list.
pub const LIST: &str = "series";

/// A series in the file's own words.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterCase {
    pub model: String,
    pub parameters: BTreeMap<String, f64>,
    pub start_mean: Vec<f64>,
    pub start_covariance: Vec<Vec<f64>>,
    pub times: Vec<f64>,
    pub values: Vec<Option<f64>>,
    pub horizons: Vec<f64>,
    /// Parameters to be fitted; empty where none are.
    pub free: Vec<String>,
}

/// Every series of the file, or what it lacks.
pub fn cases(file: &CaseFile) -> Vec<Result<FilterCase, String>> {
    file.cases().iter().map(filter_case).collect()
}

fn filter_case(case: &Value) -> Result<FilterCase, String> {
    let init = case.get("init").ok_or("init is missing")?;
    let params = case.get("params").and_then(Value::as_object).ok_or("params is missing")?;
    let parameters = params.keys().map(|key| Ok((key.clone(), number(&Value::Object(params.clone()), key)?)));
    let (times, values) = (numbers_without_gap(case, "t")?, numbers(case, "y")?);
    if times.len() != values.len() {
        return Err(format!("t has {} places and y {}", times.len(), values.len()));
    }
    let ask = case.get("ask").cloned().unwrap_or_default();
    Ok(FilterCase {
        model: text(case, "model")?.to_owned(),
        parameters: parameters.collect::<Result<_, String>>()?,
        start_mean: numbers_without_gap(init, "mean")?,
        start_covariance: matrix(init, "cov")?,
        times,
        values,
        horizons: if ask.get("forecast_h").is_some() { numbers_without_gap(&ask, "forecast_h")? } else { Vec::new() },
        free: free(case.get("mle").or_else(|| ask.get("mle"))),
    })
}

fn free(fitted: Option<&Value>) -> Vec<String> {
    let names = fitted.and_then(|fitted| fitted.get("free")).and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A list of rows.
pub(super) fn matrix(case: &Value, key: &str) -> Result<Vec<Vec<f64>>, String> {
    let rows = case.get(key).and_then(Value::as_array).ok_or_else(|| format!("{key} is missing or no list"))?;
    let row = |row: &Value| -> Option<Vec<f64>> { row.as_array()?.iter().map(Value::as_f64).collect() };
    rows.iter().map(row).collect::<Option<_>>().ok_or_else(|| format!("{key} is no matrix of numbers"))
}
