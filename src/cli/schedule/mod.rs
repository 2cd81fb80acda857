//! `wardtwin schedule`: plans of a hospital and rosters of its staff, searched and judged.

mod benchmark;
mod check;
mod cost;
mod cost_report;
mod days;
mod exact;
mod explain;
mod explain_score;
mod explain_who;
mod explain_words;
mod export;
mod judged;
mod plans;
mod replan;
mod solve;
mod stored;

use clap::{Args, Subcommand, ValueEnum};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct ScheduleArguments {
    #[command(subcommand)]
    command: ScheduleCommands,
}

#[derive(Subcommand)]
enum ScheduleCommands {
    /// Search a plan or a roster; the best one found is written.
    #[command(
        after_help = "Examples: wardtwin schedule solve --problem ihtc --in i10.json --out plan.json --seconds 60\n          wardtwin schedule solve --problem ihtc --store ward.wardtwin --first-day 2026-11-30 --days 14 --out plan.json"
    )]
    Solve(solve::SolveArguments),
    /// Judge a plan or a roster: its cost, each part, each broken rule. Exit code 0: breaks none, 1: breaks some.
    #[command(
        after_help = "Example: wardtwin schedule check --problem nrp --in Instance1.txt --solution roster.csv --json"
    )]
    Check(check::CheckArguments),
    /// Repair a published plan after something happened: what can stay stays, and what moves is counted.
    #[command(
        after_help = "Example: wardtwin schedule replan --in i10.json --from plan.json --changes changes.json --out plan2.json --stability 100"
    )]
    Replan(replan::ReplanArguments),
    /// Why there is no plan and what would help; what a plan costs and where; who can take a shift; where else somebody
    /// could be. Exit code 1: there is no plan, or this one breaks a hard rule.
    #[command(
        after_help = "Examples: wardtwin schedule explain --problem ihtc --in i10.json --json why.json\n          wardtwin schedule explain --problem nrp --in Instance4.txt --from roster.csv --who L@12"
    )]
    Explain(explain::ExplainArguments),
    /// Write a plan as a table (.csv, .xlsx) or as calendars (.ics) of each person and theatre.
    #[command(
        after_help = "Examples: wardtwin schedule export --problem nrp --in Instance4.txt --from roster.csv --out roster.xlsx --first-day 2026-03-02\n          wardtwin schedule export --problem ihtc --in i10.json --from plan.json --out calendars --calendars --first-day 2026-03-02 --zone Europe/Berlin --times early=07:00-15:00,late=15:00-23:00,night=23:00-07:00"
    )]
    Export(export::ExportArguments),
    /// Solve the public instances of a folder one after another; a table of costs and gaps to the best known.
    #[command(after_help = "Example: wardtwin schedule benchmark --data ihtc2024/instances --seconds 60")]
    Benchmark(benchmark::BenchmarkArguments),
    /// The plans that a store keeps as published, and their history.
    #[command(after_help = "Example: wardtwin schedule plans --store ward.wardtwin --out plan.json")]
    Plans(plans::PlansArguments),
    /// What a resource costs: learned from rows, predicted for others.
    Cost(cost::CostArguments),
}

/// Which problem a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Problem {
    /// The hospital plan of the Integrated Healthcare Timetabling Competition 2024: admissions, theatres, rooms, nurses.
    Ihtc,
    /// The staff roster of Curtois and Qu (2014).
    Nrp,
    /// Devices and appointments, solved exactly; `solve` and `check` alone know them.
    Appointments,
}

/// What a command says of a problem that it does not know.
fn only_solved(command: &str) -> Failure {
    Failure(format!("schedule {command} does not know appointments; schedule solve and check do"))
}

pub fn run(arguments: &ScheduleArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        ScheduleCommands::Solve(arguments) => solve::run(arguments, quiet),
        ScheduleCommands::Check(arguments) => check::run(arguments),
        ScheduleCommands::Replan(arguments) => replan::run(arguments, quiet),
        ScheduleCommands::Explain(arguments) => explain::run(arguments, quiet),
        ScheduleCommands::Export(arguments) => export::run(arguments, quiet),
        ScheduleCommands::Benchmark(arguments) => benchmark::run(arguments, quiet),
        ScheduleCommands::Plans(arguments) => plans::run(arguments),
        ScheduleCommands::Cost(arguments) => cost::run(arguments, quiet),
    }
}
