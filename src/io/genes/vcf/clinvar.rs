//! ClinVar's variant file as a source: what it says of the variants that samples carry.
//!
//! Both files are streamed. First the places where a sample carries something are kept (a few bytes each), then what ClinVar
//! has there, then the samples are read again for the variants that ClinVar knows.

use std::collections::HashMap;
use std::path::Path;

use crate::base::Progress;
use crate::domain::genome::GeneTables;
use crate::domain::genome::clinvar::{Classification, ClinVarEntry, Copies, ReviewStatus, VariantKey};

use super::build::BuildEvidence;
use super::columns::{self, REF, Record};
use super::error::{LineFault, VcfError};
use super::genotype::Genotype;
use super::header::{self, Version};
use super::lines::{self, Lines};
use super::places::chromosome_number;
use super::{Taker, walk_file};

/// Bases by place, where a sample carries something else.
#[derive(Debug, Default)]
pub struct CarriedPlaces {
    bases: HashMap<(u8, u32), u8>,
    /// Alternates of records that a sample carries.
    pub variants: u64,
}

/// What ClinVar has at carried places.
#[derive(Debug, Default)]
pub struct ClinVar {
    entries: HashMap<VariantKey, ClinVarEntry>,
    /// As its header gives it.
    pub date: Option<String>,
    pub records: u64,
    /// Records that do not read, and the first of them.
    pub refused: u64,
    pub first_refused: Option<VcfError>,
}

/// A variant of a sample that ClinVar knows.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// In the order of the file.
    pub sample: usize,
    pub copies: Copies,
    pub key: VariantKey,
    pub entry: ClinVarEntry,
    /// Whether the file's own filter did not let it pass.
    pub is_filtered: bool,
}

/// A chromosome's number; X is 23, Y 24, the mitochondrion 25.
fn contig_number(name: &[u8]) -> Option<u8> {
    let plain = name.strip_prefix(b"chr").unwrap_or(name);
    match plain {
        b"X" => Some(23),
        b"Y" => Some(24),
        b"M" | b"MT" => Some(25),
        _ if name.starts_with(b"NC_000023.") => Some(23),
        _ if name.starts_with(b"NC_000024.") => Some(24),
        _ if name.starts_with(b"NC_012920.") => Some(25),
        _ => chromosome_number(name),
    }
}

/// Reads where the samples of a file carry variants.
///
/// # Errors
/// As [`super::read_file`].
pub fn carried(path: &Path, tables: &GeneTables, progress: &Progress) -> Result<CarriedPlaces, VcfError> {
    let begin = |_: &[String]| CarriedPlaces::default();
    walk_file(path, BuildEvidence::new(tables), begin, progress).map(|walked| walked.taker)
}

impl Taker for CarriedPlaces {
    fn take(&mut self, _: u64, record: &Record<'_>, _: &mut BuildEvidence) {
        let Some(chromosome) = contig_number(record.chromosome) else { return };
        for (number, alternate) in (1..).zip(&record.alternates) {
            let is_carried = record.samples.iter().any(|cell| copies(cell, record, number).is_some());
            let key = VariantKey::normalised(chromosome, record.position, record.reference, alternate);
            let Some(key) = key.filter(|_| is_carried) else { continue };
            self.variants += 1;
            let base = key.reference.bytes().next().unwrap_or(b'N');
            self.bases.insert((chromosome, key.position), base);
        }
    }
}

/// Reads what ClinVar has at those places. A record that does not read is left out and counted.
///
/// # Errors
/// The file is no variant file of ClinVar, is on another genome than the samples, or cannot be read.
pub fn read(path: &Path, places: &CarriedPlaces, progress: &Progress) -> Result<ClinVar, VcfError> {
    let (reader, mut counter) = lines::open(path)?;
    if let Ok(found) = std::fs::metadata(path) {
        progress.set_total(found.len());
    }
    let mut lines = Lines::new(reader);
    let header = header::read(&mut lines)?;
    if !header.info.contains_key(&b"CLNSIG"[..]) {
        return Err(
            LineFault::new(1, "the header does not define CLNSIG: this is no file of ClinVar").at(lines.number())
        );
    }
    let mut clinvar = ClinVar { date: header.file_date, ..ClinVar::default() };
    let mut genome = SameGenome::default();
    while let Some((number, line)) = lines.next()? {
        clinvar.records += 1;
        if clinvar.records.is_multiple_of(super::RECORDS_A_TICK) {
            progress.tick(counter.newly_read())?;
        }
        let split = Record::split(line, header.samples.len());
        match split.and_then(|record| columns::check(&record).map(|()| record)) {
            Ok(record) => clinvar.record(number, &record, places, &mut genome),
            Err(fault) => {
                clinvar.refused += 1;
                clinvar.first_refused.get_or_insert_with(|| fault.at(number));
            }
        }
    }
    genome.judge()?;
    Ok(clinvar)
}

/// Whether ClinVar and the samples have the same reference bases where both have a variant.
#[derive(Default)]
struct SameGenome {
    fitting: u64,
    wrong: u64,
    first_wrong: Option<(u64, String)>,
}

impl SameGenome {
    fn judge(&self) -> Result<(), VcfError> {
        match &self.first_wrong {
            Some((line, what)) if self.wrong > self.fitting => {
                Err(VcfError::OtherBuild { line: *line, column: REF, what: what.clone() })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl ClinVar {
    fn record(&mut self, number: u64, record: &Record<'_>, places: &CarriedPlaces, genome: &mut SameGenome) {
        let Some(chromosome) = contig_number(record.chromosome) else { return };
        for alternate in &record.alternates {
            let key = VariantKey::normalised(chromosome, record.position, record.reference, alternate);
            let Some(key) = key else { continue };
            let Some(base) = places.bases.get(&(chromosome, key.position)).copied() else { continue };
            let found = key.reference.bytes().next().unwrap_or(b'N');
            if found == base {
                genome.fitting += 1;
            } else {
                genome.wrong += 1;
                let (found, base) = (char::from(found), char::from(base));
                let what = format!("ClinVar has {found} at {}, where the samples' file has {base}", key.position);
                genome.first_wrong.get_or_insert((number, what));
                continue;
            }
            self.keep(key, entry(record));
        }
    }

    /// Where two records are about one variant, the better reviewed counts.
    fn keep(&mut self, key: VariantKey, entry: ClinVarEntry) {
        match self.entries.get_mut(&key) {
            Some(before) if before.review <= entry.review => {}
            Some(before) => *before = entry,
            None => {
                self.entries.insert(key, entry);
            }
        }
    }
}

fn entry(record: &Record<'_>) -> ClinVarEntry {
    let raw = |key: &[u8]| {
        let value = record.info_value(key).filter(|value| *value != b".").unwrap_or_default();
        String::from_utf8_lossy(value).into_owned()
    };
    let words = |text: &str| text.replace('_', " ");
    let list = |text: &str| -> Vec<String> {
        text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(words).collect()
    };
    let (significance, review) = (raw(b"CLNSIG"), raw(b"CLNREVSTAT"));
    let symbol = |gene: &str| gene.split(':').next().unwrap_or_default().to_owned();
    let rsid =
        raw(b"RS").split(['|', ',']).next().filter(|number| !number.is_empty()).map(|number| format!("rs{number}"));
    ClinVarEntry {
        id: String::from_utf8_lossy(record.id).into_owned(),
        classification: Classification::parse(&significance),
        review: ReviewStatus::parse(&review),
        significance: words(&significance),
        review_words: words(&review),
        conflict: list(&raw(b"CLNSIGCONF")).join("; "),
        genes: raw(b"GENEINFO").split('|').map(symbol).filter(|gene| !gene.is_empty()).collect(),
        conditions: list(&raw(b"CLNDN")),
        hgvs: raw(b"CLNHGVS"),
        rsid,
    }
}

/// Reads the samples again, for the variants that ClinVar knows; with the samples' names.
///
/// # Errors
/// As [`super::read_file`].
pub fn annotate(
    path: &Path,
    tables: &GeneTables,
    clinvar: &ClinVar,
    progress: &Progress,
) -> Result<(Vec<String>, Vec<Annotated>), VcfError> {
    let begin = |samples: &[String]| Annotating { clinvar, samples: samples.to_vec(), found: Vec::new() };
    let annotating = walk_file(path, BuildEvidence::new(tables), begin, progress)?.taker;
    Ok((annotating.samples, annotating.found))
}

struct Annotating<'c> {
    clinvar: &'c ClinVar,
    samples: Vec<String>,
    found: Vec<Annotated>,
}

impl Taker for Annotating<'_> {
    fn take(&mut self, _: u64, record: &Record<'_>, _: &mut BuildEvidence) {
        let Some(chromosome) = contig_number(record.chromosome) else { return };
        for (number, alternate) in (1..).zip(&record.alternates) {
            let key = VariantKey::normalised(chromosome, record.position, record.reference, alternate);
            let Some((key, entry)) = key.and_then(|key| self.clinvar.entries.get_key_value(&key)) else { continue };
            for (sample, cell) in record.samples.iter().enumerate() {
                let Some(copies) = copies(cell, record, number) else { continue };
                let is_filtered = !matches!(record.filter, b"PASS" | b".");
                let (key, entry) = (key.clone(), entry.clone());
                self.found.push(Annotated { sample, copies, key, entry, is_filtered });
            }
        }
    }
}

/// Copies of an alternate in a sample; `None` where there are none or it is not known.
fn copies(cell: &[u8], record: &Record<'_>, alternate: u16) -> Option<Copies> {
    let has_genotype = record.format.is_some_and(|format| format == b"GT" || format.starts_with(b"GT:"));
    let text = cell.split(|byte| *byte == b':').next().filter(|_| has_genotype)?;
    let genotype = Genotype::parse(text, record.allele_count(), Version::V45)?;
    let count = genotype.alleles.iter().filter(|allele| **allele == Some(alternate)).count();
    match (count, genotype.ploidy) {
        (0, _) => None,
        (_, 1) => Some(Copies::TheOnly),
        (2.., _) => Some(Copies::Two),
        (_, 2) if genotype.alleles.contains(&None) => Some(Copies::AtLeastOne),
        (_, _) => Some(Copies::One),
    }
}
