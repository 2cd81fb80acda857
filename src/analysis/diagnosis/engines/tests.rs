//! The learners against scikit-learn 1.9.1 on the same table, and what holds for every one of them.

use super::test_table::{Table, assert_near, cases, fit, fit_weighted, scores, table};
use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{ALGORITHMS, FitError, Fitted, Model, Task, algorithm};
use crate::base::Progress;

/// One output of the four cases.
fn answers(model: &Fitted, output: usize) -> Vec<f64> {
    cases().iter().map(|case| scores(model, case)[output]).collect()
}

fn terms(model: &Fitted) -> Vec<Vec<f64>> {
    let Fitted::Linear(model) = model else { panic!("a model of terms") };
    model.sums.iter().map(|sum| sum.coefficients.iter().copied().chain([sum.intercept]).collect()).collect()
}

/// `1 + row mod 3`
fn weights() -> Vec<f64> {
    (0..200).map(|row| f64::from(1 + row % 3)).collect()
}

#[test]
fn svm_decides_as_libsvm_does() {
    let t = table();
    let two = |set: &str| answers(&fit("svm", &format!("tolerance=1e-8 {set}"), &t.features, t.of_two()), 1);
    assert_near(&two(""), &[0.6255444598728415, 0.6731868376337684, 1.223232265488214, -0.6347674192866852], 1e-5);
    assert_near(
        &two("kernel=polynomial offset=1"),
        &[1.0188080835225022, 0.7364437250463761, 3.643222834545441, -0.9416049315316856],
        1e-5,
    );
    assert_near(
        &two("kernel=linear"),
        &[1.885841013907761, 0.535360367752614, -0.7752960119034011, -1.0469143196370292],
        1e-5,
    );
    assert_near(
        &two("class-weight=balanced c=5"),
        &[1.104783896558494, 0.8380433667417726, 2.526490605461856, -1.0211134130579986],
        1e-5,
    );
    let weighted = fit_weighted("svm", "tolerance=1e-8", &t.features, t.of_two(), Some(&weights())).unwrap();
    assert_near(
        &answers(&weighted, 1),
        &[0.827975678916132, 0.679355903302782, 1.4445544782794388, -0.41500098176418976],
        1e-5,
    );
}

#[test]
fn svm_tells_several_classes_and_numbers() {
    let t = table();
    let three = fit("svm", "tolerance=1e-8", &t.features, t.of_three());
    // OneVsRestClassifier(SVC())
    let cases = cases();
    assert_near(&scores(&three, &cases[0]), &[-0.9814732045680274, -0.8626443014156135, -0.3908172088837377], 1e-5);
    assert_near(&scores(&three, &cases[2]), &[-1.3844941502455983, -1.0188160188872328, 0.8787239764123456], 1e-5);
    let number = fit("svm", "tolerance=1e-8", &t.features, t.of_numbers());
    assert_near(
        &answers(&number, 0),
        &[56.022237187035046, 55.00692278972195, 53.03049816953701, 43.63627223584143],
        1e-4,
    );
    let number = fit("svm", "tolerance=1e-8 kernel=polynomial offset=1 c=10 epsilon=2", &t.features, t.of_numbers());
    assert_near(
        &answers(&number, 0),
        &[60.22915477236797, 48.588775856881774, 81.75462701257581, 49.84410013975462],
        1e-3,
    );
}

/// Shrinking and a cache of two rows change the way, not where it ends.
#[test]
fn svm_ends_at_the_same_place_with_hardly_any_cache() {
    let t = Table::new(1_200, 3);
    let model = |set: &str| fit("svm", set, &t.features, t.of_two());
    let (large, small) = (model("tolerance=1e-6"), model("tolerance=1e-6 cache-mb=1"));
    assert_near(&answers(&large, 1), &answers(&small, 1), 1e-5);
    let (large, small) = (
        fit("svm", "tolerance=1e-6", &t.features, t.of_numbers()),
        fit("svm", "tolerance=1e-6 cache-mb=1", &t.features, t.of_numbers()),
    );
    assert_near(&answers(&large, 0), &answers(&small, 0), 1e-4);
}

#[test]
fn logistic_terms_are_those_of_scikit_learn() {
    let t = table();
    let two = |set: &str| terms(&fit("logistic", set, &t.features, t.of_two())).remove(0);
    assert_near(
        &two(""),
        &[
            0.7110227333525716,
            -1.4023425274819756,
            0.13097525552403103,
            0.08231139942088876,
            -0.03632601975461643,
            -0.1808120819468373,
        ],
        1e-8,
    );
    assert_near(
        &two("c=100 class-weight=balanced"),
        &[
            0.7546744175466391,
            -1.4721523060948878,
            0.14277001150350419,
            0.08096168511338034,
            -0.03655400247753634,
            -0.2101079476732963,
        ],
        1e-8,
    );
    let three = terms(&fit("logistic", "c=0.01", &t.features, t.of_three()));
    assert_near(
        &three[2],
        &[
            0.13493660680469605,
            -0.28535883844638993,
            -0.003269024669947549,
            0.07523168062511107,
            0.02720027299861337,
            0.0870634112970522,
        ],
        1e-7,
    );
}

#[test]
fn logistic_bears_features_of_very_different_size() {
    let t = table();
    let moved = [(1000.0, 1e4), (0.01, 0.0), (1.0, 5.0), (1.0, 0.0), (1.0, 0.0)];
    let column = |(number, (factor, shift)): (usize, &(f64, f64))| {
        t.features.column(number).iter().map(|value| value * factor + shift).collect()
    };
    let features = Features::new(moved.iter().enumerate().map(column).collect()).unwrap();
    let found = terms(&fit("logistic", "", &features, t.of_two())).remove(0);
    let known = [
        0.0003520925819307893,
        -0.6339013438484179,
        0.015190982579158506,
        0.18092982490084908,
        -0.07794046110511985,
        -3.56952282720596,
    ];
    assert_near(&found, &known, 1e-6);
}

#[test]
fn linear_and_ridge_terms_are_those_of_scikit_learn() {
    let t = table();
    let found = |set: &str| terms(&fit("linear", set, &t.features, t.of_numbers())).remove(0);
    let known = [
        8.904373075626024,
        -15.264397590995307,
        -0.6211148807409769,
        0.9479658406547858,
        0.8003674006533692,
        48.52042842255042,
    ];
    assert_near(&found(""), &known, 1e-9);
    let known = [
        8.505648150666374,
        -14.64590928499996,
        -0.6661343325825091,
        1.0050480531315982,
        0.7526971770548302,
        48.609463245483205,
    ];
    assert_near(&found("ridge=10"), &known, 1e-9);
    // More features than rows.
    let rows: Vec<u32> = (0..4).collect();
    let few = fit("linear", "ridge=1", &t.features.subset(&rows), Target::Numbers(&t.numbers[..4]));
    let known = [
        2.1804155674894052,
        -2.205088475864112,
        -8.4625747801567,
        8.17673052123731,
        1.6350969972355975,
        66.70932919040894,
    ];
    assert_near(&terms(&few)[0], &known, 1e-9);
    let weighted = fit_weighted("linear", "", &t.features, t.of_numbers(), Some(&weights())).unwrap();
    let known = [72.42963703657927, 56.85422160995633, 36.51547698796116, 32.04140811232331];
    assert_near(&answers(&weighted, 0), &known, 1e-9);
}

#[test]
fn a_repeated_feature_gets_no_huge_coefficient() {
    let t = table();
    let mut columns: Vec<Vec<f64>> = (0..5).map(|column| t.features.column(column).to_vec()).collect();
    columns.push(columns[0].iter().map(|value| 2.0 * value + 1.0).collect());
    columns.push(vec![3.0; 200]);
    let model = fit("linear", "", &Features::new(columns).unwrap(), t.of_numbers());
    let plain = fit("linear", "", &t.features, t.of_numbers());
    for case in cases() {
        let wide: Vec<f64> = case.iter().copied().chain([2.0 * case[0] + 1.0, 3.0]).collect();
        assert_near(&scores(&model, &wide), &scores(&plain, &case), 1e-9);
    }
    assert!(terms(&model)[0].iter().all(|term| term.abs() < 100.0));
}

#[test]
fn elastic_net_terms_are_those_of_scikit_learn() {
    let t = table();
    let found = |set: &str| terms(&fit("elastic-net", set, &t.features, t.of_numbers())).remove(0);
    let known = [
        7.061595186194046,
        -12.451173106397192,
        -0.6489681928189337,
        0.9999640187765636,
        0.44674760637966626,
        48.932496977736044,
    ];
    assert_near(&found("penalty=0.5"), &known, 1e-6);
    let known = [7.340363475280322, -13.660579938008588, 0.0, 0.0, 0.0, 48.77204089122054];
    assert_near(&found("penalty=2 l1-share=1"), &known, 1e-6);
    let known = [
        8.141507140554113,
        -14.076983366370452,
        -0.7028672459930224,
        1.0506401141067352,
        0.7099946502025511,
        48.69157546673607,
    ];
    assert_near(&found("penalty=0.1 l1-share=0"), &known, 1e-6);
}

#[test]
fn bayes_and_neighbours_answer_as_scikit_learn_does() {
    let (t, cases) = (table(), cases());
    let bayes = fit("naive-bayes", "", &t.features, t.of_three());
    assert_near(&scores(&bayes, &cases[0]), &[0.058968587138499985, 0.26668400944125703, 0.6743474034202428], 1e-9);
    let bayes = fit_weighted("naive-bayes", "", &t.features, t.of_three(), Some(&weights())).unwrap();
    assert_near(&scores(&bayes, &cases[3]), &[0.7239960260477188, 0.22109688621858606, 0.054907087733695015], 1e-9);
    let near = fit("knn", "neighbours=7", &t.features, t.of_three());
    assert_near(&scores(&near, &cases[0]), &[2.0 / 7.0, 3.0 / 7.0, 2.0 / 7.0], 1e-12);
    let near = fit("knn", "neighbours=7 votes=distance", &t.features, t.of_three());
    assert_near(&scores(&near, &cases[1]), &[0.07661057638642778, 0.25448567280291456, 0.6689037508106576], 1e-9);
    let near = fit("knn", "neighbours=7 votes=distance", &t.features, t.of_numbers());
    let known = [57.51483659513356, 67.05734220306603, 64.46992428294777, 40.40576192046479];
    assert_near(&answers(&near, 0), &known, 1e-9);
}

#[test]
fn the_nearest_are_found_in_order_and_ties_go_to_the_earlier_row() {
    let t = Table::new(1_000, 6);
    let mut columns: Vec<Vec<f64>> = (0..5).map(|column| t.features.column(column).to_vec()).collect();
    columns.iter_mut().for_each(|column| column.extend_from_within(..500));
    let case = cases().remove(0);
    let square = |row: usize| columns.iter().zip(&case).map(|(c, x)| (c[row] - x) * (c[row] - x)).sum::<f64>();
    let mut order: Vec<usize> = (0..1_500).collect();
    order.sort_by(|a, b| square(*a).total_cmp(&square(*b)));
    for count in [0, 1, 7, 300, 1_500, 2_000] {
        let found: Vec<usize> =
            super::knn::nearest(&columns, &case, count).iter().map(|near| near.row as usize).collect();
        assert_eq!(found, order[..count.min(1_500)]);
    }
}

#[test]
fn boosted_trees_answer_as_scikit_learn_does() {
    let t = table();
    let set = "rounds=20 depth=2 min-leaf=5";
    let number = fit("boosting", set, &t.features, t.of_numbers());
    let known = [66.84568600031595, 51.493387236851255, 40.890010825677805, 45.19104476557397];
    assert_near(&answers(&number, 0), &known, 1e-9);
    let two = fit("boosting", set, &t.features, t.of_two());
    let known = [0.7649917642811365, 0.455946806481359, 0.42501405642186624, 0.32560720813704763];
    assert_near(&answers(&two, 1), &known, 1e-9);
    let three = fit("boosting", set, &t.features, t.of_three());
    let known = [0.18979897266205573, 0.28650573368076754, 0.5236952936571767];
    assert_near(&scores(&three, &cases()[0]), &known, 1e-9);
}

/// scikit-learn's forest of 200 trees reaches 0.813 and R² 0.624 on these rows (another seed, other draws).
#[test]
fn a_forest_is_as_good_as_scikit_learns() {
    let (t, held_out) = (table(), Table::new(2_000, 8));
    let model = fit("forest", "", &t.features, t.of_two());
    let all = model.scores_of(&held_out.features);
    let right = all.chunks(2).zip(&held_out.two).filter(|(scores, class)| (scores[1] > 0.5) == (**class == 1)).count();
    assert!(right as f64 / 2_000.0 > 0.813 - 0.01, "{right}");
    let found = fit("forest", "", &t.features, t.of_numbers()).scores_of(&held_out.features);
    let mean = held_out.numbers.iter().sum::<f64>() / 2_000.0;
    let error: f64 = found.iter().zip(&held_out.numbers).map(|(a, b)| (a - b) * (a - b)).sum();
    let all: f64 = held_out.numbers.iter().map(|b| (b - mean) * (b - mean)).sum();
    assert!(1.0 - error / all > 0.624 - 0.02, "{}", 1.0 - error / all);
}

/// Every algorithm with every target that it can learn.
fn each(t: &Table, mut what: impl FnMut(&'static str, Target<'_>)) {
    for entry in ALGORITHMS {
        for target in [t.of_two(), t.of_three(), t.of_numbers()] {
            let task = if matches!(target, Target::Numbers(_)) { Task::Regress } else { Task::Classify };
            if entry.tasks.contains(&task) {
                what(entry.id, target);
            }
        }
    }
}

#[test]
fn the_same_data_and_seed_give_the_same_model_and_a_saved_one_comes_back_bit_for_bit() {
    let t = table();
    each(&t, |id, target| {
        let set = if id == "forest" { "trees=10" } else { "" };
        let model = fit(id, set, &t.features, target);
        if algorithm(id).is_some_and(|entry| entry.repeatable) {
            assert_eq!(model, fit(id, set, &t.features, target), "{id}");
        }
        assert!(model.is_sound(), "{id}");
        let saved = serde_json::to_string(&model).unwrap();
        let read: Fitted = serde_json::from_str(&saved).unwrap();
        assert_eq!(read, model, "{id}");
        let together = read.scores_of(&t.features);
        let one_by_one: Vec<f64> = (0..200).flat_map(|row| scores(&model, &t.features.row(row))).collect();
        assert_eq!(together, one_by_one, "{id}");
    });
}

#[test]
fn probabilities_sum_to_one_and_every_output_is_finite() {
    let t = table();
    let far = [1e300, -1e300, 0.0, 1e-300, 5.0];
    each(&t, |id, target| {
        let model = fit(id, if id == "forest" { "trees=10" } else { "" }, &t.features, target);
        let mut all = cases();
        // Sums of such numbers leave what a number can hold in models of terms and distances: that is for the caller
        // to refuse, by the range of the training data. Nothing may panic.
        scores(&model, &far);
        all.push(vec![1e6, -1e6, 0.0, 0.0, 0.0]);
        for case in all {
            let scores = scores(&model, &case);
            assert_eq!(scores.len(), model.outputs(), "{id}");
            assert!(scores.iter().all(|score| score.is_finite()), "{id} {scores:?}");
            if model.gives_probabilities() {
                assert!((scores.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{id} {scores:?}");
            }
        }
    });
}

#[test]
fn what_cannot_be_learned_from_is_said() {
    let t = table();
    let run = |id: &str, features: &Features, target: Target<'_>, weights: Option<&[f64]>| {
        fit_weighted(id, "", features, target, weights).unwrap_err()
    };
    let empty = Features::new(vec![Vec::new()]).unwrap();
    let one_class = vec![1; 200];
    for entry in ALGORITHMS.iter().filter(|entry| entry.tasks.contains(&Task::Classify)) {
        let id = entry.id;
        assert_eq!(run(id, &empty, Target::Classes { of: &[], count: 2 }, None), FitError::NoRows);
        assert_eq!(run(id, &Features::new(Vec::new()).unwrap(), t.of_two(), None), FitError::NoFeatures);
        assert_eq!(run(id, &t.features, Target::Classes { of: &one_class, count: 2 }, None), FitError::OneClass);
        let unknown = FitError::UnknownClass { row: 0, count: 1 };
        assert_eq!(run(id, &t.features, Target::Classes { of: &one_class, count: 1 }, None), unknown);
        let short = FitError::Lengths { what: "targets", rows: 200, given: 1 };
        assert_eq!(run(id, &t.features, Target::Classes { of: &[1], count: 2 }, None), short);
        if id.starts_with("linfa") {
            let refused = FitError::NoWeights { algorithm: id };
            assert_eq!(run(id, &t.features, t.of_two(), Some(&weights())), refused);
            continue;
        }
        for bad in [vec![f64::NAN; 200], vec![-1.0; 200], vec![0.0; 200]] {
            assert_eq!(run(id, &t.features, t.of_two(), Some(&bad)), FitError::Weights);
        }
        // All weight on one class is one class.
        let only: Vec<f64> = t.two.iter().map(|class| f64::from(*class)).collect();
        assert_eq!(run(id, &t.features, t.of_two(), Some(&only)), FitError::OneClass);
    }
    for entry in ALGORITHMS.iter().filter(|entry| entry.tasks.contains(&Task::Regress)) {
        let mut numbers = t.numbers.clone();
        numbers[3] = f64::NAN;
        assert_eq!(run(entry.id, &t.features, Target::Numbers(&numbers), None), FitError::NotFinite { row: 3 });
    }
}

#[test]
fn constant_features_one_row_and_an_absent_class_are_borne() {
    let t = table();
    let constant = Features::new(vec![vec![7.5; 200], vec![0.0; 200]]).unwrap();
    each(&t, |id, target| {
        let model = fit(id, if id == "forest" { "trees=5" } else { "" }, &constant, target);
        assert!(scores(&model, &[7.5, 0.0]).iter().all(|score| score.is_finite()), "{id}");
    });
    for entry in ALGORITHMS.iter().filter(|entry| entry.tasks.contains(&Task::Regress)) {
        let model = fit(entry.id, "", &t.features.subset(&[0]), Target::Numbers(&t.numbers[..1]));
        assert_near(&scores(&model, &t.features.row(0)), &t.numbers[..1], 0.2);
    }
    for entry in ALGORITHMS.iter().filter(|entry| entry.tasks.contains(&Task::Classify)) {
        let two_of_four = Target::Classes { of: &t.two.iter().map(|class| class * 2).collect::<Vec<_>>(), count: 4 };
        let model = fit(entry.id, if entry.id == "forest" { "trees=5" } else { "" }, &t.features, two_of_four);
        let scores = scores(&model, &t.features.row(0));
        assert_eq!(scores.len(), 4, "{}", entry.id);
        assert!(scores[1] <= 0.0 && scores[3] <= 0.0, "{} {scores:?}", entry.id);
    }
}

#[test]
fn a_cancelled_fit_stops() {
    let t = table();
    let progress = Progress::default();
    progress.cancel();
    for entry in ALGORITHMS {
        let target = if entry.tasks.contains(&Task::Classify) { t.of_two() } else { t.of_numbers() };
        let found = entry.build(&[]).unwrap().fit(&t.features, target, None, 0, &progress);
        assert!(matches!(found, Err(FitError::Cancelled(_))), "{}", entry.id);
    }
}

#[test]
fn the_table_of_algorithms_holds_together() {
    for entry in ALGORITHMS {
        assert_eq!(ALGORITHMS.iter().filter(|other| other.id == entry.id).count(), 1);
        assert!(!entry.tasks.is_empty() && !entry.grid.is_empty(), "{}", entry.id);
        let made = entry.build(&[]).unwrap();
        assert_eq!((made.id, made.tasks), (entry.id, entry.tasks));
        assert_eq!(made.parameters.len(), entry.parameters.len());
        for settings in entry.grid {
            let set: Vec<_> = settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            assert!(entry.build(&set).is_ok(), "{} {settings:?}", entry.id);
        }
        // What the card shows builds the same algorithm again.
        let shown: Vec<_> = made.parameters.clone().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(entry.build(&shown).unwrap().parameters, made.parameters);
        for (key, value) in [("no-such-key", "1"), (entry.parameters[0].key, "NaN"), (entry.parameters[0].key, "")] {
            assert!(entry.build(&[(key.to_owned(), value.to_owned())]).is_err(), "{} {key} {value}", entry.id);
        }
    }
}

/// linfa's machine is the same problem; its tree asks the same where no two splits are equally good.
#[test]
fn linfas_engines_agree_with_ours() {
    let t = table();
    for set in ["tolerance=1e-6", "tolerance=1e-6 kernel=linear c=0.5"] {
        let (ours, linfas) = (fit("svm", set, &t.features, t.of_two()), fit("linfa-svm", set, &t.features, t.of_two()));
        assert_near(&answers(&linfas, 1), &answers(&ours, 1), 1e-3);
    }
    let (ours, linfas) =
        (fit("svm", "", &t.features, t.of_numbers()), fit("linfa-svm", "", &t.features, t.of_numbers()));
    assert_near(&answers(&linfas, 0), &answers(&ours, 0), 0.05);
    // linfa joins leaves that answer with the same class; which class that is stays.
    let (ours, linfas) = (
        fit("tree", "depth=3 min-leaf=5", &t.features, t.of_two()),
        fit("linfa-tree", "depth=3 min-leaf=5", &t.features, t.of_two()),
    );
    for row in 0..200 {
        let (own, other) = (scores(&ours, &t.features.row(row)), scores(&linfas, &t.features.row(row)));
        assert!(own[0] == 0.5 || (own[0] > 0.5) == (other[0] > 0.5), "{row} {own:?} {other:?}");
    }
}
