//! Branch and bound: each node is a linear program in which every request takes shares of its choices, and doctors and
//! devices are taken by no more than one at a time. Its value is a bound; a share between 0 and 1 is branched on.

use microlp::{ComparisonOp, OptimizationDirection, Problem};

use crate::base::Progress;
use crate::domain::schedule::appointments::{AppointmentPlan, AppointmentProblem};

use super::options::{Choice, choices};

/// More choices than this are no small problem.
const MOST_CHOICES: usize = 20_000;
const INTEGRAL: f64 = 1e-6;

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSolved {
    #[error(
        "there are {0} possible appointments, more than {MOST_CHOICES} that are solved exactly: take a longer step or fewer days"
    )]
    TooLarge(usize),
    #[error("the linear program was not solved: {0}")]
    Program(String),
}

/// A plan and how good it is.
#[derive(Clone, Debug, PartialEq)]
pub struct SolvedAppointments {
    pub plan: AppointmentPlan,
    /// No plan costs less; equal to the cost of this one unless the search was cut off.
    pub bound: f64,
    pub nodes: u64,
}

/// Choices that are taken or left in a node.
type Fixed = Vec<(usize, bool)>;

struct Search<'a> {
    problem: &'a AppointmentProblem,
    choices: Vec<Choice>,
    best: Option<(f64, Vec<usize>)>,
    nodes: u64,
}

/// Solves a problem exactly, or as far as `most_nodes` linear programs lead or until somebody asks to stop.
///
/// # Errors
/// The problem is too large, or a linear program failed.
pub fn solve(
    problem: &AppointmentProblem,
    most_nodes: u64,
    progress: &Progress,
) -> Result<SolvedAppointments, NotSolved> {
    let choices = choices(problem);
    if choices.len() > MOST_CHOICES {
        return Err(NotSolved::TooLarge(choices.len()));
    }
    let mut search = Search { problem, choices, best: None, nodes: 0 };
    let refusals: f64 = problem.requests.iter().map(|request| request.refusal_cost).sum();
    search.best = Some((refusals, Vec::new()));
    // Open nodes with the bound of the node above; the deepest is taken first, so that plans come early.
    let mut open: Vec<(f64, Fixed)> = vec![(f64::NEG_INFINITY, Vec::new())];
    while let Some((above, fixed)) = open.pop() {
        if above >= search.cost() - INTEGRAL {
            continue;
        }
        if search.nodes >= most_nodes || progress.tick(1).is_err() {
            open.push((above, fixed));
            break;
        }
        if let Some((value, choice)) = search.node(&fixed)? {
            for taken in [false, true] {
                let mut below = fixed.clone();
                below.push((choice, taken));
                open.push((value, below));
            }
        }
    }
    let cost = search.cost();
    let bound = open.iter().map(|(above, _)| *above).fold(cost, f64::min);
    Ok(SolvedAppointments { plan: search.plan(), bound, nodes: search.nodes })
}

impl Search<'_> {
    fn cost(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost)
    }

    fn plan(&self) -> AppointmentPlan {
        let mut appointments = vec![None; self.problem.requests.len()];
        for choice in self.best.iter().flat_map(|(_, taken)| taken) {
            appointments[self.choices[*choice].request] = Some(self.choices[*choice].at);
        }
        AppointmentPlan { appointments }
    }

    /// Solves a node. A whole solution may be the best; else its value and the share to branch on, where it can still be
    /// better than the best.
    fn node(&mut self, fixed: &Fixed) -> Result<Option<(f64, usize)>, NotSolved> {
        self.nodes += 1;
        let Some((value, shares)) = self.relaxed(fixed)? else { return Ok(None) };
        if value >= self.cost() - INTEGRAL {
            return Ok(None);
        }
        let split = |share: &f64| (share - 0.5).abs();
        let halves = shares.iter().enumerate().filter(|(_, share)| (INTEGRAL..1.0 - INTEGRAL).contains(*share));
        let branch = halves.min_by(|one, other| split(one.1).total_cmp(&split(other.1))).map(|(choice, _)| choice);
        if branch.is_none() {
            let taken = shares.iter().enumerate().filter(|(_, share)| **share > 0.5).map(|(choice, _)| choice);
            self.best = Some((value, taken.collect()));
        }
        Ok(branch.map(|choice| (value, choice)))
    }

    /// The linear program of a node: its value, and the share of each choice. Nothing where it cannot be met.
    fn relaxed(&self, fixed: &Fixed) -> Result<Option<(f64, Vec<f64>)>, NotSolved> {
        let mut range = vec![(0.0, 1.0); self.choices.len()];
        fixed.iter().for_each(|(choice, taken)| range[*choice] = if *taken { (1.0, 1.0) } else { (0.0, 0.0) });
        let mut program = Problem::new(OptimizationDirection::Minimize);
        let shares: Vec<_> =
            self.choices.iter().zip(range).map(|(choice, range)| program.add_var(choice.price, range)).collect();
        for (request, asked) in self.problem.requests.iter().enumerate() {
            let refused = program.add_var(asked.refusal_cost, (0.0, 1.0));
            let mut sum = vec![(refused, 1.0)];
            sum.extend(self.those(|choice| choice.request == request).map(|choice| (shares[choice], 1.0)));
            program.add_constraint(sum, ComparisonOp::Eq, 1.0);
        }
        // Whatever overlaps at some time is there when the last of it begins.
        let mut starts: Vec<u32> = self.choices.iter().map(|choice| choice.span.from).collect();
        starts.sort_unstable();
        starts.dedup();
        for start in starts {
            let is_on = |choice: &Choice| (choice.span.from..choice.span.to).contains(&start);
            for doctor in 0..self.problem.doctors.len() {
                let there: Vec<_> = self
                    .those(|choice| choice.at.doctor == doctor && is_on(choice))
                    .map(|choice| (shares[choice], 1.0))
                    .collect();
                if there.len() > 1 {
                    program.add_constraint(there, ComparisonOp::Le, 1.0);
                }
            }
            for device in 0..self.problem.devices.len() {
                let there: Vec<_> = self
                    .those(|choice| choice.at.device == Some(device) && is_on(choice))
                    .map(|choice| (shares[choice], 1.0))
                    .collect();
                if there.len() > 1 {
                    program.add_constraint(there, ComparisonOp::Le, 1.0);
                }
            }
        }
        match program.solve() {
            Ok(found) => Ok(Some((found.objective(), shares.iter().map(|share| found[*share]).collect()))),
            Err(microlp::Error::Infeasible) => Ok(None),
            Err(why) => Err(NotSolved::Program(why.to_string())),
        }
    }

    fn those<'a>(&'a self, which: impl Fn(&Choice) -> bool + 'a) -> impl Iterator<Item = usize> + 'a {
        self.choices.iter().enumerate().filter(move |(_, choice)| which(choice)).map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::schedule::appointments::check;
    use crate::base::Draw;
    use crate::domain::schedule::appointments::{Appointment, AppointmentRequest, BookableDevice, Doctor, Span};

    fn clinic(draw: &mut Draw) -> AppointmentProblem {
        let mut below = |n: u64| draw.below(n) as u32;
        let hours = |from: u32, to: u32| vec![Span { from: 60 * from, to: 60 * to }];
        let doctor = |id: &str, skills: &[&str], hours| Doctor {
            id: id.to_owned(),
            skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
            hours,
        };
        let doctors =
            vec![doctor("Lim", &["endoscopy"], hours(8, 12)), doctor("王", &["endoscopy", "CT"], hours(9, 12))];
        let device = |id: &str, kind: &str, out| BookableDevice {
            id: id.to_owned(),
            kind: kind.to_owned(),
            hours: hours(8, 12),
            out,
        };
        let devices = vec![
            device("E1", "endoscope", hours(10, 11)),
            device("E2", "endoscope", hours(8, 10)),
            device("C1", "CT", vec![]),
        ];
        let requests = (0..4).map(|at| {
            let kind = below(3);
            let from = 480 + 60 * below(2);
            AppointmentRequest {
                id: format!("P{at}"),
                mins: 60 + 30 * below(2),
                device_kind: [None, Some("endoscope".to_owned()), Some("CT".to_owned())][kind as usize].clone(),
                skill: [None, Some("endoscopy".to_owned()), Some("CT".to_owned())][kind as usize].clone(),
                within: Span { from, to: 720 - 60 * below(2) },
                wait_cost_per_hour: f64::from(below(4)) * 5.0,
                refusal_cost: 100.0 + f64::from(below(3)) * 50.0,
            }
        });
        let requests = requests.collect();
        let costs = (0..2).map(|_| (0..4).map(|_| f64::from(below(60))).collect()).collect();
        AppointmentProblem { step_mins: 30, doctors, devices, requests, costs }
    }

    /// The least cost of all plans there are, by the checker.
    fn best_of_all(problem: &AppointmentProblem, plan: &mut AppointmentPlan, request: usize) -> f64 {
        if request == problem.requests.len() {
            let score = check(problem, plan);
            return if score.is_feasible() { score.cost() } else { f64::INFINITY };
        }
        let mut places: Vec<Option<Appointment>> = vec![None];
        for start in (480..720).step_by(30) {
            for doctor in 0..2 {
                for device in [None, Some(0), Some(1), Some(2)] {
                    places.push(Some(Appointment { start, doctor, device }));
                }
            }
        }
        let mut best = f64::INFINITY;
        for at in places {
            plan.appointments[request] = at;
            // What is broken already stays broken.
            let mut so_far = plan.clone();
            so_far.appointments.truncate(request + 1);
            if check(problem, &so_far).is_feasible() {
                best = best.min(best_of_all(problem, plan, request + 1));
            }
        }
        plan.appointments[request] = None;
        best
    }

    #[test]
    fn a_clinic_is_solved_to_the_best_of_all_plans_and_the_bound_says_so() {
        let mut draw = Draw::new(41);
        for _ in 0..8 {
            let mut problem = clinic(&mut draw);
            problem.requests.truncate(3);
            let found = solve(&problem, 10_000, &Progress::default()).expect("solved");
            let score = check(&problem, &found.plan);
            assert!(score.is_feasible(), "{score:?}");
            let mut none = AppointmentPlan { appointments: vec![None; problem.requests.len()] };
            let best = best_of_all(&problem, &mut none, 0);
            assert!((score.cost() - best).abs() < 1e-6, "{} {best}", score.cost());
            assert!((found.bound - best).abs() < 1e-6);
        }
        let problem = clinic(&mut draw);
        let cut = solve(&problem, 1, &Progress::default()).expect("cut off");
        assert!(cut.bound <= check(&problem, &cut.plan).cost() + 1e-6);
    }
}
