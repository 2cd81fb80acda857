//! Instances of the hospital plan as JSON, in the form of the Integrated Healthcare Timetabling Competition 2024.

use std::path::Path;

use serde::Deserialize;

use crate::domain::schedule::hospital::{
    Availability, ElectivePatient, HospitalProblem, HospitalWeights, Nurse, Occupant, Room, RoomGender, Stay,
};

use super::{Fault, MOST, MOST_DAYS, Names, Placed, ScheduleError, read_text, refused, within};

pub use super::hospital_plan::{plan_of_text, plan_text, read_plan};
pub use super::hospital_text::problem_text;

/// More room-shifts than this are no hospital's.
const MOST_ROOM_SHIFTS: usize = 50_000_000;

#[derive(Deserialize)]
struct File {
    days: i64,
    skill_levels: i64,
    shift_types: Vec<String>,
    age_groups: Vec<String>,
    weights: FileWeights,
    occupants: Vec<FileOccupant>,
    patients: Vec<FilePatient>,
    surgeons: Vec<FileSurgeon>,
    operating_theaters: Vec<FileTheatre>,
    rooms: Vec<FileRoom>,
    nurses: Vec<FileNurse>,
}

#[derive(Deserialize)]
struct FileWeights {
    room_mixed_age: i64,
    room_nurse_skill: i64,
    continuity_of_care: i64,
    nurse_eccessive_workload: i64,
    open_operating_theater: i64,
    surgeon_transfer: i64,
    patient_delay: i64,
    unscheduled_optional: i64,
}

#[derive(Deserialize)]
struct FileStay {
    gender: String,
    age_group: String,
    length_of_stay: i64,
    workload_produced: Vec<i64>,
    skill_level_required: Vec<i64>,
}

#[derive(Deserialize)]
struct FileOccupant {
    id: String,
    #[serde(flatten)]
    stay: FileStay,
    room_id: String,
}

#[derive(Deserialize)]
struct FilePatient {
    id: String,
    #[serde(flatten)]
    stay: FileStay,
    mandatory: bool,
    surgery_release_day: i64,
    surgery_due_day: Option<i64>,
    surgery_duration: i64,
    surgeon_id: String,
    incompatible_room_ids: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct FileSurgeon {
    id: String,
    max_surgery_time: Vec<i64>,
}

#[derive(Deserialize)]
struct FileTheatre {
    id: String,
    availability: Vec<i64>,
}

#[derive(Deserialize)]
struct FileRoom {
    id: String,
    capacity: i64,
}

#[derive(Deserialize)]
struct FileNurse {
    id: String,
    skill_level: i64,
    working_shifts: Vec<FileShift>,
}

#[derive(Deserialize)]
struct FileShift {
    day: i64,
    shift: String,
    max_load: i64,
}

/// Reads an instance.
///
/// # Errors
/// It cannot be read, is no JSON of this form, or contradicts itself; the error says where.
pub fn read_problem(path: &Path) -> Result<HospitalProblem, ScheduleError> {
    problem_of_text(&read_text(path)?, path)
}

/// The instance that a text says; errors name it by the path.
///
/// # Errors
/// As [`read_problem`].
pub fn problem_of_text(text: &str, path: &Path) -> Result<HospitalProblem, ScheduleError> {
    let file: File =
        serde_json::from_str(text).map_err(|what| ScheduleError::NotJson { name: path.display().to_string(), what })?;
    refused(path, problem_from(&file))
}

/// The words of the file that others refer to.
struct Words {
    days: usize,
    skill_levels: i64,
    shifts: Names,
    ages: Names,
    rooms: Names,
    surgeons: Names,
}

fn problem_from(file: &File) -> Placed<HospitalProblem> {
    let words = words_of(file)?;
    let _theatres = names("operating_theaters", "theatre", file.operating_theaters.iter().map(|one| one.id.as_str()))?;
    let _nurses = names("nurses", "nurse", file.nurses.iter().map(|one| one.id.as_str()))?;
    let people =
        file.patients.iter().map(|one| one.id.as_str()).chain(file.occupants.iter().map(|one| one.id.as_str()));
    let _people = names("patients and occupants", "patient or occupant", people)?;
    Ok(HospitalProblem {
        days: words.days,
        shift_names: file.shift_types.clone(),
        age_groups: file.age_groups.clone(),
        weights: weights(&file.weights).map_err(|fault| ("weights".to_owned(), fault))?,
        occupants: each("occupants", &file.occupants, |one| &one.id, |one| occupant(one, &words))?,
        patients: each("patients", &file.patients, |one| &one.id, |one| patient(one, &words))?,
        surgeons: each(
            "surgeons",
            &file.surgeons,
            |one| &one.id,
            |one| available(&one.id, "max_surgery_time", &one.max_surgery_time, &words),
        )?,
        theatres: each(
            "operating_theaters",
            &file.operating_theaters,
            |one| &one.id,
            |one| available(&one.id, "availability", &one.availability, &words),
        )?,
        rooms: each("rooms", &file.rooms, |one| &one.id, room)?,
        nurses: each("nurses", &file.nurses, |one| &one.id, |one| nurse(one, &words))?,
    })
}

fn words_of(file: &File) -> Placed<Words> {
    let at = |place: &str| {
        let place = place.to_owned();
        move |fault| (place, fault)
    };
    let days = within("days", file.days, 1, MOST_DAYS).map_err(at("days"))? as usize;
    let skill_levels = i64::from(within("skill_levels", file.skill_levels, 1, MOST).map_err(at("skill_levels"))?);
    if file.shift_types.is_empty() {
        return Err(("shift_types".to_owned(), Fault::Missing { what: "a shift" }));
    }
    let room_shifts = file.rooms.len().saturating_mul(days).saturating_mul(file.shift_types.len());
    if room_shifts > MOST_ROOM_SHIFTS {
        let text = format!("{room_shifts} room-shifts are more than can be planned");
        let fault = Fault::contradiction("too-many-room-shifts", text, &[("count", &room_shifts)]);
        return Err(("rooms".to_owned(), fault));
    }
    Ok(Words {
        days,
        skill_levels,
        shifts: names("shift_types", "shift", file.shift_types.iter().map(String::as_str))?,
        ages: names("age_groups", "age group", file.age_groups.iter().map(String::as_str))?,
        rooms: names("rooms", "room", file.rooms.iter().map(|one| one.id.as_str()))?,
        surgeons: names("surgeons", "surgeon", file.surgeons.iter().map(|one| one.id.as_str()))?,
    })
}

fn names<'a>(list: &str, kind: &'static str, ids: impl Iterator<Item = &'a str>) -> Placed<Names> {
    Names::of(kind, ids).map_err(|(at, fault)| (format!("{list}[{at}]"), fault))
}

fn each<F, T>(
    list: &str,
    rows: &[F],
    id: impl Fn(&F) -> &String,
    read: impl Fn(&F) -> Result<T, Fault>,
) -> Placed<Vec<T>> {
    let place = |at: usize, row: &F| format!("{list}[{at}] ({})", id(row));
    rows.iter().enumerate().map(|(at, row)| read(row).map_err(|fault| (place(at, row), fault))).collect()
}

fn weights(file: &FileWeights) -> Result<HospitalWeights, Fault> {
    Ok(HospitalWeights {
        mixed_age: within("room_mixed_age", file.room_mixed_age, 0, MOST)?,
        nurse_skill: within("room_nurse_skill", file.room_nurse_skill, 0, MOST)?,
        continuity_of_care: within("continuity_of_care", file.continuity_of_care, 0, MOST)?,
        excessive_workload: within("nurse_eccessive_workload", file.nurse_eccessive_workload, 0, MOST)?,
        open_theatre: within("open_operating_theater", file.open_operating_theater, 0, MOST)?,
        surgeon_transfer: within("surgeon_transfer", file.surgeon_transfer, 0, MOST)?,
        patient_delay: within("patient_delay", file.patient_delay, 0, MOST)?,
        unscheduled_optional: within("unscheduled_optional", file.unscheduled_optional, 0, MOST)?,
    })
}

fn stay(file: &FileStay, words: &Words) -> Result<Stay, Fault> {
    let gender = match file.gender.as_str() {
        "A" => RoomGender::A,
        "B" => RoomGender::B,
        other => return Err(Fault::Unknown { kind: "gender", id: other.to_owned() }),
    };
    let days = within("length_of_stay", file.length_of_stay, 1, MOST_DAYS)? as usize;
    let shifts = days * words.shifts.places.len();
    Ok(Stay {
        gender,
        age_group: words.ages.get(&file.age_group)?,
        days,
        workload: numbers("workload_produced", &file.workload_produced, shifts, MOST)?,
        skill: numbers("skill_level_required", &file.skill_level_required, shifts, words.skill_levels - 1)?,
    })
}

fn numbers(what: &'static str, found: &[i64], expected: usize, most: i64) -> Result<Vec<u32>, Fault> {
    if found.len() != expected {
        return Err(Fault::Length { what, found: found.len(), expected });
    }
    found.iter().map(|number| within(what, *number, 0, most)).collect()
}

fn occupant(file: &FileOccupant, words: &Words) -> Result<Occupant, Fault> {
    Ok(Occupant { id: file.id.clone(), stay: stay(&file.stay, words)?, room: words.rooms.get(&file.room_id)? })
}

fn patient(file: &FilePatient, words: &Words) -> Result<ElectivePatient, Fault> {
    let last = words.days as i64 - 1;
    let release_day = within("surgery_release_day", file.surgery_release_day, 0, last)? as usize;
    let rooms = file.incompatible_room_ids.as_deref().unwrap_or_default();
    Ok(ElectivePatient {
        id: file.id.clone(),
        stay: stay(&file.stay, words)?,
        release_day,
        due_day: due_day(file)?,
        surgery_mins: within("surgery_duration", file.surgery_duration, 0, MOST)?,
        surgeon: words.surgeons.get(&file.surgeon_id)?,
        incompatible_rooms: rooms.iter().map(|id| words.rooms.get(id)).collect::<Result<_, _>>()?,
    })
}

/// The last day of a mandatory patient. That of an optional one does not count, and has to make sense all the same: what
/// contradicts itself there is as likely a wrong release day.
fn due_day(file: &FilePatient) -> Result<Option<usize>, Fault> {
    if let Some(due) = file.surgery_due_day.filter(|due| *due < file.surgery_release_day) {
        let release = file.surgery_release_day;
        let text = format!("the due day {due} is before the release day {release}");
        return Err(Fault::contradiction("due-before-release", text, &[("due", &due), ("release", &release)]));
    }
    if !file.mandatory {
        return Ok(None);
    }
    let due = file.surgery_due_day.ok_or(Fault::Missing { what: "surgery_due_day of a mandatory patient" })?;
    Ok(Some(within("surgery_due_day", due, 0, MOST_DAYS)? as usize))
}

fn available(id: &str, what: &'static str, mins: &[i64], words: &Words) -> Result<Availability, Fault> {
    Ok(Availability { id: id.to_owned(), mins_by_day: numbers(what, mins, words.days, MOST)? })
}

fn room(file: &FileRoom) -> Result<Room, Fault> {
    Ok(Room { id: file.id.clone(), beds: within("capacity", file.capacity, 0, MOST)? as usize })
}

fn nurse(file: &FileNurse, words: &Words) -> Result<Nurse, Fault> {
    let shifts = file.working_shifts.iter().map(|shift| rostered(shift, words)).collect::<Result<Vec<_>, Fault>>()?;
    let mut by_shift = shifts.clone();
    by_shift.sort_unstable();
    if let Some(twice) = by_shift.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let (day, of_day) = (twice[0].0 / words.shifts.places.len(), twice[0].0 % words.shifts.places.len());
        let text = format!("shift {of_day} of day {day} is in working_shifts twice");
        return Err(Fault::contradiction("shift-twice", text, &[("shift", &of_day), ("day", &day)]));
    }
    let skill = within("skill_level", file.skill_level, 0, words.skill_levels - 1)?;
    Ok(Nurse { id: file.id.clone(), skill, shifts: by_shift })
}

fn rostered(file: &FileShift, words: &Words) -> Result<(usize, u32), Fault> {
    let day = within("day of a working shift", file.day, 0, words.days as i64 - 1)? as usize;
    let of_day = words.shifts.get(&file.shift)?;
    Ok((day * words.shifts.places.len() + of_day, within("max_load", file.max_load, 0, MOST)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{"days":2,"skill_levels":2,"shift_types":["early","late"],"age_groups":["adult"],
"weights":{"room_mixed_age":1,"room_nurse_skill":1,"continuity_of_care":1,"nurse_eccessive_workload":1,
"open_operating_theater":1,"surgeon_transfer":1,"patient_delay":1,"unscheduled_optional":9},
"occupants":[{"id":"a0","gender":"A","age_group":"adult","length_of_stay":1,"workload_produced":[1,1],
"skill_level_required":[0,1],"room_id":"r0"}],
"patients":[{"id":"p0","mandatory":true,"gender":"A","age_group":"adult","length_of_stay":1,"surgery_release_day":0,
"surgery_due_day":1,"surgery_duration":60,"surgeon_id":"s0","incompatible_room_ids":[],"workload_produced":[1,1],
"skill_level_required":[0,0]}],
"surgeons":[{"id":"s0","max_surgery_time":[60,60]}],"operating_theaters":[{"id":"t0","availability":[60,0]}],
"rooms":[{"id":"r0","capacity":2}],
"nurses":[{"id":"n0","skill_level":1,"working_shifts":[{"day":1,"shift":"late","max_load":5},
{"day":0,"shift":"early","max_load":5}]}]}"#;

    fn read(text: &str) -> Result<HospitalProblem, ScheduleError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("i.json");
        std::fs::write(&path, text).expect("written");
        read_problem(&path)
    }

    #[test]
    fn an_instance_is_read_and_refers_by_place() {
        let problem = read(SMALL).expect("an instance");
        assert_eq!(problem.nurses[0].shifts, [(0, 5), (3, 5)]);
        assert_eq!(problem.patients[0].due_day, Some(1));
        assert_eq!(problem.occupants[0].room, 0);
        assert_eq!(read(&problem_text(&problem)).expect("what was written"), problem);
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_place() {
        let refused = |from: &str, to: &str, said: &str| {
            assert!(SMALL.contains(from), "{from}");
            let error = read(&SMALL.replacen(from, to, 1)).expect_err(to).to_string();
            assert!(error.contains(said), "{error}");
        };
        refused(r#""surgery_duration":60"#, r#""surgery_duration":-60"#, "patients[0] (p0): surgery_duration is -60");
        refused(r#""surgeon_id":"s0""#, r#""surgeon_id":"s9""#, "patients[0] (p0): there is no surgeon \"s9\"");
        refused(r#""id":"a0""#, r#""id":"p0""#, "patient or occupant \"p0\" appears twice");
        refused(r#""surgery_due_day":1,"#, "", "surgery_due_day of a mandatory patient is missing");
        refused(r#""surgery_release_day":0"#, r#""surgery_release_day":2"#, "surgery_release_day is 2");
        let optional = r#""mandatory":false,"surgery_release_day":1,"surgery_due_day":0,"x":0,"#;
        let late = SMALL.replacen(r#""surgery_release_day":0,"#, "", 1).replacen(r#""surgery_due_day":1,"#, "", 1);
        let late = read(&late.replacen(r#""mandatory":true,"#, optional, 1)).expect_err("late").to_string();
        assert!(late.contains("patients[0] (p0): the due day 0 is before the release day 1"), "{late}");
        refused("[60,60]", "[60]", "surgeons[0] (s0): max_surgery_time has 1 entries, 2 are needed");
        refused(r#""shift":"late""#, r#""shift":"night""#, "nurses[0] (n0): there is no shift \"night\"");
        refused(r#""surgeons""#, r#""chirurgen""#, "missing field `surgeons` at line");
        refused(r#""nurses":[{"#, r#""nurses":[{"x"#, "at line");
        let cut = read(&SMALL[..SMALL.len() / 2]).expect_err("truncated").to_string();
        assert!(cut.contains("EOF while parsing") && cut.contains("at line"), "{cut}");
    }
}
