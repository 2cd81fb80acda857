//! DPYD: no star alleles. Variants are listed, and the one of least activity on each strand counts; where the strands are
//! not known, the two of least activity.
//!
//! HapB3 is told by rs75017182 in the intron; rs56038477 in the exon, which travels with it, stands in where that was not
//! read.

use std::cmp::Ordering;

use crate::domain::genome::names::natural_order;
use crate::domain::genome::{
    Activity, BaseSet, CallNote, Candidate, Diplotype, Gene, GenePanel, GeneTables, NamedAllele, Outcome,
};

use super::kept::{Kept, count};
use super::phenotype;

const EXON_RSID: &str = "rs56038477";
const INTRON_RSID: &str = "rs75017182";
const REFERENCE: &str = "Reference";

/// Calls DPYD.
pub fn call(tables: &GeneTables, panel: &GenePanel, kept: &Kept) -> (Outcome, Vec<CallNote>) {
    if kept.is_blocked {
        return (Outcome::NoCall, Vec::new());
    }
    let hap_b3 = HapB3::of(panel);
    if kept.has_strands() {
        by_strand(tables, panel, hap_b3.as_ref(), kept)
    } else {
        unphased(tables, panel, hap_b3.as_ref(), kept)
    }
}

/// HapB3's two sites with their variant bases, and the names it reports as.
struct HapB3<'p> {
    exon: (usize, BaseSet),
    intron: (usize, BaseSet),
    both: &'p str,
    intron_alone: &'p str,
}

impl<'p> HapB3<'p> {
    fn of(panel: &'p GenePanel) -> Option<HapB3<'p>> {
        let at = |rsid: &str| panel.sites.iter().position(|site| site.rsid.as_deref() == Some(rsid));
        let (exon, intron) = (at(EXON_RSID)?, at(INTRON_RSID)?);
        let both = panel.alleles.iter().find(|allele| allele.defined_at.len() == 2)?;
        let alone = panel.alleles.iter().find(|allele| allele.defined_at == [intron])?;
        let bases = |site: usize| both.fits.get(site).copied().unwrap_or_default();
        let (exon, intron) = ((exon, bases(exon)), (intron, bases(intron)));
        Some(HapB3 { exon, intron, both: &both.name, intron_alone: &alone.name })
    }

    /// What one strand, or both together, report, from how often each site shows the variant (`None`: not read).
    fn names(&self, exon: Option<usize>, intron: Option<usize>, notes: &mut Vec<CallNote>) -> Vec<&'p str> {
        let (both, alone) = match (intron, exon) {
            (Some(intron), exon) => {
                let exon = exon.unwrap_or(0);
                if exon > intron {
                    note_once(notes, CallNote::HapB3ExonWithoutIntron);
                }
                (exon.min(intron), intron.saturating_sub(exon))
            }
            (None, Some(exon)) => {
                if exon > 0 {
                    note_once(notes, CallNote::HapB3FromExon);
                }
                (exon, 0)
            }
            (None, None) => (0, 0),
        };
        [vec![self.intron_alone; alone], vec![self.both; both]].concat()
    }
}

fn note_once(notes: &mut Vec<CallNote>, note: CallNote) {
    if !notes.contains(&note) {
        notes.push(note);
    }
}

/// Alleles of one site each, but HapB3's.
fn simple_alleles<'p>(panel: &'p GenePanel, hap_b3: Option<&HapB3<'_>>) -> Vec<(usize, BaseSet, &'p str)> {
    let is_of_hap = |site: usize| hap_b3.is_some_and(|hap| [hap.exon.0, hap.intron.0].contains(&site));
    let one_site = |allele: &'p NamedAllele| match allele.defined_at.as_slice() {
        [site] if !is_of_hap(*site) => Some((*site, *allele.fits.get(*site)?, allele.name.as_str())),
        _ => None,
    };
    panel.alleles.iter().filter_map(one_site).collect()
}

fn by_strand(
    tables: &GeneTables,
    panel: &GenePanel,
    hap_b3: Option<&HapB3<'_>>,
    kept: &Kept,
) -> (Outcome, Vec<CallNote>) {
    let mut notes = Vec::new();
    let simple = simple_alleles(panel, hap_b3);
    let mut strand = |which: usize| -> Vec<&str> {
        let shows = |site: usize, bases: BaseSet| {
            let base = kept.at(site)?.strands.get(which).copied()?;
            Some(usize::from(bases.holds(base)))
        };
        let found = simple.iter().filter(|(site, bases, _)| shows(*site, *bases) == Some(1));
        let mut names: Vec<&str> = found.map(|(.., name)| *name).collect();
        if let Some(hap) = hap_b3 {
            names.extend(hap.names(shows(hap.exon.0, hap.exon.1), shows(hap.intron.0, hap.intron.1), &mut notes));
        }
        names.sort_by(|a, b| natural_order(a, b));
        names
    };
    let strands = [strand(0), strand(1)];
    let [lowest, other] =
        strands.each_ref().map(|names| lowest_first(tables, names).first().copied().unwrap_or(REFERENCE));
    let counts = phenotype::candidate(tables, Gene::Dpyd, Diplotype::new(lowest, other));
    let [first, second] = strands.each_ref().map(|names| strand_name(names));
    let diplotype = Diplotype::new(&first, &second);
    if diplotype != counts.diplotype {
        notes.push(CallNote::LeastActive { diplotype: counts.diplotype.clone() });
    }
    (Outcome::Diplotypes(vec![Candidate { diplotype, ..counts }]), notes)
}

/// `Reference`, one variant, or several in brackets.
fn strand_name(names: &[&str]) -> String {
    match names {
        [] => REFERENCE.to_owned(),
        [only] => (*only).to_owned(),
        several => format!("[{}]", several.join(" + ")),
    }
}

fn unphased(
    tables: &GeneTables,
    panel: &GenePanel,
    hap_b3: Option<&HapB3<'_>>,
    kept: &Kept,
) -> (Outcome, Vec<CallNote>) {
    let mut notes = Vec::new();
    let times = |site: usize, bases: BaseSet| kept.at(site).map(|kept| count(kept, bases));
    let mut seen = Vec::new();
    for (site, bases, name) in simple_alleles(panel, hap_b3) {
        seen.extend(vec![name; times(site, bases).unwrap_or(0)]);
    }
    if let Some(hap) = hap_b3 {
        seen.extend(hap.names(times(hap.exon.0, hap.exon.1), times(hap.intron.0, hap.intron.1), &mut notes));
    }
    seen.sort_by(|a, b| natural_order(a, b));
    let one = |first: &str, second: &str| {
        let candidate = phenotype::candidate(tables, Gene::Dpyd, Diplotype::new(first, second));
        Outcome::Diplotypes(vec![candidate])
    };
    let outcome = match seen.as_slice() {
        [] => one(REFERENCE, REFERENCE),
        [only] => one(REFERENCE, only),
        [first, second] if first == second => one(first, second),
        _ => {
            let names: Vec<String> = seen.iter().map(|name| (*name).to_owned()).collect();
            notes.push(CallNote::UnphasedVariants { seen: names.clone() });
            Outcome::Variants { lowest: two_lowest(tables, &seen), seen: names }
        }
    };
    (outcome, notes)
}

/// The two variants of least activity; the worst case, since the strands are not known.
fn two_lowest(tables: &GeneTables, seen: &[&str]) -> Candidate {
    let sorted = lowest_first(tables, seen);
    let of = |at: usize| sorted.get(at).copied().unwrap_or(REFERENCE);
    phenotype::candidate(tables, Gene::Dpyd, Diplotype::new(of(0), of(1)))
}

/// By activity, then by name. What is not known counts as the worst.
fn lowest_first<'n>(tables: &GeneTables, names: &[&'n str]) -> Vec<&'n str> {
    let milli = |name: &str| match tables.function(Gene::Dpyd, name).and_then(|function| function.activity) {
        Some(Activity::Score(score)) => score.milli(),
        Some(Activity::Unknown | Activity::Band(_)) | None => 0,
    };
    let order = |a: &&str, b: &&str| -> Ordering { milli(a).cmp(&milli(b)).then_with(|| natural_order(a, b)) };
    let mut sorted = names.to_vec();
    sorted.sort_by(order);
    sorted
}
