//! `wardtwin schedule check`: what the independent checker says of a plan.

use std::path::PathBuf;

use clap::Args;

use crate::io::schedule::{hospital, roster};

use super::super::output::{Ending, Failure, to_stdout};
use super::exact::check_appointments;
use super::{Problem, judged};

#[derive(Args)]
pub struct CheckArguments {
    #[arg(long, value_enum)]
    problem: Problem,
    /// The instance.
    #[arg(long = "in", value_name = "INSTANCE")]
    input: PathBuf,
    /// The plan: JSON of the competition, or a roster as CSV without headings.
    #[arg(long, value_name = "SOLUTION")]
    solution: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &CheckArguments) -> Result<Ending, Failure> {
    let found = match arguments.problem {
        Problem::Ihtc => {
            let problem = hospital::read_problem(&arguments.input)?;
            judged::hospital_plan(&problem, &hospital::read_plan(&arguments.solution, &problem)?)
        }
        Problem::Nrp => {
            let problem = roster::read_problem(&arguments.input)?;
            judged::staff_roster(&problem, &roster::read_roster(&arguments.solution, &problem)?)
        }
        Problem::Appointments => check_appointments(&arguments.input, &arguments.solution)?,
    };
    to_stdout(|out| match arguments.json {
        true => writeln!(out, "{}", found.json()),
        false => found.lines().iter().try_for_each(|line| writeln!(out, "{line}")),
    })?;
    Ok(if found.feasible { Ending::AllDone } else { Ending::WithFindings })
}
