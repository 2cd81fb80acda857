//! New cases: a file or one that is typed, answered by the chosen model, and why one is answered as it is.

use std::sync::Arc;

use crate::analysis::diagnosis::drift::{Drift, drift};
use crate::analysis::diagnosis::explained::{Explained, explain_row};
use crate::analysis::diagnosis::plan::RunError;
use crate::analysis::diagnosis::saved::{Prediction, SavedModel};
use crate::base::{Progress, Revision};
use crate::io::import::ImportError;

use super::super::computed::Computed;
use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{Message, of_import};
use super::super::outcome::Outcome;
use super::features::fields_of;
use super::{Cases, DiagnosisOutcome, faults, found, read_cases, sample_cases, typed_case};
use crate::domain::ids::PatientId;

/// New cases of the article's table, made up for it.
const SAMPLE: (&str, &[u8]) = ("new_cases.csv", include_bytes!("../../../sample_data/new_cases.csv"));
/// Shares that are drawn are drawn alike every time.
const SEED: u64 = 1;
/// Of fewer values chance alone gives an index that looks like a change: some 13 bins divided by the number of values.
const FEWEST_FOR_DRIFT: f64 = 200.0;

/// What was asked and answered.
#[derive(Debug, Default)]
pub struct AskedState {
    pub path: String,
    /// Where the cases come from; asked again when another model is chosen.
    source: Option<Source>,
    pub answers: Computed<Answers>,
    pub reasons: Computed<ReasonsView>,
    /// The row that is explained.
    pub row: Option<u32>,
}

/// Where new cases come from.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    File(String),
    Sample,
    Typed(Vec<(String, String)>, Option<PatientId>),
}

/// Every case with its answer.
#[derive(Debug)]
pub struct Answers {
    /// Number of the model.
    pub model: u64,
    pub is_typed: bool,
    /// Whose case it is, where it is one of the store's.
    pub patient: Option<PatientId>,
    pub cases: Arc<Cases>,
    /// One for each row.
    pub predictions: Vec<Prediction>,
    pub abstained: u64,
    /// Columns that have moved away from training, the farthest first; of few cases none.
    pub drift: Vec<Drift>,
}

/// Why a case is answered as it is.
#[derive(Debug)]
pub struct ReasonsView {
    pub model: u64,
    pub row: u32,
    /// The one that holds for what would have to differ.
    pub threshold: Option<f64>,
    pub explained: Explained,
}

/// Reads and answers the file at the path.
pub fn read(core: &mut Core) {
    let path = core.state.diagnosis.asked.path.clone();
    ask(core, Source::File(path));
}

/// Answers the cases that come with the program.
pub fn read_sample(core: &mut Core) {
    core.state.diagnosis.asked.path.clear();
    ask(core, Source::Sample);
}

/// `patient`: whose twin it was filled from.
pub fn answer_typed(core: &mut Core, fields: Vec<(String, String)>, patient: Option<PatientId>) {
    ask(core, Source::Typed(fields, patient));
}

/// Answers what is on record of the open twin.
pub fn answer_patient(core: &mut Core) {
    let (Some(view), Some(chosen)) = (core.state.twin.first.value(), core.state.diagnosis.models.chosen()) else {
        return;
    };
    let columns = chosen.model.learned.pipeline.columns.iter().map(|column| column.name.as_str());
    let source = Source::Typed(fields_of(view, columns), Some(view.twin.id));
    ask(core, source);
}

/// Another model answers the same cases.
pub fn ask_again(core: &mut Core) {
    core.state.diagnosis.asked.reasons = Computed::default();
    match core.state.diagnosis.asked.source.clone() {
        // What was typed fits the model that it was typed for.
        Some(Source::Typed(..)) | None => forget(core),
        Some(source) => ask(core, source),
    }
}

fn forget(core: &mut Core) {
    core.jobs.cancel(JobKind::ANSWER_CASES);
    let asked = &mut core.state.diagnosis.asked;
    (asked.source, asked.answers, asked.row) = (None, Computed::default(), None);
}

fn ask(core: &mut Core, source: Source) {
    let folder = core.folders.stores.clone();
    let Some(chosen) = core.state.diagnosis.models.chosen() else { return };
    let (number, model) = (chosen.number, Arc::clone(&chosen.model));
    let asked = &mut core.state.diagnosis.asked;
    asked.source = Some(source.clone());
    asked.row = None;
    asked.reasons = Computed::default();
    asked.answers.started();
    core.jobs.cancel(JobKind::EXPLAIN_CASE);
    core.jobs.start(JobKind::ANSWER_CASES, Message::new("job-answer-cases"), move |progress| {
        let needed: Vec<String> = model.learned.pipeline.columns.iter().map(|column| column.name.clone()).collect();
        let (is_typed, patient) = match &source {
            Source::Typed(_, patient) => (true, *patient),
            Source::File(_) | Source::Sample => (false, None),
        };
        let read = match source {
            Source::File(typed) => read_cases(&found(&typed, &folder), &needed, progress),
            Source::Sample => sample_cases(SAMPLE.0, SAMPLE.1, progress).map_err(ImportError::from),
            Source::Typed(fields, _) => Ok(typed_case(&fields)),
        };
        let cases = match read {
            Ok(cases) => Arc::new(cases),
            Err(ImportError::Cancelled(_)) => return Outcome::Cancelled,
            Err(error) => return Outcome::Failed(unread(&error)),
        };
        match answers(&model, cases, progress) {
            Ok(answers) => {
                let answers = Answers { model: number, is_typed, patient, ..answers };
                Outcome::from(DiagnosisOutcome::Answered(Box::new(answers)))
            }
            Err(error) => failed(&error),
        }
    });
}

fn unread(error: &ImportError) -> Message {
    match error {
        ImportError::MissingColumns { fields } => {
            Message::new("diagnosis-fault-no-column").with("name", fields.join(", "))
        }
        other => of_import(other),
    }
}

pub(super) fn failed(error: &RunError) -> Outcome {
    match faults::of_run(error) {
        Some(message) => Outcome::Failed(message),
        None => Outcome::Cancelled,
    }
}

/// Answers every case without a threshold: it decides on the class alone, when it is shown.
///
/// # Errors
/// Columns are missing; cancelled.
pub fn answers(model: &SavedModel, cases: Arc<Cases>, progress: &Progress) -> Result<Answers, RunError> {
    let predictions = model.predict(&cases.columns, None, progress)?;
    let abstained = predictions.iter().filter(|one| !one.abstentions.is_empty()).count() as u64;
    let rows = predictions.len() as f64;
    let mut drift = match rows >= FEWEST_FOR_DRIFT {
        true => {
            let (table, unread) = model.read_cases(&cases.columns)?;
            drift(model, (&table, &unread))
        }
        false => Vec::new(),
    };
    drift.retain(|one| rows * (1.0 - one.missing_now) >= FEWEST_FOR_DRIFT);
    Ok(Answers { model: 0, is_typed: false, patient: None, cases, predictions, abstained, drift })
}

/// Takes in the answers; the first is explained at once.
pub fn answered(core: &mut Core, answers: Answers, revision: Revision) {
    let has_one = !answers.predictions.is_empty();
    core.state.diagnosis.asked.answers.finished(answers, revision);
    if has_one {
        explain(core, 0);
    }
}

/// Says in a job why a row is answered as it is.
pub fn explain(core: &mut Core, row: u32) {
    let state = &mut core.state.diagnosis;
    let (Some(chosen), Some(answers)) = (state.models.chosen().cloned(), state.asked.answers.value().cloned()) else {
        return;
    };
    let threshold = state.models.threshold(chosen.card());
    state.asked.row = Some(row);
    state.asked.reasons.started();
    core.jobs.start(JobKind::EXPLAIN_CASE, Message::new("job-explain-case"), move |progress| {
        match explain_row(&chosen.model, &answers.cases.columns, row, None, threshold, SEED, progress) {
            Ok(explained) => {
                let view = ReasonsView { model: chosen.number, row, threshold, explained };
                Outcome::from(DiagnosisOutcome::Explained(Box::new(view)))
            }
            Err(error) => failed(&error),
        }
    });
}
