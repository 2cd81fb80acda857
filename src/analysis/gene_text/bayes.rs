//! Multinomial naive Bayes with Laplace smoothing, of our own: counts in, probabilities out.
//!
//! The prior of a class is its share of the texts; a token's probability in a class is
//! `(count + alpha) / (all counts of the class + alpha x size of the vocabulary)`. Everything is summed in logarithms, in
//! the order of the vocabulary, so that the same counts always give the same digits.

use std::collections::{BTreeMap, HashMap};

use crate::domain::gene_text::{GeneTextCard, GeneTextClass, GeneTextFault, GeneTextModel, TokenCounts};

use super::cases::GeneCase;
use super::token::tokens;

/// Laplace's: one is added to each count.
pub const ALPHA: f64 = 1.0;

/// Why nothing can be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FitFault {
    #[error("there is no patient with both a gene text and a disease")]
    NoCases,
    #[error("every patient has the same disease, {0:?}: there is nothing to tell apart")]
    OneClass(String),
    #[error(transparent)]
    Model(#[from] GeneTextFault),
    #[error(transparent)]
    Cancelled(#[from] crate::base::Cancelled),
}

/// A text without a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the gene text is empty")]
pub struct EmptyText;

/// Counts tokens by class.
///
/// # Errors
/// Fewer than two classes.
pub fn fit(cases: &[&GeneCase]) -> Result<GeneTextModel, FitFault> {
    let names: BTreeMap<&str, usize> = cases.iter().map(|case| (case.disease.as_str(), 0)).collect();
    let places: BTreeMap<&str, usize> = names.into_keys().zip(0..).collect();
    if places.is_empty() {
        return Err(FitFault::NoCases);
    }
    if let (1, Some(only)) = (places.len(), places.keys().next()) {
        return Err(FitFault::OneClass((*only).to_owned()));
    }
    let mut texts = vec![0; places.len()];
    let mut counts: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for case in cases {
        let Some(place) = places.get(case.disease.as_str()).copied() else { continue };
        add_one(&mut texts, place);
        for token in &case.tokens {
            add_one(counts.entry(token).or_insert_with(|| vec![0; places.len()]), place);
        }
    }
    let classes = places.keys().zip(texts).map(|(name, texts)| GeneTextClass { name: (*name).to_owned(), texts });
    let tokens = counts.into_iter().map(|(token, counts)| TokenCounts { token: token.to_owned(), counts });
    Ok(GeneTextModel::new(classes.collect(), tokens.collect(), ALPHA, GeneTextCard::default())?)
}

fn add_one(counts: &mut [u64], place: usize) {
    if let Some(count) = counts.get_mut(place) {
        *count += 1;
    }
}

/// What a text is taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Position of the likeliest class in the model's; the first of several.
    pub class: usize,
    /// Of each class; they sum to 1.
    pub probabilities: Vec<f64>,
    /// Tokens of the text that the model knows; 0: the classes' shares alone speak.
    pub known_tokens: usize,
    /// Tokens it has never seen, each once, in the order of the text.
    pub unknown_tokens: Vec<String>,
}

/// A model ready to predict: its logarithms are taken once.
pub struct Classifier<'a> {
    model: &'a GeneTextModel,
    priors: Vec<f64>,
    /// By token, in the order of the vocabulary; a logarithm for each class.
    likelihoods: Vec<Vec<f64>>,
    places: HashMap<&'a str, usize>,
}

/// A text as the classifier sees it.
pub(super) struct Seen {
    /// Position in the vocabulary and how often it stands, in the order of the vocabulary.
    pub known: BTreeMap<usize, u64>,
    pub unknown: Vec<String>,
}

impl<'a> Classifier<'a> {
    pub fn of(model: &'a GeneTextModel) -> Classifier<'a> {
        let all_texts: u64 = model.classes().iter().map(|class| class.texts).sum();
        let priors = model.classes().iter().map(|class| (class.texts as f64).ln() - (all_texts as f64).ln());
        let sums = model.classes().iter().enumerate().map(|(place, _)| {
            let counts = model.tokens().iter().filter_map(|token| token.counts.get(place));
            (counts.sum::<u64>() as f64 + model.alpha() * model.tokens().len() as f64).ln()
        });
        let sums: Vec<f64> = sums.collect();
        let of_token = |token: &TokenCounts| {
            let counts = token.counts.iter().zip(&sums);
            counts.map(|(count, sum)| (*count as f64 + model.alpha()).ln() - sum).collect()
        };
        Classifier {
            model,
            priors: priors.collect(),
            likelihoods: model.tokens().iter().map(of_token).collect(),
            places: model.tokens().iter().map(|token| token.token.as_str()).zip(0..).collect(),
        }
    }

    pub fn model(&self) -> &'a GeneTextModel {
        self.model
    }

    /// Predicts from a text.
    ///
    /// # Errors
    /// The text has no token.
    pub fn predict(&self, text: &str) -> Result<Prediction, EmptyText> {
        self.predict_tokens(&tokens(text))
    }

    /// Predicts from tokens.
    ///
    /// # Errors
    /// There is none.
    pub fn predict_tokens(&self, tokens: &[String]) -> Result<Prediction, EmptyText> {
        if tokens.is_empty() {
            return Err(EmptyText);
        }
        let seen = self.seen(tokens);
        let mut joint = self.priors.clone();
        for (place, count) in &seen.known {
            for (sum, likelihood) in joint.iter_mut().zip(self.likelihoods_of(*place)) {
                *sum += *count as f64 * likelihood;
            }
        }
        let probabilities = normalised(&joint);
        Ok(Prediction {
            class: first_largest(&probabilities),
            probabilities,
            known_tokens: seen.known.len(),
            unknown_tokens: seen.unknown,
        })
    }

    pub(super) fn seen(&self, tokens: &[String]) -> Seen {
        let mut seen = Seen { known: BTreeMap::new(), unknown: Vec::new() };
        for token in tokens {
            match self.places.get(token.as_str()) {
                Some(place) => *seen.known.entry(*place).or_default() += 1,
                None if seen.unknown.contains(token) => {}
                None => seen.unknown.push(token.clone()),
            }
        }
        seen
    }

    pub(super) fn prior(&self, class: usize) -> f64 {
        self.priors.get(class).copied().unwrap_or(f64::NEG_INFINITY)
    }

    pub(super) fn likelihoods_of(&self, place: usize) -> &[f64] {
        self.likelihoods.get(place).map_or(&[], Vec::as_slice)
    }
}

/// From logarithms to shares of 1, the largest taken out first so that none overflows.
fn normalised(joint: &[f64]) -> Vec<f64> {
    let largest = joint.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = joint.iter().map(|log| (log - largest).exp()).sum();
    let all = largest + sum.ln();
    joint.iter().map(|log| (log - all).exp()).collect()
}

fn first_largest(values: &[f64]) -> usize {
    let larger =
        |best: (usize, f64), (place, value): (usize, &f64)| if *value > best.1 { (place, *value) } else { best };
    values.iter().enumerate().fold((0, f64::NEG_INFINITY), larger).0
}

#[cfg(test)]
mod tests;
