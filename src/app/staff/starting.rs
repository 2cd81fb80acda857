//! Jobs that read a table, find groups and judge who stays; each behind the door, and journalled before it begins.

use std::path::{Path, PathBuf};

use crate::analysis::staff::study::{StudyError, study};
use crate::base::Progress;
use crate::domain::access::Action;
use crate::io::export::place::file_of;
use crate::io::import::ImportError;

use super::super::core::Core;
use super::super::diagnosis::{Cases, read_cases, sample_cases};
use super::super::jobs::JobKind;
use super::super::message::{file_name, of_import};
use super::super::outcome::Outcome;
use super::{StaffOutcome, Threads, door, faults, retention, table_name};

/// The article's table, made up for it; nobody in it exists.
pub const SAMPLE: (&str, &[u8]) =
    ("medical_staff_data.csv", include_bytes!("../../../sample_data/medical_staff_data.csv"));

/// A file was chosen in the dialog: it is read at once.
pub fn picked(core: &mut Core, path: &Path) {
    core.state.staff.path = path.to_string_lossy().into_owned();
    read(core);
}

pub fn read(core: &mut Core) {
    let folder = core.folders.stores.clone();
    let typed = core.state.staff.path.clone();
    let as_typed = PathBuf::from(typed.trim());
    let name = file_name(&as_typed);
    start_reading(core, name, move |progress| {
        let path = if as_typed.is_file() { as_typed } else { file_of(&typed, &folder, "") };
        read_cases(&path, &[], progress)
    });
}

pub fn read_sample(core: &mut Core) {
    core.state.staff.path.clear();
    start_reading(core, SAMPLE.0.to_owned(), |progress| Ok(sample_cases(SAMPLE.0, SAMPLE.1, progress)?));
}

fn start_reading(
    core: &mut Core,
    name: String,
    read: impl FnOnce(&Progress) -> Result<Cases, ImportError> + Send + 'static,
) {
    let asked = (Action::StudyStaff, format!("file {name}"));
    let work = move |progress: &Progress| match read(progress) {
        Ok(cases) => Outcome::from(StaffOutcome::Read(Box::new(cases))),
        Err(ImportError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(of_import(&error)),
    };
    if door::start(core, asked, JobKind::READ_STAFF, "job-read-staff", work) {
        core.state.staff.cases.started();
    }
}

pub fn find_groups(core: &mut Core) {
    let state = &mut core.state.staff;
    let (Some(cases), roles) = (state.cases.value().cloned(), state.roles.clone()) else { return };
    let plan = match state.plan() {
        Ok(plan) => plan,
        Err(message) => return state.study.failed(message),
    };
    let asked = (Action::StudyStaff, format!("groups of {}", table_name(core)));
    let work = move |progress: &Progress| match study(&cases.columns, &roles, &plan, &Threads::all(), progress) {
        Ok(found) => Outcome::from(StaffOutcome::Found(Box::new(found))),
        Err(StudyError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(faults::of_study(&error)),
    };
    if door::start(core, asked, JobKind::GROUP_STAFF, "job-group-staff", work) {
        core.state.staff.study.started();
    }
}

pub fn judge(core: &mut Core) {
    let state = &mut core.state.staff;
    let (Some(cases), roles) = (state.cases.value().cloned(), state.roles.clone()) else { return };
    let plan = match state.plan() {
        Ok(plan) => plan,
        Err(message) => return state.retention.failed(message),
    };
    let asked = (Action::StudyStaff, format!("retention of {}", table_name(core)));
    let work = move |progress: &Progress| match retention(&cases.columns, &roles, &plan, progress) {
        Ok(found) => Outcome::from(StaffOutcome::Judged(Box::new(found))),
        Err(error) if error.is_cancelled() => Outcome::Cancelled,
        Err(error) => Outcome::Failed(faults::of_retention(&error)),
    };
    if door::start(core, asked, JobKind::JUDGE_RETENTION, "job-judge-retention", work) {
        core.state.staff.retention.started();
    }
}
