//! Models that add up one term a feature: linear, elastic-net and logistic regression.

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::learner::{Model, ModelKind};

/// What a sum of terms means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// The sum is the answer.
    Number,
    /// One sum: the log odds of the second of two classes against the first.
    LogOdds,
    /// One sum a class; probabilities are in proportion to their exponentials.
    Softmax,
}

/// One sum: `intercept + Σ coefficient · feature`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sum {
    pub intercept: f64,
    pub coefficients: Vec<f64>,
}

impl Sum {
    pub fn at(&self, row: &[f64]) -> f64 {
        self.intercept + self.coefficients.iter().zip(row).map(|(coefficient, value)| coefficient * value).sum::<f64>()
    }
}

/// A fitted model of terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearModel {
    pub link: Link,
    pub inputs: usize,
    /// Classes of the answer; 0 for a number.
    pub classes: u32,
    /// The classes that occurred in training, in order.
    pub present: Vec<u32>,
    pub sums: Vec<Sum>,
    /// Mean of each feature in training, what explanations compare with.
    pub means: Vec<f64>,
}

impl LinearModel {
    /// Whether a model that was read from a file fits together.
    pub fn is_sound(&self) -> bool {
        let finite = |values: &[f64]| values.len() == self.inputs && values.iter().all(|value| value.is_finite());
        let shape = match self.link {
            Link::Number => self.sums.len() == 1 && self.classes == 0,
            Link::LogOdds => self.sums.len() == 1 && self.present.len() == 2,
            Link::Softmax => self.sums.len() == self.present.len() && self.present.len() > 2,
        };
        shape
            && finite(&self.means)
            && self.present.iter().all(|class| *class < self.classes)
            && self.sums.iter().all(|sum| sum.intercept.is_finite() && finite(&sum.coefficients))
    }
}

impl Model for LinearModel {
    fn outputs(&self) -> usize {
        (self.classes as usize).max(1)
    }

    fn inputs(&self) -> usize {
        self.inputs
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        into.clear();
        if self.link == Link::Number {
            return into.extend(self.sums.iter().map(|sum| sum.at(row)));
        }
        let mut sums: Vec<f64> = self.sums.iter().map(|sum| sum.at(row)).collect();
        if self.link == Link::LogOdds {
            sums.insert(0, 0.0);
        }
        softmax(&mut sums);
        spread(&sums, &self.present, self.classes, 0.0, into);
    }

    fn gives_probabilities(&self) -> bool {
        self.link != Link::Number
    }

    fn as_kind(&self) -> ModelKind<'_> {
        ModelKind::Linear(self)
    }
}

/// Shares in proportion to the exponentials; equal ones where the sums are beyond all numbers.
pub fn softmax(sums: &mut [f64]) {
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !most.is_finite() {
        sums.fill(0.0);
        return softmax(sums);
    }
    sums.iter_mut().for_each(|sum| *sum = (*sum - most).exp());
    let all: f64 = sums.iter().sum();
    sums.iter_mut().for_each(|sum| *sum /= all);
}

/// Numbers of the classes that occurred, at the places of all classes.
pub fn spread(of_present: &[f64], present: &[u32], classes: u32, absent: f64, into: &mut Vec<f64>) {
    into.clear();
    into.resize(classes as usize, absent);
    present.iter().zip(of_present).for_each(|(class, value)| into[*class as usize] = *value);
}
