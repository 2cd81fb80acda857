//! `wardtwin staff tree`: rules that lead to the groups, with how often they are right.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::staff::study::study;
use crate::app::staff::Threads;
use crate::domain::access::Action;

use super::super::output::{Beside, Ending, Failure, to_stdout, with_progress};
use super::choices::{Choices, Chosen};
use super::told;

#[derive(Args)]
pub struct TreeArguments {
    #[command(flatten)]
    choices: Choices,
    /// Write the rules here.
    #[arg(long, value_name = "JSON")]
    json: Option<PathBuf>,
}

pub fn run(arguments: &TreeArguments, quiet: bool) -> Result<Ending, Failure> {
    let report = arguments.json.as_deref().map(Beside::begin).transpose()?;
    let Chosen { cases, roles, plan } = arguments.choices.read(&[Action::StudyStaff], "tree of", quiet)?;
    let found =
        with_progress("grouping", quiet, |progress| study(&cases.columns, &roles, &plan, &Threads::all(), progress))
            .map_err(|error| Failure(format!("{}: {error}", arguments.choices.input.display())))?;
    let order = &plan.reading.education;
    if let Some(report) = report {
        let tree = found.reading.as_ref().map(|reading| told::tree_json(&found, order, reading));
        let all = serde_json::json!({
            "clusters": found.clusters, "verdict": found.reason.words(), "tree": tree,
        });
        let text = serde_json::to_string_pretty(&all)?;
        report.finish(|file| Ok(writeln!(file, "{text}")?))?;
    }
    let mut lines = vec![format!("{}: {}", found.reason.words(), told::reason(&found))];
    match &found.reading {
        Some(reading) => {
            lines.push(format!(
                "the tree tells the group of {:.1} % of people it has not seen (95 % interval {:.1} to {:.1} %)",
                reading.fidelity * 100.0,
                reading.interval.0 * 100.0,
                reading.interval.1 * 100.0
            ));
            lines.extend(reading.rules.iter().map(|rule| told::rule(&found, order, rule)));
        }
        None => lines.push("there is one group, and nothing to explain".to_owned()),
    }
    to_stdout(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(Ending::AllDone)
}
