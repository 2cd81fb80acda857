//! Models in the store: kept as versions, read back, deleted; and what they said, kept on the twin. Each is one journalled
//! transaction through the door.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::diagnosis::bounds::Abstention;
use crate::analysis::diagnosis::card::{Card, Limit};
use crate::analysis::diagnosis::metrics::likeliest;
use crate::analysis::diagnosis::saved::{Prediction, SavedModel};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::diagnosis::{
    KeptAnswer, KeptModel, ModelName, ModelSummary, PatientAnswer, Said, TreatmentOption, WhyNot,
};
use crate::domain::ids::PatientId;
use crate::io::store::{Store, StoreError};

use super::super::command::Command;
use super::super::core::Core;
use super::super::history::Direction;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::models::TrainedModel;
use super::{DiagnosisCommand, DiagnosisOutcome, faults, model_bytes, model_of_bytes, options};

/// What the store holds for the panel.
#[derive(Debug, Default)]
pub struct KeptState {
    /// By name, the newest first; `None` before they were read.
    pub models: Option<Vec<KeptModel>>,
    /// The table of treatment options, where one was saved.
    own_options: Option<Vec<TreatmentOption>>,
    /// Which of the session's models are which of the store's, by their numbers.
    pub kept_as: BTreeMap<u64, (u64, ModelName)>,
    /// What models said of the patient whose twin is open.
    pub answers: Option<(PatientId, Vec<KeptAnswer>)>,
}

impl KeptState {
    /// The version that a model of the session is.
    pub fn name_of(&self, number: u64) -> Option<&ModelName> {
        self.kept_as.get(&number).map(|(_, name)| name)
    }

    /// Answers about a patient, newest first, with those that were taken back.
    pub fn answers_of(&self, patient: PatientId) -> &[KeptAnswer] {
        self.answers.as_ref().filter(|(of, _)| *of == patient).map_or(&[], |(_, answers)| answers)
    }

    /// The table of treatment options: the store's, else the one that comes with the program, in a language by its id.
    pub fn options(&self, language: &str) -> &[TreatmentOption] {
        self.own_options.as_deref().unwrap_or_else(|| options::starting(language))
    }
}

/// What a job read or changed.
#[derive(Default)]
pub struct KeptChange {
    models: Option<Vec<KeptModel>>,
    options: Option<Vec<TreatmentOption>>,
    answers: Option<(PatientId, Vec<KeptAnswer>)>,
    /// Number in the session, and the version that it is now.
    kept_as: Option<(u64, ModelName)>,
    said: Option<Message>,
    /// What takes it back, and the walk through the history that it was part of.
    inverse: Option<(DiagnosisCommand, Option<Direction>)>,
}

/// Reads which models and options the store holds.
pub fn load(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::LOAD_MODELS, Message::new("job-load-models"), move |_| {
        let read = || {
            let (models, options) = (store.diagnosis_models()?, store.treatment_options()?);
            Ok(KeptChange { models: Some(models), options, ..KeptChange::default() })
        };
        outcome(read())
    });
}

fn outcome(done: Result<KeptChange, StoreError>) -> Outcome {
    match done {
        Ok(change) => Outcome::from(DiagnosisOutcome::KeptChanged(Box::new(change))),
        Err(error) => Outcome::Failed(Message::from(&error)),
    }
}

/// Takes in what a job read or changed.
pub fn changed(core: &mut Core, change: KeptChange) {
    if let Some((command, direction)) = change.inverse {
        core.history.push_from(direction, Command::Diagnosis(command));
    }
    let kept = &mut core.state.diagnosis.kept;
    if let (Some(models), Some((number, name))) = (&change.models, change.kept_as) {
        let found = models.iter().find(|kept| kept.model == name);
        kept.kept_as.extend(found.map(|found| (number, (found.number, name))));
    }
    if let Some(models) = change.models {
        kept.kept_as.retain(|_, (number, _)| models.iter().any(|kept| kept.number == *number));
        kept.models = Some(models);
    }
    if let Some(options) = change.options {
        kept.own_options = Some(options);
    }
    if let Some((patient, answers)) = change.answers.filter(|_| core.state.twin.wanted.is_some()) {
        opened(core, patient, answers);
    }
    if let Some(said) = change.said {
        core.state.inform(said);
    }
}

/// The answers about a twin that was opened.
pub fn opened(core: &mut Core, patient: PatientId, answers: Vec<KeptAnswer>) {
    core.state.diagnosis.kept.answers = Some((patient, answers));
}

/// Starts the one job that writes; everything is asked of the door first.
fn write(
    core: &mut Core,
    action: Action,
    scope: Scope,
    work: impl FnOnce(&dyn Store, &Grant) -> Result<KeptChange, StoreError> + Send + 'static,
) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(action, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    let started =
        core.jobs.start(JobKind::KEEP_MODEL, Message::new("job-keep-model"), move |_| outcome(work(&*store, &grant)));
    if !started {
        core.state.warn(Message::new("diagnosis-busy"));
    }
}

fn named(name: &str) -> Scope {
    Scope::Text { text: format!("model {name}") }
}

/// Keeps a model of the session as the next version of a name.
pub fn keep(core: &mut Core, number: u64, name: &str) {
    let Some(model) = core.state.diagnosis.models.numbered(number).map(|found| Arc::clone(&found.model)) else {
        return;
    };
    let name = name.trim().to_owned();
    if name.is_empty() {
        return core.state.warn(Message::new("diagnosis-name-needed"));
    }
    write(core, Action::SaveModel, named(&name), move |store, grant| {
        let bytes = model_bytes(&model).map_err(|error| StoreError::System { what: error.to_string() })?;
        let kept = store.save_diagnosis_model(grant, &name, &summary_of(&model.card), &bytes)?;
        let said = Message::new("diagnosis-kept").with("name", &kept.name).with("version", kept.version);
        Ok(KeptChange {
            models: Some(store.diagnosis_models()?),
            kept_as: Some((number, kept)),
            said: Some(said),
            ..KeptChange::default()
        })
    });
}

/// What a list says of a model.
pub fn summary_of(card: &Card) -> ModelSummary {
    let primary = card.verdict.primary;
    let found = card.metrics.iter().find(|measured| measured.metric == primary);
    ModelSummary {
        target: card.target.clone(),
        algorithm: card.algorithm.clone(),
        metric: primary.id().to_owned(),
        value: found.and_then(|found| found.value),
        interval: found.and_then(|found| found.interval),
        is_better_than_baseline: card.verdict.is_better,
        learned_from: card.provenance.name.clone(),
        data_sha256: card.provenance.sha256.clone(),
        rows: card.rows,
    }
}

fn kept_of(core: &Core, number: u64) -> Option<ModelName> {
    let models = core.state.diagnosis.kept.models.as_ref()?;
    models.iter().find(|kept| kept.number == number).map(|kept| kept.model.clone())
}

/// Reads a version into the session, or looks at it where it is there.
pub fn open(core: &mut Core, number: u64) {
    let there = core.state.diagnosis.kept.kept_as.iter().find(|(_, (kept, _))| *kept == number).map(|(own, _)| *own);
    if let Some(own) = there {
        return super::models::choose(core, own);
    }
    let (now, name) = (core.clock.utc_secs(), kept_of(core, number));
    let (Some(open), Some(name)) = (core.state.session.open_store(), name) else { return };
    let scope = named(&format!("{} {}", name.name, name.version));
    let grant = match open.ask(Action::OpenModel, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::READ_MODEL, Message::new("job-read-model"), move |_| {
        let bytes = match store.diagnosis_model_file(&grant, number) {
            Ok(bytes) => bytes,
            Err(error) => return Outcome::Failed(Message::from(&error)),
        };
        match model_of_bytes(&bytes, &name.name) {
            Ok(model) => {
                let model = Box::new(TrainedModel::of_file(model));
                Outcome::from(DiagnosisOutcome::OpenedKept(model, number, name))
            }
            Err(error) => Outcome::Failed(faults::of_model_file(&error, &name.name)),
        }
    });
}

/// Takes in a version that was read.
pub fn was_opened(core: &mut Core, model: TrainedModel, number: u64, name: ModelName) {
    super::models::trained(core, model);
    if let Some(own) = core.state.diagnosis.models.chosen {
        core.state.diagnosis.kept.kept_as.insert(own, (number, name));
    }
}

/// Deletes a version for good; a model of the session stays.
pub fn delete(core: &mut Core, number: u64) {
    let Some(name) = kept_of(core, number) else { return };
    let scope = named(&format!("{} {}", name.name, name.version));
    write(core, Action::DeleteModel, scope, move |store, grant| {
        store.delete_diagnosis_model(grant, number)?;
        let said = Message::new("diagnosis-deleted").with("name", &name.name).with("version", name.version);
        Ok(KeptChange { models: Some(store.diagnosis_models()?), said: Some(said), ..KeptChange::default() })
    });
}

/// Saves the table of treatment options.
pub fn save_options(core: &mut Core, options: Vec<TreatmentOption>) {
    write(core, Action::SaveTreatmentOptions, Scope::Store, move |store, grant| {
        store.save_treatment_options(grant, &options)?;
        Ok(KeptChange {
            options: Some(options),
            said: Some(Message::new("diagnosis-options-saved")),
            ..KeptChange::default()
        })
    });
}

/// Keeps what the chosen model said of the patient that was asked about.
pub fn keep_answer(core: &mut Core) {
    let state = &core.state.diagnosis;
    let (Some(chosen), Some(answers)) = (state.models.chosen(), state.asked.answers.value()) else { return };
    let Some(name) = state.kept.name_of(chosen.number).cloned() else {
        return core.state.warn(Message::new("diagnosis-keep-model-first"));
    };
    let (Some(patient), Some(prediction)) = (answers.patient, answers.predictions.first()) else { return };
    if answers.model != chosen.number {
        return;
    }
    let threshold = state.models.threshold(chosen.card());
    let inputs = answers.cases.table.headings.iter().cloned();
    let cells = answers.cases.table.rows.first().map(|row| row.cells.clone()).unwrap_or_default();
    let answer = answer_of(&chosen.model, name, prediction, threshold, inputs.zip(cells).collect());
    let Some(scope) = core.state.open().and_then(|open| open.scope_of(patient)) else { return };
    let direction = core.history.direction();
    write(core, Action::SaveAnswer, scope, move |store, grant| {
        let number = store.save_model_answer(grant, patient, &answer)?;
        let inverse = DiagnosisCommand::TakeBackAnswer { patient, number, is_taken_back: true };
        Ok(KeptChange {
            answers: Some((patient, store.model_answers(grant, patient)?)),
            said: Some(Message::new("diagnosis-answer-kept")),
            inverse: Some((inverse, direction)),
            ..KeptChange::default()
        })
    });
}

/// Takes an answer back, or lets it stand again.
pub fn take_back_answer(core: &mut Core, patient: PatientId, number: u64, is_taken_back: bool) {
    let (action, key) = match is_taken_back {
        true => (Action::TakeBackAnswer, "diagnosis-answer-taken-back"),
        false => (Action::RestoreAnswer, "diagnosis-answer-restored"),
    };
    let Some(scope) = core.state.open().and_then(|open| open.scope_of(patient)) else { return };
    let direction = core.history.direction();
    write(core, action, scope, move |store, grant| {
        store.take_back_model_answer(grant, number, is_taken_back)?;
        let inverse = DiagnosisCommand::TakeBackAnswer { patient, number, is_taken_back: !is_taken_back };
        Ok(KeptChange {
            answers: Some((patient, store.model_answers(grant, patient)?)),
            said: Some(Message::new(key)),
            inverse: Some((inverse, direction)),
            ..KeptChange::default()
        })
    });
}

/// What is kept of an answer: with a reason instead of a number where the model does not answer.
pub fn answer_of(
    model: &SavedModel,
    name: ModelName,
    prediction: &Prediction,
    threshold: Option<f64>,
    inputs: Vec<(String, String)>,
) -> PatientAnswer {
    let card = &model.card;
    PatientAnswer {
        model: name,
        target: card.target.clone(),
        said: said_of(card, prediction, threshold),
        is_internal_only: card.limits.contains(&Limit::InternalValidationOnly),
        inputs,
    }
}

fn said_of(card: &Card, prediction: &Prediction, threshold: Option<f64>) -> Said {
    if !prediction.abstentions.is_empty() {
        return Said::Abstained(prediction.abstentions.iter().map(why_not).collect());
    }
    let interval = |at: usize| prediction.intervals.get(at).copied().flatten();
    let all: u32 = card.classes.iter().map(|(_, rows)| rows).sum();
    let name = |class: usize| card.classes.get(class).map(|(name, _)| name.clone()).unwrap_or_default();
    let of = |shown: usize, class: Option<usize>| Said::Class {
        class: class.map(name),
        of: name(shown),
        probability: prediction.outputs.get(shown).copied().unwrap_or(0.0),
        interval: interval(shown),
        threshold,
        base_rate: card.classes.get(shown).map_or(0.0, |(_, rows)| f64::from(*rows) / f64::from(all.max(1))),
    };
    match prediction.outputs.as_slice() {
        [] => Said::Abstained(Vec::new()),
        [value] => Said::Number { value: *value, interval: interval(0) },
        // Of two classes nothing is said before a threshold was set.
        [_, second] => of(1, threshold.map(|threshold| usize::from(*second >= threshold))),
        several => of(likeliest(several) as usize, Some(likeliest(several) as usize)),
    }
}

fn why_not(found: &Abstention) -> WhyNot {
    let why = |id: &str, values: &[(&str, String)]| WhyNot {
        id: id.to_owned(),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    match found {
        Abstention::Outside { column, value, least, most } => {
            let [value, low, high] = [*value, *least, *most].map(short);
            why("outside", &[("column", column.clone()), ("value", value), ("low", low), ("high", high)])
        }
        Abstention::KeyMissing { column } => why("key", &[("column", column.clone())]),
        Abstention::MostlyMissing { missing, of } => {
            why("mostly-missing", &[("missing", missing.to_string()), ("of", of.to_string())])
        }
        Abstention::Far { distance, usual } => why("far", &[("distance", short(*distance)), ("usual", short(*usual))]),
        Abstention::NewWord { column, word } => why("new-word", &[("column", column.clone()), ("word", word.clone())]),
        Abstention::Unread { column, text } => why("unread", &[("column", column.clone()), ("text", text.clone())]),
    }
}

/// Two digits after the mark, none where there are none.
fn short(value: f64) -> String {
    ((value * 100.0).round() / 100.0).to_string()
}
