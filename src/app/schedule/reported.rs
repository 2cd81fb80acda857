//! What devices report: a theatre of the plan that is out of order or serviced marks the plan as closed today, a device of the
//! appointments is down. Nothing is planned anew without a person.

use std::sync::Arc;

use crate::base::Date;
use crate::domain::access::{Action, Scope};
use crate::domain::resource::{Device, DeviceStatus};
use crate::domain::schedule::changes::HospitalChange;
use crate::domain::schedule::hospital::HospitalProblem;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::panel::{Marked, ScheduleCommand, ScheduleState};

impl JobKind {
    /// Whether a device that is planned on is down.
    pub const LOOK_AT_REPORTS: JobKind = JobKind::reading("look-at-reports");
}

/// A device of the plan that is reported down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub device: String,
    pub status: DeviceStatus,
    /// What was marked because of it; nothing where the plan does not have that day.
    pub marked: Option<Marked>,
}

/// Reads the state of the devices, where the account may see them.
pub fn look(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    if open.ask_quietly(Action::ReadResources, Scope::Store, now).is_none() {
        return;
    }
    let (store, today) = (Arc::clone(&open.store), open.info.zone.date_at(now));
    core.jobs.start(JobKind::LOOK_AT_REPORTS, Message::new("job-load-resources"), move |_| match store.devices() {
        Ok(devices) => {
            let down: Vec<Device> =
                devices.into_iter().filter(|device| device.status.is_some_and(DeviceStatus::is_down)).collect();
            Outcome::take(move |core: &mut Core| take_in(core, &down, today))
        }
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
}

/// Marks what is newly down, and takes the marks of what is up again away.
fn take_in(core: &mut Core, down: &[Device], today: Date) {
    super::clinic::report(&mut core.state.schedule.clinic, down);
    let state = &mut core.state.schedule;
    let is_down = |id: &str| down.iter().any(|device| device.identifier == id);
    let reports = std::mem::take(&mut state.reports);
    let (still, over): (Vec<Report>, Vec<Report>) = reports.into_iter().partition(|report| is_down(&report.device));
    state.reports = still;
    let mut places: Vec<usize> = over
        .iter()
        .filter_map(|report| state.marked.iter().position(|marked| Some(marked) == report.marked.as_ref()))
        .collect();
    places.sort_unstable();
    for place in places.into_iter().rev() {
        super::panel::apply(core, ScheduleCommand::Unmark(place));
    }
    for report in fresh(&core.state.schedule, down, today) {
        // As a person would mark it; what is past of the plan stays as it was.
        if let Some(marked) = &report.marked {
            if let Some(day) = day_of(&core.state.schedule, today) {
                core.state.schedule.today = day;
            }
            super::panel::apply(core, ScheduleCommand::Mark(marked.clone()));
        }
        core.state.schedule.reports.push(report);
    }
}

/// The day of the plan that a date is; nothing outside it or before the first day has a date.
fn day_of(state: &ScheduleState, today: Date) -> Option<usize> {
    let day = i64::from(today.0) - i64::from(state.first_day?.0);
    usize::try_from(day).ok().filter(|day| state.instance.as_ref().is_some_and(|instance| *day < instance.days()))
}

/// What is down and was not reported before of the plan in force.
fn fresh(state: &ScheduleState, down: &[Device], today: Date) -> Vec<Report> {
    let (Some(problem), Some(_)) = (state.instance.as_ref().and_then(|one| one.hospital()), &state.plan) else {
        return Vec::new();
    };
    // Without a date the first day that can still be changed is today.
    let day = match state.first_day {
        Some(_) => day_of(state, today),
        None => Some(state.today),
    };
    reports_of(problem, down, day)
        .into_iter()
        .filter(|report| state.reports.iter().all(|known| known.device != report.device))
        .collect()
}

fn reports_of(problem: &HospitalProblem, down: &[Device], day: Option<usize>) -> Vec<Report> {
    let report = |(theatre, one): (usize, &crate::domain::schedule::hospital::Availability)| {
        let device = down.iter().find(|device| device.identifier == one.id)?;
        // A plan that was repaired does without it already.
        if day.is_some_and(|day| one.mins_by_day.get(day) == Some(&0)) {
            return None;
        }
        let closed = |day: usize| Marked::Hospital(HospitalChange::TheatreClosed { theatre, days: vec![day] });
        Some(Report { device: one.id.clone(), status: device.status?, marked: day.map(closed) })
    };
    problem.theatres.iter().enumerate().filter_map(report).collect()
}
