//! Vancomycin for the open twin: who is treated, which doses were given and which levels measured, and what follows. A person
//! decides; nothing is written into the store.

mod draft;
mod worked;

pub use draft::{DoseRow, Draft, DraftFault, Indication, LevelRow, ModelChoice, Typed};
pub use worked::{Asked, Barrier, Caution, Worked, work_out};

use crate::base::Revision;
use crate::domain::ids::PatientId;

use super::computed::Computed;
use super::core::Core;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;

impl JobKind {
    /// Doses and levels to a regimen.
    pub const WORK_OUT_DOSE: JobKind = JobKind::reading("work-out-dose").failing(failed);
}

/// What the screen shows.
#[derive(Debug, Default)]
pub struct DosingState {
    /// Whose draft it is.
    pub patient: Option<PatientId>,
    pub draft: Draft,
    /// What of the draft cannot be read.
    pub faults: Vec<DraftFault>,
    pub worked: Computed<Worked>,
    /// Something was typed since.
    pub is_outdated: bool,
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum DosingCommand {
    /// Begin a draft for the open twin from what its record says.
    Begin,
    Set(Box<Draft>),
    WorkOut,
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: DosingCommand) {
    match command {
        DosingCommand::Begin => begin(core),
        DosingCommand::Set(draft) => {
            core.state.dosing.draft = *draft;
            core.state.dosing.is_outdated = true;
        }
        DosingCommand::WorkOut => work(core),
    }
}

fn begin(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(zone) = core.state.open().map(|open| open.info.zone.clone()) else { return };
    let Some(view) = core.state.twin.first.value() else { return };
    let (patient, draft) = (view.twin.id, Draft::of_twin(view, now, &zone));
    core.state.dosing = DosingState { patient: Some(patient), draft, ..DosingState::default() };
}

fn work(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(zone) = core.state.open().map(|open| open.info.zone.clone()) else { return };
    let dosing = &mut core.state.dosing;
    let Some(patient) = dosing.patient else { return };
    let asked = match dosing.draft.read(now, &zone) {
        Ok(asked) => asked,
        Err(faults) => {
            dosing.faults = faults;
            return;
        }
    };
    dosing.faults.clear();
    dosing.is_outdated = false;
    dosing.worked.started();
    core.jobs.start(JobKind::WORK_OUT_DOSE, Message::new("job-work-out-dose"), move |_| match work_out(&asked) {
        Ok(worked) => Outcome::take(move |core| finished(core, patient, worked)),
        Err(fault) => Outcome::Failed(of_fault(&fault)),
    });
}

/// A fault in words of the person's language; what is wrong stands in the details.
fn of_fault(fault: &crate::analysis::dosing::DosingFault) -> Message {
    use crate::analysis::dosing::DosingFault;
    match fault {
        DosingFault::OutOfRange { what, value, .. } => out_of_range(what, *value),
        DosingFault::Dose { mg, hours, .. } => Message::new("dosing-no-fit-dose").with("mg", mg).with("hours", hours),
        DosingFault::Time(hours) => Message::new("dosing-no-fit-time").with("hours", format!("{hours:.1}")),
        DosingFault::Level(mg_per_l) => Message::new("dosing-no-fit-level").with("level", mg_per_l),
        DosingFault::Interval { hours, every_hours } => {
            Message::new("dosing-no-fit-interval").with("hours", hours).with("every", every_hours)
        }
        DosingFault::Variances | DosingFault::NoFit => Message::new("dosing-no-fit"),
    }
}

/// What of a person the models do not take, in the unit that it was typed in.
fn out_of_range(what: &str, value: f64) -> Message {
    const MICROMOLES_PER_MG_PER_DL: f64 = 88.42;
    let (key, value, decimals) = match what {
        "age" => ("dosing-out-of-range-age", value, 0),
        "weight" => ("dosing-out-of-range-weight", value, 1),
        "creatinine" => ("dosing-out-of-range-creatinine", value * MICROMOLES_PER_MG_PER_DL, 1),
        "creatinine clearance" => ("dosing-out-of-range-clearance", value, 1),
        _ => ("dosing-out-of-range-dialysis", value, 0),
    };
    Message::new(key).with("value", format!("{value:.decimals$}"))
}

/// Of somebody whose twin is not looked at any more, a result is dropped.
fn finished(core: &mut Core, patient: PatientId, worked: Worked) {
    if core.state.dosing.patient == Some(patient) {
        core.state.dosing.worked.finished(worked, Revision(0));
    }
}

fn failed(core: &mut Core, message: Message) {
    core.state.dosing.worked = Computed::default();
    core.state.dosing.worked.failed(message);
}
