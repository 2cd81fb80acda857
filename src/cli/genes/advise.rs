//! `wardtwin genes advise`: what called genes mean for drugs.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::genomics::advice::{AdviceContext, about};
use crate::domain::genome::GeneResults;
use crate::domain::genome::advice::{Advice, AdviceTable, DrugUse};
use crate::io::export::TableWriter;
use crate::io::genes::{calls, gene_tables};

use super::super::output::{Beside, Ending, Failure};
use super::words;

const HEADINGS: [&str; 7] = ["sample", "drug", "lookup", "action", "strength", "summary", "source"];

#[derive(Args)]
pub struct AdviseArguments {
    /// Calls as `wardtwin genes call` writes them.
    #[arg(long, value_name = "CSV")]
    calls: PathBuf,
    /// Drugs that are taken or considered, with commas between; they are also looked at for what they do to each other.
    /// Without it, every drug that is known here.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    drugs: Option<Vec<String>>,
    /// The file to write; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

pub fn run(arguments: &AdviseArguments) -> Result<Ending, Failure> {
    let out = Beside::begin(&arguments.out)?;
    let table = &gene_tables()?.advice;
    let (samples, refused) = calls::read(&arguments.calls)?;
    if samples.is_empty() && refused.is_empty() {
        return Err(Failure(format!("{}: there is no call in it", arguments.calls.display())));
    }
    words::tell_refused(&arguments.calls, &refused);
    let named = arguments.drugs.clone().unwrap_or_default();
    let named: Vec<String> = named.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    out.finish(|out| {
        let mut rows = TableWriter::begin(out, &HEADINGS, false)?;
        for (sample, results) in &samples {
            match &arguments.drugs {
                Some(_) => about_named(&mut rows, table, sample, results, &named)?,
                None => about_all(&mut rows, table, sample, results)?,
            }
        }
        rows.finish()?.flush()?;
        Ok(())
    })?;
    Ok(if refused.is_empty() { Ending::AllDone } else { Ending::WithFindings })
}

fn about_all<W: std::io::Write>(
    rows: &mut TableWriter<W>,
    table: &AdviceTable,
    sample: &str,
    results: &GeneResults,
) -> Result<(), Failure> {
    for drug in &table.drugs {
        for advice in about(table, drug, DrugUse::Candidate, results, &AdviceContext::default()) {
            write(rows, sample, &advice)?;
        }
    }
    Ok(())
}

/// The named drugs count as entered, and as taken together.
fn about_named<W: std::io::Write>(
    rows: &mut TableWriter<W>,
    table: &AdviceTable,
    sample: &str,
    results: &GeneResults,
    named: &[String],
) -> Result<(), Failure> {
    let context = AdviceContext { medications: named, populations: &[] };
    for name in named {
        let Some(drug) = table.drug(name) else {
            let summary = format!("No advice available: no gene is known here to matter for {name}.");
            rows.row([sample, name, "", "none", "", &summary, ""])?;
            continue;
        };
        for advice in about(table, drug, DrugUse::Entered, results, &context) {
            write(rows, sample, &advice)?;
        }
    }
    Ok(())
}

fn write<W: std::io::Write>(rows: &mut TableWriter<W>, sample: &str, advice: &Advice) -> Result<(), Failure> {
    let strength = advice.strength.map_or("", |strength| strength.id());
    let summary = format!("{}{}", words::of_population(advice.population), advice.summary);
    let source = words::source(advice);
    rows.row([sample, &advice.drug, &advice.lookup, advice.action.id(), strength, &summary, &source])?;
    Ok(())
}
