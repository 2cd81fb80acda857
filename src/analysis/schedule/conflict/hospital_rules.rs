//! The hard rules of a hospital plan one by one, and the problem in which only some of them hold.

use crate::domain::schedule::hospital::{HospitalProblem, RoomGender};

/// A requirement of the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HospitalRule {
    /// The patient must be admitted.
    Admit { patient: usize },
    /// Not before the release day.
    Release { patient: usize },
    /// Not after the due day.
    Due { patient: usize },
    /// Not in the rooms that do not fit.
    Rooms { patient: usize },
    /// No more than the surgeon's minutes of the day.
    SurgeonMins { surgeon: usize, day: usize },
    /// No more than the theatre's minutes of the day.
    TheatreMins { theatre: usize, day: usize },
    /// No more people than beds.
    Beds { room: usize },
    /// No room for both genders on a day.
    Apart,
    /// Nobody is on duty in this shift, and a room with people needs a nurse.
    OnDuty { shift: usize },
}

impl HospitalRule {
    /// Stable, for JSON.
    pub fn id(self) -> &'static str {
        match self {
            HospitalRule::Admit { .. } => "admit",
            HospitalRule::Release { .. } => "release_day",
            HospitalRule::Due { .. } => "due_day",
            HospitalRule::Rooms { .. } => "incompatible_rooms",
            HospitalRule::SurgeonMins { .. } => "surgeon_minutes",
            HospitalRule::TheatreMins { .. } => "theatre_minutes",
            HospitalRule::Beds { .. } => "beds",
            HospitalRule::Apart => "genders_apart",
            HospitalRule::OnDuty { .. } => "nobody_on_duty",
        }
    }
}

/// The rules about a patient who must be admitted.
pub fn of_patient(problem: &HospitalProblem, patient: usize) -> Vec<HospitalRule> {
    let one = &problem.patients[patient];
    let mut rules = vec![HospitalRule::Admit { patient }];
    rules.extend((one.release_day > 0).then_some(HospitalRule::Release { patient }));
    rules.extend(one.due_day.filter(|due| due + 1 < problem.days).map(|_| HospitalRule::Due { patient }));
    rules.extend((!one.incompatible_rooms.is_empty()).then_some(HospitalRule::Rooms { patient }));
    rules
}

/// The rules about surgeons and theatres.
pub fn of_surgery(problem: &HospitalProblem) -> Vec<HospitalRule> {
    let days = || 0..problem.days;
    let surgeons = (0..problem.surgeons.len())
        .flat_map(|surgeon| days().map(move |day| HospitalRule::SurgeonMins { surgeon, day }));
    let theatres = (0..problem.theatres.len())
        .flat_map(|theatre| days().map(move |day| HospitalRule::TheatreMins { theatre, day }));
    surgeons.chain(theatres).collect()
}

/// The rules about rooms and those in them.
pub fn of_rooms(problem: &HospitalProblem) -> Vec<HospitalRule> {
    let mut rules: Vec<HospitalRule> = (0..problem.rooms.len()).map(|room| HospitalRule::Beds { room }).collect();
    rules.push(HospitalRule::Apart);
    let is_empty = |shift: &usize| !problem.nurses.iter().any(|nurse| nurse.shifts.iter().any(|(at, _)| at == shift));
    rules.extend((0..problem.shifts()).filter(is_empty).map(|shift| HospitalRule::OnDuty { shift }));
    rules
}

/// The problem in which these rules hold and no others: everybody else may stay away, and what no rule limits is ample.
pub fn with_only(problem: &HospitalProblem, rules: &[HospitalRule]) -> HospitalProblem {
    let mut now = free(problem);
    let last = problem.days.saturating_sub(1);
    for rule in rules {
        if let HospitalRule::Admit { patient } = rule {
            now.patients[*patient].due_day = Some(last);
        }
    }
    for rule in rules {
        match *rule {
            HospitalRule::Admit { .. } => {}
            HospitalRule::Release { patient } => {
                now.patients[patient].release_day = problem.patients[patient].release_day
            }
            HospitalRule::Due { patient } => {
                if let Some(due) = &mut now.patients[patient].due_day {
                    *due = problem.patients[patient].due_day.unwrap_or(last).min(last);
                }
            }
            HospitalRule::Rooms { patient } => {
                now.patients[patient].incompatible_rooms.clone_from(&problem.patients[patient].incompatible_rooms);
            }
            HospitalRule::SurgeonMins { surgeon, day } => {
                now.surgeons[surgeon].mins_by_day[day] = problem.surgeons[surgeon].mins_by_day[day];
            }
            HospitalRule::TheatreMins { theatre, day } => {
                now.theatres[theatre].mins_by_day[day] = problem.theatres[theatre].mins_by_day[day];
            }
            HospitalRule::Beds { room } => now.rooms[room].beds = problem.rooms[room].beds,
            HospitalRule::Apart => {
                let old = problem.patients.iter().map(|patient| patient.stay.gender);
                now.patients.iter_mut().zip(old).for_each(|(new, gender)| new.stay.gender = gender);
                let old = problem.occupants.iter().map(|occupant| occupant.stay.gender);
                now.occupants.iter_mut().zip(old).for_each(|(new, gender)| new.stay.gender = gender);
            }
            HospitalRule::OnDuty { shift } => {
                now.nurses.iter_mut().for_each(|nurse| nurse.shifts.retain(|(at, _)| *at != shift));
            }
        }
    }
    now
}

/// Nothing is limited.
fn free(problem: &HospitalProblem) -> HospitalProblem {
    let mut now = problem.clone();
    let mins: u32 = problem.patients.iter().fold(0, |sum, patient| sum.saturating_add(patient.surgery_mins));
    let people = problem.patients.len() + problem.occupants.len();
    for patient in &mut now.patients {
        (patient.release_day, patient.due_day, patient.stay.gender) = (0, None, RoomGender::A);
        patient.incompatible_rooms.clear();
    }
    now.occupants.iter_mut().for_each(|occupant| occupant.stay.gender = RoomGender::A);
    for one in now.surgeons.iter_mut().chain(&mut now.theatres) {
        one.mins_by_day = vec![mins; problem.days];
    }
    now.rooms.iter_mut().for_each(|room| room.beds = room.beds.max(people));
    if let Some(nurse) = now.nurses.first_mut() {
        for shift in 0..problem.shifts() {
            if !nurse.shifts.iter().any(|(at, _)| *at == shift) {
                nurse.shifts.push((shift, 0));
            }
        }
        nurse.shifts.sort_unstable();
    }
    now
}
