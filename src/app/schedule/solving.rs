//! A search as a job: the best plan so far is laid out now and then while it goes on.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::analysis::schedule::pace::Run;
use crate::analysis::schedule::{hospital, roster};
use crate::base::Progress;
use crate::io::clock::Stopwatch;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::{Instance, Laid, Plan, lay};
use super::panel::{Marked, ScheduleOutcome};
use super::repairing::{hospital_changes, roster_changes};
use super::said::{of_checker, of_hospital, of_repair, of_roster, refusal};
use super::versions::Version;
use super::{Effort, Improvement, search};

impl JobKind {
    /// A plan of the running search.
    pub const LAY_SCHEDULE: JobKind = JobKind::reading("lay-schedule");
}

/// A plan on the way is laid out no more often.
const LAY_EVERY: Duration = Duration::from_millis(400);
/// Points of the curve that are kept: enough for a plot as wide as a screen.
const MOST_POINTS: usize = 2_000;

/// What came since somebody looked.
#[derive(Debug, Default)]
pub struct News {
    pub laid: Option<Arc<Laid>>,
    /// A better plan that came too soon after the one before to be laid out, and is to be laid out now.
    pub unlaid: Option<Plan>,
    pub curve: Vec<Improvement>,
    is_new: bool,
    laid_at: Option<Stopwatch>,
}

impl News {
    fn is_due(&self) -> bool {
        self.laid_at.as_ref().is_none_or(|at| at.elapsed() > LAY_EVERY)
    }
}

/// What a running search shows on the way.
#[derive(Clone, Debug, Default)]
pub struct Live(Arc<Mutex<News>>);

impl Live {
    /// What is new; nothing too while the search is writing, so that the window never waits.
    pub fn news(&self) -> Option<News> {
        let mut news = self.0.try_lock().ok()?;
        let unlaid = if news.is_due() { news.unlaid.take() } else { None };
        if unlaid.is_some() {
            news.laid_at = Some(Stopwatch::start());
        }
        let is_new = std::mem::take(&mut news.is_new);
        let found = News { laid: news.laid.take(), unlaid, curve: news.curve.clone(), ..News::default() };
        (is_new || found.unlaid.is_some()).then_some(found)
    }

    fn tell(&self, cost: i64, since: &Stopwatch, plan: impl FnOnce() -> Plan, instance: &Instance) {
        let is_due = {
            let Ok(mut news) = self.0.lock() else { return };
            news.is_new = true;
            if news.curve.len() >= MOST_POINTS {
                let mut at = 0;
                news.curve.retain(|_| {
                    at += 1;
                    at % 2 == 0
                });
            }
            news.curve.push(Improvement { seconds: since.elapsed().as_secs_f64(), cost });
            let is_due = news.is_due();
            if is_due {
                (news.laid_at, news.unlaid) = (Some(Stopwatch::start()), None);
            }
            is_due
        };
        let plan = plan();
        // Laid out without the lock, so that nobody waits for it.
        let laid = if is_due { lay(instance, plan.clone()) } else { None };
        if let Ok(mut news) = self.0.lock() {
            match laid {
                Some(laid) => news.laid = Some(Arc::new(laid)),
                None => news.unlaid = Some(plan),
            }
        }
    }
}

/// Lays out a plan of the running search that was passed over on the way; put on screen unless a better one is there.
pub fn lay_out(core: &mut Core, plan: Plan) {
    let Some(instance) = core.state.schedule.instance.clone() else { return };
    core.jobs.start(JobKind::LAY_SCHEDULE, Message::new("job-solve-schedule"), move |_| match lay(&instance, plan) {
        Some(laid) => Outcome::take(move |core: &mut Core| {
            let state = &mut core.state.schedule;
            let is_better = state.plan.as_ref().is_none_or(|now| laid.cost < now.cost);
            if state.is_searching() && is_better {
                (state.plan, state.alternatives) = (Some(Arc::new(laid)), None);
            }
        }),
        None => Outcome::Done,
    });
}

/// Starts the search, from the plan in force where there is one.
pub fn start(core: &mut Core) {
    let state = &mut core.state.schedule;
    let Some(instance) = state.instance.clone() else { return };
    let from = state.plan.clone();
    let budget = state.budget;
    let pins: Vec<Marked> = state.marked.iter().filter(|marked| marked.is_pin()).cloned().collect();
    let kept = Kept { pins, today: state.today };
    let effort =
        Effort { seconds: budget.seconds.into(), steps: None, seed: budget.seed, threads: budget.threads.max(1) };
    let live = Live::default();
    state.before_search = Some(Version::of(state));
    (state.failure, state.proposal, state.live) = (None, None, Some(live.clone()));
    (state.conflicts, state.verdict, state.scenarios.looked_at) = (None, None, None);
    state.curve.clear();
    core.jobs.start(JobKind::SOLVE_SCHEDULE, Message::new("job-solve-schedule"), move |progress| {
        match solved(&instance, (from.as_deref(), &kept), effort, progress, &live) {
            Ok((laid, bound)) => Outcome::from(ScheduleOutcome::Solved(Box::new(laid), bound)),
            Err(why) => refusal("schedule-not-solved", why),
        }
    });
    core.jobs.lasts(JobKind::SOLVE_SCHEDULE, Duration::from_secs(budget.seconds.into()));
}

/// What a person pinned: a search leaves it where it is, and all before today.
struct Kept {
    pins: Vec<Marked>,
    today: usize,
}

fn solved(
    instance: &Instance,
    (from, kept): (Option<&Laid>, &Kept),
    effort: Effort,
    progress: &Progress,
    live: &Live,
) -> Result<(Laid, Option<i64>), Message> {
    let since = Stopwatch::start();
    let (plan, bound) = match instance {
        Instance::Hospital(problem) => {
            let from = from.and_then(|laid| match &laid.plan {
                Plan::Hospital(plan) => Some(plan),
                Plan::Roster(_) => None,
            });
            let better = |plan: &_, cost| live.tell(cost, &since, || Plan::Hospital(Clone::clone(plan)), instance);
            let keeping = hospital::keeping(&hospital_changes(&kept.pins, kept.today), 0);
            let found = match from.filter(|_| !kept.pins.is_empty()) {
                Some(from) => search(effort, progress, |run| hospital::repair(problem, from, &keeping, run), better),
                None => search(effort, progress, |run| hospital::solve(problem, from, run), better),
            };
            let found = found.map_err(|why| of_hospital(&why))?;
            (Plan::Hospital(found.plan), found.bound)
        }
        Instance::Roster(problem) => {
            let from = from.and_then(|laid| match &laid.plan {
                Plan::Roster(plan) => Some(plan),
                Plan::Hospital(_) => None,
            });
            let better = |plan: &_, cost| live.tell(cost, &since, || Plan::Roster(Clone::clone(plan)), instance);
            let changes = roster_changes(&kept.pins, kept.today);
            let found = match from.filter(|_| !kept.pins.is_empty()) {
                Some(from) => {
                    let repair = |run: &mut Run<'_, _>| roster::repair(problem, from, &changes, 0, run);
                    search(effort, progress, repair, better).map_err(|why| of_repair(&why))?
                }
                None => {
                    let solve = |run: &mut Run<'_, _>| roster::solve(problem, from, run);
                    search(effort, progress, solve, better).map_err(|why| of_roster(&why))?
                }
            };
            (Plan::Roster(found.plan), found.bound)
        }
    };
    Ok((lay(instance, plan).ok_or_else(of_checker)?, bound))
}
