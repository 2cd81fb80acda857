//! `wardtwin import`: files into a store, each in one transaction.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::import::{file_name, run_import};
use crate::domain::access::{Action, Scope};
use crate::domain::receipt::{Receipt, Reject};
use crate::io::export::{Formulas, TableWriter};
use crate::io::import::{self as reading, FORMATS, ImportPlan, Inspection, Mapping};
use crate::io::store::Store;
use crate::io::store::sqlite::SqliteStore;

use super::output::{Ending, Failure, at, with_progress};
use super::vault;

#[derive(Args)]
pub struct ImportArguments {
    /// Files, patients first.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The store's folder; made where it is missing.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    /// Time zone of a store that is made, such as Asia/Shanghai; by default the computer's.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// What the files hold, where the headings do not say it.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Say what would be imported, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write the refused and flagged cells of all files here.
    #[arg(long, value_name = "CSV")]
    rejects: Option<PathBuf>,
    /// Write the receipts here.
    #[arg(long, value_name = "JSON")]
    receipt: Option<PathBuf>,
}

const REJECTS_AT_ONCE: usize = 10_000;

pub fn run(arguments: &ImportArguments, quiet: bool) -> Result<Ending, Failure> {
    let inspected = inspect_all(arguments)?;
    if arguments.dry_run {
        for (path, inspection, mapping) in &inspected {
            println!("{}: {}, {} rows", file_name(path), mapping.format, inspection.form.rows);
        }
        return Ok(Ending::AllDone);
    }
    let store = vault::open_or_make(&arguments.store, arguments.zone.as_deref())?;
    let mut receipts = Vec::new();
    for (path, inspection, mapping) in &inspected {
        let grant = vault::grant(Action::ImportFile, Scope::File { name: file_name(path) })?;
        let zone = store.info().zone;
        let plan = ImportPlan::of(path, inspection, mapping.clone());
        let receipt =
            with_progress(&file_name(path), quiet, |progress| run_import(&*store, &grant, &plan, &zone, progress))?;
        say(&receipt);
        receipts.push(receipt);
    }
    if let Some(path) = &arguments.rejects {
        write_rejects(path, &store, &receipts)?;
    }
    if let Some(path) = &arguments.receipt {
        std::fs::write(path, crate::io::export::receipt::to_json(&receipts)).map_err(at(path))?;
    }
    let clean = receipts.iter().all(|receipt| receipt.counts.rejected == 0);
    Ok(if clean { Ending::AllDone } else { Ending::WithFindings })
}

fn inspect_all(arguments: &ImportArguments) -> Result<Vec<(PathBuf, Inspection, Mapping)>, Failure> {
    arguments.files.iter().map(|path| inspect(path, arguments.kind.as_deref())).collect()
}

fn inspect(path: &Path, kind: Option<&str>) -> Result<(PathBuf, Inspection, Mapping), Failure> {
    let inspection = reading::inspect(path)?;
    let mapping = match kind {
        Some(kind) => {
            let known = FORMATS.iter().map(|format| format.id()).collect::<Vec<_>>().join(", ");
            let format =
                reading::format_by_id(kind).ok_or_else(|| Failure(format!("no kind {kind}; known: {known}")))?;
            Mapping::propose(format, &inspection.headings)
        }
        None => inspection.mapping.clone().ok_or_else(|| {
            Failure(format!("{}: the headings fit no kind of file; name one with --kind", file_name(path)))
        })?,
    };
    Ok((path.to_owned(), inspection, mapping))
}

fn say(receipt: &Receipt) {
    let counts = &receipt.counts;
    eprintln!(
        "{}: {} rows, {} added, {} updated, {} duplicates, {} empty, {} flagged, {} rejected",
        receipt.file_name,
        counts.rows,
        counts.added,
        counts.updated,
        counts.duplicates,
        counts.empty,
        counts.flagged,
        counts.rejected
    );
}

fn write_rejects(path: &Path, store: &SqliteStore, receipts: &[Receipt]) -> Result<(), Failure> {
    let beside = path.with_extension("part");
    let file = std::io::BufWriter::new(std::fs::File::create(&beside).map_err(at(path))?);
    let headings = ["file", "line", "column", "raw", "rule"];
    let mut table = TableWriter::begin(file, &headings, store.info().demo, Formulas::AsTheyAre)?;
    for receipt in receipts {
        let mut start = 0u64;
        loop {
            let rejects = store.rejects(receipt.import, start, REJECTS_AT_ONCE)?;
            for reject in &rejects {
                table.row(reject_row(receipt, reject).iter().map(String::as_str))?;
            }
            start += rejects.len() as u64;
            if rejects.len() < REJECTS_AT_ONCE {
                break;
            }
        }
    }
    table.finish()?.flush()?;
    Ok(std::fs::rename(beside, path)?)
}

fn reject_row(receipt: &Receipt, reject: &Reject) -> [String; 5] {
    [
        receipt.file_name.clone(),
        reject.place.line.to_string(),
        reject.place.column.to_string(),
        reject.raw.clone(),
        reject.rule.id().to_owned(),
    ]
}
