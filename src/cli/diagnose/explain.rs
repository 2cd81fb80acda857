//! `wardtwin diagnose explain`: why a model says of a case what it says.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::diagnosis::explained::{Explained, Question, explain_row};
use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::saved::Prediction;
use crate::app::diagnosis::{read_cases, read_model};

use super::super::output::{Ending, Failure, tell as tell_aside, to_stdout, with_progress};
use super::threshold::ThresholdArguments;
use super::words;

#[derive(Args)]
pub struct ExplainArguments {
    /// A model that `diagnose fit` wrote.
    #[arg(long, value_name = "MODEL")]
    model: PathBuf,
    /// Cases with the model's features.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// The case, from 1: the first row below the headings.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    row: u32,
    /// The class to explain; without it the second of two, the likeliest of several.
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Seed of shares that are drawn.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    #[command(flatten)]
    threshold: ThresholdArguments,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &ExplainArguments, quiet: bool) -> Result<Ending, Failure> {
    let model = read_model(&arguments.model)?;
    let needed: Vec<String> = model.learned.pipeline.columns.iter().map(|column| column.name.clone()).collect();
    let cases = with_progress("reading", quiet, |progress| read_cases(&arguments.input, &needed, progress))?;
    let classes = model.classes();
    let class = arguments.class.as_ref().map(|name| {
        let place = classes.iter().position(|class| class == name);
        place
            .map(|place| place as u32)
            .ok_or_else(|| Failure(format!("there is no class {name}; there are {}", classes.join(", "))))
    });
    let class = class.transpose()?;
    let row = arguments.row - 1;
    let threshold = arguments.threshold.of(&model)?;
    let (found, said) = with_progress("explaining", quiet, |progress| -> Result<_, Failure> {
        let found = explain_row(&model, &cases.columns, row, class, threshold, arguments.seed, progress)?;
        Ok((found, model.predict(&cases.columns, threshold, progress)?))
    })?;
    let said = said.get(row as usize);
    let place = found.class.as_ref().and_then(|name| classes.iter().position(|class| class == name)).unwrap_or(0);
    let name = said.and_then(|said| said.class).map(|class| model.class_name(class));
    match arguments.json {
        true => {
            let text = serde_json::to_string_pretty(&as_json(arguments.row, &found, said, name, place))?;
            to_stdout(|out| writeln!(out, "{text}"))?;
        }
        false => to_stdout(|out| tell(&found, said, out))?,
    }
    if model.plan.task == Task::Classify && threshold.is_none() {
        tell_aside(
            "no threshold was set: the prediction is the likeliest class, as if a miss were as bad as a false alarm",
        );
    }
    Ok(Ending::AllDone)
}

/// `place`: of the class that is explained.
fn as_json(row: u32, found: &Explained, said: Option<&Prediction>, name: Option<String>, place: usize) -> Value {
    let interval = said.and_then(|said| said.intervals.get(place).copied().flatten());
    let abstentions = said.map(|said| said.abstentions.as_slice()).unwrap_or_default();
    json!({
        "row": row,
        "prediction": if abstentions.is_empty() { name.map_or(json!(found.shown), Value::String) } else { Value::Null },
        "class": found.class,
        "shown": found.shown,
        "low": interval.map(|ends| ends.0),
        "high": interval.map(|ends| ends.1),
        "base": found.base,
        "mean_shown": found.mean_shown,
        "base_rate": found.base_rate,
        "contributions": found.shares.iter().map(|share| json!({
            "feature": share.column, "value": share.value, "contribution": share.contribution,
            "log_odds": share.log_odds, "error": share.error,
        })).collect::<Vec<_>>(),
        "method": found.method,
        "log_odds": found.log_odds.map(|(base, shown)| json!({"base": base, "shown": shown})),
        "path": found.path.iter().map(question).collect::<Vec<_>>(),
        "nearest": found.nearest.iter().map(|near| json!({
            "distance": near.distance, "answer": near.answer,
            "values": near.values.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        })).collect::<Vec<_>>(),
        "differences": found.differences,
        "about_differences": "about the model, not a treatment",
        "in_training": is_in_training(found),
        "abstained": !abstentions.is_empty(),
        "reason": words::abstentions(abstentions),
        "validation": "internal validation only",
    })
}

/// Whether the nearest case of the training is this one, or one equal to it.
fn is_in_training(found: &Explained) -> bool {
    found.nearest.first().is_some_and(|case| case.distance < SAME_CASE)
}

/// In standard deviations.
const SAME_CASE: f64 = 1e-9;

/// A question with its answer.
fn question(found: &Question) -> String {
    let (column, threshold) = (&found.column, words::trimmed(found.threshold));
    match (&found.word, found.at_most) {
        (Some(word), true) => format!("{column} is not {word}"),
        (Some(word), false) => format!("{column} is {word}"),
        (None, true) => format!("{column} is at most {threshold}"),
        (None, false) => format!("{column} is above {threshold}"),
    }
}

fn tell(found: &Explained, said: Option<&Prediction>, out: &mut dyn Write) -> std::io::Result<()> {
    let what = found.class.as_ref().map_or_else(|| "predicted".to_owned(), |class| format!("probability of {class}"));
    if let Some(said) = said.filter(|said| !said.abstentions.is_empty()) {
        writeln!(out, "no answer: {}", words::abstentions(&said.abstentions))?;
        writeln!(out, "what follows is what the model would say outside of what it knows")?;
    }
    writeln!(out, "{what}: {} (in training {})", words::short(found.shown), words::short(found.base_rate))?;
    if is_in_training(found) {
        writeln!(out, "the model learned from this case or one equal to it")?;
    }
    let start = if found.log_odds.is_some() { "start (mean of the log odds)" } else { "start" };
    writeln!(out, "{start:<28}{:<16} {}", "", words::short(found.base))?;
    for share in &found.shares {
        let error = share.error.map_or_else(String::new, |error| format!(" +- {error:.4}"));
        let value = share.value.as_deref().unwrap_or("missing");
        writeln!(out, "{:<28}{value:<16}{:+.4}{error}", share.column, share.contribution)?;
    }
    writeln!(out, "{:<44} {}", "mean of what it says of known cases", words::short(found.mean_shown))?;
    if !found.path.is_empty() {
        writeln!(out, "the tree asked: {}", found.path.iter().map(question).collect::<Vec<String>>().join(", "))?;
    }
    for near in &found.nearest {
        writeln!(out, "a training case at distance {:.2} had {}", near.distance, near.answer)?;
    }
    for change in &found.differences {
        let from = change.from.as_deref().unwrap_or("missing");
        let (column, to, answer) = (&change.column, &change.to, &change.answer);
        writeln!(
            out,
            "about the model, not a treatment: with {column} {to} in the place of {from} it would say {answer}"
        )?;
    }
    writeln!(out, "internal validation only: the model was not tried on data from elsewhere")
}
