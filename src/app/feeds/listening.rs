//! Listening: a link's listener, a watched folder, and the thread that takes in what they bring.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::app::door::ask;
use crate::app::jobs::Wake;
use crate::domain::access::{Action, Actor, Scope};
use crate::io::clock::Clock;
use crate::io::feeds::fhir_server::{ServerFault, ServerUrl};
use crate::io::feeds::tls::{ClientFiles, ClientTls, ServerFiles, ServerTls, TlsFault};
use crate::io::feeds::{Folder, Limits, Listener, Outcome, WatchFault, listen};
use crate::io::import::documents::Strangers;
use crate::io::store::{Inbox, Store, StoreError};

use super::digest::{Digest, Step};
use super::fault::Fault;
use super::files::{Desk, Taken, take_in};
use super::polling::Polled;

/// How often waiting messages are taken in: what comes in is on screen within a second.
const DIGEST_EVERY: Duration = Duration::from_millis(400);

/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How often a server is asked.
const POLL_EVERY: Duration = Duration::from_secs(15);

/// How long is waited after the store or the disk said no.
const AFTER_TROUBLE: Duration = Duration::from_secs(3);

/// Texts of messages are kept so long after they were taken in.
const KEPT_SECS: i64 = 30 * 86_400;

/// What is to be listened to.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub address: Option<SocketAddr>,
    /// Links at the address are encrypted.
    pub tls: Option<ServerFiles>,
    pub folder: Option<PathBuf>,
    /// A server that is asked for what is new.
    pub fhir: Option<ServerUrl>,
    /// Whom it is trusted by, where it is encrypted.
    pub fhir_trust: Option<ClientFiles>,
    pub strangers: Strangers,
}

/// Something that happened, for whoever shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedEvent {
    TakenIn(Step),
    FileDone {
        name: String,
        taken: Taken,
    },
    FileRejected {
        name: String,
        fault: Fault,
    },
    /// A file is left where it is and tried again.
    FileWaits {
        name: String,
        fault: Fault,
    },
    /// A file was dealt with and could not be moved aside.
    FileStays {
        name: String,
        reason: String,
    },
    FolderTrouble(Fault),
    FolderBack,
    StoreTrouble(Fault),
}

/// Why listening does not begin.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error(transparent)]
    Denied(#[from] crate::domain::access::Denied),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{address} cannot be listened at: {error}")]
    Address { address: SocketAddr, error: std::io::Error },
    #[error("no thread can be started: {0}")]
    Thread(std::io::Error),
    #[error(transparent)]
    Tls(#[from] TlsFault),
    #[error(transparent)]
    Server(#[from] ServerFault),
}

/// Listening under way; dropped, it ends, takes in what is kept, and waits for its threads.
pub struct Listening {
    listener: Option<Listener>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
    pub events: Receiver<FeedEvent>,
    pub inbox: Arc<dyn Inbox>,
}

impl Listening {
    /// Begins; journalled.
    ///
    /// # Errors
    /// The actor may not; the store cannot be written; the address is taken.
    pub fn begin(store: Arc<dyn Store>, actor: Actor, wanted: Wanted, clock: Clock) -> Result<Listening, ListenError> {
        Listening::begin_waking(store, actor, wanted, clock, Arc::new(|| ()))
    }

    /// The same, waking whoever looks at the events whenever there is one.
    ///
    /// # Errors
    /// As [`Listening::begin`].
    pub fn begin_waking(
        store: Arc<dyn Store>,
        actor: Actor,
        wanted: Wanted,
        clock: Clock,
        wake: Wake,
    ) -> Result<Listening, ListenError> {
        let now = clock.utc_secs();
        let tls = wanted.tls.as_ref().map(ServerTls::read).transpose()?;
        let trust = wanted.fhir_trust.as_ref().map(ClientTls::read).transpose()?;
        if trust.is_none() && wanted.fhir.as_ref().is_some_and(|url| url.is_encrypted) {
            return Err(ServerFault::NoAuthority.into());
        }
        let scope = Scope::Text { text: words_of(&wanted) };
        let grant = ask(&*store, &actor, Action::ListenToFeeds, scope, now)?;
        let inbox = store.inbox()?;
        store.journal(&grant)?;
        inbox.forget_taken_before(now - KEPT_SECS)?;
        let listener = wanted
            .address
            .map(|address| {
                let begun = listen(address, Arc::clone(&inbox), clock.clone(), Limits::default(), tls);
                begun.map_err(|error| ListenError::Address { address, error })
            })
            .transpose()?;
        let (stop, (sender, events)) = (Arc::new(AtomicBool::new(false)), unbounded());
        let mut threads = Vec::new();
        let worker =
            Worker { store, inbox: Arc::clone(&inbox), actor, clock, stop: Arc::clone(&stop), events: sender, wake };
        let strangers = wanted.strangers;
        if let Some(folder) = wanted.folder {
            let worker = worker.clone();
            threads.push(named("watch", move || worker.watch(Folder::new(folder), strangers))?);
        }
        if let Some(url) = wanted.fhir {
            let worker = worker.clone();
            threads.push(named("poll", move || worker.poll(Polled::new(url, trust), strangers))?);
        }
        threads.push(named("digest", move || worker.digest(strangers))?);
        Ok(Listening { listener, stop, threads, events, inbox })
    }

    pub fn listener(&self) -> Option<&Listener> {
        self.listener.as_ref()
    }

    /// Ends: links first, then the folder, then what is kept is taken in.
    pub fn end(&mut self) {
        if let Some(listener) = &mut self.listener {
            listener.end();
        }
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _outcome = thread.join();
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.end();
    }
}

fn words_of(wanted: &Wanted) -> String {
    let scheme = if wanted.tls.is_some() { "mllps" } else { "mllp" };
    let address = wanted.address.map(|address| format!("{scheme} {address}"));
    let folder = wanted.folder.as_ref().map(|_| "folder".to_owned());
    let server = wanted.fhir.as_ref().map(|url| format!("fhir {url}"));
    address.into_iter().chain(folder).chain(server).collect::<Vec<_>>().join(", ")
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, ListenError> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(ListenError::Thread)
}

/// What the threads work with.
#[derive(Clone)]
struct Worker {
    store: Arc<dyn Store>,
    inbox: Arc<dyn Inbox>,
    actor: Actor,
    clock: Clock,
    stop: Arc<AtomicBool>,
    events: Sender<FeedEvent>,
    wake: Wake,
}

impl Worker {
    fn tell(&self, event: FeedEvent) {
        // Nobody may be looking.
        let _heard = self.events.send(event);
        (self.wake)();
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Waits, unless it is to end.
    fn wait(&self, time: Duration) {
        let begin = Instant::now();
        while begin.elapsed() < time && !self.is_stopped() {
            thread::sleep(Duration::from_millis(50).min(time));
        }
    }

    fn digest(&self, strangers: Strangers) {
        let mut digest = Digest::new(Arc::clone(&self.store), Arc::clone(&self.inbox), self.actor.clone(), strangers);
        loop {
            // Whatever was kept before the end is taken in; asked before the step, so that one follows it.
            let was_stopped = self.is_stopped();
            match digest.step(self.clock.utc_secs()) {
                Ok(step) if step.messages > 0 => self.tell(FeedEvent::TakenIn(step)),
                Ok(_) if was_stopped => return,
                Ok(_) => self.wait(DIGEST_EVERY),
                Err(error) => {
                    self.tell(FeedEvent::StoreTrouble(Fault::of_document(&error)));
                    if was_stopped {
                        return;
                    }
                    self.wait(AFTER_TROUBLE);
                }
            }
        }
    }

    fn poll(&self, mut polled: Polled, strangers: Strangers) {
        let mut trouble = String::new();
        while !self.is_stopped() {
            match polled.step(&self.store, &self.actor, strangers, self.clock.utc_secs()) {
                Ok(found) => {
                    trouble.clear();
                    if let Some(counts) = found {
                        self.tell(FeedEvent::FileDone { name: polled.url.to_string(), taken: Taken::Imported(counts) });
                    }
                }
                Err(error) => {
                    let fault = Fault::of_poll(&polled.url.to_string(), &error);
                    if fault.words != trouble {
                        trouble.clone_from(&fault.words);
                        self.tell(FeedEvent::StoreTrouble(fault));
                    }
                }
            }
            self.wait(POLL_EVERY);
        }
    }

    fn watch(&self, mut folder: Folder, strangers: Strangers) {
        let mut trouble: Option<WatchFault> = None;
        let mut told = String::new();
        while !self.is_stopped() {
            match folder.settled() {
                Ok(files) => {
                    if trouble.take().is_some() {
                        self.tell(FeedEvent::FolderBack);
                    }
                    for file in files {
                        if self.is_stopped() {
                            break;
                        }
                        self.file(&mut folder, &file, strangers, &mut told);
                    }
                }
                Err(fault) => {
                    if trouble.as_ref() != Some(&fault) {
                        self.tell(FeedEvent::FolderTrouble(Fault::of_folder(&fault)));
                    }
                    trouble = Some(fault);
                }
            }
            self.wait(LOOK_EVERY);
        }
    }

    /// Takes in one file and moves it aside, in this order. One that cannot be taken in now stays, is told once, and holds up
    /// no other.
    fn file(&self, folder: &mut Folder, file: &std::path::Path, strangers: Strangers, told: &mut String) {
        let desk = Desk { store: &self.store, inbox: &self.inbox, actor: &self.actor, strangers };
        let name = crate::app::message::file_name(file);
        let taken = match take_in(&desk, file, self.clock.utc_secs()) {
            Ok(taken) => taken,
            Err(error) => {
                let fault = Fault::of_document(&error);
                let words = format!("{name}: {}", fault.words);
                if words != *told {
                    self.tell(FeedEvent::FileWaits { name, fault });
                }
                *told = words;
                return self.wait(AFTER_TROUBLE);
            }
        };
        let (outcome, fault) = match &taken {
            Taken::Messages(_) | Taken::Imported(_) => (Outcome::Done, None),
            Taken::Refused(fault) => (Outcome::Rejected, Some(fault.clone())),
        };
        if let Err(error) = folder.move_aside(file, outcome, fault.as_ref().map(|fault| fault.words.as_str())) {
            self.tell(FeedEvent::FileStays { name: name.clone(), reason: error.kind().to_string() });
        }
        self.tell(match fault {
            Some(fault) => FeedEvent::FileRejected { name, fault },
            None => FeedEvent::FileDone { name, taken },
        });
    }
}
