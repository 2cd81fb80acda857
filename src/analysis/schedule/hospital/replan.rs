//! What a change means for a published hospital plan: the problem as it is now, who is affected, and how two plans differ.

use std::collections::BTreeSet;

use crate::domain::schedule::changes::{Changes, HospitalChange};
use crate::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem};

use super::keep::Keeping;

/// The problem after the changes.
pub fn changed(problem: &HospitalProblem, changes: &Changes<HospitalChange>) -> HospitalProblem {
    let mut now = problem.clone();
    let a_day = now.shift_names.len();
    let close = |mins: &mut Vec<u32>, days: &[usize]| {
        days.iter().for_each(|day| {
            if let Some(mins) = mins.get_mut(*day) {
                *mins = 0;
            }
        });
    };
    for change in &changes.changes {
        match change {
            HospitalChange::NurseIll { nurse, days } => {
                now.nurses[*nurse].shifts.retain(|(shift, _)| !days.contains(&(shift / a_day)));
            }
            HospitalChange::TheatreClosed { theatre, days } => close(&mut now.theatres[*theatre].mins_by_day, days),
            HospitalChange::SurgeonAway { surgeon, days } => close(&mut now.surgeons[*surgeon].mins_by_day, days),
            HospitalChange::PatientUrgent { patient, by_day } => {
                let urgent = &mut now.patients[*patient];
                urgent.release_day = urgent.release_day.min(changes.today).min(*by_day);
                urgent.due_day = Some(urgent.due_day.map_or(*by_day, |due| due.min(*by_day)));
            }
            HospitalChange::Pin { .. } => {}
        }
    }
    now
}

/// What the changes ask a repair to keep.
pub fn keeping(changes: &Changes<HospitalChange>, stability: u32) -> Keeping {
    let pinned = changes.changes.iter().filter_map(|change| match change {
        HospitalChange::Pin { patient } => Some(*patient),
        HospitalChange::NurseIll { .. }
        | HospitalChange::TheatreClosed { .. }
        | HospitalChange::SurgeonAway { .. }
        | HospitalChange::PatientUrgent { .. } => None,
    });
    Keeping { stability, today: changes.today, pinned: pinned.collect() }
}

/// What of a plan can no longer be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HospitalAffected {
    pub patients: BTreeSet<usize>,
    /// Room and shift that lost their nurse.
    pub room_shifts: BTreeSet<(usize, usize)>,
}

/// Who is affected in a plan by what the problem is now: admissions that are not possible any more, all of a theatre's or
/// a surgeon's day where its minutes no longer suffice, mandatory patients who wait, rooms whose nurse is off duty.
pub fn affected(now: &HospitalProblem, plan: &HospitalPlan) -> HospitalAffected {
    let mut found = HospitalAffected::default();
    for (at, patient) in now.patients.iter().enumerate() {
        let untimely = match plan.admissions.get(at).copied().flatten() {
            Some(admission) => {
                !patient.may_come_on(admission.day)
                    || patient.incompatible_rooms.contains(&admission.room)
                    || is_overbooked(now, plan, at, admission)
            }
            None => patient.is_mandatory(),
        };
        if untimely {
            found.patients.insert(at);
        }
    }
    for (room, shifts) in plan.nurse_of.iter().enumerate() {
        for (shift, nurse) in shifts.iter().enumerate() {
            let is_off = |nurse: usize| now.nurses[nurse].shifts.iter().all(|(at, _)| *at != shift);
            if nurse.is_some_and(is_off) && !people_in(now, plan, room, shift / now.shift_names.len()).is_empty() {
                found.room_shifts.insert((room, shift));
            }
        }
    }
    found
}

fn is_overbooked(now: &HospitalProblem, plan: &HospitalPlan, patient: usize, at: Admission) -> bool {
    let surgeon = now.patients[patient].surgeon;
    let (mut in_theatre, mut of_surgeon) = (0, 0);
    for (other, admission) in now.patients.iter().zip(&plan.admissions) {
        let Some(admission) = admission.filter(|admission| admission.day == at.day) else { continue };
        in_theatre += if admission.theatre == at.theatre { other.surgery_mins } else { 0 };
        of_surgeon += if other.surgeon == surgeon { other.surgery_mins } else { 0 };
    }
    let of = |mins: &[u32]| mins.get(at.day).copied().unwrap_or(0);
    in_theatre > of(&now.theatres[at.theatre].mins_by_day) || of_surgeon > of(&now.surgeons[surgeon].mins_by_day)
}

/// Who lies in a room on a day: occupants first, then patients, counted on behind them.
pub fn people_in(problem: &HospitalProblem, plan: &HospitalPlan, room: usize, day: usize) -> Vec<usize> {
    let here = problem.occupants.iter().map(|one| Some((one.room, 0, one.stay.days)));
    let coming = problem
        .patients
        .iter()
        .zip(&plan.admissions)
        .map(|(patient, admission)| admission.map(|at| (at.room, at.day, patient.stay.days)));
    let lies = |(at, first, days): (usize, usize, usize)| at == room && (first..first + days).contains(&day);
    here.chain(coming).enumerate().filter(|(_, stay)| stay.is_some_and(lies)).map(|(who, _)| who).collect()
}

/// How a plan differs from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HospitalDiff {
    /// Patient, where before, where after.
    pub patients: Vec<(usize, Option<Admission>, Option<Admission>)>,
    /// Room, shift, nurse before, nurse after; of rooms with people.
    pub room_shifts: Vec<(usize, usize, Option<usize>, Option<usize>)>,
}

impl HospitalDiff {
    /// Nurses who lose or gain a room.
    pub fn nurses(&self) -> BTreeSet<usize> {
        self.room_shifts.iter().flat_map(|(_, _, before, after)| [*before, *after]).flatten().collect()
    }
}

/// What a person would notice between two plans of a problem; a room's nurse counts where somebody lies there in both.
pub fn diff(problem: &HospitalProblem, before: &HospitalPlan, after: &HospitalPlan) -> HospitalDiff {
    let moved = before.admissions.iter().zip(&after.admissions).enumerate();
    let patients = moved.filter(|(_, (old, new))| old != new).map(|(at, (old, new))| (at, *old, *new)).collect();
    let a_day = problem.shift_names.len();
    let mut room_shifts = Vec::new();
    for room in 0..problem.rooms.len() {
        for day in 0..problem.days {
            if people_in(problem, before, room, day).is_empty() || people_in(problem, after, room, day).is_empty() {
                continue;
            }
            for shift in day * a_day..(day + 1) * a_day {
                let (old, new) = (before.nurse_of[room][shift], after.nurse_of[room][shift]);
                if old != new {
                    room_shifts.push((room, shift, old, new));
                }
            }
        }
    }
    HospitalDiff { patients, room_shifts }
}

#[cfg(test)]
mod tests {
    use super::super::anneal::tests::any_hospital;
    use super::*;
    use crate::analysis::schedule::hospital::{check, repair, solve};
    use crate::analysis::schedule::pace::{Run, Steps};
    use crate::base::{Draw, Progress};

    fn run<T>(seed: u64, work: impl FnOnce(&mut Run<'_, HospitalPlan>) -> T) -> T {
        let (mut pace, progress, mut found) =
            (Steps(30_000), Progress::default(), |_: &HospitalPlan, _: i64, _: u64| {});
        work(&mut Run { seed, pace: &mut pace, progress: &progress, found: &mut found })
    }

    /// After a theatre closes and a nurse falls ill the repaired plan is free of faults on the new problem, keeps pins and
    /// the past, moves who is affected; the dearer moving is, the less is disturbed and the more the plan costs.
    #[test]
    fn a_repair_keeps_what_it_can_and_the_checker_agrees() {
        let mut draw = Draw::new(29);
        let (mut calm, mut wild) = ((0, 0), (0, 0));
        for seed in 0..12 {
            let problem = any_hospital(&mut draw);
            let published = run(seed, |run| solve(&problem, None, run)).expect("a plan").plan;
            let admitted = |patient: &usize| published.admissions[*patient].is_some_and(|at| at.theatre == 1);
            let pinned = (0..problem.patients.len()).find(admitted);
            let mut changes = vec![
                HospitalChange::TheatreClosed { theatre: 0, days: vec![2] },
                HospitalChange::NurseIll { nurse: 4, days: vec![3] },
            ];
            changes.extend(pinned.map(|patient| HospitalChange::Pin { patient }));
            let changes = Changes { today: 1, changes };
            let now = changed(&problem, &changes);
            let lit = affected(&now, &published);
            let repaired_at = |stability: u32| -> Option<(u64, usize)> {
                let keeping = keeping(&changes, stability);
                let repaired = run(seed, |run| repair(&now, &published, &keeping, run)).ok()?.plan;
                assert!(check(&now, &repaired).is_feasible(), "{:?}", check(&now, &repaired));
                let diff = diff(&now, &published, &repaired);
                let moved: BTreeSet<usize> = diff.patients.iter().map(|(patient, ..)| *patient).collect();
                assert!(lit.patients.is_subset(&moved));
                assert!(pinned.is_none_or(|pinned| !moved.contains(&pinned)));
                let past = |(_, before, after): &(usize, Option<Admission>, Option<Admission>)| {
                    before.is_some_and(|at| at.day < 1) || after.is_some_and(|at| at.day < 1)
                };
                assert!(!diff.patients.iter().any(past) && diff.room_shifts.iter().all(|(_, shift, ..)| *shift >= 3));
                assert!(stability == 0 || diff.patients.len() <= lit.patients.len() + 6, "{diff:?} for {lit:?}");
                Some((check(&now, &repaired).cost(), 10 * moved.len() + diff.room_shifts.len()))
            };
            if let (Some(few), Some(many)) = (repaired_at(500), repaired_at(0)) {
                assert!(
                    few.0 >= many.0 && few.1 <= many.1,
                    "cost and disturbed: {few:?} with a price, {many:?} without"
                );
                calm = (calm.0 + few.0, calm.1 + few.1);
                wild = (wild.0 + many.0, wild.1 + many.1);
            }
        }
        assert!(wild.1 > calm.1 + 100 && wild.0 < calm.0, "{calm:?} with a price on moving, {wild:?} without");
    }
}
