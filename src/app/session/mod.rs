//! Welcome, demo, create, open, lock, unlock: which store is open and who has opened it.

mod door;
pub mod opening;
mod unsaved;

use unsaved::{has_unsaved, shows_once};

pub use door::{asked_to_lock, end_of_account, journal_denials};

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use crate::base::Revision;
use crate::domain::access::{Action, Actor, BrokenGlass, Denied, Scope};
use crate::domain::ids::PatientId;
use crate::io::store::{Store, StoreInfo};
use crate::io::vault::Passphrase;

use super::computed::Computed;
use super::core::Core;
use super::hospital::Hospital;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::panels::PanelId;
use super::state::State;
use super::summary::SummaryKey;

impl JobKind {
    pub const OPEN_STORE: JobKind = JobKind::changing_store("open-store").failing(failed);
    pub const OPEN_FOR_WRITING: JobKind = JobKind::changing_store("open-for-writing");
    /// A journal entry of its own.
    pub const JOURNAL: JobKind = JobKind::writing("journal").beside_itself();
}

/// Whether and how a store is open.
pub enum Session {
    /// Nothing is open.
    Welcome,
    /// A store was open and is locked; nothing of it is in memory but where it lies.
    Locked(LockedStore),
    Open(Box<OpenStore>),
}

/// What stays of a store while it is locked.
#[derive(Clone)]
pub struct LockedStore {
    pub name: String,
    pub place: Place,
    /// The store as a running import still holds it: unlocking goes on with it rather than beside it.
    held: Weak<dyn Store>,
    /// The number of the twin that was open; says nothing without the store.
    twin: Option<PatientId>,
    /// Who had it open, and unlocks it.
    pub account: String,
    /// Whether work was on the screen that is kept nowhere.
    had_unsaved: bool,
    showed_once: bool,
    /// Where the second factor lay.
    key_file: Option<PathBuf>,
    /// Whose glass was broken and until when: the hour goes on behind the lock.
    glass: Vec<BrokenGlass>,
}

/// Where a store lies.
#[derive(Clone)]
pub enum Place {
    Folder(PathBuf),
    /// The demo hospital's throw-away store: kept until the program ends; its word to unlock is shown.
    Demo(Arc<super::demo::DemoHospital>),
    /// A colleague's sealed twin, opened: it goes when it is closed or locked.
    Summary(Arc<super::summary::SummaryFolder>),
}

/// An open store with who has opened it.
pub struct OpenStore {
    pub store: Arc<dyn Store>,
    pub info: StoreInfo,
    pub place: Place,
    pub actor: Actor,
    /// The state that was last asked for.
    pub revision: Revision,
    /// The newest state that is known of.
    pub seen: Revision,
    pub loads: super::hospital::Loads,
    /// When this actor opened the store before, for "new since your last visit".
    pub last_visit_utc_secs: Option<i64>,
    pub hospital: Computed<Hospital>,
    /// Where the second factor lies, for what asks for the passphrase once more.
    pub key_file: Option<PathBuf>,
    /// What the door refused and is not journalled yet.
    denials: std::sync::Mutex<Vec<Denied>>,
}

impl OpenStore {
    /// The hospital's identifier of a patient, once the index is there.
    pub fn identifier(&self, patient: PatientId) -> Option<String> {
        self.hospital.value().map(|hospital| hospital.index.identifier(patient.0).to_owned())
    }
}

impl Session {
    pub fn open_store(&self) -> Option<&OpenStore> {
        match self {
            Session::Open(open) => Some(open),
            Session::Welcome | Session::Locked(_) => None,
        }
    }

    pub fn open_store_mut(&mut self) -> Option<&mut OpenStore> {
        match self {
            Session::Open(open) => Some(open),
            Session::Welcome | Session::Locked(_) => None,
        }
    }
}

/// What can be asked of the session.
#[derive(Clone, Debug)]
pub enum SessionCommand {
    OpenDemo,
    CreateStore {
        folder: PathBuf,
        name: String,
        zone_name: String,
        passphrase: Passphrase,
    },
    OpenStore {
        folder: PathBuf,
        /// Whose passphrase it is; not said where the store has one account.
        account: Option<String>,
        passphrase: Passphrase,
    },
    /// Keep working with a store that is older than the one seen last, for a reason that the journal keeps.
    AcceptRolledBack {
        reason: String,
    },
    RefuseRolledBack,
    /// Look at a twin that a colleague sealed.
    OpenSummary {
        file: PathBuf,
        key: SummaryKey,
    },
    /// Go on as the one who writes, once whoever did has left.
    OpenForWriting,
    Lock,
    Unlock {
        passphrase: Passphrase,
    },
    /// Back to the welcome screen.
    CloseStore,
    ForgetRecent {
        folder: PathBuf,
    },
}

/// A store that is older than the one this computer saw last; asked about before it is used.
pub struct RolledBackQuestion {
    pub opened: opening::OpenedStore,
    pub file_utc_secs: i64,
    pub seen_utc_secs: i64,
}

/// Carries out a session command.
pub fn apply(core: &mut Core, command: SessionCommand) {
    match command {
        SessionCommand::OpenDemo => opening::start_demo(core),
        SessionCommand::CreateStore { folder, name, zone_name, passphrase } => {
            opening::start_create(core, &folder, name, &zone_name, passphrase);
        }
        SessionCommand::OpenStore { folder, account, passphrase } => {
            opening::start_open(core, Place::Folder(folder), account, passphrase, None);
        }
        SessionCommand::OpenSummary { file, key } => opening::start_summary(core, file, key),
        SessionCommand::AcceptRolledBack { reason } => opening::accept_rolled_back(core, reason),
        SessionCommand::RefuseRolledBack => core.state.rolled_back = None,
        SessionCommand::OpenForWriting => opening::start_open_for_writing(core),
        SessionCommand::Lock => lock(core),
        SessionCommand::Unlock { passphrase } => unlock(core, passphrase),
        SessionCommand::CloseStore => close(core),
        SessionCommand::ForgetRecent { folder } => {
            core.state.settings.recent_stores.retain(|recent| recent.folder != folder);
            core.save_settings();
        }
    }
}

fn lock(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    if matches!(open.place, Place::Summary(_)) {
        // Nobody knows its passphrase: its file is opened again.
        close(core);
        return core.state.inform(Message::new("summary-closed"));
    }
    let held = Arc::downgrade(&open.store);
    let locked = LockedStore {
        name: open.info.name.clone(),
        place: open.place.clone(),
        held,
        twin: core.state.twin.wanted,
        account: open.actor.name.clone(),
        had_unsaved: has_unsaved(&core.state),
        showed_once: shows_once(&core.state),
        key_file: open.key_file.clone(),
        glass: open.actor.glass.clone(),
    };
    if let Ok(grant) = open.ask(Action::LockStore, Scope::Store, now) {
        // A job that writes: it is finished before the program ends, and the window is locked without waiting for it.
        let store = Arc::clone(&open.store);
        core.jobs.start(JobKind::JOURNAL, Message::new("job-journal"), move |_| match store.journal(&grant) {
            Ok(()) => Outcome::Done,
            Err(error) => Outcome::Failed(Message::from(&error)),
        });
    }
    forget_patients(core);
    core.state.session = Session::Locked(locked);
}

fn unlock(core: &mut Core, passphrase: Passphrase) {
    if let Session::Locked(locked) = &core.state.session {
        let (place, held, account) = (locked.place.clone(), Some(locked.held.clone()), locked.account.clone());
        let typed = passphrase.key_file().map(Path::to_owned);
        let passphrase = passphrase.with_key_file(typed.or_else(|| locked.key_file.clone()));
        opening::start_open(core, place, Some(account), passphrase, held);
    }
}

/// Not while records are being written: the import would end without a word.
fn close(core: &mut Core) {
    if core.jobs.is_writing() {
        return core.state.warn(Message::new("close-while-writing"));
    }
    super::feeds::panel::end(core);
    forget_patients(core);
    core.state.session = Session::Welcome;
    core.state.panel = PanelId::Home;
}

/// The store was closed for good because its key was changed: the lock screen asks for the passphrase again.
pub fn leave_retired(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let held: Weak<dyn Store> = Weak::<crate::io::store::sqlite::SqliteStore>::new();
    let locked = LockedStore {
        name: open.info.name.clone(),
        place: open.place.clone(),
        held,
        twin: None,
        account: open.actor.name.clone(),
        key_file: open.key_file.clone(),
        had_unsaved: has_unsaved(&core.state),
        showed_once: shows_once(&core.state),
        glass: open.actor.glass.clone(),
    };
    forget_patients(core);
    core.state.session = Session::Locked(locked);
}

/// A patient was deleted: nothing of them stays on screen, nor in what can be undone.
pub fn forget_deleted(core: &mut Core) {
    core.history.clear();
    core.apply(super::command::Command::Twin(super::twin::TwinCommand::Close));
    super::hospital::reload(core);
}

/// Drops everything that could show a patient; writing jobs go on with their own hold of the store.
fn forget_patients(core: &mut Core) {
    core.jobs.cancel_reading();
    core.history.clear();
    let kept = std::mem::take(&mut core.state);
    core.state = State {
        settings: kept.settings,
        panel: kept.panel,
        language: kept.language,
        notices_made: kept.notices_made,
        article: kept.article.without_patients(),
        feeds: kept.feeds.without_patients(),
        ward: kept.ward.without_patients(),
        ..State::default()
    };
}

/// Takes in a store that a job has opened.
pub fn opened(core: &mut Core, opened: opening::OpenedStore) {
    if let Some((file_utc_secs, seen_utc_secs)) = opened.rolled_back {
        core.state.opening_failure = None;
        core.state.rolled_back = Some(RolledBackQuestion { opened, file_utc_secs, seen_utc_secs });
        return;
    }
    enter(core, opened);
}

/// Shows an opened store.
fn enter(core: &mut Core, opened: opening::OpenedStore) {
    let (info, is_new) = (opened.store.info(), opened.is_new);
    if let Place::Folder(folder) = &opened.place {
        core.state.settings.remember_store(&info.name, folder);
        core.save_settings();
    }
    core.state.panel = panel_after_opening(core, opened.is_new);
    if let Session::Locked(locked) = &core.state.session {
        let (had_unsaved, showed_once) = (locked.had_unsaved, locked.showed_once);
        if had_unsaved {
            core.state.warn(Message::new("lock-dropped"));
        }
        if showed_once {
            core.state.warn(Message::new("lock-dropped-once"));
        }
    }
    core.state.reopen = match &core.state.session {
        Session::Locked(locked) => locked.twin,
        Session::Welcome | Session::Open(_) => None,
    };
    core.state.opening_failure = None;
    core.state.list.query = super::list::ListQuery::remembered(&core.state.settings);
    let mut actor = opened.actor();
    if let Session::Locked(locked) = &core.state.session
        && locked.account == actor.name
    {
        actor.glass.clone_from(&locked.glass);
    }
    core.state.session = Session::Open(Box::new(OpenStore {
        store: opened.store,
        info,
        place: opened.place,
        actor,
        revision: Revision(0),
        seen: Revision(0),
        loads: super::hospital::Loads::default(),
        last_visit_utc_secs: opened.last_visit_utc_secs,
        hospital: Computed::default(),
        key_file: opened.key_file,
        denials: std::sync::Mutex::default(),
    }));
    // What somebody else looked at last is not offered to everybody.
    if !core.state.panel.is_shown(&core.state) {
        core.state.panel = PanelId::Home;
    }
    if core.state.open().is_some_and(|open| !open.actor.must_change) {
        super::hospital::reload(core);
        super::happened::store_opened(core, is_new);
    }
}

/// The passphrase that was handed out was changed: the store is shown.
pub fn may_go_on(core: &mut Core) {
    if let Some(open) = core.state.session.open_store_mut().filter(|open| open.actor.must_change) {
        open.actor.must_change = false;
        super::hospital::reload(core);
        super::happened::store_opened(core, false);
    }
}

/// A new store starts with imports, an unlocked one where it was, an opened one with the panel of the last session.
fn panel_after_opening(core: &Core, is_new: bool) -> PanelId {
    match &core.state.session {
        Session::Locked(_) => core.state.panel,
        Session::Welcome | Session::Open(_) if is_new => PanelId::Imports,
        Session::Welcome | Session::Open(_) => PanelId::from_id(&core.state.settings.panel).unwrap_or_default(),
    }
}

/// The open store can be written to from now on.
pub fn may_write(core: &mut Core) {
    if let Some(open) = core.state.session.open_store_mut() {
        open.info = open.store.info();
        core.state.notices.retain(|notice| notice.message.key != "store-error-writer-elsewhere");
        core.state.inform(Message::new("open-for-writing-done"));
    }
}

/// A store could not be opened or made.
pub fn failed(core: &mut Core, message: Message) {
    core.state.opening_failure = Some(message);
}

/// Name of a store's folder without the ending, for what cannot be opened far enough to say its name.
pub fn folder_name(folder: &Path) -> String {
    folder.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether a store is being opened or made.
pub fn is_opening(core: &Core) -> bool {
    core.jobs.is_running(JobKind::OPEN_STORE)
}

/// The outcome of a job that opened a store.
pub(super) fn outcome(result: Result<opening::OpenedStore, Message>) -> Outcome {
    match result {
        Ok(store) => Outcome::take(move |core| opened(core, store)),
        Err(message) => Outcome::Failed(message),
    }
}
