//! `wardtwin diagnose compare`: two models side by side, by a paired test over the folds that both were judged on.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::app::diagnosis::models::beside;
use crate::app::diagnosis::read_model;

use super::super::output::{Ending, Failure, to_stdout};
use super::words;

#[derive(Args)]
pub struct CompareArguments {
    /// Two models that `diagnose fit` wrote from the same data, target and folds.
    #[arg(long, value_name = "MODEL", num_args = 2, required = true)]
    models: Vec<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &CompareArguments) -> Result<Ending, Failure> {
    let [one, other] = arguments.models.as_slice() else { return Err(Failure("name two models".to_owned())) };
    let cards = [read_model(one)?.card, read_model(other)?.card];
    let [first, second] = &cards;
    let found = beside(first, second).ok_or_else(|| {
        Failure(
            "the models were not judged on the same folds of the same data and target: they cannot be compared"
                .to_owned(),
        )
    })?;
    let is_told = found.low > 0.0 || found.high < 0.0;
    if arguments.json {
        let text = serde_json::to_string_pretty(&json!({
            "metric": found.primary.id(), "first": first.algorithm, "second": second.algorithm,
            "gain": found.gain, "low": found.low, "high": found.high, "p": found.p, "differ": is_told,
        }))?;
        to_stdout(|out| writeln!(out, "{text}"))?;
        return Ok(Ending::AllDone);
    }
    let said = match (is_told, found.gain > 0.0) {
        (false, _) => "cannot be told apart",
        (true, true) => "the first is better",
        (true, false) => "the second is better",
    };
    to_stdout(|out| {
        for card in &cards {
            let primary = card.metrics.iter().find(|measured| measured.metric == found.primary);
            let value = primary.map_or_else(String::new, words::measured);
            writeln!(out, "{:<20}{} {value}", card.algorithm, found.primary.id())?;
        }
        let [gain, low, high] = [found.gain, found.low, found.high].map(words::short);
        writeln!(out, "{said}: the first by {gain} ({low} to {high}), {}", words::chance(found.p))
    })?;
    Ok(Ending::AllDone)
}
