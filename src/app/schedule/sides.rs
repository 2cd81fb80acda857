//! The cost of a plan from every side: by person, by room, by day and what else it concerns; and where in the plan that is.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::schedule::hospital::{Concerned, charges};
use crate::analysis::schedule::roster::roster_charges;
use crate::domain::schedule::hospital::HospitalProblem;

use super::laid::{Instance, Laid, Plan, Thing};

/// Whom or what a cost concerns, by place in the problem's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concern {
    /// Occupants first, then patients.
    Person(usize),
    Nurse(usize),
    Room(usize),
    Theatre(usize),
    Surgeon(usize),
    Employee(usize),
    Shift(usize),
    Day(usize),
}

/// Costs by one kind of concern, the dearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Text `schedule-side-<id>`.
    pub id: &'static str,
    pub rows: Vec<SideRow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideRow {
    pub of: Concern,
    pub cost: u64,
    /// By rule, text `schedule-rule-<id>`.
    pub rules: Vec<(&'static str, u64)>,
}

/// The sides of a plan; what belongs to nobody in particular is missing from a side.
pub fn sides(instance: &Instance, plan: &Plan) -> Vec<Side> {
    match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => {
            let all = charges(problem, plan);
            let side = |id, of: fn(&Concerned) -> Option<Concern>| {
                summed(id, all.iter().filter_map(|one| Some((of(&one.of)?, one.rule.name(), one.cost))))
            };
            vec![
                side("person", |of| of.person.map(Concern::Person)),
                side("nurse", |of| of.nurse.map(Concern::Nurse)),
                side("room", |of| of.room.map(Concern::Room)),
                side("theatre", |of| of.theatre.map(Concern::Theatre)),
                side("surgeon", |of| of.surgeon.map(Concern::Surgeon)),
                side("day", |of| of.day.map(Concern::Day)),
            ]
        }
        (Instance::Roster(problem), Plan::Roster(roster)) => {
            let all = roster_charges(problem, roster);
            let person = all.iter().filter_map(|one| Some((Concern::Employee(one.employee?), one.part.id(), one.cost)));
            let shift = all.iter().map(|one| (Concern::Shift(one.shift), one.part.id(), one.cost));
            let day = all.iter().map(|one| (Concern::Day(one.day), one.part.id(), one.cost));
            vec![summed("person", person), summed("shift", shift), summed("day", day)]
        }
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Vec::new(),
    }
}

fn summed(id: &'static str, charges: impl Iterator<Item = (Concern, &'static str, u64)>) -> Side {
    let mut found: BTreeMap<Concern, BTreeMap<&'static str, u64>> = BTreeMap::new();
    for (of, rule, cost) in charges {
        *found.entry(of).or_default().entry(rule).or_default() += cost;
    }
    let row = |(of, rules): (Concern, BTreeMap<&'static str, u64>)| SideRow {
        of,
        cost: rules.values().sum(),
        rules: rules.into_iter().collect(),
    };
    let mut rows: Vec<SideRow> = found.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.cost));
    Side { id, rows }
}

/// The identifier of whom a cost concerns; nothing of a day, which has a number.
pub fn name_of(instance: &Instance, of: Concern) -> Option<&str> {
    match (instance, of) {
        (Instance::Hospital(problem), of) => name_in_hospital(problem, of),
        (Instance::Roster(problem), Concern::Employee(at)) => problem.staff.get(at).map(|one| one.id.as_str()),
        (Instance::Roster(problem), Concern::Shift(at)) => problem.shifts.get(at).map(|one| one.id.as_str()),
        (Instance::Roster(_), _) => None,
    }
}

fn name_in_hospital(problem: &HospitalProblem, of: Concern) -> Option<&str> {
    match of {
        Concern::Person(who) => match who.checked_sub(problem.occupants.len()) {
            None => problem.occupants.get(who).map(|one| one.id.as_str()),
            Some(patient) => problem.patients.get(patient).map(|one| one.id.as_str()),
        },
        Concern::Nurse(at) => problem.nurses.get(at).map(|one| one.id.as_str()),
        Concern::Room(at) => problem.rooms.get(at).map(|one| one.id.as_str()),
        Concern::Theatre(at) => problem.theatres.get(at).map(|one| one.id.as_str()),
        Concern::Surgeon(at) => problem.surgeons.get(at).map(|one| one.id.as_str()),
        Concern::Employee(_) | Concern::Shift(_) | Concern::Day(_) => None,
    }
}

/// Where in the plan somebody or something is.
pub fn places_of(instance: &Instance, laid: &Laid, of: Concern) -> BTreeSet<Thing> {
    let mut found = BTreeSet::new();
    for grid in &laid.grids {
        for row in &grid.rows {
            let a_day = grid.a_day as f32;
            let lit = row.spans.iter().filter(|span| concerns(instance, &laid.plan, span.thing, of) || {
                matches!(of, Concern::Day(day) if span.from < (day + 1) as f32 * a_day && span.to > day as f32 * a_day)
            });
            found.extend(lit.map(|span| span.thing));
        }
    }
    found
}

fn concerns(instance: &Instance, plan: &Plan, thing: Thing, of: Concern) -> bool {
    match (instance, plan, thing) {
        (Instance::Hospital(problem), _, Thing::Occupant(at)) => {
            of == Concern::Person(at) || problem.occupants.get(at).is_some_and(|one| of == Concern::Room(one.room))
        }
        (
            Instance::Hospital(problem),
            Plan::Hospital(plan),
            Thing::Surgery { patient } | Thing::Stay { patient } | Thing::Waiting { patient },
        ) => {
            let at = plan.admissions.get(patient).copied().flatten();
            let surgeon = problem.patients.get(patient).map(|one| one.surgeon);
            match of {
                Concern::Person(who) => who == problem.occupants.len() + patient,
                Concern::Room(room) => at.is_some_and(|at| at.room == room),
                Concern::Theatre(theatre) => at.is_some_and(|at| at.theatre == theatre),
                Concern::Surgeon(other) => surgeon == Some(other),
                Concern::Nurse(_) | Concern::Employee(_) | Concern::Shift(_) | Concern::Day(_) => false,
            }
        }
        (Instance::Hospital(_), Plan::Hospital(plan), Thing::NurseShift { room, shift }) => {
            let nurse = plan.nurse_of.get(room).and_then(|of| of.get(shift)).copied().flatten();
            of == Concern::Room(room) || nurse.is_some_and(|nurse| of == Concern::Nurse(nurse))
        }
        (Instance::Roster(_), Plan::Roster(roster), Thing::Cell { employee, day }) => {
            let shift = roster.cells.get(employee).and_then(|row| row.get(day)).copied().flatten();
            of == Concern::Employee(employee) || shift.is_some_and(|shift| of == Concern::Shift(shift))
        }
        (Instance::Roster(_), _, Thing::Gap { shift, .. }) => of == Concern::Shift(shift),
        _ => false,
    }
}
