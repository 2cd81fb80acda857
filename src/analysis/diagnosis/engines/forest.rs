//! Random forests (Breiman, Machine Learning 45, 2001): trees on rows drawn with replacement, each node choosing among
//! a few features; the answer is the mean of the trees'.

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Model, ModelKind, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};

use crate::base::{Cancelled, Draw, Progress};

use super::problem::{Problem, of_part};
use super::tree::codes::Coded;
use super::tree::gain::Criterion;
use super::tree::grow::{Grower, Limits};
use super::tree::{Tree, answers_of, depth_of, weights_of};

const TASKS: &[Task] = &[Task::Classify, Task::Regress];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "forest",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "trees",
            default: "200",
            kind: Kind::Whole { low: 1, high: 5_000, words: &[] },
            about: "how many trees answer together",
        },
        Parameter {
            key: "depth",
            default: "any",
            kind: Kind::Whole { low: 1, high: 64, words: &["any"] },
            about: "most questions on the way to an answer",
        },
        Parameter {
            key: "min-leaf",
            default: "3",
            kind: Kind::Whole { low: 1, high: 1_000_000, words: &[] },
            about: "fewest training rows behind an answer of a tree",
        },
        Parameter {
            key: "features",
            default: "root",
            kind: Kind::Whole { low: 1, high: 100_000, words: &["root", "third", "all"] },
            about: "features tried in each node: a number, the square root or a third of all, or all",
        },
        Parameter {
            key: "class-weight",
            default: "none",
            kind: Kind::Word(&["none", "balanced"]),
            about: "balanced: every class weighs the same, however rare",
        },
    ],
    grid: &[
        &[("min-leaf", "1")],
        &[("min-leaf", "3")],
        &[("min-leaf", "10")],
        &[("min-leaf", "3"), ("features", "third")],
    ],
    make: |settings| Box::new(Forest { settings }),
};

/// A fitted forest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForestModel {
    /// Whether the trees answer with probabilities of classes.
    pub classes: bool,
    pub trees: Vec<Tree>,
}

impl ForestModel {
    /// Whether a model that was read from a file fits together.
    pub fn is_sound(&self) -> bool {
        let Some(first) = self.trees.first() else { return false };
        let alike = |tree: &Tree| tree.inputs == first.inputs && tree.outputs == first.outputs && tree.is_sound();
        self.trees.iter().all(alike)
    }
}

impl Model for ForestModel {
    fn outputs(&self) -> usize {
        self.trees.first().map_or(0, |tree| tree.outputs)
    }

    fn inputs(&self) -> usize {
        self.trees.first().map_or(0, |tree| tree.inputs)
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        into.clear();
        into.resize(self.outputs(), 0.0);
        for tree in &self.trees {
            into.iter_mut().zip(tree.value(tree.leaf_of(row))).for_each(|(sum, value)| *sum += value);
        }
        into.iter_mut().for_each(|sum| *sum /= self.trees.len() as f64);
    }

    fn gives_probabilities(&self) -> bool {
        self.classes
    }

    fn scores_of(&self, features: &Features) -> Vec<f64> {
        let outputs = self.outputs();
        let mut sums = vec![0.0; features.rows() * outputs];
        answers_of(&self.trees, features, |row, _, values| {
            sums[row * outputs..][..outputs].iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        });
        sums.iter_mut().for_each(|sum| *sum /= self.trees.len() as f64);
        sums
    }

    fn as_kind(&self) -> ModelKind<'_> {
        ModelKind::Forest(self)
    }
}

struct Forest {
    settings: Settings,
}

impl Forest {
    fn limits(&self, features: usize) -> Limits {
        let tried = match self.settings.word("features") {
            Some("all") => features,
            Some("third") => features.div_ceil(3),
            Some(_) => (features as f64).sqrt().floor().max(1.0) as usize,
            None => self.settings.whole("features").map_or(features, |count| count as usize),
        };
        Limits {
            depth: depth_of(&self.settings),
            min_split: 2,
            min_leaf: self.settings.whole("min-leaf").unwrap_or(1),
            features_tried: Some(tried.min(features)),
        }
    }
}

/// How often each row was drawn: as many draws as rows, all alike.
fn drawn(rows: &[u32], of: usize, random: &mut Draw) -> Vec<f64> {
    let mut times = vec![0.0; of];
    (0..rows.len()).for_each(|_| times[rows[random.below(rows.len() as u64) as usize] as usize] += 1.0);
    times
}

/// One tree on drawn rows. What is drawn follows from `seed` and `number` alone.
fn tree(grower: &Grower<'_>, rows: &[u32], seed: u64, number: u32, progress: &Progress) -> Result<Tree, Cancelled> {
    let mut random = of_part(seed, u64::from(number));
    let mut weights = drawn(rows, grower.coded.rows, &mut random);
    let drawn_rows: Vec<u32> = rows.iter().copied().filter(|row| weights[*row as usize] > 0.0).collect();
    if let Some(own) = grower.weights {
        weights.iter_mut().zip(own).for_each(|(times, weight)| *times *= weight);
    }
    let grower = Grower { weights: Some(&weights), ..*grower };
    Ok(grower.grow(drawn_rows, &mut random, progress)?.tree)
}

impl Learner for Forest {
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
        let classes = matches!(target, Target::Classes { .. });
        let grower = Grower {
            coded: &coded,
            target,
            weights: weights.as_deref(),
            criterion: if classes { Criterion::Gini } else { Criterion::SquaredError },
            limits: self.limits(features.columns()),
        };
        let rows = problem.rows_with_weight();
        let count = self.settings.whole("trees").unwrap_or(200);
        let trees = (0..count).map(|number| tree(&grower, &rows, seed, number, progress));
        Ok(Fitted::Forest(ForestModel { classes, trees: trees.collect::<Result<_, Cancelled>>()? }))
    }
}
