//! A plan as a table and back: a row an employee of a roster; a row a patient and a row a nurse's shift of a hospital plan. What
//! was written is read again from CSV or a workbook, also where a spreadsheet has saved it anew.

use std::collections::HashMap;
use std::path::Path;

use crate::base::Date;
use crate::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};
use crate::io::text_table::{TextRow, TextTable, column};

use super::super::message::{Message, of_import};
use super::laid::{Instance, Plan};

/// Headings and rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

const EMPLOYEE: &str = "employee";
const HOSPITAL: [&str; 9] =
    ["kind", "id", "day", "last_day", "shift", "rooms", "theatre", "surgeon", "surgery_minutes"];
const PATIENT: &str = "patient";
const NURSE: &str = "nurse";
/// Stands for the day of a patient who is not admitted.
const WAITS: &str = "waits";
const BETWEEN_ROOMS: &str = "; ";

/// A day's heading: its date where the first day has one.
fn day_name(first: Option<Date>, day: usize) -> String {
    match first {
        Some(first) => Date(first.0.saturating_add(i32::try_from(day).unwrap_or(i32::MAX))).iso(),
        None => format!("day_{day}"),
    }
}

/// The plan as a table; nothing of a plan of another problem.
pub fn sheet(instance: &Instance, plan: &Plan, first: Option<Date>) -> Option<Sheet> {
    match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => Some(of_hospital(problem, plan, first)),
        (Instance::Roster(problem), Plan::Roster(roster)) => Some(of_roster(problem, roster, first)),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => None,
    }
}

fn of_roster(problem: &RosterProblem, roster: &Roster, first: Option<Date>) -> Sheet {
    let mut headings = vec![EMPLOYEE.to_owned()];
    headings.extend((0..problem.days).map(|day| day_name(first, day)));
    let shift = |cell: &Option<usize>| {
        cell.and_then(|shift| problem.shifts.get(shift)).map_or_else(String::new, |shift| shift.id.clone())
    };
    let rows = problem.staff.iter().zip(&roster.cells);
    let rows = rows.map(|(one, cells)| std::iter::once(one.id.clone()).chain(cells.iter().map(shift)).collect());
    Sheet { headings, rows: rows.collect() }
}

fn of_hospital(problem: &HospitalProblem, plan: &HospitalPlan, first: Option<Date>) -> Sheet {
    let patient = |(one, at): (&crate::domain::schedule::hospital::ElectivePatient, &Option<Admission>)| {
        let surgeon = problem.surgeons.get(one.surgeon).map_or_else(String::new, |one| one.id.clone());
        let end = |at: &Admission| day_name(first, (at.day + one.stay.days).saturating_sub(1));
        let room = |at: &Admission| problem.rooms.get(at.room).map_or_else(String::new, |room| room.id.clone());
        let theatre = |at: &Admission| problem.theatres.get(at.theatre).map_or_else(String::new, |one| one.id.clone());
        let at = at.as_ref();
        vec![
            PATIENT.to_owned(),
            one.id.clone(),
            at.map_or_else(|| WAITS.to_owned(), |at| day_name(first, at.day)),
            at.map_or_else(String::new, end),
            String::new(),
            at.map_or_else(String::new, room),
            at.map_or_else(String::new, theatre),
            surgeon,
            one.surgery_mins.to_string(),
        ]
    };
    let mut rows: Vec<Vec<String>> = problem.patients.iter().zip(&plan.admissions).map(patient).collect();
    let a_day = problem.shift_names.len().max(1);
    for (nurse, one) in problem.nurses.iter().enumerate() {
        for (shift, _) in &one.shifts {
            let has = |room: &usize| plan.nurse_of.get(*room).and_then(|of| of.get(*shift)) == Some(&Some(nurse));
            let rooms: Vec<&str> =
                (0..problem.rooms.len()).filter(has).map(|room| problem.rooms[room].id.as_str()).collect();
            let mut row = vec![NURSE.to_owned(), one.id.clone(), day_name(first, shift / a_day), String::new()];
            row.push(problem.shift_names.get(shift % a_day).cloned().unwrap_or_default());
            row.push(rooms.join(BETWEEN_ROOMS));
            row.extend([String::new(), String::new(), String::new()]);
            rows.push(row);
        }
    }
    Sheet { headings: HOSPITAL.map(str::to_owned).to_vec(), rows }
}

/// Whether a file is a table of ours and not in the form of the benchmark's solutions: a workbook, or a text that begins
/// with our headings.
pub fn is_sheet(path: &Path) -> bool {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    is_workbook || headings_of(path).is_some()
}

fn headings_of(path: &Path) -> Option<TextTable> {
    TextTable::read(path, lacks).ok()
}

fn lacks(headings: &[String]) -> Vec<String> {
    let is_roster = column(headings, EMPLOYEE).is_some();
    let is_hospital = HOSPITAL[..7].iter().all(|name| column(headings, name).is_some());
    if is_roster || is_hospital { Vec::new() } else { vec![EMPLOYEE.to_owned()] }
}

/// Reads a plan from a table of ours.
///
/// # Errors
/// The file cannot be read, lacks a column, or names what the problem lacks; the message says where.
pub fn read_sheet(path: &Path, instance: &Instance, first: Option<Date>) -> Result<Plan, Message> {
    let table = TextTable::read(path, lacks).map_err(|error| of_import(&error))?;
    match instance {
        Instance::Hospital(problem) => hospital_from(&table, problem, first).map(Plan::Hospital),
        Instance::Roster(problem) => roster_from(&table, problem, first).map(Plan::Roster),
    }
}

fn unknown(row: &TextRow, what: &str) -> Message {
    Message::new("schedule-why-unknown-in-line").with("line", row.line).with("what", what)
}

fn day_of(text: &str, days: usize, first: Option<Date>) -> Option<usize> {
    let by_number = || text.trim().strip_prefix("day_")?.parse::<usize>().ok();
    let by_date = || {
        // A spreadsheet may have put a time behind the date.
        let date = Date::parse_iso(text.trim().get(..10)?.as_bytes())?;
        usize::try_from(i64::from(date.0) - i64::from(first?.0)).ok()
    };
    by_number().or_else(by_date).filter(|day| *day < days)
}

fn places<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    ids.enumerate().map(|(at, id)| (id, at)).collect()
}

fn cell(row: &TextRow, place: Option<usize>) -> &str {
    place.and_then(|place| row.cells.get(place)).map_or("", |cell| cell.trim())
}

fn roster_from(table: &TextTable, problem: &RosterProblem, first: Option<Date>) -> Result<Roster, Message> {
    let staff = places(problem.staff.iter().map(|one| one.id.as_str()));
    let shifts = places(problem.shifts.iter().map(|one| one.id.as_str()));
    let who = table.column(EMPLOYEE);
    let start = who.map_or(1, |place| place + 1);
    // By heading where it says a day, else in the order of columns.
    let days: Vec<Option<usize>> = table.headings.iter().map(|name| day_of(name, problem.days, first)).collect();
    let is_named = days.iter().flatten().count() == problem.days;
    let mut cells: Vec<Option<Vec<Option<usize>>>> = vec![None; problem.staff.len()];
    for row in &table.rows {
        let id = cell(row, who);
        let employee = *staff.get(id).ok_or_else(|| unknown(row, id))?;
        let mut found = vec![None; problem.days];
        for (place, text) in row.cells.iter().enumerate().skip(start) {
            let day = if is_named { days.get(place).copied().flatten() } else { Some(place - start) };
            let Some(slot) = day.and_then(|day| found.get_mut(day)) else { continue };
            let text = text.trim();
            *slot = match text {
                "" | "-" => None,
                id => Some(*shifts.get(id).ok_or_else(|| unknown(row, id))?),
            };
        }
        if let Some(of) = cells.get_mut(employee) {
            *of = Some(found);
        }
    }
    let lacking = cells.iter().position(Option::is_none).and_then(|at| problem.staff.get(at));
    if let Some(one) = lacking {
        return Err(Message::new("schedule-why-no-row-in-table").with("employee", &one.id));
    }
    Ok(Roster { cells: cells.into_iter().flatten().collect() })
}

fn hospital_from(table: &TextTable, problem: &HospitalProblem, first: Option<Date>) -> Result<HospitalPlan, Message> {
    let columns = HOSPITAL.map(|name| table.column(name));
    let [kind, id, day, _, shift, rooms, theatre, ..] = columns;
    let known = Known {
        patients: places(problem.patients.iter().map(|one| one.id.as_str())),
        nurses: places(problem.nurses.iter().map(|one| one.id.as_str())),
        rooms: places(problem.rooms.iter().map(|one| one.id.as_str())),
        theatres: places(problem.theatres.iter().map(|one| one.id.as_str())),
        shifts: places(problem.shift_names.iter().map(String::as_str)),
    };
    let mut plan = HospitalPlan::empty(problem);
    for row in &table.rows {
        let at = |map: &HashMap<&str, usize>, place| {
            let text = cell(row, place);
            map.get(text).copied().ok_or_else(|| unknown(row, text))
        };
        let on = || {
            let text = cell(row, day);
            day_of(text, problem.days, first).ok_or_else(|| unknown(row, text))
        };
        match cell(row, kind) {
            PATIENT if cell(row, day) == WAITS => {}
            PATIENT => {
                let admission =
                    Admission { day: on()?, room: at(&known.rooms, rooms)?, theatre: at(&known.theatres, theatre)? };
                if let Some(slot) = plan.admissions.get_mut(at(&known.patients, id)?) {
                    *slot = Some(admission);
                }
            }
            NURSE => {
                let nurse = at(&known.nurses, id)?;
                let shift = on()? * problem.shift_names.len() + at(&known.shifts, shift)?;
                for room in cell(row, rooms).split(';').map(str::trim).filter(|room| !room.is_empty()) {
                    let room = *known.rooms.get(room).ok_or_else(|| unknown(row, room))?;
                    if let Some(slot) = plan.nurse_of.get_mut(room).and_then(|of| of.get_mut(shift)) {
                        *slot = Some(nurse);
                    }
                }
            }
            other => return Err(unknown(row, other)),
        }
    }
    Ok(plan)
}

struct Known<'a> {
    patients: HashMap<&'a str, usize>,
    nurses: HashMap<&'a str, usize>,
    rooms: HashMap<&'a str, usize>,
    theatres: HashMap<&'a str, usize>,
    shifts: HashMap<&'a str, usize>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::hospital::{
        Availability, ElectivePatient, HospitalWeights, Nurse, Room, RoomGender, Stay,
    };

    fn hospital() -> (Instance, Plan) {
        let mins = |id: &str| Availability { id: id.to_owned(), mins_by_day: vec![480; 3] };
        let stay = Stay { gender: RoomGender::A, age_group: 0, days: 2, workload: vec![1; 4], skill: vec![0; 4] };
        let patient = |id: &str| ElectivePatient {
            id: id.to_owned(),
            stay: stay.clone(),
            release_day: 0,
            due_day: None,
            surgery_mins: 60,
            surgeon: 0,
            incompatible_rooms: Vec::new(),
        };
        let problem = HospitalProblem {
            days: 3,
            shift_names: vec!["early".to_owned(), "late".to_owned()],
            age_groups: vec!["adult".to_owned()],
            weights: HospitalWeights::default(),
            occupants: Vec::new(),
            patients: vec![patient("p0"), patient("=p1")],
            surgeons: vec![mins("s0")],
            theatres: vec![mins("t0"), mins("t1")],
            rooms: vec![Room { id: "r0".to_owned(), beds: 2 }, Room { id: "王".to_owned(), beds: 1 }],
            nurses: vec![Nurse { id: "n0".to_owned(), skill: 0, shifts: (0..6).map(|shift| (shift, 9)).collect() }],
        };
        let mut plan = HospitalPlan::empty(&problem);
        plan.admissions[1] = Some(Admission { day: 1, room: 1, theatre: 1 });
        plan.nurse_of[1][3] = Some(0);
        plan.nurse_of[0][3] = Some(0);
        (Instance::Hospital(problem), Plan::Hospital(plan))
    }

    fn written(sheet: &Sheet) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.csv");
        let headings: Vec<&str> = sheet.headings.iter().map(String::as_str).collect();
        let file = std::fs::File::create(&path).expect("a file");
        let mut table = crate::io::export::TableWriter::begin(file, &headings, false).expect("begun");
        sheet.rows.iter().for_each(|row| table.row(row.iter().map(String::as_str)).expect("written"));
        table.finish().expect("finished");
        (folder, path)
    }

    #[test]
    fn a_plan_comes_back_from_its_table_and_an_unknown_name_is_told_with_its_line() {
        let (instance, plan) = hospital();
        let first = Date::from_ymd(2028, 2, 28);
        for first in [first, None] {
            let (_folder, path) = written(&sheet(&instance, &plan, first).expect("a table"));
            assert!(is_sheet(&path));
            assert_eq!(read_sheet(&path, &instance, first).expect("read"), plan);
        }
        let mut wrong = sheet(&instance, &plan, None).expect("a table");
        wrong.rows[1][5] = "r9".to_owned();
        let (_folder, path) = written(&wrong);
        let message = read_sheet(&path, &instance, None).expect_err("no such room");
        assert_eq!(message.values, [("line", "3".to_owned()), ("what", "r9".to_owned())]);
    }
}
