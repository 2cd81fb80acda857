//! Writing what is on screen to a file the person names: the list, a twin's series, rejects, a plot.
//!
//! Every export is journalled before its first byte, and marked where the data are synthetic.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Cancelled;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::demo_mark::DEMO_MARK;
use crate::io::export::picture;
use crate::io::export::table::{Formulas, TableWriter};
use crate::io::store::Store;

use super::core::Core;
use super::jobs::JobKind;
use super::list::table::list_table;
use super::message::Message;
use super::outcome::Outcome;
use super::picker::{self, Wanted};

/// What goes into the file.
#[derive(Clone, Debug)]
pub enum ExportTarget {
    /// Headings, then rows, as the caller shows them.
    Table { kind: &'static str, headings: Vec<String>, rows: Vec<Vec<String>> },
    /// A text in a language that says itself what it is: TOML, JSON.
    Text { kind: &'static str, text: String },
    /// RGBA bytes, row by row from the top.
    Picture { kind: &'static str, width: u32, height: u32, rgba: Vec<u8> },
    /// The list as it is filtered and sorted, made in the job.
    List,
}

impl ExportTarget {
    fn kind(&self) -> &'static str {
        match self {
            ExportTarget::Table { kind, .. } | ExportTarget::Text { kind, .. } | ExportTarget::Picture { kind, .. } => {
                kind
            }
            ExportTarget::List => "patient list",
        }
    }
}

/// What can be asked of the exports.
#[derive(Clone, Debug)]
pub enum ExportCommand {
    ChooseListFile,
    /// Asks for a place; `name` is proposed.
    Choose {
        name: String,
        target: ExportTarget,
    },
}

/// Carries out an export command.
pub fn apply(core: &mut Core, command: ExportCommand) {
    let (name, target) = match command {
        ExportCommand::ChooseListFile => ("patients.csv".to_owned(), ExportTarget::List),
        ExportCommand::Choose { name, target } => (name, target),
    };
    picker::ask(core, Wanted::SaveAs { name, target });
}

/// Writes the file in a job.
pub fn start(core: &mut Core, target: ExportTarget, path: PathBuf) {
    let now = core.clock.utc_secs();
    let list = core.state.list.result.value().cloned();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let scope = Scope::Text { text: format!("{} to {}", target.kind(), super::import::file_name(&path)) };
    let Ok(grant) = Grant::ask(&open.actor, Action::Export, scope, now) else { return };
    let (store, mark) = (Arc::clone(&open.store), open.info.demo.then_some(DEMO_MARK));
    let today = open.info.zone.date_at(now);
    core.jobs.start(
        JobKind::Export,
        Message::new("job-export").with("name", super::import::file_name(&path)),
        move |progress| {
            let target = match (target, list) {
                (ExportTarget::List, Some(list)) => match list_table(&hospital, &list, today, progress) {
                    Ok((headings, rows)) => ExportTarget::Table { kind: "patient list", headings, rows },
                    Err(Cancelled) => return Outcome::Cancelled(JobKind::Export),
                },
                (target, _) => target,
            };
            write(&*store, &grant, &target, &path, mark)
        },
    );
}

fn write(store: &dyn Store, grant: &Grant, target: &ExportTarget, path: &Path, mark: Option<&str>) -> Outcome {
    if let Err(error) = store.journal(grant) {
        return Outcome::Failed(JobKind::Export, Message::from(&error));
    }
    let written = match target {
        ExportTarget::Table { headings, rows, .. } => write_table(path, headings, rows, mark.is_some()),
        ExportTarget::Text { text, .. } => write_text(path, text),
        ExportTarget::Picture { width, height, rgba, .. } => picture::write_file(path, *width, *height, rgba, mark),
        ExportTarget::List => Ok(()),
    };
    let name = super::import::file_name(path);
    match written {
        Ok(()) => Outcome::Exported(Message::new("exported").with("file", name)),
        Err(error) => {
            Outcome::Failed(JobKind::Export, Message::new("export-failed").with("file", name).with_details(error))
        }
    }
}

fn write_text(path: &Path, text: &str) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, path)
}

/// Writes beside and renames, so that a failure leaves nothing half.
fn write_table(path: &Path, headings: &[String], rows: &[Vec<String>], demo: bool) -> std::io::Result<()> {
    let beside = path.with_extension("csv.part");
    let file = std::io::BufWriter::new(std::fs::File::create(&beside)?);
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut table = TableWriter::begin(file, &headings, demo, Formulas::Defused)?;
    for row in rows {
        table.row(row.iter().map(String::as_str))?;
    }
    table.finish()?.flush()?;
    std::fs::rename(beside, path)
}
