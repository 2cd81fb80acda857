//! R by hand, and the laws it keeps whatever is missing.

use proptest::prelude::*;

use super::*;
use crate::domain::indicator::Span;
use crate::domain::weight_profile::{Anchor, SubScore, WeightedIndicator};

fn indicator(column: &str, unit: &str, weight: f64, points: &[(f64, f64)]) -> WeightedIndicator {
    let anchors: Vec<Anchor> = points.iter().map(|(value, score)| Anchor { value: *value, score: *score }).collect();
    let sub_score = if anchors.is_empty() { SubScore::Given } else { SubScore::Anchors(anchors) };
    WeightedIndicator { column: column.to_owned(), unit: unit.to_owned(), weight, sub_score, range: None, source: None }
}

fn ward() -> WeightProfile {
    let pressure = indicator("systolic_bp", "mm[Hg]", 2.0, &[(120.0, 0.0), (180.0, 1.0)]);
    let bmi = indicator("bmi", "kg/m2", 1.0, &[(18.5, 0.6), (22.0, 0.0), (25.0, 0.0), (35.0, 1.0)]);
    let cvd = indicator("prevent_10_years", "1", 3.0, &[]);
    WeightProfile::new("Ward", "1", vec![pressure, bmi, cvd]).expect("a profile")
}

/// 150 mmHg is half of the way (0.5), a BMI of 30 half of the way (0.5), and the model says 0.2:
/// R = (2 x 0.5 + 1 x 0.5 + 3 x 0.2) / 6 = 0.35.
#[test]
fn worked_by_hand() {
    let found = weighted_risk(&ward(), &[Some(150.0), Some(30.0), Some(0.2)]).expect("a row");
    assert!((found.risk.expect("is there") - 0.35).abs() < 1e-12);
    assert_eq!((found.low, found.high), (found.risk.unwrap_or(9.0), found.risk.unwrap_or(9.0)));
    assert!(found.missing.is_empty() && found.missing_weight == 0.0);
}

/// Without the model's output R is (2 x 0.5 + 1 x 0.5) / 3 = 0.5, between 1.5 / 6 and 4.5 / 6.
#[test]
fn what_is_missing_widens_and_is_not_filled_in() {
    let found = weighted_risk(&ward(), &[Some(150.0), Some(30.0), None]).expect("a row");
    assert_eq!(found.risk, Some(0.5));
    assert_eq!((found.low, found.high), (0.25, 0.75));
    assert_eq!((found.missing, found.missing_weight), (vec![2], 3.0));
    let nothing = weighted_risk(&ward(), &[]).expect("a row");
    assert_eq!((nothing.risk, nothing.low, nothing.high), (None, 0.0, 1.0));
    assert!(tornado(&nothing).is_empty());
}

#[test]
fn a_curve_is_flat_outside_and_may_fall() {
    let profile = ward();
    let score = |place: usize, value: f64| score_of(&profile.indicators()[place], value).expect("a value");
    assert_eq!([100.0, 120.0, 180.0, 250.0].map(|value| score(0, value)), [0.0, 0.0, 1.0, 1.0]);
    assert!((score(1, 20.25) - 0.3).abs() < 1e-12 && score(1, 16.0) == 0.6 && score(1, 23.0) == 0.0);
}

#[test]
fn a_value_that_cannot_be_meant_is_refused() {
    let profile = ward();
    let fault = |values: &[Option<f64>]| weighted_risk(&profile, values).expect_err("refused");
    assert_eq!(fault(&[Some(1200.0)]).indicator, 0);
    assert!(matches!(fault(&[Some(1200.0)]).fault, ValueFault::OutOfRange { .. }));
    assert_eq!(fault(&[None, None, Some(12.0)]).fault, ValueFault::NoSubScore { value: 12.0 });
    assert_eq!(fault(&[Some(f64::NAN)]).fault, ValueFault::NoNumber);
    let mut narrow = indicator("lactate", "mmol/L", 1.0, &[(1.0, 0.0), (4.0, 1.0)]);
    narrow.range = Some(Span { low: 0.1, high: 30.0 });
    assert!(matches!(score_of(&narrow, 45.0), Err(ValueFault::OutOfRange { .. })));
}

#[test]
fn the_tornado_is_ordered_by_what_moves_most() {
    let found = weighted_risk(&ward(), &[Some(150.0), Some(30.0), Some(0.2)]).expect("a row");
    let bars = tornado(&found);
    assert_eq!(bars.iter().map(|bar| bar.indicator).collect::<Vec<_>>(), [2, 0, 1]);
    assert!((bars[0].at_zero - 0.25).abs() < 1e-12 && (bars[0].at_one - 0.75).abs() < 1e-12);
}

/// Weights and, for each, a value as given sub-score or none.
fn rows() -> impl Strategy<Value = Vec<(f64, Option<f64>)>> {
    prop::collection::vec((0.01f64..10.0, prop::option::weighted(0.7, 0.0f64..=1.0)), 1..8)
}

fn given(rows: &[(f64, Option<f64>)]) -> (WeightProfile, Vec<Option<f64>>) {
    let named = rows.iter().enumerate();
    let indicators = named.map(|(place, (weight, _))| indicator(&format!("column_{place}"), "1", *weight, &[]));
    let profile = WeightProfile::new("Any", "1", indicators.collect()).expect("a profile");
    (profile, rows.iter().map(|(_, value)| *value).collect())
}

proptest! {
    #[test]
    fn r_and_its_interval_stay_between_0_and_1(rows in rows()) {
        let (profile, values) = given(&rows);
        let found = weighted_risk(&profile, &values).expect("sub-scores");
        prop_assert!(0.0 <= found.low && found.low <= found.high && found.high <= 1.0 + 1e-12);
        if let Some(risk) = found.risk {
            prop_assert!(found.low <= risk + 1e-12 && risk <= found.high + 1e-12);
        }
    }

    #[test]
    fn r_does_not_fall_when_a_sub_score_rises(rows in rows(), place in 0usize..8, more in 0.0f64..=1.0) {
        let (profile, mut values) = given(&rows);
        let before = weighted_risk(&profile, &values).expect("sub-scores");
        let Some(Some(value)) = values.get_mut(place) else { return Ok(()) };
        *value = (*value + more).min(1.0);
        let after = weighted_risk(&profile, &values).expect("sub-scores");
        prop_assert!(after.risk >= before.risk && after.low >= before.low && after.high >= before.high);
    }

    /// Whatever the missing ones turn out to be, R ends inside the interval that was told.
    #[test]
    fn the_interval_holds_what_comes(rows in rows(), later in prop::collection::vec(0.0f64..=1.0, 8)) {
        let (profile, values) = given(&rows);
        let told = weighted_risk(&profile, &values).expect("sub-scores");
        let filled: Vec<_> = values.iter().zip(later).map(|(value, later)| value.or(Some(later))).collect();
        let risk = weighted_risk(&profile, &filled).expect("sub-scores").risk.expect("all are there");
        prop_assert!(told.low - 1e-12 <= risk && risk <= told.high + 1e-12);
    }

    /// The tornado's ends are R itself with that sub-score at 0 and at 1.
    #[test]
    fn bars_end_where_r_would(rows in rows()) {
        let (profile, values) = given(&rows);
        let found = weighted_risk(&profile, &values).expect("sub-scores");
        for bar in tornado(&found) {
            for (end, told) in [(0.0, bar.at_zero), (1.0, bar.at_one)] {
                let mut changed = values.clone();
                changed[bar.indicator] = Some(end);
                let risk = weighted_risk(&profile, &changed).expect("sub-scores").risk.expect("is there");
                prop_assert!((risk - told).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_rising_curve_gives_rising_scores(a in 60.0f64..260.0, b in 60.0f64..260.0) {
        let profile = ward();
        let score = |value| score_of(&profile.indicators()[0], value).expect("possible");
        prop_assert!(score(a.min(b)) <= score(a.max(b)));
        prop_assert!((0.0..=1.0).contains(&score(a)));
    }
}
