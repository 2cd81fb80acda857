//! linfa-trees. Splits are linfa's; what a leaf answers is counted by us, since linfa's leaves give one class and no
//! probabilities. Equally good splits are taken by chance: two fits of the same data may differ.

use linfa::prelude::{Dataset, Fit};
use linfa_trees::{DecisionTree, SplitQuality, TreeNode as LinfaNode};
use ndarray::Array1;

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::engines::problem::Problem;
use crate::analysis::diagnosis::engines::tree::gain::{Criterion, impurity_of_classes};
use crate::analysis::diagnosis::engines::tree::{LEAF, Tree, TreeModel, TreeNode};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::Progress;

use super::{contained, records};

const TASKS: &[Task] = &[Task::Classify];

pub(in super::super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "linfa-tree",
    tasks: TASKS,
    repeatable: false,
    parameters: &[
        Parameter {
            key: "criterion",
            default: "gini",
            kind: Kind::Word(&["gini", "entropy"]),
            about: "what a split of classes makes smaller",
        },
        Parameter {
            key: "depth",
            default: "6",
            // linfa recurses as deep as the tree.
            kind: Kind::Whole { low: 1, high: 30, words: &[] },
            about: "most questions on the way to an answer",
        },
        Parameter {
            key: "min-leaf",
            default: "5",
            kind: Kind::Whole { low: 1, high: 1_000_000, words: &[] },
            about: "fewest training rows behind an answer",
        },
    ],
    grid: &[&[("depth", "3")], &[("depth", "6")], &[("depth", "6"), ("min-leaf", "20")]],
    make: |settings| Box::new(LinfaTree { settings }),
};

struct LinfaTree {
    settings: Settings,
}

/// Copies a linfa tree, counting training rows.
struct Copying<'a> {
    features: &'a Features,
    of: &'a [u32],
    classes: usize,
    criterion: Criterion,
    tree: Tree,
}

impl Copying<'_> {
    /// The number of the copied node. The tree is at most as deep as its limit, so that recursion is.
    fn copy(&mut self, from: &LinfaNode<f64, usize>, rows: &[u32]) -> u32 {
        let number = self.tree.nodes.len();
        let mut counts = vec![0.0; self.classes];
        rows.iter().for_each(|row| counts[self.of[*row as usize] as usize] += 1.0);
        let weight = rows.len() as f64;
        self.tree.values.extend(counts.iter().map(|count| count / weight));
        let impurity = impurity_of_classes(self.criterion, &counts);
        let leaf =
            TreeNode { feature: LEAF, threshold: 0.0, left: 0, right: 0, weight, rows: rows.len() as u32, impurity };
        self.tree.nodes.push(leaf);
        let children = from.children();
        let [Some(left), Some(right)] = children[..] else { return number as u32 };
        let (feature, threshold, _) = from.split();
        let column = self.features.column(feature);
        // linfa fits by "at most" and predicts by "less than"; what was fitted counts.
        let (low, high): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| column[**row as usize] <= threshold);
        if low.is_empty() || high.is_empty() || !threshold.is_finite() {
            return number as u32;
        }
        let (left, right) = (self.copy(left, &low), self.copy(right, &high));
        let node = &mut self.tree.nodes[number];
        (node.feature, node.threshold, node.left, node.right) = (feature as u32, threshold, left, right);
        number as u32
    }
}

impl Learner for LinfaTree {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let Target::Classes { of, count } = target else { return Err(FitError::Task { algorithm: ENTRY.id }) };
        if weights.is_some() {
            return Err(FitError::NoWeights { algorithm: ENTRY.id });
        }
        progress.tick(0)?;
        let rows: Vec<u32> = (0..features.rows() as u32).collect();
        let targets: Array1<usize> = of.iter().map(|class| *class as usize).collect();
        let data = Dataset::new(records(features, &rows), targets);
        let entropy = self.settings.word("criterion") == Some("entropy");
        let least = self.settings.whole("min-leaf").unwrap_or(5) as f32;
        let fitted = contained("linfa-tree", || {
            DecisionTree::params()
                .split_quality(if entropy { SplitQuality::Entropy } else { SplitQuality::Gini })
                .max_depth(self.settings.whole("depth").map(|depth| depth as usize))
                .min_weight_leaf(least)
                .min_weight_split(2.0 * least)
                .fit(&data)
        })?;
        progress.tick(0)?;
        let mut copying = Copying {
            features,
            of,
            classes: count as usize,
            criterion: if entropy { Criterion::Entropy } else { Criterion::Gini },
            tree: Tree { inputs: features.columns(), outputs: count as usize, nodes: Vec::new(), values: Vec::new() },
        };
        copying.copy(fitted.root_node(), &rows);
        Ok(Fitted::Tree(TreeModel { classes: true, tree: copying.tree }))
    }
}
