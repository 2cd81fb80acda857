//! Every single cost of a hospital plan with whom and what it concerns, so that the score can be told by rule, by person, by
//! nurse, by room, by theatre and by day. Their sum is the checker's cost; a test holds that.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem, Stay};

use super::check::SoftRule;

/// A cost and what it concerns, by places in the problem's lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    /// Occupants first, then patients, counted on behind them.
    pub person: Option<usize>,
    pub nurse: Option<usize>,
    pub room: Option<usize>,
    pub theatre: Option<usize>,
    pub surgeon: Option<usize>,
    pub day: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    pub rule: SoftRule,
    /// Weighted; above 0.
    pub cost: u64,
    pub of: Concerned,
}

struct Charges<'a> {
    problem: &'a HospitalProblem,
    plan: &'a HospitalPlan,
    /// By room, then day: people there and the first day of each one's stay.
    there: Vec<Vec<Vec<(usize, usize)>>>,
    found: Vec<Charge>,
}

/// Every cost of a plan, in the order of rules.
pub fn charges(problem: &HospitalProblem, plan: &HospitalPlan) -> Vec<Charge> {
    let mut all = Charges { problem, plan, there: there(problem, plan), found: Vec::new() };
    all.of_admissions();
    all.of_theatres();
    all.of_ages();
    all.of_nurses();
    all.found.sort_by_key(|charge| charge.rule);
    all.found
}

fn there(problem: &HospitalProblem, plan: &HospitalPlan) -> Vec<Vec<Vec<(usize, usize)>>> {
    let mut there = vec![vec![Vec::new(); problem.days]; problem.rooms.len()];
    let here = problem.occupants.iter().map(|one| Some((one.room, 0, one.stay.days)));
    let coming = problem.patients.iter().zip(&plan.admissions);
    let coming = coming.map(|(patient, at)| at.map(|at| (at.room, at.day, patient.stay.days)));
    for (who, stay) in here.chain(coming).enumerate() {
        let Some((room, first, days)) = stay else { continue };
        for day in there[room].iter_mut().skip(first).take(days) {
            day.push((who, first));
        }
    }
    there
}

fn stay_of(problem: &HospitalProblem, who: usize) -> &Stay {
    match who.checked_sub(problem.occupants.len()) {
        None => &problem.occupants[who].stay,
        Some(patient) => &problem.patients[patient].stay,
    }
}

impl Charges<'_> {
    fn add(&mut self, rule: SoftRule, units: u64, of: Concerned) {
        let cost = units * rule.weight(&self.problem.weights);
        if cost > 0 {
            self.found.push(Charge { rule, cost, of });
        }
    }

    fn of_admissions(&mut self) {
        for (patient, one) in self.problem.patients.iter().enumerate() {
            let person = Some(self.problem.occupants.len() + patient);
            match self.plan.admissions.get(patient).copied().flatten() {
                Some(at) => {
                    let late = at.day.saturating_sub(one.release_day) as u64;
                    let of = Concerned { person, room: Some(at.room), day: Some(at.day), ..Concerned::default() };
                    self.add(SoftRule::PatientDelay, late, of);
                }
                None if !one.is_mandatory() => {
                    let of = Concerned { person, ..Concerned::default() };
                    self.add(SoftRule::ElectiveUnscheduledPatients, 1, of);
                }
                None => {}
            }
        }
    }

    fn of_theatres(&mut self) {
        let mut open = BTreeSet::new();
        let mut ways: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for (one, at) in self.problem.patients.iter().zip(&self.plan.admissions) {
            let Some(at) = at else { continue };
            open.insert((at.theatre, at.day));
            ways.entry((one.surgeon, at.day)).or_default().insert(at.theatre);
        }
        for (theatre, day) in open {
            let of = Concerned { theatre: Some(theatre), day: Some(day), ..Concerned::default() };
            self.add(SoftRule::OpenOperatingTheater, 1, of);
        }
        for ((surgeon, day), theatres) in ways {
            let of = Concerned { surgeon: Some(surgeon), day: Some(day), ..Concerned::default() };
            self.add(SoftRule::SurgeonTransfer, theatres.len() as u64 - 1, of);
        }
    }

    fn of_ages(&mut self) {
        for room in 0..self.problem.rooms.len() {
            for day in 0..self.problem.days {
                let ages = || self.there[room][day].iter().map(|(who, _)| stay_of(self.problem, *who).age_group);
                let span = ages().max().unwrap_or(0) - ages().min().unwrap_or(0);
                let of = Concerned { room: Some(room), day: Some(day), ..Concerned::default() };
                self.add(SoftRule::RoomAgeMix, span as u64, of);
            }
        }
    }

    fn of_nurses(&mut self) {
        let a_day = self.problem.shift_names.len();
        let mut load: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        let mut known: BTreeSet<(usize, usize)> = BTreeSet::new();
        for day in 0..self.problem.days {
            for room in 0..self.problem.rooms.len() {
                for (who, first) in self.there[room][day].clone() {
                    for shift in day * a_day..(day + 1) * a_day {
                        let Some(nurse) = self.plan.nurse_of[room][shift] else { continue };
                        let (stay, at) = (stay_of(self.problem, who), shift - first * a_day);
                        let lacking = stay.skill[at].saturating_sub(self.problem.nurses[nurse].skill);
                        *load.entry((nurse, shift)).or_default() += u64::from(stay.workload[at]);
                        let of = Concerned {
                            person: Some(who),
                            nurse: Some(nurse),
                            room: Some(room),
                            day: Some(day),
                            ..Concerned::default()
                        };
                        self.add(SoftRule::RoomSkillLevel, lacking.into(), of);
                        // On the day when the nurse first comes.
                        if known.insert((who, nurse)) {
                            self.add(SoftRule::ContinuityOfCare, 1, of);
                        }
                    }
                }
            }
        }
        for ((nurse, shift), units) in load {
            let on_duty = self.problem.nurses[nurse].shifts.iter().find(|(at, _)| *at == shift);
            let limit = on_duty.map_or(0, |(_, limit)| u64::from(*limit));
            let of = Concerned { nurse: Some(nurse), day: Some(shift / a_day), ..Concerned::default() };
            self.add(SoftRule::ExcessiveNurseWorkload, units.saturating_sub(limit), of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::anneal::tests::any_hospital;
    use super::*;
    use crate::analysis::schedule::hospital::{check, solve};
    use crate::analysis::schedule::pace::{Run, Steps};
    use crate::base::{Draw, Progress};

    #[test]
    fn the_charges_add_up_to_the_checkers_cost_rule_by_rule() {
        let mut draw = Draw::new(31);
        for seed in 0..10 {
            let problem = any_hospital(&mut draw);
            let (mut pace, progress, mut found) =
                (Steps(2_000), Progress::default(), |_: &HospitalPlan, _: i64, _: u64| {});
            let mut run = Run { seed, pace: &mut pace, progress: &progress, found: &mut found };
            let plan = solve(&problem, None, &mut run).expect("a plan").plan;
            let score = check(&problem, &plan);
            let charges = charges(&problem, &plan);
            for (rule, units) in &score.soft {
                let sum: u64 = charges.iter().filter(|charge| charge.rule == *rule).map(|charge| charge.cost).sum();
                assert_eq!(sum, units * rule.weight(&score.weights), "{rule:?}");
            }
        }
    }
}
