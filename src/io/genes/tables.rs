//! The program's own tables of positions, alleles, phenotypes and advice, carried in `assets/genes` and read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::domain::genome::advice::{Action, AdviceRow, AdviceTable, Basis, Population, Strength};
use crate::domain::genome::drug::{Coverage, Drug, DrugGroup, Needed, Replacement, Tier};
use crate::domain::genome::panel::PairPhenotype;
use crate::domain::genome::{
    Activity, ActivityScore, AlleleFunction, AlleleKind, BaseSet, Gene, GenePanel, GeneTables, NamedAllele, Site,
};

const SITES: &str = include_str!("../../../assets/genes/sites.tsv");
const ALLELES: &str = include_str!("../../../assets/genes/alleles.tsv");
const PHENOTYPES: &str = include_str!("../../../assets/genes/phenotypes.tsv");
const DRUGS: &str = include_str!("../../../assets/genes/drugs.tsv");
const ADVICE: &str = include_str!("../../../assets/genes/advice.tsv");

/// A row of a table of ours that does not read. The tests read all of them, so that none leaves the house.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the program's own table does not read: {row}")]
pub struct TableFault {
    pub row: String,
}

/// All tables, read when they are first asked for.
///
/// # Errors
/// The first row that does not read.
pub fn gene_tables() -> Result<&'static GeneTables, TableFault> {
    static TABLES: OnceLock<Result<GeneTables, TableFault>> = OnceLock::new();
    TABLES.get_or_init(read).as_ref().map_err(Clone::clone)
}

fn read() -> Result<GeneTables, TableFault> {
    let mut panels = panels()?;
    for row in rows(ALLELES) {
        add_allele(&mut panels, &row).ok_or_else(|| fault(&row))?;
    }
    let advice = AdviceTable { drugs: all(DRUGS, drug)?, rows: all(ADVICE, advice_row)? };
    let mut tables = GeneTables::new(panels, advice);
    for row in rows(ALLELES) {
        add_function(&mut tables, &row).ok_or_else(|| fault(&row))?;
    }
    for row in rows(PHENOTYPES) {
        add_pair(&mut tables, &row).ok_or_else(|| fault(&row))?;
    }
    Ok(tables)
}

/// The cells of each row below the headings; lines with `#` are remarks.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.skip(1).map(|line| line.split('\t').collect())
}

fn fault(row: &[&str]) -> TableFault {
    TableFault { row: row.join(" ") }
}

/// Every row of a table.
///
/// # Errors
/// The first row that does not read.
pub fn all<T>(table: &'static str, read: impl Fn(&[&'static str]) -> Option<T>) -> Result<Vec<T>, TableFault> {
    rows(table).map(|row| read(&row).ok_or_else(|| fault(&row))).collect()
}

/// `-` is "none".
pub fn given(cell: &str) -> Option<&str> {
    Some(cell).filter(|cell| *cell != "-")
}

fn panels() -> Result<Vec<GenePanel>, TableFault> {
    let mut by_gene: BTreeMap<Gene, Vec<Site>> = BTreeMap::new();
    for row in rows(SITES) {
        let (gene, site) = site(&row).ok_or_else(|| fault(&row))?;
        by_gene.entry(gene).or_default().push(site);
    }
    let panel = |(gene, mut sites): (Gene, Vec<Site>)| {
        sites.sort_by_key(|site| site.position);
        GenePanel { gene, sites, alleles: Vec::new() }
    };
    Ok(by_gene.into_iter().map(panel).collect())
}

fn site(row: &[&str]) -> Option<(Gene, Site)> {
    let [gene, chromosome, position, rsid, reference, alternates] = row else { return None };
    let alleles = std::iter::once(*reference).chain(alternates.split('|')).map(str::to_owned).collect();
    let site = Site {
        chromosome: (*chromosome).to_owned(),
        position: position.parse().ok()?,
        rsid: given(rsid).map(str::to_owned),
        alleles,
    };
    Some((Gene::from_symbol(gene)?, site))
}

/// Puts an allele into its gene's panel; one that is only given has no place there.
fn add_allele(panels: &mut [GenePanel], row: &[&str]) -> Option<()> {
    let [gene, name, call, defined_by, ..] = row else { return None };
    let gene = Gene::from_symbol(gene)?;
    let kind = match *call {
        "reference" => AlleleKind::Reference,
        "full" => AlleleKind::Full,
        "variant" => AlleleKind::Variant,
        "given" => return Some(()),
        _ => return None,
    };
    let panel = panels.iter_mut().find(|panel| panel.gene == gene)?;
    let mut allele = NamedAllele {
        name: (*name).to_owned(),
        kind,
        fits: vec![BaseSet::REFERENCE; panel.sites.len()],
        defined_at: Vec::new(),
    };
    for definition in given(defined_by).into_iter().flat_map(|text| text.split(' ')) {
        let (position, bases) = definition.split_once(':')?;
        let position: u32 = position.parse().ok()?;
        let at = panel.sites.iter().position(|site| site.position == position)?;
        *allele.fits.get_mut(at)? = base_set(panel.sites.get(at)?, bases)?;
        allele.defined_at.push(at);
    }
    panel.alleles.push(allele);
    Some(())
}

/// The bases that a definition stands for; a IUPAC letter stands for several.
fn base_set(site: &Site, bases: &str) -> Option<BaseSet> {
    let letters = match bases {
        "R" => "AG",
        "Y" => "CT",
        "S" => "CG",
        "W" => "AT",
        "K" => "GT",
        "M" => "AC",
        _ => "",
    };
    let is_meant = |allele: &str| if letters.is_empty() { allele == bases } else { letters.contains(allele) };
    let known = site.alleles.iter().zip(0_u8..).filter(|(allele, _)| is_meant(allele));
    let set = known.fold(BaseSet::default(), |set, (_, index)| set.with(index));
    (set != BaseSet::default()).then_some(set)
}

fn activity(cell: &str) -> Option<Activity> {
    if cell == "n/a" { Some(Activity::Unknown) } else { ActivityScore::parse(cell).map(Activity::Score) }
}

fn add_function(tables: &mut GeneTables, row: &[&str]) -> Option<()> {
    let [gene, allele, _, _, function, value] = row else { return None };
    let Some(function) = given(function) else { return Some(()) };
    let activity = given(value).map(activity).map_or(Some(None), |activity| activity.map(Some))?;
    let function = AlleleFunction { function: function.to_owned(), activity };
    tables.put_function(Gene::from_symbol(gene)?, allele, function);
    Some(())
}

fn add_pair(tables: &mut GeneTables, row: &[&str]) -> Option<()> {
    let [gene, first, second, phenotype, value] = row else { return None };
    let activity = given(value).map(activity).map_or(Some(None), |activity| activity.map(Some))?;
    let pair = PairPhenotype { phenotype: (*phenotype).to_owned(), activity };
    tables.put_pair(Gene::from_symbol(gene)?, (first, second), pair);
    Some(())
}

fn drug(row: &[&str]) -> Option<Drug> {
    let [name, also, genes, group, instead, untested, covered] = row else { return None };
    let coverage = match *covered {
        "yes" => Coverage::Covered,
        "no" => Coverage::NotCovered,
        _ => return None,
    };
    Some(Drug {
        name: (*name).to_owned(),
        also: given(also).into_iter().flat_map(|names| names.split('|')).map(str::to_owned).collect(),
        needs: genes.split(';').map(Needed::parse).collect::<Option<Vec<Needed>>>()?,
        group: DrugGroup::from_id(group)?,
        instead: given(instead)
            .into_iter()
            .flat_map(|all| all.split('|'))
            .map(replacement)
            .collect::<Option<Vec<_>>>()?,
        untested: Tier::from_id(untested)?,
        coverage,
    })
}

/// `neurovascular=words`, or words alone for every use.
fn replacement(entry: &str) -> Option<Replacement> {
    let (population, words) = match entry.split_once('=') {
        Some((id, words)) => (Some(Population::from_id(id)?), words),
        None => (None, entry),
    };
    Some(Replacement { population, words: words.to_owned() })
}

fn advice_row(row: &[&str]) -> Option<AdviceRow> {
    let [drug, population, lookup, action, strength, summary, pmid, basis] = row else { return None };
    let entry = |text: &str| {
        let (gene, value) = text.split_once('=')?;
        Some((Gene::from_symbol(gene)?, value.to_owned()))
    };
    Some(AdviceRow {
        drug: (*drug).to_owned(),
        population: Population::from_id(population)?,
        lookup: lookup.split(';').map(entry).collect::<Option<Vec<_>>>()?,
        action: Action::from_id(action)?,
        strength: Strength::from_id(strength)?,
        summary: (*summary).to_owned(),
        pmid: (*pmid).to_owned(),
        basis: Basis::from_id(basis)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_reads() {
        let tables = gene_tables().expect("our own tables");
        assert_eq!(tables.panels().len(), Gene::ALL.iter().filter(|gene| gene.is_called()).count());
        assert_eq!(tables.panels().iter().map(|panel| panel.sites.len()).sum::<usize>(), 377);
        assert_eq!(tables.panels().iter().map(|panel| panel.alleles.len()).sum::<usize>(), 411);
        assert_eq!(tables.advice.rows.len(), rows(ADVICE).count());
    }

    #[test]
    fn a_panel_begins_with_its_reference_and_has_room_for_its_bases() {
        for panel in gene_tables().expect("our own tables").panels() {
            let kinds: Vec<AlleleKind> = panel.alleles.iter().map(|allele| allele.kind).collect();
            assert_eq!(kinds.first(), Some(&AlleleKind::Reference), "{:?}", panel.gene);
            assert_eq!(kinds.iter().filter(|kind| **kind == AlleleKind::Reference).count(), 1);
            assert!(panel.sites.iter().all(|site| site.alleles.len() <= BaseSet::MOST));
        }
    }

    #[test]
    fn every_row_of_advice_speaks_of_a_drug_and_of_genes_it_needs() {
        let table = &gene_tables().expect("our own tables").advice;
        for row in &table.rows {
            let drug = table.drugs.iter().find(|drug| drug.name == row.drug).expect("a drug");
            for (gene, value) in &row.lookup {
                let needed = drug.needs.iter().find(|need| need.gene == *gene).expect("a gene that it needs");
                let speaks = needed.allele.as_ref().is_none_or(|allele| value.starts_with(allele));
                assert!(speaks || value == "No Result", "{} {value}", row.drug);
            }
        }
    }

    #[test]
    fn what_is_to_be_avoided_has_a_replacement() {
        let table = &gene_tables().expect("our own tables").advice;
        for row in table.rows.iter().filter(|row| row.action == Action::Avoid) {
            let drug = table.drug(&row.drug).expect("a drug");
            assert!(drug.instead_in(row.population).is_some(), "{} {}", row.drug, row.population.id());
        }
    }

    #[test]
    fn a_drug_with_a_table_has_rows() {
        let table = &gene_tables().expect("our own tables").advice;
        for drug in &table.drugs {
            assert_eq!(table.rows_of(drug).next().is_some(), drug.coverage == Coverage::Covered, "{}", drug.name);
        }
    }
}
