//! Where a hospital plan breaks its hard rules, and where care changes hands.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::schedule::hospital::{HardRule, people_in};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem, RoomGender, Stay};

use super::laid::Thing;

type Found = BTreeMap<HardRule, BTreeSet<Thing>>;

/// The places of each broken hard rule.
pub fn hard_places(problem: &HospitalProblem, plan: &HospitalPlan) -> Found {
    let mut found = Found::new();
    of_admissions(problem, plan, &mut found);
    of_minutes(problem, plan, &mut found);
    for room in 0..problem.rooms.len() {
        for day in 0..problem.days {
            of_room(problem, plan, (room, day), &mut found);
        }
    }
    for (room, shifts) in plan.nurse_of.iter().enumerate() {
        for (shift, nurse) in shifts.iter().enumerate() {
            let is_off = |nurse: usize| problem.nurses[nurse].shifts.iter().all(|(at, _)| *at != shift);
            if nurse.is_some_and(is_off) {
                found.entry(HardRule::NursePresence).or_default().insert(Thing::NurseShift { room, shift });
            }
        }
    }
    found
}

fn of_admissions(problem: &HospitalProblem, plan: &HospitalPlan, found: &mut Found) {
    for (patient, one) in problem.patients.iter().enumerate() {
        let mut lit = |rule: HardRule, thing: Thing| found.entry(rule).or_default().insert(thing);
        match plan.admissions.get(patient).copied().flatten() {
            Some(at) => {
                if one.incompatible_rooms.contains(&at.room) {
                    lit(HardRule::PatientRoomCompatibility, Thing::Stay { patient });
                }
                if !one.may_come_on(at.day) || at.day >= problem.days {
                    lit(HardRule::AdmissionDay, Thing::Stay { patient });
                    lit(HardRule::AdmissionDay, Thing::Surgery { patient });
                }
            }
            None if one.is_mandatory() => {
                lit(HardRule::MandatoryUnscheduledPatients, Thing::Waiting { patient });
            }
            None => {}
        }
    }
}

fn of_minutes(problem: &HospitalProblem, plan: &HospitalPlan, found: &mut Found) {
    let mut theatres: BTreeMap<(usize, usize), (u64, Vec<usize>)> = BTreeMap::new();
    let mut surgeons: BTreeMap<(usize, usize), (u64, Vec<usize>)> = BTreeMap::new();
    for (patient, (one, at)) in problem.patients.iter().zip(&plan.admissions).enumerate() {
        let Some(at) = at else { continue };
        for used in [theatres.entry((at.theatre, at.day)), surgeons.entry((one.surgeon, at.day))] {
            let used = used.or_default();
            used.0 += u64::from(one.surgery_mins);
            used.1.push(patient);
        }
    }
    let mut lit =
        |rule: HardRule, used: BTreeMap<(usize, usize), (u64, Vec<usize>)>, open: &dyn Fn(usize, usize) -> u64| {
            for ((who, day), (mins, patients)) in used {
                if mins > open(who, day) {
                    let things = patients.into_iter().map(|patient| Thing::Surgery { patient });
                    found.entry(rule).or_default().extend(things);
                }
            }
        };
    let theatre = |at: usize, day: usize| u64::from(problem.theatres[at].mins_by_day.get(day).copied().unwrap_or(0));
    let surgeon = |at: usize, day: usize| u64::from(problem.surgeons[at].mins_by_day.get(day).copied().unwrap_or(0));
    lit(HardRule::OperatingTheaterOvertime, theatres, &theatre);
    lit(HardRule::SurgeonOvertime, surgeons, &surgeon);
}

fn of_room(problem: &HospitalProblem, plan: &HospitalPlan, (room, day): (usize, usize), found: &mut Found) {
    let people = people_in(problem, plan, room, day);
    if people.is_empty() {
        return;
    }
    let is_a = |who: &usize| stay_of(problem, *who).gender == RoomGender::A;
    let of_a = people.iter().filter(|who| is_a(who)).count();
    let mut lit = |rule: HardRule| {
        found.entry(rule).or_default().extend(people.iter().map(|who| thing_of(problem, *who)));
    };
    if of_a > 0 && of_a < people.len() {
        lit(HardRule::RoomGenderMix);
    }
    if people.len() > problem.rooms[room].beds {
        lit(HardRule::RoomCapacity);
    }
    let a_day = problem.shift_names.len();
    for shift in day * a_day..(day + 1) * a_day {
        if plan.nurse_of.get(room).and_then(|of| of.get(shift)).copied().flatten().is_none() {
            found.entry(HardRule::UncoveredRoom).or_default().insert(Thing::NurseShift { room, shift });
        }
    }
}

fn stay_of(problem: &HospitalProblem, who: usize) -> &Stay {
    match who.checked_sub(problem.occupants.len()) {
        None => &problem.occupants[who].stay,
        Some(patient) => &problem.patients[patient].stay,
    }
}

fn thing_of(problem: &HospitalProblem, who: usize) -> Thing {
    match who.checked_sub(problem.occupants.len()) {
        None => Thing::Occupant(who),
        Some(patient) => Thing::Stay { patient },
    }
}

/// People who are cared for by more than one nurse, each with the shifts in which the nurse is another one than before.
pub fn care_changes(problem: &HospitalProblem, plan: &HospitalPlan) -> BTreeSet<Thing> {
    let mut found = BTreeSet::new();
    let a_day = problem.shift_names.len();
    let here = problem.occupants.iter().map(|one| Some((one.room, 0)));
    let coming = plan.admissions.iter().map(|at| at.map(|at| (at.room, at.day)));
    for (who, place) in here.chain(coming).enumerate() {
        let Some((room, first)) = place else { continue };
        let last = (first + stay_of(problem, who).days).min(problem.days);
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for shift in first * a_day..last * a_day {
            let nurse = plan.nurse_of.get(room).and_then(|of| of.get(shift)).copied().flatten();
            let Some(nurse) = nurse else { continue };
            if seen.insert(nurse) && seen.len() > 1 {
                found.insert(Thing::NurseShift { room, shift });
                found.insert(thing_of(problem, who));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::schedule::hospital::check;
    use crate::domain::schedule::hospital::{
        Admission, Availability, ElectivePatient, HospitalWeights, Nurse, Occupant, Room,
    };

    /// Every hard rule that the checker counts has a place, and no other.
    #[test]
    fn what_the_checker_counts_has_a_place() {
        let mins = |id: &str| Availability { id: id.to_owned(), mins_by_day: vec![60, 60] };
        let stay = |gender| Stay { gender, age_group: 0, days: 1, workload: vec![1], skill: vec![0] };
        let patient = |id: &str, gender, due_day| ElectivePatient {
            id: id.to_owned(),
            stay: stay(gender),
            release_day: 0,
            due_day,
            surgery_mins: 50,
            surgeon: 0,
            incompatible_rooms: vec![1],
        };
        let problem = HospitalProblem {
            days: 2,
            shift_names: vec!["day".to_owned()],
            age_groups: vec!["adult".to_owned()],
            weights: HospitalWeights::default(),
            occupants: vec![Occupant { id: "o".to_owned(), stay: stay(RoomGender::A), room: 0 }],
            patients: vec![
                patient("p0", RoomGender::B, Some(0)),
                patient("p1", RoomGender::A, Some(0)),
                patient("p2", RoomGender::A, Some(1)),
                patient("p3", RoomGender::A, None),
            ],
            surgeons: vec![mins("s0")],
            theatres: vec![mins("t0")],
            rooms: (0..2).map(|at| Room { id: format!("r{at}"), beds: 1 }).collect(),
            nurses: vec![Nurse { id: "n0".to_owned(), skill: 0, shifts: vec![(0, 9)] }],
        };
        let at = |day, room| Some(Admission { day, room, theatre: 0 });
        let mut plan = HospitalPlan::empty(&problem);
        plan.admissions = vec![at(0, 0), at(0, 1), None, at(1, 0)];
        plan.nurse_of[0][1] = Some(0);
        let score = check(&problem, &plan);
        let counted: Vec<HardRule> =
            score.hard.iter().filter(|(_, units)| **units > 0).map(|(rule, _)| *rule).collect();
        let places = hard_places(&problem, &plan);
        assert_eq!(places.keys().copied().collect::<Vec<_>>(), counted);
        assert!(counted.len() >= 7, "{counted:?}");
        let waits = [Thing::Waiting { patient: 2 }].into_iter().collect();
        assert_eq!(places.get(&HardRule::MandatoryUnscheduledPatients), Some(&waits));
    }
}
