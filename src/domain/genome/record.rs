//! What one source says about one gene of one patient, as the store keeps it: a laboratory's row, or a call from a variant
//! file. What it means is worked out anew whenever it is looked at, by the tables of the day.

use crate::base::Date;

use super::call::{CallNote, CallOrigin, GeneCall, Outcome};
use super::gene::Gene;
use super::typing::Typing;

/// One row about one gene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneRecord {
    pub gene: Gene,
    pub statement: GeneStatement,
    /// The phenotype in the laboratory's words, where it gave one beside its result; what counts is the result.
    pub reported_phenotype: Option<String>,
    /// The day the specimen was taken.
    pub specimen: Option<Date>,
    pub laboratory: Option<String>,
}

/// What the source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneStatement {
    Given(Typing),
    /// The laboratory says that it did not look: never `*1`, never "negative".
    NotTested,
    /// It looked and came to nothing.
    NoResult,
    /// Called here from a variant file.
    Called(Box<StoredCall>),
}

/// A call with what has to be known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCall {
    pub outcome: Outcome,
    /// Positions of the gene without a complete genotype.
    pub missing: u32,
    pub notes: Vec<CallNote>,
}

impl StoredCall {
    /// What is kept of a call.
    pub fn of(call: &GeneCall) -> StoredCall {
        let missing = u32::try_from(call.missing).unwrap_or(u32::MAX);
        StoredCall { outcome: call.outcome.clone(), missing, notes: call.notes.clone() }
    }

    /// The call again.
    pub fn call(&self, gene: Gene) -> GeneCall {
        let (outcome, notes) = (self.outcome.clone(), self.notes.clone());
        GeneCall {
            gene,
            origin: CallOrigin::VariantFile,
            outcome,
            missing: self.missing as usize,
            notes,
            contradicted_by: Vec::new(),
        }
    }
}

impl GeneStatement {
    /// As a table writes it and [`Typing::parse`] reads it back; calls by their diplotypes.
    pub fn text(&self) -> String {
        match self {
            GeneStatement::Given(typing) => typing.text(),
            GeneStatement::NotTested => NOT_TESTED.to_owned(),
            GeneStatement::NoResult => NO_RESULT.to_owned(),
            GeneStatement::Called(call) => of_outcome(&call.outcome),
        }
    }
}

/// How tables say so.
pub const NOT_TESTED: &str = "not tested";
pub const NO_RESULT: &str = "no result";

fn of_outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::NotTested => NOT_TESTED.to_owned(),
        Outcome::NoCall => NO_RESULT.to_owned(),
        Outcome::Diplotypes(candidates) => {
            let names: Vec<String> = candidates.iter().map(|candidate| candidate.diplotype.to_string()).collect();
            names.join("; ")
        }
        Outcome::Variants { seen, .. } => seen.join(" + "),
        Outcome::Carried(tested) => {
            let one = |(allele, carried): &(String, bool)| {
                Typing::Carried { allele: allele.clone(), carried: *carried }.text()
            };
            tested.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Outcome::Given(phenotype) => phenotype.to_string(),
    }
}
