//! `wardtwin genes`: star alleles and what they mean for drugs; diseases learned from gene texts.

mod advise;
mod annotate;
mod call;
mod import;
mod score;
mod text;
mod words;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct GenesArguments {
    #[command(subcommand)]
    command: GenesCommands,
}

#[derive(Subcommand)]
enum GenesCommands {
    /// Call the genes that matter for drugs from a variant file on GRCh38.
    #[command(after_help = "Example: wardtwin genes call --vcf sample.vcf.gz --typing typing.csv --out calls.csv")]
    Call(call::CallArguments),
    /// Say what called genes mean for drugs.
    #[command(
        after_help = "Example: wardtwin genes advise --calls calls.csv --drugs clopidogrel,codeine --out advice.csv"
    )]
    Advise(advise::AdviseArguments),
    /// Call a variant file and keep the results in a store, by sample names or for one patient.
    #[command(
        after_help = "Example: wardtwin genes import --vcf panel.vcf.gz --store ward --sample S1 --patient W000123"
    )]
    Import(import::ImportArguments),
    /// Add up a polygenic score of every sample, with its coverage.
    #[command(
        after_help = "Example: wardtwin genes score --pgs PGS000001_hmPOS_GRCh38.txt.gz --vcf sample.vcf.gz --out scores.csv"
    )]
    Score(score::ScoreArguments),
    /// Say what ClinVar knows of the variants that samples carry.
    #[command(
        after_help = "Example: wardtwin genes annotate --vcf sample.vcf.gz --clinvar clinvar.vcf.gz --out annotated.csv"
    )]
    Annotate(annotate::AnnotateArguments),
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
        GenesCommands::Call(arguments) => call::run(arguments, quiet),
        GenesCommands::Advise(arguments) => advise::run(arguments),
        GenesCommands::Import(arguments) => import::run(arguments, quiet),
        GenesCommands::Score(arguments) => score::run(arguments, quiet),
        GenesCommands::Annotate(arguments) => annotate::run(arguments, quiet),
        GenesCommands::Fit(arguments) => text::fit(arguments, quiet),
        GenesCommands::Predict(arguments) => text::predict(arguments),
    }
}
