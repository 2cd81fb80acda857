//! `wardtwin diagnose evaluate`: measures with intervals, beside the baseline, and the verdict.

use std::io::Write;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::run::{Measured, Report};
use crate::analysis::diagnosis::table::{NoteKind, Role, TableNote};
use crate::app::diagnosis::evaluate_on_threads;

use super::super::output::{Ending, Failure, tell as tell_aside, to_stdout, with_progress};
use super::choices::{Choices, Chosen};
use super::words;

#[derive(Args)]
pub struct EvaluateArguments {
    #[command(flatten)]
    choices: Choices,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &EvaluateArguments, quiet: bool) -> Result<Ending, Failure> {
    let chosen = arguments.choices.read(quiet)?;
    let Chosen { table, plan, candidates, notes, .. } = &chosen;
    let report = with_progress("judging", quiet, |progress| evaluate_on_threads(table, plan, candidates, progress))?;
    if arguments.json {
        let text = serde_json::to_string_pretty(&report_json(&chosen, &report))?;
        to_stdout(|out| writeln!(out, "{text}"))?;
    } else {
        to_stdout(|out| tell(&report, out))?;
    }
    words::tell_about(&report, notes);
    if table.with_role(Role::Group).next().is_none() {
        tell_aside("no column names the patients: several rows of one may be on both sides (--group)");
    }

    Ok(Ending::AllDone)
}

/// The report in lines.
pub fn tell(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{} rows of {} patients", report.rows, report.patients)?;
    for (class, rows) in &report.classes {
        writeln!(out, "  {class}: {rows}")?;
    }
    writeln!(out, "{:<20}{:<32}baseline", "", "model (95 % interval)")?;
    for (found, baseline) in report.metrics.iter().zip(&report.baseline) {
        let baseline = baseline.value.map_or_else(|| "not defined".to_owned(), words::short);
        writeln!(out, "{:<20}{:<32}{baseline}", found.metric.id(), words::measured(found))?;
    }
    let verdict = &report.verdict;
    let (primary, gain) = (verdict.primary.id(), words::short(verdict.gain));
    writeln!(
        out,
        "{}: by {primary} {gain}, {} ({})",
        verdict.words(),
        words::chance(verdict.p),
        words::method(report)
    )?;
    for group in &report.subgroups {
        let found: Vec<String> = group
            .metrics
            .iter()
            .take(2)
            .map(|found| format!("{} {}", found.metric.id(), words::measured(found)))
            .collect();
        writeln!(out, "{} ({} rows): {}", words::group(&group.column, &group.of), group.rows, found.join(", "))?;
    }
    Ok(())
}

pub fn report_json(chosen: &Chosen, report: &Report) -> Value {
    let verdict = &report.verdict;
    let task = match report.task {
        Task::Classify => "classify",
        Task::Regress => "regress",
    };
    let tried = |place: &u32| chosen.candidates.get(*place as usize).map(|algorithm| algorithm.parameters.clone());
    let parameters = |place: &u32| -> Map<String, Value> {
        let found = tried(place).unwrap_or_default();
        found.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))).collect()
    };
    json!({
        "task": task,
        "rows": report.rows,
        "patients": report.patients,
        "classes": report.classes.iter().map(|(name, rows)| json!({"name": name, "rows": rows})).collect::<Vec<_>>(),
        "metrics": with_intervals(&report.metrics),
        "baseline": values(&report.baseline),
        "verdict": verdict.words(),
        "verdict_basis": {
            "metric": verdict.primary.id(),
            "gain": verdict.gain,
            "gain_at_least": verdict.gain_at_least,
            "p": verdict.p,
            "method": words::method(report),
        },
        "folds": report.folds,
        "failed_folds": report.failed.iter().map(|(fold, why)| json!({"fold": fold, "reason": why})).collect::<Vec<_>>(),
        "parameters": report.chosen.iter().map(parameters).collect::<Vec<_>>(),
        "confusion": confusion(report),
        "subgroups": report.subgroups.iter().map(|group| json!({
            "group": words::group(&group.column, &group.of), "rows": group.rows, "metrics": with_intervals(&group.metrics),
        })).collect::<Vec<_>>(),
        "without_answer": report.without_answer,
        "without_patient": report.without_patient,
        "incomplete": report.incomplete,
        "warnings": warnings(report, &chosen.notes),
    })
}

fn with_intervals(found: &[Measured]) -> Map<String, Value> {
    let of = |one: &Measured| {
        let (low, high) = one.interval.unzip();
        let mut value = json!({"value": one.value, "low": low, "high": high});
        if let (Some(map), true) = (value.as_object_mut(), one.undefined_folds > 0) {
            map.insert("undefined_folds".to_owned(), one.undefined_folds.into());
        }
        (one.metric.id().to_owned(), value)
    };
    found.iter().map(of).collect()
}

fn values(found: &[Measured]) -> Map<String, Value> {
    found.iter().map(|one| (one.metric.id().to_owned(), json!(one.value))).collect()
}

/// Rows: truth; columns: likeliest class.
fn confusion(report: &Report) -> Vec<Vec<f64>> {
    let classes = report.confusion.classes();
    (0..classes).map(|truth| (0..classes).map(|said| report.confusion.at(truth, said)).collect()).collect()
}

fn warnings(report: &Report, notes: &[TableNote]) -> Vec<Value> {
    let of_lint = report
        .warnings
        .iter()
        .map(|found| json!({"kind": found.kind.id(), "column": found.column, "reason": words::warning(found)}));
    let of_table = notes.iter().map(|found| {
        let kind = match found.what {
            NoteKind::Unread { .. } => "unread",
            NoteKind::Limits { .. } => "limits",
            NoteKind::ZerosMissing { .. } | NoteKind::ZerosSuspicious { .. } => "zeros",
            NoteKind::Empty => "empty",
            NoteKind::Constant => "constant",
        };
        json!({"kind": kind, "column": found.column, "reason": words::note(found)})
    });
    of_lint.chain(of_table).collect()
}
