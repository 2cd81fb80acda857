//! What the plots are drawn from, against what the report measures.

use std::sync::Arc;

use super::curves::curves;
use super::data::look_at;
use super::*;
use crate::analysis::diagnosis::learner::algorithm;
use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::diagnosis::plan::Plan;
use crate::analysis::diagnosis::table::{propose, read_table};
use crate::base::Progress;

fn two_classes() -> Arc<Cases> {
    let mut text = String::from("id,glucose,noise,outcome\n");
    for case in 0..120_u32 {
        let sick = case % 3 == 0;
        let glucose = 80 + case * 7 % 40 + if sick { 25 } else { 0 };
        text.push_str(&format!("P{case},{glucose}.5,{}.25,{}\n", case * 13 % 17, if sick { "pos" } else { "neg" }));
    }
    Arc::new(sample_cases("two.csv", text.as_bytes(), &Progress::default()).expect("read"))
}

#[test]
fn what_a_threshold_does_is_looked_up_as_it_would_be_counted() {
    let cases = two_classes();
    let choices = propose(&cases.columns, None);
    let (table, _) = read_table(&cases.columns, &choices).expect("a table");
    let plan = Plan::usual(crate::analysis::diagnosis::learner::Task::Classify, table.rows, 7);
    let candidates = vec![algorithm("logistic").expect("known").build(&[]).expect("defaults")];
    let report = evaluate_on_threads(&table, &plan, &candidates, &Progress::default()).expect("judged");
    let drawn = curves(&report, &Progress::default()).expect("drawn");
    let [class] = drawn.classes.as_slice() else { panic!("the class looked for alone") };
    assert_eq!((class.name.as_str(), class.sick, class.of), ("pos", 40, 120));
    for threshold in [0.05, 0.33, 0.5, 0.9] {
        let found = class.ordered.at(threshold);
        let called = drawn.cases.iter().filter(|case| case.probability >= threshold).count();
        let right = drawn.cases.iter().filter(|case| case.probability >= threshold && case.class == 1).count();
        assert_eq!((found.true_positive, found.true_positive + found.false_positive), (right as f64, called as f64));
        assert_eq!(found.true_negative + found.false_negative, 120.0 - called as f64);
    }
    // The folds' areas lie between those of the lowest and the highest curve.
    let area = |of: fn(&(f64, f64, f64)) -> f64| {
        class.roc_spread.points.windows(2).map(|pair| (of(&pair[0]) + of(&pair[1])) / 2.0 / 50.0).sum::<f64>()
    };
    let mean = report.metric(Metric::Auc).and_then(|found| found.value).expect("an area");
    assert!(area(|point| point.1) < mean && mean < area(|point| point.2) + 0.01, "{mean}");
    assert_eq!(class.roc_spread.folds, 25);
    let at_0_2 = class.decision.iter().find(|point| point.threshold == 0.2).expect("a point");
    assert!((at_0_2.model - class.ordered.net_benefit(0.2)).abs() < 1e-12);
}

#[test]
fn the_columns_are_looked_at_before_anything_is_learned() {
    let cases = two_classes();
    let mut choices = propose(&cases.columns, None);
    let look = look_at(&cases, &choices, None, &Progress::default()).expect("looked");
    let problem = look.problem.expect("can be learned from");
    assert_eq!((problem.target.as_str(), problem.rows, problem.features), ("outcome", 120, 2));
    assert_eq!(problem.classes.last().map(|(name, _)| name.as_str()), Some("pos"));
    choices.iter_mut().for_each(|choice| choice.role = Role::Ignore);
    let look = look_at(&cases, &choices, None, &Progress::default()).expect("looked");
    assert_eq!(look.problem.expect_err("no target").key, "diagnosis-fault-no-target");
    assert_eq!(look.columns.len(), 4);
}

#[test]
fn the_cases_that_come_with_the_program_are_those_of_the_article() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let read = read_cases(&folder.join("medical_data.csv"), &[], &Progress::default()).expect("read");
    let bytes = std::fs::read(folder.join("medical_data.csv")).expect("a file");
    let own = sample_cases("medical_data.csv", &bytes, &Progress::default()).expect("read");
    assert_eq!(own.provenance, read.provenance);
    assert_eq!(own.columns, read.columns);
}
