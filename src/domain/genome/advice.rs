//! What guidelines say about a drug for a result of one or two genes: the table's rows, and a row applied to a patient.

use super::drug::{Drug, Tier};
use super::gene::Gene;
use super::result::ResultRemark;

/// What to do about the drug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Standard,
    Reduce,
    Increase,
    Alternative,
    Avoid,
    Monitor,
    /// A test comes first.
    Test,
    /// There is no advice, and that is said.
    None,
}

impl Action {
    pub const ALL: [Action; 8] = [
        Action::Standard,
        Action::Reduce,
        Action::Increase,
        Action::Alternative,
        Action::Avoid,
        Action::Monitor,
        Action::Test,
        Action::None,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Action::Standard => "standard",
            Action::Reduce => "reduce",
            Action::Increase => "increase",
            Action::Alternative => "alternative",
            Action::Avoid => "avoid",
            Action::Monitor => "monitor",
            Action::Test => "test",
            Action::None => "none",
        }
    }

    pub fn from_id(id: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.id() == id)
    }
}

/// How sure the guideline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    Optional,
    Moderate,
    Strong,
    /// The guideline makes no recommendation.
    NotGraded,
}

impl Strength {
    pub const ALL: [Strength; 4] = [Strength::Optional, Strength::Moderate, Strength::Strong, Strength::NotGraded];

    pub fn id(self) -> &'static str {
        match self {
            Strength::Optional => "Optional",
            Strength::Moderate => "Moderate",
            Strength::Strong => "Strong",
            Strength::NotGraded => "N/A",
        }
    }

    pub fn from_id(id: &str) -> Option<Strength> {
        Strength::ALL.into_iter().find(|strength| strength.id() == id)
    }
}

/// Whom or what use a row speaks to. It is asked for; while it is not known, every row is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Population {
    General,
    /// Acute coronary syndrome, or a coronary intervention.
    AcsOrPci,
    OtherCardiovascular,
    Neurovascular,
    Adult,
    Child,
    /// Adults and children above 40 kg.
    Over40Kg,
    NeverUsed,
    UsedOver3Months,
    /// Never used, and no other drug will do.
    NoAlternative,
}

impl Population {
    pub const ALL: [Population; 10] = [
        Population::General,
        Population::AcsOrPci,
        Population::OtherCardiovascular,
        Population::Neurovascular,
        Population::Adult,
        Population::Child,
        Population::Over40Kg,
        Population::NeverUsed,
        Population::UsedOver3Months,
        Population::NoAlternative,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Population::General => "general",
            Population::AcsOrPci => "acs-pci",
            Population::OtherCardiovascular => "other-cardiovascular",
            Population::Neurovascular => "neurovascular",
            Population::Adult => "adult",
            Population::Child => "child",
            Population::Over40Kg => "over-40-kg",
            Population::NeverUsed => "never-used",
            Population::UsedOver3Months => "over-3-months",
            Population::NoAlternative => "no-alternative",
        }
    }

    pub fn from_id(id: &str) -> Option<Population> {
        Population::ALL.into_iter().find(|population| population.id() == id)
    }
}

/// Where a row's action and strength come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Compared by program with the guideline's data of [`ADVICE_DATE`].
    Checked,
    /// From the guideline as generally known; not in that data.
    Recalled,
    /// A rule about missing tests or interacting drugs.
    Rule,
}

impl Basis {
    pub const ALL: [Basis; 3] = [Basis::Checked, Basis::Recalled, Basis::Rule];

    pub fn id(self) -> &'static str {
        match self {
            Basis::Checked => "checked",
            Basis::Recalled => "recalled",
            Basis::Rule => "rule",
        }
    }

    pub fn from_id(id: &str) -> Option<Basis> {
        Basis::ALL.into_iter().find(|basis| basis.id() == id)
    }
}

/// Date of the guideline data behind the table, to be shown wherever advice is.
pub const ADVICE_DATE: &str = "2024-03-25";
/// Date of CYP2D6's phenotype data.
pub const CYP2D6_DATE: &str = "2024-08-27";
/// Date of the alleles' definitions and functions.
pub const ALLELE_DATE: &str = "2025-11-05";

/// A row: a drug, a population, what each gene shows, and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdviceRow {
    pub drug: String,
    pub population: Population,
    /// One entry a gene; for CYP2D6 a range of the activity score.
    pub lookup: Vec<(Gene, String)>,
    pub action: Action,
    pub strength: Strength,
    pub summary: String,
    pub pmid: String,
    pub basis: Basis,
}

/// All drugs and rows, in the order of their file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdviceTable {
    pub drugs: Vec<Drug>,
    pub rows: Vec<AdviceRow>,
}

impl AdviceTable {
    /// The drug that a medication's name means.
    pub fn drug(&self, medication: &str) -> Option<&Drug> {
        self.drugs.iter().find(|drug| drug.is_named(medication))
    }

    /// Rows of a drug.
    pub fn rows_of<'a>(&'a self, drug: &'a Drug) -> impl Iterator<Item = &'a AdviceRow> {
        self.rows.iter().filter(move |row| row.drug == drug.name)
    }
}

/// How a drug stands with the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DrugUse {
    /// Taken now.
    Active,
    /// Being entered now.
    Entered,
    /// Looked at before anybody enters it: never critical.
    Candidate,
}

/// One thing to do about one drug, with its reason and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub drug: String,
    pub population: Population,
    /// What was looked up, such as `CYP2C19=Poor Metabolizer`.
    pub lookup: String,
    pub action: Action,
    pub strength: Option<Strength>,
    pub summary: String,
    pub pmid: Option<String>,
    pub basis: Basis,
    pub tier: Tier,
    /// What stands behind [`Advice::summary`] in parts: a sentence of the table, and what this patient adds to it. Screens
    /// write them in their own language.
    pub sentence: Option<String>,
    pub remarks: Vec<Remark>,
}

/// Something this patient's record adds to an advice, or says where there is no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// What takes the place of a drug to be avoided, in the drug table's words.
    Instead(String),
    /// Stopping it without a replacement does harm.
    DoNotStop,
    /// A needed gene that was not tested: `HLA-B*57:01`.
    NotTested(String),
    /// One that was tested without a result.
    WithoutResult(String),
    /// What follows from a missing test.
    TestBeforeFirstDose,
    TestWherePolicyAsks,
    /// Genes whose tested variants were not found, which does not make them normal.
    NothingFound(Gene),
    /// CYP2D6 under an inhibitor: what the genes give and what is left of it, a pair of phenotypes with their scores for
    /// each candidate.
    Inhibited {
        inhibitor: String,
        pairs: Vec<InhibitedPair>,
    },
    /// What has to be known about a gene's result.
    OfResult(Gene, ResultRemark),
    /// No row of the table speaks of what was found: gene and what it showed.
    NoAdvice(Vec<(Gene, String)>),
    /// A guideline on these genes exists; its table is not carried here.
    NotCovered(Vec<String>),
    /// The dose follows from a model, not from a table.
    DoseModel,
    /// Lowers the activation of clopidogrel.
    BlocksClopidogrel(String),
    /// This strong CYP3A inhibitor asks for much less of the drug, of which the genes would ask for more.
    OpposedByCyp3a(String),
    /// Changes levels by CYP3A whatever the genes.
    InhibitsCyp3a(String),
    InducesCyp3a(String),
}

impl Remark {
    /// Whether it changes how the advice is to be read: what the genes show is contradicted, or another drug changes it.
    pub fn changes_reading(&self) -> bool {
        match self {
            Remark::Inhibited { .. }
            | Remark::OfResult(..)
            | Remark::OpposedByCyp3a(_)
            | Remark::InhibitsCyp3a(_)
            | Remark::InducesCyp3a(_)
            | Remark::BlocksClopidogrel(_) => true,
            Remark::Instead(_)
            | Remark::DoNotStop
            | Remark::NotTested(_)
            | Remark::WithoutResult(_)
            | Remark::TestBeforeFirstDose
            | Remark::TestWherePolicyAsks
            | Remark::NothingFound(_)
            | Remark::NoAdvice(_)
            | Remark::NotCovered(_)
            | Remark::DoseModel => false,
        }
    }
}

/// An activity of CYP2D6 by genes and what an inhibitor leaves of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InhibitedPair {
    pub genetic: (String, String),
    pub effective: (String, String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back() {
        for action in Action::ALL {
            assert_eq!(Action::from_id(action.id()), Some(action));
        }
        for strength in Strength::ALL {
            assert_eq!(Strength::from_id(strength.id()), Some(strength));
        }
        for population in Population::ALL {
            assert_eq!(Population::from_id(population.id()), Some(population));
        }
        for basis in Basis::ALL {
            assert_eq!(Basis::from_id(basis.id()), Some(basis));
        }
    }
}
