//! "Who can take this shift?" and "what else could be?", answered in order of the change of the score.

use serde_json::{Value, json};

use crate::analysis::schedule::hospital::{HardRule, check, elsewhere, takers};
use crate::analysis::schedule::roster::{Candidate, candidates, other_cells};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};
use crate::io::clock::Stopwatch;

use super::super::output::Failure;
use super::days::Days;
use super::explain::Answered;

/// Places of one patient that break a rule are shown up to so many.
const MOST_BROKEN: usize = 20;

/// Splits `THING@DAY` at its last `@`.
fn thing_and_day<'a>(asked: &'a str, days: &Days) -> Result<(&'a str, usize), Failure> {
    let (thing, day) =
        asked.rsplit_once('@').ok_or_else(|| Failure(format!("{asked:?} names no day: write @DAY behind it")))?;
    Ok((thing.trim(), days.read(day).map_err(Failure)?))
}

fn place(kind: &str, id: &str, mut ids: impl Iterator<Item = impl AsRef<str>>) -> Result<usize, Failure> {
    ids.position(|other| other.as_ref() == id).ok_or_else(|| Failure(format!("there is no {kind} {id:?}")))
}

/// Changes are told of plans that may be used.
fn demand_feasible(problem: &HospitalProblem, plan: &HospitalPlan) -> Result<(), Failure> {
    match check(problem, plan).is_feasible() {
        true => Ok(()),
        false => Err(Failure("the plan breaks a hard rule; explain without --who or --why tells which".to_owned())),
    }
}

fn signed(change: i64) -> String {
    if change > 0 { format!("+{change}") } else { change.to_string() }
}

fn answered(question: &str, since: &Stopwatch, answers: Vec<(Value, String)>, none: &str) -> Answered {
    let millis = since.elapsed().as_secs_f64() * 1e3;
    let mut lines: Vec<String> = answers.iter().map(|(_, line)| line.clone()).collect();
    if lines.is_empty() {
        lines.push(none.to_owned());
    }
    let answers: Vec<Value> = answers.into_iter().map(|(answer, _)| answer).collect();
    let json = json!({"question": question, "milliseconds": millis, "answers": answers});
    Answered { json, lines, is_well: true }
}

pub fn who_of_room(
    problem: &HospitalProblem,
    plan: &HospitalPlan,
    days: &Days,
    asked: &str,
) -> Result<Answered, Failure> {
    let (thing, day) = thing_and_day(asked, days)?;
    let parts = thing.rsplit_once('/').ok_or_else(|| Failure(format!("{thing:?} is not ROOM/SHIFT")))?;
    let room = place("room", parts.0, problem.rooms.iter().map(|room| &room.id))?;
    let shift = day * problem.shift_names.len() + place("shift", parts.1, problem.shift_names.iter())?;
    demand_feasible(problem, plan)?;
    let since = Stopwatch::start();
    let found = takers(problem, plan, room, shift)?;
    let rows = found.iter().map(|taker| {
        let id = problem.nurses[taker.nurse].id.as_str();
        (json!({"nurse": id, "change": taker.change, "broken": []}), format!("{id:<24}{:>8}", signed(taker.change)))
    });
    Ok(answered(asked, &since, rows.collect(), "nobody else is on duty then"))
}

pub fn who_of_roster(
    problem: &RosterProblem,
    roster: &Roster,
    days: &Days,
    asked: &str,
    instead_of: Option<&str>,
) -> Result<Answered, Failure> {
    let (id, day) = thing_and_day(asked, days)?;
    let shift = place("shift", id, problem.shifts.iter().map(|shift| &shift.id))?;
    let staff = || problem.staff.iter().map(|one| &one.id);
    let instead = instead_of.map(|id| place("employee", id, staff())).transpose()?;
    let since = Stopwatch::start();
    let found = candidates(problem, roster, (day, shift), instead);
    let rows = found.iter().map(|one| {
        let id = problem.staff[one.employee].id.as_str();
        let (mut json, line) = told(problem, days, one, &format!("{id} (now {})", shift_id(problem, one.before)));
        json["employee"] = id.into();
        (json, line)
    });
    Ok(answered(asked, &since, rows.collect(), "everybody works it already"))
}

pub fn cell_elsewhere(problem: &RosterProblem, roster: &Roster, days: &Days, asked: &str) -> Result<Answered, Failure> {
    let (id, day) = thing_and_day(asked, days)?;
    let employee = place("employee", id, problem.staff.iter().map(|one| &one.id))?;
    let since = Stopwatch::start();
    let found = other_cells(problem, roster, employee, day);
    let rows = found.iter().map(|one| {
        let (mut json, line) = told(problem, days, one, shift_id(problem, one.after));
        json["instead"] = shift_id(problem, one.after).into();
        (json, line)
    });
    Ok(answered(asked, &since, rows.collect(), "there is no other shift"))
}

fn shift_id(problem: &RosterProblem, shift: Option<usize>) -> &str {
    shift.and_then(|shift| problem.shifts.get(shift)).map_or("off", |shift| shift.id.as_str())
}

fn told(problem: &RosterProblem, days: &Days, one: &Candidate, name: &str) -> (Value, String) {
    let broken: Vec<String> = one
        .broken
        .iter()
        .map(|broken| match broken.day {
            Some(day) => format!("{} ({})", broken.rule.name(), days.told(day)),
            None => broken.rule.name().to_owned(),
        })
        .collect();
    let line = format!("{name:<24}{:>8}  {}", signed(one.change), broken.join(", "));
    let json = json!({
        "now": shift_id(problem, one.before),
        "change": one.change,
        "broken": broken,
    });
    (json, line)
}

pub fn patient_elsewhere(
    problem: &HospitalProblem,
    plan: &HospitalPlan,
    days: &Days,
    asked: &str,
) -> Result<Answered, Failure> {
    let patient = place("patient", asked, problem.patients.iter().map(|one| &one.id))?;
    demand_feasible(problem, plan)?;
    let since = Stopwatch::start();
    let found = elsewhere(problem, plan, patient)?;
    let allowed = found.iter().filter(|one| one.change.is_some());
    let barred = found.iter().filter(|one| one.change.is_none()).take(MOST_BROKEN);
    let rows = allowed.chain(barred).map(|one| {
        let at = one.at.map(|at| {
            (days.told(at.day), problem.rooms[at.room].id.as_str(), problem.theatres[at.theatre].id.as_str())
        });
        let broken: Vec<&str> = one.broken.iter().map(|rule| HardRule::name(*rule)).collect();
        let name = at.as_ref().map_or("waits".to_owned(), |(day, room, theatre)| format!("{day}, {room}, {theatre}"));
        let change = one.change.map_or_else(String::new, signed);
        let json = json!({
            "day": one.at.map(|at| at.day),
            "room": at.as_ref().map(|(_, room, _)| *room),
            "theatre": at.as_ref().map(|(_, _, theatre)| *theatre),
            "change": one.change,
            "broken": broken,
        });
        (json, format!("{name:<36}{change:>8}  {}", broken.join(", ")))
    });
    Ok(answered(asked, &since, rows.collect(), "there is no other place"))
}
