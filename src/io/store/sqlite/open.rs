//! Creating, opening and peeking at stores.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::{StoreError, StoreInfo, Writing};
use super::connection::{Access, FileKind, open as connect};
use super::core::{Core, Parts, STORE_FILE};
use super::failure::{damaged, file_error, name_of, vault_error};
use super::journal::{JOURNAL_FILE, Journal};
use super::migrations::{check, migrate, version};
use super::rollback::{Committed, Counter, EntryBook as _, RolledBack};
use super::schema::{
    STORE_1, STORE_2, STORE_3, STORE_4, STORE_5, STORE_6, STORE_7, STORE_8, STORE_9, STORE_10, STORE_11, STORE_12,
    STORE_13, STORE_14, STORE_15,
};
use super::snapshot::{self, MARK, Snapshot, set};
use super::{SqliteStore, accounts, anchor, header, layout, lock, private, rekey, spill};
use crate::base::Zone;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::account::Account;
use crate::domain::audit::JournalEntry;
use crate::io::folders::user_name;
use crate::io::throttle::{Throttle, Ticks};
use crate::io::vault::{DataKey, Header, KdfCost, Passphrase, RecoveryKey};

/// The ending of a store's folder.
pub const FOLDER_ENDING: &str = ".wardtwin";
pub(super) const STEPS: [&str; 15] = [
    STORE_1, STORE_2, STORE_3, STORE_4, STORE_5, STORE_6, STORE_7, STORE_8, STORE_9, STORE_10, STORE_11, STORE_12,
    STORE_13, STORE_14, STORE_15,
];

/// What a new store is to be.
#[derive(Debug)]
pub struct NewStore {
    pub name: String,
    /// Times without offset are read in it.
    pub zone: Zone,
    pub passphrase: Passphrase,
    pub cost: KdfCost,
    /// Synthetic data.
    pub demo: bool,
}

/// A store that was opened.
#[derive(Debug)]
pub struct Opened {
    pub store: Arc<SqliteStore>,
    /// The file is older than what this user has seen of it; ask, then [`SqliteStore::accept_rollback`].
    pub rolled_back: Option<RolledBack>,
}

/// The name of the store in a folder, from its header alone.
///
/// # Errors
/// As [`open`], passphrase apart.
pub fn peek(folder: &Path) -> Result<String, StoreError> {
    Ok(header::read(folder)?.name().to_owned())
}

/// Makes a store in a folder that is not there yet (or empty) and opens it.
///
/// # Errors
/// [`StoreError::AlreadyThere`], [`StoreError::ReadOnlyFolder`], [`StoreError::DiskFull`].
pub fn create(folder: &Path, spec: NewStore, grant: &Grant, state_dir: &Path) -> Result<Arc<SqliteStore>, StoreError> {
    let is_taken = folder.exists() && std::fs::read_dir(folder).map_or(true, |mut files| files.next().is_some());
    if is_taken {
        return Err(StoreError::AlreadyThere { name: name_of(folder) });
    }
    private::make_folder(folder).map_err(|error| file_error(folder, &error))?;
    let made = fill_folder(folder, &spec, grant);
    if made.is_err() {
        // The folder was empty before; half a store would only be taken for a damaged one.
        let _outcome = std::fs::remove_dir_all(folder);
    }
    let (header, key) = made?;
    let account = grant.actor().name.clone();
    let entering = Entering { header, key, account, passphrase: None, wrong: 0, is_new: true };
    Ok(enter(folder, entering, state_dir, grant.at_utc_secs())?.store)
}

fn fill_folder(folder: &Path, spec: &NewStore, grant: &Grant) -> Result<(Header, DataKey), StoreError> {
    let key = DataKey::random().map_err(|error| vault_error(folder, error))?;
    let header = Header::seal(&spec.name, &key, &grant.actor().name, &spec.passphrase, spec.cost);
    let header = header.map_err(|error| vault_error(folder, error))?;
    let mut connection = connect(&folder.join(STORE_FILE), FileKind::Store, &key, Access::Create)?;
    migrate(&mut connection, &STEPS)?;
    let now = grant.at_utc_secs().to_string();
    let transaction = connection.transaction().map_err(super::failure::system)?;
    let demo = if spec.demo { "1" } else { "0" };
    for (name, value) in [
        ("store_id", header.store_id()),
        ("zone", spec.zone.name()),
        ("created_utc_secs", &now),
        ("demo", demo),
        ("patients", "0"),
        ("revision", "1"),
        ("revision_at", &now),
        (MARK, "1"),
        (layout::KEY, &layout::fingerprint()),
    ] {
        set(&transaction, name, value)?;
    }
    accounts::keep(&transaction, &accounts::owner(&grant.actor().name, grant.at_utc_secs()))?;
    header::remember(&transaction, &[&header])?;
    transaction.commit().map_err(super::failure::system)?;
    Journal::open(folder, &key, Access::Create)?.write(|number| JournalEntry::of_grant(number, grant))?;
    // Last, so that a folder with a header is a whole store.
    header::write(folder, &header)?;
    Ok((header, key))
}

/// Opens a store and journals it: for writing where nobody else does, else for reading. The account is the one whose
/// name the grant says, or the only one.
///
/// # Errors
/// [`StoreError::WrongPassphrase`], [`StoreError::Damaged`], [`StoreError::NotAStore`], [`StoreError::NewerVersion`],
/// [`StoreError::Gone`].
pub fn open(
    folder: &Path,
    passphrase: &Passphrase,
    grant: &Grant,
    state_dir: &Path,
    now_utc_secs: i64,
) -> Result<Opened, StoreError> {
    let header = header::read(folder)?;
    let named = Some(grant.actor().name.as_str())
        .filter(|name| header.is_nameless() || header.accounts().iter().any(|one| one == name));
    sign_in(folder, SignIn { account: named, key: Credential::Passphrase(passphrase) }, state_dir, now_utc_secs)
}

/// Who wants to open a store, and by what.
#[derive(Clone, Copy, Debug)]
pub struct SignIn<'a> {
    /// The only account where it is not said.
    pub account: Option<&'a str>,
    pub key: Credential<'a>,
}

/// What opens a store.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    Passphrase(&'a Passphrase),
    /// What was printed when the store was made; opens every account.
    Recovery(&'a RecoveryKey),
}

/// Names of a store's accounts, from its header alone; none in a store of an older program.
///
/// # Errors
/// As [`peek`].
pub fn accounts_of(folder: &Path) -> Result<Vec<String>, StoreError> {
    Ok(header::read(folder)?.accounts())
}

/// Opens a store as one of its accounts, and journals that.
///
/// # Errors
/// As [`open`]; [`StoreError::WhichAccount`], [`StoreError::NoSuchAccount`], [`StoreError::TooSoon`].
pub fn sign_in(folder: &Path, sign_in: SignIn<'_>, state_dir: &Path, now_utc_secs: i64) -> Result<Opened, StoreError> {
    let header = header::read(folder)?;
    let account = accounts::resolve(&header, sign_in.account, &user_name())?;
    let throttle = Throttle::new(state_dir, header.store_id());
    let delayed = match sign_in.key {
        Credential::Passphrase(_) => account.as_str(),
        Credential::Recovery(_) => RECOVERY,
    };
    throttle.admit(delayed, &Ticks::now(now_utc_secs)).map_err(|secs| StoreError::TooSoon { secs })?;
    let key = match sign_in.key {
        Credential::Passphrase(passphrase) => header.open_account(&account, passphrase),
        Credential::Recovery(recovery) => header.recover(recovery),
    };
    let key = key.map_err(|error| vault_error(folder, error))?;
    let wrong = throttle.admitted(delayed);
    let entering = Entering { header, key, account, passphrase: sign_in.key.passphrase(), wrong, is_new: false };
    enter(folder, entering, state_dir, now_utc_secs)
}

impl<'a> Credential<'a> {
    fn passphrase(self) -> Option<&'a Passphrase> {
        match self {
            Credential::Passphrase(passphrase) => Some(passphrase),
            Credential::Recovery(_) => None,
        }
    }
}

/// The name under which wrong recovery keys are counted; no account has it, since names have no control characters.
const RECOVERY: &str = "\u{1}recovery";

/// Who was let in.
struct Entering<'a> {
    header: Header,
    key: DataKey,
    account: String,
    passphrase: Option<&'a Passphrase>,
    /// Wrong passphrases before this one.
    wrong: u32,
    /// The store was just made, which is journalled already.
    is_new: bool,
}

fn enter(folder: &Path, entering: Entering<'_>, state_dir: &Path, now_utc_secs: i64) -> Result<Opened, StoreError> {
    let Entering { mut header, key, account, passphrase, wrong, is_new } = entering;
    let (lock, writing) = lock::take(folder, now_utc_secs)?;
    let access = match writing {
        Writing::Here => Access::Write,
        Writing::Elsewhere { .. } => Access::Read,
        Writing::Never => Access::Frozen,
    };
    rekey::settle(folder, access)?;
    if header::read(folder)?.to_text() != header.to_text() {
        return Err(StoreError::InUse);
    }
    demand_readable_log(folder, access)?;
    let mut connection = connect(&folder.join(STORE_FILE), FileKind::Store, &key, access)?;
    if access == Access::Write {
        bring_forward(&mut connection)?;
        spill::remove_leftover(folder);
    } else {
        check(version(&connection)?, STEPS.len())?;
    }
    let state = Snapshot::load(&connection)?;
    let info = info_of(&connection, &header, writing)?;
    let mut account = accounts::signed_in(&connection, &header, &account, now_utc_secs)?;
    // Where nothing can be written no passphrase can be changed: it is asked for where it can.
    account.must_change &= access == Access::Write;
    let journal_access = if access == Access::Frozen { Access::Frozen } else { Access::Write };
    let journal = Journal::open(folder, &key, journal_access)?;
    anchor::demand(&connection, &journal)?;
    if let (Access::Write, Some(passphrase)) = (access, passphrase) {
        name_account(folder, &connection, &mut header, &key, &account, passphrase)?;
    }
    let counter = Counter::read(state_dir, header.store_id());
    let throttle = Throttle::new(state_dir, header.store_id());
    let found = state.committed();
    // Before this opening is journalled: its entry must not fill the place of one that was lost.
    let rolled_back = older_than_known(&counter, found, &journal)?;
    counter.raise(found);
    let is_current = layout::is_current(&connection)?;
    let is_known = header::is_known(&connection, &header)?;
    if let (Access::Write, None) = (access, is_known) {
        header::remember(&connection, &[&header])?;
    }
    let writer = (access == Access::Write).then_some(connection);
    let folder = folder.to_owned();
    let actor = account.actor();
    let core = Core::new(Parts {
        folder,
        info,
        key,
        actor,
        journal,
        counter,
        throttle,
        access,
        writer,
        snapshot: state,
        lock,
    });
    if !is_new {
        journal_opening(&core, wrong, is_known == Some(false), now_utc_secs)?;
    }
    if access == Access::Write && !is_current {
        layout::sum_up_again(&core, now_utc_secs)?;
    }
    Ok(Opened { store: Arc::new(SqliteStore::new(core)), rolled_back })
}

/// Opens a copy of a store, to look at it and nothing else: nobody signs in, and nothing is journalled.
///
/// # Errors
/// As [`open`].
pub fn check_copy(folder: &Path, key: &DataKey) -> Result<SqliteStore, StoreError> {
    let header = header::read(folder)?;
    let account = header.accounts().first().cloned().unwrap_or_default();
    let entering = Entering { header, key: key.clone(), account, passphrase: None, wrong: 0, is_new: true };
    // What this computer saw of the store says nothing of a copy.
    let opened = enter(folder, entering, folder, 0)?;
    Arc::try_unwrap(opened.store).map_err(|_| damaged("the copy is in use"))
}

/// What the journal says of an opening by a header that was put in the place of the store's.
const OTHER_HEADER: &str = "the header is not the one that this store was last changed with";

fn journal_opening(core: &Core, wrong: u32, is_other_header: bool, now_utc_secs: i64) -> Result<(), StoreError> {
    let mut asked = vec![(Action::OpenStore, Scope::Store)];
    if wrong > 0 {
        asked.insert(0, (Action::WrongPassphrases, Scope::Text { text: format!("{wrong} ×") }));
    }
    for (action, scope) in asked {
        match Grant::ask(&core.actor, action, scope, now_utc_secs) {
            Ok(grant) if is_other_header => core.journal_entry(&grant.because(OTHER_HEADER))?,
            Ok(grant) => core.journal_entry(&grant)?,
            Err(denied) => core.journal_denial(&denied)?,
        };
    }
    Ok(())
}

fn older_than_known(counter: &Counter, found: Committed, journal: &Journal) -> Result<Option<RolledBack>, StoreError> {
    if let Some(dates) = counter.notice(found, journal) {
        return Ok(Some(dates));
    }
    Ok(journal.lost()?.map(|lost| RolledBack {
        file_revision_at: journal.newest_entry().map_or(found.at_utc_secs, |entry| entry.at_utc_secs),
        seen_revision_at: lost.at_utc_secs,
    }))
}

/// A store of one passphrase becomes one of one account with the same passphrase.
fn name_account(
    folder: &Path,
    connection: &rusqlite::Connection,
    header: &mut Header,
    key: &DataKey,
    account: &Account,
    passphrase: &Passphrase,
) -> Result<(), StoreError> {
    if !header.is_nameless() {
        return Ok(());
    }
    accounts::keep(connection, account)?;
    header.put_account(&account.name, key, passphrase).map_err(|error| vault_error(folder, error))?;
    header::remember(connection, &[header])?;
    header::write(folder, header)
}

/// Brings the store's file to this program's version.
///
/// # Errors
/// [`StoreError::NewerVersion`].
pub fn bring_forward(connection: &mut rusqlite::Connection) -> Result<(), StoreError> {
    migrate(connection, &STEPS).map(|_| ())
}

/// A frozen folder whose last writer did not finish has commits in a log that cannot be read without writing beside it.
fn demand_readable_log(folder: &Path, access: Access) -> Result<(), StoreError> {
    let has_log = |file: &str| std::fs::metadata(folder.join(format!("{file}-wal"))).is_ok_and(|log| log.len() > 0);
    if access == Access::Frozen && (has_log(STORE_FILE) || has_log(JOURNAL_FILE)) {
        return Err(StoreError::ReadOnlyFolder { name: name_of(folder) });
    }
    Ok(())
}

fn info_of(connection: &rusqlite::Connection, header: &Header, writing: Writing) -> Result<StoreInfo, StoreError> {
    if snapshot::text(connection, "store_id")? != header.store_id() {
        return Err(damaged("header and file belong to two stores"));
    }
    let zone = Zone::named(&snapshot::text(connection, "zone")?);
    Ok(StoreInfo {
        store_id: header.store_id().to_owned(),
        name: header.name().to_owned(),
        zone: zone.ok_or_else(|| damaged("a zone that is not known"))?,
        created_utc_secs: snapshot::number(connection, "created_utc_secs")?,
        writing,
        demo: snapshot::number(connection, "demo")? == 1,
    })
}

/// A folder that is removed when this is dropped: hold it as long as the store may be locked and opened again.
#[derive(Debug)]
pub struct ThrowAwayFolder {
    path: PathBuf,
    /// Locked for as long as the folder is wanted, also while its store is closed.
    in_use: Option<std::fs::File>,
}

impl ThrowAwayFolder {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ThrowAwayFolder {
    fn drop(&mut self) {
        let _outcome = std::fs::remove_dir_all(&self.path);
    }
}

/// Makes a store in a new folder under `parent` that goes when the second part is dropped. Folders that earlier
/// processes left there without finishing are removed first.
///
/// # Errors
/// As [`create`]. The rollback counter lies in the folder too.
pub fn create_throw_away(
    parent: &Path,
    spec: NewStore,
    grant: &Grant,
) -> Result<(Arc<SqliteStore>, ThrowAwayFolder), StoreError> {
    remove_abandoned(parent);
    let tag = crate::io::vault::random::<8>().map_err(|error| vault_error(parent, error))?;
    let path = parent.join(format!("{THROW_AWAY}{}{FOLDER_ENDING}", crate::io::vault::to_hex(&tag)));
    let mut folder = ThrowAwayFolder { path, in_use: None };
    let store = create(folder.path(), spec, grant, folder.path())?;
    folder.in_use =
        private::options().truncate(true).open(folder.path().join(IN_USE)).ok().filter(|file| file.try_lock().is_ok());
    Ok((store, folder))
}

const THROW_AWAY: &str = "throw-away-";
const IN_USE: &str = "in-use.lock";

/// Removes throw-away folders that no process holds the lock of.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let is_throw_away = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(THROW_AWAY));
        // Only a folder whose lock file is there and free: a store being made has none yet.
        let is_free = std::fs::File::open(path.join(IN_USE)).is_ok_and(|file| file.try_lock().is_ok());
        if is_throw_away && is_free {
            let _outcome = std::fs::remove_dir_all(&path);
        }
    }
}
