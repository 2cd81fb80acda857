//! Where in a plan each rule costs or is broken, so that a click on the rule lights the places up.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::schedule::hospital::{HospitalScore, SoftRule, people_in};
use crate::analysis::schedule::roster::RosterScore;
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem, Wish};

use super::hard_places::{care_changes, hard_places};
use super::laid::{RuleLine, Thing};

/// Every rule of the hospital plan with its places.
pub fn hospital_places(problem: &HospitalProblem, plan: &HospitalPlan, score: &HospitalScore) -> Vec<RuleLine> {
    let mut broken = if score.is_feasible() { BTreeMap::new() } else { hard_places(problem, plan) };
    let hard = score.hard.iter().map(|(rule, units)| RuleLine {
        id: rule.name(),
        is_hard: true,
        units: *units,
        weight: None,
        cost: 0,
        places: broken.remove(rule).unwrap_or_default(),
    });
    let hard = hard.collect::<Vec<_>>();
    let mut found = soft_places(problem, plan);
    found.insert(SoftRule::ContinuityOfCare, care_changes(problem, plan));
    let waits = plan.admissions.iter().zip(&problem.patients).enumerate();
    let waits = waits.filter(|(_, (at, one))| at.is_none() && !one.is_mandatory());
    let waits = waits.map(|(patient, _)| Thing::Waiting { patient }).collect();
    found.insert(SoftRule::ElectiveUnscheduledPatients, waits);
    let soft = score.soft.iter().map(|(rule, units)| {
        let weight = rule.weight(&score.weights);
        RuleLine {
            id: rule.name(),
            is_hard: false,
            units: *units,
            weight: Some(weight),
            cost: weight * units,
            places: found.remove(rule).unwrap_or_default(),
        }
    });
    hard.into_iter().chain(soft).collect()
}

fn soft_places(problem: &HospitalProblem, plan: &HospitalPlan) -> BTreeMap<SoftRule, BTreeSet<Thing>> {
    let mut found: BTreeMap<SoftRule, BTreeSet<Thing>> = BTreeMap::new();
    let mut theatres_of: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for (patient, at) in plan.admissions.iter().enumerate().filter_map(|(patient, at)| Some((patient, (*at)?))) {
        let one = &problem.patients[patient];
        theatres_of.entry((one.surgeon, at.day)).or_default().insert(at.theatre);
        found.entry(SoftRule::OpenOperatingTheater).or_default().insert(Thing::Surgery { patient });
        if at.day > one.release_day {
            found.entry(SoftRule::PatientDelay).or_default().insert(Thing::Stay { patient });
        }
    }
    for (patient, at) in plan.admissions.iter().enumerate().filter_map(|(patient, at)| Some((patient, (*at)?))) {
        if theatres_of[&(problem.patients[patient].surgeon, at.day)].len() > 1 {
            found.entry(SoftRule::SurgeonTransfer).or_default().insert(Thing::Surgery { patient });
        }
    }
    for room in 0..problem.rooms.len() {
        for day in 0..problem.days {
            room_places(problem, plan, (room, day), &mut found);
        }
    }
    excess_places(problem, plan, &mut found);
    found
}

fn stay_of(problem: &HospitalProblem, plan: &HospitalPlan, who: usize) -> (Thing, usize) {
    match who.checked_sub(problem.occupants.len()) {
        None => (Thing::Occupant(who), 0),
        Some(patient) => (Thing::Stay { patient }, plan.admissions[patient].map_or(0, |at| at.day)),
    }
}

fn room_places(
    problem: &HospitalProblem,
    plan: &HospitalPlan,
    (room, day): (usize, usize),
    found: &mut BTreeMap<SoftRule, BTreeSet<Thing>>,
) {
    let a_day = problem.shift_names.len();
    let people = people_in(problem, plan, room, day);
    let stay = |who: usize| match who.checked_sub(problem.occupants.len()) {
        None => &problem.occupants[who].stay,
        Some(patient) => &problem.patients[patient].stay,
    };
    let ages: BTreeSet<usize> = people.iter().map(|who| stay(*who).age_group).collect();
    for who in &people {
        let (thing, first) = stay_of(problem, plan, *who);
        if ages.len() > 1 {
            found.entry(SoftRule::RoomAgeMix).or_default().insert(thing);
        }
        for shift in day * a_day..(day + 1) * a_day {
            let asked = stay(*who).skill.get(shift - first * a_day).copied().unwrap_or(0);
            if plan.nurse_of[room][shift].is_some_and(|nurse| problem.nurses[nurse].skill < asked) {
                found.entry(SoftRule::RoomSkillLevel).or_default().insert(Thing::NurseShift { room, shift });
            }
        }
    }
}

fn excess_places(problem: &HospitalProblem, plan: &HospitalPlan, found: &mut BTreeMap<SoftRule, BTreeSet<Thing>>) {
    let a_day = problem.shift_names.len();
    let mut load: BTreeMap<(usize, usize), (u32, Vec<usize>)> = BTreeMap::new();
    for room in 0..problem.rooms.len() {
        for day in 0..problem.days {
            let people = people_in(problem, plan, room, day);
            if people.is_empty() {
                continue;
            }
            for shift in day * a_day..(day + 1) * a_day {
                let Some(nurse) = plan.nurse_of[room][shift] else { continue };
                let work = |who: &usize| {
                    let (_, first) = stay_of(problem, plan, *who);
                    let stay = match who.checked_sub(problem.occupants.len()) {
                        None => &problem.occupants[*who].stay,
                        Some(patient) => &problem.patients[patient].stay,
                    };
                    stay.workload.get(shift - first * a_day).copied().unwrap_or(0)
                };
                let of = load.entry((nurse, shift)).or_default();
                of.0 += people.iter().map(work).sum::<u32>();
                of.1.push(room);
            }
        }
    }
    for ((nurse, shift), (units, rooms)) in load {
        let limit = problem.nurses[nurse].shifts.iter().find(|(at, _)| *at == shift).map_or(0, |(_, limit)| *limit);
        if units > limit {
            let places = rooms.into_iter().map(|room| Thing::NurseShift { room, shift });
            found.entry(SoftRule::ExcessiveNurseWorkload).or_default().extend(places);
        }
    }
}

/// Every rule of the roster with its places: cells that break a contract or a request, and who works where too many do.
pub fn roster_places(problem: &RosterProblem, roster: &Roster, score: &RosterScore) -> Vec<RuleLine> {
    let hard = score.by_rule().into_iter().map(|(rule, units)| RuleLine {
        id: rule.name(),
        is_hard: true,
        units,
        weight: None,
        cost: 0,
        places: score
            .violations
            .iter()
            .filter(|broken| broken.rule == rule)
            .map(|broken| Thing::Cell { employee: broken.employee, day: broken.day.unwrap_or(0) })
            .collect(),
    });
    let mut lines: Vec<RuleLine> = hard.collect();
    let cell = |employee: usize, day: usize| roster.cells.get(employee).and_then(|row| row.get(day)).copied().flatten();
    let wishes = |wish: Wish| -> BTreeSet<Thing> {
        let unmet = problem
            .requests
            .iter()
            .filter(|one| one.wish == wish && (cell(one.employee, one.day) == Some(one.shift)) == (wish == Wish::Off));
        unmet.map(|one| Thing::Cell { employee: one.employee, day: one.day }).collect()
    };
    let mut have: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (employee, row) in roster.cells.iter().enumerate() {
        for (day, shift) in row.iter().enumerate().filter_map(|(day, shift)| Some((day, (*shift)?))) {
            have.entry((day, shift)).or_default().push(employee);
        }
    }
    let (mut under, mut over) = (0, 0);
    let mut open = BTreeSet::new();
    let mut crowded = BTreeSet::new();
    for cover in &problem.cover {
        let here = have.get(&(cover.day, cover.shift)).map(Vec::as_slice).unwrap_or_default();
        under += u64::from(cover.wanted).saturating_sub(here.len() as u64);
        over += (here.len() as u64).saturating_sub(cover.wanted.into());
        if (here.len() as u64) < u64::from(cover.wanted) {
            open.insert(Thing::Gap { day: cover.day, shift: cover.shift });
        }
        if here.len() as u64 > u64::from(cover.wanted) {
            crowded.extend(here.iter().map(|employee| Thing::Cell { employee: *employee, day: cover.day }));
        }
    }
    let (on, off) = (wishes(Wish::On), wishes(Wish::Off));
    let parts = &score.parts;
    for (id, units, cost, places) in [
        ("shift_on", on.len() as u64, parts.shift_on, on),
        ("shift_off", off.len() as u64, parts.shift_off, off),
        ("under", under, parts.under, open),
        ("over", over, parts.over, crowded),
    ] {
        lines.push(RuleLine { id, is_hard: false, units, weight: None, cost, places });
    }
    lines
}
