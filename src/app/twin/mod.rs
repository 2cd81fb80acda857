//! Opening a patient's twin, a second one beside it, and what the screen shows of them.

pub mod blood_pressure;
pub mod outlook;
pub mod series;
pub mod source;
pub mod timeline;
pub mod unrecorded;
pub mod view;

use crate::base::Date;
use crate::domain::access::{Action, Grant};
use crate::domain::ids::PatientId;

use super::computed::Computed;
use super::core::Core;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::panels::PanelId;
use super::state::OpenStore;
use crate::io::store::StoreError;
use source::ValueSource;
use view::TwinView;

impl JobKind {
    pub const OPEN_TWIN: JobKind =
        JobKind::reading("open-twin").failing(|core, message| failed(core, Seat::First, message));
    pub const OPEN_SECOND_TWIN: JobKind =
        JobKind::reading("open-second-twin").failing(|core, message| failed(core, Seat::Second, message));
}

/// Which of the two places a twin is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    First,
    /// Beside the first, for comparison.
    Second,
}

impl Seat {
    fn job(self) -> JobKind {
        match self {
            Seat::First => JobKind::OPEN_TWIN,
            Seat::Second => JobKind::OPEN_SECOND_TWIN,
        }
    }
}

/// The twins on screen.
#[derive(Debug, Default)]
pub struct TwinState {
    pub first: Computed<TwinView>,
    pub second: Computed<TwinView>,
    /// Who was asked for last, by seat; what the list marks as open.
    pub wanted: Option<PatientId>,
    pub wanted_second: Option<PatientId>,
    /// The value whose source is shown; both values of a pressure.
    pub sources: Vec<ValueSource>,
}

impl TwinState {
    pub fn seat(&self, seat: Seat) -> &Computed<TwinView> {
        match seat {
            Seat::First => &self.first,
            Seat::Second => &self.second,
        }
    }

    fn seat_mut(&mut self, seat: Seat) -> &mut Computed<TwinView> {
        match seat {
            Seat::First => &mut self.first,
            Seat::Second => &mut self.second,
        }
    }
}

/// What can be asked of the twins.
#[derive(Clone, Debug)]
pub enum TwinCommand {
    Open(PatientId),
    /// Opens a second twin beside the first.
    Compare(PatientId),
    CloseSecond,
    /// Back to the list.
    Close,
    ShowSources(Vec<ValueSource>),
    HideSource,
}

/// Carries out a twin command.
pub fn apply(core: &mut Core, command: TwinCommand) {
    match command {
        TwinCommand::Open(patient) => open(core, Seat::First, patient),
        TwinCommand::Compare(patient) => open(core, Seat::Second, patient),
        TwinCommand::CloseSecond => {
            core.jobs.cancel(JobKind::OPEN_SECOND_TWIN);
            core.state.twin.second = Computed::default();
            core.state.twin.wanted_second = None;
        }
        TwinCommand::Close => close(core),
        TwinCommand::ShowSources(sources) => core.state.twin.sources = sources,
        TwinCommand::HideSource => core.state.twin.sources.clear(),
    }
}

fn close(core: &mut Core) {
    core.jobs.cancel(JobKind::OPEN_TWIN);
    core.jobs.cancel(JobKind::OPEN_SECOND_TWIN);
    core.state.twin = TwinState::default();
    super::happened::twin_left(core);
}

fn open(core: &mut Core, seat: Seat, patient: PatientId) {
    let Some(work) = asked(core, seat, patient) else { return };
    if seat == Seat::First {
        core.state.twin.wanted = Some(patient);
        core.state.panel = PanelId::Patients;
    } else {
        core.state.twin.wanted_second = Some(patient);
    }
    core.state.twin.sources.clear();
    core.state.twin.seat_mut(seat).started();
    core.jobs.start(seat.job(), Message::new("job-open-twin"), move |_progress| work());
}

/// Reads the open twins again: values of theirs were corrected. The screen stays where it is.
pub fn read_again(core: &mut Core) {
    read_each_again(core, |_| true);
}

/// Reads those of the open twins again that were read from an older state of the store: what is on screen is true now.
/// One that is being read is left to that: the next look finds it old.
pub fn follow(core: &mut Core) {
    let Some(open) = core.state.open() else { return };
    let (now, now_utc_secs) = (open.revision.max(open.seen), core.clock.utc_secs());
    for (seat, wanted) in [(Seat::First, core.state.twin.wanted), (Seat::Second, core.state.twin.wanted_second)] {
        let (shown, is_read) = (core.state.twin.seat(seat), core.jobs.is_running(seat.job()));
        let Some(patient) = wanted.filter(|_| shown.is_stale(now) && !is_read) else { continue };
        let Some(open) = core.state.session.open_store() else { return };
        let Some(scope) = open.scope_of(patient) else { continue };
        let Some(grant) = open.ask_quietly(Action::OpenPatient, scope, now_utc_secs) else { continue };
        let is_open = shown.value().is_some_and(|view| view.twin.id == patient);
        let how = if is_open { How::Following } else { How::Opening };
        let work = reading(open, seat, (grant, how), patient, now_utc_secs);
        core.state.twin.seat_mut(seat).started();
        core.jobs.start(seat.job(), Message::new("job-open-twin"), move |_progress| work());
    }
}

/// Whether a twin is opened, which is journalled, or an open one read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Opening,
    Following,
}

fn read_each_again(core: &mut Core, is_due: impl Fn(&Computed<TwinView>) -> bool) {
    for (seat, wanted) in [(Seat::First, core.state.twin.wanted), (Seat::Second, core.state.twin.wanted_second)] {
        let Some(patient) = wanted.filter(|_| is_due(core.state.twin.seat(seat))) else { continue };
        if let Some(work) = asked(core, seat, patient) {
            core.state.twin.sources.clear();
            core.state.twin.seat_mut(seat).started();
            core.jobs.start(seat.job(), Message::new("job-open-twin"), move |_progress| work());
        }
    }
}

/// The door's answer and the job's work.
fn asked(core: &mut Core, seat: Seat, patient: PatientId) -> Option<impl FnOnce() -> Outcome + Send + use<>> {
    let now_utc_secs = core.clock.utc_secs();
    let open = core.state.session.open_store()?;
    let scope = open.scope_of(patient)?;
    let grant = open.ask(Action::OpenPatient, scope, now_utc_secs);
    let work = grant.map(|grant| reading(open, seat, (grant, How::Opening), patient, now_utc_secs));
    match work {
        Ok(work) => Some(work),
        Err(denied) => {
            core.state.warn(Message::new("denied").with_details(denied));
            None
        }
    }
}

/// The job's work: journal, read, make the view.
fn reading(
    open: &OpenStore,
    seat: Seat,
    (grant, how): (Grant, How),
    patient: PatientId,
    now_utc_secs: i64,
) -> impl FnOnce() -> Outcome + Send + use<> {
    let (store, revision, zone) = (open.store.clone(), open.revision.max(open.seen), open.info.zone.clone());
    let read = move || {
        Ok((
            match how {
                How::Opening => store.open_twin(&grant, patient)?,
                How::Following => store.follow_twin(&grant, patient)?,
            },
            store.plans(&grant, patient)?,
            store.model_answers(&grant, patient)?,
            store.ward_notes(&grant, &[patient])?.pop().unwrap_or_default(),
            store,
        ))
    };
    move || match read() {
        Ok((twin, plans, answers, ward_notes, store)) => {
            let books = store.books();
            let receipts = store.receipts().unwrap_or_default();
            let today: Date = zone.date_at(now_utc_secs);
            let overrides = store.alert_overrides(patient).unwrap_or_default();
            let view = view::twin_view(twin, books, receipts, today, now_utc_secs);
            let view = TwinView { overrides, plans, answers, ward_notes, ..view };
            Outcome::take(move |core| opened(core, seat, view, revision))
        }
        Err::<_, StoreError>(error) => Outcome::Failed(Message::from(&error)),
    }
}

/// Takes in a twin that a job has read.
pub fn opened(core: &mut Core, seat: Seat, view: TwinView, revision: crate::base::Revision) {
    core.state.twin.seat_mut(seat).finished(view, revision);
    if seat == Seat::First {
        super::happened::twin_read(core);
    }
}

/// A twin could not be opened.
pub fn failed(core: &mut Core, seat: Seat, message: Message) {
    // Who is not there any more is not shown as if they were.
    if message.key == "store-error-not-found" {
        *core.state.twin.seat_mut(seat) = Computed::default();
        if seat == Seat::First {
            super::happened::twin_left(core);
        }
    }
    core.state.twin.seat_mut(seat).failed(message);
}
