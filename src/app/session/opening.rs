//! The jobs that make and open stores, the demo's among them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::base::Zone;
use crate::domain::access::{Action, Actor, Grant, Scope};
use crate::domain::ids::PatientId;
use crate::io::clock::{Clock, Stopwatch};
use crate::io::store::sqlite::{self, Credential, NewStore, SignIn, SqliteStore};
use crate::io::store::{Store, StoreError};
use crate::io::vault::{KdfCost, Passphrase};

use super::{Place, RolledBackQuestion, folder_name, outcome};
use crate::app::core::Core;
use crate::app::demo;
use crate::app::door::actor;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::app::panels::PanelId;
use crate::app::summary::{self, SummaryFolder, SummaryKey};

/// The ending of a store's folder.
pub const STORE_ENDING: &str = "wardtwin";

/// Readers finish within a few milliseconds.
const LET_GO_WITHIN: Duration = Duration::from_millis(500);

/// A store that a job has opened or made.
pub struct OpenedStore {
    pub store: Arc<dyn Store>,
    engine: Arc<SqliteStore>,
    pub place: Place,
    /// (date of the file's state, date of the state seen last) where the file is older.
    pub rolled_back: Option<(i64, i64)>,
    pub last_visit_utc_secs: Option<i64>,
    /// Just made: nothing is in it.
    pub is_new: bool,
    /// Where the second factor lies that opened it.
    pub key_file: Option<PathBuf>,
}

impl OpenedStore {
    /// Who opened it, as the store knows them.
    pub fn actor(&self) -> Actor {
        self.engine.actor().clone()
    }
}

/// Makes the demo hospital and starts its clock.
pub fn start_demo(core: &mut Core) {
    if matches!(core.clock, Clock::System) {
        core.clock = Clock::demo(demo::starts_utc_secs());
    }
    let now = core.clock.utc_secs();
    core.state.opening_failure = None;
    core.jobs.start(JobKind::OPEN_STORE, Message::new("job-open-demo"), move |progress| {
        outcome(demo::make(now, progress).map(|(engine, hospital)| OpenedStore {
            store: Arc::clone(&engine) as Arc<dyn Store>,
            engine,
            place: Place::Demo(Arc::new(hospital)),
            rolled_back: None,
            last_visit_utc_secs: None,
            is_new: false,
            key_file: None,
        }))
    });
}

/// Opens a twin that a colleague sealed, and shows it.
pub fn start_summary(core: &mut Core, file: PathBuf, key: SummaryKey) {
    leave_the_demos_time(core);
    let now = core.clock.utc_secs();
    core.state.opening_failure = None;
    core.jobs.start(
        JobKind::OPEN_STORE,
        Message::new("job-open-summary"),
        move |progress| match summary::open_summary(&file, &key, now, progress) {
            Ok((engine, folder)) => Outcome::take(move |core| summary_opened(core, engine, folder)),
            Err(message) => Outcome::Failed(message),
        },
    );
}

fn summary_opened(core: &mut Core, engine: Arc<SqliteStore>, folder: SummaryFolder) {
    let store = Arc::clone(&engine) as Arc<dyn Store>;
    let place = Place::Summary(Arc::new(folder));
    let (rolled_back, last_visit_utc_secs, is_new, key_file) = (None, None, false, None);
    super::opened(core, OpenedStore { store, engine, place, rolled_back, last_visit_utc_secs, is_new, key_file });
    core.state.panel = PanelId::Patients;
    core.state.reopen = Some(PatientId(0));
}

/// A store of the user's lives in the computer's time, also where the demo was open before it.
fn leave_the_demos_time(core: &mut Core) {
    if matches!(core.clock, Clock::Demo { .. }) {
        core.clock = Clock::System;
    }
}

/// Makes a store in a folder of its own below `folder`.
pub fn start_create(core: &mut Core, folder: &Path, name: String, zone_name: &str, passphrase: Passphrase) {
    let Some(zone) = Zone::named(zone_name) else {
        core.state.opening_failure = Some(Message::new("unknown-zone").with("zone", zone_name));
        return;
    };
    if let Err(fault) = passphrase.judge(&[&name]) {
        core.state.opening_failure = Some(Message::from(&StoreError::WeakPassphrase(fault)));
        return;
    }
    leave_the_demos_time(core);
    let folder = folder.join(format!("{}.{STORE_ENDING}", file_safe(&name)));
    let (now, state_dir) = (core.clock.utc_secs(), core.folders.state.clone());
    let cost = KdfCost::Standard;
    core.state.opening_failure = None;
    core.jobs.start(JobKind::OPEN_STORE, Message::new("job-create-store"), move |_| {
        outcome(create(folder, NewStore { name, zone, passphrase, cost, demo: false }, &state_dir, now))
    });
}

/// Letters, digits, spaces and dashes of a name; the rest becomes a dash.
fn file_safe(name: &str) -> String {
    name.trim().chars().map(|c| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') { c } else { '-' }).collect()
}

fn create(folder: PathBuf, new_store: NewStore, state_dir: &Path, now: i64) -> Result<OpenedStore, Message> {
    let grant = grant(Action::CreateStore, now)?;
    let engine = sqlite::create(&folder, new_store, &grant, state_dir).map_err(|error| Message::from(&error))?;
    Ok(OpenedStore {
        store: Arc::clone(&engine) as Arc<dyn Store>,
        engine,
        place: Place::Folder(folder),
        rolled_back: None,
        last_visit_utc_secs: None,
        is_new: true,
        key_file: None,
    })
}

/// Opens the store at a place.
pub fn start_open(
    core: &mut Core,
    place: Place,
    account: Option<String>,
    passphrase: Passphrase,
    held: Option<Weak<dyn Store>>,
) {
    if matches!(place, Place::Folder(_)) {
        leave_the_demos_time(core);
    }
    // A question about it that is still open holds the store, and would write in its place.
    core.state.rolled_back = None;
    let (now, state_dir) = (core.clock.utc_secs(), core.folders.state.clone());
    core.state.opening_failure = None;
    core.jobs.start(JobKind::OPEN_STORE, Message::new("job-open-store"), move |_| {
        let_go(held.as_ref());
        outcome(
            open(place, account.as_deref(), &passphrase, &state_dir, now)
                .map(|opened| go_on_with(opened, held.as_ref())),
        )
    });
}

/// Waits a moment for readers of the locked store to let it go; an import that is still running keeps it.
fn let_go(held: Option<&Weak<dyn Store>>) {
    let since = Stopwatch::start();
    while held.is_some_and(|held| held.strong_count() > 0) && since.elapsed() < LET_GO_WITHIN {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The passphrase was right: where an import still writes into the store, its store is the one to go on with.
fn go_on_with(opened: OpenedStore, held: Option<&Weak<dyn Store>>) -> OpenedStore {
    match held.and_then(Weak::upgrade) {
        Some(store) => OpenedStore { store, ..opened },
        None => opened,
    }
}

fn open(
    place: Place,
    account: Option<&str>,
    passphrase: &Passphrase,
    state_dir: &Path,
    now: i64,
) -> Result<OpenedStore, Message> {
    // The demo touches nothing of the user's: its rollback counter lies in its own folder.
    let (folder, state_dir) = match &place {
        Place::Folder(folder) => (folder.clone(), state_dir),
        Place::Demo(demo) => (demo.folder.path().to_owned(), demo.folder.path()),
        Place::Summary(summary) => (summary.folder.path().to_owned(), summary.folder.path()),
    };
    let who = SignIn { account, key: Credential::Passphrase(passphrase) };
    let opened = sqlite::sign_in(&folder, who, state_dir, now)
        .map_err(|error| Message::from(&error).with("store", folder_name(&folder)))?;
    Ok(OpenedStore {
        last_visit_utc_secs: last_visit(&*opened.store, &opened.store.actor().name, now),
        store: Arc::clone(&opened.store) as Arc<dyn Store>,
        engine: opened.store,
        place,
        rolled_back: opened.rolled_back.map(|back| (back.file_revision_at, back.seen_revision_at)),
        is_new: false,
        key_file: passphrase.key_file().map(Path::to_owned),
    })
}

/// When this actor opened the store before this time.
fn last_visit(store: &dyn Store, name: &str, now: i64) -> Option<i64> {
    let entries = store.journal_entries(0, 5_000).ok()?;
    let mut visits = entries.iter().filter(|entry| entry.action == Action::OpenStore && entry.actor == name);
    visits.find(|entry| entry.at_utc_secs < now).map(|entry| entry.at_utc_secs)
}

fn grant(action: Action, now: i64) -> Result<Grant, Message> {
    Grant::ask(&actor(), action, Scope::Store, now).map_err(|denied| Message::new("denied").with_details(denied))
}

/// Asks the door in the name of who opened the store; a refusal is journalled.
fn asked(engine: &SqliteStore, action: Action, now: i64) -> Result<Grant, Message> {
    Grant::ask(engine.actor(), action, Scope::Store, now).map_err(|denied| match engine.journal_denial(&denied) {
        Ok(()) => Message::new("denied").with_details(denied),
        Err(error) => Message::from(&error),
    })
}

/// Goes on with a store that is older than the one seen last; journalled with the reason.
pub fn accept_rolled_back(core: &mut Core, reason: String) {
    let Some(RolledBackQuestion { opened, .. }) = core.state.rolled_back.take() else { return };
    let now = core.clock.utc_secs();
    core.jobs.start(JobKind::OPEN_STORE, Message::new("job-open-store"), move |_| {
        let accepted = asked(&opened.engine, Action::AcceptRolledBackStore, now).and_then(|grant| {
            opened.engine.accept_rollback(&grant, reason.trim()).map_err(|error| Message::from(&error))
        });
        outcome(accepted.map(|()| OpenedStore { rolled_back: None, ..opened }))
    });
}

/// Becomes the process that writes into the open store, where nobody else is it any more.
pub fn start_open_for_writing(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let grant = open
        .ask(Action::OpenForWriting, Scope::Store, now)
        .map_err(|denied| Message::new("denied").with_details(denied));
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::OPEN_FOR_WRITING, Message::new("job-open-for-writing"), move |_| {
        let taken = grant.and_then(|grant| store.take_over_writing(&grant).map_err(|error| Message::from(&error)));
        match taken {
            Ok(()) => Outcome::take(super::may_write),
            Err(message) => Outcome::Failed(message),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::Command;
    use crate::app::core::Setup;
    use crate::app::picker::NoDialogs;
    use crate::app::session::SessionCommand;
    use crate::io::folders::Folders;

    /// The demo's clock stands in another month: a store made after the demo was closed once dated its imports by it.
    #[test]
    fn a_store_made_after_the_demo_lives_in_the_computers_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut core = Core::new(Setup {
            clock: Clock::demo(demo::starts_utc_secs()),
            folders: Folders::below(folder.path()),
            picker: Arc::new(NoDialogs),
            wake: Arc::new(|| ()),
            computer_language: "en".to_owned(),
            keeps_settings: false,
        });
        core.apply(Command::Session(SessionCommand::CreateStore {
            folder: folder.path().join("stores"),
            name: "Ward 3".to_owned(),
            zone_name: "Etc/UTC".to_owned(),
            passphrase: Passphrase::new("long enough to open".to_owned()),
        }));
        assert!(matches!(core.clock, Clock::System));
        while !core.is_quiet() {
            core.poll();
            std::thread::yield_now();
        }
        let made = core.state.open().expect("the store is open").info.created_utc_secs;
        assert!((made - Clock::System.utc_secs()).abs() < 600, "{made}");
    }
}
