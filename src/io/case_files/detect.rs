//! Cases of the departure charts: standardised innovations, and the limits of the file or of the case.

use serde_json::Value;

use super::{CaseFile, number, numbers};

/// Limits by the file's names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartLimits {
    pub k: f64,
    pub h: f64,
    pub lam: f64,
    pub l: f64,
    pub nis_window: usize,
    pub shewhart: f64,
}

/// A series of innovations.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectCase {
    pub innovations: Vec<Option<f64>>,
    pub limits: ChartLimits,
}

/// Every case of the file, or what it lacks.
pub fn cases(file: &CaseFile) -> Vec<Result<DetectCase, String>> {
    let shared = file.whole.get("params");
    file.cases().iter().map(|case| detect_case(case, shared)).collect()
}

fn detect_case(case: &Value, shared: Option<&Value>) -> Result<DetectCase, String> {
    let limits = case.get("params").or(shared).ok_or("params is missing")?;
    let window = number(limits, "nis_window")?;
    if !(1.0..=1e6).contains(&window) || window.fract() != 0.0 {
        return Err(format!("nis_window is {window}, no count of readings"));
    }
    let limits = ChartLimits {
        k: number(limits, "k")?,
        h: number(limits, "h")?,
        lam: number(limits, "lam")?,
        l: number(limits, "L")?,
        nis_window: window as usize,
        shewhart: number(limits, "shewhart")?,
    };
    if !(limits.lam > 0.0 && limits.lam <= 1.0) {
        return Err(format!("lam is {}, no weight above 0 and up to 1", limits.lam));
    }
    Ok(DetectCase { innovations: numbers(case, "e")?, limits })
}
