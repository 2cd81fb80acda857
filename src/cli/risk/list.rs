//! `wardtwin risk list`: what each model asks for, gives, and where it is published.

use std::io::Write;

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::risk::{Input, Kind, Need, Output, OutputUnit, RISK_MODELS, RiskModel};
use crate::cli::output::{Ending, Failure, to_stdout};

#[derive(Args)]
pub struct ListArguments {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &ListArguments) -> Result<Ending, Failure> {
    match arguments.json {
        true => {
            let models: Vec<Value> = RISK_MODELS.iter().map(|model| model_json(model)).collect();
            let text = serde_json::to_string_pretty(&models)?;
            to_stdout(|out| writeln!(out, "{text}"))?;
        }
        false => to_stdout(|out| RISK_MODELS.iter().try_for_each(|model| tell(model, out)))?,
    }
    Ok(Ending::AllDone)
}

fn tell(model: &RiskModel, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}: {}, {}", model.id, model.title, model.version)?;
    writeln!(out, "  outcome: {}; horizon: {}", model.outcome, model.horizon)?;
    writeln!(out, "  for {}", model.population)?;
    for input in model.inputs {
        let optional = if input.need == Need::Optional { ", may be left out" } else { "" };
        writeln!(out, "  in  {}: {}{optional}", input.column, held(input))?;
    }
    for output in model.outputs {
        writeln!(out, "  out {}: {}", output.column, given(output))?;
    }
    for citation in model.citations {
        let doi = if citation.doi.is_empty() { String::new() } else { format!(", doi {}", citation.doi) };
        writeln!(out, "  source: {}{doi}", citation.text)?;
    }
    if !model.remark.is_empty() {
        writeln!(out, "  {}", model.remark)?;
    }
    writeln!(out)
}

/// What an input holds, in words.
fn held(input: &Input) -> String {
    let unit = if input.unit.is_empty() { String::new() } else { format!(" {}", input.unit) };
    match input.kind {
        Kind::Number(range) => format!("{range}{unit}"),
        Kind::Whole(range) => format!("whole, {range}{unit}"),
        Kind::Quantity { range, unit: named } => format!("{range}{unit}, or in another unit of {}", named.column),
        Kind::Flag => "0 or 1".to_owned(),
        Kind::Choice(_) => input.words().join(" | "),
    }
}

fn given(output: &Output) -> String {
    match output.unit {
        OutputUnit::Class => output.classes.join(" | "),
        unit => unit_word(unit).to_owned(),
    }
}

fn unit_word(unit: OutputUnit) -> &'static str {
    match unit {
        OutputUnit::Probability => "probability",
        OutputUnit::Percent => "%",
        OutputUnit::Points => "points",
        OutputUnit::MilligramsPerWeek => "mg/week",
        OutputUnit::MillilitresPerMinute => "mL/min/1.73 m2",
        OutputUnit::Class => "class",
    }
}

fn model_json(model: &RiskModel) -> Value {
    let sources = model.citations.iter().map(|source| {
        json!({
            "text": source.text, "year": source.year, "doi": source.doi,
        })
    });
    let applies: Vec<String> = model.gates.iter().map(ToString::to_string).collect();
    json!({
        "id": model.id,
        "title": model.title,
        "version": model.version,
        "outcome": model.outcome,
        "horizon": model.horizon.to_string(),
        "population": model.population,
        "applies": applies,
        "inputs": model.inputs.iter().map(input_json).collect::<Vec<_>>(),
        "outputs": model.outputs.iter().map(output_json).collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
        "remark": model.remark,
    })
}

fn input_json(input: &Input) -> Value {
    let kind = match input.kind {
        Kind::Number(_) | Kind::Quantity { .. } => "number",
        Kind::Whole(_) => "whole number",
        Kind::Flag => "flag",
        Kind::Choice(_) => "choice",
    };
    let unit_column = match input.kind {
        Kind::Quantity { unit, .. } => Some(unit.column),
        Kind::Number(_) | Kind::Whole(_) | Kind::Flag | Kind::Choice(_) => None,
    };
    let range = input.range();
    json!({
        "column": input.column,
        "kind": kind,
        "unit": input.unit,
        "unit_column": unit_column,
        "low": range.map(|range| range.low),
        "high": range.map(|range| range.high),
        "range": range.map(|range| range.to_string()),
        "words": input.words(),
        "required": input.need == Need::Required,
    })
}

fn output_json(output: &Output) -> Value {
    let bands = output.bands.iter().map(|band| json!({ "from": band.from, "word": band.word }));
    json!({
        "column": output.column,
        "unit": unit_word(output.unit),
        "classes": output.classes,
        "bands": bands.collect::<Vec<_>>(),
        "bands_source": output.bands_source,
    })
}
