//! Everything encrypted anew under another random key.
//!
//! Files are written anew beside the old ones, under names that carry the hash of the header that will open them; then that
//! header takes the place of the old one, which is the moment from which the new key counts; then the files take their
//! places. Whoever opens the folder for writing first puts in order what a killed process left: files whose header is there
//! take their places, others are removed. Meanwhile nobody else may have the files open, which the engine vouches for: it
//! leaves its log only where it is alone.
//!
//! The chain of the journal goes on under its own key, which moves into the journal's file, so that every entry stays what
//! it was.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::super::StoreError;
use super::super::trust::NewKeys;
use super::audit_chain::ChainKey;
use super::connection::{Access, FileKind, open, uri};
use super::core::{Core, STORE_FILE};
use super::failure::{damaged, file_error, name_of, system, vault_error};
use super::header::{self, HEADER_FILE};
use super::inbox::INBOX_FILE;
use super::journal::JOURNAL_FILE;
use super::{check, private};
use crate::base::Progress;
use crate::domain::access::Grant;
use crate::io::vault::{DataKey, Header, Passphrase, RecoveryKey, one_time_passphrase, to_hex};

/// The files that are written anew, in the order in which they take their places.
const FILES: [(&str, FileKind); 3] =
    [(JOURNAL_FILE, FileKind::Journal), (INBOX_FILE, FileKind::Journal), (STORE_FILE, FileKind::Store)];
/// Between a file's name and the hash of the header that opens it.
const MARK: &str = ".rekey-";
/// How long somebody else's reading is waited for.
const ALONE_WITHIN: Duration = Duration::from_secs(3);
/// How long files that are about to take their places are waited for.
const SETTLED_WITHIN: u32 = 100;

/// Encrypts everything anew; what opens it from then on. The store is closed afterwards, also where this failed.
///
/// # Errors
/// [`StoreError::InUse`] where somebody else has it open.
pub fn rekey(core: &Core, grant: &Grant, passphrase: &Passphrase, progress: &Progress) -> Result<NewKeys, StoreError> {
    core.demand_writing()?;
    let _pass = core.gate.enter();
    super::accounts::demand_owner(core, grant)?;
    super::accounts::confirm(core, grant, passphrase)?;
    core.journal_entry(grant)?;
    let unkeyed = |error| vault_error(&core.folder, error);
    let key = DataKey::random().map_err(unkeyed)?;
    let before = header::read(&core.folder)?;
    let (header, keys) = new_header(&before, &grant.actor().name, passphrase, &key).map_err(unkeyed)?;
    let chain_key = core.journal.chain_key();
    core.retire()?;
    let mark = mark_of(header.to_text().as_bytes());
    let done =
        renew(core, &key, &chain_key, Renewed { header: &header, mark: &mark, own: &grant.actor().name }, progress)
            .and_then(|held| {
                header::write(&core.folder, &header)?;
                drop(held);
                take_places(&core.folder, &mark)
            });
    if done.is_err() && header::read(&core.folder).is_ok_and(|there| there.to_text() == before.to_text()) {
        remove_leftovers(&core.folder, None);
    }
    done.map(|()| keys)
}

fn new_header(
    before: &Header,
    own: &str,
    passphrase: &Passphrase,
    key: &DataKey,
) -> Result<(Header, NewKeys), crate::io::vault::VaultError> {
    let mut one_time = Vec::new();
    let mut accounts = Vec::new();
    for name in before.accounts() {
        if name == own {
            accounts.push((name, passphrase.clone()));
        } else {
            let word = one_time_passphrase()?;
            accounts.push((name.clone(), Passphrase::new(word.reveal().to_owned())));
            one_time.push((name, word));
        }
    }
    let recovery = RecoveryKey::random()?;
    let header = before.renewed(key, &accounts, &recovery)?;
    Ok((header, NewKeys { one_time, recovery }))
}

/// What the files are written anew for.
struct Renewed<'a> {
    header: &'a Header,
    mark: &'a str,
    /// The account of who asked, whose passphrase stays.
    own: &'a str,
}

/// Writes every file anew; the connections that keep everybody else out of the old ones.
fn renew(
    core: &Core,
    key: &DataKey,
    chain_key: &ChainKey,
    Renewed { header, mark, own }: Renewed<'_>,
    progress: &Progress,
) -> Result<Vec<Connection>, StoreError> {
    progress.restart(FILES.len() as u64);
    let there = |name: &str| core.folder.join(name).exists();
    let mut held = Vec::new();
    for (name, kind) in FILES.into_iter().filter(|(name, _)| there(name)) {
        held.push((name, kind, alone(&core.folder.join(name), kind, &core.key)?));
    }
    for (name, kind, connection) in &held {
        let to = leftover(&core.folder, name, mark);
        write_anew(connection, &to, *kind, key)?;
        let renewed = open(&to, *kind, key, Access::Write)?;
        if *name == JOURNAL_FILE {
            chain_key.keep(&renewed)?;
        }
        demand_same(connection, &renewed, name)?;
        if *name == STORE_FILE {
            super::accounts::hand_out_all_but(&renewed, own)?;
            header::remember(&renewed, &[header])?;
        }
        // Without a log beside it, which would not move with it.
        leave_log(&renewed)?;
        drop(renewed);
        std::fs::File::open(&to).and_then(|file| file.sync_all()).map_err(|error| file_error(&to, &error))?;
        progress.tick(1)?;
    }
    Ok(held.into_iter().map(|(_, _, connection)| connection).collect())
}

/// A connection that nobody else has one beside.
fn alone(path: &Path, kind: FileKind, key: &DataKey) -> Result<Connection, StoreError> {
    let connection = open(path, kind, key, Access::Write)?;
    connection.busy_timeout(ALONE_WITHIN).map_err(system)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(system)?;
    leave_log(&connection)?;
    // A lock is taken with the first look, and kept.
    connection.execute_batch("BEGIN EXCLUSIVE; COMMIT;").map_err(|_| StoreError::InUse)?;
    Ok(connection)
}

fn leave_log(connection: &Connection) -> Result<(), StoreError> {
    let mode: Result<String, _> = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0));
    if mode.is_ok_and(|mode| mode == "delete") { Ok(()) } else { Err(StoreError::InUse) }
}

fn write_anew(connection: &Connection, to: &Path, kind: FileKind, key: &DataKey) -> Result<(), StoreError> {
    private::make_file(to).map_err(|error| file_error(to, &error))?;
    let version = super::migrations::version(connection)?;
    let hex = key.hex();
    let attach = Zeroizing::new(format!("ATTACH DATABASE ?1 AS renewed KEY \"x'{}'\"", hex.as_str()));
    connection.execute(&attach, [uri(to, Access::Write)]).map_err(system)?;
    connection.execute_batch(&kind.cipher_pragmas("renewed")).map_err(system)?;
    connection.query_row("SELECT sqlcipher_export('renewed')", [], |_| Ok(())).map_err(system)?;
    connection
        .execute_batch(&format!("PRAGMA renewed.user_version = {version}; DETACH DATABASE renewed;"))
        .map_err(system)
}

/// Every page of the new file checks out, and every table has as many rows as before.
fn demand_same(before: &Connection, after: &Connection, name: &str) -> Result<(), StoreError> {
    let differs = || damaged(&format!("{name} was not written anew as it was"));
    if !check::pages(after)?.is_empty() || rows_by_table(before)? != rows_by_table(after)? {
        return Err(differs());
    }
    Ok(())
}

fn rows_by_table(connection: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'chain_key' ORDER BY name";
    let mut select = connection.prepare(sql).map_err(system)?;
    let tables: Vec<String> = select.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(system)?;
    let rows = |table: String| {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        connection.query_row(&sql, [], |row| row.get(0)).map(|count| (table, count)).map_err(system)
    };
    tables.into_iter().map(rows).collect()
}

/// Sixteen digits of the hash of a header's text.
fn mark_of(header: &[u8]) -> String {
    to_hex(&Sha256::digest(header)).chars().take(16).collect()
}

fn leftover(folder: &Path, name: &str, mark: &str) -> PathBuf {
    folder.join(format!("{name}{MARK}{mark}"))
}

/// Puts new files in the place of the old ones, whose logs say nothing of them.
fn take_places(folder: &Path, mark: &str) -> Result<(), StoreError> {
    for (name, _) in FILES {
        let renewed = leftover(folder, name, mark);
        if !renewed.exists() {
            continue;
        }
        for ending in ["-wal", "-shm", "-journal"] {
            let _not_there = std::fs::remove_file(folder.join(format!("{name}{ending}")));
        }
        let place = folder.join(name);
        std::fs::rename(&renewed, &place).map_err(|error| file_error(&place, &error))?;
    }
    private::sync_folder(folder);
    Ok(())
}

/// Puts in order what a killed process left. Who may not write waits for who does.
///
/// # Errors
/// [`StoreError::InUse`] where the new files do not take their places in time.
pub fn settle(folder: &Path, access: Access) -> Result<(), StoreError> {
    if !has_leftovers(folder, None) {
        return Ok(());
    }
    let path = folder.join(HEADER_FILE);
    let text = std::fs::read(&path).map_err(|error| file_error(&path, &error))?;
    let mark = mark_of(&text);
    if access == Access::Write {
        take_places(folder, &mark)?;
        remove_leftovers(folder, Some(&mark));
        return Ok(());
    }
    for _ in 0..SETTLED_WITHIN {
        if !has_leftovers(folder, Some(&mark)) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(StoreError::InUse)
}

fn leftovers(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| FILES.iter().any(|(name, _)| name_of(path).starts_with(&format!("{name}{MARK}"))))
}

fn has_leftovers(folder: &Path, mark: Option<&str>) -> bool {
    leftovers(folder).any(|path| mark.is_none_or(|mark| name_of(&path).ends_with(&format!("{MARK}{mark}"))))
}

fn remove_leftovers(folder: &Path, but: Option<&str>) {
    let is_other = |path: &PathBuf| but.is_none_or(|mark| !name_of(path).ends_with(&format!("{MARK}{mark}")));
    leftovers(folder).filter(is_other).for_each(|path| {
        let _outcome = std::fs::remove_file(path);
    });
}
