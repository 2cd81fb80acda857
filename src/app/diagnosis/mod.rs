//! Diagnosis: cases read into columns, models trained and judged on several threads, new cases answered with reasons.
//!
//! The command line uses the reading and the learning alone; the window has its state and its commands here as well.

pub mod asking;
pub mod cohort;
mod columns;
pub mod curves;
pub mod data;
mod faults;
pub mod features;
pub mod keeping;
pub mod models;
mod options;
#[cfg(test)]
mod tests;
mod work;

pub use columns::{Cases, read_cases, sample_cases, typed_case};
pub use faults::{of_run as fault_of_run, of_table as fault_of_table};
pub use work::{evaluate_on_threads, fit_on_threads, model_bytes, model_of_bytes, read_model};

use std::path::{Path, PathBuf};

use crate::analysis::diagnosis::learning_curve::CurvePoint;
use crate::analysis::diagnosis::table::{ColumnChoice, ColumnType, Role};
use crate::domain::diagnosis::{ModelName, TreatmentOption};
use crate::domain::ids::PatientId;
use crate::io::export::place::file_of;

use super::core::Core;
use super::jobs::JobKind;
use super::outcome::Outcome;
use super::picker;
use asking::{Answers, AskedState, ReasonsView};
use cohort::StoreQuestion;
use data::{DataState, Look};
use keeping::{KeptChange, KeptState};
use models::{ModelsState, TrainedModel, TrainingQuestion};

impl JobKind {
    /// Cases to learn from.
    pub const READ_CASES: JobKind =
        JobKind::reading("read-cases").failing(|core, message| core.state.diagnosis.data.cases.failed(message));
    /// Types, gaps and leaks of the columns as they are chosen.
    pub const LOOK_AT_COLUMNS: JobKind =
        JobKind::reading("look-at-columns").failing(|core, message| core.state.diagnosis.data.look.failed(message));
    pub const TRAIN_MODEL: JobKind = JobKind::reading("train-model")
        .failing(|core, message| core.state.diagnosis.models.training_failure = Some(message));
    pub const READ_MODEL: JobKind = JobKind::reading("read-model")
        .failing(|core, message| core.state.diagnosis.models.reading_failure = Some(message));
    pub const ANSWER_CASES: JobKind =
        JobKind::reading("answer-cases").failing(|core, message| core.state.diagnosis.asked.answers.failed(message));
    pub const EXPLAIN_CASE: JobKind =
        JobKind::reading("explain-case").failing(|core, message| core.state.diagnosis.asked.reasons.failed(message));
    /// How a model does with fewer patients.
    pub const LEARN_CURVE: JobKind = JobKind::reading("learn-curve")
        .failing(|core, message| core.state.diagnosis.models.curve_failure = Some(message));
    /// Which models and options the store holds.
    pub const LOAD_MODELS: JobKind = JobKind::reading("load-models");
    /// A model, an answer or the options into the store.
    pub const KEEP_MODEL: JobKind = JobKind::changing_store("keep-model");
}

/// The parts of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiagnosisTab {
    #[default]
    Data,
    Models,
    Results,
    Cases,
    /// What is weighed after a diagnosis.
    Options,
}

impl DiagnosisTab {
    pub const ALL: [DiagnosisTab; 5] =
        [DiagnosisTab::Data, DiagnosisTab::Models, DiagnosisTab::Results, DiagnosisTab::Cases, DiagnosisTab::Options];

    /// Stable: texts `diagnosis-tab-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            DiagnosisTab::Data => "data",
            DiagnosisTab::Models => "models",
            DiagnosisTab::Results => "results",
            DiagnosisTab::Cases => "cases",
            DiagnosisTab::Options => "options",
        }
    }
}

/// A file that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagnosisFile {
    Data,
    Model,
    NewCases,
}

impl DiagnosisFile {
    /// Stable: texts `diagnosis-file-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            DiagnosisFile::Data => "data",
            DiagnosisFile::Model => "model",
            DiagnosisFile::NewCases => "new-cases",
        }
    }
}

/// What the panel shows.
#[derive(Debug, Default)]
pub struct DiagnosisState {
    pub tab: DiagnosisTab,
    pub data: DataState,
    pub models: ModelsState,
    pub asked: AskedState,
    pub kept: KeptState,
}

impl DiagnosisState {
    /// A path as typed or chosen.
    pub fn path(&self, file: DiagnosisFile) -> &str {
        match file {
            DiagnosisFile::Data => &self.data.path,
            DiagnosisFile::Model => &self.models.path,
            DiagnosisFile::NewCases => &self.asked.path,
        }
    }
}

/// What can be asked of the diagnosis.
#[derive(Clone, Debug)]
pub enum DiagnosisCommand {
    Show(DiagnosisTab),
    SetPath(DiagnosisFile, String),
    /// Asks for a file by the dialog.
    ChooseFile(DiagnosisFile),
    /// Reads the file at the path.
    Read(DiagnosisFile),
    /// Reads the file that comes with the program.
    ReadSample(DiagnosisFile),
    /// Makes a table of the store's patients.
    ReadStore(Box<StoreQuestion>),
    /// Columns by their place.
    SetKind(usize, ColumnType),
    SetRole(usize, Role),
    SetZeroIsMissing(usize, bool),
    /// The class that is looked for, of two.
    LookFor(String),
    Train(Box<TrainingQuestion>),
    /// A model by its number.
    Choose(u64),
    /// Works out how the chosen model does with fewer patients.
    LearnCurve,
    Remove(u64),
    /// The probability from which it is acted; for all models of the same question.
    SetThreshold(f64),
    /// Answers a case that was typed: name and text of each column.
    /// Whose it is, where it was filled from an open twin.
    AnswerTyped(Vec<(String, String)>, Option<PatientId>),
    /// Answers what is on record of the open twin.
    AnswerPatient,
    /// Says why a row is answered as it is.
    Explain(u32),
    /// Keeps a model of the session, by its number, in the store under a name.
    Keep(u64, String),
    /// Reads a model of the store by its number there.
    OpenKept(u64),
    DeleteKept(u64),
    /// Keeps the answer about the patient on the twin.
    KeepAnswer,
    TakeBackAnswer {
        patient: PatientId,
        number: u64,
        is_taken_back: bool,
    },
    SaveOptions(Vec<TreatmentOption>),
}

/// What a job brought.
pub enum DiagnosisOutcome {
    Read(Box<(Cases, Vec<ColumnChoice>)>),
    Looked(Box<(Look, Vec<ColumnChoice>)>),
    Trained(Box<TrainedModel>),
    /// Of the model with this number.
    CurveLearned(u64, Vec<CurvePoint>),
    Answered(Box<Answers>),
    Explained(Box<ReasonsView>),
    /// What the store holds was read or changed.
    KeptChanged(Box<KeptChange>),
    /// A version of the store by its number there.
    OpenedKept(Box<TrainedModel>, u64, ModelName),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: DiagnosisCommand) {
    match command {
        DiagnosisCommand::Show(tab) => core.state.diagnosis.tab = tab,
        DiagnosisCommand::SetPath(file, path) => set_path(core, file, path),
        DiagnosisCommand::ChooseFile(file) => picker::ask_file(core, move |core, path| picked(core, file, &path)),
        DiagnosisCommand::Read(DiagnosisFile::Data) => data::read(core),
        DiagnosisCommand::Read(DiagnosisFile::Model) => models::read(core),
        DiagnosisCommand::Read(DiagnosisFile::NewCases) => asking::read(core),
        DiagnosisCommand::ReadSample(DiagnosisFile::Data) => data::read_sample(core),
        DiagnosisCommand::ReadSample(DiagnosisFile::NewCases) => asking::read_sample(core),
        DiagnosisCommand::ReadSample(DiagnosisFile::Model) => {}
        DiagnosisCommand::ReadStore(question) => cohort::read(core, *question),
        DiagnosisCommand::SetKind(place, kind) => data::set_kind(core, place, kind),
        DiagnosisCommand::SetRole(place, role) => data::give_role(core, place, role),
        DiagnosisCommand::SetZeroIsMissing(place, is) => data::set_zero_is_missing(core, place, is),
        DiagnosisCommand::LookFor(class) => data::look_for(core, class),
        DiagnosisCommand::Train(question) => models::train(core, *question),
        DiagnosisCommand::Choose(number) => models::choose(core, number),
        DiagnosisCommand::LearnCurve => models::learn_curve(core),
        DiagnosisCommand::Remove(number) => models::remove(core, number),
        DiagnosisCommand::SetThreshold(threshold) => models::set_threshold(core, threshold),
        DiagnosisCommand::AnswerTyped(fields, patient) => asking::answer_typed(core, fields, patient),
        DiagnosisCommand::AnswerPatient => asking::answer_patient(core),
        DiagnosisCommand::Explain(row) => asking::explain(core, row),
        DiagnosisCommand::Keep(number, name) => keeping::keep(core, number, &name),
        DiagnosisCommand::OpenKept(number) => keeping::open(core, number),
        DiagnosisCommand::DeleteKept(number) => keeping::delete(core, number),
        DiagnosisCommand::KeepAnswer => keeping::keep_answer(core),
        DiagnosisCommand::TakeBackAnswer { patient, number, is_taken_back } => {
            keeping::take_back_answer(core, patient, number, is_taken_back);
        }
        DiagnosisCommand::SaveOptions(options) => keeping::save_options(core, options),
    }
}

fn set_path(core: &mut Core, file: DiagnosisFile, path: String) {
    let state = &mut core.state.diagnosis;
    match file {
        DiagnosisFile::Data => state.data.path = path,
        DiagnosisFile::Model => state.models.path = path,
        DiagnosisFile::NewCases => state.asked.path = path,
    }
}

/// A file was chosen in the dialog: it is read at once.
pub fn picked(core: &mut Core, file: DiagnosisFile, path: &Path) {
    set_path(core, file, path.to_string_lossy().into_owned());
    apply(core, DiagnosisCommand::Read(file));
}

impl From<DiagnosisOutcome> for Outcome {
    fn from(outcome: DiagnosisOutcome) -> Outcome {
        Outcome::take(move |core| take_in(core, outcome))
    }
}

/// Takes in what a job brought.
fn take_in(core: &mut Core, outcome: DiagnosisOutcome) {
    let revision = core.state.open().map_or_else(Default::default, |open| open.revision);
    match outcome {
        DiagnosisOutcome::Read(read) => {
            let (cases, choices) = *read;
            data::were_read(core, cases, choices, revision);
        }
        DiagnosisOutcome::Looked(looked) => {
            let (look, choices) = *looked;
            data::looked(core, look, choices, revision);
        }
        DiagnosisOutcome::Trained(model) => models::trained(core, *model),
        DiagnosisOutcome::CurveLearned(number, points) => models::curve_learned(core, number, points),
        DiagnosisOutcome::Answered(answers) => asking::answered(core, *answers, revision),
        DiagnosisOutcome::KeptChanged(change) => keeping::changed(core, *change),
        DiagnosisOutcome::OpenedKept(model, number, name) => keeping::was_opened(core, *model, number, name),
        DiagnosisOutcome::Explained(reasons) => core.state.diagnosis.asked.reasons.finished(*reasons, revision),
    }
}

/// The file that a typed path means: as it stands where it is there, else in the folder that files are offered in.
fn found(typed: &str, folder: &Path) -> PathBuf {
    let as_typed = PathBuf::from(typed.trim());
    if as_typed.is_file() { as_typed } else { file_of(typed, folder, "") }
}
