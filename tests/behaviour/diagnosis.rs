//! Diagnosis: a table, a model with its verdict, a threshold from harms, a case with its reasons, a training stopped.

use std::fmt::Write as _;
use std::path::PathBuf;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wardtwin::app::jobs::JobKind;

use super::person::Person;

const PATH: &str = "Path of a table with a column that is to be told";

fn opens(person: &mut Person, path: &std::path::Path) {
    person.keys(Modifiers::COMMAND, Key::Num8);
    if !person.sees(PATH) {
        person.presses("Data").presses("Another file");
    }
    person.replaces(PATH, &path.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
}

/// Patients of whom a measured value tells something, and a column that gives the answer away.
fn two_classes(person: &Person) -> PathBuf {
    let mut text = String::from("patient_id,glucose,insulin,report_code,outcome\n");
    for case in 0..160_u32 {
        let sick = case % 3 == 0;
        let glucose = 80 + case * 7 % 40 + if sick { 25 } else { 0 };
        let insulin = if case % 5 == 0 { 0 } else { 60 + case * 13 % 50 };
        let code = if sick { 40 + case % 5 } else { 10 + case % 7 };
        let outcome = if sick { "pos" } else { "neg" };
        writeln!(text, "P{case},{glucose}.5,{insulin},{code},{outcome}").expect("a string");
    }
    person.writes("two_classes.csv", &text)
}

#[test]
fn the_articles_table_becomes_a_tree_with_a_verdict_and_new_cases_get_their_reasons() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Diagnosis").must_see("Choose a table to learn from");
    person.presses("Use the example medical_data.csv").must_see("The class of disease, from 4 features");
    person.must_see("infection: 98 rows, 25 %").must_see("Nothing suspicious was found.");
    person.presses("Go on to training").must_see("No model yet");
    person.presses("Algorithm").presses("Decision tree").presses("Train and judge");
    person.must_see("Decision tree (1)").must_see("Better than the baseline: ROC area is better by");

    person.presses("Results and plots").must_see("On patients held back").must_see("Internal validation only");
    person.presses("Learning").presses("Work it out").must_see("ROC area, mean and standard deviation over the folds");
    person.presses("Confusion").presses_what_begins_with("Truth infection, said infection").must_see("rows");
    person.presses("New cases").presses("Type a case").types("blood_sugar", "9.5").types("blood_pressure", "131");
    person.types("body_weight", "4000").types("body_temperature", "36.8").presses("Answer");
    person.must_see("The case that was typed").must_see("body_weight is 4000; the model knows");
    person.presses("Use the example new_cases.csv").must_see("Case of row 1").must_see("of them without an answer");
    person.must_see("Exact on the model's own scale (tree SHAP)").must_see("The questions of the tree");
    person.must_see("About the model, not a treatment").must_see("Most alike training cases");
}

#[test]
fn a_leak_is_named_a_threshold_comes_from_harms_and_model_and_card_are_saved() {
    let mut person = Person::starts();
    person.creates_a_store();
    let file = two_classes(&person);
    opens(&mut person, &file);
    person.must_see("report_code alone tells the answer (1.000)").must_see("patient_id is an identifier");
    person.must_see("insulin: 32 zeros stand apart").presses("Zeros of insulin are missing");
    person.must_see("insulin: 32 zeros count as missing").presses("Leave report_code out");
    person.must_not_see("report_code alone").must_see("The class of outcome, from 2 features");
    person.presses("Go on to training").presses("Algorithm").presses("Logistic regression").presses("Train and judge");
    person.presses("Algorithm").presses("Decision tree").presses("Train and judge");
    person.must_see("Decision tree (2)").must_see("Beside the other models").must_see("Logistic regression (1)");

    person.presses("New cases").types("Path of a table with new cases", &file.to_string_lossy());
    person.keys(Modifiers::NONE, Key::Enter).must_see("No class is said before a threshold is set");
    person.presses("Results").must_see("No threshold is set");
    person.types("Harm of a miss", "5").types("Harm of a false alarm", "1");
    person.must_see("Acting from 16.7 % on: one miss counts as much as 5 false alarms.");
    person.presses("New cases").must_see("at your threshold of 16.7 %").must_not_see("No class is said");
    person.must_see("Exact (tree SHAP)");

    let folder = person.folder.path().to_owned();
    let saved = |person: &mut Person, button: &str, name: &str| {
        *person.dialogs.save_as.lock().expect("free") = Some(folder.join(name));
        person.presses(button);
        std::fs::read(folder.join(name)).expect("written")
    };
    person.presses("Models");
    let model = saved(&mut person, "Save the model …", "outcome.model");
    assert!(model.starts_with(b"{\"kind\":\"wardtwin-diagnosis\""));
    let pdf = saved(&mut person, "Model card, English: PDF …", "card.pdf");
    assert!(pdf.starts_with(b"%PDF"));
    let chinese = saved(&mut person, "Model card, 简体中文: Markdown …", "card.md");
    let chinese = String::from_utf8(chinese).expect("a text");
    assert!(chinese.contains("# 模型卡：outcome") && chinese.contains("仅内部验证"), "{chinese}");

    *person.dialogs.files.lock().expect("free") = vec![folder.join("outcome.model")];
    person.presses("Open a saved model").presses("Choose a model …").must_see("Decision tree (3)");
    person.must_see("Decision tree (3) and Decision tree (2) cannot be told apart: ROC area 0.000");
}

#[test]
fn noise_is_no_better_than_the_baseline_and_a_training_that_is_stopped_leaves_no_trace() {
    let mut person = Person::starts();
    person.creates_a_store();
    let mut text = String::from("a,b,c,outcome\n");
    for case in 0..150_u64 {
        let draw = |part: u64| (case.wrapping_mul(2_654_435_761 + part * 40_503) >> 7) % 1_000;
        writeln!(text, "{}.1,{}.2,{}.3,{}", draw(1), draw(2), draw(3), draw(4) % 2).expect("a string");
    }
    let noise = person.writes("noise.csv", &text);
    opens(&mut person, &noise);
    person.presses("Go on to training").presses("Algorithm").presses("Naive Bayes").presses("Train and judge");
    person.must_see("No better than the baseline").must_see("It should not be used.");

    person.presses("Algorithm").presses("Forest of trees").replaces("Repeats", "200");
    person.window.get_by_label("Train and judge").click();
    (0..3).for_each(|_| person.window.step());
    let is_running = |person: &Person| person.window.state().core.jobs.is_running(JobKind::TRAIN_MODEL);
    assert!(is_running(&person));
    person.window.get_all_by_label("Cancel Training and judging the model").next().expect("a cross").click();
    (0..3).for_each(|_| person.window.step());
    assert!(!is_running(&person), "three frames later nothing waits for it");
    person.waits();
    person.must_see("Naive Bayes (1)").must_not_see("Forest of trees (2)");
}
