//! `wardtwin schedule replan`: a published plan repaired after something happened, with what it disturbs.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::schedule::front::{FrontPlan, chosen};
use crate::analysis::schedule::{hospital as plans, roster as rosters};
use crate::app::schedule::{Effort, search_front};
use crate::domain::schedule::hospital::{Admission, HospitalProblem};
use crate::domain::schedule::roster::RosterProblem;
use crate::io::schedule::{changes, hospital, is_hospital, roster};

use super::super::output::{Beside, Ending, Failure, tell, with_stoppable_progress};
use super::judged::{Judged, hospital_plan, staff_roster};
use super::solve::seconds_from_text;
use super::{Problem, only_solved};

#[derive(Args)]
pub struct ReplanArguments {
    /// Told from the instance where not given.
    #[arg(long, value_enum)]
    problem: Option<Problem>,
    /// The instance as it was planned.
    #[arg(long = "in", value_name = "INSTANCE")]
    input: PathBuf,
    /// The published plan.
    #[arg(long, value_name = "PLAN")]
    from: PathBuf,
    /// What happened: JSON with `today` and `changes`.
    #[arg(long, value_name = "CHANGES")]
    changes: PathBuf,
    /// The repaired plan; replaced where it is there.
    #[arg(long, value_name = "PLAN2")]
    out: PathBuf,
    /// What a moved patient, ten room-shifts that change hands or a changed cell of a roster costs beside the plan's own
    /// cost; 0: only quality counts.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    stability: u32,
    #[arg(long, default_value_t = 1.5, value_parser = seconds_from_text)]
    seconds: f64,
    /// Instead of seconds, for each thread: the same number and seed give the same plan.
    #[arg(long)]
    steps: Option<u64>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads, each with a seed of its own; all cores where not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// What was found: affected, disturbed, cost before and after.
    #[arg(long, value_name = "REPORT")]
    json: Option<PathBuf>,
}

/// A repaired plan as text, judged on the changed problem, and what it disturbs.
struct Repaired {
    text: String,
    judged: Judged,
    affected: Value,
    disturbed: Value,
    /// In a line.
    told: String,
    /// The plans found between stability and quality.
    front: Value,
}

pub fn run(arguments: &ReplanArguments, quiet: bool) -> Result<Ending, Failure> {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let effort = Effort {
        seconds: arguments.seconds,
        steps: arguments.steps,
        seed: arguments.seed,
        threads: arguments.threads.map_or_else(cores, usize::from),
    };
    let is_hospital = match arguments.problem {
        Some(Problem::Appointments) => return Err(only_solved("replan")),
        Some(problem) => problem == Problem::Ihtc,
        None => is_hospital(&arguments.input)?,
    };
    let repaired = match is_hospital {
        true => repair_hospital(arguments, effort, quiet)?,
        false => repair_roster(arguments, effort, quiet)?,
    };
    if !repaired.judged.feasible {
        return Err(Failure("the plan found breaks a hard rule by the checker's count and was not written".to_owned()));
    }
    Beside::begin(&arguments.out)?.finish(|out| Ok(out.write_all(repaired.text.as_bytes())?))?;
    if let Some(report) = &arguments.json {
        let text = format!("{:#}\n", report_of(&repaired, arguments));
        Beside::begin(report)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
    }
    if !quiet {
        tell(format_args!("{}: cost {}, {}", arguments.out.display(), repaired.judged.cost, repaired.told));
    }
    Ok(Ending::AllDone)
}

fn report_of(repaired: &Repaired, arguments: &ReplanArguments) -> Value {
    let mut report = repaired.judged.json();
    report["affected"] = repaired.affected.clone();
    report["disturbed"] = repaired.disturbed.clone();
    report["stability"] = arguments.stability.into();
    report["seed"] = arguments.seed.into();
    report["front"] = repaired.front.clone();
    report
}

fn best_at<P>(front: &[FrontPlan<P>], stability: u32) -> Result<&P, Failure> {
    let found = chosen(front, stability).ok_or_else(|| Failure("no repaired plan was found".to_owned()))?;
    Ok(&found.plan)
}

/// What each plan between stability and quality costs and disturbs, the calmest first.
fn front_json<P>(front: &[FrontPlan<P>]) -> Value {
    let one = |one: &FrontPlan<P>| json!({"cost": one.cost, "disturbed": one.disturbed as f64 / 10.0});
    front.iter().map(one).collect()
}

fn repair_hospital(arguments: &ReplanArguments, effort: Effort, quiet: bool) -> Result<Repaired, Failure> {
    let problem = hospital::read_problem(&arguments.input)?;
    let published = hospital::read_plan(&arguments.from, &problem)?;
    let changes = changes::of_hospital(&arguments.changes, &problem)?;
    let now = plans::changed(&problem, &changes);
    let affected = plans::affected(&now, &published);
    let keeping = plans::keeping(&changes, arguments.stability);
    let found = with_stoppable_progress("repairing", quiet, |progress| {
        search_front(effort, progress, |run| plans::repair_front(&now, &published, &keeping, run))
    })?;
    let plan = best_at(&found, arguments.stability)?;
    let diff = plans::diff(&now, &published, plan);
    let nurses = diff.nurses();
    let patient_ids = |of: &std::collections::BTreeSet<usize>| -> Vec<&str> {
        of.iter().map(|patient| now.patients[*patient].id.as_str()).collect()
    };
    Ok(Repaired {
        text: hospital::plan_text(&now, plan)?,
        judged: hospital_plan(&now, plan),
        affected: json!({
            "patients": patient_ids(&affected.patients),
            "room_shifts": affected.room_shifts.iter().map(|(room, shift)| room_shift(&now, *room, *shift)).collect::<Vec<_>>(),
        }),
        disturbed: json!({
            "patients": diff.patients.iter().map(|(patient, before, after)| json!({
                "id": now.patients[*patient].id,
                "before": admission(&now, *before),
                "after": admission(&now, *after),
            })).collect::<Vec<_>>(),
            "nurses": nurses.iter().map(|nurse| now.nurses[*nurse].id.as_str()).collect::<Vec<_>>(),
            "room_shifts": diff.room_shifts.len(),
        }),
        told: format!(
            "{} patients and {} nurses disturbed ({} room-shifts)",
            diff.patients.len(),
            nurses.len(),
            diff.room_shifts.len()
        ),
        front: front_json(&found),
    })
}

fn admission(problem: &HospitalProblem, at: Option<Admission>) -> Value {
    at.map_or(
        Value::Null,
        |at| json!({"day": at.day, "room": problem.rooms[at.room].id, "theatre": problem.theatres[at.theatre].id}),
    )
}

fn room_shift(problem: &HospitalProblem, room: usize, shift: usize) -> Value {
    let a_day = problem.shift_names.len();
    json!({"room": problem.rooms[room].id, "day": shift / a_day, "shift": problem.shift_names[shift % a_day]})
}

fn repair_roster(arguments: &ReplanArguments, effort: Effort, quiet: bool) -> Result<Repaired, Failure> {
    let problem = roster::read_problem(&arguments.input)?;
    let published = roster::read_roster(&arguments.from, &problem)?;
    let changes = changes::of_roster(&arguments.changes, &problem)?;
    let now = rosters::changed(&problem, &published, &changes);
    let affected = rosters::affected(&now, &published);
    let found = with_stoppable_progress("repairing", quiet, |progress| {
        let stability = arguments.stability;
        search_front(effort, progress, |run| rosters::repair_front(&now, &published, &changes, stability, run))
    })?;
    let plan = best_at(&found, arguments.stability)?;
    let cells = rosters::diff(&now, &published, plan);
    let people = rosters::disturbed_people(&cells);
    let shift = |problem: &RosterProblem, at: Option<usize>| at.map(|shift| problem.shifts[shift].id.clone());
    let id = |employee: usize| now.staff[employee].id.as_str();
    Ok(Repaired {
        text: roster::roster_text(&now, plan),
        judged: staff_roster(&now, plan),
        affected: affected.iter().map(|(one, day)| json!({"employee": id(*one), "day": day})).collect(),
        disturbed: json!({
            "people": people.iter().map(|one| id(*one)).collect::<Vec<_>>(),
            "cells": cells.iter().map(|one| json!({
                "employee": id(one.employee),
                "day": one.day,
                "before": shift(&now, one.before),
                "after": shift(&now, one.after),
            })).collect::<Vec<_>>(),
        }),
        told: format!("{} people disturbed ({} cells)", people.len(), cells.len()),
        front: front_json(&found),
    })
}
