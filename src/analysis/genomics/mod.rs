//! From what a sample showed at a gene's positions, or what a laboratory gave, to alleles, what they do, and what follows
//! for drugs. Method and sources: docs/methods/star-alleles.md and docs/methods/gene-drug-advice.md.

pub mod advice;
mod dpyd;
mod kept;
pub mod patient;
pub mod phenotype;
pub mod polygenic;
mod slco1b1;
mod star;
pub mod stated;
#[cfg(test)]
mod tests;
mod typed;

use std::collections::BTreeMap;

use crate::domain::genome::{
    CallNote, CallOrigin, Candidate, Gene, GeneCall, GenePanel, GeneReadings, GeneTables, Outcome, Reading,
    SampleReadings, Typing,
};

pub use kept::Kept;
pub use typed::{call_typing, call_typings};

/// What a laboratory gave for one sample, by gene.
pub type Typings = BTreeMap<Gene, Vec<Typing>>;

/// Calls every gene of a sample, in the order of [`Gene::ALL`]: from the typing where one was given, else from the file.
/// Genes that are only ever given appear where anything at all was given for the sample; untested they say so.
pub fn call_sample(tables: &GeneTables, sample: &SampleReadings, typings: &Typings) -> Vec<GeneCall> {
    let mut calls = Vec::new();
    for gene in Gene::ALL {
        let of_file = sample.genes.iter().find(|readings| readings.gene == gene);
        let of_file = of_file.and_then(|readings| Some(call_gene(tables, tables.panel(gene)?, readings)));
        match (typings.get(&gene), of_file) {
            (Some(given), of_file) => calls.push(with_file(call_typings(tables, gene, given), of_file)),
            (None, Some(call)) => calls.push(call),
            (None, None) if typings.is_empty() => {}
            (None, None) => calls.push(GeneCall::not_tested(gene, 0, Vec::new())),
        }
    }
    calls
}

/// A typing beside what the file says: the typing counts, and a file that says something else is told. Where that amounts to
/// something else, nobody here knows which is right, and both are to be looked at.
fn with_file(mut typed: GeneCall, of_file: Option<GeneCall>) -> GeneCall {
    let Some(of_file) = of_file else { return typed };
    typed.missing = of_file.missing;
    let names = |call: &GeneCall| -> Vec<String> {
        call.candidates().iter().map(|candidate| candidate.diplotype.to_string()).collect()
    };
    let (given, found) = (names(&typed), names(&of_file));
    if !found.is_empty() && given != found {
        typed.notes.push(CallNote::TypingReplacesFile { file: found.join("; ") });
        let others = typed.contradictions_in(of_file.candidates());
        let new: Vec<Candidate> = others.into_iter().filter(|other| !typed.contradicted_by.contains(other)).collect();
        typed.contradicted_by.extend(new);
    }
    typed
}

/// Calls one gene from what was read at its positions.
pub fn call_gene(tables: &GeneTables, panel: &GenePanel, readings: &GeneReadings) -> GeneCall {
    let kept = Kept::of(panel, readings);
    if kept.sites.is_empty() {
        return nothing_read(panel, readings, kept);
    }
    let (outcome, mut notes) = match panel.gene {
        Gene::Dpyd => dpyd::call(tables, panel, &kept),
        Gene::Slco1b1 => slco1b1::call(tables, panel, readings, &kept),
        _ => star::call(tables, panel, &kept),
    };
    if panel.gene.is_of_toxicity() && is_reference_alone(panel, &outcome) {
        notes.push(CallNote::NothingFound { missing: kept.missing });
    }
    let notes = kept.notes.into_iter().chain(notes).collect();
    GeneCall {
        gene: panel.gene,
        origin: CallOrigin::VariantFile,
        outcome,
        missing: kept.missing,
        notes,
        contradicted_by: Vec::new(),
    }
}

fn nothing_read(panel: &GenePanel, readings: &GeneReadings, kept: Kept) -> GeneCall {
    if readings.readings.iter().all(|reading| *reading == Reading::Absent) {
        return GeneCall::not_tested(panel.gene, kept.missing, vec![CallNote::NoPositionInFile]);
    }
    let mut notes = kept.notes;
    notes.push(CallNote::NoPositionCalled);
    let origin = CallOrigin::VariantFile;
    GeneCall {
        gene: panel.gene,
        origin,
        outcome: Outcome::NoCall,
        missing: kept.missing,
        notes,
        contradicted_by: Vec::new(),
    }
}

/// Whether the reference allele on both strands is the only thing that fits.
fn is_reference_alone(panel: &GenePanel, outcome: &Outcome) -> bool {
    let Outcome::Diplotypes(candidates) = outcome else { return false };
    let [only] = candidates.as_slice() else { return false };
    let Some(reference) = panel.alleles.first() else { return false };
    only.diplotype.alleles() == (reference.name.as_str(), reference.name.as_str())
}
