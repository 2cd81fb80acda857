//! The data key of a store and the header that keeps it wrapped.
//!
//! The data key is random and made once. Each account's wrap in the header is that key sealed by XChaCha20-Poly1305 under a
//! key that Argon2id (RFC 9106) makes from the account's passphrase, so that accounts come and go without the data being
//! encrypted again. A checksum over the header tells damage from a wrong passphrase.

mod header;
mod locked;

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::passphrase::{self, PassphraseFault, Strength};
use crate::io::output_file;
use blake2::Blake2bMac;
use blake2::digest::Mac;
use blake2::digest::consts::U32;
use chacha20poly1305::aead::KeyInit;
use chacha20poly1305::{Key, XChaCha20Poly1305};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use locked::{LockedKey, wipe_stack};

/// Characters that a passphrase needs.
pub use crate::domain::passphrase::SHORTEST as SHORTEST_PASSPHRASE;

pub use header::{HEADER_VERSION, Header};

/// Why a header does not give the data key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("the passphrase does not open this store")]
    WrongPassphrase,
    #[error("the store has several accounts; say whose passphrase it is")]
    WhichAccount,
    #[error("there is no account of that name")]
    NoSuchAccount,
    #[error("the account needs its key file as well")]
    NeedsKeyFile,
    #[error("the key file cannot be read")]
    KeyFileUnreadable,
    #[error("the header is damaged")]
    Damaged,
    #[error("the header is not one of ours")]
    Foreign,
    #[error("the header is of version {found}")]
    Newer { found: u32 },
    #[error("the system gives no random numbers")]
    NoRandom,
}

/// What a person types, and perhaps a file that they have besides. Wiped when dropped, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Passphrase {
    text: String,
    /// Where the second factor lies; read when it is needed and not kept.
    #[zeroize(skip)]
    key_file: Option<PathBuf>,
}

/// A key file is not longer, and not shorter than its random part.
const KEY_FILE_BYTES: std::ops::RangeInclusive<u64> = 32..=1 << 20;

impl Passphrase {
    pub fn new(text: String) -> Self {
        Passphrase { text, key_file: None }
    }

    /// The same with a second factor, where a file is named.
    #[must_use]
    pub fn with_key_file(self, key_file: Option<PathBuf>) -> Passphrase {
        Passphrase { text: self.text.clone(), key_file: key_file.or_else(|| self.key_file.clone()) }
    }

    pub fn key_file(&self) -> Option<&Path> {
        self.key_file.as_deref()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// For ciphers of this floor.
    pub(in crate::io) fn reveal(&self) -> &str {
        &self.text
    }

    /// The hash of the key file's bytes.
    fn factor(&self) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let path = self.key_file.as_ref().ok_or(VaultError::NeedsKeyFile)?;
        let unreadable = |_| VaultError::KeyFileUnreadable;
        let mut file = std::fs::File::open(path).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        if !KEY_FILE_BYTES.contains(&length) {
            return Err(VaultError::KeyFileUnreadable);
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(length as usize));
        std::io::Read::read_to_end(&mut file, &mut bytes).map_err(unreadable)?;
        Ok(Zeroizing::new(Sha256::digest(bytes.as_slice()).into()))
    }

    /// Whether it is good enough for an account; `own` are words that somebody would guess first, such as its name.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, own: &[&str]) -> Result<Strength, PassphraseFault> {
        passphrase::judge(&self.text, own)
    }
}

/// Makes a key file of 64 random bytes, which only this user may read; it must not be there yet.
///
/// # Errors
/// As the system says; [`std::io::ErrorKind::Other`] where it gives no random numbers.
pub fn make_key_file(path: &Path) -> std::io::Result<()> {
    if output_file::is_in_store(path) {
        return Err(std::io::Error::other("it would lie beside what it opens, within the folder of a store"));
    }
    let bytes = Zeroizing::new(random::<64>().map_err(std::io::Error::other)?);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    std::io::Write::write_all(&mut file, bytes.as_slice())?;
    file.sync_all()
}

/// What opens the store when a passphrase was forgotten: printed once, on paper, never kept.
pub struct RecoveryKey(Passphrase);

/// A text to be shown once. Wiped when dropped, and not shown by mistake.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// What a person is to see.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// A passphrase to be handed out: 100 random bits in five groups.
///
/// # Errors
/// [`VaultError::NoRandom`].
pub fn one_time_passphrase() -> Result<Secret, VaultError> {
    let mut groups = RecoveryKey::random()?.groups();
    groups.truncate(24);
    Ok(Secret(groups))
}

/// Letters and digits that are not taken for one another (Crockford's base 32).
const RECOVERY_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl RecoveryKey {
    /// A new one: 160 random bits.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn random() -> Result<RecoveryKey, VaultError> {
        let bytes = Zeroizing::new(random::<32>()?);
        let letter = |byte: &u8| char::from(RECOVERY_LETTERS[usize::from(*byte) % RECOVERY_LETTERS.len()]);
        Ok(RecoveryKey(Passphrase::new(bytes.iter().map(letter).collect())))
    }

    /// As somebody typed it from paper: dashes, spaces and small letters do not matter, and what looks alike is the same.
    pub fn typed(text: &str) -> RecoveryKey {
        let plain = text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        RecoveryKey(Passphrase::new(plain.collect()))
    }

    /// To be shown once: eight groups of four.
    pub fn groups(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(40));
        for (at, letter) in self.0.text.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey(hidden)")
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(hidden)")
    }
}

/// The key of a store's files. In locked memory, wiped when dropped, never shown.
#[derive(Clone)]
pub struct DataKey(LockedKey);

impl DataKey {
    /// A new key from the system's random numbers.
    ///
    /// # Errors
    /// [`VaultError::NoRandom`].
    pub fn random() -> Result<Self, VaultError> {
        LockedKey::filled(|place| getrandom::fill(place).map_err(|_| VaultError::NoRandom)).map(DataKey)
    }

    /// Whether the system keeps it out of the swap file.
    pub fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    /// Sixty-four hexadecimal digits, as the database engine wants a raw key.
    pub fn hex(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.bytes() {
            text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        text
    }

    /// A key made from this one for one purpose alone.
    pub fn for_purpose(&self, purpose: &[u8; 16]) -> LockedKey {
        let mut made: [u8; 32] = keyed_hash(&self.0, purpose).finalize().into_bytes().into();
        let key = LockedKey::copied(&made);
        made.zeroize();
        wipe_stack();
        key
    }

    /// A cipher under this key.
    pub fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(<&Key>::from(self.0.bytes()))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

/// A keyed hash (BLAKE2b, RFC 7693) that begins with its purpose, so that what it says for one purpose tells nothing of
/// another: all purposes are of one length.
pub fn keyed_hash(key: &LockedKey, purpose: &[u8; 16]) -> Blake2bMac<U32> {
    let mut whole = Zeroizing::new([0; 64]);
    whole.iter_mut().zip(key.bytes()).for_each(|(to, from)| *to = *from);
    let mut mac = Blake2bMac::new((&*whole).into());
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
