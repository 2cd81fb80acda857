//! Where else a patient could be and who else could take a room's shift: every alternative with the change of the score, or
//! with the hard rules it would break as the plan stands.

use std::collections::BTreeSet;

use crate::base::Draw;
use crate::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem};

use super::check::HardRule;
use super::model::{Model, Unsearchable};
use super::start::empty_hospital;
use super::state::{Placement, State};

/// A place a patient could have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Nothing: left waiting.
    pub at: Option<Admission>,
    /// Change of the cost; below 0 is better. Nothing where a hard rule would break.
    pub change: Option<i64>,
    pub broken: BTreeSet<HardRule>,
}

/// A plan in which somebody on duty has every shift of every room, so that whoever moves into an empty room is nursed. It
/// costs what the plan costs, and is what prices of other places are worked out from.
pub fn with_every_shift(problem: &HospitalProblem, plan: &HospitalPlan) -> HospitalPlan {
    let mut on_duty = vec![Vec::new(); problem.shifts()];
    for (nurse, one) in problem.nurses.iter().enumerate() {
        one.shifts.iter().for_each(|(shift, _)| on_duty[*shift].push(nurse));
    }
    let mut full = plan.clone();
    for (room, shifts) in full.nurse_of.iter_mut().enumerate() {
        for (nurse, on_duty) in shifts.iter_mut().zip(&on_duty).filter(|(nurse, _)| nurse.is_none()) {
            *nurse = on_duty.get(room % on_duty.len().max(1)).copied();
        }
    }
    full
}

/// Every other place of a patient in a plan that breaks no hard rule: first those that break none, the cheapest first.
///
/// # Errors
/// The problem is too large to be laid out.
pub fn elsewhere(
    problem: &HospitalProblem,
    plan: &HospitalPlan,
    patient: usize,
) -> Result<Vec<Elsewhere>, Unsearchable> {
    let model = Model::new(problem)?;
    let mut search = empty_hospital(&model, Draw::new(0), Some(plan));
    let state = &mut search.state;
    let before = state.cost;
    let now = state.withdraw(patient);
    let waiting = state.cost - before;
    let mut found = Vec::new();
    if now.is_some() {
        let must = problem.patients[patient].is_mandatory();
        let broken: BTreeSet<HardRule> = must.then_some(HardRule::MandatoryUnscheduledPatients).into_iter().collect();
        found.push(Elsewhere { at: None, change: broken.is_empty().then_some(waiting), broken });
    }
    for day in 0..problem.days {
        for room in 0..problem.rooms.len() {
            for theatre in 0..problem.theatres.len() {
                let at = Admission { day, room, theatre };
                let place = Placement { day: day as u16, room: room as u16, theatre: theatre as u16 };
                if now == Some(place) {
                    continue;
                }
                let broken = breaks(problem, state, patient, at);
                let change = broken.is_empty().then(|| waiting + state.admission_price(patient, place));
                found.push(Elsewhere { at: Some(at), change, broken });
            }
        }
    }
    found.sort_by_key(|one| (one.change.is_none(), one.change, one.broken.len()));
    Ok(found)
}

fn breaks(problem: &HospitalProblem, state: &State<'_>, patient: usize, at: Admission) -> BTreeSet<HardRule> {
    let one = &problem.patients[patient];
    let mut broken = BTreeSet::new();
    let mut note = |is_broken: bool, rule| {
        if is_broken {
            broken.insert(rule);
        }
    };
    let mins = one.surgery_mins as i32;
    note(!one.may_come_on(at.day), HardRule::AdmissionDay);
    note(one.incompatible_rooms.contains(&at.room), HardRule::PatientRoomCompatibility);
    note(state.surgeon_left(patient, at.day) < mins, HardRule::SurgeonOvertime);
    note(state.theatre_left(at.theatre, at.day) < mins, HardRule::OperatingTheaterOvertime);
    let occupants = problem.occupants.len();
    for day in at.day..(at.day + one.stay.days).min(problem.days) {
        let people = state.people_in(at.room, day);
        note(people.len() >= problem.rooms[at.room].beds, HardRule::RoomCapacity);
        let gender = |who: usize| match who.checked_sub(occupants) {
            None => problem.occupants[who].stay.gender,
            Some(other) => problem.patients[other].stay.gender,
        };
        note(people.iter().any(|who| gender(usize::from(*who)) != one.stay.gender), HardRule::RoomGenderMix);
    }
    broken
}

/// Somebody who could take a room's shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taker {
    pub nurse: usize,
    /// Change of the cost; below 0 is better.
    pub change: i64,
}

/// Nurses on duty in that shift but the one who has the room, the cheapest first. Nobody else may take it.
///
/// # Errors
/// The problem is too large to be laid out.
pub fn takers(
    problem: &HospitalProblem,
    plan: &HospitalPlan,
    room: usize,
    shift: usize,
) -> Result<Vec<Taker>, Unsearchable> {
    let model = Model::new(problem)?;
    let search = empty_hospital(&model, Draw::new(0), Some(plan));
    let now = plan.nurse_of.get(room).and_then(|shifts| shifts.get(shift)).copied().flatten();
    let others = model.on_duty.get(shift).into_iter().flatten().map(|nurse| usize::from(*nurse));
    let others = others.filter(|nurse| Some(*nurse) != now);
    let mut found: Vec<Taker> =
        others.map(|nurse| Taker { nurse, change: search.state.nurse_price(room, shift, nurse) }).collect();
    found.sort_by_key(|one| one.change);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::anneal::tests::any_hospital;
    use super::*;
    use crate::analysis::schedule::hospital::{check, people_in, solve};
    use crate::analysis::schedule::pace::{Run, Steps};
    use crate::base::Progress;

    /// Each alternative is carried out and judged by the checker: the same change, the same rules broken.
    #[test]
    fn every_alternative_is_priced_as_the_checker_prices_it() {
        let mut draw = Draw::new(37);
        for seed in 0..3 {
            let problem = any_hospital(&mut draw);
            let (mut pace, progress, mut found) =
                (Steps(2_000), Progress::default(), |_: &HospitalPlan, _: i64, _: u64| {});
            let mut run = Run { seed, pace: &mut pace, progress: &progress, found: &mut found };
            let plan = solve(&problem, None, &mut run).expect("a plan").plan;
            let mut bare = plan.clone();
            let is_empty = |room: usize, day: usize| people_in(&problem, &plan, room, day).is_empty();
            for (room, shifts) in bare.nurse_of.iter_mut().enumerate() {
                shifts
                    .iter_mut()
                    .enumerate()
                    .filter(|(shift, _)| is_empty(room, shift / 3))
                    .for_each(|(_, one)| *one = None);
            }
            let plan = with_every_shift(&problem, &bare);
            assert_eq!(check(&problem, &plan), check(&problem, &bare));
            let cost = check(&problem, &plan).cost() as i64;
            for patient in [0, 7, 12] {
                for one in elsewhere(&problem, &bare, patient).expect("laid out") {
                    let mut moved = plan.clone();
                    moved.admissions[patient] = one.at;
                    let score = check(&problem, &moved);
                    let broken: BTreeSet<HardRule> =
                        score.hard.iter().filter(|(_, units)| **units > 0).map(|(rule, _)| *rule).collect();
                    assert_eq!(broken, one.broken, "{one:?}");
                    if let Some(change) = one.change {
                        assert_eq!(score.cost() as i64 - cost, change, "{one:?}");
                    }
                }
            }
            for (room, shift) in [(0, 3), (2, 10)] {
                for taker in takers(&problem, &plan, room, shift).expect("laid out") {
                    let mut moved = plan.clone();
                    moved.nurse_of[room][shift] = Some(taker.nurse);
                    let score = check(&problem, &moved);
                    assert!(score.is_feasible());
                    assert_eq!(score.cost() as i64 - cost, taker.change);
                }
            }
        }
    }
}
