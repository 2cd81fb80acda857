use super::*;
use crate::analysis::diagnosis::calibration::Calibration;
use crate::analysis::diagnosis::explained::explain_row;
use crate::analysis::diagnosis::folds::SplitPlan;
use crate::analysis::diagnosis::learner::{Algorithm, algorithm};
use crate::analysis::diagnosis::table::{RawCell, propose, read_table};

/// Sugar and weight decide; wards are noise.
fn columns(rows: usize) -> Vec<RawColumn> {
    let mut draw = Draw::new(3);
    let mut number = |name: &str, middle: f64, spread: f64| RawColumn {
        name: name.to_owned(),
        cells: (0..rows).map(|_| RawCell::Number(middle + spread * draw.normal())).collect(),
    };
    let (mut sugar, weight) = (number("sugar", 6.0, 1.5), number("weight", 75.0, 12.0));
    let noise = number("noise", 0.0, 0.5);
    let sick = |row: usize| match (&sugar.cells[row], &weight.cells[row], &noise.cells[row]) {
        (RawCell::Number(sugar), RawCell::Number(weight), RawCell::Number(noise)) => {
            (sugar - 6.0) / 1.5 + (weight - 75.0) / 24.0 + noise > 0.0
        }
        _ => false,
    };
    let word = |name: &str, of: &dyn Fn(usize) -> &'static str| RawColumn {
        name: name.to_owned(),
        cells: (0..rows).map(|row| RawCell::Word(of(row).to_owned())).collect(),
    };
    let target = word("dx", &|row| if sick(row) { "diabetes" } else { "none" });
    let ward = word("ward", &|row| ["north", "south", "east"][row % 3]);
    sugar.cells[7] = RawCell::Missing;
    vec![sugar, weight, ward, target]
}

fn model(task: Task, target: &str) -> SavedModel {
    let columns = columns(240);
    let (table, notes) = read_table(&columns, &propose(&columns, Some(target))).expect("a table");
    let id = match task {
        Task::Classify => "svm",
        Task::Regress => "linear",
    };
    fitted(&table, &notes, task, id, Calibration::Automatic)
}

fn fitted(table: &Table, notes: &[TableNote], task: Task, id: &str, calibration: Calibration) -> SavedModel {
    let settings = if id == "svm" { vec![("kernel".to_owned(), "linear".to_owned())] } else { Vec::new() };
    let candidates: Vec<Algorithm> = vec![algorithm(id).expect("an algorithm").build(&settings).expect("settings")];
    let split = SplitPlan::Folds { folds: 3, repeats: 1, seed: 1 };
    let plan = Plan { resamples: 50, calibration, split, ..Plan::usual(task, 240, 1) };
    fit(table, notes, &plan, &candidates, &Provenance::default(), &Progress::default()).expect("a model").0
}

/// New cases: sugar, weight, ward.
fn cases(rows: &[(&str, &str, &str)]) -> Vec<RawColumn> {
    let cell = |text: &str| match text.parse() {
        Ok(number) => RawCell::Number(number),
        Err(_) if text.is_empty() => RawCell::Missing,
        Err(_) => RawCell::Word(text.to_owned()),
    };
    let column = |name: &str, of: &dyn Fn(&(&str, &str, &str)) -> String| RawColumn {
        name: name.to_owned(),
        cells: rows.iter().map(|row| cell(&of(row))).collect(),
    };
    vec![
        column("Weight", &|row| row.1.to_owned()),
        column("sugar", &|row| row.0.to_owned()),
        column("ward", &|row| row.2.to_owned()),
    ]
}

#[test]
fn new_cases_are_answered_without_a_column_for_the_answer() {
    let model = model(Task::Classify, "dx");
    assert_eq!(model.classes(), ["none", "diabetes"]);
    let said = model
        .predict(&cases(&[("9", "85", "north"), ("4", "60", "east"), ("6", "75", "")]), None, &Progress::default())
        .expect("answers");
    let probability = |case: usize| said[case].outputs[1];
    assert!(probability(0) > 0.85 && probability(1) < 0.15 && (0.3..0.7).contains(&probability(2)), "{said:?}");
    assert_eq!((said[0].class, said[1].class), (Some(1), Some(0)));
    assert!(said.iter().all(|case| case.abstentions.is_empty()), "{said:?}");
    let (low, high) = said[0].intervals[1].expect("an interval");
    assert!(low > 0.5 && high > 0.9, "{low} {high}");
    // Acting pays from 1 in 100 where a miss is 99 times as bad.
    let cautious = threshold_of(99.0, 1.0);
    let said = model.predict(&cases(&[("5", "70", "east")]), cautious, &Progress::default()).expect("answers");
    assert!(said[0].class == Some(1) && said[0].outputs[1] < 0.5, "{said:?}");
}

#[test]
fn cases_unlike_the_training_data_get_a_reason_and_no_answer() {
    let model = model(Task::Classify, "dx");
    let said = model.predict(
        &cases(&[
            ("40", "75", "north"),
            ("", "75", "north"),
            ("6", "75", "attic"),
            ("high", "75", "north"),
            ("", "", "north"),
        ]),
        None,
        &Progress::default(),
    );
    let reasons: Vec<Vec<Abstention>> = said.expect("answers").into_iter().map(|case| case.abstentions).collect();
    assert!(matches!(&reasons[0][0], Abstention::Outside { column, value: 40.0, .. } if column == "sugar"));
    assert!(matches!(reasons[0][1], Abstention::Far { .. }));
    assert_eq!(reasons[1], [Abstention::KeyMissing { column: "sugar".into() }]);
    assert_eq!(reasons[2], [Abstention::NewWord { column: "ward".into(), word: "attic".into() }]);
    assert_eq!(reasons[3], [Abstention::Unread { column: "sugar".into(), text: "high".into() }]);
    assert!(reasons[4].contains(&Abstention::MostlyMissing { missing: 2, of: 3 }), "{:?}", reasons[4]);
    let lacking = model.predict(&cases(&[("6", "75", "north")])[..1], None, &Progress::default());
    assert_eq!(lacking.expect_err("no column").to_string(), "the column sugar, ward is not there");
}

#[test]
fn most_of_the_training_cases_themselves_are_answered() {
    let model = model(Task::Classify, "dx");
    let said = model.predict(&columns(240), None, &Progress::default()).expect("answers");
    let abstained = said.iter().filter(|case| !case.abstentions.is_empty()).count();
    assert!(abstained <= 5, "{abstained} of 240");
}

#[test]
fn the_same_data_and_seed_make_the_same_model_and_a_file_keeps_every_bit() {
    let (first, second) = (model(Task::Classify, "dx"), model(Task::Classify, "dx"));
    let text = serde_json::to_string(&first).expect("written");
    assert_eq!(text, serde_json::to_string(&second).expect("written"));
    assert_eq!(serde_json::from_str::<SavedModel>(&text).expect("read"), first);
    assert!(first.card.metrics.len() == 12 && first.card.verdict.is_better);
}

#[test]
fn numbers_come_with_where_the_truth_lies() {
    let model = model(Task::Regress, "weight");
    let mut cases = cases(&[("6", "75", "north")]);
    let RawColumn { name, .. } = &mut cases[0];
    *name = "dx".to_owned();
    cases[0].cells = vec![RawCell::Word("none".to_owned())];
    let said = model.predict(&cases, None, &Progress::default()).expect("answers");
    let (low, high) = said[0].intervals[0].expect("an interval");
    assert!(said[0].class.is_none() && (60.0..90.0).contains(&said[0].outputs[0]));
    // Four deviations of 12 and a little, less what is known.
    assert!((30.0..60.0).contains(&(high - low)), "{low} {high}");
    assert_eq!((threshold_of(0.0, 1.0), threshold_of(f64::NAN, 1.0)), (None, None));
}

/// For every way of explaining: exact trees and terms on a calibrated and an own scale, and drawn shares.
#[test]
fn shares_add_up_to_what_is_shown() {
    let columns = columns(240);
    let (table, notes) = read_table(&columns, &propose(&columns, Some("dx"))).expect("a table");
    let exact = ["tree", "logistic", "svm", "forest", "boosting"];
    for (id, calibration) in exact
        .into_iter()
        .chain(["naive-bayes", "knn"])
        .flat_map(|id| [(id, Calibration::Automatic), (id, Calibration::Own), (id, Calibration::Isotonic)])
    {
        let model = fitted(&table, &notes, Task::Classify, id, calibration);
        let said = model.predict(&columns, None, &Progress::default()).expect("answers");
        for (row, class) in [(0, 1), (1, 0), (2, 1)] {
            let found =
                explain_row(&model, &columns, row, Some(class), None, 1, &Progress::default()).expect("a reason");
            let sum: f64 = found.shares.iter().map(|share| share.contribution).sum();
            assert!((found.base + sum - found.shown).abs() < 1e-9, "{id} {calibration:?}");
            let shown = said[row as usize].outputs[class as usize];
            assert!((found.shown - shown).abs() < 1e-9, "{id} {calibration:?} {} {shown}", found.shown);
            if let Some((base, to)) = found.log_odds {
                let sum: f64 = found.shares.iter().filter_map(|share| share.log_odds).sum();
                assert!((base + sum - to).abs() < 1e-9 && (1.0 / (1.0 + (-to).exp()) - shown).abs() < 1e-9, "{id}");
            }
            assert_eq!(found.path.is_empty(), id != "tree");
            drawn_as_walked(&model, &found.path);
            assert!(found.nearest[0].distance < 1e-9 && found.nearest.len() == 5);
        }
        if model.bounds.cases.len() == said.len() {
            let mean = said.iter().map(|said| said.outputs[1]).sum::<f64>() / said.len() as f64;
            let found = explain_row(&model, &columns, 0, Some(1), None, 1, &Progress::default()).expect("a reason");
            assert!((found.mean_shown - mean).abs() < 1e-9, "{id} {calibration:?}: {} {mean}", found.mean_shown);
        }
        let is_exact = exact.contains(&id) && calibration == Calibration::Automatic && id != "boosting";
        let found = explain_row(&model, &columns, 3, None, None, 1, &Progress::default()).expect("a reason");
        assert!(!is_exact || found.shares.iter().all(|share| share.error.is_none()), "{id} {}", found.method);
    }
}

/// The way through the drawing ends in a leaf, also through words and scaled numbers; the boxes hold all rows.
fn drawn_as_walked(model: &SavedModel, path: &[crate::analysis::diagnosis::explained::Question]) {
    use crate::analysis::diagnosis::outline::{Outline, outline, way};
    let (whole, upper) = (outline(model, usize::MAX), outline(model, 1));
    if path.is_empty() {
        return assert_eq!(whole, Outline::default());
    }
    let way = way(&whole, path);
    let leaf = &whole.nodes[&way[path.len()]];
    assert!(leaf.children.is_none() && leaf.question.is_none() && leaf.depth == path.len());
    let asked: Vec<&str> =
        way.iter().filter_map(|at| Some(whole.nodes[at].question.as_ref()?.column.as_str())).collect();
    assert_eq!(asked, path.iter().map(|step| step.column.as_str()).collect::<Vec<_>>());
    let leaves = whole.nodes.values().filter(|node| node.children.is_none());
    assert_eq!(leaves.map(|node| node.rows).sum::<u32>(), whole.nodes[&0].rows);
    assert_eq!((upper.nodes.len(), upper.hidden), (3, whole.nodes.len() - 3));
}

#[test]
fn what_would_have_to_differ_changes_the_answer_and_leaves_age_and_sex() {
    let mut columns = columns(240);
    columns[0].name = "age".to_owned();
    let (table, notes) = read_table(&columns, &propose(&columns, Some("dx"))).expect("a table");
    let model = fitted(&table, &notes, Task::Classify, "logistic", Calibration::Automatic);
    let mut changed = 0;
    for row in 0..40 {
        let found = explain_row(&model, &columns, row, None, None, 1, &Progress::default()).expect("a reason");
        let now = if found.shown >= 0.5 { "diabetes" } else { "none" };
        for difference in &found.differences {
            assert!(difference.column != "age" && difference.answer != now, "{difference:?}");
            let mut other = columns.clone();
            let place = other.iter().position(|column| column.name == difference.column).expect("a column");
            other[place].cells[row as usize] = match difference.to.parse() {
                Ok(number) => RawCell::Number(number),
                Err(_) => RawCell::Word(difference.to.clone()),
            };
            let said = model.predict(&other, None, &Progress::default()).expect("answers");
            assert_eq!(said[row as usize].class.map(|class| model.class_name(class)), Some(difference.answer.clone()));
            changed += 1;
        }
    }
    assert!(changed > 5, "{changed}");
}
