//! What if: the same problem with one thing changed, searched as long as the problem as it is, side by side.

use std::sync::Arc;

use crate::analysis::schedule::hospital::SoftRule;
use crate::analysis::schedule::{hospital, roster};
use crate::base::Progress;
use crate::domain::schedule::hospital::{HospitalProblem, HospitalWeights};
use crate::domain::schedule::roster::RosterProblem;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::laid::{Instance, Laid, Plan, lay};
use super::said::{Failure, of_checker, of_hospital, of_roster};
use super::{Effort, search};

impl JobKind {
    pub const SCENARIOS_SCHEDULE: JobKind = JobKind::reading("scenarios-schedule").failing(super::panel::failed);
}

/// One thing that is other than it is. Places are those of the problem's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tweak {
    /// Nothing: what the others are compared with.
    AsItIs,
    /// One more nurse who works as this one does.
    NurseLike(usize),
    WithoutNurse(usize),
    TheatreClosed(usize),
    /// A soft rule of the hospital, by its place in [`SoftRule::ALL`], costs so much a unit.
    Weight(usize, u32),
    EmployeeLike(usize),
    WithoutEmployee(usize),
    /// Too few on a shift cost so many percent of what they do.
    UnderPercent(u32),
}

/// What came of a scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub tweak: Tweak,
    pub result: Option<Result<Planned, Message>>,
}

/// A plan of a scenario, and what it is a plan of.
#[derive(Clone, Debug)]
pub struct Planned {
    pub instance: Arc<Instance>,
    pub laid: Arc<Laid>,
}

#[derive(Clone, Debug)]
pub struct Scenarios {
    pub all: Vec<Scenario>,
    pub seconds: u32,
    /// Place of the one whose plan is looked at instead of the plan in force.
    pub looked_at: Option<usize>,
}

impl Scenarios {
    /// The plan of a scenario that is looked at.
    pub fn shown(&self) -> Option<&Planned> {
        self.all.get(self.looked_at?)?.result.as_ref()?.as_ref().ok()
    }
}

impl Default for Scenarios {
    fn default() -> Scenarios {
        Scenarios { all: vec![Scenario { tweak: Tweak::AsItIs, result: None }], seconds: 10, looked_at: None }
    }
}

#[derive(Clone, Debug)]
pub enum ScenarioCommand {
    Add(Tweak),
    Remove(usize),
    SetSeconds(u32),
    Run,
    /// Looks at a scenario's plan, or with nothing at the plan in force again.
    LookAt(Option<usize>),
}

pub fn apply(core: &mut Core, command: ScenarioCommand) {
    let scenarios = &mut core.state.schedule.scenarios;
    match command {
        ScenarioCommand::Add(tweak) => {
            if scenarios.all.iter().all(|one| one.tweak != tweak) {
                scenarios.all.push(Scenario { tweak, result: None });
            }
        }
        ScenarioCommand::Remove(place) => {
            if place > 0 && place < scenarios.all.len() {
                scenarios.all.remove(place);
                scenarios.looked_at = None;
            }
        }
        ScenarioCommand::SetSeconds(seconds) => scenarios.seconds = seconds.max(1),
        ScenarioCommand::Run => start(core),
        ScenarioCommand::LookAt(place) => {
            scenarios.looked_at = place;
            (core.state.schedule.alternatives, core.state.schedule.verdict) = (None, None);
        }
    }
}

fn start(core: &mut Core) {
    let state = &mut core.state.schedule;
    let Some(instance) = state.instance.clone() else { return };
    let from = state.plan.clone();
    let tweaks: Vec<Tweak> = state.scenarios.all.iter().map(|one| one.tweak).collect();
    state.scenarios.all.iter_mut().for_each(|one| one.result = None);
    state.scenarios.looked_at = None;
    let (seed, threads, number) = (state.budget.seed, state.budget.threads.max(1), state.number);
    let effort = Effort { seconds: state.scenarios.seconds.into(), steps: None, seed, threads };
    core.jobs.start(JobKind::SCENARIOS_SCHEDULE, Message::new("job-scenarios-schedule"), move |progress| {
        progress.restart(tweaks.len() as u64);
        let mut found = Vec::new();
        for tweak in tweaks {
            // The searches tell steps of their own: the job counts scenarios.
            let own = Progress::default();
            let solved = with(&instance, tweak).map(|now| {
                let laid = solved(&now, from.as_deref(), effort, &own, progress)?;
                Ok(Planned { instance: Arc::new(now), laid: Arc::new(laid) })
            });
            if progress.tick(1).is_err() {
                return Outcome::Cancelled;
            }
            found.push((tweak, solved));
        }
        Outcome::take(move |core: &mut Core| take_in(core, number, found))
    });
}

type Found = Vec<(Tweak, Option<Result<Planned, Message>>)>;

fn take_in(core: &mut Core, number: u64, found: Found) {
    let state = &mut core.state.schedule;
    if state.number != number {
        return;
    }
    for (tweak, result) in found {
        if let Some(one) = state.scenarios.all.iter_mut().find(|one| one.tweak == tweak) {
            one.result = result;
        }
    }
    if state.scenarios.all.iter().any(|one| one.result.is_none()) {
        state.failure = Some(Failure { title: Message::new("schedule-scenario-left-out"), why: None });
    }
}

/// Searches from the plan in force where it keeps the changed problem's hard rules, else from nothing.
fn solved(
    instance: &Instance,
    from: Option<&Laid>,
    effort: Effort,
    own: &Progress,
    whole: &Progress,
) -> Result<Laid, Message> {
    let stop = || {
        if whole.is_cancelled() {
            own.cancel();
        }
    };
    let plan = match instance {
        Instance::Hospital(problem) => {
            let from = from.and_then(|laid| match &laid.plan {
                Plan::Hospital(plan) => Some(plan),
                Plan::Roster(_) => None,
            });
            let from = from.filter(|plan| hospital::check(problem, plan).is_feasible());
            let found = search(effort, own, |run| hospital::solve(problem, from, run), |_, _| stop());
            Plan::Hospital(found.map_err(|why| of_hospital(&why))?.plan)
        }
        Instance::Roster(problem) => {
            let from = from.and_then(|laid| match &laid.plan {
                Plan::Roster(plan) => Some(widened(plan, problem)),
                Plan::Hospital(_) => None,
            });
            let from = from.filter(|plan| roster::check(problem, plan).is_feasible());
            let found = search(effort, own, |run| roster::solve(problem, from.as_ref(), run), |_, _| stop());
            Plan::Roster(found.map_err(|why| of_roster(&why))?.plan)
        }
    };
    lay(instance, plan).filter(|laid| laid.is_feasible).ok_or_else(of_checker)
}

/// A row for everybody: whoever is new is off.
fn widened(
    plan: &crate::domain::schedule::roster::Roster,
    problem: &RosterProblem,
) -> crate::domain::schedule::roster::Roster {
    let mut now = plan.clone();
    now.cells.resize(problem.staff.len(), vec![None; problem.days]);
    now
}

/// The problem with one thing changed; nothing where there is no such thing. Nobody is taken out of the lists, so that plans
/// mean the same in both.
pub fn with(instance: &Instance, tweak: Tweak) -> Option<Instance> {
    let mut now = instance.clone();
    match (&mut now, tweak) {
        (_, Tweak::AsItIs) => {}
        (Instance::Hospital(problem), tweak) => in_hospital(problem, tweak)?,
        (Instance::Roster(problem), tweak) => in_roster(problem, tweak)?,
    }
    Some(now)
}

fn in_hospital(problem: &mut HospitalProblem, tweak: Tweak) -> Option<()> {
    match tweak {
        Tweak::NurseLike(nurse) => {
            let mut one = problem.nurses.get(nurse)?.clone();
            one.id = another_id(&one.id, |id| problem.nurses.iter().any(|other| other.id == id));
            problem.nurses.push(one);
        }
        Tweak::WithoutNurse(nurse) => problem.nurses.get_mut(nurse)?.shifts.clear(),
        Tweak::TheatreClosed(theatre) => {
            problem.theatres.get_mut(theatre)?.mins_by_day.iter_mut().for_each(|mins| *mins = 0);
        }
        Tweak::Weight(rule, weight) => *weight_of(&mut problem.weights, *SoftRule::ALL.get(rule)?) = weight,
        Tweak::AsItIs | Tweak::EmployeeLike(_) | Tweak::WithoutEmployee(_) | Tweak::UnderPercent(_) => return None,
    }
    Some(())
}

fn weight_of(weights: &mut HospitalWeights, rule: SoftRule) -> &mut u32 {
    match rule {
        SoftRule::RoomAgeMix => &mut weights.mixed_age,
        SoftRule::RoomSkillLevel => &mut weights.nurse_skill,
        SoftRule::ContinuityOfCare => &mut weights.continuity_of_care,
        SoftRule::ExcessiveNurseWorkload => &mut weights.excessive_workload,
        SoftRule::OpenOperatingTheater => &mut weights.open_theatre,
        SoftRule::SurgeonTransfer => &mut weights.surgeon_transfer,
        SoftRule::PatientDelay => &mut weights.patient_delay,
        SoftRule::ElectiveUnscheduledPatients => &mut weights.unscheduled_optional,
    }
}

fn in_roster(problem: &mut RosterProblem, tweak: Tweak) -> Option<()> {
    match tweak {
        Tweak::EmployeeLike(employee) => {
            let mut one = problem.staff.get(employee)?.clone();
            one.id = another_id(&one.id, |id| problem.staff.iter().any(|other| other.id == id));
            problem.staff.push(one);
        }
        Tweak::WithoutEmployee(employee) => {
            let one = problem.staff.get_mut(employee)?;
            one.max_shifts.iter_mut().for_each(|most| *most = 0);
            one.min_mins = 0;
            // Who is not there asks for nothing.
            problem.requests.retain(|request| request.employee != employee);
        }
        Tweak::UnderPercent(percent) => {
            for cover in &mut problem.cover {
                let weight = u64::from(cover.under_weight) * u64::from(percent) / 100;
                cover.under_weight = u32::try_from(weight).unwrap_or(u32::MAX).min(1_000_000);
            }
        }
        Tweak::AsItIs | Tweak::NurseLike(_) | Tweak::WithoutNurse(_) | Tweak::TheatreClosed(_) | Tweak::Weight(..) => {
            return None;
        }
    }
    Some(())
}

/// `A` becomes `A+2`, or the next number that is free.
fn another_id(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut number = 2;
    loop {
        let found = format!("{id}+{number}");
        if !is_taken(&found) {
            return found;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::roster::{Cover, Employee, Request, ShiftKind, Wish};

    #[test]
    fn one_more_one_less_and_dearer_gaps_change_that_and_nothing_else() {
        let one = |id: &str| Employee {
            id: id.to_owned(),
            max_shifts: vec![3],
            max_mins: 900,
            min_mins: 480,
            max_run: 2,
            min_run: 1,
            min_rest: 1,
            max_weekends: 1,
            leave: Vec::new(),
        };
        let request = |employee| Request { employee, day: 0, shift: 0, wish: Wish::On, weight: 2 };
        let problem = RosterProblem {
            days: 7,
            shifts: vec![ShiftKind { id: "D".to_owned(), mins: 480, not_before: Vec::new() }],
            staff: vec![one("A"), one("B")],
            requests: vec![request(0), request(1)],
            cover: vec![Cover { day: 0, shift: 0, wanted: 1, under_weight: 100, over_weight: 1 }],
        };
        let changed = |tweak| match with(&Instance::Roster(problem.clone()), tweak) {
            Some(Instance::Roster(now)) => Some(now),
            _ => None,
        };
        let more = changed(Tweak::EmployeeLike(0)).expect("A is there");
        assert_eq!((more.staff.len(), more.staff[2].id.as_str()), (3, "A+2"));
        let less = changed(Tweak::WithoutEmployee(1)).expect("B is there");
        assert_eq!((less.staff[1].max_shifts[0], less.staff[1].min_mins, less.requests.len()), (0, 0, 1));
        let dear = changed(Tweak::UnderPercent(250)).expect("cover");
        assert_eq!((dear.cover[0].under_weight, &dear.staff), (250, &problem.staff));
        assert_eq!((changed(Tweak::EmployeeLike(9)), changed(Tweak::TheatreClosed(0))), (None, None));
    }
}
