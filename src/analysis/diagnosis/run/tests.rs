use super::*;
use crate::analysis::diagnosis::learner::{Algorithm, algorithm};
use crate::analysis::diagnosis::learning_curve::learning_curve;
use crate::analysis::diagnosis::lint::WarningKind;
use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::diagnosis::table::{Column, ColumnType, Numbers, Role, Values};

fn built(id: &str, settings: &[(&str, &str)]) -> Algorithm {
    let settings: Vec<(String, String)> =
        settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    algorithm(id).expect("an algorithm").build(&settings).expect("settings")
}

fn logistic() -> Vec<Algorithm> {
    vec![built("logistic", &[])]
}

fn numeric(name: &str, role: Role, values: Vec<f64>) -> Column {
    let values = Values::Numbers(Numbers::of(values.into_iter().map(Some)));
    Column { name: name.to_owned(), kind: ColumnType::Numeric, role, zero_is_missing: false, values }
}

/// Columns of noise, and a class that `signal` times the first of them decides.
fn noisy(rows: u32, columns: usize, signal: f64, seed: u64) -> Table {
    let mut draw = Draw::new(seed);
    let features: Vec<Vec<f64>> = (0..columns).map(|_| (0..rows).map(|_| draw.normal()).collect()).collect();
    let class = |row: usize| f64::from(u8::from(signal * features[0][row] + draw.normal() > 0.0));
    let target: Vec<f64> = (0..rows as usize).map(class).collect();
    let mut all: Vec<Column> = features
        .into_iter()
        .enumerate()
        .map(|(place, values)| numeric(&format!("x{place}"), Role::Feature, values))
        .collect();
    all.push(numeric("dx", Role::Target, target));
    Table { rows, columns: all }
}

fn plan(task: Task, rows: u32, seed: u64) -> Plan {
    Plan { resamples: 200, ..Plan::usual(task, rows, seed) }
}

#[test]
fn noise_is_not_sold() {
    let (seeds, bayes) = (200, vec![built("naive-bayes", &[])]);
    let (mut sum, mut squares, mut better) = (0.0, 0.0, 0);
    for seed in 0..seeds {
        let table = noisy(200, 50, 0.0, 1_000 + seed);
        let split = SplitPlan::Folds { folds: 5, repeats: 1, seed };
        let plan = Plan { split, resamples: 0, ..plan(Task::Classify, 200, seed) };
        let report = evaluate(&table, &plan, &bayes, &Progress::default()).expect("a report");
        let auc = report.metric(Metric::Auc).and_then(|found| found.value).expect("an area");
        sum += auc;
        squares += auc * auc;
        better += u32::from(report.verdict.is_better);
    }
    let count = seeds as f64;
    let mean = sum / count;
    let error = ((squares / count - mean * mean) / count).sqrt();
    assert!((mean - 0.5).abs() <= 2.0 * error, "{mean} +- {error}");
    assert!(better <= 10, "{better} of 200 called better");
}

#[test]
fn a_weak_signal_is_found_and_measured() {
    let table = noisy(300, 5, 1.0, 7);
    for candidates in [logistic(), vec![built("svm", &[("kernel", "linear")])]] {
        let report =
            evaluate(&table, &plan(Task::Classify, 300, 1), &candidates, &Progress::default()).expect("a report");
        assert!(report.verdict.is_better, "{:?}", report.verdict);
        let value = |metric| report.metric(metric).and_then(|found| found.value).expect("a value");
        // Of a normal variable and as much noise the area is 5/6 (0.8332 in two million draws).
        assert!((value(Metric::Auc) - 5.0 / 6.0).abs() < 0.04, "{}", value(Metric::Auc));
        assert!(value(Metric::Brier) < 0.2 && value(Metric::LogLoss) < 0.6);
        for found in &report.metrics {
            let (low, high) = found.interval.expect("an interval");
            let value = found.value.expect("a value");
            assert!(low <= value && value <= high && low < high, "{found:?}");
        }
        assert_eq!((report.cases.len(), report.failed.len(), report.folds.len()), (1_500, 0, 25));
        let again = evaluate(&table, &plan(Task::Classify, 300, 1), &candidates, &Progress::default());
        assert_eq!(again.expect("a report"), report);
    }
}

#[test]
fn numbers_are_judged_against_their_mean() {
    let mut table = noisy(150, 4, 0.0, 3);
    let target = table.columns.len() - 1;
    let noise: Vec<f64> = (0..150).map(|row| table.columns[1].values.number(row).expect("a number") * 0.5).collect();
    table.columns[target] = numeric("dx", Role::Target, noise.clone());
    let ridge: Vec<Algorithm> = vec![built("linear", &[("ridge", "1")])];
    let report = evaluate(&table, &plan(Task::Regress, 150, 1), &ridge, &Progress::default()).expect("a report");
    assert!(report.verdict.is_better && report.verdict.gain > 0.3, "{:?}", report.verdict);
    assert!(report.warnings.iter().any(|warning| warning.column.as_deref() == Some("x1")), "{:?}", report.warnings);
    assert!(report.metric(Metric::R2).and_then(|found| found.value).expect("a share") > 0.99);
    table.columns.remove(1);
    let report = evaluate(&table, &plan(Task::Regress, 150, 1), &ridge, &Progress::default()).expect("a report");
    assert!(!report.verdict.is_better && report.warnings.is_empty(), "{:?}", report.warnings);
}

#[test]
fn one_held_back_part_is_judged_by_permutation() {
    let article = |signal, seed| {
        let table = noisy(250, 4, signal, seed);
        let plan = Plan { split: SplitPlan::ARTICLE, resamples: 0, ..plan(Task::Classify, 250, 1) };
        evaluate(&table, &plan, &logistic(), &Progress::default()).expect("a report")
    };
    assert!(article(2.0, 1).verdict.is_better && article(2.0, 1).rows == 250);
    let better = (0..60).filter(|seed| article(0.0, 100 + seed).verdict.is_better).count();
    assert!(better <= 4, "{better} of 60");
}

#[test]
fn planted_leaks_are_named_before_anything_is_learned() {
    let mut table = noisy(120, 4, 1.0, 5);
    let truth: Vec<f64> = (0..120).map(|row| table.columns[4].values.number(row).expect("a class")).collect();
    let mut draw = Draw::new(9);
    let leak: Vec<f64> = truth.iter().map(|class| 10.0 - 3.0 * class + 0.5 * draw.normal()).collect();
    table.columns.push(numeric("ward_days", Role::Feature, leak));
    let words =
        |of: Vec<Option<u32>>| Values::Levels { of, names: vec!["home".into(), "died".into(), "hospice".into()] };
    let left = words(
        truth.iter().enumerate().map(|(row, class)| Some(if *class == 0.0 { 0 } else { 1 + row as u32 % 2 })).collect(),
    );
    table.columns.push(Column {
        name: "left_to".into(),
        kind: ColumnType::Categorical,
        role: Role::Feature,
        zero_is_missing: false,
        values: left,
    });
    let missing = Values::Numbers(Numbers::of(truth.iter().map(|class| (*class == 1.0).then(|| draw.normal()))));
    table.columns.push(Column { values: missing, ..numeric("biopsy", Role::Feature, Vec::new()) });
    table.columns.push(numeric("record_id", Role::Feature, (0..120).map(|row| f64::from(row * 3)).collect()));
    let date = |name: &str, role, day: i32| Column {
        kind: ColumnType::Date,
        ..numeric(name, role, vec![f64::from(day); 120])
    };
    table.columns.push(date("dx_date", Role::Ignore, 100));
    table.columns.push(date("x1_date", Role::Ignore, 101));
    table.columns.push(date("x2_date", Role::Ignore, 99));
    let plan = Plan { target_date: Some("dx_date".to_owned()), ..plan(Task::Classify, 120, 1) };
    let found = lint(
        &Problem::of(&table, Task::Classify, None, &plan.pipeline).expect("a problem"),
        &plan,
        &Progress::default(),
    )
    .expect("done");
    let named: Vec<(&str, &str)> =
        found.iter().map(|warning| (warning.column.as_deref().unwrap_or(""), warning.kind.id())).collect();
    assert_eq!(
        named,
        [("x1", "leak"), ("ward_days", "leak"), ("left_to", "leak"), ("biopsy", "leak"), ("record_id", "leak")]
    );
    assert!(matches!(found[0].kind, WarningKind::LaterThanTarget { rows: 120 }), "{found:?}");
}

#[test]
fn doubles_of_other_patients_are_counted_and_those_of_one_are_not() {
    let mut table = noisy(60, 4, 1.0, 5);
    for column in &mut table.columns {
        let values: Vec<f64> = (0..60).map(|row| column.values.number(row % 55).expect("a number")).collect();
        column.values = Values::Numbers(Numbers::of(values.into_iter().map(Some)));
    }
    let plan = plan(Task::Classify, 60, 1);
    let doubles = |table: &Table| {
        let problem = Problem::of(table, Task::Classify, None, &plan.pipeline).expect("a problem");
        let found = lint(&problem, &plan, &Progress::default()).expect("done");
        found
            .iter()
            .find_map(|warning| if let WarningKind::Duplicates { rows } = warning.kind { Some(rows) } else { None })
    };
    assert_eq!(doubles(&table), Some(10));
    let patients = Values::Levels { of: (0..60).map(|row| Some(row % 55)).collect(), names: Vec::new() };
    table.columns.push(Column {
        name: "patient".into(),
        kind: ColumnType::Identifier,
        role: Role::Group,
        zero_is_missing: false,
        values: patients,
    });
    assert_eq!(doubles(&table), None);
}

#[test]
fn a_cancelled_evaluation_ends_at_once_and_other_mistakes_are_told() {
    let table = noisy(100, 3, 1.0, 1);
    let cancelled = Progress::default();
    cancelled.cancel();
    let plan = plan(Task::Classify, 100, 1);
    let ended = evaluate(&table, &plan, &logistic(), &cancelled).expect_err("cancelled");
    assert!(matches!(ended, RunError::Cancelled(_)));
    let wrong = evaluate(&table, &Plan { task: Task::Regress, ..plan.clone() }, &logistic(), &Progress::default());
    assert_eq!(wrong.expect_err("another task"), RunError::WrongTask("logistic"));
    let few = noisy(3, 3, 1.0, 1);
    assert!(evaluate(&few, &plan, &logistic(), &Progress::default()).is_err());
    assert!(evaluate(&table, &plan, &[], &Progress::default()).is_err());
}

#[test]
fn progress_ends_where_it_said_it_would_and_tuning_takes_the_better() {
    let mut table = noisy(120, 6, 0.0, 11);
    let target = table.columns.len() - 1;
    let mut draw = Draw::new(2);
    let answers = (0..120).map(|row| table.columns[1].values.number(row).expect("a number") + draw.normal()).collect();
    table.columns[target] = numeric("dx", Role::Target, answers);
    let grid: Vec<Algorithm> = vec![built("linear", &[("ridge", "100000")]), built("linear", &[("ridge", "1")])];
    let progress = Progress::default();
    let report = evaluate(&table, &plan(Task::Regress, 120, 1), &grid, &progress).expect("a report");
    assert_eq!(progress.counts().0, progress.counts().1);
    assert!(report.chosen.iter().all(|chosen| *chosen == 1) && report.verdict.is_better, "{:?}", report.chosen);
}

#[test]
fn more_patients_to_learn_from_help() {
    let table = noisy(300, 10, 1.0, 21);
    let plan = plan(Task::Classify, 300, 1);
    let shares = [0.1, 0.5, 1.0];
    let points = learning_curve(&table, &plan, &logistic(), &shares, &Progress::default()).expect("a curve");
    assert_eq!(points.iter().map(|point| point.rows).collect::<Vec<f64>>(), [24.0, 120.0, 240.0]);
    assert!(points[0].mean < points[1].mean && points[1].mean < points[2].mean + 0.02, "{points:?}");
    let whole = evaluate(&table, &plan, &logistic(), &Progress::default()).expect("a report");
    let first: f64 = whole.folds.iter().filter(|fold| fold.repeat == 0).map(|fold| fold.model).sum::<f64>() / 5.0;
    assert!((first - points[2].mean).abs() < 1e-12);
}

/// 40 patients of 5 rows each, every one with an answer of its own and nothing else.
fn visits(seed: u64) -> Table {
    let mut draw = Draw::new(seed);
    let answers: Vec<f64> = (0..40).map(|_| f64::from(u8::from(draw.normal() > 0.0))).collect();
    let noise: Vec<f64> = (0..200).map(|_| draw.normal()).collect();
    let of_patient = |row: usize| row / 5;
    let columns = vec![
        numeric("number", Role::Feature, (0..200).map(|row| (of_patient(row) * 7 % 40) as f64).collect()),
        numeric("x", Role::Feature, noise),
        numeric("dx", Role::Target, (0..200).map(|row| answers[of_patient(row)]).collect()),
    ];
    Table { rows: 200, columns }
}

#[test]
fn a_number_that_names_patients_is_suspicious_whatever_it_is_called() {
    let table = visits(3);
    let report = evaluate(&table, &plan(Task::Classify, 200, 1), &[built("tree", &[])], &Progress::default());
    let report = report.expect("a report");
    let named = |warning: &super::super::lint::Warning| {
        matches!(warning.kind, WarningKind::SameValueSameAnswer { .. }) && warning.column.as_deref() == Some("number")
    };
    assert!(report.warnings.iter().any(named), "{:?}", report.warnings);
    let plain = noisy(200, 3, 1.0, 4);
    let report = evaluate(&plain, &super::tests::plan(Task::Classify, 200, 1), &logistic(), &Progress::default())
        .expect("a report");
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
}

#[test]
fn a_number_of_people_is_told_from_a_measure_where_answers_only_lean() {
    let warned = |number: &dyn Fn(usize) -> f64, answer: &dyn Fn(f64, &mut Draw) -> f64, task| {
        let mut draw = Draw::new(11);
        let of_person: Vec<f64> = (0..30).map(|_| draw.normal()).collect();
        let rows = 0..600_usize;
        let numbers: Vec<f64> = rows.clone().map(|row| number(row / 20)).collect();
        let answers = rows.clone().map(|row| answer(of_person[row / 20], &mut draw)).collect();
        let columns = vec![
            numeric("number", Role::Feature, numbers),
            numeric("x", Role::Feature, rows.map(|row| (row % 17) as f64 + 0.5).collect()),
            numeric("dx", Role::Target, answers),
        ];
        let table = Table { rows: 600, columns };
        let report = evaluate(&table, &plan(task, 600, 1), &[built("tree", &[])], &Progress::default());
        let warnings = report.expect("a report").warnings;
        warnings.iter().any(|warning| matches!(warning.kind, WarningKind::SameValueSameAnswer { .. }))
    };
    let person = |person: usize| (person * 7 % 30) as f64;
    assert!(warned(&person, &|own, draw| own + 0.5 * draw.normal(), Task::Regress));
    assert!(warned(&person, &|own, draw| f64::from(u8::from(own + 0.3 * draw.normal() > 0.0)), Task::Classify));
    assert!(!warned(&person, &|_, draw| draw.normal(), Task::Regress), "nothing agrees");
    // Sorted by what makes the answer, the number is a measure: its neighbours agree as well.
    let mut draw = Draw::new(11);
    let own: Vec<f64> = (0..30).map(|_| draw.normal()).collect();
    let rank = |person: usize| own.iter().filter(|other| **other < own[person]).count() as f64;
    assert!(!warned(&rank, &|own, draw| own + 0.5 * draw.normal(), Task::Regress));
}

#[test]
fn rows_that_name_nobody_are_left_out() {
    let mut table = visits(3);
    let names = (0..40).map(|name| name.to_string()).collect();
    let of = (0..200).map(|row| (row % 10 != 0).then_some(row / 5)).collect();
    table.columns[0].role = Role::Group;
    table.columns[0].kind = ColumnType::Identifier;
    table.columns[0].values = Values::Levels { of, names };
    let report = evaluate(&table, &plan(Task::Classify, 200, 1), &logistic(), &Progress::default()).expect("a report");
    assert_eq!((report.rows, report.without_patient, report.patients), (180, 20, 40));
    assert!(!report.verdict.is_better);
}

#[test]
fn classes_that_were_weighed_are_calibrated() {
    let mut table = noisy(600, 2, 1.0, 8);
    let rare: Vec<f64> = (0..600)
        .map(|row| f64::from(u8::from(table.columns[0].values.number(row).is_some_and(|value| value > 1.6))))
        .collect();
    let share = rare.iter().sum::<f64>() / 600.0;
    table.columns[2] = numeric("dx", Role::Target, rare);
    table.columns.remove(0);
    let balanced: Vec<Algorithm> = vec![built("logistic", &[("class-weight", "balanced")])];
    let report = evaluate(&table, &plan(Task::Classify, 600, 1), &balanced, &Progress::default()).expect("a report");
    let mean = report.cases.iter().filter_map(|case| case.outputs.last()).sum::<f64>() / report.cases.len() as f64;
    assert!((mean - share).abs() < 0.02, "{mean} for {share}");
}

#[test]
fn noise_of_several_classes_is_not_sold() {
    let better = (0..100)
        .filter(|seed| {
            let mut table = noisy(80, 6, 0.0, 5_000 + seed);
            let mut draw = Draw::new(*seed);
            let class = |place: f64| [0.0, 1.0, 2.0][usize::from(place > 0.9) + usize::from(place > 1.6)];
            let classes = (0..80).map(|_| class(draw.normal())).collect();
            table.columns[6] = numeric("dx", Role::Target, classes);
            let split = SplitPlan::Folds { folds: 5, repeats: 1, seed: *seed };
            let plan = Plan { split, resamples: 0, ..plan(Task::Classify, 80, *seed) };
            let report = evaluate(&table, &plan, &[built("naive-bayes", &[])], &Progress::default());
            report.is_ok_and(|report| report.verdict.is_better)
        })
        .count();
    assert!(better <= 5, "{better} of 100 called better");
}
