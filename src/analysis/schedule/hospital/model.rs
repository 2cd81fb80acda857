//! A hospital problem laid out for search: small numbers in flat rows, what is looked up often worked out once.

use crate::domain::schedule::hospital::{Availability, ElectivePatient, HospitalProblem, RoomGender, Stay};

use super::keep::Keep;
use super::state::Placement;

/// Why a problem is not searched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsearchable {
    #[error("there are more patients, rooms, theatres or nurses than can be searched")]
    TooLarge,
    #[error("nobody is on duty in shift {shift} of day {day}, and every room with people needs a nurse")]
    NobodyOnDuty { day: usize, shift: usize },
}

pub struct Person {
    /// 0 or 1.
    pub gender: usize,
    pub age: usize,
    pub days: usize,
    /// Where the person's care begins in [`Model::work`] and [`Model::skill`].
    pub care: usize,
}

pub struct Elective {
    pub release: usize,
    /// The first day that can still be chosen.
    pub first: usize,
    /// Stays where the published plan has it.
    pub fixed: bool,
    /// Last day of admission within the horizon.
    pub last: usize,
    pub mins: i32,
    pub surgeon: usize,
    pub mandatory: bool,
    /// Rooms that fit.
    pub rooms: Vec<u16>,
}

pub struct Weights {
    pub age: i64,
    pub skill: i64,
    pub continuity: i64,
    pub excess: i64,
    pub open: i64,
    pub transfer: i64,
    pub delay: i64,
    pub optional: i64,
    /// Of a mandatory patient who is not admitted: above anything that admitting could cost.
    pub mandatory: i64,
}

pub struct Model {
    pub days: usize,
    /// Shifts a day.
    pub a_day: usize,
    pub shifts: usize,
    pub rooms: usize,
    pub theatres: usize,
    pub nurses: usize,
    pub surgeons: usize,
    pub ages: usize,
    /// The first people are the occupants, then come the patients.
    pub occupants: usize,
    pub people: Vec<Person>,
    pub patients: Vec<Elective>,
    pub occupant_rooms: Vec<usize>,
    pub work: Vec<i32>,
    pub skill: Vec<i32>,
    pub beds: Vec<usize>,
    /// Most people that a room can hold or holds at the start.
    pub slots: usize,
    /// By theatre, then day.
    pub theatre_mins: Vec<i32>,
    /// By surgeon, then day.
    pub surgeon_mins: Vec<i32>,
    pub nurse_skill: Vec<i32>,
    /// By shift: who is on duty.
    pub on_duty: Vec<Vec<u16>>,
    /// By shift, then nurse; 0 where she is off.
    pub max_load: Vec<i32>,
    /// Theatres that are open on a day.
    pub open_theatres: Vec<Vec<u16>>,
    /// Shifts before this one are past: their nurses stay.
    pub first_shift: usize,
    /// A published plan that is to be kept.
    pub keep: Option<Keep>,
    pub w: Weights,
}

const MOST_PAIRS: usize = 200_000_000;

impl Model {
    pub fn new(problem: &HospitalProblem) -> Result<Model, Unsearchable> {
        let sizes = [problem.patients.len() + problem.occupants.len(), problem.rooms.len(), problem.nurses.len()];
        let people = sizes[0];
        let pairs = people.saturating_mul(problem.nurses.len());
        let largest = sizes.into_iter().chain([problem.theatres.len(), problem.surgeons.len()]).max().unwrap_or(0);
        if largest > usize::from(u16::MAX) || pairs > MOST_PAIRS {
            return Err(Unsearchable::TooLarge);
        }
        let mut model = Model::sized(problem);
        for occupant in &problem.occupants {
            model.add_person(&occupant.stay);
            model.occupant_rooms.push(occupant.room);
        }
        for patient in &problem.patients {
            model.add_person(&patient.stay);
        }
        model.patients = electives(problem);
        model.slots = model.most_in_a_room();
        model.roster(problem);
        match model.on_duty.iter().position(Vec::is_empty) {
            Some(shift) => Err(Unsearchable::NobodyOnDuty { day: shift / model.a_day, shift: shift % model.a_day }),
            None => Ok(model),
        }
    }

    fn sized(problem: &HospitalProblem) -> Model {
        let mins = |of: &[Availability]| -> Vec<i32> {
            of.iter().flat_map(|one| one.mins_by_day.iter().map(|mins| *mins as i32)).collect()
        };
        let shifts = problem.shifts();
        let open = |day: usize| {
            let is_open = |at: &usize| problem.theatres[*at].mins_by_day.get(day).is_some_and(|mins| *mins > 0);
            (0..problem.theatres.len()).filter(is_open).map(|at| at as u16).collect()
        };
        Model {
            days: problem.days,
            a_day: problem.shift_names.len(),
            shifts,
            rooms: problem.rooms.len(),
            theatres: problem.theatres.len(),
            nurses: problem.nurses.len(),
            surgeons: problem.surgeons.len(),
            ages: problem.age_groups.len(),
            occupants: problem.occupants.len(),
            people: Vec::new(),
            patients: Vec::new(),
            occupant_rooms: Vec::new(),
            work: Vec::new(),
            skill: Vec::new(),
            beds: problem.rooms.iter().map(|room| room.beds).collect(),
            slots: 0,
            theatre_mins: mins(&problem.theatres),
            surgeon_mins: mins(&problem.surgeons),
            nurse_skill: problem.nurses.iter().map(|nurse| nurse.skill as i32).collect(),
            on_duty: vec![Vec::new(); shifts],
            max_load: vec![0; shifts * problem.nurses.len()],
            open_theatres: (0..problem.days).map(open).collect(),
            first_shift: 0,
            keep: None,
            w: weights(problem),
        }
    }

    fn add_person(&mut self, stay: &Stay) {
        self.people.push(Person {
            gender: usize::from(stay.gender == RoomGender::B),
            age: stay.age_group,
            days: stay.days,
            care: self.work.len(),
        });
        self.work.extend(stay.workload.iter().map(|work| *work as i32));
        self.skill.extend(stay.skill.iter().map(|skill| *skill as i32));
    }

    fn most_in_a_room(&self) -> usize {
        let mut here = vec![0; self.rooms];
        self.occupant_rooms.iter().for_each(|room| here[*room] += 1);
        let people = self.people.len();
        self.beds.iter().map(|beds| (*beds).min(people)).chain(here).max().unwrap_or(0)
    }

    fn roster(&mut self, problem: &HospitalProblem) {
        for (nurse, one) in problem.nurses.iter().enumerate() {
            for (shift, load) in &one.shifts {
                self.on_duty[*shift].push(nurse as u16);
                self.max_load[shift * self.nurses + nurse] = *load as i32;
            }
        }
    }

    /// The person that a patient is.
    pub fn person_of(&self, patient: usize) -> &Person {
        &self.people[self.occupants + patient]
    }

    /// Whether the days, rooms and minutes allow a patient a place, were nobody else there.
    pub fn may_have(&self, patient: usize, at: Placement) -> bool {
        let elective = &self.patients[patient];
        let day = usize::from(at.day);
        (elective.first..=elective.last).contains(&day)
            && elective.rooms.contains(&at.room)
            && self.theatre_mins[usize::from(at.theatre) * self.days + day] >= elective.mins
            && self.surgeon_mins[elective.surgeon * self.days + day] >= elective.mins
    }

    /// Days from `first` on which the person lies in a room within the horizon.
    pub fn lies(&self, person: &Person, first: usize) -> std::ops::Range<usize> {
        first..self.days.min(first + person.days)
    }
}

fn electives(problem: &HospitalProblem) -> Vec<Elective> {
    let fits = |patient: &ElectivePatient| {
        let fits = |room: &usize| !patient.incompatible_rooms.contains(room);
        (0..problem.rooms.len()).filter(fits).map(|room| room as u16).collect()
    };
    let last = problem.days - 1;
    let elective = |patient: &ElectivePatient| Elective {
        release: patient.release_day,
        first: patient.release_day,
        fixed: false,
        last: patient.due_day.map_or(last, |due| due.min(last)),
        mins: patient.surgery_mins as i32,
        surgeon: patient.surgeon,
        mandatory: patient.is_mandatory(),
        rooms: fits(patient),
    };
    problem.patients.iter().map(elective).collect()
}

fn weights(problem: &HospitalProblem) -> Weights {
    let of = &problem.weights;
    let optional = i64::from(of.unscheduled_optional);
    Weights {
        age: i64::from(of.mixed_age),
        skill: i64::from(of.nurse_skill),
        continuity: i64::from(of.continuity_of_care),
        excess: i64::from(of.excessive_workload),
        open: i64::from(of.open_theatre),
        transfer: i64::from(of.surgeon_transfer),
        delay: i64::from(of.patient_delay),
        optional,
        mandatory: 2_000 + 8 * optional,
    }
}
