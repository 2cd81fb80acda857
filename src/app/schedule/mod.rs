//! Runs the searches of plans and rosters: the clock, one thread for each seed, the best of all kept; and the state and
//! commands of the panel.

pub mod alternatives;
pub mod benchmark;
mod best_known;
pub mod calendars;
pub mod clinic;
pub mod conflicts;
pub mod cost_desk;
pub mod costs;
pub mod derived;
pub mod difference;
pub mod from_store;
mod grids;
mod hard_places;
pub mod history;
pub mod hospital_store;
pub mod kept;
pub mod laid;
pub mod moves;
pub mod outgoing;
pub mod panel;
mod places;
pub mod reading;
mod repairing;
pub mod reported;
pub mod said;
pub mod scenarios;
mod sheets;
pub mod sides;
mod solving;
pub mod uses;
mod versions;

use std::sync::Mutex;
use std::time::Instant;

use crate::analysis::schedule::front::{Descent, FrontPlan, undominated};
use crate::analysis::schedule::pace::{Outcome, Pace, Run};
use crate::base::{Draw, Progress};

/// What a search may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    pub seconds: f64,
    /// Instead of seconds, of each thread: the same number gives the same plan.
    pub steps: Option<u64>,
    pub seed: u64,
    pub threads: usize,
}

/// A better plan and when it was there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Improvement {
    pub seconds: f64,
    pub cost: i64,
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Searched<P> {
    pub plan: P,
    /// Of all threads.
    pub steps: u64,
    /// No plan costs less, where that is known.
    pub bound: Option<i64>,
    pub improvements: Vec<Improvement>,
}

struct Clock {
    since: Instant,
    effort: Effort,
}

impl Pace for Clock {
    fn spent(&mut self, steps: u64) -> f64 {
        match self.effort.steps {
            Some(0) => 1.0,
            Some(most) => steps as f64 / most as f64,
            None => self.since.elapsed().as_secs_f64() / self.effort.seconds.max(1e-3),
        }
    }
}

/// What a thread ended with.
struct Ended<P> {
    cost: i64,
    found: Outcome<P>,
}

/// Lets `solve` search with as many seeds as there are threads; `better` is told of each plan that is the best so far.
///
/// # Errors
/// What the first thread says, where none found a plan.
pub fn search<P: Clone + Send, E: Send>(
    effort: Effort,
    progress: &Progress,
    solve: impl Fn(&mut Run<'_, P>) -> Result<Outcome<P>, E> + Sync,
    better: impl Fn(&P, i64) + Sync,
) -> Result<Searched<P>, E> {
    let improvements: Mutex<Vec<Improvement>> = Mutex::new(Vec::new());
    let since = Instant::now();
    let tell = |plan: &P, cost: i64| {
        let mut improvements = lock(&improvements);
        if improvements.last().is_none_or(|best| cost < best.cost) {
            improvements.push(Improvement { seconds: since.elapsed().as_secs_f64(), cost });
            better(plan, cost);
        }
    };
    let one = |thread: usize| -> Result<Ended<P>, E> {
        let mut least = i64::MAX;
        let mut told = |plan: &P, cost: i64, _steps: u64| {
            least = cost;
            tell(plan, cost);
        };
        let mut pace = Clock { since, effort };
        let seed = if thread == 0 { effort.seed } else { Draw::for_part(effort.seed, thread as u64).next() };
        let found = solve(&mut Run { seed, pace: &mut pace, progress, found: &mut told })?;
        Ok(Ended { cost: least, found })
    };
    let ended = std::thread::scope(|scope| {
        let one = &one;
        let others: Vec<_> = (1..effort.threads.max(1)).map(|thread| scope.spawn(move || one(thread))).collect();
        let first = one(0);
        others.into_iter().filter_map(|other| other.join().ok()).fold(first, best_of)
    })?;
    let improvements = improvements.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Outcome { plan, steps, bound } = ended.found;
    Ok(Searched { plan, steps, bound, improvements })
}

/// The cheaper plan; the earlier thread's where they cost the same.
fn best_of<P, E>(one: Result<Ended<P>, E>, other: Result<Ended<P>, E>) -> Result<Ended<P>, E> {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            let steps = one.found.steps + other.found.steps;
            let bound = one.found.bound.max(other.found.bound);
            let cheaper = if other.cost < one.cost { other } else { one };
            Ok(Ended { found: Outcome { steps, bound, ..cheaper.found }, ..cheaper })
        }
        (Err(_), Ok(other)) => Ok(other),
        (one, Err(_)) => one,
    }
}

/// Lets `descend` go down its ladder with as many seeds as there are threads; the plans between stability and quality of
/// all of them, the calmest first.
///
/// # Errors
/// What the first thread says, where none found a plan.
pub fn search_front<P: Clone + Send, E: Send>(
    effort: Effort,
    progress: &Progress,
    descend: impl Fn(&mut Run<'_, P>) -> Result<Descent<P>, E> + Sync,
) -> Result<Vec<FrontPlan<P>>, E> {
    let since = Instant::now();
    let one = |thread: usize| -> Result<Vec<FrontPlan<P>>, E> {
        let mut told = |_: &P, _: i64, _: u64| {};
        let mut pace = Clock { since, effort };
        let seed = if thread == 0 { effort.seed } else { Draw::for_part(effort.seed, thread as u64).next() };
        Ok(descend(&mut Run { seed, pace: &mut pace, progress, found: &mut told })?.plans)
    };
    let all = std::thread::scope(|scope| {
        let one = &one;
        let others: Vec<_> = (1..effort.threads.max(1)).map(|thread| scope.spawn(move || one(thread))).collect();
        let first = one(0);
        others.into_iter().filter_map(|other| other.join().ok()).fold(first, |all, other| match (all, other) {
            (Ok(all), Ok(other)) => Ok([all, other].concat()),
            (Ok(found), Err(_)) | (Err(_), Ok(found)) => Ok(found),
            (Err(why), Err(_)) => Err(why),
        })
    })?;
    Ok(undominated(all))
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
