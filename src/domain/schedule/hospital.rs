//! The hospital plan: who is admitted when, operated in which theatre, lies in which room and is cared for by which nurse.
//!
//! The problem is that of the Integrated Healthcare Timetabling Competition 2024. Things refer to each other by their place
//! in the problem's lists; identifiers are kept to name them.

/// Which of the two groups that never share a room somebody belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomGender {
    A,
    B,
}

/// What lying in a room asks of it: how long, and how much care in each shift of the stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    pub gender: RoomGender,
    /// Place in [`HospitalProblem::age_groups`].
    pub age_group: usize,
    pub days: usize,
    /// Of each shift of the stay, `days` × shifts a day.
    pub workload: Vec<u32>,
    /// Skill asked for in each shift of the stay.
    pub skill: Vec<u32>,
}

/// Somebody who is in a room already on day 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occupant {
    pub id: String,
    pub stay: Stay,
    pub room: usize,
}

/// Somebody to be admitted and operated on the same day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElectivePatient {
    pub id: String,
    pub stay: Stay,
    pub release_day: usize,
    /// The last day of admission of those who must be admitted; the others may be left waiting.
    pub due_day: Option<usize>,
    pub surgery_mins: u32,
    pub surgeon: usize,
    pub incompatible_rooms: Vec<usize>,
}

impl ElectivePatient {
    pub fn is_mandatory(&self) -> bool {
        self.due_day.is_some()
    }

    /// Whether the patient may be admitted on that day.
    pub fn may_come_on(&self, day: usize) -> bool {
        day >= self.release_day && self.due_day.is_none_or(|due| day <= due)
    }
}

/// Minutes of each day: a surgeon's, or those a theatre is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    pub id: String,
    pub mins_by_day: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    pub id: String,
    pub beds: usize,
}

/// A nurse with her fixed roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nurse {
    pub id: String,
    pub skill: u32,
    /// Shift counted from the start of the horizon, and the workload it may hold; by shift.
    pub shifts: Vec<(usize, u32)>,
}

/// What a unit of each soft rule costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HospitalWeights {
    pub mixed_age: u32,
    pub nurse_skill: u32,
    pub continuity_of_care: u32,
    pub excessive_workload: u32,
    pub open_theatre: u32,
    pub surgeon_transfer: u32,
    pub patient_delay: u32,
    pub unscheduled_optional: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HospitalProblem {
    pub days: usize,
    /// Of a day, in the order of time.
    pub shift_names: Vec<String>,
    /// From the youngest to the oldest.
    pub age_groups: Vec<String>,
    pub weights: HospitalWeights,
    pub occupants: Vec<Occupant>,
    pub patients: Vec<ElectivePatient>,
    pub surgeons: Vec<Availability>,
    pub theatres: Vec<Availability>,
    pub rooms: Vec<Room>,
    pub nurses: Vec<Nurse>,
}

impl HospitalProblem {
    /// Shifts of the whole horizon.
    pub fn shifts(&self) -> usize {
        self.days * self.shift_names.len()
    }
}

/// Where and when a patient is admitted and operated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    pub day: usize,
    pub room: usize,
    pub theatre: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HospitalPlan {
    /// By patient; nothing: left waiting.
    pub admissions: Vec<Option<Admission>>,
    /// By room, then by shift of the horizon.
    pub nurse_of: Vec<Vec<Option<usize>>>,
}

impl HospitalPlan {
    /// Nobody admitted, no nurse anywhere.
    pub fn empty(problem: &HospitalProblem) -> HospitalPlan {
        HospitalPlan {
            admissions: vec![None; problem.patients.len()],
            nurse_of: vec![vec![None; problem.shifts()]; problem.rooms.len()],
        }
    }
}
