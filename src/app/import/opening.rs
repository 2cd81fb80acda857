//! Files on their way into the wizard: queued, then looked at one by one.

use std::path::PathBuf;

use crate::io::import::container::Pick;
use crate::io::import::form::Fixed;
use crate::io::import::preview::Look;
use crate::io::import::source::Source;
use crate::io::import::{self as reading, ImportError};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{self, Message};
use super::super::outcome::Outcome;
use super::super::state::PanelId;
use super::{ImportStep, InspectedFile, file_name, rehearsing};

/// Queues files and shows the first.
pub fn open_files(core: &mut Core, paths: Vec<PathBuf>) {
    if core.state.open().is_none() {
        return;
    }
    core.state.panel = PanelId::Imports;
    core.state.imports.queue.extend(paths);
    match core.state.imports.step {
        ImportStep::Idle | ImportStep::Done(_) | ImportStep::Failed { .. } => next_file(core),
        ImportStep::Inspecting { .. } | ImportStep::Mapping(_) | ImportStep::Running(_) => {}
    }
}

pub fn next_file(core: &mut Core) {
    if core.state.imports.queue.is_empty() {
        core.state.imports.step = ImportStep::Idle;
        return;
    }
    let path = core.state.imports.queue.remove(0);
    look(core, path.clone(), move || Source::open(&path, Pick::default()), Fixed::default());
}

/// Looks at a table that was pasted.
pub fn open_pasted(core: &mut Core, text: String) {
    if core.state.open().is_none() || text.trim().is_empty() {
        return;
    }
    core.state.panel = PanelId::Imports;
    core.state.imports.shown = None;
    let name = "pasted table.csv";
    look(core, PathBuf::from(name), move || Ok(Source::pasted(name, &text)), Fixed::default());
}

/// Looks at the file at hand once more, in the form that a person chose.
pub fn read_as(core: &mut Core, fixed: Fixed) {
    let Some(source) = super::file_mut(core).map(|file| file.inspection.source.clone()) else { return };
    core.jobs.cancel(JobKind::RehearseImport);
    look(core, source.path().to_owned(), move || Ok(source), fixed);
}

/// Looks at another table of the file at hand.
pub fn pick(core: &mut Core, pick: Pick) {
    let Some(source) = super::file_mut(core).map(|file| file.inspection.source.clone()) else { return };
    core.jobs.cancel(JobKind::RehearseImport);
    look(core, source.path().to_owned(), move || source.repick(pick), Fixed::default());
}

/// The file stays on screen while it is looked at again.
fn look(
    core: &mut Core,
    path: PathBuf,
    source: impl FnOnce() -> Result<Source, ImportError> + Send + 'static,
    fixed: Fixed,
) {
    let name = file_name(&path);
    if super::file_mut(core).is_none_or(|file| file.path != path) {
        core.state.imports.step = ImportStep::Inspecting { name: name.clone() };
    }
    let label = Message::new("job-inspect").with("name", name);
    core.jobs.start(JobKind::InspectFile, label, move |progress| {
        match source().and_then(|source| reading::inspect_with(source, fixed, Look::Everything, progress)) {
            Ok(inspection) => Outcome::Inspected(Box::new(InspectedFile::new(path, inspection, fixed))),
            Err(error) if super::running::is_cancelled(&error) => Outcome::Cancelled(JobKind::InspectFile),
            Err(error) => Outcome::Failed(JobKind::InspectFile, message::of_import(&error)),
        }
    });
}

/// Shows what was found in a file. What a person chose for its columns stays, where the columns are the same.
pub fn inspected(core: &mut Core, mut file: InspectedFile) {
    if let ImportStep::Mapping(before) = &core.state.imports.step
        && before.path == file.path
        && before.inspection.headings == file.inspection.headings
    {
        file.mapping = before.mapping.clone();
        if let Some(mapping) = &mut file.mapping {
            mapping.fit(&file.inspection.profiles);
        }
    }
    core.state.imports.step = ImportStep::Mapping(Box::new(file));
    rehearsing::start_if_small(core);
}
