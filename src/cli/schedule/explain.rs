//! `wardtwin schedule explain`: why there is no plan and what would help; what a plan costs and where; who can take a shift;
//! where else somebody could be.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::schedule::conflict::{Answer, hospital_conflicts, roster_conflicts};
use crate::analysis::schedule::hospital as plans;
use crate::app::schedule::{Effort, search};
use crate::base::Date;
use crate::io::schedule::{hospital, roster};

use super::super::output::{Beside, Ending, Failure, to_stdout, with_progress};
use super::days::{Days, date_from_text, roster_day};
use super::explain_score::{of_hospital, of_roster};
use super::explain_who::{cell_elsewhere, patient_elsewhere, who_of_room, who_of_roster};
use super::explain_words::{Told, hospital_conflict, roster_conflict};
use super::solve::seconds_from_text;
use super::{Problem, judged, only_solved};

#[derive(Args)]
pub struct ExplainArguments {
    #[arg(long, value_enum)]
    problem: Problem,
    /// The instance.
    #[arg(long = "in", value_name = "INSTANCE")]
    input: PathBuf,
    /// A plan to explain; without one it is told whether there is any, and if not, why.
    #[arg(long, value_name = "PLAN")]
    from: Option<PathBuf>,
    /// Who can take this shift: `SHIFT@DAY` of a roster, `ROOM/SHIFT@DAY` of a hospital plan.
    #[arg(long, value_name = "SHIFT@DAY", requires = "from", conflicts_with = "why")]
    who: Option<String>,
    /// With --who: instead of this employee, who is off then.
    #[arg(long, value_name = "EMPLOYEE", requires = "who")]
    instead_of: Option<String>,
    /// What else could be: `PATIENT` of a hospital plan, `EMPLOYEE@DAY` of a roster.
    #[arg(long, value_name = "ID", requires = "from")]
    why: Option<String>,
    /// Shifts of a roster that are nights, for how fairly they are shared.
    #[arg(long, value_delimiter = ',', value_name = "SHIFTS")]
    nights: Vec<String>,
    /// What each employee carries over: columns employee, and any of nights, weekends, overtime_minutes, refused_requests,
    /// refused_weight.
    #[arg(long, value_name = "CSV")]
    history: Option<PathBuf>,
    /// The date of day 0, so that days are told as dates.
    #[arg(long, value_name = "DATE", value_parser = date_from_text)]
    first_day: Option<Date>,
    /// How long a plan is looked for where neither a plan nor a conflict was found at once.
    #[arg(long, default_value_t = 10.0, value_parser = seconds_from_text)]
    seconds: f64,
    /// Write the answer here; else it is told in lines.
    #[arg(long, value_name = "JSON")]
    json: Option<PathBuf>,
}

/// An answer, and whether nothing is wrong.
pub struct Answered {
    pub json: Value,
    pub lines: Vec<String>,
    pub is_well: bool,
}

pub fn run(arguments: &ExplainArguments, quiet: bool) -> Result<Ending, Failure> {
    let answered = match arguments.problem {
        Problem::Ihtc => explain_hospital(arguments, quiet)?,
        Problem::Nrp => explain_roster(arguments, quiet)?,
        Problem::Appointments => return Err(only_solved("explain")),
    };
    match &arguments.json {
        Some(path) => {
            let text = format!("{:#}\n", answered.json);
            Beside::begin(path)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
        }
        None => to_stdout(|out| answered.lines.iter().try_for_each(|line| writeln!(out, "{line}")))?,
    }
    Ok(if answered.is_well { Ending::AllDone } else { Ending::WithFindings })
}

fn explain_hospital(arguments: &ExplainArguments, quiet: bool) -> Result<Answered, Failure> {
    let problem = hospital::read_problem(&arguments.input)?;
    let days = Days { first: arguments.first_day, count: problem.days };
    let Some(path) = &arguments.from else {
        let (mut answer, found) = with_progress("looking", quiet, |progress| hospital_conflicts(&problem, progress))?;
        if matches!(answer, Answer::Unknown) {
            let effort = Effort { seconds: arguments.seconds, steps: None, seed: 1, threads: 1 };
            let any = with_progress("searching", quiet, |progress| {
                search(effort, progress, |run| plans::solve(&problem, None, run), |_, _| progress.cancel())
            });
            answer = any.map_or(Answer::Unknown, |found| Answer::Plan(found.plan));
        }
        let found = found.iter().map(|conflict| hospital_conflict(&problem, &days, conflict)).collect();
        let is_there = match answer {
            Answer::Plan(_) => Some(true),
            Answer::None => Some(false),
            Answer::Unknown => None,
        };
        return Ok(no_plan(is_there, found));
    };
    let plan = hospital::read_plan(path, &problem)?;
    if let Some(asked) = &arguments.who {
        return who_of_room(&problem, &plan, &days, asked);
    }
    if let Some(asked) = &arguments.why {
        return patient_elsewhere(&problem, &plan, &days, asked);
    }
    let score = judged::hospital_plan(&problem, &plan);
    Ok(of_score(&score, of_hospital(&problem, &plan, &days)))
}

fn explain_roster(arguments: &ExplainArguments, quiet: bool) -> Result<Answered, Failure> {
    let first = roster_day(arguments.first_day).map_err(Failure)?;
    let problem = roster::read_problem(&arguments.input)?;
    let days = Days { first, count: problem.days };
    let Some(path) = &arguments.from else {
        let (found, unknown) = with_progress("looking", quiet, |progress| roster_conflicts(&problem, progress))?;
        let is_there = if found.is_empty() { unknown.is_empty().then_some(true) } else { Some(false) };
        let found = found.iter().map(|conflict| roster_conflict(&problem, &days, conflict)).collect();
        let mut answered = no_plan(is_there, found);
        for employee in unknown {
            let id = &problem.staff[employee].id;
            answered
                .lines
                .push(format!("whether {id} has a row that keeps the contract is not known: too many to look at"));
        }
        return Ok(answered);
    };
    let plan = roster::read_roster(path, &problem)?;
    if let Some(asked) = &arguments.who {
        return who_of_roster(&problem, &plan, &days, asked, arguments.instead_of.as_deref());
    }
    if let Some(asked) = &arguments.why {
        return cell_elsewhere(&problem, &plan, &days, asked);
    }
    let nights = arguments.nights.iter().map(|id| {
        let place = problem.shifts.iter().position(|shift| shift.id == id.trim());
        place.ok_or_else(|| Failure(format!("there is no shift {id:?} for --nights")))
    });
    let nights = nights.collect::<Result<Vec<usize>, Failure>>()?;
    let nights = (!nights.is_empty()).then_some(nights.as_slice());
    let before = match &arguments.history {
        Some(path) => crate::app::schedule::history::read_history(path, &problem)?,
        None => Vec::new(),
    };
    let score = judged::staff_roster(&problem, &plan);
    Ok(of_score(&score, of_roster(&problem, &plan, &days, nights, &before)))
}

/// What is told where there is no plan to explain.
fn no_plan(is_there: Option<bool>, conflicts: Vec<Told>) -> Answered {
    let mut lines = vec![match is_there {
        Some(true) => "there is a plan that breaks no hard rule".to_owned(),
        Some(false) => format!("there is no plan: {} conflicts found", conflicts.len()),
        None => "neither a plan nor a conflict was found; --seconds gives more time".to_owned(),
    }];
    conflicts.iter().for_each(|told| lines.extend(told.lines.iter().cloned()));
    let json: Vec<Value> = conflicts.into_iter().map(|told| told.json).collect();
    Answered { json: json!({"feasible": is_there, "conflicts": json}), lines, is_well: is_there == Some(true) }
}

/// What a checker says of a plan, with the sums.
fn of_score(score: &judged::Judged, sums: Value) -> Answered {
    const SHOWN: usize = 5;
    let mut json = score.json();
    let mut lines = score.lines();
    for (side, rows) in sums.as_object().into_iter().flatten() {
        let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
        if !rows.is_empty() {
            lines.push(format!("{}, the dearest first:", side.replace('_', " ")));
        }
        let row = |row: &Value| format!("  {:<28}{:>10}", row["id"].as_str().unwrap_or_default(), row["cost"]);
        lines.extend(rows.iter().take(SHOWN).map(row));
    }
    if let (Some(json), Value::Object(sums)) = (json.as_object_mut(), sums) {
        json.extend(sums);
    }
    Answered { json, lines, is_well: score.feasible }
}
