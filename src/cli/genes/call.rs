//! `wardtwin genes call`: star alleles and phenotypes of every sample of a variant file.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::genomics::{Typings, call_sample};
use crate::domain::genome::{CallNote, Candidate, GeneCall, GeneTables, Outcome, Phenotype, SampleReadings};
use crate::io::export::TableWriter;
use crate::io::formula::defused;
use crate::io::genes::calls::{HEADINGS, JOINT, TYPING_REFUSED};
use crate::io::genes::vcf::{self, FileNoteKind, VariantFile};
use crate::io::genes::{RefusedCall, gene_of, gene_tables, typing};

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
    let Given { mut typings, refused, mut ending } = given(arguments, tables)?;
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
        let mut untold: Vec<&RefusedCall> = refused.iter().collect();
        for sample in &file.samples {
            let given = typings.remove(&sample.sample).unwrap_or_default();
            for mut call in call_sample(tables, sample, &given) {
                add_file_notes(&mut call, &file);
                add_refused(&mut call, &sample.sample, &mut untold);
                if let Some(words) = disagreement(&call) {
                    tell(format_args!("{}, {}: {words}", sample.sample, call.gene.symbol()));
                    ending = Ending::WithFindings;
                }
                write(&mut table, &sample.sample, &call)?;
            }
        }
        for (sample, given) in &typings {
            for mut call in call_sample(tables, &without_file(sample), given) {
                if let Some(words) = disagreement(&call) {
                    tell(format_args!("{sample}, {}: {words}", call.gene.symbol()));
                }
                call.notes.push(CallNote::FromFile("the variant file has no such sample".to_owned()));
                add_refused(&mut call, sample, &mut untold);
                write(&mut table, sample, &call)?;
            }
        }
        write_untold(&mut table, &untold)?;
        table.finish()?.flush()?;
        Ok(())
    })?;
    for sample in typings.keys() {
        tell(format_args!("{sample}: a typing was given, but the variant file has no such sample"));
        ending = Ending::WithFindings;
    }
    Ok(ending)
}

/// What laboratories gave, by sample, and what of it could not be read.
struct Given {
    typings: BTreeMap<String, Typings>,
    refused: Vec<RefusedCall>,
    ending: Ending,
}

/// Rows that cannot be read are named.
fn given(arguments: &CallArguments, tables: &GeneTables) -> Result<Given, Failure> {
    let Some(path) = &arguments.typing else {
        return Ok(Given { typings: BTreeMap::new(), refused: Vec::new(), ending: Ending::AllDone });
    };
    let (typings, refused) = typing::read(path, tables)?;
    words::tell_refused(path, refused.iter().map(|one| &one.row));
    let ending = if refused.is_empty() { Ending::AllDone } else { Ending::WithFindings };
    Ok(Given { typings, refused, ending })
}

/// Somebody of whom only typings are known.
fn without_file(sample: &str) -> SampleReadings {
    SampleReadings { sample: sample.to_owned(), genes: Vec::new() }
}

/// What of a gene's sources does not agree.
fn disagreement(call: &GeneCall) -> Option<&'static str> {
    let is_noted = |is: fn(&CallNote) -> bool| call.notes.iter().any(is);
    if is_noted(|note| matches!(note, CallNote::SourcesDisagree { .. })) {
        return Some("the typings contradict each other");
    }
    let has_other_genotype = is_noted(|note| matches!(note, CallNote::TypingReplacesFile { .. }));
    match (call.contradicted_by.is_empty(), has_other_genotype) {
        (false, _) => Some("the typing contradicts the variant file"),
        (true, true) if !call.candidates().is_empty() => {
            Some("the typing is another genotype than the variant file's, of the same effect; are both of one person?")
        }
        (true, _) => None,
    }
}

/// Says with a gene's call that a typing of it could not be read: it was looked at, without a result that can be used.
fn add_refused(call: &mut GeneCall, sample: &str, untold: &mut Vec<&RefusedCall>) {
    untold.retain(|one| {
        let is_of_call = one.sample == sample && gene_of(&one.gene).is_ok_and(|(gene, _)| gene == call.gene);
        if is_of_call {
            call.notes.push(CallNote::FromFile(refusal(one)));
        }
        if is_of_call && call.outcome == Outcome::NotTested {
            call.outcome = Outcome::NoCall;
        }
        !is_of_call
    });
}

fn refusal(one: &RefusedCall) -> String {
    format!("line {} {TYPING_REFUSED}{}", one.row.line, one.row.why)
}

/// Rows of the typing that no call could tell of: no gene that is known, or nothing else of the sample.
fn write_untold<W: std::io::Write>(table: &mut TableWriter<W>, untold: &[&RefusedCall]) -> Result<(), Failure> {
    let no_result = Phenotype::NoResult.to_string();
    for one in untold {
        let note = refusal(one);
        table.own_row([&*defused(&one.sample), &*defused(&one.gene), "", &*no_result, "", "", &*defused(&note)])?;
    }
    Ok(())
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

/// Diplotypes, phenotypes and scores, one a candidate in the same order; those of a file that contradicts the typing last.
fn cells(call: &GeneCall) -> (String, String, String) {
    let (diplotypes, phenotypes, scores) = own_cells(call);
    let others = &call.contradicted_by;
    let with = |own: String, cell: &dyn Fn(&Candidate) -> String| {
        std::iter::once(own).chain(others.iter().map(cell)).collect::<Vec<_>>().join(JOINT)
    };
    if others.is_empty() {
        return (diplotypes, phenotypes, scores);
    }
    (
        with(diplotypes, &|one| one.diplotype.to_string()),
        with(phenotypes, &|one| one.phenotype.to_string()),
        with(scores, &|one| one.activity.map_or_else(String::new, |activity| activity.to_string())),
    )
}

fn own_cells(call: &GeneCall) -> (String, String, String) {
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
