//! Shares of features in naive Bayes: logs of densities add up, so that each feature's part stands by itself. It is
//! compared with its mean over cases as the model itself holds them to be distributed.

use crate::analysis::diagnosis::engines::naive_bayes::{BayesModel, ClassNormals};

use super::{Explanation, Method, Scale};

/// Log density of a value in a class, less the constant that all classes share.
fn term(class: &ClassNormals, feature: usize, square: f64) -> f64 {
    -(class.variances[feature].ln() + square / class.variances[feature]) / 2.0
}

/// The same, the mean over cases of all classes.
fn mean_term(model: &BayesModel, class: &ClassNormals, feature: usize) -> f64 {
    let square = |other: &ClassNormals| {
        let apart = other.means[feature] - class.means[feature];
        other.share * (other.variances[feature] + apart * apart)
    };
    term(class, feature, model.normals.iter().map(square).sum())
}

/// Two classes: the log odds of one against the other; several: the log of prior times density.
pub fn of_bayes(model: &BayesModel, case: &[f64], class: usize) -> Explanation {
    let own = model.normals.iter().find(|normals| normals.class as usize == class);
    let two = model.normals.len() == 2;
    let other = model.normals.iter().find(|normals| two && normals.class as usize != class);
    let scale = if two { Scale::LogOdds } else { Scale::ClassScore };
    let Some(own) = own else { return super::linear::nothing(model.inputs, scale, f64::MIN) };
    let part = |normals: &ClassNormals, feature: usize| {
        let apart = case[feature] - normals.means[feature];
        (term(normals, feature, apart * apart), mean_term(model, normals, feature))
    };
    let mut contributions = Vec::with_capacity(model.inputs);
    let mut base = own.share.ln() - other.map_or(0.0, |other| other.share.ln());
    for feature in 0..model.inputs {
        let (of_case, of_mean) = part(own, feature);
        let (against, against_mean) = other.map_or((0.0, 0.0), |other| part(other, feature));
        contributions.push((of_case - against) - (of_mean - against_mean));
        base += of_mean - against_mean;
    }
    let answer = base + contributions.iter().sum::<f64>();
    Explanation { scale, method: Method::LogDensities, answer, base, contributions, errors: None }
}
