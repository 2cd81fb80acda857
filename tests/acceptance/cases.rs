//! Files of cases run through the command line, every number of every answer beside what was expected of it.

use std::process::Command;

use serde_json::Value;

use super::shared;

/// Runs `words` on a file of the vectors; its cases, each with its answer.
fn answered(words: &[&str], file: &str) -> Vec<(Value, Value)> {
    let Some(folder) = shared("vectors/twin") else { return Vec::new() };
    let path = folder.join(file);
    let out = tempfile::NamedTempFile::new().expect("a file");
    let status = Command::new(env!("CARGO_BIN_EXE_wardtwin"))
        .args(words)
        .args([std::ffi::OsStr::new("--in"), path.as_os_str(), std::ffi::OsStr::new("--out"), out.path().as_os_str()])
        .status();
    assert!(status.expect("it runs").success(), "{file}");
    let read = |path: &std::path::Path| -> Vec<Value> {
        let whole: Value = serde_json::from_slice(&std::fs::read(path).expect("reads")).expect("JSON");
        whole["cases"].as_array().expect("cases").clone()
    };
    let pairs: Vec<_> = read(&path).into_iter().zip(read(out.path())).collect();
    assert!(!pairs.is_empty());
    pairs
}

/// Every number below `expected` is found at the same place in `found`, within `tolerance` of it.
fn agree(expected: &Value, found: &Value, tolerance: f64, place: &str) {
    match (expected, found) {
        (Value::Object(fields), _) => {
            for (name, value) in fields {
                agree(value, &found[name], tolerance, &format!("{place}.{name}"));
            }
        }
        (Value::Array(values), Value::Array(others)) => {
            assert_eq!(values.len(), others.len(), "{place}");
            for (at, (value, other)) in values.iter().zip(others).enumerate() {
                agree(value, other, tolerance, &format!("{place}[{at}]"));
            }
        }
        (Value::Number(expected), Value::Number(found)) => {
            let [expected, found] = [expected, found].map(|number| number.as_f64().expect("a float"));
            let difference = (expected - found).abs();
            assert!(difference <= tolerance * expected.abs().max(1.0), "{place}: {expected} expected, {found} found");
        }
        (expected, found) => assert_eq!(expected, found, "{place}"),
    }
}

#[test]
fn what_if_agrees_with_every_case() {
    for (at, (asked, answer)) in answered(&["whatif"], "whatif.json").iter().enumerate() {
        agree(&asked["expected"], &answer["result"], 1e-9, &format!("case {at}"));
        assert!(answer.get("expected").is_none(), "an answer is not a copy of the question");
    }
}

/// The vectors were made by integrating the equations step by step and keep about seven digits.
#[test]
fn the_warfarin_course_agrees_with_every_case() {
    for (at, (asked, answer)) in answered(&["twin", "warfarin"], "warfarin_hamberg.json").iter().enumerate() {
        agree(&asked["inr"], &answer["result"]["inr"], 1e-4, &format!("INR of case {at}"));
        agree(&asked["cs"], &answer["result"]["cs"], 1e-5, &format!("concentration of case {at}"));
    }
}
