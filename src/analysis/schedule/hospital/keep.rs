//! Repairs a published plan: what is published stays unless it must move, by a price on everything that changes.

use crate::analysis::schedule::front::{Descent, chosen, descend};
use crate::analysis::schedule::pace::{Outcome, Run};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};

use super::anneal::{NoStart, search_from};
use super::check::check;
use super::model::Model;
use super::replan::diff;
use super::state::Placement;

/// Room-shifts that change hands weigh together what one moved patient does.
const NURSE_SHIFTS_A_PATIENT: u32 = 10;

/// A published plan and what a change of it costs.
pub struct Keep {
    pub place: Vec<Option<Placement>>,
    /// By room, then shift.
    nurse: Vec<Option<u16>>,
    patient_price: i64,
    nurse_price: i64,
}

impl Keep {
    pub fn of_patient(&self, patient: usize, at: Option<Placement>) -> i64 {
        if self.place[patient] == at { 0 } else { self.patient_price }
    }

    pub fn of_nurse(&self, at: usize, nurse: u16) -> i64 {
        if self.nurse[at].is_none_or(|published| published == nurse) { 0 } else { self.nurse_price }
    }
}

/// What of a published plan has to stay, and how dear a change of the rest is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// What a moved patient costs, in units of the plan's cost. Ten rooms' shifts that change hands cost the same.
    pub stability: u32,
    /// Nothing before this day changes.
    pub today: usize,
    /// Patients who stay where they are.
    pub pinned: Vec<usize>,
}

/// Prices on a moved patient that a repair is searched with, one after another.
const LADDER: [u32; 5] = [1_000, 200, 40, 10, 0];
/// First temperature of each: a rung is short and begins with a good plan, so that it mostly goes downhill.
const WARM: f64 = 2.0;

/// Searches plans of the (changed) problem between close to the published one and good; see [`super::super::front`].
///
/// # Errors
/// The problem cannot be searched, a pin cannot be kept, or no plan without a broken hard rule was found.
pub fn repair_front(
    problem: &HospitalProblem,
    published: &HospitalPlan,
    keeping: &Keeping,
    run: &mut Run<'_, HospitalPlan>,
) -> Result<Descent<HospitalPlan>, NoStart> {
    let rung = |price: u32, above: Option<&HospitalPlan>, run: &mut Run<'_, HospitalPlan>| {
        let mut model = Model::new(problem)?;
        hold(&mut model, published, &Keeping { stability: price, ..keeping.clone() });
        search_from(problem, &model, Some(above.unwrap_or(published)), WARM, run)
    };
    let measured = |plan: &HospitalPlan| {
        let diff = diff(problem, published, plan);
        let tenths = i64::from(NURSE_SHIFTS_A_PATIENT) * diff.patients.len() as i64 + diff.room_shifts.len() as i64;
        (check(problem, plan).cost() as i64, tenths)
    };
    descend(&LADDER, keeping.stability, run, rung, measured)
}

/// The plan of these that is best at the stability asked for.
///
/// # Errors
/// As [`repair_front`].
pub fn repair(
    problem: &HospitalProblem,
    published: &HospitalPlan,
    keeping: &Keeping,
    run: &mut Run<'_, HospitalPlan>,
) -> Result<Outcome<HospitalPlan>, NoStart> {
    let found = repair_front(problem, published, keeping, run)?;
    let plan = chosen(&found.plans, keeping.stability).map(|one| one.plan.clone());
    let plan = plan.ok_or(NoStart::NoPlan { waiting: 0 })?;
    Ok(Outcome { plan, steps: found.steps, bound: None })
}

fn hold(model: &mut Model, published: &HospitalPlan, keeping: &Keeping) {
    let admission = |patient: usize| published.admissions.get(patient).copied().flatten();
    let place: Vec<Option<Placement>> = (0..model.patients.len())
        .map(|patient| {
            admission(patient).map(|at| Placement {
                day: at.day as u16,
                room: at.room as u16,
                theatre: at.theatre as u16,
            })
        })
        .collect();
    for (patient, elective) in model.patients.iter_mut().enumerate() {
        let came_before = admission(patient).is_some_and(|at| at.day < keeping.today);
        elective.fixed = came_before || (keeping.pinned.contains(&patient) && admission(patient).is_some());
        if !elective.fixed {
            elective.first = elective.release.max(keeping.today);
        }
        if elective.first > elective.last {
            elective.rooms.clear();
        }
    }
    let nurse = |room: usize, shift: usize| *published.nurse_of.get(room)?.get(shift)?;
    let by_room = (0..model.rooms).flat_map(|room| (0..model.shifts).map(move |shift| (room, shift)));
    model.first_shift = keeping.today * model.a_day;
    model.w.mandatory += 4 * i64::from(keeping.stability);
    model.keep = Some(Keep {
        place,
        nurse: by_room.map(|(room, shift)| nurse(room, shift).map(|nurse| nurse as u16)).collect(),
        patient_price: keeping.stability.into(),
        nurse_price: keeping.stability.div_ceil(NURSE_SHIFTS_A_PATIENT).into(),
    });
}
