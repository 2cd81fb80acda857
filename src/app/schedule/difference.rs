//! How two plans of one problem differ, assignment by assignment.

use std::collections::BTreeSet;

use crate::analysis::schedule::{hospital, roster};
use crate::domain::schedule::hospital::Admission;

use super::laid::{Instance, Plan, Thing};

/// Where somebody or something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Not admitted, or off.
    Nowhere,
    Admitted(Admission),
    Nurse(usize),
    Shift(usize),
}

/// An assignment that is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    pub thing: Thing,
    pub before: Spot,
    pub after: Spot,
}

impl Difference {
    /// The bars that show it.
    pub fn things(&self) -> Vec<Thing> {
        match self.thing {
            Thing::Stay { patient } => {
                vec![Thing::Stay { patient }, Thing::Surgery { patient }, Thing::Waiting { patient }]
            }
            other => vec![other],
        }
    }
}

/// Every assignment that differs; patients first.
pub fn differences(instance: &Instance, before: &Plan, after: &Plan) -> Vec<Difference> {
    match (instance, before, after) {
        (Instance::Hospital(problem), Plan::Hospital(before), Plan::Hospital(after)) => {
            let diff = hospital::diff(problem, before, after);
            let spot = |at: Option<Admission>| at.map_or(Spot::Nowhere, Spot::Admitted);
            let nurse = |at: Option<usize>| at.map_or(Spot::Nowhere, Spot::Nurse);
            let patients = diff.patients.iter().map(|(patient, before, after)| Difference {
                thing: Thing::Stay { patient: *patient },
                before: spot(*before),
                after: spot(*after),
            });
            let rooms = diff.room_shifts.iter().map(|(room, shift, before, after)| Difference {
                thing: Thing::NurseShift { room: *room, shift: *shift },
                before: nurse(*before),
                after: nurse(*after),
            });
            patients.chain(rooms).collect()
        }
        (Instance::Roster(problem), Plan::Roster(before), Plan::Roster(after)) => {
            let spot = |shift: Option<usize>| shift.map_or(Spot::Nowhere, Spot::Shift);
            let cell = |one: roster::CellChange| Difference {
                thing: Thing::Cell { employee: one.employee, day: one.day },
                before: spot(one.before),
                after: spot(one.after),
            };
            roster::diff(problem, before, after).into_iter().map(cell).collect()
        }
        _ => Vec::new(),
    }
}

/// The bars of all differences.
pub fn things_of(differences: &[Difference]) -> BTreeSet<Thing> {
    differences.iter().flat_map(Difference::things).collect()
}
