//! Named alleles matched against all positions that were read, as PharmCAT's matcher does it.
//!
//! An allele fits a strand where it fits every kept position: its defining bases, elsewhere the reference. It scores the
//! kept positions that define it; alleles that are known everywhere score them all. Where the strands are not known, every
//! way to lay them is allowed. As positions are independent of each other, it is enough to ask of each pair of alleles
//! whether every position can be explained by one of its two ways, so that nothing grows with the number of ways.

use crate::domain::genome::names::core_allele;
use crate::domain::genome::{AlleleKind, CallNote, Diplotype, GenePanel, GeneTables, NamedAllele, Outcome};

use super::kept::{Kept, KeptSite};
use super::phenotype;

/// The diplotypes of the highest score, or none.
pub fn call(tables: &GeneTables, panel: &GenePanel, kept: &Kept) -> (Outcome, Vec<CallNote>) {
    if kept.is_blocked {
        return (Outcome::NoCall, Vec::new());
    }
    let best = best_diplotypes(panel, kept);
    if best.is_empty() {
        return (Outcome::NoCall, vec![CallNote::NoAlleleFits]);
    }
    let candidates = best.into_iter().map(|diplotype| phenotype::candidate(tables, panel.gene, diplotype));
    (Outcome::Diplotypes(candidates.collect()), Vec::new())
}

/// Pairs of alleles with their score.
type Pairs<'p> = Vec<(&'p NamedAllele, &'p NamedAllele, usize)>;

fn best_diplotypes(panel: &GenePanel, kept: &Kept) -> Vec<Diplotype> {
    let pairs = if kept.has_strands() { pairs_by_strand(panel, kept) } else { pairs_either_way(panel, kept) };
    let Some(top) = pairs.iter().map(|(.., score)| *score).max() else { return Vec::new() };
    let best = pairs.into_iter().filter(|(.., score)| *score == top);
    let mut best: Vec<Diplotype> =
        best.map(|(first, second, _)| Diplotype::new(core_allele(&first.name), core_allele(&second.name))).collect();
    best.sort();
    best.dedup();
    best
}

fn pairs_by_strand<'p>(panel: &'p GenePanel, kept: &Kept) -> Pairs<'p> {
    let fitting = |which: usize| -> Vec<(&NamedAllele, usize)> {
        let scored = panel.alleles.iter().filter_map(|allele| Some((allele, score(allele, kept, which)?)));
        scored.filter(|(_, score)| *score > 0).collect()
    };
    let (first, second) = (fitting(0), fitting(1));
    let pair = |(a, score_a): &(&'p NamedAllele, usize)| {
        let (a, score_a) = (*a, *score_a);
        second.iter().map(move |(b, score_b)| (a, *b, score_a + score_b)).collect::<Vec<_>>()
    };
    first.iter().flat_map(pair).collect()
}

/// The score of an allele on a strand that it fits.
fn score(allele: &NamedAllele, kept: &Kept, which: usize) -> Option<usize> {
    kept.strand(which).map(|(site, base)| fits(allele, site, base).then(|| points(allele, site, base))).sum()
}

fn fits(allele: &NamedAllele, site: usize, base: u8) -> bool {
    allele.fits.get(site).is_some_and(|bases| bases.holds(base))
}

/// What a position adds. Where several bases fit, the reference proves nothing.
fn points(allele: &NamedAllele, site: usize, base: u8) -> usize {
    let is_open = allele.fits.get(site).is_some_and(|bases| bases.is_open());
    usize::from(match allele.kind {
        AlleleKind::Reference | AlleleKind::Full => true,
        AlleleKind::Variant => allele.defined_at.contains(&site) && (!is_open || base != 0),
    })
}

fn pairs_either_way<'p>(panel: &'p GenePanel, kept: &Kept) -> Pairs<'p> {
    let is_possible =
        |allele: &&NamedAllele| kept.sites.iter().all(|at| at.strands.iter().any(|base| fits(allele, at.site, *base)));
    let possible: Vec<&NamedAllele> = panel.alleles.iter().filter(is_possible).collect();
    let mut pairs = Vec::new();
    for (at, first) in possible.iter().enumerate() {
        for second in possible.iter().skip(at) {
            if let Some(score) = pair_score(first, second, kept) {
                pairs.push((*first, *second, score));
            }
        }
    }
    pairs
}

/// The highest score of two alleles over all ways to lay the strands; `None` where no way explains every position, or
/// one of the alleles would score nothing.
fn pair_score(first: &NamedAllele, second: &NamedAllele, kept: &Kept) -> Option<usize> {
    let (mut of_first, mut of_second, mut of_either) = (0, 0, 0);
    for at in &kept.sites {
        match share(first, second, at)? {
            Share::Fixed(a, b) => {
                of_first += a;
                of_second += b;
            }
            Share::ToEither => of_either += 1,
        }
    }
    // A point that either may have goes to the allele that has none.
    let lacking = usize::from(of_first == 0) + usize::from(of_second == 0);
    (lacking <= of_either).then_some(of_first + of_second + of_either)
}

/// Who scores at a position.
enum Share {
    Fixed(usize, usize),
    /// One point, for whichever of the two.
    ToEither,
}

fn share(first: &NamedAllele, second: &NamedAllele, at: &KeptSite) -> Option<Share> {
    let [x, y] = at.strands;
    let way = |a: u8, b: u8| {
        let fit = fits(first, at.site, a) && fits(second, at.site, b);
        fit.then(|| (points(first, at.site, a), points(second, at.site, b)))
    };
    match (way(x, y), way(y, x)) {
        (Some(one), Some(other)) if one != other => Some(Share::ToEither),
        (Some((a, b)), _) | (None, Some((a, b))) => Some(Share::Fixed(a, b)),
        (None, None) => None,
    }
}
