//! What a record and a person's answers make of the what-if's person, and what becomes of decisions when the record goes on.

use crate::analysis::risk::Slot;
use crate::analysis::what_if::{Fact, Person, Treatment};
use crate::base::Date;
use crate::domain::observation::Bound;
use crate::domain::plan::{ExpectedEffect, Plan, PlanItem, PlannedAmount, PlannedTreatment, Subject, Verdict};

use super::super::risk::answers::{Answers, Question};
use super::super::risk::tests::{Made, denied, today};
use super::super::what_if::person::person_of;
use super::draft::with_decisions;
use super::{ItemFault, can_be_kept, fault_of};

fn person(made: Made, answers: &Answers) -> Person {
    person_of(&made.view(), answers, today())
}

#[test]
fn what_is_not_on_record_is_not_known_until_a_person_says_so() {
    let silent = person(Made::woman(), &Answers::default());
    assert!(silent.facts.is_empty() && silent.treatments.is_empty(), "{silent:?}");
    assert_eq!((silent.systolic_mmhg, silent.ldl_mmol_l, silent.bmi), (Some(142.0), None, Some(27.4)));
    let mut answers = denied();
    let told = person(Made::woman(), &answers);
    assert_eq!(told.facts.get(&Fact::ChronicKidneyDisease), Some(&false));
    assert_eq!(told.facts.get(&Fact::CardiovascularDisease), Some(&false));
    assert_eq!(told.treatments.get(&Treatment::Metformin), Some(&false));
    // Hardly ever on a list, so that a complete one does not deny it.
    assert_eq!(told.facts.get(&Fact::ImpairedGlucoseTolerance), None);
    assert_eq!(told.treatments.get(&Treatment::LifestyleProgramme), None);
    answers.say(Question::WhatIf(Fact::ImpairedGlucoseTolerance), Slot::Word(1));
    answers.say(Question::Takes(Treatment::LifestyleProgramme), Slot::Word(0));
    let asked = person(Made::woman(), &answers);
    assert_eq!(asked.facts.get(&Fact::ImpairedGlucoseTolerance), Some(&true));
    assert_eq!(asked.treatments.get(&Treatment::LifestyleProgramme), Some(&false));
}

#[test]
fn a_record_outweighs_what_is_said_and_ends_when_it_ends() {
    let mut made = Made::woman();
    made.suffers("I25.1\tCoronary disease", None, Date::from_ymd(2020, 1, 1));
    made.suffers("N18.3\tChronic kidney disease", None, Date::from_ymd(2020, 1, 1));
    made.takes("A10BD15\tMetformin and dapagliflozin", None);
    made.takes("B01AA03\tWarfarin", Date::from_ymd(2020, 1, 1));
    let mut answers = denied();
    answers.say(Question::Takes(Treatment::Metformin), Slot::Word(0));
    let found = person(made, &answers);
    assert_eq!(found.facts.get(&Fact::CoronaryDisease), Some(&true), "outlasts its entry");
    assert_eq!(found.facts.get(&Fact::CardiovascularDisease), Some(&true));
    assert_eq!(found.facts.get(&Fact::ChronicKidneyDisease), Some(&false), "resolved");
    let takes = |treatment| found.treatments.get(&treatment).copied();
    assert_eq!(
        [Treatment::Metformin, Treatment::Sglt2Inhibitor, Treatment::Warfarin].map(takes),
        [Some(true), Some(true), Some(false)]
    );
}

#[test]
fn a_value_that_is_old_or_a_limit_lowers_nothing() {
    let with_ldl = |days_ago: i64, bound| {
        let mut made = Made::woman();
        made.measured_at(today().utc_secs - days_ago * 86_400, "22748-8", "4.1", "mmol/L", bound);
        person(made, &Answers::default()).ldl_mmol_l
    };
    assert_eq!(with_ldl(700, None), Some(4.1));
    assert_eq!(with_ldl(800, None), None);
    assert_eq!(with_ldl(1, Some(Bound::Above)), None);
}

fn treatment(effect: &str, risk: f64) -> Subject {
    let expected = ExpectedEffect {
        effects: vec![effect.to_owned()],
        source: "prevent-ascvd".to_owned(),
        horizon_years: 10,
        risk_now: 0.2,
        risk,
        risk_low: risk,
        risk_high: risk,
    };
    Subject::Treatment(PlannedTreatment { effect: effect.to_owned(), amount: PlannedAmount::Whole, expected })
}

fn decided(subject: Subject, verdict: Verdict) -> PlanItem {
    PlanItem { verdict, reason: "agrees".to_owned(), ..PlanItem::open(subject) }
}

fn plan(items: Vec<PlanItem>) -> Plan {
    Plan { items, ..Plan::default() }
}

#[test]
fn decisions_stay_with_their_subject_and_what_was_only_proposed_does_not() {
    let collect = |input: &str| Subject::Collect { input: input.to_owned(), models: Vec::new() };
    let before = plan(vec![
        decided(treatment("ldl1_mve", 0.15), Verdict::Accepted),
        decided(treatment("glp1_mace", 0.17), Verdict::Rejected),
        PlanItem::open(treatment("asa_prim_cv", 0.18)),
        decided(collect("hba1c"), Verdict::Accepted),
        decided(Subject::Own { number: 1 }, Verdict::Accepted),
    ]);
    // The next record offers the first with other numbers, a new one, and no longer lacks the value.
    let offered = [treatment("ldl1_mve", 0.14), treatment("bp10_mace", 0.16)];
    let next = with_decisions(plan(offered.iter().cloned().map(PlanItem::open).collect()), &before);
    let seen: Vec<(&Subject, Verdict)> = next.items.iter().map(|item| (&item.subject, item.verdict)).collect();
    let gone = treatment("glp1_mace", 0.17);
    assert_eq!(
        seen,
        [
            (&offered[0], Verdict::Accepted),
            (&offered[1], Verdict::Open),
            (&gone, Verdict::Rejected),
            (&Subject::Own { number: 1 }, Verdict::Accepted),
        ]
    );
    assert_eq!(with_decisions(next.clone(), &next), next, "once more changes nothing");
}

#[test]
fn a_treatment_whose_harms_nobody_counted_is_accepted_only_when_they_were_discussed() {
    let mut statin = decided(treatment("ldl1_mve", 0.15), Verdict::Accepted);
    assert_eq!(fault_of(&statin), Some(ItemFault::Undiscussed));
    assert!(!can_be_kept(&plan(vec![statin.clone()])));
    statin.harms_discussed = true;
    assert!(can_be_kept(&plan(vec![statin.clone()])));
    statin.reason.clear();
    assert!(!can_be_kept(&plan(vec![statin])));
    let counted = decided(treatment("asa_prim_cv", 0.18), Verdict::Accepted);
    let rejected = decided(treatment("ldl1_mve", 0.15), Verdict::Rejected);
    assert!(can_be_kept(&plan(vec![counted, rejected])));
    assert!(!can_be_kept(&plan(vec![PlanItem::open(treatment("ldl1_mve", 0.15))])), "nothing is decided");
}
