//! `wardtwin staff retention`: two learners judged beside the base rate, and leavers by group and condition.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::analysis::diagnosis::card::calibration_of;
use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::diagnosis::run::{Measured, Report};
use crate::analysis::staff::FEWEST_SHOWN;
use crate::analysis::staff::columns::StaffRole;
use crate::analysis::staff::retention::{ConditionOf, Factor, Leavers};
use crate::app::staff::{Retention, retention};
use crate::domain::access::Action;

use super::super::output::{Beside, Ending, Failure, tell, to_stdout, with_progress};
use super::choices::{Choices, Chosen, give_role};
use super::told;

/// Conditions that are told in lines.
const TOLD: usize = 12;

#[derive(Args)]
pub struct RetentionArguments {
    #[command(flatten)]
    choices: Choices,
    /// Column that says who left: yes or no, or the day of leaving. Without it a heading that says so.
    #[arg(long, value_name = "COL")]
    left: Option<String>,
    /// Write the report here.
    #[arg(long, value_name = "JSON")]
    json: Option<PathBuf>,
}

pub fn run(arguments: &RetentionArguments, quiet: bool) -> Result<Ending, Failure> {
    let report = arguments.json.as_deref().map(Beside::begin).transpose()?;
    let Chosen { cases, mut roles, plan } = arguments.choices.read(&[Action::StudyStaff], "retention of", quiet)?;
    if let Some(left) = &arguments.left {
        give_role(&mut roles, left, StaffRole::Left)?;
    }
    let found = with_progress("judging", quiet, |progress| retention(&cases.columns, &roles, &plan, progress))
        .map_err(|error| Failure(format!("{}: {error}", arguments.choices.input.display())))?;
    if let Some(report) = report {
        let text = serde_json::to_string_pretty(&as_json(&found))?;
        report.finish(|file| Ok(writeln!(file, "{text}")?))?;
    }
    to_stdout(|out| lines(&found).iter().try_for_each(|line| writeln!(out, "{line}")))?;
    found.study.encoded.notes.iter().for_each(|note| tell(told::note(note)));
    tell("shares are what was seen, not what a condition causes; decisions about people are made by people");
    Ok(Ending::AllDone)
}

fn as_json(found: &Retention) -> Value {
    let group = |own: &crate::analysis::staff::retention::GroupRetention| {
        let said: Map<String, Value> =
            found.models.iter().zip(&own.said).map(|((name, _), said)| ((*name).to_owned(), json!(said))).collect();
        json!({"group": own.group, "leavers": leavers_json(&own.leavers), "mean_probability": said})
    };
    json!({
        "verdict": found.study.reason.words(),
        "clusters": found.study.clusters,
        "not_known": found.not_known,
        "too_good": found.is_too_good(),
        "models": found.models.iter().map(|(name, report)| model_json(name, report)).collect::<Vec<_>>(),
        "groups": found.groups.iter().map(group).collect::<Vec<_>>(),
        "factors": found.factors.iter().map(|factor| json!({
            "column": factor.column, "condition": condition(factor), "changeable": factor.is_changeable,
            "with": leavers_json(&factor.with), "without": leavers_json(&factor.without),
        })).collect::<Vec<_>>(),
    })
}

fn leavers_json(own: &Leavers) -> Value {
    json!({"people": own.people, "share_left": own.share(), "low": own.interval.0, "high": own.interval.1})
}

fn model_json(name: &str, report: &Report) -> Value {
    let measured = |found: &Measured| {
        let (low, high) = found.interval.unzip();
        (found.metric.id().to_owned(), json!({"value": found.value, "low": low, "high": high}))
    };
    let value = |found: &Measured| (found.metric.id().to_owned(), json!(found.value));
    let bins = calibration_of(report).into_iter().filter(|bin| bin.cases >= u64::from(FEWEST_SHOWN));
    json!({
        "algorithm": name,
        "rows": report.rows,
        "people": report.patients,
        "base_rate": base_rate(report),
        "metrics": report.metrics.iter().map(measured).collect::<Map<_, _>>(),
        "baseline": report.baseline.iter().map(value).collect::<Map<_, _>>(),
        "verdict": report.verdict.words(),
        "warnings": report.warnings,
        "calibration": bins.map(|bin| json!({
            "low": bin.low, "high": bin.high, "people": bin.cases, "said": bin.mean_predicted, "seen": bin.observed(),
        })).collect::<Vec<_>>(),
    })
}

fn base_rate(report: &Report) -> f64 {
    report.classes.last().map_or(0.0, |(_, left)| f64::from(*left) / f64::from(report.rows.max(1)))
}

fn condition(factor: &Factor) -> String {
    match &factor.condition {
        ConditionOf::Above(middle) => format!("> {middle}"),
        ConditionOf::Word(word) => word.clone(),
    }
}

fn share(own: &Leavers) -> String {
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let (low, high) = own.interval;
    format!("{} % left ({} to {} %) of {}", percent(own.share()), percent(low), percent(high), own.people)
}

fn lines(found: &Retention) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, report) in &found.models {
        let auc = report.metric(Metric::primary(report.task)).and_then(|found| found.value);
        lines.push(format!(
            "{name}: {} ({} {}); {:.0} % of {} people left",
            report.verdict.words(),
            report.verdict.primary.id(),
            auc.map_or_else(|| "not defined".to_owned(), |auc| format!("{auc:.3}")),
            base_rate(report) * 100.0,
            report.rows
        ));
    }
    if found.is_too_good() {
        lines.push(
            "nearly certain: something in the table may be known only after somebody left; leave it out".to_owned(),
        );
    }
    lines.extend(found.groups.iter().map(|own| format!("group {}: {}", own.group, share(&own.leavers))));
    for factor in found.factors.iter().take(TOLD) {
        let kind = if factor.is_changeable { "can be changed" } else { "cannot be changed" };
        let (with, without) = (share(&factor.with), share(&factor.without));
        lines.push(format!("{} {}: {with}; others {without} ({kind})", factor.column, condition(factor)));
    }
    lines
}
