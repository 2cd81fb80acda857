//! A gene's positions, its named alleles, and what alleles do alone and in pairs: the tables that a caller works from.

use std::collections::BTreeMap;

use super::activity::Activity;
use super::advice::AdviceTable;
use super::gene::Gene;
use super::names::core_allele;
use super::typing::Typing;

/// Bases at one position that fit an allele: a set of indices into [`Site::alleles`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BaseSet(u16);

impl BaseSet {
    /// The reference base alone.
    pub const REFERENCE: BaseSet = BaseSet(1);
    /// So many bases a position may have.
    pub const MOST: usize = 16;

    #[must_use]
    pub fn with(self, base: u8) -> BaseSet {
        BaseSet(self.0 | 1_u16.checked_shl(u32::from(base)).unwrap_or(0))
    }

    pub fn holds(self, base: u8) -> bool {
        self.0 & 1_u16.checked_shl(u32::from(base)).unwrap_or(0) != 0
    }

    /// Whether several bases fit.
    pub fn is_open(self) -> bool {
        self.0.count_ones() > 1
    }
}

/// A position on GRCh38 and the bases known there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// With its prefix: `chr10`.
    pub chromosome: String,
    /// Counted from 1.
    pub position: u32,
    pub rsid: Option<String>,
    /// The reference first.
    pub alleles: Vec<String>,
}

impl Site {
    /// The base of the reference genome, or the bases of an insertion or deletion.
    pub fn reference(&self) -> &str {
        self.alleles.first().map_or("", String::as_str)
    }
}

/// How an allele is told from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlleleKind {
    /// The reference genome's.
    Reference,
    /// Known at every position.
    Full,
    /// Known where it is defined.
    Variant,
}

/// What an allele demands of a strand, one entry a [`Site`] of its gene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAllele {
    pub name: String,
    pub kind: AlleleKind,
    /// Bases that fit: the defining ones, elsewhere the reference.
    pub fits: Vec<BaseSet>,
    /// Sites that define it.
    pub defined_at: Vec<usize>,
}

/// One gene's sites in the order of their positions and its named alleles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenePanel {
    pub gene: Gene,
    pub sites: Vec<Site>,
    pub alleles: Vec<NamedAllele>,
}

/// What an allele does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlleleFunction {
    /// Such as `No function`.
    pub function: String,
    /// Where the gene's alleles are added.
    pub activity: Option<Activity>,
}

/// What two alleles make: the phenotype's name and, for some genes, the activity score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairPhenotype {
    pub phenotype: String,
    pub activity: Option<Activity>,
}

/// Everything that is known beforehand; read from the program's own tables once.
#[derive(Clone, Debug, Default)]
pub struct GeneTables {
    panels: Vec<GenePanel>,
    functions: BTreeMap<Gene, BTreeMap<String, AlleleFunction>>,
    pairs: BTreeMap<Gene, BTreeMap<(String, String), PairPhenotype>>,
    pub advice: AdviceTable,
}

impl GeneTables {
    pub fn new(panels: Vec<GenePanel>, advice: AdviceTable) -> GeneTables {
        GeneTables { panels, advice, ..GeneTables::default() }
    }

    /// Panels in the order of their genes.
    pub fn panels(&self) -> &[GenePanel] {
        &self.panels
    }

    pub fn panel(&self, gene: Gene) -> Option<&GenePanel> {
        self.panels.iter().find(|panel| panel.gene == gene)
    }

    /// Says what an allele does.
    pub fn put_function(&mut self, gene: Gene, allele: &str, function: AlleleFunction) {
        self.functions.entry(gene).or_default().insert(allele.to_owned(), function);
    }

    /// Says what two values (functions, or activity values) make, in whichever order.
    pub fn put_pair(&mut self, gene: Gene, values: (&str, &str), phenotype: PairPhenotype) {
        self.pairs.entry(gene).or_default().insert(ordered(values.0, values.1), phenotype);
    }

    /// What an allele does; `None` where nobody has said.
    pub fn function(&self, gene: Gene, allele: &str) -> Option<&AlleleFunction> {
        self.functions.get(&gene)?.get(allele)
    }

    /// The name that the tables have for an allele as a laboratory writes it: `*2A` or `c.1905+1G>A` for
    /// `c.1905+1G>A (*2A)`, `HapB3`, and DPYD's `*1` for its reference.
    pub fn allele_named(&self, gene: Gene, written: &str) -> Option<&str> {
        let written = written.trim();
        let written = written.strip_prefix(gene.symbol()).unwrap_or(written).trim();
        let own = self.functions.get(&gene)?;
        if let Some((name, _)) = own.get_key_value(written) {
            return Some(name);
        }
        let written = if gene == Gene::Dpyd && written == "*1" { "Reference" } else { written };
        let is_it = |name: &&String| {
            let parts = name.split_once(" (").map(|(plain, star)| [plain, star.trim_end_matches(')')]);
            name.eq_ignore_ascii_case(written)
                || parts.is_some_and(|all| all.iter().any(|one| one.eq_ignore_ascii_case(written)))
        };
        own.keys().find(is_it).map(String::as_str)
    }

    /// Whether an allele is in the tables as a laboratory writes it, with counted copies or uncounted ones.
    pub fn knows(&self, gene: Gene, written: &str) -> bool {
        let core = core_allele(written);
        let is_in_panel = |panel: &GenePanel| panel.alleles.iter().any(|allele| allele.name == core);
        if self.allele_named(gene, core).is_some() || self.panel(gene).is_some_and(is_in_panel) {
            return true;
        }
        let Some((allele, copies)) = written.rsplit_once('x') else { return false };
        let is_uncounted = copies.eq_ignore_ascii_case("n");
        let has = |copies: &str| self.function(gene, &format!("{allele}x{copies}")).is_some();
        let is_many = is_uncounted || copies.parse::<u32>().is_ok_and(|copies| copies >= 3);
        is_many && has("≥3") || is_uncounted && has("2")
    }

    /// The first allele of a diplotype that is not in the tables.
    pub fn unknown_allele<'t>(&self, gene: Gene, typing: &'t Typing) -> Option<&'t str> {
        let Typing::Diplotype(first, second) = typing else { return None };
        [first, second].into_iter().map(String::as_str).find(|allele| !self.knows(gene, allele))
    }

    /// What two values make.
    pub fn pair(&self, gene: Gene, first: &str, second: &str) -> Option<&PairPhenotype> {
        self.pairs.get(&gene)?.get(&ordered(first, second))
    }
}

fn ordered(first: &str, second: &str) -> (String, String) {
    let (low, high) = if first <= second { (first, second) } else { (second, first) };
    (low.to_owned(), high.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set = BaseSet::default().with(0).with(2);
        assert!(set.holds(0) && !set.holds(1) && set.holds(2) && set.is_open());
        assert!(!BaseSet::REFERENCE.is_open() && BaseSet::REFERENCE.holds(0));
        assert!(!set.with(200).holds(200));
    }

    #[test]
    fn a_pair_has_no_order() {
        let mut tables = GeneTables::default();
        let poor = PairPhenotype { phenotype: "Poor".to_owned(), activity: None };
        tables.put_pair(Gene::Tpmt, ("b", "a"), poor.clone());
        assert_eq!(tables.pair(Gene::Tpmt, "a", "b"), Some(&poor));
        assert_eq!(tables.pair(Gene::Nudt15, "a", "b"), None);
    }
}
