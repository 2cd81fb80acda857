use super::super::test_table::{Table, assert_near, fit, fit_weighted, scores, table};
use super::{LEAF, Tree};
use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::Fitted;

fn tree(set: &str, features: &Features, target: Target<'_>) -> Tree {
    let Fitted::Tree(model) = fit("tree", set, features, target) else { panic!("a tree") };
    model.tree
}

/// Features of the nodes, −2 for leaves as scikit-learn has it, and thresholds of the others.
fn questions(tree: &Tree) -> (Vec<i64>, Vec<f64>) {
    let asks = || tree.nodes.iter().filter(|node| node.feature != LEAF);
    let feature = |node: &super::TreeNode| if node.feature == LEAF { -2 } else { i64::from(node.feature) };
    (tree.nodes.iter().map(feature).collect(), asks().map(|node| node.threshold).collect())
}

fn values(tree: &Tree) -> Vec<f64> {
    (0..tree.nodes.len()).map(|node| tree.value(node)[0]).collect()
}

// scikit-learn 1.9.1, DecisionTreeClassifier and -Regressor, max_depth=3, min_samples_leaf=5.

#[test]
fn asks_what_scikit_learn_asks_by_gini() {
    let t = table();
    let tree = tree("depth=3 min-leaf=5", &t.features, t.of_two());
    let (features, thresholds) = questions(&tree);
    assert_eq!(features, [1, 3, 3, -2, -2, 0, -2, -2, 0, 2, -2, -2, 2, -2, -2]);
    let known = [
        -0.9385989904403687,
        -0.7804330587387085,
        -1.6000816822052002,
        -0.902107834815979,
        -0.13400745391845703,
        -1.4664784669876099,
        -0.2166287899017334,
    ];
    assert_near(&thresholds, &known, 1e-15);
    assert_near(&values(&tree)[..5], &[0.495, 0.10294117647058823, 0.26666666666666666, 0.0, 0.5], 1e-12);
    assert_near(&[tree.nodes[0].impurity, tree.nodes[5].impurity], &[0.49995, 0.10679957280170882], 1e-12);
}

#[test]
fn asks_what_scikit_learn_asks_by_entropy_of_three_classes() {
    let t = table();
    let tree = tree("criterion=entropy depth=3 min-leaf=5", &t.features, t.of_three());
    let (features, thresholds) = questions(&tree);
    assert_eq!(features, [1, 0, 2, -2, -2, 4, -2, -2, 0, 1, -2, -2, 2, -2, -2]);
    assert_near(&thresholds[..3], &[-0.9936834573745728, -0.1729966402053833, 0.21352088451385498], 1e-15);
    assert_near(&[tree.nodes[0].impurity, tree.nodes[1].impurity], &[1.547636535415701, 0.9547621894927727], 1e-12);
}

#[test]
fn asks_what_scikit_learn_asks_of_numbers_and_under_class_weights() {
    let t = table();
    let numbers = tree("depth=3 min-leaf=5", &t.features, t.of_numbers());
    assert_eq!(questions(&numbers).0, [1, 0, 2, -2, -2, 2, -2, -2, 0, 2, -2, -2, 1, -2, -2]);
    assert_near(
        &values(&numbers)[..4],
        &[50.80027785346835, 72.25630303293886, 65.46008956552346, 71.77699953484755],
        1e-9,
    );
    assert_near(&[numbers.nodes[0].impurity], &[697.9204557852331], 1e-9);
    let balanced = tree("depth=3 min-leaf=5 class-weight=balanced", &t.features, t.of_three());
    assert_eq!(questions(&balanced).0, [1, 0, 2, -2, -2, 4, -2, -2, 1, 3, -2, -2, 0, -2, -2]);
    assert_near(&values(&balanced)[..3], &[1.0 / 3.0, 0.03988193406186906, 0.07665985245755934], 1e-12);
}

#[test]
fn prunes_to_as_many_leaves_as_scikit_learn() {
    let t = table();
    for (alpha, leaves, leaves_of_numbers) in [(0.005, 13, 19), (0.01, 8, 13), (0.02, 5, 6)] {
        let set = format!("depth=any min-leaf=5 prune={alpha}");
        assert_eq!(tree(&set, &t.features, t.of_two()).leaves(), leaves, "{alpha}");
        let set = format!("depth=any min-leaf=5 prune={}", alpha * 1_000.0);
        assert_eq!(tree(&set, &t.features, t.of_numbers()).leaves(), leaves_of_numbers, "{alpha}");
    }
    let stump = tree("depth=any prune=1", &t.features, t.of_two());
    assert_eq!((stump.leaves(), stump.depth()), (1, 0));
}

/// linfa-trees stays at 0.936 here.
#[test]
fn learns_and_or_of_repeated_values_without_error() {
    let bit = |row: usize, bit: usize| (row >> bit) & 1;
    let columns = (0..4).map(|column| (0..160).map(|row| bit(row, column) as f64).collect()).collect();
    let features = Features::new(columns).unwrap();
    let classes: Vec<u32> =
        (0..160).map(|row| (bit(row, 0) & bit(row, 1) | bit(row, 2) & bit(row, 3)) as u32).collect();
    let model = fit("tree", "depth=any min-leaf=1", &features, Target::Classes { of: &classes, count: 2 });
    for (row, class) in classes.iter().enumerate() {
        assert_eq!(scores(&model, &features.row(row))[*class as usize], 1.0);
    }
    // Neither half of an exclusive or lowers the impurity alone.
    let classes: Vec<u32> = (0..160).map(|row| (bit(row, 0) ^ bit(row, 1)) as u32).collect();
    let model = fit("tree", "depth=2 min-leaf=1", &features, Target::Classes { of: &classes, count: 2 });
    assert!((0..160).all(|row| scores(&model, &features.row(row))[classes[row] as usize] == 1.0));
}

/// Rounding a feature to few values makes nodes count instead of sort.
#[test]
fn counting_and_sorting_see_the_same_splits() {
    let t = Table::new(2_000, 5);
    let rounded = |column: usize| t.features.column(column).iter().map(|value| (value * 4.0).round()).collect();
    let few: Vec<Vec<f64>> = (0..5).map(rounded).collect();
    // The same order of values, but thousands of other rows make them many: these have no weight.
    let other = (0..40_000).map(|row| f64::from(row) / 2_000.0 - 10.0 + 1e-7);
    let many: Vec<Vec<f64>> = few.iter().map(|column| column.iter().copied().chain(other.clone()).collect()).collect();
    let classes: Vec<u32> = t.three.iter().copied().chain((0..40_000).map(|_| 0)).collect();
    let weights: Vec<f64> = (0..42_000).map(|row| f64::from(u8::from(row < 2_000))).collect();
    let counted = fit("tree", "depth=8", &Features::new(few).unwrap(), t.of_three());
    let target = Target::Classes { of: &classes, count: 3 };
    let sorted = fit_weighted("tree", "depth=8", &Features::new(many).unwrap(), target, Some(&weights)).unwrap();
    assert_eq!(counted, sorted);
}

#[test]
fn limits_hold() {
    let t = table();
    let tree = tree("depth=4 min-leaf=7 min-split=30", &t.features, t.of_numbers());
    assert!(tree.depth() <= 4 && tree.is_sound());
    for node in &tree.nodes {
        assert!(node.rows >= 7);
        assert!(node.feature == LEAF || node.rows >= 30);
    }
}

#[test]
fn neighbouring_numbers_are_told_apart() {
    let next = f64::from_bits(1.0_f64.to_bits() + 1);
    let features = Features::new(vec![vec![1.0, next, 1.0, next]]).unwrap();
    let model = fit("tree", "min-leaf=1", &features, Target::Classes { of: &[0, 1, 0, 1], count: 2 });
    assert_eq!((scores(&model, &[1.0]), scores(&model, &[next])), (vec![1.0, 0.0], vec![0.0, 1.0]));
    let features = Features::new(vec![vec![-f64::MAX, f64::MAX]]).unwrap();
    let model = fit("tree", "min-leaf=1", &features, Target::Numbers(&[0.0, 1.0]));
    assert_eq!(scores(&model, &[f64::MAX]), [1.0]);
}

#[test]
fn a_damaged_tree_is_recognised() {
    let t = table();
    let sound = tree("depth=3", &t.features, t.of_two());
    let damaged = |damage: &dyn Fn(&mut Tree)| {
        let mut tree = sound.clone();
        damage(&mut tree);
        !tree.is_sound()
    };
    assert!(sound.is_sound());
    assert!(damaged(&|tree| tree.nodes[0].left = 0));
    assert!(damaged(&|tree| tree.nodes[0].right = 999));
    assert!(damaged(&|tree| tree.nodes[0].feature = 5));
    assert!(damaged(&|tree| tree.nodes.clear()));
    assert!(damaged(&|tree| tree.values.truncate(3)));
    assert!(damaged(&|tree| tree.values[0] = f64::NAN));
}
