//! `wardtwin diagnose`: models that are judged on patients they have not seen, and what they say of new cases.

mod card;
mod card_of;
mod choices;
mod compare;
mod drift;
mod evaluate;
mod explain;
mod fit;
mod learning;
mod predict;
mod threshold;
mod words;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};
pub use card_of::CardWords;

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
    /// Write the card of a model, in English or Simplified Chinese.
    #[command(after_help = "Example: wardtwin diagnose card --model disease.model --language zh-CN --out disease.md")]
    Card(card_of::CardArguments),
    /// Hold two models side by side, by a paired test over their folds.
    #[command(after_help = "Example: wardtwin diagnose compare --models tree.model svm.model --json")]
    Compare(compare::CompareArguments),
    /// Say how far new cases have moved away from those that a model learned from.
    #[command(after_help = "Example: wardtwin diagnose drift --model disease.model --in new_cases.csv --json")]
    Drift(drift::DriftArguments),
    /// Say how an algorithm does with fewer patients.
    #[command(
        after_help = "Example: wardtwin diagnose learning-curve --in medical_data.csv --target disease --algorithm tree"
    )]
    LearningCurve(learning::LearningArguments),
}

pub fn run(arguments: &DiagnoseArguments, quiet: bool, words: CardWords) -> Result<Ending, Failure> {
    match &arguments.command {
        DiagnoseCommands::Evaluate(arguments) => evaluate::run(arguments, quiet),
        DiagnoseCommands::Fit(arguments) => fit::run(arguments, quiet, words),
        DiagnoseCommands::Predict(arguments) => predict::run(arguments, quiet),
        DiagnoseCommands::Explain(arguments) => explain::run(arguments, quiet),
        DiagnoseCommands::Card(arguments) => card_of::run(arguments, words),
        DiagnoseCommands::Compare(arguments) => compare::run(arguments),
        DiagnoseCommands::Drift(arguments) => drift::run(arguments, quiet),
        DiagnoseCommands::LearningCurve(arguments) => learning::run(arguments, quiet),
    }
}
