//! Reads what is to be planned and plans of it, in jobs; and gives a plan the form of its file.

use std::path::PathBuf;

use crate::io::schedule::{ScheduleError, hospital, is_hospital, roster};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::{Instance, Plan, lay};
use super::panel::ScheduleOutcome;
use super::said::{of_file, refusal};
use super::sheets::{is_sheet, read_sheet};

/// Reads what is to be planned.
pub fn read_instance(core: &mut Core) {
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
            Err(error) => refusal("schedule-not-read", of_file(&error)),
        }
    });
}

/// Reads a plan of it: in the form of its problem, or as a table that was exported here.
pub fn read_plan(core: &mut Core) {
    let Some(instance) = core.state.schedule.instance.clone() else { return };
    core.state.schedule.failure = None;
    let path = PathBuf::from(core.state.schedule.plan_path.trim());
    let first_day = core.state.schedule.first_day;
    core.jobs.start(JobKind::READ_SCHEDULE, Message::new("job-read-schedule"), move |_| {
        let plan = match &*instance {
            _ if is_sheet(&path) => read_sheet(&path, &instance, first_day),
            Instance::Hospital(problem) => {
                hospital::read_plan(&path, problem).map(Plan::Hospital).map_err(|error| of_file(&error))
            }
            Instance::Roster(problem) => {
                roster::read_roster(&path, problem).map(Plan::Roster).map_err(|error| of_file(&error))
            }
        };
        match plan.map(|plan| lay(&instance, plan)) {
            Ok(Some(laid)) => Outcome::from(ScheduleOutcome::PlanRead(Box::new(laid))),
            Ok(None) => Outcome::Done,
            Err(why) => refusal("schedule-not-read", why),
        }
    });
}

/// The plan in the form of its file, to be saved.
pub fn plan_text(instance: &Instance, plan: &Plan) -> Option<String> {
    match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => hospital::plan_text(problem, plan).ok(),
        (Instance::Roster(problem), Plan::Roster(plan)) => Some(roster::roster_text(problem, plan)),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => None,
    }
}
