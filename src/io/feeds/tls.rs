//! Links that are encrypted (TLS 1.2 and 1.3): who listens shows a certificate and may ask for the sender's; who asks or sends
//! trusts one authority alone, named by the user. Nothing is trusted because a system or a browser does.

use std::io::{ErrorKind, Read, Result as IoResult, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// A certificate with those that lead to its authority, and its key: PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What a listener shows, and whom it lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFiles {
    pub own: Identity,
    /// Senders need a certificate of this authority; without it, any sender is let in.
    pub client_authority: Option<PathBuf>,
}

/// Whom a sender or asker trusts, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFiles {
    pub authority: PathBuf,
    pub own: Option<Identity>,
}

/// Why a link cannot be encrypted. Each has a text `tls-<id>`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    #[error("{name} holds no certificate that can be read; it has to be PEM, with BEGIN CERTIFICATE")]
    NoCertificate { name: String },
    #[error("{name} holds no private key that can be read; it has to be PEM, not encrypted, with BEGIN PRIVATE KEY")]
    NoKey { name: String },
    #[error("certificate and key do not fit, or are of a kind that is not taken: {0}")]
    Unfit(String),
    #[error("{0:?} is no name that a certificate could be for")]
    NoName(String),
}

impl TlsFault {
    /// What the fault is about.
    pub fn about(&self) -> &str {
        match self {
            TlsFault::NoCertificate { name } | TlsFault::NoKey { name } => name,
            TlsFault::Unfit(what) | TlsFault::NoName(what) => what,
        }
    }
}

/// The side that listens.
#[derive(Clone, Debug)]
pub struct ServerTls(Arc<ServerConfig>);

/// The side that asks or sends.
#[derive(Clone, Debug)]
pub struct ClientTls(Arc<ClientConfig>);

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn unfit(error: impl std::fmt::Display) -> TlsFault {
    TlsFault::Unfit(error.to_string())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsFault> {
    let none = || TlsFault::NoCertificate { name: name_of(path) };
    let all = CertificateDer::pem_file_iter(path).map_err(|_| none())?;
    let all: Result<Vec<_>, _> = all.collect();
    all.ok().filter(|all| !all.is_empty()).ok_or_else(none)
}

fn key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsFault> {
    PrivateKeyDer::from_pem_file(path).map_err(|_| TlsFault::NoKey { name: name_of(path) })
}

fn authority(path: &Path) -> Result<RootCertStore, TlsFault> {
    let mut roots = RootCertStore::empty();
    for one in certificates(path)? {
        roots.add(one).map_err(unfit)?;
    }
    Ok(roots)
}

impl ServerTls {
    /// Reads certificate, key and authority.
    ///
    /// # Errors
    /// See [`TlsFault`].
    pub fn read(files: &ServerFiles) -> Result<ServerTls, TlsFault> {
        let builder = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let builder = builder.map_err(unfit)?;
        let builder = match &files.client_authority {
            None => builder.with_no_client_auth(),
            Some(path) => {
                let roots = Arc::new(authority(path)?);
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider()).build().map_err(unfit)?;
                builder.with_client_cert_verifier(verifier)
            }
        };
        let config = builder.with_single_cert(certificates(&files.own.certificate)?, key(&files.own.key)?);
        Ok(ServerTls(Arc::new(config.map_err(unfit)?)))
    }
}

impl ClientTls {
    /// Reads the authority, and what is shown to a server that asks for it.
    ///
    /// # Errors
    /// See [`TlsFault`].
    pub fn read(files: &ClientFiles) -> Result<ClientTls, TlsFault> {
        let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let builder = builder.map_err(unfit)?.with_root_certificates(authority(&files.authority)?);
        let config = match &files.own {
            None => builder.with_no_client_auth(),
            Some(own) => {
                builder.with_client_auth_cert(certificates(&own.certificate)?, key(&own.key)?).map_err(unfit)?
            }
        };
        Ok(ClientTls(Arc::new(config)))
    }
}

/// A link, encrypted or not.
pub enum Wire {
    Plain(TcpStream),
    Served(Box<StreamOwned<ServerConnection, TcpStream>>),
    Asked(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Wire {
    /// A link that was taken. Nothing is sent yet: certificates are shown with the first bytes.
    ///
    /// # Errors
    /// What the library says of its own configuration.
    pub fn taken(stream: TcpStream, tls: Option<&ServerTls>) -> IoResult<Wire> {
        let Some(ServerTls(config)) = tls else { return Ok(Wire::Plain(stream)) };
        let connection = ServerConnection::new(Arc::clone(config)).map_err(std::io::Error::other)?;
        Ok(Wire::Served(Box::new(StreamOwned::new(connection, stream))))
    }

    /// A link that was opened to a host of that name or number, which the certificate has to be for.
    ///
    /// # Errors
    /// No certificate could be for that name.
    pub fn opened(stream: TcpStream, tls: Option<&ClientTls>, host: &str) -> IoResult<Wire> {
        let Some(ClientTls(config)) = tls else { return Ok(Wire::Plain(stream)) };
        let host = host.trim_matches(['[', ']']).to_owned();
        let no_name = || std::io::Error::new(ErrorKind::InvalidInput, TlsFault::NoName(host.clone()));
        let name = ServerName::try_from(host.clone()).map_err(|_| no_name())?;
        let connection = ClientConnection::new(Arc::clone(config), name).map_err(std::io::Error::other)?;
        Ok(Wire::Asked(Box::new(StreamOwned::new(connection, stream))))
    }
}

impl Wire {
    /// What is below, for its limits of time.
    pub fn socket(&self) -> &TcpStream {
        match self {
            Wire::Plain(stream) => stream,
            Wire::Served(stream) => &stream.sock,
            Wire::Asked(stream) => &stream.sock,
        }
    }
}

/// An end without a farewell is an end: frames and answers say themselves whether they are whole.
fn end_is_end(read: IoResult<usize>) -> IoResult<usize> {
    match read {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(0),
        other => other,
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        match self {
            Wire::Plain(stream) => stream.read(buffer),
            Wire::Served(stream) => end_is_end(stream.read(buffer)),
            Wire::Asked(stream) => end_is_end(stream.read(buffer)),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> IoResult<usize> {
        match self {
            Wire::Plain(stream) => stream.write(bytes),
            Wire::Served(stream) => stream.write(bytes),
            Wire::Asked(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> IoResult<()> {
        match self {
            Wire::Plain(stream) => stream.flush(),
            Wire::Served(stream) => stream.flush(),
            Wire::Asked(stream) => stream.flush(),
        }
    }
}
