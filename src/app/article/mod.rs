//! The article's three numbers as the window shows them: the weighted summary of the open twin, the classifier of gene
//! texts, the variant count. Their files are chosen by a click or typed; reading, learning and counting are jobs.

pub mod counting;
pub mod learning;
pub mod orders;
pub mod summary;
#[cfg(test)]
mod tests;
pub mod variant_file;
pub mod weights;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::io::export::place::file_of;
use crate::io::import::ImportError;

use super::computed::Computed;
use super::core::Core;
use super::jobs::JobKind;
use super::message::file_name;
use super::message::{Message, of_import};
use super::outcome::Outcome;
use super::picker;
use counting::Counted;
use learning::Learned;
use weights::{WeightsCommand, WeightsOutcome, WeightsState};

impl JobKind {
    /// A classifier of gene texts, from files.
    pub const LEARN_GENE_TEXTS: JobKind =
        JobKind::reading("learn-gene-texts").failing(|core, message| core.state.article.learned.failed(message));
    pub const COUNT_VARIANTS: JobKind =
        JobKind::reading("count-variants").failing(|core, message| core.state.article.counted.failed(message));
    pub const READ_WEIGHTS: JobKind =
        JobKind::reading("read-weights").failing(|core, message| core.state.article.weights.failure = Some(message));
    /// Weights into the user's own folder.
    pub const KEEP_WEIGHTS: JobKind =
        JobKind::writing("keep-weights").failing(|core, message| core.state.article.weights.failure = Some(message));
}

/// A file that one of the three is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArticleFile {
    Genes,
    Diseases,
    NewPatients,
    Variants,
    Weights,
}

impl ArticleFile {
    /// Stable: texts `article-file-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            ArticleFile::Genes => "genes",
            ArticleFile::Diseases => "diseases",
            ArticleFile::NewPatients => "new-patients",
            ArticleFile::Variants => "variants",
            ArticleFile::Weights => "weights",
        }
    }

    /// What a file of this name is, whichever was asked for: all files of the classifier can be chosen at once.
    fn of_name(path: &Path, asked: ArticleFile) -> ArticleFile {
        let is_training = matches!(asked, ArticleFile::Genes | ArticleFile::Diseases | ArticleFile::NewPatients);
        match file_name(path).as_str() {
            "gene_data.csv" if is_training => ArticleFile::Genes,
            "disease_data.csv" if is_training => ArticleFile::Diseases,
            "new_patient.csv" if is_training => ArticleFile::NewPatients,
            _ => asked,
        }
    }
}

/// What the three tabs show.
#[derive(Debug, Default)]
pub struct ArticleState {
    pub weights: WeightsState,
    /// Paths as typed or chosen.
    paths: BTreeMap<ArticleFile, String>,
    pub learned: Computed<Learned>,
    pub counted: Computed<Counted>,
}

impl ArticleState {
    pub fn path(&self, file: ArticleFile) -> &str {
        self.paths.get(&file).map_or("", String::as_str)
    }

    /// What holds no patient: weights and the names of files.
    #[must_use]
    pub fn without_patients(self) -> ArticleState {
        ArticleState { weights: self.weights, paths: self.paths, ..ArticleState::default() }
    }
}

/// What can be asked of the three.
#[derive(Clone, Debug)]
pub enum ArticleCommand {
    SetPath(ArticleFile, String),
    /// Asks for files by the dialog.
    Choose(ArticleFile),
    Weights(WeightsCommand),
    Learn,
    Count,
}

/// What a job brought.
pub enum ArticleOutcome {
    Weights(WeightsOutcome),
    Learned(Box<Learned>),
    Counted(Box<Counted>),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: ArticleCommand) {
    match command {
        ArticleCommand::SetPath(file, path) => drop(core.state.article.paths.insert(file, path)),
        ArticleCommand::Choose(file) => picker::ask_files(core, move |core, paths| picked(core, file, paths)),
        ArticleCommand::Weights(command) => weights::apply(core, command),
        ArticleCommand::Learn => learning::start(core),
        ArticleCommand::Count => counting::start(core),
    }
}

impl From<ArticleOutcome> for Outcome {
    fn from(outcome: ArticleOutcome) -> Outcome {
        Outcome::take(move |core| take_in(core, outcome))
    }
}

/// Takes in what a job brought.
fn take_in(core: &mut Core, outcome: ArticleOutcome) {
    let revision = core.state.open().map_or_else(Default::default, |open| open.revision);
    match outcome {
        ArticleOutcome::Weights(outcome) => weights::take_in(core, outcome),
        ArticleOutcome::Learned(learned) => core.state.article.learned.finished(*learned, revision),
        ArticleOutcome::Counted(counted) => core.state.article.counted.finished(*counted, revision),
    }
}

/// Files were chosen in the dialog; each goes where its name says, else where it was asked for.
pub fn picked(core: &mut Core, asked: ArticleFile, paths: Vec<PathBuf>) {
    for path in paths {
        let shown = path.to_string_lossy().into_owned();
        core.state.article.paths.insert(ArticleFile::of_name(&path, asked), shown);
    }
    match asked {
        ArticleFile::Weights => weights::apply(core, WeightsCommand::ReadFile),
        ArticleFile::Variants => counting::start(core),
        ArticleFile::Genes | ArticleFile::Diseases | ArticleFile::NewPatients => {}
    }
}

/// The file that a typed path means: as it stands where it is there, else in the folder that files are offered in.
fn found(typed: &str, folder: &Path) -> PathBuf {
    let as_typed = PathBuf::from(typed.trim());
    if as_typed.is_file() { as_typed } else { file_of(typed, folder, "") }
}

/// Why a file was not read, by its name.
fn unread(path: &Path, error: &ImportError) -> Message {
    match error {
        ImportError::MissingColumns { fields } => {
            Message::new("article-no-column").with("name", file_name(path)).with("fields", fields.join(", "))
        }
        other => of_import(other),
    }
}
