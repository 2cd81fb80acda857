//! The listener: takes links, and keeps the messages of all of them together, so that one write to the disk serves many.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::link::{Arriving, serve};
use super::tls::{ServerTls, Wire};
use crate::io::clock::Clock;
use crate::io::hl7::LONGEST_MESSAGE;
use crate::io::store::inbox::{Arrival, NewMessage};
use crate::io::store::{Inbox, StoreError};

/// Messages that one write may keep.
const MOST_TOGETHER: usize = 256;

const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a listener takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub links: u64,
    pub message_bytes: usize,
    /// A link that says nothing for so long is closed.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { links: 64, message_bytes: LONGEST_MESSAGE, idle: Duration::from_secs(600) }
    }
}

/// What has happened since the listener began.
#[derive(Debug, Default)]
pub struct Figures {
    /// Open now.
    pub links: AtomicU64,
    /// Links beyond the limit that were closed at once.
    pub links_refused: AtomicU64,
    pub idle: AtomicU64,
    pub kept: AtomicU64,
    /// Messages that were there already.
    pub known: AtomicU64,
    /// Of those kept: their sender used the number before for another message.
    pub numbers_again: AtomicU64,
    pub refused: AtomicU64,
    pub too_long: AtomicU64,
    /// Frames that did not end, and bytes outside of frames.
    pub half: AtomicU64,
    /// Messages that could not be written and were not answered.
    pub not_kept: AtomicU64,
    /// Encrypted links that did not come about: no certificate, or one of another authority.
    pub not_trusted: AtomicU64,
}

/// A link that is open, as the panel of the feeds shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLink {
    /// In order of arrival.
    pub number: u64,
    /// Where it comes from.
    pub from: String,
    /// Application and facility of the sender, as the newest message says.
    pub sender: String,
    pub since_utc_secs: i64,
    pub newest_utc_secs: Option<i64>,
    pub messages: u64,
}

/// What the threads of a listener share.
pub struct Shared {
    /// Links that are open now.
    pub open: Mutex<Vec<OpenLink>>,
    pub stop: AtomicBool,
    pub figures: Figures,
    pub limits: Limits,
    pub clock: Clock,
    /// Why messages could not be kept last.
    pub trouble: Mutex<Option<String>>,
}

impl Shared {
    /// A link was opened; its number.
    pub fn link_opened(&self, from: &str) -> u64 {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let number = open.last().map_or(1, |last| last.number + 1);
        let since_utc_secs = self.clock.utc_secs();
        open.push(OpenLink {
            number,
            from: from.to_owned(),
            sender: String::new(),
            since_utc_secs,
            newest_utc_secs: None,
            messages: 0,
        });
        number
    }

    /// A message came over a link.
    pub fn link_heard(&self, number: u64, sender: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(link) = open.iter_mut().find(|link| link.number == number) {
            if link.sender != sender {
                sender.clone_into(&mut link.sender);
            }
            link.newest_utc_secs = Some(self.clock.utc_secs());
            link.messages += 1;
        }
    }

    /// A link was closed.
    pub fn link_closed(&self, number: u64) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).retain(|link| link.number != number);
    }
}

/// A listener at work; dropped, it ends and waits for its threads.
pub struct Listener {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// Listens at an address; port 0 takes any that is free. With `tls` nothing is taken that is not encrypted.
///
/// # Errors
/// The address cannot be taken.
pub fn listen(
    address: SocketAddr,
    inbox: Arc<dyn Inbox>,
    clock: Clock,
    limits: Limits,
    tls: Option<ServerTls>,
) -> std::io::Result<Listener> {
    let socket = TcpListener::bind(address)?;
    socket.set_nonblocking(true)?;
    let address = socket.local_addr()?;
    let (stop, figures, trouble) = (AtomicBool::new(false), Figures::default(), Mutex::new(None));
    let shared = Arc::new(Shared { open: Mutex::default(), stop, figures, limits, clock, trouble });
    let (sender, receiver) = bounded(MOST_TOGETHER * 4);
    let keeper = {
        let shared = Arc::clone(&shared);
        thread::Builder::new().name("inbox".to_owned()).spawn(move || keep_all(&*inbox, &receiver, &shared))?
    };
    let taker = {
        let shared = Arc::clone(&shared);
        thread::Builder::new()
            .name("links".to_owned())
            .spawn(move || take_links(&socket, tls.as_ref(), &shared, &sender))?
    };
    Ok(Listener { address, shared, threads: vec![taker, keeper] })
}

impl Listener {
    pub fn figures(&self) -> &Figures {
        &self.shared.figures
    }

    /// Links that are open now, the oldest first.
    pub fn open_links(&self) -> Vec<OpenLink> {
        self.shared.open.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why messages could not be kept, since this was asked last.
    pub fn take_trouble(&self) -> Option<String> {
        self.shared.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Ends: links are closed between messages, and what was read is kept and answered.
    pub fn end(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _outcome = thread.join();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.end();
    }
}

/// Takes links until the end, then waits for those that are open.
fn take_links(socket: &TcpListener, tls: Option<&ServerTls>, shared: &Arc<Shared>, keep: &Sender<Arriving>) {
    let mut links: Vec<JoinHandle<()>> = Vec::new();
    while !shared.stop.load(Ordering::Relaxed) {
        match socket.accept() {
            Ok((stream, from)) => {
                links.retain(|link| !link.is_finished());
                if links.len() as u64 >= shared.limits.links || stream.set_nonblocking(false).is_err() {
                    shared.figures.links_refused.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                let Ok(stream) = Wire::taken(stream, tls) else { continue };
                let (shared, keep, name) = (Arc::clone(shared), keep.clone(), format!("mllp {}", from.ip()));
                let link = thread::Builder::new().name("link".to_owned());
                links.extend(link.spawn(move || serve(stream, &name, &shared, &keep)));
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(LOOK_EVERY),
            // No descriptor left, a link that was given up at once: the next may come.
            Err(_) => thread::sleep(LOOK_EVERY),
        }
    }
    for link in links {
        let _outcome = link.join();
    }
}

/// Keeps what arrives: whatever came in while the last write was under way goes into the next one together.
fn keep_all(inbox: &dyn Inbox, arriving: &Receiver<Arriving>, shared: &Shared) {
    loop {
        let first = match arriving.recv_timeout(LOOK_EVERY * 5) {
            Ok(first) => first,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let mut together = vec![first];
        together.extend(arriving.try_iter().take(MOST_TOGETHER - 1));
        let (messages, askers): (Vec<NewMessage>, Vec<Sender<Option<Arrival>>>) =
            together.into_iter().map(|arriving| (arriving.message, arriving.kept)).unzip();
        match inbox.keep(&messages) {
            Ok(arrivals) => {
                for (asker, arrival) in askers.iter().zip(arrivals) {
                    // The link may be gone; the message is kept all the same.
                    let _heard = asker.send(Some(arrival));
                }
            }
            Err(error) => {
                not_kept(&error, askers.len(), shared);
                for asker in &askers {
                    let _heard = asker.send(None);
                }
            }
        }
    }
}

fn not_kept(error: &StoreError, count: usize, shared: &Shared) {
    shared.figures.not_kept.fetch_add(count as u64, Ordering::Relaxed);
    *shared.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
}

#[cfg(test)]
mod tests;
