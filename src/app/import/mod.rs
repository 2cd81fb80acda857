//! Importing files: choose, look, map, rehearse, run, receipt; one file after another.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::Place;
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Receipt, Rehearsal, Reject, RowFate};
use crate::io::import::container::Pick;
use crate::io::import::documents::Strangers;
use crate::io::import::form::Fixed;
use crate::io::import::preview::PreviewRow;
use crate::io::import::{Corrections, ImportPlan, Inspection, Mapping, Profile, format_by_id, part_of};

use super::computed::Computed;
use super::core::Core;
use super::jobs::JobKind;
use super::message::{Message, file_name};
use super::picker;

mod document_step;
pub mod documents;
mod earlier;
mod editing;
mod opening;
pub mod profiles;
mod receipts;
mod rehearsing;
mod running;

pub use document_step::LookedDocument;
pub use earlier::{Again, earlier_imports, most_like};
pub use editing::MappingEdit;
pub use opening::{inspected, open_files};
pub use profiles::AppliedProfile;
pub use receipts::{load_receipts, rejects_loaded, taken_back};
pub use rehearsing::{rehearse_import, rehearsed};
pub use running::{cancelled, failed, imported, run_import};

impl JobKind {
    pub const INSPECT_FILE: JobKind = JobKind::reading("inspect-file").failing(failed);
    pub const READ_BY_PROFILE: JobKind = JobKind::reading("read-by-profile");
    pub const REHEARSE_IMPORT: JobKind = JobKind::reading("rehearse-import");
    pub const IMPORT: JobKind = JobKind::changing_store("import").failing(failed).when_cancelled(cancelled);
    pub const TAKE_BACK: JobKind = JobKind::changing_store("take-back");
    pub const LOAD_RECEIPTS: JobKind =
        JobKind::reading("load-receipts").failing(|core, message| core.state.imports.receipts.failed(message));
    pub const LOAD_REJECTS: JobKind = JobKind::reading("load-rejects");
    pub const SAVE_PROFILE: JobKind = JobKind::changing_store("save-profile");
    /// Merging segments where imports have piled up.
    pub const COMPACT: JobKind = JobKind::changing_store("compact");
}

/// A file as looked at, with the mapping as edited so far.
#[derive(Debug)]
pub struct InspectedFile {
    pub path: PathBuf,
    pub inspection: Inspection,
    /// `None` until a format is chosen, where none fits the headings.
    pub mapping: Option<Mapping>,
    /// What a person has said about the file's form.
    pub fixed: Fixed,
    /// Cells and rows that a person put right.
    pub corrections: Corrections,
    /// What an import would do; `None` until it was tried.
    pub trial: Option<Arc<Trial>>,
    /// Something was changed since the trial.
    pub trial_is_stale: bool,
    /// The fate whose rows are shown.
    pub shown: RowFate,
    /// The profile it was read by.
    pub profile: Option<AppliedProfile>,
    /// Saved profiles that may be chosen.
    pub saved: Vec<Profile>,
    /// Active imports of the same bytes, newest first.
    pub earlier: Vec<Receipt>,
    /// It was looked at again in another form: columns stay mapped as they were.
    pub keeps_mapping: bool,
}

impl InspectedFile {
    pub fn new(path: PathBuf, inspection: Inspection, fixed: Fixed) -> InspectedFile {
        let mapping = inspection.mapping.clone();
        InspectedFile {
            path,
            inspection,
            mapping,
            fixed,
            corrections: Corrections::new(),
            trial: None,
            trial_is_stale: false,
            shown: RowFate::Rejected,
            profile: None,
            saved: Vec::new(),
            earlier: Vec::new(),
            keeps_mapping: false,
        }
    }

    /// The file's name without its folder.
    pub fn name(&self) -> String {
        file_name(&self.path)
    }

    /// How the file would be imported now; `None` without a mapping.
    pub fn plan(&self) -> Option<ImportPlan> {
        let mut plan = ImportPlan::with_fixed(&self.inspection, self.mapping.clone()?, self.fixed);
        plan.corrections = self.corrections.clone();
        plan.reading.profile =
            self.profile.as_ref().filter(|_| self.is_read_by_profile()).map(|used| used.name.clone());
        Some(plan)
    }

    /// The earlier import of the same file that was most like this one, and what comes of it now.
    pub fn imported_before(&self) -> Option<(&Receipt, Again)> {
        most_like(&self.earlier, self.mapping.as_ref()?, part_of(&self.inspection).as_deref())
    }

    /// Whether no heading says when values were measured that the file holds: they cannot be imported without.
    pub fn has_untimed_values(&self) -> bool {
        let format = format_by_id("observations_wide");
        format.is_some_and(|format| Mapping::propose(format, &self.inspection.headings).missing().contains(&"time"))
    }

    /// Whether the mapping leaves nothing open that an import needs.
    pub fn is_ready(&self) -> bool {
        let is_sure = self.fixed.encoding.is_some() || self.inspection.is_encoding_sure();
        let is_decided = |mapping: &Mapping| mapping.is_decided(&self.inspection.profiles);
        self.mapping.as_ref().is_some_and(|mapping| is_sure && mapping.missing().is_empty() && is_decided(mapping))
    }
}

/// What an import would do, with the rows it tells of.
#[derive(Debug)]
pub struct Trial {
    pub rehearsal: Rehearsal,
    /// By line.
    pub rows: BTreeMap<u32, PreviewRow>,
}

/// An import that has been committed.
#[derive(Debug)]
pub struct ImportedFile {
    pub receipt: Receipt,
    /// The file again, read for columns that this import left out.
    pub rest: Option<Box<InspectedFile>>,
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
    /// A bundle or messages: there is nothing to map.
    Document(Box<LookedDocument>),
    /// The file is kept: after a cancelled or failed import nothing that was edited is lost.
    Running(Box<InspectedFile>),
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
    /// Looks at a table from the clipboard.
    Paste(String),
    /// Looks at another table of the file at hand.
    Pick(Pick),
    /// Reads the file at hand in another form.
    ReadAs(Box<Fixed>),
    Edit(MappingEdit),
    /// Reads the file at hand by a saved profile.
    UseProfile {
        name: String,
    },
    /// Reads the file at hand as it was detected.
    UseDetected,
    /// Reads the file at hand by the profile in a file.
    UseProfileFile(PathBuf),
    /// Asks for a file that holds a profile.
    ChooseProfileFile,
    /// Saves how the file at hand is read, under a name.
    SaveProfile {
        name: String,
    },
    DeleteProfile {
        name: String,
    },
    /// Asks where to write how the file at hand is read.
    ExportProfile,
    /// Asks where to write a receipt.
    ExportReceipt(ImportId),
    /// Puts a text in place of a cell (column 0: a whole row); `None` takes the correction back.
    Correct {
        place: Place,
        text: Option<String>,
    },
    /// Finds out what an import would do.
    Rehearse,
    /// Shows the rows of a fate.
    ShowFate(RowFate),
    /// Whether whoever a message names and the store does not have becomes a patient.
    SetStrangers(Strangers),
    Start,
    /// Imports the columns that the last import left out.
    GoOn,
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
        ImportCommand::ChooseFiles => picker::ask_files(core, open_files),
        ImportCommand::OpenFiles(paths) => open_files(core, paths),
        ImportCommand::Paste(text) => opening::open_pasted(core, text),
        ImportCommand::Pick(pick) => opening::pick(core, pick),
        ImportCommand::ReadAs(fixed) => opening::read_as(core, *fixed),
        ImportCommand::Edit(edit) => editing::edit(core, edit),
        ImportCommand::UseProfile { name } => profiles::choose(core, &name),
        ImportCommand::UseDetected => opening::read_as_detected(core),
        ImportCommand::UseProfileFile(path) => profiles::choose_file(core, path),
        ImportCommand::ChooseProfileFile => picker::ask_file(core, profiles::choose_file),
        ImportCommand::SaveProfile { name } => profiles::save(core, &name),
        ImportCommand::DeleteProfile { name } => profiles::delete(core, name),
        ImportCommand::ExportProfile => profiles::export(core),
        ImportCommand::ExportReceipt(import) => receipts::export(core, import),
        ImportCommand::Correct { place, text } => editing::correct(core, place, text),
        ImportCommand::Rehearse => rehearsing::start(core),
        ImportCommand::ShowFate(fate) => {
            if let Some(file) = file_mut(core) {
                file.shown = fate;
            }
        }
        ImportCommand::SetStrangers(strangers) => document_step::set_strangers(core, strangers),
        ImportCommand::Start => running::start(core),
        ImportCommand::GoOn => running::go_on(core),
        ImportCommand::Skip => opening::next_file(core),
        ImportCommand::Cancel => core.jobs.cancel(JobKind::IMPORT),
        ImportCommand::Show(import) => receipts::show(core, import),
        ImportCommand::HideReceipt => {
            core.state.imports.shown = None;
            core.state.imports.rejects = None;
        }
        ImportCommand::TakeBack(import) => receipts::take_back(core, import),
    }
}

/// The file whose mapping is being edited.
fn file_mut(core: &mut Core) -> Option<&mut InspectedFile> {
    match &mut core.state.imports.step {
        ImportStep::Mapping(file) => Some(file),
        ImportStep::Idle
        | ImportStep::Inspecting { .. }
        | ImportStep::Document(_)
        | ImportStep::Running(_)
        | ImportStep::Done(_)
        | ImportStep::Failed { .. } => None,
    }
}
