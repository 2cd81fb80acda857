//! The door of the commands: with `--store` the account has to be one of human resources or the owner, and the journal says
//! what was looked at. Without a store it is this computer's user with a file of their own.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::door::actor;
use crate::domain::access::{Action, Grant, Scope};
use crate::io::clock::Clock;
use crate::io::store::Store as _;

use super::super::output::Failure;
use super::super::vault::{self, Purpose, RestoredArguments};
use super::super::words;

#[derive(Args, Clone, Debug, Default)]
pub struct DoorArguments {
    /// A store's folder: its account is asked whether it may, and its journal says what was done.
    #[arg(long = "store", value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

impl DoorArguments {
    /// Asks for each action; what is refused is journalled as what is allowed is.
    pub fn pass(&self, actions: &[Action], what: &str, file: &Path) -> Result<(), Failure> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let scope = || Scope::Text { text: format!("{what} {name}") };
        let Some(folder) = &self.folder else {
            for action in actions {
                Grant::ask(&actor(), *action, scope(), Clock::System.utc_secs())?;
            }
            return Ok(());
        };
        let store = vault::open(folder, Purpose::Read, &RestoredArguments::default())?;
        for action in actions {
            let grant = vault::grant(&store, *action, scope())?;
            store.journal(&grant).map_err(words::of_store(folder))?;
        }
        Ok(())
    }
}
