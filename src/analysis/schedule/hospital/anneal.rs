//! Simulated annealing over all decisions at once: the temperature falls with the share of the budget that is spent.

use crate::analysis::schedule::pace::{Outcome, Run};
use crate::base::Draw;
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};

use super::model::{Model, Unsearchable};
use super::moves::Search;
use super::start::{admit_mandatory, admit_optional, empty_hospital};
use super::state::{Placement, plan_of};

/// Steps between two looks at the budget and at whether the plan is the best so far.
const STRIDE: u64 = 256;

/// First and last temperature, in units of cost; and the first where there is a plan to begin with.
const HOT: f64 = 60.0;
const COLD: f64 = 0.5;
const HOT_FROM_PLAN: f64 = 5.0;
/// One move in so many tries to bring a patient back to the published place.
const BACK_IN: usize = 10;

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStart {
    #[error(transparent)]
    Unsearchable(#[from] Unsearchable),
    #[error("patient {0:?} is pinned, or was admitted before today, where the plan can no longer be kept")]
    Pinned(String),
    #[error("no plan that breaks no hard rule was found; {waiting} mandatory patients have no place")]
    NoPlan { waiting: usize },
}

/// The best plan so far, kept as places and nurses.
struct Best {
    cost: i64,
    place: Vec<Option<Placement>>,
    nurse: Vec<u16>,
}

/// Searches a plan until the budget is spent or somebody asks to stop; the best one found, without a bound. The same
/// seed and number of steps give the same plan. What of `from` breaks no hard rule is what the search begins with.
///
/// # Errors
/// The problem cannot be searched, or no plan without a broken hard rule was found.
pub fn solve(
    problem: &HospitalProblem,
    from: Option<&HospitalPlan>,
    run: &mut Run<'_, HospitalPlan>,
) -> Result<Outcome<HospitalPlan>, NoStart> {
    let hot = if from.is_some() { HOT_FROM_PLAN } else { HOT };
    search_from(problem, &Model::new(problem)?, from, hot, run)
}

/// The same with a model that may know what is to be kept, from a first temperature.
pub(super) fn search_from(
    problem: &HospitalProblem,
    model: &Model,
    from: Option<&HospitalPlan>,
    hot: f64,
    run: &mut Run<'_, HospitalPlan>,
) -> Result<Outcome<HospitalPlan>, NoStart> {
    let mut search = empty_hospital(model, Draw::new(run.seed), from);
    let unpinned = |patient: &usize| model.patients[*patient].fixed && search.state.place[*patient].is_none();
    if let Some(patient) = (0..model.patients.len()).find(unpinned) {
        return Err(NoStart::Pinned(problem.patients[patient].id.clone()));
    }
    let mut best: Option<Best> = None;
    let mut steps = admit_mandatory(&mut search, |pushes| run.spent(pushes) < 1.0);
    keep(&search, &mut best, run, steps);
    admit_optional(&mut search);
    keep(&search, &mut best, run, steps);
    anneal(&mut search, &mut best, run, &mut steps, hot);
    let best = best.ok_or(NoStart::NoPlan { waiting: search.state.mandatory_waiting })?;
    Ok(Outcome { plan: plan_of(model, &best.place, &best.nurse), steps, bound: None })
}

/// Remembers the plan at hand if it is the best that breaks no hard rule.
fn keep(search: &Search<'_>, best: &mut Option<Best>, run: &mut Run<'_, HospitalPlan>, steps: u64) {
    let state = &search.state;
    if !state.is_feasible() || best.as_ref().is_some_and(|best| best.cost <= state.cost) {
        return;
    }
    *best = Some(Best { cost: state.cost, place: state.place.clone(), nurse: state.nurse.clone() });
    (run.found)(&state.plan(), state.cost, steps);
}

fn anneal(
    search: &mut Search<'_>,
    best: &mut Option<Best>,
    run: &mut Run<'_, HospitalPlan>,
    steps: &mut u64,
    hot: f64,
) {
    let cold = COLD;
    loop {
        let spent = run.spent(*steps);
        if spent >= 1.0 {
            break;
        }
        search.temperature = hot * (cold / hot).powf(spent);
        for _ in 0..STRIDE {
            step(search);
        }
        *steps += STRIDE;
        let _seen_by_spent = run.progress.tick(STRIDE);
        keep(search, best, run, *steps);
    }
}

fn step(search: &mut Search<'_>) {
    let patients = search.state.m.patients.len();
    if patients == 0 {
        return search.change_nurse();
    }
    let patient = search.pick(patients);
    let is_fixed = search.state.m.patients[patient].fixed;
    if search.state.m.keep.is_some() && !is_fixed && search.pick(BACK_IN) == 0 {
        return search.put_back(patient);
    }
    match search.pick(100) {
        0..30 => search.change_nurse(),
        30..38 => search.swap_nurses(),
        38..42 => search.nurse_run(),
        80..82 => search.empty_theatre(),
        42..92 if is_fixed => {}
        42..56 => search.change_room(patient),
        56..64 => search.change_day(patient, false),
        64..74 => search.change_day(patient, true),
        74..82 => search.change_theatre(patient),
        82..83 => search.send_home(patient),
        83..92 => search.push_in(patient),
        _ => match search.state.waiting.len() {
            0 => search.push_in(patient),
            waiting => {
                let at = search.pick(waiting);
                let waiting = usize::from(search.state.waiting[at]);
                search.push_in(waiting);
            }
        },
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::analysis::schedule::hospital::check;
    use crate::analysis::schedule::pace::Steps;
    use crate::base::Progress;
    use crate::domain::schedule::hospital::{
        Availability, ElectivePatient, HospitalWeights, Nurse, Occupant, Room, RoomGender, Stay,
    };

    pub fn any_hospital(draw: &mut Draw) -> HospitalProblem {
        let days = 7;
        let mut below = |n: u64| draw.below(n);
        let stay = |below: &mut dyn FnMut(u64) -> u64| {
            let stay_days = 1 + below(4) as usize;
            Stay {
                gender: if below(2) == 0 { RoomGender::A } else { RoomGender::B },
                age_group: below(3) as usize,
                days: stay_days,
                workload: (0..stay_days * 3).map(|_| 1 + below(3) as u32).collect(),
                skill: (0..stay_days * 3).map(|_| below(3) as u32).collect(),
            }
        };
        let occupants = (0..3).map(|at| Occupant { id: format!("a{at}"), stay: stay(&mut below), room: at }).collect();
        let patient = |at: usize, below: &mut dyn FnMut(u64) -> u64, stay: Stay| ElectivePatient {
            id: format!("p{at}"),
            stay,
            release_day: below(5) as usize,
            due_day: (at < 4).then_some(6),
            surgery_mins: 60 + 30 * below(4) as u32,
            surgeon: below(2) as usize,
            incompatible_rooms: if below(3) == 0 { vec![below(4) as usize] } else { Vec::new() },
        };
        let mut patients = Vec::new();
        for at in 0..16 {
            let stay = stay(&mut below);
            patients.push(patient(at, &mut below, stay));
        }
        let mins = |id: &str, mins: u32| Availability { id: id.to_owned(), mins_by_day: vec![mins; days] };
        let nurse = |at: usize| Nurse {
            id: format!("n{at}"),
            skill: (at % 3) as u32,
            shifts: (0..days).map(|day| (day * 3 + (at + day) % 3, 4)).collect(),
        };
        HospitalProblem {
            days,
            shift_names: ["early", "late", "night"].map(str::to_owned).to_vec(),
            age_groups: ["infant", "adult", "elderly"].map(str::to_owned).to_vec(),
            weights: HospitalWeights {
                mixed_age: 5,
                nurse_skill: 10,
                continuity_of_care: 3,
                excessive_workload: 7,
                open_theatre: 30,
                surgeon_transfer: 11,
                patient_delay: 13,
                unscheduled_optional: 150,
            },
            occupants,
            patients,
            surgeons: vec![mins("s0", 240), mins("s1", 240)],
            theatres: vec![mins("t0", 300), mins("t1", 200)],
            rooms: (0..4).map(|at| Room { id: format!("r{at}"), beds: 2 }).collect(),
            nurses: (0..9).map(nurse).collect(),
        }
    }

    /// Every cost told on the way is the checker's, so every counter is right; and a plan can be begun with again.
    #[test]
    fn the_counters_agree_with_the_checker_all_the_way() {
        let mut draw = Draw::new(11);
        for seed in 0..20 {
            let problem = any_hospital(&mut draw);
            let (mut pace, progress) = (Steps(20_000), Progress::default());
            let mut told = 0;
            let mut found = |plan: &HospitalPlan, cost: i64, _: u64| {
                let score = check(&problem, plan);
                assert!(score.is_feasible(), "{score:?}");
                assert_eq!(score.cost() as i64, cost);
                told += 1;
            };
            let mut run = Run { seed, pace: &mut pace, progress: &progress, found: &mut found };
            let made = solve(&problem, None, &mut run).expect("a plan");
            assert!(told > 0);
            let again = |seed, from: Option<&HospitalPlan>| {
                let (mut pace, mut found) = (Steps(20_000), |_: &HospitalPlan, _: i64, _: u64| {});
                solve(&problem, from, &mut Run { seed, pace: &mut pace, progress: &progress, found: &mut found })
            };
            assert_eq!(again(seed, None), Ok(made.clone()), "the same seed and steps");
            let begun = again(seed + 1, Some(&made.plan)).expect("a plan");
            assert!(check(&problem, &begun.plan).cost() <= check(&problem, &made.plan).cost());
        }
    }
}
