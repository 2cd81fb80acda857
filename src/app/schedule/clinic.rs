//! Devices and appointments in the panel: an instance opened, solved exactly, judged by the checker.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::schedule::appointments::{AppointmentFault, check, solve};
use crate::base::{Date, Progress};
use crate::domain::access::{Action, Scope};
use crate::domain::resource::{Device, DeviceStatus};
use crate::domain::schedule::appointments::{Appointment, AppointmentPlan, AppointmentProblem, Span};
use crate::io::schedule::appointments::{plan_text, read_problem};

use super::super::core::Core;
use super::super::export::{self, ExportCommand, ExportTarget};
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::super::picker;
use super::grids;
use super::laid::Grid;
use super::said::{of_appointments, of_file, refusal};

impl JobKind {
    pub const READ_CLINIC: JobKind = JobKind::reading("read-clinic").failing(super::panel::failed);
    /// What the store says of devices.
    pub const READ_DEVICE_STATES: JobKind = JobKind::reading("read-device-states").failing(super::panel::failed);
    pub const SOLVE_CLINIC: JobKind = JobKind::reading("solve-clinic").failing(super::panel::failed).keeping_best();
}

/// Linear programs after which the best plan so far counts, with the bound that is known then.
const MOST_NODES: u64 = 20_000;

/// A plan with all that is shown of it.
#[derive(Debug)]
pub struct ClinicPlan {
    pub plan: AppointmentPlan,
    pub grid: Grid,
    pub resources: f64,
    pub waiting: f64,
    pub refused: f64,
    /// Requests without an appointment.
    pub refusals: usize,
    /// No plan costs less, where that is known.
    pub bound: Option<f64>,
    pub faults: Vec<(usize, AppointmentFault)>,
}

impl ClinicPlan {
    pub fn cost(&self) -> f64 {
        self.resources + self.waiting + self.refused
    }

    /// Whether no plan is better.
    pub fn is_proven(&self) -> bool {
        self.bound.is_some_and(|bound| self.cost() - bound < 1e-6)
    }
}

#[derive(Debug, Default)]
pub struct ClinicState {
    pub path: String,
    /// As it was read.
    read: Option<Arc<AppointmentProblem>>,
    /// With the devices that are down.
    pub problem: Option<Arc<AppointmentProblem>>,
    /// Devices that are down, each on a day.
    pub downs: Vec<(usize, usize)>,
    /// Devices that said themselves that they are down.
    pub reported: Vec<usize>,
    pub plan: Option<Arc<ClinicPlan>>,
    /// The plan before the last search: what moved is told from it.
    pub before: Option<Arc<ClinicPlan>>,
}

impl ClinicState {
    /// Requests that are no longer where they were, with when they were and when they are.
    pub fn moved(&self) -> Vec<(usize, Option<Appointment>, Option<Appointment>)> {
        let (Some(before), Some(plan)) = (&self.before, &self.plan) else { return Vec::new() };
        let pairs = before.plan.appointments.iter().zip(&plan.plan.appointments).enumerate();
        pairs.filter(|(_, (old, new))| old != new).map(|(request, (old, new))| (request, *old, *new)).collect()
    }
}

#[derive(Clone, Debug)]
pub enum ClinicCommand {
    SetPath(String),
    Choose,
    Read,
    Solve,
    /// A device is down on a day, or no longer.
    SetDown {
        device: usize,
        day: usize,
        is_down: bool,
    },
    /// Devices that are out of order or being serviced by what the store says are down.
    TakeStates,
    /// Ends the search; the best plan so far stays.
    Stop,
    Save,
}

pub fn apply(core: &mut Core, command: ClinicCommand) {
    match command {
        ClinicCommand::SetPath(path) => core.state.schedule.clinic.path = path,
        ClinicCommand::Choose => picker::ask_file(core, |core, path| {
            core.state.schedule.clinic.path = path.to_string_lossy().into_owned();
            super::panel::apply(core, super::panel::ScheduleCommand::Clinic(ClinicCommand::Read));
        }),
        ClinicCommand::Read => read(core),
        ClinicCommand::Solve => start(core),
        ClinicCommand::TakeStates => take_states(core),
        ClinicCommand::SetDown { device, day, is_down } => {
            set_down(&mut core.state.schedule.clinic, device, day, is_down)
        }
        ClinicCommand::Stop => core.jobs.finish_early(JobKind::SOLVE_CLINIC),
        ClinicCommand::Save => save(core),
    }
}

fn read(core: &mut Core) {
    let state = &mut core.state.schedule;
    state.failure = None;
    let path = PathBuf::from(state.clinic.path.trim());
    core.jobs.start(JobKind::READ_CLINIC, Message::new("job-read-schedule"), move |_| match read_problem(&path) {
        Ok(problem) => Outcome::take(move |core: &mut Core| {
            core.jobs.cancel(JobKind::SOLVE_CLINIC);
            let clinic = &mut core.state.schedule.clinic;
            let problem = Arc::new(problem);
            *clinic = ClinicState {
                path: std::mem::take(&mut clinic.path),
                read: Some(Arc::clone(&problem)),
                problem: Some(problem),
                ..ClinicState::default()
            };
            super::reported::look(core);
        }),
        Err(error) => refusal("schedule-not-read", of_file(&error)),
    });
}

fn start(core: &mut Core) {
    let Some(problem) = core.state.schedule.clinic.problem.clone() else { return };
    core.state.schedule.failure = None;
    core.jobs.start(JobKind::SOLVE_CLINIC, Message::new("job-solve-schedule"), move |progress| {
        match solved(&problem, progress) {
            Ok(plan) => Outcome::take(move |core: &mut Core| {
                let clinic = &mut core.state.schedule.clinic;
                (clinic.before, clinic.plan) = (clinic.plan.take(), Some(Arc::new(plan)));
            }),
            Err(why) => refusal("schedule-not-solved", why),
        }
    });
}

fn solved(problem: &AppointmentProblem, progress: &Progress) -> Result<ClinicPlan, Message> {
    let found = solve(problem, MOST_NODES, progress).map_err(|why| of_appointments(&why))?;
    Ok(judged(problem, found.plan, Some(found.bound)))
}

/// A plan with what the independent checker says of it.
fn judged(problem: &AppointmentProblem, plan: AppointmentPlan, bound: Option<f64>) -> ClinicPlan {
    let score = check(problem, &plan);
    ClinicPlan {
        grid: grids::appointments(problem, &plan),
        resources: score.resources,
        waiting: score.waiting,
        refused: score.refused,
        refusals: plan.appointments.iter().filter(|at| at.is_none()).count(),
        bound,
        faults: score.faults,
        plan,
    }
}

const DAY_MINS: u32 = 1_440;

/// The devices are as they were read, but for those that are down; the plan is judged anew.
fn set_down(clinic: &mut ClinicState, device: usize, day: usize, is_down: bool) {
    let Some(read) = clinic.read.as_deref().filter(|problem| device < problem.devices.len()) else { return };
    clinic.downs.retain(|one| *one != (device, day));
    if is_down {
        clinic.downs.push((device, day));
    }
    let mut now = read.clone();
    for (device, day) in &clinic.downs {
        let from = u32::try_from(*day).unwrap_or(0).saturating_mul(DAY_MINS);
        if let Some(one) = now.devices.get_mut(*device) {
            one.out.push(Span { from, to: from.saturating_add(DAY_MINS) });
        }
    }
    clinic.plan = clinic.plan.as_ref().map(|plan| Arc::new(judged(&now, plan.plan.clone(), None)));
    clinic.before = None;
    clinic.problem = Some(Arc::new(now));
}

/// Reads the devices of the store: who is out of order or in maintenance is down on the first day, and a service that falls
/// on a day of the plan takes that day.
fn take_states(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    if open.ask_quietly(Action::ReadResources, Scope::Store, now).is_none() {
        return core.state.warn(Message::new("denied-panel"));
    }
    let store = Arc::clone(&open.store);
    let (problem, first_day) = (core.state.schedule.clinic.read.clone(), core.state.schedule.first_day);
    core.jobs.start(JobKind::READ_DEVICE_STATES, Message::new("job-load-resources"), move |_| {
        let Some(problem) = problem else { return Outcome::Done };
        match store.devices() {
            Ok(devices) => {
                let downs = downs_of(&problem, &devices, first_day);
                Outcome::take(move |core: &mut Core| took_states(core, &downs))
            }
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

fn downs_of(problem: &AppointmentProblem, devices: &[Device], first_day: Option<Date>) -> Vec<(usize, usize)> {
    let mut downs = Vec::new();
    for (place, one) in problem.devices.iter().enumerate() {
        let Some(known) = devices.iter().find(|device| device.identifier == one.id) else { continue };
        if known.status.is_some_and(DeviceStatus::is_down) {
            downs.push((place, 0));
        }
        let last = one.hours.iter().map(|span| span.to / DAY_MINS).max().unwrap_or(0) as usize;
        let service = known.next_service.zip(first_day).map(|(day, first)| i64::from(day.0) - i64::from(first.0));
        let day = service.and_then(|day| usize::try_from(day).ok()).filter(|day| *day <= last);
        downs.extend(day.map(|day| (place, day)));
    }
    downs.dedup();
    downs
}

fn took_states(core: &mut Core, downs: &[(usize, usize)]) {
    for (device, day) in downs {
        set_down(&mut core.state.schedule.clinic, *device, *day, true);
    }
    core.state.inform(Message::new("schedule-clinic-states-taken").with("count", downs.len()));
}

/// Devices that say that they are down are down on the first day; those that are up again are not.
pub fn report(clinic: &mut ClinicState, down: &[Device]) {
    let Some(problem) = clinic.read.clone() else { return };
    for (device, one) in problem.devices.iter().enumerate() {
        let is_down = down.iter().any(|known| known.identifier == one.id);
        let was_down = clinic.reported.contains(&device);
        if is_down && !was_down {
            clinic.reported.push(device);
            set_down(clinic, device, 0, true);
        } else if was_down && !is_down {
            clinic.reported.retain(|other| *other != device);
            set_down(clinic, device, 0, false);
        }
    }
}

fn save(core: &mut Core) {
    let clinic = &core.state.schedule.clinic;
    let (Some(problem), Some(plan)) = (&clinic.problem, &clinic.plan) else { return };
    let Ok(text) = plan_text(problem, &plan.plan) else { return };
    let target = Arc::new(ExportTarget::Text { kind: "schedule", text });
    export::apply(core, ExportCommand::Choose { name: "appointments.json".to_owned(), target });
}

/// The name of the file read, for the journal.
pub fn file(state: &ClinicState) -> String {
    super::super::message::file_name(Path::new(state.path.trim()))
}
