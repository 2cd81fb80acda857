//! `wardtwin hl7`: what messages say, before anything is connected.

mod parse;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct Hl7Arguments {
    #[command(subcommand)]
    command: Hl7Commands,
}

#[derive(Subcommand)]
enum Hl7Commands {
    /// Say what the messages of a file tell: readings, stays, and what is set aside with its reason.
    #[command(after_help = "Example: wardtwin hl7 parse messages.hl7 --json")]
    Parse(parse::ParseArguments),
}

pub fn run(arguments: &Hl7Arguments) -> Result<Ending, Failure> {
    match &arguments.command {
        Hl7Commands::Parse(arguments) => parse::run(arguments),
    }
}
