//! Kept messages into records. What comes in on one day is one import, as long as no other is made in between; a message
//! that cannot be taken in whole is set aside with its reasons, and what of it is sure is taken in.

use std::sync::Arc;

use crate::app::door::ask;
use crate::base::Progress;
use crate::base::time::MomentReader;
use crate::domain::access::{Action, Actor, Grant, Scope};
use crate::domain::ids::ImportId;
use crate::io::import::documents::Strangers;
use crate::io::import::documents::feed::{draft, take_in_messages};
use crate::io::store::inbox::Settled;
use crate::io::store::{GoingOn, ImportWriter, Inbox, Store};

use super::super::import::documents::{DocumentError, merge_named};

/// Messages that are taken in together.
const AT_ONCE: usize = 4000;

/// Pieces of an import after which its segments are merged.
const PIECES: u32 = 48;

/// Taking in what an inbox holds.
pub struct Digest {
    store: Arc<dyn Store>,
    inbox: Arc<dyn Inbox>,
    actor: Actor,
    strangers: Strangers,
    /// In whose right messages are taken in.
    action: Action,
    going_on: Option<Current>,
}

/// The import that goes on.
struct Current {
    import: ImportId,
    grant: Grant,
    name: String,
    pieces: u32,
}

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub messages: usize,
    pub values: u64,
    pub set_aside: usize,
}

impl Digest {
    pub fn new(store: Arc<dyn Store>, inbox: Arc<dyn Inbox>, actor: Actor, strangers: Strangers) -> Digest {
        Digest { store, inbox, actor, strangers, action: Action::ListenToFeeds, going_on: None }
    }

    /// The same for what somebody at the bedside said, who need not be allowed to listen.
    pub fn of_bedside(store: Arc<dyn Store>, inbox: Arc<dyn Inbox>, actor: Actor) -> Digest {
        Digest { action: Action::EnterBedside, ..Digest::new(store, inbox, actor, Strangers::SetAside) }
    }

    /// Takes in what waits, up to a few thousand messages.
    ///
    /// # Errors
    /// What the store says: the messages still wait then.
    pub fn step(&mut self, now_utc_secs: i64) -> Result<Step, DocumentError> {
        let messages = self.inbox.waiting(AT_ONCE)?;
        if messages.is_empty() {
            return Ok(Step::default());
        }
        let zone = self.store.info().zone;
        let day = zone.date_at(now_utc_secs).iso();
        let (writer, first_line, current) = self.writer(&day, now_utc_secs)?;
        let moments = MomentReader::new(zone).at(now_utc_secs);
        let progress = Progress::default();
        let digested =
            take_in_messages(&messages, first_line, &current.name, writer, moments, self.strangers, &progress)?;
        let import = digested.receipt.import;
        let settled: Vec<Settled> = (first_line..)
            .zip(messages.iter().zip(&digested.reasons))
            .map(|(line, (message, reason))| Settled {
                number: message.number,
                import,
                line,
                set_aside: reason.clone(),
            })
            .collect();
        self.inbox.settle(&settled)?;
        merge_named(&*self.store, &self.actor, &digested.merges, now_utc_secs)?;
        let pieces = current.pieces + 1;
        self.going_on = Some(Current { import, pieces, ..current });
        if pieces.is_multiple_of(PIECES) {
            let grant = ask(&*self.store, &self.actor, Action::Compact, Scope::Store, now_utc_secs)?;
            self.store.compact(&grant, &progress)?;
        }
        let set_aside = settled.iter().filter(|one| one.set_aside.is_some()).count();
        Ok(Step { messages: messages.len(), values: digested.receipt.counts.added, set_aside })
    }

    /// Goes on with the day's import, or begins it.
    fn writer(&mut self, day: &str, now_utc_secs: i64) -> Result<(Box<dyn ImportWriter>, u32, Current), DocumentError> {
        if let Some(current) = self.going_on.take().filter(|current| current.name.starts_with(day))
            && let Some(GoingOn { writer, next_line }) = self.store.go_on_with_import(&current.grant, current.import)?
        {
            return Ok((writer, next_line, current));
        }
        let clock = self.store.info().zone.moment(now_utc_secs).local_hms();
        let name = format!("{day} {:02}:{:02}:{:02}", clock.0, clock.1, clock.2);
        let scope = Scope::Text { text: format!("feed {name}") };
        let grant = ask(&*self.store, &self.actor, self.action, scope, now_utc_secs)?;
        let writer = self.store.begin_import(&grant, draft(name.clone()))?;
        Ok((writer, 1, Current { import: ImportId(0), grant, name, pieces: 0 }))
    }
}
