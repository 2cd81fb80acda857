//! Likely the same person: the pairs to be reviewed, and what people say about them.

mod deciding;
mod finding;
mod persons;
pub mod review;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::analysis::quality::duplicates::Pair;
use crate::domain::access::{Action, Scope};
use crate::domain::ids::PatientId;
use crate::domain::merge::ordered;

use super::computed::Computed;
use super::core::Core;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::panels::PanelId;
use super::twin::TwinState;

pub use deciding::{Changed, Decision, changed, refused};
pub use finding::{Found, find, found, search};
pub use persons::IndexPersons;

impl JobKind {
    pub const FIND_DUPLICATES: JobKind = JobKind::reading("find-duplicates")
        .failing(|core, message| core.state.duplicates.found.failed(message))
        .when_cancelled(|core| core.state.duplicates.found.stopped());
    pub const OPEN_REVIEW: JobKind = JobKind::reading("open-review");
    /// Says who is one person and who is not.
    pub const CHANGE_PERSONS: JobKind = JobKind::changing_store("change-persons").failing(refused);
}

/// Two patients of a pair, the lower number first.
pub type PairId = (PatientId, PatientId);

/// The two patients of a pair.
pub fn pair_id(pair: &Pair) -> PairId {
    ordered(PatientId(pair.first), PatientId(pair.second))
}

/// The review's state.
#[derive(Debug, Default)]
pub struct DuplicatesState {
    pub found: Computed<Found>,
    /// The review is on screen in place of the list.
    pub is_open: bool,
    /// How often it was opened: whoever opens it wants to see what waits.
    pub openings: u32,
    /// The pair that is shown side by side.
    pub shown: Option<PairId>,
    /// Decided since the pairs were found.
    pub decided: Vec<PairId>,
    /// Put off until the store is opened again.
    pub later: Vec<PairId>,
    /// What was done last.
    pub told: Option<Message>,
}

impl DuplicatesState {
    /// Pairs still to be decided, best first; those put off at the end.
    pub fn open_pairs(&self) -> Vec<&Pair> {
        let pairs = self.found.value().map_or(&[] as &[Pair], |found| found.pairs.as_slice());
        let open = |pair: &&Pair| !self.decided.contains(&pair_id(pair));
        let (later, now): (Vec<&Pair>, Vec<&Pair>) =
            pairs.iter().filter(open).partition(|pair| self.later.contains(&pair_id(pair)));
        now.into_iter().chain(later).collect()
    }

    /// How many pairs wait for a decision; `None` while nobody knows.
    pub fn waiting(&self) -> Option<u64> {
        let found = self.found.value()?;
        let decided = found.pairs.iter().filter(|pair| self.decided.contains(&pair_id(pair))).count();
        Some(found.total.saturating_sub(decided as u64))
    }

    /// The pair that is shown, where it is still to be decided.
    pub fn shown_pair(&self) -> Option<(&Arc<Found>, &Pair)> {
        let found = self.found.value()?;
        let pair = found.pairs.iter().find(|pair| Some(pair_id(pair)) == self.shown)?;
        (!self.decided.contains(&pair_id(pair))).then_some((found, pair))
    }
}

/// What can be asked of the review.
#[derive(Clone, Debug)]
pub enum DuplicatesCommand {
    /// Shows the review; journalled, since it shows patients.
    Open,
    Close,
    Show(PairId),
    /// Puts the shown pair at the end of the list.
    Later,
    Decide(Decision),
    /// Searches again.
    Find,
    /// Stops the search.
    Cancel,
}

/// Carries out a review command.
pub fn apply(core: &mut Core, command: DuplicatesCommand) {
    match command {
        DuplicatesCommand::Open => open(core),
        DuplicatesCommand::Close => core.state.duplicates.is_open = false,
        DuplicatesCommand::Show(pair) => core.state.duplicates.shown = Some(pair),
        DuplicatesCommand::Later => later(core),
        DuplicatesCommand::Decide(decision) => deciding::decide(core, decision),
        DuplicatesCommand::Find => find(core),
        DuplicatesCommand::Cancel => core.cancel_job(JobKind::FIND_DUPLICATES),
    }
}

fn open(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(Action::ReviewDuplicates, Scope::Store, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::OPEN_REVIEW, Message::new("job-open-review"), move |_| match store.journal(&grant) {
        Ok(()) => Outcome::take(review_opened),
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
}

/// The journal knows: the review is shown.
pub fn review_opened(core: &mut Core) {
    core.state.twin = TwinState::default();
    core.state.duplicates.is_open = true;
    core.state.duplicates.openings += 1;
    core.state.duplicates.told = None;
    super::panels::go(core, PanelId::Patients);
    choose_another(core);
}

fn later(core: &mut Core) {
    let state = &mut core.state.duplicates;
    if let Some(pair) = state.shown {
        state.later.retain(|kept| *kept != pair);
        state.later.push(pair);
        state.shown = None;
    }
    choose_another(core);
}

/// Shows the first pair to be decided where the one shown is not one any more.
fn choose_another(core: &mut Core) {
    let state = &mut core.state.duplicates;
    if state.shown_pair().is_none() {
        state.shown = state.open_pairs().first().map(|pair| pair_id(pair));
    }
}
