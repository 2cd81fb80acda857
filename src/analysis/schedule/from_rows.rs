//! A hospital to be planned, put together from rows of tables: rooms, theatres, staff, duties, who waits and who lies already
//! in a room. What is missing is told with names; what makes any plan impossible is told apart from what is only left out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::{Date, WeekMins};
use crate::domain::patient::Sex;
use crate::domain::resource::Device;
use crate::domain::schedule::hospital::{
    Availability, ElectivePatient, HospitalProblem, HospitalWeights, Nurse, Occupant, Room, RoomGender, Stay,
};
use crate::domain::schedule::rows::{DutyRow, PlannedPerson, WaitingRow};
use crate::domain::staff::StaffMember;

/// Prices of the soft rules, within what the competition's instances use.
pub const WEIGHTS: HospitalWeights = HospitalWeights {
    mixed_age: 5,
    nurse_skill: 10,
    continuity_of_care: 5,
    excessive_workload: 10,
    open_theatre: 30,
    surgeon_transfer: 5,
    patient_delay: 10,
    unscheduled_optional: 300,
};
/// From the youngest: up to 17 years, up to 64, and older.
const AGE_GROUPS: [&str; 3] = ["child", "adult", "elderly"];
const ADULT_YEARS: i32 = 18;
const ELDERLY_YEARS: i32 = 65;
/// Names that a lack tells.
const NAMED: usize = 5;

/// The rows.
#[derive(Clone, Debug, Default)]
pub struct HospitalRows {
    pub staff: Vec<StaffMember>,
    pub devices: Vec<Device>,
    pub duties: Vec<DutyRow>,
    pub waiting: Vec<(PlannedPerson, WaitingRow)>,
    /// Who lies in a room, by the room's name.
    pub lying: Vec<(PlannedPerson, String)>,
}

/// What a person says of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HospitalWish {
    pub first_day: Date,
    pub days: usize,
    /// Whether those who lie in the rooms now are counted, and for how many days on.
    pub lying_days: Option<usize>,
    /// The workload that a nurse may hold where the duty does not say it.
    pub load: u32,
    /// The workload of a shift where the waiting list does not say it.
    pub care: u32,
}

/// Something that is missing or was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Stable: texts `schedule-lack-<id>`.
    pub id: &'static str,
    pub count: usize,
    /// The first of them.
    pub named: Vec<String>,
    /// Whether there is no plan before it is there.
    pub stops: bool,
}

/// What came of the rows.
#[derive(Clone, Debug, Default)]
pub struct Assembled {
    /// Nothing where something stops it.
    pub problem: Option<HospitalProblem>,
    /// What stops it first.
    pub lacks: Vec<Lack>,
}

#[derive(Default)]
struct Lacks(Vec<Lack>);

impl Lacks {
    fn add(&mut self, id: &'static str, stops: bool, name: impl Into<String>) {
        let place = self.0.iter().position(|lack| lack.id == id).unwrap_or_else(|| {
            self.0.push(Lack { id, count: 0, named: Vec::new(), stops });
            self.0.len() - 1
        });
        let Some(lack) = self.0.get_mut(place) else { return };
        let name = name.into();
        lack.count += 1;
        if !name.is_empty() && lack.named.len() < NAMED && !lack.named.contains(&name) {
            lack.named.push(name);
        }
    }
}

/// Puts the rows together.
pub fn assemble(rows: &HospitalRows, wish: &HospitalWish) -> Assembled {
    let mut lacks = Lacks::default();
    let house = House::of(rows, wish, &mut lacks);
    let patients: Vec<ElectivePatient> =
        rows.waiting.iter().filter_map(|(person, row)| house.patient(person, row, &mut lacks)).collect();
    let occupants = house.occupants(rows, &mut lacks);
    if patients.is_empty() {
        lacks.add("nobody-waits", true, "");
    }
    house.demand_cover(&mut lacks);
    let House { rooms, theatres, surgeons, nurses, shift_names, .. } = house;
    let problem = HospitalProblem {
        days: wish.days,
        shift_names,
        age_groups: AGE_GROUPS.map(str::to_owned).to_vec(),
        weights: WEIGHTS,
        occupants,
        patients,
        surgeons,
        theatres,
        rooms,
        nurses,
    };
    let mut lacks = lacks.0;
    lacks.sort_by_key(|lack| !lack.stops);
    let is_stopped = lacks.iter().any(|lack| lack.stops);
    Assembled { problem: (!is_stopped).then_some(problem), lacks }
}

/// What is there before patients come.
struct House<'a> {
    wish: &'a HospitalWish,
    rooms: Vec<Room>,
    /// Rooms by their identifier, and by the room that the row names.
    room_of: HashMap<String, usize>,
    theatres: Vec<Availability>,
    surgeons: Vec<Availability>,
    nurses: Vec<Nurse>,
    shift_names: Vec<String>,
}

impl<'a> House<'a> {
    fn of(rows: &HospitalRows, wish: &'a HospitalWish, lacks: &mut Lacks) -> House<'a> {
        let (rooms, room_of) = rooms_of(rows);
        let mins = |week: &WeekMins| -> Vec<u32> { (0..wish.days).map(|day| week.on(date_of(wish, day))).collect() };
        let theatre = |device: &Device| {
            Some(Availability { id: device.identifier.clone(), mins_by_day: mins(device.open_mins.as_ref()?) })
        };
        let surgeon = |one: &StaffMember| {
            Some(Availability { id: one.identifier.clone(), mins_by_day: mins(one.surgery_mins.as_ref()?) })
        };
        let theatres: Vec<Availability> = rows.devices.iter().filter_map(theatre).collect();
        let surgeons: Vec<Availability> = rows.staff.iter().filter_map(surgeon).collect();
        let (shift_names, nurses) = nurses_of(rows, wish, lacks);
        let is_missing = [
            ("no-rooms", rooms.is_empty()),
            ("no-theatres", theatres.is_empty()),
            ("no-surgeons", surgeons.is_empty()),
            ("no-duties", nurses.is_empty()),
        ];
        is_missing.into_iter().filter(|(_, is)| *is).for_each(|(id, _)| lacks.add(id, true, ""));
        House { wish, rooms, room_of, theatres, surgeons, nurses, shift_names }
    }

    /// Somebody of the waiting list; nothing of one who comes later than the plan ends, or of whom something is missing.
    fn patient(&self, person: &PlannedPerson, row: &WaitingRow, lacks: &mut Lacks) -> Option<ElectivePatient> {
        let (release_day, due_day) = self.between(person, row, lacks)?;
        let name = person.identifier.as_str();
        let gender = gender_of(person).or_else(|| missing(lacks, "no-sex", name))?;
        let age_group = age_group(person, self.wish).or_else(|| missing(lacks, "no-birth-date", name))?;
        let surgeon = self.surgeons.iter().position(|surgeon| surgeon.id == row.surgeon);
        let surgeon = surgeon.or_else(|| missing(lacks, "unknown-surgeon", &row.surgeon))?;
        let days = row.stay_days as usize;
        let workload = self.workload(row, days).or_else(|| missing(lacks, "workload-form", name))?;
        let skill = vec![row.skill_level; workload.len()];
        Some(ElectivePatient {
            id: person.identifier.clone(),
            stay: Stay { gender, age_group, days, workload, skill },
            release_day,
            due_day,
            surgery_mins: row.surgery_mins,
            surgeon,
            incompatible_rooms: self.not_rooms(row, lacks),
        })
    }

    /// The first and the last day on which somebody may come. A last day behind the plan leaves the patient to a later plan
    /// where there is no room in this one; a last day that is past is the last day of this plan, and told.
    fn between(&self, person: &PlannedPerson, row: &WaitingRow, lacks: &mut Lacks) -> Option<(usize, Option<usize>)> {
        let day = |date: Date| i64::from(date.0) - i64::from(self.wish.first_day.0);
        let (last, release) = (self.wish.days as i64 - 1, row.earliest.map_or(0, day).max(0));
        if release > last {
            return missing(lacks, "later", &person.identifier);
        }
        let due = match row.latest.map(day) {
            None => None,
            Some(due) if due < 0 => {
                lacks.add("past-latest", false, person.identifier.as_str());
                Some(last)
            }
            Some(due) => Some(due.max(release)).filter(|due| *due <= last),
        };
        Some((release as usize, due.map(|due| due as usize)))
    }

    fn workload(&self, row: &WaitingRow, days: usize) -> Option<Vec<u32>> {
        let a_day = self.shift_names.len();
        let all = days * a_day;
        match row.workload.as_slice() {
            // Without duties it is not known how many shifts a day has.
            _ if a_day == 0 => Some(Vec::new()),
            [] => Some(vec![self.wish.care; all]),
            [each] => Some(vec![*each; all]),
            some if some.len() == a_day || some.len() == all => Some(some.iter().copied().cycle().take(all).collect()),
            _ => None,
        }
    }

    fn not_rooms(&self, row: &WaitingRow, lacks: &mut Lacks) -> Vec<usize> {
        let mut rooms = BTreeSet::new();
        for name in &row.not_rooms {
            match self.room_of.get(name) {
                Some(room) => drop(rooms.insert(*room)),
                None => lacks.add("unknown-room", false, name.as_str()),
            }
        }
        rooms.into_iter().collect()
    }

    /// Those who lie in rooms of the plan; more than there are beds, or both genders in a room, and no plan is possible.
    fn occupants(&self, rows: &HospitalRows, lacks: &mut Lacks) -> Vec<Occupant> {
        let Some(days) = self.wish.lying_days else { return Vec::new() };
        let waits: BTreeSet<&str> = rows.waiting.iter().map(|(person, _)| person.identifier.as_str()).collect();
        let mut of_room: BTreeMap<usize, Vec<RoomGender>> = BTreeMap::new();
        let mut occupants = Vec::new();
        for (person, room) in rows.lying.iter().filter(|(person, _)| !waits.contains(person.identifier.as_str())) {
            let Some(&room) = self.room_of.get(room) else {
                lacks.add("lies-elsewhere", false, room.as_str());
                continue;
            };
            let (Some(gender), Some(age_group)) = (gender_of(person), age_group(person, self.wish)) else {
                lacks.add("lying-unknown", false, person.identifier.as_str());
                continue;
            };
            of_room.entry(room).or_default().push(gender);
            let shifts = days * self.shift_names.len();
            let stay = Stay { gender, age_group, days, workload: vec![self.wish.care; shifts], skill: vec![0; shifts] };
            occupants.push(Occupant { id: person.identifier.clone(), stay, room });
        }
        for (room, genders) in of_room {
            let Some(room) = self.rooms.get(room) else { continue };
            if genders.len() > room.beds {
                lacks.add("room-overfull", true, room.id.as_str());
            }
            if genders.windows(2).any(|pair| pair[0] != pair[1]) {
                lacks.add("room-mixed", true, room.id.as_str());
            }
        }
        occupants
    }

    /// Every shift needs somebody on duty: a room with people needs a nurse in each.
    fn demand_cover(&self, lacks: &mut Lacks) {
        let on_duty: BTreeSet<usize> =
            self.nurses.iter().flat_map(|nurse| nurse.shifts.iter().map(|(shift, _)| *shift)).collect();
        let a_day = self.shift_names.len();
        if on_duty.is_empty() {
            return;
        }
        for shift in (0..self.wish.days * a_day).filter(|shift| !on_duty.contains(shift)) {
            let name = self.shift_names.get(shift % a_day).map_or("", String::as_str);
            lacks.add("shift-uncovered", true, format!("{} {name}", date_of(self.wish, shift / a_day).iso()));
        }
    }
}

/// Counts somebody who is left out.
fn missing<T>(lacks: &mut Lacks, id: &'static str, name: &str) -> Option<T> {
    lacks.add(id, false, name);
    None
}

fn date_of(wish: &HospitalWish, day: usize) -> Date {
    Date(wish.first_day.0.saturating_add(i32::try_from(day).unwrap_or(i32::MAX)))
}

fn rooms_of(rows: &HospitalRows) -> (Vec<Room>, HashMap<String, usize>) {
    let mut rooms = Vec::new();
    let mut room_of = HashMap::new();
    for device in &rows.devices {
        let Some(beds) = device.beds.filter(|beds| *beds > 0) else { continue };
        room_of.insert(device.identifier.clone(), rooms.len());
        if let Some(name) = &device.room {
            room_of.entry(name.clone()).or_insert(rooms.len());
        }
        rooms.push(Room { id: device.identifier.clone(), beds: beds as usize });
    }
    (rooms, room_of)
}

/// The shifts of a day in the order of time, and who is on duty within the plan.
fn nurses_of(rows: &HospitalRows, wish: &HospitalWish, lacks: &mut Lacks) -> (Vec<String>, Vec<Nurse>) {
    let within = |duty: &&DutyRow| {
        let day = i64::from(duty.date.0) - i64::from(wish.first_day.0);
        (0..wish.days as i64).contains(&day)
    };
    let duties: Vec<&DutyRow> = rows.duties.iter().filter(within).collect();
    let names: BTreeSet<&str> = duties.iter().filter_map(|duty| duty.shift.as_deref()).collect();
    let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    names.sort_by_key(|name| shift_rank(name));
    let mut by_person: BTreeMap<&str, BTreeMap<usize, u32>> = BTreeMap::new();
    for duty in duties {
        let Some(of_day) = names.iter().position(|name| Some(name) == duty.shift.as_ref()) else { continue };
        let day = usize::try_from(i64::from(duty.date.0) - i64::from(wish.first_day.0)).unwrap_or(0);
        let load = duty.max_load.unwrap_or(wish.load);
        by_person.entry(&duty.staff).or_default().insert(day * names.len() + of_day, load);
    }
    let mut nurses = Vec::new();
    for (id, shifts) in by_person {
        let Some(one) = rows.staff.iter().find(|one| one.identifier == id) else {
            lacks.add("unknown-staff", false, id);
            continue;
        };
        let (id, skill) = (id.to_owned(), one.skill_level.unwrap_or(0));
        nurses.push(Nurse { id, skill, shifts: shifts.into_iter().collect() });
    }
    (names, nurses)
}

/// Early, late, night by the usual words; others behind them by name.
fn shift_rank(name: &str) -> usize {
    const WORDS: [&[&str]; 3] = [
        &["early", "morning", "day", "e", "m", "d", "早", "白"],
        &["late", "evening", "afternoon", "l", "小夜", "晚", "中", "下午"],
        &["night", "n", "大夜", "夜"],
    ];
    let lower = name.trim().to_lowercase();
    let is = |word: &&str| match word.len() {
        // A single letter is the whole name.
        1 => lower == *word,
        _ => lower.starts_with(*word),
    };
    WORDS.iter().position(|words| words.iter().any(is)).unwrap_or(WORDS.len())
}

fn gender_of(person: &PlannedPerson) -> Option<RoomGender> {
    match person.sex? {
        Sex::Female => Some(RoomGender::A),
        Sex::Male => Some(RoomGender::B),
        Sex::Other | Sex::Unknown => None,
    }
}

/// By the age on the first day.
fn age_group(person: &PlannedPerson, wish: &HospitalWish) -> Option<usize> {
    let ((year, month, day), (birth_year, birth_month, birth_day)) = (wish.first_day.ymd(), person.birth_date?.ymd());
    let years = year - birth_year - i32::from((month, day) < (birth_month, birth_day));
    Some(match years {
        ..ADULT_YEARS => 0,
        ADULT_YEARS..ELDERLY_YEARS => 1,
        _ => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CellRef, ImportId};

    const CELL: CellRef = CellRef { import: ImportId(1), line: 2, column: 0 };

    fn device(id: &str, beds: Option<u32>, open: Option<&str>) -> Device {
        Device {
            identifier: id.to_owned(),
            kind: None,
            ward: None,
            room: beds.map(|_| format!("Room {id}")),
            status: None,
            last_service: None,
            next_service: None,
            beds,
            open_mins: open.and_then(WeekMins::parse),
            cell: CELL,
        }
    }

    fn member(id: &str, mins: Option<&str>, skill_level: Option<u32>) -> StaffMember {
        StaffMember {
            identifier: id.to_owned(),
            family_name: None,
            given_name: None,
            chinese_name: None,
            role: None,
            ward: None,
            education: None,
            skills: Vec::new(),
            experience_years: None,
            contract: None,
            hours_a_week: None,
            surgery_mins: mins.and_then(WeekMins::parse),
            skill_level,
            cell: CELL,
        }
    }

    fn day(number: i32) -> Date {
        // A Monday.
        Date(Date::parse_iso(b"2026-11-30").expect("a date").0 + number)
    }

    fn person(id: &str, sex: Sex, born: &[u8]) -> PlannedPerson {
        PlannedPerson { identifier: id.to_owned(), sex: Some(sex), birth_date: Date::parse_iso(born) }
    }

    fn waits(earliest: i32, latest: Option<i32>) -> WaitingRow {
        WaitingRow {
            surgeon: "S1".to_owned(),
            surgery_mins: 60,
            stay_days: 2,
            earliest: Some(day(earliest)),
            latest: latest.map(day),
            workload: vec![3, 1],
            skill_level: 1,
            not_rooms: vec!["Room R2".to_owned(), "R9".to_owned()],
        }
    }

    fn rows() -> HospitalRows {
        let duty = |staff: &str, at: i32, shift: &str| DutyRow {
            staff: staff.to_owned(),
            date: day(at),
            shift: Some(shift.to_owned()),
            max_load: None,
        };
        let duties = (-1..4).flat_map(|at| [duty("N1", at, "night"), duty("N2", at, "early"), duty("X", at, "early")]);
        HospitalRows {
            staff: vec![
                member("S1", Some("240;0;0;0;0;0;0"), None),
                member("N1", None, Some(2)),
                member("N2", None, None),
            ],
            devices: vec![device("R1", Some(2), None), device("R2", Some(1), None), device("T1", None, Some("480"))],
            duties: duties.collect(),
            waiting: vec![
                (person("W1", Sex::Female, b"1950-12-01"), waits(-3, Some(1))),
                (person("W2", Sex::Male, b"2008-11-30"), waits(2, Some(9))),
                (person("W3", Sex::Male, b"2008-12-01"), waits(0, Some(-2))),
                (person("W4", Sex::Other, b"1990-01-01"), waits(0, None)),
                (person("W5", Sex::Male, b"1990-01-01"), waits(3, None)),
            ],
            lying: vec![(person("W6", Sex::Female, b"1990-01-01"), "Room R1".to_owned())],
        }
    }

    fn wish() -> HospitalWish {
        HospitalWish { first_day: day(0), days: 3, lying_days: Some(1), load: 10, care: 2 }
    }

    #[test]
    fn rows_become_a_hospital_and_what_is_left_out_is_named() {
        let found = assemble(&rows(), &wish());
        let problem = found.problem.expect("a hospital");
        assert_eq!((problem.shift_names.join(" "), problem.days), ("early night".to_owned(), 3));
        assert_eq!(problem.surgeons[0].mins_by_day, [240, 0, 0]);
        let nurses: Vec<_> = problem.nurses.iter().map(|one| (one.id.as_str(), one.skill, one.shifts.len())).collect();
        assert_eq!(nurses, [("N1", 2, 3), ("N2", 0, 3)]);
        assert_eq!(problem.nurses[0].shifts, [(1, 10), (3, 10), (5, 10)]);
        let patients = problem.patients.iter();
        let patients: Vec<_> =
            patients.map(|one| (one.id.as_str(), one.release_day, one.due_day, one.stay.age_group)).collect();
        // W1 is 75; W2 turns 18 on the first day and may wait for the next plan; W3 is 17 and overdue.
        assert_eq!(patients, [("W1", 0, Some(1), 2), ("W2", 2, None, 1), ("W3", 0, Some(2), 0)]);
        assert_eq!(problem.patients[0].stay.workload, [3, 1, 3, 1]);
        assert_eq!(problem.patients[0].incompatible_rooms, [1]);
        assert_eq!((problem.occupants[0].room, problem.occupants[0].stay.workload.as_slice()), (0, &[2, 2][..]));
        let lacks: Vec<_> = found.lacks.iter().map(|lack| (lack.id, lack.count, lack.named.join(" "))).collect();
        let told = |id: &str| lacks.iter().find(|lack| lack.0 == id).map(|lack| (lack.1, lack.2.as_str()));
        assert_eq!(told("unknown-staff"), Some((1, "X")));
        assert_eq!((told("no-sex"), told("later")), (Some((1, "W4")), Some((1, "W5"))));
        assert_eq!((told("past-latest"), told("unknown-room")), (Some((1, "W3")), Some((3, "R9"))));
        assert!(found.lacks.iter().all(|lack| !lack.stops), "{lacks:?}");
    }

    #[test]
    fn what_makes_every_plan_impossible_stops_it() {
        let stops = |rows: &HospitalRows| -> Vec<&'static str> {
            let found = assemble(rows, &wish());
            assert!(found.problem.is_none());
            found.lacks.iter().filter(|lack| lack.stops).map(|lack| lack.id).collect()
        };
        let nothing = stops(&HospitalRows::default());
        assert_eq!(nothing, ["no-rooms", "no-theatres", "no-surgeons", "no-duties", "nobody-waits"]);
        let mut open = rows();
        open.duties.retain(|duty| duty.date != day(1) || duty.staff != "N1");
        assert_eq!(stops(&open), ["shift-uncovered"]);
        let mut mixed = rows();
        mixed.lying.push((person("W7", Sex::Male, b"1990-01-01"), "R1".to_owned()));
        mixed.lying.push((person("W8", Sex::Male, b"1990-01-01"), "R1".to_owned()));
        assert_eq!(stops(&mixed), ["room-overfull", "room-mixed"]);
    }
}
