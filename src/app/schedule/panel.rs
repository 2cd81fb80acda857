//! The panel Schedule: an instance and a plan of it on screen, searched, repaired and judged by commands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Date;
use crate::domain::access::{Action, Scope};
use crate::domain::schedule::changes::{HospitalChange, RosterChange};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{Message, file_name};
use super::super::outcome::Outcome;
use super::super::picker;
use super::super::trust::gate::let_through;
use super::Improvement;
use super::alternatives::{self, Alternatives};
use super::clinic::{self, ClinicCommand, ClinicState};
use super::conflicts::{self, ConflictCommand, Conflicts};
use super::cost_desk::{self, CostCommand, CostDesk};
use super::derived::{self, BurdenCommand, Burdens, Derived};
use super::from_store::{self, WardCommand, WardState};
use super::hospital_store::{self, HospitalCommand, HospitalState};
use super::kept::{self, KeptCommand, KeptState};
use super::laid::{Instance, Laid, Thing};
use super::moves::{self, ChangeCommand, Verdict};
use super::outgoing::{self, OutgoingCommand};
use super::reading;
use super::repairing::{self, Proposal};
use super::reported::{self, Report};
use super::said::Failure;
use super::scenarios::{self, ScenarioCommand, Scenarios};
use super::solving::{self, Live};
use super::versions::{self, Version};

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

impl Marked {
    /// Whether it says that something stays, and not that something happened.
    pub fn is_pin(&self) -> bool {
        matches!(self, Marked::Hospital(HospitalChange::Pin { .. }) | Marked::Roster(RosterChange::Pin { .. }))
    }
}

/// A part of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScheduleTab {
    /// Hospital plans and rosters.
    #[default]
    Plan,
    Appointments,
    Costs,
}

impl ScheduleTab {
    pub const ALL: [ScheduleTab; 3] = [ScheduleTab::Plan, ScheduleTab::Appointments, ScheduleTab::Costs];

    /// Stable: texts `schedule-tab-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            ScheduleTab::Plan => "plan",
            ScheduleTab::Appointments => "appointments",
            ScheduleTab::Costs => "costs",
        }
    }
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
    /// What the instance was made of: the name of a file, a ward or the store.
    pub name: String,
    /// Raised with every other instance, so that views forget what they remembered.
    pub number: u64,
    pub instance: Option<Arc<Instance>>,
    /// The plan in force.
    pub plan: Option<Arc<Laid>>,
    /// Cost by time of the search at hand or the last one.
    pub curve: Vec<Improvement>,
    pub failure: Option<Failure>,
    /// No plan costs less, as the last search found, where it is known.
    pub bound: Option<i64>,
    /// What people work by: another plan in force is a draft.
    pub published: Option<Arc<Laid>>,
    /// The date of day 0.
    pub first_day: Option<Date>,
    pub budget: Budget,
    pub marked: Vec<Marked>,
    pub today: usize,
    pub stability: u32,
    /// What the marks make impossible.
    pub affected: BTreeSet<Thing>,
    pub proposal: Option<Arc<Proposal>>,
    /// What else could be of the thing looked at last.
    pub alternatives: Option<Alternatives>,
    pub conflicts: Option<Arc<Conflicts>>,
    /// What the move tried last would do.
    pub verdict: Option<Verdict>,
    pub burdens: Burdens,
    pub derived: Derived,
    pub scenarios: Scenarios,
    /// Times of shifts for calendars, as typed.
    pub times: String,
    pub tab: ScheduleTab,
    pub clinic: ClinicState,
    pub costs: CostDesk,
    /// A roster that is about to be made of the staff in the store.
    pub ward: WardState,
    /// A hospital plan that is about to be made of the store.
    pub hospital: HospitalState,
    /// Published plans of the store.
    pub kept: KeptState,
    /// Devices of the plan that are reported down.
    pub reports: Vec<Report>,
    pub(super) live: Option<Live>,
    pub(super) before_search: Option<Version>,
}

impl ScheduleState {
    pub fn path(&self, file: ScheduleFile) -> &str {
        match file {
            ScheduleFile::Instance => &self.instance_path,
            ScheduleFile::Plan => &self.plan_path,
        }
    }

    /// Whether a search goes on.
    pub fn is_searching(&self) -> bool {
        self.live.is_some()
    }

    /// Whether something is on screen that is lost with the store: all but the plan that the store keeps as published.
    pub fn has_unsaved(&self) -> bool {
        let is_kept = self.kept.shown.is_some()
            && self.plan.as_ref().zip(self.published.as_ref()).is_some_and(|(plan, kept)| Arc::ptr_eq(plan, kept));
        self.instance.is_some() && !is_kept
    }

    /// The plan that is drawn: what a repair proposes, else a scenario's that is looked at, else the one in force.
    pub fn shown(&self) -> Option<&Arc<Laid>> {
        let proposed = self.proposal.as_ref().map(|proposal| &proposal.laid);
        proposed.or_else(|| self.scenarios.shown().map(|one| &one.laid)).or(self.plan.as_ref())
    }

    /// What the plan that is drawn is a plan of.
    pub fn shown_instance(&self) -> Option<&Arc<Instance>> {
        let proposed = self.proposal.as_ref().map(|proposal| &proposal.instance);
        proposed.or_else(|| self.scenarios.shown().map(|one| &one.instance)).or(self.instance.as_ref())
    }

    /// Whether the plan that is drawn is the one in force and may be changed by hand.
    pub fn is_in_force(&self) -> bool {
        self.proposal.is_none() && self.scenarios.shown().is_none() && !self.is_searching()
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
    ShowTab(ScheduleTab),
    /// What failed was read.
    ForgetFailure,
    Change(ChangeCommand),
    Conflicts(ConflictCommand),
    Burdens(BurdenCommand),
    Scenarios(ScenarioCommand),
    Outgoing(OutgoingCommand),
    Clinic(ClinicCommand),
    Costs(CostCommand),
    Ward(WardCommand),
    Hospital(HospitalCommand),
    Kept(KeptCommand),
}

/// What a job brought.
pub enum ScheduleOutcome {
    InstanceRead(Box<Instance>),
    PlanRead(Box<Laid>),
    /// With what no plan can cost less than, where that is known.
    Solved(Box<Laid>, Option<i64>),
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
        ScheduleCommand::Accept
        | ScheduleCommand::Change(
            ChangeCommand::Put(_) | ChangeCommand::TakeAlternative(_) | ChangeCommand::PutBack(_),
        )
        | ScheduleCommand::Conflicts(ConflictCommand::CarryOut { .. }) => Some(text("change a plan")),
        ScheduleCommand::Change(ChangeCommand::Publish) => Some(text("publish a plan")),
        ScheduleCommand::LookInto(_) => Some(text("look into a plan")),
        ScheduleCommand::Conflicts(ConflictCommand::Look) => Some(text("look for conflicts of a plan")),
        ScheduleCommand::Scenarios(ScenarioCommand::Run) => Some(text("search plans of what-if scenarios")),
        ScheduleCommand::Burdens(BurdenCommand::Read) => Some(name(&state.burdens.path)),
        ScheduleCommand::Clinic(ClinicCommand::Read) => Some(Scope::File { name: clinic::file(&state.clinic) }),
        ScheduleCommand::Clinic(ClinicCommand::Solve) => Some(text("search appointments")),
        ScheduleCommand::Ward(WardCommand::Make) => Some(text("make a roster of the staff")),
        ScheduleCommand::Hospital(HospitalCommand::Make) => Some(text("make a hospital plan of the store")),
        ScheduleCommand::Costs(CostCommand::Learn) => {
            Some(Scope::File { name: cost_desk::file(&state.costs, cost_desk::CostFile::Rows) })
        }
        ScheduleCommand::Costs(CostCommand::Predict) => {
            Some(Scope::File { name: cost_desk::file(&state.costs, cost_desk::CostFile::Questions) })
        }
        ScheduleCommand::SetPath(..)
        | ScheduleCommand::Choose(_)
        | ScheduleCommand::Open(_)
        | ScheduleCommand::SetBudget(_)
        | ScheduleCommand::Stop
        | ScheduleCommand::Mark(_)
        | ScheduleCommand::Unmark(_)
        | ScheduleCommand::SetToday(_)
        | ScheduleCommand::SetStability(_)
        | ScheduleCommand::Discard
        | ScheduleCommand::ShowTab(_)
        | ScheduleCommand::ForgetFailure
        | ScheduleCommand::Change(ChangeCommand::Try(_) | ChangeCommand::Forget | ChangeCommand::SetFirstDay(_))
        | ScheduleCommand::Conflicts(ConflictCommand::Close)
        | ScheduleCommand::Burdens(_)
        | ScheduleCommand::Scenarios(_)
        | ScheduleCommand::Outgoing(_)
        | ScheduleCommand::Clinic(_)
        | ScheduleCommand::Costs(_)
        | ScheduleCommand::Ward(_)
        | ScheduleCommand::Hospital(_)
        // The store journals them.
        | ScheduleCommand::Kept(_) => None,
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
        ScheduleCommand::Read(ScheduleFile::Instance) => reading::read_instance(core),
        ScheduleCommand::Read(ScheduleFile::Plan) => reading::read_plan(core),
        ScheduleCommand::Open(path) => picked(core, ScheduleFile::Instance, &path),
        ScheduleCommand::SetBudget(budget) => state.budget = budget,
        ScheduleCommand::Solve => solving::start(core),
        ScheduleCommand::Stop => core.jobs.finish_early(JobKind::SOLVE_SCHEDULE),
        ScheduleCommand::Mark(marked) => repairing::mark(state, marked),
        ScheduleCommand::Unmark(place) => repairing::unmark(state, place),
        ScheduleCommand::SetToday(day) => state.today = day,
        ScheduleCommand::SetStability(stability) => repairing::choose_again(core, stability),
        ScheduleCommand::Repair => repairing::start(core),
        ScheduleCommand::Accept => repairing::accept(core),
        ScheduleCommand::Discard => (state.proposal, state.alternatives) = (None, None),
        ScheduleCommand::LookInto(thing) => alternatives::start(core, thing),
        ScheduleCommand::ShowTab(tab) => state.tab = tab,
        ScheduleCommand::ForgetFailure => state.failure = None,
        ScheduleCommand::Change(command) => moves::apply(core, command),
        ScheduleCommand::Conflicts(command) => conflicts::apply(core, command),
        ScheduleCommand::Burdens(command) => derived::apply(core, command),
        ScheduleCommand::Scenarios(command) => scenarios::apply(core, command),
        ScheduleCommand::Outgoing(command) => outgoing::apply(core, command),
        ScheduleCommand::Clinic(command) => clinic::apply(core, command),
        ScheduleCommand::Costs(command) => cost_desk::apply(core, command),
        ScheduleCommand::Ward(command) => from_store::apply(core, command),
        ScheduleCommand::Hospital(command) => hospital_store::apply(core, command),
        ScheduleCommand::Kept(command) => kept::apply(core, command),
    }
}

/// A file was chosen in the dialog: it is read at once.
pub fn picked(core: &mut Core, file: ScheduleFile, path: &Path) {
    apply(core, ScheduleCommand::SetPath(file, path.to_string_lossy().into_owned()));
    apply(core, ScheduleCommand::Read(file));
}

impl From<ScheduleOutcome> for Outcome {
    fn from(outcome: ScheduleOutcome) -> Outcome {
        Outcome::take(move |core| take_in(core, outcome))
    }
}

/// Takes in what a job brought.
pub fn take_in(core: &mut Core, outcome: ScheduleOutcome) {
    let state = &mut core.state.schedule;
    match outcome {
        ScheduleOutcome::InstanceRead(instance) => {
            core.jobs.cancel(JobKind::SOLVE_SCHEDULE);
            core.jobs.cancel(JobKind::REPAIR_SCHEDULE);
            core.jobs.cancel(JobKind::CONFLICTS_SCHEDULE);
            core.jobs.cancel(JobKind::SCENARIOS_SCHEDULE);
            let path = Path::new(state.instance_path.trim());
            let first_day = state.first_day.filter(|day| instance.takes_first_day(*day));
            *state = ScheduleState {
                name: file_name(path),
                instance_path: std::mem::take(&mut state.instance_path),
                number: state.number + 1,
                instance: Some(Arc::new(*instance)),
                budget: state.budget,
                stability: 100,
                first_day,
                tab: state.tab,
                clinic: std::mem::take(&mut state.clinic),
                costs: std::mem::take(&mut state.costs),
                ward: WardState { form: std::mem::take(&mut state.ward.form), staff: None },
                hospital: HospitalState { form: std::mem::take(&mut state.hospital.form), ..HospitalState::default() },
                kept: std::mem::take(&mut state.kept).with_another_instance(),
                ..ScheduleState::default()
            };
        }
        ScheduleOutcome::PlanRead(laid) => {
            core.jobs.cancel(JobKind::SOLVE_SCHEDULE);
            versions::keep(core);
            let state = &mut core.state.schedule;
            state.curve.clear();
            (state.live, state.bound) = (None, None);
            repairing::replace(state, *laid);
            // A draft, unless it is the published plan line for line: somebody may have changed one.
            let is_published = |(plan, published): (&Arc<Laid>, &Arc<Laid>)| plan.plan == published.plan;
            if state.plan.as_ref().zip(state.published.as_ref()).is_some_and(is_published) {
                state.plan = state.published.clone();
            }
            look_at_reports(core);
        }
        ScheduleOutcome::Solved(laid, bound) => {
            take_news(core);
            let before = core.state.schedule.before_search.take();
            before.into_iter().for_each(|before| versions::keep_this(core, before));
            let state = &mut core.state.schedule;
            (state.live, state.bound) = (None, bound);
            // The search kept them where they are.
            let pins = state.marked.iter().filter(|marked| marked.is_pin()).cloned().collect();
            repairing::replace(state, *laid);
            state.marked = pins;
            look_at_reports(core);
        }
        ScheduleOutcome::Repaired(proposal) => {
            (state.proposal, state.alternatives) = (Some(Arc::new(*proposal)), None);
        }
        ScheduleOutcome::Explained(found) => state.alternatives = Some(*found),
    }
}

/// Another plan is in force: what devices report marks it anew.
fn look_at_reports(core: &mut Core) {
    core.state.schedule.reports.clear();
    reported::look(core);
}

/// A person goes to the panel: what is published, what devices report, and what was imported for a plan meanwhile.
pub fn shown(core: &mut Core) {
    followed(core);
    hospital_store::read_again(core);
}

/// The store has moved on while the panel is on screen.
pub fn followed(core: &mut Core) {
    kept::enter(core);
    reported::look(core);
}

/// Takes the best plan of a running search, so that it is seen to improve; and has made what belongs to another plan.
pub fn poll(core: &mut Core) {
    take_news(core);
    derived::poll(core);
}

fn take_news(core: &mut Core) {
    let state = &mut core.state.schedule;
    let Some(news) = state.live.as_ref().and_then(Live::news) else { return };
    state.curve = news.curve;
    if let Some(laid) = news.laid {
        state.alternatives = None;
        state.plan = Some(laid);
    }
    if let Some(plan) = news.unlaid {
        solving::lay_out(core, plan);
    }
}

/// A job failed: said where its result would stand.
pub fn failed(core: &mut Core, message: Message) {
    core.state.schedule.failure = Some(Failure { title: message, why: None });
    core.state.schedule.live = None;
}
