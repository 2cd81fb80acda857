//! What somebody says of a patient on the board: going on past an alert, a critical value read back, limits of care and of
//! alarms; and how many false alerts the ward bears. Each passes the door, is journalled and can be taken back.

use std::sync::Arc;

use crate::analysis::departure::AlertBudget;
use crate::analysis::ward::LabValue;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::alert::{AlertOverride, OverrideReason};
use crate::domain::ids::PatientId;
use crate::domain::ward_note::WardNote;
use crate::io::store::{Store, StoreError};

use super::super::command::Command;
use super::super::core::Core;
use super::super::genes::overriding::{self, Overriding};
use super::super::history::Direction;
use super::super::hospital;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::WardCommand;

impl JobKind {
    /// What somebody says of a patient on the board, or of the ward.
    pub const KEEP_WARD_NOTE: JobKind = JobKind::writing("keep-ward-note");
}

/// The setting of the hospital that says how many false alerts are borne.
pub const BUDGET: &str = "alert-budget";

/// What can be said.
#[derive(Clone, Debug)]
pub enum WardSaying {
    /// The alert of that cause is gone past.
    Override {
        patient: PatientId,
        cause: String,
        reason: OverrideReason,
        note: Option<String>,
    },
    TakeBackOverride {
        patient: PatientId,
        number: u64,
    },
    /// A critical value was told to somebody, who said it back.
    ReadBack {
        patient: PatientId,
        value: Box<LabValue>,
        heard: String,
        told: String,
    },
    /// Limits of care or of alarms, until then.
    Note {
        patient: PatientId,
        note: WardNote,
        until_utc_secs: Option<i64>,
    },
    TakeBackNote {
        patient: PatientId,
        number: u64,
        what: WardNote,
        until_utc_secs: Option<i64>,
    },
    Budget(AlertBudget),
}

/// Carries it out.
pub fn apply(core: &mut Core, saying: WardSaying) {
    match saying {
        WardSaying::Override { patient, cause, reason, note } => go_past(core, patient, &cause, reason, note),
        WardSaying::TakeBackOverride { patient, number } => {
            overriding::start(core, Overriding::TakeBack { patient, number });
        }
        WardSaying::ReadBack { patient, value, heard, told } => read_back(core, patient, &value, &heard, told),
        WardSaying::Note { patient, note, until_utc_secs } => {
            start(core, patient, NoteWork::Keep { note, until_utc_secs });
        }
        WardSaying::TakeBackNote { patient, number, what, until_utc_secs } => {
            start(core, patient, NoteWork::TakeBack { number, what, until_utc_secs });
        }
        WardSaying::Budget(budget) => set_budget(core, budget),
    }
}

/// Goes past an alert that the board shows.
fn go_past(core: &mut Core, patient: PatientId, cause: &str, reason: OverrideReason, note: Option<String>) {
    let Some(board) = core.state.ward.board.value() else { return };
    let row = board.row_of(patient);
    let Some(shown) = row.and_then(|row| row.alerts.iter().find(|shown| shown.alert.cause() == cause)) else { return };
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    let (cause, tier) = (shown.alert.said_cause(), shown.alert.tier());
    overriding::start(core, Overriding::Say(AlertOverride { patient, cause, tier, reason, note }));
}

/// What was said back is what the laboratory sent, digit by digit; else it was misheard.
pub fn is_read_back(value: &LabValue, heard: &str) -> bool {
    let heard: String = heard.chars().filter(|letter| !letter.is_whitespace()).collect();
    let heard = heard.replace('＜', "<").replace('＞', ">");
    heard == value.shown
}

fn read_back(core: &mut Core, patient: PatientId, value: &LabValue, heard: &str, told: String) {
    if !is_read_back(value, heard) || told.trim().is_empty() {
        return core.state.warn(Message::new("ward-read-back-differs"));
    }
    let note = WardNote::ReadBack {
        cell: value.cell,
        indicator: value.indicator,
        value: value.shown.clone(),
        told: told.trim().to_owned(),
    };
    start(core, patient, NoteWork::Keep { note, until_utc_secs: None });
}

/// What the door is asked for a note.
fn action_of(note: &WardNote) -> Action {
    match note {
        WardNote::CareLimit { .. } => Action::SetCareLimits,
        WardNote::AlarmLimit { .. } => Action::SetAlarmLimits,
        WardNote::ReadBack { .. } => Action::ReadBackCritical,
    }
}

/// What is done in the store about a note, and the command that undoes it.
enum NoteWork {
    Keep { note: WardNote, until_utc_secs: Option<i64> },
    TakeBack { number: u64, what: WardNote, until_utc_secs: Option<i64> },
}

impl NoteWork {
    fn action(&self) -> Action {
        match self {
            NoteWork::Keep { note, .. } => action_of(note),
            NoteWork::TakeBack { what, .. } => action_of(what),
        }
    }

    /// Does it; what undoes it.
    fn carry_out(self, store: &dyn Store, grant: &Grant, patient: PatientId) -> Result<WardSaying, StoreError> {
        match self {
            NoteWork::Keep { note, until_utc_secs } => {
                let number = store.keep_ward_note(grant, patient, &note, until_utc_secs)?;
                Ok(WardSaying::TakeBackNote { patient, number, what: note, until_utc_secs })
            }
            NoteWork::TakeBack { number, what, until_utc_secs } => {
                store.take_back_ward_note(grant, patient, number)?;
                Ok(WardSaying::Note { patient, note: what, until_utc_secs })
            }
        }
    }
}

fn start(core: &mut Core, patient: PatientId, work: NoteWork) {
    let (now, direction) = (core.clock.utc_secs(), core.history.direction());
    let Some(open) = core.state.session.open_store() else { return };
    let Some(scope) = open.scope_of(patient) else { return };
    let grant = match open.ask(work.action(), scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    let started = core.jobs.start(JobKind::KEEP_WARD_NOTE, Message::new("job-keep-ward-note"), move |_| {
        match work.carry_out(&*store, &grant, patient) {
            Ok(inverse) => Outcome::take(move |core| kept(core, direction, inverse)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
    if !started {
        core.state.warn(Message::new("ward-busy"));
    }
}

fn kept(core: &mut Core, direction: Option<Direction>, inverse: WardSaying) {
    core.history.push_from(direction, Command::Ward(WardCommand::Say(Box::new(inverse))));
    hospital::follow(core);
}

fn set_budget(core: &mut Core, budget: AlertBudget) {
    let now = core.clock.utc_secs();
    let before = core.state.ward.board.value().map_or(AlertBudget::USUAL, |board| board.read.budget);
    let direction = core.history.direction();
    let Some(open) = core.state.session.open_store() else { return };
    let scope = Scope::Text { text: format!("{BUDGET} {}", budget.per_patient_day) };
    let grant = match open.ask(Action::SetAlertBudget, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::KEEP_WARD_NOTE, Message::new("job-keep-ward-note"), move |_| {
        match store.keep_setting(&grant, BUDGET, &budget.per_patient_day.to_string()) {
            Ok(()) => Outcome::take(move |core| kept(core, direction, WardSaying::Budget(before))),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// The budget that the hospital set; the usual one before.
///
/// # Errors
/// Damaged or unreadable.
pub fn budget_of(store: &dyn Store) -> Result<AlertBudget, StoreError> {
    let kept = store.setting(BUDGET)?;
    Ok(kept.as_deref().and_then(AlertBudget::from_text).unwrap_or(AlertBudget::USUAL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CellRef, ImportId};
    use crate::domain::indicator::{Assessment, IndicatorId};

    #[test]
    fn what_is_read_back_is_the_value_digit_by_digit() {
        let value = |shown: &str| LabValue {
            indicator: IndicatorId::from_word("potassium").expect("in the table"),
            utc_secs: 0,
            value: 6.8,
            shown: shown.to_owned(),
            assessment: Assessment::CriticalHigh,
            is_preliminary: false,
            is_limit: false,
            cell: CellRef { import: ImportId(1), line: 1, column: 1 },
        };
        assert!(is_read_back(&value("6.8"), " 6.8 ") && is_read_back(&value(">10"), "＞ 10"));
        assert!(
            !is_read_back(&value("6.8"), "8.6")
                && !is_read_back(&value("6.8"), "")
                && !is_read_back(&value(">10"), "10")
        );
    }
}
