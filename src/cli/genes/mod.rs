//! `wardtwin genes`: diseases learned from gene texts.

mod text;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct GenesArguments {
    #[command(subcommand)]
    command: GenesCommands,
}

#[derive(Subcommand)]
enum GenesCommands {
    /// Learn diseases from gene texts.
    #[command(
        after_help = "Example: wardtwin genes fit --genes gene_data.csv --diseases disease_data.csv --out genes.toml"
    )]
    Fit(text::FitArguments),
    /// Tell diseases of new patients from their gene texts.
    #[command(
        after_help = "Example: wardtwin genes predict --model genes.toml --in new_patient.csv --out predictions.csv"
    )]
    Predict(text::PredictArguments),
}

pub fn run(arguments: &GenesArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        GenesCommands::Fit(arguments) => text::fit(arguments, quiet),
        GenesCommands::Predict(arguments) => text::predict(arguments),
    }
}
