//! The panel Schedule: an instance and a plan of it on screen, searched, repaired and judged by commands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::access::{Action, Scope};
use crate::domain::schedule::changes::{HospitalChange, RosterChange};
use crate::io::schedule::{ScheduleError, hospital, is_hospital, roster};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{Message, file_name};
use super::super::outcome::Outcome;
use super::super::picker;
use super::super::trust::gate::let_through;
use super::Improvement;
use super::alternatives::{self, Alternatives};
use super::laid::{Instance, Laid, Plan, Thing, lay};
use super::repairing::{self, Proposal};
use super::solving::{self, Live};

impl JobKind {
    /// An instance or a plan of it.
    pub const READ_SCHEDULE: JobKind = JobKind::reading("read-schedule").failing(failed);
    pub const SOLVE_SCHEDULE: JobKind = JobKind::reading("solve-schedule").failing(failed).keeping_best();
    pub const REPAIR_SCHEDULE: JobKind = JobKind::reading("repair-schedule").failing(failed);
    /// What else could be of a thing of the plan.
    pub const EXPLAIN_SCHEDULE: JobKind = JobKind::reading("explain-schedule").failing(failed);
}

/// A file that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleFile {
    Instance,
    Plan,
}

impl ScheduleFile {
    /// Stable: texts `schedule-file-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            ScheduleFile::Instance => "instance",
            ScheduleFile::Plan => "plan",
        }
    }
}

/// Something that befell the plan, marked by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    Hospital(HospitalChange),
    Roster(RosterChange),
}

/// What a search may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    pub seconds: u32,
    pub seed: u64,
    pub threads: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { seconds: 60, seed: 1, threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get) }
    }
}

/// What the panel shows.
#[derive(Debug, Default)]
pub struct ScheduleState {
    pub instance_path: String,
    pub plan_path: String,
    /// Raised with every other instance, so that views forget what they remembered.
    pub number: u64,
    pub instance: Option<Arc<Instance>>,
    /// The plan in force.
    pub plan: Option<Arc<Laid>>,
    /// Cost by time of the search at hand or the last one.
    pub curve: Vec<Improvement>,
    pub failure: Option<Message>,
    pub budget: Budget,
    pub marked: Vec<Marked>,
    pub today: usize,
    pub stability: u32,
    /// What the marks make impossible.
    pub affected: BTreeSet<Thing>,
    pub proposal: Option<Arc<Proposal>>,
    /// What else could be of the thing looked at last.
    pub alternatives: Option<Alternatives>,
    pub(super) live: Option<Live>,
}

impl ScheduleState {
    pub fn path(&self, file: ScheduleFile) -> &str {
        match file {
            ScheduleFile::Instance => &self.instance_path,
            ScheduleFile::Plan => &self.plan_path,
        }
    }

    /// The plan that is drawn: what a repair proposes, else the one in force.
    pub fn shown(&self) -> Option<&Arc<Laid>> {
        self.proposal.as_ref().map(|proposal| &proposal.laid).or(self.plan.as_ref())
    }
}

/// What can be asked of the schedule.
#[derive(Clone, Debug)]
pub enum ScheduleCommand {
    SetPath(ScheduleFile, String),
    /// Asks for a file by the dialog.
    Choose(ScheduleFile),
    /// Reads the file at the path.
    Read(ScheduleFile),
    /// Reads an instance that was dropped.
    Open(PathBuf),
    SetBudget(Budget),
    Solve,
    /// Ends the search; the best plan so far stays.
    Stop,
    Mark(Marked),
    Unmark(usize),
    SetToday(usize),
    SetStability(u32),
    Repair,
    Accept,
    Discard,
    /// Works out what else could be of a thing.
    LookInto(Thing),
    /// Puts one of the alternatives into the plan, by its place.
    TakeAlternative(usize),
}

/// What a job brought.
pub enum ScheduleOutcome {
    InstanceRead(Box<Instance>),
    PlanRead(Box<Laid>),
    Solved(Box<Laid>),
    Repaired(Box<Proposal>),
    Explained(Box<Alternatives>),
}

/// What the journal is told of a command that works on a plan; nothing of one that only sets up the screen.
fn told(command: &ScheduleCommand, state: &ScheduleState) -> Option<Scope> {
    let name = |path: &str| Scope::File { name: file_name(Path::new(path.trim())) };
    let text = |text: &str| Scope::Text { text: text.to_owned() };
    match command {
        ScheduleCommand::Read(file) => Some(name(state.path(*file))),
        ScheduleCommand::Solve => Some(text("search a plan")),
        ScheduleCommand::Repair => Some(text("repair a plan")),
        ScheduleCommand::Accept | ScheduleCommand::TakeAlternative(_) => Some(text("change a plan")),
        ScheduleCommand::LookInto(_) => Some(text("look into a plan")),
        ScheduleCommand::SetPath(..)
        | ScheduleCommand::Choose(_)
        | ScheduleCommand::Open(_)
        | ScheduleCommand::SetBudget(_)
        | ScheduleCommand::Stop
        | ScheduleCommand::Mark(_)
        | ScheduleCommand::Unmark(_)
        | ScheduleCommand::SetToday(_)
        | ScheduleCommand::SetStability(_)
        | ScheduleCommand::Discard => None,
    }
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: ScheduleCommand) {
    if let Some(scope) = told(&command, &core.state.schedule)
        && !let_through(core, Action::PlanSchedule, scope)
    {
        return;
    }
    let state = &mut core.state.schedule;
    match command {
        ScheduleCommand::SetPath(ScheduleFile::Instance, path) => state.instance_path = path,
        ScheduleCommand::SetPath(ScheduleFile::Plan, path) => state.plan_path = path,
        ScheduleCommand::Choose(file) => picker::ask_file(core, move |core, path| picked(core, file, &path)),
        ScheduleCommand::Read(ScheduleFile::Instance) => read_instance(core),
        ScheduleCommand::Read(ScheduleFile::Plan) => read_plan(core),
        ScheduleCommand::Open(path) => picked(core, ScheduleFile::Instance, &path),
        ScheduleCommand::SetBudget(budget) => state.budget = budget,
        ScheduleCommand::Solve => solving::start(core),
        ScheduleCommand::Stop => core.jobs.finish_early(JobKind::SOLVE_SCHEDULE),
        ScheduleCommand::Mark(marked) => repairing::mark(state, marked),
        ScheduleCommand::Unmark(place) => repairing::unmark(state, place),
        ScheduleCommand::SetToday(day) => state.today = day,
        ScheduleCommand::SetStability(stability) => repairing::choose_again(core, stability),
        ScheduleCommand::Repair => repairing::start(core),
        ScheduleCommand::Accept => repairing::accept(state),
        ScheduleCommand::Discard => (state.proposal, state.alternatives) = (None, None),
        ScheduleCommand::LookInto(thing) => alternatives::start(core, thing),
        ScheduleCommand::TakeAlternative(place) => alternatives::take(state, place),
    }
}

/// A file was chosen in the dialog: it is read at once.
pub fn picked(core: &mut Core, file: ScheduleFile, path: &Path) {
    apply(core, ScheduleCommand::SetPath(file, path.to_string_lossy().into_owned()));
    apply(core, ScheduleCommand::Read(file));
}

fn read_instance(core: &mut Core) {
    core.state.schedule.failure = None;
    let path = PathBuf::from(core.state.schedule.instance_path.trim());
    core.jobs.start(JobKind::READ_SCHEDULE, Message::new("job-read-schedule"), move |_| {
        let read = || -> Result<Instance, ScheduleError> {
            Ok(match is_hospital(&path)? {
                true => Instance::Hospital(hospital::read_problem(&path)?),
                false => Instance::Roster(roster::read_problem(&path)?),
            })
        };
        match read() {
            Ok(instance) => Outcome::from(ScheduleOutcome::InstanceRead(Box::new(instance))),
            Err(error) => Outcome::Failed(refusal(&error)),
        }
    });
}

fn read_plan(core: &mut Core) {
    let Some(instance) = core.state.schedule.instance.clone() else { return };
    core.state.schedule.failure = None;
    let path = PathBuf::from(core.state.schedule.plan_path.trim());
    core.jobs.start(JobKind::READ_SCHEDULE, Message::new("job-read-schedule"), move |_| {
        let plan = match &*instance {
            Instance::Hospital(problem) => hospital::read_plan(&path, problem).map(Plan::Hospital),
            Instance::Roster(problem) => roster::read_roster(&path, problem).map(Plan::Roster),
        };
        match plan.map(|plan| lay(&instance, plan)) {
            Ok(Some(laid)) => Outcome::from(ScheduleOutcome::PlanRead(Box::new(laid))),
            Ok(None) => Outcome::Done,
            Err(error) => Outcome::Failed(refusal(&error)),
        }
    });
}

fn refusal(error: &ScheduleError) -> Message {
    Message::new("schedule-not-read").with_details(error)
}

/// The plan in the form of its file, to be saved.
pub fn plan_text(instance: &Instance, plan: &Plan) -> Option<String> {
    match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => hospital::plan_text(problem, plan).ok(),
        (Instance::Roster(problem), Plan::Roster(plan)) => Some(roster::roster_text(problem, plan)),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => None,
    }
}

impl From<ScheduleOutcome> for Outcome {
    fn from(outcome: ScheduleOutcome) -> Outcome {
        Outcome::take(move |core| take_in(core, outcome))
    }
}

/// Takes in what a job brought.
fn take_in(core: &mut Core, outcome: ScheduleOutcome) {
    let state = &mut core.state.schedule;
    match outcome {
        ScheduleOutcome::InstanceRead(instance) => {
            core.jobs.cancel(JobKind::SOLVE_SCHEDULE);
            core.jobs.cancel(JobKind::REPAIR_SCHEDULE);
            *state = ScheduleState {
                instance_path: std::mem::take(&mut state.instance_path),
                number: state.number + 1,
                instance: Some(Arc::new(*instance)),
                budget: state.budget,
                stability: 100,
                ..ScheduleState::default()
            };
        }
        ScheduleOutcome::PlanRead(laid) => {
            core.jobs.cancel(JobKind::SOLVE_SCHEDULE);
            state.curve.clear();
            repairing::replace(state, *laid);
        }
        ScheduleOutcome::Solved(laid) => {
            poll(core);
            core.state.schedule.live = None;
            repairing::replace(&mut core.state.schedule, *laid);
        }
        ScheduleOutcome::Repaired(proposal) => {
            (state.proposal, state.alternatives) = (Some(Arc::new(*proposal)), None);
        }
        ScheduleOutcome::Explained(found) => state.alternatives = Some(*found),
    }
}

/// Takes the best plan of a running search, so that it is seen to improve.
pub fn poll(core: &mut Core) {
    let state = &mut core.state.schedule;
    let Some(news) = state.live.as_ref().and_then(Live::news) else { return };
    state.curve = news.curve;
    if let Some(laid) = news.laid {
        state.alternatives = None;
        state.plan = Some(laid);
    }
}

/// A job failed: said where its result would stand.
pub fn failed(core: &mut Core, message: Message) {
    core.state.schedule.failure = Some(message);
    core.state.schedule.live = None;
}
