//! Each gate, from the side that passes and the side that does not.

use std::collections::BTreeMap;

use super::super::needs::{Fact, OverYears, OwnRisk};
use super::*;

fn row(id: &str) -> &'static TrialEffect {
    TrialEffect::by_id(id).expect("a row")
}

/// A person who takes nothing, is known through and through, and has only what is named.
fn person(has: &[Fact]) -> Person {
    Person {
        facts: Fact::ALL.into_iter().map(|fact| (fact, has.contains(&fact))).collect(),
        treatments: Treatment::ALL.into_iter().map(|treatment| (treatment, false)).collect(),
        systolic_mmhg: Some(160.0),
        ldl_mmol_l: Some(4.1),
        bmi: Some(31.0),
        age_years: Some(55),
        major_bleeding: Some(OverYears { risk: 0.02, years: 10 }),
        ten_year_ascvd: Some(own(0.12)),
    }
}

fn own(risk: f64) -> OwnRisk {
    OwnRisk { risk, source: ASCVD }
}

fn ten_years(source: BaselineSource, risk: f64) -> Baseline {
    Baseline { source, risk, horizon_years: 10 }
}

fn entered(outcome: Outcome, under: Under) -> Baseline {
    ten_years(BaselineSource::Entered { outcome, under }, 0.1)
}

fn whole(id: &str) -> Chosen {
    Chosen { effect: row(id), amount: Amount::Whole }
}

fn pressure(mmhg: f64) -> Chosen {
    Chosen { effect: row("bp10_mace"), amount: Amount::SystolicMmhg(mmhg) }
}

fn ldl(id: &str, mmol: f64) -> Chosen {
    Chosen { effect: row(id), amount: Amount::LdlMmolPerLitre(mmol) }
}

fn refused(chosen: &[Chosen], person: &Person, baseline: Baseline) -> Vec<&'static str> {
    screen(chosen, person, baseline).map_or_else(|refusals| refusals.into_iter().map(Refusal::id).collect(), |_| vec![])
}

const ASCVD: BaselineSource = BaselineSource::PreventAscvd;

/// 20 % at baseline; 10 mmHg (0.80) and 1 mmol/L (0.78) leave 20 % x 0.624 = 12.48 %.
#[test]
fn two_treatments_of_one_outcome_multiply() {
    let chosen = [pressure(10.0), ldl("ldl1_mve", 1.0)];
    let shown = screen(&chosen, &person(&[]), ten_years(ASCVD, 0.2)).expect("passes");
    assert!((shown.future.risk - 0.1248).abs() < 1e-12);
    assert!(matches!(shown.number_needed, NumberNeeded::ToTreat(n) if (n - 1.0 / 0.0752).abs() < 1e-9));
    assert!(shown.harms.iter().all(|faced| matches!(faced.harms, Harms::NotQuantified(named) if !named.is_empty())));
}

#[test]
fn recalled_rows_are_left_out() {
    let baseline = ten_years(ASCVD, 0.2);
    let smoker = person(&[Fact::CoronaryDisease, Fact::CurrentSmoker]);
    assert_eq!(refused(&[whole("smoke_mace_chd")], &smoker, baseline), ["recalled"]);
    let offered = offered(&smoker);
    let recalled = offered.iter().filter(|(_, refusals)| refusals.iter().any(|refusal| refusal.id() == "recalled"));
    assert_eq!(recalled.count(), 4);
}

#[test]
fn an_outcome_takes_its_own_baselines_and_no_other() {
    let anyone = person(&[]);
    let of = |source| refused(&[pressure(10.0)], &anyone, ten_years(source, 0.2));
    for source in [
        BaselineSource::PreventAscvd,
        BaselineSource::Score2Family,
        BaselineSource::PooledCohort2013,
        BaselineSource::Framingham2008,
    ] {
        assert!(of(source).is_empty(), "{}", source.id());
    }
    for source in [BaselineSource::PreventTotalCvd, BaselineSource::PreventStroke] {
        assert_eq!(of(source), ["other-outcome"], "{}", source.id());
    }
    let stroke = Chosen { effect: row("bp10_stroke"), amount: Amount::SystolicMmhg(10.0) };
    assert!(refused(&[stroke], &anyone, ten_years(BaselineSource::PreventStroke, 0.1)).is_empty());
    assert_eq!(refused(&[stroke], &anyone, ten_years(ASCVD, 0.1)), ["other-outcome"]);
    let death = ldl("ldl1_death", 1.0);
    assert_eq!(refused(&[death], &anyone, ten_years(ASCVD, 0.1)), ["no-baseline"]);
}

#[test]
fn a_row_is_for_people_of_its_trials() {
    let mace = ten_years(ASCVD, 0.2);
    assert!(refused(&[whole("glp1_mace")], &person(&[Fact::Diabetes, Fact::Type2Diabetes]), mace).is_empty());
    assert_eq!(refused(&[whole("glp1_mace")], &person(&[]), mace), ["not-met"]);
    let diabetes = entered(Outcome::DiabetesType2, Under::Nothing);
    let at_risk = person(&[Fact::ImpairedGlucoseTolerance]);
    assert!(refused(&[whole("dpp_lifestyle")], &at_risk, diabetes).is_empty());
    let slim = Person { bmi: Some(23.9), ..at_risk.clone() };
    assert_eq!(refused(&[whole("dpp_lifestyle")], &slim, diabetes), ["not-met"]);
    let unweighed = Person { bmi: None, ..at_risk };
    assert_eq!(refused(&[whole("dpp_lifestyle")], &unweighed, diabetes), ["not-recorded"]);
    assert_eq!(refused(&[whole("asa_prim_cv")], &person(&[Fact::CardiovascularDisease]), mace), ["not-met"]);
    let kidney = entered(Outcome::KidneyProgression, Under::Nothing);
    assert!(refused(&[whole("sglt2_kidney")], &person(&[Fact::ChronicKidneyDisease]), kidney).is_empty());
    assert_eq!(refused(&[whole("sglt2_kidney")], &person(&[Fact::Type2Diabetes]), kidney), ["not-met"]);
}

#[test]
fn aspirin_is_begun_from_40_to_59_and_only_where_its_harm_stands_on_the_same_scale() {
    let (aspirin, baseline) = ([whole("asa_prim_cv")], ten_years(ASCVD, 0.12));
    let aged = |age_years| Person { age_years, ..person(&[]) };
    for age in [40, 59] {
        assert!(refused(&aspirin, &aged(Some(age)), baseline).is_empty(), "{age}");
    }
    for age in [39, 60, 73] {
        assert_eq!(refused(&aspirin, &aged(Some(age)), baseline), ["not-met"], "{age}");
    }
    assert_eq!(refused(&aspirin, &aged(None), baseline), ["not-recorded"]);
    let unknown = Person { major_bleeding: None, ..person(&[]) };
    assert_eq!(refused(&aspirin, &unknown, baseline), ["harm-not-entered"]);
}

/// USPSTF 2022: from a ten-year risk of 10 % on.
#[test]
fn aspirin_is_not_begun_below_a_ten_year_risk_of_10_percent() {
    let (aspirin, baseline) = ([whole("asa_prim_cv")], ten_years(ASCVD, 0.12));
    let at = |risk: Option<f64>| refused(&aspirin, &Person { ten_year_ascvd: risk.map(own), ..person(&[]) }, baseline);
    assert!(at(Some(0.1)).is_empty());
    assert_eq!(at(Some(0.0999)), ["risk-too-low"], "with the number and who gives it");
    assert_eq!(at(None), ["not-recorded"]);
}

/// 12 % and a hazard ratio of 0.89: 1 - 0.88^0.89 = 10.754 %, 120 - 108 = 12 fewer of 1000. Bleeding of 3 % and 1.43:
/// 1 - 0.97^1.43 = 4.26 %, 43 - 30 = 13 more.
#[test]
fn what_harms_as_much_as_it_helps_is_refused_with_its_numbers() {
    let (aspirin, baseline) = ([whole("asa_prim_cv")], ten_years(ASCVD, 0.12));
    let bleeding = |risk| Person { major_bleeding: Some(OverYears { risk, years: 10 }), ..person(&[]) };
    assert!(refused(&aspirin, &bleeding(0.02), baseline).is_empty());
    let balance = Balance { spared: 12, caused: 13, years: 10 };
    let refusal = Refusal::HarmOutweighs { effect: "asa_prim_cv", harm: "asa_prim_bleed", balance };
    assert_eq!(screen(&aspirin, &bleeding(0.03), baseline), Err(vec![refusal]));
    assert_eq!(refused(&aspirin, &bleeding(0.2), baseline), ["harm-outweighs"]);
}

#[test]
fn a_drug_against_pressure_is_for_high_pressure_or_known_hypertension() {
    let baseline = ten_years(ASCVD, 0.05);
    let at = |systolic: f64, has: &[Fact]| {
        refused(&[pressure(5.0)], &Person { systolic_mmhg: Some(systolic), ..person(has) }, baseline)
    };
    assert!(at(140.0, &[]).is_empty() && at(139.0, &[Fact::Hypertension]).is_empty());
    assert_eq!(at(139.0, &[]), ["not-met"]);
}

/// 2 % of bleeding over 10 years and a hazard ratio of 1.43: 1 - 0.98^1.43 = 2.8477 %; over 5 years at the same rate the
/// risk doubles to 1 - 0.98^2 = 3.96 %, and 1 - 0.98^2.86 = 5.6142 %.
#[test]
fn a_counted_harm_is_this_persons_over_the_years_of_the_benefit() {
    let shown = screen(&[whole("asa_prim_cv")], &person(&[]), ten_years(ASCVD, 0.12)).expect("passes");
    let harm = shown.harms[0].future.expect("the risk of bleeding is known");
    assert!((harm.risk - 0.028_477).abs() < 1e-6 && (harm.baseline - 0.02).abs() < 1e-12, "{harm:?}");
    let five = Person { major_bleeding: Some(OverYears { risk: 0.02, years: 5 }), ..person(&[]) };
    let shown = screen(&[whole("asa_prim_cv")], &five, ten_years(ASCVD, 0.2)).expect("passes");
    let harm = shown.harms[0].future.expect("the risk of bleeding is known");
    assert!((harm.baseline - 0.0396).abs() < 1e-12 && (harm.risk - 0.056_142).abs() < 1e-6, "{harm:?}");
    assert!(matches!(NumberNeeded::of(&harm), NumberNeeded::ToHarm(_)));
}

#[test]
fn fibrillation_needs_valves_that_were_looked_at() {
    let stroke = entered(Outcome::StrokeInFibrillation, Under::Nothing);
    let fibrillation = person(&[Fact::AtrialFibrillation]);
    assert!(refused(&[whole("vka_af_stroke")], &fibrillation, stroke).is_empty());
    let valve = person(&[Fact::AtrialFibrillation, Fact::MechanicalValve]);
    assert_eq!(refused(&[whole("vka_af_stroke")], &valve, stroke), ["not-met"]);
    let mut unknown = fibrillation;
    unknown.facts.remove(&Fact::MitralStenosis);
    assert_eq!(refused(&[whole("vka_af_stroke")], &unknown, stroke), ["not-recorded"]);
}

#[test]
fn a_doac_is_compared_with_warfarin_only() {
    let mut on_warfarin = person(&[Fact::AtrialFibrillation]);
    on_warfarin.treatments.insert(Treatment::Warfarin, true);
    let doac = [whole("doac_vs_vka")];
    let baseline = |under| entered(Outcome::StrokeOrEmbolismInFibrillation, under);
    assert!(refused(&doac, &on_warfarin, baseline(Under::Warfarin)).is_empty());
    assert_eq!(refused(&doac, &on_warfarin, baseline(Under::Nothing)), ["other-control"]);
    let stroke = entered(Outcome::StrokeInFibrillation, Under::Warfarin);
    assert_eq!(refused(&[whole("vka_af_stroke")], &person(&[Fact::AtrialFibrillation]), stroke), ["other-control"]);
}

#[test]
fn who_is_treated_already_or_perhaps_is_refused() {
    let mut treated = person(&[]);
    treated.treatments.insert(Treatment::Statin, true);
    let chosen = [ldl("ldl1_mve", 1.0)];
    assert_eq!(refused(&chosen, &treated, ten_years(ASCVD, 0.2)), ["already-treated"]);
    treated.treatments = BTreeMap::new();
    assert_eq!(refused(&chosen, &treated, ten_years(ASCVD, 0.2)), ["treatment-not-recorded"]);
}

#[test]
fn rows_that_exclude_each_other_are_not_combined() {
    let (anyone, baseline) = (person(&[]), ten_years(ASCVD, 0.2));
    let twice = [ldl("ldl1_mve", 0.5), ldl("ldl1_mve_low", 0.5)];
    assert_eq!(refused(&twice, &anyone, baseline), ["exclusive"]);
    let at_risk = person(&[Fact::ImpairedGlucoseTolerance]);
    let arms = [whole("dpp_lifestyle"), whole("dpp_metformin")];
    assert_eq!(refused(&arms, &at_risk, entered(Outcome::DiabetesType2, Under::Nothing)), ["exclusive"]);
    let clots = [whole("vka_af_stroke"), whole("asa_af_stroke")];
    let fibrillation = person(&[Fact::AtrialFibrillation]);
    assert_eq!(refused(&clots, &fibrillation, entered(Outcome::StrokeInFibrillation, Under::Nothing)), ["exclusive"]);
}

#[test]
fn a_change_stays_within_what_trials_tried() {
    let (anyone, baseline) = (person(&[]), ten_years(ASCVD, 0.2));
    let of = |choice: Chosen, person: &Person| refused(&[choice], person, baseline);
    assert!(of(pressure(20.0), &anyone).is_empty());
    assert_eq!(of(pressure(20.1), &anyone), ["too-large"]);
    assert_eq!(of(pressure(0.0), &anyone), ["no-change"]);
    assert_eq!(of(pressure(f64::NAN), &anyone), ["no-change"]);
    let low = Person { systolic_mmhg: Some(129.0), ..person(&[Fact::Hypertension]) };
    assert_eq!(of(pressure(10.0), &low), ["too-low"]);
    assert!(of(pressure(9.0), &low).is_empty());
    let unmeasured = Person { systolic_mmhg: None, ldl_mmol_l: None, ..person(&[Fact::Hypertension]) };
    assert_eq!(of(pressure(10.0), &unmeasured), ["value-not-recorded"]);
    assert!(of(ldl("ldl1_mve", 2.0), &anyone).is_empty());
    assert_eq!(of(ldl("ldl1_mve", 2.1), &anyone), ["too-large"]);
    let other = Chosen { effect: row("ldl1_mve"), amount: Amount::SystolicMmhg(10.0) };
    assert_eq!(of(other, &anyone), ["other-amount"]);
}

#[test]
fn no_more_than_three_and_no_thirty_years() {
    let person = person(&[Fact::Diabetes, Fact::Type2Diabetes]);
    let three = [pressure(10.0), ldl("ldl1_mve", 1.0), whole("glp1_mace")];
    assert!(refused(&three, &person, ten_years(ASCVD, 0.2)).is_empty());
    let four = [pressure(10.0), ldl("ldl1_mve", 1.0), whole("glp1_mace"), whole("asa_prim_cv")];
    assert_eq!(refused(&four, &person, ten_years(ASCVD, 0.2)), ["too-many"]);
    let lifetime = Baseline { source: ASCVD, risk: 0.4, horizon_years: 30 };
    assert_eq!(refused(&three, &person, lifetime), ["horizon-too-long"]);
    assert_eq!(refused(&[], &person, ten_years(ASCVD, 0.2)), ["nothing-chosen"]);
}

#[test]
fn what_is_no_probability_is_refused() {
    assert_eq!(refused(&[pressure(10.0)], &person(&[]), ten_years(ASCVD, 1.2)), ["baseline-no-probability"]);
}
