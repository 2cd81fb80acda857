//! The table of effects: a row each for what one intervention did to one outcome, with its trials, source and how far
//! the numbers were checked. Estimates are facts from the papers named; a test holds the rows in order.

use super::calculate::{Dose, Future, future};
use crate::domain::trial_effect::{Measure, Ratio};

/// What somebody could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Intervention {
    LowerSystolic,
    LowerLdl,
    StopSmoking,
    LifestyleProgramme,
    Metformin,
    Sglt2Inhibitor,
    Glp1Agonist,
    WarfarinInFibrillation,
    AspirinInFibrillation,
    /// Instead of warfarin.
    DoacForWarfarin,
    AspirinForPrevention,
}

/// What happened more or less often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    MajorCardiovascularEvents,
    MajorVascularEvents,
    DeathInfarctionStroke,
    CoronaryDisease,
    Stroke,
    HeartFailure,
    Death,
    CardiovascularDeath,
    DiabetesType2,
    KidneyProgression,
    DeathOrHeartFailureStay,
    AcuteKidneyInjury,
    StrokeInFibrillation,
    StrokeOrEmbolismInFibrillation,
    HaemorrhagicStroke,
    MajorBleeding,
}

/// What one unit of a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Per {
    /// So many mmHg of systolic pressure.
    SystolicMmhg(f64),
    /// So many mmol/L of LDL cholesterol.
    LdlMmolPerLitre(f64),
    /// The drug or programme as a whole; it has no amount.
    Whole,
}

/// How far the numbers were checked against their source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// The paper's abstract was read.
    Abstract,
    /// A page that quotes the paper was read.
    Secondary,
    /// The numbers come from memory: left out of screens, plans and print until somebody confirms them.
    Recalled,
}

/// A row of [`EFFECTS`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrialEffect {
    /// Stable; it stands in plans.
    pub id: &'static str,
    pub intervention: Intervention,
    pub outcome: Outcome,
    pub measure: Measure,
    pub estimate: f64,
    /// Ends of the 95 % interval.
    pub low: f64,
    pub high: f64,
    pub per: Per,
    /// Trials and people.
    pub population: &'static str,
    pub citation: &'static str,
    pub verified: Verified,
    /// How often it happened in 10,000 person-years without the intervention; `None` where nobody noted it here.
    pub control_per_10_000_years: Option<f64>,
    /// What else a reader has to know; may be empty.
    pub note: &'static str,
}

impl TrialEffect {
    /// The row as a ratio; `None` only for a row that is out of order, which a test excludes.
    pub fn ratio(&self) -> Option<Ratio> {
        Ratio::new(self.measure, self.estimate, self.low, self.high)
    }

    /// What the trials saw on average, over so many years at a constant rate.
    pub fn average(&self, years: u8) -> Option<Future> {
        let rate = self.control_per_10_000_years? / 10_000.0;
        let baseline = -(-rate * f64::from(years)).exp_m1();
        future(baseline, &[Dose { ratio: self.ratio()?, units: 1.0 }]).ok()
    }

    /// The row of an id.
    pub fn by_id(id: &str) -> Option<&'static TrialEffect> {
        EFFECTS.iter().find(|effect| effect.id == id)
    }
}

const BP_TRIALS: &str = "123 randomised trials, 613,815 adults";
const ETTEHAD: &str = "Ettehad 2016, Lancet 387:957";
const CTT_2010_TRIALS: &str = "26 randomised trials, about 170,000 people";
const CTT_2010: &str = "CTT 2010, Lancet 376:1670";
const WU: &str = "Wu 2022, Cochrane CD014936";
const DPP_TRIAL: &str = "3,234 adults with impaired glucose tolerance, BMI 24 or more, mean age 51";
const DPP: &str = "DPP 2002, N Engl J Med 346:393";
const SGLT2_TRIALS: &str = "13 randomised trials, 90,413 people with heart failure, chronic kidney disease, or type 2 diabetes with arterial disease";
const SGLT2: &str = "Nuffield Department and SMART-C 2022, Lancet 400:1788";
const HART: &str = "Hart 2007, Ann Intern Med 146:857";
const RUFF_TRIALS: &str = "4 randomised trials, 71,683 people with atrial fibrillation";
const RUFF: &str = "Ruff 2014, Lancet 383:955";
const ZHENG_TRIALS: &str = "13 randomised trials, 164,225 people without cardiovascular disease";
const ZHENG: &str = "Zheng 2019, JAMA 321:277";

/// The row that most others are like: a relative risk of a whole drug, its abstract read.
const ROW: TrialEffect = TrialEffect {
    id: "",
    intervention: Intervention::LowerSystolic,
    outcome: Outcome::MajorCardiovascularEvents,
    measure: Measure::RelativeRisk,
    estimate: 1.0,
    low: 1.0,
    high: 1.0,
    per: Per::Whole,
    population: "",
    citation: "",
    verified: Verified::Abstract,
    control_per_10_000_years: None,
    note: "",
};

const PER_10_MMHG: TrialEffect = TrialEffect {
    intervention: Intervention::LowerSystolic,
    per: Per::SystolicMmhg(10.0),
    population: BP_TRIALS,
    citation: ETTEHAD,
    ..ROW
};

const PER_MMOL: TrialEffect = TrialEffect {
    intervention: Intervention::LowerLdl,
    per: Per::LdlMmolPerLitre(1.0),
    population: CTT_2010_TRIALS,
    citation: CTT_2010,
    ..ROW
};

const SMOKE: TrialEffect = TrialEffect {
    intervention: Intervention::StopSmoking,
    measure: Measure::HazardRatio,
    population: "cohorts of people with coronary disease",
    citation: WU,
    verified: Verified::Recalled,
    note: "observational, moderate risk of bias",
    ..ROW
};

const DPP_ROW: TrialEffect = TrialEffect {
    outcome: Outcome::DiabetesType2,
    measure: Measure::HazardRatio,
    population: DPP_TRIAL,
    citation: DPP,
    ..ROW
};

const SGLT2_ROW: TrialEffect =
    TrialEffect { intervention: Intervention::Sglt2Inhibitor, population: SGLT2_TRIALS, citation: SGLT2, ..ROW };

const HART_ROW: TrialEffect =
    TrialEffect { outcome: Outcome::StrokeInFibrillation, citation: HART, verified: Verified::Secondary, ..ROW };

const RUFF_ROW: TrialEffect = TrialEffect {
    intervention: Intervention::DoacForWarfarin,
    population: RUFF_TRIALS,
    citation: RUFF,
    verified: Verified::Secondary,
    ..ROW
};

const ZHENG_ROW: TrialEffect = TrialEffect {
    intervention: Intervention::AspirinForPrevention,
    measure: Measure::HazardRatio,
    population: ZHENG_TRIALS,
    citation: ZHENG,
    ..ROW
};

/// Every effect we know of, those of one intervention together.
pub static EFFECTS: [TrialEffect; 23] = [
    TrialEffect { id: "bp10_mace", estimate: 0.8, low: 0.77, high: 0.83, ..PER_10_MMHG },
    TrialEffect {
        id: "bp10_chd",
        outcome: Outcome::CoronaryDisease,
        estimate: 0.83,
        low: 0.78,
        high: 0.88,
        ..PER_10_MMHG
    },
    TrialEffect { id: "bp10_stroke", outcome: Outcome::Stroke, estimate: 0.73, low: 0.68, high: 0.77, ..PER_10_MMHG },
    TrialEffect { id: "bp10_hf", outcome: Outcome::HeartFailure, estimate: 0.72, low: 0.67, high: 0.78, ..PER_10_MMHG },
    TrialEffect {
        id: "bp10_death",
        outcome: Outcome::Death,
        estimate: 0.87,
        low: 0.84,
        high: 0.91,
        verified: Verified::Recalled,
        ..PER_10_MMHG
    },
    TrialEffect {
        id: "ldl1_mve",
        outcome: Outcome::MajorVascularEvents,
        estimate: 0.78,
        low: 0.76,
        high: 0.8,
        ..PER_MMOL
    },
    TrialEffect { id: "ldl1_death", outcome: Outcome::Death, estimate: 0.9, low: 0.87, high: 0.93, ..PER_MMOL },
    TrialEffect {
        id: "ldl1_mve_low",
        outcome: Outcome::MajorVascularEvents,
        estimate: 0.79,
        low: 0.77,
        high: 0.81,
        population: "27 randomised trials, people at low risk among them",
        citation: "CTT 2012, Lancet 380:581",
        verified: Verified::Secondary,
        note: "the benefit was similar below a 5-year risk of 10 %",
        ..PER_MMOL
    },
    TrialEffect { id: "smoke_mace_chd", estimate: 0.57, low: 0.45, high: 0.71, ..SMOKE },
    TrialEffect {
        id: "smoke_cvdeath_chd",
        outcome: Outcome::CardiovascularDeath,
        estimate: 0.61,
        low: 0.49,
        high: 0.75,
        ..SMOKE
    },
    TrialEffect {
        id: "dpp_lifestyle",
        intervention: Intervention::LifestyleProgramme,
        estimate: 0.42,
        low: 0.34,
        high: 0.52,
        note: "7 % of weight lost, 150 minutes a week; 4.8 against 11.0 new cases in 100 person-years",
        ..DPP_ROW
    },
    TrialEffect {
        id: "dpp_metformin",
        intervention: Intervention::Metformin,
        estimate: 0.69,
        low: 0.57,
        high: 0.83,
        note: "850 mg twice a day; 7.8 against 11.0 new cases in 100 person-years",
        ..DPP_ROW
    },
    TrialEffect {
        id: "sglt2_kidney",
        outcome: Outcome::KidneyProgression,
        estimate: 0.63,
        low: 0.58,
        high: 0.69,
        ..SGLT2_ROW
    },
    TrialEffect {
        id: "sglt2_cvhf",
        outcome: Outcome::DeathOrHeartFailureStay,
        estimate: 0.77,
        low: 0.74,
        high: 0.81,
        ..SGLT2_ROW
    },
    TrialEffect {
        id: "sglt2_aki",
        outcome: Outcome::AcuteKidneyInjury,
        estimate: 0.77,
        low: 0.7,
        high: 0.84,
        ..SGLT2_ROW
    },
    TrialEffect {
        id: "sglt2_hf",
        outcome: Outcome::DeathOrHeartFailureStay,
        measure: Measure::HazardRatio,
        estimate: 0.77,
        low: 0.72,
        high: 0.82,
        population: "5 randomised trials, 21,947 people with heart failure",
        citation: "Vaduganathan 2022, Lancet 400:757",
        verified: Verified::Recalled,
        ..SGLT2_ROW
    },
    TrialEffect {
        id: "glp1_mace",
        intervention: Intervention::Glp1Agonist,
        measure: Measure::HazardRatio,
        estimate: 0.86,
        low: 0.8,
        high: 0.93,
        population: "8 randomised trials, 60,080 people with type 2 diabetes",
        citation: "Sattar 2021, Lancet Diabetes Endocrinol 9:653",
        verified: Verified::Secondary,
        note: "a second meta-analysis of the same trials gives the same estimate",
        ..ROW
    },
    TrialEffect {
        id: "vka_af_stroke",
        intervention: Intervention::WarfarinInFibrillation,
        estimate: 0.36,
        low: 0.26,
        high: 0.51,
        population: "6 randomised trials, 2,900 people with atrial fibrillation",
        ..HART_ROW
    },
    TrialEffect {
        id: "asa_af_stroke",
        intervention: Intervention::AspirinInFibrillation,
        estimate: 0.81,
        low: 0.65,
        high: 1.01,
        population: "7 randomised trials, 3,900 people with atrial fibrillation",
        note: "not significant; guidelines advise against aspirin to prevent stroke in atrial fibrillation",
        ..HART_ROW
    },
    TrialEffect {
        id: "doac_vs_vka",
        outcome: Outcome::StrokeOrEmbolismInFibrillation,
        estimate: 0.81,
        low: 0.73,
        high: 0.91,
        ..RUFF_ROW
    },
    TrialEffect {
        id: "doac_hstroke",
        outcome: Outcome::HaemorrhagicStroke,
        estimate: 0.49,
        low: 0.38,
        high: 0.64,
        ..RUFF_ROW
    },
    TrialEffect {
        id: "asa_prim_cv",
        outcome: Outcome::DeathInfarctionStroke,
        estimate: 0.89,
        low: 0.84,
        high: 0.95,
        control_per_10_000_years: Some(65.2),
        note: "two versions of the absolute reduction over 6.4 years on average were published: 0.38 % and, corrected, 0.41 %",
        ..ZHENG_ROW
    },
    TrialEffect {
        id: "asa_prim_bleed",
        outcome: Outcome::MajorBleeding,
        estimate: 1.43,
        low: 1.3,
        high: 1.56,
        control_per_10_000_years: Some(16.4),
        note: "a harm: one more major bleeding for 210 people treated for 6.4 years on average",
        ..ZHENG_ROW
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_are_in_order_and_say_where_they_come_from() {
        let mut ids = BTreeSet::new();
        for effect in &EFFECTS {
            assert!(ids.insert(effect.id) && !effect.id.is_empty(), "{}", effect.id);
            assert!(effect.ratio().is_some(), "{} is out of order", effect.id);
            assert!(effect.citation.contains("20") && !effect.population.is_empty(), "{}", effect.id);
            assert_eq!(TrialEffect::by_id(effect.id), Some(effect));
        }
    }

    /// Zheng 2019 printed absolute differences of 0.41 % and 0.47 % over a follow-up of 1,050,511 years of 164,225 people.
    #[test]
    fn averages_of_the_trials_agree_with_what_was_printed_over_their_own_time() {
        let years = 1_050_511.0 / 164_225.0;
        for (id, printed) in [("asa_prim_cv", 0.0041), ("asa_prim_bleed", -0.0047)] {
            let effect = TrialEffect::by_id(id).expect("a row");
            let [six, seven] = [6, 7].map(|years| effect.average(years).expect("a rate is noted").arr);
            let between = six + (seven - six) * (years - 6.0);
            assert!((between - printed).abs() < 0.0004, "{id}: {between}");
        }
        assert!(TrialEffect::by_id("bp10_mace").expect("a row").average(10).is_none());
    }

    #[test]
    fn the_four_rows_that_were_recalled_are_marked() {
        let recalled = EFFECTS.iter().filter(|effect| effect.verified == Verified::Recalled).map(|effect| effect.id);
        assert_eq!(recalled.collect::<Vec<_>>(), ["bp10_death", "smoke_mace_chd", "smoke_cvdeath_chd", "sglt2_hf"]);
    }
}
