//! `wardtwin backup` and `wardtwin restore`: a store as one encrypted file, and back.

use std::path::PathBuf;

use clap::Args;

use crate::domain::access::{Action, Scope};
use crate::io::store::sqlite::restore;
use crate::io::store::{Store as _, TrustStore as _};

use super::output::{Ending, Failure, note, tell, with_progress};
use super::vault::{self, Purpose, RestoredArguments};
use super::words;

#[derive(Args)]
pub struct BackupArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
    /// The file to write; replaced where it is there, once the new one was opened and read.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub struct RestoreArguments {
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The folder to make; it must not be there yet.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
}

pub fn backup(arguments: &BackupArguments, quiet: bool) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.store, Purpose::Write, arguments.restored)?;
    let name = arguments.out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let grant = vault::grant(&store, Action::Backup, Scope::File { name: name.clone() })?;
    with_progress("backing up", quiet, |progress| store.back_up(&grant, &arguments.out, progress))
        .map_err(words::of_store(&arguments.store))?;
    note(format_args!("{name}: written, opened and read once; every part checks out"));
    Ok(Ending::AllDone)
}

/// Restores, opens and reads everything once. An older state than this computer saw is expected, and journalled.
pub fn run_restore(arguments: &RestoreArguments, quiet: bool) -> Result<Ending, Failure> {
    restore(&arguments.from, &arguments.store)
        .map_err(|error| Failure(format!("{}: {error}", arguments.from.display())))?;
    let store =
        vault::open(&arguments.store, Purpose::Read, RestoredArguments::default()).map_err(|Failure(reason)| {
            Failure(format!("{reason}; the folder was restored, and is there for who can open it"))
        })?;
    let faults = with_progress("checking", quiet, |progress| store.check(progress))?;
    if faults.is_empty() {
        tell(format_args!("restored into {}; everything was read and checks out", arguments.store.display()));
        return Ok(Ending::AllDone);
    }
    faults.iter().for_each(note);
    tell(format_args!("restored into {}; what is named above does not check out", arguments.store.display()));
    Ok(Ending::WithFindings)
}
