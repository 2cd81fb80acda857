//! Opening a store from the command line: the passphrase comes from `WARDTWIN_PASSPHRASE` or a prompt, never from an
//! argument; the actor passes the same door as in the window.

use std::path::Path;
use std::sync::Arc;

use crate::app::session::{actor, folder_name};
use crate::base::Zone;
use crate::domain::access::{Action, Grant, Scope};
use crate::io::clock::Clock;
use crate::io::folders::Folders;
use crate::io::store::sqlite::{self, NewStore, SqliteStore, ThrowAwayFolder};
use crate::io::vault::{KdfCost, Passphrase, SHORTEST_PASSPHRASE};

use super::output::{Failure, at};

/// Asks the door for this action, now.
pub fn grant(action: Action, scope: Scope) -> Result<Grant, Failure> {
    Ok(Grant::ask(&actor(), action, scope, Clock::System.utc_secs())?)
}

/// Opens the store in a folder; journalled. A store that is older than the one seen last is opened with a warning.
pub fn open(folder: &Path) -> Result<Arc<SqliteStore>, Failure> {
    let passphrase = passphrase()?;
    let (grant, state) = (grant(Action::OpenStore, Scope::Store)?, Folders::of_user().state);
    let opened = sqlite::open(folder, &passphrase, &grant, &state, grant.at_utc_secs()).map_err(at(folder))?;
    if opened.rolled_back.is_some() {
        eprintln!(
            "wardtwin: this store is older than the one this computer saw last; open it in the window to accept a restored backup"
        );
    }
    Ok(opened.store)
}

/// Makes a store: its name is the folder's, its zone the one named or the computer's. Said on standard error, so that a
/// mistyped path is noticed.
pub fn make(folder: &Path, zone: Option<&str>) -> Result<Arc<SqliteStore>, Failure> {
    let zone = zone_of(zone)?;
    let name = folder_name(folder);
    eprintln!("wardtwin: there is no store in {}; making one, in the zone {}", folder.display(), zone.name());
    let spec = NewStore { name, zone, passphrase: new_passphrase()?, cost: KdfCost::Standard, demo: false };
    let grant = grant(Action::CreateStore, Scope::Store)?;
    sqlite::create(folder, spec, &grant, &Folders::of_user().state).map_err(at(folder))
}

/// An empty store for this run alone. Nobody can open what its folder may leave behind: the passphrase is random.
pub fn throw_away(zone: Option<&str>) -> Result<(Arc<SqliteStore>, ThrowAwayFolder), Failure> {
    let word = crate::io::vault::random::<32>()?;
    let spec = NewStore {
        name: "dry run".to_owned(),
        zone: zone_of(zone)?,
        passphrase: Passphrase::new(crate::io::vault::to_hex(&word)),
        cost: KdfCost::Cheapest,
        demo: false,
    };
    Ok(sqlite::create_throw_away(&std::env::temp_dir(), spec, &grant(Action::CreateStore, Scope::Store)?)?)
}

fn zone_of(name: Option<&str>) -> Result<Zone, Failure> {
    match name {
        Some(name) => Zone::named(name).ok_or_else(|| Failure(format!("there is no time zone named {name}"))),
        None => Ok(Zone::of_this_computer().unwrap_or_else(Zone::utc)),
    }
}

/// A prompt asks twice and demands a long one: a mistyped passphrase would lock everybody out. A script's own is taken as it
/// is, with a word about a short one.
fn new_passphrase() -> Result<Passphrase, Failure> {
    let is_short = |passphrase: &str| passphrase.chars().count() < SHORTEST_PASSPHRASE;
    if let Ok(passphrase) = std::env::var("WARDTWIN_PASSPHRASE") {
        if is_short(&passphrase) {
            eprintln!(
                "wardtwin: the passphrase is short; a store with patients needs {SHORTEST_PASSPHRASE} characters"
            );
        }
        return Ok(Passphrase::new(passphrase));
    }
    let first = ask("Passphrase of the new store: ")?;
    if is_short(&first) {
        return Err(Failure(format!("a passphrase has at least {SHORTEST_PASSPHRASE} characters")));
    }
    let again = ask("Once more: ")?;
    if first == again { Ok(Passphrase::new(first)) } else { Err(Failure("the two do not match".to_owned())) }
}

fn passphrase() -> Result<Passphrase, Failure> {
    match std::env::var("WARDTWIN_PASSPHRASE") {
        Ok(passphrase) => Ok(Passphrase::new(passphrase)),
        Err(_) => Ok(Passphrase::new(ask("Passphrase: ")?)),
    }
}

fn ask(prompt: &str) -> Result<String, Failure> {
    rpassword::prompt_password(prompt)
        .map_err(|_| Failure("no terminal to ask for the passphrase; set WARDTWIN_PASSPHRASE".to_owned()))
}
