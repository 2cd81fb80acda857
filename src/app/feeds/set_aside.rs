//! Messages that were set aside: tried again, said to be about their patient, or left out for good.

use std::sync::Arc;

use crate::app::core::Core;
use crate::app::hospital;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::domain::access::{Action, Scope};
use crate::io::import::documents::Strangers;
use crate::io::store::{Inbox, StoreError};

use super::digest::Digest;
use super::panel::look;

/// Which messages are tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    All,
    One(u64),
    /// The one of a number, as one about the patient of its identifier, whatever name it has.
    Accepted(u64),
}

impl Again {
    fn scope(self) -> Scope {
        match self {
            Again::All => Scope::Store,
            Again::One(number) => Scope::Text { text: format!("message {number}") },
            Again::Accepted(number) => Scope::Text { text: format!("message {number}, its person accepted") },
        }
    }
}

/// Leaves a message out for good.
pub fn discard(core: &mut Core, number: u64) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(Action::DiscardMessages, Scope::Text { text: format!("message {number}") }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, inbox) = (Arc::clone(&open.store), core.state.feeds.open_inbox());
    core.jobs.start(JobKind::DISCARD_MESSAGE, Message::new("job-discard-message"), move |_| {
        let done = inbox.map_or_else(|| store.inbox(), Ok).and_then(|inbox| inbox.discard(&grant, number));
        match done {
            Ok(()) => Outcome::take(|core| {
                core.state.inform(Message::new("feeds-discarded"));
                look(core);
            }),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Tries messages again.
pub fn try_again(core: &mut Core, strangers: Strangers, which: Again) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(Action::RetryMessages, which.scope(), now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, actor) = (Arc::clone(&open.store), open.actor.clone());
    // While somebody listens, their thread takes in what is tried again.
    let open_inbox = core.state.feeds.open_inbox();
    core.jobs.start(JobKind::RETRY_MESSAGES, Message::new("job-retry-messages"), move |_| {
        let let_wait = |inbox: &dyn Inbox| match which {
            Again::All => inbox.retry(&grant, None),
            Again::One(number) => inbox.retry(&grant, Some(number)),
            Again::Accepted(number) => inbox.accept_person(&grant, number).map(|()| 1),
        };
        let work = || -> Result<u64, Message> {
            let of_store = |error: StoreError| Message::from(&error);
            if let Some(inbox) = open_inbox {
                return let_wait(&*inbox).map_err(of_store);
            }
            let inbox = store.inbox().map_err(of_store)?;
            let count = let_wait(&*inbox).map_err(of_store)?;
            take_in_all(&mut Digest::new(store, inbox, actor, strangers), now)?;
            Ok(count)
        };
        match work() {
            Ok(count) => Outcome::take(move |core| tried_again(core, count)),
            Err(message) => Outcome::Failed(message),
        }
    });
}

/// Takes in everything that waits.
///
/// # Errors
/// What the door or the store says.
pub fn take_in_all(digest: &mut Digest, now_utc_secs: i64) -> Result<(), Message> {
    loop {
        let step = digest.step(now_utc_secs).map_err(|error| Message::new("feeds-not-taken-in").with_details(error))?;
        if step.messages == 0 {
            return Ok(());
        }
    }
}

fn tried_again(core: &mut Core, count: u64) {
    core.state.inform(Message::new("feeds-retried").with("count", count));
    hospital::follow(core);
    look(core);
}
