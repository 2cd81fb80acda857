//! `wardtwin staff strategies`: the strategy book that a store keeps, and its history.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::domain::access::{Action, Scope};
use crate::domain::strategy::{GroupStrategy, KeptBook, standing};
use crate::io::export::TableWriter;
use crate::io::export::workbook::{OutCell, write_workbook};
use crate::io::store::Store as _;

use super::super::output::{Beside, Ending, Failure, tell, to_stdout};
use super::super::vault::{self, StoreArguments};

const HEADINGS: [&str; 12] = [
    "group",
    "people",
    "strategy",
    "recorded_most",
    "recorded_people",
    "recorded_ties",
    "owner",
    "cost",
    "start",
    "review",
    "expected_effect",
    "measured_effect",
];

#[derive(Args)]
pub struct StrategiesArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// Write the version that holds here: as a workbook where the name ends in .xlsx, else as CSV.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(arguments: &StrategiesArguments) -> Result<Ending, Failure> {
    let out = arguments.out.as_deref().map(|path| Beside::begin(path).map(|out| (path, out))).transpose()?;
    let store = arguments.store.open_to_read()?;
    let scope = || Scope::Text { text: "strategies".to_owned() };
    let grant = vault::grant(&store, Action::StudyStaff, scope())?;
    store.journal(&grant).map_err(|error| arguments.store.in_words(error))?;
    let books = store.strategy_books(&grant).map_err(|error| arguments.store.in_words(error))?;
    let zone = store.info().zone;
    let line = |kept: &KeptBook| {
        let state = if kept.is_taken_back { ", taken back" } else { "" };
        let at = zone.moment(kept.made_utc_secs).iso();
        format!("version {} of {at} by {}, for {}{state}", kept.number, kept.made_by, kept.book.table)
    };
    let mut lines: Vec<String> = books.iter().map(line).collect();
    let Some(holds) = standing(&books) else {
        lines.push("no strategies are kept".to_owned());
        to_stdout(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
        return Ok(Ending::AllDone);
    };
    lines.extend(holds.book.strategies.iter().map(strategy_line));
    if let Some((path, out)) = out {
        let grant = vault::grant(&store, Action::ExportStaffStudy, scope())?;
        store.journal(&grant).map_err(|error| arguments.store.in_words(error))?;
        let rows: Vec<Vec<String>> = holds.book.strategies.iter().map(row).collect();
        out.finish(|file| write(path, file, &rows))?;
    }
    to_stdout(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    tell("groups and options; a person decides");
    Ok(Ending::AllDone)
}

fn strategy_line(own: &GroupStrategy) -> String {
    let parts = [
        ("owner", &own.owner),
        ("cost", &own.cost),
        ("start", &own.start),
        ("review", &own.review),
        ("expected", &own.expected),
        ("measured", &own.measured),
    ];
    let said = parts.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(name, text)| format!("; {name}: {text}"));
    let strategy = if own.strategy.trim().is_empty() { "nothing decided" } else { own.strategy.as_str() };
    format!("group {} ({} people): {strategy}{}", own.group, own.size, said.collect::<String>())
}

fn row(own: &GroupStrategy) -> Vec<String> {
    let usual = own.usual();
    let names: Vec<&str> = usual.iter().map(|one| one.strategy.as_str()).collect();
    let people = usual.first().and_then(|one| one.people).map_or_else(String::new, |people| people.to_string());
    let numbers = [own.group.to_string(), own.size.to_string()];
    let recorded = [own.strategy.clone(), names.join("; "), people, usual.len().to_string()];
    let typed = [&own.owner, &own.cost, &own.start, &own.review, &own.expected, &own.measured].map(String::clone);
    numbers.into_iter().chain(recorded).chain(typed).collect()
}

fn write(path: &Path, out: &mut (impl std::io::Write + Send), rows: &[Vec<String>]) -> Result<(), Failure> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        let headings: Vec<String> = HEADINGS.map(str::to_owned).to_vec();
        let all = std::iter::once(&headings).chain(rows);
        let cells = all.map(|row| row.iter().map(|cell| OutCell::of(cell)));
        return Ok(write_workbook(None, cells, path.parent().unwrap_or(path), out)?);
    }
    let mut table = TableWriter::begin(out, &HEADINGS, false)?;
    for row in rows {
        table.row(row.iter().map(String::as_str))?;
    }
    table.finish()?.flush()?;
    Ok(())
}
