//! A hospital to be planned, made from what the store holds: rooms and theatres, staff and duties, who waits and who lies in a
//! room. What is missing is told before anything is planned.

use std::sync::Arc;

use crate::analysis::schedule::from_rows::{Assembled, HospitalRows, HospitalWish, assemble};
use crate::base::{Date, Progress};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::ids::PatientId;
use crate::io::store::{ClinicalKind, ClinicalRecords, Store, StoreError};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::Instance;
use super::panel::ScheduleOutcome;

impl JobKind {
    /// Rows of the store, to plan a hospital of.
    pub const READ_HOSPITAL_ROWS: JobKind = JobKind::reading("read-hospital-rows").failing(super::panel::failed);
    /// Whether they make a hospital.
    pub const LOOK_AT_HOSPITAL: JobKind = JobKind::reading("look-at-hospital").failing(super::panel::failed);
}

/// The longest plan that is made of the store.
pub const MOST_DAYS: u32 = 56;

/// What is asked of a hospital plan before there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HospitalForm {
    pub first_day: String,
    pub days: u32,
    /// Whether those who lie in the rooms now are counted.
    pub counts_lying: bool,
    /// For how many days on.
    pub lying_days: u32,
    pub load: u32,
    pub care: u32,
}

impl Default for HospitalForm {
    fn default() -> HospitalForm {
        HospitalForm { first_day: String::new(), days: 14, counts_lying: true, lying_days: 2, load: 15, care: 2 }
    }
}

impl HospitalForm {
    /// As it is asked for; nothing while the first day is no date.
    pub fn wish(&self) -> Option<HospitalWish> {
        Some(HospitalWish {
            first_day: Date::parse_iso(self.first_day.trim().as_bytes())?,
            days: self.days.clamp(1, MOST_DAYS) as usize,
            lying_days: self.counts_lying.then_some(self.lying_days.max(1) as usize),
            load: self.load,
            care: self.care,
        })
    }
}

/// Rows of the store and what became of them.
#[derive(Debug, Default)]
pub struct HospitalState {
    /// Nothing before somebody wanted a plan of them.
    pub rows: Option<Arc<HospitalRows>>,
    pub form: HospitalForm,
    /// What the rows are with this form; nothing while it is worked out.
    pub found: Option<Arc<Assembled>>,
}

#[derive(Clone, Debug)]
pub enum HospitalCommand {
    /// Reads the rows and shows the form.
    Begin,
    Leave,
    Set(Box<HospitalForm>),
    Make,
}

pub fn apply(core: &mut Core, command: HospitalCommand) {
    match command {
        HospitalCommand::Begin => begin(core),
        HospitalCommand::Leave => {
            (core.state.schedule.hospital.rows, core.state.schedule.hospital.found) = (None, None)
        }
        HospitalCommand::Set(form) => {
            core.state.schedule.hospital.form = *form;
            look(core);
        }
        HospitalCommand::Make => make(core),
    }
}

fn begin(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let scope = Scope::Text { text: "read the hospital of a plan".to_owned() };
    let Some(grant) = open.ask_quietly(Action::PlanSchedule, scope, now) else {
        return core.state.warn(Message::new("denied-panel"));
    };
    let store = Arc::clone(&open.store);
    core.state.schedule.failure = None;
    core.jobs.start(
        JobKind::READ_HOSPITAL_ROWS,
        Message::new("job-read-hospital-rows"),
        move |progress| match read_rows(&*store, &grant, progress) {
            Ok(rows) => Outcome::take(move |core: &mut Core| took(core, rows)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        },
    );
}

/// Reads the rows again where the form is on screen.
pub fn read_again(core: &mut Core) {
    if core.state.schedule.hospital.rows.is_some() {
        begin(core);
    }
}

fn took(core: &mut Core, rows: HospitalRows) {
    let today = core.state.open().map_or(Date(0), |open| open.info.zone.date_at(core.clock.utc_secs()));
    let hospital = &mut core.state.schedule.hospital;
    if hospital.form.first_day.is_empty() {
        hospital.form.first_day = first_covered(&rows).unwrap_or(today).iso();
    }
    hospital.rows = Some(Arc::new(rows));
    core.state.schedule.ward.staff = None;
    look(core);
}

/// The first day on which somebody is on duty.
pub fn first_covered(rows: &HospitalRows) -> Option<Date> {
    rows.duties.iter().map(|duty| duty.date).min_by_key(|date| date.0)
}

/// Works out in a job what the rows are with the form as it is.
fn look(core: &mut Core) {
    let hospital = &mut core.state.schedule.hospital;
    hospital.found = None;
    core.jobs.cancel(JobKind::LOOK_AT_HOSPITAL);
    let (Some(rows), Some(wish)) = (hospital.rows.clone(), hospital.form.wish()) else { return };
    core.jobs.start(JobKind::LOOK_AT_HOSPITAL, Message::new("job-read-hospital-rows"), move |_| {
        let found = Arc::new(assemble(&rows, &wish));
        Outcome::take(move |core: &mut Core| {
            if core.state.schedule.hospital.form.wish().as_ref() == Some(&wish) {
                core.state.schedule.hospital.found = Some(found);
            }
        })
    });
}

fn make(core: &mut Core) {
    let hospital = &core.state.schedule.hospital;
    let Some(problem) = hospital.found.as_ref().and_then(|found| found.problem.clone()) else { return };
    let first_day = hospital.form.wish().map(|wish| wish.first_day);
    let name = core.state.open().map(|open| open.info.name.clone()).unwrap_or_default();
    super::panel::take_in(core, ScheduleOutcome::InstanceRead(Box::new(Instance::Hospital(problem))));
    let state = &mut core.state.schedule;
    state.instance_path.clear();
    state.first_day = first_day;
    state.name = name;
}

/// Reads what a hospital plan is made of: of patients their identifier, sex, birth date, room and entry in the waiting list,
/// and nothing else. The grant is journalled.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn read_rows(store: &dyn Store, grant: &Grant, progress: &Progress) -> Result<HospitalRows, StoreError> {
    store.journal(grant)?;
    let (numbers, waiting): (Vec<PatientId>, Vec<_>) = store.waiting(grant)?.into_iter().unzip();
    let people = store.planned_people(grant, &numbers)?;
    let waiting = people.into_iter().zip(waiting).filter_map(|(person, row)| Some((person?, row))).collect();
    let mut rooms: Vec<(PatientId, String)> = Vec::new();
    store.each_patients_records(grant, ClinicalKind::Admissions, progress, &mut |patient, records| {
        if let ClinicalRecords::Admissions(stays) = records {
            let open = stays.iter().filter(|stay| stay.record.discharged.is_none());
            let newest = open.max_by_key(|stay| stay.record.admitted.utc_secs);
            rooms.extend(newest.and_then(|stay| stay.record.room.clone()).map(|room| (patient, room)));
        }
        Ok(())
    })?;
    let (numbers, rooms): (Vec<PatientId>, Vec<String>) = rooms.into_iter().unzip();
    let people = store.planned_people(grant, &numbers)?;
    let lying = people.into_iter().zip(rooms).filter_map(|(person, room)| Some((person?, room))).collect();
    Ok(HospitalRows { staff: store.staff()?, devices: store.devices()?, duties: store.duties(grant)?, waiting, lying })
}
