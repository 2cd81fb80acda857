//! A first plan: mandatory patients by how little choice they have, then the optional ones where they are worth it.

use crate::base::Draw;
use crate::domain::schedule::hospital::HospitalPlan;

use super::model::Model;
use super::moves::Search;
use super::state::{Placement, State};

/// Rounds of pushing mandatory patients in before the search goes on without.
const MOST_PUSHES: u64 = 1_000_000;
/// Places looked at in a round, and moves of others after it.
const LOOKS: usize = 40;
const STIRS: usize = 20;
const CALM_PUSHES: u64 = 2_000;

/// Nobody admitted but who is of `from` and breaks no hard rule there; nurses as there where they are on duty, else those
/// on duty in turn.
pub fn empty_hospital<'a>(m: &'a Model, draw: Draw, from: Option<&HospitalPlan>) -> Search<'a> {
    let nurse = (0..m.rooms).flat_map(|room| {
        m.on_duty.iter().enumerate().map(move |(shift, on_duty)| {
            let given = from.and_then(|plan| *plan.nurse_of.get(room)?.get(shift)?);
            let given = given.map(|nurse| nurse as u16).filter(|nurse| on_duty.contains(nurse));
            given.unwrap_or(on_duty[room % on_duty.len()])
        })
    });
    let mut search = Search::new(State::new(m, nurse.collect()), draw);
    let mut planned: Vec<_> = from.into_iter().flat_map(|plan| plan.admissions.iter().enumerate()).collect();
    planned.sort_by_key(|(patient, _)| m.patients.get(*patient).is_none_or(|patient| !patient.fixed));
    for (patient, admission) in planned {
        if let Some(admission) = admission.filter(|at| search.state.is_free(patient, at)) {
            let (day, room, theatre) = (admission.day as u16, admission.room as u16, admission.theatre as u16);
            search.state.admit(patient, Placement { day, room, theatre });
        }
    }
    search
}

/// Admits everybody who must be, the tightest first; whoever finds no place pushes others out. `goes_on` is asked every
/// hundred pushes. Returns the number of pushes.
pub fn admit_mandatory(search: &mut Search<'_>, mut goes_on: impl FnMut(u64) -> bool) -> u64 {
    let m = search.state.m;
    let mut order: Vec<usize> = (0..m.patients.len()).filter(|patient| m.patients[*patient].mandatory).collect();
    let room_to_move = |patient: &usize| {
        let elective = &m.patients[*patient];
        let days = elective.last.saturating_sub(elective.first) + 1;
        (days * elective.rooms.len(), std::cmp::Reverse(elective.mins))
    };
    order.sort_by_key(room_to_move);
    for patient in order.into_iter().filter(|patient| search.state.place[*patient].is_none()).collect::<Vec<_>>() {
        admit_best(search, patient);
    }
    let mut hardness = vec![1; m.patients.len()];
    let mut pushes = 0;
    search.temperature = f64::INFINITY;
    while search.state.mandatory_waiting > 0 && pushes < MOST_PUSHES {
        if pushes.is_multiple_of(100) && !goes_on(pushes) {
            break;
        }
        pushes += 1;
        // A published plan is not stirred unless pushing alone does not do.
        let stirs = if m.keep.is_some() && pushes < CALM_PUSHES { 0 } else { STIRS };
        push_one(search, &mut hardness, stirs);
    }
    pushes
}

fn push_one(search: &mut Search<'_>, hardness: &mut [u64], stirs: usize) {
    let m = search.state.m;
    let waiting: Vec<u16> =
        search.state.waiting.iter().copied().filter(|who| m.patients[usize::from(*who)].mandatory).collect();
    let Some(patient) = search.pick_of(&waiting) else { return };
    hardness[patient] += 1;
    search.push_in_guided(patient, hardness, LOOKS);
    // Stirs the others within what is free, so that pushing does not go in circles.
    for _ in 0..stirs {
        let other = search.pick(m.patients.len());
        if m.patients[other].fixed {
            continue;
        }
        match search.pick(2) {
            0 => search.change_room(other),
            _ => search.change_day(other, true),
        }
    }
}

/// Admits the optional patients whose best place is worth it.
pub fn admit_optional(search: &mut Search<'_>) {
    let m = search.state.m;
    let mut order: Vec<usize> =
        (0..m.patients.len()).filter(|patient| search.state.place[*patient].is_none()).collect();
    order.sort_by_key(|patient| m.patients[*patient].mins * m.person_of(*patient).days as i32);
    for patient in order {
        admit_best(search, patient);
    }
}

/// The best place of all for a waiting patient, if admitting is worth it.
fn admit_best(search: &mut Search<'_>, patient: usize) {
    let elective = &search.state.m.patients[patient];
    let mut best = None;
    for day in elective.first..=elective.last {
        for room in &elective.rooms {
            let Some((price, at)) = search.offer(patient, day, usize::from(*room)) else { continue };
            if price < 0 && best.is_none_or(|(least, _)| price < least) {
                best = Some((price, at));
            }
        }
    }
    if let Some((_, at)) = best {
        search.state.admit(patient, at);
    }
}
