//! Who a trial's result speaks of: what has to be known of a person before a row is used for them.
//!
//! What is not recorded is neither yes nor no; a row whose condition is not known is refused for that reason.

use std::collections::{BTreeMap, BTreeSet};

use super::baseline::BaselineSource;
use super::effects::{Intervention, Outcome, TrialEffect};

/// Something that is true of a person or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Of any type.
    Diabetes,
    Type2Diabetes,
    ImpairedGlucoseTolerance,
    /// Of the heart, brain or limbs.
    CardiovascularDisease,
    AtheroscleroticDisease,
    CoronaryDisease,
    HeartFailure,
    ChronicKidneyDisease,
    AtrialFibrillation,
    MechanicalValve,
    /// Moderate or severe.
    MitralStenosis,
    CurrentSmoker,
    Hypertension,
}

/// Something a person takes or does already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treatment {
    BloodPressureDrug,
    Statin,
    LifestyleProgramme,
    Metformin,
    Sglt2Inhibitor,
    Glp1Agonist,
    Warfarin,
    Aspirin,
    Doac,
}

/// What is known of a person; what a map does not hold is not recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    pub facts: BTreeMap<Fact, bool>,
    pub treatments: BTreeMap<Treatment, bool>,
    pub systolic_mmhg: Option<f64>,
    pub ldl_mmol_l: Option<f64>,
    pub bmi: Option<f64>,
    /// Completed years.
    pub age_years: Option<i32>,
    /// Of major bleeding while nothing against clotting is taken; no model of ours gives it.
    pub major_bleeding: Option<OverYears>,
    /// Of heart attack, stroke and death over ten years, by the first model that gives it.
    pub ten_year_ascvd: Option<OwnRisk>,
}

/// A risk of the person's own and who gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnRisk {
    /// 0 to 1.
    pub risk: f64,
    pub source: BaselineSource,
}

/// A risk over a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverYears {
    /// 0 to 1.
    pub risk: f64,
    pub years: u8,
}

impl OverYears {
    /// The risk over another time at the same rate.
    pub fn over(self, years: u8) -> f64 {
        1.0 - (1.0 - self.risk).powf(f64::from(years) / f64::from(self.years.max(1)))
    }
}

/// A condition of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    Is(Fact),
    IsNot(Fact),
    /// One of these groups of facts, all of a group.
    OneOf(&'static [&'static [Fact]]),
    BmiAtLeast(f64),
    /// Completed years, both included, and who says so.
    Age {
        from: u8,
        to: u8,
        source: &'static str,
    },
    /// The person's own risk of heart attack, stroke and death over ten years, and who says so.
    AscvdAtLeast {
        percent: u8,
        source: &'static str,
    },
    /// A systolic pressure from which on it is high, or hypertension that is known.
    HighPressure {
        systolic_mmhg: u8,
    },
}

const IN_FIBRILLATION: &[Need] =
    &[Need::Is(Fact::AtrialFibrillation), Need::IsNot(Fact::MechanicalValve), Need::IsNot(Fact::MitralStenosis)];
const AT_RISK_OF_DIABETES: &[Need] =
    &[Need::Is(Fact::ImpairedGlucoseTolerance), Need::BmiAtLeast(24.0), Need::IsNot(Fact::Diabetes)];
const HEART_OR_KIDNEY: &[Need] = &[Need::OneOf(&[
    &[Fact::HeartFailure],
    &[Fact::ChronicKidneyDisease],
    &[Fact::Type2Diabetes, Fact::AtheroscleroticDisease],
])];
const USPSTF: &str = "USPSTF 2022, JAMA 327:1577";
/// The trials' people were older; from 60 on bleeding outweighs what is spared, and it is not begun; nor is it below 10 %.
const FIRST_PREVENTION: &[Need] = &[
    Need::IsNot(Fact::CardiovascularDisease),
    Need::Age { from: 40, to: 59, source: USPSTF },
    Need::AscvdAtLeast { percent: 10, source: USPSTF },
];
/// The trials had people of lower pressure too; a drug against it is still no proposal where pressure is not high.
const PRESSURE: &[Need] = &[Need::HighPressure { systolic_mmhg: 140 }];

/// What a row asks of a person.
pub fn needs_of(effect: &TrialEffect) -> &'static [Need] {
    match effect.intervention {
        Intervention::LowerSystolic => PRESSURE,
        Intervention::LowerLdl => &[],
        Intervention::StopSmoking => &[Need::Is(Fact::CoronaryDisease), Need::Is(Fact::CurrentSmoker)],
        Intervention::LifestyleProgramme | Intervention::Metformin => AT_RISK_OF_DIABETES,
        Intervention::Sglt2Inhibitor => HEART_OR_KIDNEY,
        Intervention::Glp1Agonist => &[Need::Is(Fact::Type2Diabetes)],
        Intervention::WarfarinInFibrillation | Intervention::AspirinInFibrillation | Intervention::DoacForWarfarin => {
            IN_FIBRILLATION
        }
        Intervention::AspirinForPrevention => FIRST_PREVENTION,
    }
}

/// Treatments that the trial's control group went without: who has one is no such control.
pub fn must_not_take(intervention: Intervention) -> &'static [Treatment] {
    match intervention {
        Intervention::LowerSystolic => &[Treatment::BloodPressureDrug],
        Intervention::LowerLdl => &[Treatment::Statin],
        Intervention::StopSmoking => &[],
        Intervention::LifestyleProgramme => &[Treatment::LifestyleProgramme],
        Intervention::Metformin => &[Treatment::Metformin],
        Intervention::Sglt2Inhibitor => &[Treatment::Sglt2Inhibitor],
        Intervention::Glp1Agonist => &[Treatment::Glp1Agonist],
        Intervention::WarfarinInFibrillation
        | Intervention::AspirinInFibrillation
        | Intervention::AspirinForPrevention => &[Treatment::Warfarin, Treatment::Aspirin, Treatment::Doac],
        Intervention::DoacForWarfarin => &[Treatment::Doac],
    }
}

/// The treatment that an intervention begins; `None` for what is no drug or programme.
pub fn begun_by(intervention: Intervention) -> Option<Treatment> {
    match intervention {
        Intervention::LowerSystolic => Some(Treatment::BloodPressureDrug),
        Intervention::LowerLdl => Some(Treatment::Statin),
        Intervention::StopSmoking => None,
        Intervention::LifestyleProgramme => Some(Treatment::LifestyleProgramme),
        Intervention::Metformin => Some(Treatment::Metformin),
        Intervention::Sglt2Inhibitor => Some(Treatment::Sglt2Inhibitor),
        Intervention::Glp1Agonist => Some(Treatment::Glp1Agonist),
        Intervention::WarfarinInFibrillation => Some(Treatment::Warfarin),
        Intervention::AspirinInFibrillation | Intervention::AspirinForPrevention => Some(Treatment::Aspirin),
        Intervention::DoacForWarfarin => Some(Treatment::Doac),
    }
}

impl Person {
    /// The person's own risk of a harm that trials counted.
    pub fn risk_of(&self, harm: Outcome) -> Option<OverYears> {
        self.major_bleeding.filter(|_| harm == Outcome::MajorBleeding)
    }

    /// Whether the condition is met; `None` where too little is recorded to tell.
    pub fn meets(&self, need: Need) -> Option<bool> {
        match need {
            Need::Is(fact) => self.facts.get(&fact).copied(),
            Need::IsNot(fact) => self.facts.get(&fact).map(|is| !is),
            Need::BmiAtLeast(least) => self.bmi.map(|bmi| bmi >= least),
            Need::Age { from, to, .. } => self.age_years.map(|age| (i32::from(from)..=i32::from(to)).contains(&age)),
            Need::AscvdAtLeast { percent, .. } => self.ten_year_ascvd.map(|own| own.risk * 100.0 >= f64::from(percent)),
            Need::HighPressure { systolic_mmhg } => {
                let is_known = self.facts.get(&Fact::Hypertension) == Some(&true);
                let is_high = self.systolic_mmhg.map(|systolic| systolic >= f64::from(systolic_mmhg));
                if is_known { Some(true) } else { is_high }
            }
            Need::OneOf(groups) => {
                let met: BTreeSet<Option<bool>> = groups.iter().map(|group| self.has_all(group)).collect();
                match met.contains(&Some(true)) {
                    true => Some(true),
                    false if met.contains(&None) => None,
                    false => Some(false),
                }
            }
        }
    }

    fn has_all(&self, facts: &[Fact]) -> Option<bool> {
        let known: BTreeSet<Option<bool>> = facts.iter().map(|fact| self.facts.get(fact).copied()).collect();
        match known.contains(&Some(false)) {
            true => Some(false),
            false if known.contains(&None) => None,
            false => Some(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knowing(facts: &[(Fact, bool)]) -> Person {
        Person { facts: facts.iter().copied().collect(), ..Person::default() }
    }

    #[test]
    fn what_is_not_recorded_is_neither_yes_nor_no() {
        let nobody = Person::default();
        assert_eq!(nobody.meets(Need::Is(Fact::Type2Diabetes)), None);
        assert_eq!(nobody.meets(Need::IsNot(Fact::Diabetes)), None);
        assert_eq!(nobody.meets(Need::BmiAtLeast(24.0)), None);
    }

    #[test]
    fn one_of_several_groups_suffices_and_all_have_to_be_denied() {
        let need = HEART_OR_KIDNEY[0];
        assert_eq!(knowing(&[(Fact::HeartFailure, true)]).meets(need), Some(true));
        assert_eq!(knowing(&[(Fact::HeartFailure, false)]).meets(need), None);
        let both = knowing(&[(Fact::Type2Diabetes, true), (Fact::AtheroscleroticDisease, true)]);
        assert_eq!(both.meets(need), Some(true));
        let denied = [(Fact::HeartFailure, false), (Fact::ChronicKidneyDisease, false), (Fact::Type2Diabetes, false)];
        assert_eq!(knowing(&denied).meets(need), Some(false));
    }
}
