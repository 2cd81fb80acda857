//! Bytes that only a recipient can read: the age format (<https://age-encryption.org/v1>), for a recipient's key or a passphrase.
//! Any program of that format opens the file as well.

use std::io::{Read as _, Write as _};
use std::str::FromStr as _;

use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};
use zeroize::Zeroizing;

use crate::io::vault::Passphrase;

/// 2 to this many rounds of scrypt: the format's usual cost, about a second and 256 MiB. Fixed, so that a fast computer's file does
/// not keep a slow one out.
const WORK_FACTOR: u8 = 18;
/// A file that asks for more was not made to be read.
const MOST_WORK: u8 = 22;
/// A sealed file is not longer.
pub const LONGEST_FILE: u64 = 256 << 20;
/// Beginning of the key in a file of keys.
const KEY_START: &str = "AGE-SECRET-KEY-1";

/// Who is to open it.
pub enum SealTo {
    /// The recipient's public key: `age1…`.
    Recipient(String),
    Passphrase(Passphrase),
}

impl std::fmt::Debug for SealTo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SealTo::Recipient(key) => f.debug_tuple("Recipient").field(key).finish(),
            SealTo::Passphrase(_) => f.write_str("Passphrase(hidden)"),
        }
    }
}

/// What opens it.
pub enum OpenWith {
    /// The text of a file of keys.
    Keys(Zeroizing<String>),
    Passphrase(Passphrase),
}

/// A pair of keys.
pub struct KeyPair {
    /// To be given to whoever writes: `age1…`.
    pub recipient: String,
    /// To be kept: the text of a file of keys.
    pub file: Zeroizing<String>,
}

/// Why it is not sealed or opened. Each has a text `seal-error-<id>`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("that is no recipient's key; one begins with age1 and is given out by whoever is to read the file")]
    NoRecipient,
    #[error("the file of keys has no line that begins with {KEY_START}; name the file that the key was written into")]
    NoKey,
    #[error("the file is not of the age format")]
    NotSealed,
    #[error("the file was sealed for another key than this one")]
    OtherKey,
    #[error("that is not the passphrase that the file was sealed with")]
    WrongPassphrase,
    #[error("the file was sealed with a passphrase; type it")]
    NeedsPassphrase,
    #[error("the file was sealed for a key; name the file that holds it")]
    NeedsKey,
    #[error("the file is damaged or was cut off; ask for it again")]
    Damaged,
    #[error("it has more than 256 MB")]
    TooLong,
    #[error("the system does not give: {0}")]
    System(String),
}

impl SealError {
    pub fn id(&self) -> &'static str {
        match self {
            SealError::NoRecipient => "no-recipient",
            SealError::NoKey => "no-key",
            SealError::NotSealed => "not-sealed",
            SealError::OtherKey => "other-key",
            SealError::WrongPassphrase => "wrong-passphrase",
            SealError::NeedsPassphrase => "needs-passphrase",
            SealError::NeedsKey => "needs-key",
            SealError::Damaged => "damaged",
            SealError::TooLong => "too-long",
            SealError::System(_) => "system",
        }
    }
}

/// Whether a text is a recipient's key.
pub fn is_recipient(key: &str) -> bool {
    x25519::Recipient::from_str(key.trim()).is_ok()
}

/// A new pair of keys.
pub fn new_keys() -> KeyPair {
    let identity = x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let secret = identity.to_string();
    let file = Zeroizing::new(format!("# public key: {recipient}\n{}\n", secret.expose_secret()));
    KeyPair { recipient, file }
}

/// Seals bytes.
///
/// # Errors
/// [`SealError::NoRecipient`]; what the system says.
pub fn seal(bytes: &[u8], to: &SealTo) -> Result<Vec<u8>, SealError> {
    match to {
        SealTo::Recipient(key) => {
            let recipient = x25519::Recipient::from_str(key.trim()).map_err(|_| SealError::NoRecipient)?;
            seal_to(bytes, &recipient)
        }
        SealTo::Passphrase(passphrase) => {
            let mut recipient = scrypt::Recipient::new(secret_of(passphrase));
            recipient.set_work_factor(WORK_FACTOR);
            seal_to(bytes, &recipient)
        }
    }
}

fn secret_of(passphrase: &Passphrase) -> SecretString {
    SecretString::from(passphrase.reveal().to_owned())
}

fn seal_to(bytes: &[u8], recipient: &dyn Recipient) -> Result<Vec<u8>, SealError> {
    let system = |error: &dyn std::fmt::Display| SealError::System(error.to_string());
    let encryptor = Encryptor::with_recipients(std::iter::once(recipient)).map_err(|error| system(&error))?;
    let mut sealed = Vec::with_capacity(bytes.len() + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|error| system(&error))?;
    writer.write_all(bytes).and_then(|()| writer.finish().map(|_| ())).map_err(|error| system(&error))?;
    Ok(sealed)
}

/// Opens what was sealed.
///
/// # Errors
/// It was not sealed, not for this key or passphrase, or is damaged.
pub fn open(sealed: &[u8], with: &OpenWith) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|_| SealError::NotSealed)?;
    match (with, decryptor.is_scrypt()) {
        (OpenWith::Keys(_), true) => Err(SealError::NeedsPassphrase),
        (OpenWith::Passphrase(_), false) => Err(SealError::NeedsKey),
        (OpenWith::Passphrase(passphrase), true) => {
            let mut identity = scrypt::Identity::new(secret_of(passphrase));
            identity.set_max_work_factor(MOST_WORK);
            read(decryptor, &[&identity], SealError::WrongPassphrase)
        }
        (OpenWith::Keys(text), false) => {
            let keys = keys_of(text)?;
            let identities: Vec<&dyn Identity> = keys.iter().map(|key| key as &dyn Identity).collect();
            read(decryptor, &identities, SealError::OtherKey)
        }
    }
}

fn keys_of(text: &str) -> Result<Vec<x25519::Identity>, SealError> {
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with(KEY_START));
    let keys: Vec<x25519::Identity> = lines.filter_map(|line| x25519::Identity::from_str(line).ok()).collect();
    if keys.is_empty() { Err(SealError::NoKey) } else { Ok(keys) }
}

fn read(
    decryptor: Decryptor<&[u8]>,
    identities: &[&dyn Identity],
    not_this_one: SealError,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut reader = decryptor.decrypt(identities.iter().copied()).map_err(|error| match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
            not_this_one
        }
        DecryptError::ExcessiveWork { .. } => SealError::Damaged,
        _ => SealError::Damaged,
    })?;
    let mut bytes = Zeroizing::new(Vec::new());
    reader.read_to_end(&mut bytes).map_err(|_| SealError::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Passphrase {
        Passphrase::new(text.to_owned())
    }

    #[test]
    fn a_key_opens_what_was_sealed_for_it_and_nothing_else_does() {
        let (own, other) = (new_keys(), new_keys());
        let sealed = seal(b"a twin", &SealTo::Recipient(format!(" {} ", own.recipient))).expect("sealed");
        assert!(!sealed.windows(6).any(|window| window == b"a twin"));
        let opened = open(&sealed, &OpenWith::Keys(own.file.clone())).expect("opened");
        assert_eq!(opened.as_slice(), b"a twin");
        assert_eq!(open(&sealed, &OpenWith::Keys(other.file)).err(), Some(SealError::OtherKey));
        assert_eq!(open(&sealed, &OpenWith::Passphrase(word("a"))).err(), Some(SealError::NeedsKey));
        assert_eq!(open(&sealed, &OpenWith::Keys(Zeroizing::new(String::new()))).err(), Some(SealError::NoKey));
        // Each byte counts: of the header, and of what is in it.
        for at in [30, sealed.len() - 1] {
            let mut harmed = sealed.clone();
            harmed[at] ^= 1;
            assert!(open(&harmed, &OpenWith::Keys(own.file.clone())).is_err(), "byte {at}");
        }
        let cut = &sealed[..sealed.len() - 3];
        assert_eq!(open(cut, &OpenWith::Keys(own.file.clone())).err(), Some(SealError::Damaged));
        assert_eq!(open(b"{}", &OpenWith::Keys(own.file)).err(), Some(SealError::NotSealed));
        assert_eq!(seal(b"", &SealTo::Recipient("age1nobody".to_owned())).err(), Some(SealError::NoRecipient));
    }

    #[test]
    fn a_passphrase_opens_what_was_sealed_with_it() {
        let sealed = seal(b"a twin", &SealTo::Passphrase(word("four words of a phrase"))).expect("sealed");
        let opened = open(&sealed, &OpenWith::Passphrase(word("four words of a phrase"))).expect("opened");
        assert_eq!(opened.as_slice(), b"a twin");
        assert_eq!(open(&sealed, &OpenWith::Passphrase(word("another"))).err(), Some(SealError::WrongPassphrase));
        assert_eq!(open(&sealed, &OpenWith::Keys(new_keys().file)).err(), Some(SealError::NeedsPassphrase));
    }
}
