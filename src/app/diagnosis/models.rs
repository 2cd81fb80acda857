//! Models: trained and judged in a job, read from a file, chosen, compared, and the threshold from which one acts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::diagnosis::calibration::Calibration;
use crate::analysis::diagnosis::card::{Card, Provenance};
use crate::analysis::diagnosis::folds::SplitPlan;
use crate::analysis::diagnosis::learner::{Algorithm, Task, algorithm};
use crate::analysis::diagnosis::learning_curve::{CurvePoint, learning_curve};
use crate::analysis::diagnosis::parameters::ParameterError;
use crate::analysis::diagnosis::pipeline::PipelinePlan;
use crate::analysis::diagnosis::plan::{Plan, RunError};
use crate::analysis::diagnosis::saved::SavedModel;
use crate::analysis::diagnosis::table::{ColumnChoice, read_table};
use crate::analysis::diagnosis::verdict::{Comparison, compare};
use crate::base::Progress;
use crate::domain::access::{Action, Scope};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::message::file_name;
use super::super::outcome::Outcome;
use super::super::trust::gate::let_through;
use super::curves::{Curves, curves};
use super::data::task_for;
use super::{Cases, DiagnosisOutcome, DiagnosisTab, faults, fit_on_threads, found, read_model};

/// Parts of the patients of a training part from which a learning curve is made.
pub const SHARES: [f64; 6] = [0.1, 0.2, 0.4, 0.6, 0.8, 1.0];

/// All models of this session.
#[derive(Debug, Default)]
pub struct ModelsState {
    /// Of a model's file.
    pub path: String,
    /// In the order in which they came.
    pub models: Vec<Arc<TrainedModel>>,
    /// Number of the one that is looked at and asked.
    pub chosen: Option<u64>,
    pub training_failure: Option<Message>,
    pub reading_failure: Option<Message>,
    pub curve_failure: Option<Message>,
    /// How models do with fewer patients, by their numbers.
    learning: BTreeMap<u64, Arc<Vec<CurvePoint>>>,
    made: u64,
    /// By the question that is answered: target and class.
    thresholds: BTreeMap<(String, String), f64>,
}

impl ModelsState {
    pub fn chosen(&self) -> Option<&Arc<TrainedModel>> {
        self.models.iter().find(|model| Some(model.number) == self.chosen)
    }

    /// A model of this session by its number.
    pub fn numbered(&self, number: u64) -> Option<&Arc<TrainedModel>> {
        self.models.iter().find(|model| model.number == number)
    }

    /// How a model does with fewer patients, once that was asked.
    pub fn learning(&self, number: u64) -> Option<&Arc<Vec<CurvePoint>>> {
        self.learning.get(&number)
    }

    /// The probability from which one acts; nobody has one until it was set.
    pub fn threshold(&self, card: &Card) -> Option<f64> {
        self.thresholds.get(&question(card)?).copied()
    }
}

/// Of two classes alone there is a threshold.
fn question(card: &Card) -> Option<(String, String)> {
    match card.classes.as_slice() {
        [_, (looked_for, _)] => Some((card.target.clone(), looked_for.clone())),
        _ => None,
    }
}

/// A model with what is drawn of it.
#[derive(Debug)]
pub struct TrainedModel {
    pub number: u64,
    pub model: Arc<SavedModel>,
    /// Nothing of a model that came from a file: its card alone tells how it does.
    pub curves: Option<Curves>,
    /// What it learned from, for the rows behind a number.
    pub cases: Option<Arc<Cases>>,
    /// How it was made, so that it can be made again with fewer patients.
    making: Option<Arc<Making>>,
}

impl TrainedModel {
    /// A model that was made elsewhere.
    pub fn of_file(model: SavedModel) -> TrainedModel {
        TrainedModel { number: 0, model: Arc::new(model), curves: None, cases: None, making: None }
    }

    /// Whether it learned in this window from a file, and not from patients of the store.
    pub fn is_of_own_file(&self) -> bool {
        self.cases.as_ref().is_some_and(|cases| cases.patients.is_empty())
    }

    pub fn card(&self) -> &Card {
        &self.model.card
    }

    /// How it does beside another that was judged on the same folds of the same table.
    pub fn beside(&self, other: &TrainedModel) -> Option<Comparison> {
        beside(self.card(), other.card())
    }
}

/// How a model does beside another that was judged on the same folds of the same table.
pub fn beside(own: &Card, their: &Card) -> Option<Comparison> {
    let is_same = own.provenance.sha256 == their.provenance.sha256
        && own.target == their.target
        && own.rows == their.rows
        && own.split == their.split
        && own.classes == their.classes;
    if is_same { compare(own.verdict.primary, &own.folds, &their.folds) } else { None }
}

/// How a model is to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingQuestion {
    pub algorithm: &'static str,
    pub set: Vec<(String, String)>,
    /// Find the parameters by folds within each training part.
    pub is_tuned: bool,
    pub split: SplitPlan,
    pub pipeline: PipelinePlan,
    pub calibration: Calibration,
    pub seed: u64,
    pub purpose: String,
}

impl TrainingQuestion {
    fn candidates(&self) -> Result<Vec<Algorithm>, ParameterError> {
        let Some(entry) = algorithm(self.algorithm) else { return Ok(Vec::new()) };
        if !self.is_tuned {
            return Ok(vec![entry.build(&self.set)?]);
        }
        let build = |set: &&[(&str, &str)]| {
            let set: Vec<(String, String)> =
                set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            entry.build(&set)
        };
        entry.grid.iter().map(build).collect()
    }

    fn plan(&self, task: Task, cases: &Cases, rows: u32, positive: Option<String>) -> Plan {
        Plan {
            positive: positive.filter(|_| task == Task::Classify),
            pipeline: self.pipeline.clone(),
            split: self.split.clone(),
            calibration: self.calibration,
            target_date: cases.target_date.clone(),
            ..Plan::usual(task, rows, self.seed)
        }
    }
}

/// A question and what it was asked of.
#[derive(Debug)]
struct Making {
    question: TrainingQuestion,
    choices: Vec<ColumnChoice>,
    positive: Option<String>,
}

/// What the job learns from.
struct Material {
    cases: Arc<Cases>,
    choices: Vec<ColumnChoice>,
    positive: Option<String>,
    candidates: Vec<Algorithm>,
}

/// Trains and judges a model in a job; a running one is stopped.
pub fn train(core: &mut Core, question: TrainingQuestion) {
    if core.state.diagnosis.data.cases.value().is_none()
        || !let_through(core, Action::TrainModel, Scope::Text { text: format!("model by {}", question.algorithm) })
    {
        return;
    }
    let state = &mut core.state.diagnosis;
    let Some(cases) = state.data.cases.value().cloned() else { return };
    state.models.training_failure = None;
    let candidates = match question.candidates() {
        Ok(candidates) => candidates,
        Err(error) => return state.models.training_failure = Some(faults::of_parameter(&error)),
    };
    let (choices, positive) = (state.data.choices.clone(), state.data.positive.clone());
    let material = Material { cases, choices, positive, candidates };
    core.jobs.start(JobKind::TRAIN_MODEL, Message::new("job-train-model"), move |progress| {
        match trained_of(&question, &material, progress) {
            Ok(model) => Outcome::from(DiagnosisOutcome::Trained(Box::new(model))),
            Err(error) => super::asking::failed(&error),
        }
    });
}

fn trained_of(question: &TrainingQuestion, material: &Material, progress: &Progress) -> Result<TrainedModel, RunError> {
    let cases = &material.cases;
    let mut choices = material.choices.clone();
    question.split.without_time(&mut choices);
    let (table, notes) = read_table(&cases.columns, &choices)?;
    let task = task_for(&choices, &cases.columns);
    let plan = question.plan(task, cases, table.rows, material.positive.clone());
    let provenance = Provenance { purpose: question.purpose.clone(), ..cases.provenance.clone() };
    let (model, report) = fit_on_threads(&table, &notes, &plan, &material.candidates, &provenance, progress)?;
    let curves = curves(&report, progress)?;
    let positive = material.positive.clone();
    Ok(TrainedModel {
        number: 0,
        model: Arc::new(model),
        curves: Some(curves),
        cases: Some(Arc::clone(cases)),
        making: Some(Arc::new(Making { question: question.clone(), choices, positive })),
    })
}

/// Takes in a model, which is then the one looked at.
pub fn trained(core: &mut Core, model: TrainedModel) {
    let state = &mut core.state.diagnosis.models;
    state.made += 1;
    state.models.push(Arc::new(TrainedModel { number: state.made, ..model }));
    let number = state.made;
    choose(core, number);
}

/// Learns from smaller and smaller parts of each training part, in a job.
pub fn learn_curve(core: &mut Core) {
    let models = &mut core.state.diagnosis.models;
    models.curve_failure = None;
    let Some(chosen) = models.chosen().cloned() else { return };
    let (Some(cases), Some(making)) = (chosen.cases.clone(), chosen.making.clone()) else { return };
    let number = chosen.number;
    core.jobs.start(JobKind::LEARN_CURVE, Message::new("job-learn-curve"), move |progress| {
        match curve_of(&cases, &making, progress) {
            Ok(points) => Outcome::from(DiagnosisOutcome::CurveLearned(number, points)),
            Err(error) => super::asking::failed(&error),
        }
    });
}

fn curve_of(cases: &Cases, making: &Making, progress: &Progress) -> Result<Vec<CurvePoint>, RunError> {
    let (table, _) = read_table(&cases.columns, &making.choices)?;
    let task = task_for(&making.choices, &cases.columns);
    let plan = making.question.plan(task, cases, table.rows, making.positive.clone());
    // What was asked has been trained: its parameters hold.
    let candidates = making.question.candidates().map_err(|_| RunError::NoAlgorithm)?;
    learning_curve(&table, &plan, &candidates, &SHARES, progress)
}

/// Takes in how a model does with fewer patients.
pub fn curve_learned(core: &mut Core, number: u64, points: Vec<CurvePoint>) {
    core.state.diagnosis.models.learning.insert(number, Arc::new(points));
}

/// Reads a model from the file at the path.
pub fn read(core: &mut Core) {
    let folder = core.folders.stores.clone();
    let typed = core.state.diagnosis.models.path.clone();
    core.state.diagnosis.models.reading_failure = None;
    core.jobs.start(JobKind::READ_MODEL, Message::new("job-read-model"), move |_| {
        let path = found(&typed, &folder);
        match read_model(&path) {
            Ok(model) => Outcome::from(DiagnosisOutcome::Trained(Box::new(TrainedModel::of_file(model)))),
            Err(error) => Outcome::Failed(faults::of_model_file(&error, &file_name(&path))),
        }
    });
}

/// Looks at a model; new cases are answered by it.
pub fn choose(core: &mut Core, number: u64) {
    let state = &mut core.state.diagnosis;
    if state.models.models.iter().any(|model| model.number == number) {
        state.models.chosen = Some(number);
        super::asking::ask_again(core);
    }
}

/// Forgets a model.
pub fn remove(core: &mut Core, number: u64) {
    let state = &mut core.state.diagnosis;
    state.models.models.retain(|model| model.number != number);
    state.models.learning.remove(&number);
    state.kept.kept_as.remove(&number);
    if state.models.chosen == Some(number) {
        state.models.chosen = state.models.models.last().map(|model| model.number);
        super::asking::ask_again(core);
    }
    if state_is_empty(core) {
        core.state.diagnosis.tab = DiagnosisTab::Models;
    }
}

fn state_is_empty(core: &Core) -> bool {
    core.state.diagnosis.models.models.is_empty()
}

/// Sets the probability from which one acts, for all models of the same question.
pub fn set_threshold(core: &mut Core, threshold: f64) {
    let state = &mut core.state.diagnosis;
    let key = state.models.chosen().and_then(|model| question(model.card()));
    if let Some(key) = key.filter(|_| threshold > 0.0 && threshold < 1.0) {
        state.models.thresholds.insert(key, threshold);
    }
}
