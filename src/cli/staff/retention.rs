//! `wardtwin staff retention`: two learners judged beside the base rate, and leavers by group and condition.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::diagnosis::run::{Measured, Report};
use crate::analysis::staff::columns::StaffRole;
use crate::analysis::staff::factors::{ConditionOf, Factor, Sway};
use crate::analysis::staff::retention::{Leavers, ToldShare};
use crate::app::staff::{Retention, calibration, retention};
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
        "given_away": found.given_away().iter().map(|own| own.column.as_str()).collect::<Vec<_>>(),
        "models": found.models.iter().map(|(name, report)| model_json(name, report)).collect::<Vec<_>>(),
        "groups": found.groups.iter().map(group).collect::<Vec<_>>(),
        "factors": found.factors.iter().map(|factor| json!({
            "column": factor.column, "condition": condition(&factor.condition), "changeable": factor.sway == Sway::Changeable,
            "afterwards": factor.sway == Sway::Afterwards,
            "same_people": factor.same.iter().map(named).collect::<Vec<_>>(),
            "with": leavers_json(&factor.with), "without": leavers_json(&factor.without),
        })).collect::<Vec<_>>(),
    })
}

fn leavers_json(own: &Leavers) -> Value {
    match own.told() {
        ToldShare::Share(share, (low, high)) => {
            json!({"people": own.people, "share_left": share, "low": low, "high": high})
        }
        ToldShare::FewLeft => json!({"people": own.people, "share_left": null, "fewer_than_5": "left"}),
        ToldShare::FewStayed => json!({"people": own.people, "share_left": null, "fewer_than_5": "stayed"}),
    }
}

fn model_json(name: &str, report: &Report) -> Value {
    let measured = |found: &Measured| {
        let (low, high) = found.interval.unzip();
        (found.metric.id().to_owned(), json!({"value": found.value, "low": low, "high": high}))
    };
    let value = |found: &Measured| (found.metric.id().to_owned(), json!(found.value));
    let bins = calibration(report).into_iter();
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

fn condition(own: &ConditionOf) -> String {
    match own {
        ConditionOf::Above(middle) => format!("> {}", told::short(*middle)),
        ConditionOf::Word(word) => word.clone(),
        ConditionOf::NotRecorded => "not recorded".to_owned(),
    }
}

fn named((column, own): &(String, ConditionOf)) -> String {
    format!("{column} {}", condition(own))
}

/// A condition and those of the very same people.
fn condition_line(factor: &Factor) -> String {
    let own = named(&(factor.column.clone(), factor.condition.clone()));
    std::iter::once(own).chain(factor.same.iter().map(named)).collect::<Vec<_>>().join(", which is ")
}

fn share(own: &Leavers) -> String {
    let percent = |share: f64| (share * 100.0).round();
    match own.told() {
        ToldShare::Share(share, (low, high)) => {
            format!("{} % left ({} to {} %) of {}", percent(share), percent(low), percent(high), own.people)
        }
        ToldShare::FewLeft => format!("fewer than 5 left of {}", own.people),
        ToldShare::FewStayed => format!("fewer than 5 stayed of {}", own.people),
    }
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
    for own in found.given_away() {
        let about = condition_line(own);
        lines.push(format!(
            "{about}: nearly all of these left and few others, or the reverse; is it known only afterwards?"
        ));
    }
    lines.extend(found.groups.iter().map(|own| format!("group {}: {}", own.group, share(&own.leavers))));
    for factor in found.factors.iter().take(TOLD) {
        let kind = match factor.sway {
            Sway::Changeable => "can be changed",
            Sway::Fixed => "cannot be changed",
            Sway::Afterwards => "perhaps known only afterwards",
        };
        let (with, without) = (share(&factor.with), share(&factor.without));
        lines.push(format!("{}: {with}; others {without} ({kind})", condition_line(factor)));
    }
    lines
}
