//! Importing files: choose, look, map, run, receipt; one file after another.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::time::MomentReader;
use crate::base::{Progress, Zone};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Receipt, Reject};
use crate::io::import::{self as reading, FileForm, ImportError, Inspection, Mapping};
use crate::io::store::{Store, StoreError};

use super::computed::Computed;
use super::core::Core;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::picker::{self, Wanted};
use super::state::PanelId;

/// Rejects read for one receipt's table; the rest is in the exported file.
const REJECTS_SHOWN: usize = 100_000;

/// A file as looked at, with the mapping as edited so far.
#[derive(Debug)]
pub struct InspectedFile {
    pub path: PathBuf,
    pub inspection: Inspection,
    /// `None` until a format is chosen, where none fits the headings.
    pub mapping: Option<Mapping>,
}

impl InspectedFile {
    /// The file's name without its folder.
    pub fn name(&self) -> String {
        file_name(&self.path)
    }
}

/// An import that has been committed.
#[derive(Debug)]
pub struct ImportedFile {
    pub receipt: Receipt,
}

/// Where the person is with the file at hand.
#[derive(Debug, Default)]
pub enum ImportStep {
    #[default]
    Idle,
    Inspecting {
        name: String,
    },
    Mapping(Box<InspectedFile>),
    Running {
        name: String,
    },
    Done(Box<ImportedFile>),
    Failed {
        name: String,
        message: Message,
    },
}

/// The imports panel's state.
#[derive(Debug, Default)]
pub struct ImportState {
    /// Files still to be looked at.
    pub queue: Vec<PathBuf>,
    pub step: ImportStep,
    pub receipts: Computed<Vec<Receipt>>,
    /// The receipt whose details are shown.
    pub shown: Option<ImportId>,
    pub rejects: Option<(ImportId, Vec<Reject>)>,
}

/// What can be asked of the imports.
#[derive(Clone, Debug)]
pub enum ImportCommand {
    /// Opens the file dialog.
    ChooseFiles,
    OpenFiles(Vec<PathBuf>),
    SetFormat(&'static str),
    /// Takes a field from another column (from 1), or from none.
    SetColumn {
        field: String,
        column: Option<u16>,
    },
    Start,
    /// Leaves the file at hand and goes on with the next.
    Skip,
    Cancel,
    Show(ImportId),
    HideReceipt,
    TakeBack(ImportId),
}

/// Carries out an import command.
pub fn apply(core: &mut Core, command: ImportCommand) {
    match command {
        ImportCommand::ChooseFiles => picker::ask(core, Wanted::FilesToImport),
        ImportCommand::OpenFiles(paths) => open_files(core, paths),
        ImportCommand::SetFormat(format) => {
            if let ImportStep::Mapping(file) = &mut core.state.imports.step {
                file.mapping = mapping_for(&file.inspection, format);
            }
        }
        ImportCommand::SetColumn { field, column } => {
            if let ImportStep::Mapping(file) = &mut core.state.imports.step
                && let Some(mapping) = &mut file.mapping
            {
                let unit =
                    mapping.columns.iter().find(|mapped| mapped.field == field).and_then(|mapped| mapped.unit.clone());
                mapping.set(&field, column, unit);
            }
        }
        ImportCommand::Start => start(core),
        ImportCommand::Skip => next_file(core),
        ImportCommand::Cancel => core.jobs.cancel(JobKind::Import),
        ImportCommand::Show(import) => show(core, import),
        ImportCommand::HideReceipt => {
            core.state.imports.shown = None;
            core.state.imports.rejects = None;
        }
        ImportCommand::TakeBack(import) => take_back(core, import),
    }
}

/// A file's name without its folder.
pub fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Queues files and shows the first.
pub fn open_files(core: &mut Core, paths: Vec<PathBuf>) {
    if core.state.open().is_none() {
        return;
    }
    core.state.panel = PanelId::Imports;
    core.state.imports.queue.extend(paths);
    match core.state.imports.step {
        ImportStep::Idle | ImportStep::Done(_) | ImportStep::Failed { .. } => next_file(core),
        ImportStep::Inspecting { .. } | ImportStep::Mapping(_) | ImportStep::Running { .. } => {}
    }
}

fn next_file(core: &mut Core) {
    if core.state.imports.queue.is_empty() {
        core.state.imports.step = ImportStep::Idle;
        return;
    }
    let path = core.state.imports.queue.remove(0);
    core.state.imports.step = ImportStep::Inspecting { name: file_name(&path) };
    core.jobs.start(JobKind::InspectFile, Message::new("job-inspect"), move |_| match reading::inspect(&path) {
        Ok(inspection) => {
            let mapping = inspection.mapping.clone();
            Outcome::Inspected(Box::new(InspectedFile { path, inspection, mapping }))
        }
        Err(error) => Outcome::Failed(JobKind::InspectFile, super::message::of_import(&error)),
    });
}

/// Shows what was found in a file.
pub fn inspected(core: &mut Core, file: InspectedFile) {
    core.state.imports.step = ImportStep::Mapping(Box::new(file));
}

fn start(core: &mut Core) {
    let now = core.clock.utc_secs();
    let ImportStep::Mapping(file) = &core.state.imports.step else { return };
    let Some(open) = core.state.session.open_store() else { return };
    let name = file.name();
    let grant = match Grant::ask(&open.actor, Action::ImportFile, Scope::File { name: name.clone() }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, zone) = (Arc::clone(&open.store), open.info.zone.clone());
    let Some(mapping) = file.mapping.clone() else { return };
    let (path, form) = (file.path.clone(), file.inspection.form.form);
    let label = Message::new("job-import").with("name", &name);
    let started = core.jobs.start(JobKind::Import, label, move |progress| {
        finished(run_import(&*store, &grant, &path, &mapping, form, &zone, progress))
    });
    if started {
        core.state.imports.step = ImportStep::Running { name };
    }
}

/// What the headings suggest for a format that a person chose.
fn mapping_for(inspection: &Inspection, format: &str) -> Option<Mapping> {
    reading::format_by_id(format).map(|format| Mapping::propose(format, &inspection.headings))
}

/// Imports one file into a store: the same way for the window, the command line and the demo.
///
/// # Errors
/// See [`ImportError`]; nothing of the import stays.
pub fn run_import(
    store: &dyn Store,
    grant: &Grant,
    path: &Path,
    mapping: &Mapping,
    form: FileForm,
    zone: &Zone,
    progress: &Progress,
) -> Result<Receipt, ImportError> {
    let draft = reading::draft(path, mapping)?;
    let writer = store.begin_import(grant, draft)?;
    let moments = MomentReader::new(zone.clone()).at(grant.at_utc_secs());
    reading::run(path, mapping, form, moments, writer, progress)
}

fn is_cancelled(error: &ImportError) -> bool {
    matches!(error, ImportError::Cancelled(_) | ImportError::Store(StoreError::Cancelled(_)))
}

fn finished(result: Result<Receipt, ImportError>) -> Outcome {
    match result {
        Ok(receipt) => Outcome::Imported(Box::new(ImportedFile { receipt })),
        Err(error) if is_cancelled(&error) => Outcome::Cancelled(JobKind::Import),
        Err(error) => Outcome::Failed(JobKind::Import, super::message::of_import(&error)),
    }
}

/// Shows a committed import and reads the index again.
pub fn imported(core: &mut Core, imported: ImportedFile) {
    core.state.imports.step = ImportStep::Done(Box::new(imported));
    super::hospital::reload(core);
    compact(core);
}

/// Merges segments where imports have piled up; does nothing where they have not.
fn compact(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Ok(grant) = Grant::ask(&open.actor, Action::Compact, Scope::Store, now) else { return };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::Compact, Message::new("job-compact"), move |progress| {
        match store.compact(&grant, progress) {
            Ok(()) => Outcome::Done,
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled(JobKind::Compact),
            Err(error) => Outcome::Failed(JobKind::Compact, Message::from(&error)),
        }
    });
}

/// The import was stopped and left no trace.
pub fn cancelled(core: &mut Core) {
    core.state.inform(Message::new("import-cancelled"));
    next_file(core);
}

/// The file could not be looked at or imported.
pub fn failed(core: &mut Core, message: Message) {
    let name = match &core.state.imports.step {
        ImportStep::Inspecting { name } | ImportStep::Running { name } | ImportStep::Failed { name, .. } => {
            name.clone()
        }
        ImportStep::Mapping(file) => file.name(),
        ImportStep::Idle | ImportStep::Done(_) => String::new(),
    };
    core.state.imports.step = ImportStep::Failed { name, message };
}

/// Reads all receipts.
pub fn load_receipts(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let (store, revision) = (Arc::clone(&open.store), open.revision);
    core.state.imports.receipts.started();
    core.jobs.start(JobKind::LoadReceipts, Message::new("job-load-receipts"), move |_| match store.receipts() {
        Ok(receipts) => Outcome::Receipts(receipts, revision),
        Err(error) => Outcome::Failed(JobKind::LoadReceipts, Message::from(&error)),
    });
}

fn show(core: &mut Core, import: ImportId) {
    let Some(open) = core.state.session.open_store() else { return };
    let store = Arc::clone(&open.store);
    core.state.imports.shown = Some(import);
    core.state.imports.rejects = None;
    core.jobs.start(JobKind::LoadRejects, Message::new("job-load-rejects"), move |_| {
        match store.rejects(import, 0, REJECTS_SHOWN) {
            Ok(rejects) => Outcome::Rejects(import, rejects),
            Err(error) => Outcome::Failed(JobKind::LoadRejects, Message::from(&error)),
        }
    });
}

/// Takes in the rejects of the receipt that is shown.
pub fn rejects_loaded(core: &mut Core, import: ImportId, rejects: Vec<Reject>) {
    if core.state.imports.shown == Some(import) {
        core.state.imports.rejects = Some((import, rejects));
    }
}

fn take_back(core: &mut Core, import: ImportId) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Ok(grant) = Grant::ask(&open.actor, Action::TakeBackImport, Scope::Import { import }, now) else { return };
    let store = Arc::clone(&open.store);
    let label = Message::new("job-take-back").with("name", import.0);
    core.jobs.start(JobKind::TakeBack, label, move |progress| run_take_back(&*store, &grant, import, progress));
}

fn run_take_back(store: &dyn Store, grant: &Grant, import: ImportId, progress: &Progress) -> Outcome {
    match store.take_back(grant, import, progress) {
        Ok(receipt) => Outcome::TakenBack(Box::new(receipt)),
        Err(StoreError::Cancelled(_)) => Outcome::Cancelled(JobKind::TakeBack),
        Err(error) => Outcome::Failed(JobKind::TakeBack, Message::from(&error)),
    }
}

/// An import was taken back: everything made from it is made again.
pub fn taken_back(core: &mut Core, receipt: &Receipt) {
    core.state.inform(Message::new("import-taken-back").with("file", &receipt.file_name));
    core.state.twin = super::twin::TwinState::default();
    super::hospital::reload(core);
}
