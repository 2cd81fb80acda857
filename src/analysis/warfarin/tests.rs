//! The course against a second integration of the same equations, and the laws it has to keep.

use proptest::prelude::*;

use super::*;

fn taker(age_years: f64, cyp2c9: &str, vkorc1: Vkorc1) -> Taker {
    Taker { age_years, cyp2c9: Cyp2c9::parse(cyp2c9).expect("known"), vkorc1 }
}

/// All eight equations by the classical Runge-Kutta method in small steps: another way to the same numbers.
fn by_runge_kutta(taker: Taker, mg: f64, days: u32) -> f64 {
    const STEPS: u32 = 4000;
    let (elimination, half) =
        (Drug::of(taker.age_years, taker.cyp2c9).elimination_per_hour(), taker.vkorc1.half_inhibition_mg_per_l());
    let rates = TRANSIT_HOURS.map(|hours| 3.0 / hours);
    let slope = |y: [f64; 8]| {
        let input = 1.0 - inhibition(y[1] / 14.3, half);
        let mut d = [-2.0 * y[0], 2.0 * y[0] - elimination * y[1], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        for (chain, rate) in rates.into_iter().enumerate() {
            let at = 2 + 3 * chain;
            d[at] = rate * (input - y[at]);
            d[at + 1] = rate * (y[at] - y[at + 1]);
            d[at + 2] = rate * (y[at + 1] - y[at + 2]);
        }
        d
    };
    let plus = |y: [f64; 8], d: [f64; 8], h: f64| std::array::from_fn(|at| y[at] + h * d[at]);
    let mut y = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    let h = 24.0 / f64::from(STEPS);
    for _ in 0..days {
        y[0] += mg / 2.0;
        for _ in 0..STEPS {
            let a = slope(y);
            let b = slope(plus(y, a, h / 2.0));
            let c = slope(plus(y, b, h / 2.0));
            let d = slope(plus(y, c, h));
            y = std::array::from_fn(|at| y[at] + h / 6.0 * (a[at] + 2.0 * b[at] + 2.0 * c[at] + d[at]));
        }
    }
    1.0 + 20.0 * (1.0 - (y[4] + y[7]) / 2.0)
}

#[test]
fn another_integration_gives_the_same_course() {
    for (who, mg) in [(taker(71.0, "*1/*1", Vkorc1::GG), 5.0), (taker(82.0, "*3/*3", Vkorc1::AA), 2.5)] {
        let found = simulate(who, &daily(mg, 240.0), &[240.0]).expect("simulated");
        let other = by_runge_kutta(who, mg, 10);
        assert!((found[0].inr - other).abs() < 1e-8, "{} and {other}", found[0].inr);
    }
}

#[test]
fn genes_that_clear_less_or_need_less_raise_the_inr() {
    let at = [504.0];
    let inr = |cyp2c9, vkorc1| simulate(taker(65.0, cyp2c9, vkorc1), &daily(5.0, 504.0), &at).expect("runs")[0].inr;
    assert!(inr("*1/*1", Vkorc1::GG) < inr("*1/*2", Vkorc1::GG));
    assert!(inr("*1/*2", Vkorc1::GG) < inr("*1/*3", Vkorc1::GG));
    assert!(inr("*1/*1", Vkorc1::GG) < inr("*1/*1", Vkorc1::GA));
    assert!(inr("*1/*1", Vkorc1::GA) < inr("*1/*1", Vkorc1::AA));
}

#[test]
fn without_a_dose_nothing_happens() {
    let course = simulate(taker(60.0, "*1/*1", Vkorc1::GG), &[], &[0.0, 24.0, 240.0]).expect("runs");
    assert!(course.iter().all(|point| (point.inr - 1.0).abs() < 1e-12 && point.s_warfarin_mg_per_l == 0.0));
}

#[test]
fn what_the_model_does_not_take_is_refused() {
    let adult = taker(60.0, "*1/*1", Vkorc1::GG);
    let child = Taker { age_years: 12.0, ..adult };
    assert_eq!(simulate(child, &[], &[1.0]), Err(WarfarinFault::Age(12.0)));
    assert!(matches!(simulate(Taker { age_years: f64::NAN, ..adult }, &[], &[]), Err(WarfarinFault::Age(_))));
    assert_eq!(simulate(adult, &daily(-5.0, 24.0), &[]), Err(WarfarinFault::Dose(-5.0)));
    assert_eq!(simulate(adult, &[], &[-1.0]), Err(WarfarinFault::Time(-1.0)));
    assert_eq!(simulate(adult, &[], &[1e9]), Err(WarfarinFault::Time(1e9)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Which times are asked for changes nothing about what is found at them.
    #[test]
    fn times_between_change_nothing(age in 18.0f64..105.0, mg in 0.5f64..15.0, times in prop::collection::vec(0.0f64..300.0, 1..6)) {
        let who = taker(age, "*1/*2", Vkorc1::GA);
        let together = simulate(who, &daily(mg, 300.0), &times).expect("runs");
        for (at, point) in times.iter().zip(together) {
            prop_assert_eq!(point.at_hours, *at);
            let alone = simulate(who, &daily(mg, 300.0), &[*at]).expect("runs");
            prop_assert!((alone[0].inr - point.inr).abs() < 1e-9);
        }
    }

    #[test]
    fn a_larger_dose_never_lowers_the_inr(mg in 0.5f64..15.0, more in 0.0f64..5.0, at in 1.0f64..700.0) {
        let who = taker(70.0, "*1/*1", Vkorc1::GA);
        let inr = |mg| simulate(who, &daily(mg, at), &[at]).expect("runs")[0].inr;
        prop_assert!(inr(mg + more) >= inr(mg) - 1e-12);
        prop_assert!((1.0..=21.0).contains(&inr(mg)));
    }
}
