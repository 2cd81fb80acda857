//! `wardtwin simulate-monitor`: realistic traffic of patients who do not exist, to a listener or into a folder.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::app::feeds::scenario::{Scenario, Simulated, Ward};
use crate::io::clock::Clock;
use crate::io::feeds::Sender;
use crate::io::feeds::tls::{ClientFiles, ClientTls, Identity};

use super::failure::Failure;
use super::listen::address_of;
use super::output::{Beside, Ending, must_be_outside_stores, tell, to_stdout};
use super::words;

#[derive(Args)]
pub struct SimulateArguments {
    /// A listener, mllp://127.0.0.1:2575, or mllps:// for an encrypted one, or a folder.
    #[arg(long, value_name = "mllp[s]://ADDRESS:PORT|FOLDER")]
    to: String,
    /// What happens to the patients.
    #[arg(long, default_value = "mixed", value_parser = scenario_from_text)]
    scenario: Scenario,
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    patients: u32,
    /// Messages a second, of all patients together; 0: as fast as they are answered.
    #[arg(long, default_value_t = 10.0)]
    rate: f64,
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Send half an hour that has passed at once, then each minute as it passes, for --seconds; --rate does not count.
    /// Over links alone.
    #[arg(long, conflicts_with = "rate")]
    live: bool,
    /// The same seed makes the same patients.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Links that are open at a time.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    links: u32,
    /// With mllps://: the certificate of the authority that the listener's is of (PEM); no other is trusted.
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// With mllps://: the certificate that is shown to a listener that asks for one (PEM).
    #[arg(long, value_name = "FILE", requires_all = ["tls_ca", "tls_key"])]
    tls_cert: Option<PathBuf>,
    /// The private key of --tls-cert (PEM, not encrypted).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Write the control ids of all messages that were acknowledged here.
    #[arg(long, value_name = "FILE")]
    acknowledged: Option<PathBuf>,
}

/// At full speed nobody knows how many messages there will be; so many minutes are simulated at most.
const MOST_MINUTES: u32 = 1440;

/// Minutes that have passed when a live run begins.
const LIVE_HISTORY: u32 = 30;

/// A message is sent again for so long where no answer comes.
const PATIENCE: Duration = Duration::from_secs(30);

fn scenario_from_text(text: &str) -> Result<Scenario, String> {
    let all = || Scenario::ALL.map(Scenario::id).join(", ");
    Scenario::from_id(text).ok_or_else(|| format!("the scenarios are {}", all()))
}

pub fn run(arguments: &SimulateArguments) -> Result<Ending, Failure> {
    let wanted = arguments.rate * arguments.seconds as f64 / f64::from(arguments.patients);
    let minutes = if arguments.rate > 0.0 { wanted.ceil().clamp(1.0, 100_000.0) as u32 } else { MOST_MINUTES };
    let now = Clock::System.utc_secs();
    let live_minutes = (arguments.seconds / 60) as u32;
    let (minutes, end_utc_secs) = match arguments.live {
        true => (LIVE_HISTORY + live_minutes, now + i64::from(live_minutes) * 60),
        false => (minutes, now),
    };
    let ward = Ward {
        scenario: arguments.scenario,
        patients: arguments.patients,
        seed: arguments.seed,
        end_utc_secs,
        minutes,
    };
    match target_of(arguments)? {
        Some(target) => over_links(arguments, &ward, &target),
        None if arguments.live => Err(Failure("--live sends over links: mllp://127.0.0.1:2575".to_owned())),
        None => into_folder(arguments, &ward, Path::new(&arguments.to)),
    }
}

/// A listener that is sent to.
struct Target {
    address: SocketAddr,
    /// As it was written: the certificate has to be for it.
    host: String,
    tls: Option<ClientTls>,
}

impl Target {
    fn connect(&self) -> std::io::Result<Sender> {
        Sender::connect_with(self.address, self.tls.as_ref(), &self.host)
    }
}

/// The listener that is named; `None` for a folder.
fn target_of(arguments: &SimulateArguments) -> Result<Option<Target>, Failure> {
    let plain = arguments.to.strip_prefix("mllp://");
    let Some(text) = plain.or_else(|| arguments.to.strip_prefix("mllps://")) else { return Ok(None) };
    let text = text.trim_end_matches('/');
    let host = text.rsplit_once(':').map_or("127.0.0.1", |(host, _)| host).to_owned();
    let tls = match (&arguments.tls_ca, plain) {
        (None, Some(_)) => None,
        (Some(authority), None) => {
            let own = arguments.tls_cert.clone().zip(arguments.tls_key.clone());
            let own = own.map(|(certificate, key)| Identity { certificate, key });
            let files = ClientFiles { authority: authority.clone(), own };
            Some(ClientTls::read(&files).map_err(|fault| Failure(fault.to_string()))?)
        }
        (None, None) => return Err(Failure("mllps:// needs --tls-ca, the certificate of the authority".to_owned())),
        (Some(_), Some(_)) => return Err(Failure("--tls-ca goes with mllps://, not with mllp://".to_owned())),
    };
    Ok(Some(Target { address: address_of(text)?, host, tls }))
}

/// What became of messages.
#[derive(Default)]
struct Account {
    sent: u64,
    accepted: u64,
    errors: u64,
    rejected: u64,
    unanswered: u64,
    sent_again: u64,
    /// From sending to the answer, in seconds.
    waits: Vec<f64>,
    acknowledged: Vec<String>,
    /// Why one side does not trust the other.
    not_trusted: Option<String>,
}

impl Account {
    fn join(&mut self, other: Account) {
        self.sent += other.sent;
        self.accepted += other.accepted;
        self.errors += other.errors;
        self.rejected += other.rejected;
        self.unanswered += other.unanswered;
        self.sent_again += other.sent_again;
        self.waits.extend(other.waits);
        self.acknowledged.extend(other.acknowledged);
        self.not_trusted = self.not_trusted.take().or(other.not_trusted);
    }

    /// The wait that this share of messages does not exceed, in milliseconds; waits are in order.
    fn wait_ms(&self, share: f64) -> f64 {
        let place = (self.waits.len() as f64 * share).ceil() as usize;
        self.waits.get(place.saturating_sub(1)).copied().unwrap_or(0.0) * 1000.0
    }
}

fn over_links(arguments: &SimulateArguments, ward: &Ward, target: &Target) -> Result<Ending, Failure> {
    let links = arguments.links.min(ward.patients);
    // Before anything is sent: whoever does not listen is told of once.
    target.connect().map_err(|error| Failure(format!("nobody listens at {}: {error}", target.address)))?;
    let account = Mutex::new(Account::default());
    let begin = Instant::now();
    let end = begin + Duration::from_secs(arguments.seconds);
    thread::scope(|scope| {
        for link in 0..links {
            let account = &account;
            scope.spawn(move || {
                let pace = (arguments.rate > 0.0 && !arguments.live).then(|| f64::from(links) / arguments.rate);
                let is_live = arguments.live;
                let own = Link { ward, target, begin, end, pace, is_live, account: Account::default(), open: None };
                let own = own.run((link..ward.patients).step_by(links as usize));
                account.lock().unwrap_or_else(PoisonError::into_inner).join(own);
            });
        }
    });
    let mut account = account.into_inner().unwrap_or_else(PoisonError::into_inner);
    account.waits.sort_by(f64::total_cmp);
    let seconds = begin.elapsed().as_secs_f64();
    if let Some(words) = &account.not_trusted {
        tell(format_args!("the link does not come about: {words}"));
    }
    to_stdout(|out| say(out, &account, seconds, links))?;
    if let Some(path) = &arguments.acknowledged {
        Beside::begin(path)?.finish(|out| {
            account.acknowledged.iter().try_for_each(|id| writeln!(out, "{id}"))?;
            Ok(())
        })?;
    }
    let is_clean = account.errors + account.rejected + account.unanswered == 0;
    Ok(if is_clean { Ending::AllDone } else { Ending::WithFindings })
}

fn say(out: &mut dyn std::io::Write, account: &Account, seconds: f64, links: u32) -> std::io::Result<()> {
    let Account { sent, accepted, errors, rejected, unanswered, sent_again, .. } = account;
    writeln!(
        out,
        "{sent} sent over {links} links, {accepted} acknowledged (AA), {errors} in error (AE), {rejected} rejected (AR), {unanswered} without an answer, {sent_again} sent again"
    )?;
    writeln!(
        out,
        "{:.0} acknowledged a second; answer after {:.1} ms (median), {:.1} ms (99 %), {:.1} ms (longest)",
        *accepted as f64 / seconds.max(0.001),
        account.wait_ms(0.5),
        account.wait_ms(0.99),
        account.wait_ms(1.0)
    )
}

/// One link and the patients whose monitors send over it.
struct Link<'a> {
    ward: &'a Ward,
    target: &'a Target,
    begin: Instant,
    end: Instant,
    /// Seconds from message to message.
    pace: Option<f64>,
    /// No message is sent before its minute.
    is_live: bool,
    account: Account,
    open: Option<Sender>,
}

impl Link<'_> {
    fn run(mut self, patients: impl Iterator<Item = u32> + Clone) -> Account {
        let ward = self.ward;
        let admissions = patients.clone().map(|patient| (0, ward.admission(patient)));
        let of_minute = |minute: u32| {
            let messages = patients.clone().flat_map(move |patient| ward.minute(patient, minute));
            messages.map(move |message| (minute, message))
        };
        for (minute, message) in admissions.chain((0..ward.minutes).flat_map(of_minute)) {
            self.wait_for(minute);
            if Instant::now() >= self.end {
                break;
            }
            self.keep_pace();
            self.send(&message);
        }
        self.account
    }

    /// Until a minute has come, where it is sent live.
    fn wait_for(&self, minute: u32) {
        while self.is_live && Clock::System.utc_secs() < self.ward.at(minute) && Instant::now() < self.end {
            thread::sleep(Duration::from_millis(200));
        }
    }

    fn keep_pace(&self) {
        let Some(pace) = self.pace else { return };
        let due = self.begin + Duration::from_secs_f64(pace * self.account.sent as f64);
        if let Some(wait) = due.checked_duration_since(Instant::now()) {
            thread::sleep(wait);
        }
    }

    /// Sends a message until it is answered or patience ends.
    fn send(&mut self, message: &Simulated) {
        self.account.sent += 1;
        let begin = Instant::now();
        loop {
            match self.try_to_send(message) {
                Ok(sent) => {
                    self.account.waits.push(begin.elapsed().as_secs_f64());
                    match sent.as_str() {
                        "AA" => {
                            self.account.accepted += 1;
                            self.account.acknowledged.push(message.control_id.clone());
                        }
                        "AE" => self.account.errors += 1,
                        _ => self.account.rejected += 1,
                    }
                    return;
                }
                // Trust does not come by trying again.
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                    self.open = None;
                    self.account.unanswered += 1;
                    self.account.not_trusted = Some(error.to_string());
                    return;
                }
                Err(_) if begin.elapsed() < PATIENCE && Instant::now() < self.end => {
                    self.open = None;
                    self.account.sent_again += 1;
                    thread::sleep(Duration::from_millis(100));
                }
                Err(_) => {
                    self.account.unanswered += 1;
                    return;
                }
            }
        }
    }

    fn try_to_send(&mut self, message: &Simulated) -> std::io::Result<String> {
        let mut link = match self.open.take() {
            Some(link) => link,
            None => self.target.connect()?,
        };
        let sent = link.send(message.text.as_bytes())?;
        self.open = Some(link);
        Ok(sent.code)
    }
}

/// One file a simulated minute, written beside its name and renamed, as vendors do.
fn into_folder(arguments: &SimulateArguments, ward: &Ward, folder: &Path) -> Result<Ending, Failure> {
    if !folder.is_dir() {
        return Err(Failure(format!("{}: there is no such folder", folder.display())));
    }
    let (begin, mut sent, mut files) = (Instant::now(), 0u64, 0u64);
    let admissions: Vec<Simulated> = (0..ward.patients).map(|patient| ward.admission(patient)).collect();
    let minutes = (0..ward.minutes)
        .map(|minute| (0..ward.patients).flat_map(|patient| ward.minute(patient, minute)).collect::<Vec<Simulated>>());
    for (number, messages) in std::iter::once(admissions).chain(minutes).enumerate() {
        if begin.elapsed() >= Duration::from_secs(arguments.seconds) {
            break;
        }
        if messages.is_empty() {
            continue;
        }
        let name = format!("sim-{:x}-{}-{number:05}.hl7", ward.end_utc_secs, ward.seed);
        write_and_rename(&folder.join(name), &messages)?;
        (sent, files) = (sent + messages.len() as u64, files + 1);
        if arguments.rate > 0.0 {
            let due = begin + Duration::from_secs_f64(sent as f64 / arguments.rate);
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
    }
    tell(format_args!("the listener tells what becomes of them; none is answered"));
    to_stdout(|out| writeln!(out, "{sent} messages written in {files} files"))?;
    Ok(Ending::AllDone)
}

fn write_and_rename(path: &Path, messages: &[Simulated]) -> Result<(), Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    must_be_outside_stores(path)?;
    let text: String = messages.iter().map(|message| format!("{}\n", message.text)).collect();
    std::fs::write(&part, text).map_err(words::of_output(path))?;
    std::fs::rename(&part, path).map_err(words::of_output(path))
}
