//! The learners, one file or folder each.

pub mod boosting;
pub mod elastic_net;
pub mod fitted;
pub mod forest;
pub mod knn;
pub mod linear;
pub mod linear_model;
pub mod linfa;
pub mod logistic;
pub mod naive_bayes;
mod problem;
mod standard;
pub mod svm;
#[cfg(test)]
pub mod test_table;
#[cfg(test)]
mod tests;
pub mod tree;
mod vector;

use super::learner::AlgorithmEntry;

/// Every algorithm, in the order in which they are offered.
pub(super) const ALL: &[AlgorithmEntry] = &[
    svm::ENTRY,
    tree::ENTRY,
    logistic::ENTRY,
    linear::ENTRY,
    elastic_net::ENTRY,
    naive_bayes::ENTRY,
    knn::ENTRY,
    forest::ENTRY,
    boosting::ENTRY,
    linfa::svm::ENTRY,
    linfa::tree::ENTRY,
];
