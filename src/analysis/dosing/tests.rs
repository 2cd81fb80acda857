//! The fit against programs we did not write, and the laws a course has to keep.

use proptest::prelude::*;

use super::*;

fn person(weight_kg: f64, creatinine_clearance_ml_per_min: f64) -> Person {
    Person { weight_kg, creatinine_clearance_ml_per_min, on_haemodialysis: false }
}

fn as_monolix(model: Model) -> Model {
    Model { error: ErrorModel::SumOfDeviations { added: 3.4, proportion: 0.227 }, ..model }
}

fn infusion(at_hours: f64, mg: f64, hours: f64) -> Infusion {
    Infusion { at_hours, mg, hours }
}

/// Monolix, as published in the test suite of posologyr: CL 1.72 L/h, V1 59.8 L, V2 41.6 L.
#[test]
fn one_fit_is_that_of_monolix() {
    let model = as_monolix(goti_2018(&person(62.0, 34.0)).expect("a model"));
    let doses = [infusion(0.0, 1900.0, 1.0), infusion(22.2, 1750.0, 1.0)];
    let levels = [Level { at_hours: 12.0, mg_per_l: 14.8 }, Level { at_hours: 37.5, mg_per_l: 22.5 }];
    let kinetics = fit(&model, &doses, &levels).expect("fitted").kinetics;
    let (_, second) = kinetics.second.expect("two compartments");
    assert!((kinetics.clearance_l_per_h - 1.72).abs() < 0.005, "{kinetics:?}");
    assert!((kinetics.volume_l - 59.8).abs() < 0.05 && (second - 41.6).abs() < 0.05, "{kinetics:?}");
}

/// posologyr 1.2.8 (rxode2): shifts, exposures, and the doses it proposes for an exposure of 400.
#[test]
fn another_fit_and_its_doses_are_those_of_posologyr() {
    let model = as_monolix(goti_2018(&person(70.0, 65.0)).expect("a model"));
    let doses = [infusion(0.0, 2000.0, 2.0), infusion(24.2, 1000.0, 2.0)];
    let levels = [Level { at_hours: 13.0, mg_per_l: 12.0 }, Level { at_hours: 48.0, mg_per_l: 9.5 }];
    let found = fit(&model, &doses, &levels).expect("fitted");
    for (ours, theirs) in found.shifts.iter().zip([0.082_081_97, 0.061_223_29, 0.062_859_11]) {
        assert!((ours - theirs).abs() < 2e-5, "{ours} {theirs}");
    }
    let exposure = |doses: &[Infusion], from: f64, to: f64| {
        let both = Timeline::new(doses, &[from, to]).expect("a course").exposures(&found.kinetics);
        both[1] - both[0]
    };
    let near = |ours: f64, theirs: f64| assert!((ours / theirs - 1.0).abs() < 1e-5, "{ours} {theirs}");
    near(exposure(&doses, 0.0, 24.0), 337.8963);
    near(exposure(&doses, 24.0, 48.0), 325.3071);
    // The course is linear in the dose.
    let (left, of_1000) = (exposure(&doses, 48.0, 72.0), exposure(&[infusion(48.0, 1000.0, 2.0)], 48.0, 72.0));
    near(1000.0 * (400.0 - left) / of_1000, 1411.593);
    let repeated =
        |hours: f64| -> Vec<Infusion> { (0..=10).map(|day| infusion(24.0 * f64::from(day), 1000.0, hours)).collect() };
    near(1000.0 * 400.0 / exposure(&repeated(2.0), 216.0, 240.0), 1198.269);
    near(1000.0 * 400.0 / exposure(&repeated(24.0), 216.0, 240.0), 1198.923);
}

/// Without levels the clearance is the population's: log-normal.
#[test]
fn without_levels_the_doubt_is_the_populations() {
    use crate::analysis::statistics::normal_below;
    let model = goti_2018(&person(70.0, 78.0)).expect("a model");
    let fitted = fit(&model, &[infusion(0.0, 1000.0, 1.0)], &[]).expect("fitted");
    let doubt = posterior(&model, &[infusion(0.0, 1000.0, 1.0)], &[], &fitted).expect("a posterior");
    let typical = model.typical.clearance_l_per_h;
    for share in [0.5, 0.8, 1.0, 1.3, 2.0f64] {
        let exact = normal_below(share.ln() / 0.147f64.sqrt());
        assert!((doubt.below(typical * share) - exact).abs() < 2e-5, "{share}: {}", doubt.below(typical * share));
    }
    assert!((doubt.mean() / (typical * (0.147f64 / 2.0).exp()) - 1.0).abs() < 1e-4);
    let chances = doubt.exposure_chances(2000.0, 400.0, 600.0);
    assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn a_level_that_cannot_be_is_noticed() {
    let model = goti_2018(&person(70.0, 90.0)).expect("a model");
    let doses = [infusion(0.0, 1000.0, 1.0)];
    let levels = [Level { at_hours: 12.0, mg_per_l: 6.0 }, Level { at_hours: 12.0, mg_per_l: 80.0 }];
    let far = level_check(&model, &doses, &levels).expect("checked");
    assert!(far[0].abs() < 1.0 && far[1] > 3.0, "{far:?}");
}

#[test]
fn what_the_models_do_not_take_is_refused() {
    assert!(matches!(goti_2018(&person(20.0, 90.0)), Err(DosingFault::OutOfRange { what: "weight", .. })));
    assert!(goti_2018(&person(f64::NAN, 90.0)).is_err());
    let dialysed = Person { on_haemodialysis: true, ..person(70.0, 10.0) };
    assert!(goti_2018(&dialysed).is_ok() && buelga_2005(&dialysed).is_err());
    let clearance = |age| cockcroft_gault(age, 55.0, 0.6, true, Clearance::Goti);
    // Above 65 years 0.6 mg/dL counts as 1.
    assert!((clearance(78.0).expect("inside") - 62.0 * 55.0 / 72.0 * 0.85).abs() < 1e-12);
    assert!(clearance(12.0).is_err());
    let model = goti_2018(&person(70.0, 90.0)).expect("a model");
    let wrong = infusion(0.0, -5.0, 1.0);
    assert!(matches!(fit(&model, &[wrong], &[]), Err(DosingFault::Dose { .. })));
    let level = Level { at_hours: 1.0, mg_per_l: f64::INFINITY };
    assert!(matches!(fit(&model, &[], &[level]), Err(DosingFault::Level(_))));
    assert!(matches!(steady_state(&model.typical, 1000.0, 13.0, 12.0), Err(DosingFault::Interval { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What went in has come out in the end, by whatever way it went in.
    #[test]
    fn the_whole_exposure_is_dose_over_clearance(cl in 0.5f64..10.0, v in 10.0f64..120.0, q in 0.5f64..15.0, v2 in 5.0f64..90.0, hours in 0.0f64..24.0) {
        for second in [None, Some((q, v2))] {
            let kinetics = Kinetics { clearance_l_per_h: cl, volume_l: v, second };
            let course = Timeline::new(&[infusion(3.0, 1000.0, hours)], &[2.0, 1e5]).expect("a course");
            let exposures = course.exposures(&kinetics);
            prop_assert_eq!(exposures[0], 0.0);
            prop_assert!((exposures[1] * cl / 1000.0 - 1.0).abs() < 1e-9);
        }
    }

    /// After long enough every course under repeated doses is the steady state.
    #[test]
    fn repeated_doses_come_to_the_steady_state(cl in 2.0f64..8.0, v in 20.0f64..80.0, every in 6.0f64..24.0) {
        let kinetics = Kinetics { clearance_l_per_h: cl, volume_l: v, second: Some((6.5, 38.4)) };
        let doses: Vec<Infusion> = (0..200).map(|at| infusion(every * f64::from(at), 1000.0, 1.5)).collect();
        let (peak, trough) = (every * 199.0 + 1.5, every * 200.0);
        let late = Timeline::new(&doses, &[peak, trough]).expect("a course").concentrations(&kinetics);
        let steady = steady_state(&kinetics, 1000.0, 1.5, every).expect("steady");
        prop_assert!((late[0] / steady.peak_mg_per_l - 1.0).abs() < 1e-8);
        prop_assert!((late[1] / steady.trough_mg_per_l - 1.0).abs() < 1e-8);
        prop_assert!((dose_for_target(&kinetics, steady.exposure_24h, every) - 1000.0).abs() < 1e-9);
    }
}
