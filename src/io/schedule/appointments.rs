//! Files of appointments: the problem and its plan as JSON.
//!
//! `{"step_minutes": 15, "doctors": [{"id": "Dr. Lim", "skills": ["endoscopy"], "hours": [[480, 720]]}], "devices": [{"id":
//! "E1", "kind": "endoscope", "hours": [[480, 960]], "out": [[600, 660]]}], "requests": [{"id": "P1", "minutes": 45,
//! "device": "endoscope", "skill": "endoscopy", "earliest": 480, "latest": 900, "wait_cost_per_hour": 10, "refusal_cost":
//! 500}], "costs": [{"doctor": "Dr. Lim", "device": "E1", "cost": 80}]}`; minutes count from midnight before the first day.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::schedule::appointments::{
    Appointment, AppointmentPlan, AppointmentProblem, AppointmentRequest, BookableDevice, Doctor, Span,
};

use super::{Fault, Names, Placed, ScheduleError, read_text, refused, within};

/// Minutes of ten years.
const MOST_MINS: i64 = 10 * 366 * 1_440;
const MOST_COST: f64 = 1e9;

#[derive(Deserialize)]
struct File {
    step_minutes: i64,
    doctors: Vec<FileDoctor>,
    #[serde(default)]
    devices: Vec<FileDevice>,
    requests: Vec<FileRequest>,
    #[serde(default)]
    costs: Vec<FileCost>,
}

#[derive(Deserialize)]
struct FileDoctor {
    id: String,
    #[serde(default)]
    skills: Vec<String>,
    hours: Vec<(i64, i64)>,
}

#[derive(Deserialize)]
struct FileDevice {
    id: String,
    kind: String,
    hours: Vec<(i64, i64)>,
    #[serde(default)]
    out: Vec<(i64, i64)>,
}

#[derive(Deserialize)]
struct FileRequest {
    id: String,
    minutes: i64,
    #[serde(default)]
    device: Option<String>,
    #[serde(default)]
    skill: Option<String>,
    earliest: i64,
    latest: i64,
    #[serde(default)]
    wait_cost_per_hour: f64,
    refusal_cost: f64,
}

#[derive(Deserialize)]
struct FileCost {
    doctor: String,
    #[serde(default)]
    device: Option<String>,
    cost: f64,
}

/// Reads a problem. A pair of doctor and device without a cost costs nothing.
///
/// # Errors
/// It cannot be read, is no JSON of this form, or contradicts itself; the error says where.
pub fn read_problem(path: &Path) -> Result<AppointmentProblem, ScheduleError> {
    let text = read_text(path)?;
    let file: File = serde_json::from_str(&text)
        .map_err(|what| ScheduleError::NotJson { name: path.display().to_string(), what })?;
    refused(path, problem_of(file))
}

fn at<T>(place: &str, number: usize, found: Result<T, Fault>) -> Placed<T> {
    found.map_err(|fault| (format!("{place}[{number}]"), fault))
}

fn problem_of(file: File) -> Placed<AppointmentProblem> {
    let step_mins =
        within("step_minutes", file.step_minutes, 1, 1_440).map_err(|fault| ("step_minutes".to_owned(), fault))?;
    let doctors = Names::of("doctor", file.doctors.iter().map(|one| one.id.as_str()));
    let doctors = doctors.map_err(|(number, fault)| (format!("doctors[{number}]"), fault))?;
    let devices = Names::of("device", file.devices.iter().map(|one| one.id.as_str()));
    let devices = devices.map_err(|(number, fault)| (format!("devices[{number}]"), fault))?;
    Names::of("request", file.requests.iter().map(|one| one.id.as_str()))
        .map_err(|(number, fault)| (format!("requests[{number}]"), fault))?;
    let mut costs = vec![vec![0.0; file.devices.len() + 1]; file.doctors.len()];
    for (number, row) in file.costs.iter().enumerate() {
        let doctor = at("costs", number, doctors.get(&row.doctor))?;
        let device = row.device.as_ref().map(|id| at("costs", number, devices.get(id))).transpose()?;
        costs[doctor][device.unwrap_or(file.devices.len())] = at("costs", number, cost("cost", row.cost))?;
    }
    let doctor = |(number, one): (usize, FileDoctor)| {
        Ok(Doctor { hours: at("doctors", number, spans(&one.hours))?, id: one.id, skills: one.skills })
    };
    let device = |(number, one): (usize, FileDevice)| {
        let (hours, out) = (at("devices", number, spans(&one.hours))?, at("devices", number, spans(&one.out))?);
        Ok(BookableDevice { id: one.id, kind: one.kind, hours, out })
    };
    let asked = |(number, one): (usize, FileRequest)| at("requests", number, request(one));
    Ok(AppointmentProblem {
        step_mins,
        doctors: file.doctors.into_iter().enumerate().map(doctor).collect::<Placed<_>>()?,
        devices: file.devices.into_iter().enumerate().map(device).collect::<Placed<_>>()?,
        requests: file.requests.into_iter().enumerate().map(asked).collect::<Placed<_>>()?,
        costs,
    })
}

fn request(one: FileRequest) -> Result<AppointmentRequest, Fault> {
    let mins = within("minutes", one.minutes, 1, MOST_MINS)?;
    let found = span((one.earliest, one.latest))?;
    Ok(AppointmentRequest {
        id: one.id,
        mins,
        device_kind: one.device,
        skill: one.skill,
        within: found,
        wait_cost_per_hour: cost("wait_cost_per_hour", one.wait_cost_per_hour)?,
        refusal_cost: cost("refusal_cost", one.refusal_cost)?,
    })
}

fn cost(what: &'static str, found: f64) -> Result<f64, Fault> {
    match (0.0..=MOST_COST).contains(&found) {
        true => Ok(found),
        false => {
            let text = format!("{what} is {found}, it has to be from 0 to {MOST_COST}");
            let values: [(&'static str, &dyn ToString); 3] = [("what", &what), ("found", &found), ("most", &MOST_COST)];
            Err(Fault::contradiction("cost-out-of-range", text, &values))
        }
    }
}

fn spans(of: &[(i64, i64)]) -> Result<Vec<Span>, Fault> {
    of.iter().map(|pair| span(*pair)).collect()
}

fn span((from, to): (i64, i64)) -> Result<Span, Fault> {
    let (first, last) = (within("a time", from, 0, MOST_MINS)?, within("a time", to, 0, MOST_MINS)?);
    match first < last {
        true => Ok(Span { from: first, to: last }),
        false => {
            let text = format!("{from} to {to} is no stretch of time");
            Err(Fault::contradiction("no-stretch", text, &[("from", &from), ("to", &to)]))
        }
    }
}

#[derive(Serialize, Deserialize)]
struct FilePlan {
    appointments: Vec<FileAppointment>,
}

#[derive(Serialize, Deserialize)]
struct FileAppointment {
    request: String,
    /// Nothing: refused.
    start: Option<i64>,
    #[serde(default)]
    doctor: Option<String>,
    #[serde(default)]
    device: Option<String>,
}

/// A plan as JSON.
///
/// # Errors
/// It holds what no JSON can hold.
pub fn plan_text(problem: &AppointmentProblem, plan: &AppointmentPlan) -> Result<String, ScheduleError> {
    let row = |(request, at): (&AppointmentRequest, &Option<Appointment>)| FileAppointment {
        request: request.id.clone(),
        start: at.map(|at| at.start.into()),
        doctor: at.map(|at| problem.doctors[at.doctor].id.clone()),
        device: at.and_then(|at| at.device).map(|device| problem.devices[device].id.clone()),
    };
    let rows = problem.requests.iter().zip(&plan.appointments).map(row).collect();
    Ok(serde_json::to_string_pretty(&FilePlan { appointments: rows })? + "\n")
}

/// Reads a plan of a problem; requests that it does not name are refused.
///
/// # Errors
/// It cannot be read, is no plan, or names what the problem lacks.
pub fn read_plan(path: &Path, problem: &AppointmentProblem) -> Result<AppointmentPlan, ScheduleError> {
    let text = read_text(path)?;
    let file: FilePlan = serde_json::from_str(&text)
        .map_err(|what| ScheduleError::NotJson { name: path.display().to_string(), what })?;
    refused(path, plan_of(&file, problem))
}

fn plan_of(file: &FilePlan, problem: &AppointmentProblem) -> Placed<AppointmentPlan> {
    let names =
        |kind, ids: Vec<&str>| Names::of(kind, ids.into_iter()).map_err(|(_, fault)| ("instance".to_owned(), fault));
    let requests = names("request", problem.requests.iter().map(|one| one.id.as_str()).collect())?;
    let doctors = names("doctor", problem.doctors.iter().map(|one| one.id.as_str()).collect())?;
    let devices = names("device", problem.devices.iter().map(|one| one.id.as_str()).collect())?;
    let mut appointments = vec![None; problem.requests.len()];
    let mut named = vec![false; problem.requests.len()];
    for (number, row) in file.appointments.iter().enumerate() {
        let place = "appointments";
        let request = at(place, number, requests.get(&row.request))?;
        if std::mem::replace(&mut named[request], true) {
            return at(place, number, Err(Fault::Repeated { kind: "request", id: row.request.clone() }));
        }
        let Some(start) = row.start else { continue };
        let doctor = row.doctor.as_ref().ok_or(Fault::Missing { what: "doctor" });
        let doctor = at(place, number, doctor.and_then(|id| doctors.get(id)))?;
        let device = row.device.as_ref().map(|id| at(place, number, devices.get(id))).transpose()?;
        let start = at(place, number, within("start", start, 0, MOST_MINS))?;
        appointments[request] = Some(Appointment { start, doctor, device });
    }
    Ok(AppointmentPlan { appointments })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLINIC: &str = r#"{"step_minutes": 15, "doctors": [{"id": "王", "hours": [[480, 720]]}],
        "devices": [{"id": "E1", "kind": "endoscope", "hours": [[480, 960]]}],
        "requests": [{"id": "P1", "minutes": 45, "device": "endoscope", "earliest": 480, "latest": 700, "refusal_cost": 9}],
        "costs": [{"doctor": "王", "device": "E1", "cost": 80}]}"#;

    #[test]
    fn a_problem_is_read_and_its_plan_comes_back_and_faults_have_their_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clinic.json");
        let read = |text: &str| {
            std::fs::write(&path, text).expect("written");
            read_problem(&path)
        };
        let problem = read(CLINIC).expect("read");
        assert_eq!(problem.costs, [[80.0, 0.0]]);
        let plan = AppointmentPlan { appointments: vec![Some(Appointment { start: 495, doctor: 0, device: Some(0) })] };
        let plan_path = folder.path().join("plan.json");
        std::fs::write(&plan_path, plan_text(&problem, &plan).expect("text")).expect("written");
        assert_eq!(read_plan(&plan_path, &problem).expect("read"), plan);
        let refused = |from: &str, to: &str| read(&CLINIC.replace(from, to)).expect_err("refused").to_string();
        assert!(refused("\"minutes\": 45", "\"minutes\": -45").contains("requests[0]: minutes is -45"));
        assert!(refused("[480, 720]", "[720, 480]").contains("doctors[0]: 720 to 480"));
        assert!(refused("\"doctor\": \"王\"", "\"doctor\": \"z\"").contains("costs[0]: there is no doctor \"z\""));
        assert!(refused("80}", "-1}").contains("costs[0]"));
    }
}
