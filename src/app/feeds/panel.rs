//! The window's part of feeds: what is listened to, what is connected, what came in last, and what was set aside.
//!
//! Nothing listens until a person starts it, and nothing of it is remembered for the next start. A locked window goes on
//! listening; a closed store ends it.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::domain::access::{Action, Scope};
use crate::io::clock::Stopwatch;
use crate::io::feeds::OpenLink;
use crate::io::feeds::fhir_server::ServerUrl;
use crate::io::feeds::tls::TlsFault;
use crate::io::import::documents::Strangers;
use crate::io::store::inbox::{InboxCounts, SetAsideMessage};
use crate::io::store::{Inbox, StoreError, Writing};

use super::encryption::TlsPaths;
use super::fault::Fault;
use super::listening::ListenError;
use super::pace::Pace;
use super::set_aside::{self, Again};
use super::{FeedEvent, Listening, Wanted};
use crate::app::core::Core;
use crate::app::hospital;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::app::panels::PanelId;
use crate::app::picker;

impl JobKind {
    pub const BEGIN_FEEDS: JobKind =
        JobKind::writing("begin-feeds").failing(|core, message| core.state.feeds.failure = Some(message));
    /// What is kept is taken in before it ends.
    pub const END_FEEDS: JobKind = JobKind::changing_store("end-feeds");
    /// The next look may do better; a store that cannot be read is told by others.
    pub const LOAD_FEEDS: JobKind = JobKind::reading("load-feeds").failing(|core, _| core.state.feeds.reading = None);
    /// Trying messages again that were set aside.
    pub const RETRY_MESSAGES: JobKind = JobKind::changing_store("retry-messages");
    /// Leaving out a message for good.
    pub const DISCARD_MESSAGE: JobKind = JobKind::writing("discard-message");
}

/// Set-aside messages that the panel shows.
const SHOWN: usize = 500;
/// Events that are remembered.
const REMEMBERED: usize = 50;
/// How often the inbox is looked at while its panel is open.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What came, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    pub at_utc_secs: i64,
    pub event: FeedEvent,
}

/// What the inbox holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InboxView {
    pub counts: InboxCounts,
    /// The oldest first, as many as are shown.
    pub set_aside: Vec<SetAsideMessage>,
}

/// Figures of the links since listening began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkFigures {
    pub kept: u64,
    pub known: u64,
    pub refused: u64,
    /// Frames that did not end, were too long, or bytes outside of frames.
    pub broken: u64,
    pub not_kept: u64,
}

/// What the panel shows.
#[derive(Default)]
pub struct FeedsState {
    listening: Option<Listening>,
    /// What is listened to, as it was asked for.
    pub wanted: Option<Wanted>,
    /// Since when.
    pub since_utc_secs: i64,
    /// Why it did not begin.
    pub failure: Option<Message>,
    /// Why messages could not be kept, or files not taken in; gone once something was taken in again.
    pub trouble: Option<Fault>,
    pub inbox: Option<InboxView>,
    /// Newest first.
    pub noted: VecDeque<Noted>,
    /// A folder chosen in the dialog, until the panel has taken it.
    pub picked_folder: Option<PathBuf>,
    pace: Pace,
    since: Option<Stopwatch>,
    looked: Option<Stopwatch>,
    is_due: bool,
    /// Opened for reading where this process does not write.
    reading: Option<Arc<dyn Inbox>>,
}

impl FeedsState {
    pub fn is_listening(&self) -> bool {
        self.listening.is_some()
    }

    /// The address that is taken.
    pub fn address(&self) -> Option<SocketAddr> {
        Some(self.listening.as_ref()?.listener()?.address)
    }

    pub fn links(&self) -> Vec<OpenLink> {
        let listener = self.listening.as_ref().and_then(Listening::listener);
        listener.map_or_else(Vec::new, |listener| listener.open_links())
    }

    pub fn figures(&self) -> Option<LinkFigures> {
        let figures = self.listening.as_ref()?.listener()?.figures();
        let of = |figure: &AtomicU64| figure.load(Ordering::Relaxed);
        Some(LinkFigures {
            kept: of(&figures.kept),
            known: of(&figures.known),
            refused: of(&figures.refused),
            broken: of(&figures.half) + of(&figures.too_long),
            not_kept: of(&figures.not_kept),
        })
    }

    /// Messages a second lately.
    pub fn per_second(&self) -> Option<f64> {
        self.pace.per_second()
    }

    /// What goes on while the window is locked: listening, without what its messages said.
    #[must_use]
    pub fn without_patients(self) -> FeedsState {
        FeedsState { inbox: None, noted: VecDeque::new(), failure: None, reading: None, is_due: true, ..self }
    }

    /// The inbox that this process holds open for writing.
    pub fn open_inbox(&self) -> Option<Arc<dyn Inbox>> {
        self.listening.as_ref().map(|listening| Arc::clone(&listening.inbox))
    }
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum FeedsCommand {
    /// Begin to listen. An address is a port of this computer, or address and port; empty for none.
    Begin {
        address: String,
        folder: Option<PathBuf>,
        /// A FHIR server; empty for none.
        server: String,
        tls: TlsPaths,
        strangers: Strangers,
    },
    End,
    /// Let messages that were set aside be tried again.
    Retry {
        strangers: Strangers,
        which: Again,
    },
    /// Leave a message out for good that was set aside.
    Discard(u64),
    /// Asks for the folder to be watched.
    ChooseFolder,
    PickedFolderTaken,
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: FeedsCommand) {
    match command {
        FeedsCommand::Begin { address, folder, server, tls, strangers } => {
            begin(core, (&address, &server), folder, (&tls, strangers))
        }
        FeedsCommand::End => end(core),
        FeedsCommand::Retry { strangers, which } => set_aside::try_again(core, strangers, which),
        FeedsCommand::Discard(number) => set_aside::discard(core, number),
        FeedsCommand::ChooseFolder => {
            picker::ask_folder(core, |core, folder| core.state.feeds.picked_folder = Some(folder));
        }
        FeedsCommand::PickedFolderTaken => core.state.feeds.picked_folder = None,
    }
}

/// The address of a text: a port alone is of this computer. Names are not looked up.
pub fn address_of(text: &str) -> Option<SocketAddr> {
    let text = text.trim();
    if let Ok(port) = text.parse::<u16>() {
        return Some(SocketAddr::from((IpAddr::V4(Ipv4Addr::LOCALHOST), port)));
    }
    let text = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    text.parse().ok()
}

fn begin(
    core: &mut Core,
    (address, server): (&str, &str),
    folder: Option<PathBuf>,
    (tls, strangers): (&TlsPaths, Strangers),
) {
    let state = &mut core.state;
    state.feeds.failure = None;
    let address = match (address.trim(), address_of(address)) {
        ("", _) => None,
        (_, Some(address)) => Some(address),
        (said, None) => {
            state.feeds.failure = Some(Message::new("feeds-no-address").with("text", said));
            return;
        }
    };
    let fhir = match Some(server.trim()).filter(|server| !server.is_empty()).map(ServerUrl::parse).transpose() {
        Ok(fhir) => fhir,
        Err(fault) => {
            state.feeds.failure = Some(Message::new("feeds-no-server").with_details(fault));
            return;
        }
    };
    if address.is_none() && folder.is_none() && fhir.is_none() {
        state.feeds.failure = Some(Message::new("feeds-nothing-wanted"));
        return;
    }
    let Some(open) = state.session.open_store() else { return };
    let (store, actor, clock, wake) =
        (Arc::clone(&open.store), open.actor.clone(), core.clock.clone(), core.jobs.wake());
    let wanted = Wanted { address, tls: tls.of_listener(), folder, fhir, fhir_trust: tls.of_server(), strangers };
    core.jobs.start(JobKind::BEGIN_FEEDS, Message::new("job-begin-feeds"), move |_| {
        match Listening::begin_waking(store, actor, wanted.clone(), clock, wake) {
            Ok(listening) => Outcome::take(move |core| begun(core, listening, wanted)),
            Err(error) => Outcome::Failed(in_words(&error)),
        }
    });
}

fn in_words(error: &ListenError) -> Message {
    match error {
        ListenError::Denied(denied) => Message::new("denied").with_details(denied),
        ListenError::Store(error) => Message::from(error),
        ListenError::Address { address, error } => {
            Message::new("feeds-address-taken").with("address", address).with_details(error)
        }
        ListenError::Thread(error) => Message::new("job-no-thread").with_details(error),
        ListenError::Tls(fault) => Message::new(tls_key(fault)).with("name", fault.about()),
        ListenError::Server(fault) => Message::new("feeds-no-server").with_details(fault),
    }
}

fn tls_key(fault: &TlsFault) -> &'static str {
    match fault {
        TlsFault::NoCertificate { .. } => "tls-no-certificate",
        TlsFault::NoKey { .. } => "tls-no-key",
        TlsFault::Unfit(_) => "tls-unfit",
        TlsFault::NoName(_) => "tls-no-name",
    }
}

/// Ends listening in a job: what is kept is taken in before it ends.
pub fn end(core: &mut Core) {
    let Some(listening) = core.state.feeds.listening.take() else { return };
    core.state.feeds.wanted = None;
    core.jobs.start(JobKind::END_FEEDS, Message::new("job-end-feeds"), move |_| {
        let mut listening = listening;
        listening.end();
        Outcome::take(ended)
    });
}

/// Looks at what happened since the last frame.
pub fn poll(core: &mut Core) {
    note_events(core);
    if let (Some(figures), Some(since)) = (core.state.feeds.figures(), core.state.feeds.since) {
        core.state.feeds.pace.look(since.elapsed(), figures.kept + figures.known);
    }
    let is_shown = core.state.panel == PanelId::Feeds && core.state.open().is_some();
    let is_old = core.state.feeds.looked.is_none_or(|looked| looked.elapsed() > LOOK_EVERY);
    if is_shown && is_old && !core.jobs.is_running(JobKind::LOAD_FEEDS) {
        look(core);
    }
}

fn note_events(core: &mut Core) {
    let Some(listening) = &core.state.feeds.listening else { return };
    let events: Vec<FeedEvent> = listening.events.try_iter().collect();
    let trouble = listening.listener().and_then(|listener| listener.take_trouble());
    // The store's own words; what it is about stands in the title.
    let trouble = trouble.map(Fault::of_messages);
    let brought = events.iter().any(|event| matches!(event, FeedEvent::TakenIn(_) | FeedEvent::FileDone { .. }));
    let now = core.clock.utc_secs();
    let feeds = &mut core.state.feeds;
    if brought {
        feeds.trouble = None;
    }
    feeds.trouble = trouble.or(feeds.trouble.take());
    for event in events {
        if let FeedEvent::StoreTrouble(fault) | FeedEvent::FolderTrouble(fault) | FeedEvent::FileWaits { fault, .. } =
            &event
        {
            feeds.trouble = Some(fault.clone());
        }
        feeds.noted.push_front(Noted { at_utc_secs: now, event });
    }
    feeds.noted.truncate(REMEMBERED);
    feeds.is_due |= brought;
    if feeds.is_due && core.state.open().is_some() && hospital::follow(core) {
        core.state.feeds.is_due = false;
    }
}

/// Reads what the inbox holds.
pub fn look(core: &mut Core) {
    let now = core.clock.utc_secs();
    let inbox = core.state.feeds.open_inbox().or_else(|| core.state.feeds.reading.clone());
    let Some(open) = core.state.session.open_store() else { return };
    let Some(grant) = open.ask_quietly(Action::ListenToFeeds, Scope::Store, now) else { return };
    let store = Arc::clone(&open.store);
    core.state.feeds.looked = Some(Stopwatch::start());
    core.jobs.start(JobKind::LOAD_FEEDS, Message::new("job-load-feeds"), move |_| {
        let read = || -> Result<(InboxView, Option<Arc<dyn Inbox>>), StoreError> {
            let inbox = match inbox {
                Some(inbox) => Some(inbox),
                None => store.inbox_to_read(&grant)?,
            };
            let Some(inbox) = inbox else { return Ok((InboxView::default(), None)) };
            let view = InboxView { counts: inbox.counts()?, set_aside: inbox.set_aside(0, SHOWN)? };
            Ok((view, Some(inbox)))
        };
        match read() {
            Ok((view, inbox)) => Outcome::take(move |core| {
                core.state.feeds.inbox = Some(view);
                core.state.feeds.reading = inbox;
            }),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

fn begun(core: &mut Core, listening: Listening, wanted: Wanted) {
    let now = core.clock.utc_secs();
    let inbox = core.state.feeds.inbox.take();
    core.state.feeds = FeedsState {
        listening: Some(listening),
        wanted: Some(wanted),
        since_utc_secs: now,
        since: Some(Stopwatch::start()),
        inbox,
        ..FeedsState::default()
    };
}

fn ended(core: &mut Core) {
    core.state.feeds.is_due = true;
    core.state.feeds.since = None;
    hospital::follow(core);
}

/// Whether another process writes into the store, and may be what listens.
pub fn writes_elsewhere(core: &crate::app::state::State) -> bool {
    core.open().is_some_and(|open| matches!(open.info.writing, Writing::Elsewhere { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_of_this_computer_and_names_are_not_looked_up() {
        let text = |said: &str| address_of(said).map(|address| address.to_string());
        assert_eq!(text(" 2575 ").as_deref(), Some("127.0.0.1:2575"));
        assert_eq!(text("localhost:2575").as_deref(), Some("127.0.0.1:2575"));
        assert_eq!(text("[::1]:2575").as_deref(), Some("[::1]:2575"));
        assert_eq!((text("hospital.example:2575"), text("70000"), text("")), (None, None, None));
    }
}
