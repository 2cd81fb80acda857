//! `wardtwin genes call`: star alleles and phenotypes of every sample of a variant file.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::genomics::{Typings, call_sample};
use crate::domain::genome::{CallNote, GeneCall, Outcome, Phenotype};
use crate::io::export::TableWriter;
use crate::io::formula::defused;
use crate::io::genes::calls::{HEADINGS, JOINT};
use crate::io::genes::vcf::{self, FileNoteKind, VariantFile};
use crate::io::genes::{gene_tables, typing};

use super::super::output::{Beside, Ending, Failure, tell, with_progress};
use super::words;

#[derive(Args)]
pub struct CallArguments {
    /// The variant file, on GRCh38; plain, gzip or bgzip.
    #[arg(long, value_name = "VCF")]
    vcf: PathBuf,
    /// What laboratories gave: sample, gene, result, such as S1,CYP2D6,*1/*4 or S1,HLA-B,*57:01 negative.
    #[arg(long, value_name = "CSV")]
    typing: Option<PathBuf>,
    /// The file to write; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

pub fn run(arguments: &CallArguments, quiet: bool) -> Result<Ending, Failure> {
    let out = Beside::begin(&arguments.out)?;
    let tables = gene_tables()?;
    let (mut typings, mut ending) = given(arguments)?;
    let name = arguments.vcf.display();
    let read = with_progress("reading", quiet, |progress| vcf::read_file(&arguments.vcf, tables, progress));
    let file = read.map_err(|error| Failure(format!("{name}: {error}")))?;
    if file.samples.is_empty() {
        return Err(Failure(format!("{name}: the file has no samples, so there is nothing to call")));
    }
    for note in file.notes.iter().filter(|note| matches!(note.kind, FileNoteKind::WrongReference { .. })) {
        tell(format_args!("{name}, {} ({})", note.words(), note.gene.symbol()));
        ending = Ending::WithFindings;
    }
    out.finish(|out| {
        let mut table = TableWriter::begin(out, &HEADINGS, false)?;
        for sample in &file.samples {
            let given = typings.remove(&sample.sample).unwrap_or_default();
            for mut call in call_sample(tables, sample, &given) {
                add_file_notes(&mut call, &file);
                write(&mut table, &sample.sample, &call)?;
            }
        }
        table.finish()?.flush()?;
        Ok(())
    })?;
    for sample in typings.keys() {
        tell(format_args!("{sample}: a typing was given, but the variant file has no such sample"));
        ending = Ending::WithFindings;
    }
    Ok(ending)
}

/// Typings by sample; rows that cannot be read are named.
fn given(arguments: &CallArguments) -> Result<(BTreeMap<String, Typings>, Ending), Failure> {
    let Some(path) = &arguments.typing else { return Ok((BTreeMap::new(), Ending::AllDone)) };
    let (typings, refused) = typing::read(path)?;
    words::tell_refused(path, &refused);
    Ok((typings, if refused.is_empty() { Ending::AllDone } else { Ending::WithFindings }))
}

fn add_file_notes(call: &mut GeneCall, file: &VariantFile) {
    let of_gene = file.notes.iter().filter(|note| note.gene == call.gene);
    call.notes.extend(of_gene.map(|note| CallNote::FromFile(note.words())));
}

fn write<W: std::io::Write>(table: &mut TableWriter<W>, sample: &str, call: &GeneCall) -> Result<(), Failure> {
    let note = words::of_call(call);
    let (diplotypes, phenotype, activity) = cells(call);
    let missing = call.missing.to_string();
    let (sample, diplotypes, note) = (defused(sample), defused(&diplotypes), defused(&note));
    // Phenotypes are our own words, "-1639 AG" among them, which is no formula.
    table.own_row([&*sample, call.gene.symbol(), &*diplotypes, &*phenotype, &*activity, &*missing, &*note])?;
    Ok(())
}

/// Diplotypes, phenotypes and scores, one a candidate in the same order.
fn cells(call: &GeneCall) -> (String, String, String) {
    let no_result = if call.gene.has_activity() { Phenotype::NoResult.to_string() } else { String::new() };
    let nothing = || (String::new(), Phenotype::NoResult.to_string(), no_result.clone());
    let candidates = call.candidates();
    let all = |cell: &dyn Fn(usize) -> String| (0..candidates.len()).map(cell).collect::<Vec<_>>().join(JOINT);
    let phenotypes = all(&|at| candidates.get(at).map_or_else(String::new, |one| one.phenotype.to_string()));
    let score = |at: usize| candidates.get(at).and_then(|one| one.activity).map_or_else(String::new, |a| a.to_string());
    match &call.outcome {
        Outcome::NotTested | Outcome::NoCall => nothing(),
        Outcome::Diplotypes(_) => {
            let diplotypes = all(&|at| candidates.get(at).map_or_else(String::new, |one| one.diplotype.to_string()));
            (diplotypes, phenotypes, all(&score))
        }
        Outcome::Variants { .. } => (String::new(), phenotypes, all(&score)),
        Outcome::Carried(tested) => {
            let word = |carried: bool| if carried { "positive" } else { "negative" };
            let all: Vec<String> =
                tested.iter().map(|(allele, carried)| format!("{allele} {}", word(*carried))).collect();
            (String::new(), all.join(JOINT), String::new())
        }
        Outcome::Given(phenotype) => (String::new(), phenotype.to_string(), String::new()),
    }
}
