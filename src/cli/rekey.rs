//! `wardtwin rekey`: everything encrypted anew under another key.

use std::path::PathBuf;

use clap::Args;

use crate::domain::access::{Action, Scope};
use crate::io::store::TrustStore as _;

use super::output::{Ending, Failure, tell, to_stdout, with_progress};
use super::vault::{self, Purpose, RestoredArguments};
use super::words;

#[derive(Args)]
pub struct RekeyArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
}

pub fn run(arguments: &RekeyArguments, quiet: bool) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.store, Purpose::Write, &arguments.restored)?;
    let grant = vault::grant(&store, Action::Rekey, Scope::Store)?;
    let passphrase = vault::passphrase()?;
    let keys = with_progress("encrypting anew", quiet, |progress| store.rekey(&grant, &passphrase, progress))
        .map_err(words::of_store(&arguments.store))?;
    to_stdout(|out| {
        for (name, word) in &keys.one_time {
            writeln!(out, "passphrase of {name}: {}", word.reveal())?;
        }
        writeln!(out, "recovery key: {}", keys.recovery.groups().as_str())
    })?;
    tell(
        "everything was encrypted anew; hand out the passphrases above, which are shown this once, and lock the recovery key away",
    );
    Ok(Ending::AllDone)
}
