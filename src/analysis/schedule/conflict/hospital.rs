//! The conflicts of a hospital problem: small parts of it are tried first, so that a proof is found where there is one.

use crate::base::{Cancelled, Progress};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};

use super::Answer;
use super::deletion::{Member, needed};
use super::hospital_repairs::{HospitalRepair, repairs};
use super::hospital_rules::{HospitalRule, of_patient, of_rooms, of_surgery, with_only};
use super::places::place_all;

/// Partial plans that one test looks at.
const LOOKS: u64 = 20_000;
/// Conflicts that are told.
const MOST_CONFLICTS: usize = 20;

/// Rules that cannot hold together, and what would end it.
#[derive(Clone, Debug, PartialEq)]
pub struct HospitalConflict {
    pub members: Vec<Member<HospitalRule>>,
    pub repairs: Vec<HospitalRepair>,
}

/// The conflicts found; or a plan of the mandatory patients, or that neither was found.
///
/// # Errors
/// Cancelled.
pub fn hospital_conflicts(
    problem: &HospitalProblem,
    progress: &Progress,
) -> Result<(Answer<HospitalPlan>, Vec<HospitalConflict>), Cancelled> {
    let mut conflicts = Vec::new();
    for part in parts(problem) {
        progress.tick(0)?;
        if conflicts.len() >= MOST_CONFLICTS || (part.is_last_resort && !conflicts.is_empty()) {
            break;
        }
        if place_all(&with_only(problem, &part.rules), LOOKS, progress)?.is_none() {
            conflicts.push(conflict_of(problem, part.rules, progress)?);
            // Nobody can be placed beside occupants who cannot lie where they lie.
            if part.is_ground {
                break;
            }
        }
    }
    if !conflicts.is_empty() {
        return Ok((Answer::None, conflicts));
    }
    let all = place_all(problem, LOOKS, progress)?;
    if all.is_none() {
        conflicts.push(conflict_of(problem, everything(problem), progress)?);
    }
    Ok((all, conflicts))
}

/// Rules that may be a conflict by themselves.
struct Part {
    rules: Vec<HospitalRule>,
    /// About occupants alone.
    is_ground: bool,
    /// Tried only where nothing smaller was found.
    is_last_resort: bool,
}

fn must(problem: &HospitalProblem) -> Vec<usize> {
    (0..problem.patients.len()).filter(|patient| problem.patients[*patient].is_mandatory()).collect()
}

fn parts(problem: &HospitalProblem) -> Vec<Part> {
    let (surgery, rooms) = (of_surgery(problem), of_rooms(problem));
    let all = must(problem);
    let of = |patients: &[usize]| -> Vec<HospitalRule> {
        patients.iter().flat_map(|patient| of_patient(problem, *patient)).collect()
    };
    let mut parts = vec![Part { rules: rooms.clone(), is_ground: true, is_last_resort: false }];
    for patient in &all {
        let rules = [of(&[*patient]), surgery.clone(), rooms.clone()].concat();
        parts.push(Part { rules, is_ground: false, is_last_resort: false });
    }
    for surgeon in 0..problem.surgeons.len() {
        let own: Vec<usize> =
            all.iter().copied().filter(|patient| problem.patients[*patient].surgeon == surgeon).collect();
        parts.push(Part { rules: [of(&own), surgery.clone()].concat(), is_ground: false, is_last_resort: true });
    }
    for rules in [[of(&all), surgery], [of(&all), rooms]] {
        parts.push(Part { rules: rules.concat(), is_ground: false, is_last_resort: true });
    }
    parts
}

fn everything(problem: &HospitalProblem) -> Vec<HospitalRule> {
    let patients = must(problem).into_iter().flat_map(|patient| of_patient(problem, patient));
    patients.chain(of_surgery(problem)).chain(of_rooms(problem)).collect()
}

fn conflict_of(
    problem: &HospitalProblem,
    rules: Vec<HospitalRule>,
    progress: &Progress,
) -> Result<HospitalConflict, Cancelled> {
    let can_hold = |rules: &[HospitalRule]| {
        // A test that is cancelled ends the filter by its own look at the progress.
        place_all(&with_only(problem, rules), LOOKS, progress).unwrap_or(Answer::Unknown)
    };
    let members = needed(rules, progress, can_hold)?;
    let repairs = repairs(problem, &members, progress)?;
    Ok(HospitalConflict { members, repairs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::schedule::hospital::check;
    use crate::base::Draw;
    use crate::domain::schedule::hospital::{
        Admission, Availability, ElectivePatient, HospitalWeights, Nurse, Occupant, Room, RoomGender, Stay,
    };

    fn stay(draw: &mut Draw, days: usize) -> Stay {
        let gender = if draw.below(2) == 0 { RoomGender::A } else { RoomGender::B };
        Stay { gender, age_group: 0, days, workload: vec![1; days], skill: vec![0; days] }
    }

    /// Three patients, three days, two rooms, two theatres, one shift a day: every plan can be looked at.
    fn tiny(draw: &mut Draw) -> HospitalProblem {
        let mins = |id: &str, mins: u32| Availability { id: id.to_owned(), mins_by_day: vec![mins; 3] };
        let mut patients = Vec::new();
        for at in 0..3 {
            let days = 1 + draw.below(3) as usize;
            let release_day = draw.below(2) as usize;
            patients.push(ElectivePatient {
                id: format!("p{at}"),
                stay: stay(draw, days),
                release_day,
                due_day: Some(release_day + draw.below(2) as usize),
                surgery_mins: 60 + 30 * draw.below(3) as u32,
                surgeon: draw.below(2) as usize,
                incompatible_rooms: if draw.below(3) == 0 { vec![draw.below(2) as usize] } else { Vec::new() },
            });
        }
        HospitalProblem {
            days: 3,
            shift_names: vec!["day".to_owned()],
            age_groups: vec!["adult".to_owned()],
            weights: HospitalWeights::default(),
            occupants: vec![Occupant { id: "a0".to_owned(), stay: stay(draw, 2), room: 0 }],
            patients,
            surgeons: vec![mins("s0", 180), mins("s1", 120)],
            theatres: vec![mins("t0", 240), mins("t1", 120)],
            rooms: (0..2).map(|at| Room { id: format!("r{at}"), beds: 2 }).collect(),
            nurses: vec![Nurse { id: "n0".to_owned(), skill: 0, shifts: (0..3).map(|shift| (shift, 9)).collect() }],
        }
    }

    /// Makes something tight at random.
    fn plant(problem: &mut HospitalProblem, draw: &mut Draw) {
        let day = draw.below(3) as usize;
        match draw.below(7) {
            0 => problem.surgeons.iter_mut().for_each(|one| one.mins_by_day = vec![60; 3]),
            1 => problem.theatres.iter_mut().for_each(|one| one.mins_by_day[day] = 0),
            2 => problem.rooms.iter_mut().for_each(|room| room.beds = 1),
            3 => problem.patients.iter_mut().for_each(|one| one.incompatible_rooms = vec![0, 1]),
            4 => problem.nurses[0].shifts.retain(|(shift, _)| *shift != day),
            5 => problem.patients.iter_mut().for_each(|one| one.due_day = Some(one.release_day)),
            _ => problem.rooms[1].beds = 0,
        }
    }

    /// Whether any of all plans keeps every hard rule, by the checker.
    fn some_plan_keeps(problem: &HospitalProblem) -> bool {
        let mut places: Vec<Option<Admission>> = vec![None];
        for code in 0..12 {
            places.push(Some(Admission { day: code % 3, room: code / 3 % 2, theatre: code / 6 }));
        }
        let on_duty = |shift: usize| {
            let is_on = |nurse: &Nurse| nurse.shifts.iter().any(|(at, _)| *at == shift);
            problem.nurses.iter().position(is_on)
        };
        let nurse_of = vec![(0..3).map(on_duty).collect::<Vec<_>>(); 2];
        let alone = |patient: usize| -> Vec<Option<Admission>> {
            let may = |at: &Option<Admission>| {
                let one = &problem.patients[patient];
                at.map_or(!one.is_mandatory(), |at| one.may_come_on(at.day))
            };
            places.iter().copied().filter(may).collect()
        };
        let [one, two, three] = [alone(0), alone(1), alone(2)];
        one.iter().any(|a| {
            two.iter().any(|b| {
                three.iter().any(|c| {
                    let plan = HospitalPlan { admissions: vec![*a, *b, *c], nurse_of: nurse_of.clone() };
                    check(problem, &plan).is_feasible()
                })
            })
        })
    }

    /// 25 planted conflicts: the rules of the set allow no plan of all there are, without any one of them they do; and each
    /// repair that is told ends it.
    #[test]
    fn nothing_of_a_planted_conflict_can_be_left_out() {
        let (mut draw, mut found) = (Draw::new(17), 0);
        while found < 25 {
            let mut problem = tiny(&mut draw);
            plant(&mut problem, &mut draw);
            let (answer, conflicts) = hospital_conflicts(&problem, &Progress::default()).expect("not cancelled");
            assert_eq!(answer.is_none(), !some_plan_keeps(&problem), "{problem:?}");
            if let Answer::Plan(plan) = &answer {
                assert!(check(&problem, plan).is_feasible());
            }
            for conflict in &conflicts {
                let rules: Vec<HospitalRule> = conflict.members.iter().map(|member| member.rule).collect();
                assert!(!some_plan_keeps(&with_only(&problem, &rules)), "{rules:?}");
                for (at, member) in conflict.members.iter().enumerate() {
                    let mut rest = rules.clone();
                    rest.remove(at);
                    assert!(member.is_needed && some_plan_keeps(&with_only(&problem, &rest)), "{rules:?} {member:?}");
                }
                for repair in &conflict.repairs {
                    let repaired = repair.remedy.carried_out(&problem);
                    assert!(some_plan_keeps(&with_only(&repaired, &repair.remedy.without(&rules))), "{repair:?}");
                    assert!(repair.ends_all.is_none_or(|ends| ends == some_plan_keeps(&repaired)), "{repair:?}");
                }
            }
            found += usize::from(!conflicts.is_empty());
        }
    }
}
