//! Files of changes: what befell a published plan, as JSON, read against its instance.
//!
//! `{"today": 2, "changes": [{"kind": "theatre_closed", "theatre": "t0", "days": [3]}, ..]}`

use std::path::Path;

use serde::Deserialize;

use crate::domain::schedule::changes::{Changes, HospitalChange, RosterChange};
use crate::domain::schedule::hospital::{Availability, HospitalProblem};
use crate::domain::schedule::roster::RosterProblem;

use super::{Fault, Names, Placed, ScheduleError, read_text, refused, within};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    today: i64,
    changes: Vec<FileChange>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum FileChange {
    NurseIll { nurse: String, days: Vec<i64> },
    TheatreClosed { theatre: String, days: Vec<i64> },
    SurgeonAway { surgeon: String, days: Vec<i64> },
    PatientUrgent { patient: String, by_day: i64 },
    PinPatient { patient: String },
    EmployeeIll { employee: String, days: Vec<i64> },
    PinEmployee { employee: String, days: Vec<i64> },
}

fn read(path: &Path) -> Result<File, ScheduleError> {
    let text = read_text(path)?;
    serde_json::from_str(&text).map_err(|what| ScheduleError::NotJson { name: path.display().to_string(), what })
}

/// Reads what befell a hospital plan.
///
/// # Errors
/// It cannot be read, is no JSON of this form, or names what the problem lacks; the error says where.
pub fn of_hospital(path: &Path, problem: &HospitalProblem) -> Result<Changes<HospitalChange>, ScheduleError> {
    let file = read(path)?;
    refused(path, hospital_changes(&file, problem))
}

/// Reads what befell a staff roster.
///
/// # Errors
/// As [`of_hospital`].
pub fn of_roster(path: &Path, problem: &RosterProblem) -> Result<Changes<RosterChange>, ScheduleError> {
    let file = read(path)?;
    refused(path, roster_changes(&file, problem))
}

fn each<C>(file: &File, days: usize, read: impl Fn(&FileChange) -> Result<C, Fault>) -> Placed<Changes<C>> {
    let today = within("today", file.today, 0, days as i64 - 1).map_err(|fault| ("today".to_owned(), fault))?;
    let change = |(at, change)| read(change).map_err(|fault| (format!("changes[{at}]"), fault));
    let changes = file.changes.iter().enumerate().map(change).collect::<Placed<Vec<C>>>()?;
    Ok(Changes { today: today as usize, changes })
}

fn days_within(days: &[i64], horizon: usize) -> Result<Vec<usize>, Fault> {
    days.iter().map(|day| Ok(within("a day", *day, 0, horizon as i64 - 1)? as usize)).collect()
}

fn elsewhere(kind: &str) -> Fault {
    let text = format!("the change {kind} does not belong to this kind of plan");
    Fault::contradiction("other-plan", text, &[("kind", &kind)])
}

fn hospital_changes(file: &File, problem: &HospitalProblem) -> Placed<Changes<HospitalChange>> {
    let in_instance = |(_, fault)| ("instance".to_owned(), fault);
    let ids = |kind, of: &[Availability]| Names::of(kind, of.iter().map(|one| one.id.as_str())).map_err(in_instance);
    let patients = Names::of("patient", problem.patients.iter().map(|one| one.id.as_str())).map_err(in_instance)?;
    let nurses = Names::of("nurse", problem.nurses.iter().map(|one| one.id.as_str())).map_err(in_instance)?;
    let (theatres, surgeons) = (ids("theatre", &problem.theatres)?, ids("surgeon", &problem.surgeons)?);
    let days = |days: &[i64]| days_within(days, problem.days);
    each(file, problem.days, |change| {
        Ok(match change {
            FileChange::NurseIll { nurse, days: on } => {
                HospitalChange::NurseIll { nurse: nurses.get(nurse)?, days: days(on)? }
            }
            FileChange::TheatreClosed { theatre, days: on } => {
                HospitalChange::TheatreClosed { theatre: theatres.get(theatre)?, days: days(on)? }
            }
            FileChange::SurgeonAway { surgeon, days: on } => {
                HospitalChange::SurgeonAway { surgeon: surgeons.get(surgeon)?, days: days(on)? }
            }
            FileChange::PatientUrgent { patient, by_day } => HospitalChange::PatientUrgent {
                patient: patients.get(patient)?,
                by_day: within("by_day", *by_day, 0, problem.days as i64 - 1)? as usize,
            },
            FileChange::PinPatient { patient } => HospitalChange::Pin { patient: patients.get(patient)? },
            FileChange::EmployeeIll { .. } => return Err(elsewhere("employee_ill")),
            FileChange::PinEmployee { .. } => return Err(elsewhere("pin_employee")),
        })
    })
}

fn roster_changes(file: &File, problem: &RosterProblem) -> Placed<Changes<RosterChange>> {
    let staff = Names::of("employee", problem.staff.iter().map(|one| one.id.as_str()))
        .map_err(|(_, fault)| ("instance".to_owned(), fault))?;
    each(file, problem.days, |change| {
        Ok(match change {
            FileChange::EmployeeIll { employee, days } => {
                RosterChange::EmployeeIll { employee: staff.get(employee)?, days: days_within(days, problem.days)? }
            }
            FileChange::PinEmployee { employee, days } => {
                RosterChange::Pin { employee: staff.get(employee)?, days: days_within(days, problem.days)? }
            }
            FileChange::NurseIll { .. } => return Err(elsewhere("nurse_ill")),
            FileChange::TheatreClosed { .. } => return Err(elsewhere("theatre_closed")),
            FileChange::SurgeonAway { .. } => return Err(elsewhere("surgeon_away")),
            FileChange::PatientUrgent { .. } => return Err(elsewhere("patient_urgent")),
            FileChange::PinPatient { .. } => return Err(elsewhere("pin_patient")),
        })
    })
}
