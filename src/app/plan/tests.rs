//! What a record and a person's answers make of the what-if's person, and what becomes of decisions when the record goes on.

use std::sync::Arc;

use crate::analysis::risk::Slot;
use crate::analysis::what_if::{Fact, Person, Treatment};
use crate::base::Date;
use crate::domain::book::Books;
use crate::domain::genome::advice::Action;
use crate::domain::ids::PatientId;
use crate::domain::observation::Bound;
use crate::domain::patient::Sex;
use crate::domain::plan::{
    ExpectedEffect, GeneDrugConflict, Lapse, NotOffered, PassedOver, Plan, PlanFault, PlanItem, PlannedAmount,
    PlannedTreatment, Stopping, Subject, Verdict, WhyPassedOver,
};

use super::super::risk::answers::{Answers, House, Question};
use super::super::risk::filling::Known;
use super::super::risk::tests::{Made, denied, today};
use super::super::risk::view::risk_view;
use super::super::twin::view::TwinView;
use super::super::what_if::baselines::baselines_of;
use super::super::what_if::person::person_of;
use super::super::what_if::view::{Parts, WhatIfView, what_if_view};
use super::draft::{Sources, proposal};
use super::lapsing::{not_offered, with_decisions};
use super::problems::problems;
use super::{ItemFault, PlanState, can_be_kept, fault_of};

fn person(made: Made, answers: &Answers) -> Person {
    let view = made.view();
    let known = Known { record: &view.risk, answers, house: House::default() };
    person_of(&view, known, &[], today())
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

#[test]
fn problems_keep_what_was_resolved_lately_and_every_event_of_heart_and_vessels() {
    let day = |year, month| Date::from_ymd(year, month, 1);
    let mut made = Made::woman();
    made.suffers("I10\tHypertension", day(2015, 1), None);
    made.suffers("E11.9\tType 2 diabetes", day(2019, 5), None);
    made.suffers("I21.4\tInfarction", day(2026, 5), day(2026, 6));
    made.suffers("I63.9\tStroke", day(2012, 1), day(2012, 3));
    made.suffers("J18.9\tPneumonia", day(2026, 7), day(2026, 8));
    made.suffers("J20.9\tBronchitis", day(2024, 1), day(2024, 2));
    made.suffers("N39.0\tCystitis", day(2020, 1), day(2020, 2));
    made.suffers("N39.0\tCystitis", day(2026, 9), None);
    let found = problems(&made.view(), today().date);
    let told: Vec<(&str, bool)> =
        found.iter().map(|one| (Books::code_part(&one.word), one.resolved.is_some())).collect();
    let expected =
        [("N39.0", false), ("E11.9", false), ("I10", false), ("J18.9", true), ("I21.4", true), ("I63.9", true)];
    assert_eq!(told, expected);
    assert_eq!(found[0].since, day(2026, 9));
}

/// What is proposed for a made person of whom everything asked is denied.
fn proposed(made: Made) -> Plan {
    proposed_to(made, &denied())
}

fn proposed_to(made: Made, answers: &Answers) -> Plan {
    let view = made.view();
    let known = Known { record: &view.risk, answers, house: House::default() };
    let risks = risk_view(view.twin.id, known, today());
    proposal(Sources { twin: &view, risks: &risks, what_if: &futures(&view, answers) }, Vec::new())
}

fn futures(view: &TwinView, answers: &Answers) -> WhatIfView {
    let known = Known { record: &view.risk, answers, house: House::default() };
    what_if_view(Parts {
        patient: view.twin.id,
        as_of: today(),
        person: person_of(view, known, &[], today()),
        baselines: baselines_of(known, &[], today()),
        source: None,
        picked: &[],
        lacking: None,
    })
}

fn collects(plan: &Plan, column: &str) -> bool {
    plan.items.iter().any(|item| matches!(&item.subject, Subject::Collect { input, .. } if input == column))
}

#[test]
fn a_height_for_a_dose_of_warfarin_is_asked_for_who_takes_it_alone() {
    assert!(!collects(&proposed(Made::woman()), "height_cm"));
    let mut taking = Made::woman();
    taking.takes("B01AA03\tWarfarin", None);
    assert!(collects(&proposed(taking), "height_cm"));
}

#[test]
fn the_model_that_was_passed_over_stands_beside_the_one_that_was_taken() {
    let baseline_of = |systolic: &str| {
        let mut made = Made::woman();
        made.measures(0, "8480-6", systolic, "mm[Hg]");
        let plan = proposed(made);
        let treatment = plan.items.iter().find_map(|item| match &item.subject {
            Subject::Treatment(treatment) => Some(treatment.expected.clone()),
            Subject::GeneDrug(_) | Subject::Collect { .. } | Subject::Own { .. } => None,
        });
        treatment.expect("pressure can be lowered")
    };
    assert_eq!(baseline_of("150").source, "prevent-ascvd");
    assert!(baseline_of("150").passed_over.is_empty());
    let beyond = baseline_of("190");
    assert_eq!(beyond.source, "framingham-2008", "PREVENT ends at 180 mmHg");
    let prevent =
        PassedOver { model: "prevent".to_owned(), why: WhyPassedOver::Refused, inputs: vec!["sbp".to_owned()] };
    assert!(beyond.passed_over.contains(&prevent), "{:?}", beyond.passed_over);
}

#[test]
fn without_a_body_mass_index_prevent_still_leads_and_weight_and_height_make_one() {
    let mut made = Made::of(Some(Sex::Female), Date::from_ymd(1968, 3, 4));
    for (code, value, unit) in [
        ("8480-6", "150", "mm[Hg]"),
        ("14647-2", "5.2", "mmol/L"),
        ("14646-4", "1.3", "mmol/L"),
        ("98979-8", "84", "mL/min/{1.73_m2}"),
    ] {
        made.measures(1, code, value, unit);
    }
    let plan = proposed(made);
    // Framingham's number is higher, for it counts more; it leads for that no more.
    let told: Vec<&str> = plan.risks.iter().map(|risk| risk.model.as_str()).collect();
    assert_eq!(told[..3], ["prevent", "prevent", "framingham2008"], "{:?}", plan.risks);
    assert!(plan.risks[2].value / 100.0 > plan.risks[0].value);
    let sources = plan.items.iter().filter_map(|item| match &item.subject {
        Subject::Treatment(treatment) => Some(treatment.expected.source.as_str()),
        Subject::GeneDrug(_) | Subject::Collect { .. } | Subject::Own { .. } => None,
    });
    assert_eq!(sources.collect::<Vec<_>>(), ["prevent-ascvd"], "pressure alone can be lowered");
    let mut weighed = Made::of(Some(Sex::Female), Date::from_ymd(1968, 3, 4));
    weighed.measures(20, "29463-7", "81", "kg");
    weighed.measures(900, "8302-2", "180", "cm");
    assert_eq!(person(weighed, &Answers::default()).bmi, Some(25.0));
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
        passed_over: Vec::new(),
    };
    Subject::Treatment(PlannedTreatment {
        effect: effect.to_owned(),
        amount: PlannedAmount::Whole,
        expected,
        harm: None,
    })
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
    let gone = |_: &str| vec![NotOffered::Other];
    let next = with_decisions(plan(offered.iter().cloned().map(PlanItem::open).collect()), &before, gone);
    let seen: Vec<(&Subject, Verdict)> = next.items.iter().map(|item| (&item.subject, item.verdict)).collect();
    let left = treatment("glp1_mace", 0.17);
    assert_eq!(
        seen,
        [
            (&offered[0], Verdict::Accepted),
            (&offered[1], Verdict::Open),
            (&left, Verdict::Rejected),
            (&Subject::Own { number: 1 }, Verdict::Accepted),
        ]
    );
    assert_eq!(with_decisions(next.clone(), &next, gone), next, "once more changes nothing");

    // On another model's risk the numbers are not those that were agreed to.
    let Subject::Treatment(mut moved) = treatment("ldl1_mve", 0.14) else { panic!("a treatment") };
    moved.expected.source = "framingham2008".to_owned();
    let next = with_decisions(plan(vec![PlanItem::open(Subject::Treatment(moved))]), &before, gone);
    let first = next.items.first().map(|item| (item.verdict, item.lapse.clone()));
    assert_eq!(first, Some((Verdict::Open, Some(Lapse::OtherBasis))));
}

const LOWER_PRESSURE: &str = "bp10_mace";

/// The plan of a woman with high pressure who accepted that it be lowered, and what it is once her record has gone on.
fn after_acceptance(goes_on: impl Fn(&mut Made)) -> Plan {
    after_acceptance_with(&denied(), goes_on)
}

fn after_acceptance_with(answers: &Answers, goes_on: impl Fn(&mut Made)) -> Plan {
    let of = |goes_on: &dyn Fn(&mut Made)| {
        let mut made = Made::woman();
        made.measures(0, "8480-6", "150", "mm[Hg]");
        goes_on(&mut made);
        made
    };
    let mut before = proposed(of(&|_| {}));
    let accepted = before.items.iter_mut().find(|item| item.is_about(&treatment(LOWER_PRESSURE, 0.1)));
    let accepted = accepted.expect("pressure can be lowered");
    (accepted.verdict, accepted.harms_discussed) = (Verdict::Accepted, true);
    (accepted.reason, accepted.decided_utc_secs) = ("agrees".to_owned(), Some(1_790_000_000));
    let view = of(&goes_on).view();
    let today = futures(&view, answers);
    let proposed = || proposed_to(of(&goes_on), answers);
    let next = with_decisions(proposed(), &before, |effect| not_offered(effect, &today));
    assert_eq!(with_decisions(proposed(), &next, |effect| not_offered(effect, &today)), next, "settled");
    next
}

fn pressure_item(plan: &Plan) -> &PlanItem {
    plan.items.iter().find(|item| item.is_about(&treatment(LOWER_PRESSURE, 0.1))).expect("it is not forgotten")
}

#[test]
fn an_acceptance_stands_while_it_is_offered_and_is_open_again_with_the_reason_when_it_is_not() {
    let same = after_acceptance(|_| {});
    assert_eq!((pressure_item(&same).verdict, &pressure_item(&same).lapse), (Verdict::Accepted, &None));

    let failing = after_acceptance(|made| made.suffers("I50.9\tHeart failure", None, None));
    let item = pressure_item(&failing);
    assert_eq!((item.verdict, item.decided_utc_secs), (Verdict::Open, Some(1_790_000_000)));
    assert_eq!(item.lapse, Some(Lapse::NotOffered(vec![NotOffered::NoRisk])));
    let again = PlanItem { verdict: Verdict::Accepted, ..item.clone() };
    assert_eq!(fault_of(&again), Some(ItemFault::Plan(PlanFault::NotOffered)), "it cannot be agreed to as it was");
    assert!(can_be_kept(&failing), "that it is open again can be kept");

    // Answers are of a session: that nobody has repeated them speaks against nothing.
    let silent = after_acceptance_with(&Answers::default(), |_| {});
    let item = pressure_item(&silent);
    assert_eq!(item.verdict, Verdict::Accepted);
    assert!(matches!(&item.lapse, Some(Lapse::Unchecked(why)) if why.contains(&NotOffered::RiskNotKnown)), "{item:?}");

    let taking = after_acceptance(|made| made.takes("C09AA02\tEnalapril", None));
    let item = pressure_item(&taking);
    assert_eq!((item.verdict, &item.lapse), (Verdict::Accepted, &Some(Lapse::Taken)), "it is carried out");
    assert!(!item.has_numbers() && can_be_kept(&taking));
}

#[test]
fn an_acceptance_is_open_again_when_its_harm_is_another() {
    let with_harm = |risk: f64| {
        let Subject::Treatment(mut aspirin) = treatment("asa_prim_cv", 0.18) else { panic!("a treatment") };
        let harm = ExpectedEffect { risk_now: 0.01, risk, ..aspirin.expected.clone() };
        aspirin.harm = Some(harm);
        Subject::Treatment(aspirin)
    };
    let before = plan(vec![decided(with_harm(0.0143), Verdict::Changed)]);
    let after = |risk| {
        let proposed = plan(vec![PlanItem::open(with_harm(risk))]);
        let next = with_decisions(proposed, &before, |_| Vec::new());
        next.items.first().map(|item| (item.verdict, item.lapse.clone()))
    };
    assert_eq!(after(0.01431), Some((Verdict::Changed, None)), "the same as it is shown");
    assert_eq!(after(0.0243), Some((Verdict::Open, Some(Lapse::OtherHarm))));
}

#[test]
fn what_was_accepted_of_a_drug_and_its_genes_is_open_again_when_the_advice_is_another() {
    let advice = |action| {
        let conflict = GeneDrugConflict {
            drug: "tacrolimus".to_owned(),
            genes: "CYP3A5=Normal Metabolizer".to_owned(),
            action,
            strength: None,
            summary: String::new(),
            pmid: None,
            instead: None,
            stopping: Stopping::NotSaid,
            remarks: Vec::new(),
            uses: Vec::new(),
        };
        Subject::GeneDrug(conflict)
    };
    let before = plan(vec![decided(advice(Action::Increase), Verdict::Accepted)]);
    let after = |action| with_decisions(plan(vec![PlanItem::open(advice(action))]), &before, |_| Vec::new()).items;
    assert_eq!(after(Action::Increase), before.items);
    let [item] = after(Action::Monitor).try_into().expect("one item");
    assert_eq!((item.verdict, item.lapse), (Verdict::Open, Some(Lapse::OtherAdvice)));
    assert_eq!(
        with_decisions(Plan::default(), &before, |_| Vec::new()).items,
        before.items,
        "followed when it is gone"
    );
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

#[test]
fn what_nobody_has_said_is_worth_asking_until_it_is_said() {
    let silent = proposed_to(Made::woman(), &Answers::default());
    for column in ["smoking", "statin", "bp_tx"] {
        assert!(collects(&silent, column), "{column}");
        assert!(!collects(&proposed(Made::woman()), column), "{column}");
    }
    assert!(!collects(&silent, "race"), "nobody collects it to treat somebody");
    assert!(!collects(&silent, "smoker"), "one question is asked once, whatever models call it");
}

#[test]
fn beside_all_cardiovascular_disease_stands_what_treatments_are_put_on() {
    let plan = proposed(Made::woman());
    let of_prevent = plan.risks.iter().filter(|risk| risk.model == "prevent");
    let columns: Vec<(&str, f64)> = of_prevent.map(|risk| (risk.column.as_str(), risk.value)).collect();
    assert_eq!(columns.iter().map(|(column, _)| *column).collect::<Vec<_>>(), ["total_cvd", "ascvd"]);
    assert!(columns[1].1 < columns[0].1, "heart failure counts in the total: {columns:?}");
}

#[test]
fn a_draft_waits_for_its_patient_and_for_no_other() {
    let [one, other] = [1, 2].map(PatientId);
    let mut state = PlanState::default();
    state.come_to(one);
    (state.draft, state.is_changed) = (Some(Arc::new(Plan { note: "statin".to_owned(), ..Plan::default() })), true);
    state.leave();
    state.come_to(other);
    assert!(state.draft.is_none() && !state.is_changed);
    state.leave();
    state.come_to(one);
    assert_eq!(state.draft.as_ref().map(|plan| plan.note.as_str()), Some("statin"));
    assert!(state.is_changed);
    // What was not changed is proposed anew.
    state.is_changed = false;
    state.come_to(one);
    assert!(state.draft.is_none());
}
