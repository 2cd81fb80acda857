//! Files of encrypted links, as they are typed.

use std::path::PathBuf;

use crate::io::feeds::tls::{ClientFiles, Identity, ServerFiles};

/// Paths of PEM files; empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsPaths {
    /// Links at the address are encrypted.
    pub is_wanted: bool,
    pub certificate: String,
    pub key: String,
    /// Only senders with a certificate of this authority are let in.
    pub client_authority: String,
    /// The authority of a FHIR server that is asked over https.
    pub server_authority: String,
}

fn path(text: &str) -> Option<PathBuf> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from)
}

impl TlsPaths {
    /// Whether a certificate and its key are said, where encryption is wanted.
    pub fn is_whole(&self) -> bool {
        !self.is_wanted || path(&self.certificate).is_some() && path(&self.key).is_some()
    }

    /// What the listener shows.
    pub fn of_listener(&self) -> Option<ServerFiles> {
        let own = Identity { certificate: path(&self.certificate)?, key: path(&self.key)? };
        self.is_wanted.then(|| ServerFiles { own, client_authority: path(&self.client_authority) })
    }

    /// What a FHIR server is trusted by.
    pub fn of_server(&self) -> Option<ClientFiles> {
        Some(ClientFiles { authority: path(&self.server_authority)?, own: None })
    }
}
