//! Writing what is on screen to a file the person names: the list, a twin's series, rejects, a plot.
//!
//! The desktop's own dialog is asked first. Where it gives no place (there may be none on this desktop) a path is typed.
//! Every export is journalled before its first byte, and marked where the data are synthetic.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::diagnosis::saved::SavedModel;
use crate::base::{Cancelled, Date, Progress};
use crate::domain::access::{Action, Actor, Denied, Grant, Scope};
use crate::domain::demo_mark::DEMO_MARK;
use crate::io::export::archive::zip_of;
use crate::io::export::place::{demand_free, file_of, write_whole};
use crate::io::export::workbook::{OutCell, write_workbook};
use crate::io::export::{Document, ExportError, FontFile, IfThere, TableWriter, pdf, picture};
use crate::io::fhir::bundle_of_twin;
use crate::io::sealed::SealTo;
use crate::io::store::Store;

use super::core::Core;
use super::deidentified::{Released, Wanted, deidentify, meter_lines};
use super::diagnosis::model_bytes;
use super::hospital::Hospital;
use super::jobs::JobKind;
use super::list::ListResult;
use super::list::table::list_table;
use super::message::Message;
use super::message::file_name;
use super::outcome::Outcome;
use super::picker;
use super::sealing::sealed_twin;
use super::twin::view::TwinView;

impl JobKind {
    pub const EXPORT: JobKind = JobKind::writing("export").failing(failed).when_cancelled(cancelled);
}

/// What goes into the file.
#[derive(Debug)]
pub enum ExportTarget {
    /// Headings, then rows, as the caller shows them.
    Table { kind: &'static str, headings: Vec<String>, rows: Vec<Vec<String>> },
    /// A text in a language that says itself what it is: TOML, JSON.
    Text { kind: &'static str, text: String },
    /// A diagnostic model, put into words in the job.
    Model {
        model: Arc<SavedModel>,
        /// Learned in this window from a file of the person's own: it holds nobody's record of the store.
        is_own: bool,
    },
    /// Several texts in one archive (ZIP), by name.
    Archive { kind: &'static str, files: Vec<(String, String)> },
    /// RGBA bytes, row by row from the top.
    Picture { kind: &'static str, width: u32, height: u32, rgba: Vec<u8> },
    /// For paper; the fonts are looked for in the job, since that takes longer than a frame.
    Document { kind: &'static str, document: Document, fonts: fn() -> Vec<FontFile> },
    /// Everything of a twin as a bundle of FHIR, put into words in the job.
    Bundle(Arc<TwinView>),
    /// The same, sealed for a colleague.
    Sealed { view: Arc<TwinView>, to: Arc<SealTo> },
    /// The list as it is filtered and sorted, made in the job.
    List,
    /// All patients without what says who they are, made in the job.
    Deidentified(Wanted),
}

impl ExportTarget {
    /// Stable: the text `export-title-<id>`.
    pub fn id(&self) -> String {
        self.kind().replace(' ', "-")
    }

    /// What the door is asked for.
    fn action(&self) -> Action {
        match self.kind() {
            "staff groups" | "staff strategies" | "staff report" | "staff coverage" | "staff trainings" => {
                Action::ExportStaffStudy
            }
            "schedule" => Action::ExportResources,
            "journal" => Action::ExportAudit,
            "table without identity" => Action::ExportDeidentified,
            "ward handover" => Action::PrintHandover,
            "sealed twin" => Action::SealSummary,
            "own diagnostic model" => Action::TrainModel,
            _ => Action::Export,
        }
    }

    /// Whether it is about the patient whose twin is open.
    fn is_of_patient(&self) -> bool {
        matches!(
            self.kind(),
            "trends of a patient"
                | "values of a patient"
                | "twin as fhir bundle"
                | "sealed twin"
                | "risk over time"
                | "treatment plan"
                | "treatment plan for the patient"
        )
    }

    fn kind(&self) -> &'static str {
        match self {
            ExportTarget::Table { kind, .. }
            | ExportTarget::Text { kind, .. }
            | ExportTarget::Archive { kind, .. }
            | ExportTarget::Picture { kind, .. }
            | ExportTarget::Document { kind, .. } => kind,
            ExportTarget::Model { is_own: true, .. } => "own diagnostic model",
            ExportTarget::Model { is_own: false, .. } => "diagnostic model",
            ExportTarget::Bundle(_) => "twin as fhir bundle",
            ExportTarget::Sealed { .. } => "sealed twin",
            ExportTarget::List => "patient list",
            ExportTarget::Deidentified(_) => "table without identity",
        }
    }
}

/// An export that waits for its place.
#[derive(Debug)]
pub struct WaitingExport {
    /// Tells one from the next.
    pub number: u64,
    /// The name proposed.
    pub name: String,
    pub target: Arc<ExportTarget>,
    /// A file that is there already: whether it is to be replaced is asked.
    pub already_there: Option<PathBuf>,
    /// Why the last try failed.
    pub failure: Option<Message>,
    pub is_writing: bool,
}

/// What can be asked of the exports.
#[derive(Clone, Debug)]
pub enum ExportCommand {
    ChooseListFile,
    /// Asks for a place; `name` is proposed.
    Choose {
        name: String,
        target: Arc<ExportTarget>,
    },
    /// Asks through the desktop's dialog again.
    AskDesktop,
    /// A path as typed: relative to the folder offered, or a folder that takes the proposed name.
    SaveAs {
        typed: String,
    },
    /// Replace the file that is already there.
    Replace,
    Cancel,
}

/// Carries out an export command.
pub fn apply(core: &mut Core, command: ExportCommand) {
    match command {
        ExportCommand::ChooseListFile => choose_list(core),
        ExportCommand::Choose { name, target } => choose(core, name, target),
        ExportCommand::AskDesktop => ask_desktop(core),
        ExportCommand::SaveAs { typed } => {
            let folder = core.folders.stores.clone();
            start(core, IfThere::Refuse, move |name| file_of(&typed, &folder, name));
        }
        ExportCommand::Replace => {
            let there = core.state.export.as_mut().and_then(|waiting| waiting.already_there.take());
            if let Some(path) = there {
                start(core, IfThere::Replace, move |_| path);
            }
        }
        ExportCommand::Cancel => {
            core.jobs.cancel(JobKind::PICK_FILE);
            core.state.export = None;
        }
    }
}

fn choose_list(core: &mut Core) {
    if core.state.list.result.value().is_none_or(|list| list.rows.is_empty()) {
        return core.state.warn(Message::new("export-nothing"));
    }
    choose(core, "patients.csv".to_owned(), Arc::new(ExportTarget::List));
}

fn choose(core: &mut Core, name: String, target: Arc<ExportTarget>) {
    // What would be refused at the end is refused before a place is asked for.
    let now = core.clock.utc_secs();
    let (action, scope) = (target.action(), Scope::Text { text: target.kind().to_owned() });
    let refused = core.state.open().filter(|open| !open.may(action)).map(|open| open.ask(action, scope, now));
    if let Some(Err(denied)) = refused {
        return core.state.warn(Message::new("denied").with_details(denied));
    }
    core.exports_asked += 1;
    core.state.export = Some(WaitingExport {
        number: core.exports_asked,
        name,
        target,
        already_there: None,
        failure: None,
        is_writing: false,
    });
    ask_desktop(core);
}

fn ask_desktop(core: &mut Core) {
    if let Some(waiting) = &core.state.export {
        let name = waiting.name.clone();
        picker::ask_place(core, name, placed);
    }
}

/// The desktop's dialog named a place, and has asked itself before a file is replaced.
pub fn placed(core: &mut Core, path: PathBuf) {
    start(core, IfThere::Replace, move |_| path);
}

/// Writes the file in a job; `place` gives its path from the name proposed.
fn start(core: &mut Core, if_there: IfThere, place: impl FnOnce(&str) -> PathBuf + Send + 'static) {
    let now = core.clock.utc_secs();
    let (Some(open), Some(waiting)) = (core.state.session.open_store(), &core.state.export) else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let job = ExportJob {
        store: Arc::clone(&open.store),
        hospital,
        list: core.state.list.result.value().cloned(),
        target: Arc::clone(&waiting.target),
        actor: open.actor.clone(),
        now_utc_secs: now,
        today: open.info.zone.date_at(now),
        is_demo: open.info.demo,
        if_there,
        patient: core.state.twin.wanted.filter(|_| waiting.target.is_of_patient()).and_then(|one| open.scope_of(one)),
    };
    let name = waiting.name.clone();
    core.jobs.cancel(JobKind::PICK_FILE);
    let label = Message::new("job-export").with("name", &name);
    // The folder is looked at in the job: it may be on a disk that has to wake up.
    let started = core.jobs.start(JobKind::EXPORT, label, move |progress| job.run(&place(&name), progress));
    if let Some(waiting) = &mut core.state.export {
        waiting.is_writing = started;
        waiting.failure = (!started).then(|| Message::new("export-busy"));
    }
}

/// What the job needs.
struct ExportJob {
    store: Arc<dyn Store>,
    hospital: Arc<Hospital>,
    list: Option<Arc<ListResult>>,
    target: Arc<ExportTarget>,
    actor: Actor,
    now_utc_secs: i64,
    today: Date,
    is_demo: bool,
    if_there: IfThere,
    /// Whom it is about, where it is about one.
    patient: Option<Scope>,
}

/// Why there is no file.
enum Unwritten {
    Cancelled,
    /// A file of that name is there; asked before it is replaced.
    IsThere,
    Because(Message),
}

impl ExportJob {
    fn run(&self, path: &Path, progress: &Progress) -> Outcome {
        let written = demand_free(path, self.if_there).map_err(|error| unwritten(path, error)).and_then(|()| {
            match &*self.target {
                ExportTarget::Deidentified(wanted) => self.write_deidentified(path, wanted, progress),
                _ => {
                    let written = self
                        .journal(path)
                        .and_then(|_| self.write(path, progress).map_err(|error| unwritten(path, error)));
                    written.map(|message| (message, None))
                }
            }
        });
        match written {
            Ok((message, released)) => {
                let said = message.with("file", file_name(path));
                Outcome::take(move |core| {
                    core.state.trust.bare = released.or(core.state.trust.bare.take());
                    finished(core, said);
                })
            }
            Err(Unwritten::Cancelled) => Outcome::Cancelled,
            Err(Unwritten::IsThere) => {
                let path = path.to_owned();
                Outcome::take(move |core| is_there(core, path))
            }
            Err(Unwritten::Because(message)) => Outcome::Failed(message),
        }
    }

    /// What it cost stands in the message's details.
    fn write_deidentified(
        &self,
        path: &Path,
        wanted: &Wanted,
        progress: &Progress,
    ) -> Result<(Message, Option<Arc<Released>>), Unwritten> {
        let grant = self.journal(path)?;
        let done = deidentify(&*self.store, &grant, wanted, progress)
            .map_err(|error| error.message().map_or(Unwritten::Cancelled, Unwritten::Because))?;
        let written = write_whole(path, self.if_there, |file| {
            write_table(path, file, &done.headings, &done.rows, self.is_demo, progress)
        });
        written.map_err(|error| unwritten(path, error))?;
        let message = Message::new("deidentified-exported").with("rows", done.rows.len());
        let message = message.with("suppressed", done.meter.suppressed).with("refused", done.not_agreed);
        let message = message.with_details(meter_lines(&done).join("\n"));
        Ok((message, Some(Arc::new(Released::of(wanted, done, true)))))
    }

    fn journal(&self, path: &Path) -> Result<Grant, Unwritten> {
        let what = format!("{} to {}", self.target.kind(), file_name(path));
        let scope = self.patient.clone().unwrap_or_else(|| Scope::Text { text: what.clone() });
        let grant = Grant::ask(&self.actor, self.target.action(), scope, self.now_utc_secs)
            .map_err(|denied| self.refused(&denied))?;
        // Where the scope is the patient, what was written of them is told beside it.
        let grant = if self.patient.is_some() { grant.because(&what) } else { grant };
        self.store.journal(&grant).map_err(|error| Unwritten::Because(Message::from(&error)))?;
        Ok(grant)
    }

    fn refused(&self, denied: &Denied) -> Unwritten {
        let message = match self.store.journal_denial(denied) {
            Ok(()) => Message::new("denied").with_details(denied),
            Err(error) => Message::from(&error),
        };
        Unwritten::Because(message)
    }

    fn write(&self, path: &Path, progress: &Progress) -> Result<Message, ExportError> {
        self.write_file(path, progress).map(|()| Message::new("exported"))
    }

    fn write_file(&self, path: &Path, progress: &Progress) -> Result<(), ExportError> {
        let mark = self.is_demo.then_some(DEMO_MARK);
        match (&*self.target, &self.list) {
            (ExportTarget::Table { headings, rows, .. }, _) => {
                write_whole(path, self.if_there, |file| write_table(path, file, headings, rows, self.is_demo, progress))
            }
            (ExportTarget::Text { text, .. }, _) => {
                write_whole(path, self.if_there, |file| Ok(std::io::Write::write_all(file, text.as_bytes())?))
            }
            (ExportTarget::Archive { files, .. }, _) => {
                let bytes = zip_of(files)?;
                write_whole(path, self.if_there, |file| Ok(std::io::Write::write_all(file, &bytes)?))
            }
            (ExportTarget::Model { model, .. }, _) => {
                let bytes = model_bytes(model).map_err(|error| ExportError::System { what: error.to_string() })?;
                write_whole(path, self.if_there, |file| Ok(std::io::Write::write_all(file, &bytes)?))
            }
            (ExportTarget::Bundle(view), _) => {
                let text = bundle_of_twin(&view.twin, &view.books, &self.store.info()).written();
                write_whole(path, self.if_there, |file| Ok(std::io::Write::write_all(file, text.as_bytes())?))
            }
            (ExportTarget::Sealed { view, to }, _) => {
                let (info, notes) = (self.store.info(), view.ward_notes.as_slice());
                let sealed = sealed_twin(&view.twin, notes, (&view.books, &info), self.now_utc_secs, to);
                let sealed = sealed.map_err(|error| ExportError::System { what: error.to_string() })?;
                write_whole(path, self.if_there, |file| Ok(std::io::Write::write_all(file, &sealed)?))
            }
            (ExportTarget::Picture { width, height, rgba, .. }, _) => {
                write_whole(path, self.if_there, |file| Ok(picture::write(file, *width, *height, rgba, mark)?))
            }
            (ExportTarget::Document { document, fonts, .. }, _) => {
                let fonts = fonts();
                write_whole(path, self.if_there, |file| pdf::write(file, document, &fonts, self.is_demo))
            }
            (ExportTarget::List, Some(list)) => {
                let (headings, rows) = list_table(&self.hospital, list, self.today, progress)?;
                write_whole(path, self.if_there, |file| {
                    write_table(path, file, &headings, &rows, self.is_demo, progress)
                })
            }
            // A list to be exported was on screen when this was asked for.
            (ExportTarget::List | ExportTarget::Deidentified(_), None) | (ExportTarget::Deidentified(_), Some(_)) => {
                Err(ExportError::Cancelled(Cancelled))
            }
        }
    }
}

fn unwritten(path: &Path, error: ExportError) -> Unwritten {
    let message = Message::new(format!("export-error-{}", error.id()));
    let folder = path.parent().unwrap_or(path).to_string_lossy().into_owned();
    let message = message.with("file", file_name(path)).with("folder", folder);
    match error {
        ExportError::Cancelled(Cancelled) => Unwritten::Cancelled,
        ExportError::AlreadyThere => Unwritten::IsThere,
        ExportError::System { what } => Unwritten::Because(message.with_details(what)),
        ExportError::NoFolder
        | ExportError::IsFolder
        | ExportError::InStore
        | ExportError::NotAllowed
        | ExportError::DiskFull => Unwritten::Because(message),
    }
}

/// As a workbook where the file is called one, else as CSV.
fn write_table(
    path: &Path,
    file: impl std::io::Write + Send,
    headings: &[String],
    rows: &[Vec<String>],
    demo: bool,
    progress: &Progress,
) -> Result<(), ExportError> {
    let is_workbook = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    if is_workbook {
        write_sheet(path, file, headings, rows, demo)
    } else {
        write_csv(file, headings, rows, demo, progress)
    }
}

/// Rows of the list are in memory already; a sheet of them is written in seconds.
fn write_sheet(
    path: &Path,
    file: impl std::io::Write + Send,
    headings: &[String],
    rows: &[Vec<String>],
    demo: bool,
) -> Result<(), ExportError> {
    let scratch = path.parent().unwrap_or(path);
    let all = std::iter::once(headings).chain(rows.iter().map(Vec::as_slice));
    let cells = all.map(|row| row.iter().map(|cell| OutCell::of(cell)));
    let written = write_workbook(demo.then_some(DEMO_MARK), cells, scratch, file);
    written.map_err(|error| ExportError::System { what: error.to_string() })
}

fn write_csv(
    file: impl std::io::Write,
    headings: &[String],
    rows: &[Vec<String>],
    demo: bool,
    progress: &Progress,
) -> Result<(), ExportError> {
    progress.restart(rows.len() as u64);
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut table = TableWriter::begin(file, &headings, demo)?;
    for row in rows {
        progress.tick(1)?;
        table.row(row.iter().map(String::as_str))?;
    }
    table.finish()?;
    Ok(())
}

/// The person stopped it.
pub fn cancelled(core: &mut Core) {
    core.state.export = None;
}

/// The file is written.
pub fn finished(core: &mut Core, message: Message) {
    core.state.export = None;
    core.state.inform(message);
}

/// Nothing was written: the place is asked for again, with the reason.
pub fn failed(core: &mut Core, message: Message) {
    match &mut core.state.export {
        Some(waiting) => (waiting.failure, waiting.is_writing) = (Some(message), false),
        // The store was locked or closed meanwhile.
        None => core.state.report(message),
    }
}

/// A file of that name is there: whether it is to be replaced is asked.
pub fn is_there(core: &mut Core, path: PathBuf) {
    if let Some(waiting) = &mut core.state.export {
        (waiting.already_there, waiting.failure, waiting.is_writing) = (Some(path), None, false);
    }
}
