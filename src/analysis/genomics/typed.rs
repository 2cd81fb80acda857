//! What a laboratory gave, read with the tables: diplotypes get their phenotype, HLA alleles stay carried or not.

use std::collections::BTreeMap;

use crate::domain::genome::{CallNote, CallOrigin, Diplotype, Gene, GeneCall, GeneTables, Outcome, Phenotype, Typing};

use super::phenotype;

/// Calls a gene from what was given. Several results for one allele that contradict each other: carried wins, as the safe
/// reading.
pub fn call_typing(tables: &GeneTables, gene: Gene, given: &[Typing]) -> GeneCall {
    let mut notes = Vec::new();
    let mut carried: BTreeMap<String, bool> = BTreeMap::new();
    let mut outcome = Outcome::NotTested;
    for typing in given {
        match typing {
            Typing::Diplotype(first, second) => outcome = diplotype(tables, gene, (first, second), &mut notes),
            Typing::Haplotype(haplotype) => {
                notes.push(CallNote::OneHaplotypeGiven { haplotype: haplotype.clone() });
                outcome = Outcome::NoCall;
            }
            Typing::Carried { .. } | Typing::Alleles(..) => {
                for (allele, is_carried) in typing.carried(gene) {
                    *carried.entry(allele).or_default() |= is_carried;
                }
            }
            Typing::Phenotype(word) => outcome = Outcome::Given(Phenotype::Named(word.clone())),
        }
    }
    if !carried.is_empty() {
        outcome = Outcome::Carried(carried.into_iter().collect());
    }
    GeneCall { gene, origin: CallOrigin::Typing, outcome, missing: 0, notes, contradicted_by: Vec::new() }
}

fn diplotype(tables: &GeneTables, gene: Gene, given: (&str, &str), notes: &mut Vec<CallNote>) -> Outcome {
    let first = haplotype(tables, gene, given.0, notes);
    let second = haplotype(tables, gene, given.1, notes);
    Outcome::Diplotypes(vec![phenotype::candidate(tables, gene, Diplotype::new(&first, &second))])
}

/// The haplotype by the name that the tables have: a counted number of copies as "at least three" where it has no entry of
/// its own, an uncounted one as the most copies that have an entry.
fn haplotype(tables: &GeneTables, gene: Gene, given: &str, notes: &mut Vec<CallNote>) -> String {
    if let Some(known) = tables.allele_named(gene, given) {
        return known.to_owned();
    }
    let Some((allele, copies)) = given.rsplit_once('x') else {
        notes.push(CallNote::UnknownAllele { allele: given.to_owned() });
        return given.to_owned();
    };
    let has = |name: &String| tables.function(gene, name).is_some();
    let at_least_three = format!("{allele}x≥3");
    if copies.eq_ignore_ascii_case("n") {
        notes.push(CallNote::CopiesNotCounted { haplotype: given.to_owned() });
        let most = [at_least_three, format!("{allele}x2")].into_iter().find(has);
        return most.unwrap_or_else(|| given.to_owned());
    }
    if copies.parse::<u32>().is_ok_and(|copies| copies >= 3) && has(&at_least_three) {
        return at_least_three;
    }
    notes.push(CallNote::UnknownAllele { allele: given.to_owned() });
    given.to_owned()
}
