//! What a person can be offered, each with what it would do by itself: the treatments of a plan.

use super::baseline::Baseline;
use super::effects::{EFFECTS, Intervention, Per, TrialEffect};
use super::gates::{
    Amount, Chosen, LOWEST_SYSTOLIC_MMHG, MOST_LDL_MMOL_L, MOST_SYSTOLIC_MMHG, Refusal, Screened, screen,
};
use super::needs::Person;

/// What is tried first: what the trials report.
const USUAL_SYSTOLIC_MMHG: f64 = 10.0;
const USUAL_LDL_MMOL_L: f64 = 1.0;

/// A treatment by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct TreatmentOption {
    pub chosen: Chosen,
    pub screened: Screened,
}

impl TreatmentOption {
    pub fn intervention(&self) -> Intervention {
        self.chosen.effect.intervention
    }
}

/// How far a value can be lowered for this person; `None` where nothing is known or nothing is left to lower.
pub fn most_amount(effect: &TrialEffect, person: &Person) -> Option<Amount> {
    let room = |now: Option<f64>, floor: f64, most: f64| Some((now? - floor).min(most)).filter(|room| *room > 0.0);
    match effect.per {
        Per::Whole => Some(Amount::Whole),
        Per::SystolicMmhg(_) => {
            room(person.systolic_mmhg, LOWEST_SYSTOLIC_MMHG, MOST_SYSTOLIC_MMHG).map(Amount::SystolicMmhg)
        }
        Per::LdlMmolPerLitre(_) => room(person.ldl_mmol_l, 0.0, MOST_LDL_MMOL_L).map(Amount::LdlMmolPerLitre),
    }
}

/// The amount that is offered first: what trials report, or what is left to lower.
pub fn usual_amount(effect: &TrialEffect, person: &Person) -> Option<Amount> {
    most_amount(effect, person).map(|most| match most {
        Amount::SystolicMmhg(most) => Amount::SystolicMmhg(most.min(USUAL_SYSTOLIC_MMHG)),
        Amount::LdlMmolPerLitre(most) => Amount::LdlMmolPerLitre(most.min(USUAL_LDL_MMOL_L)),
        Amount::Whole => Amount::Whole,
    })
}

/// A choice against the first baseline that it can be put on. Where it harms more than it spares on one, no later baseline
/// is tried: an outcome that counts more events would hide the harm.
pub fn first_screened(chosen: Chosen, person: &Person, baselines: &[Baseline]) -> Option<Screened> {
    for baseline in baselines {
        match screen(&[chosen], person, *baseline) {
            Ok(screened) => return Some(screened),
            Err(refusals) if refusals.iter().all(is_outweighed) => return None,
            Err(_) => {}
        }
    }
    None
}

fn is_outweighed(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::HarmOutweighs { .. })
}

/// One option an intervention: its first effect that passes every gate against the first baseline of its outcome. What
/// spares most events comes first; a row that counts a harm is no option.
pub fn options(person: &Person, baselines: &[Baseline]) -> Vec<TreatmentOption> {
    let mut found: Vec<TreatmentOption> = Vec::new();
    for effect in EFFECTS.iter().filter(|effect| effect.estimate < 1.0) {
        if found.iter().any(|option| option.intervention() == effect.intervention) {
            continue;
        }
        let Some(amount) = usual_amount(effect, person) else { continue };
        let chosen = Chosen { effect, amount };
        let screened = first_screened(chosen, person, baselines);
        found.extend(screened.map(|screened| TreatmentOption { chosen, screened }));
    }
    found.sort_by(|one, other| other.screened.future.arr.total_cmp(&one.screened.future.arr));
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::baseline::{BaselineSource, Under};
    use super::super::effects::Outcome;
    use super::super::gates::MOST_COMBINED;
    use super::super::needs::{Fact, OverYears, OwnRisk, Treatment};
    use super::*;

    fn own(risk: f64) -> OwnRisk {
        OwnRisk { risk, source: BaselineSource::PreventAscvd }
    }

    fn baselines(risk: f64) -> Vec<Baseline> {
        let of = |source| Baseline { source, risk, horizon_years: 10 };
        let entered = |outcome| of(BaselineSource::Entered { outcome, under: Under::Nothing });
        vec![
            of(BaselineSource::PreventAscvd),
            of(BaselineSource::PreventStroke),
            of(BaselineSource::PreventHeartFailure),
            entered(Outcome::DiabetesType2),
            entered(Outcome::KidneyProgression),
            entered(Outcome::MajorBleeding),
        ]
    }

    #[test]
    fn a_person_with_high_pressure_and_cholesterol_is_offered_both_and_no_harm() {
        let person = Person {
            facts: Fact::ALL.into_iter().map(|fact| (fact, fact == Fact::Hypertension)).collect(),
            treatments: Treatment::ALL.into_iter().map(|treatment| (treatment, false)).collect(),
            systolic_mmhg: Some(126.0),
            ldl_mmol_l: Some(4.1),
            bmi: Some(31.0),
            age_years: Some(55),
            major_bleeding: Some(OverYears { risk: 0.02, years: 10 }),
            ten_year_ascvd: Some(own(0.15)),
        };
        let found = options(&person, &baselines(0.15));
        let ids: Vec<&str> = found.iter().map(|option| option.chosen.effect.id).collect();
        assert_eq!(ids, ["ldl1_mve", "bp10_mace", "asa_prim_cv"]);
        assert_eq!(found[1].chosen.amount, Amount::SystolicMmhg(6.0), "not below 120");
        assert_eq!(found[0].screened.future.arr, 0.15 - 0.15 * 0.78);
        assert!(options(&person, &[]).is_empty());
    }

    prop_compose! {
        fn anybody()(
            facts in prop::collection::vec(prop::option::of(any::<bool>()), Fact::ALL.len()),
            treatments in prop::collection::vec(prop::option::weighted(0.8, prop::bool::weighted(0.2)), Treatment::ALL.len()),
            systolic_mmhg in prop::option::of(90.0f64..220.0),
            ldl_mmol_l in prop::option::of(0.2f64..8.0),
            bmi in prop::option::of(17.0f64..45.0),
            age_years in prop::option::of(20i32..95),
            bleeding in prop::option::of(0.0f64..0.4),
            ascvd in prop::option::of(0.0f64..0.6),
        ) -> Person {
            let known = |(key, value): (Fact, Option<bool>)| value.map(|value| (key, value));
            let taken = |(key, value): (Treatment, Option<bool>)| value.map(|value| (key, value));
            Person {
                facts: Fact::ALL.into_iter().zip(facts).filter_map(known).collect(),
                treatments: Treatment::ALL.into_iter().zip(treatments).filter_map(taken).collect(),
                systolic_mmhg, ldl_mmol_l, bmi, age_years, ten_year_ascvd: ascvd.map(own),
                major_bleeding: bleeding.map(|risk| OverYears { risk, years: 10 }),
            }
        }
    }

    proptest! {
        /// Whatever is offered passes the gates again, lowers the risk, and comes once; the best comes first.
        #[test]
        fn options_pass_the_gates(person in anybody(), risk in 0.0f64..0.6) {
            let found = options(&person, &baselines(risk));
            let once: BTreeSet<_> = found.iter().map(TreatmentOption::intervention).collect();
            prop_assert_eq!(once.len(), found.len());
            for option in &found {
                let again = screen(&[option.chosen], &person, option.screened.baseline);
                prop_assert_eq!(again.as_ref(), Ok(&option.screened));
                prop_assert!(option.screened.future.risk <= risk);
                let caused = option.screened.harms.iter().filter_map(|faced| faced.future).map(|harm| -harm.arr);
                prop_assert!(caused.into_iter().all(|caused| caused < option.screened.future.arr));
            }
            let reductions: Vec<f64> = found.iter().map(|option| option.screened.future.arr).collect();
            prop_assert!(reductions.windows(2).all(|pair| pair[0] >= pair[1]));
        }

        /// Two options of one baseline together spare at least what the better one does alone, and less than their sum.
        #[test]
        fn two_together_spare_less_than_their_sum(person in anybody(), risk in 0.01f64..0.6) {
            let mut person = person;
            person.treatments = Treatment::ALL.into_iter().map(|treatment| (treatment, false)).collect();
            (person.systolic_mmhg, person.ldl_mmol_l) = (Some(160.0), Some(4.0));
            let all = options(&person, &baselines(risk));
            let of_source = |option: &&TreatmentOption| option.screened.baseline.source == BaselineSource::PreventAscvd;
            let of_one: Vec<&TreatmentOption> = all.iter().filter(of_source).take(MOST_COMBINED - 1).collect();
            let chosen: Vec<Chosen> = of_one.iter().map(|option| option.chosen).collect();
            let together = screen(&chosen, &person, of_one[0].screened.baseline).expect("each passed alone");
            let sum: f64 = of_one.iter().map(|option| option.screened.future.arr).sum();
            prop_assert!(together.future.arr >= of_one[0].screened.future.arr - 1e-12);
            prop_assert!(together.future.arr <= sum + 1e-12);
        }
    }
}
