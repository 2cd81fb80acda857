//! The published plan in the store: kept as versions, shown again when the panel is looked at, taken back and restored. Each
//! change is one journalled transaction; undoing a publication takes its version back.

use std::path::Path;
use std::sync::Arc;

use crate::domain::access::{Action, Grant, Scope};
use crate::domain::schedule::published::{KeptSchedule, PlanKind, PublishedSchedule, standing};
use crate::io::schedule::{ScheduleError, hospital, roster};
use crate::io::store::{Store, StoreError};

use super::super::command::Command;
use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::{Instance, Laid, Plan, lay};
use super::panel::{ScheduleCommand, ScheduleOutcome, ScheduleState};
use super::said::{of_checker, of_file, refusal};

impl JobKind {
    /// Which published plans the store holds, and the one that holds.
    pub const LOAD_PUBLISHED: JobKind = JobKind::reading("load-published").failing(super::panel::failed);
    /// A published plan into the store, or one taken back.
    pub const KEEP_PUBLISHED: JobKind = JobKind::changing_store("keep-published").failing(super::panel::failed);
}

/// What the store says of published plans.
#[derive(Debug, Default)]
pub struct KeptState {
    /// Newest first; nothing before they were read.
    pub all: Option<Vec<KeptSchedule>>,
    /// The version that the published plan on screen is.
    pub shown: Option<u64>,
    has_looked: bool,
}

impl KeptState {
    /// Only what was read of the store stays where another instance comes.
    pub fn with_another_instance(self) -> KeptState {
        KeptState { shown: None, ..self }
    }

    pub fn standing(&self) -> Option<&KeptSchedule> {
        self.all.as_deref().and_then(standing)
    }
}

#[derive(Clone, Debug)]
pub enum KeptCommand {
    /// Puts a version on screen.
    Show(u64),
    /// Takes a version back, or lets it stand again.
    TakeBack { number: u64, is_taken_back: bool },
}

pub fn apply(core: &mut Core, command: KeptCommand) {
    match command {
        KeptCommand::Show(number) => show(core, number),
        KeptCommand::TakeBack { number, is_taken_back } => take_back(core, number, is_taken_back, Undo::Kept),
    }
}

/// The panel is looked at for the first time: what is published is read, and shown where nothing else is on screen.
pub fn enter(core: &mut Core) {
    if core.state.schedule.kept.has_looked {
        return;
    }
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let scope = Scope::Text { text: "look at the published plan".to_owned() };
    let Some(grant) = open.ask_quietly(Action::PlanSchedule, scope, now) else { return };
    let store = Arc::clone(&open.store);
    core.state.schedule.kept.has_looked = true;
    core.jobs.start(JobKind::LOAD_PUBLISHED, Message::new("job-load-published"), move |_| {
        let read = || -> Result<_, StoreError> {
            store.journal(&grant)?;
            let all = store.published_schedules(&grant)?;
            let held = standing(&all).map(|one| one.number);
            let plan = held.map(|number| store.published_schedule(&grant, number)).transpose()?;
            Ok((all, held.zip(plan)))
        };
        match read() {
            Ok((all, held)) => Outcome::take(move |core: &mut Core| entered(core, all, held)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

fn entered(core: &mut Core, all: Vec<KeptSchedule>, held: Option<(u64, PublishedSchedule)>) {
    core.state.schedule.kept.all = Some(all);
    // Somebody may have opened something meanwhile.
    if let Some((number, plan)) = held.filter(|_| core.state.schedule.instance.is_none()) {
        lay_out(core, number, plan);
    }
}

fn show(core: &mut Core, number: u64) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let scope = Scope::Text { text: format!("look at published plan {number}") };
    let grant = match open.ask(Action::PlanSchedule, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::LOAD_PUBLISHED, Message::new("job-load-published"), move |_| {
        match store.journal(&grant).and_then(|()| store.published_schedule(&grant, number)) {
            Ok(plan) => Outcome::take(move |core: &mut Core| lay_out(core, number, plan)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Reads instance and plan of a kept text in a job and puts them on screen as published.
fn lay_out(core: &mut Core, number: u64, kept: PublishedSchedule) {
    core.jobs.start(JobKind::LOAD_PUBLISHED, Message::new("job-load-published"), move |_| match laid_of(&kept) {
        Ok((instance, laid)) => Outcome::take(move |core: &mut Core| shown(core, number, kept, instance, laid)),
        Err(why) => refusal("schedule-not-read", why),
    });
}

/// # Errors
/// Why the text is no plan any more.
fn laid_of(kept: &PublishedSchedule) -> Result<(Instance, Laid), Message> {
    let path = Path::new(&kept.name);
    let read = || -> Result<(Instance, Plan), ScheduleError> {
        Ok(match kept.kind {
            PlanKind::Hospital => {
                let problem = hospital::problem_of_text(&kept.instance, path)?;
                let plan = hospital::plan_of_text(&kept.plan, path, &problem)?;
                (Instance::Hospital(problem), Plan::Hospital(plan))
            }
            PlanKind::Roster => {
                let problem = roster::problem_of_text(&kept.instance, path)?;
                let plan = roster::roster_of_text(&kept.plan, path, &problem)?;
                (Instance::Roster(problem), Plan::Roster(plan))
            }
        })
    };
    let (instance, plan) = read().map_err(|error| of_file(&error))?;
    let laid = lay(&instance, plan).ok_or_else(of_checker)?;
    Ok((instance, laid))
}

fn shown(core: &mut Core, number: u64, kept: PublishedSchedule, instance: Instance, laid: Laid) {
    super::panel::take_in(core, ScheduleOutcome::InstanceRead(Box::new(instance)));
    let state = &mut core.state.schedule;
    state.instance_path.clear();
    (state.name, state.first_day, state.times) = (kept.name, kept.first_day, kept.times);
    state.burdens.nights = kept.nights.into_iter().collect();
    state.plan = Some(Arc::new(laid));
    let is_standing = state
        .kept
        .all
        .as_ref()
        .is_none_or(|all| all.iter().find(|one| one.number == number).is_none_or(|one| !one.is_taken_back));
    if is_standing {
        (state.published, state.kept.shown) = (state.plan.clone(), Some(number));
    }
    super::reported::look(core);
}

/// What is published, in the form in which it is kept; nothing where the plan is not one of the instance.
fn written(instance: &Instance, laid: &Laid, with: PublishedSchedule) -> Option<PublishedSchedule> {
    let (kind, problem) = match instance {
        Instance::Hospital(problem) => (PlanKind::Hospital, hospital::problem_text(problem)),
        Instance::Roster(problem) => (PlanKind::Roster, roster::problem_text(problem)),
    };
    let plan = super::reading::plan_text(instance, &laid.plan)?;
    Some(PublishedSchedule { kind, cost: laid.cost, instance: problem, plan, ..with })
}

/// All of it but instance and plan, which are written in the job.
fn beside(state: &ScheduleState) -> PublishedSchedule {
    PublishedSchedule {
        kind: PlanKind::Hospital,
        name: state.name.clone(),
        cost: 0,
        instance: String::new(),
        plan: String::new(),
        first_day: state.first_day,
        times: state.times.clone(),
        nights: state.burdens.nights.iter().copied().collect(),
    }
}

/// Keeps what has just been published.
pub fn keep(core: &mut Core) {
    let state = &core.state.schedule;
    let (Some(instance), Some(laid)) = (state.instance.clone(), state.published.clone()) else { return };
    let (name, with, of) = (state.name.clone(), beside(state), Arc::clone(&laid));
    let work = move |store: &dyn Store, grant: &Grant| {
        let Some(plan) = written(&instance, &of, with) else { return Ok(None) };
        store.publish_schedule(grant, &plan).map(Some)
    };
    write(core, Action::PublishSchedule, format!("publish {name}"), work, move |core, number| {
        let state = &mut core.state.schedule;
        // Another plan may be published meanwhile: then that one's version comes next.
        if state.published.as_ref().is_some_and(|published| Arc::ptr_eq(published, &laid)) {
            state.kept.shown = number;
        }
        core.state.inform(Message::new("schedule-published-kept"));
    });
}

/// The published plan on screen is another version's after an undo: versions between are taken back, or stand again.
pub fn go_to(core: &mut Core, version: Option<u64>) {
    let now = core.state.schedule.kept.shown;
    match (now, version) {
        (now, version) if now == version => (),
        (Some(now), version) if version.is_none_or(|version| version < now) => take_back(core, now, true, Undo::Part),
        (_, Some(version)) => take_back(core, version, false, Undo::Part),
        (_, None) => (),
    }
    core.state.schedule.kept.shown = version;
}

/// Whether a change is to be undone by itself, or is part of an undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Undo {
    Kept,
    Part,
}

fn take_back(core: &mut Core, number: u64, is_taken_back: bool, undo: Undo) {
    let (action, key, what) = match is_taken_back {
        true => (Action::TakeBackSchedule, "schedule-published-taken-back", "take back"),
        false => (Action::PublishSchedule, "schedule-published-restored", "restore"),
    };
    let work =
        move |store: &dyn Store, grant: &Grant| store.take_back_schedule(grant, number, is_taken_back).map(|()| None);
    let direction = core.history.direction();
    write(core, action, format!("{what} published plan {number}"), work, move |core, _| {
        if undo == Undo::Kept {
            let back = KeptCommand::TakeBack { number, is_taken_back: !is_taken_back };
            core.history.push_from(direction, Command::Schedule(ScheduleCommand::Kept(back)));
        }
        let state = &mut core.state.schedule;
        if is_taken_back && state.kept.shown == Some(number) {
            (state.published, state.kept.shown) = (None, None);
        }
        core.state.inform(Message::new(key).with("number", number));
    });
}

/// One job that changes what is published; then the list is read again and `done` is told the number of a new version.
fn write(
    core: &mut Core,
    action: Action,
    text: String,
    work: impl FnOnce(&dyn Store, &Grant) -> Result<Option<u64>, StoreError> + Send + 'static,
    done: impl FnOnce(&mut Core, Option<u64>) + Send + 'static,
) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(action, Scope::Text { text }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    let started = core.jobs.start(JobKind::KEEP_PUBLISHED, Message::new("job-keep-published"), move |_| {
        match work(&*store, &grant).and_then(|number| Ok((number, store.published_schedules(&grant)?))) {
            Ok((number, all)) => Outcome::take(move |core: &mut Core| {
                core.state.schedule.kept.all = Some(all);
                done(core, number);
            }),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
    if !started {
        core.state.warn(Message::new("schedule-published-busy"));
    }
}
