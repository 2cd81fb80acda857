//! Values of scikit-learn 1.9.1 on the same predictions.

use super::*;

const TRUTH: [u32; 24] = [1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1];
/// Nine of them stand twice or more.
const SCORE: [f64; 24] = [
    0.25, 0.4, 0.1, 0.75, 0.2, 0.85, 0.3, 0.0, 0.65, 0.1, 0.75, 0.2, 0.6, 0.55, 0.0, 0.65, 0.1, 0.5, 0.45, 0.6, 0.55,
    0.0, 0.4, 0.35,
];

fn weight(case: usize) -> f64 {
    ((case * 5) % 4) as f64
}

fn close(ours: Option<f64>, theirs: f64) {
    let ours = ours.expect("defined");
    assert!((ours - theirs).abs() < 1e-9, "{ours} is not {theirs}");
}

#[test]
fn two_classes_measure_as_elsewhere_with_and_without_weights() {
    let positive = |case: u32| TRUTH[case as usize] == 1;
    let weighted = |case: u32| weight(case as usize);
    let ranked = Ranked::new(&SCORE);
    close(ranked.roc_auc(&positive, &|_| 1.0), 0.871_428_571_428_571_4);
    close(ranked.average_precision(&positive, &|_| 1.0), 0.855_068_542_568_542_6);
    close(ranked.roc_auc(&positive, &weighted), 0.898_412_698_412_698_4);
    close(ranked.average_precision(&positive, &weighted), 0.887_645_687_645_687_6);

    let (mut plain, mut heavy) = (Confusion::new(2), Confusion::new(2));
    let (mut brier, mut loss) = (0.0, 0.0);
    for case in 0..24 {
        let predicted = u32::from(SCORE[case] >= 0.5);
        plain.add(TRUTH[case], predicted, 1.0);
        heavy.add(TRUTH[case], predicted, weight(case));
        brier += brier_of(&[1.0 - SCORE[case], SCORE[case]], TRUTH[case]) / 24.0;
        loss += log_loss_of(&[1.0 - SCORE[case], SCORE[case]], TRUTH[case]) / 24.0;
    }
    close(plain.accuracy(), 0.75);
    close(plain.balanced_accuracy(), 0.742_857_142_857_142_9);
    close(plain.share_of(TwoByTwo::sensitivity), 0.7);
    close(plain.share_of(TwoByTwo::specificity), 0.785_714_285_714_285_7);
    close(plain.share_of(TwoByTwo::positive_predictive_value), 0.7);
    close(plain.share_of(TwoByTwo::negative_predictive_value), 0.785_714_285_714_285_7);
    close(plain.share_of(TwoByTwo::f1), 0.7);
    close(plain.matthews(), 0.485_714_285_714_285_7);
    close(heavy.balanced_accuracy(), 0.738_095_238_095_238_1);
    close(heavy.share_of(TwoByTwo::positive_predictive_value), 0.714_285_714_285_714_3);
    close(heavy.matthews(), 0.481_571_330_330_887_17);
    close(Some(brier), 0.148_958_333_333_333_33);
    close(Some(loss), 0.445_673_773_971_445_6);
}

#[test]
fn three_classes_measure_as_elsewhere() {
    let truth: Vec<u32> = (0..24).map(|i| if i % 4 > 0 { i % 3 } else { (i + 1) % 3 }).collect();
    let mut rows = Vec::new();
    for (i, truth) in truth.iter().enumerate() {
        let raw: Vec<f64> = (0..3)
            .map(|c| ((i * 3 + c * 5) % 7) as f64 + 1.0 + if c as u32 == *truth && i % 2 == 1 { 3.0 } else { 0.0 })
            .collect();
        let sum: f64 = raw.iter().sum();
        rows.push(raw.iter().map(|value| value / sum).collect::<Vec<f64>>());
    }
    let mut confusion = Confusion::new(3);
    let (mut brier, mut loss) = (0.0, 0.0);
    for (row, truth) in rows.iter().zip(&truth) {
        confusion.add(*truth, likeliest(row), 1.0);
        brier += brier_of(row, *truth) / 24.0;
        loss += log_loss_of(row, *truth) / 24.0;
    }
    let ranked = |class: usize| Ranked::new(&rows.iter().map(|row| row[class]).collect::<Vec<f64>>());
    let truth = &truth;
    let is_of = |class: usize| move |case: u32| truth[case as usize] as usize == class;
    let mean = |of: &dyn Fn(usize) -> Option<f64>| (0..3).map(|class| of(class).expect("defined")).sum::<f64>() / 3.0;
    close(Some(mean(&|class| ranked(class).roc_auc(&is_of(class), &|_| 1.0))), 0.691_406_25);
    close(Some(mean(&|class| ranked(class).average_precision(&is_of(class), &|_| 1.0))), 0.635_413_776_038_776);
    close(confusion.accuracy(), 0.541_666_666_666_666_6);
    close(confusion.share_of(TwoByTwo::sensitivity), 0.541_666_666_666_666_6);
    close(confusion.share_of(TwoByTwo::positive_predictive_value), 0.531_024_531_024_531_1);
    close(confusion.share_of(TwoByTwo::f1), 0.527_986_632_249_791_1);
    close(confusion.matthews(), 0.318_357_269_983_506_66);
    close(Some(brier), 0.597_958_360_718_882);
    close(Some(loss), 1.005_465_842_286_110_5);
}

#[test]
fn numbers_measure_as_elsewhere() {
    let (mut plain, mut heavy) = (Errors::default(), Errors::default());
    for i in 0..24_usize {
        let (truth, predicted) = (100.5 + ((i * i) % 13) as f64, 100.0 + ((i * 3) % 11) as f64 * 1.1);
        plain.add(truth, predicted, 1.0);
        heavy.add(truth, predicted, weight(i));
    }
    close(plain.mean_absolute(), 3.887_5);
    close(plain.root_mean_square(), 4.765_719_602_886_151);
    close(plain.r_squared(), -0.247_464_479_832_172_8);
    close(heavy.mean_absolute(), 3.716_666_666_666_667);
    close(heavy.root_mean_square(), 4.581_484_475_582_124);
    close(heavy.r_squared(), -0.522_529_803_548_441_4);
}

/// Where scikit-learn warns and gives NaN or 0, there is no value here, save the correlation, which is 0 in both.
#[test]
fn a_fold_of_one_class_has_no_ranking_and_no_sensitivity() {
    let ranked = Ranked::new(&[0.1, 0.2, 0.3]);
    assert_eq!(ranked.roc_auc(&|_| true, &|_| 1.0), None);
    assert_eq!(ranked.roc_auc(&|_| false, &|_| 1.0), None);
    assert_eq!(ranked.average_precision(&|_| false, &|_| 1.0), None);
    let mut confusion = Confusion::new(2);
    confusion.add(0, 0, 3.0);
    assert_eq!(confusion.share_of(TwoByTwo::sensitivity), None);
    assert_eq!(confusion.share_of(TwoByTwo::f1), None);
    assert_eq!((confusion.matthews(), confusion.balanced_accuracy()), (Some(0.0), Some(1.0)));
    assert_eq!(Confusion::new(2).accuracy(), None);
    let mut constant = Errors::default();
    constant.add(2.0, 2.0, 1.0);
    assert_eq!(constant.r_squared(), None);
    constant.add(2.0, 3.0, 1.0);
    assert_eq!(constant.r_squared(), Some(0.0));
}

#[test]
fn curves_end_where_everybody_is_called_sick() {
    let positive: Vec<bool> = TRUTH.iter().map(|class| *class == 1).collect();
    let points = roc_points(&SCORE, &positive);
    let area: f64 = points
        .windows(2)
        .map(|pair| (pair[1].false_alarms - pair[0].false_alarms) * (pair[1].sensitivity + pair[0].sensitivity) / 2.0)
        .sum();
    close(Some(area), 0.871_428_571_428_571_4);
    assert_eq!(points.last().map(|last| (last.false_alarms, last.sensitivity)), Some((1.0, 1.0)));
    assert!(roc_points(&SCORE, &[true; 24]).is_empty());

    // By hand: at 0.5 seven of ten are found with three false alarms, and the odds are 1.
    let curve = decision_curve(&SCORE, &positive, &[0.0, 0.5, 1.0]);
    assert_eq!(curve.len(), 2);
    close(Some(curve[0].model), 10.0 / 24.0);
    close(Some(curve[1].model), (7.0 - 3.0) / 24.0);
    close(Some(curve[1].treat_all), (10.0 - 14.0) / 24.0);

    let bins = calibration_bins(&[0.05, 0.05, 0.95, 1.0], &[false, true, true, true], 10);
    assert_eq!(bins.iter().map(|bin| (bin.cases, bin.sick)).collect::<Vec<_>>(), [(2, 1), (2, 2)]);
    assert!((bins[1].mean_predicted - 0.975).abs() < 1e-12 && bins[0].observed() == 0.5);
}
