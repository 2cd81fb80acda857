//! The board of a ward: who is most urgent, how far that can be relied on, and what somebody at the bedside says.

pub mod beside;
pub mod board;
pub mod laboratory;
pub mod reading;
pub mod record;
pub mod saying;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use crate::base::{Progress, Revision};
use crate::domain::access::{Action, Scope};
use crate::domain::bedside::BedsideEntry;
use crate::domain::ids::PatientId;
use crate::io::clock::Stopwatch;
use crate::io::hl7::bedside::{SENDER, Said};
use crate::io::store::inbox::NewMessage;
use crate::io::store::{Store, StoreError};

use super::computed::Computed;
use super::core::Core;
use super::feeds::Digest;
use super::feeds::set_aside::take_in_all;
use super::hospital::{self, Hospital};
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::panels::PanelId;
use beside::{Beside, concerned};
use board::{Board, OnWard, WardRead, on_ward, rows_on, wards_of};
use laboratory::{JudgedFor, labs_of};
use reading::signs_of;
use saying::{WardSaying, budget_of};

impl JobKind {
    /// The board of a ward.
    pub const LOAD_WARD: JobKind =
        JobKind::reading("load-ward").failing(|core, message| core.state.ward.board.failed(message));
    /// What somebody at the bedside says.
    pub const ENTER_BEDSIDE: JobKind = JobKind::changing_store("enter-bedside");
}

/// People that a board shows.
const MOST: usize = 120;
/// Due times and ages are counted anew so often, though nothing comes.
const RENEW_EVERY: Duration = Duration::from_secs(5);

/// What the board shows.
#[derive(Debug, Default)]
pub struct WardState {
    /// `None`: every ward.
    pub ward: Option<String>,
    /// The ward was chosen, or there was one to begin with.
    is_chosen: bool,
    pub board: Computed<Board>,
    /// How the forecasts of this store's own values did, once somebody asked.
    pub record: Computed<record::ForecastRecord>,
    /// Wards with how many people are on them, as the list says.
    pub wards: Vec<(String, usize)>,
    pub selected: Option<PatientId>,
    /// Bed and initials alone, for a screen that everybody passes.
    pub is_wall: bool,
    /// The newest entry of this session, to be taken back.
    pub newest_entry: Option<(PatientId, Said)>,
    /// The ward whose opening is journalled.
    journalled: Option<Option<String>>,
    begun: Option<Stopwatch>,
    took: Duration,
}

impl WardState {
    /// What stays while the window is locked.
    #[must_use]
    pub fn without_patients(self) -> WardState {
        WardState { ward: self.ward, is_chosen: self.is_chosen, is_wall: self.is_wall, ..WardState::default() }
    }
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum WardCommand {
    /// `None`: every ward.
    Show(Option<String>),
    Select(Option<PatientId>),
    SetWall(bool),
    /// Somebody at the bedside says something, now.
    Enter(PatientId, BedsideEntry),
    /// The newest entry does not hold.
    TakeBack,
    /// Hold forecasts against what came.
    ScoreForecasts,
    /// Somebody says something of a patient, or of the ward.
    Say(Box<WardSaying>),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: WardCommand) {
    match command {
        WardCommand::Show(ward) => {
            core.state.ward.ward = ward;
            core.state.ward.is_chosen = true;
            core.state.ward.selected = None;
            core.state.ward.board = Computed::default();
            load(core);
        }
        WardCommand::Select(patient) => {
            core.state.ward.selected = patient;
            load(core);
        }
        WardCommand::SetWall(is_wall) => {
            core.state.ward.is_wall = is_wall;
            core.state.ward.selected = None;
        }
        WardCommand::Enter(patient, entry) => enter(core, patient, entry),
        WardCommand::TakeBack => take_back(core),
        WardCommand::ScoreForecasts => record::start(core),
        WardCommand::Say(saying) => saying::apply(core, *saying),
    }
}

/// The panel was gone to.
pub fn opened(core: &mut Core) {
    // Going to it again is opening it again.
    core.state.ward.journalled = None;
    load(core);
}

/// The store may have moved on.
pub fn follow(core: &mut Core) {
    if core.state.panel == PanelId::Ward && is_due(core) {
        load(core);
    }
}

/// Counts due times anew while the board is looked at.
pub fn poll(core: &mut Core) {
    if core.state.panel != PanelId::Ward || core.state.open().is_none_or(|open| open.hospital.value().is_none()) {
        return;
    }
    let is_old = core.state.ward.begun.is_none_or(|begun| begun.elapsed() > RENEW_EVERY);
    let is_behind = core.state.open().is_some_and(|open| core.state.ward.board.is_stale(open.seen));
    if is_due(core) && (is_old || is_behind) {
        load(core);
    }
}

/// No more often than three times as long as it takes.
fn is_due(core: &Core) -> bool {
    let ward = &core.state.ward;
    let is_rested = ward.begun.is_none_or(|begun| begun.elapsed() > Duration::from_millis(300).max(ward.took * 3));
    is_rested && !core.jobs.is_running(JobKind::LOAD_WARD) && ward.board.failure().is_none()
}

/// Reads what changed and makes the board as of now.
fn load(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let ward_state = &mut core.state.ward;
    ward_state.wards = wards_of(&hospital.index);
    if !ward_state.is_chosen {
        // The fullest ward to begin with: all of them at once are nobody's board.
        ward_state.ward = ward_state.wards.iter().max_by_key(|(_, count)| *count).map(|(name, _)| name.clone());
        ward_state.is_chosen = ward_state.ward.is_some();
    }
    let ward = ward_state.ward.clone();
    let is_new = ward_state.journalled.as_ref() != Some(&ward);
    let scope =
        Scope::Text { text: ward.as_ref().map_or_else(|| "all wards".to_owned(), |ward| format!("ward {ward}")) };
    let grant = match is_new {
        true => open.ask(Action::OpenWardBoard, scope, now).ok(),
        false => open.ask_quietly(Action::OpenWardBoard, scope, now),
    };
    let Some(grant) = grant else {
        ward_state.board.failed(Message::new("denied"));
        return;
    };
    ward_state.journalled = Some(ward.clone());
    ward_state.begun = Some(Stopwatch::start());
    ward_state.board.started();
    let seen = open.seen.max(open.revision);
    let before = ward_state.board.value().map(|board| Arc::clone(&board.read));
    let before = before.filter(|read| read.revision == seen && read.ward == ward);
    let (store, today, chosen) = (Arc::clone(&open.store), open.info.zone.date_at(now), ward_state.selected);
    core.jobs.start(JobKind::LOAD_WARD, Message::new("job-load-ward"), move |progress| {
        let work = || -> Result<Board, StoreError> {
            if is_new {
                store.journal(&grant)?;
            }
            let read = match before {
                Some(read) => read,
                None => Arc::new(read_ward(&*store, &grant, &hospital, (ward, seen), today, progress)?),
            };
            Ok(Board::of(read, now, chosen))
        };
        match work() {
            Ok(board) => Outcome::take(move |core| made(core, board, seen)),
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

fn read_ward(
    store: &dyn Store,
    grant: &crate::domain::access::Grant,
    hospital: &Hospital,
    (ward, revision): (Option<String>, Revision),
    today: crate::base::Date,
    progress: &Progress,
) -> Result<WardRead, StoreError> {
    let index = &hospital.index;
    let mut rows = rows_on(index, ward.as_deref());
    rows.retain(|row| grant.reaches(index.ward_name(*row)));
    let left_out = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let patients: Vec<PatientId> = rows.iter().map(|row| PatientId(*row)).collect();
    let records = store.ward_records(grant, &patients, progress)?;
    let (books, notes) = (store.books(), store.ward_notes(grant, &patients)?);
    let mut people: Vec<OnWard> = Vec::with_capacity(rows.len());
    for ((row, record), notes) in rows.iter().zip(&records).zip(notes) {
        let judged_for = JudgedFor { sex: index.sex(*row), birth_date: index.birth_date(*row) };
        let beside = Beside {
            labs: labs_of(record, &books, judged_for),
            notes,
            overrides: store.alert_overrides(PatientId(*row))?,
            concerned: concerned(index, *row, &books),
        };
        people.push(on_ward(index, *row, today, signs_of(record, &books), beside));
    }
    Ok(WardRead { revision, ward, people, left_out, budget: budget_of(store)? })
}

fn enter(core: &mut Core, patient: PatientId, entry: BedsideEntry) {
    let at_utc_secs = core.clock.utc_secs();
    let Some(open) = core.state.open() else { return };
    let (Some(identifier), by) = (open.identifier(patient), open.actor.name.clone()) else { return };
    keep(core, patient, Said { identifier, entry, at_utc_secs, takes_back: false, by });
}

fn take_back(core: &mut Core) {
    if let Some((patient, said)) = core.state.ward.newest_entry.clone() {
        keep(core, patient, Said { takes_back: true, ..said });
    }
}

/// Keeps what was said as a message, and takes it in: by the thread that listens, or here.
fn keep(core: &mut Core, patient: PatientId, said: Said) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(scope) = open.scope_of(patient) else { return };
    let grant = match open.ask(Action::EnterBedside, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, actor) = (Arc::clone(&open.store), open.actor.clone());
    let listening = core.state.feeds.open_inbox();
    let started = core.jobs.start(JobKind::ENTER_BEDSIDE, Message::new("job-enter-bedside"), move |_| {
        let message = NewMessage {
            sender: SENDER.to_owned(),
            control_id: said.control_id(),
            source: format!("bedside {}", actor.name),
            received_utc_secs: now,
            bytes: said.message().into_bytes(),
        };
        let work = || -> Result<(), Message> {
            let of_store = |error: StoreError| Message::from(&error);
            let inbox = match &listening {
                Some(inbox) => Arc::clone(inbox),
                None => store.inbox().map_err(of_store)?,
            };
            store.journal(&grant).map_err(of_store)?;
            inbox.keep(std::slice::from_ref(&message)).map_err(of_store)?;
            match listening.is_some() {
                true => Ok(()),
                false => take_in_all(&mut Digest::of_bedside(store, inbox, actor), now),
            }
        };
        match work() {
            Ok(()) => Outcome::take(move |core| entered(core, patient, said)),
            Err(message) => Outcome::Failed(message),
        }
    });
    if !started {
        core.state.warn(Message::new("ward-busy"));
    }
}

fn made(core: &mut Core, board: Board, revision: Revision) {
    let ward = &mut core.state.ward;
    ward.took = ward.begun.map_or(Duration::ZERO, Stopwatch::elapsed);
    ward.board.finished(board, revision);
}

fn entered(core: &mut Core, patient: PatientId, said: Said) {
    core.state.ward.newest_entry = (!said.takes_back).then_some((patient, said));
    hospital::follow(core);
}
