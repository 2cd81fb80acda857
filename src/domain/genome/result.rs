//! What is known of a gene when a drug is looked at: from a fresh call, or from one that was written down.

use std::collections::BTreeMap;

use super::activity::Activity;
use super::call::{CallState, Candidate, GeneCall, Outcome, Phenotype};
use super::gene::Gene;

/// One possibility; an ambiguous call has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultValue {
    /// The diplotype as written; may be empty.
    pub diplotype: String,
    pub phenotype: Phenotype,
    pub activity: Option<Activity>,
}

/// What has to be known about a result before anybody goes by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultRemark {
    /// The phenotype came without an activity score: every score of that name is a candidate.
    PhenotypeAlone { phenotype: String, scores: Vec<String> },
    /// Two things that were stated of the gene and cannot both be true; each is a candidate.
    Contradiction { stated: Stated, by: Stated, amounts_to: Stated },
    /// An HLA allele that is stated both carried and not carried; each is a candidate.
    BothWays { allele: String },
    /// Another result of the gene could not be read, in the words of who refused it; what it says is not known.
    Unread { why: String },
    /// Positions of the gene that the file does not say: alleles that stand there cannot be told from the reference.
    PositionsUnread { missing: usize },
}

/// A part of what a source states of a gene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    Phenotype(String),
    Score(String),
    Diplotype(String),
}

impl std::fmt::Display for Stated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Stated::Phenotype(words) | Stated::Diplotype(words) => f.write_str(words),
            Stated::Score(score) => write!(f, "activity score {score}"),
        }
    }
}

impl ResultRemark {
    /// Whether it says that things were stated which cannot all be true.
    pub fn is_contradiction(&self) -> bool {
        match self {
            ResultRemark::Contradiction { .. } | ResultRemark::BothWays { .. } | ResultRemark::Unread { .. } => true,
            ResultRemark::PhenotypeAlone { .. } | ResultRemark::PositionsUnread { .. } => false,
        }
    }

    /// In plain English, with the gene.
    pub fn words(&self, gene: Gene) -> String {
        let gene = gene.symbol();
        match self {
            ResultRemark::PhenotypeAlone { phenotype, scores } => format!(
                "{gene} is given as {phenotype} without an activity score: advice for each score of that name ({}).",
                scores.join(", ")
            ),
            ResultRemark::Contradiction { stated, by, amounts_to } => format!(
                "{gene} contradicts itself: {stated} is stated, but {by} amounts to {amounts_to}; advice for both, find out \
                    which is right."
            ),
            ResultRemark::PositionsUnread { missing: 1 } => format!(
                "{gene}: 1 position of the table was not read; alleles that stand there were not tested and may be carried."
            ),
            ResultRemark::PositionsUnread { missing } => format!(
                "{gene}: {missing} positions of the table were not read; alleles that stand there were not tested and may be \
                    carried."
            ),
            ResultRemark::BothWays { allele } => format!(
                "{gene} contradicts itself: {allele} is stated both positive and negative; advice for both, find out which is \
                    right."
            ),
            ResultRemark::Unread { why } => format!(
                "another result of {gene} was given and could not be used ({why}); find out what it says before anybody goes \
                    by this."
            ),
        }
    }
}

/// What was given, and what another source says instead.
pub fn contradictions(given: &ResultValue, others: &[ResultValue]) -> Vec<ResultRemark> {
    let words = |value: &ResultValue| match value.diplotype.as_str() {
        "" => Stated::Phenotype(value.phenotype.to_string()),
        diplotype => Stated::Diplotype(diplotype.to_owned()),
    };
    let amounts_to = |value: &ResultValue| match value.activity {
        Some(Activity::Score(score)) if value.phenotype == given.phenotype => Stated::Score(score.to_string()),
        _ => Stated::Phenotype(value.phenotype.to_string()),
    };
    let remark = |value: &ResultValue| ResultRemark::Contradiction {
        stated: words(given),
        by: words(value),
        amounts_to: amounts_to(value),
    };
    others.iter().map(remark).collect()
}

/// HLA alleles that are stated both carried and not carried.
pub fn both_ways(carried: &[(String, bool)]) -> Vec<ResultRemark> {
    let is_denied = |allele: &String| carried.iter().any(|(other, is_carried)| other == allele && !is_carried);
    let claimed = carried.iter().filter(|(_, is_carried)| *is_carried);
    claimed
        .filter(|(allele, _)| is_denied(allele))
        .map(|(allele, _)| ResultRemark::BothWays { allele: allele.clone() })
        .collect()
}

/// One gene's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneResult {
    pub gene: Gene,
    pub state: CallState,
    pub values: Vec<ResultValue>,
    /// HLA alleles that were tested, and whether each is carried.
    pub carried: Vec<(String, bool)>,
    pub remarks: Vec<ResultRemark>,
}

/// What is known of a patient's genes. A gene that is not in it was not tested.
pub type GeneResults = BTreeMap<Gene, GeneResult>;

impl GeneResult {
    /// What a call amounts to.
    pub fn of_call(call: &GeneCall) -> GeneResult {
        let of = |candidate: &Candidate| ResultValue {
            diplotype: candidate.diplotype.to_string(),
            phenotype: candidate.phenotype.clone(),
            activity: candidate.activity,
        };
        let mut values: Vec<ResultValue> = call.candidates().iter().map(of).collect();
        let mut carried = Vec::new();
        match &call.outcome {
            Outcome::Carried(tested) => carried.clone_from(tested),
            Outcome::Given(phenotype) => {
                values.push(ResultValue { diplotype: String::new(), phenotype: phenotype.clone(), activity: None })
            }
            Outcome::NotTested | Outcome::NoCall | Outcome::Diplotypes(_) | Outcome::Variants { .. } => {}
        }
        let others: Vec<ResultValue> = call.contradicted_by.iter().map(of).collect();
        let mut remarks = values.first().map(|given| contradictions(given, &others)).unwrap_or_default();
        remarks.extend(both_ways(&carried));
        let is_of_alleles = matches!(call.outcome, Outcome::Diplotypes(_) | Outcome::Variants { .. });
        remarks.extend(
            (is_of_alleles && call.missing > 0).then_some(ResultRemark::PositionsUnread { missing: call.missing }),
        );
        values.extend(others);
        GeneResult { gene: call.gene, state: call.state(), values, carried, remarks }
    }

    /// Whether parts of it contradict each other.
    pub fn contradicts_itself(&self) -> bool {
        self.remarks.iter().any(ResultRemark::is_contradiction)
    }

    /// Whether a gene of severe toxicity showed the reference alone: the variants that were looked at were not found, which
    /// is less than "normal".
    pub fn is_nothing_found(&self) -> bool {
        let reference = |value: &ResultValue| ["*1/*1", "Reference/Reference"].contains(&value.diplotype.as_str());
        self.gene.is_of_toxicity() && !self.values.is_empty() && self.values.iter().all(reference)
    }
}
