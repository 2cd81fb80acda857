//! `wardtwin export --kind deidentified`: one row a patient, nobody told from fewer than k - 1 others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::analysis::privacy::k_anonymity::Told;
use crate::analysis::privacy::k_anonymity::USUAL_K;
use crate::app::deidentified::{
    Dates, Deidentified, DeidentifyError, Quasi, Recipe, Wanted, deidentify, meter_lines, rehearse,
};
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
    /// Of --kind deidentified: say what the table would cost and whether it may be made; nothing is written, and later tables
    /// are held to nothing.
    #[arg(long)]
    dry_run: bool,
    /// Of --kind deidentified: what was made coarser and left out, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl DeidentifiedArguments {
    /// Nothing is to be written.
    pub fn is_rehearsal(&self) -> bool {
        self.dry_run
    }
}

pub fn run(
    store: &SqliteStore,
    arguments: &DeidentifiedArguments,
    purpose: &PurposeArguments,
    out: Option<&Path>,
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
    let kind = purpose.line(if out.is_none() { "rehearsal of deidentified" } else { "deidentified" });
    let text = format!("{kind}, k {}, by {}, dates {}", arguments.k, ids.join(" "), arguments.dates);
    for output in out.into_iter().chain(arguments.report.as_deref()) {
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
    let done = match out {
        Some(out) => {
            let done = deidentify(store, &grant, &wanted, &Progress::default()).map_err(in_words)?;
            let headings: Vec<&str> = done.headings.iter().map(String::as_str).collect();
            table::write(out, &headings, info.demo, |table| {
                done.rows.iter().try_for_each(|row| table.row(row.iter().map(String::as_str)))
            })?;
            done
        }
        None => rehearse(store, &grant, &wanted, &Progress::default()).map_err(in_words)?,
    };
    tell_cost(&done, &wanted);
    if out.is_none() {
        note(recipe_line(&done.recipe));
    }
    if let Some(report) = &arguments.report {
        write_report(report, &done)?;
    }
    Ok(Ending::AllDone)
}

fn tell_cost(done: &Deidentified, wanted: &Wanted) {
    meter_lines(done).into_iter().for_each(note);
    match wanted.purpose {
        Some(purpose) => tell_left_out(purpose, done.not_agreed),
        None if done.not_agreed > 0 => {
            note(format_args!("{} patients said no to research or quality and were left out", done.not_agreed));
        }
        None => (),
    }
}

fn recipe_line(recipe: &Recipe) -> String {
    match recipe {
        Recipe::First => {
            "nothing was written; no table was made before, and later ones would be held to this one".to_owned()
        }
        Recipe::Same => "nothing was written; the tables before were made by the same".to_owned(),
        Recipe::Another { known } => format!(
            "nothing was written; a table was made before with {known}, so that this one would need --another-recipe"
        ),
    }
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
    let columns = meter.columns.iter().map(|kept| {
        let (told, years) = match kept.told {
            Told::AsItWas => ("as it was", None),
            Told::Years(years) => ("bands", Some(years)),
            Told::Quarters => ("four groups", None),
            Told::Younger(years) => ("under, or not", Some(years)),
            Told::WhetherTested => ("tested or not", None),
            Told::Nothing => ("left out", None),
        };
        json!({ "column": kept.name, "told": told, "years": years, "lost": kept.lost, "left_out": told == "left out" })
    });
    let report = json!({
        "k": meter.k,
        "patients": meter.rows,
        "unique_before": meter.unique_before,
        "in_small_groups_before": meter.small_before,
        "suppressed": meter.suppressed,
        "groups": meter.groups,
        "smallest_group": meter.smallest_group,
        "cost": meter.cost,
        "columns": columns.collect::<Vec<_>>(),
        "did_not_agree": done.not_agreed,
        "rare_codes": done.rare_codes,
        "rare_mentions": done.rare_mentions,
    });
    let text = serde_json::to_string_pretty(&report)?;
    Beside::begin(to)?.finish(|out| Ok(std::io::Write::write_all(out, text.as_bytes())?))
}
