//! Keeping what a person decides, and taking it back: one journalled transaction each, undone with Ctrl+Z.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{Progress, Revision};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::correction::{Decision, KeptDecision, Verdict};
use crate::domain::ids::CellRef;
use crate::io::store::{Store, StoreError};

use super::super::command::Command;
use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::{CleaningCommand, set_decisions};

/// What a job changed.
pub struct DecisionsChanged {
    pub decisions: Vec<KeptDecision>,
    /// The state before and after, to tell one's own change from others'.
    pub before: Revision,
    pub after: Revision,
    pub said: Message,
    /// Cells about which nothing is decided any more.
    reopened: Vec<CellRef>,
}

/// Keeps decisions.
pub fn decide(core: &mut Core, decisions: Vec<Decision>) {
    let Some(first) = decisions.first().map(|decision| decision.cell) else { return };
    let cells: Vec<CellRef> = decisions.iter().map(|decision| decision.cell).collect();
    let corrects = decisions.iter().any(|decision| matches!(decision.verdict, Verdict::Corrected(_)));
    let (action, key) = match corrects {
        true => (Action::CorrectValues, "cleaning-corrected"),
        false => (Action::ConfirmValues, "cleaning-confirmed"),
    };
    let change = Change {
        action,
        scope: Scope::Values { first, count: cells.len() },
        said: Message::new(key).with("count", cells.len()),
        reopened: Vec::new(),
    };
    let work = move |store: &dyn Store, grant: &Grant, progress: &Progress| store.decide(grant, &decisions, progress);
    if start(core, change, work) {
        core.history.push(Command::Cleaning(CleaningCommand::TakeBack(cells)));
    }
}

/// Forgets decisions.
pub fn take_back(core: &mut Core, cells: Vec<CellRef>) {
    let Some(&first) = cells.first() else { return };
    let forgotten: BTreeSet<CellRef> = cells.iter().copied().collect();
    let kept = core.state.cleaning.decisions.iter().filter(|kept| forgotten.contains(&kept.decision.cell));
    let again: Vec<Decision> = kept.map(|kept| kept.decision.clone()).collect();
    let change = Change {
        action: Action::TakeBackDecisions,
        scope: Scope::Values { first, count: cells.len() },
        said: Message::new("cleaning-taken-back").with("count", cells.len()),
        reopened: cells.clone(),
    };
    let work =
        move |store: &dyn Store, grant: &Grant, progress: &Progress| store.take_back_decisions(grant, &cells, progress);
    if start(core, change, work) {
        core.history.push(Command::Cleaning(CleaningCommand::Decide(again)));
    }
}

/// What is about to be done.
struct Change {
    action: Action,
    scope: Scope,
    /// Said once it is done.
    said: Message,
    /// Cells about which nothing will be decided any more.
    reopened: Vec<CellRef>,
}

/// Starts the one job that changes decisions; `false` where it may or can not.
fn start(
    core: &mut Core,
    change: Change,
    work: impl FnOnce(&dyn Store, &Grant, &Progress) -> Result<(), StoreError> + Send + 'static,
) -> bool {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return false };
    let grant = match open.ask(change.action, change.scope, now) {
        Ok(grant) => grant,
        Err(denied) => {
            core.state.warn(Message::new("denied").with_details(denied));
            return false;
        }
    };
    let (store, said, reopened) = (Arc::clone(&open.store), change.said, change.reopened);
    let started = core.jobs.start(JobKind::DECIDE, Message::new("job-decide"), move |progress| {
        let changed = run(&*store, |store| work(store, &grant, progress));
        match changed {
            Ok((decisions, before, after)) => {
                let done = DecisionsChanged { decisions, before, after, said, reopened };
                Outcome::take(move |core| decided(core, done))
            }
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
    if !started {
        core.state.warn(Message::new("cleaning-busy"));
    }
    started
}

/// Does it; the decisions afterwards, and the states before and after.
fn run(
    store: &dyn Store,
    work: impl FnOnce(&dyn Store) -> Result<(), StoreError>,
) -> Result<(Vec<KeptDecision>, Revision, Revision), StoreError> {
    let before = store.revision()?;
    work(store)?;
    Ok((store.decisions()?, before, store.revision()?))
}

/// Decisions were kept or taken back: what is made from the values is made again.
pub fn decided(core: &mut Core, changed: DecisionsChanged) {
    core.state.inform(changed.said);
    // One's own decision makes no other finding older. A value that was decided about when the others were looked for is
    // not among them: then they are.
    if core.state.cleaning.has_all(&changed.reopened) {
        core.state.cleaning.findings.follow(changed.before, changed.after);
    }
    set_decisions(core, changed.decisions);
    super::super::happened::records_changed(core);
}
