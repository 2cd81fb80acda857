use super::sampled::Sampling;
use super::tree_shap::add_contributions;
use super::{Method, Scale, explain, path};
use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::engines::test_table::{Table, assert_near, cases, fit, scores, table};
use crate::analysis::diagnosis::engines::tree::{LEAF, Tree};
use crate::analysis::diagnosis::learner::{ALGORITHMS, Fitted, Task};
use crate::base::Progress;

/// What a tree answers where only the features in `known` (bits) are known: the rest is averaged over training rows.
fn answer_of_part(tree: &Tree, node: usize, case: &[f64], known: u32, output: usize) -> f64 {
    let at = &tree.nodes[node];
    if at.feature == LEAF {
        return tree.value(node)[output];
    }
    let (left, right) = (at.left as usize, at.right as usize);
    let of = |child| answer_of_part(tree, child, case, known, output);
    if known >> at.feature & 1 == 1 {
        return of(if case[at.feature as usize] <= at.threshold { left } else { right });
    }
    let (l, r) = (tree.nodes[left].weight, tree.nodes[right].weight);
    (l * of(left) + r * of(right)) / (l + r)
}

/// Shapley's formula as it stands, over all sets of features.
fn shapley(tree: &Tree, case: &[f64], output: usize) -> Vec<f64> {
    let count = case.len() as u32;
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    let share = |feature: u32| {
        let without = (0..1_u32 << count).filter(|known| known >> feature & 1 == 0);
        without
            .map(|known| {
                let size = known.count_ones();
                let weight = factorial(size) * factorial(count - size - 1) / factorial(count);
                let part = |known| answer_of_part(tree, 0, case, known, output);
                weight * (part(known | 1 << feature) - part(known))
            })
            .sum()
    };
    (0..count).map(share).collect()
}

#[test]
fn shares_of_trees_are_those_of_shapleys_formula() {
    let t = table();
    for (set, target) in [("depth=any min-leaf=2", t.of_three()), ("depth=6", t.of_numbers())] {
        let Fitted::Tree(model) = fit("tree", set, &t.features, target) else { panic!("a tree") };
        for case in cases() {
            let mut shares = vec![0.0; 5];
            add_contributions(&model.tree, &case, 0, &mut shares);
            assert_near(&shares, &shapley(&model.tree, &case, 0), 1e-10);
        }
    }
}

/// Every algorithm and target, each class: base and shares add up to the answer, and that is the model's.
#[test]
fn shares_add_up_to_the_answer() {
    let t = table();
    let sampling = Sampling { draws: 20, seed: 1 };
    for entry in ALGORITHMS {
        for target in [t.of_two(), t.of_three(), t.of_numbers()] {
            let task = if matches!(target, Target::Numbers(_)) { Task::Regress } else { Task::Classify };
            if !entry.tasks.contains(&task) {
                continue;
            }
            let model = fit(entry.id, if entry.id == "forest" { "trees=10" } else { "" }, &t.features, target);
            for (case, class) in cases().iter().zip([0, 1, 0, 1]) {
                let found = explain(&model, case, class, &t.features, sampling, &Progress::default()).unwrap();
                let sum = found.base + found.contributions.iter().sum::<f64>();
                assert!((sum - found.answer).abs() < 1e-9, "{} {found:?}", entry.id);
                let shown = scores(&model, case)[if task == Task::Regress { 0 } else { class as usize }];
                let as_score = match found.scale {
                    Scale::LogOdds => 1.0 / (1.0 + (-found.answer).exp()),
                    Scale::ClassScore => shown,
                    Scale::Probability | Scale::Decision | Scale::Number => found.answer,
                };
                assert!((as_score - shown).abs() < 1e-9, "{} {found:?} {shown}", entry.id);
            }
        }
    }
}

#[test]
fn terms_compare_with_the_mean_of_training() {
    let t = table();
    let model = fit("linear", "", &t.features, t.of_numbers());
    let mean = t.numbers.iter().sum::<f64>() / 200.0;
    let found = explain(&model, &cases()[0], 0, &t.features, Sampling::default(), &Progress::default()).unwrap();
    assert_eq!((found.method, found.scale), (Method::LinearTerms, Scale::Number));
    assert!((found.base - mean).abs() < 1e-9);
    let linear = fit("svm", "kernel=linear", &t.features, t.of_two());
    let found = explain(&linear, &cases()[0], 1, &t.features, Sampling::default(), &Progress::default()).unwrap();
    assert_eq!((found.method, found.scale), (Method::LinearTerms, Scale::Decision));
    assert!((found.answer - scores(&linear, &cases()[0])[1]).abs() < 1e-9);
}

/// For a sum of terms the shares are known: the coefficient times the distance from the background's mean.
#[test]
fn sampled_shares_lie_within_their_error_of_the_exact_ones() {
    let t = Table::new(500, 9);
    let coefficients = [2.0, -3.0, 0.5, 0.0, 1.0];
    let answer = |case: &[f64], _: &mut Vec<f64>| case.iter().zip(coefficients).map(|(x, c)| x * c).sum::<f64>();
    let case = [1.0, 1.5, -1.0, 2.0, 0.3];
    let sampling = Sampling { draws: 400, seed: 3 };
    let found =
        super::sampled::explain(&answer, Scale::Number, &case, &t.features, sampling, &Progress::default()).unwrap();
    let errors = found.errors.unwrap();
    for feature in 0..5 {
        let mean = t.features.column(feature).iter().sum::<f64>() / 500.0;
        let exact = coefficients[feature] * (case[feature] - mean);
        assert!((found.contributions[feature] - exact).abs() <= 4.0 * errors[feature] + 1e-12, "{feature}");
        assert!(errors[feature] < 0.2);
    }
    assert_eq!((found.contributions[3], errors[3]), (0.0, 0.0));
}

/// The mean over cases drawn from the model's own distributions is the base; feature 2 stands for all.
#[test]
fn shares_of_bayes_are_distances_from_the_mean() {
    let t = table();
    let model = fit("naive-bayes", "", &t.features, t.of_two());
    let share = |value: f64| {
        let case = [0.0, 0.0, value, 0.0, 0.0];
        let found = explain(&model, &case, 1, &t.features, Sampling::default(), &Progress::default()).unwrap();
        assert_eq!((found.method, found.scale), (Method::LogDensities, Scale::LogOdds));
        found.contributions[2]
    };
    // Means and variances of a class are those of its training cases, so that the mean over these is 0.
    let mean = t.features.column(2).iter().map(|value| share(*value)).sum::<f64>() / 200.0;
    assert!(mean.abs() < 1e-6, "{mean}");
}

#[test]
fn a_replayed_path_ends_in_the_same_leaf() {
    let t = Table::new(2_000, 4);
    let Fitted::Tree(model) = fit("tree", "depth=any min-leaf=1", &t.features, t.of_two()) else { panic!("a tree") };
    for row in 0..2_000 {
        let case = t.features.row(row);
        let found = path::path_of(&model.tree, &case);
        assert_eq!(found.leaf, model.tree.leaf_of(&case));
        assert_eq!(path::replay(&model.tree, &found.steps), Some(found.leaf));
        if let Some(last) = found.steps.split_last().map(|(_, rest)| rest) {
            assert_eq!(path::replay(&model.tree, last), None);
        }
    }
}

#[test]
fn an_empty_background_and_a_cancelled_job_are_borne() {
    let t = table();
    let model = fit("knn", "", &t.features, t.of_two());
    let none = Features::new(vec![Vec::new(); 5]).unwrap();
    let found = explain(&model, &cases()[0], 1, &none, Sampling::default(), &Progress::default()).unwrap();
    assert!(found.contributions.iter().all(|share| *share == 0.0));
    let progress = Progress::default();
    progress.cancel();
    assert!(explain(&model, &cases()[0], 1, &t.features, Sampling::default(), &progress).is_err());
}
