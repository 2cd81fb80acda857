//! Checks of drugs against kidney function, each other and allergies: the rows of our own small tables.

use super::drug_name::DrugName;
use super::genome::advice::Action;
use super::genome::drug::Tier;

/// A drug by its name, or every drug of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrugSet(pub String);

impl DrugSet {
    pub fn holds(&self, drug: &DrugName) -> bool {
        drug.name == self.0 || drug.is_of(&self.0)
    }
}

/// By what the kidney is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KidneyMeasure {
    /// Estimated glomerular filtration rate, mL/min/1.73 m2.
    Egfr,
    /// Creatinine clearance by Cockcroft and Gault, mL/min.
    Clearance,
}

impl KidneyMeasure {
    pub fn id(self) -> &'static str {
        match self {
            KidneyMeasure::Egfr => "egfr",
            KidneyMeasure::Clearance => "crcl",
        }
    }

    pub fn from_id(id: &str) -> Option<KidneyMeasure> {
        [KidneyMeasure::Egfr, KidneyMeasure::Clearance].into_iter().find(|measure| measure.id() == id)
    }
}

/// What to do, how loud, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckAdvice {
    /// Stable within its table; the sentence is the text `check-<table>-<id>`.
    pub id: String,
    pub action: Action,
    pub tier: Tier,
    pub source: String,
}

/// A dose by kidney function.
#[derive(Clone, Debug, PartialEq)]
pub struct KidneyRule {
    pub of: DrugSet,
    pub measure: KidneyMeasure,
    /// Included.
    pub from: f64,
    /// Excluded.
    pub below: f64,
    pub advice: CheckAdvice,
}

/// Two drugs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairRule {
    pub one: DrugSet,
    pub other: DrugSet,
    pub advice: CheckAdvice,
}

/// What an allergy to one drug means for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllergyRule {
    pub allergy: DrugSet,
    pub of: DrugSet,
    pub advice: CheckAdvice,
}

/// All rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrugChecks {
    pub kidney: Vec<KidneyRule>,
    pub pairs: Vec<PairRule>,
    pub allergies: Vec<AllergyRule>,
}

/// The month in which the tables were written.
pub const CHECKS_DATE: &str = "2026-11";
