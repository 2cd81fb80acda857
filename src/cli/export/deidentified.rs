//! `wardtwin export --kind deidentified`: one row a patient, nobody told from fewer than k - 1 others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::analysis::privacy::k_anonymity::USUAL_K;
use crate::app::deidentified::{Dates, Deidentified, DeidentifyError, Quasi, Wanted, deidentify, meter_lines};
use crate::base::Progress;
use crate::domain::access::{Action, Scope};
use crate::io::clock::Clock;
use crate::io::store::Store as _;
use crate::io::store::sqlite::SqliteStore;

use super::super::output::{Beside, Ending, Failure, must_be_outside_stores, note};
use super::super::vault;
use super::table;
use super::whose::{PurposeArguments, tell_left_out};

#[derive(Args)]
pub struct DeidentifiedArguments {
    /// Of --kind deidentified: everybody is like so many others less one; never below 5.
    #[arg(long, default_value_t = USUAL_K, value_name = "N")]
    k: usize,
    /// Of --kind deidentified: the columns by which somebody could be known, which are written and made coarser.
    #[arg(long, value_delimiter = ',', value_parser = ["age", "sex", "genes", "ward"], value_name = "LIST")]
    quasi: Vec<String>,
    /// Of --kind deidentified: dates moved by as many days of each patient's own, years alone, or none.
    #[arg(long, value_parser = ["shifted", "years", "none"], default_value = "shifted")]
    dates: String,
    /// Of --kind deidentified: why it is made in another way than the tables before, which it could be joined to; for who may
    /// export the records themselves.
    #[arg(long, value_name = "REASON")]
    another_recipe: Option<String>,
    /// Of --kind deidentified: what was made coarser and left out, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

pub fn run(
    store: &SqliteStore,
    arguments: &DeidentifiedArguments,
    purpose: &PurposeArguments,
    out: &Path,
) -> Result<Ending, Failure> {
    let named = arguments.quasi.iter().filter_map(|id| Quasi::from_id(id));
    let quasi: BTreeSet<Quasi> = match arguments.quasi.is_empty() {
        true => Quasi::USUAL.into_iter().collect(),
        false => named.collect(),
    };
    let now = Clock::System.utc_secs();
    let dates = match arguments.dates.as_str() {
        "years" => Dates::Years,
        "none" => Dates::None,
        _ => Dates::Shifted,
    };
    let ids: Vec<&str> = quasi.iter().map(|one| one.id()).collect();
    let kind = purpose.line("deidentified");
    let text = format!("{kind}, k {}, by {}, dates {}", arguments.k, ids.join(" "), arguments.dates);
    for output in std::iter::once(out).chain(arguments.report.as_deref()) {
        must_be_outside_stores(output)?;
    }
    let grant = vault::grant(store, Action::ExportDeidentified, Scope::Text { text })?;
    let info = store.info();
    let wanted = Wanted {
        k: arguments.k,
        quasi,
        dates,
        today: info.zone.date_at(now),
        purpose: purpose.purpose(),
        another_because: arguments.another_recipe.clone(),
    };
    let done = deidentify(store, &grant, &wanted, &Progress::default()).map_err(in_words)?;
    let headings: Vec<&str> = done.headings.iter().map(String::as_str).collect();
    table::write(out, &headings, info.demo, |table| {
        done.rows.iter().try_for_each(|row| table.row(row.iter().map(String::as_str)))
    })?;
    meter_lines(&done).into_iter().for_each(note);
    match purpose.purpose() {
        Some(purpose) => tell_left_out(purpose, done.not_agreed),
        None if done.not_agreed > 0 => {
            note(format_args!("{} patients said no to research or quality and were left out", done.not_agreed));
        }
        None => (),
    }
    if let Some(report) = &arguments.report {
        write_report(report, &done)?;
    }
    Ok(Ending::AllDone)
}

fn in_words(error: DeidentifyError) -> Failure {
    match &error {
        DeidentifyError::Refused(refusal) => Failure(format!("{refusal}; nothing was written")),
        DeidentifyError::AnotherRecipe { .. } => Failure(format!(
            "{error}; ask for the same, or have the owner or a data steward give a reason with --another-recipe; nothing was written"
        )),
        DeidentifyError::NotForThisRole => Failure(format!("{error}; nothing was written")),
        DeidentifyError::Store(_) | DeidentifyError::Random(_) => Failure(error.to_string()),
    }
}

fn write_report(to: &Path, done: &Deidentified) -> Result<(), Failure> {
    let meter = &done.meter;
    let columns = meter
        .levels
        .iter()
        .map(|(name, level, last)| json!({ "column": name, "level": level, "of": last, "left_out": level == last }));
    let report = json!({
        "k": meter.k,
        "patients": meter.rows,
        "unique_before": meter.unique_before,
        "in_small_groups_before": meter.small_before,
        "suppressed": meter.suppressed,
        "groups": meter.groups,
        "smallest_group": meter.smallest_group,
        "columns": columns.collect::<Vec<_>>(),
        "did_not_agree": done.not_agreed,
        "rare_codes": done.rare_codes,
        "rare_mentions": done.rare_mentions,
    });
    let text = serde_json::to_string_pretty(&report)?;
    Beside::begin(to)?.finish(|out| Ok(std::io::Write::write_all(out, text.as_bytes())?))
}
