//! `wardtwin genes advise`: what called genes mean for drugs.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::genomics::advice::{AdviceContext, about};
use crate::analysis::genomics::stated::completed;
use crate::domain::drug_name::DrugNames;
use crate::domain::genome::advice::{Action, Advice, AdviceTable, DrugUse};
use crate::domain::genome::drug::Drug;
use crate::domain::genome::{Gene, ResultRemark};
use crate::io::drugs::drug_names;
use crate::io::export::TableWriter;
use crate::io::genes::calls::SampleCalls;
use crate::io::genes::{RefusedCall, calls, gene_tables};

use super::super::output::{Beside, Ending, Failure, tell};
use super::words;

const HEADINGS: [&str; 7] = ["sample", "drug", "lookup", "action", "strength", "summary", "source"];

#[derive(Args)]
pub struct AdviseArguments {
    /// Calls as `wardtwin genes call` writes them.
    #[arg(long, value_name = "CSV")]
    calls: PathBuf,
    /// Drugs that are taken or considered, with commas between: inhibitors among them count where a gene's advice depends on
    /// them. Other pairs, kidney doses and allergies are the window's.
    /// Without it, every drug that is known here.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    drugs: Option<Vec<String>>,
    /// The file to write; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

pub fn run(arguments: &AdviseArguments) -> Result<Ending, Failure> {
    let out = Beside::begin(&arguments.out)?;
    let (tables, names) = (gene_tables()?, drug_names()?);
    let (mut samples, refused) = calls::read(&arguments.calls, tables)?;
    if samples.is_empty() && refused.is_empty() {
        return Err(Failure(format!("{}: there is no call in it", arguments.calls.display())));
    }
    words::tell_refused(&arguments.calls, refused.iter().map(|one| &one.row));
    for sample in &mut samples {
        let results = std::mem::take(&mut sample.results).into_iter();
        sample.results = results.map(|(gene, result)| (gene, completed(tables, result))).collect();
    }
    let named: Option<Vec<NamedDrug<'_>>> =
        arguments.drugs.as_ref().map(|list| named_drugs(&tables.advice, names, list));
    let contradictions = tell_contradictions(&arguments.calls, &samples);
    let unknown = named.iter().flatten().filter(|drug| drug.is_unknown()).inspect(|drug| tell(drug.unknown_words()));
    let has_findings = unknown.count() + contradictions + refused.len() > 0;
    out.finish(|out| {
        let mut rows = TableWriter::begin(out, &HEADINGS, false)?;
        write_refused(&mut rows, refused.iter().filter(|one| one.sample.is_empty()))?;
        for sample in &samples {
            write_refused(&mut rows, refused.iter().filter(|one| one.sample == sample.sample))?;
            write_contradictions(&mut rows, sample)?;
            match &named {
                Some(named) => about_named(&mut rows, &tables.advice, sample, named)?,
                None => about_all(&mut rows, &tables.advice, sample)?,
            }
        }
        rows.finish()?.flush()?;
        Ok(())
    })?;
    Ok(if has_findings { Ending::WithFindings } else { Ending::AllDone })
}

/// A drug of the command line.
struct NamedDrug<'t> {
    /// As it was written.
    written: String,
    /// The international name; as written where nobody knows it.
    name: String,
    drug: Option<&'t Drug>,
    /// Known names that are like one that is not known; `None` for a name that is known.
    nearest: Option<Vec<&'t str>>,
}

impl NamedDrug<'_> {
    fn is_unknown(&self) -> bool {
        self.nearest.is_some()
    }

    fn unknown_words(&self) -> String {
        let nearest = self.nearest.as_deref().unwrap_or_default();
        match nearest {
            [] => format!("{}: not a drug name that is known here, and none is like it", self.written),
            names => format!("{}: not a drug name that is known here; the nearest: {}", self.written, names.join(", ")),
        }
    }
}

fn named_drugs<'t>(table: &'t AdviceTable, names: &'t DrugNames, list: &[String]) -> Vec<NamedDrug<'t>> {
    let of = |written: &str| {
        let known = names.find(written, written);
        let name = known.map_or(written, |drug| drug.name.as_str()).to_owned();
        let drug = table.drug(&name).or_else(|| table.drug(written));
        let nearest = (known.is_none() && drug.is_none()).then(|| names.nearest(written));
        NamedDrug { written: written.to_owned(), name, drug, nearest }
    };
    let mut drugs: Vec<NamedDrug<'t>> = Vec::new();
    for drug in list.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).map(of) {
        // Plavix and clopidogrel are one.
        if drugs.iter().all(|known| known.name != drug.name) {
            drugs.push(drug);
        }
    }
    drugs
}

/// Says which gene of which line contradicts itself, and counts them.
fn tell_contradictions(file: &Path, samples: &[SampleCalls]) -> usize {
    let mut count = 0;
    for sample in samples {
        for (gene, remark) in contradictions(sample) {
            let line = sample.lines.get(&gene).copied().unwrap_or_default();
            tell(format_args!("{}, line {line}: {}", file.display(), remark.words(gene)));
            count += 1;
        }
    }
    count
}

fn contradictions(sample: &SampleCalls) -> impl Iterator<Item = (Gene, &ResultRemark)> {
    let remarks = sample.results.iter().flat_map(|(gene, result)| result.remarks.iter().map(|one| (*gene, one)));
    remarks.filter(|(_, remark)| remark.is_contradiction())
}

/// A row of no drug for each row that was not taken.
fn write_refused<'r, W: std::io::Write>(
    rows: &mut TableWriter<W>,
    refused: impl Iterator<Item = &'r RefusedCall>,
) -> Result<(), Failure> {
    for one in refused {
        let summary = format!("Line {} of the calls was refused: {}.", one.row.line, one.row.why);
        rows.row([&*one.sample, "", &*one.gene, Action::None.id(), "", &*summary, words::RULE])?;
    }
    Ok(())
}

/// A row of no drug for each gene whose row contradicts itself.
fn write_contradictions<W: std::io::Write>(rows: &mut TableWriter<W>, sample: &SampleCalls) -> Result<(), Failure> {
    for (gene, remark) in contradictions(sample) {
        let line = sample.lines.get(&gene).copied().unwrap_or_default();
        let summary = format!("Line {line} of the calls: {}", remark.words(gene));
        rows.row([&*sample.sample, "", gene.symbol(), Action::None.id(), "", &*summary, words::RULE])?;
    }
    Ok(())
}

fn about_all<W: std::io::Write>(
    rows: &mut TableWriter<W>,
    table: &AdviceTable,
    sample: &SampleCalls,
) -> Result<(), Failure> {
    for drug in &table.drugs {
        for advice in about(table, drug, DrugUse::Candidate, &sample.results, &AdviceContext::default()) {
            write(rows, &sample.sample, &advice)?;
        }
    }
    Ok(())
}

/// The named drugs count as entered, and as taken together.
fn about_named<W: std::io::Write>(
    rows: &mut TableWriter<W>,
    table: &AdviceTable,
    sample: &SampleCalls,
    named: &[NamedDrug<'_>],
) -> Result<(), Failure> {
    let medications: Vec<String> = named.iter().map(|drug| drug.name.clone()).collect();
    let context = AdviceContext { medications: &medications, populations: &[] };
    for one in named {
        match one.drug {
            Some(drug) => {
                for advice in about(table, drug, DrugUse::Entered, &sample.results, &context) {
                    write(rows, &sample.sample, &advice)?;
                }
            }
            None => {
                let (lookup, summary) = without_guideline(one);
                rows.row([&*sample.sample, &*one.written, lookup, Action::None.id(), "", &*summary, ""])?;
            }
        }
    }
    Ok(())
}

/// A name that nobody knows is not a drug without a guideline.
fn without_guideline(one: &NamedDrug<'_>) -> (&'static str, String) {
    match one.is_unknown() {
        true => ("unknown drug name", format!("No advice: {}.", one.unknown_words())),
        false => ("", format!("No advice available: no gene is known here to matter for {}.", one.name)),
    }
}

fn write<W: std::io::Write>(rows: &mut TableWriter<W>, sample: &str, advice: &Advice) -> Result<(), Failure> {
    let strength = advice.strength.map_or("", |strength| strength.id());
    let population = words::of_population(advice.population);
    let population = if advice.summary.starts_with(population.trim_end()) { "" } else { population };
    let summary = format!("{population}{}", advice.summary);
    let source = words::source(advice);
    rows.row([sample, &advice.drug, &advice.lookup, advice.action.id(), strength, &summary, &source])?;
    Ok(())
}
