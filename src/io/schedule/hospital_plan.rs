//! Solutions of the hospital plan as JSON: read against their instance, and written.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem};

use super::{Fault, Names, Placed, ScheduleError, read_text, refused, within};

#[derive(Deserialize, Serialize)]
struct File {
    patients: Vec<FilePatient>,
    nurses: Vec<FileNurse>,
}

#[derive(Deserialize, Serialize)]
struct FilePatient {
    id: String,
    admission_day: FileDay,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    room: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operating_theater: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum FileDay {
    On(i64),
    Word(String),
}

#[derive(Deserialize, Serialize)]
struct FileNurse {
    id: String,
    assignments: Vec<FileAssignment>,
}

#[derive(Deserialize, Serialize)]
struct FileAssignment {
    day: i64,
    shift: String,
    rooms: Vec<String>,
}

/// Reads a plan of this problem.
///
/// # Errors
/// It cannot be read, is no JSON of this form, names what the problem lacks, lists a patient twice, gives a room two nurses
/// in a shift, or puts a nurse on a shift off her roster; the error says where.
pub fn read_plan(path: &Path, problem: &HospitalProblem) -> Result<HospitalPlan, ScheduleError> {
    plan_of_text(&read_text(path)?, path, problem)
}

/// The plan that a text says; errors name it by the path.
///
/// # Errors
/// As [`read_plan`].
pub fn plan_of_text(text: &str, path: &Path, problem: &HospitalProblem) -> Result<HospitalPlan, ScheduleError> {
    let file: File =
        serde_json::from_str(text).map_err(|what| ScheduleError::NotJson { name: path.display().to_string(), what })?;
    refused(path, plan_from(&file, problem))
}

fn plan_from(file: &File, problem: &HospitalProblem) -> Placed<HospitalPlan> {
    let mut plan = HospitalPlan::empty(problem);
    let words = Words::of(problem).map_err(|(_, fault)| ("instance".to_owned(), fault))?;
    let mut listed = vec![false; problem.patients.len()];
    for (at, row) in file.patients.iter().enumerate() {
        let place = |fault| (format!("patients[{at}] ({})", row.id), fault);
        let patient = words.patients.get(&row.id).map_err(place)?;
        if std::mem::replace(&mut listed[patient], true) {
            return Err(place(Fault::Repeated { kind: "patient", id: row.id.clone() }));
        }
        plan.admissions[patient] = admission(row, problem, &words).map_err(place)?;
    }
    for (at, row) in file.nurses.iter().enumerate() {
        let place = |fault| (format!("nurses[{at}] ({})", row.id), fault);
        let nurse = words.nurses.get(&row.id).map_err(place)?;
        for assignment in &row.assignments {
            assign(nurse, assignment, problem, &words, &mut plan).map_err(place)?;
        }
    }
    Ok(plan)
}

struct Words {
    patients: Names,
    rooms: Names,
    theatres: Names,
    nurses: Names,
    shifts: Names,
}

impl Words {
    fn of(problem: &HospitalProblem) -> Result<Words, (usize, Fault)> {
        Ok(Words {
            patients: Names::of("patient", problem.patients.iter().map(|one| one.id.as_str()))?,
            rooms: Names::of("room", problem.rooms.iter().map(|one| one.id.as_str()))?,
            theatres: Names::of("theatre", problem.theatres.iter().map(|one| one.id.as_str()))?,
            nurses: Names::of("nurse", problem.nurses.iter().map(|one| one.id.as_str()))?,
            shifts: Names::of("shift", problem.shift_names.iter().map(String::as_str))?,
        })
    }
}

fn admission(row: &FilePatient, problem: &HospitalProblem, words: &Words) -> Result<Option<Admission>, Fault> {
    let day = match &row.admission_day {
        FileDay::On(day) => *day,
        FileDay::Word(word) if word == "none" => return Ok(None),
        FileDay::Word(word) => return Err(Fault::NotNumber { what: "admission_day", found: word.clone() }),
    };
    let room = row.room.as_deref().ok_or(Fault::Missing { what: "room" })?;
    let theatre = row.operating_theater.as_deref().ok_or(Fault::Missing { what: "operating_theater" })?;
    Ok(Some(Admission {
        day: within("admission_day", day, 0, problem.days as i64 - 1)? as usize,
        room: words.rooms.get(room)?,
        theatre: words.theatres.get(theatre)?,
    }))
}

fn assign(
    nurse: usize,
    row: &FileAssignment,
    problem: &HospitalProblem,
    words: &Words,
    plan: &mut HospitalPlan,
) -> Result<(), Fault> {
    let day = within("day", row.day, 0, problem.days as i64 - 1)? as usize;
    let shift = day * problem.shift_names.len() + words.shifts.get(&row.shift)?;
    let on_duty = problem.nurses[nurse].shifts.iter().any(|(at, _)| *at == shift);
    if !on_duty && !row.rooms.is_empty() {
        let text = format!("the nurse is not rostered on day {day}, {}", row.shift);
        return Err(Fault::contradiction("nurse-off", text, &[("day", &day), ("shift", &row.shift)]));
    }
    for id in &row.rooms {
        let cell = &mut plan.nurse_of[words.rooms.get(id)?][shift];
        if cell.replace(nurse).is_some() {
            let text = format!("room {id:?} has two nurses on day {day}, {}", row.shift);
            let values: [(&'static str, &dyn ToString); 3] = [("room", id), ("day", &day), ("shift", &row.shift)];
            return Err(Fault::contradiction("two-nurses", text, &values));
        }
    }
    Ok(())
}

/// A plan in the form of the competition.
///
/// # Errors
/// A text is no JSON.
pub fn plan_text(problem: &HospitalProblem, plan: &HospitalPlan) -> Result<String, ScheduleError> {
    let patients = problem.patients.iter().zip(&plan.admissions).map(|(patient, admission)| FilePatient {
        id: patient.id.clone(),
        admission_day: match admission {
            Some(admission) => FileDay::On(admission.day as i64),
            None => FileDay::Word("none".to_owned()),
        },
        room: admission.map(|admission| problem.rooms[admission.room].id.clone()),
        operating_theater: admission.map(|admission| problem.theatres[admission.theatre].id.clone()),
    });
    let file = File { patients: patients.collect(), nurses: nurses(problem, plan) };
    Ok(serde_json::to_string_pretty(&file)? + "\n")
}

fn nurses(problem: &HospitalProblem, plan: &HospitalPlan) -> Vec<FileNurse> {
    let mut rooms_of: Vec<BTreeMap<usize, Vec<String>>> = vec![BTreeMap::new(); problem.nurses.len()];
    for (room, shifts) in plan.nurse_of.iter().enumerate() {
        for (shift, nurse) in shifts.iter().enumerate() {
            let Some(nurse) = nurse else { continue };
            rooms_of[*nurse].entry(shift).or_default().push(problem.rooms[room].id.clone());
        }
    }
    let a_day = problem.shift_names.len();
    let assignment = |(shift, rooms): (usize, Vec<String>)| FileAssignment {
        day: (shift / a_day) as i64,
        shift: problem.shift_names[shift % a_day].clone(),
        rooms,
    };
    problem
        .nurses
        .iter()
        .zip(rooms_of)
        .map(|(nurse, rooms)| FileNurse {
            id: nurse.id.clone(),
            assignments: rooms.into_iter().map(assignment).collect(),
        })
        .collect()
}
