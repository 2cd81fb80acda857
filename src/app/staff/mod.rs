//! Staff: a table read into columns with roles, groups found, strategies decided by a person, retention told by group.
//!
//! Nothing is written into the store, and nobody is named or ranked.

mod faults;
mod strategies;
#[cfg(test)]
mod tests;
mod work;

pub use strategies::{Decision, DecisionPart, Source};
pub use work::{Retention, RetentionFault, retention};

use std::path::Path;

use crate::analysis::staff::columns::{StaffColumn, StaffRole, is_protected_name, propose};
use crate::analysis::staff::education::EducationOrder;
use crate::analysis::staff::encode::Reading;
use crate::analysis::staff::skills::SkillWords;
use crate::analysis::staff::study::{MOST, Study, StudyError, StudyPlan, study};
use crate::base::{Progress, Revision};
use crate::io::export::place::file_of;
use crate::io::import::ImportError;

use super::computed::Computed;
use super::core::Core;
use super::diagnosis::{Cases, read_cases, sample_cases};
use super::jobs::JobKind;
use super::message::{Message, of_import};
use super::outcome::Outcome;
use super::picker;

impl JobKind {
    /// A staff table into columns.
    pub const READ_STAFF: JobKind =
        JobKind::reading("read-staff").failing(|core, message| core.state.staff.cases.failed(message));
    pub const GROUP_STAFF: JobKind =
        JobKind::reading("group-staff").failing(|core, message| core.state.staff.study.failed(message));
    pub const JUDGE_RETENTION: JobKind =
        JobKind::reading("judge-retention").failing(|core, message| core.state.staff.retention.failed(message));
}

/// The article's table, made up for it; nobody in it exists.
const SAMPLE: (&str, &[u8]) = ("medical_staff_data.csv", include_bytes!("../../../sample_data/medical_staff_data.csv"));
const SEED: u64 = 1;

/// The parts of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StaffTab {
    #[default]
    Data,
    Groups,
    Strategies,
    Retention,
}

impl StaffTab {
    pub const ALL: [StaffTab; 4] = [StaffTab::Data, StaffTab::Groups, StaffTab::Strategies, StaffTab::Retention];

    /// Stable: texts `staff-tab-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            StaffTab::Data => "data",
            StaffTab::Groups => "groups",
            StaffTab::Strategies => "strategies",
            StaffTab::Retention => "retention",
        }
    }
}

/// What the panel shows.
#[derive(Debug)]
pub struct StaffState {
    pub tab: StaffTab,
    pub path: String,
    pub cases: Computed<Cases>,
    /// One for each column.
    pub roles: Vec<StaffColumn>,
    /// The order of degrees as it is typed, and why it is none.
    pub order: String,
    pub order_fault: Option<Message>,
    pub separators: String,
    /// `None`: as many as the data says.
    pub clusters: Option<u32>,
    pub study: Computed<Study>,
    /// Whether the columns are understood otherwise than the groups were made.
    pub is_outdated: bool,
    /// The group that is looked at, from 1.
    pub group: u32,
    /// One for each group that is shown.
    pub decisions: Vec<Decision>,
    pub retention: Computed<Retention>,
}

impl Default for StaffState {
    fn default() -> Self {
        StaffState {
            tab: StaffTab::Data,
            path: String::new(),
            cases: Computed::default(),
            roles: Vec::new(),
            order: EducationOrder::default().written(),
            order_fault: None,
            separators: SkillWords::default().separators,
            clusters: None,
            study: Computed::default(),
            is_outdated: false,
            group: 1,
            decisions: Vec::new(),
            retention: Computed::default(),
        }
    }
}

impl StaffState {
    pub fn has_role(&self, role: StaffRole) -> bool {
        self.roles.iter().any(|column| column.role == role)
    }

    /// Whether there is anything to make groups of.
    pub fn can_group(&self) -> bool {
        self.cases.value().is_some() && self.roles.iter().any(|column| column.role.is_feature())
    }

    fn plan(&self) -> Result<StudyPlan, Message> {
        let education = EducationOrder::read(&self.order).map_err(|error| faults::of_order(&error))?;
        let skills = SkillWords { separators: self.separators.clone(), ..SkillWords::default() };
        Ok(StudyPlan { clusters: self.clusters, seed: SEED, reading: Reading { education, skills } })
    }

    fn changed(&mut self) {
        self.is_outdated = self.study.value().is_some();
    }
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum StaffCommand {
    Show(StaffTab),
    SetPath(String),
    /// Asks for a file by the dialog.
    Choose,
    /// Reads the file at the path.
    Read,
    /// Reads the table that comes with the program.
    ReadSample,
    /// A column by its place.
    SetRole(usize, StaffRole),
    SetOrder(String),
    SetSeparators(String),
    /// `None`: as many as the data says.
    SetClusters(Option<u32>),
    FindGroups,
    /// A group by its number.
    ChooseGroup(u32),
    /// Part of what was decided for a group.
    Decide(u32, DecisionPart, String),
    JudgeRetention,
}

/// What a job brought.
pub enum StaffOutcome {
    Read(Box<Cases>),
    Found(Box<Study>),
    Judged(Box<Retention>),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: StaffCommand) {
    let state = &mut core.state.staff;
    match command {
        StaffCommand::Show(tab) => state.tab = tab,
        StaffCommand::SetPath(path) => state.path = path,
        StaffCommand::Choose => picker::ask_file(core, |core, path| picked(core, &path)),
        StaffCommand::Read => read(core),
        StaffCommand::ReadSample => {
            state.path.clear();
            start_reading(core, |progress| Ok(sample_cases(SAMPLE.0, SAMPLE.1, progress)?));
        }
        StaffCommand::SetRole(place, role) => set_role(state, place, role),
        StaffCommand::SetOrder(order) => {
            state.order = order;
            state.order_fault = EducationOrder::read(&state.order).err().map(|error| faults::of_order(&error));
            state.changed();
        }
        StaffCommand::SetSeparators(separators) => {
            state.separators = separators;
            state.changed();
        }
        StaffCommand::SetClusters(clusters) => {
            state.clusters = clusters.map(|number| number.clamp(2, MOST));
            state.changed();
        }
        StaffCommand::FindGroups => find_groups(core),
        StaffCommand::ChooseGroup(group) => state.group = group,
        StaffCommand::Decide(group, part, text) => strategies::decide(&mut state.decisions, group, part, text),
        StaffCommand::JudgeRetention => judge(core),
    }
}

/// A file was chosen in the dialog: it is read at once.
fn picked(core: &mut Core, path: &Path) {
    core.state.staff.path = path.to_string_lossy().into_owned();
    read(core);
}

fn read(core: &mut Core) {
    let folder = core.folders.stores.clone();
    let typed = core.state.staff.path.clone();
    start_reading(core, move |progress| {
        let as_typed = std::path::PathBuf::from(typed.trim());
        let path = if as_typed.is_file() { as_typed } else { file_of(&typed, &folder, "") };
        read_cases(&path, &[], progress)
    });
}

fn start_reading(core: &mut Core, read: impl FnOnce(&Progress) -> Result<Cases, ImportError> + Send + 'static) {
    core.state.staff.cases.started();
    core.jobs.start(JobKind::READ_STAFF, Message::new("job-read-staff"), move |progress| match read(progress) {
        Ok(cases) => Outcome::from(StaffOutcome::Read(Box::new(cases))),
        Err(ImportError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(of_import(&error)),
    });
}

/// A protected attribute may be audited or left out; any other role is refused without a word, as it is not offered.
fn set_role(state: &mut StaffState, place: usize, role: StaffRole) {
    let is_refused = |column: &StaffColumn| role.is_feature() && is_protected_name(&column.name);
    if state.roles.get(place).is_none_or(is_refused) {
        return;
    }
    if role.is_single() {
        state.roles.iter_mut().filter(|other| other.role == role).for_each(|other| other.role = StaffRole::Ignore);
    }
    if let Some(column) = state.roles.get_mut(place) {
        column.role = role;
    }
    state.changed();
}

fn find_groups(core: &mut Core) {
    let state = &mut core.state.staff;
    let (Some(cases), roles) = (state.cases.value().cloned(), state.roles.clone()) else { return };
    let plan = match state.plan() {
        Ok(plan) => plan,
        Err(message) => return state.study.failed(message),
    };
    state.study.started();
    core.jobs.start(JobKind::GROUP_STAFF, Message::new("job-group-staff"), move |progress| {
        match study(&cases.columns, &roles, &plan, progress) {
            Ok(found) => Outcome::from(StaffOutcome::Found(Box::new(found))),
            Err(StudyError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(faults::of_study(&error)),
        }
    });
}

fn judge(core: &mut Core) {
    let state = &mut core.state.staff;
    let (Some(cases), roles) = (state.cases.value().cloned(), state.roles.clone()) else { return };
    let plan = match state.plan() {
        Ok(plan) => plan,
        Err(message) => return state.retention.failed(message),
    };
    state.retention.started();
    core.jobs.start(JobKind::JUDGE_RETENTION, Message::new("job-judge-retention"), move |progress| {
        match retention(&cases.columns, &roles, &plan, progress) {
            Ok(found) => Outcome::from(StaffOutcome::Judged(Box::new(found))),
            Err(error) if error.is_cancelled() => Outcome::Cancelled,
            Err(error) => Outcome::Failed(faults::of_retention(&error)),
        }
    });
}

impl From<StaffOutcome> for Outcome {
    fn from(outcome: StaffOutcome) -> Outcome {
        Outcome::take(move |core| take_in(core, outcome))
    }
}

/// Takes in what a job brought.
fn take_in(core: &mut Core, outcome: StaffOutcome) {
    let revision = core.state.open().map_or_else(Revision::default, |open| open.revision);
    let state = &mut core.state.staff;
    match outcome {
        StaffOutcome::Read(cases) => {
            state.roles = propose(&cases.columns);
            state.study = Computed::default();
            state.retention = Computed::default();
            state.decisions.clear();
            state.is_outdated = false;
            state.cases.finished(*cases, revision);
        }
        StaffOutcome::Found(found) => {
            state.decisions = strategies::proposed(&found, &state.decisions);
            state.group = 1;
            state.is_outdated = false;
            state.study.finished(*found, revision);
        }
        StaffOutcome::Judged(found) => state.retention.finished(*found, revision),
    }
}
