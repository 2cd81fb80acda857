//! What a diagnostic model said of a patient, in words: on the twin and beside the answer.

use crate::domain::diagnosis::{KeptModel, PatientAnswer, Said, WhyNot};

use super::text::Texts;

/// An answer in lines: what was said first, then what it has to be read with.
pub struct AnswerWords {
    pub said: String,
    pub below: Vec<String>,
    /// The model did not answer.
    pub is_abstained: bool,
}

/// Puts an answer into words.
pub fn answer_words(texts: &Texts, answer: &PatientAnswer) -> AnswerWords {
    let mut below = Vec::new();
    let said = match &answer.said {
        Said::Class { class, of, probability, interval, threshold, base_rate } => {
            let value = ranged(texts, *probability, *interval, percent);
            match (class, threshold) {
                (Some(class), Some(threshold)) => {
                    let threshold = percent(texts, *threshold);
                    below.push(texts.format("diagnosis-said-at", &[("class", class), ("threshold", &threshold)]));
                }
                (Some(class), None) => below.push(texts.format("diagnosis-likeliest", &[("class", class)])),
                (None, _) => below.push(texts.get("diagnosis-answer-no-threshold").to_owned()),
            }
            below.push(texts.format("diagnosis-base-rate-of", &[("rate", &percent(texts, *base_rate))]));
            texts.format("diagnosis-answer-class", &[("target", &answer.target), ("class", of), ("value", &value)])
        }
        Said::Number { value, interval } => {
            let value = ranged(texts, *value, *interval, number);
            texts.format("diagnosis-answer-number", &[("target", &answer.target), ("value", &value)])
        }
        Said::Abstained(why) => {
            below.extend(why.iter().map(|why| why_not(texts, why)));
            texts.format("diagnosis-answer-none", &[("target", &answer.target)])
        }
    };
    if answer.is_internal_only {
        below.push(texts.get("diagnosis-limit-internal").to_owned());
    }
    AnswerWords { said, below, is_abstained: matches!(answer.said, Said::Abstained(_)) }
}

fn why_not(texts: &Texts, why: &WhyNot) -> String {
    let values: Vec<(&str, &dyn std::fmt::Display)> =
        why.values.iter().map(|(name, value)| (name.as_str(), value as &dyn std::fmt::Display)).collect();
    texts.format(&format!("diagnosis-abstains-{}", why.id), &values)
}

fn ranged(texts: &Texts, value: f64, interval: Option<(f64, f64)>, word: fn(&Texts, f64) -> String) -> String {
    let value = word(texts, value);
    match interval {
        Some((low, high)) => {
            let [low, high] = [low, high].map(|end| word(texts, end));
            texts.format("diagnosis-interval", &[("value", &value), ("low", &low), ("high", &high)])
        }
        None => value,
    }
}

fn percent(texts: &Texts, share: f64) -> String {
    format!("{} %", texts.decimal(&format!("{:.1}", 100.0 * share)))
}

fn number(texts: &Texts, value: f64) -> String {
    texts.decimal(&format!("{value:.2}"))
}

/// `Name, version 2`.
pub fn version_words(texts: &Texts, name: &str, version: u32) -> String {
    texts.format("diagnosis-version", &[("name", &name), ("version", &version)])
}

/// The measure by which a kept model was judged, with its interval.
pub fn metric_words(texts: &Texts, kept: &KeptModel) -> String {
    let three = |texts: &Texts, value: f64| texts.decimal(&format!("{value:.3}"));
    let name = texts.get(&format!("diagnosis-metric-{}", kept.summary.metric.replace('_', "-"))).to_owned();
    match kept.summary.value {
        Some(value) => format!("{name} {}", ranged(texts, value, kept.summary.interval, three)),
        None => format!("{name} {}", texts.get("diagnosis-undefined")),
    }
}
