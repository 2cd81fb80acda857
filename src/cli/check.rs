//! `wardtwin check`: reads everything once.

use std::path::PathBuf;

use clap::Args;

use crate::io::store::Store as _;

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
    Ok(if faults.is_empty() { Ending::AllDone } else { Ending::WithFindings })
}
