//! `wardtwin schedule solve`: searches a plan or a roster and writes the best one found.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::schedule::{hospital as plans, roster as rosters};
use crate::app::schedule::{Effort, Improvement, search};
use crate::io::schedule::{hospital, roster};

use super::super::output::{Beside, Ending, Failure, tell, with_stoppable_progress};
use super::Problem;
use super::exact::{PredictedCosts, solve_appointments};
use super::judged::{Judged, hospital_plan, staff_roster};
use super::stored::StoredArguments;

#[derive(Args)]
pub struct SolveArguments {
    #[arg(long, value_enum)]
    problem: Problem,
    /// The instance.
    #[arg(long = "in", value_name = "INSTANCE", required_unless_present = "store")]
    input: Option<PathBuf>,
    #[command(flatten)]
    stored: StoredArguments,
    /// The plan or roster; replaced where it is there.
    #[arg(long, value_name = "SOLUTION")]
    out: PathBuf,
    #[arg(long, default_value_t = 60.0, value_parser = seconds_from_text)]
    seconds: f64,
    /// Instead of seconds, for each thread: the same number and seed give the same plan.
    #[arg(long)]
    steps: Option<u64>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads, each with a seed of its own; all cores where not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// A plan to begin with.
    #[arg(long, value_name = "PLAN")]
    from: Option<PathBuf>,
    /// Appointments only: costs of doctors with devices from a model of `schedule cost fit`.
    #[arg(long, value_name = "MODEL", requires = "hospital")]
    cost_model: Option<PathBuf>,
    /// The hospital for which the model predicts.
    #[arg(long, value_name = "HOSPITAL", requires = "cost_model")]
    hospital: Option<String>,
    /// What was found: cost, parts, and the time of each improvement.
    #[arg(long, value_name = "REPORT")]
    json: Option<PathBuf>,
}

pub fn seconds_from_text(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && (0.0..=1e7).contains(seconds));
    seconds.ok_or_else(|| "seconds are a number from 0 to 10000000".to_owned())
}

/// A plan as text, judged, and how it was found.
struct Solved {
    text: String,
    judged: Judged,
    steps: u64,
    bound: Option<i64>,
    improvements: Vec<Improvement>,
    /// Of a problem that is solved exactly: cost, bound and whether they meet.
    exact: Option<Value>,
}

pub fn run(arguments: &SolveArguments, quiet: bool) -> Result<Ending, Failure> {
    let effort = effort(arguments);
    let solved = match arguments.problem {
        Problem::Ihtc => solve_hospital(arguments, effort, quiet)?,
        Problem::Nrp => solve_roster(arguments, effort, quiet)?,
        Problem::Appointments => solve_exactly(arguments, quiet)?,
    };
    if !solved.judged.feasible {
        return Err(Failure("the plan found breaks a hard rule by the checker's count and was not written".to_owned()));
    }
    Beside::begin(&arguments.out)?.finish(|out| Ok(out.write_all(solved.text.as_bytes())?))?;
    if let Some(report) = &arguments.json {
        let text = format!("{:#}\n", report_of(&solved, arguments, effort));
        Beside::begin(report)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
    }
    if !quiet {
        tell(format_args!("{}: cost {}", arguments.out.display(), solved.judged.cost));
    }
    Ok(Ending::AllDone)
}

/// The file; of a store only a hospital plan is made here.
fn input(arguments: &SolveArguments) -> Result<&Path, Failure> {
    let refusal =
        "a store gives a hospital plan (--problem ihtc); a roster of its staff is made in the window, under Schedule";
    arguments.input.as_deref().ok_or_else(|| Failure(refusal.to_owned()))
}

fn effort(arguments: &SolveArguments) -> Effort {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Effort {
        seconds: arguments.seconds,
        steps: arguments.steps,
        seed: arguments.seed,
        threads: arguments.threads.map_or_else(cores, usize::from),
    }
}

fn solve_hospital(arguments: &SolveArguments, effort: Effort, quiet: bool) -> Result<Solved, Failure> {
    let problem = match arguments.stored.is_given() {
        true => arguments.stored.problem(quiet)?,
        false => hospital::read_problem(input(arguments)?)?,
    };
    let from = arguments.from.as_ref().map(|path| hospital::read_plan(path, &problem)).transpose()?;
    let found = with_stoppable_progress("searching", quiet, |progress| {
        search(effort, progress, |run| plans::solve(&problem, from.as_ref(), run), |_, _| {})
    })?;
    Ok(Solved {
        text: hospital::plan_text(&problem, &found.plan)?,
        judged: hospital_plan(&problem, &found.plan),
        steps: found.steps,
        bound: found.bound,
        improvements: found.improvements,
        exact: None,
    })
}

fn solve_roster(arguments: &SolveArguments, effort: Effort, quiet: bool) -> Result<Solved, Failure> {
    let problem = roster::read_problem(input(arguments)?)?;
    let from = arguments.from.as_ref().map(|path| roster::read_roster(path, &problem)).transpose()?;
    let found = with_stoppable_progress("searching", quiet, |progress| {
        search(effort, progress, |run| rosters::solve(&problem, from.as_ref(), run), |_, _| {})
    })?;
    Ok(Solved {
        text: roster::roster_text(&problem, &found.plan),
        judged: staff_roster(&problem, &found.plan),
        steps: found.steps,
        bound: found.bound,
        improvements: found.improvements,
        exact: None,
    })
}

fn solve_exactly(arguments: &SolveArguments, quiet: bool) -> Result<Solved, Failure> {
    if arguments.from.is_some() || arguments.steps.is_some() {
        return Err(Failure("appointments are solved exactly: --from and --steps mean nothing there".to_owned()));
    }
    let costs = arguments.cost_model.as_deref().zip(arguments.hospital.as_deref());
    let costs = costs.map(|(model, hospital)| PredictedCosts { model, hospital });
    let found = solve_appointments(input(arguments)?, costs.as_ref(), quiet)?;
    let cost: f64 = found.judged.parts.values().filter_map(Value::as_f64).sum();
    let exact = json!({"cost": cost, "bound": found.bound, "is_proven": cost - found.bound < 1e-6});
    Ok(Solved {
        text: found.text,
        judged: found.judged,
        steps: found.nodes,
        // A bound in whole units stays one when it is rounded down.
        bound: Some((found.bound + 1e-6).floor() as i64),
        improvements: Vec::new(),
        exact: Some(exact),
    })
}

/// How far a cost is above a bound, as a share of the bound.
fn gap(cost: u64, bound: i64) -> Option<f64> {
    (bound > 0).then(|| (cost as f64 - bound as f64) / bound as f64)
}

fn report_of(solved: &Solved, arguments: &SolveArguments, effort: Effort) -> Value {
    let improvements = solved.improvements.iter().map(|one| json!({"seconds": one.seconds, "cost": one.cost}));
    let mut report = solved.judged.json();
    report["problem"] = match arguments.problem {
        Problem::Ihtc => "ihtc".into(),
        Problem::Nrp => "nrp".into(),
        Problem::Appointments => "appointments".into(),
    };
    report["bound"] = solved.bound.into();
    report["gap"] = solved.bound.and_then(|bound| gap(solved.judged.cost, bound)).into();
    if let Some(exact) = &solved.exact {
        report["exact"] = exact.clone();
    }
    report["seed"] = effort.seed.into();
    report["threads"] = effort.threads.into();
    report["steps"] = solved.steps.into();
    report["improvements"] = improvements.collect();
    report
}
