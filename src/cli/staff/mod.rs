//! `wardtwin staff`: groups of staff, what explains them, and whether they stay. Groups and options; a person decides.

mod choices;
mod cluster;
mod coverage;
mod door;
mod retention;
mod strategies;
mod told;
mod tree;

use clap::{Args, Subcommand};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct StaffArguments {
    #[command(subcommand)]
    command: StaffCommands,
}

#[derive(Subcommand)]
enum StaffCommands {
    /// Find groups, or say that there are none.
    #[command(
        after_help = "Example: wardtwin staff cluster --in medical_staff_data.csv --out members.csv --clusters auto --json report.json"
    )]
    Cluster(cluster::ClusterArguments),
    /// Read the groups by a decision tree: rules, and how often they are right.
    #[command(after_help = "Example: wardtwin staff tree --in medical_staff_data.csv --clusters 4")]
    Tree(tree::TreeArguments),
    /// Whether staff stay: two learners judged by people they have not seen, and leavers by group and condition. Nobody is
    /// listed by risk.
    #[command(after_help = "Example: wardtwin staff retention --in staff_left.csv --left left --json report.json")]
    Retention(retention::RetentionArguments),
    /// Needed against present skills by ward and shift, what expires, the cheapest training, and what if.
    #[command(
        after_help = "Example: wardtwin staff coverage --in ward_staff.csv --needs ward_needs.csv --certificates ward_certificates.csv --trainings ward_trainings.csv --budget 5000 --lose ICU/night"
    )]
    Coverage(coverage::CoverageArguments),
    /// The strategies for groups that a store keeps, with their history.
    #[command(after_help = "Example: wardtwin staff strategies --store ward.wardtwin --out strategies.xlsx")]
    Strategies(strategies::StrategiesArguments),
}

pub fn run(arguments: &StaffArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        StaffCommands::Cluster(arguments) => cluster::run(arguments, quiet),
        StaffCommands::Tree(arguments) => tree::run(arguments, quiet),
        StaffCommands::Retention(arguments) => retention::run(arguments, quiet),
        StaffCommands::Coverage(arguments) => coverage::run(arguments, quiet),
        StaffCommands::Strategies(arguments) => strategies::run(arguments),
    }
}
