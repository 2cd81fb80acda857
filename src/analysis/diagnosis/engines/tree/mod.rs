//! Decision trees for classes and numbers: exact splits, limits, cost-complexity pruning, leaf probabilities.

pub mod codes;
pub mod gain;
pub mod grow;
mod prune;
mod split;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Model, ModelKind, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};

use crate::base::{Draw, Progress};

use super::problem::{Problem, balanced};
use codes::Coded;
use gain::Criterion;
use grow::{Grower, Limits};

/// The feature of a node that has none.
pub const LEAF: u32 = u32::MAX;

/// One node; cases whose feature is at most the threshold go left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeNode {
    /// [`LEAF`] where the node is one.
    pub feature: u32,
    pub threshold: f64,
    pub left: u32,
    pub right: u32,
    /// Of the training rows.
    pub weight: f64,
    pub rows: u32,
    pub impurity: f64,
}

/// A fitted tree: the root first, children after their parents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub inputs: usize,
    /// Numbers a node answers with: one a class, or one.
    pub outputs: usize,
    pub nodes: Vec<TreeNode>,
    /// Of each node: the shares of its classes, or its mean.
    pub values: Vec<f64>,
}

impl Tree {
    pub(super) fn empty(inputs: usize, outputs: usize) -> Tree {
        Tree { inputs, outputs, nodes: Vec::new(), values: Vec::new() }
    }

    /// What a node answers with.
    pub fn value(&self, node: usize) -> &[f64] {
        &self.values[node * self.outputs..][..self.outputs]
    }

    /// The leaf that a case ends in.
    pub fn leaf_of(&self, row: &[f64]) -> usize {
        self.leaf_by(|feature| row[feature])
    }

    /// The leaf that a case ends in whose features `value` tells.
    pub fn leaf_by(&self, value: impl Fn(usize) -> f64) -> usize {
        let mut number = 0;
        loop {
            let node = &self.nodes[number];
            if node.feature == LEAF {
                return number;
            }
            number = if value(node.feature as usize) <= node.threshold { node.left } else { node.right } as usize;
        }
    }

    pub fn leaves(&self) -> usize {
        self.nodes.iter().filter(|node| node.feature == LEAF).count()
    }

    /// Steps from the root to the deepest leaf.
    pub fn depth(&self) -> usize {
        let mut depth = vec![0; self.nodes.len()];
        for (number, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.feature != LEAF) {
            depth[node.left as usize] = depth[number] + 1;
            depth[node.right as usize] = depth[number] + 1;
        }
        depth.into_iter().max().unwrap_or(0)
    }

    /// Whether a tree that was read from a file can be walked: links go forward and stay inside.
    pub fn is_sound(&self) -> bool {
        let sound = |(number, node): (usize, &TreeNode)| {
            let child = |link: u32| (link as usize) > number && (link as usize) < self.nodes.len();
            let links = (node.feature as usize) < self.inputs && child(node.left) && child(node.right);
            (node.feature == LEAF || links)
                && node.threshold.is_finite()
                && node.weight > 0.0
                && node.weight.is_finite()
        };
        let values = self.values.len() == self.nodes.len() * self.outputs && self.values.iter().all(|v| v.is_finite());
        !self.nodes.is_empty() && self.outputs > 0 && values && self.nodes.iter().enumerate().all(sound)
    }
}

/// Cases that go through a tree before the next tree takes them: they and the tree stay in fast memory.
const AT_ONCE: usize = 512;

/// Sends all cases through all trees; `add` takes a case's number, a tree's number, and what the tree answers.
pub(super) fn answers_of(trees: &[Tree], features: &Features, mut add: impl FnMut(usize, usize, &[f64])) {
    let inputs = features.columns();
    let mut cases = Vec::new();
    for from in (0..features.rows()).step_by(AT_ONCE) {
        let to = (from + AT_ONCE).min(features.rows());
        cases.clear();
        cases.extend((from..to).flat_map(|row| (0..inputs).map(move |column| features.column(column)[row])));
        for (number, tree) in trees.iter().enumerate() {
            for (place, case) in cases.chunks_exact(inputs).enumerate() {
                add(from + place, number, tree.value(tree.leaf_of(case)));
            }
        }
    }
}

const TASKS: &[Task] = &[Task::Classify, Task::Regress];

/// No limit of depth.
const ANY_DEPTH: u32 = u32::MAX;

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "tree",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "criterion",
            default: "gini",
            kind: Kind::Word(&["gini", "entropy"]),
            about: "what a split of classes makes smaller; numbers always use the squared error",
        },
        Parameter {
            key: "depth",
            default: "6",
            kind: Kind::Whole { low: 1, high: 64, words: &["any"] },
            about: "most questions on the way to an answer",
        },
        Parameter {
            key: "min-leaf",
            default: "5",
            kind: Kind::Whole { low: 1, high: 1_000_000, words: &[] },
            about: "fewest training rows behind an answer",
        },
        Parameter {
            key: "min-split",
            default: "2",
            kind: Kind::Whole { low: 2, high: 1_000_000, words: &[] },
            about: "fewest training rows that are divided further",
        },
        Parameter {
            key: "prune",
            default: "0",
            kind: Kind::Real { low: 0.0, high: 1e12, words: &[] },
            about: "cost of one more leaf in cost-complexity pruning; 0 keeps all that lowers the impurity",
        },
        Parameter {
            key: "class-weight",
            default: "none",
            kind: Kind::Word(&["none", "balanced"]),
            about: "balanced: every class weighs the same, however rare",
        },
    ],
    grid: &[
        &[("depth", "3"), ("min-leaf", "5")],
        &[("depth", "4"), ("min-leaf", "20")],
        &[("depth", "6"), ("min-leaf", "5")],
        &[("depth", "6"), ("min-leaf", "20")],
        &[("depth", "any"), ("min-leaf", "5"), ("prune", "0.005")],
        &[("depth", "any"), ("min-leaf", "5"), ("prune", "0.01")],
    ],
    make: |settings| Box::new(TreeAlgorithm { settings }),
};

/// How many nodes deep a tree may grow.
pub(super) fn depth_of(settings: &Settings) -> u32 {
    settings.whole("depth").unwrap_or(ANY_DEPTH)
}

struct TreeAlgorithm {
    settings: Settings,
}

impl TreeAlgorithm {
    fn limits(&self) -> Limits {
        Limits {
            depth: depth_of(&self.settings),
            min_split: self.settings.whole("min-split").unwrap_or(2),
            min_leaf: self.settings.whole("min-leaf").unwrap_or(1),
            features_tried: None,
        }
    }

    fn criterion(&self, target: Target<'_>) -> Criterion {
        match target {
            Target::Numbers(_) => Criterion::SquaredError,
            Target::Classes { .. } if self.settings.word("criterion") == Some("entropy") => Criterion::Entropy,
            Target::Classes { .. } => Criterion::Gini,
        }
    }
}

/// Weights of rows, with the class weight that the settings ask for.
pub(super) fn weights_of(settings: &Settings, target: Target<'_>, weights: Option<&[f64]>) -> Option<Vec<f64>> {
    match target {
        Target::Classes { of, count } if settings.word("class-weight") == Some("balanced") => {
            Some(balanced(of, count, weights))
        }
        Target::Classes { .. } | Target::Numbers(_) => weights.map(<[f64]>::to_vec),
    }
}

impl Learner for TreeAlgorithm {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let weights = weights_of(&self.settings, target, weights);
        let coded = Coded::of(features, progress)?;
        let grower = Grower {
            coded: &coded,
            target,
            weights: weights.as_deref(),
            criterion: self.criterion(target),
            limits: self.limits(),
        };
        let tree = grower.grow(problem.rows_with_weight(), &mut Draw::new(seed), progress)?.tree;
        let alpha = self.settings.real("prune").unwrap_or(0.0);
        Ok(Fitted::Tree(TreeModel { classes: matches!(target, Target::Classes { .. }), tree: tree.pruned(alpha) }))
    }
}

/// A tree as a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeModel {
    /// Whether the tree answers with probabilities of classes.
    pub classes: bool,
    pub tree: Tree,
}

impl Model for TreeModel {
    fn outputs(&self) -> usize {
        self.tree.outputs
    }

    fn inputs(&self) -> usize {
        self.tree.inputs
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        into.clear();
        into.extend_from_slice(self.tree.value(self.tree.leaf_of(row)));
    }

    fn gives_probabilities(&self) -> bool {
        self.classes
    }

    fn as_kind(&self) -> ModelKind<'_> {
        ModelKind::Tree(self)
    }
}
