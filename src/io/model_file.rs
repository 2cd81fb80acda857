//! A saved model as one file: a line that says what it is, and the model as JSON with its checksum.
//!
//! The checksum tells a damaged file from a whole one before anything of it is used.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::io::vault::to_hex;

/// Why a file holds no model.
#[derive(Debug, thiserror::Error)]
pub enum ModelFileError {
    #[error("{name} cannot be read ({what})")]
    Unread { name: String, what: std::io::Error },
    #[error("{name} is no model that this program wrote")]
    NotAModel { name: String },
    #[error(
        "{name} is a model of version {version}; this program reads version {read}. Fit it again, or use the program that wrote it"
    )]
    OtherVersion { name: String, version: u32, read: u32 },
    #[error("{name} is damaged: its content is not what was written. Copy it again from where it came from")]
    Damaged { name: String },
    #[error("the model cannot be written ({0})")]
    Unwritten(String),
}

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    kind: String,
    version: u32,
    sha256: String,
}

/// A model as the bytes of its file; the same model gives the same bytes.
///
/// # Errors
/// The model holds what no file can hold.
pub fn to_bytes<T: Serialize>(kind: &str, version: u32, model: &T) -> Result<Vec<u8>, ModelFileError> {
    let unwritten = |error: serde_json::Error| ModelFileError::Unwritten(error.to_string());
    let body = serde_json::to_vec(model).map_err(unwritten)?;
    let head = Head { kind: kind.to_owned(), version, sha256: fingerprint(&body) };
    let mut bytes = serde_json::to_vec(&head).map_err(unwritten)?;
    bytes.push(b'\n');
    bytes.extend_from_slice(&body);
    bytes.push(b'\n');
    Ok(bytes)
}

/// The digits by which a file's content is known: SHA-256.
pub fn fingerprint(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

/// Reads a model of this kind and version.
///
/// # Errors
/// It cannot be read, is something else, of another version, or damaged.
pub fn read<T: DeserializeOwned>(path: &Path, kind: &str, version: u32) -> Result<T, ModelFileError> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|what| ModelFileError::Unread { name: name.clone(), what })?;
    from_bytes(&bytes, kind, version, name)
}

/// The same for bytes that are there already; `name` is for the error.
///
/// # Errors
/// They are something else, of another version, or damaged.
pub fn from_bytes<T: DeserializeOwned>(
    bytes: &[u8],
    kind: &str,
    version: u32,
    name: String,
) -> Result<T, ModelFileError> {
    let line = bytes.iter().position(|byte| *byte == b'\n');
    let split = line.and_then(|end| bytes.split_at_checked(end));
    let head = split.and_then(|(head, _)| serde_json::from_slice::<Head>(head).ok()).filter(|head| head.kind == kind);
    let (Some(head), Some((_, body))) = (head, split) else { return Err(ModelFileError::NotAModel { name }) };
    if head.version != version {
        return Err(ModelFileError::OtherVersion { name, version: head.version, read: version });
    }
    let body = body.trim_ascii();
    if fingerprint(body) != head.sha256 {
        return Err(ModelFileError::Damaged { name });
    }
    serde_json::from_slice(body).map_err(|_| ModelFileError::Damaged { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_comes_back_and_damage_is_told() {
        let model: Vec<f64> = vec![0.1, 1.0 / 3.0, 5e-324, 1.797_693_134_862_315_7e308, -0.0, 0.1 + 0.2];
        let bytes = to_bytes("model", 1, &model).expect("written");
        let read = |bytes: &[u8], version| from_bytes::<Vec<f64>>(bytes, "model", version, "m".to_owned());
        let back = read(&bytes, 1).expect("read");
        assert!(model.iter().zip(&back).all(|(a, b)| a.to_bits() == b.to_bits()));
        let place = bytes.iter().rposition(|byte| *byte == b'3').expect("a digit");
        let mut damaged = bytes.clone();
        damaged[place] = b'4';
        assert!(matches!(read(&damaged, 1), Err(ModelFileError::Damaged { .. })));
        assert!(matches!(read(&bytes[..bytes.len() - 9], 1), Err(ModelFileError::Damaged { .. })));
        assert!(matches!(read(&bytes, 2), Err(ModelFileError::OtherVersion { version: 1, .. })));
        for other in [&b""[..], b"a,b\n1,2\n", b"{}", b"{\"kind\":\"x\",\"version\":1,\"sha256\":\"\"}\n1"] {
            assert!(matches!(read(other, 1), Err(ModelFileError::NotAModel { .. })));
        }
    }
}
