//! Files on their way into the wizard: queued, then looked at one by one.

use std::path::PathBuf;

use crate::io::import as reading;

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
    core.state.imports.step = ImportStep::Inspecting { name: file_name(&path) };
    core.jobs.start(JobKind::InspectFile, Message::new("job-inspect"), move |_| match reading::inspect(&path) {
        Ok(inspection) => Outcome::Inspected(Box::new(InspectedFile::new(path, inspection))),
        Err(error) => Outcome::Failed(JobKind::InspectFile, message::of_import(&error)),
    });
}

/// Shows what was found in a file.
pub fn inspected(core: &mut Core, file: InspectedFile) {
    core.state.imports.step = ImportStep::Mapping(Box::new(file));
    rehearsing::start_if_small(core);
}
