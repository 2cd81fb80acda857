//! The data key of a store and the header that keeps it wrapped.
//!
//! The data key is random and made once. Each wrap in the header is that key sealed by XChaCha20-Poly1305 under a key
//! that Argon2id (RFC 9106) makes from a passphrase. A checksum over the header tells damage from a wrong passphrase.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use blake2::Blake2bMac;
use blake2::digest::Mac;
use blake2::digest::consts::U32;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const MAGIC: &str = "wardtwin-store";
/// The newest header version this program writes and reads.
pub const HEADER_VERSION: u32 = 1;

/// Characters that the passphrase of a new store needs.
pub const SHORTEST_PASSPHRASE: usize = 12;
/// Bounds on what a header may ask of this computer, so that a foreign header cannot exhaust it.
const MAX_MEMORY_KIB: u32 = 4 * 1024 * 1024;
const MAX_PASSES: u32 = 1000;
const MAX_LANES: u32 = 64;

/// Why a header does not give the data key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("the passphrase does not open this store")]
    WrongPassphrase,
    #[error("the header is damaged")]
    Damaged,
    #[error("the header is not one of ours")]
    Foreign,
    #[error("the header is of version {found}")]
    Newer { found: u32 },
    #[error("the system gives no random numbers")]
    NoRandom,
}

/// What a person types. Wiped when dropped, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl Passphrase {
    pub fn new(text: String) -> Self {
        Passphrase(text)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(hidden)")
    }
}

/// The key of a store's files. Wiped when dropped, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl DataKey {
    /// A new key from the system's random numbers.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn random() -> Result<Self, VaultError> {
        Ok(DataKey(random()?))
    }

    /// Sixty-four hexadecimal digits, as the database engine wants a raw key.
    pub fn hex(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0 {
            text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        text
    }

    /// A key made from this one for one purpose alone.
    pub fn for_purpose(&self, purpose: &[u8; 16]) -> [u8; 32] {
        keyed_hash(&self.0, purpose).finalize().into_bytes().into()
    }

    /// A cipher under this key.
    pub fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.0))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

/// A keyed hash (BLAKE2b, RFC 7693) that begins with its purpose, so that what it says for one purpose tells nothing of
/// another: all purposes are of one length.
pub fn keyed_hash(key: &[u8; 32], purpose: &[u8; 16]) -> Blake2bMac<U32> {
    let mut whole = Zeroizing::new([0; 64]);
    whole.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Blake2bMac::new(&(*whole).into());
    Mac::update(&mut mac, purpose);
    mac
}

/// How dear a guess at the passphrase is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KdfCost {
    /// 64 MiB, 3 passes, 1 lane.
    Standard,
    /// The least the function allows; for tests and throw-away stores, same code.
    Cheapest,
}

impl KdfCost {
    fn parameters(self) -> (u32, u32, u32) {
        match self {
            KdfCost::Standard => (64 * 1024, 3, 1),
            KdfCost::Cheapest => (8, 1, 1),
        }
    }
}

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
}

/// The part of the header under the checksum.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    store_id: String,
    name: String,
    wraps: Vec<Wrap>,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    magic: String,
    version: u32,
    checksum: String,
    body: serde_json::Value,
}

/// A store's header: its id and name in the clear, its key wrapped.
#[derive(Clone, Debug)]
pub struct Header {
    body: Body,
}

impl Header {
    /// A header for a new store: a random id and `key` wrapped under `passphrase`.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn seal(name: &str, key: &DataKey, passphrase: &Passphrase, cost: KdfCost) -> Result<Header, VaultError> {
        let store_id = to_hex(&random::<16>()?);
        let (memory_kib, passes, lanes) = cost.parameters();
        let (salt, nonce) = (random::<16>()?, random::<24>()?);
        let mut wrap = Wrap {
            kdf: "argon2id".to_owned(),
            memory_kib,
            passes,
            lanes,
            salt: to_hex(&salt),
            nonce: to_hex(&nonce),
            sealed_key: String::new(),
        };
        let cipher = wrapping_cipher(passphrase, &wrap)?;
        let payload = Payload { msg: &key.0, aad: &associated(&store_id, name, &wrap) };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| VaultError::Damaged)?;
        wrap.sealed_key = to_hex(&sealed);
        Ok(Header { body: Body { store_id, name: name.to_owned(), wraps: vec![wrap] } })
    }

    /// The data key, by whichever wrap the passphrase opens.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`]; [`VaultError::Damaged`] where a wrap makes no sense.
    pub fn open(&self, passphrase: &Passphrase) -> Result<DataKey, VaultError> {
        for wrap in &self.body.wraps {
            if let Some(key) = self.open_wrap(wrap, passphrase)? {
                return Ok(key);
            }
        }
        Err(VaultError::WrongPassphrase)
    }

    fn open_wrap(&self, wrap: &Wrap, passphrase: &Passphrase) -> Result<Option<DataKey>, VaultError> {
        let nonce: [u8; 24] = from_hex(&wrap.nonce).ok_or(VaultError::Damaged)?;
        let sealed: [u8; 48] = from_hex(&wrap.sealed_key).ok_or(VaultError::Damaged)?;
        let cipher = wrapping_cipher(passphrase, wrap)?;
        let payload = Payload { msg: &sealed, aad: &associated(&self.body.store_id, &self.body.name, wrap) };
        let Ok(opened) = cipher.decrypt(&XNonce::from(nonce), payload) else { return Ok(None) };
        let opened = Zeroizing::new(opened);
        let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| VaultError::Damaged)?;
        Ok(Some(DataKey(key)))
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
        let checksum = checksum(HEADER_VERSION, &body);
        let envelope = Envelope { magic: MAGIC.to_owned(), version: HEADER_VERSION, checksum, body };
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
        if !id_is_plain || body.wraps.is_empty() {
            return Err(VaultError::Damaged);
        }
        Ok(Header { body })
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
    let affordable = wrap.memory_kib <= MAX_MEMORY_KIB && wrap.passes <= MAX_PASSES && wrap.lanes <= MAX_LANES;
    if wrap.kdf != "argon2id" || !affordable {
        return Err(VaultError::Damaged);
    }
    let salt: [u8; 16] = from_hex(&wrap.salt).ok_or(VaultError::Damaged)?;
    let params = Params::new(wrap.memory_kib, wrap.passes, wrap.lanes, Some(32)).map_err(|_| VaultError::Damaged)?;
    let mut key = DataKey([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.0.as_bytes(), &salt, &mut key.0)
        .map_err(|_| VaultError::Damaged)?;
    Ok(key.cipher())
}

/// What the seal vouches for besides the key: the store's id and name and the parameters of the wrap.
fn associated(store_id: &str, name: &str, wrap: &Wrap) -> Vec<u8> {
    format!(
        "{MAGIC}\0{HEADER_VERSION}\0{store_id}\0{name}\0{}\0{}\0{}\0{}\0{}",
        wrap.kdf, wrap.memory_kib, wrap.passes, wrap.lanes, wrap.salt
    )
    .into_bytes()
}

/// Random bytes from the system.
///
/// # Errors
/// [`VaultError::NoRandom`].
pub fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::NoRandom)?;
    Ok(bytes)
}

/// Lower-case hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> (DataKey, String) {
        let key = DataKey::random().expect("random numbers");
        let header = Header::seal("Ward 7", &key, &Passphrase::new("a b".into()), KdfCost::Cheapest);
        (key, header.expect("sealed").to_text())
    }

    #[test]
    fn the_passphrase_opens_and_another_does_not() {
        let (key, text) = sealed();
        let header = Header::from_text(text.as_bytes()).expect("reads");
        assert_eq!(header.name(), "Ward 7");
        assert_eq!(header.open(&Passphrase::new("a b".into())).expect("opens").0, key.0);
        let wrong = header.open(&Passphrase::new("a c".into()));
        assert_eq!(wrong.map(|_| ()), Err(VaultError::WrongPassphrase));
        assert!(!format!("{key:?} {:?}", Passphrase::new("secret".into())).contains("secret"));
    }

    #[test]
    fn every_changed_byte_is_noticed_as_damage_not_as_a_wrong_passphrase() {
        let (_, text) = sealed();
        for position in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[position] ^= 1;
            let outcome = Header::from_text(&bytes).and_then(|header| header.open(&Passphrase::new("a b".into())));
            match outcome {
                Ok(_) => assert!(text.as_bytes()[position].is_ascii_whitespace(), "byte {position}"),
                Err(error) => assert!(matches!(error, VaultError::Damaged | VaultError::Foreign), "{error}"),
            }
        }
    }

    #[test]
    fn a_newer_version_is_named() {
        let (_, text) = sealed();
        let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let body = value["body"].clone();
        value["version"] = 2.into();
        value["checksum"] = checksum(2, &body).into();
        let outcome = Header::from_text(value.to_string().as_bytes());
        assert_eq!(outcome.map(|_| ()), Err(VaultError::Newer { found: 2 }));
    }
}
