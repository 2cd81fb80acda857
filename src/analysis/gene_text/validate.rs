//! How well a classifier does on patients it has not seen: stratified folds, seeded, beside the majority class.
//!
//! Vocabulary, counts and majority are learned anew in each fold's training part. A patient is whole in one fold.

use std::collections::BTreeMap;

use crate::base::{Cancelled, Progress};
use crate::domain::gene_text::{Accuracy, CrossValidation, GeneTextCard, GeneTextModel};

use super::bayes::{Classifier, FitFault, fit};
use super::cases::{Cases, GeneCase, Joined};

/// Folds unless somebody says otherwise.
pub const FOLDS: u32 = 5;

/// Quantile of the normal distribution for an interval of 95 %.
const DEVIATIONS: f64 = 1.959_963_984_540_054;

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

/// The fold of each patient: patients of a class are shuffled and dealt, and the next class goes on where it stopped.
fn stratified(cases: &Cases, folds: u32, seed: u64) -> Vec<u32> {
    let mut of_class: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut last = None;
    for case in &cases.cases {
        // Cases of a patient stand together; the first disease places them.
        if last.replace(case.patient) != Some(case.patient) {
            of_class.entry(&case.disease).or_default().push(case.patient);
        }
    }
    let mut draw = Draw(seed);
    let mut fold_of = vec![0; cases.patients as usize];
    let mut next = 0;
    for patients in of_class.values_mut() {
        draw.shuffle(patients);
        for patient in patients {
            if let Some(fold) = fold_of.get_mut(*patient as usize) {
                *fold = next;
            }
            next = (next + 1) % folds;
        }
    }
    fold_of
}

/// SplitMix64 (Steele, Lea, Flood 2014): enough to shuffle.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn shuffle(&mut self, patients: &mut [u32]) {
        for place in (1..patients.len()).rev() {
            patients.swap(place, (self.next() % (place as u64 + 1)) as usize);
        }
    }
}

fn accuracy(right: u64, of: u64) -> Accuracy {
    let (low, high) = wilson(right, of);
    Accuracy { right, of, share: right as f64 / of as f64, low, high }
}

/// The 95 % interval of a share by Wilson's score (J Am Stat Assoc 1927;22:209); 0 to 1 where there is nothing.
pub fn wilson(right: u64, of: u64) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, share, z2) = (of as f64, right as f64 / of as f64, DEVIATIONS * DEVIATIONS);
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = DEVIATIONS / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests;
