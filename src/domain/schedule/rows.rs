//! What a hospital plan is made of beside staff, rooms and theatres: who is on duty when, and who waits for an operation.

use crate::base::Date;
use crate::domain::patient::Sex;

/// A member of staff on duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRow {
    pub staff: String,
    pub date: Date,
    /// `None` says that the person is off on that day.
    pub shift: Option<String>,
    /// The workload that the person may hold in the shift.
    pub max_load: Option<u32>,
}

/// A patient's entry in the waiting list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRow {
    /// Identifier of the member of staff who operates.
    pub surgeon: String,
    pub surgery_mins: u32,
    pub stay_days: u32,
    /// Not before.
    pub earliest: Option<Date>,
    /// Not after; without it the patient may be left for a later plan.
    pub latest: Option<Date>,
    /// Care in each shift: one number for all, one for each shift of a day, or one for each shift of the stay.
    pub workload: Vec<u32>,
    /// Skill that the nurse needs.
    pub skill_level: u32,
    /// Rooms that do not do.
    pub not_rooms: Vec<String>,
}

/// What a plan may know of a patient: no name, no disease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPerson {
    pub identifier: String,
    pub sex: Option<Sex>,
    pub birth_date: Option<Date>,
}
