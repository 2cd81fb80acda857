//! Gradient boosted trees (Friedman, Annals of Statistics 29(5), 2001): each small tree corrects what the sum of the
//! earlier ones leaves over. For classes the sums are log odds, and leaves take one Newton step.

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Model, ModelKind, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};

use crate::base::{Cancelled, Draw, Progress};

use super::linear_model::{softmax, spread};
use super::problem::{Problem, classes_present, of_part};
use super::tree::codes::Coded;
use super::tree::gain::Criterion;
use super::tree::grow::{Grower, Limits};
use super::tree::{Tree, answers_of, weights_of};

const TASKS: &[Task] = &[Task::Classify, Task::Regress];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "boosting",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "rounds",
            default: "150",
            kind: Kind::Whole { low: 1, high: 5_000, words: &[] },
            about: "how many trees correct one another",
        },
        Parameter {
            key: "rate",
            default: "0.1",
            kind: Kind::Real { low: 1e-4, high: 1.0, words: &[] },
            about: "share of each correction that is taken",
        },
        Parameter {
            key: "depth",
            default: "3",
            kind: Kind::Whole { low: 1, high: 16, words: &[] },
            about: "most questions of a tree",
        },
        Parameter {
            key: "min-leaf",
            default: "5",
            kind: Kind::Whole { low: 1, high: 1_000_000, words: &[] },
            about: "fewest training rows behind an answer of a tree",
        },
        Parameter {
            key: "share-of-rows",
            default: "1",
            kind: Kind::Real { low: 0.05, high: 1.0, words: &[] },
            about: "share of the rows drawn for each tree",
        },
        Parameter {
            key: "class-weight",
            default: "none",
            kind: Kind::Word(&["none", "balanced"]),
            about: "balanced: every class weighs the same, however rare",
        },
    ],
    grid: &[
        &[("rounds", "50"), ("depth", "2")],
        &[("rounds", "150"), ("depth", "2")],
        &[("rounds", "50"), ("depth", "3")],
        &[("rounds", "150"), ("depth", "3")],
    ],
    make: |settings| Box::new(Boosting { settings }),
};

/// A fitted sum of trees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoostedModel {
    pub inputs: usize,
    /// Classes of the answer; 0 for a number.
    pub classes: u32,
    /// The classes that occurred in training, in order.
    pub present: Vec<u32>,
    /// Where each sum begins: one for a number or two classes, else one a class.
    pub start: Vec<f64>,
    /// One tree a sum and round, round after round; the rate is in their values.
    pub trees: Vec<Tree>,
}

impl BoostedModel {
    /// The sums of a case: the number, the log odds of the second of two classes, or one a class.
    pub fn sums(&self, row: &[f64]) -> Vec<f64> {
        let mut sums = self.start.clone();
        for (number, tree) in self.trees.iter().enumerate() {
            sums[number % self.start.len()] += tree.value(tree.leaf_of(row))[0];
        }
        sums
    }

    /// Turns the sums into the answer.
    fn spread_sums(&self, mut sums: Vec<f64>, into: &mut Vec<f64>) {
        if self.classes == 0 {
            into.clear();
            return into.append(&mut sums);
        }
        if sums.len() == 1 {
            sums.insert(0, 0.0);
        }
        softmax(&mut sums);
        spread(&sums, &self.present, self.classes, 0.0, into);
    }

    /// Whether a model that was read from a file fits together.
    pub fn is_sound(&self) -> bool {
        let sums = if self.classes == 0 { 1 } else { sums_of(self.present.len()) };
        let tree = |tree: &Tree| tree.inputs == self.inputs && tree.outputs == 1 && tree.is_sound();
        self.start.len() == sums
            && self.start.iter().all(|start| start.is_finite())
            && (self.classes == 0 || self.present.len() >= 2)
            && self.present.iter().all(|class| *class < self.classes)
            && self.trees.iter().all(tree)
    }
}

impl Model for BoostedModel {
    fn outputs(&self) -> usize {
        (self.classes as usize).max(1)
    }

    fn inputs(&self) -> usize {
        self.inputs
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        self.spread_sums(self.sums(row), into);
    }

    fn scores_of(&self, features: &Features) -> Vec<f64> {
        let count = self.start.len();
        let mut sums = self.start.repeat(features.rows());
        answers_of(&self.trees, features, |row, tree, value| sums[row * count + tree % count] += value[0]);
        let mut all = Vec::with_capacity(features.rows() * self.outputs());
        let mut scores = Vec::new();
        for of_row in sums.chunks_exact(count) {
            self.spread_sums(of_row.to_vec(), &mut scores);
            all.extend_from_slice(&scores);
        }
        all
    }

    fn gives_probabilities(&self) -> bool {
        self.classes > 0
    }

    fn as_kind(&self) -> ModelKind<'_> {
        ModelKind::Boosted(self)
    }
}

/// How many sums tell so many classes apart.
fn sums_of(present: usize) -> usize {
    if present == 2 { 1 } else { present }
}

struct Boosting {
    settings: Settings,
}

/// What is known of the rows while boosting.
struct Rounds<'a> {
    problem: &'a Problem<'a>,
    rows: Vec<u32>,
    weights: Option<Vec<f64>>,
    coded: Coded,
    limits: Limits,
    rate: f64,
    share: f64,
    seed: u64,
    /// Classes that occur; empty for numbers.
    present: Vec<u32>,
}

impl Rounds<'_> {
    fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row])
    }

    /// 1 where the row is of the class that a sum speaks for.
    fn is(&self, row: usize, sum: usize) -> f64 {
        let Target::Classes { of, .. } = self.problem.target else { return 0.0 };
        let class = if self.present.len() == 2 { self.present[1] } else { self.present[sum] };
        f64::from(u8::from(of[row] == class))
    }

    fn mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        let rows = || self.rows.iter().map(|row| *row as usize);
        rows().map(|row| value(row) * self.weight(row)).sum::<f64>() / rows().map(|row| self.weight(row)).sum::<f64>()
    }

    fn start(&self) -> Vec<f64> {
        match self.problem.target {
            Target::Numbers(numbers) => vec![self.mean(|row| numbers[row])],
            Target::Classes { .. } if self.present.len() == 2 => {
                let share = self.mean(|row| self.is(row, 0));
                vec![(share / (1.0 - share)).ln()]
            }
            Target::Classes { .. } => {
                (0..self.present.len()).map(|sum| self.mean(|row| self.is(row, sum)).ln()).collect()
            }
        }
    }

    /// What each sum leaves over in each row, given all sums.
    fn left_over(&self, sums: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut left = vec![vec![0.0; self.coded.rows]; sums.len()];
        let mut shares = Vec::new();
        for row in self.rows.iter().map(|row| *row as usize) {
            if let Target::Numbers(numbers) = self.problem.target {
                left[0][row] = numbers[row] - sums[0][row];
                continue;
            }
            shares.clear();
            shares.extend(sums.iter().map(|sum| sum[row]));
            if let [log_odds] = shares[..] {
                shares[0] = 1.0 / (1.0 + (-log_odds).exp());
            } else {
                softmax(&mut shares);
            }
            for (sum, share) in shares.iter().enumerate() {
                left[sum][row] = self.is(row, sum) - share;
            }
        }
        left
    }

    fn drawn(&self, round: u32) -> Vec<u32> {
        if self.share >= 1.0 {
            return self.rows.clone();
        }
        let mut rows = self.rows.clone();
        of_part(self.seed, u64::from(round)).shuffle(&mut rows);
        rows.truncate(((rows.len() as f64 * self.share).ceil() as usize).max(1));
        rows.sort_unstable();
        rows
    }

    /// The tree that corrects one sum.
    fn correction(&self, sum: usize, left: &[f64], drawn: Vec<u32>, progress: &Progress) -> Result<Tree, Cancelled> {
        let grower = Grower {
            coded: &self.coded,
            target: Target::Numbers(left),
            weights: self.weights.as_deref(),
            criterion: Criterion::SquaredError,
            limits: self.limits,
        };
        let mut grown = grower.grow(drawn, &mut Draw::new(self.seed), progress)?;
        if !self.present.is_empty() {
            let steps: Vec<(usize, f64)> =
                grown.leaves().map(|(leaf, rows)| (leaf, self.newton_step(sum, left, rows))).collect();
            steps.into_iter().for_each(|(leaf, step)| grown.tree.values[leaf] = step);
        }
        let mut tree = grown.tree;
        tree.values.iter_mut().for_each(|value| *value *= self.rate);
        Ok(tree)
    }

    /// Change of log odds that fits the rows of a leaf best, to second order.
    fn newton_step(&self, sum: usize, left: &[f64], rows: &[u32]) -> f64 {
        let (mut slope, mut curvature) = (0.0, 0.0);
        for row in rows.iter().map(|row| *row as usize) {
            let share = self.is(row, sum) - left[row];
            slope += self.weight(row) * left[row];
            curvature += self.weight(row) * share * (1.0 - share);
        }
        let classes = self.present.len() as f64;
        let factor = if self.present.len() == 2 { 1.0 } else { (classes - 1.0) / classes };
        // Rows that are all but certain have nothing left to correct.
        if curvature < 1e-150 { 0.0 } else { factor * slope / curvature }
    }

    fn run(&self, rounds: u32, progress: &Progress) -> Result<(Vec<f64>, Vec<Tree>), Cancelled> {
        let start = self.start();
        let mut sums: Vec<Vec<f64>> = start.iter().map(|start| vec![*start; self.coded.rows]).collect();
        let mut trees = Vec::new();
        for round in 0..rounds {
            let drawn = self.drawn(round);
            let left = self.left_over(&sums);
            for (sum, left) in left.iter().enumerate() {
                let mut tree = self.correction(sum, left, drawn.clone(), progress)?;
                self.add(&tree, &mut sums[sum]);
                below_leaves(&mut tree);
                trees.push(tree);
            }
        }
        Ok((start, trees))
    }

    fn add(&self, tree: &Tree, sums: &mut [f64]) {
        let features = self.problem.features;
        for row in &self.rows {
            let row = *row as usize;
            let leaf = tree.leaf_by(|feature| features.column(feature)[row]);
            sums[row] += tree.value(leaf)[0];
        }
    }
}

/// Gives inner nodes the mean of the leaves below them, by weight.
fn below_leaves(tree: &mut Tree) {
    for number in (0..tree.nodes.len()).rev() {
        let node = &tree.nodes[number];
        if node.feature != super::tree::LEAF {
            let (left, right) = (node.left as usize, node.right as usize);
            let (l, r) = (tree.nodes[left].weight, tree.nodes[right].weight);
            tree.values[number] = (l * tree.values[left] + r * tree.values[right]) / (l + r);
        }
    }
}

impl Learner for Boosting {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let (classes, present) = match target {
            Target::Classes { of, count } => (count, classes_present(of, count, weights)),
            Target::Numbers(_) => (0, Vec::new()),
        };
        let rounds = Rounds {
            problem: &problem,
            rows: problem.rows_with_weight(),
            weights: weights_of(&self.settings, target, weights),
            coded: Coded::of(features, progress)?,
            limits: Limits {
                depth: self.settings.whole("depth").unwrap_or(3),
                min_split: 2,
                min_leaf: self.settings.whole("min-leaf").unwrap_or(1),
                features_tried: None,
            },
            rate: self.settings.real("rate").unwrap_or(0.1),
            share: self.settings.real("share-of-rows").unwrap_or(1.0),
            seed,
            present: present.clone(),
        };
        let (start, trees) = rounds.run(self.settings.whole("rounds").unwrap_or(150), progress)?;
        Ok(Fitted::Boosted(BoostedModel { inputs: features.columns(), classes, present, start, trees }))
    }
}
