//! Whether a file is on GRCh38: by what its header says, by where known variants stand, and by the reference bases.

use std::collections::{HashMap, HashSet};

use crate::domain::genome::{Gene, GeneTables};

use super::columns::{ID, POS, REF, Record};
use super::error::VcfError;
use super::places::chromosome_number;

/// How other genomes are named in a header.
const OTHERS: [&str; 10] = ["hg19", "hg18", "grch37", "grch36", "ncbi36", "hs37", "b37", "g1k_v37", "chm13", "t2t"];
/// Length of the first chromosome on GRCh37.
const GRCH37_FIRST_CHROMOSOME: &str = "249250621";
/// A known variant that stands farther away than this is on another genome; nearer, only its bases are written otherwise.
const SAME_PLACE: u32 = 1000;
/// So many variants at GRCh37's positions, and none at GRCh38's, are no chance.
const ENOUGH_ON_GRCH37: usize = 2;

/// From a gene's positions on GRCh38 to those on GRCh37; the shift is the same within each gene. Worked out from dbSNP's
/// positions of one well-known variant a gene (rs2231142, rs3745274, rs4244285, rs1799853, rs776746, rs2108622, rs3918290,
/// rs12979860, rs116855232, rs4149056, rs1142345, rs4148323, rs9923231).
fn shift_to_grch37(gene: Gene) -> Option<i64> {
    Some(match gene {
        Gene::Abcg2 => 921_152,
        Gene::Cyp2b6 => 505_905,
        Gene::Cyp2c19 | Gene::Cyp2c9 => 1_759_757,
        Gene::Cyp3a5 => -402_377,
        Gene::Cyp4f2 => 110_810,
        Gene::Dpyd => 465_556,
        Gene::Ifnl3 => 490_640,
        Gene::Nudt15 => 574_136,
        Gene::Slco1b1 => 152_934,
        Gene::Tpmt => 231,
        Gene::Ugt1a1 => 908_646,
        Gene::Vkorc1 => 11_321,
        Gene::Cyp2d6 | Gene::HlaA | Gene::HlaB | Gene::G6pd | Gene::MtRnr1 | Gene::Ryr1 | Gene::Cacna1s => return None,
    })
}

fn other_build<T>(line: u64, column: u32, what: impl Into<String>) -> Result<T, VcfError> {
    Err(VcfError::OtherBuild { line, column, what: what.into() })
}

/// Looks at a line of the header.
pub fn judge_header(number: u64, line: &str) -> Result<(), VcfError> {
    let line = line.to_ascii_lowercase();
    let is_reference = line.starts_with("##reference=") || line.starts_with("##assembly=");
    let is_contig = line.starts_with("##contig=");
    if let Some(name) = OTHERS.iter().find(|name| (is_reference || is_contig) && line.contains(**name)) {
        return other_build(number, 1, format!("the header names {name}"));
    }
    let is_first = ["id=1,", "id=chr1,"].iter().any(|id| line.contains(id));
    if is_contig && is_first && line.contains(GRCH37_FIRST_CHROMOSOME) {
        return other_build(number, 1, "chromosome 1 has the length it has on GRCh37");
    }
    Ok(())
}

/// What speaks for and against GRCh38, from record to record.
pub struct BuildEvidence {
    by_rsid: HashMap<Vec<u8>, (u8, u32)>,
    on_grch37: HashMap<(u8, u32), Vec<u8>>,
    hits_on_grch37: HashSet<(u8, u32)>,
    first_on_grch37: Option<u64>,
    fitting: usize,
    wrong: usize,
    first_wrong: Option<(u64, String)>,
}

impl BuildEvidence {
    pub fn new(tables: &GeneTables) -> BuildEvidence {
        let mut evidence = BuildEvidence {
            by_rsid: HashMap::new(),
            on_grch37: HashMap::new(),
            hits_on_grch37: HashSet::new(),
            first_on_grch37: None,
            fitting: 0,
            wrong: 0,
            first_wrong: None,
        };
        for panel in tables.panels() {
            for site in &panel.sites {
                let Some(chromosome) = chromosome_number(site.chromosome.as_bytes()) else { continue };
                if let Some(rsid) = &site.rsid {
                    evidence.by_rsid.insert(rsid.clone().into_bytes(), (chromosome, site.position));
                }
                let shift = shift_to_grch37(panel.gene).and_then(|shift| i64::from(site.position).checked_add(shift));
                if let Some(position) = shift.and_then(|position| u32::try_from(position).ok()) {
                    evidence.on_grch37.insert((chromosome, position), site.reference().as_bytes().to_vec());
                }
            }
        }
        evidence
    }

    /// Knows one more variant by its name, and where it is on GRCh38.
    pub fn know(&mut self, rsid: &str, place: (u8, u32)) {
        self.by_rsid.entry(rsid.as_bytes().to_vec()).or_insert(place);
    }

    /// Looks at a record: a known variant somewhere else is proof enough.
    pub fn record(&mut self, number: u64, record: &Record<'_>) -> Result<(), VcfError> {
        let Some(chromosome) = chromosome_number(record.chromosome) else { return Ok(()) };
        if record.id.starts_with(b"rs") {
            for id in record.id.split(|byte| *byte == b';') {
                if let Some(known) = self.by_rsid.get(id) {
                    same_place(number, id, *known, (chromosome, record.position))?;
                }
            }
        }
        let place = (chromosome, record.position);
        let is_known = self.on_grch37.get(&place).is_some_and(|bases| bases.eq_ignore_ascii_case(record.reference));
        if is_known && !record.alternates.is_empty() {
            self.hits_on_grch37.insert(place);
            self.first_on_grch37.get_or_insert(number);
        }
        Ok(())
    }

    /// The reference base of a known position is the one of GRCh38.
    pub fn fits(&mut self) {
        self.fitting += 1;
    }

    /// It is not.
    pub fn contradicts(&mut self, number: u64, what: String) {
        self.wrong += 1;
        self.first_wrong.get_or_insert((number, what));
    }

    /// At the end: more wrong reference bases than right ones, or known variants at GRCh37's positions alone.
    pub fn judge(&self) -> Result<(), VcfError> {
        if let Some((line, what)) = self.first_wrong.as_ref().filter(|_| self.wrong > self.fitting) {
            return other_build(*line, REF, what.clone());
        }
        let is_enough = self.fitting == 0 && self.hits_on_grch37.len() >= ENOUGH_ON_GRCH37;
        match self.first_on_grch37.filter(|_| is_enough) {
            Some(line) => other_build(line, POS, "known variants stand where GRCh37 has them"),
            None => Ok(()),
        }
    }
}

fn same_place(number: u64, id: &[u8], known: (u8, u32), found: (u8, u32)) -> Result<(), VcfError> {
    if known.0 == found.0 && known.1.abs_diff(found.1) <= SAME_PLACE {
        return Ok(());
    }
    let id = String::from_utf8_lossy(id);
    let what = format!("{id} stands at {}, on GRCh38 it is at {}", found.1, known.1);
    other_build(number, if known.0 == found.0 { POS } else { ID }, what)
}
