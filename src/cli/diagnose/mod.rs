//! `wardtwin diagnose`: models that are judged on patients they have not seen, and what they say of new cases.

mod card;
mod choices;
mod evaluate;
mod explain;
mod fit;
mod predict;
mod words;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct DiagnoseArguments {
    #[command(subcommand)]
    command: DiagnoseCommands,
}

#[derive(Subcommand)]
enum DiagnoseCommands {
    /// Judge an algorithm on patients it has not seen, beside the majority class or the mean.
    #[command(
        after_help = "Example: wardtwin diagnose evaluate --in medical_data.csv --target disease --algorithm svm --json"
    )]
    Evaluate(evaluate::EvaluateArguments),
    /// Judge it, learn from all rows, and write the model with its card.
    #[command(
        after_help = "Example: wardtwin diagnose fit --in medical_data.csv --target disease --algorithm tree --out disease.model --card disease.md"
    )]
    Fit(fit::FitArguments),
    /// Answer new cases, or say why not.
    #[command(
        after_help = "Example: wardtwin diagnose predict --model disease.model --in new_cases.csv --out predictions.csv"
    )]
    Predict(predict::PredictArguments),
    /// Say why a model answers a case as it does.
    #[command(
        after_help = "Example: wardtwin diagnose explain --model disease.model --in new_cases.csv --row 1 --json"
    )]
    Explain(explain::ExplainArguments),
}

pub fn run(arguments: &DiagnoseArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        DiagnoseCommands::Evaluate(arguments) => evaluate::run(arguments, quiet),
        DiagnoseCommands::Fit(arguments) => fit::run(arguments, quiet),
        DiagnoseCommands::Predict(arguments) => predict::run(arguments, quiet),
        DiagnoseCommands::Explain(arguments) => explain::run(arguments, quiet),
    }
}
