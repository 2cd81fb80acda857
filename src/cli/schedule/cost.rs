//! `wardtwin schedule cost fit` and `cost predict`: what a resource costs by hospital, doctor and equipment.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::analysis::schedule::cost::{Doubt, Predicted, fit as learn, predict as predicted, validate};
use crate::app::schedule::costs::{CostQuestions, CostRows, read_costs, read_questions};
use crate::domain::schedule::cost::CostModel;
use crate::io::export::TableWriter;
use crate::io::schedule::cost_file;

use super::super::output::{Beside, Ending, Failure, tell, with_progress};
use super::cost_report::{lines, report};

#[derive(Args)]
pub struct CostArguments {
    #[command(subcommand)]
    command: CostCommands,
}

#[derive(Subcommand)]
enum CostCommands {
    /// Learn what a resource costs: linear regression with 95 % intervals, checked on rows held back.
    #[command(
        after_help = "Example: wardtwin schedule cost fit --in medical_resource_data.csv --target resource_cost --out cost.model --json report.json"
    )]
    Fit(FitArguments),
    /// Predict the cost of new rows, with the interval in which it lies with 95 %.
    #[command(
        after_help = "Example: wardtwin schedule cost predict --model cost.model --in new_resources.csv --out costs.csv"
    )]
    Predict(PredictArguments),
}

#[derive(Args)]
struct FitArguments {
    /// Rows with their cost.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// Column of the cost.
    #[arg(long, default_value = "resource_cost", value_name = "COLUMN")]
    target: String,
    /// Columns of words that it is learned from.
    #[arg(long, value_delimiter = ',', default_value = "hospital,doctor,equipment", value_name = "COLUMNS")]
    inputs: Vec<String>,
    /// The model to write; replaced where it is there.
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// Write here coefficients with intervals, what is left of each row, and the error on rows held back.
    #[arg(long, value_name = "REPORT")]
    json: Option<PathBuf>,
    /// Folds of the cross-validation.
    #[arg(long, default_value_t = 5, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=1000))]
    folds: u32,
    /// The same seed deals the same folds.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
}

#[derive(Args)]
struct PredictArguments {
    /// A model that `cost fit` wrote.
    #[arg(long, value_name = "MODEL")]
    model: PathBuf,
    /// Rows with the columns the model learned from, and any others.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// Its columns with `predicted_cost`, `low`, `high` and `note`; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

pub fn run(arguments: &CostArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        CostCommands::Fit(arguments) => fit(arguments, quiet),
        CostCommands::Predict(arguments) => predict(arguments, quiet),
    }
}

fn fit(arguments: &FitArguments, quiet: bool) -> Result<Ending, Failure> {
    let inputs: Vec<String> = arguments.inputs.iter().map(|name| name.trim().to_owned()).collect();
    let (target, folds, seed) = (arguments.target.as_str(), arguments.folds, arguments.seed);
    if inputs.iter().any(|name| name.eq_ignore_ascii_case(target.trim()) || name.is_empty()) {
        return Err(Failure("--inputs name the columns to learn from, and the target is none of them".to_owned()));
    }
    let out = Beside::begin(&arguments.out)?;
    let (read, learned, held) = with_progress("learning", quiet, |progress| -> Result<_, Failure> {
        let read = read_costs(&arguments.input, &inputs, target, progress)?;
        let learned = learn(target, &inputs, &read.rows.iter().collect::<Vec<_>>(), progress)?;
        let held = validate(&inputs, &read.rows, folds, seed, progress);
        Ok((read, learned, held))
    })?;
    tell_left_out(arguments, &read);
    let bytes = cost_file::to_bytes(&learned.model)?;
    if let Some(path) = &arguments.json {
        let text = format!("{:#}\n", report(&learned, held.as_ref(), &read));
        Beside::begin(path)?.finish(|file| Ok(file.write_all(text.as_bytes())?))?;
    }
    out.finish(|file| Ok(file.write_all(&bytes)?))?;
    if !quiet {
        lines(&learned, held.as_ref()).iter().for_each(tell);
    }
    Ok(if read.left_out.is_empty() { Ending::AllDone } else { Ending::WithFindings })
}

fn tell_left_out(arguments: &FitArguments, read: &CostRows) {
    const SHOWN: usize = 5;
    let path = arguments.input.display();
    for (line, why) in read.left_out.iter().take(SHOWN) {
        tell(format_args!("{path}, line {line}: left out, {why}"));
    }
    if let Some(more) = read.left_out.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        tell(format_args!("{path}: {more} more rows left out; --json lists them"));
    }
}

fn predict(arguments: &PredictArguments, quiet: bool) -> Result<Ending, Failure> {
    let model = cost_file::read(&arguments.model)?;
    let inputs: Vec<String> = model.inputs.iter().map(|input| input.name.clone()).collect();
    let out = Beside::begin(&arguments.out)?;
    let asked = with_progress("predicting", quiet, |progress| read_questions(&arguments.input, &inputs, progress))?;
    let mut refused = 0;
    out.finish(|file| write(&model, &asked, file, &mut refused))?;
    if refused == 0 {
        return Ok(Ending::AllDone);
    }
    tell(format_args!("{}: {refused} rows without a prediction; the column note says why", arguments.input.display()));
    Ok(Ending::WithFindings)
}

const OWN: [&str; 4] = ["predicted_cost", "low", "high", "note"];

fn write(model: &CostModel, asked: &CostQuestions, out: &mut dyn Write, refused: &mut u64) -> Result<(), Failure> {
    let headings = asked.table.headings.iter().map(String::as_str);
    let kept: Vec<usize> =
        headings.enumerate().filter(|(_, heading)| !OWN.contains(heading)).map(|(place, _)| place).collect();
    fn pick<'a>(cells: &'a [String], kept: &'a [usize]) -> impl Iterator<Item = &'a str> {
        kept.iter().map(|place| cells.get(*place).map_or("", String::as_str))
    }
    let all: Vec<&str> = pick(&asked.table.headings, &kept).chain(OWN).collect();
    let mut table = TableWriter::begin(out, &all, false)?;
    for (row, words) in asked.table.rows.iter().zip(&asked.words) {
        let found = match words {
            Some(words) => predicted(model, words).map_err(|why| why.to_string()),
            None => Err("the row has more cells than there are headings".to_owned()),
        };
        *refused += u64::from(found.is_err());
        let cells = match found {
            Ok(found) => cells(model, words.as_deref().unwrap_or_default(), &found),
            Err(why) => [String::new(), String::new(), String::new(), format!("line {}: {why}", row.line)],
        };
        table.row(pick(&row.cells, &kept).chain(cells.iter().map(String::as_str)))?;
    }
    table.finish()?.flush()?;
    Ok(())
}

fn cells(model: &CostModel, words: &[Option<String>], found: &Predicted) -> [String; 4] {
    let name = |input: usize| model.inputs.get(input).map_or("", |input| input.name.as_str());
    let doubt = |doubt: &Doubt| match doubt {
        Doubt::Unseen { input } => {
            let word = words.get(*input).and_then(Option::as_deref).unwrap_or("");
            format!(
                "{} {word:?} was never seen: the mean of those that were, the interval wider by their spread",
                name(*input)
            )
        }
        Doubt::Missing { input } => {
            format!("no {}: the mean of all, the interval wider by their spread", name(*input))
        }
    };
    let note: Vec<String> = found.doubts.iter().map(doubt).collect();
    let [cost, low, high] = [found.cost, found.low, found.high].map(|cost| cost.to_string());
    [cost, low, high, note.join("; ")]
}
