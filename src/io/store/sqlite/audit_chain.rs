//! The chain of the journal: each entry's hash is keyed and covers its number, its content and the hash before it.
//!
//! The key is made from the store's data key for this purpose alone, and entry and head are hashed behind a purpose of
//! their own, so that one never passes for the other. Entries of older programs are chained by
//! SHA-256 without a key; the first keyed one covers the last of them.

use blake2::digest::Mac as _;
use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::super::StoreError;
use super::failure::{damaged, system};
use crate::domain::audit::JournalEntry;
use crate::io::vault::{DataKey, LockedKey, keyed_hash};

const KEY_PURPOSE: &[u8; 16] = b"wardtwin-auditky";
const ENTRY_PURPOSE: &[u8; 16] = b"wardtwin-auditen";
const HEAD_PURPOSE: &[u8; 16] = b"wardtwin-audithd";
/// Between identifiers in the file.
const BETWEEN: char = '\u{1f}';

/// An entry as it lies in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawEntry {
    pub number: u64,
    pub at_utc_secs: i64,
    pub actor: String,
    pub role: String,
    pub action: String,
    pub scope: String,
    pub outcome: String,
    /// Identifiers with [`BETWEEN`] between them.
    pub patients: String,
    pub reason: String,
    /// Its hash is keyed; else of an older program.
    pub is_keyed: bool,
    /// The hash of the entry before, empty before the first; only where keyed.
    pub before: Vec<u8>,
    pub chain: Vec<u8>,
}

impl RawEntry {
    /// The next entry behind one with this hash, sealed.
    pub fn seal(key: &ChainKey, entry: &JournalEntry, before: Vec<u8>) -> RawEntry {
        let raw = RawEntry {
            number: entry.number,
            at_utc_secs: entry.at_utc_secs,
            actor: entry.actor.clone(),
            role: entry.role.clone(),
            action: entry.action.id().to_owned(),
            scope: scope_of(entry),
            outcome: entry.outcome.id().to_owned(),
            patients: joined(&entry.patients),
            reason: entry.reason.clone(),
            is_keyed: true,
            before,
            chain: Vec::new(),
        };
        RawEntry { chain: key.link(&raw, raw.number), ..raw }
    }

    /// Whether it is the entry that was written under that number; `previous` is the hash that stands before it.
    pub fn is_authentic(&self, key: &ChainKey, number: u64, previous: &[u8]) -> bool {
        if self.is_keyed {
            key.link(self, number) == self.chain
        } else {
            unkeyed_link(previous, self, number) == self.chain
        }
    }
}

/// The scope, and behind it the wards that alone were reached.
fn scope_of(entry: &JournalEntry) -> String {
    let plain = |text: &String| text.replace(BETWEEN, " ");
    std::iter::once(&entry.scope).chain(&entry.wards).map(plain).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// What [`scope_of`] put together.
pub fn scope_and_wards(text: &str) -> (String, Vec<String>) {
    let mut parts = text.split(BETWEEN).map(str::to_owned);
    (parts.next().unwrap_or_default(), parts.collect())
}

/// Identifiers as one text; what would part them in the wrong place is left out.
pub fn joined(patients: &[String]) -> String {
    let plain: Vec<String> = patients.iter().map(|one| one.replace(BETWEEN, "")).collect();
    plain.join(&BETWEEN.to_string())
}

/// The identifiers of one text.
pub fn parted(patients: &str) -> Vec<String> {
    patients.split(BETWEEN).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// What the chain is keyed with. In locked memory, wiped when dropped.
#[derive(Clone)]
pub struct ChainKey(LockedKey);

impl std::fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChainKey(hidden)")
    }
}

impl ChainKey {
    pub fn of(key: &DataKey) -> ChainKey {
        ChainKey(key.for_purpose(KEY_PURPOSE))
    }

    /// The key as the journal's file keeps it; none in a file whose key is still made from the store's.
    ///
    /// # Errors
    /// Damaged.
    pub fn kept(connection: &Connection) -> Result<Option<ChainKey>, StoreError> {
        let bytes: Option<Vec<u8>> = connection
            .query_row("SELECT key FROM chain_key LIMIT 1", [], |row| row.get(0))
            .optional()
            .map_err(system)?;
        let Some(bytes) = bytes.map(Zeroizing::new) else { return Ok(None) };
        let key: &[u8; 32] =
            bytes.as_slice().try_into().map_err(|_| damaged("the journal's key has another length"))?;
        Ok(Some(ChainKey(LockedKey::copied(key))))
    }

    /// Keeps the key in the journal's file, in place of the one that is there.
    ///
    /// # Errors
    /// Disk full.
    pub fn keep(&self, connection: &Connection) -> Result<(), StoreError> {
        connection.execute("DELETE FROM chain_key", []).map_err(system)?;
        connection.execute("INSERT INTO chain_key VALUES (?1)", [self.0.bytes().as_slice()]).map(|_| ()).map_err(system)
    }

    fn link(&self, entry: &RawEntry, number: u64) -> Vec<u8> {
        let mut mac = keyed_hash(&self.0, ENTRY_PURPOSE);
        mac.update(&number.to_le_bytes());
        mac.update(&entry.at_utc_secs.to_le_bytes());
        let texts =
            [&entry.actor, &entry.role, &entry.action, &entry.scope, &entry.outcome, &entry.patients, &entry.reason];
        for bytes in texts.map(|text| text.as_bytes()).into_iter().chain([entry.before.as_slice()]) {
            mac.update(&(bytes.len() as u64).to_le_bytes());
            mac.update(bytes);
        }
        mac.finalize().into_bytes().to_vec()
    }

    /// A number made of this key for a purpose and a number; the key stays when the store's is changed.
    pub fn steady_number(&self, purpose: &[u8; 16], number: u32) -> u64 {
        let mut mac = keyed_hash(&self.0, purpose);
        mac.update(&number.to_le_bytes());
        let hash = mac.finalize().into_bytes();
        hash.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
    }

    /// What vouches for a head: an entry's number, time and hash.
    pub fn head_seal(&self, number: u64, at_utc_secs: i64, chain: &str) -> Vec<u8> {
        let mut mac = keyed_hash(&self.0, HEAD_PURPOSE);
        mac.update(&number.to_le_bytes());
        mac.update(&at_utc_secs.to_le_bytes());
        mac.update(chain.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

/// How entries were chained before the key.
fn unkeyed_link(before: &[u8], entry: &RawEntry, number: u64) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(number.to_le_bytes());
    hash.update(entry.at_utc_secs.to_le_bytes());
    for text in [&entry.actor, &entry.role, &entry.action, &entry.scope] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().to_vec()
}
