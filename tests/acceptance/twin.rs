//! The reference vectors of the living twin, through the commands that a person has: each expected number is met.

use std::process::Command;

use serde_json::Value;

use super::shared;

/// What a command answers to a file of the vectors, and the file. `change` may add to what is asked.
fn answered(command: &str, file: &str, change: impl FnOnce(&mut Value)) -> Option<(Value, Value)> {
    let path = shared("vectors/twin")?.join(file);
    let mut asked: Value = serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON");
    change(&mut asked);
    let work = tempfile::tempdir().expect("a folder");
    let (input, out) = (work.path().join("in.json"), work.path().join("out.json"));
    std::fs::write(&input, asked.to_string()).expect("written");
    let mut run = Command::new(env!("CARGO_BIN_EXE_wardtwin"));
    let status = run.args(["twin", command, "--in"]).arg(&input).arg("--out").arg(&out).status().expect("runs");
    assert!(status.success(), "{command} {file}: {status}");
    let told = serde_json::from_slice(&std::fs::read(out).expect("answers")).expect("JSON");
    Some((asked, told))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().expect("a list")
}

/// Largest number in a value.
fn largest(value: &Value) -> f64 {
    match value {
        Value::Array(items) => items.iter().map(largest).fold(0.0, f64::max),
        Value::Object(items) => items.values().map(largest).fold(0.0, f64::max),
        other => other.as_f64().unwrap_or(0.0).abs(),
    }
}

/// Every expected number is there, within the tolerance; every expected absence too.
fn meets(found: &Value, expected: &Value, tolerance: &dyn Fn(f64) -> f64, place: &str) {
    match expected {
        Value::Array(items) => {
            assert_eq!(found.as_array().map(Vec::len), Some(items.len()), "{place}");
            for (at, item) in items.iter().enumerate() {
                meets(&found[at], item, tolerance, &format!("{place}[{at}]"));
            }
        }
        Value::Object(items) => {
            for (key, item) in items.iter().filter(|(key, _)| *key != "method") {
                meets(&found[key], item, tolerance, &format!("{place}.{key}"));
            }
        }
        Value::Number(_) => {
            let (found, expected) = (found.as_f64().unwrap_or(f64::NAN), expected.as_f64().expect("a number"));
            assert!((found - expected).abs() <= tolerance(expected), "{place}: {found} and {expected}");
        }
        Value::Null | Value::Bool(_) | Value::String(_) => assert_eq!(found, expected, "{place}"),
    }
}

#[test]
fn every_series_is_followed_as_the_vectors_say() {
    let Some((asked, told)) = answered("filter", "statespace.json", |_| {}) else { return };
    assert!(list(&asked, "series").len() >= 12);
    for (series, told) in list(&asked, "series").iter().zip(list(&told, "series")) {
        let id = series["id"].as_str().expect("an id");
        for (key, expected) in series["expected"].as_object().expect("fields") {
            let allowed = (1e-8 * largest(expected)).max(1e-9);
            meets(&told["result"][key], expected, &|_| allowed, &format!("{id}.{key}"));
        }
        let mle = &series["mle"];
        if mle.is_object() {
            fits_as_well(&told["result"]["mle"], mle, id);
        }
    }
}

/// As likely as the reference, and with its parameters where those are inside.
fn fits_as_well(found: &Value, mle: &Value, id: &str) {
    let likely = |value: &Value| value["loglike"].as_f64().expect("a number");
    assert!(likely(found) >= likely(mle) - 1e-4, "{id}: {} and {}", likely(found), likely(mle));
    for (name, expected) in mle["params"].as_object().expect("parameters") {
        if !list(mle, "boundary").iter().any(|at_zero| at_zero.as_str() == Some(name)) {
            meets(&found["params"][name], expected, &|expected| 0.02 * expected.abs(), &format!("{id}.{name}"));
        }
    }
}

#[test]
fn every_chart_is_drawn_as_the_vectors_say() {
    let Some((asked, told)) = answered("detect", "detection.json", |_| {}) else { return };
    for (case, told) in list(&asked, "cases").iter().zip(list(&told, "cases")) {
        let id = case["id"].as_str().expect("an id");
        meets(&told["result"], &case["expected"], &|_| 1e-9, id);
        let rows = list(case, "expected").iter().zip(list(told, "result"));
        for (expected, found) in rows {
            assert_eq!(expected.get("ewma_limit").is_some(), found.get("ewma_limit").is_some(), "{id}");
        }
    }
}

#[test]
fn every_dosing_case_is_met() {
    let Some((asked, told)) = answered("dose", "vancomycin_map.json", |_| {}) else { return };
    assert!(list(&asked, "cases").len() >= 7);
    for (case, told) in list(&asked, "cases").iter().zip(list(&told, "cases")) {
        let id = case["id"].as_str().expect("an id");
        let (expected, found) = (&case["expected"], &told["result"]);
        for (key, expected) in expected.as_object().expect("fields") {
            let place = format!("{id}.{key}");
            match key.as_str() {
                "eta" => meets(&found[key], expected, &|_| 2e-4, &place),
                "cov" => {
                    let allowed = 5e-3 * largest(expected);
                    meets(&found[key], expected, &|_| allowed, &place);
                }
                "posterior_quadrature" => {
                    meets(&found[key], expected, &|wanted| if wanted < 1.0 { 5e-3 } else { 5e-3 * wanted }, &place);
                }
                _ => meets(&found[key], expected, &|wanted| (5e-4 * wanted.abs()).max(1e-9), &place),
            }
        }
    }
}

/// Each case brings the clearance; asked without it the program finds the same from age, weight, creatinine and sex.
#[test]
fn the_creatinine_clearance_is_found_from_the_patient() {
    let without = |file: &mut Value| {
        for case in file["cases"].as_array_mut().expect("cases") {
            case.as_object_mut().expect("a case").remove("crcl_mL_min");
        }
    };
    let Some((asked, told)) = answered("dose", "vancomycin_map.json", without) else { return };
    for (case, told) in list(&asked, "cases").iter().zip(list(&told, "cases")) {
        meets(&told["result"]["params"], &case["expected"]["params"], &|wanted| 5e-4 * wanted, "params");
    }
}

/// The estimates of NONMEM for another drug and model, which the file brings.
#[test]
fn a_model_of_the_files_own_is_fitted_as_by_nonmem() {
    let Some((asked, told)) = answered("dose", "pk_map_pkpdmap.json", |_| {}) else { return };
    assert!(list(&asked, "cases").len() >= 20);
    for (case, told) in list(&asked, "cases").iter().zip(list(&told, "cases")) {
        let place = case["subject"].to_string();
        meets(&told["result"], &case["expected"], &|wanted| 5e-3 * wanted, &place);
    }
}
