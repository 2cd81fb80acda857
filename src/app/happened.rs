//! What follows when something has happened. A room tells it here and need not know which others it concerns.

use crate::domain::correction::KeptDecision;
use crate::domain::ids::ImportId;

use super::command::Command;
use super::core::Core;
use super::trust::accounts::AccountCommand;
use super::twin::TwinCommand;
use super::what_if::WhatIfState;

/// The list of patients was read: everything that is made of it is made again, and what was on screen is read again.
/// `is_light`: only values came since, as they do while feeds are listened to; what they leave as it was is not made again.
pub fn hospital_read(core: &mut Core, decisions: Vec<KeptDecision>, is_light: bool) {
    super::cleaning::set_decisions(core, decisions);
    super::list::index_read(core);
    super::import::load_receipts(core);
    if !is_light {
        super::list::load_cohorts(core);
        super::diagnosis::keeping::load(core);
        super::duplicates::find(core);
    }
    match core.state.reopen.take() {
        Some(patient) => {
            // The twin is read again; the panel stays where it was.
            let panel = core.state.panel;
            core.apply(Command::Twin(TwinCommand::Open(patient)));
            core.state.panel = panel;
        }
        None => super::twin::follow(core),
    }
    super::panels::follow(core);
}

/// Somebody has opened a store, or made one.
pub fn store_opened(core: &mut Core, is_new: bool) {
    super::trust::keeping::opened(core);
    if is_new {
        // Shown once, when there is nothing yet that could be lost.
        super::trust::accounts::apply(core, AccountCommand::IssueRecoveryKey);
    }
}

/// Somebody has changed the own passphrase, as one that was handed out has to be before anything is shown.
pub fn passphrase_chosen(core: &mut Core) {
    super::session::may_go_on(core);
}

/// Somebody has changed or removed the account of who sits here.
pub fn account_changed(core: &mut Core) {
    super::session::end_of_account(core);
}

/// A store was closed for good by the change of its key; it can be opened again.
pub fn store_retired(core: &mut Core) {
    super::session::leave_retired(core);
}

/// A patient was deleted.
pub fn patient_deleted(core: &mut Core) {
    super::session::forget_deleted(core);
}

/// Somebody has committed, perhaps this process: what is looked at closely does not wait for the list.
pub fn store_moved_on(core: &mut Core) {
    super::twin::follow(core);
    super::ward::follow(core);
}

/// Other records are in the store, or other decisions about them.
pub fn records_changed(core: &mut Core) {
    super::twin::read_again(core);
    super::hospital::reload(core);
}

/// Who is one person with whom has changed: only the list says who is shown.
pub fn persons_changed(core: &mut Core) {
    super::hospital::reload(core);
}

/// An import is in the store.
pub fn imported(core: &mut Core) {
    super::hospital::reload(core);
}

/// An import is not in the store any more.
pub fn import_taken_back(core: &mut Core, import: ImportId) {
    super::cleaning::looking::forget_import(core, import);
    super::hospital::reload(core);
}

/// The first twin was read.
pub fn twin_read(core: &mut Core) {
    let opened = core.state.twin.first.value().map(|view| (view.twin.id, view.plans.clone(), view.answers.clone()));
    if let Some((patient, plans, answers)) = opened {
        super::diagnosis::keeping::opened(core, patient, answers);
        super::plan::opened(core, patient, plans);
    }
    super::risk::compute(core);
    super::genes::opened(core);
}

/// Nobody is open any more: what was worked out about them goes.
pub fn twin_left(core: &mut Core) {
    core.state.risk.view = None;
    core.state.genes.view = None;
    core.state.genes.variants = None;
    core.state.what_if = WhatIfState::default();
    core.state.plan.leave();
}

/// The open patient's risks were worked out.
pub fn risks_computed(core: &mut Core) {
    super::what_if::compute(core);
    super::plan::compute(core);
}

/// What a plan is made of has changed: genes and drugs, or the futures.
pub fn options_computed(core: &mut Core) {
    super::plan::compute(core);
}
