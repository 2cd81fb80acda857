//! `wardtwin diagnose drift`: how far new cases have moved away from those that a model learned from.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::diagnosis::drift::{MOVED, drift};
use crate::app::diagnosis::{read_cases, read_model};

use super::super::output::{Ending, Failure, tell, to_stdout, with_progress};
use super::words;

/// Of fewer cases chance alone moves the index past its limit.
const FEWEST: u32 = 200;

#[derive(Args)]
pub struct DriftArguments {
    /// A model that `diagnose fit` wrote.
    #[arg(long, value_name = "MODEL")]
    model: PathBuf,
    /// New cases with the model's features.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &DriftArguments, quiet: bool) -> Result<Ending, Failure> {
    let model = read_model(&arguments.model)?;
    let needed: Vec<String> = model.learned.pipeline.columns.iter().map(|column| column.name.clone()).collect();
    let cases = with_progress("reading", quiet, |progress| read_cases(&arguments.input, &needed, progress))?;
    let (table, unread) = model.read_cases(&cases.columns).map_err(|error| Failure(error.to_string()))?;
    let found = drift(&model, (&table, &unread));
    if arguments.json {
        let text = serde_json::to_string_pretty(&found)?;
        to_stdout(|out| writeln!(out, "{text}"))?;
    } else {
        to_stdout(|out| {
            writeln!(out, "{:<28}{:>10}{:>10}{:>10}{:>10}", "column", "index", "missing", "before", "outside")?;
            found.iter().try_for_each(|one| {
                let shares =
                    [one.missing_now, one.missing_then, one.outside].map(|share| format!("{:.1} %", 100.0 * share));
                let [now, then, outside] = shares;
                let index = words::short(one.stability_index);
                writeln!(out, "{:<28}{index:>10}{now:>10}{then:>10}{outside:>10}", one.column)
            })
        })?;
    }
    if table.rows < FEWEST {
        tell(format_args!(
            "{} cases are few: below {FEWEST} chance alone makes an index look like a change",
            table.rows
        ));
    }
    let moved = found.iter().filter(|one| one.stability_index > MOVED).count();
    Ok(if moved > 0 { Ending::WithFindings } else { Ending::AllDone })
}
