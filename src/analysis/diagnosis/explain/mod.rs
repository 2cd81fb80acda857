//! Why a model answers as it does: shares of the answer that add up to it, and the questions a tree asked.

mod bayes;
mod linear;
pub mod path;
pub mod sampled;
#[cfg(test)]
mod tests;
pub mod tree_shap;

use crate::base::{Cancelled, Progress};

use super::data::Features;
use super::engines::linear_model::Link;
use super::learner::{Fitted, Model, ModelKind};
use sampled::Sampling;

/// What the explained number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Probability of the class.
    Probability,
    /// Log odds of the class against the other of two.
    LogOdds,
    /// Log of a number to which the probability of the class is in proportion.
    ClassScore,
    /// Decision value of a support vector machine: above 0 it speaks for the class.
    Decision,
    /// The predicted number.
    Number,
}

/// How the shares were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Shapley values of trees, exact.
    TreeShap,
    /// Coefficient times distance from the mean, exact.
    LinearTerms,
    /// Log density of each feature less its mean, exact.
    LogDensities,
    /// Shapley values from random orders, with an error.
    SampledShapley,
}

/// Shares of the features in one answer: `base + Σ contributions` is the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub scale: Scale,
    pub method: Method,
    /// The answer explained.
    pub answer: f64,
    /// The answer before anything is known of the case.
    pub base: f64,
    /// One a feature.
    pub contributions: Vec<f64>,
    /// Standard error of each contribution; none where they are exact.
    pub errors: Option<Vec<f64>>,
}

/// Explains a model's answer about one class (ignored where the answer is a number) for one case.
///
/// `background` are training cases (at least one); models without an exact way compare with them.
///
/// # Errors
/// Cancelled.
pub fn explain(
    model: &Fitted,
    case: &[f64],
    class: u32,
    background: &Features,
    sampling: Sampling,
    progress: &Progress,
) -> Result<Explanation, Cancelled> {
    let class = (class as usize).min(model.outputs().saturating_sub(1));
    match model.as_kind() {
        ModelKind::Tree(tree) => {
            tree_shap::of_mean(std::slice::from_ref(&tree.tree), tree.classes, case, class, progress)
        }
        ModelKind::Forest(forest) => tree_shap::of_mean(&forest.trees, forest.classes, case, class, progress),
        ModelKind::Boosted(boosted) => tree_shap::of_boosted(boosted, case, class, progress),
        ModelKind::Linear(linear) => Ok(linear::of_sums(linear, case, class)),
        ModelKind::Bayes(bayes) => Ok(bayes::of_bayes(bayes, case, class)),
        ModelKind::Svm(svm) if svm.support.count() == 0 => Ok(linear::of_machines(svm, case, class)),
        ModelKind::Svm(_) | ModelKind::Neighbours(_) => {
            let answer = |case: &[f64], scores: &mut Vec<f64>| {
                model.scores(case, scores);
                scores.get(class).copied().unwrap_or(0.0)
            };
            sampled::explain(&answer, scale_of(model), case, background, sampling, progress)
        }
    }
}

/// What the numbers of [`Model::scores`] are.
pub fn scale_of(model: &Fitted) -> Scale {
    match model.as_kind() {
        ModelKind::Svm(svm) if svm.classes > 0 => Scale::Decision,
        ModelKind::Linear(linear) if linear.link != Link::Number => Scale::Probability,
        _ if model.gives_probabilities() => Scale::Probability,
        _ => Scale::Number,
    }
}
