//! What may be shown of a person's future: a choice of effects passes every rule, or each rule it breaks is named.
//!
//! One screening has one baseline and one outcome; a treatment that changes several outcomes is screened once for each.

use super::baseline::{Baseline, BaselineSource, Under, is_major_vascular};
use super::calculate::{CalculationFault, Dose, Future, future};
use super::effects::{EFFECTS, Intervention, Outcome, Per, TrialEffect, Verified};
use super::harms::{Harms, harms_of};
use super::needs::{Need, OwnRisk, Person, Treatment, must_not_take, needs_of};
use super::shown::{NumberNeeded, fewer_per_thousand};

/// Effects combined at most: the assumption that they multiply has to carry the rest.
pub const MOST_COMBINED: usize = 3;
/// The trials ran for about three to six years; a baseline over a longer time than this is not theirs.
pub const LONGEST_HORIZON_YEARS: u8 = 10;
/// Systolic pressure is lowered by so much at most, and not below the floor.
pub const MOST_SYSTOLIC_MMHG: f64 = 20.0;
pub const LOWEST_SYSTOLIC_MMHG: f64 = 120.0;
/// LDL cholesterol is lowered by so much at most.
pub const MOST_LDL_MMOL_L: f64 = 2.0;

/// How much of an effect is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// Systolic pressure lower by so many mmHg.
    SystolicMmhg(f64),
    /// LDL cholesterol lower by so many mmol/L.
    LdlMmolPerLitre(f64),
    Whole,
}

/// An effect and how much of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    pub effect: &'static TrialEffect,
    pub amount: Amount,
}

/// A rule that a choice breaks. Text `what-if-refusal-<id>`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    NothingChosen,
    /// Its numbers were not confirmed.
    Recalled {
        effect: &'static str,
    },
    /// No baseline of our models is of this outcome.
    NoBaseline {
        effect: &'static str,
        outcome: Outcome,
    },
    /// The baseline is of another outcome.
    OtherOutcome {
        effect: &'static str,
        outcome: Outcome,
    },
    /// The effect is against warfarin, and the baseline is not of people on warfarin; or the other way round.
    OtherControl {
        effect: &'static str,
        wants: Under,
    },
    NotMet {
        effect: &'static str,
        need: Need,
    },
    /// The person's own risk is lower than the condition wants.
    RiskTooLow {
        effect: &'static str,
        need: Need,
        own: OwnRisk,
    },
    /// Too little is recorded to tell whether the condition is met.
    NotRecorded {
        effect: &'static str,
        need: Need,
    },
    AlreadyTreated {
        effect: &'static str,
        treatment: Treatment,
    },
    /// Whether the person takes it already is not recorded.
    TreatmentNotRecorded {
        effect: &'static str,
        treatment: Treatment,
    },
    /// Two rows that measure the same or exclude each other.
    Exclusive {
        one: &'static str,
        other: &'static str,
    },
    /// An amount in mmHg for a row in mmol/L, or an amount for a row that has none.
    OtherAmount {
        effect: &'static str,
    },
    /// Zero, below or no number.
    NoChange {
        effect: &'static str,
    },
    TooLarge {
        effect: &'static str,
        most: f64,
    },
    /// The value would fall below the floor.
    TooLow {
        effect: &'static str,
        floor: f64,
    },
    /// The value that would change is not recorded.
    ValueNotRecorded {
        effect: &'static str,
    },
    /// A harm that trials counted can only stand on the benefit's scale if the person's own risk of it is known.
    HarmNotEntered {
        effect: &'static str,
        harm: &'static str,
    },
    /// What trials counted of its harm is at least what it spares this person.
    HarmOutweighs {
        effect: &'static str,
        harm: &'static str,
        balance: Balance,
    },
    TooMany {
        chosen: usize,
    },
    HorizonTooLong {
        years: u8,
    },
    /// The risk or its interval leaves probability.
    BeyondProbability,
    NotCalculable(CalculationFault),
}

/// Events spared and caused, in people of a thousand over the same years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    pub spared: i64,
    pub caused: i64,
    pub years: u8,
}

/// A future that passed, with what has to stand beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened {
    pub future: Future,
    pub baseline: Baseline,
    pub effects: Vec<&'static TrialEffect>,
    pub number_needed: NumberNeeded,
    /// Of each intervention, in the order of the effects; as large on screen as the benefits.
    pub harms: Vec<FacedHarm>,
}

/// The harms of an intervention for this person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FacedHarm {
    pub intervention: Intervention,
    pub harms: Harms,
    /// Of what trials counted: this person's risk of it over the years of the baseline, without and with the intervention.
    pub future: Option<Future>,
}

/// Every row that a person could be offered, or why not; amounts, baselines and combinations come later.
pub fn offered(person: &Person) -> Vec<(&'static TrialEffect, Vec<Refusal>)> {
    EFFECTS.iter().map(|effect| (effect, of_row(effect, person))).collect()
}

/// Screens a choice against one baseline.
///
/// # Errors
/// Every rule that the choice breaks.
pub fn screen(chosen: &[Chosen], person: &Person, baseline: Baseline) -> Result<Screened, Vec<Refusal>> {
    let mut refusals = of_whole(chosen, baseline);
    let mut doses = Vec::new();
    for choice in chosen {
        refusals.extend(of_row(choice.effect, person));
        refusals.extend(of_baseline(choice.effect, baseline.source));
        refusals.extend(outweighed(*choice, person, baseline));
        match units(*choice, person) {
            Ok(units) => doses.extend(choice.effect.ratio().map(|ratio| Dose { ratio, units })),
            Err(refusal) => refusals.push(refusal),
        }
    }
    let calculated = future(baseline.risk, &doses);
    match calculated {
        Err(fault) => refusals.push(Refusal::NotCalculable(fault)),
        Ok(future) if !future.is_probability() => refusals.push(Refusal::BeyondProbability),
        Ok(_) => {}
    }
    match calculated {
        Ok(future) if refusals.is_empty() => Ok(screened(chosen, person, baseline, future)),
        _ => Err(refusals),
    }
}

fn screened(chosen: &[Chosen], person: &Person, baseline: Baseline, future: Future) -> Screened {
    let effects: Vec<_> = chosen.iter().map(|choice| choice.effect).collect();
    let harms = effects.iter().map(|effect| faced(effect.intervention, person, baseline.horizon_years)).collect();
    Screened { future, baseline, number_needed: NumberNeeded::of(&future), harms, effects }
}

/// Harms on the scale of the benefit: the person's own risk over the same years, by the trial's ratio.
fn faced(intervention: Intervention, person: &Person, years: u8) -> FacedHarm {
    let harms = harms_of(intervention);
    let future = match harms {
        Harms::Counted(harm) => person.risk_of(harm.outcome).zip(harm.ratio()).and_then(|(risk, ratio)| {
            let dose = Dose { ratio, units: 1.0 };
            future(risk.over(years), &[dose]).ok()
        }),
        Harms::NotQuantified(_) => None,
    };
    FacedHarm { intervention, harms, future }
}

/// A treatment by itself whose counted harm is at least its benefit over the years of the baseline, by what they are and by
/// what is shown of them.
pub fn outweighed(choice: Chosen, person: &Person, baseline: Baseline) -> Option<Refusal> {
    let effect = choice.effect;
    let harms = faced(effect.intervention, person, baseline.horizon_years);
    let (Harms::Counted(harm), Some(caused)) = (harms.harms, harms.future) else { return None };
    let dose = Dose { ratio: effect.ratio()?, units: units(choice, person).ok()? };
    let spared = future(baseline.risk, &[dose]).ok().filter(|_| harm.id != effect.id)?;
    let balance = Balance {
        spared: fewer_per_thousand(spared.baseline, spared.risk),
        caused: -fewer_per_thousand(caused.baseline, caused.risk),
        years: baseline.horizon_years,
    };
    let is_outweighed = -caused.arr >= spared.arr || balance.caused >= balance.spared;
    is_outweighed.then_some(Refusal::HarmOutweighs { effect: effect.id, harm: harm.id, balance })
}

/// Rules of the row and the person alone.
fn of_row(effect: &'static TrialEffect, person: &Person) -> Vec<Refusal> {
    let id = effect.id;
    let recalled = (effect.verified == Verified::Recalled).then_some(Refusal::Recalled { effect: id });
    let needs = needs_of(effect).iter().filter_map(|need| match person.meets(*need) {
        Some(true) => None,
        Some(false) => Some(match (need, person.ten_year_ascvd) {
            (Need::AscvdAtLeast { .. }, Some(own)) => Refusal::RiskTooLow { effect: id, need: *need, own },
            _ => Refusal::NotMet { effect: id, need: *need },
        }),
        None => Some(Refusal::NotRecorded { effect: id, need: *need }),
    });
    let treatments = must_not_take(effect.intervention).iter().filter_map(|treatment| {
        let treatment = *treatment;
        match person.treatments.get(&treatment) {
            Some(false) => None,
            Some(true) => Some(Refusal::AlreadyTreated { effect: id, treatment }),
            None => Some(Refusal::TreatmentNotRecorded { effect: id, treatment }),
        }
    });
    let harm = match harms_of(effect.intervention) {
        Harms::Counted(harm) if harm.id != id && person.risk_of(harm.outcome).is_none() => {
            Some(Refusal::HarmNotEntered { effect: id, harm: harm.id })
        }
        Harms::Counted(_) | Harms::NotQuantified(_) => None,
    };
    recalled.into_iter().chain(needs).chain(treatments).chain(harm).collect()
}

/// Rules of the choice as a whole.
fn of_whole(chosen: &[Chosen], baseline: Baseline) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if chosen.is_empty() {
        refusals.push(Refusal::NothingChosen);
    }
    if chosen.len() > MOST_COMBINED {
        refusals.push(Refusal::TooMany { chosen: chosen.len() });
    }
    if baseline.horizon_years > LONGEST_HORIZON_YEARS {
        refusals.push(Refusal::HorizonTooLong { years: baseline.horizon_years });
    }
    for (at, one) in chosen.iter().enumerate() {
        let after = chosen.get(at + 1..).unwrap_or_default();
        let excluded = after.iter().filter(|other| excludes(one.effect.intervention, other.effect.intervention));
        refusals.extend(excluded.map(|other| Refusal::Exclusive { one: one.effect.id, other: other.effect.id }));
    }
    refusals
}

/// Whether two interventions may not stand in one choice: rows of one intervention count it twice, of drugs against
/// clotting only one is taken, and the two arms of one trial of preventing diabetes were not given together.
pub fn excludes(one: Intervention, other: Intervention) -> bool {
    let against_clots = |intervention| {
        matches!(
            intervention,
            Intervention::WarfarinInFibrillation
                | Intervention::AspirinInFibrillation
                | Intervention::AspirinForPrevention
                | Intervention::DoacForWarfarin
        )
    };
    let against_diabetes =
        |intervention| matches!(intervention, Intervention::LifestyleProgramme | Intervention::Metformin);
    one == other || against_clots(one) && against_clots(other) || against_diabetes(one) && against_diabetes(other)
}

/// Whether a row is of the outcome of this baseline, against the control that it holds for.
pub fn is_of_baseline(effect: &'static TrialEffect, source: BaselineSource) -> bool {
    of_baseline(effect, source).is_empty()
}

/// Outcomes whose baseline no model of ours gives: a clinician enters it.
pub fn is_entered(outcome: Outcome) -> bool {
    kind_of(outcome) == BaselineKind::Entered
}

fn of_baseline(effect: &'static TrialEffect, source: BaselineSource) -> Vec<Refusal> {
    let (id, outcome) = (effect.id, effect.outcome);
    let fits = match kind_of(outcome) {
        BaselineKind::None => return vec![Refusal::NoBaseline { effect: id, outcome }],
        BaselineKind::MajorVascular => is_major_vascular(source),
        BaselineKind::Coronary => source == BaselineSource::PreventCoronary,
        BaselineKind::Stroke => source == BaselineSource::PreventStroke,
        BaselineKind::HeartFailure => source == BaselineSource::PreventHeartFailure,
        BaselineKind::Entered => matches!(source, BaselineSource::Entered { outcome: of, .. } if of == outcome),
    };
    if !fits {
        return vec![Refusal::OtherOutcome { effect: id, outcome }];
    }
    let is_against_warfarin = effect.intervention == Intervention::DoacForWarfarin;
    let wants = if is_against_warfarin { Under::Warfarin } else { Under::Nothing };
    let is_other = matches!(source, BaselineSource::Entered { under, .. } if under != wants);
    if is_other { vec![Refusal::OtherControl { effect: id, wants }] } else { Vec::new() }
}

/// Which baselines an outcome goes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BaselineKind {
    MajorVascular,
    Coronary,
    Stroke,
    HeartFailure,
    Entered,
    None,
}

fn kind_of(outcome: Outcome) -> BaselineKind {
    match outcome {
        Outcome::MajorCardiovascularEvents | Outcome::MajorVascularEvents | Outcome::DeathInfarctionStroke => {
            BaselineKind::MajorVascular
        }
        Outcome::CoronaryDisease => BaselineKind::Coronary,
        Outcome::Stroke => BaselineKind::Stroke,
        Outcome::HeartFailure => BaselineKind::HeartFailure,
        Outcome::DiabetesType2
        | Outcome::KidneyProgression
        | Outcome::AcuteKidneyInjury
        | Outcome::StrokeInFibrillation
        | Outcome::StrokeOrEmbolismInFibrillation
        | Outcome::HaemorrhagicStroke
        | Outcome::MajorBleeding => BaselineKind::Entered,
        Outcome::Death | Outcome::CardiovascularDeath | Outcome::DeathOrHeartFailureStay => BaselineKind::None,
    }
}

/// The amount in units of the row, within what may be shown.
fn units(choice: Chosen, person: &Person) -> Result<f64, Refusal> {
    let effect = choice.effect.id;
    match (choice.effect.per, choice.amount) {
        (Per::Whole, Amount::Whole) => Ok(1.0),
        (Per::SystolicMmhg(unit), Amount::SystolicMmhg(change)) => {
            within(effect, change, MOST_SYSTOLIC_MMHG, LOWEST_SYSTOLIC_MMHG, person.systolic_mmhg)?;
            Ok(change / unit)
        }
        (Per::LdlMmolPerLitre(unit), Amount::LdlMmolPerLitre(change)) => {
            within(effect, change, MOST_LDL_MMOL_L, 0.0, person.ldl_mmol_l)?;
            Ok(change / unit)
        }
        (Per::Whole, Amount::SystolicMmhg(_) | Amount::LdlMmolPerLitre(_))
        | (Per::SystolicMmhg(_), Amount::Whole | Amount::LdlMmolPerLitre(_))
        | (Per::LdlMmolPerLitre(_), Amount::Whole | Amount::SystolicMmhg(_)) => Err(Refusal::OtherAmount { effect }),
    }
}

fn within(effect: &'static str, change: f64, most: f64, floor: f64, now: Option<f64>) -> Result<(), Refusal> {
    if change.is_nan() || change <= 0.0 {
        return Err(Refusal::NoChange { effect });
    }
    if change > most {
        return Err(Refusal::TooLarge { effect, most });
    }
    match now {
        None => Err(Refusal::ValueNotRecorded { effect }),
        Some(now) if now - change < floor => Err(Refusal::TooLow { effect, floor }),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
