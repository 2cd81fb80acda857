//! How well a classifier does on patients it has not seen: stratified folds, seeded, beside the majority class.
//!
//! Vocabulary, counts and majority are learned anew in each fold's training part. A patient is whole in one fold.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::diagnosis::folds::dealt;
use crate::analysis::statistics::wilson;
use crate::base::{Cancelled, Draw, Progress};
use crate::domain::gene_text::{Accuracy, CrossValidation, GeneTextCard, GeneTextModel};

use super::bayes::{Classifier, FitFault, fit};
use super::cases::{Cases, GeneCase, Joined};

/// Folds unless somebody says otherwise.
pub const FOLDS: u32 = 5;

/// Learns from all cases, and says on the model's card how it does when some are held back.
///
/// # Errors
/// Nothing can be learned, or the job was stopped.
pub fn fit_and_validate(
    joined: &Joined,
    folds: u32,
    seed: u64,
    progress: &Progress,
) -> Result<GeneTextModel, FitFault> {
    let all: Vec<&GeneCase> = joined.cases.cases.iter().collect();
    let mut model = fit(&all)?;
    let validation = cross_validate(&joined.cases, folds, seed, progress)?;
    model.card = GeneTextCard { patients: u64::from(joined.cases.patients), left_out: joined.left_out(), validation };
    Ok(model)
}

/// `None` where there are too few patients for two folds with two classes to learn from.
///
/// # Errors
/// The job was stopped.
pub fn cross_validate(
    cases: &Cases,
    folds: u32,
    seed: u64,
    progress: &Progress,
) -> Result<Option<CrossValidation>, Cancelled> {
    let folds = folds.min(cases.patients);
    if folds < 2 {
        return Ok(None);
    }
    let fold_of = stratified(cases, folds, seed);
    let is_in = |case: &&GeneCase, fold: u32| fold_of.get(case.patient as usize) == Some(&fold);
    progress.restart(u64::from(folds));
    let (mut model, mut majority, mut of) = (0, 0, 0);
    for fold in 0..folds {
        progress.tick(1)?;
        let (held_back, rest): (Vec<&GeneCase>, Vec<&GeneCase>) =
            cases.cases.iter().partition(|case| is_in(case, fold));
        // One class alone: the model is the majority.
        let Ok(fitted) = fit(&rest) else { return Ok(None) };
        let (right, by_majority) = rights(&fitted, &held_back);
        model += right;
        majority += by_majority;
        of += held_back.len() as u64;
    }
    let (model, majority) = (accuracy(model, of), accuracy(majority, of));
    Ok(Some(CrossValidation { folds, seed, model, majority }))
}

/// How many the model gets right, and how many its most frequent class is.
fn rights(model: &GeneTextModel, held_back: &[&GeneCase]) -> (u64, u64) {
    let classifier = Classifier::of(model);
    let name = |place: usize| model.classes().get(place).map(|class| class.name.as_str());
    let most = model.classes().iter().map(|class| class.texts).max();
    let majority = model.classes().iter().find(|class| Some(class.texts) == most).map(|class| class.name.as_str());
    let is_right = |case: &&&GeneCase| {
        let predicted = classifier.predict_tokens(&case.tokens).ok();
        predicted.and_then(|prediction| name(prediction.class)) == Some(case.disease.as_str())
    };
    let by_model = held_back.iter().filter(is_right).count();
    let by_majority = held_back.iter().filter(|case| majority == Some(case.disease.as_str())).count();
    (by_model as u64, by_majority as u64)
}

/// The fold of each patient, stratified by disease.
fn stratified(cases: &Cases, folds: u32, seed: u64) -> Vec<u32> {
    let names: BTreeSet<&str> = cases.cases.iter().map(|case| case.disease.as_str()).collect();
    let class_of: BTreeMap<&str, u32> = names.into_iter().zip(0..).collect();
    // Cases of a patient stand together; the first disease places them.
    let of_patient = cases.cases.chunk_by(|case, next| case.patient == next.patient);
    let first = of_patient.filter_map(|of_patient| of_patient.first());
    let classes: Vec<u32> = first.filter_map(|case| class_of.get(case.disease.as_str()).copied()).collect();
    dealt(&classes, folds, &mut Draw::new(seed))
}

fn accuracy(right: u64, of: u64) -> Accuracy {
    let (low, high) = wilson(right, of);
    Accuracy { right, of, share: right as f64 / of as f64, low, high }
}

#[cfg(test)]
mod tests;
