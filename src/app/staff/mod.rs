//! Staff: a table read into columns with roles, groups found, strategies decided by a person and kept in the store, retention
//! told by group, and which skills are covered.
//!
//! Every way in passes the [`door`]; nobody is ranked.

mod book;
pub mod coverage;
mod door;
mod faults;
mod starting;
mod strategies;
#[cfg(test)]
mod tests;
mod threads;
mod work;

pub use book::{BookChange, BookState};
pub use door::Door;
pub use faults::of_training;
pub use strategies::{DecisionPart, Source, can_be_kept, fault_of, source_of};
pub use threads::Threads;
pub use work::{Retention, RetentionFault, calibration, retention};

use crate::analysis::diagnosis::table::{RawCell, RawColumn};
use crate::analysis::staff::columns::{StaffColumn, StaffRole, propose};
use crate::analysis::staff::education::EducationOrder;
use crate::analysis::staff::encode::Reading;
use crate::analysis::staff::method::Method;
use crate::analysis::staff::protected::is_protected;
use crate::analysis::staff::skills::SkillWords;
use crate::analysis::staff::study::{MOST, Study, StudyPlan};
use crate::base::Revision;
use crate::domain::access::Action;

use super::computed::Computed;
use super::core::Core;
use super::diagnosis::Cases;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::picker;
use coverage::{CoverageCommand, CoverageOutcome, CoverageState};

impl JobKind {
    /// A staff table into columns.
    pub const READ_STAFF: JobKind =
        JobKind::reading("read-staff").failing(|core, message| core.state.staff.cases.failed(message));
    pub const GROUP_STAFF: JobKind =
        JobKind::reading("group-staff").failing(|core, message| core.state.staff.study.failed(message));
    pub const JUDGE_RETENTION: JobKind =
        JobKind::reading("judge-retention").failing(|core, message| core.state.staff.retention.failed(message));
}

const SEED: u64 = 1;

/// The parts of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StaffTab {
    #[default]
    Data,
    Groups,
    Strategies,
    Retention,
    Coverage,
}

impl StaffTab {
    pub const ALL: [StaffTab; 5] =
        [StaffTab::Data, StaffTab::Groups, StaffTab::Strategies, StaffTab::Retention, StaffTab::Coverage];

    /// Stable: texts `staff-tab-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            StaffTab::Data => "data",
            StaffTab::Groups => "groups",
            StaffTab::Strategies => "strategies",
            StaffTab::Retention => "retention",
            StaffTab::Coverage => "coverage",
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
    /// Words that mean the same, as they are typed: `rounds = ward round; ecg = ekg`.
    pub synonyms: String,
    pub synonyms_fault: Option<Message>,
    pub method: Method,
    /// `None`: as many as the data says.
    pub clusters: Option<u32>,
    pub study: Computed<Study>,
    /// Whether the columns are understood otherwise than the groups were made.
    pub is_outdated: bool,
    /// The group that is looked at, from 1.
    pub group: u32,
    /// The group whose members are shown, which the door let through.
    pub members_of: Option<u32>,
    pub book: BookState,
    pub retention: Computed<Retention>,
    pub coverage: CoverageState,
    pub door: Door,
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
            synonyms: String::new(),
            synonyms_fault: None,
            method: Method::default(),
            clusters: None,
            study: Computed::default(),
            is_outdated: false,
            group: 1,
            members_of: None,
            book: BookState::default(),
            retention: Computed::default(),
            coverage: CoverageState::default(),
            door: Door::default(),
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

    /// The order of degrees and the synonyms of another table mean nothing in the next.
    fn forget_words(&mut self) {
        (self.order, self.order_fault) = (EducationOrder::default().written(), None);
        (self.synonyms, self.synonyms_fault) = (String::new(), None);
    }

    /// How cells of skills are cut and read.
    pub fn skill_words(&self) -> SkillWords {
        let mut words = SkillWords { separators: self.separators.clone(), ..SkillWords::default() };
        for synonym in synonyms(&self.synonyms) {
            // What is no synonym is said beside the field.
            let _is_read = words.add_synonym(synonym);
        }
        words
    }

    fn plan(&self) -> Result<StudyPlan, Message> {
        let education = EducationOrder::read(&self.order).map_err(|error| faults::of_order(&error))?;
        let reading = Reading { education, skills: self.skill_words() };
        Ok(StudyPlan { clusters: self.clusters, seed: SEED, method: self.method, reading })
    }

    fn changed(&mut self) {
        self.is_outdated = self.study.value().is_some();
    }
}

/// Each synonym that is typed.
fn synonyms(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；', '\n']).map(str::trim).filter(|one| !one.is_empty())
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum StaffCommand {
    /// The panel is looked at.
    Enter,
    Show(StaffTab),
    SetPath(String),
    /// Asks for a file.
    Choose,
    /// Reads the file at the path.
    Read,
    /// Reads the table that comes with the program.
    ReadSample,
    /// A column by its place.
    SetRole(usize, StaffRole),
    SetOrder(String),
    SetSeparators(String),
    SetSynonyms(String),
    SetMethod(Method),
    /// `None`: as many as the data says.
    SetClusters(Option<u32>),
    FindGroups,
    /// A group by its number.
    ChooseGroup(u32),
    /// Who is in the group that is looked at; `false`: no longer.
    ShowMembers(bool),
    /// Part of what was decided for a group.
    Decide(u32, DecisionPart, String),
    /// Keeps what was decided as a version of the strategy book.
    KeepBook,
    /// Puts a version on screen.
    ShowBook(u64),
    /// Begins anew with the groups that were found.
    BeginBook,
    TakeBack {
        number: u64,
        is_taken_back: bool,
    },
    JudgeRetention,
    Coverage(CoverageCommand),
}

/// What a job brought.
pub enum StaffOutcome {
    Read(Box<Cases>),
    Found(Box<Study>),
    Judged(Box<Retention>),
    Book(Box<BookChange>),
    Coverage(CoverageOutcome),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: StaffCommand) {
    let state = &mut core.state.staff;
    match command {
        StaffCommand::Enter => book::enter(core),
        StaffCommand::Show(tab) => state.tab = tab,
        StaffCommand::SetPath(path) => state.path = path,
        StaffCommand::Choose => picker::ask_file(core, |core, path| starting::picked(core, &path)),
        StaffCommand::Read => starting::read(core),
        StaffCommand::ReadSample => starting::read_sample(core),
        StaffCommand::FindGroups => starting::find_groups(core),
        StaffCommand::JudgeRetention => starting::judge(core),
        StaffCommand::ChooseGroup(group) => (state.group, state.members_of) = (group, None),
        StaffCommand::ShowMembers(is_shown) => show_members(core, is_shown),
        StaffCommand::Decide(group, part, text) => {
            if let Some(draft) = &mut state.book.draft {
                state.book.is_changed |= strategies::decide(&mut draft.strategies, group, part, text);
            }
        }
        StaffCommand::KeepBook => book::save(core),
        StaffCommand::ShowBook(number) => book::show(core, Some(number)),
        StaffCommand::BeginBook => book::begin(core),
        StaffCommand::TakeBack { number, is_taken_back } => book::take_back(core, number, is_taken_back),
        StaffCommand::Coverage(command) => coverage::apply(core, command),
        StaffCommand::SetRole(..)
        | StaffCommand::SetOrder(_)
        | StaffCommand::SetSeparators(_)
        | StaffCommand::SetSynonyms(_)
        | StaffCommand::SetMethod(_)
        | StaffCommand::SetClusters(_) => understand(core, command),
    }
}

/// How the table is understood.
fn understand(core: &mut Core, command: StaffCommand) {
    let state = &mut core.state.staff;
    match command {
        StaffCommand::SetRole(place, role) => set_role(state, place, role),
        StaffCommand::SetOrder(order) => {
            state.order = order;
            state.order_fault = EducationOrder::read(&state.order).err().map(|error| faults::of_order(&error));
        }
        StaffCommand::SetSeparators(separators) => state.separators = separators,
        StaffCommand::SetSynonyms(text) => {
            state.synonyms = text;
            let is_none = |one: &&str| SkillWords::default().add_synonym(one).is_err();
            state.synonyms_fault = synonyms(&state.synonyms).find(is_none).map(faults::of_synonym);
        }
        StaffCommand::SetMethod(method) => state.method = method,
        StaffCommand::SetClusters(clusters) => state.clusters = clusters.map(|number| number.clamp(2, MOST)),
        _ => return,
    }
    state.changed();
    coverage::compute(core);
}

/// Who is in the chosen group: each look is journalled.
fn show_members(core: &mut Core, is_shown: bool) {
    let group = core.state.staff.group;
    core.state.staff.members_of = None;
    if is_shown && door::note(core, Action::SeeStaffMembers, format!("group {group} of {}", table_name(core))) {
        core.state.staff.members_of = Some(group);
    }
}

/// What separates skills in the table's column of them.
pub fn separators_of(columns: &[RawColumn], roles: &[StaffColumn]) -> String {
    let skills = columns.iter().zip(roles).find(|(_, own)| own.role == StaffRole::Skills).map(|(column, _)| column);
    let cells = skills.into_iter().flat_map(|column| &column.cells).filter_map(|cell| match cell {
        RawCell::Word(word) => Some(word.as_str()),
        _ => None,
    });
    SkillWords::separators_of(cells)
}

/// The table's name, for the journal.
fn table_name(core: &Core) -> String {
    core.state.staff.cases.value().map(|cases| cases.provenance.name.clone()).unwrap_or_default()
}

/// A protected attribute may be audited or left out; any other role is refused without a word, as it is not offered.
fn set_role(state: &mut StaffState, place: usize, role: StaffRole) {
    let column = state.cases.value().and_then(|cases| cases.columns.get(place));
    if column.is_none_or(|column| role.is_feature() && is_protected(column)) {
        return;
    }
    if role.is_single() {
        state.roles.iter_mut().filter(|other| other.role == role).for_each(|other| other.role = StaffRole::Ignore);
    }
    if let Some(column) = state.roles.get_mut(place) {
        column.role = role;
    }
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
            let is_other = state.cases.value().is_some_and(|old| old.provenance.sha256 != cases.provenance.sha256);
            if is_other {
                state.forget_words();
            }
            state.roles = propose(&cases.columns);
            state.separators = separators_of(&cases.columns, &state.roles);
            state.study = Computed::default();
            state.retention = Computed::default();
            state.members_of = None;
            state.is_outdated = false;
            state.cases.finished(*cases, revision);
            coverage::compute(core);
        }
        StaffOutcome::Found(found) => {
            (state.group, state.members_of, state.is_outdated) = (1, None, false);
            state.study.finished(*found, revision);
            book::begin(core);
        }
        StaffOutcome::Judged(found) => state.retention.finished(*found, revision),
        StaffOutcome::Book(change) => book::changed(core, *change),
        StaffOutcome::Coverage(outcome) => coverage::take_in(core, outcome),
    }
}
