//! What a bundle says of itself.

use serde::Deserialize;

/// Its identifier and when it was made, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleHead {
    pub identifier: Option<String>,
    pub timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Identifier {
    value: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    identifier: Option<Identifier>,
    timestamp: Option<String>,
}

/// The head of a bundle; nothing of what is none.
pub fn bundle_head(text: &[u8]) -> BundleHead {
    let head: Option<Head> = serde_json::from_slice(text).ok();
    let said = |head: Head| BundleHead {
        identifier: head.identifier.and_then(|identifier| identifier.value),
        timestamp: head.timestamp,
    };
    head.map(said).unwrap_or_default()
}
