//! Files on their way into the wizard: queued, then looked at one by one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Progress;
use crate::io::import::container::Pick;
use crate::io::import::form::Fixed;
use crate::io::import::preview::Look;
use crate::io::import::source::Source;
use crate::io::import::{self as reading, ImportError, Profile};
use crate::io::store::{Store, StoreError, Writing};

use super::super::core::Core;
use super::super::genes;
use super::super::jobs::JobKind;
use super::super::message::{self, Message};
use super::super::outcome::Outcome;
use super::super::panels::PanelId;
use super::earlier::earlier_imports;
use super::{ImportStep, InspectedFile, document_step, file_name, profiles, rehearsing};

/// Queues files and shows the first. A variant file is no table: it goes to the genes of the open twin.
pub fn open_files(core: &mut Core, paths: Vec<PathBuf>) {
    let (variants, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| is_variant_file(path));
    if let Some(path) = variants.into_iter().next() {
        genes::variants::dropped(core, path);
    }
    if paths.is_empty() {
        return;
    }
    let name = paths.first().map_or_else(String::new, |path| file_name(path));
    if core.state.open().is_none() || is_refused(core, name) {
        return;
    }
    core.state.panel = PanelId::Imports;
    core.state.imports.queue.extend(paths);
    match core.state.imports.step {
        ImportStep::Idle | ImportStep::Done(_) | ImportStep::Failed { .. } => next_file(core),
        ImportStep::Inspecting { .. } | ImportStep::Mapping(_) | ImportStep::Document(_) | ImportStep::Running(_) => {}
    }
}

/// By its name: `.vcf`, also packed.
fn is_variant_file(path: &Path) -> bool {
    let name = file_name(path).to_lowercase();
    [".vcf", ".vcf.gz", ".vcf.bgz"].iter().any(|ending| name.ends_with(ending))
}

/// Says at once that nothing can be written here, before anybody maps a column in vain.
fn is_refused(core: &mut Core, name: String) -> bool {
    let error = match core.state.open().map(|open| &open.info.writing) {
        None | Some(Writing::Here) => return false,
        Some(Writing::Elsewhere { writer }) => StoreError::WriterElsewhere { writer: writer.clone() },
        Some(Writing::Never) => StoreError::ReadOnlyFolder {
            name: core.state.open().map_or_else(String::new, |open| open.info.name.clone()),
        },
    };
    core.state.panel = PanelId::Imports;
    core.state.imports.shown = None;
    core.state.imports.step = ImportStep::Failed { name, message: Message::from(&error) };
    true
}

pub fn next_file(core: &mut Core) {
    if core.state.imports.queue.is_empty() {
        core.state.imports.step = ImportStep::Idle;
        return;
    }
    let path = core.state.imports.queue.remove(0);
    look(core, path.clone(), move || Source::open(&path, Pick::default()), How::First);
}

/// Looks at a table that was pasted.
pub fn open_pasted(core: &mut Core, text: String) {
    let name = "pasted table.csv";
    if core.state.open().is_none() || text.trim().is_empty() || is_refused(core, name.to_owned()) {
        return;
    }
    core.state.panel = PanelId::Imports;
    core.state.imports.shown = None;
    look(core, PathBuf::from(name), move || Ok(Source::pasted(name, &text)), How::Pasted);
}

/// Looks at the file at hand once more, in the form that a person chose.
pub fn read_as(core: &mut Core, fixed: Fixed) {
    let Some(source) = super::file_mut(core).map(|file| file.inspection.source.clone()) else { return };
    core.jobs.cancel(JobKind::REHEARSE_IMPORT);
    look(core, source.path().to_owned(), move || Ok(source), How::Again(fixed));
}

/// Goes back to what was detected in the file at hand.
pub fn read_as_detected(core: &mut Core) {
    let Some(source) = super::file_mut(core).map(|file| file.inspection.source.clone()) else { return };
    core.jobs.cancel(JobKind::REHEARSE_IMPORT);
    look(core, source.path().to_owned(), move || Ok(source), How::Afresh);
}

/// Looks at another table of the file at hand.
pub fn pick(core: &mut Core, pick: Pick) {
    let Some(source) = super::file_mut(core).map(|file| file.inspection.source.clone()) else { return };
    core.jobs.cancel(JobKind::REHEARSE_IMPORT);
    look(core, source.path().to_owned(), move || source.repick(pick), How::OtherTable);
}

/// How a file is looked at.
enum How {
    /// For the first time: by the profile that was made for its headings, if there is one.
    First,
    /// The same for a table from the clipboard, which is no file.
    Pasted,
    /// Another table of the same file.
    OtherTable,
    /// Once more, in the form that a person chose; the columns stay as they were mapped.
    Again(Fixed),
    /// Once more, as if nobody had said anything.
    Afresh,
}

/// The file stays on screen while it is looked at again.
fn look(
    core: &mut Core,
    path: PathBuf,
    source: impl FnOnce() -> Result<Source, ImportError> + Send + 'static,
    how: How,
) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let (store, actor) = (Arc::clone(&open.store), open.actor.clone());
    let document = matches!(how, How::First).then(|| path.clone());
    let name = file_name(&path);
    if super::file_mut(core).is_none_or(|file| file.path != path) {
        core.state.imports.step = ImportStep::Inspecting { name: name.clone() };
    }
    let label = Message::new("job-inspect").with("name", name);
    core.jobs.start(JobKind::INSPECT_FILE, label, move |progress| {
        let read = document.and_then(|path| document_step::read(&*store, &actor, &path, now, progress));
        if let Some(outcome) = read {
            return outcome;
        }
        match source().and_then(|source| look_at(&*store, source, &how, progress)) {
            Ok(file) => Outcome::take(move |core| super::inspected(core, file)),
            Err(error) if super::running::is_cancelled(&error) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(message::of_import(&error)),
        }
    });
}

fn look_at(store: &dyn Store, source: Source, how: &How, progress: &Progress) -> Result<InspectedFile, ImportError> {
    let fixed = match how {
        How::Again(fixed) => *fixed,
        How::First | How::Pasted | How::OtherTable | How::Afresh => Fixed::default(),
    };
    let is_new = matches!(how, How::First | How::Pasted | How::OtherTable);
    let found = reading::inspect_with(source.clone(), fixed, Look::Everything, progress)?;
    let saved = profiles::saved_in(store)?;
    let profile = profiles::made_for(&saved, &found.headings).filter(|_| is_new);
    let elsewhere = match (how, profile) {
        (How::First | How::Pasted, None) => profiles::made_for_another_place(&saved, &found, progress)?,
        (How::First | How::Pasted, Some(_)) | (How::OtherTable | How::Again(_) | How::Afresh, _) => None,
    };
    let mut file = match (profile, elsewhere) {
        (Some(profile), _) => profiles::read_again_by(found, profile, progress)?,
        (None, Some(file)) => file,
        (None, None) => InspectedFile::new(source.path().to_owned(), found, fixed),
    };
    if matches!(how, How::First | How::Pasted) {
        file.earlier = earlier_imports(store, &source, progress)?;
    }
    file.keeps_mapping = file.profile.is_none() && matches!(how, How::Again(_) | How::OtherTable);
    file.saved = saved;
    Ok(file)
}

/// Reads the file at hand by a profile. One that does not fit changes nothing.
pub fn read_by(core: &mut Core, profile: impl FnOnce() -> Result<Profile, ImportError> + Send + 'static) {
    let Some(source) = super::file_mut(core).map(|file| file.inspection.source.clone()) else { return };
    let Some(store) = core.state.session.open_store().map(|open| Arc::clone(&open.store)) else { return };
    core.jobs.cancel(JobKind::REHEARSE_IMPORT);
    let label = Message::new("job-inspect").with("name", file_name(source.path()));
    core.jobs.start(JobKind::READ_BY_PROFILE, label, move |progress| {
        let read = profile().and_then(|profile| {
            let mut file = profiles::read_by(&source, &profile, None, progress)?;
            file.saved = profiles::saved_in(&*store)?;
            Ok(file)
        });
        match read {
            Ok(file) => Outcome::take(move |core| super::inspected(core, file)),
            Err(error) if super::running::is_cancelled(&error) => Outcome::Cancelled,
            Err(error) => profiles::refused(&error),
        }
    });
}

/// Shows what was found in a file. What a person chose for its columns stays, where the columns are the same.
pub fn inspected(core: &mut Core, mut file: InspectedFile) {
    if let ImportStep::Mapping(before) = &core.state.imports.step
        && before.path == file.path
    {
        if file.earlier.is_empty() {
            file.earlier = before.earlier.clone();
        }
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
