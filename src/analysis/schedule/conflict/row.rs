//! Whether one employee has a row that keeps the contract: every state that the days can lead to is kept, so that the answer
//! is sure. States that differ in weekends alone are one: fewer are better. A few states of each day are tried first, since most
//! contracts have many rows.

use std::collections::HashMap;

use crate::base::{Cancelled, Progress};
use crate::domain::schedule::roster::{Employee, RosterProblem};

use super::Answer;

/// States of one day that are kept; with more the answer is not known.
const MOST_STATES: usize = 400_000;
/// States of one day that are kept in the first try: those nearest to an even pace.
const FEW_STATES: usize = 300;

/// What the rest of a row depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct State {
    /// Yesterday's shift; nothing: off, or the day before the horizon.
    last: Option<u16>,
    /// Days on or off in a row; from the horizon's start such a run may be short.
    run: u16,
    is_from_start: bool,
    mins: u32,
    worked_saturday: bool,
    /// Of the shifts that are limited.
    counts: Vec<u16>,
}

/// The fewest weekends so far, and what came before.
#[derive(Clone, Debug)]
struct Way {
    weekends: u32,
    before: Option<State>,
}

type Day = HashMap<State, Way>;

/// A row of cells that keeps the contract, or that there is none.
///
/// # Errors
/// Cancelled.
pub fn any_row(
    problem: &RosterProblem,
    one: &Employee,
    progress: &Progress,
) -> Result<Answer<Vec<Option<usize>>>, Cancelled> {
    match row_of(problem, one, Some(FEW_STATES), progress)? {
        Answer::Plan(row) => Ok(Answer::Plan(row)),
        // Few states prove nothing.
        Answer::None | Answer::Unknown => row_of(problem, one, None, progress),
    }
}

fn row_of(
    problem: &RosterProblem,
    one: &Employee,
    few: Option<usize>,
    progress: &Progress,
) -> Result<Answer<Vec<Option<usize>>>, Cancelled> {
    let limited: Vec<usize> = (0..problem.shifts.len())
        .filter(|shift| (1..problem.days).contains(&(one.max_shifts[*shift] as usize)))
        .collect();
    let start = State {
        last: None,
        run: 0,
        is_from_start: true,
        mins: 0,
        worked_saturday: false,
        counts: vec![0; limited.len()],
    };
    let mut days: Vec<Day> = vec![HashMap::from([(start, Way { weekends: 0, before: None })])];
    for day in 0..problem.days {
        progress.tick(0)?;
        let mut next = Day::new();
        let Some(now) = days.last() else { return Ok(Answer::Unknown) };
        for (state, way) in now {
            for shift in std::iter::once(None).chain((0..problem.shifts.len()).map(Some)) {
                if let Some((to, weekends)) = step(problem, one, &limited, day, (state, way.weekends), shift) {
                    let is_better = next.get(&to).is_none_or(|other| weekends < other.weekends);
                    if is_better {
                        next.insert(to, Way { weekends, before: Some(state.clone()) });
                    }
                }
            }
        }
        if let Some(few) = few.filter(|few| *few < next.len()) {
            next = nearest_to_pace(problem, one, day, next, few);
        }
        if next.len() > MOST_STATES {
            return Ok(Answer::Unknown);
        }
        days.push(next);
    }
    let end = days.last().and_then(|last| last.keys().find(|state| state.mins >= one.min_mins).cloned());
    Ok(end.map_or(Answer::None, |end| Answer::Plan(walked_back(&days, end))))
}

/// The states whose minutes are nearest to an even pace through the days; each weekend counts as a day.
fn nearest_to_pace(problem: &RosterProblem, one: &Employee, day: usize, states: Day, few: usize) -> Day {
    let most = u64::from(one.max_mins).min(problem.days as u64 * 1_440);
    let due = (u64::from(one.min_mins) + most.max(one.min_mins.into())) / 2 * (day as u64 + 1) / problem.days as u64;
    let mut ranked: Vec<(u64, State, Way)> = states
        .into_iter()
        .map(|(state, way)| (u64::from(state.mins).abs_diff(due) + 480 * u64::from(way.weekends), state, way))
        .collect();
    ranked.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    ranked.truncate(few);
    ranked.into_iter().map(|(_, state, way)| (state, way)).collect()
}

/// The state after a day, with the weekends worked; nothing where a rule forbids it.
fn step(
    problem: &RosterProblem,
    one: &Employee,
    limited: &[usize],
    day: usize,
    (state, weekends): (&State, u32),
    shift: Option<usize>,
) -> Option<(State, u32)> {
    let mut to = state.clone();
    let changes = state.last.is_some() != shift.is_some() && day > 0;
    if changes && !state.is_from_start {
        let least = if shift.is_some() { one.min_rest } else { one.min_run };
        if u32::from(state.run) < least {
            return None;
        }
    }
    to.run = if changes { 1 } else { state.run.saturating_add(1) };
    to.is_from_start = state.is_from_start && !changes;
    to.last = shift.map(|shift| shift as u16);
    to.worked_saturday = false;
    let Some(shift) = shift else {
        // Longer rests are alike.
        to.run = to.run.min(u16::try_from(one.min_rest.max(1)).unwrap_or(u16::MAX));
        return is_in_reach(problem, one, day, to.mins).then_some((to, weekends));
    };
    let follows = state.last.is_none_or(|last| !problem.shifts[usize::from(last)].not_before.contains(&shift));
    if !follows || one.max_shifts[shift] == 0 || one.leave.contains(&day) || u32::from(to.run) > one.max_run {
        return None;
    }
    if let Some(at) = limited.iter().position(|other| *other == shift) {
        to.counts[at] += 1;
        if u32::from(to.counts[at]) > one.max_shifts[shift] {
            return None;
        }
    }
    to.mins = state.mins.saturating_add(problem.shifts[shift].mins);
    let is_new_weekend = day % 7 == 5 || (day % 7 == 6 && !state.worked_saturday);
    to.worked_saturday = day % 7 == 5;
    let weekends = weekends + u32::from(is_new_weekend);
    let is_within = to.mins <= one.max_mins && weekends <= one.max_weekends;
    (is_within && is_in_reach(problem, one, day, to.mins)).then_some((to, weekends))
}

/// Whether the least minutes can still be reached.
fn is_in_reach(problem: &RosterProblem, one: &Employee, day: usize, mins: u32) -> bool {
    let longest = (0..problem.shifts.len()).filter(|shift| one.max_shifts[*shift] > 0);
    let longest = longest.map(|shift| u64::from(problem.shifts[shift].mins)).max().unwrap_or(0);
    u64::from(mins) + (problem.days - day - 1) as u64 * longest >= u64::from(one.min_mins)
}

fn walked_back(days: &[Day], end: State) -> Vec<Option<usize>> {
    let mut cells = Vec::new();
    let mut state = end;
    for day in days.iter().skip(1).rev() {
        cells.push(state.last.map(usize::from));
        let Some(before) = day.get(&state).and_then(|way| way.before.clone()) else { break };
        state = before;
    }
    cells.reverse();
    cells
}
