//! The positions of a gene that have a complete genotype: what a call may rest on.

use crate::domain::genome::{BaseSet, CallNote, GenePanel, GeneReadings, Phase, Reading, Seen};

/// One position that counts: index into the gene's sites, the base on each strand, and whether the strands are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptSite {
    pub site: usize,
    pub strands: [u8; 2],
    pub phase: Phase,
}

impl KeptSite {
    pub fn is_heterozygous(&self) -> bool {
        let [first, second] = self.strands;
        first != second
    }
}

/// What is left of a gene's readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub sites: Vec<KeptSite>,
    /// Positions without a complete genotype.
    pub missing: usize,
    /// A reading forbids a diplotype; the notes tell which.
    pub is_blocked: bool,
    pub notes: Vec<CallNote>,
}

impl Kept {
    /// Keeps complete genotypes. Half a genotype with a variant and a base that no table has forbid a diplotype; in genes
    /// of toxicity such a base counts as the reference.
    pub fn of(panel: &GenePanel, readings: &GeneReadings) -> Kept {
        let mut kept = Kept { sites: Vec::new(), missing: 0, is_blocked: false, notes: Vec::new() };
        for (at, site) in panel.sites.iter().enumerate() {
            let position = site.position;
            match readings.readings.get(at).copied().unwrap_or_default() {
                Reading::Absent | Reading::NoCall => kept.missing += 1,
                Reading::HalfVariant => {
                    kept.missing += 1;
                    kept.block(CallNote::HalfGenotype { position });
                }
                Reading::Called { strands, phase } => kept.take(panel, at, strands, phase),
            }
        }
        kept
    }

    fn take(&mut self, panel: &GenePanel, site: usize, strands: [Seen; 2], phase: Phase) {
        if strands.contains(&Seen::Unexpected) {
            let position = panel.sites.get(site).map_or(0, |site| site.position);
            if panel.gene.is_of_toxicity() {
                self.notes.push(CallNote::UnexpectedTakenAsReference { position });
            } else {
                self.block(CallNote::UnexpectedBase { position });
            }
        }
        let base = |seen: Seen| match seen {
            Seen::Known(base) => base,
            Seen::Unexpected => 0,
        };
        self.sites.push(KeptSite { site, strands: strands.map(base), phase });
    }

    fn block(&mut self, note: CallNote) {
        self.is_blocked = true;
        self.notes.push(note);
    }

    /// Whether it is known which bases stand together: at most one position differs, or all that differ are phased in
    /// one set.
    pub fn has_strands(&self) -> bool {
        let mut differing = self.sites.iter().filter(|site| site.is_heterozygous());
        let Some(first) = differing.next() else { return true };
        let mut others = differing.peekable();
        others.peek().is_none() || (first.phase != Phase::Unphased && others.all(|other| other.phase == first.phase))
    }

    /// The bases of one strand (0 or 1) with their sites.
    pub fn strand(&self, which: usize) -> impl Iterator<Item = (usize, u8)> {
        self.sites.iter().map(move |kept| (kept.site, kept.strands.get(which).copied().unwrap_or(0)))
    }

    /// The kept position of a site.
    pub fn at(&self, site: usize) -> Option<&KeptSite> {
        self.sites.iter().find(|kept| kept.site == site)
    }
}

/// How often (0 to 2) a position shows one of the bases.
pub fn count(kept: &KeptSite, bases: BaseSet) -> usize {
    kept.strands.iter().filter(|base| bases.holds(**base)).count()
}
