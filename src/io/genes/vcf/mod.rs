//! Variant files (VCF 4.1 to 4.5, plain, gzip or bgzip), read line by line: what the samples show at the genes' positions.
//!
//! The whole file is held to the specification as its test suite does, since a file that breaks it elsewhere cannot be
//! trusted here; the first breach is an error with its line and column. Memory is bounded by one line and by samples times
//! positions. Why this reader is our own: docs/decisions/vcf.md.

mod build;
mod columns;
mod definitions;
mod error;
mod genotype;
mod header;
mod info;
mod lines;
mod meta;
mod places;
mod repeats;
mod samples;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use crate::base::Progress;
use crate::domain::genome::{Gene, GeneTables, SampleReadings};

pub use error::{LineFault, VcfError};
pub use places::{FileNote, FileNoteKind};

use build::BuildEvidence;
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

/// Reads a file, unpacking it where it is packed. Progress counts bytes of the file.
///
/// # Errors
/// The first breach of the specification, a file of another build than GRCh38, or one that cannot be read.
pub fn read_file(path: &Path, tables: &GeneTables, progress: &Progress) -> Result<VariantFile, VcfError> {
    let (reader, mut counter) = lines::open(path)?;
    if let Ok(found) = std::fs::metadata(path) {
        progress.set_total(found.len());
    }
    read_counting(reader, tables, &mut || {
        progress.tick(counter.newly_read())?;
        Ok(())
    })
}

/// Reads from memory or wherever.
///
/// # Errors
/// As [`read_file`].
pub fn read(reader: impl BufRead, tables: &GeneTables) -> Result<VariantFile, VcfError> {
    read_counting(reader, tables, &mut || Ok(()))
}

/// Records between two looks at whether to go on.
const RECORDS_A_TICK: u64 = 256;

fn read_counting(
    reader: impl BufRead,
    tables: &GeneTables,
    tick: &mut dyn FnMut() -> Result<(), VcfError>,
) -> Result<VariantFile, VcfError> {
    let mut lines = Lines::new(reader);
    let header = header::read(&mut lines)?;
    let header_line = u32::try_from(lines.number()).unwrap_or(u32::MAX);
    let mut file = Reading {
        places: Places::new(tables, &header.samples),
        build: BuildEvidence::new(tables),
        repeats: Repeats::default(),
        check: SampleCheck::default(),
        header,
    };
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
    let Found { samples, notes, lines } = file.places.finish();
    Ok(VariantFile { samples, notes, records, header_line, lines })
}

/// What goes from record to record.
struct Reading {
    header: Header,
    places: Places,
    build: BuildEvidence,
    repeats: Repeats,
    check: SampleCheck,
}

impl Reading {
    fn record(&mut self, number: u64, line: &[u8]) -> Result<(), VcfError> {
        let fault = |fault: LineFault| fault.at(number);
        let record = columns::Record::split(line, self.header.samples.len()).map_err(fault)?;
        columns::check(&record).map_err(fault)?;
        info::check(&record, &self.header).map_err(fault)?;
        self.check.record(&record, &self.header).map_err(fault)?;
        self.repeats.record(&record).map_err(fault)?;
        self.build.record(number, &record)?;
        self.places.record(number, &record, &mut self.build);
        Ok(())
    }
}
