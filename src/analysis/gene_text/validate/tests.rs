//! Folds keep patients whole and classes even; noise is not taken for knowledge.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn case(patient: u32, text: &str, disease: &str) -> GeneCase {
    GeneCase { patient, tokens: super::super::tokens(text), disease: disease.to_owned() }
}

/// Patients of two diseases in turn; with `marker`, a token that only the first has.
fn patients(count: u32, marker: Option<&str>, seed: u64) -> Cases {
    let mut draw = Draw::new(seed);
    let of_one = |patient: u32| {
        let disease = if draw.next().is_multiple_of(3) { "b" } else { "a" };
        let own = marker.filter(|_| disease == "a").unwrap_or("COMMON");
        case(patient, &format!("{own} R{} R{}", draw.next() % 20, draw.next() % 20), disease)
    };
    Cases { cases: (0..count).map(of_one).collect(), patients: count }
}

fn validated(cases: &Cases, seed: u64) -> CrossValidation {
    let found = cross_validate(cases, FOLDS, seed, &Progress::default()).expect("not stopped");
    found.expect("enough patients")
}

#[test]
fn a_token_that_tells_is_found_and_noise_is_not() {
    let telling = validated(&patients(120, Some("TELLS"), 4), 1);
    assert!(telling.model.share > 0.95 && telling.is_better_than_majority(), "{telling:?}");
    let falsely =
        (0..40).filter(|seed| validated(&patients(120, None, *seed), *seed).is_better_than_majority()).count();
    assert!(falsely <= 2, "{falsely} of 40 draws of pure noise were taken for knowledge");
}

#[test]
fn the_same_seed_gives_the_same_folds_and_another_seed_others() {
    let cases = patients(60, Some("TELLS"), 9);
    assert_eq!(validated(&cases, 3), validated(&cases, 3));
    assert_ne!(stratified(&cases, 5, 3), stratified(&cases, 5, 4));
}

#[test]
fn too_few_patients_are_not_validated() {
    let few = Cases { cases: vec![case(0, "X", "a"), case(0, "X", "b")], patients: 1 };
    assert_eq!(cross_validate(&few, 5, 1, &Progress::default()), Ok(None));
    let model = fit_and_validate(&Joined { cases: few, ..Joined::default() }, 5, 1, &Progress::default());
    assert_eq!(model.expect("two classes").card.validation, None);
}

#[test]
fn a_stopped_job_ends() {
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(cross_validate(&patients(60, None, 1), 5, 1, &progress), Err(Cancelled));
}

/// Newcombe, Stat Med 1998;17:857, table I: 0 of 20 and 81 of 263 by the score method.
#[test]
fn intervals_of_shares_are_the_published_ones() {
    let (low, high) = wilson(0, 20);
    assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5);
    let (low, high) = wilson(81, 263);
    assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5);
    assert_eq!(wilson(0, 0), (0.0, 1.0));
}

proptest! {
    #[test]
    fn folds_are_even_and_so_are_classes_in_them(count in 10u32..120, folds in 2u32..8, seed: u64) {
        let cases = patients(count, None, seed);
        let fold_of = stratified(&cases, folds, seed);
        prop_assert_eq!(fold_of.iter().copied().collect::<BTreeSet<_>>().len() as u32, folds.min(count));
        for disease in ["a", "b"] {
            let of_class = |fold: u32| {
                let here = cases.cases.iter().filter(|case| case.disease == disease);
                here.filter(|case| fold_of[case.patient as usize] == fold).count()
            };
            let sizes: Vec<usize> = (0..folds).map(of_class).collect();
            prop_assert!(sizes.iter().max().expect("folds") - sizes.iter().min().expect("folds") <= 1, "{:?}", sizes);
        }
    }
}
