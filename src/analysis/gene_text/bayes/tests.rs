//! Probabilities against scikit-learn's, and the laws they keep.

use proptest::prelude::*;

use super::super::reasons::reasons;
use super::*;

fn model(classes: &[(&str, u64)], tokens: &[(&str, &[u64])]) -> GeneTextModel {
    let classes = classes.iter().map(|(name, texts)| GeneTextClass { name: (*name).to_owned(), texts: *texts });
    let tokens =
        tokens.iter().map(|(token, counts)| TokenCounts { token: (*token).to_owned(), counts: counts.to_vec() });
    GeneTextModel::new(classes.collect(), tokens.collect(), ALPHA, GeneTextCard::default()).expect("a model")
}

fn case(text: &str, disease: &str) -> GeneCase {
    GeneCase { patient: 0, tokens: tokens(text), disease: disease.to_owned() }
}

/// scikit-learn 1.9.1, `MultinomialNB(alpha=1.0)`, fitted to the counts [2,0,1,0] b, [0,1,0,0] a, [1,1,0,3] b,
/// [0,0,2,1] c, [0,2,0,1] a, [1,0,0,0] b of the tokens G1 to G4; `predict_proba` of the counts below.
const BY_SCIKIT_LEARN: [([usize; 4], [f64; 3]); 5] = [
    ([1, 0, 0, 0], [0.1616341030195382, 0.7460035523978685, 0.09236234458259329]),
    ([0, 3, 0, 1], [0.9371127882262328, 0.0503975786112353, 0.012489633162532036]),
    ([2, 1, 4, 0], [0.027166699772526535, 0.2723858737315826, 0.7004474264958914]),
    ([0, 0, 0, 0], [0.33333333333333337, 0.5, 0.16666666666666669]),
    ([0, 0, 1, 40], [0.00012772836524279455, 0.9541583542651298, 0.04571391736962965]),
];

fn text_of(counts: [usize; 4]) -> String {
    let words = counts.into_iter().zip(1..).map(|(count, gene)| format!("G{gene} ").repeat(count));
    words.collect::<String>() + "NEVER-SEEN"
}

#[test]
fn probabilities_are_those_of_scikit_learn() {
    let counts =
        [([2, 0, 1, 0], "b"), ([0, 1, 0, 0], "a"), ([1, 1, 0, 3], "b"), ([0, 0, 2, 1], "c"), ([0, 2, 0, 1], "a")];
    let mut cases: Vec<GeneCase> = counts.map(|(counts, disease)| case(&text_of(counts), disease)).to_vec();
    cases.push(case(&text_of([1, 0, 0, 0]), "b"));
    for case in &mut cases {
        case.tokens.retain(|token| token != "NEVER-SEEN");
    }
    let model = fit(&cases.iter().collect::<Vec<_>>()).expect("three classes");
    let classifier = Classifier::of(&model);
    for (counts, expected) in BY_SCIKIT_LEARN {
        let found = classifier.predict(&text_of(counts)).expect("has tokens");
        for (found, expected) in found.probabilities.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{counts:?}: {found} and {expected}");
        }
        assert_eq!(found.unknown_tokens, ["NEVER-SEEN"]);
        assert_eq!(found.known_tokens, counts.iter().filter(|count| **count > 0).count());
    }
}

/// Two classes of one text each; "X" once in a, "Y" once in b; with one added, X is 2/3 in a and 1/3 in b.
#[test]
fn worked_by_hand() {
    let model = fit(&[&case("X", "a"), &case("Y", "b")]).expect("two classes");
    let found = Classifier::of(&model).predict("X X").expect("has tokens");
    assert!((found.probabilities[0] - 0.8).abs() < 1e-12);
    let because = reasons(&Classifier::of(&model), "X X").expect("has tokens");
    assert!((because.log_odds - 4f64.ln()).abs() < 1e-12 && because.prior == 0.0);
    assert_eq!((because.tokens[0].token.as_str(), because.tokens[0].count), ("X", 2));
}

#[test]
fn a_text_of_unknown_tokens_is_told_by_the_shares_of_the_classes_and_an_empty_one_not_at_all() {
    let model = model(&[("a", 1), ("b", 3)], &[("X", &[1, 1])]);
    let classifier = Classifier::of(&model);
    let found = classifier.predict("Z Z W").expect("has tokens");
    assert_eq!((found.known_tokens, found.class), (0, 1));
    assert_eq!(found.unknown_tokens, ["Z", "W"]);
    assert!((found.probabilities[0] - 0.25).abs() < 1e-12);
    for text in ["", " ; ", "…"] {
        assert_eq!(classifier.predict(text), Err(EmptyText));
    }
}

#[test]
fn one_class_or_none_cannot_be_learned() {
    assert_eq!(fit(&[]), Err(FitFault::NoCases));
    assert_eq!(fit(&[&case("X", "a"), &case("Y", "a")]), Err(FitFault::OneClass("a".to_owned())));
}

fn any_model() -> impl Strategy<Value = GeneTextModel> {
    (2usize..5, 1usize..6).prop_flat_map(|(classes, tokens)| {
        let texts = prop::collection::vec(1u64..30, classes);
        let counts = prop::collection::vec(prop::collection::vec(0u64..40, classes), tokens);
        (texts, counts).prop_map(|(texts, counts)| {
            let name = |place: usize| GeneTextClass { name: format!("class {place}"), texts: texts[place] };
            let row = |(place, counts): (usize, Vec<u64>)| TokenCounts { token: format!("G{place}"), counts };
            let tokens = counts.into_iter().enumerate().map(row).collect();
            let classes = (0..texts.len()).map(name).collect();
            GeneTextModel::new(classes, tokens, ALPHA, GeneTextCard::default()).expect("a model")
        })
    })
}

proptest! {
    #[test]
    fn probabilities_sum_to_one(model in any_model(), text in "(G[0-7] ){1,400}") {
        let found = Classifier::of(&model).predict(&text).expect("has tokens");
        prop_assert!((found.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert!(found.probabilities.iter().all(|share| (0.0..=1.0).contains(share)));
    }

    #[test]
    fn reasons_sum_to_the_log_odds_of_the_prediction(model in any_model(), text in "(G[0-7] ){1,12}") {
        let classifier = Classifier::of(&model);
        let (found, because) = (classifier.predict(&text).expect("tokens"), reasons(&classifier, &text).expect("tokens"));
        let sum = because.prior + because.tokens.iter().map(|token| token.log_odds).sum::<f64>();
        prop_assert!((sum - because.log_odds).abs() < 1e-9);
        let odds = found.probabilities[because.class].ln() - found.probabilities[because.against].ln();
        prop_assert!((odds - because.log_odds).abs() < 1e-9 && because.log_odds >= -1e-12);
        prop_assert!(because.class == found.class && because.class != because.against);
    }

    #[test]
    fn the_order_of_a_text_changes_nothing(model in any_model(), genes in prop::collection::vec(0u8..7, 1..12)) {
        let classifier = Classifier::of(&model);
        let written = |genes: &[u8]| genes.iter().map(|gene| format!("G{gene} ")).collect::<String>();
        let mut sorted = genes.clone();
        sorted.sort_unstable();
        let (one, other) = (classifier.predict(&written(&genes)), classifier.predict(&written(&sorted)));
        prop_assert_eq!(one.expect("tokens").probabilities, other.expect("tokens").probabilities);
    }
}
