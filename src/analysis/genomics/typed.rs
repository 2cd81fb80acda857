//! What a laboratory gave, read with the tables: diplotypes get their phenotype, HLA alleles stay carried or not.

use std::collections::BTreeSet;

use crate::domain::genome::{
    CallNote, CallOrigin, Candidate, Diplotype, Gene, GeneCall, GeneTables, Outcome, Phenotype, Typing,
};

use super::phenotype;

/// Calls a gene from what was given. Results that contradict each other are all kept: an HLA allele both ways, and beside
/// the first result of another gene what the others amount to.
pub fn call_typings(tables: &GeneTables, gene: Gene, given: &[Typing]) -> GeneCall {
    if given.len() < 2 || given.iter().any(|typing| matches!(typing, Typing::Carried { .. } | Typing::Alleles(..))) {
        return call_typing(tables, gene, given);
    }
    // Words come first: what contradicts them has alleles.
    let mut ordered: Vec<&Typing> = given.iter().collect();
    ordered.sort_by_key(|typing| !matches!(typing, Typing::Phenotype(_)));
    let mut calls = ordered.iter().map(|typing| call_typing(tables, gene, std::slice::from_ref(*typing)));
    let Some(mut first) = calls.next() else { return call_typing(tables, gene, given) };
    let others: Vec<GeneCall> = calls.collect();
    let sources: Vec<String> = given.iter().map(Typing::text).collect();
    first.notes.extend(others.iter().flat_map(|call| call.notes.clone()));
    first.notes.push(CallNote::SourcesDisagree { sources: sources.join(" | ") });
    let candidates: Vec<Candidate> = others.iter().flat_map(GeneCall::candidates).cloned().collect();
    first.contradicted_by = first.contradictions_in(&candidates);
    first
}

/// Calls a gene from one result, or from rows of single HLA alleles.
pub fn call_typing(tables: &GeneTables, gene: Gene, given: &[Typing]) -> GeneCall {
    let mut notes = Vec::new();
    let mut carried: BTreeSet<(String, bool)> = BTreeSet::new();
    let mut outcome = Outcome::NotTested;
    for typing in given {
        match typing {
            Typing::Diplotype(first, second) => outcome = diplotype(tables, gene, (first, second), &mut notes),
            Typing::Haplotype(haplotype) => {
                notes.push(CallNote::OneHaplotypeGiven { haplotype: haplotype.clone() });
                outcome = Outcome::NoCall;
            }
            Typing::Carried { .. } | Typing::Alleles(..) => {
                carried.extend(typing.carried(gene));
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
