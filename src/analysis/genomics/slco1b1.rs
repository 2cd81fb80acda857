//! SLCO1B1: named alleles, and where none is found, rs4149056 alone, which decides about statins.

use crate::domain::genome::{CallNote, Candidate, Diplotype, GenePanel, GeneReadings, GeneTables, Outcome, Phenotype};
use crate::domain::genome::{Reading, Seen};

use super::kept::Kept;
use super::star;

const RSID: &str = "rs4149056";

/// Calls SLCO1B1.
pub fn call(tables: &GeneTables, panel: &GenePanel, readings: &GeneReadings, kept: &Kept) -> (Outcome, Vec<CallNote>) {
    let (outcome, mut notes) = star::call(tables, panel, kept);
    if outcome != Outcome::NoCall {
        return (outcome, notes);
    }
    match by_one_position(panel, readings) {
        Some(candidate) => {
            notes.push(CallNote::FromRs4149056);
            (Outcome::Diplotypes(vec![candidate]), notes)
        }
        None => (outcome, notes),
    }
}

/// Normal without the variant, decreased with one, poor with two; only from a complete genotype of known bases.
fn by_one_position(panel: &GenePanel, readings: &GeneReadings) -> Option<Candidate> {
    let at = panel.sites.iter().position(|site| site.rsid.as_deref() == Some(RSID))?;
    let site = panel.sites.get(at)?;
    let Reading::Called { strands, .. } = readings.readings.get(at)? else { return None };
    let base = |seen: Seen| match seen {
        Seen::Known(base) => site.alleles.get(usize::from(base)),
        Seen::Unexpected => None,
    };
    let [first, second] = strands.map(base);
    let (first, second) = (first?, second?);
    let variants = [first, second].iter().filter(|base| **base != site.reference()).count();
    let phenotype = ["Normal Function", "Decreased Function", "Poor Function"].get(variants)?;
    let name = |base: &str| format!("{RSID} {base}");
    Some(Candidate {
        diplotype: Diplotype::new(&name(first), &name(second)),
        phenotype: Phenotype::Named((*phenotype).to_owned()),
        activity: None,
    })
}
