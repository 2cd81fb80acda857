//! Shares of features in models of terms: coefficient times how far the feature is from its mean in training.

use crate::analysis::diagnosis::engines::linear_model::{LinearModel, Link, Sum};
use crate::analysis::diagnosis::engines::svm::SvmModel;

use super::{Explanation, Method, Scale};

fn of_sum(sum: &Sum, means: &[f64], case: &[f64], scale: Scale) -> Explanation {
    let terms = sum.coefficients.iter().zip(means).zip(case);
    Explanation {
        scale,
        method: Method::LinearTerms,
        answer: sum.at(case),
        base: sum.at(means),
        contributions: terms.map(|((coefficient, mean), value)| coefficient * (value - mean)).collect(),
        errors: None,
    }
}

/// The same sum with the other sign.
fn negated(sum: &Sum) -> Sum {
    Sum { intercept: -sum.intercept, coefficients: sum.coefficients.iter().map(|c| -c).collect() }
}

/// A class that did not occur in training has no sum: nothing speaks for it, and there is nothing to explain.
pub fn nothing(features: usize, scale: Scale, answer: f64) -> Explanation {
    let contributions = vec![0.0; features];
    Explanation { scale, method: Method::LinearTerms, answer, base: answer, contributions, errors: None }
}

pub fn of_sums(model: &LinearModel, case: &[f64], class: usize) -> Explanation {
    let place = model.present.iter().position(|present| *present as usize == class);
    match (model.link, place) {
        (Link::Number, _) => of_sum(&model.sums[0], &model.means, case, Scale::Number),
        (Link::LogOdds, Some(1)) => of_sum(&model.sums[0], &model.means, case, Scale::LogOdds),
        (Link::LogOdds, Some(_)) => of_sum(&negated(&model.sums[0]), &model.means, case, Scale::LogOdds),
        (Link::Softmax, Some(place)) => of_sum(&model.sums[place], &model.means, case, Scale::ClassScore),
        (Link::LogOdds, None) => nothing(model.inputs, Scale::LogOdds, f64::MIN),
        (Link::Softmax, None) => nothing(model.inputs, Scale::ClassScore, f64::MIN),
    }
}

/// Machines with a linear kernel.
pub fn of_machines(model: &SvmModel, case: &[f64], class: usize) -> Explanation {
    let place = model.present.iter().position(|present| *present as usize == class);
    let sum = |place: usize| {
        let machine = &model.machines[place];
        Sum { intercept: -machine.offset, coefficients: machine.coefficients.clone() }
    };
    match (model.classes, place) {
        (0, _) => of_sum(&sum(0), &model.means, case, Scale::Number),
        (_, Some(place)) if place < model.machines.len() => of_sum(&sum(place), &model.means, case, Scale::Decision),
        (_, Some(_)) => of_sum(&negated(&sum(0)), &model.means, case, Scale::Decision),
        (_, None) => nothing(model.inputs, Scale::Decision, -1.0),
    }
}
