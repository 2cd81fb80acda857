//! `wardtwin summary`: a twin sealed into a file for a colleague elsewhere, such a file opened, and keys for it.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::sealing::sealed_twin;
use crate::app::summary::{SummaryKey, opened_text};
use crate::domain::access::Action;
use crate::io::clock::Clock;
use crate::io::sealed::{SealTo, is_recipient, new_keys};
use crate::io::store::{Store as _, WardStore as _};
use crate::io::vault::{Passphrase, SHORTEST_PASSPHRASE};

use super::failure::Failure;
use super::output::{Beside, Ending, must_be_outside_stores, tell, to_stdout};
use super::vault::{self, StoreArguments};

/// Where the passphrase of a sealed file may stand.
const VARIABLE: &str = "WARDTWIN_SEAL_PASSPHRASE";

#[derive(Args)]
pub struct SummaryArguments {
    #[command(subcommand)]
    command: SummaryCommands,
}

#[derive(Subcommand)]
enum SummaryCommands {
    /// Write a pair of keys: the file is kept, the public key is given to whoever writes.
    #[command(after_help = "Example: wardtwin summary key --out my-key.txt")]
    Key(KeyArguments),
    /// Seal a patient's twin for a recipient's key, or with a passphrase.
    #[command(
        after_help = "Example: wardtwin summary seal --store 'Ward 3.wardtwin' --patient W000102 --to age1… --out twin.age"
    )]
    Seal(SealArguments),
    /// Open a sealed twin as the bundle of FHIR that it holds.
    #[command(after_help = "Example: wardtwin summary open twin.age --key my-key.txt --out twin.json")]
    Open(OpenArguments),
}

#[derive(Args)]
struct KeyArguments {
    /// Must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct SealArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// The hospital's identifier.
    #[arg(long, value_name = "IDENTIFIER")]
    patient: String,
    /// The recipient's public key; without it a passphrase is asked for, or read from WARDTWIN_SEAL_PASSPHRASE.
    #[arg(long, value_name = "age1…")]
    to: Option<String>,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct OpenArguments {
    file: PathBuf,
    /// The file of the key; without it a passphrase is asked for, or read from WARDTWIN_SEAL_PASSPHRASE.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The bundle goes there, else to standard output. It is not encrypted any more.
    #[arg(long, value_name = "JSON")]
    out: Option<PathBuf>,
}

pub fn run(arguments: &SummaryArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        SummaryCommands::Key(arguments) => write_key(arguments),
        SummaryCommands::Seal(arguments) => seal(arguments),
        SummaryCommands::Open(arguments) => open(arguments),
    }
}

fn write_key(arguments: &KeyArguments) -> Result<Ending, Failure> {
    must_be_outside_stores(&arguments.out)?;
    let keys = new_keys();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&arguments.out).and_then(|mut file| {
        file.write_all(keys.file.as_bytes())?;
        file.sync_all()
    });
    written
        .map_err(|error| Failure(format!("{}: {error}; name a file that is not there yet", arguments.out.display())))?;
    tell(format_args!(
        "{}: keep it to yourself; whoever writes to you needs this public key:",
        arguments.out.display()
    ));
    to_stdout(|out| writeln!(out, "{}", keys.recipient))?;
    Ok(Ending::AllDone)
}

fn seal(arguments: &SealArguments) -> Result<Ending, Failure> {
    let to = match &arguments.to {
        Some(key) if is_recipient(key) => SealTo::Recipient(key.clone()),
        Some(_) => return Err(Failure(crate::io::sealed::SealError::NoRecipient.to_string())),
        None => SealTo::Passphrase(passphrase(true)?),
    };
    let store = arguments.store.open_to_read()?;
    let (patient, scope) = vault::patient(&store, Action::SealSummary, &arguments.patient)?;
    let grant = vault::grant(&store, Action::SealSummary, scope)?;
    let file = Beside::begin(&arguments.out)?;
    let twin = store.open_twin(&grant, patient)?;
    let notes = store.ward_notes(&grant, &[patient])?.pop().unwrap_or_default();
    let sealed = sealed_twin(&twin, &notes, (&store.books(), &store.info()), Clock::System.utc_secs(), &to)
        .map_err(|error| Failure(error.to_string()))?;
    file.finish(|out| Ok(out.write_all(&sealed)?))?;
    if !twin.genes.is_empty() {
        tell(format_args!("{} gene results are not part of it", twin.genes.len()));
    }
    Ok(Ending::AllDone)
}

fn open(arguments: &OpenArguments) -> Result<Ending, Failure> {
    let key = match &arguments.key {
        Some(path) => SummaryKey::KeyFile(path.clone()),
        None => SummaryKey::Passphrase(passphrase(false)?),
    };
    let text = opened_text(&arguments.file, &key)
        .map_err(|error| Failure(format!("{}: {error}", arguments.file.display())))?;
    match &arguments.out {
        Some(path) => Beside::begin(path)?.finish(|out| Ok(out.write_all(&text)?))?,
        None => to_stdout(|out| out.write_all(&text))?,
    }
    Ok(Ending::AllDone)
}

/// From the variable, or asked for: twice where it is a new one.
fn passphrase(is_new: bool) -> Result<Passphrase, Failure> {
    let typed = match std::env::var(VARIABLE) {
        Ok(text) => text,
        Err(_) if std::io::stdin().is_terminal() => asked(is_new)?,
        Err(_) => return Err(Failure(format!("no key was named and {VARIABLE} is not set"))),
    };
    if is_new && typed.chars().count() < SHORTEST_PASSPHRASE {
        return Err(Failure(format!("a passphrase of a sealed file has at least {SHORTEST_PASSPHRASE} characters")));
    }
    Ok(Passphrase::new(typed))
}

fn asked(is_new: bool) -> Result<String, Failure> {
    let ask = |words: &str| rpassword::prompt_password(words).map_err(|error| Failure(error.to_string()));
    let first = ask("Passphrase of the sealed file: ")?;
    if is_new && ask("The same once more: ")? != first {
        return Err(Failure("the two are not the same".to_owned()));
    }
    Ok(first)
}
