//! Every model has its words in both languages, and numbers are said as people.

use crate::analysis::risk::{Fact, Gate, Kind, Output, RISK_MODELS};
use crate::ui::text::{Language, Texts};

use super::words;

/// Keys of everything that a model can put on the screen.
fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    for model in RISK_MODELS {
        let id = model.id;
        keys.extend([format!("risk-{id}"), format!("risk-outcome-{id}"), format!("risk-population-{id}")]);
        if !model.remark.is_empty() {
            keys.push(format!("risk-remark-{id}"));
        }
        keys.extend(model.inputs.iter().map(|input| format!("risk-input-{}", input.column)));
        keys.extend(model.outputs.iter().map(|output| format!("risk-output-{}", output.column)));
    }
    keys.extend(Fact::ALL.iter().map(|fact| format!("risk-fact-{}", fact.id())));
    let refusals =
        ["missing", "unreadable", "out-of-range", "contradiction", "no-result", "not-covered", "not-applicable"];
    keys.extend(refusals.map(|id| format!("risk-refusal-{id}")));
    let notes = ["thirty-years-above-59", "dose-outside-usual", "without-input", "scale-one-used"];
    keys.extend(notes.map(|id| format!("risk-note-{id}")));
    keys
}

#[test]
fn every_model_has_its_words_in_both_languages() {
    for language in Language::ALL {
        let texts = Texts::of(language);
        let lacking: Vec<String> = keys().into_iter().filter(|key| texts.find(key).is_none()).collect();
        assert!(lacking.is_empty(), "{}: {lacking:?}", language.id());
        for model in RISK_MODELS {
            let bands = model.outputs.iter().flat_map(|output| output.bands.iter().map(|band| band.word));
            let classes = model.outputs.iter().flat_map(|output| output.classes.iter().copied());
            for word in bands.chain(classes) {
                let said = words::band(texts, model, word);
                assert!(texts.all().any(|text| text == said), "{}: {} {word}", language.id(), model.id);
            }
            for gate in model.gates {
                assert!(!words::gate(texts, *gate).contains("risk-"), "{}: {}", language.id(), model.id);
            }
        }
    }
}

/// A word of a choice is a text of its own, unless it is a number, a unit or a genotype.
#[test]
fn every_choice_is_said_in_the_language() {
    let chinese = Texts::of(Language::SimplifiedChinese);
    for model in RISK_MODELS {
        for input in model.inputs.iter().filter(|input| matches!(input.kind, Kind::Choice(_))) {
            for (at, word) in input.words().into_iter().enumerate() {
                let is_sign = word.len() <= 2 || word.starts_with('*') || word.contains('/');
                let said = words::choice(chinese, model, input, at);
                assert!(is_sign || said != word, "{} {} {word}", model.id, input.column);
            }
        }
    }
}

#[test]
fn a_risk_is_said_as_people() {
    let texts = Texts::of(Language::English);
    let said = |share| words::frequency_of(texts, share);
    assert_eq!(said(0.1249), "12 of 100 people like this");
    assert_eq!(said(0.0034), "3 of 1000 people like this");
    assert_eq!(said(0.00003), "fewer than 1 of 1000 people like this");
    assert_eq!(said(0.9999), "more than 99 of 100 people like this");
    assert_eq!(said(0.0), "0 of 1000 people like this");
    assert_eq!(words::frequency(texts, &Output::points("score", 0.0, 9.0), 3.0), None);
}

#[test]
fn numbers_lose_the_noise_of_their_conversion_and_keep_their_unit() {
    let texts = Texts::of(Language::English);
    assert_eq!(words::digits(200.000_000_1), "200");
    assert_eq!(words::digits(1.039_999), "1.04");
    assert_eq!(words::value_words(texts, &Output::probability("risk"), 0.1234), "12.3 %");
    assert_eq!(words::value_words(texts, &Output::percent("risk"), 0.01), "<0.1 %");
    assert_eq!(words::value_words(texts, &Output::points("score", 0.0, 9.0), 4.5), "4.5 points");
    assert_eq!(words::gate(texts, Gate::Age { from: 30, to: 79 }), "age 30 to 79");
}
