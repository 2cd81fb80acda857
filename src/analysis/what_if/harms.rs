//! What an intervention can do that nobody wants: counted where a trial counted it, else named.

use std::collections::BTreeSet;

use super::effects::{Intervention, Outcome, TrialEffect};

/// Harms of an intervention, to be shown as large as its benefits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Harms {
    /// A row of the table tells how many.
    Counted(&'static TrialEffect),
    /// "Harms not quantified here" (text `what-if-harms-not-quantified`) and their names.
    NotQuantified(&'static [Harm]),
}

/// A harm by its name. Text `what-if-harm-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harm {
    Hypotension,
    Syncope,
    Falls,
    KidneyInjury,
    Potassium,
    Diabetes,
    MuscleSymptoms,
    Ketoacidosis,
    GenitalInfection,
    Amputation,
    Gastrointestinal,
    Gallbladder,
    MajorBleeding,
    IntracranialBleeding,
}

impl Harm {
    pub const ALL: [Harm; 14] = [
        Harm::Hypotension,
        Harm::Syncope,
        Harm::Falls,
        Harm::KidneyInjury,
        Harm::Potassium,
        Harm::Diabetes,
        Harm::MuscleSymptoms,
        Harm::Ketoacidosis,
        Harm::GenitalInfection,
        Harm::Amputation,
        Harm::Gastrointestinal,
        Harm::Gallbladder,
        Harm::MajorBleeding,
        Harm::IntracranialBleeding,
    ];

    /// What has to be told beside the harm, since nobody waits for the next visit with it.
    pub fn emergency(self) -> Option<Emergency> {
        match self {
            Harm::MajorBleeding | Harm::IntracranialBleeding => Some(Emergency::Bleeding),
            Harm::Ketoacidosis => Some(Emergency::Ketoacidosis),
            Harm::Hypotension
            | Harm::Syncope
            | Harm::Falls
            | Harm::KidneyInjury
            | Harm::Potassium
            | Harm::Diabetes
            | Harm::MuscleSymptoms
            | Harm::GenitalInfection
            | Harm::Amputation
            | Harm::Gastrointestinal
            | Harm::Gallbladder => None,
        }
    }

    pub fn id(self) -> &'static str {
        match self {
            Harm::Hypotension => "hypotension",
            Harm::Syncope => "syncope",
            Harm::Falls => "falls",
            Harm::KidneyInjury => "kidney-injury",
            Harm::Potassium => "potassium",
            Harm::Diabetes => "diabetes",
            Harm::MuscleSymptoms => "muscle-symptoms",
            Harm::Ketoacidosis => "ketoacidosis",
            Harm::GenitalInfection => "genital-infection",
            Harm::Amputation => "amputation",
            Harm::Gastrointestinal => "gastrointestinal",
            Harm::Gallbladder => "gallbladder",
            Harm::MajorBleeding => "major-bleeding",
            Harm::IntracranialBleeding => "intracranial-bleeding",
        }
    }
}

/// A harm for which help is called at once. Text `plan-plain-emergency-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Emergency {
    Bleeding,
    Ketoacidosis,
}

impl Emergency {
    pub fn id(self) -> &'static str {
        match self {
            Emergency::Bleeding => "bleeding",
            Emergency::Ketoacidosis => "ketoacidosis",
        }
    }
}

impl Harms {
    /// Emergencies among them, each once.
    pub fn emergencies(self) -> BTreeSet<Emergency> {
        match self {
            Harms::Counted(effect) => {
                (effect.outcome == Outcome::MajorBleeding).then_some(Emergency::Bleeding).into_iter().collect()
            }
            Harms::NotQuantified(named) => named.iter().filter_map(|harm| harm.emergency()).collect(),
        }
    }
}

const BLEEDING: &[Harm] = &[Harm::MajorBleeding, Harm::IntracranialBleeding];

/// The harms of an intervention.
pub fn harms_of(intervention: Intervention) -> Harms {
    match intervention {
        Intervention::LowerSystolic => {
            Harms::NotQuantified(&[Harm::Hypotension, Harm::Syncope, Harm::Falls, Harm::KidneyInjury, Harm::Potassium])
        }
        Intervention::LowerLdl => Harms::NotQuantified(&[Harm::Diabetes, Harm::MuscleSymptoms]),
        // What a source did not name is not named here; the line that nothing is quantified stands all the same.
        Intervention::StopSmoking | Intervention::LifestyleProgramme => Harms::NotQuantified(&[]),
        Intervention::Metformin => Harms::NotQuantified(&[Harm::Gastrointestinal]),
        Intervention::Sglt2Inhibitor => {
            Harms::NotQuantified(&[Harm::Ketoacidosis, Harm::GenitalInfection, Harm::Amputation])
        }
        Intervention::Glp1Agonist => Harms::NotQuantified(&[Harm::Gastrointestinal, Harm::Gallbladder]),
        Intervention::WarfarinInFibrillation | Intervention::AspirinInFibrillation | Intervention::DoacForWarfarin => {
            Harms::NotQuantified(BLEEDING)
        }
        Intervention::AspirinForPrevention => {
            TrialEffect::by_id("asa_prim_bleed").map_or(Harms::NotQuantified(BLEEDING), Harms::Counted)
        }
    }
}

/// Interventions whose harms nobody counted and nobody ticked as discussed: with them nothing enters a plan.
pub fn undiscussed(effects: &[&TrialEffect], discussed: &BTreeSet<Intervention>) -> BTreeSet<Intervention> {
    let uncounted = effects.iter().map(|effect| effect.intervention);
    uncounted
        .filter(|intervention| matches!(harms_of(*intervention), Harms::NotQuantified(_)))
        .filter(|intervention| !discussed.contains(intervention))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::effects::EFFECTS;
    use super::*;

    #[test]
    fn every_effect_has_harms_beside_it_and_those_of_aspirin_are_counted() {
        for effect in &EFFECTS {
            let counted = matches!(harms_of(effect.intervention), Harms::Counted(harm) if harm.estimate > 1.0);
            assert_eq!(counted, effect.intervention == Intervention::AspirinForPrevention, "{}", effect.id);
        }
        let Harms::Counted(bleeding) = harms_of(Intervention::AspirinForPrevention) else {
            unreachable!("the line above would have failed")
        };
        assert_eq!((bleeding.outcome, bleeding.estimate), (Outcome::MajorBleeding, 1.43));
    }

    #[test]
    fn what_was_not_discussed_holds_a_plan_back() {
        let [statin, aspirin] = ["ldl1_mve", "asa_prim_cv"].map(|id| TrialEffect::by_id(id).expect("a row"));
        let none = BTreeSet::new();
        assert_eq!(undiscussed(&[statin, aspirin], &none), BTreeSet::from([Intervention::LowerLdl]));
        assert!(undiscussed(&[statin, aspirin], &BTreeSet::from([Intervention::LowerLdl])).is_empty());
    }

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<&str> = Harm::ALL.into_iter().map(Harm::id).collect();
        assert_eq!(ids.len(), Harm::ALL.len());
    }
}
