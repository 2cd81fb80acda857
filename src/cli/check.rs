//! `wardtwin check`: reads everything once, and says in one number what the store holds: equal numbers, equal content.

use std::path::PathBuf;

use clap::Args;

use crate::io::store::{Store as _, StoreError};

use super::output::{Ending, Failure, with_progress};
use super::vault;

#[derive(Args)]
pub struct CheckArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
}

pub fn run(arguments: &CheckArguments, quiet: bool) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.store)?;
    let faults = with_progress("checking", quiet, |progress| store.check(progress))?;
    faults.iter().for_each(|fault| println!("{fault}"));
    match with_progress("adding up", quiet, |progress| store.content_hash(progress)) {
        Ok(hash) => println!("content sha256 {hash}"),
        // What is damaged was said above, and has no sum.
        Err(StoreError::Damaged { .. }) if !faults.is_empty() => {}
        Err(error) => return Err(error.into()),
    }
    Ok(if faults.is_empty() { Ending::AllDone } else { Ending::WithFindings })
}
