//! What a gene was called: nothing, one diplotype, or several that fit equally well; with what it means and what to know.

use std::cmp::Ordering;
use std::fmt;

use super::activity::Activity;
use super::gene::Gene;
use super::names::natural_order;

/// Two alleles, the lower first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diplotype {
    first: String,
    second: String,
}

impl Diplotype {
    pub fn new(first: &str, second: &str) -> Diplotype {
        let (low, high) = match natural_order(first, second) {
            Ordering::Greater => (second, first),
            Ordering::Less | Ordering::Equal => (first, second),
        };
        Diplotype { first: low.to_owned(), second: high.to_owned() }
    }

    pub fn alleles(&self) -> (&str, &str) {
        (&self.first, &self.second)
    }
}

impl Ord for Diplotype {
    fn cmp(&self, other: &Self) -> Ordering {
        natural_order(&self.first, &other.first).then_with(|| natural_order(&self.second, &other.second))
    }
}

impl PartialOrd for Diplotype {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Diplotype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.second)
    }
}

/// What a diplotype amounts to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phenotype {
    /// Nothing was found out.
    NoResult,
    /// The gene has no phenotypes.
    None,
    /// No table says what this diplotype does.
    NotAvailable,
    Named(String),
}

impl Phenotype {
    /// Whether nothing follows from it: unknown, or "Indeterminate" in the guideline's word.
    pub fn is_open(&self) -> bool {
        match self {
            Phenotype::NoResult | Phenotype::NotAvailable => true,
            Phenotype::None => false,
            Phenotype::Named(name) => name == "Indeterminate",
        }
    }
}

impl fmt::Display for Phenotype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phenotype::NoResult => "No Result",
            Phenotype::None => "",
            Phenotype::NotAvailable => "n/a",
            Phenotype::Named(name) => name,
        })
    }
}

/// A diplotype that fits, with what it amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub diplotype: Diplotype,
    pub phenotype: Phenotype,
    /// For genes whose alleles are added.
    pub activity: Option<Activity>,
}

/// What the caller came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody looked: never `*1`, never "negative".
    NotTested,
    /// Looked at, but nothing can be said; the notes tell why.
    NoCall,
    /// The diplotypes that fit best, in order; several are an ambiguity that only another test resolves.
    Diplotypes(Vec<Candidate>),
    /// Variants on strands that are not known (DPYD): all of them, each as often as it was seen, and the two of least
    /// activity, which count.
    Variants { seen: Vec<String>, lowest: Candidate },
    /// HLA alleles that were tested, each with whether it is carried.
    Carried(Vec<(String, bool)>),
    /// What a laboratory said in words.
    Given(Phenotype),
}

/// The five states a gene can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallState {
    NotTested,
    NoCall,
    Called,
    Ambiguous,
    /// Called, but nobody knows what it does.
    Indeterminate,
}

/// Where a call comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallOrigin {
    VariantFile,
    Typing,
}

/// Something to know about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallNote {
    /// No row of the file is at a position of this gene.
    NoPositionInFile,
    /// Rows are there, none with a complete genotype.
    NoPositionCalled,
    /// No pair of named alleles explains all positions.
    NoAlleleFits,
    /// Half a genotype with a variant: no diplotype.
    HalfGenotype { position: u32 },
    /// A base that no table has there: no call.
    UnexpectedBase { position: u32 },
    /// The same, read as the reference since the gene's known variants matter more.
    UnexpectedTakenAsReference { position: u32 },
    /// None of the variants that were looked at was found. That is not the same as normal.
    NothingFound { missing: usize },
    /// Variants on unknown strands.
    UnphasedVariants { seen: Vec<String> },
    /// HapB3 told from rs56038477 alone, since rs75017182 was not read.
    HapB3FromExon,
    /// rs56038477 shows HapB3 more often than rs75017182, which decides.
    HapB3ExonWithoutIntron,
    /// Of several variants on a strand these count.
    LeastActive { diplotype: Diplotype },
    /// SLCO1B1 by rs4149056 alone.
    FromRs4149056,
    /// The typing given replaces what the file would say.
    TypingReplacesFile { file: String },
    /// Only one of two haplotypes was given.
    OneHaplotypeGiven { haplotype: String },
    /// A copy number without a number: at least two copies; the higher reading is shown.
    CopiesNotCounted { haplotype: String },
    /// An allele that the tables do not have.
    UnknownAllele { allele: String },
    /// Several sources give different results; every one of them is a candidate.
    SourcesDisagree { sources: String },
    /// What the file says of one of the gene's positions.
    FromFile(String),
}

/// One gene of one sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneCall {
    pub gene: Gene,
    pub origin: CallOrigin,
    pub outcome: Outcome,
    /// Positions of the gene without a complete genotype.
    pub missing: usize,
    pub notes: Vec<CallNote>,
    /// What a variant file says beside a typing that amounts to something else; each is a candidate too.
    pub contradicted_by: Vec<Candidate>,
}

impl GeneCall {
    /// A gene that nobody looked at.
    pub fn not_tested(gene: Gene, missing: usize, notes: Vec<CallNote>) -> GeneCall {
        GeneCall {
            gene,
            origin: CallOrigin::VariantFile,
            outcome: Outcome::NotTested,
            missing,
            notes,
            contradicted_by: Vec::new(),
        }
    }

    pub fn state(&self) -> CallState {
        let of_one = |phenotype: &Phenotype| match phenotype.is_open() {
            true => CallState::Indeterminate,
            false => CallState::Called,
        };
        match &self.outcome {
            _ if !self.contradicted_by.is_empty() => CallState::Ambiguous,
            Outcome::NotTested => CallState::NotTested,
            Outcome::NoCall => CallState::NoCall,
            Outcome::Diplotypes(candidates) => match candidates.as_slice() {
                [] => CallState::NoCall,
                [only] => of_one(&only.phenotype),
                _ => CallState::Ambiguous,
            },
            Outcome::Variants { lowest, .. } => of_one(&lowest.phenotype),
            Outcome::Carried(tested) if tested.is_empty() => CallState::NotTested,
            Outcome::Carried(_) => CallState::Called,
            Outcome::Given(phenotype) => of_one(phenotype),
        }
    }

    /// Of the candidates of another source those that amount to something which this call does not say.
    pub fn contradictions_in(&self, others: &[Candidate]) -> Vec<Candidate> {
        let own: Vec<(&Phenotype, Option<Activity>)> = match &self.outcome {
            Outcome::Given(phenotype) => vec![(phenotype, None)],
            _ => self.candidates().iter().map(|one| (&one.phenotype, one.activity)).collect(),
        };
        let is_said = |other: &Candidate| {
            let is_same_activity =
                |own: Option<Activity>| own.is_none() || other.activity.is_none() || own == other.activity;
            own.iter().any(|(phenotype, activity)| **phenotype == other.phenotype && is_same_activity(*activity))
        };
        others.iter().filter(|other| !other.phenotype.is_open() && !is_said(other)).cloned().collect()
    }

    /// Every candidate; none where nothing was called.
    pub fn candidates(&self) -> &[Candidate] {
        match &self.outcome {
            Outcome::Diplotypes(candidates) => candidates,
            Outcome::Variants { lowest, .. } => std::slice::from_ref(lowest),
            Outcome::NotTested | Outcome::NoCall | Outcome::Carried(_) | Outcome::Given(_) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(outcome: Outcome) -> GeneCall {
        GeneCall {
            gene: Gene::Tpmt,
            origin: CallOrigin::VariantFile,
            outcome,
            missing: 0,
            notes: Vec::new(),
            contradicted_by: Vec::new(),
        }
    }

    fn candidate(phenotype: &str) -> Candidate {
        let phenotype = Phenotype::Named(phenotype.to_owned());
        Candidate { diplotype: Diplotype::new("*3C", "*1"), phenotype, activity: None }
    }

    #[test]
    fn the_lower_allele_stands_first() {
        assert_eq!(Diplotype::new("*18", "*6").to_string(), "*6/*18");
        assert!(Diplotype::new("*6", "*18") < Diplotype::new("*18", "*19"));
    }

    #[test]
    fn five_states() {
        let one = |phenotype| call(Outcome::Diplotypes(vec![candidate(phenotype)])).state();
        assert_eq!(call(Outcome::NotTested).state(), CallState::NotTested);
        assert_eq!(call(Outcome::Diplotypes(Vec::new())).state(), CallState::NoCall);
        assert_eq!(one("Intermediate Metabolizer"), CallState::Called);
        assert_eq!(one("Indeterminate"), CallState::Indeterminate);
        let two = Outcome::Diplotypes(vec![candidate("a"), candidate("b")]);
        assert_eq!(call(two).state(), CallState::Ambiguous);
    }
}
