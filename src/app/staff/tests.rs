//! Decisions follow the file until a person says otherwise.

use super::strategies::{decide, proposed};
use super::*;
use crate::analysis::staff::study::study;

#[test]
fn a_strategy_comes_from_the_file_or_from_a_person_and_says_which() {
    let cases = sample_cases(SAMPLE.0, SAMPLE.1, &Progress::default()).expect("reads");
    let roles = propose(&cases.columns);
    let plan = StudyPlan { clusters: Some(4), ..StaffState::default().plan().expect("a plan") };
    let found = study(&cases.columns, &roles, &plan, &Progress::default()).expect("groups");
    let mut decisions = proposed(&found, &[]);
    assert_eq!(decisions.len(), 4);
    let first = &found.profiles[0];
    let (name, people) = first.strategies[0].clone();
    assert_eq!((&decisions[0].strategy, decisions[0].source), (&name, Source::Recorded { people, of: first.size }));
    decide(&mut decisions, 1, DecisionPart::Strategy, "job rotation".to_owned());
    assert_eq!(decisions[0].source, Source::Own);
    assert_eq!(proposed(&found, &decisions)[0].strategy, "job rotation", "the same groups keep what was decided");
}
