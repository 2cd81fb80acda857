//! Stable words of what a row, a condition and a refusal are called: message keys are made of them.

use super::baseline::{BaselineSource, Under};
use super::calculate::CalculationFault;
use super::effects::{Intervention, Outcome};
use super::gates::Refusal;
use super::needs::{Fact, Treatment};

impl Intervention {
    pub const ALL: [Intervention; 11] = [
        Intervention::LowerSystolic,
        Intervention::LowerLdl,
        Intervention::StopSmoking,
        Intervention::LifestyleProgramme,
        Intervention::Metformin,
        Intervention::Sglt2Inhibitor,
        Intervention::Glp1Agonist,
        Intervention::WarfarinInFibrillation,
        Intervention::AspirinInFibrillation,
        Intervention::DoacForWarfarin,
        Intervention::AspirinForPrevention,
    ];

    /// Text `what-if-intervention-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Intervention::LowerSystolic => "lower-systolic",
            Intervention::LowerLdl => "lower-ldl",
            Intervention::StopSmoking => "stop-smoking",
            Intervention::LifestyleProgramme => "lifestyle-programme",
            Intervention::Metformin => "metformin",
            Intervention::Sglt2Inhibitor => "sglt2-inhibitor",
            Intervention::Glp1Agonist => "glp1-agonist",
            Intervention::WarfarinInFibrillation => "warfarin-in-fibrillation",
            Intervention::AspirinInFibrillation => "aspirin-in-fibrillation",
            Intervention::DoacForWarfarin => "doac-for-warfarin",
            Intervention::AspirinForPrevention => "aspirin-for-prevention",
        }
    }
}

impl Outcome {
    pub const ALL: [Outcome; 16] = [
        Outcome::MajorCardiovascularEvents,
        Outcome::MajorVascularEvents,
        Outcome::DeathInfarctionStroke,
        Outcome::CoronaryDisease,
        Outcome::Stroke,
        Outcome::HeartFailure,
        Outcome::Death,
        Outcome::CardiovascularDeath,
        Outcome::DiabetesType2,
        Outcome::KidneyProgression,
        Outcome::DeathOrHeartFailureStay,
        Outcome::AcuteKidneyInjury,
        Outcome::StrokeInFibrillation,
        Outcome::StrokeOrEmbolismInFibrillation,
        Outcome::HaemorrhagicStroke,
        Outcome::MajorBleeding,
    ];

    /// Text `what-if-outcome-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::MajorCardiovascularEvents => "major-cardiovascular-events",
            Outcome::MajorVascularEvents => "major-vascular-events",
            Outcome::DeathInfarctionStroke => "death-infarction-stroke",
            Outcome::CoronaryDisease => "coronary-disease",
            Outcome::Stroke => "stroke",
            Outcome::HeartFailure => "heart-failure",
            Outcome::Death => "death",
            Outcome::CardiovascularDeath => "cardiovascular-death",
            Outcome::DiabetesType2 => "diabetes-type-2",
            Outcome::KidneyProgression => "kidney-progression",
            Outcome::DeathOrHeartFailureStay => "death-or-heart-failure-stay",
            Outcome::AcuteKidneyInjury => "acute-kidney-injury",
            Outcome::StrokeInFibrillation => "stroke-in-fibrillation",
            Outcome::StrokeOrEmbolismInFibrillation => "stroke-or-embolism-in-fibrillation",
            Outcome::HaemorrhagicStroke => "haemorrhagic-stroke",
            Outcome::MajorBleeding => "major-bleeding",
        }
    }
}

impl BaselineSource {
    /// Text `what-if-baseline-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            BaselineSource::PreventTotalCvd => "prevent-total-cvd",
            BaselineSource::PreventAscvd => "prevent-ascvd",
            BaselineSource::PreventCoronary => "prevent-coronary",
            BaselineSource::PreventStroke => "prevent-stroke",
            BaselineSource::PreventHeartFailure => "prevent-heart-failure",
            BaselineSource::Score2Family => "score2",
            BaselineSource::PooledCohort2013 => "pooled-cohort-2013",
            BaselineSource::Framingham2008 => "framingham-2008",
            BaselineSource::Entered { under: Under::Nothing, .. } => "entered",
            BaselineSource::Entered { under: Under::Warfarin, .. } => "entered-on-warfarin",
        }
    }
}

impl Fact {
    pub const ALL: [Fact; 13] = [
        Fact::Diabetes,
        Fact::Type2Diabetes,
        Fact::ImpairedGlucoseTolerance,
        Fact::CardiovascularDisease,
        Fact::AtheroscleroticDisease,
        Fact::CoronaryDisease,
        Fact::HeartFailure,
        Fact::ChronicKidneyDisease,
        Fact::AtrialFibrillation,
        Fact::MechanicalValve,
        Fact::MitralStenosis,
        Fact::CurrentSmoker,
        Fact::Hypertension,
    ];

    /// Text `what-if-fact-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Fact::Diabetes => "diabetes",
            Fact::Type2Diabetes => "type-2-diabetes",
            Fact::ImpairedGlucoseTolerance => "impaired-glucose-tolerance",
            Fact::CardiovascularDisease => "cardiovascular-disease",
            Fact::AtheroscleroticDisease => "atherosclerotic-disease",
            Fact::CoronaryDisease => "coronary-disease",
            Fact::HeartFailure => "heart-failure",
            Fact::ChronicKidneyDisease => "chronic-kidney-disease",
            Fact::AtrialFibrillation => "atrial-fibrillation",
            Fact::MechanicalValve => "mechanical-valve",
            Fact::MitralStenosis => "mitral-stenosis",
            Fact::CurrentSmoker => "current-smoker",
            Fact::Hypertension => "hypertension",
        }
    }
}

impl Treatment {
    pub const ALL: [Treatment; 9] = [
        Treatment::BloodPressureDrug,
        Treatment::Statin,
        Treatment::LifestyleProgramme,
        Treatment::Metformin,
        Treatment::Sglt2Inhibitor,
        Treatment::Glp1Agonist,
        Treatment::Warfarin,
        Treatment::Aspirin,
        Treatment::Doac,
    ];

    /// Text `what-if-treatment-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Treatment::BloodPressureDrug => "blood-pressure-drug",
            Treatment::Statin => "statin",
            Treatment::LifestyleProgramme => "lifestyle-programme",
            Treatment::Metformin => "metformin",
            Treatment::Sglt2Inhibitor => "sglt2-inhibitor",
            Treatment::Glp1Agonist => "glp1-agonist",
            Treatment::Warfarin => "warfarin",
            Treatment::Aspirin => "aspirin",
            Treatment::Doac => "doac",
        }
    }
}

impl Refusal {
    /// Text `what-if-refusal-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Refusal::NothingChosen => "nothing-chosen",
            Refusal::Recalled { .. } => "recalled",
            Refusal::NoBaseline { .. } => "no-baseline",
            Refusal::OtherOutcome { .. } => "other-outcome",
            Refusal::OtherControl { .. } => "other-control",
            Refusal::NotMet { .. } => "not-met",
            Refusal::RiskTooLow { .. } => "risk-too-low",
            Refusal::NotRecorded { .. } => "not-recorded",
            Refusal::AlreadyTreated { .. } => "already-treated",
            Refusal::TreatmentNotRecorded { .. } => "treatment-not-recorded",
            Refusal::Exclusive { .. } => "exclusive",
            Refusal::OtherAmount { .. } => "other-amount",
            Refusal::NoChange { .. } => "no-change",
            Refusal::TooLarge { .. } => "too-large",
            Refusal::TooLow { .. } => "too-low",
            Refusal::ValueNotRecorded { .. } => "value-not-recorded",
            Refusal::HarmNotEntered { .. } => "harm-not-entered",
            Refusal::HarmOutweighs { .. } => "harm-outweighs",
            Refusal::TooMany { .. } => "too-many",
            Refusal::HorizonTooLong { .. } => "horizon-too-long",
            Refusal::BeyondProbability => "beyond-probability",
            Refusal::NotCalculable(CalculationFault::Baseline(_)) => "baseline-no-probability",
            Refusal::NotCalculable(CalculationFault::Units(_) | CalculationFault::Beyond) => "not-calculable",
        }
    }
}
