//! Coverage of skills: staff of the table or of the store, three tables beside them, trainings for a budget, and a scenario.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::diagnosis::table::RawColumn;
use crate::analysis::staff::columns::{StaffColumn, StaffRole};
use crate::analysis::staff::coverage::reading::{Beside, BesideFault, beside, members};
use crate::analysis::staff::coverage::scenario::{Change, Outlook, Wages, outlook};
use crate::analysis::staff::coverage::training::{TrainingFault, Trainings, trainings};
use crate::analysis::staff::coverage::{Coverage, House, Member, Span};
use crate::analysis::staff::skills::SkillWords;
use crate::base::{Progress, Revision};
use crate::domain::access::Action;
use crate::domain::staff::StaffMember;
use crate::io::export::place::file_of;

use super::super::computed::Computed;
use super::super::core::Core;
use super::super::diagnosis::{Cases, read_cases, sample_cases};
use super::super::jobs::JobKind;
use super::super::message::{Message, file_name, of_import};
use super::super::outcome::Outcome;
use super::super::picker;
use super::{StaffOutcome, door, faults};

impl JobKind {
    /// Needs, certificates or trainings.
    pub const READ_COVERAGE: JobKind =
        JobKind::reading("read-coverage").failing(|core, message| core.state.staff.coverage.failure = Some(message));
    /// Which skills are covered.
    pub const STUDY_COVERAGE: JobKind =
        JobKind::reading("study-coverage").failing(|core, message| core.state.staff.coverage.found.failed(message));
}

/// A made-up house; nobody in it exists.
const SAMPLE: (&str, &[u8]) = ("ward_staff.csv", include_bytes!("../../../sample_data/ward_staff.csv"));
const SAMPLE_BESIDE: [(&str, &[u8]); 3] = [
    ("ward_needs.csv", include_bytes!("../../../sample_data/ward_needs.csv")),
    ("ward_certificates.csv", include_bytes!("../../../sample_data/ward_certificates.csv")),
    ("ward_trainings.csv", include_bytes!("../../../sample_data/ward_trainings.csv")),
];
const AHEAD_DAYS: u32 = 90;
const MOST_AHEAD_DAYS: u32 = 3_650;

/// Whose staff are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverageSource {
    /// The table of the part Data.
    #[default]
    Table,
    /// Staff that were imported.
    Store,
}

impl CoverageSource {
    pub const ALL: [CoverageSource; 2] = [CoverageSource::Table, CoverageSource::Store];

    /// Stable: texts `staff-source-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            CoverageSource::Table => "table",
            CoverageSource::Store => "store",
        }
    }
}

/// What the part shows.
#[derive(Debug)]
pub struct CoverageState {
    pub path: String,
    pub source: CoverageSource,
    /// Needs, certificates and trainings, with no members.
    pub beside: House,
    /// Names of the files that they come from, in that order.
    pub names: [Option<String>; 3],
    pub failure: Option<Message>,
    pub ahead_days: u32,
    /// As typed.
    pub budget: String,
    pub hired_wage: String,
    pub lost_wage: String,
    pub changes: Vec<Change>,
    pub found: Computed<CoverageFound>,
}

impl Default for CoverageState {
    fn default() -> Self {
        CoverageState {
            path: String::new(),
            source: CoverageSource::default(),
            beside: House::default(),
            names: Default::default(),
            failure: None,
            ahead_days: AHEAD_DAYS,
            budget: String::new(),
            hired_wage: String::new(),
            lost_wage: String::new(),
            changes: Vec::new(),
            found: Computed::default(),
        }
    }
}

impl CoverageState {
    /// The budget in hundredths; `Err` where what is typed is no amount of money.
    ///
    /// # Errors
    /// It is none.
    pub fn budget_cents(&self) -> Result<Option<u64>, NoMoney> {
        cents_of(&self.budget)
    }

    fn wages(&self) -> Wages {
        let cents = |text: &str| cents_of(text).ok().flatten().unwrap_or(0);
        Wages { hired_cents: cents(&self.hired_wage), lost_cents: cents(&self.lost_wage) }
    }
}

/// A text that is no amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount such as 12000 or 12000.50")]
pub struct NoMoney;

/// An amount of money in hundredths; nothing where nothing is typed.
///
/// # Errors
/// It is none.
pub fn cents_of(text: &str) -> Result<Option<u64>, NoMoney> {
    const MOST: f64 = 1e12;
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let amount = plain.parse::<f64>().ok().filter(|amount| (0.0..=MOST).contains(amount));
    amount.map(|amount| Some((amount * 100.0).round() as u64)).ok_or(NoMoney)
}

/// What was found.
#[derive(Debug)]
pub struct CoverageFound {
    pub house: House,
    pub span: Span,
    pub coverage: Coverage,
    pub trainings: Result<Trainings, TrainingFault>,
    /// Where there are changes.
    pub outlook: Option<Outlook>,
    /// People of whom no ward is recorded; they count nowhere.
    pub without_ward: u32,
}

impl CoverageFound {
    /// Everything that is told of a house.
    pub fn of(house: House, without_ward: u32, changes: &[Change], wages: Wages, span: Span) -> CoverageFound {
        let coverage = house.coverage(span);
        let outlook = (!changes.is_empty()).then(|| outlook(&house, changes, wages, span));
        CoverageFound { trainings: trainings(&house, &coverage, span), coverage, outlook, house, span, without_ward }
    }
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum CoverageCommand {
    SetPath(String),
    /// Asks for a file.
    Choose,
    /// Reads needs, certificates or trainings: the headings tell which.
    Read,
    ReadSample,
    SetSource(CoverageSource),
    SetAhead(u32),
    SetBudget(String),
    SetHiredWage(String),
    SetLostWage(String),
    Add(Change),
    Remove(usize),
    /// Tells it anew, since the staff are others.
    Compute,
}

/// What a job brought.
pub enum CoverageOutcome {
    Beside(String, Beside),
    Sample(Box<Cases>, Vec<(String, Beside)>),
    Found(Box<CoverageFound>),
}

pub fn apply(core: &mut Core, command: CoverageCommand) {
    let state = &mut core.state.staff.coverage;
    match command {
        CoverageCommand::SetPath(path) => return state.path = path,
        CoverageCommand::Choose => return picker::ask_file(core, |core, path| picked(core, &path)),
        CoverageCommand::Read => return read(core),
        CoverageCommand::ReadSample => return read_sample(core),
        CoverageCommand::SetBudget(budget) => return state.budget = budget,
        CoverageCommand::SetSource(source) => state.source = source,
        CoverageCommand::SetAhead(days) => state.ahead_days = days.min(MOST_AHEAD_DAYS),
        CoverageCommand::SetHiredWage(wage) => state.hired_wage = wage,
        CoverageCommand::SetLostWage(wage) => state.lost_wage = wage,
        CoverageCommand::Add(change) => state.changes.push(change),
        CoverageCommand::Remove(place) if place < state.changes.len() => drop(state.changes.remove(place)),
        CoverageCommand::Remove(_) | CoverageCommand::Compute => {}
    }
    compute(core);
}

/// A file was chosen in the dialog.
fn picked(core: &mut Core, path: &Path) {
    core.state.staff.coverage.path = path.to_string_lossy().into_owned();
    read(core);
}

fn read(core: &mut Core) {
    let folder = core.folders.stores.clone();
    let typed = core.state.staff.coverage.path.clone();
    let as_typed = PathBuf::from(typed.trim());
    let words = core.state.staff.skill_words();
    let name = file_name(&as_typed);
    core.state.staff.coverage.failure = None;
    let asked = (Action::StudyStaff, format!("coverage, file {name}"));
    door::start(core, asked, JobKind::READ_COVERAGE, "job-read-coverage", move |progress| {
        let path = if as_typed.is_file() { as_typed } else { file_of(&typed, &folder, "") };
        let cases = match read_cases(&path, &[], progress) {
            Ok(cases) => cases,
            Err(error) => return Outcome::Failed(of_import(&error)),
        };
        match beside(&cases.columns, &words) {
            Ok(found) => Outcome::from(StaffOutcome::Coverage(CoverageOutcome::Beside(name, found))),
            Err(error) => Outcome::Failed(faults::of_beside(&error, &name)),
        }
    });
}

fn read_sample(core: &mut Core) {
    core.state.staff.coverage.failure = None;
    let asked = (Action::StudyStaff, format!("coverage, example {}", SAMPLE.0));
    door::start(core, asked, JobKind::READ_COVERAGE, "job-read-coverage", |progress| match sample(progress) {
        Ok(Ok((cases, beside))) => {
            Outcome::from(StaffOutcome::Coverage(CoverageOutcome::Sample(Box::new(cases), beside)))
        }
        Ok(Err(error)) => Outcome::Failed(faults::of_beside(&error, SAMPLE.0)),
        Err(_) => Outcome::Cancelled,
    });
}

type Sample = (Cases, Vec<(String, Beside)>);

fn sample(progress: &Progress) -> Result<Result<Sample, BesideFault>, crate::base::Cancelled> {
    let cases = sample_cases(SAMPLE.0, SAMPLE.1, progress)?;
    let mut all = Vec::new();
    for (name, bytes) in SAMPLE_BESIDE {
        match beside(&sample_cases(name, bytes, progress)?.columns, &SkillWords::default()) {
            Ok(found) => all.push((name.to_owned(), found)),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok((cases, all)))
}

/// Tells the coverage anew in a job; nothing where there are no needs yet.
pub fn compute(core: &mut Core) {
    let now = core.clock.utc_secs();
    let staff = &mut core.state.staff;
    if staff.coverage.beside.needs.is_empty() {
        return;
    }
    let Some(open) = core.state.session.open_store() else { return };
    if !open.may(Action::StudyStaff) {
        return;
    }
    let today = open.info.zone.date_at(now).0;
    let ahead = today.saturating_add(i32::try_from(staff.coverage.ahead_days).unwrap_or(i32::MAX));
    let work = Work {
        source: staff.coverage.source,
        cases: staff.cases.value().cloned(),
        roles: staff.roles.clone(),
        words: staff.skill_words(),
        beside: staff.coverage.beside.clone(),
        changes: staff.coverage.changes.clone(),
        wages: staff.coverage.wages(),
        span: Span { today, ahead },
    };
    let store = Arc::clone(&open.store);
    staff.coverage.found.started();
    core.jobs.start(JobKind::STUDY_COVERAGE, Message::new("job-study-coverage"), move |_| {
        let imported = match work.source {
            CoverageSource::Table => Ok(Vec::new()),
            CoverageSource::Store => store.staff(),
        };
        match imported {
            Ok(imported) => {
                let found = CoverageOutcome::Found(Box::new(work.done(imported)));
                Outcome::from(StaffOutcome::Coverage(found))
            }
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// What the job needs.
struct Work {
    source: CoverageSource,
    cases: Option<Arc<Cases>>,
    roles: Vec<StaffColumn>,
    words: SkillWords,
    beside: House,
    changes: Vec<Change>,
    wages: Wages,
    span: Span,
}

impl Work {
    fn done(self, imported: Vec<StaffMember>) -> CoverageFound {
        let (members, without) = match (self.source, &self.cases) {
            (CoverageSource::Store, _) => of_store(imported, &self.words),
            (CoverageSource::Table, Some(cases)) => members(&cases.columns, &self.roles, &self.words),
            (CoverageSource::Table, None) => (Vec::new(), 0),
        };
        let house = House { members, ..self.beside };
        CoverageFound::of(house, without, &self.changes, self.wages, self.span)
    }
}

/// Imported staff have no shift: they work on every one.
fn of_store(imported: Vec<StaffMember>, words: &SkillWords) -> (Vec<Member>, u32) {
    let all = imported.len();
    let member = |own: StaffMember| {
        let ward = own.ward?.trim().to_owned();
        let skills = own.skills.iter().flat_map(|skill| words.split(skill)).collect();
        Some(Member { id: own.identifier, ward, shifts: None, skills })
    };
    let members: Vec<Member> = imported.into_iter().filter_map(member).collect();
    let without = (all - members.len()) as u32;
    (members, without)
}

/// Takes in what a job brought.
pub fn take_in(core: &mut Core, outcome: CoverageOutcome) {
    match outcome {
        CoverageOutcome::Beside(name, found) => put(core, name, found),
        CoverageOutcome::Sample(cases, all) => {
            core.state.staff.coverage.source = CoverageSource::Table;
            super::take_in(core, StaffOutcome::Read(cases));
            all.into_iter().for_each(|(name, found)| put(core, name, found));
        }
        CoverageOutcome::Found(found) => {
            let revision = core.state.open().map_or_else(Revision::default, |open| open.revision);
            return core.state.staff.coverage.found.finished(*found, revision);
        }
    }
    compute(core);
}

fn put(core: &mut Core, name: String, found: Beside) {
    let state = &mut core.state.staff.coverage;
    let place = match found {
        Beside::Needs(needs) => {
            state.beside.needs = needs;
            0
        }
        Beside::Certificates(certificates) => {
            state.beside.certificates = certificates;
            1
        }
        Beside::Trainings(trainings) => {
            state.beside.trainings = trainings;
            2
        }
    };
    state.names[place] = Some(name);
    state.failure = None;
}

/// Whether the table says who works where.
pub fn has_wards(columns: &[RawColumn], roles: &[StaffColumn]) -> bool {
    columns.iter().zip(roles).any(|(_, own)| own.role == StaffRole::Ward)
}
