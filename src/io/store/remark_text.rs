//! What a plan's advice has to be read with, as the store writes it: a kind and its words.

use serde::{Deserialize, Serialize};

use crate::domain::genome::advice::{InhibitedPair, Remark};
use crate::domain::genome::{Gene, ResultRemark, Stated};

#[derive(Serialize, Deserialize)]
pub struct RemarkText {
    kind: String,
    words: Vec<String>,
}

const INHIBITED: &str = "inhibited";
const PHENOTYPE_ALONE: &str = "phenotype-alone";
const CONTRADICTION: &str = "contradiction";
const BOTH_WAYS: &str = "both-ways";
const POSITIONS_UNREAD: &str = "positions-unread";
const UNREAD: &str = "unread";
const OPPOSED: &str = "opposed-by-cyp3a";
const INHIBITS_CYP3A: &str = "inhibits-cyp3a";
const INDUCES_CYP3A: &str = "induces-cyp3a";
const BLOCKS_CLOPIDOGREL: &str = "blocks-clopidogrel";

/// Those that change how an advice is read; the others are not kept.
pub fn write(remarks: &[Remark]) -> Vec<RemarkText> {
    let texts = remarks.iter().filter_map(parts);
    texts.map(|(kind, words)| RemarkText { kind: kind.to_owned(), words }).collect()
}

/// The remarks again; `None` where one cannot be read. A kind of a later program is passed over.
pub fn read(texts: Vec<RemarkText>) -> Option<Vec<Remark>> {
    let known = texts.iter().filter(|text| KINDS.contains(&text.kind.as_str()));
    known.map(|text| remark(&text.kind, &text.words)).collect()
}

const KINDS: [&str; 10] = [
    POSITIONS_UNREAD,
    INHIBITED,
    PHENOTYPE_ALONE,
    CONTRADICTION,
    BOTH_WAYS,
    UNREAD,
    OPPOSED,
    INHIBITS_CYP3A,
    INDUCES_CYP3A,
    BLOCKS_CLOPIDOGREL,
];

fn parts(remark: &Remark) -> Option<(&'static str, Vec<String>)> {
    Some(match remark {
        Remark::Inhibited { inhibitor, pairs } => {
            let of = |pair: &InhibitedPair| {
                let (genetic, effective) = (pair.genetic.clone(), pair.effective.clone());
                [genetic.0, genetic.1, effective.0, effective.1]
            };
            (INHIBITED, std::iter::once(inhibitor.clone()).chain(pairs.iter().flat_map(of)).collect())
        }
        Remark::OfResult(gene, of) => parts_of_result(*gene, of),
        Remark::OpposedByCyp3a(other) => (OPPOSED, vec![other.clone()]),
        Remark::InhibitsCyp3a(other) => (INHIBITS_CYP3A, vec![other.clone()]),
        Remark::InducesCyp3a(other) => (INDUCES_CYP3A, vec![other.clone()]),
        Remark::BlocksClopidogrel(other) => (BLOCKS_CLOPIDOGREL, vec![other.clone()]),
        Remark::Instead(_)
        | Remark::DoNotStop
        | Remark::NotTested(_)
        | Remark::WithoutResult(_)
        | Remark::TestBeforeFirstDose
        | Remark::TestWherePolicyAsks
        | Remark::NothingFound(_)
        | Remark::NoAdvice(_)
        | Remark::NotCovered(_)
        | Remark::DoseModel => return None,
    })
}

fn parts_of_result(gene: Gene, of: &ResultRemark) -> (&'static str, Vec<String>) {
    let gene = gene.symbol().to_owned();
    match of {
        ResultRemark::PhenotypeAlone { phenotype, scores } => {
            (PHENOTYPE_ALONE, [gene, phenotype.clone()].into_iter().chain(scores.iter().cloned()).collect())
        }
        ResultRemark::Contradiction { stated, by, amounts_to } => {
            let parts = [stated, by, amounts_to].into_iter().flat_map(stated_parts);
            (CONTRADICTION, std::iter::once(gene).chain(parts).collect())
        }
        ResultRemark::BothWays { allele } => (BOTH_WAYS, vec![gene, allele.clone()]),
        ResultRemark::Unread { why } => (UNREAD, vec![gene, why.clone()]),
        ResultRemark::PositionsUnread { missing } => (POSITIONS_UNREAD, vec![gene, missing.to_string()]),
    }
}

fn stated_parts(stated: &Stated) -> [String; 2] {
    let (kind, words) = match stated {
        Stated::Phenotype(words) => ("phenotype", words),
        Stated::Score(words) => ("score", words),
        Stated::Diplotype(words) => ("diplotype", words),
    };
    [kind.to_owned(), words.clone()]
}

fn remark(kind: &str, words: &[String]) -> Option<Remark> {
    let (first, rest) = words.split_first()?;
    Some(match kind {
        INHIBITED => {
            let pairs = rest.chunks(4).map(|chunk| match chunk {
                [score, phenotype, left, left_phenotype] => Some(InhibitedPair {
                    genetic: (score.clone(), phenotype.clone()),
                    effective: (left.clone(), left_phenotype.clone()),
                }),
                _ => None,
            });
            Remark::Inhibited { inhibitor: first.clone(), pairs: pairs.collect::<Option<_>>()? }
        }
        OPPOSED => Remark::OpposedByCyp3a(first.clone()),
        INHIBITS_CYP3A => Remark::InhibitsCyp3a(first.clone()),
        INDUCES_CYP3A => Remark::InducesCyp3a(first.clone()),
        BLOCKS_CLOPIDOGREL => Remark::BlocksClopidogrel(first.clone()),
        _ => Remark::OfResult(Gene::from_symbol(first)?, of_result(kind, rest)?),
    })
}

fn of_result(kind: &str, words: &[String]) -> Option<ResultRemark> {
    Some(match (kind, words) {
        (PHENOTYPE_ALONE, [phenotype, scores @ ..]) => {
            ResultRemark::PhenotypeAlone { phenotype: phenotype.clone(), scores: scores.to_vec() }
        }
        (CONTRADICTION, [of, stated_words, by, by_words, amounts, amounts_words]) => ResultRemark::Contradiction {
            stated: stated(of, stated_words)?,
            by: stated(by, by_words)?,
            amounts_to: stated(amounts, amounts_words)?,
        },
        (POSITIONS_UNREAD, [missing]) => ResultRemark::PositionsUnread { missing: missing.parse().ok()? },
        (BOTH_WAYS, [allele]) => ResultRemark::BothWays { allele: allele.clone() },
        (UNREAD, [why]) => ResultRemark::Unread { why: why.clone() },
        _ => return None,
    })
}

fn stated(kind: &str, words: &str) -> Option<Stated> {
    let words = words.to_owned();
    match kind {
        "phenotype" => Some(Stated::Phenotype(words)),
        "score" => Some(Stated::Score(words)),
        "diplotype" => Some(Stated::Diplotype(words)),
        _ => None,
    }
}

/// One of every kind, for tests.
#[cfg(test)]
pub fn examples() -> Vec<Remark> {
    let pair = |genetic: &str, effective: &str| InhibitedPair {
        genetic: (genetic.to_owned(), "Normal Metabolizer".to_owned()),
        effective: (effective.to_owned(), "Poor Metabolizer".to_owned()),
    };
    let contradiction = ResultRemark::Contradiction {
        stated: Stated::Phenotype("Normal Metabolizer".to_owned()),
        by: Stated::Diplotype("*2/*2".to_owned()),
        amounts_to: Stated::Score("0.0".to_owned()),
    };
    let alone = ResultRemark::PhenotypeAlone {
        phenotype: "Intermediate Metabolizer".to_owned(),
        scores: vec!["1.0".to_owned(), "1.5".to_owned()],
    };
    vec![
        Remark::Inhibited { inhibitor: "paroxetine".to_owned(), pairs: vec![pair("2.0", "0.0"), pair("1.0", "0.0")] },
        Remark::OfResult(Gene::Cyp2c19, contradiction),
        Remark::OfResult(Gene::Dpyd, alone),
        Remark::OfResult(Gene::HlaB, ResultRemark::BothWays { allele: "*57:01".to_owned() }),
        Remark::OfResult(Gene::Dpyd, ResultRemark::Unread { why: "line 3, not two haplotypes".to_owned() }),
        Remark::OpposedByCyp3a("voriconazole".to_owned()),
        Remark::InhibitsCyp3a("ritonavir".to_owned()),
        Remark::InducesCyp3a("rifampicin".to_owned()),
        Remark::BlocksClopidogrel("omeprazole".to_owned()),
    ]
}
