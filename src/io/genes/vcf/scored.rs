//! What the samples of a variant file have at the variants of a polygenic score.

use std::collections::HashMap;
use std::path::Path;

use crate::base::Progress;
use crate::domain::genome::GeneTables;
use crate::domain::genome::polygenic::{AlleleCounting, Mismatch, PolygenicScore, ScoreTerm, StrandPolicy};

use super::build::BuildEvidence;
use super::columns::Record;
use super::error::VcfError;
use super::genotype::Genotype;
use super::header::Version;
use super::places::chromosome_number;
use super::{Taker, walk_file};

/// Every variant of the score in its order, as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredFile {
    pub samples: Vec<String>,
    pub of_terms: Vec<TermInFile>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TermInFile {
    pub state: TermState,
    /// Whether the file's own filter did not let it pass.
    pub is_filtered: bool,
    /// Effect alleles of each sample; `None` is not known. Empty where no record was read.
    pub dosages: Vec<Option<f64>>,
}

/// Whether and how a variant was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermState {
    /// No record stands there: not tested, which is not the reference.
    Absent,
    Read {
        is_flipped: bool,
    },
    LeftOut(Mismatch),
}

/// Reads a file for a score.
///
/// # Errors
/// As [`super::read_file`].
pub fn read(
    path: &Path,
    tables: &GeneTables,
    score: &PolygenicScore,
    policy: StrandPolicy,
    progress: &Progress,
) -> Result<ScoredFile, VcfError> {
    let mut build = BuildEvidence::new(tables);
    for term in &score.terms {
        if let Some((rsid, place)) = term.rsid.as_deref().zip(term.place) {
            build.know(rsid, place);
        }
    }
    let walked = walk_file(path, build, |samples| Scoring::new(score, policy, samples), progress)?;
    Ok(walked.taker.file)
}

struct Scoring<'s> {
    score: &'s PolygenicScore,
    policy: StrandPolicy,
    targets: HashMap<(u8, u32), Vec<usize>>,
    /// Whether the record that a variant was read from has both of its alleles.
    has_both: Vec<bool>,
    file: ScoredFile,
}

impl<'s> Scoring<'s> {
    fn new(score: &'s PolygenicScore, policy: StrandPolicy, samples: &[String]) -> Scoring<'s> {
        let mut targets: HashMap<(u8, u32), Vec<usize>> = HashMap::new();
        for (at, term) in score.terms.iter().enumerate() {
            if let Some(place) = term.place {
                targets.entry(place).or_default().push(at);
            }
        }
        let absent = TermInFile { state: TermState::Absent, is_filtered: false, dosages: Vec::new() };
        let of_terms = vec![absent; score.terms.len()];
        let has_both = vec![false; score.terms.len()];
        Scoring { score, policy, targets, has_both, file: ScoredFile { samples: samples.to_vec(), of_terms } }
    }

    fn term(&mut self, at: usize, (number, record): (u64, &Record<'_>), alleles: &[String], build: &mut BuildEvidence) {
        let (Some(term), Some(in_file)) = (self.score.terms.get(at), self.file.of_terms.get_mut(at)) else { return };
        let Some(had_both) = self.has_both.get_mut(at) else { return };
        let counting = match term.counting(alleles, self.policy) {
            Ok(counting) => counting,
            Err(why) => {
                if why == Mismatch::OtherAlleles {
                    build.contradicts(number, unlike(term, alleles));
                }
                if in_file.state == TermState::Absent {
                    in_file.state = TermState::LeftOut(why);
                }
                return;
            }
        };
        // One base in two fits some strand by chance; both alleles hardly do.
        let has_alternate = record.alternates.iter().any(|alternate| alternate.iter().all(u8::is_ascii_alphabetic));
        match counting.has_both {
            true => build.fits(),
            false if has_alternate => build.contradicts(number, unlike(term, alleles)),
            false => {}
        }
        let dosages: Vec<Option<f64>> = record.samples.iter().map(|cell| dosage(cell, record, &counting)).collect();
        let is_first = !matches!(in_file.state, TermState::Read { .. });
        match (is_first, counting.has_both, *had_both) {
            // A record of both alleles knows more than one of the reference and something else.
            (true, ..) | (false, true, false) => in_file.dosages = dosages,
            (false, false, true) => return,
            (false, ..) => agreeing(&mut in_file.dosages, &dosages),
        }
        *had_both = counting.has_both;
        in_file.state = TermState::Read { is_flipped: counting.is_flipped };
        in_file.is_filtered |= !matches!(record.filter, b"PASS" | b".");
    }
}

impl Taker for Scoring<'_> {
    fn take(&mut self, number: u64, record: &Record<'_>, build: &mut BuildEvidence) {
        let Some(chromosome) = chromosome_number(record.chromosome) else { return };
        let Some(targets) = self.targets.get(&(chromosome, record.position)).cloned() else { return };
        let text = |allele: &[u8]| String::from_utf8_lossy(allele).to_ascii_uppercase();
        let reference = std::iter::once(record.reference);
        let alleles: Vec<String> = reference.chain(record.alternates.iter().copied()).map(text).collect();
        for at in targets {
            self.term(at, (number, record), &alleles, build);
        }
    }
}

fn unlike(term: &ScoreTerm, alleles: &[String]) -> String {
    let other = term.other.as_deref().map_or_else(String::new, |other| format!("/{other}"));
    format!("{} stands where the score has {}{other}", alleles.join("/"), term.effect)
}

/// Two records of one variant: where they differ, neither counts.
fn agreeing(before: &mut [Option<f64>], now: &[Option<f64>]) {
    for (before, now) in before.iter_mut().zip(now) {
        match (*before, *now) {
            (None, known) => *before = known,
            (Some(one), Some(other)) if one != other => *before = None,
            (Some(_), _) => {}
        }
    }
}

/// Effect alleles of a sample with two known alleles.
fn dosage(cell: &[u8], record: &Record<'_>, counting: &AlleleCounting) -> Option<f64> {
    let has_genotype = record.format.is_some_and(|format| format == b"GT" || format.starts_with(b"GT:"));
    let text = cell.split(|byte| *byte == b':').next().filter(|_| has_genotype)?;
    let genotype =
        Genotype::parse(text, record.allele_count(), Version::V45).filter(|genotype| genotype.ploidy == 2)?;
    let copies = |allele: Option<u16>| counting.alleles.get(usize::from(allele?)).copied().flatten();
    let [first, second] = genotype.alleles.map(copies);
    Some(f64::from(first?) + f64::from(second?))
}
