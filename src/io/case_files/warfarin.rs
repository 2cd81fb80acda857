//! Cases of the warfarin simulation: who takes it, how much, and when the INR is asked for.

use serde_json::Value;

use super::{CaseFile, number, text};

/// A case in the file's own words; the model decides which of them it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct WarfarinCase {
    pub age_years: f64,
    pub cyp2c9: String,
    pub vkorc1: String,
    pub doses: WarfarinPlan,
    pub at_hours: Vec<f64>,
}

/// When how much is taken.
#[derive(Clone, Debug, PartialEq)]
pub enum WarfarinPlan {
    /// Once a day from hour 0 on.
    Daily { mg: f64 },
    /// Hour and mg of each.
    Each(Vec<(f64, f64)>),
}

/// Every case of the file, or what it lacks.
pub fn cases(file: &CaseFile) -> Vec<Result<WarfarinCase, String>> {
    file.cases().iter().map(warfarin_case).collect()
}

fn warfarin_case(case: &Value) -> Result<WarfarinCase, String> {
    let at_hours = case.get("t_h").and_then(Value::as_array).ok_or("t_h is missing or no list")?;
    let at_hours = at_hours.iter().map(|hours| hours.as_f64().ok_or_else(|| format!("t_h is not a number: {hours}")));
    Ok(WarfarinCase {
        age_years: number(case, "age")?,
        cyp2c9: text(case, "CYP2C9")?.to_owned(),
        vkorc1: text(case, "VKORC1")?.to_owned(),
        doses: plan(case)?,
        at_hours: at_hours.collect::<Result<_, _>>()?,
    })
}

fn plan(case: &Value) -> Result<WarfarinPlan, String> {
    let Some(doses) = case.get("doses") else {
        return Ok(WarfarinPlan::Daily { mg: number(case, "dose_mg_daily")? });
    };
    let doses = doses.as_array().ok_or("doses is no list")?;
    let each = doses.iter().map(|dose| Ok((number(dose, "t_h")?, number(dose, "mg")?)));
    Ok(WarfarinPlan::Each(each.collect::<Result<_, String>>()?))
}
