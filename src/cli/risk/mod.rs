//! `wardtwin risk`: the validated models, listed and applied to a table, and the weighted indicators.

mod indicators;
mod list;
mod score;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct RiskArguments {
    #[command(subcommand)]
    command: RiskCommand,
}

#[derive(Subcommand)]
enum RiskCommand {
    /// List every model: inputs with units and ranges, outputs, source.
    #[command(after_help = "Example: wardtwin risk list --json")]
    List(list::ListArguments),
    /// Score every row of a table.
    #[command(after_help = "Example: wardtwin risk score --model prevent --in people.csv --out scores.csv")]
    Score(score::ScoreArguments),
    /// The weighted summary R of indicators, an unvalidated one.
    #[command(
        after_help = "Example: wardtwin risk indicators --in rows.csv --weights docs/examples/indicator_weights.toml --out out.csv"
    )]
    Indicators(indicators::IndicatorsArguments),
}

pub fn run(arguments: &RiskArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        RiskCommand::List(arguments) => list::run(arguments),
        RiskCommand::Score(arguments) => score::run(arguments, quiet),
        RiskCommand::Indicators(arguments) => indicators::run(arguments),
    }
}
