//! Files on their way into the wizard: queued, then looked at one by one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Progress;
use crate::io::import::form::Fixed;
use crate::io::import::{self as reading, ImportError, Profile};
use crate::io::store::Store;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{self, Message};
use super::super::outcome::Outcome;
use super::super::state::PanelId;
use super::earlier::earlier_import;
use super::{ImportStep, InspectedFile, file_name, profiles, rehearsing};

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
    look(core, path, Look::First);
}

/// How a file is looked at.
enum Look {
    /// For the first time: by the profile that was made for its headings, if there is one.
    First,
    /// Once more, in the form that a person chose; the columns stay as they were mapped.
    Again(Fixed),
    /// Once more, as if nobody had said anything.
    Afresh,
}

/// Looks at the file at hand once more, in the form that a person chose.
pub fn read_as(core: &mut Core, fixed: Fixed) {
    let Some(path) = super::file_mut(core).map(|file| file.path.clone()) else { return };
    core.jobs.cancel(JobKind::RehearseImport);
    look(core, path, Look::Again(fixed));
}

/// Goes back to what was detected in the file at hand.
pub fn read_as_detected(core: &mut Core) {
    let Some(path) = super::file_mut(core).map(|file| file.path.clone()) else { return };
    core.jobs.cancel(JobKind::RehearseImport);
    look(core, path, Look::Afresh);
}

/// The file stays on screen while it is looked at again.
fn look(core: &mut Core, path: PathBuf, how: Look) {
    let Some(store) = core.state.session.open_store().map(|open| Arc::clone(&open.store)) else { return };
    let name = file_name(&path);
    if super::file_mut(core).is_none_or(|file| file.path != path) {
        core.state.imports.step = ImportStep::Inspecting { name: name.clone() };
    }
    let label = Message::new("job-inspect").with("name", name);
    core.jobs.start(JobKind::InspectFile, label, move |progress| match look_at(&*store, &path, &how, progress) {
        Ok(file) => Outcome::Inspected(Box::new(file)),
        Err(error) if super::running::is_cancelled(&error) => Outcome::Cancelled(JobKind::InspectFile),
        Err(error) => Outcome::Failed(JobKind::InspectFile, message::of_import(&error)),
    });
}

fn look_at(store: &dyn Store, path: &Path, how: &Look, progress: &Progress) -> Result<InspectedFile, ImportError> {
    let fixed = match how {
        Look::Again(fixed) => *fixed,
        Look::First | Look::Afresh => Fixed::default(),
    };
    let found = reading::inspect_with(path, fixed, progress)?;
    let saved = profiles::saved_in(store)?;
    let profile = profiles::made_for(&saved, &found.headings).filter(|_| matches!(how, Look::First));
    let mut file = match profile {
        Some(profile) => profiles::read_again_by(path, found, profile, progress)?,
        None => InspectedFile::new(path.to_owned(), found, fixed),
    };
    if matches!(how, Look::First) {
        file.earlier = earlier_import(store, path, progress)?;
    }
    file.keeps_mapping = matches!(how, Look::Again(_));
    file.saved = saved;
    Ok(file)
}

/// Reads the file at hand by a profile. One that does not fit changes nothing.
pub fn read_by(core: &mut Core, profile: impl FnOnce() -> Result<Profile, ImportError> + Send + 'static) {
    let Some(path) = super::file_mut(core).map(|file| file.path.clone()) else { return };
    let Some(store) = core.state.session.open_store().map(|open| Arc::clone(&open.store)) else { return };
    core.jobs.cancel(JobKind::RehearseImport);
    let label = Message::new("job-inspect").with("name", file_name(&path));
    core.jobs.start(JobKind::ReadByProfile, label, move |progress| {
        let read = profile().and_then(|profile| {
            let mut file = profiles::read_by(&path, &profile, None, progress)?;
            file.saved = profiles::saved_in(&*store)?;
            Ok(file)
        });
        match read {
            Ok(file) => Outcome::Inspected(Box::new(file)),
            Err(error) if super::running::is_cancelled(&error) => Outcome::Cancelled(JobKind::ReadByProfile),
            Err(error) => profiles::refused(&error),
        }
    });
}

/// Shows what was found in a file. What a person chose for its columns stays, where the columns are the same.
pub fn inspected(core: &mut Core, mut file: InspectedFile) {
    if let ImportStep::Mapping(before) = &core.state.imports.step
        && before.path == file.path
    {
        file.earlier = before.earlier.clone();
        if file.keeps_mapping && before.inspection.headings == file.inspection.headings {
            file.profile = before.profile.clone();
            file.mapping = before.mapping.clone();
            if let Some(mapping) = &mut file.mapping {
                mapping.fit(&file.inspection.profiles);
            }
        }
    }
    core.state.imports.step = ImportStep::Mapping(Box::new(file));
    rehearsing::start_if_small(core);
}
