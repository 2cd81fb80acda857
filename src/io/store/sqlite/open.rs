//! Creating, opening and peeking at stores.

use std::path::Path;
use std::sync::Arc;

use super::super::{StoreError, StoreInfo, Writing};
use super::connection::{Access, FileKind, open as connect};
use super::core::{Core, Parts, STORE_FILE};
use super::failure::{damaged, file_error, name_of, vault_error};
use super::journal::{JOURNAL_FILE, Journal};
use super::known_recipe::KnownRecipe;
use super::migrations::{check, migrate, version};
use super::opening_entry::{Opening, journal_opening};
use super::rollback::{Committed, Counter, EntryBook as _, RolledBack};
use super::schema::{
    STORE_1, STORE_2, STORE_3, STORE_4, STORE_5, STORE_6, STORE_7, STORE_8, STORE_9, STORE_10, STORE_11, STORE_12,
    STORE_13, STORE_14, STORE_15,
};
use super::snapshot::{self, MARK, Snapshot, set};
use super::{SqliteStore, accounts, anchor, copies, header, layout, lock, private, rekey, spill};
use crate::base::Zone;
use crate::domain::access::Grant;
use crate::domain::account::{Account, BY_RECOVERY_KEY};
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
    let entering = Entering { passphrase: None, wrong: 0, how: How::New, header, key, account };
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
    let how = match sign_in.key {
        Credential::Passphrase(_) => How::SignsIn,
        Credential::Recovery(_) => How::Recovers,
    };
    let_in(folder, sign_in, how, state_dir, now_utc_secs)
}

/// The same for a store that was just restored and is to be worked with beside its original: it gets an id of its own, which
/// an owner or a security officer may give it. The journal says so.
///
/// # Errors
/// As [`sign_in`]; [`StoreError::Account`]; [`StoreError::WriterElsewhere`], [`StoreError::ReadOnlyFolder`].
pub fn sign_in_to_copy(
    folder: &Path,
    sign_in: SignIn<'_>,
    state_dir: &Path,
    now_utc_secs: i64,
) -> Result<Opened, StoreError> {
    let_in(folder, sign_in, How::MakesCopy, state_dir, now_utc_secs)
}

fn let_in(
    folder: &Path,
    sign_in: SignIn<'_>,
    how: How,
    state_dir: &Path,
    now_utc_secs: i64,
) -> Result<Opened, StoreError> {
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
    let entering = Entering { header, key, account, passphrase: sign_in.key.passphrase(), wrong, how };
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
    how: How,
}

/// How somebody comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The store was just made, which is journalled already; or a copy is only looked at.
    New,
    SignsIn,
    /// By the recovery key: who holds it is not known.
    Recovers,
    /// It was just restored and gets an id of its own.
    MakesCopy,
}

fn enter(folder: &Path, entering: Entering<'_>, state_dir: &Path, now_utc_secs: i64) -> Result<Opened, StoreError> {
    let Entering { mut header, key, account, passphrase, wrong, how } = entering;
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
    let mut account = accounts::signed_in(&connection, &header, &account, now_utc_secs)?;
    if how == How::MakesCopy {
        copies::make(&connection, &header, &account, &writing, now_utc_secs)?;
    }
    let info = info_of(&connection, &header, writing)?;
    // Where nothing can be written no passphrase can be changed: it is asked for where it can.
    account.must_change &= access == Access::Write;
    let journal_access = if access == Access::Frozen { Access::Frozen } else { Access::Write };
    let journal = Journal::open(folder, &key, journal_access)?;
    anchor::demand(&connection, &journal)?;
    if let (Access::Write, Some(passphrase)) = (access, passphrase) {
        name_account(folder, &connection, &mut header, &key, &account, passphrase)?;
    }
    let counter = Counter::read(state_dir, &info.store_id);
    let known_recipe = KnownRecipe::of(&connection, state_dir, &info.store_id)?;
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
    let mut actor = account.actor();
    if how == How::Recovers {
        actor.name = BY_RECOVERY_KEY.to_owned();
    }
    let core = Core::new(Parts {
        folder,
        info,
        key,
        actor,
        journal,
        counter,
        known_recipe,
        throttle,
        access,
        writer,
        snapshot: state,
        lock,
    });
    if how != How::New {
        let opening = Opening { how, account: &account.name, wrong, is_other_header: is_known == Some(false) };
        journal_opening(&core, &opening, now_utc_secs)?;
    }
    core.set_looked_at(core.journal.newest()?.0);
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
    let entering = Entering { header, key: key.clone(), account, passphrase: None, wrong: 0, how: How::New };
    // What this computer saw of the store says nothing of a copy.
    let opened = enter(folder, entering, folder, 0)?;
    Arc::try_unwrap(opened.store).map_err(|_| damaged("the copy is in use"))
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
        store_id: copies::id_of(connection, header)?,
        name: header.name().to_owned(),
        zone: zone.ok_or_else(|| damaged("a zone that is not known"))?,
        created_utc_secs: snapshot::number(connection, "created_utc_secs")?,
        writing,
        demo: snapshot::number(connection, "demo")? == 1,
    })
}
