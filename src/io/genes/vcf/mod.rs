//! Variant files (VCF 4.1 to 4.5, plain, gzip or bgzip), read line by line: what the samples show at the genes' positions.
//!
//! The whole file is held to the specification as its test suite does, since a file that breaks it elsewhere cannot be
//! trusted here; the first breach is an error with its line and column. Memory is bounded by one line and by samples times
//! positions. Why this reader is our own: docs/decisions/vcf.md.

mod build;
pub mod clinvar;
mod columns;
mod definitions;
mod error;
mod genotype;
mod header;
mod info;
pub(super) mod lines;
mod meta;
mod places;
mod repeats;
mod samples;
pub mod scored;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use crate::base::Progress;
use crate::domain::genome::{Gene, GeneTables, SampleReadings};

pub use error::{LineFault, VcfError};
pub(super) use places::chromosome_number as autosome;
pub use places::{FileNote, FileNoteKind};

use build::BuildEvidence;
use columns::Record;
use header::Header;
use lines::Lines;
use places::{Found, Places};
use repeats::Repeats;
use samples::SampleCheck;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantFile {
    /// In the order of the file.
    pub samples: Vec<SampleReadings>,
    /// What is odd about single positions.
    pub notes: Vec<FileNote>,
    /// Records, of any position.
    pub records: u64,
    /// The line of the column headings, which name the samples.
    pub header_line: u32,
    /// The first line about each gene.
    pub lines: BTreeMap<Gene, u64>,
}

impl VariantFile {
    fn of(walked: Walked<Places>) -> VariantFile {
        let Found { samples, notes, lines } = walked.taker.finish();
        VariantFile { samples, notes, records: walked.records, header_line: walked.header_line, lines }
    }
}

/// Reads a file, unpacking it where it is packed. Progress counts bytes of the file.
///
/// # Errors
/// The first breach of the specification, a file of another build than GRCh38, or one that cannot be read.
pub fn read_file(path: &Path, tables: &GeneTables, progress: &Progress) -> Result<VariantFile, VcfError> {
    let begin = |samples: &[String]| Places::new(tables, samples);
    walk_file(path, BuildEvidence::new(tables), begin, progress).map(VariantFile::of)
}

/// Reads from memory or wherever.
///
/// # Errors
/// As [`read_file`].
pub fn read(reader: impl BufRead, tables: &GeneTables) -> Result<VariantFile, VcfError> {
    let begin = |samples: &[String]| Places::new(tables, samples);
    walk(reader, BuildEvidence::new(tables), begin, &mut || Ok(())).map(VariantFile::of)
}

/// Records between two looks at whether to go on.
const RECORDS_A_TICK: u64 = 256;

/// What a reader of variant files does with each record; that it fits GRCh38 or not goes to `build`.
trait Taker {
    fn take(&mut self, number: u64, record: &Record<'_>, build: &mut BuildEvidence);
}

/// A file that was read to its end.
struct Walked<T> {
    taker: T,
    records: u64,
    /// The line of the column headings.
    header_line: u32,
}

/// Reads a file on the disk, as [`walk`].
fn walk_file<T: Taker>(
    path: &Path,
    build: BuildEvidence,
    begin: impl FnOnce(&[String]) -> T,
    progress: &Progress,
) -> Result<Walked<T>, VcfError> {
    let (reader, mut counter) = lines::open(path)?;
    if let Ok(found) = std::fs::metadata(path) {
        progress.set_total(found.len());
    }
    walk(reader, build, begin, &mut || Ok(progress.tick(counter.newly_read())?))
}

/// Hands every record of a file over, which is held to the specification.
fn walk<T: Taker>(
    reader: impl BufRead,
    build: BuildEvidence,
    begin: impl FnOnce(&[String]) -> T,
    tick: &mut dyn FnMut() -> Result<(), VcfError>,
) -> Result<Walked<T>, VcfError> {
    let mut lines = Lines::new(reader);
    let header = header::read(&mut lines)?;
    let header_line = u32::try_from(lines.number()).unwrap_or(u32::MAX);
    let taker = begin(&header.samples);
    let (repeats, check) = (Repeats::default(), SampleCheck::default());
    let mut file = Reading { taker, build, repeats, check, header };
    let mut records = 0;
    while let Some((number, line)) = lines.next()? {
        file.record(number, line)?;
        records += 1;
        if records % RECORDS_A_TICK == 0 {
            tick()?;
        }
    }
    lines.demand_last_newline(file.header.version)?;
    file.build.judge()?;
    Ok(Walked { taker: file.taker, records, header_line })
}

/// What goes from record to record.
struct Reading<T> {
    header: Header,
    taker: T,
    build: BuildEvidence,
    repeats: Repeats,
    check: SampleCheck,
}

impl<T: Taker> Reading<T> {
    fn record(&mut self, number: u64, line: &[u8]) -> Result<(), VcfError> {
        let fault = |fault: LineFault| fault.at(number);
        let record = columns::Record::split(line, self.header.samples.len()).map_err(fault)?;
        columns::check(&record).map_err(fault)?;
        info::check(&record, &self.header).map_err(fault)?;
        self.check.record(&record, &self.header).map_err(fault)?;
        self.repeats.record(&record).map_err(fault)?;
        self.build.record(number, &record)?;
        self.taker.take(number, &record, &mut self.build);
        Ok(())
    }
}
