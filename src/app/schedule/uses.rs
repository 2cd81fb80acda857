//! How much of what there is a plan uses: minutes of theatres and surgeons, beds, what nurses and employees can bear.

use crate::analysis::schedule::hospital::people_in;
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::laid::{Instance, Plan};
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
