//! Growing a tree: each node takes the best division of its rows until a limit or purity is reached.

use std::ops::Range;

use crate::analysis::diagnosis::data::Target;

use crate::base::{Cancelled, Draw, Progress};

use super::codes::Coded;
use super::gain::{CellShape, Criterion, Entropy, Gain, Gini, GiniOfTwo, SquaredError, impurity_of_classes};
use super::split::{Answers, Node, Offer, Place, Scratch, best_place};
use super::{LEAF, Tree, TreeNode};

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub depth: u32,
    pub min_split: u32,
    pub min_leaf: u32,
    /// So many features, drawn anew for each node; all where `None`.
    pub features_tried: Option<usize>,
}

/// A tree, and which rows ended in which of its leaves.
pub struct Grown {
    pub tree: Tree,
    rows: Vec<u32>,
    leaves: Vec<(u32, Range<usize>)>,
}

impl Grown {
    /// Each leaf's number with the rows that ended in it.
    pub fn leaves(&self) -> impl Iterator<Item = (usize, &[u32])> {
        self.leaves.iter().map(|(leaf, range)| (*leaf as usize, &self.rows[range.clone()]))
    }
}

/// A node that waits to be divided.
struct Waiting {
    range: Range<usize>,
    depth: u32,
    /// Its parent, and whether it is the right child.
    parent: Option<(usize, bool)>,
}

/// What grows one tree.
pub struct Grower<'a> {
    pub coded: &'a Coded,
    pub target: Target<'a>,
    pub weights: Option<&'a [f64]>,
    pub criterion: Criterion,
    pub limits: Limits,
}

/// The rows in the order of the nodes, and what is known of the node at work.
struct Work {
    rows: Vec<u32>,
    spare: Vec<u32>,
    classes: Vec<u32>,
    numbers: Vec<f64>,
    weights: Vec<f64>,
    total: Vec<f64>,
    features: Vec<u32>,
    scratch: Scratch,
}

impl Grower<'_> {
    /// Grows a tree on these rows, which have weights above 0.
    ///
    /// # Errors
    /// Cancelled.
    pub fn grow(&self, rows: Vec<u32>, random: &mut Draw, progress: &Progress) -> Result<Grown, Cancelled> {
        let mut work = Work::new(rows, self.coded.columns.len());
        let mut tree = Tree::empty(self.coded.columns.len(), self.outputs());
        let mut leaves = Vec::new();
        let mut waiting = vec![Waiting { range: 0..work.rows.len(), depth: 0, parent: None }];
        while let Some(next) = waiting.pop() {
            progress.tick(0)?;
            work.enter(self, next.range.clone());
            let number = self.add_node(&mut tree, &work, &next);
            let chosen = if self.is_leaf(&tree.nodes[number], next.depth) {
                None
            } else {
                self.best_feature(&mut work, next.range.clone(), random, progress)?
            };
            let Some((feature, place)) = chosen else {
                leaves.push((number as u32, next.range));
                continue;
            };
            let column = &self.coded.columns[feature as usize];
            tree.nodes[number].feature = feature;
            tree.nodes[number].threshold =
                between(column.values[place.below as usize], column.values[place.above as usize]);
            let middle = work.divide(next.range.clone(), &column.codes, place.below);
            let child = |range, right| Waiting { range, depth: next.depth + 1, parent: Some((number, right)) };
            waiting.push(child(middle..next.range.end, true));
            waiting.push(child(next.range.start..middle, false));
        }
        Ok(Grown { tree, rows: work.rows, leaves })
    }

    fn outputs(&self) -> usize {
        match self.target {
            Target::Classes { count, .. } => count as usize,
            Target::Numbers(_) => 1,
        }
    }

    fn shape(&self) -> CellShape {
        match self.target {
            Target::Classes { count, .. } => CellShape::of_classes(count, self.weights.is_some()),
            Target::Numbers(_) => CellShape::of_numbers(self.weights.is_some()),
        }
    }

    fn add_node(&self, tree: &mut Tree, work: &Work, at: &Waiting) -> usize {
        let number = tree.nodes.len();
        if let Some((parent, right)) = at.parent {
            let link = if right { &mut tree.nodes[parent].right } else { &mut tree.nodes[parent].left };
            *link = number as u32;
        }
        let weight = self.shape().weight(&work.total);
        let impurity = match self.target {
            Target::Classes { count, .. } => {
                let classes = &work.total[..count as usize];
                tree.values.extend(classes.iter().map(|class| class / weight));
                impurity_of_classes(self.criterion, classes)
            }
            Target::Numbers(_) => {
                let mean = work.total[1] / weight;
                tree.values.push(mean);
                work.variance(mean, weight)
            }
        };
        let rows = at.range.len() as u32;
        tree.nodes.push(TreeNode { feature: LEAF, threshold: 0.0, left: 0, right: 0, weight, rows, impurity });
        number
    }

    fn is_leaf(&self, node: &TreeNode, depth: u32) -> bool {
        let limits = &self.limits;
        depth >= limits.depth
            || node.rows < limits.min_split
            || u64::from(node.rows) < 2 * u64::from(limits.min_leaf)
            || node.impurity <= f64::EPSILON
    }

    /// The feature with the best place; of equally good ones the first.
    fn best_feature(
        &self,
        work: &mut Work,
        range: Range<usize>,
        random: &mut Draw,
        progress: &Progress,
    ) -> Result<Option<(u32, Place)>, Cancelled> {
        let wanted = self.limits.features_tried.unwrap_or(usize::MAX);
        if wanted < work.features.len() {
            random.shuffle(&mut work.features);
        }
        let mut best: Option<(u32, Place)> = None;
        let mut tried = 0;
        for index in 0..work.features.len() {
            // A feature without two values does not count as tried, so that a node is divided where it can be.
            if tried >= wanted {
                break;
            }
            progress.tick(0)?;
            let feature = work.features[index];
            match self.offer(work, range.clone(), feature as usize) {
                Offer::Constant => {}
                Offer::TooSmall => tried += 1,
                Offer::Split(place) => {
                    tried += 1;
                    if best.is_none_or(|(_, known)| place.gain > known.gain) {
                        best = Some((feature, place));
                    }
                }
            }
        }
        Ok(best)
    }

    fn offer(&self, work: &mut Work, range: Range<usize>, feature: usize) -> Offer {
        match (self.criterion, self.target) {
            (Criterion::Gini, Target::Classes { count: 2, .. }) => self.offer_by(work, range, feature, &GiniOfTwo),
            (Criterion::Entropy, Target::Classes { count, .. }) => {
                self.offer_by(work, range, feature, &Entropy { classes: count as usize })
            }
            (Criterion::Gini | Criterion::SquaredError, Target::Classes { count, .. }) => {
                self.offer_by(work, range, feature, &Gini { classes: count as usize })
            }
            (_, Target::Numbers(_)) => self.offer_by(work, range, feature, &SquaredError),
        }
    }

    fn offer_by<G: Gain>(&self, work: &mut Work, range: Range<usize>, feature: usize, gain: &G) -> Offer {
        let node = Node {
            rows: &work.rows[range],
            answers: match self.target {
                Target::Classes { .. } => Answers::Classes(&work.classes),
                Target::Numbers(_) => Answers::Numbers(&work.numbers),
            },
            weights: self.weights.map(|_| work.weights.as_slice()),
            total: &work.total,
            min_leaf: f64::from(self.limits.min_leaf),
        };
        best_place(&node, &self.coded.columns[feature], self.shape(), gain, &mut work.scratch)
    }
}

impl Work {
    fn new(rows: Vec<u32>, features: usize) -> Work {
        Work {
            spare: Vec::with_capacity(rows.len()),
            rows,
            classes: Vec::new(),
            numbers: Vec::new(),
            weights: Vec::new(),
            total: Vec::new(),
            features: (0..features as u32).collect(),
            scratch: Scratch::default(),
        }
    }

    /// Gathers what the node's rows answer, and their sums.
    fn enter(&mut self, grower: &Grower<'_>, range: Range<usize>) {
        let rows = &self.rows[range];
        self.weights.clear();
        if let Some(weights) = grower.weights {
            self.weights.extend(rows.iter().map(|row| weights[*row as usize]));
        }
        let answers = match grower.target {
            Target::Classes { of, .. } => {
                self.classes.clear();
                self.classes.extend(rows.iter().map(|row| of[*row as usize]));
                Answers::Classes(&self.classes)
            }
            Target::Numbers(numbers) => {
                self.numbers.clear();
                self.numbers.extend(rows.iter().map(|row| numbers[*row as usize]));
                Answers::Numbers(&self.numbers)
            }
        };
        let mut total = vec![0.0; grower.shape().entries()];
        let weights = grower.weights.map(|_| self.weights.as_slice());
        let node = Node { rows, answers, weights, total: &[], min_leaf: 0.0 };
        (0..rows.len()).for_each(|place| node.add(place, &mut total));
        self.total = total;
    }

    fn variance(&self, mean: f64, weight: f64) -> f64 {
        let squares = self.numbers.iter().map(|number| (number - mean) * (number - mean));
        if self.weights.is_empty() {
            squares.sum::<f64>() / weight
        } else {
            squares.zip(&self.weights).map(|(square, weight)| square * weight).sum::<f64>() / weight
        }
    }

    /// Puts rows whose code is at most `below` first, the order kept on both sides; gives the first row of the rest.
    fn divide(&mut self, range: Range<usize>, codes: &[u32], below: u32) -> usize {
        self.spare.clear();
        let mut left = range.start;
        for place in range.clone() {
            let row = self.rows[place];
            if codes[row as usize] <= below {
                self.rows[left] = row;
                left += 1;
            } else {
                self.spare.push(row);
            }
        }
        self.rows[left..range.end].copy_from_slice(&self.spare);
        left
    }
}

/// Halfway between two neighbouring values, never as large as the upper one.
fn between(below: f64, above: f64) -> f64 {
    let middle = below / 2.0 + above / 2.0;
    if middle >= below && middle < above { middle } else { below }
}
