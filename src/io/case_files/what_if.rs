//! Cases of the what-if calculator: a table of effects of the file's own, and cases that name its rows.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::trial_effect::{Measure, Ratio};

use super::{CaseFile, number, text};

/// A baseline risk and what is applied to it.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIfCase {
    pub baseline: f64,
    /// A row's ratio and how many units of it.
    pub items: Vec<(Ratio, f64)>,
}

/// Every case of the file, or why it cannot be calculated.
pub fn cases(file: &CaseFile) -> Vec<Result<WhatIfCase, String>> {
    let table = table(file.list("table").unwrap_or_default());
    file.cases().iter().map(|case| what_if_case(case, &table)).collect()
}

type Table<'a> = BTreeMap<&'a str, Result<Ratio, String>>;

fn table(rows: &[Value]) -> Table<'_> {
    let mut table = Table::new();
    for row in rows {
        let Ok(id) = text(row, "id") else { continue };
        let ratio = if table.contains_key(id) { Err("stands twice in the table".to_owned()) } else { ratio(row) };
        table.insert(id, ratio);
    }
    table
}

fn ratio(row: &Value) -> Result<Ratio, String> {
    let measure = text(row, "measure")?;
    let measure = Measure::from_id(measure).ok_or_else(|| format!("the measure {measure:?} is neither RR nor HR"))?;
    let [estimate, low, high] = [number(row, "estimate")?, number(row, "lo95")?, number(row, "hi95")?];
    Ratio::new(measure, estimate, low, high)
        .ok_or_else(|| format!("{estimate} ({low} to {high}) is no ratio above 0 within its interval"))
}

fn what_if_case(case: &Value, table: &Table<'_>) -> Result<WhatIfCase, String> {
    let baseline = number(case, "p0")?;
    let items = case.get("items").and_then(Value::as_array).ok_or("items is missing or no list")?;
    let items = items.iter().map(|item| {
        let id = text(item, "id")?;
        let ratio = table.get(id).ok_or_else(|| format!("{id} is not in the table"))?;
        let ratio = ratio.clone().map_err(|reason| format!("{id}: {reason}"))?;
        let units = if item.get("units").is_none() { 1.0 } else { number(item, "units")? };
        Ok((ratio, units))
    });
    Ok(WhatIfCase { baseline, items: items.collect::<Result<_, String>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_case_lacks_is_named() {
        let whole = serde_json::json!({
            "table": [
                {"id": "a", "measure": "rr", "estimate": 0.8, "lo95": 0.7, "hi95": 0.9},
                {"id": "odds", "measure": "OR", "estimate": 0.8, "lo95": 0.7, "hi95": 0.9},
                {"id": "turned", "measure": "RR", "estimate": 0.8, "lo95": 0.9, "hi95": 0.7},
                {"id": "twice", "measure": "RR", "estimate": 0.8, "lo95": 0.7, "hi95": 0.9},
                {"id": "twice", "measure": "RR", "estimate": 0.5, "lo95": 0.4, "hi95": 0.6},
            ],
            "cases": [
                {"p0": 0.1, "items": [{"id": "a"}]},
                {"p0": 0.1, "items": [{"id": "odds"}]},
                {"p0": 0.1, "items": [{"id": "turned"}]},
                {"p0": 0.1, "items": [{"id": "twice"}]},
                {"p0": 0.1, "items": [{"id": "none"}]},
                {"p0": "high", "items": []},
                {"p0": 0.1},
                {"items": []},
                {"p0": 0.1, "items": [{"id": "a", "units": "two"}]},
            ],
        });
        let Value::Object(whole) = whole else { unreachable!("an object was made") };
        let found = cases(&CaseFile { whole, key: "cases" });
        let ratio = Ratio::new(Measure::RelativeRisk, 0.8, 0.7, 0.9).expect("in order");
        assert_eq!(found[0], Ok(WhatIfCase { baseline: 0.1, items: vec![(ratio, 1.0)] }));
        let reasons = ["OR", "0.9 to 0.7", "twice", "not in the table", "p0 is not a number", "items", "p0", "units"];
        for (case, reason) in found[1..].iter().zip(reasons) {
            assert!(case.as_ref().is_err_and(|told| told.contains(reason)), "{case:?}: {reason}");
        }
    }
}
