//! Notes of calls and advice in the words of the command line.

use std::path::Path;

use crate::domain::genome::advice::{ADVICE_DATE, Advice, Basis, CYP2D6_DATE, Population};
use crate::domain::genome::{CallNote, CallState, GeneCall, Outcome};
use crate::io::genes::RefusedRow;
use crate::io::genes::calls::{FILE_WOULD_SAY, NOT_TESTED, TYPINGS_DISAGREE};

use super::super::output::tell;

/// Everything to know about a call.
pub fn of_call(call: &GeneCall) -> String {
    let mut notes: Vec<String> = call.notes.iter().map(note).collect();
    if call.outcome == Outcome::NotTested {
        notes.insert(0, NOT_TESTED.to_owned());
    }
    if call.state() == CallState::Ambiguous && call.candidates().len() > 1 {
        notes.push(format!("{} diplotypes fit equally well", call.candidates().len()));
    }
    let is_told = call.notes.iter().any(|note| matches!(note, CallNote::NothingFound { .. }));
    if call.missing > 0 && !call.candidates().is_empty() && !is_told {
        let are = if call.missing == 1 { "position" } else { "positions" };
        notes.push(format!("{} {are} not tested", call.missing));
    }
    notes.join("; ")
}

fn note(note: &CallNote) -> String {
    match note {
        CallNote::NoPositionInFile => "no position of this gene is in the file".to_owned(),
        CallNote::NoPositionCalled => "no position of this gene has a complete genotype".to_owned(),
        CallNote::NoAlleleFits => "no pair of known alleles explains all positions".to_owned(),
        CallNote::HalfGenotype { position } => format!("half a genotype with a variant at {position}"),
        CallNote::UnexpectedBase { position } => format!("a base that no table knows at {position}"),
        CallNote::UnexpectedTakenAsReference { position } => {
            format!("a base that no table knows at {position}, taken as the reference")
        }
        CallNote::NothingFound { missing: 0 } => "tested variants not found".to_owned(),
        CallNote::NothingFound { missing } => format!("tested variants not found; {missing} positions not tested"),
        CallNote::UnphasedVariants { seen } => format!("variants on unknown strands: {}", seen.join(" + ")),
        CallNote::HapB3FromExon => "HapB3 told by rs56038477, since rs75017182 was not read".to_owned(),
        CallNote::HapB3ExonWithoutIntron => {
            "rs56038477 shows more than rs75017182, which decides about HapB3".to_owned()
        }
        CallNote::LeastActive { diplotype } => format!("what counts: {diplotype}"),
        CallNote::FromRs4149056 => "no star allele fits: told by rs4149056 alone".to_owned(),
        CallNote::TypingReplacesFile { file } => format!("{FILE_WOULD_SAY} {file}"),
        CallNote::OneHaplotypeGiven { haplotype } => format!("only one haplotype was given: {haplotype}"),
        CallNote::CopiesNotCounted { haplotype } => {
            format!("copies of {haplotype} not counted: at least two; the highest reading is shown")
        }
        CallNote::UnknownAllele { allele } => format!("allele not known here: {allele}"),
        CallNote::SourcesDisagree { sources } => format!("{TYPINGS_DISAGREE} {sources}"),
        CallNote::FromFile(words) => words.clone(),
    }
}

/// Names rows that were not taken.
pub fn tell_refused<'r>(file: &Path, refused: impl IntoIterator<Item = &'r RefusedRow>) {
    for row in refused {
        tell(format_args!("{}, line {}: {}", file.display(), row.line, row.why));
    }
}

/// The population's words in front of a summary.
pub fn of_population(population: Population) -> &'static str {
    match population {
        Population::General => "",
        Population::AcsOrPci => "Acute coronary syndrome or intervention: ",
        Population::OtherCardiovascular => "Other cardiovascular use: ",
        Population::Neurovascular => "Neurovascular use: ",
        Population::Adult => "Adult: ",
        Population::Child => "Child: ",
        Population::Over40Kg => "Adult, or child above 40 kg: ",
        Population::NeverUsed => "Never used before: ",
        Population::UsedOver3Months => "Used for over 3 months: ",
        Population::NoAlternative => "No alternative: ",
    }
}

/// What stands for a source where no guideline speaks.
pub const RULE: &str = "rule of this program, see docs/methods/gene-drug-advice.md";

/// Where an advice comes from, with the date of the data.
pub fn source(advice: &Advice) -> String {
    let pmid = advice.pmid.as_deref().unwrap_or("");
    match advice.basis {
        Basis::Checked if advice.lookup.contains("CYP2D6") => {
            format!("CPIC guideline, PMID {pmid}, data {ADVICE_DATE} (CYP2D6 {CYP2D6_DATE})")
        }
        Basis::Checked => format!("CPIC guideline, PMID {pmid}, data {ADVICE_DATE}"),
        Basis::Recalled => format!("CPIC guideline, PMID {pmid}, not compared with its data"),
        Basis::Rule => RULE.to_owned(),
    }
}
