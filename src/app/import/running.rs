//! The import itself, and what follows it.

use std::sync::Arc;

use crate::base::time::MomentReader;
use crate::base::{Progress, Zone};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::receipt::Receipt;
use crate::io::import::{self as reading, ImportError, ImportPlan, Mapping};
use crate::io::store::{Store, StoreError};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{self, Message};
use super::super::outcome::Outcome;
use super::{ImportStep, ImportedFile, InspectedFile, file_mut, file_name};

/// Starts the import of the file at hand.
pub fn start(core: &mut Core) {
    if super::document_step::start(core) {
        return;
    }
    let now = core.clock.utc_secs();
    core.jobs.cancel(JobKind::REHEARSE_IMPORT);
    let Some(plan) = file_mut(core).filter(|file| file.is_ready()).and_then(|file| file.plan()) else { return };
    let Some(open) = core.state.session.open_store() else { return };
    let name = file_name(plan.path());
    let grant = match open.ask(Action::ImportFile, Scope::File { name: name.clone() }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, zone) = (Arc::clone(&open.store), open.info.zone.clone());
    let label = Message::new("job-import").with("name", &name);
    let started = core
        .jobs
        .start(JobKind::IMPORT, label, move |progress| finished(run_import(&*store, &grant, &plan, &zone, progress)));
    if started {
        let step = std::mem::take(&mut core.state.imports.step);
        core.state.imports.step = match step {
            ImportStep::Mapping(file) => ImportStep::Running(file),
            other => other,
        };
    }
}

/// Imports one file into a store: the same way for the window, the command line and the demo.
///
/// # Errors
/// See [`ImportError`]; nothing of the import stays.
pub fn run_import(
    store: &dyn Store,
    grant: &Grant,
    plan: &ImportPlan,
    zone: &Zone,
    progress: &Progress,
) -> Result<Receipt, ImportError> {
    let mut draft = reading::draft(plan)?;
    draft.reading.corrections = reading::corrected_cells(plan, progress)?;
    let writer = store.begin_import(grant, draft)?;
    let moments = MomentReader::new(zone.clone()).at(grant.at_utc_secs());
    reading::run(plan, moments, writer, progress)
}

pub fn is_cancelled(error: &ImportError) -> bool {
    matches!(error, ImportError::Cancelled(_) | ImportError::Store(StoreError::Cancelled(_)))
}

fn finished(result: Result<Receipt, ImportError>) -> Outcome {
    match result {
        Ok(receipt) => Outcome::take(move |core| imported(core, ImportedFile { receipt, rest: None })),
        Err(error) if is_cancelled(&error) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(message::of_import(&error)),
    }
}

/// Shows a committed import and reads the index again.
pub fn imported(core: &mut Core, mut imported: ImportedFile) {
    if let ImportStep::Running(file) = std::mem::take(&mut core.state.imports.step) {
        imported.rest = rest_of(*file).map(Box::new);
    }
    core.state.imports.step = ImportStep::Done(Box::new(imported));
    super::super::happened::imported(core);
    compact(core);
}

/// The same file read for the columns of values that patients' rows leave out, where it has such columns.
fn rest_of(file: InspectedFile) -> Option<InspectedFile> {
    let imported = file.mapping.as_ref()?;
    let mut rest = Mapping::propose_values(&file.inspection.headings);
    let mut values = rest.series().map(|series| series.column).chain(rest.column_of("value"));
    let is_new = imported.format != rest.format && values.any(|column| imported.field_of(column).is_none());
    drop(values);
    rest.fit_anew(&file.inspection.profiles);
    is_new.then_some(InspectedFile { mapping: Some(rest), trial: None, profile: None, earlier: Vec::new(), ..file })
}

/// Goes on with the rest of the file that was imported.
pub fn go_on(core: &mut Core) {
    let step = std::mem::take(&mut core.state.imports.step);
    core.state.imports.step = match step {
        ImportStep::Done(done) => match done.rest {
            Some(file) => ImportStep::Mapping(file),
            None => ImportStep::Idle,
        },
        other => other,
    };
    super::rehearsing::start_if_small(core);
}

/// Merges segments where imports have piled up; does nothing where they have not.
fn compact(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Ok(grant) = open.ask(Action::Compact, Scope::Store, now) else { return };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::COMPACT, Message::new("job-compact"), move |progress| {
        match store.compact(&grant, progress) {
            Ok(()) => Outcome::Done,
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// The import was stopped and left no trace; the file is there to be tried again.
pub fn cancelled(core: &mut Core) {
    core.state.inform(Message::new("import-cancelled"));
    back_to_mapping(core);
}

/// The file could not be looked at or imported.
pub fn failed(core: &mut Core, message: Message) {
    let name = match &core.state.imports.step {
        ImportStep::Inspecting { name } | ImportStep::Failed { name, .. } => name.clone(),
        ImportStep::Mapping(file) => file.name(),
        ImportStep::Document(_) => return core.state.report(message),
        ImportStep::Running(_) => {
            back_to_mapping(core);
            return core.state.report(message);
        }
        ImportStep::Idle | ImportStep::Done(_) => String::new(),
    };
    core.state.imports.step = ImportStep::Failed { name, message };
}

fn back_to_mapping(core: &mut Core) {
    let step = std::mem::take(&mut core.state.imports.step);
    core.state.imports.step = match step {
        ImportStep::Running(file) => ImportStep::Mapping(file),
        other => other,
    };
}
