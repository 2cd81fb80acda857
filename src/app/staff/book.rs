//! The strategy book in the store: read when the panel is first looked at, kept as versions, taken back and restored. Each
//! change is one journalled transaction, and Ctrl+Z undoes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::access::{Action, Grant, Scope};
use crate::domain::strategy::{GroupStrategy, KeptBook, StrategyBook, standing};
use crate::io::store::{Store, StoreError};

use super::super::command::Command;
use super::super::core::Core;
use super::super::history::Direction;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::door::{self, Door};
use super::strategies::{can_be_kept, proposed};
use super::{StaffCommand, StaffOutcome};

impl JobKind {
    /// Which versions of the strategy book the store holds.
    pub const LOAD_STRATEGIES: JobKind = JobKind::reading("load-strategies");
    /// A version of the strategy book into the store, or one taken back.
    pub const KEEP_STRATEGIES: JobKind = JobKind::changing_store("keep-strategies");
}

/// What was decided, on screen and in the store.
#[derive(Debug, Default)]
pub struct BookState {
    /// As it is on screen; `None` before there are groups or a kept version.
    pub draft: Option<StrategyBook>,
    /// Whether the draft says something that no version says.
    pub is_changed: bool,
    /// The version that the draft began as.
    pub from: Option<u64>,
    /// Newest first; `None` before they were read.
    pub kept: Option<Vec<KeptBook>>,
    /// What was being decided when another table was opened, by the hash of the own one: kept until the store is closed.
    left: BTreeMap<String, Vec<GroupStrategy>>,
}

impl BookState {
    pub fn standing(&self) -> Option<&KeptBook> {
        self.kept.as_deref().and_then(standing)
    }

    /// The newest version of a table that stands.
    fn standing_of(&self, table_sha256: &str) -> Option<&KeptBook> {
        let of_table = |kept: &&KeptBook| !kept.is_taken_back && kept.book.table_sha256 == table_sha256;
        self.kept.iter().flatten().filter(of_table).max_by_key(|kept| kept.number)
    }

    /// What was decided before, the nearest first: for groups of this table, then whatever is on screen or holds, since a
    /// table that was edited is another one.
    fn decided_for(&self, table_sha256: &str) -> Vec<GroupStrategy> {
        let draft = self.draft.as_ref();
        let of_table = |book: &&StrategyBook| book.table_sha256 == table_sha256;
        let kept = [self.standing_of(table_sha256), self.standing()].map(|kept| kept.map(|kept| &kept.book));
        let strategies = |book: Option<&StrategyBook>| book.map(|book| book.strategies.clone()).unwrap_or_default();
        let left = self.left.get(table_sha256).cloned().unwrap_or_default();
        let [of_same, newest] = kept.map(strategies);
        [strategies(draft.filter(of_table)), left, of_same, strategies(draft), newest].concat()
    }

    /// Lays aside what is being decided, for when its groups come back; whether it was for another table than this one.
    fn leave_for(&mut self, table_sha256: &str) -> bool {
        let Some(draft) = self.draft.as_ref().filter(|_| self.is_changed) else { return false };
        let is_other = draft.table_sha256 != table_sha256;
        let left = self.left.entry(draft.table_sha256.clone()).or_default();
        left.splice(0..0, draft.strategies.iter().cloned());
        left.truncate(MOST_LEFT);
        is_other
    }
}

/// Groups whose words are laid aside, for each table.
const MOST_LEFT: usize = 100;

/// What a job read or changed.
pub struct BookChange {
    kept: Vec<KeptBook>,
    said: Option<Message>,
    /// The version that the draft now is.
    saved: Option<u64>,
    inverse: Option<(StaffCommand, Option<Direction>)>,
}

/// The panel is looked at for the first time: the door is asked, and the book read.
pub fn enter(core: &mut Core) {
    if core.state.staff.door != Door::NotAsked {
        return;
    }
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let asked = open.ask(Action::StudyStaff, Scope::Text { text: "staff panel".to_owned() }, now);
    let store = Arc::clone(&open.store);
    let Ok(grant) = asked else {
        core.state.staff.door = Door::Refused;
        return;
    };
    core.state.staff.door = Door::Open;
    core.jobs.start(JobKind::LOAD_STRATEGIES, Message::new("job-load-strategies"), move |_| {
        let read = || {
            store.journal(&grant)?;
            Ok(BookChange { kept: store.strategy_books(&grant)?, said: None, saved: None, inverse: None })
        };
        outcome(read())
    });
}

fn outcome(done: Result<BookChange, StoreError>) -> Outcome {
    match done {
        Ok(change) => Outcome::from(StaffOutcome::Book(Box::new(change))),
        Err(error) => Outcome::Failed(Message::from(&error)),
    }
}

/// Keeps the draft as the next version.
pub fn save(core: &mut Core) {
    let Some(draft) = core.state.staff.book.draft.clone() else { return };
    if !can_be_kept(&draft) {
        return core.state.warn(Message::new("staff-fault-not-sound"));
    }
    let direction = core.history.direction();
    write(core, Action::SaveStrategies, draft.table.clone(), move |store, grant| {
        let number = store.save_strategy_book(grant, &draft)?;
        let inverse = StaffCommand::TakeBack { number, is_taken_back: true };
        Ok(BookChange {
            kept: store.strategy_books(grant)?,
            said: Some(Message::new("staff-book-saved")),
            saved: Some(number),
            inverse: Some((inverse, direction)),
        })
    });
}

/// Takes a version back, or lets it stand again.
pub fn take_back(core: &mut Core, number: u64, is_taken_back: bool) {
    let (action, key) = match is_taken_back {
        true => (Action::TakeBackStrategies, "staff-book-taken-back"),
        false => (Action::RestoreStrategies, "staff-book-restored"),
    };
    let direction = core.history.direction();
    write(core, action, format!("version {number}"), move |store, grant| {
        store.take_back_strategy_book(grant, number, is_taken_back)?;
        let inverse = StaffCommand::TakeBack { number, is_taken_back: !is_taken_back };
        Ok(BookChange {
            kept: store.strategy_books(grant)?,
            said: Some(Message::new(key)),
            saved: None,
            inverse: Some((inverse, direction)),
        })
    });
}

fn write(
    core: &mut Core,
    action: Action,
    of: String,
    work: impl FnOnce(&dyn Store, &Grant) -> Result<BookChange, StoreError> + Send + 'static,
) {
    let Some((store, grant)) = door::pass(core, action, format!("strategies of {of}")) else { return };
    let started = core
        .jobs
        .start(JobKind::KEEP_STRATEGIES, Message::new("job-keep-strategies"), move |_| outcome(work(&*store, &grant)));
    if !started {
        core.state.warn(Message::new("staff-book-busy"));
    }
}

/// Takes in what was read or changed.
pub fn changed(core: &mut Core, change: BookChange) {
    if let Some((command, direction)) = change.inverse {
        core.history.push_from(direction, Command::Staff(command));
    }
    let book = &mut core.state.staff.book;
    if change.saved.is_some() {
        if let Some(draft) = &book.draft {
            book.left.remove(&draft.table_sha256);
        }
        (book.from, book.is_changed) = (change.saved, false);
    }
    book.kept = Some(change.kept);
    // What was taken back is not what holds: unless somebody is typing, the version that holds is shown.
    let is_shown = book.draft.is_some() && book.from.is_none();
    let is_standing = book.standing().map(|kept| kept.number) == book.from;
    if !book.is_changed && !is_shown && !is_standing {
        let number = book.standing().map(|kept| kept.number);
        show(core, number);
    }
    if let Some(said) = change.said {
        core.state.inform(said);
    }
}

/// Puts a version on screen; with the groups of this session where it is about the same table.
pub fn show(core: &mut Core, number: Option<u64>) {
    let staff = &mut core.state.staff;
    let kept = staff.book.kept.as_ref().and_then(|kept| kept.iter().find(|one| Some(one.number) == number));
    let book = kept.map(|kept| kept.book.clone());
    if let Some(draft) = &staff.book.draft {
        staff.book.left.remove(&draft.table_sha256);
    }
    staff.book.is_changed = false;
    staff.book.from = number;
    staff.book.draft = book;
    if staff.book.draft.is_none() {
        begin(core);
    }
}

/// A draft of the groups that were found, with what was decided for the same groups before.
pub fn begin(core: &mut Core) {
    let staff = &mut core.state.staff;
    let (Some(study), Some(cases)) = (staff.study.value(), staff.cases.value()) else { return };
    let sha256 = cases.provenance.sha256.clone();
    let was_left = staff.book.leave_for(&sha256);
    let strategies = proposed(study, &staff.book.decided_for(&sha256));
    let kept = staff.book.standing_of(&sha256).or(staff.book.standing());
    let number = kept.filter(|kept| kept.book.strategies == strategies).map(|kept| kept.number);
    let book = StrategyBook {
        table: cases.provenance.name.clone(),
        table_sha256: cases.provenance.sha256.clone(),
        people: cases.table.rows.len() as u32,
        has_natural_groups: study.has_groups(),
        strategies,
    };
    (staff.book.draft, staff.book.from, staff.book.is_changed) = (Some(book), number, number.is_none());
    if was_left {
        core.state.inform(Message::new("staff-book-left"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(table: &str, strategy: &str) -> StrategyBook {
        let own = GroupStrategy { group: 1, strategy: strategy.to_owned(), ..GroupStrategy::default() };
        StrategyBook { table_sha256: table.to_owned(), strategies: vec![own], ..StrategyBook::default() }
    }

    #[test]
    fn each_table_finds_what_was_decided_for_its_groups_again() {
        let kept = |number, table: &str| KeptBook {
            number,
            made_utc_secs: 0,
            made_by: String::new(),
            is_taken_back: false,
            book: book(table, &format!("kept {number}")),
        };
        let mut state = BookState { kept: Some(vec![kept(2, "b"), kept(1, "a")]), ..BookState::default() };
        let decided = |state: &BookState, table: &str| state.decided_for(table)[0].strategy.clone();
        assert_eq!(decided(&state, "a"), "kept 1");
        // Another table on screen does not stand for the own one.
        (state.draft, state.is_changed) = (Some(book("b", "typed")), true);
        assert_eq!((decided(&state, "a"), decided(&state, "b")), ("kept 1".into(), "typed".into()));
        // What was being decided is found again when its table comes back.
        assert!(state.leave_for("a") && !state.leave_for("b"));
        (state.draft, state.is_changed) = (Some(book("a", "kept 1")), false);
        assert_eq!((decided(&state, "a"), decided(&state, "b")), ("kept 1".into(), "typed".into()));
    }
}
