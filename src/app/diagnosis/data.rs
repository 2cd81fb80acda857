//! The table to learn from: read, its columns proposed and changed, and looked at for gaps and leaks before anything is
//! learned.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::lint::{Warning, lint};
use crate::analysis::diagnosis::pipeline::PipelinePlan;
use crate::analysis::diagnosis::plan::Plan;
use crate::analysis::diagnosis::problem::Problem;
use crate::analysis::diagnosis::table::{
    Column, ColumnChoice, ColumnSketch, ColumnType, RawCell, RawColumn, Role, Table, TableNote, propose, read_table,
    read_with, retype, sketch, task_of,
};
use crate::base::{Cancelled, Progress, Revision};
use crate::io::import::ImportError;

use super::super::computed::Computed;
use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{Message, of_import};
use super::super::outcome::Outcome;
use super::{Cases, DiagnosisOutcome, faults, found, read_cases, sample_cases};

/// The article's table, made up for it; nobody in it exists.
const SAMPLE: (&str, &[u8]) = ("medical_data.csv", include_bytes!("../../../sample_data/medical_data.csv"));

/// A table, how its columns are understood, and what was seen of them.
#[derive(Debug, Default)]
pub struct DataState {
    pub path: String,
    pub cases: Computed<Cases>,
    /// One for each column.
    pub choices: Vec<ColumnChoice>,
    /// Places of the columns whose words the next look has to find.
    without_words: BTreeSet<usize>,
    /// The class that is looked for, of two; `None` for the one that does not sound like "without".
    pub positive: Option<String>,
    pub look: Computed<Look>,
}

/// What is seen of the columns as they are chosen.
#[derive(Debug)]
pub struct Look {
    pub columns: Vec<ColumnLook>,
    pub notes: Vec<TableNote>,
    pub warnings: Vec<Warning>,
    /// Why nothing can be learned so.
    pub problem: Result<ProblemLook, Message>,
}

/// A column at a glance.
#[derive(Debug)]
pub struct ColumnLook {
    pub sketch: ColumnSketch,
    /// Cells that hold the number 0.
    pub zeros: u32,
}

/// What would be learned.
#[derive(Debug)]
pub struct ProblemLook {
    pub task: Task,
    pub target: String,
    /// With their rows; the one looked for is the last of two.
    pub classes: Vec<(String, u32)>,
    pub rows: u32,
    pub patients: u32,
    pub features: u32,
    pub without_answer: u32,
    pub without_patient: u32,
}

/// Reads the file at the path.
pub fn read(core: &mut Core) {
    let folder = core.folders.stores.clone();
    let typed = core.state.diagnosis.data.path.clone();
    start_reading(core, move |progress| read_cases(&found(&typed, &folder), &[], progress));
}

/// Reads the table that comes with the program.
pub fn read_sample(core: &mut Core) {
    core.state.diagnosis.data.path.clear();
    start_reading(core, |progress| Ok(sample_cases(SAMPLE.0, SAMPLE.1, progress)?));
}

fn start_reading(core: &mut Core, read: impl FnOnce(&Progress) -> Result<Cases, ImportError> + Send + 'static) {
    core.state.diagnosis.data.cases.started();
    core.jobs.start(JobKind::READ_CASES, Message::new("job-read-cases"), move |progress| match read(progress) {
        Ok(cases) => {
            let choices = propose(&cases.columns, None);
            Outcome::from(DiagnosisOutcome::Read(Box::new((cases, choices))))
        }
        Err(ImportError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(of_import(&error)),
    });
}

/// Takes in a table that was read, with its columns as proposed.
pub fn were_read(core: &mut Core, cases: Cases, choices: Vec<ColumnChoice>, revision: Revision) {
    let data = &mut core.state.diagnosis.data;
    data.choices = choices;
    data.without_words.clear();
    data.positive = None;
    data.look = Computed::default();
    data.cases.finished(cases, revision);
    look(core);
}

/// Gives a column another type.
pub fn set_kind(core: &mut Core, place: usize, kind: ColumnType) {
    let data = &mut core.state.diagnosis.data;
    if let Some(choice) = data.choices.get_mut(place) {
        choice.kind = kind;
        data.without_words.insert(place);
        look(core);
    }
}

/// Gives a column another role. There is one target and one group: who had the role before is not used.
pub fn give_role(core: &mut Core, place: usize, role: Role) {
    let data = &mut core.state.diagnosis.data;
    if matches!(role, Role::Target | Role::Group) {
        data.choices.iter_mut().filter(|other| other.role == role).for_each(|other| other.role = Role::Ignore);
    }
    if let Some(choice) = data.choices.get_mut(place) {
        choice.role = role;
    }
    if role == Role::Target {
        data.positive = None;
        data.without_words.insert(place);
    }
    look(core);
}

/// Says whether zeros of a column mean "not measured".
pub fn set_zero_is_missing(core: &mut Core, place: usize, is: bool) {
    if let Some(choice) = core.state.diagnosis.data.choices.get_mut(place) {
        choice.zero_is_missing = is;
        look(core);
    }
}

/// Says which of two classes is looked for.
pub fn look_for(core: &mut Core, class: String) {
    core.state.diagnosis.data.positive = Some(class);
    look(core);
}

/// Takes in what was seen, and the words of columns that have another type.
pub fn looked(core: &mut Core, look: Look, choices: Vec<ColumnChoice>, revision: Revision) {
    let data = &mut core.state.diagnosis.data;
    // Any change since would have started another look, and this one would not have come.
    data.choices = choices;
    data.without_words.clear();
    data.look.finished(look, revision);
}

/// Looks at the columns as they are chosen now, in a job.
fn look(core: &mut Core) {
    let data = &mut core.state.diagnosis.data;
    let Some(cases) = data.cases.value().cloned() else { return };
    let (mut choices, positive) = (data.choices.clone(), data.positive.clone());
    let without_words = data.without_words.clone();
    data.look.started();
    core.jobs.start(JobKind::LOOK_AT_COLUMNS, Message::new("job-look-at-columns"), move |progress| {
        find_words(&mut choices, &cases.columns, &without_words);
        match look_at(&cases, &choices, positive.as_deref(), progress) {
            Ok(look) => Outcome::from(DiagnosisOutcome::Looked(Box::new((look, choices)))),
            Err(Cancelled) => Outcome::Cancelled,
        }
    });
}

fn find_words(choices: &mut [ColumnChoice], columns: &[RawColumn], places: &BTreeSet<usize>) {
    for place in places {
        if let (Some(choice), Some(column)) = (choices.get_mut(*place), columns.get(*place)) {
            retype(choice, column);
        }
    }
}

/// Sketches every column, and says what is suspicious.
///
/// # Errors
/// Cancelled.
pub fn look_at(
    cases: &Arc<Cases>,
    choices: &[ColumnChoice],
    positive: Option<&str>,
    progress: &Progress,
) -> Result<Look, Cancelled> {
    progress.restart(choices.len() as u64);
    let mut columns = Vec::new();
    for (column, choice) in cases.columns.iter().zip(choices) {
        progress.tick(1)?;
        columns.push(column_look(column, choice));
    }
    let (notes, warnings, problem) = match read_table(&cases.columns, choices) {
        Ok((table, notes)) => match of_problem(&table, cases, choices, positive, progress)? {
            Ok((warnings, problem)) => (notes, warnings, Ok(problem)),
            Err(message) => (notes, Vec::new(), Err(message)),
        },
        Err(error) => (Vec::new(), Vec::new(), Err(faults::of_table(&error))),
    };
    Ok(Look { columns, notes, warnings, problem })
}

fn column_look(column: &RawColumn, choice: &ColumnChoice) -> ColumnLook {
    let (values, _) = read_with(column, choice.kind, &choice.levels, choice.zero_is_missing);
    let (kind, role, zero_is_missing) = (choice.kind, choice.role, choice.zero_is_missing);
    let typed = Column { name: column.name.clone(), kind, role, zero_is_missing, values };
    let rows: Vec<u32> = (0..column.cells.len() as u32).collect();
    let zeros = column.cells.iter().filter(|cell| **cell == RawCell::Number(0.0)).count() as u32;
    ColumnLook { sketch: sketch(&typed, &rows), zeros }
}

/// The task of the target as it is chosen.
pub fn task_for(choices: &[ColumnChoice], columns: &[RawColumn]) -> Task {
    let target = choices.iter().zip(columns).find(|(choice, _)| choice.role == Role::Target);
    target.map_or(Task::Classify, |(choice, column)| task_of(choice, column))
}

type OfProblem = Result<(Vec<Warning>, ProblemLook), Message>;

fn of_problem(
    table: &Table,
    cases: &Cases,
    choices: &[ColumnChoice],
    positive: Option<&str>,
    progress: &Progress,
) -> Result<OfProblem, Cancelled> {
    let task = task_for(choices, &cases.columns);
    let problem = match Problem::of(table, task, positive, &PipelinePlan::default()) {
        Ok(problem) => problem,
        Err(error) => return Ok(Err(faults::of_table(&error))),
    };
    let plan = Plan { target_date: cases.target_date.clone(), ..Plan::usual(task, table.rows, 0) };
    let warnings = lint(&problem, &plan, progress)?;
    let count = |class: usize| problem.rows.iter().filter(|row| problem.class(**row) as usize == class).count() as u32;
    let mut patients = problem.patients_of(&problem.rows);
    patients.sort_unstable();
    patients.dedup();
    let look = ProblemLook {
        task,
        target: table.with_role(Role::Target).next().map(|target| target.name.clone()).unwrap_or_default(),
        classes: problem.classes.iter().enumerate().map(|(class, name)| (name.clone(), count(class))).collect(),
        rows: problem.rows.len() as u32,
        patients: patients.len() as u32,
        features: table.with_role(Role::Feature).count() as u32,
        without_answer: problem.without_answer,
        without_patient: problem.without_patient,
    };
    Ok(Ok((warnings, look)))
}
