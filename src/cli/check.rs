//! `wardtwin check`: reads everything once, and says in one number what the store holds: equal numbers, equal content.

use clap::Args;

use crate::domain::access::{Action, Scope};
use crate::io::store::{Store as _, StoreError};

use super::output::{Ending, Failure, tell, to_stdout, with_progress};
use super::vault::{self, StoreArguments};

#[derive(Args)]
pub struct CheckArguments {
    #[command(flatten)]
    store: StoreArguments,
}

pub fn run(arguments: &CheckArguments, quiet: bool) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    store.journal(&vault::grant(&store, Action::CheckStore, Scope::Store)?)?;
    let faults = with_progress("checking", quiet, |progress| store.check(progress))
        .map_err(|error| arguments.store.in_words(error))?;
    to_stdout(|out| faults.iter().try_for_each(|fault| writeln!(out, "{fault}")))?;
    match with_progress("adding up", quiet, |progress| store.content_hash(progress)) {
        Ok(hash) => to_stdout(|out| writeln!(out, "content sha256 {hash}"))?,
        // What is damaged was said above, and has no sum.
        Err(StoreError::Damaged { .. }) if !faults.is_empty() => {}
        Err(error) => return Err(arguments.store.in_words(error)),
    }
    if !faults.is_empty() {
        tell(arguments.store.damage_words(faults.len()));
        return Ok(Ending::WithFindings);
    }
    // Silence could also mean that nothing was looked at.
    tell("everything was read and checks out");
    Ok(Ending::AllDone)
}
