//! `wardtwin twin`: simulations of one patient.

mod warfarin;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct TwinArguments {
    #[command(subcommand)]
    command: TwinCommands,
}

#[derive(Subcommand)]
enum TwinCommands {
    /// The course of the INR under warfarin, by genes and age: an explanation, not a dose.
    #[command(after_help = "Example: wardtwin twin warfarin --in cases.json --out answers.json")]
    Warfarin(warfarin::WarfarinArguments),
}

pub fn run(arguments: &TwinArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        TwinCommands::Warfarin(arguments) => warfarin::run(arguments),
    }
}
