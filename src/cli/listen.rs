//! `wardtwin listen`: takes in what links and a watched folder bring, until it is told to end.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;

use crate::app::feeds::files::Taken;
use crate::app::feeds::{FeedEvent, Listening, Wanted};
use crate::domain::receipt::Counts;
use crate::io::clock::Clock;
use crate::io::feeds::fhir_server::ServerUrl;
use crate::io::feeds::tls::{ClientFiles, Identity, ServerFiles};
use crate::io::feeds::{Listener, raise_when_asked_to_end};
use crate::io::import::documents::Strangers;
use crate::io::store::Store;

use super::failure::Failure;
use super::output::{Ending, note, tell};
use super::vault::{self, Purpose, RestoredArguments};
use super::words;

#[derive(Args)]
pub struct ListenArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
    /// Take HL7 version 2 over MLLP at this address. An address that other computers reach is taken only when it is
    /// written here, and warned of.
    #[arg(long, value_name = "ADDRESS:PORT", required_unless_present_any = ["watch", "fhir"])]
    mllp: Option<String>,
    /// Take in files that are put into this folder: messages, FHIR bundles, tables. Each is moved to done/ or rejected/.
    #[arg(long, value_name = "FOLDER")]
    watch: Option<PathBuf>,
    /// Ask a FHIR server for observations that are new, every 15 seconds: http://127.0.0.1:8080/fhir on this computer,
    /// https elsewhere, with --fhir-ca.
    #[arg(long, value_name = "URL")]
    fhir: Option<String>,
    /// The certificate of the authority of the FHIR server (PEM); no other is trusted.
    #[arg(long, value_name = "FILE", requires = "fhir")]
    fhir_ca: Option<PathBuf>,
    /// Encrypt the links at --mllp: the certificate that is shown (PEM), with those that lead to its authority.
    #[arg(long, value_name = "FILE", requires_all = ["mllp", "tls_key"])]
    tls_cert: Option<PathBuf>,
    /// The private key of --tls-cert (PEM, not encrypted).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Let in only senders with a certificate of this authority (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_client_ca: Option<PathBuf>,
    /// End after so many seconds; by default when asked to (Ctrl+C).
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// Make a patient of whoever a message names and the store does not have; without it such messages are set aside.
    #[arg(long)]
    new_patients: bool,
}

/// How often figures are written on a terminal or into a log.
const FIGURES_EVERY: Duration = Duration::from_secs(10);

pub fn run(arguments: &ListenArguments, quiet: bool) -> Result<Ending, Failure> {
    let address = arguments.mllp.as_deref().map(address_of).transpose()?;
    let stop = Arc::new(AtomicBool::new(false));
    raise_when_asked_to_end(&stop);
    let store = vault::open(&arguments.store, Purpose::Write, &arguments.restored)?;
    let tls = server_files(arguments);
    if let Some(address) = address.filter(|address| !address.ip().is_loopback() && tls.is_none()) {
        tell(format_args!(
            "{address} is reached from other computers, and MLLP is neither encrypted nor does it ask who sends; only on a network that you trust"
        ));
    }
    let strangers = if arguments.new_patients { Strangers::Admit } else { Strangers::SetAside };
    let fhir =
        arguments.fhir.as_deref().map(ServerUrl::parse).transpose().map_err(|fault| Failure(fault.to_string()))?;
    let fhir_trust = arguments.fhir_ca.clone().map(|authority| ClientFiles { authority, own: None });
    let wanted = Wanted { address, tls, folder: arguments.watch.clone(), fhir, fhir_trust, strangers };
    let mut listening =
        Listening::begin(Arc::clone(&store) as Arc<dyn Store>, store.actor().clone(), wanted, Clock::System).map_err(
            |error| match error {
                crate::app::feeds::listening::ListenError::Store(error) => words::of_store(&arguments.store)(error),
                other => Failure(other.to_string()),
            },
        )?;
    say_what_is_listened_to(&listening, arguments);
    wait(&listening, &stop, arguments.seconds.map(Duration::from_secs), quiet);
    listening.end();
    let is_clean = account(&listening)?;
    Ok(if is_clean { Ending::AllDone } else { Ending::WithFindings })
}

fn server_files(arguments: &ListenArguments) -> Option<ServerFiles> {
    let (certificate, key) = arguments.tls_cert.clone().zip(arguments.tls_key.clone())?;
    Some(ServerFiles { own: Identity { certificate, key }, client_authority: arguments.tls_client_ca.clone() })
}

/// The address of a text such as `127.0.0.1:2575` or `localhost:2575`; a port alone is of this computer.
pub fn address_of(text: &str) -> Result<SocketAddr, Failure> {
    if let Ok(port) = text.parse::<u16>() {
        return Ok(SocketAddr::from((IpAddr::from([127, 0, 0, 1]), port)));
    }
    let found = text.to_socket_addrs().ok().and_then(|mut all| all.next());
    found.ok_or_else(|| Failure(format!("{text:?} is no address; write one such as 127.0.0.1:2575")))
}

fn say_what_is_listened_to(listening: &Listening, arguments: &ListenArguments) {
    if let Some(listener) = listening.listener() {
        let how = match (&arguments.tls_cert, &arguments.tls_client_ca) {
            (None, _) => "",
            (Some(_), None) => ", encrypted (TLS)",
            (Some(_), Some(_)) => ", encrypted (TLS), for senders with a certificate",
        };
        tell(format_args!("listening at {}{how}", listener.address));
    }
    if let Some(folder) = &arguments.watch {
        tell(format_args!("watching {}", folder.display()));
    }
    if let Some(url) = &arguments.fhir {
        tell(format_args!("asking {url}"));
    }
}

fn wait(listening: &Listening, stop: &AtomicBool, time: Option<Duration>, quiet: bool) {
    let (begin, mut figures_at) = (Instant::now(), Instant::now());
    while !stop.load(Ordering::Relaxed) && time.is_none_or(|time| begin.elapsed() < time) {
        if let Ok(event) = listening.events.recv_timeout(Duration::from_millis(100)) {
            say(&event, quiet);
        }
        if let Some(trouble) = listening.listener().and_then(Listener::take_trouble) {
            tell(format_args!("messages could not be kept and were not answered: {trouble}"));
        }
        if !quiet && figures_at.elapsed() >= FIGURES_EVERY {
            figures_at = Instant::now();
            if let Some(listener) = listening.listener() {
                note(figures(listener));
            }
        }
    }
}

fn say(event: &FeedEvent, quiet: bool) {
    match event {
        FeedEvent::TakenIn(step) if step.set_aside > 0 => tell(format_args!(
            "{} messages taken in, {} of them set aside; wardtwin messages lists them",
            step.messages, step.set_aside
        )),
        FeedEvent::TakenIn(step) if !quiet => {
            note(format_args!("{} messages taken in, {} values", step.messages, step.values));
        }
        FeedEvent::TakenIn(_) => {}
        FeedEvent::FileDone { name, taken } => note(format_args!("{name}: {}", taken_words(taken))),
        FeedEvent::FileRejected { name, fault } => tell(format_args!("{name} is rejected: {}", fault.words)),
        FeedEvent::FileWaits { name, fault } => {
            tell(format_args!("{name} is left where it is and tried again: {}", fault.words));
        }
        FeedEvent::FileStays { name, reason } => {
            tell(format_args!("{name} is taken in and cannot be moved ({reason}); it is left alone until it changes"));
        }
        FeedEvent::FolderTrouble(fault) => tell(format_args!("the watched folder: {}", fault.words)),
        FeedEvent::FolderBack => tell("the watched folder is there"),
        FeedEvent::StoreTrouble(fault) => tell(&fault.words),
    }
}

fn taken_words(taken: &Taken) -> String {
    match taken {
        Taken::Messages(count) => format!("{count} messages kept"),
        Taken::Imported(Counts { added, updated, duplicates, rejected, flagged, .. }) => {
            format!(
                "{added} added, {updated} updated, {duplicates} already there, {flagged} flagged, {rejected} refused"
            )
        }
        Taken::Refused(fault) => fault.words.clone(),
    }
}

fn figures(listener: &Listener) -> String {
    let figures = listener.figures();
    let of = |figure: &AtomicU64| figure.load(Ordering::Relaxed);
    format!(
        "{} links, {} messages kept ({} under a number used before), {} known before, {} refused, {} half frames, {} too long, {} not kept, {} links not trusted",
        of(&figures.links),
        of(&figures.kept),
        of(&figures.numbers_again),
        of(&figures.known),
        of(&figures.refused),
        of(&figures.half),
        of(&figures.too_long),
        of(&figures.not_kept),
        of(&figures.not_trusted)
    )
}

/// What came of all of it; whether nothing waits for a person.
fn account(listening: &Listening) -> Result<bool, Failure> {
    while let Ok(event) = listening.events.try_recv() {
        say(&event, true);
    }
    if let Some(listener) = listening.listener() {
        note(figures(listener));
    }
    let counts = listening.inbox.counts()?;
    note(format_args!(
        "in the inbox: {} taken in, {} waiting, {} set aside",
        counts.taken, counts.waiting, counts.set_aside
    ));
    Ok(counts.set_aside == 0 && counts.waiting == 0)
}
