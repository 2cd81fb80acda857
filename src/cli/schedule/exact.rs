//! `--problem appointments` of `schedule solve` and `check`: devices and appointments, solved exactly.

use std::path::Path;

use serde_json::{Map, Value};

use crate::analysis::schedule::appointments::{AppointmentFault, check, solve};
use crate::analysis::schedule::cost::predict;
use crate::domain::schedule::appointments::{AppointmentPlan, AppointmentProblem};
use crate::io::schedule::{appointments, cost_file};

use super::super::output::{Failure, with_stoppable_progress};
use super::judged::Judged;

/// Linear programs after which the best plan so far counts, with the bound that is known then.
const MOST_NODES: u64 = 20_000;

/// What an exact search came to.
pub struct Exact {
    pub text: String,
    pub judged: Judged,
    pub bound: f64,
    pub nodes: u64,
}

/// Costs from a fitted model instead of those of the instance, for one hospital.
pub struct PredictedCosts<'a> {
    pub model: &'a Path,
    pub hospital: &'a str,
}

pub fn solve_appointments(input: &Path, costs: Option<&PredictedCosts<'_>>, quiet: bool) -> Result<Exact, Failure> {
    let mut problem = appointments::read_problem(input)?;
    if let Some(costs) = costs {
        predicted(&mut problem, costs)?;
    }
    let found = with_stoppable_progress("solving", quiet, |progress| solve(&problem, MOST_NODES, progress))?;
    Ok(Exact {
        text: appointments::plan_text(&problem, &found.plan)?,
        judged: judge(&problem, &found.plan),
        bound: found.bound,
        nodes: found.nodes,
    })
}

pub fn check_appointments(input: &Path, solution: &Path) -> Result<Judged, Failure> {
    let problem = appointments::read_problem(input)?;
    Ok(judge(&problem, &appointments::read_plan(solution, &problem)?))
}

/// The cost of each doctor with each device as the model predicts it; below 0 counts as 0.
fn predicted(problem: &mut AppointmentProblem, costs: &PredictedCosts<'_>) -> Result<(), Failure> {
    let model = cost_file::read(costs.model)?;
    for doctor in 0..problem.doctors.len() {
        for device in 0..=problem.devices.len() {
            let word = |name: &str| match name.to_lowercase().as_str() {
                "hospital" => Some(costs.hospital.to_owned()),
                "doctor" => problem.doctors.get(doctor).map(|one| one.id.clone()),
                "equipment" => problem.devices.get(device).map(|one| one.kind.clone()),
                _ => None,
            };
            let words: Vec<Option<String>> = model.inputs.iter().map(|input| word(&input.name)).collect();
            // An appointment without a device has no equipment to predict from: the instance's cost stays.
            if device < problem.devices.len() {
                let found =
                    predict(&model, &words).map_err(|why| Failure(format!("{}: {why}", costs.model.display())))?;
                problem.costs[doctor][device] = found.cost.max(0.0);
            }
        }
    }
    Ok(())
}

fn judge(problem: &AppointmentProblem, plan: &AppointmentPlan) -> Judged {
    let score = check(problem, plan);
    let parts = [("resources", score.resources), ("waiting", score.waiting), ("refused", score.refused)];
    let parts: Map<String, Value> =
        parts.into_iter().map(|(name, cost)| (name.to_owned(), Value::from(cost))).collect();
    let times = |fault: AppointmentFault| score.faults.iter().filter(|(_, other)| *other == fault).count();
    let violations = AppointmentFault::ALL.map(|fault| (fault.name().to_owned(), Value::from(times(fault))));
    let what =
        score.faults.iter().map(|(request, fault)| format!("{}: {}", problem.requests[*request].id, fault.name()));
    Judged {
        feasible: score.is_feasible(),
        cost: score.cost().round() as u64,
        cost_by_part: parts.clone(),
        parts,
        violations: violations.into_iter().collect(),
        what: what.collect(),
    }
}
