//! What stood before a change, so that undo brings it back.

use std::sync::Arc;

use super::super::command::Command;
use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::laid::{Instance, Laid};
use super::moves::ChangeCommand;
use super::panel::{Marked, ScheduleCommand, ScheduleState};
use super::{kept, repairing};

/// A plan with what it was a plan of and what was said of it.
#[derive(Clone, Debug)]
pub struct Version {
    /// Of the instance: a version of another one is not brought back.
    number: u64,
    instance: Option<Arc<Instance>>,
    plan: Option<Arc<Laid>>,
    published: Option<Arc<Laid>>,
    marked: Vec<Marked>,
    bound: Option<i64>,
    /// Of the store, that the published plan is.
    kept: Option<u64>,
}

impl Version {
    pub fn of(state: &ScheduleState) -> Version {
        Version {
            number: state.number,
            instance: state.instance.clone(),
            plan: state.plan.clone(),
            published: state.published.clone(),
            marked: state.marked.clone(),
            bound: state.bound,
            kept: state.kept.shown,
        }
    }
}

/// Keeps what stands now, to be undone to.
pub fn keep(core: &mut Core) {
    let version = Version::of(&core.state.schedule);
    keep_this(core, version);
}

/// Keeps a version that stood before.
pub fn keep_this(core: &mut Core, version: Version) {
    let back = ChangeCommand::PutBack(Box::new(version));
    core.history.push(Command::Schedule(ScheduleCommand::Change(back)));
}

/// Brings a version back; what stood is kept the other way round.
pub fn put_back(core: &mut Core, version: Version) {
    if version.number != core.state.schedule.number {
        return core.state.inform(Message::new("schedule-undo-other"));
    }
    for kind in [JobKind::SOLVE_SCHEDULE, JobKind::REPAIR_SCHEDULE, JobKind::CHANGE_SCHEDULE] {
        core.jobs.cancel(kind);
    }
    keep(core);
    let state = &mut core.state.schedule;
    (state.live, state.before_search) = (None, None);
    (state.instance, state.plan, state.published) = (version.instance, version.plan, version.published);
    (state.marked, state.bound) = (version.marked, version.bound);
    (state.alternatives, state.verdict) = (None, None);
    repairing::look(state);
    kept::go_to(core, version.kept);
}
