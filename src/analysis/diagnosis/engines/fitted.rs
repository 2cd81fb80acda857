//! Every fitted model in one type, so that what is saved comes back the same bit for bit.

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::data::Features;
use crate::analysis::diagnosis::learner::Model;

use super::boosting::BoostedModel;
use super::forest::ForestModel;
use super::knn::NeighboursModel;
use super::linear_model::LinearModel;
use super::naive_bayes::BayesModel;
use super::svm::SvmModel;
use super::tree::TreeModel;

/// A fitted model of any algorithm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fitted {
    Svm(SvmModel),
    Tree(TreeModel),
    Forest(ForestModel),
    Boosted(BoostedModel),
    Linear(LinearModel),
    Bayes(BayesModel),
    Neighbours(NeighboursModel),
}

/// What explanations look into.
#[derive(Clone, Copy, Debug)]
pub enum ModelKind<'a> {
    Svm(&'a SvmModel),
    Tree(&'a TreeModel),
    Forest(&'a ForestModel),
    Boosted(&'a BoostedModel),
    Linear(&'a LinearModel),
    Bayes(&'a BayesModel),
    Neighbours(&'a NeighboursModel),
}

impl Fitted {
    /// Whether a model that was read from a file fits together: only then may it be asked.
    pub fn is_sound(&self) -> bool {
        match self {
            Fitted::Svm(model) => model.is_sound(),
            Fitted::Tree(model) => model.tree.is_sound(),
            Fitted::Forest(model) => model.is_sound(),
            Fitted::Boosted(model) => model.is_sound(),
            Fitted::Linear(model) => model.is_sound(),
            Fitted::Bayes(model) => model.is_sound(),
            Fitted::Neighbours(model) => model.is_sound(),
        }
    }

    /// Whether training cases are part of the model, so that a copy of it is a copy of patients' data.
    pub fn holds_cases(&self) -> bool {
        match self {
            Fitted::Svm(model) => model.support.count() > 0,
            Fitted::Neighbours(_) => true,
            Fitted::Tree(_) | Fitted::Forest(_) | Fitted::Boosted(_) | Fitted::Linear(_) | Fitted::Bayes(_) => false,
        }
    }

    fn model(&self) -> &dyn Model {
        match self {
            Fitted::Svm(model) => model,
            Fitted::Tree(model) => model,
            Fitted::Forest(model) => model,
            Fitted::Boosted(model) => model,
            Fitted::Linear(model) => model,
            Fitted::Bayes(model) => model,
            Fitted::Neighbours(model) => model,
        }
    }
}

impl Model for Fitted {
    fn outputs(&self) -> usize {
        self.model().outputs()
    }

    fn inputs(&self) -> usize {
        self.model().inputs()
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        self.model().scores(row, into);
    }

    fn gives_probabilities(&self) -> bool {
        self.model().gives_probabilities()
    }

    fn as_kind(&self) -> ModelKind<'_> {
        self.model().as_kind()
    }

    fn scores_of(&self, features: &Features) -> Vec<f64> {
        self.model().scores_of(features)
    }
}
