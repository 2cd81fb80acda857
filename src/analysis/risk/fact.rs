//! Facts about a patient that models ask for or are closed by, and how they are recorded: ICD-10 and ATC codes.
//!
//! A code means a fact if it begins with one of the fact's prefixes; dots do not matter. Facts without codes are known
//! from a person alone. That a fact is not recorded does not make it false: gates that demand a fact stay shut, inputs
//! of type [`super::input::Origin::Recorded`] are shown as "not recorded".

/// A fact about a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Coronary, cerebral or peripheral atherosclerotic disease.
    Ascvd,
    HeartFailure,
    Hypertension,
    Diabetes,
    Type2Diabetes,
    /// eGFR below 30 on record as a diagnosis, dialysis or transplant.
    SevereKidneyDisease,
    FamilialHypercholesterolaemia,
    AtrialFibrillation,
    MechanicalValve,
    /// Moderate or severe.
    MitralStenosis,
    /// Ischaemic stroke, transient ischaemic attack, arterial embolism.
    StrokeTiaEmbolism,
    /// Stroke of any kind.
    Stroke,
    /// Myocardial infarction, peripheral arterial disease, aortic plaque.
    VascularDisease,
    Cirrhosis,
    ChronicLiverDisease,
    /// History of bleeding, or a disease that predisposes to it.
    Bleeding,
    AlcoholExcess,
    Dialysis,
    /// Not resolved.
    AcuteKidneyInjury,
    /// Dialysis or a kidney transplant.
    KidneyReplacement,
    Pregnant,
    Pneumonia,
    SuspectedDeepVeinThrombosis,
    SuspectedPulmonaryEmbolism,
    PreviousThrombosis,
    ActiveCancer,
    /// Breast cancer, DCIS or LCIS, now or before.
    BreastCancer,
    ChestIrradiation,
    /// A pathogenic variant of BRCA1, BRCA2, TP53 or PTEN.
    BreastCancerGene,
    HighGlucose,
    CurrentSmoker,
    Antihypertensive,
    Statin,
    AntiplateletOrNsaid,
    Anticoagulant,
    Amiodarone,
    /// Carbamazepine, phenytoin or rifampicin.
    EnzymeInducer,
    Warfarin,
}

impl Fact {
    pub const ALL: [Fact; 38] = [
        Fact::Ascvd,
        Fact::HeartFailure,
        Fact::Hypertension,
        Fact::Diabetes,
        Fact::Type2Diabetes,
        Fact::SevereKidneyDisease,
        Fact::FamilialHypercholesterolaemia,
        Fact::AtrialFibrillation,
        Fact::MechanicalValve,
        Fact::MitralStenosis,
        Fact::StrokeTiaEmbolism,
        Fact::Stroke,
        Fact::VascularDisease,
        Fact::Cirrhosis,
        Fact::ChronicLiverDisease,
        Fact::Bleeding,
        Fact::AlcoholExcess,
        Fact::Dialysis,
        Fact::AcuteKidneyInjury,
        Fact::KidneyReplacement,
        Fact::Pregnant,
        Fact::Pneumonia,
        Fact::SuspectedDeepVeinThrombosis,
        Fact::SuspectedPulmonaryEmbolism,
        Fact::PreviousThrombosis,
        Fact::ActiveCancer,
        Fact::BreastCancer,
        Fact::ChestIrradiation,
        Fact::BreastCancerGene,
        Fact::HighGlucose,
        Fact::CurrentSmoker,
        Fact::Antihypertensive,
        Fact::Statin,
        Fact::AntiplateletOrNsaid,
        Fact::Anticoagulant,
        Fact::Amiodarone,
        Fact::EnzymeInducer,
        Fact::Warfarin,
    ];

    /// Key of the window's text `risk-fact-<id>`, and the words of the command line.
    pub fn id(self) -> &'static str {
        match self {
            Fact::Ascvd => "atherosclerotic-cardiovascular-disease",
            Fact::HeartFailure => "heart-failure",
            Fact::Hypertension => "hypertension",
            Fact::Diabetes => "diabetes",
            Fact::Type2Diabetes => "type-2-diabetes",
            Fact::SevereKidneyDisease => "severe-kidney-disease",
            Fact::FamilialHypercholesterolaemia => "familial-hypercholesterolaemia",
            Fact::AtrialFibrillation => "atrial-fibrillation",
            Fact::MechanicalValve => "mechanical-heart-valve",
            Fact::MitralStenosis => "moderate-or-severe-mitral-stenosis",
            Fact::StrokeTiaEmbolism => "stroke-tia-or-arterial-embolism",
            Fact::Stroke => "stroke",
            Fact::VascularDisease => "vascular-disease",
            Fact::Cirrhosis => "cirrhosis",
            Fact::ChronicLiverDisease => "chronic-liver-disease",
            Fact::Bleeding => "bleeding-or-predisposition",
            Fact::AlcoholExcess => "alcohol-excess",
            Fact::Dialysis => "dialysis",
            Fact::AcuteKidneyInjury => "acute-kidney-injury",
            Fact::KidneyReplacement => "dialysis-or-kidney-transplant",
            Fact::Pregnant => "pregnancy",
            Fact::Pneumonia => "pneumonia",
            Fact::SuspectedDeepVeinThrombosis => "suspected-deep-vein-thrombosis",
            Fact::SuspectedPulmonaryEmbolism => "suspected-pulmonary-embolism",
            Fact::PreviousThrombosis => "previous-venous-thrombosis",
            Fact::ActiveCancer => "active-cancer",
            Fact::BreastCancer => "breast-cancer-dcis-or-lcis",
            Fact::ChestIrradiation => "chest-irradiation",
            Fact::BreastCancerGene => "pathogenic-breast-cancer-gene",
            Fact::HighGlucose => "high-glucose",
            Fact::CurrentSmoker => "current-smoker",
            Fact::Antihypertensive => "antihypertensive-medication",
            Fact::Statin => "statin",
            Fact::AntiplateletOrNsaid => "antiplatelet-or-nsaid",
            Fact::Anticoagulant => "anticoagulant",
            Fact::Amiodarone => "amiodarone",
            Fact::EnzymeInducer => "enzyme-inducer",
            Fact::Warfarin => "warfarin",
        }
    }

    /// ICD-10 prefixes. Z codes are those of ICD-10 and its clinical modification where they agree.
    pub fn conditions(self) -> &'static [&'static str] {
        match self {
            Fact::Ascvd => &[
                "I20", "I21", "I22", "I23", "I24", "I25", "I63", "I64", "I65", "I66", "I693", "I70", "I739", "I74",
                "G45", "Z951", "Z955", "Z8673",
            ],
            Fact::HeartFailure => &["I50", "I110", "I130", "I132"],
            Fact::Hypertension => &["I10", "I11", "I12", "I13", "I15"],
            Fact::Diabetes => &["E10", "E11", "E12", "E13", "E14"],
            Fact::Type2Diabetes => &["E11"],
            Fact::SevereKidneyDisease => &["N184", "N185", "N186", "Z992", "Z940"],
            Fact::FamilialHypercholesterolaemia => &["E7801"],
            Fact::AtrialFibrillation => &["I48"],
            Fact::MechanicalValve => &["Z952"],
            Fact::MitralStenosis => &["I050", "I052", "I342"],
            Fact::StrokeTiaEmbolism => &["I63", "I64", "I693", "G45", "I74", "Z8673"],
            Fact::Stroke => &["I60", "I61", "I63", "I64", "I69"],
            Fact::VascularDisease => &["I21", "I22", "I252", "I70", "I739"],
            Fact::Cirrhosis => &["K703", "K717", "K74"],
            Fact::ChronicLiverDisease => &["K70", "K717", "K73", "K74", "B18", "K766", "K767"],
            Fact::Bleeding => &["K920", "K921", "K922", "I60", "I61", "I62", "D66", "D67", "D68", "D69"],
            Fact::AlcoholExcess => &["F101", "F102"],
            Fact::Dialysis => &["Z992", "Z49"],
            Fact::AcuteKidneyInjury => &["N17"],
            Fact::KidneyReplacement => &["Z992", "Z49", "N186", "Z940"],
            Fact::Pregnant => &["O", "Z33", "Z34"],
            Fact::Pneumonia => &["J12", "J13", "J14", "J15", "J16", "J17", "J18"],
            Fact::PreviousThrombosis => &["I26", "I80", "I82", "Z8671"],
            Fact::BreastCancer => &["C50", "D05", "Z853"],
            Fact::BreastCancerGene => &["Z1501"],
            Fact::HighGlucose => &["R73", "O24"],
            Fact::CurrentSmoker => &["F172", "Z720"],
            Fact::SuspectedDeepVeinThrombosis
            | Fact::SuspectedPulmonaryEmbolism
            | Fact::ActiveCancer
            | Fact::ChestIrradiation
            | Fact::Antihypertensive
            | Fact::Statin
            | Fact::AntiplateletOrNsaid
            | Fact::Anticoagulant
            | Fact::Amiodarone
            | Fact::EnzymeInducer
            | Fact::Warfarin => &[],
        }
    }

    /// ATC prefixes of medications that are being taken.
    pub fn medications(self) -> &'static [&'static str] {
        match self {
            Fact::Antihypertensive => &["C02", "C03", "C07", "C08", "C09"],
            Fact::Statin => &["C10AA", "C10B"],
            Fact::AntiplateletOrNsaid => &["B01AC", "M01A"],
            Fact::Anticoagulant => &["B01AA", "B01AB", "B01AE", "B01AF"],
            Fact::Amiodarone => &["C01BD01"],
            Fact::EnzymeInducer => &["N03AF01", "N03AB02", "J04AB02"],
            Fact::Warfarin => &["B01AA03"],
            Fact::Ascvd
            | Fact::HeartFailure
            | Fact::Hypertension
            | Fact::Diabetes
            | Fact::Type2Diabetes
            | Fact::SevereKidneyDisease
            | Fact::FamilialHypercholesterolaemia
            | Fact::AtrialFibrillation
            | Fact::MechanicalValve
            | Fact::MitralStenosis
            | Fact::StrokeTiaEmbolism
            | Fact::Stroke
            | Fact::VascularDisease
            | Fact::Cirrhosis
            | Fact::ChronicLiverDisease
            | Fact::Bleeding
            | Fact::AlcoholExcess
            | Fact::Dialysis
            | Fact::AcuteKidneyInjury
            | Fact::KidneyReplacement
            | Fact::Pregnant
            | Fact::Pneumonia
            | Fact::SuspectedDeepVeinThrombosis
            | Fact::SuspectedPulmonaryEmbolism
            | Fact::PreviousThrombosis
            | Fact::ActiveCancer
            | Fact::BreastCancer
            | Fact::ChestIrradiation
            | Fact::BreastCancerGene
            | Fact::HighGlucose
            | Fact::CurrentSmoker => &[],
        }
    }

    /// The facts that an ICD-10 code of a condition means.
    pub fn of_condition(code: &str) -> Facts {
        Facts::where_prefix(code, Fact::conditions)
    }

    /// The facts that the ATC code of a current medication means.
    pub fn of_medication(code: &str) -> Facts {
        Facts::where_prefix(code, Fact::medications)
    }
}

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts(u64);

impl Facts {
    pub fn insert(&mut self, fact: Fact) {
        self.0 |= 1 << fact as u64;
    }

    pub fn add(&mut self, others: Facts) {
        self.0 |= others.0;
    }

    pub fn contains(self, fact: Fact) -> bool {
        self.0 & 1 << fact as u64 != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.into_iter().filter(move |fact| self.contains(*fact))
    }

    fn where_prefix(code: &str, prefixes: fn(Fact) -> &'static [&'static str]) -> Facts {
        let plain: String = code.chars().filter(|sign| sign.is_ascii_alphanumeric()).collect();
        let plain = plain.to_ascii_uppercase();
        let mut facts = Facts::default();
        for fact in Fact::ALL {
            if prefixes(fact).iter().any(|prefix| plain.starts_with(prefix)) {
                facts.insert(fact);
            }
        }
        facts
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<T: IntoIterator<Item = Fact>>(facts: T) -> Facts {
        let mut set = Facts::default();
        facts.into_iter().for_each(|fact| set.insert(fact));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_facts_with_and_without_dots() {
        let of = |code: &str| Fact::of_condition(code).iter().collect::<Vec<_>>();
        assert_eq!(of("E11.9"), [Fact::Diabetes, Fact::Type2Diabetes]);
        assert_eq!(of("i110"), [Fact::HeartFailure, Fact::Hypertension]);
        assert_eq!(of("Diabetes"), []);
        assert_eq!(Fact::of_medication("C10AA05").iter().collect::<Vec<_>>(), [Fact::Statin]);
    }

    #[test]
    fn every_fact_has_its_own_place_and_id() {
        let ids: std::collections::BTreeSet<_> = Fact::ALL.iter().map(|fact| fact.id()).collect();
        assert_eq!(ids.len(), Fact::ALL.len());
        let places: Vec<_> = Fact::ALL.iter().map(|fact| *fact as usize).collect();
        assert_eq!(places, (0..Fact::ALL.len()).collect::<Vec<_>>());
    }
}
