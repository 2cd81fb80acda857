//! `wardtwin staff cluster`: the group of every member of staff, and a report about the groups.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::staff::encode::Feature;
use crate::analysis::staff::study::{Study, study};
use crate::app::staff::Threads;
use crate::domain::access::Action;
use crate::io::export::TableWriter;

use super::super::output::{Beside, Ending, Failure, tell, to_stdout, with_progress};
use super::choices::{Choices, Chosen};
use super::told;

const GROUP: &str = "cluster";

#[derive(Args)]
pub struct ClusterArguments {
    #[command(flatten)]
    choices: Choices,
    /// The columns of the input with `cluster`: from 1, the largest group first; empty for rows without data and for groups
    /// of fewer than 5. Replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
    /// Write the report here.
    #[arg(long, value_name = "JSON")]
    json: Option<PathBuf>,
    /// Write the numbers that groups were made of here, to check measures with other programs.
    #[arg(long, value_name = "CSV")]
    features: Option<PathBuf>,
}

pub fn run(arguments: &ClusterArguments, quiet: bool) -> Result<Ending, Failure> {
    let out = Beside::begin(&arguments.out)?;
    let report = arguments.json.as_deref().map(Beside::begin).transpose()?;
    let features = arguments.features.as_deref().map(Beside::begin).transpose()?;
    let chosen = arguments.choices.read(&[Action::StudyStaff, Action::ExportStaffStudy], "groups of", quiet)?;
    let Chosen { cases, roles, plan } = &chosen;
    let found =
        with_progress("grouping", quiet, |progress| study(&cases.columns, roles, plan, &Threads::all(), progress))
            .map_err(|error| Failure(format!("{}: {error}", arguments.choices.input.display())))?;
    out.finish(|file| members(&chosen, &found, file))?;
    if let Some(report) = report {
        let text = serde_json::to_string_pretty(&told::study_json(&found, roles, &plan.reading.education))?;
        report.finish(|file| Ok(writeln!(file, "{text}")?))?;
    }
    if let Some(features) = features {
        features.finish(|file| numbers(&found, file))?;
    }
    to_stdout(|out| told::study_lines(&found).iter().try_for_each(|line| writeln!(out, "{line}")))?;
    found.encoded.notes.iter().for_each(|note| tell(told::note(note)));
    told::unused(&cases.columns, roles).iter().for_each(tell);
    let without = found.of.iter().filter(|group| group.is_none()).count();
    if without == 0 {
        return Ok(Ending::AllDone);
    }
    tell(format_args!(
        "{without} rows are in no group: {} without any data, {} in groups of fewer than 5",
        found.encoded.left_out, found.hidden_people
    ));
    Ok(Ending::WithFindings)
}

fn members(chosen: &Chosen, found: &Study, out: &mut dyn Write) -> Result<(), Failure> {
    let table = &chosen.cases.table;
    let kept: Vec<usize> = (0..table.headings.len()).filter(|place| table.headings[*place] != GROUP).collect();
    let pick = |cells: &[String]| -> Vec<String> {
        kept.iter().map(|place| cells.get(*place).cloned().unwrap_or_default()).collect()
    };
    let headings = pick(&table.headings);
    let headings: Vec<&str> = headings.iter().map(String::as_str).chain([GROUP]).collect();
    let mut writer = TableWriter::begin(out, &headings, false)?;
    for (row, group) in table.rows.iter().zip(&found.of) {
        let group = group.map_or_else(String::new, |group| group.to_string());
        let cells = pick(&row.cells);
        writer.row(cells.iter().map(String::as_str).chain([group.as_str()]))?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

/// The scaled numbers with the place of their row, from 1.
fn numbers(found: &Study, out: &mut dyn Write) -> Result<(), Failure> {
    let names: Vec<String> = found.encoded.features.iter().map(Feature::name).collect();
    let headings: Vec<&str> = ["row", GROUP].into_iter().chain(names.iter().map(String::as_str)).collect();
    let mut writer = TableWriter::begin(out, &headings, false)?;
    for (place, row) in found.encoded.rows.iter().enumerate() {
        let group = found.of.get(*row as usize).copied().flatten().map_or_else(String::new, |group| group.to_string());
        let mut cells = vec![(row + 1).to_string(), group];
        cells.extend(found.encoded.points.row(place).iter().map(|value| format!("{value:.12}")));
        writer.row(cells.iter().map(String::as_str))?;
    }
    writer.finish()?.flush()?;
    Ok(())
}
