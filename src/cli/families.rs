//! Commands that come in families: `risk`, `genes`, `twin`. Each member has a file of its own.

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};
use super::{gene_text, risk_indicators, twin_warfarin};

#[derive(Args)]
pub struct RiskArguments {
    #[command(subcommand)]
    command: RiskCommands,
}

#[derive(Subcommand)]
enum RiskCommands {
    /// The weighted summary R of indicators, an unvalidated one.
    #[command(
        after_help = "Example: wardtwin risk indicators --in rows.csv --weights docs/examples/indicator_weights.toml --out out.csv"
    )]
    Indicators(risk_indicators::IndicatorsArguments),
}

pub fn risk(arguments: &RiskArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        RiskCommands::Indicators(arguments) => risk_indicators::run(arguments),
    }
}

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
    Fit(gene_text::FitArguments),
    /// Tell diseases of new patients from their gene texts.
    #[command(
        after_help = "Example: wardtwin genes predict --model genes.toml --in new_patient.csv --out predictions.csv"
    )]
    Predict(gene_text::PredictArguments),
}

pub fn genes(arguments: &GenesArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        GenesCommands::Fit(arguments) => gene_text::fit(arguments, quiet),
        GenesCommands::Predict(arguments) => gene_text::predict(arguments),
    }
}

#[derive(Args)]
pub struct TwinArguments {
    #[command(subcommand)]
    command: TwinCommands,
}

#[derive(Subcommand)]
enum TwinCommands {
    /// The course of the INR under warfarin, by genes and age: an explanation, not a dose.
    #[command(after_help = "Example: wardtwin twin warfarin --in cases.json --out answers.json")]
    Warfarin(twin_warfarin::WarfarinArguments),
}

pub fn twin(arguments: &TwinArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        TwinCommands::Warfarin(arguments) => twin_warfarin::run(arguments),
    }
}
