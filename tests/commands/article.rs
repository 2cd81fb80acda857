//! The article's part as a script runs it: weighted indicators, gene texts, what-if and the warfarin course.

use std::path::Path;

use super::Desk;

/// A table as its rows of cells; no cell of these tests holds a comma.
fn cells(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn weighted_indicators_say_what_is_missing_and_refuse_what_cannot_be_meant() {
    let desk = Desk::new();
    let weights = "name = 'Ward'\nversion = '1'\n[[indicator]]\ncolumn = 'systolic_bp'\nunit = 'mm[Hg]'\nweight = 2\n\
                   anchors = [[120, 0], [180, 1]]\n[[indicator]]\ncolumn = 'cvd'\nunit = '1'\nweight = 3\n";
    std::fs::write(desk.path("w.toml"), weights).expect("written");
    let rows = "id,cvd,systolic_bp\nP1,0.5,150\nP2,,150\nP3,,\nP4,0.5,high\nP5,0.5,1500\n";
    std::fs::write(desk.path("rows.csv"), rows).expect("written");
    let said = desk.ends(1, "risk|indicators|--in|rows.csv|--weights|w.toml|--out|out.csv");
    assert!(said.contains("3 of 5 rows refused") && said.contains("unvalidated"), "{said}");
    let out = std::fs::read_to_string(desk.path("out.csv")).expect("written");
    let out = cells(&out);
    assert_eq!(out[0], ["id", "cvd", "systolic_bp", "R", "low", "high", "missing", "missing_weight", "error"]);
    assert_eq!(out[1][3..], ["0.5", "0.5", "0.5", "", "0", ""]);
    assert_eq!(out[2][3..], ["0.5", "0.2", "0.8", "cvd", "3", ""]);
    assert_eq!(out[3][3..7], ["", "0", "1", "systolic_bp; cvd"]);
    assert!(out[4][3].is_empty() && out[4][8].contains("not a number"), "{:?}", out[4]);
    assert!(out[5][3].is_empty() && out[5][8].contains("another unit"), "{:?}", out[5]);
    let other = desk.ends(2, "risk|indicators|--in|patients.csv|--weights|w.toml|--out|other.csv");
    assert!(other.contains("systolic_bp") && !desk.path("other.csv").exists(), "{other}");
}

#[test]
fn gene_texts_are_learned_and_told_from_the_files_as_they_stand() {
    let desk = Desk::new();
    for name in ["gene_data.csv", "disease_data.csv", "new_patient.csv"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
        std::fs::copy(sample, desk.path(name)).expect("copied");
    }
    let said = desk.ends(0, "genes|fit|--genes|gene_data.csv|--diseases|disease_data.csv|--out|m.toml");
    assert!(said.contains("better than always saying the most frequent disease"), "{said}");
    assert!(said.contains("an empty gene text: line"), "{said}");
    desk.ends(0, "genes|predict|--model|m.toml|--in|new_patient.csv|--out|p.csv|--reasons|r.csv");
    let predictions = std::fs::read_to_string(desk.path("p.csv")).expect("written");
    let rows = cells(&predictions);
    assert_eq!((rows.len(), rows[0][2], rows[0][3]), (41, "prediction", "probability_breast cancer"));
    for row in &rows[1..] {
        let probabilities: Vec<f64> = row[3..7].iter().map(|cell| cell.parse().expect("a number")).collect();
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{row:?}");
        let largest = probabilities.iter().copied().fold(0.0, f64::max);
        let place = probabilities.iter().position(|share| *share == largest).expect("one of them");
        assert_eq!(rows[0][3 + place], format!("probability_{}", row[2]));
    }
    std::fs::write(desk.path("odd.csv"), "patient_id,gene_text\nA,NEVER1\nB,\n").expect("written");
    let said = desk.ends(1, "genes|predict|--model|m.toml|--in|odd.csv|--out|p.csv");
    let odd = std::fs::read_to_string(desk.path("p.csv")).expect("written");
    assert!(said.contains("1 row refused") && odd.contains("no token is known to the model"), "{said}{odd}");
    assert!(odd.contains("line 3: the gene text is empty"), "{odd}");
    assert!(desk.ends(2, "genes|predict|--model|odd.csv|--in|odd.csv|--out|q.csv").contains("no model"));
}

#[test]
fn futures_and_courses_are_answered_case_by_case() {
    let desk = Desk::new();
    let cases = r#"{"table":[{"id":"a","measure":"RR","estimate":0.8,"lo95":0.77,"hi95":0.83}],
        "cases":[{"p0":0.15,"items":[{"id":"a","units":2}],"expected":{}},{"p0":0.15,"items":[{"id":"b","units":1}]}]}"#;
    std::fs::write(desk.path("c.json"), cases).expect("written");
    desk.ends(1, "whatif|--in|c.json|--out|o.json");
    let told = std::fs::read_to_string(desk.path("o.json")).expect("written");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let risk = told["cases"][0]["result"]["risk"].as_f64().expect("a risk");
    assert!((risk - 0.096).abs() < 1e-12 && told["cases"][0].get("expected").is_none(), "{told}");
    assert!(told["cases"][1]["error"].as_str().is_some_and(|error| error.contains("b is not in the table")), "{told}");
    let cases = r#"{"cases":[{"age":71,"CYP2C9":"*1/*1","VKORC1":"GG","dose_mg_daily":5,"t_h":[0,24]}]}"#;
    std::fs::write(desk.path("w.json"), cases).expect("written");
    desk.ends(0, "twin|warfarin|--in|w.json|--out|o.json");
    let told = std::fs::read_to_string(desk.path("o.json")).expect("written");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let inr = told["cases"][0]["result"]["inr"][1].as_f64().expect("an INR");
    assert!((inr - 1.097_407_679_666).abs() < 1e-9, "{told}");
}
