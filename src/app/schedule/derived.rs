//! What is worked out from a plan beside its layout: how its burdens are shared, and what differs from the published plan.
//! It is made again whenever one of them is another.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::schedule::roster::{Burden, Fairness, fairness};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{Message, of_import};
use super::super::outcome::Outcome;
use super::difference::{Difference, differences, things_of};
use super::history::read_history;
use super::laid::{Instance, Laid, Plan, Thing};
use super::panel::ScheduleState;
use super::said::refusal;

impl JobKind {
    pub const DERIVE_SCHEDULE: JobKind = JobKind::reading("derive-schedule");
    /// What employees carry over.
    pub const READ_BURDENS: JobKind = JobKind::reading("read-burdens").failing(super::panel::failed);
}

/// What is known of burdens beside the roster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Burdens {
    /// Shifts that are nights.
    pub nights: BTreeSet<usize>,
    /// The file of what is carried over, as typed.
    pub path: String,
    /// By employee; empty for none.
    pub before: Vec<Burden>,
}

/// What was worked out, and from what.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    of: Option<(Arc<Laid>, Option<Arc<Laid>>, Burdens)>,
    pub fairness: Option<Fairness>,
    /// What stands elsewhere than in the published plan.
    pub differences: Vec<Difference>,
    pub drafted: BTreeSet<Thing>,
}

/// What can be said of burdens.
#[derive(Clone, Debug)]
pub enum BurdenCommand {
    SetNight {
        shift: usize,
        is_night: bool,
    },
    SetPath(String),
    Read,
    /// Nothing is carried over.
    Forget,
}

pub fn apply(core: &mut Core, command: BurdenCommand) {
    let burdens = &mut core.state.schedule.burdens;
    match command {
        BurdenCommand::SetNight { shift, is_night: true } => drop(burdens.nights.insert(shift)),
        BurdenCommand::SetNight { shift, is_night: false } => drop(burdens.nights.remove(&shift)),
        BurdenCommand::SetPath(path) => burdens.path = path,
        BurdenCommand::Read => read(core),
        BurdenCommand::Forget => burdens.before.clear(),
    }
}

fn read(core: &mut Core) {
    let Some(instance) = core.state.schedule.instance.clone() else { return };
    let path = PathBuf::from(core.state.schedule.burdens.path.trim());
    core.state.schedule.failure = None;
    core.jobs.start(JobKind::READ_BURDENS, Message::new("job-read-schedule"), move |_| {
        let Some(problem) = instance.roster() else { return Outcome::Done };
        match read_history(&path, problem) {
            Ok(before) => Outcome::take(move |core: &mut Core| core.state.schedule.burdens.before = before),
            Err(error) => refusal("schedule-not-read", of_import(&error)),
        }
    });
}

fn is_of(state: &ScheduleState, shown: &Arc<Laid>) -> bool {
    let same = |one: &Option<Arc<Laid>>, other: &Option<Arc<Laid>>| match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let path_apart = |one: &Burdens| (one.nights.clone(), one.before.clone());
    state.derived.of.as_ref().is_some_and(|(laid, published, burdens)| {
        Arc::ptr_eq(laid, shown)
            && same(published, &state.published)
            && path_apart(burdens) == path_apart(&state.burdens)
    })
}

/// Starts the work where what was worked out is of something else. Not while a search goes on: its plan changes at once.
pub fn poll(core: &mut Core) {
    let state = &core.state.schedule;
    let Some(shown) = state.shown().cloned() else { return };
    if state.live.is_some() || is_of(state, &shown) || core.jobs.is_running(JobKind::DERIVE_SCHEDULE) {
        return;
    }
    let Some(instance) = state.shown_instance().cloned() else { return };
    let (published, burdens) = (state.published.clone(), state.burdens.clone());
    core.jobs.start(JobKind::DERIVE_SCHEDULE, Message::new("job-derive-schedule"), move |_| {
        let derived = derive(&instance, shown, published, burdens);
        Outcome::take(move |core: &mut Core| core.state.schedule.derived = derived)
    });
}

fn derive(instance: &Instance, shown: Arc<Laid>, published: Option<Arc<Laid>>, burdens: Burdens) -> Derived {
    let fairness = match (instance, &shown.plan) {
        (Instance::Roster(problem), Plan::Roster(roster)) => {
            let nights: Vec<usize> = burdens.nights.iter().copied().collect();
            let nights = (!nights.is_empty()).then_some(nights.as_slice());
            Some(fairness(problem, roster, nights, &burdens.before))
        }
        _ => None,
    };
    let differences = published.as_ref().map_or_else(Vec::new, |published| match Arc::ptr_eq(published, &shown) {
        true => Vec::new(),
        false => differences(instance, &published.plan, &shown.plan),
    });
    Derived { drafted: things_of(&differences), differences, fairness, of: Some((shown, published, burdens)) }
}
