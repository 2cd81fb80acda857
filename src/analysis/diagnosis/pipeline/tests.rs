//! Values of scikit-learn 1.9.1 (`SimpleImputer`, `KNNImputer` behind `StandardScaler`, `MinMaxScaler`) on the same cells.

use super::*;
use crate::analysis::diagnosis::table::{Numbers, Role, Table, Values};

fn numeric(name: &str, of: impl Fn(u32) -> Option<f64>) -> Column {
    let values = Values::Numbers(Numbers::of((0..12).map(of)));
    Column { name: name.to_owned(), kind: ColumnType::Numeric, role: Role::Feature, zero_is_missing: false, values }
}

fn table() -> Table {
    let columns = vec![
        numeric("a", |i| (i % 5 != 2).then(|| f64::from(i * i * 3 % 17) + 0.5)),
        numeric("b", |i| (i % 4 != 1).then(|| f64::from(i * 7 % 11) * 2.0)),
        numeric("c", |i| Some(f64::from(i * 5 % 13))),
    ];
    Table { rows: 12, columns }
}

const TRAINING: [u32; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
const HELD_BACK: [u32; 4] = [8, 9, 10, 11];

fn plan(numbers: Imputation, scaling: Scaling) -> PipelinePlan {
    PipelinePlan { numbers, scaling, ..PipelinePlan::default() }
}

fn close(ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len());
    assert!(ours.iter().zip(theirs).all(|(a, b)| (a - b).abs() < 1e-12), "{ours:?} is not {theirs:?}");
}

#[test]
fn fills_and_scales_are_those_of_scikit_learn() {
    let table = table();
    let fills = |imputation| {
        let fitted = FittedPipeline::fit(&table, &TRAINING, &plan(imputation, Scaling::None));
        fitted.columns.iter().map(|column| column.fill).collect::<Vec<f64>>()
    };
    close(&fills(Imputation::Mean), &[7.166_666_666_666_667, 11.0, 6.125]);
    close(&fills(Imputation::Median), &[7.0, 11.0, 6.0]);
    close(&fills(Imputation::MostFrequent), &[0.5, 0.0, 0.0]);

    let fitted = FittedPipeline::fit(&table, &TRAINING, &plan(Imputation::Mean, Scaling::ZScore));
    let features = fitted.transform(&table, &HELD_BACK).expect("features");
    close(&features.row(0), &[-0.424_476_359_978_009, -1.526_740_073_423_947_8, -1.329_516_092_007_319_2]);
    close(&features.row(1), &[-0.424_476_359_978_009, 0.0, -0.032_427_221_756_276_076]);
    let fitted = FittedPipeline::fit(&table, &TRAINING, &plan(Imputation::Mean, Scaling::MinMax));
    let features = fitted.transform(&table, &HELD_BACK).expect("features");
    close(&features.row(2), &[0.785_714_285_714_285_7, 0.4, 0.916_666_666_666_666_6]);
}

#[test]
fn the_most_alike_lend_what_is_missing() {
    let table = table();
    let fitted = FittedPipeline::fit(&table, &TRAINING, &plan(Imputation::Nearest { rows: 3 }, Scaling::None));
    let features = fitted.transform(&table, &(0..12).collect::<Vec<u32>>()).expect("features");
    close(&[features.column(0)[2], features.column(0)[7]], &[8.5, 8.5]);
    let theirs = [9.333_333_333_333_334, 9.333_333_333_333_334, 11.333_333_333_333_334];
    close(&[1, 5, 9].map(|row| features.column(1)[row]), &theirs);
}

#[test]
fn what_is_held_back_does_not_reach_the_fit() {
    let every = [
        Imputation::Mean,
        Imputation::Median,
        Imputation::MostFrequent,
        Imputation::Nearest { rows: 3 },
        Imputation::Indicator,
    ];
    for (imputation, scaling) in every.into_iter().flat_map(|i| [(i, Scaling::MinMax), (i, Scaling::ZScore)]) {
        let plan = plan(imputation, scaling);
        let before = FittedPipeline::fit(&table(), &TRAINING, &plan);
        let mut changed = table();
        let other = |row: u32, value: Option<f64>| if HELD_BACK.contains(&row) { Some(1e6) } else { value };
        for column in &mut changed.columns {
            let values = (0..12).map(|row| other(row, column.values.number(row)));
            column.values = Values::Numbers(Numbers::of(values));
        }
        assert_eq!(FittedPipeline::fit(&changed, &TRAINING, &plan), before, "{imputation:?}");
        // The test can fail: a changed training row does reach it.
        assert_ne!(FittedPipeline::fit(&changed, &[0, 1, 2, 3, 4, 5, 6, 8], &plan), before, "{imputation:?}");
    }
}

#[test]
fn words_become_columns_and_an_indicator_says_what_was_missing() {
    let word = |name: &str, kind, levels: &[&str], of: Vec<Option<u32>>| Column {
        name: name.to_owned(),
        kind,
        role: Role::Feature,
        zero_is_missing: false,
        values: Values::Levels { of, names: levels.iter().map(|level| (*level).to_owned()).collect() },
    };
    let columns = vec![
        word("ward", ColumnType::Categorical, &["a", "b", "c"], vec![Some(2), Some(2), None, Some(0)]),
        word("sex", ColumnType::Categorical, &["F", "M"], vec![Some(0), Some(1), None, Some(1)]),
        word("pain", ColumnType::Ordinal, &["none", "mild", "severe"], vec![Some(0), None, Some(2), Some(1)]),
    ];
    let table = Table { rows: 4, columns };
    let mut plan = plan(Imputation::Mean, Scaling::None);
    let steps = ColumnSteps { imputation: Imputation::Indicator, scaling: Scaling::None, encoding: Encoding::Ordinal };
    plan.of_column.insert("pain".to_owned(), steps);
    let fitted = FittedPipeline::fit(&table, &[0, 1, 2, 3], &plan);
    assert_eq!(fitted.feature_names(), ["ward = a", "ward = b", "ward = c", "sex = M", "pain", "pain missing"]);
    assert_eq!(fitted.column_of_feature(), [0, 0, 0, 1, 2, 2]);
    let features = fitted.transform(&table, &[0, 1, 2, 3]).expect("features");
    assert_eq!(features.row(1), [0.0, 0.0, 1.0, 1.0, 0.0, 1.0]);
    assert_eq!(features.row(2), [0.0, 0.0, 1.0, 1.0, 2.0, 0.0]);
    let text = serde_json::to_string(&fitted).expect("written");
    assert_eq!(serde_json::from_str::<FittedPipeline>(&text).expect("read"), fitted);
}

#[test]
fn rows_that_lack_what_may_not_be_missing_are_left_out() {
    let plan = plan(Imputation::Drop, Scaling::ZScore);
    assert_eq!(plan.usable(&table(), &(0..12).collect::<Vec<u32>>()), [0, 3, 4, 6, 8, 10, 11]);
}

#[test]
fn a_column_that_never_changes_stays_finite() {
    let table = Table { rows: 12, columns: vec![numeric("same", |_| Some(0.1)), numeric("none", |_| None)] };
    for scaling in [Scaling::MinMax, Scaling::ZScore] {
        let fitted = FittedPipeline::fit(&table, &TRAINING, &plan(Imputation::Mean, scaling));
        let row = fitted.transform(&table, &[9]).expect("finite").row(0);
        assert!(row.iter().all(|value| value.abs() < 1e-12), "{row:?}");
    }
}
