//! Saved ways of reading files: found again for a file of the same shape, chosen, saved under a name, kept as files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Progress;
use crate::domain::access::{Action, Grant, Scope};
use crate::io::import::form::{DetectedForm, Encoding, Fixed};
use crate::io::import::mapping::profile::fixed_form;
use crate::io::import::preview::Look;
use crate::io::import::source::Source;
use crate::io::import::{self as reading, ImportError, Inspection, Mapping, Profile};
use crate::io::store::{SavedProfile, Store, StoreError};

use super::super::core::Core;
use super::super::export::{self, ExportCommand, ExportTarget};
use super::super::jobs::JobKind;
use super::super::message::{self, Message};
use super::super::outcome::Outcome;
use super::{InspectedFile, file_mut, opening};

/// The profile that a file is read by, and the mapping that it gave.
#[derive(Clone, Debug)]
pub struct AppliedProfile {
    pub name: String,
    pub mapping: Mapping,
}

/// A profile is a page of text; what is longer is another file.
const LONGEST_TEXT: u64 = 1 << 20;

/// The saved profiles that this program can read.
///
/// # Errors
/// The store is damaged or unreadable.
pub fn saved_in(store: &dyn Store) -> Result<Vec<Profile>, StoreError> {
    let readable = |saved: SavedProfile| {
        let profile = Profile::from_toml(&saved.text, &saved.name).ok()?;
        Some(Profile { name: saved.name, ..profile })
    };
    Ok(store.profiles()?.into_iter().filter_map(readable).collect())
}

/// The profile that was made for files with these headings; of several the one that reads most.
pub fn made_for<'a>(saved: &'a [Profile], headings: &[String]) -> Option<&'a Profile> {
    saved.iter().filter(|profile| profile.knows_all(headings)).max_by_key(|profile| profile.fields.len())
}

/// Reads a profile from a TOML file.
///
/// # Errors
/// The file cannot be read, or [`ImportError::BadProfile`] with the line.
pub fn from_file(path: &Path) -> Result<Profile, ImportError> {
    let io = |error: std::io::Error| ImportError::from_io(path, &error);
    let name = super::file_name(path);
    if std::fs::metadata(path).map_err(io)?.len() > LONGEST_TEXT {
        return Err(ImportError::BadProfile {
            name,
            line: None,
            what: "this is no profile: it is too long".to_owned(),
        });
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let text = String::from_utf8(bytes).map_err(|_| ImportError::NotText { name: name.clone() })?;
    Profile::from_toml(&text, &name)
}

/// Looks at a file as a profile says, in the sheet that it says, and maps its columns by it. An encoding that is named
/// wins.
///
/// # Errors
/// The file cannot be read, has not the profile's sheet or headings, or the mapping leaves out what its kind needs; cancelled.
pub fn read_by(
    source: &Source,
    profile: &Profile,
    encoding: Option<Encoding>,
    progress: &Progress,
) -> Result<InspectedFile, ImportError> {
    let fixed = Fixed { encoding: encoding.or(profile.fixed.encoding), ..profile.fixed };
    let inspection = reading::inspect_with(profile.source_in(source)?, fixed, Look::Everything, progress)?;
    mapped_by(inspection, fixed, profile)
}

/// Reads a file that was looked at already by a profile that was made for its headings. Where the profile says
/// something else of the form, the file is looked at once more; where that does not fit, what was found stands.
///
/// # Errors
/// As [`read_by`].
pub fn read_again_by(found: Inspection, profile: &Profile, progress: &Progress) -> Result<InspectedFile, ImportError> {
    if !agrees(&profile.fixed, &found.form) || !profile.place.is_in(&found.source) {
        match read_by(&found.source, profile, None, progress) {
            Err(ImportError::Cancelled(cancelled)) => return Err(cancelled.into()),
            Err(_) => {}
            read => return read,
        }
    }
    mapped_by(found, Fixed::default(), profile)
}

/// A workbook read by a profile that was made for another sheet of it, or for some of its cells.
///
/// # Errors
/// Cancelled.
pub fn made_for_another_place(
    saved: &[Profile],
    found: &Inspection,
    progress: &Progress,
) -> Result<Option<InspectedFile>, ImportError> {
    for profile in saved.iter().filter(|profile| !profile.place.is_in(&found.source)) {
        match read_by(&found.source, profile, None, progress) {
            Ok(file) if profile.knows_all(&file.inspection.headings) => return Ok(Some(file)),
            Err(ImportError::Cancelled(cancelled)) => return Err(cancelled.into()),
            // It was made for other workbooks.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(None)
}

fn mapped_by(inspection: Inspection, fixed: Fixed, profile: &Profile) -> Result<InspectedFile, ImportError> {
    let mut mapping = profile.mapping(&inspection.headings)?;
    mapping.fit(&inspection.profiles);
    mapping.check()?;
    let mut file = InspectedFile::new(inspection.source.path().to_owned(), inspection, fixed);
    file.mapping = Some(mapping.clone());
    file.profile = Some(AppliedProfile { name: profile.name.clone(), mapping });
    Ok(file)
}

/// Whether a file was found to be as the profile says.
fn agrees(fixed: &Fixed, found: &DetectedForm) -> bool {
    let is_said = fixed_form(found, Fixed::default());
    let form = &found.form;
    let lines = fixed.headings.is_none_or(|lines| lines == form.table.headings)
        && fixed.first_row.is_none_or(|row| row == form.table.first_row)
        && fixed.last_row.is_none_or(|row| row == form.table.last_row);
    let is_same = |said: bool, same: bool| !said || same;
    lines
        && is_same(fixed.encoding.is_some(), fixed.encoding == is_said.encoding)
        && is_same(fixed.delimiter.is_some(), fixed.delimiter == Some(form.dialect.delimiter))
        && is_same(fixed.quote.is_some(), fixed.quote == Some(form.dialect.quote))
        && is_same(fixed.escape.is_some(), fixed.escape == Some(form.dialect.escape))
        && is_same(fixed.comment.is_some(), fixed.comment == Some(form.dialect.comment))
        && is_same(fixed.line_end.is_some(), fixed.line_end == Some(form.dialect.line_end))
}

impl InspectedFile {
    /// The profile of how the file is read now; `None` without a mapping.
    pub fn as_profile(&self, name: &str) -> Option<Profile> {
        let fixed = fixed_form(&self.inspection.form, self.fixed);
        let profile = Profile::of(name, self.mapping.as_ref()?, fixed, &self.inspection.profiles);
        Some(profile.placed_as(&self.inspection))
    }

    /// Whether the file is read as the profile says that was chosen for it, and nothing was changed since.
    pub fn is_read_by_profile(&self) -> bool {
        self.profile.as_ref().is_some_and(|profile| Some(&profile.mapping) == self.mapping.as_ref())
    }
}

/// Reads the file at hand by a saved profile.
pub fn choose(core: &mut Core, name: &str) {
    let profile = file_mut(core).and_then(|file| file.saved.iter().find(|profile| profile.name == name).cloned());
    if let Some(profile) = profile {
        opening::read_by(core, move || Ok(profile));
    }
}

/// Reads the file at hand by a profile in a file.
pub fn choose_file(core: &mut Core, path: PathBuf) {
    opening::read_by(core, move || from_file(&path));
}

/// Saves how the file at hand is read.
pub fn save(core: &mut Core, name: &str) {
    let name = name.trim().to_owned();
    let Some(profile) = file_mut(core).and_then(|file| file.as_profile(&name)).filter(|_| !name.is_empty()) else {
        return;
    };
    let text = profile.without_open_places().to_toml();
    let saving = name.clone();
    write(core, Action::SaveProfile, name, move |store, grant| store.save_profile(grant, &saving, &text));
}

/// Deletes a saved profile.
pub fn delete(core: &mut Core, name: String) {
    let deleting = name.clone();
    write(core, Action::DeleteProfile, name, move |store, grant| store.delete_profile(grant, &deleting));
}

fn write(
    core: &mut Core,
    action: Action,
    name: String,
    change: impl FnOnce(&dyn Store, &Grant) -> Result<(), StoreError> + Send + 'static,
) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(action, Scope::Text { text: name.clone() }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    let label = Message::new(format!("job-{}", action.id())).with("name", &name);
    core.jobs.start(JobKind::SAVE_PROFILE, label, move |_| {
        let written = change(&*store, &grant).and_then(|()| saved_in(&*store));
        match written {
            Ok(saved) => Outcome::take(move |core| changed(core, action, name, saved)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// The profiles were changed: the file at hand is read by the one just saved, or by none that is gone.
pub fn changed(core: &mut Core, action: Action, name: String, saved: Vec<Profile>) {
    core.state.inform(Message::new(format!("{}-done", action.id())).with("name", &name));
    let Some(file) = file_mut(core) else { return };
    file.saved = saved;
    if action == Action::SaveProfile {
        file.profile = file.mapping.clone().map(|mapping| AppliedProfile { name, mapping });
    } else if file.profile.as_ref().is_some_and(|profile| profile.name == name) {
        file.profile = None;
    }
}

/// Asks where how the file at hand is read shall be written to.
pub fn export(core: &mut Core) {
    let profile = file_mut(core).and_then(|file| {
        let name = file.profile.as_ref().map(|profile| profile.name.clone());
        let stem = file.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        file.as_profile(&name.or(stem).unwrap_or_default())
    });
    let Some(profile) = profile else { return };
    let target = ExportTarget::Text { kind: "profile", text: profile.to_toml() }.into();
    export::apply(core, ExportCommand::Choose { name: format!("{}.toml", profile.name), target });
}

/// A profile that does not fit is said as an error; the file stays as it is read.
pub fn refused(error: &ImportError) -> Outcome {
    Outcome::Failed(message::of_import(error))
}
