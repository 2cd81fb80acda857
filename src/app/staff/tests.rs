//! Decisions follow the file until a person says otherwise, and only what is sound is kept.

use super::starting::SAMPLE;
use super::strategies::{decide, proposed};
use super::*;
use crate::analysis::staff::hands::OneHand;
use crate::analysis::staff::study::study;
use crate::app::diagnosis::sample_cases;
use crate::base::Progress;
use crate::domain::strategy::StrategyBook;

#[test]
fn a_strategy_comes_from_the_file_or_from_a_person_and_says_which() {
    let cases = sample_cases(SAMPLE.0, SAMPLE.1, &Progress::default()).expect("reads");
    let roles = propose(&cases.columns);
    let plan = StudyPlan { clusters: Some(4), ..StaffState::default().plan().expect("a plan") };
    let found = study(&cases.columns, &roles, &plan, &OneHand, &Progress::default()).expect("groups");
    let mut strategies = proposed(&found, &[]);
    assert_eq!(strategies.len(), 4);
    let first = &found.profiles[0];
    let (name, people) = first.strategies[0].clone();
    let source = Source::Recorded { people: Some(people), of: first.size };
    assert_eq!((&strategies[0].strategy, source_of(&strategies[0])), (&name, source));
    assert!(!strategies[0].traits.is_empty());
    assert!(decide(&mut strategies, 1, DecisionPart::Strategy, "job rotation".to_owned()));
    assert_eq!(source_of(&strategies[0]), Source::Own);
    assert_eq!(proposed(&found, &strategies)[0].strategy, "job rotation", "the same groups keep what was decided");
    strategies[0].size += 1;
    assert_eq!(proposed(&found, &strategies)[0].strategy, name, "other groups begin anew");

    decide(&mut strategies, 2, DecisionPart::Start, "2027-03-01".to_owned());
    decide(&mut strategies, 2, DecisionPart::Review, "2027-02-01".to_owned());
    assert_eq!(fault_of(&strategies[1], DecisionPart::Review), Some("review-before-start"));
    let book = |strategies: &[crate::domain::strategy::GroupStrategy]| StrategyBook {
        strategies: strategies.to_vec(),
        ..StrategyBook::default()
    };
    assert!(!can_be_kept(&book(&strategies)) && !can_be_kept(&StrategyBook::default()));
    decide(&mut strategies, 2, DecisionPart::Review, "2027-09-01".to_owned());
    assert!(can_be_kept(&book(&strategies)));
}
