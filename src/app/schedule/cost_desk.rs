//! Costs of resources in the panel: learned from a file, judged on rows held back, predicted for another file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::schedule::cost::{CostFault, Learned, Predicted, Refusal, Validation, fit, predict, validate};
use crate::base::Progress;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{Message, file_name, of_import};
use super::super::outcome::Outcome;
use super::super::picker;
use super::costs::{CostRows, read_costs, read_questions};
use super::said::{of_cost, refusal};

impl JobKind {
    pub const LEARN_COSTS: JobKind = JobKind::reading("learn-costs").failing(super::panel::failed);
    pub const PREDICT_COSTS: JobKind = JobKind::reading("predict-costs").failing(super::panel::failed);
}

/// What was learned and how good it is.
#[derive(Debug)]
pub struct CostReport {
    pub learned: Learned,
    pub held: Result<Option<Validation>, CostFault>,
    pub read: CostRows,
}

/// A row that was asked about.
#[derive(Debug)]
pub struct CostAnswer {
    pub line: u64,
    /// By input of the model.
    pub words: Vec<Option<String>>,
    pub predicted: Result<Predicted, Refusal>,
}

#[derive(Debug)]
pub struct CostDesk {
    pub path: String,
    pub target: String,
    /// Columns of words, joined by commas.
    pub inputs: String,
    pub folds: u32,
    pub seed: u64,
    pub report: Option<Arc<CostReport>>,
    pub questions_path: String,
    pub answers: Option<Arc<Vec<CostAnswer>>>,
}

impl Default for CostDesk {
    fn default() -> CostDesk {
        CostDesk {
            path: String::new(),
            target: "resource_cost".to_owned(),
            inputs: "hospital, doctor, equipment".to_owned(),
            folds: 5,
            seed: 1,
            report: None,
            questions_path: String::new(),
            answers: None,
        }
    }
}

impl CostDesk {
    /// The names of the columns learned from.
    pub fn inputs(&self) -> Vec<String> {
        self.inputs.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }
}

/// Which of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostFile {
    Rows,
    Questions,
}

#[derive(Clone, Debug)]
pub enum CostCommand {
    SetPath(CostFile, String),
    Choose(CostFile),
    SetTarget(String),
    SetInputs(String),
    SetFolds(u32, u64),
    Learn,
    Predict,
}

pub fn apply(core: &mut Core, command: CostCommand) {
    let desk = &mut core.state.schedule.costs;
    match command {
        CostCommand::SetPath(CostFile::Rows, path) => desk.path = path,
        CostCommand::SetPath(CostFile::Questions, path) => desk.questions_path = path,
        CostCommand::Choose(file) => picker::ask_file(core, move |core, path| {
            apply(core, CostCommand::SetPath(file, path.to_string_lossy().into_owned()));
        }),
        CostCommand::SetTarget(target) => desk.target = target,
        CostCommand::SetInputs(inputs) => desk.inputs = inputs,
        CostCommand::SetFolds(folds, seed) => (desk.folds, desk.seed) = (folds.clamp(2, 1_000), seed),
        CostCommand::Learn => learn(core),
        CostCommand::Predict => ask(core),
    }
}

/// The name of the file that a command reads, for the journal.
pub fn file(desk: &CostDesk, file: CostFile) -> String {
    let path = match file {
        CostFile::Rows => &desk.path,
        CostFile::Questions => &desk.questions_path,
    };
    file_name(Path::new(path.trim()))
}

fn learn(core: &mut Core) {
    let state = &mut core.state.schedule;
    state.failure = None;
    let desk = &state.costs;
    let (path, target, inputs) = (PathBuf::from(desk.path.trim()), desk.target.trim().to_owned(), desk.inputs());
    let (folds, seed) = (desk.folds, desk.seed);
    core.jobs.start(JobKind::LEARN_COSTS, Message::new("job-learn-costs"), move |progress| {
        match learned(&path, &target, &inputs, (folds, seed), progress) {
            Ok(report) => Outcome::take(move |core: &mut Core| {
                let desk = &mut core.state.schedule.costs;
                (desk.report, desk.answers) = (Some(Arc::new(report)), None);
            }),
            Err(why) => refusal("schedule-not-learned", why),
        }
    });
}

fn learned(
    path: &Path,
    target: &str,
    inputs: &[String],
    (folds, seed): (u32, u64),
    progress: &Progress,
) -> Result<CostReport, Message> {
    if inputs.is_empty() || inputs.iter().any(|name| name.eq_ignore_ascii_case(target)) {
        return Err(Message::new("schedule-why-inputs"));
    }
    let read = read_costs(path, inputs, target, progress).map_err(|error| of_import(&error))?;
    let learned = fit(target, inputs, &read.rows.iter().collect::<Vec<_>>(), progress).map_err(|why| of_cost(&why))?;
    let held = validate(inputs, &read.rows, folds, seed, progress);
    Ok(CostReport { learned, held, read })
}

fn ask(core: &mut Core) {
    let state = &mut core.state.schedule;
    state.failure = None;
    let Some(report) = state.costs.report.clone() else { return };
    let path = PathBuf::from(state.costs.questions_path.trim());
    core.jobs.start(JobKind::PREDICT_COSTS, Message::new("job-predict-costs"), move |progress| {
        let model = &report.learned.model;
        let inputs: Vec<String> = model.inputs.iter().map(|input| input.name.clone()).collect();
        let asked = match read_questions(&path, &inputs, progress) {
            Ok(asked) => asked,
            Err(error) => return refusal("schedule-not-read", of_import(&error)),
        };
        let rows = asked.table.rows.iter().zip(asked.words);
        let answer = |(row, words): (&crate::io::text_table::TextRow, Option<Vec<Option<String>>>)| {
            let words = words?;
            Some(CostAnswer { line: row.line, predicted: predict(model, &words), words })
        };
        let answers: Vec<CostAnswer> = rows.filter_map(answer).collect();
        Outcome::take(move |core: &mut Core| core.state.schedule.costs.answers = Some(Arc::new(answers)))
    });
}
