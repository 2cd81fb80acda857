//! The header of a store: its id and name in the clear, its key wrapped once an account and once for the recovery key.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{DataKey, KdfCost, LockedKey, Passphrase, RecoveryKey, VaultError, from_hex, random, to_hex, wipe_stack};

const MAGIC: &str = "wardtwin-store";
/// The newest header version this program reads. Version 1 had one passphrase and no accounts; version 3 has a wrap that
/// needs a key file, and is written where one does.
pub const HEADER_VERSION: u32 = 3;
/// The version without key files.
const WITHOUT_KEY_FILES: u32 = 2;
const NAMELESS: u32 = 1;

/// Bounds on what a header may ask of this computer, so that a foreign header cannot exhaust it.
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 32;
const MAX_LANES: u32 = 16;
/// Memory times passes: eight times what a wrap of ours costs, so that an answer comes within seconds.
const MAX_WORK: u64 = 8 * 3 * 64 * 1024;

/// One way to get at the data key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrap {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    nonce: String,
    sealed_key: String,
    /// The passphrase alone does not open it.
    #[serde(default, skip_serializing_if = "is_false")]
    key_file: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// An account's way.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountWrap {
    account: String,
    wrap: Wrap,
}

/// The part of the header under the checksum.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    store_id: String,
    name: String,
    /// Of version 1: whose it is is not said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wraps: Vec<Wrap>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<AccountWrap>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recovery: Option<Wrap>,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    magic: String,
    version: u32,
    checksum: String,
    body: serde_json::Value,
}

/// A store's header.
#[derive(Clone, Debug)]
pub struct Header {
    version: u32,
    body: Body,
}

/// What a wrap is for, as its seal vouches.
#[derive(Clone, Copy)]
enum Purpose<'a> {
    Nameless,
    Account(&'a str),
    Recovery,
}

impl Header {
    /// A header for a new store: a random id and `key` wrapped for one account.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn seal(
        name: &str,
        key: &DataKey,
        account: &str,
        passphrase: &Passphrase,
        cost: KdfCost,
    ) -> Result<Header, VaultError> {
        let store_id = to_hex(&random::<16>()?);
        let body = Body { store_id, name: name.to_owned(), wraps: Vec::new(), accounts: Vec::new(), recovery: None };
        let mut header = Header { version: WITHOUT_KEY_FILES, body };
        let wrap = header.wrapped(Purpose::Account(account), key, passphrase, cost.parameters())?;
        header.body.accounts.push(AccountWrap { account: account.to_owned(), wrap });
        Ok(header)
    }

    /// Names of the accounts, in the order in which they came; none in a header of version 1.
    pub fn accounts(&self) -> Vec<String> {
        self.body.accounts.iter().map(|one| one.account.clone()).collect()
    }

    /// Whether it has one passphrase that is nobody's.
    pub fn is_nameless(&self) -> bool {
        self.body.accounts.is_empty()
    }

    pub fn has_recovery(&self) -> bool {
        self.body.recovery.is_some()
    }

    /// The data key by an account's passphrase.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`], [`VaultError::WrongPassphrase`]; [`VaultError::Damaged`] where a wrap makes no sense.
    pub fn open_account(&self, account: &str, passphrase: &Passphrase) -> Result<DataKey, VaultError> {
        if self.is_nameless() {
            return self.open(passphrase);
        }
        let found = self.body.accounts.iter().find(|one| one.account == account);
        let wrap = &found.ok_or(VaultError::NoSuchAccount)?.wrap;
        self.open_wrap(wrap, Purpose::Account(account), passphrase)?.ok_or(VaultError::WrongPassphrase)
    }

    /// The data key by the passphrase of the only account.
    ///
    /// # Errors
    /// [`VaultError::WhichAccount`] where there are several; as [`Header::open_account`].
    pub fn open(&self, passphrase: &Passphrase) -> Result<DataKey, VaultError> {
        for wrap in &self.body.wraps {
            if let Some(key) = self.open_wrap(wrap, Purpose::Nameless, passphrase)? {
                return Ok(key);
            }
        }
        match self.body.accounts.as_slice() {
            [] => Err(VaultError::WrongPassphrase),
            [only] => self.open_account(&only.account, passphrase),
            _ => Err(VaultError::WhichAccount),
        }
    }

    /// The data key by the recovery key.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], also where none was issued.
    pub fn recover(&self, recovery: &RecoveryKey) -> Result<DataKey, VaultError> {
        let wrap = self.body.recovery.as_ref().ok_or(VaultError::WrongPassphrase)?;
        self.open_wrap(wrap, Purpose::Recovery, &recovery.0)?.ok_or(VaultError::WrongPassphrase)
    }

    /// Wraps the key for an account, new or known, as dearly as the wraps that are there. A nameless passphrase goes: it
    /// became this account's.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn put_account(&mut self, account: &str, key: &DataKey, passphrase: &Passphrase) -> Result<(), VaultError> {
        let cost = self.cost();
        let wrap = self.wrapped(Purpose::Account(account), key, passphrase, cost)?;
        self.body.wraps.clear();
        match self.body.accounts.iter_mut().find(|one| one.account == account) {
            Some(one) => one.wrap = wrap,
            None => self.body.accounts.push(AccountWrap { account: account.to_owned(), wrap }),
        }
        self.set_version();
        Ok(())
    }

    /// The lowest that says all that there is, so that an older program reads what it can.
    fn set_version(&mut self) {
        let has_key_file = self.body.accounts.iter().any(|one| one.wrap.key_file);
        self.version = if has_key_file { HEADER_VERSION } else { WITHOUT_KEY_FILES };
    }

    /// Whether an account's passphrase opens nothing without its key file.
    pub fn needs_key_file(&self, account: &str) -> bool {
        self.body.accounts.iter().any(|one| one.account == account && one.wrap.key_file)
    }

    /// Forgets an account's wrap.
    pub fn remove_account(&mut self, account: &str) {
        self.body.accounts.retain(|one| one.account != account);
        self.set_version();
    }

    /// Wraps the key for a recovery key; the one before opens nothing any more.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn put_recovery(&mut self, key: &DataKey, recovery: &RecoveryKey) -> Result<(), VaultError> {
        self.body.recovery = Some(self.wrapped(Purpose::Recovery, key, &recovery.0, self.cost())?);
        Ok(())
    }

    /// A header of the same store for another key, wrapped anew for these accounts and this recovery key alone.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn renewed(
        &self,
        key: &DataKey,
        accounts: &[(String, Passphrase)],
        recovery: &RecoveryKey,
    ) -> Result<Header, VaultError> {
        let body = Body {
            store_id: self.body.store_id.clone(),
            name: self.body.name.clone(),
            wraps: Vec::new(),
            accounts: Vec::new(),
            recovery: None,
        };
        let (mut header, cost) = (Header { version: WITHOUT_KEY_FILES, body }, self.cost());
        for (account, passphrase) in accounts {
            let wrap = header.wrapped(Purpose::Account(account), key, passphrase, cost)?;
            header.body.accounts.push(AccountWrap { account: account.clone(), wrap });
        }
        header.put_recovery(key, recovery)?;
        header.set_version();
        Ok(header)
    }

    /// What the wraps that are there cost.
    fn cost(&self) -> (u32, u32, u32) {
        let first = self.body.accounts.first().map(|one| &one.wrap).or(self.body.wraps.first());
        first.map_or(KdfCost::Standard.parameters(), |wrap| (wrap.memory_kib, wrap.passes, wrap.lanes))
    }

    fn wrapped(
        &self,
        purpose: Purpose<'_>,
        key: &DataKey,
        passphrase: &Passphrase,
        (memory_kib, passes, lanes): (u32, u32, u32),
    ) -> Result<Wrap, VaultError> {
        let (salt, nonce) = (random::<16>()?, random::<24>()?);
        let mut wrap = Wrap {
            kdf: "argon2id".to_owned(),
            memory_kib,
            passes,
            lanes,
            salt: to_hex(&salt),
            nonce: to_hex(&nonce),
            sealed_key: String::new(),
            key_file: passphrase.key_file().is_some(),
        };
        let cipher = wrapping_cipher(passphrase, &wrap)?;
        let payload = Payload { msg: key.0.bytes(), aad: &self.associated(purpose, &wrap) };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| VaultError::Damaged)?;
        drop(cipher);
        wipe_stack();
        wrap.sealed_key = to_hex(&sealed);
        Ok(wrap)
    }

    fn open_wrap(
        &self,
        wrap: &Wrap,
        purpose: Purpose<'_>,
        passphrase: &Passphrase,
    ) -> Result<Option<DataKey>, VaultError> {
        let nonce: [u8; 24] = from_hex(&wrap.nonce).ok_or(VaultError::Damaged)?;
        let sealed: [u8; 48] = from_hex(&wrap.sealed_key).ok_or(VaultError::Damaged)?;
        let cipher = wrapping_cipher(passphrase, wrap)?;
        let payload = Payload { msg: &sealed, aad: &self.associated(purpose, wrap) };
        let opened = cipher.decrypt(&XNonce::from(nonce), payload).map(Zeroizing::new);
        drop(cipher);
        wipe_stack();
        let Ok(opened) = opened else { return Ok(None) };
        let key: &[u8; 32] = opened.as_slice().try_into().map_err(|_| VaultError::Damaged)?;
        Ok(Some(DataKey(LockedKey::copied(key))))
    }

    /// What a seal vouches for besides the key: the store's id and name, whose it is and the parameters of the wrap.
    fn associated(&self, purpose: Purpose<'_>, wrap: &Wrap) -> Vec<u8> {
        let Body { store_id, name, .. } = &self.body;
        let cost = format!("{}\0{}\0{}\0{}\0{}", wrap.kdf, wrap.memory_kib, wrap.passes, wrap.lanes, wrap.salt);
        match purpose {
            Purpose::Nameless => format!("{MAGIC}\0{NAMELESS}\0{store_id}\0{name}\0{cost}"),
            Purpose::Account(account) if wrap.key_file => {
                format!("{MAGIC}\03\0{store_id}\0{name}\0{cost}\0account\0{account}\0key file")
            }
            Purpose::Account(account) => format!("{MAGIC}\02\0{store_id}\0{name}\0{cost}\0account\0{account}"),
            Purpose::Recovery => format!("{MAGIC}\02\0{store_id}\0{name}\0{cost}\0recovery"),
        }
        .into_bytes()
    }

    pub fn store_id(&self) -> &str {
        &self.body.store_id
    }

    pub fn name(&self) -> &str {
        &self.body.name
    }

    /// The header as JSON text.
    pub fn to_text(&self) -> String {
        let body = serde_json::to_value(&self.body).unwrap_or_default();
        let checksum = checksum(self.version, &body);
        let envelope = Envelope { magic: MAGIC.to_owned(), version: self.version, checksum, body };
        serde_json::to_string_pretty(&envelope).unwrap_or_default() + "\n"
    }

    /// Reads a header. The checksum is looked at before the version, so that damage is not taken for a newer version.
    ///
    /// # Errors
    /// [`VaultError::Foreign`], [`VaultError::Damaged`], [`VaultError::Newer`].
    pub fn from_text(text: &[u8]) -> Result<Header, VaultError> {
        let value: serde_json::Value = serde_json::from_slice(text).map_err(|_| VaultError::Damaged)?;
        if value.get("magic").and_then(serde_json::Value::as_str) != Some(MAGIC) {
            return Err(VaultError::Foreign);
        }
        let envelope: Envelope = serde_json::from_value(value).map_err(|_| VaultError::Damaged)?;
        if checksum(envelope.version, &envelope.body) != envelope.checksum {
            return Err(VaultError::Damaged);
        }
        if envelope.version > HEADER_VERSION {
            return Err(VaultError::Newer { found: envelope.version });
        }
        let body: Body = serde_json::from_value(envelope.body).map_err(|_| VaultError::Damaged)?;
        let id_is_plain = body.store_id.len() == 32 && body.store_id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !id_is_plain || body.wraps.is_empty() == body.accounts.is_empty() {
            return Err(VaultError::Damaged);
        }
        Ok(Header { version: envelope.version, body })
    }
}

/// SHA-256 over version and body; JSON objects are written in order of their keys, so the text is the same each time.
fn checksum(version: u32, body: &serde_json::Value) -> String {
    let mut hash = Sha256::new();
    hash.update(version.to_le_bytes());
    hash.update(body.to_string().as_bytes());
    to_hex(&hash.finalize())
}

fn wrapping_cipher(passphrase: &Passphrase, wrap: &Wrap) -> Result<XChaCha20Poly1305, VaultError> {
    let affordable = wrap.memory_kib <= MAX_MEMORY_KIB
        && wrap.passes <= MAX_PASSES
        && wrap.lanes <= MAX_LANES
        && u64::from(wrap.memory_kib) * u64::from(wrap.passes) <= MAX_WORK;
    if wrap.kdf != "argon2id" || !affordable {
        return Err(VaultError::Damaged);
    }
    let salt: [u8; 16] = from_hex(&wrap.salt).ok_or(VaultError::Damaged)?;
    let params = Params::new(wrap.memory_kib, wrap.passes, wrap.lanes, Some(32)).map_err(|_| VaultError::Damaged)?;
    let (kind, version) = (Algorithm::Argon2id, Version::V0x13);
    let factor = if wrap.key_file { Some(passphrase.factor()?) } else { None };
    let function = match &factor {
        // The function's own place for a secret that is not typed (RFC 9106, 3.1).
        Some(factor) => {
            Argon2::new_with_secret(factor.as_slice(), kind, version, params).map_err(|_| VaultError::Damaged)?
        }
        None => Argon2::new(kind, version, params),
    };
    let typed = passphrase.text.as_bytes();
    let key = LockedKey::filled(|place| function.hash_password_into(typed, &salt, place));
    Ok(DataKey(key.map_err(|_| VaultError::Damaged)?).cipher())
}

#[cfg(test)]
mod tests;
