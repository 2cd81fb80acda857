//! Creating, opening and peeking at stores.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::{StoreError, StoreInfo, Writing};
use super::connection::{Access, FileKind, open as connect};
use super::core::{Core, Parts, STORE_FILE};
use super::failure::{damaged, file_error, name_of, vault_error};
use super::journal::{JOURNAL_FILE, Journal};
use super::migrations::{check, migrate, version};
use super::rollback::{Counter, RolledBack};
use super::schema::{
    STORE_1, STORE_2, STORE_3, STORE_4, STORE_5, STORE_6, STORE_7, STORE_8, STORE_9, STORE_10, STORE_11,
};
use super::snapshot::{self, MARK, Snapshot, set};
use super::{SqliteStore, anchor, header, layout, lock, private, spill};
use crate::base::Zone;
use crate::domain::access::Grant;
use crate::io::vault::{DataKey, Header, KdfCost, Passphrase};

/// The ending of a store's folder.
pub const FOLDER_ENDING: &str = ".wardtwin";
pub(super) const STEPS: [&str; 11] =
    [STORE_1, STORE_2, STORE_3, STORE_4, STORE_5, STORE_6, STORE_7, STORE_8, STORE_9, STORE_10, STORE_11];

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
    made?;
    let now = grant.at_utc_secs();
    Ok(open_journalled(folder, &spec.passphrase, None, state_dir, now)?.store)
}

fn fill_folder(folder: &Path, spec: &NewStore, grant: &Grant) -> Result<(), StoreError> {
    let key = DataKey::random().map_err(|error| vault_error(folder, error))?;
    let header = Header::seal(&spec.name, &key, &spec.passphrase, spec.cost);
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
    transaction.commit().map_err(super::failure::system)?;
    Journal::open(folder, &key, Access::Create)?.write(grant)?;
    // Last, so that a folder with a header is a whole store.
    header::write(folder, &header)
}

/// Opens a store and journals it: for writing where nobody else does, else for reading.
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
    open_journalled(folder, passphrase, Some(grant), state_dir, now_utc_secs)
}

fn open_journalled(
    folder: &Path,
    passphrase: &Passphrase,
    grant: Option<&Grant>,
    state_dir: &Path,
    now_utc_secs: i64,
) -> Result<Opened, StoreError> {
    let header = header::read(folder)?;
    let key = header.open(passphrase).map_err(|error| vault_error(folder, error))?;
    let (lock, writing) = lock::take(folder, now_utc_secs)?;
    let access = match writing {
        Writing::Here => Access::Write,
        Writing::Elsewhere { .. } => Access::Read,
        Writing::Never => Access::Frozen,
    };
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
    let journal_access = if access == Access::Frozen { Access::Frozen } else { Access::Write };
    let journal = Journal::open(folder, &key, journal_access)?;
    anchor::demand(&connection, &journal)?;
    let counter = Counter::read(state_dir, header.store_id());
    let found = state.committed();
    // Before this opening is journalled: its entry must not fill the place of one that was lost.
    let rolled_back = counter.notice(found, &journal);
    counter.raise(found);
    let is_current = layout::is_current(&connection)?;
    let writer = (access == Access::Write).then_some(connection);
    let folder = folder.to_owned();
    let core = Core::new(Parts { folder, info, key, journal, counter, access, writer, snapshot: state, lock });
    if let Some(grant) = grant {
        core.journal_entry(grant)?;
    }
    if access == Access::Write && !is_current {
        layout::sum_up_again(&core, now_utc_secs)?;
    }
    Ok(Opened { store: Arc::new(SqliteStore::new(core)), rolled_back })
}

/// A frozen folder whose last writer did not finish has commits in a log that cannot be read without writing beside it.
/// Brings the store's file to this program's version.
///
/// # Errors
/// [`StoreError::NewerVersion`].
pub fn bring_forward(connection: &mut rusqlite::Connection) -> Result<(), StoreError> {
    migrate(connection, &STEPS).map(|_| ())
}

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
