//! How much of what there is a plan uses: minutes of theatres and surgeons, beds, what nurses and employees can bear.

use crate::analysis::schedule::hospital::people_in;
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::laid::{GridKind, Instance, Plan};
use super::sides::Concern;

/// Uses of one kind of thing, in the order of the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uses {
    /// Texts `schedule-side-<id>` and `schedule-use-<id>` for the unit.
    pub id: &'static str,
    /// Of what, how much is used, and how much there is.
    pub rows: Vec<(Concern, u64, u64)>,
}

/// What a plan uses.
pub fn uses(instance: &Instance, plan: &Plan) -> Vec<Uses> {
    match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => of_hospital(problem, plan),
        (Instance::Roster(problem), Plan::Roster(roster)) => of_roster(problem, roster),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Vec::new(),
    }
}

fn of_hospital(problem: &HospitalProblem, plan: &HospitalPlan) -> Vec<Uses> {
    let admitted = || problem.patients.iter().zip(&plan.admissions).filter_map(|(one, at)| Some((one, (*at)?)));
    let open = |mins: &[u32]| mins.iter().map(|mins| u64::from(*mins)).sum::<u64>();
    let theatre = |(at, one): (usize, &crate::domain::schedule::hospital::Availability)| {
        let used =
            admitted().filter(|(_, admission)| admission.theatre == at).map(|(one, _)| u64::from(one.surgery_mins));
        (Concern::Theatre(at), used.sum(), open(&one.mins_by_day))
    };
    let surgeon = |(at, one): (usize, &crate::domain::schedule::hospital::Availability)| {
        let used = admitted().filter(|(one, _)| one.surgeon == at).map(|(one, _)| u64::from(one.surgery_mins));
        (Concern::Surgeon(at), used.sum(), open(&one.mins_by_day))
    };
    let room = |(at, one): (usize, &crate::domain::schedule::hospital::Room)| {
        let used = (0..problem.days).map(|day| people_in(problem, plan, at, day).len() as u64).sum();
        (Concern::Room(at), used, (one.beds * problem.days) as u64)
    };
    vec![
        Uses { id: "theatre", rows: problem.theatres.iter().enumerate().map(theatre).collect() },
        Uses { id: "room", rows: problem.rooms.iter().enumerate().map(room).collect() },
        Uses { id: "surgeon", rows: problem.surgeons.iter().enumerate().map(surgeon).collect() },
    ]
}

fn of_roster(problem: &RosterProblem, roster: &Roster) -> Vec<Uses> {
    let person = |(at, one): (usize, &crate::domain::schedule::roster::Employee)| {
        let cells = roster.cells.get(at).into_iter().flatten().flatten();
        let mins = cells.filter_map(|shift| problem.shifts.get(*shift)).map(|shift| u64::from(shift.mins)).sum();
        (Concern::Employee(at), mins, u64::from(one.max_mins))
    };
    let shift = |at: usize| {
        let covers = || problem.cover.iter().filter(move |cover| cover.shift == at);
        let wanted = covers().map(|cover| u64::from(cover.wanted)).sum();
        let filled = covers().map(|cover| u64::from(cover.wanted - super::grids::lacking(roster, cover))).sum();
        (Concern::Shift(at), filled, wanted)
    };
    vec![
        Uses { id: "shift", rows: (0..problem.shifts.len()).map(shift).collect() },
        Uses { id: "person", rows: problem.staff.iter().enumerate().map(person).collect() },
    ]
}

/// What is used of what there is on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayUse {
    pub used: u64,
    pub all: u64,
}

/// Uses of one kind by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayUses {
    /// Text `schedule-over-days-<id>`.
    pub id: &'static str,
    /// Below which views of the plan they stand.
    pub of: &'static [GridKind],
    pub days: Vec<DayUse>,
}

/// What a plan uses on each day: minutes of theatres and beds, or people on shifts.
pub fn day_uses(instance: &Instance, plan: &Plan) -> Vec<DayUses> {
    match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => {
            let theatre = DayUses {
                id: "theatre",
                of: &[GridKind::Theatres, GridKind::Waiting],
                days: theatre_days(problem, plan),
            };
            let beds = DayUses { id: "room", of: &[GridKind::Beds, GridKind::Nurses], days: bed_days(problem, plan) };
            vec![theatre, beds]
        }
        (Instance::Roster(problem), Plan::Roster(roster)) => {
            let days = shift_days(problem, roster);
            vec![DayUses { id: "shift", of: &[GridKind::Roster, GridKind::Gaps], days }]
        }
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Vec::new(),
    }
}

fn theatre_days(problem: &HospitalProblem, plan: &HospitalPlan) -> Vec<DayUse> {
    let open = |day: usize| {
        problem.theatres.iter().filter_map(move |one| one.mins_by_day.get(day)).map(|mins| u64::from(*mins))
    };
    let mut days: Vec<DayUse> = (0..problem.days).map(|day| DayUse { used: 0, all: open(day).sum() }).collect();
    for (one, at) in problem.patients.iter().zip(&plan.admissions) {
        if let Some(day) = at.and_then(|at| days.get_mut(at.day)) {
            day.used += u64::from(one.surgery_mins);
        }
    }
    days
}

fn bed_days(problem: &HospitalProblem, plan: &HospitalPlan) -> Vec<DayUse> {
    let all = problem.rooms.iter().map(|room| room.beds as u64).sum();
    let mut days = vec![DayUse { used: 0, all }; problem.days];
    let stays =
        problem.patients.iter().zip(&plan.admissions).filter_map(|(one, at)| Some((at.as_ref()?.day, one.stay.days)));
    for (first, length) in problem.occupants.iter().map(|one| (0, one.stay.days)).chain(stays) {
        days.iter_mut().skip(first).take(length).for_each(|day| day.used += 1);
    }
    days
}

fn shift_days(problem: &RosterProblem, roster: &Roster) -> Vec<DayUse> {
    let mut days = vec![DayUse::default(); problem.days];
    for cover in &problem.cover {
        if let Some(day) = days.get_mut(cover.day) {
            day.all += u64::from(cover.wanted);
            day.used += u64::from(cover.wanted - super::grids::lacking(roster, cover));
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::hospital::{
        Admission, Availability, ElectivePatient, HospitalWeights, Occupant, Room, RoomGender, Stay,
    };

    #[test]
    fn uses_by_day_end_with_the_plan() {
        let stay = |days| Stay { gender: RoomGender::A, age_group: 0, days, workload: Vec::new(), skill: Vec::new() };
        let patient = |mins, days| ElectivePatient {
            id: String::new(),
            stay: stay(days),
            release_day: 0,
            due_day: None,
            surgery_mins: mins,
            surgeon: 0,
            incompatible_rooms: Vec::new(),
        };
        let problem = HospitalProblem {
            days: 3,
            shift_names: vec!["day".to_owned()],
            age_groups: vec!["adult".to_owned()],
            weights: HospitalWeights::default(),
            occupants: vec![Occupant { id: "o".to_owned(), stay: stay(2), room: 0 }],
            patients: vec![patient(60, 9), patient(30, 1), patient(90, 1)],
            surgeons: Vec::new(),
            theatres: vec![Availability { id: "T".to_owned(), mins_by_day: vec![100, 0, 50] }],
            rooms: vec![Room { id: "R".to_owned(), beds: 4 }],
            nurses: Vec::new(),
        };
        let mut plan = HospitalPlan::empty(&problem);
        plan.admissions[0] = Some(Admission { day: 0, room: 0, theatre: 0 });
        plan.admissions[1] = Some(Admission { day: 2, room: 0, theatre: 0 });
        let pairs = |days: Vec<DayUse>| days.into_iter().map(|day| (day.used, day.all)).collect::<Vec<_>>();
        assert_eq!(pairs(theatre_days(&problem, &plan)), [(60, 100), (0, 0), (30, 50)]);
        assert_eq!(pairs(bed_days(&problem, &plan)), [(2, 4), (2, 4), (2, 4)]);
    }
}
