//! `wardtwin backup` and `wardtwin restore`: a store as one encrypted file, and back.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::domain::access::{Action, Scope};
use crate::domain::audit::PUT_BACK;
use crate::io::backup_folder::{Whose, keep_newest, make, place_at};
use crate::io::clock::Clock;
use crate::io::store::sqlite::{SqliteStore, restore};
use crate::io::store::{Store as _, TrustStore as _};

use super::output::{Ending, Failure, must_be_outside_stores, no_store_within_a_store, note, tell, with_progress};
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
    #[arg(long, value_name = "FILE", required_unless_present_any = ["folder", "drill"])]
    out: Option<PathBuf>,
    /// Instead: write a file named by store and time into this folder, for a schedule.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "drill"])]
    folder: Option<PathBuf>,
    /// Of --folder: how many of the newest are kept.
    #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    keep: u16,
    /// Instead: restore this backup into a folder that is thrown away, and read all of it.
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    drill: Option<PathBuf>,
}

#[derive(Args)]
pub struct RestoreArguments {
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The folder to make; it must not be there yet.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    /// Give it an id of its own, so that it can be worked with beside the original; by an owner or a security officer.
    /// Without this it is the store, put back.
    #[arg(long)]
    as_copy: bool,
}

pub fn backup(arguments: &BackupArguments, quiet: bool) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.store, Purpose::Write, &arguments.restored)?;
    if let Some(from) = &arguments.drill {
        return drill(&store, from, quiet);
    }
    let store_name = store.info().name;
    if let Some(folder) = &arguments.folder {
        must_be_outside_stores(&folder.join(&store_name))?;
        make(folder).map_err(words::of_folder(folder, "--folder"))?;
    }
    let dated = |folder: &PathBuf| place_at(folder, &store_name, Clock::System.utc_secs());
    let out = arguments.folder.as_ref().map(dated).or(arguments.out.clone()).unwrap_or_default();
    must_be_outside_stores(&out)?;
    let name = name_of(&out);
    let grant = vault::grant(&store, Action::Backup, Scope::File { name: name.clone() })?;
    with_progress("backing up", quiet, |progress| store.back_up(&grant, &out, progress))
        .map_err(words::of_store(&arguments.store))?;
    note(format_args!("{name}: written, opened and read once; every part checks out"));
    if let Some(folder) = &arguments.folder {
        let removed =
            keep_newest(folder, Whose { name: &store_name, id: &store.info().store_id }, arguments.keep.into())?;
        note(format_args!("{removed} older backups removed, the newest {} are kept", arguments.keep));
    }
    Ok(Ending::AllDone)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn drill(store: &SqliteStore, from: &Path, quiet: bool) -> Result<Ending, Failure> {
    let name = name_of(from);
    let grant = vault::grant(store, Action::RestoreDrill, Scope::File { name: name.clone() })?;
    let looked = with_progress("trying out", quiet, |progress| store.restore_drill(&grant, from, progress));
    let faults = looked.map_err(|error| Failure(format!("{name}: {error}")))?;
    faults.iter().for_each(note);
    if faults.is_empty() {
        tell(format_args!("{name} was restored into a folder that is gone again; everything was read and checks out"));
        return Ok(Ending::AllDone);
    }
    tell(format_args!("{name} was restored, and what is named above does not check out"));
    Ok(Ending::WithFindings)
}

/// Restores, opens and reads everything once. An older state than this computer saw is expected, and journalled.
pub fn run_restore(arguments: &RestoreArguments, quiet: bool) -> Result<Ending, Failure> {
    no_store_within_a_store(&arguments.store)?;
    restore(&arguments.from, &arguments.store)
        .map_err(|error| Failure(format!("{}: {error}", arguments.from.display())))?;
    let store = match arguments.as_copy {
        true => vault::open_copy(&arguments.store).inspect_err(|_| {
            // Not a copy yet, and nothing was there before.
            let _outcome = std::fs::remove_dir_all(&arguments.store);
        })?,
        false => {
            vault::open(&arguments.store, Purpose::Read, &RestoredArguments::default()).map_err(|Failure(reason)| {
                Failure(format!("{reason}; the folder was restored, and is there for who can open it"))
            })?
        }
    };
    if arguments.as_copy {
        tell("it has an id of its own, and audit verify names it as a copy from now on");
    }
    let mut faults = with_progress("checking", quiet, |progress| store.check(progress))?;
    // Entries since the backup was made, which the opening has just told of.
    faults.retain(|fault| !fault.ends_with(PUT_BACK));
    if faults.is_empty() {
        tell(format_args!("restored into {}; everything was read and checks out", arguments.store.display()));
        return Ok(Ending::AllDone);
    }
    faults.iter().for_each(note);
    tell(format_args!("restored into {}; what is named above does not check out", arguments.store.display()));
    Ok(Ending::WithFindings)
}
