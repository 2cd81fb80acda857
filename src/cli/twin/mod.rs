//! `wardtwin twin`: what a patient's signals lead to expect, whether they left that path, and what a dose would do; each
//! case of a file is answered.

mod detect;
mod dose;
mod filter;
mod record;
mod warfarin;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::output::{Beside, Ending, Failure, tell};
use crate::io::case_files::{Answer, CaseFile};

#[derive(Args)]
pub struct TwinArguments {
    #[command(subcommand)]
    command: TwinCommands,
}

#[derive(Subcommand)]
enum TwinCommands {
    /// Follow signals by state-space models: levels, bands, forecasts, and fitted variances.
    #[command(after_help = "Example: wardtwin twin filter --in series.json --out answers.json")]
    Filter(CaseArguments),
    /// Control charts over standardised innovations: CUSUM, moving average, squares, spikes.
    #[command(after_help = "Example: wardtwin twin detect --in innovations.json --out answers.json")]
    Detect(CaseArguments),
    /// Vancomycin by levels: the patient's own kinetics, and the dose for an exposure. Arithmetic, not an order.
    #[command(after_help = "Example: wardtwin twin dose --in cases.json --out answers.json")]
    Dose(CaseArguments),
    /// The course of the INR under warfarin, by genes and age: an explanation, not a dose.
    #[command(after_help = "Example: wardtwin twin warfarin --in cases.json --out answers.json")]
    Warfarin(warfarin::WarfarinArguments),
    /// How the forecasts of a store's own values did: coverage of the bands, and error against the last value.
    #[command(after_help = "Example: wardtwin twin record --store 'Ward 3.wardtwin' --out forecasts.csv")]
    Record(record::RecordArguments),
}

#[derive(Args)]
struct CaseArguments {
    /// Cases, each with what is asked of it.
    #[arg(long = "in", value_name = "JSON")]
    input: PathBuf,
    /// The same with a `result` for each case; replaced where it is there.
    #[arg(long, value_name = "JSON")]
    out: PathBuf,
}

pub fn run(arguments: &TwinArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        TwinCommands::Filter(arguments) => filter::run(arguments),
        TwinCommands::Detect(arguments) => detect::run(arguments),
        TwinCommands::Dose(arguments) => dose::run(arguments),
        TwinCommands::Warfarin(arguments) => warfarin::run(arguments),
        TwinCommands::Record(arguments) => record::run(arguments),
    }
}

/// Writes the answered file, and says how many cases were refused.
fn answered(file: CaseFile, answers: Vec<Answer>, input: &Path, out: &Path) -> Result<Ending, Failure> {
    let (refused, all) = (answers.iter().filter(|answer| answer.is_err()).count(), answers.len());
    let text = file.answered(answers)?;
    Beside::begin(out)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
    if refused == 0 {
        return Ok(Ending::AllDone);
    }
    tell(format_args!("{}: {refused} of {all} cases refused; their error says why", input.display()));
    Ok(Ending::WithFindings)
}
