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

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStart {
    #[error(transparent)]
    Unsearchable(#[from] Unsearchable),
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
    let model = Model::new(problem)?;
    let mut search = empty_hospital(&model, Draw::new(run.seed), from);
    let mut best: Option<Best> = None;
    let mut steps = admit_mandatory(&mut search, |pushes| run.spent(pushes) < 1.0);
    keep(&search, &mut best, run, steps);
    admit_optional(&mut search);
    keep(&search, &mut best, run, steps);
    let hot = if from.is_some() { HOT_FROM_PLAN } else { HOT };
    anneal(&mut search, &mut best, run, &mut steps, hot);
    let best = best.ok_or(NoStart::NoPlan { waiting: search.state.mandatory_waiting })?;
    Ok(Outcome { plan: plan_of(&model, &best.place, &best.nurse), steps, bound: None })
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

fn anneal(search: &mut Search<'_>, best: &mut Option<Best>, run: &mut Run<'_, HospitalPlan>, steps: &mut u64, hot: f64) {
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
    match search.pick(100) {
        0..30 => search.change_nurse(),
        30..38 => search.swap_nurses(),
        38..42 => search.nurse_run(),
        42..56 => search.change_room(patient),
        56..64 => search.change_day(patient, false),
        64..74 => search.change_day(patient, true),
        74..80 => search.change_theatre(patient),
        80..82 => search.empty_theatre(),
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
