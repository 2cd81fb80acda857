//! `wardtwin diagnose`: the article's files and its traps, as a script runs them.

use std::path::Path;

use serde_json::Value;

use super::Desk;

fn with_samples() -> Desk {
    let desk = Desk::new();
    for name in ["medical_data.csv", "new_cases.csv"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
        std::fs::copy(sample, desk.path(name)).expect("copied");
    }
    desk
}

fn evaluated(desk: &Desk, words: &str) -> Value {
    let output = desk.runs(&format!("diagnose|evaluate|{words}|--json"));
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn rows(desk: &Desk, name: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(desk.path(name)).expect("the output");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_articles_files_become_a_model_and_new_cases_need_no_answer() {
    let desk = with_samples();
    let fit = "diagnose|fit|--in|medical_data.csv|--target|disease|--algorithm|tree|--seed|42|--repeats|1";
    let said = desk.ends(0, &format!("{fit}|--out|a.model|--card|a.md"));
    assert!(said.contains("internal validation only"), "{said}");
    desk.ends(0, &format!("{fit}|--out|b.model"));
    let read = |name: &str| std::fs::read(desk.path(name)).expect("written");
    assert_eq!(read("a.model"), read("b.model"), "the same data and seed make the same model");
    let card = String::from_utf8(read("a.md")).expect("text");
    assert!(card.contains("medical_data.csv, SHA-256 `") && card.contains("better than the baseline"), "{card}");
    assert!(card.contains("Internal validation only") && card.contains("| blood_sugar | feature |"), "{card}");

    let output = desk.runs("diagnose|predict|--model|a.model|--in|new_cases.csv|--out|p.csv");
    assert!(matches!(output.status.code(), Some(0 | 1)));
    let said = rows(&desk, "p.csv");
    let classes = ["diabetes", "healthy", "hypertension", "infection"];
    assert!(!said.is_empty());
    for row in said.iter().filter(|row| row["abstained"] == "false") {
        let probability = |class: &str| row[&format!("probability_{class}")].parse::<f64>().expect("a number");
        assert!((classes.iter().map(|class| probability(class)).sum::<f64>() - 1.0).abs() < 1e-9, "{row:?}");
        let most = classes.iter().max_by(|a, b| probability(a).total_cmp(&probability(b)));
        assert_eq!(most, Some(&row["prediction"].as_str()));
    }
    assert!(said.iter().all(|row| (row["abstained"] == "true") != row["reason"].is_empty()), "{said:?}");

    let output = desk.runs("diagnose|explain|--model|a.model|--in|new_cases.csv|--row|1|--json");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let contributions = found["contributions"].as_array().expect("a list");
    let sum: f64 = contributions.iter().map(|one| one["contribution"].as_f64().expect("a number")).sum();
    let number = |key: &str| found[key].as_f64().expect("a number");
    assert!((number("base") + sum - number("shown")).abs() < 1e-9, "{found}");
    assert!(!found["path"].as_array().expect("a path").is_empty());
    assert!(desk.ends(2, "diagnose|explain|--model|a.model|--in|new_cases.csv|--row|100000").contains("no row 100000"));
}

#[test]
fn a_report_has_intervals_a_baseline_a_verdict_and_names_what_leaks() {
    let desk = with_samples();
    let text = std::fs::read_to_string(desk.path("medical_data.csv")).expect("read");
    let leaking: String = text
        .lines()
        .enumerate()
        .map(|(row, line)| match line.rsplit(',').next() {
            _ if row == 0 => format!("case_id,{line},code\n"),
            answer => {
                format!("{},{line},{}\n", 1_000 + row, if answer == Some("healthy") { row % 7 } else { row % 7 + 20 })
            }
        })
        .collect();
    std::fs::write(desk.path("leaking.csv"), leaking).expect("written");
    let honest = evaluated(&desk, "--in|medical_data.csv|--target|disease|--algorithm|naive-bayes|--repeats|1");
    assert_eq!((honest["task"].as_str(), honest["rows"].as_u64()), (Some("classify"), Some(400)));
    assert_eq!(honest["verdict"], "better than the baseline");
    for metric in ["accuracy", "balanced_accuracy", "sensitivity", "specificity", "ppv", "npv", "f1", "mcc", "auc"] {
        let found = &honest["metrics"][metric];
        let [low, value, high] = ["low", "value", "high"].map(|key| found[key].as_f64().expect("a number"));
        assert!(low <= value && value <= high && low < high, "{metric} {found}");
    }
    assert_eq!(honest["baseline"]["auc"], 0.5);
    let leaks = |report: &Value| -> Vec<String> {
        let all = report["warnings"].as_array().expect("a list").iter();
        all.filter(|one| one["kind"] == "leak").filter_map(|one| one["column"].as_str().map(str::to_owned)).collect()
    };
    assert!(leaks(&honest).is_empty(), "{honest}");
    let leaking = evaluated(&desk, "--in|leaking.csv|--target|disease|--algorithm|naive-bayes|--repeats|1");
    assert_eq!(leaks(&leaking), ["code"]);
    assert!(leaking["warnings"].as_array().expect("a list").iter().any(|one| one["column"] == "case_id"));
}

#[test]
fn bad_input_is_told_and_nothing_is_half_written() {
    let desk = with_samples();
    let write = |name: &str, text: &str| std::fs::write(desk.path(name), text).expect("written");
    write("one_class.csv", "x,y\n1,a\n2,a\n3,a\n");
    write("one_row.csv", "x,y\n1,a\n");
    write("headings.csv", "x,y\n");
    let fit = |file: &str, more: &str| {
        desk.ends(2, &format!("diagnose|fit|--in|{file}|--out|m.model|--algorithm|tree|{more}"))
    };
    assert!(fit("one_class.csv", "--target|y").contains("nothing but a"));
    fit("one_row.csv", "--target|y");
    fit("headings.csv", "--target|y");
    assert!(fit("medical_data.csv", "--target|nothing").contains("nothing"));
    let unknown = desk.ends(2, "diagnose|fit|--in|medical_data.csv|--target|disease|--algorithm|oracle|--out|m.model");
    assert!(unknown.contains("svm") && unknown.contains("naive-bayes"), "{unknown}");
    assert!(fit("medical_data.csv", "--target|disease|--set|depth=0").contains("depth"));
    assert!(fit("medical_data.csv", "--target|disease|--set|colour=red").contains("colour"));
    assert!(!desk.path("m.model").exists());

    desk.ends(0, "diagnose|fit|--in|medical_data.csv|--target|disease|--algorithm|tree|--repeats|1|--out|m.model");
    let model = std::fs::read(desk.path("m.model")).expect("written");
    std::fs::write(desk.path("cut.model"), &model[..model.len() / 2]).expect("written");
    let predict =
        |model: &str, file: &str| desk.ends(2, &format!("diagnose|predict|--model|{model}|--in|{file}|--out|p.csv"));
    assert!(predict("cut.model", "new_cases.csv").contains("damaged"));
    assert!(predict("new_cases.csv", "new_cases.csv").contains("no model"));
    assert!(predict("m.model", "one_row.csv").contains("blood_pressure"));
    assert!(!desk.path("p.csv").exists());

    write(
        "odd.csv",
        "blood_pressure,blood_sugar,body_weight,body_temperature\nhigh,5,70,37\n120,inf,70,37\n120,900,70,37\n",
    );
    desk.ends(1, "diagnose|predict|--model|m.model|--in|odd.csv|--out|p.csv");
    let said = rows(&desk, "p.csv");
    assert!(said.iter().all(|row| row["abstained"] == "true" && row["prediction"].is_empty()), "{said:?}");
    assert!(said[0]["reason"].contains("blood_pressure") && said[2]["reason"].contains("900"), "{said:?}");
}

#[test]
fn a_card_speaks_chinese_and_models_are_compared_followed_and_given_fewer_patients() {
    let desk = with_samples();
    let common = "--in|medical_data.csv|--target|disease|--seed|42|--repeats|1";
    let fit = |algorithm: &str, more: &str| {
        desk.ends(0, &format!("diagnose|fit|{common}|--algorithm|{algorithm}|--out|{algorithm}.model{more}"));
    };
    fit("tree", "|--card|tree.md|--language|zh-CN");
    fit("naive-bayes", "");
    desk.ends(0, "diagnose|card|--model|tree.model|--out|again.md|--language|zh-CN");
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("written");
    for name in ["tree.md", "again.md"] {
        let card = read(name);
        assert!(card.contains("# 模型卡：disease") && card.contains("仅内部验证"), "{card}");
    }
    desk.ends(0, "diagnose|card|--model|tree.model|--out|again.md");
    assert!(read("again.md").starts_with("# Model card: disease by tree"));

    let json = |words: &str, code: i32| -> Value {
        let output = desk.runs(&format!("diagnose|{words}|--json"));
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let (one, other) = (
        json("compare|--models|tree.model|naive-bayes.model", 0),
        json("compare|--models|naive-bayes.model|tree.model", 0),
    );
    let number = |value: &Value, key: &str| value[key].as_f64().expect("a number");
    assert!((number(&one, "gain") + number(&other, "gain")).abs() < 1e-12, "{one} {other}");
    assert!(number(&one, "low") <= number(&one, "gain") && number(&one, "gain") <= number(&one, "high"));
    desk.ends(0, &format!("diagnose|fit|{common}|--folds|4|--algorithm|knn|--out|knn.model"));
    desk.ends(2, "diagnose|compare|--models|tree.model|knn.model");

    // The training data have not moved away from themselves; with every weight tripled they have.
    assert!(
        json("drift|--model|tree.model|--in|medical_data.csv", 0)
            .as_array()
            .is_some_and(|all| { all.len() == 4 && all.iter().all(|one| number(one, "stability_index") < 1e-9) })
    );
    let mut text = read("medical_data.csv").lines().next().expect("headings").to_owned();
    for row in rows(&desk, "medical_data.csv") {
        let weight = row["body_weight"].parse::<f64>().map(|weight| (3.0 * weight).to_string()).unwrap_or_default();
        let [pressure, sugar] = ["blood_pressure", "blood_sugar"].map(|name| &row[name]);
        text.push_str(&format!("\n{pressure},{sugar},{weight},{},{}", row["body_temperature"], row["disease"]));
    }
    std::fs::write(desk.path("heavy.csv"), text).expect("written");
    let moved = json("drift|--model|tree.model|--in|heavy.csv", 1);
    assert_eq!(moved[0]["column"], "body_weight");
    assert!(number(&moved[0], "stability_index") > 0.25 && number(&moved[1], "stability_index") < 1e-9, "{moved}");

    let curve = json(&format!("learning-curve|{common}|--algorithm|tree"), 0);
    let rows: Vec<f64> = curve.as_array().expect("points").iter().map(|point| number(point, "rows")).collect();
    assert!(rows.len() == 6 && rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
}
