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
    pub standing: Standing,
    /// Where the text is with which it was compared.
    pub against: Option<String>,
}

/// With what a row was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The publisher's own text.
    Document,
    /// A page that quotes it.
    Quoted,
    /// Nothing: entered from general knowledge. It is shown as unverified.
    Recalled,
}

impl Standing {
    pub const ALL: [Standing; 3] = [Standing::Document, Standing::Quoted, Standing::Recalled];

    pub fn id(self) -> &'static str {
        match self {
            Standing::Document => "document",
            Standing::Quoted => "quoted",
            Standing::Recalled => "recalled",
        }
    }

    pub fn from_id(id: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.id() == id)
    }
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

impl DrugChecks {
    /// Whether any row is about a drug.
    pub fn speak_of(&self, drug: &DrugName) -> bool {
        self.kidney.iter().any(|rule| rule.of.holds(drug))
            || self.pairs.iter().any(|rule| rule.one.holds(drug) || rule.other.holds(drug))
            || self.allergies.iter().any(|rule| rule.allergy.holds(drug) || rule.of.holds(drug))
    }
}

/// The month in which the tables were written and compared.
pub const CHECKS_DATE: &str = "2026-11";
