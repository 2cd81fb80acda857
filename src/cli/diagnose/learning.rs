//! `wardtwin diagnose learning-curve`: whether more patients would help.

use clap::Args;
use serde_json::json;

use crate::analysis::diagnosis::learning_curve::learning_curve;
use crate::app::diagnosis::models::SHARES;

use super::super::output::{Ending, Failure, to_stdout, with_progress};
use super::choices::{Choices, Chosen};
use super::words;

#[derive(Args)]
pub struct LearningArguments {
    #[command(flatten)]
    choices: Choices,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &LearningArguments, quiet: bool) -> Result<Ending, Failure> {
    let chosen = arguments.choices.read(quiet)?;
    let Chosen { table, plan, candidates, .. } = &chosen;
    let points =
        with_progress("learning", quiet, |progress| learning_curve(table, plan, candidates, &SHARES, progress))?;
    if arguments.json {
        let of = |point: &crate::analysis::diagnosis::learning_curve::CurvePoint| json!({"share": point.share, "rows": point.rows, "mean": point.mean, "deviation": point.deviation});
        let text = serde_json::to_string_pretty(&points.iter().map(of).collect::<Vec<_>>())?;
        to_stdout(|out| writeln!(out, "{text}"))?;
        return Ok(Ending::AllDone);
    }
    to_stdout(|out| {
        writeln!(out, "{:>8}{:>10}{:>10}{:>12}", "share", "rows", "mean", "deviation")?;
        points.iter().try_for_each(|point| {
            let [mean, deviation] = [point.mean, point.deviation].map(words::short);
            writeln!(out, "{:>6.0} %{:>10.0}{mean:>10}{deviation:>12}", 100.0 * point.share, point.rows)
        })
    })?;
    Ok(Ending::AllDone)
}
