//! Cases of dosing by levels: who, by which model, what was given and measured, and what is asked.

use serde_json::Value;

use super::filter::matrix;
use super::{CaseFile, number, text};

/// A case in the file's own words.
#[derive(Clone, Debug, PartialEq)]
pub struct DoseCase {
    pub model: DoseModel,
    /// In place of the model's own.
    pub error: Option<ErrorWords>,
    /// Hour, mg, hours of infusion.
    pub doses: Vec<[f64; 3]>,
    /// Hour, mg/L.
    pub levels: Vec<[f64; 2]>,
    pub at_hours: Vec<f64>,
    pub target: Option<Target>,
}

/// A published model by its name, or one that the file brings.
#[derive(Clone, Debug, PartialEq)]
pub enum DoseModel {
    Named { name: String, person: PersonWords },
    Given { clearance: f64, volume: f64, second: Option<(f64, f64)>, omega: Vec<Vec<f64>>, error: ErrorWords },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonWords {
    pub weight_kg: f64,
    pub on_haemodialysis: bool,
    pub kidney: Kidney,
}

/// How well the kidneys work: said, or by age, creatinine and sex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kidney {
    Clearance { ml_per_min: f64 },
    Creatinine { age_years: f64, mg_per_dl: f64, is_female: bool },
}

#[derive(Clone, Debug, PartialEq)]
pub struct ErrorWords {
    pub kind: String,
    /// As a variance.
    pub added_var: f64,
    pub proportion: f64,
}

/// An exposure to reach with doses of one length at one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    pub every_hours: f64,
    pub infusion_hours: f64,
    pub exposure_24h: f64,
}

/// Every case of the file, or what it lacks.
pub fn cases(file: &CaseFile) -> Vec<Result<DoseCase, String>> {
    let shared = file.whole.get("model");
    file.cases().iter().map(|case| dose_case(case, shared)).collect()
}

fn dose_case(case: &Value, shared: Option<&Value>) -> Result<DoseCase, String> {
    let ask = case.get("ask").cloned().unwrap_or_default();
    Ok(DoseCase {
        model: model(case, case.get("model").or(shared).ok_or("model is missing")?)?,
        error: case.get("err").map(error).transpose()?,
        doses: parts(case, "doses", ["t", "amt", "dur"])?,
        levels: parts(case, "obs", ["t", "dv"])?,
        at_hours: match ask.get("at_h") {
            Some(_) => super::numbers_without_gap(&ask, "at_h")?,
            None => Vec::new(),
        },
        target: ask.get("target").map(target).transpose()?,
    })
}

fn parts<const N: usize>(case: &Value, key: &str, names: [&str; N]) -> Result<Vec<[f64; N]>, String> {
    let list = case.get(key).and_then(Value::as_array).ok_or_else(|| format!("{key} is missing or no list"))?;
    let one = |item: &Value| {
        let mut numbers = [0.0; N];
        for (place, name) in numbers.iter_mut().zip(names) {
            *place = number(item, name)?;
        }
        Ok(numbers)
    };
    list.iter().map(one).collect()
}

fn target(target: &Value) -> Result<Target, String> {
    Ok(Target {
        every_hours: number(target, "tau")?,
        infusion_hours: number(target, "dur")?,
        exposure_24h: number(target, "target_auc24")?,
    })
}

fn model(case: &Value, model: &Value) -> Result<DoseModel, String> {
    if let Some(name) = model.as_str() {
        return Ok(DoseModel::Named { name: name.to_owned(), person: person(case)? });
    }
    let theta = model.get("theta").ok_or("the model has no theta")?;
    let second = theta.get("V2").is_some().then(|| Ok::<_, String>((number(theta, "Q")?, number(theta, "V2")?)));
    Ok(DoseModel::Given {
        clearance: number(theta, "CL")?,
        volume: number(theta, if theta.get("V").is_some() { "V" } else { "V1" })?,
        second: second.transpose()?,
        omega: matrix(model, "omega")?,
        error: error(model.get("err").ok_or("the model has no err")?)?,
    })
}

fn person(case: &Value) -> Result<PersonWords, String> {
    // Age, weight and creatinine may stand in the case itself.
    let who = case.get("patient").unwrap_or(case);
    let said = ["crcl_mL_min", "crcl"].into_iter().find(|key| case.get(key).is_some_and(|value| !value.is_null()));
    let kidney = match said {
        Some(key) => Kidney::Clearance { ml_per_min: number(case, key)? },
        None => Kidney::Creatinine {
            age_years: number(who, "age")?,
            mg_per_dl: number(who, "scr")?,
            is_female: is_so(who, "female")?,
        },
    };
    Ok(PersonWords { weight_kg: number(who, "wt")?, on_haemodialysis: is_so(who, "dial")?, kidney })
}

/// `true`, `false`, 1 or 0; nothing is no.
fn is_so(case: &Value, key: &str) -> Result<bool, String> {
    match case.get(key) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(so)) => Ok(*so),
        Some(value) => match value.as_f64() {
            Some(0.0) => Ok(false),
            Some(1.0) => Ok(true),
            _ => Err(format!("{key} is neither yes nor no: {value}")),
        },
    }
}

fn error(error: &Value) -> Result<ErrorWords, String> {
    let added_var = match error.get("add_var") {
        Some(_) => number(error, "add_var")?,
        None => number(error, "add")?.powi(2),
    };
    Ok(ErrorWords { kind: text(error, "kind")?.to_owned(), added_var, proportion: number(error, "prop")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_case_lacks_is_named() {
        let whole = serde_json::json!({"cases": [
            {"model": "goti2018", "crcl": 80, "wt": 70, "doses": [{"t": 0, "amt": 1000, "dur": 1}], "obs": []},
            {"model": "goti2018", "patient": {"wt": 70, "age": 60}, "doses": [], "obs": []},
            {"doses": [], "obs": []},
            {"model": "goti2018", "crcl": 80, "wt": 70, "doses": [{"t": 0, "amt": "much"}], "obs": []},
            {"model": "goti2018", "crcl": 80, "wt": 70, "dial": 2, "doses": [], "obs": []},
            {"model": {"theta": {"CL": 1, "V": 2}}, "doses": [], "obs": []},
        ]});
        let Value::Object(whole) = whole else { unreachable!("an object was made") };
        let found = cases(&CaseFile { whole, key: "cases" });
        assert_eq!(found[0].as_ref().expect("whole").doses, [[0.0, 1000.0, 1.0]]);
        for (case, reason) in found[1..].iter().zip(["scr", "model", "amt", "dial", "omega"]) {
            assert!(case.as_ref().is_err_and(|told| told.contains(reason)), "{case:?}: {reason}");
        }
    }
}
