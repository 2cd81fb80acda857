//! `wardtwin genes score`: a polygenic score of every sample of a variant file or a table of dosages.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::genomics::polygenic::{self, LEAST_COVERAGE, ScoreSum};
use crate::domain::genome::polygenic::{Mismatch, PolygenicScore, ScoreBuild, StrandPolicy};
use crate::io::export::TableWriter;
use crate::io::formula::defused;
use crate::io::genes::vcf::scored::{self, ScoredFile, TermState};
use crate::io::genes::{dosages, gene_tables, scoring};

use super::super::output::{Beside, Ending, Failure, tell, with_progress};
use super::words;

const HEADINGS: [&str; 8] = ["sample", "score", "n_used", "n_missing", "coverage", "weight_coverage", "sum", "note"];

#[derive(Args)]
#[command(group = clap::ArgGroup::new("samples").required(true))]
pub struct ScoreArguments {
    /// A scoring file of the PGS Catalog, for a variant file the copy harmonised to GRCh38; plain or gzip.
    #[arg(long, value_name = "FILE")]
    pgs: PathBuf,
    /// The variant file, on GRCh38; plain, gzip or bgzip.
    #[arg(long, value_name = "VCF", group = "samples")]
    vcf: Option<PathBuf>,
    /// A table instead: variant, effect_allele, and a column of dosages a sample.
    #[arg(long, value_name = "CSV", group = "samples")]
    dosages: Option<PathBuf>,
    /// The least share of the score's variants that a sum may rest on, above 0 up to 1.
    #[arg(long, value_name = "SHARE", default_value_t = LEAST_COVERAGE)]
    least_coverage: f64,
    /// Takes A/T and C/G variants of a variant file as written, though their strand cannot be told.
    #[arg(long)]
    keep_ambiguous: bool,
    /// The file to write; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

/// Samples with the dosages of each variant of the score.
struct Known {
    samples: Vec<String>,
    of_terms: Vec<Vec<Option<f64>>>,
    ending: Ending,
}

pub fn run(arguments: &ScoreArguments, quiet: bool) -> Result<Ending, Failure> {
    if !(arguments.least_coverage > 0.0 && arguments.least_coverage <= 1.0) {
        return Err(Failure("--least-coverage is a share above 0 up to 1, such as 0.75".to_owned()));
    }
    let out = Beside::begin(&arguments.out)?;
    let name = arguments.pgs.display();
    let read = with_progress("reading the score", quiet, |progress| scoring::read(&arguments.pgs, progress));
    let score = read.map_err(|error| Failure(format!("{name}: {error}")))?;
    let mut known = known(arguments, &score, quiet)?;
    let sums: Vec<ScoreSum> = (0..known.samples.len())
        .map(|sample| {
            let of_sample = known.of_terms.iter().map(|row| row.get(sample).copied().flatten());
            polygenic::sum(&score, of_sample, arguments.least_coverage)
        })
        .collect();
    if sums.iter().any(|sum| sum.sum.is_none()) {
        known.ending = Ending::WithFindings;
    }
    out.finish(|out| {
        let mut table = TableWriter::begin(out, &HEADINGS, false)?;
        for (sample, sum) in known.samples.iter().zip(&sums) {
            row(&mut table, sample, &score, sum, arguments.least_coverage)?;
        }
        table.finish()?.flush()?;
        Ok(())
    })?;
    tell("a sum, not a risk and not a percentile: those need a reference population of the same ancestry");
    Ok(known.ending)
}

fn known(arguments: &ScoreArguments, score: &PolygenicScore, quiet: bool) -> Result<Known, Failure> {
    match (&arguments.dosages, &arguments.vcf) {
        (Some(path), _) => {
            let read = dosages::read(path, score)?;
            words::tell_refused(path, &read.refused);
            let ending = if read.refused.is_empty() { Ending::AllDone } else { Ending::WithFindings };
            Ok(Known { samples: read.samples, of_terms: read.of_terms, ending })
        }
        (None, Some(path)) => of_vcf(arguments, path, score, quiet),
        (None, None) => Err(Failure("say --vcf or --dosages".to_owned())),
    }
}

fn of_vcf(arguments: &ScoreArguments, path: &Path, score: &PolygenicScore, quiet: bool) -> Result<Known, Failure> {
    demand_build(arguments, score)?;
    let policy = if arguments.keep_ambiguous { StrandPolicy::TakeAsWritten } else { StrandPolicy::LeaveOut };
    let tables = gene_tables()?;
    let read = with_progress("reading", quiet, |progress| scored::read(path, tables, score, policy, progress));
    let file = read.map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    if file.samples.is_empty() {
        return Err(Failure(format!("{}: the file has no samples, so there is nothing to score", path.display())));
    }
    tell_terms(&file);
    let of_terms = file.of_terms.into_iter().map(|term| term.dosages).collect();
    Ok(Known { samples: file.samples, of_terms, ending: Ending::AllDone })
}

/// Positions are compared with a file on GRCh38, so those of the score have to be too.
fn demand_build(arguments: &ScoreArguments, score: &PolygenicScore) -> Result<(), Failure> {
    let what = match &score.build {
        ScoreBuild::Grch38 => return Ok(()),
        ScoreBuild::Other(name) => format!("its positions are on {name}, the variant file has to be on GRCh38"),
        ScoreBuild::NotSaid => "it does not say which genome its positions are on".to_owned(),
    };
    let remedy =
        "take the copy harmonised to GRCh38 (its name ends in _hmPOS_GRCh38.txt.gz), or give --dosages by rsID";
    Err(Failure(format!("{}: {what}; {remedy}", arguments.pgs.display())))
}

/// How many variants were not read as they stand, and why.
fn tell_terms(file: &ScoredFile) {
    let count = |is: &dyn Fn(&TermState) -> bool| file.of_terms.iter().filter(|term| is(&term.state)).count();
    let told = [
        (count(&|state| *state == TermState::Absent), "without a record: not tested, which is not the reference"),
        (count(&|state| *state == TermState::LeftOut(Mismatch::OtherAlleles)), "with other alleles: left out"),
        (
            count(&|state| *state == TermState::LeftOut(Mismatch::StrandNotKnown)),
            "whose strand cannot be told (A/T, C/G): left out; --keep-ambiguous takes them as written",
        ),
        (count(&|state| *state == TermState::Read { is_flipped: true }), "read from the other strand"),
        (file.of_terms.iter().filter(|term| term.is_filtered).count(), "used though the file's filter is not PASS"),
    ];
    for (number, what) in told.iter().filter(|(number, _)| *number > 0) {
        tell(format_args!("{number} of {} variants {what}", file.of_terms.len()));
    }
}

fn row<W: std::io::Write>(
    table: &mut TableWriter<W>,
    sample: &str,
    score: &PolygenicScore,
    sum: &ScoreSum,
    least: f64,
) -> Result<(), Failure> {
    let note = match sum.sum {
        Some(_) => String::new(),
        None => {
            format!("refused: {} of {} variants known, at least {} are demanded", sum.used, score.terms.len(), least)
        }
    };
    let (used, missing) = (sum.used.to_string(), sum.missing.to_string());
    let (coverage, weights) = (format!("{:.4}", sum.coverage), format!("{:.4}", sum.weight_coverage));
    let value = sum.sum.map_or_else(String::new, |value| value.to_string());
    let (sample, id) = (defused(sample), defused(&score.id));
    table.own_row([&*sample, &*id, &*used, &*missing, &*coverage, &*weights, &*value, &*note])?;
    Ok(())
}
