//! K nearest neighbours: the answer of the training cases most like the case.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Model, ModelKind, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::Progress;

use super::problem::Problem;

const TASKS: &[Task] = &[Task::Classify, Task::Regress];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "knn",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "neighbours",
            default: "15",
            kind: Kind::Whole { low: 1, high: 10_000, words: &[] },
            about: "training cases that answer together",
        },
        Parameter {
            key: "votes",
            default: "equal",
            kind: Kind::Word(&["equal", "distance"]),
            about: "distance: a neighbour counts the more the nearer it is",
        },
    ],
    grid: &[&[("neighbours", "5")], &[("neighbours", "15")], &[("neighbours", "35")], &[("neighbours", "75")]],
    make: |settings| Box::new(NearestNeighbours { settings }),
};

/// A training case near the one asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its row in training.
    pub row: u32,
    /// Euclidean, in the features as the learner saw them.
    pub distance: f64,
}

/// A fitted model: the training cases themselves, which are patients' data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeighboursModel {
    pub neighbours: usize,
    pub by_distance: bool,
    /// Classes of the answer; 0 for a number.
    pub classes: u32,
    columns: Vec<Vec<f64>>,
    /// Class or number of each case.
    answers: Vec<f64>,
    weights: Vec<f64>,
    /// Rows of the training table.
    rows: Vec<u32>,
}

/// A case that is among the nearest so far; the farthest of them is the greatest.
#[derive(PartialEq)]
struct Near {
    square: f64,
    row: u32,
}

impl Eq for Near {}

impl Ord for Near {
    fn cmp(&self, other: &Near) -> Ordering {
        self.square.total_cmp(&other.square).then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Near) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Cases whose distances are worked out at once.
const AT_ONCE: usize = 256;

/// The cases nearest to one, the nearest first; of equally near ones the earlier. Features lie column by column.
pub fn nearest(columns: &[Vec<f64>], case: &[f64], count: usize) -> Vec<Neighbour> {
    let rows = columns.first().map_or(0, Vec::len);
    let count = count.min(rows);
    let mut heap: BinaryHeap<Near> = BinaryHeap::with_capacity(count + 1);
    let mut farthest = f64::INFINITY;
    for from in (0..rows).step_by(AT_ONCE) {
        let mut squares = [0.0; AT_ONCE];
        let squares = &mut squares[..AT_ONCE.min(rows - from)];
        for (column, own) in columns.iter().zip(case) {
            let column = &column[from..from + squares.len()];
            squares.iter_mut().zip(column).for_each(|(sum, value)| *sum += (value - own) * (value - own));
        }
        for (place, square) in squares.iter().enumerate() {
            if heap.len() < count || *square < farthest {
                heap.push(Near { square: *square, row: (from + place) as u32 });
                if heap.len() > count {
                    heap.pop();
                }
                farthest = heap.peek().map_or(f64::INFINITY, |near| near.square);
            }
        }
    }
    let sorted = heap.into_sorted_vec();
    sorted.into_iter().map(|near| Neighbour { row: near.row, distance: near.square.sqrt() }).collect()
}

impl NeighboursModel {
    /// The training cases that answer for this one; `row` counts the rows of the training table.
    pub fn neighbours_of(&self, case: &[f64]) -> Vec<Neighbour> {
        let near = nearest(&self.columns, case, self.neighbours);
        near.into_iter().map(|near| Neighbour { row: self.rows[near.row as usize], ..near }).collect()
    }

    /// Whether a model that was read from a file fits together.
    pub fn is_sound(&self) -> bool {
        let rows = self.answers.len();
        let finite = |values: &[f64]| values.len() == rows && values.iter().all(|value| value.is_finite());
        let class = |answer: &f64| self.classes == 0 || (*answer >= 0.0 && *answer < f64::from(self.classes));
        rows > 0
            && self.neighbours > 0
            && !self.columns.is_empty()
            && self.rows.len() == rows
            && self.columns.iter().all(|column| finite(column))
            && finite(&self.answers)
            && finite(&self.weights)
            && self.weights.iter().all(|weight| *weight > 0.0)
            && self.answers.iter().all(class)
    }

    /// Each neighbour's place and vote. Cases at no distance at all outvote the others.
    fn votes(&self, case: &[f64]) -> Vec<(usize, f64)> {
        let near = nearest(&self.columns, case, self.neighbours);
        let same = near.first().is_some_and(|nearest| nearest.distance == 0.0);
        let vote = |near: &Neighbour| {
            let by_distance = match same {
                true => f64::from(u8::from(near.distance == 0.0)),
                false => 1.0 / near.distance,
            };
            let place = near.row as usize;
            (place, self.weights[place] * if self.by_distance { by_distance } else { 1.0 })
        };
        near.iter().map(vote).collect()
    }
}

impl Model for NeighboursModel {
    fn outputs(&self) -> usize {
        (self.classes as usize).max(1)
    }

    fn inputs(&self) -> usize {
        self.columns.len()
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        into.clear();
        into.resize(self.outputs(), 0.0);
        let votes = self.votes(row);
        let all: f64 = votes.iter().map(|(_, vote)| vote).sum();
        for (place, vote) in votes {
            match self.classes {
                0 => into[0] += vote * self.answers[place] / all,
                _ => into[self.answers[place] as usize] += vote / all,
            }
        }
    }

    fn gives_probabilities(&self) -> bool {
        self.classes > 0
    }

    fn as_kind(&self) -> ModelKind<'_> {
        ModelKind::Neighbours(self)
    }
}

struct NearestNeighbours {
    settings: Settings,
}

impl Learner for NearestNeighbours {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let rows = problem.rows_with_weight();
        let mut columns = Vec::with_capacity(features.columns());
        for column in 0..features.columns() {
            progress.tick(0)?;
            let column = features.column(column);
            columns.push(rows.iter().map(|row| column[*row as usize]).collect());
        }
        let (classes, answers): (u32, Vec<f64>) = match target {
            Target::Classes { of, count } => (count, rows.iter().map(|row| f64::from(of[*row as usize])).collect()),
            Target::Numbers(numbers) => (0, rows.iter().map(|row| numbers[*row as usize]).collect()),
        };
        Ok(Fitted::Neighbours(NeighboursModel {
            neighbours: (self.settings.whole("neighbours").unwrap_or(15) as usize).min(rows.len()),
            by_distance: self.settings.word("votes") == Some("distance"),
            classes,
            columns,
            answers,
            weights: rows.iter().map(|row| problem.weight(*row as usize)).collect(),
            rows,
        }))
    }
}
