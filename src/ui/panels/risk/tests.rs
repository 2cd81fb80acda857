//! Every model has its words in both languages, and numbers are said as people.

use crate::analysis::risk::{Fact, Gate, Kind, Output, RISK_MODELS};
use crate::analysis::what_if::effects::Verified;
use crate::analysis::what_if::harms::Harm;
use crate::analysis::what_if::{self, Dose, EFFECTS, Intervention, NumberNeeded, Outcome, Treatment, TrialEffect};
use crate::domain::genome::advice::Action;
use crate::domain::plan::Verdict;
use crate::ui::text::{Language, Texts};

use super::{what_if_words, words};

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

/// Keys of everything that the what-if and a plan can put on the screen.
fn what_if_keys() -> Vec<String> {
    let named =
        |part: &str, ids: Vec<&str>| -> Vec<String> { ids.into_iter().map(|id| format!("{part}-{id}")).collect() };
    let sources = [
        "prevent-total-cvd",
        "prevent-ascvd",
        "prevent-coronary",
        "prevent-stroke",
        "prevent-heart-failure",
        "score2",
        "pooled-cohort-2013",
        "framingham-2008",
        "entered",
        "entered-on-warfarin",
    ];
    let refusals = [
        "nothing-chosen",
        "recalled",
        "no-baseline",
        "other-outcome",
        "other-control",
        "not-met",
        "not-recorded",
        "already-treated",
        "treatment-not-recorded",
        "exclusive",
        "other-amount",
        "no-change",
        "too-large",
        "too-low",
        "value-not-recorded",
        "too-many",
        "horizon-too-long",
        "beyond-probability",
        "baseline-no-probability",
        "not-calculable",
    ];
    let plain = sources[1..8].to_vec();
    [
        named("what-if-intervention", Intervention::ALL.iter().map(|one| one.id()).collect()),
        named("what-if-outcome", Outcome::ALL.iter().map(|one| one.id()).collect()),
        named("what-if-fact", what_if::Fact::ALL.iter().map(|one| one.id()).collect()),
        named("what-if-treatment", Treatment::ALL.iter().map(|one| one.id()).collect()),
        named("what-if-harm", Harm::ALL.iter().map(|one| one.id()).collect()),
        named("what-if-baseline", sources.to_vec()),
        named("what-if-refusal", refusals.to_vec()),
        named("plan-plain-event", plain),
        named("plan-plain-do", Intervention::ALL.iter().map(|one| one.id()).collect()),
        named("plan-decided", Verdict::ALL.iter().map(|one| one.id()).collect()),
        named("plan-verdict", Verdict::ALL.iter().map(|one| one.id()).collect()),
        named("plan-gene-action", Action::ALL.iter().map(|one| one.id()).collect()),
    ]
    .concat()
}

#[test]
fn what_if_and_plan_have_their_words_in_both_languages() {
    for language in Language::ALL {
        let texts = Texts::of(language);
        let lacking: Vec<String> = what_if_keys().into_iter().filter(|key| texts.find(key).is_none()).collect();
        assert!(lacking.is_empty(), "{}: {lacking:?}", language.id());
    }
    // What the table says in English is said in Chinese too, for every row that is shown.
    let (english, chinese) = (Texts::of(Language::English), Texts::of(Language::SimplifiedChinese));
    for effect in EFFECTS.iter().filter(|effect| effect.verified != Verified::Recalled) {
        assert_eq!(what_if_words::population(english, effect), effect.population, "{}", effect.id);
        assert_ne!(what_if_words::population(chinese, effect), effect.population, "{}", effect.id);
        assert_eq!(what_if_words::note(english, effect).is_some(), !effect.note.is_empty(), "{}", effect.id);
        assert_ne!(what_if_words::note(chinese, effect).as_deref(), Some(effect.note), "{}", effect.id);
    }
}

/// 15 % and 20 mmHg less (0.80 for each 10): 150 to 96 of 1000, NNT 18.5.
#[test]
fn a_difference_is_told_with_its_interval_and_an_uncertain_one_as_such() {
    let texts = Texts::of(Language::English);
    let of = |id: &str, risk: f64, units: f64| {
        let ratio = TrialEffect::by_id(id).and_then(TrialEffect::ratio).expect("a row");
        what_if::future(risk, &[Dose { ratio, units }]).expect("a case")
    };
    let certain = of("bp10_mace", 0.15, 2.0);
    assert_eq!(what_if_words::difference(texts, &certain), "54 fewer of 1000 (95 % interval 47 to 61)");
    assert!(what_if_words::number_needed(texts, NumberNeeded::of(&certain), 10).starts_with("NNT 19: 19 people"));
    let uncertain = of("asa_af_stroke", 0.1, 1.0);
    let told = what_if_words::difference(texts, &uncertain);
    assert!(told.contains("from 35 fewer to 1 more"), "{told}");
    assert_eq!(
        what_if_words::number_needed(texts, NumberNeeded::of(&uncertain), 10),
        "NNT not defined (benefit to harm)"
    );
    let harm = of("asa_prim_bleed", 0.1, 1.0);
    assert_eq!(what_if_words::difference(texts, &harm), "40 more of 1000 (95 % interval 28 to 52)");
}
