//! The recursion against outside values, and the laws it has to keep.

use proptest::prelude::*;

use super::*;

/// Yearly flow of the Nile at Aswan 1871 to 1970, 10^8 m3 (Cobb 1978).
const NILE: [f64; 100] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0, 995.0, 935.0, 1110.0, 994.0, 1020.0,
    960.0, 1180.0, 799.0, 958.0, 1140.0, 1100.0, 1210.0, 1150.0, 1250.0, 1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0,
    874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0, 1020.0, 1050.0, 969.0, 831.0, 726.0, 456.0, 824.0, 702.0, 1120.0,
    1100.0, 832.0, 764.0, 821.0, 768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0, 796.0, 1040.0, 759.0, 781.0, 865.0,
    845.0, 944.0, 984.0, 897.0, 822.0, 1010.0, 771.0, 676.0, 649.0, 846.0, 812.0, 742.0, 801.0, 1040.0, 860.0, 874.0,
    848.0, 890.0, 744.0, 749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0, 815.0, 1020.0, 906.0, 901.0, 1170.0,
    912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
];

fn nile() -> Vec<Reading> {
    NILE.iter().enumerate().map(|(year, flow)| Reading { at: year as f64, value: Some(*flow) }).collect()
}

fn wide(mean: f64, var: f64) -> Belief {
    Belief { mean: [mean, 0.0], cov: [[var, 0.0], [0.0, 0.0]] }
}

fn local_level(level_noise: f64, reading_noise: f64) -> StateSpace {
    StateSpace { dynamics: Dynamics::LocalLevel { level_noise }, reading_noise }
}

/// Durbin and Koopman 2012, section 2.4, and R 4's `StructTS`: 1469.1 and 15098.5.
#[test]
fn the_nile_gives_the_published_variances() {
    let free = [Parameter::LevelNoise, Parameter::ReadingNoise];
    let found = fit(&local_level(1.0, 1.0), wide(1000.0, 1e7), &nile(), &free).expect("fitted");
    let (level, reading) = (Parameter::LevelNoise.value(&found.model), found.model.reading_noise);
    assert!((level - 1469.1).abs() < 1.0 && (reading - 15098.5).abs() < 2.0, "{level} {reading}");
    assert!(found.at_zero.is_empty());
}

/// The state after each reading by conditioning the joint normal distribution of all of them, without a recursion: the
/// covariance of a Wiener process with a normal start is `start + q min(s, t)`.
#[test]
fn conditioning_on_all_readings_at_once_gives_the_same_smoothed_levels() {
    use crate::analysis::linear_system::solve;
    let readings = &nile()[..12];
    let (model, start) = (local_level(1469.1, 15098.5), wide(1000.0, 4e4));
    let steps = filtered(&model, start, readings).expect("filtered");
    let found = smoothed(&model, readings, &steps);
    let shared = |one: usize, other: usize| 4e4 + 1469.1 * one.min(other) as f64;
    let size = readings.len();
    let matrix: Vec<Vec<f64>> = (0..size)
        .map(|one| (0..size).map(|two| shared(one, two) + if one == two { 15098.5 } else { 0.0 }).collect())
        .collect();
    let offsets = readings.iter().map(|reading| reading.value.expect("read") - 1000.0).collect();
    let weights = solve(matrix.clone(), offsets).expect("solved");
    for (at, belief) in found.iter().enumerate() {
        let row: Vec<f64> = (0..size).map(|other| shared(at, other)).collect();
        let mean = 1000.0 + row.iter().zip(&weights).map(|(row, weight)| row * weight).sum::<f64>();
        let half = solve(matrix.clone(), row.clone()).expect("solved");
        let var = shared(at, at) - row.iter().zip(&half).map(|(row, half)| row * half).sum::<f64>();
        assert!((belief.mean[0] - mean).abs() < 1e-8 && (belief.cov[0][0] - var).abs() < 1e-6, "{at}");
    }
}

#[test]
fn a_slope_that_is_known_is_followed_and_a_missing_reading_changes_nothing_but_doubt() {
    let dynamics = Dynamics::Trend { level_noise: 0.0, slope_noise: 0.0 };
    let model = StateSpace { dynamics, reading_noise: 1.0 };
    let start = Belief { mean: [0.0, 0.0], cov: [[100.0, 0.0], [0.0, 100.0]] };
    let readings: Vec<Reading> = (0..50)
        .map(|day| Reading { at: f64::from(day), value: (day % 7 != 3).then(|| 2.0 * f64::from(day)) })
        .collect();
    let steps = filtered(&model, start, &readings).expect("filtered");
    let last = steps.last().expect("steps");
    assert!((last.filtered.mean[1] - 2.0).abs() < 1e-3);
    assert_eq!(steps[3].innovation, None);
    assert_eq!((steps[3].filtered, steps[3].log_likelihood), (steps[3].predicted, 0.0));
}

#[test]
fn without_a_pull_to_its_set_point_a_level_is_local() {
    let reverting = Dynamics::Reverting { set_point: 5.0, pull: 0.0, noise: 0.3 };
    let one = StateSpace { dynamics: reverting, reading_noise: 2.0 };
    let start = wide(900.0, 3e4);
    let same = filtered(&local_level(0.3, 2.0), start, &nile()).expect("filtered");
    assert_eq!(filtered(&one, start, &nile()).expect("filtered"), same);
}

#[test]
fn what_cannot_be_followed_is_refused() {
    let readings =
        |times: &[f64]| -> Vec<Reading> { times.iter().map(|at| Reading { at: *at, value: Some(1.0) }).collect() };
    let model = local_level(1.0, 1.0);
    assert_eq!(filtered(&model, wide(0.0, 1.0), &readings(&[1.0, 0.5])), Err(FilterFault::Time(0.5)));
    assert!(matches!(filtered(&model, wide(0.0, 1.0), &readings(&[f64::NAN])), Err(FilterFault::Time(_))));
    assert_eq!(filtered(&model, wide(f64::NAN, 1.0), &[]), Err(FilterFault::Start));
    assert_eq!(filtered(&local_level(-1.0, 1.0), wide(0.0, 1.0), &[]), Err(FilterFault::Parameter(-1.0)));
    let still = local_level(0.0, 0.0);
    assert_eq!(filtered(&still, wide(0.0, 0.0), &readings(&[0.0])), Err(FilterFault::NoSpread(0.0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// How often one looks without reading changes nothing about what is expected.
    #[test]
    fn looking_in_between_changes_nothing(gap in 0.1f64..30.0, share in 0.0f64..1.0, noise in 0.0f64..3.0, slope in 0.0f64..2.0) {
        let start = Belief { mean: [4.0, -1.0], cov: [[2.0, 0.3], [0.3, 1.0]] };
        for dynamics in [
            Dynamics::Trend { level_noise: noise, slope_noise: slope },
            Dynamics::Reverting { set_point: 1.0, pull: slope, noise },
        ] {
            let model = StateSpace { dynamics, reading_noise: 1.0 };
            let at_once = model.later(&start, gap);
            let in_two = model.later(&model.later(&start, gap * share), gap * (1.0 - share));
            for (one, other) in at_once.cov.iter().flatten().zip(in_two.cov.iter().flatten()) {
                prop_assert!((one - other).abs() < 1e-9 * (1.0 + one.abs()), "{one} {other}");
            }
            prop_assert!((at_once.mean[0] - in_two.mean[0]).abs() < 1e-9);
        }
    }

    /// Silence never makes surer.
    #[test]
    fn silence_widens_the_band(q in 0.0f64..5.0, r in 0.01f64..5.0, one in 0.0f64..50.0, more in 0.0f64..50.0) {
        let model = local_level(q, r);
        let (near, far) = (model.forecast(&wide(0.0, 1.0), one), model.forecast(&wide(0.0, 1.0), one + more));
        prop_assert!(far.reading_var >= near.reading_var - 1e-12);
    }
}
