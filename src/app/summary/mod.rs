//! A twin that a colleague elsewhere sealed, opened here to be looked at. What is opened lives in a throw-away store that nothing is written into, and goes when it is closed.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::base::{Progress, Zone};
use crate::domain::access::{Action, Actor, Grant, Scope};
use crate::domain::ids::PatientId;
use crate::domain::ward_note::WardNote;
use crate::io::fhir::{bundle_head, care_limits_of};
use crate::io::import::documents::{DocumentKind, Strangers, of_bytes};
use crate::io::sealed::{LONGEST_FILE, OpenWith, SealError, open};
use crate::io::store::sqlite::{self, NewStore, SqliteStore, ThrowAwayFolder};
use crate::io::store::{StoreError, WardStore as _};
use crate::io::vault::{KdfCost, Passphrase, one_time_passphrase};

use super::door::actor;
use super::import::documents::{DocumentError, import_document};
use super::message::{self, Message};

/// FHIR's mark of data that are none of a person.
const SYNTHETIC: &[u8] = b"\"HTEST\"";

/// What opens a summary.
#[derive(Clone)]
pub enum SummaryKey {
    /// The file that holds the key.
    KeyFile(PathBuf),
    Passphrase(Passphrase),
}

impl std::fmt::Debug for SummaryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SummaryKey::KeyFile(path) => f.debug_tuple("KeyFile").field(path).finish(),
            SummaryKey::Passphrase(_) => f.write_str("Passphrase(hidden)"),
        }
    }
}

/// Where an opened summary lies: removed when the last holder lets go.
pub struct SummaryFolder {
    pub folder: ThrowAwayFolder,
    /// Which hospital made it, and when, as the file says.
    pub from: String,
}

/// Reads and opens a sealed file.
///
/// # Errors
/// It cannot be read; see [`SealError`].
pub fn opened_text(path: &Path, key: &SummaryKey) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let sealed = read(path, LONGEST_FILE)?;
    let with = match key {
        SummaryKey::Passphrase(passphrase) => OpenWith::Passphrase(passphrase.clone()),
        SummaryKey::KeyFile(path) => {
            let bytes = Zeroizing::new(read(path, 1 << 20)?);
            OpenWith::Keys(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
        }
    };
    open(&sealed, &with)
}

fn read(path: &Path, longest: u64) -> Result<Vec<u8>, SealError> {
    let system = |error: std::io::Error| SealError::System(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(system)?;
    file.take(longest + 1).read_to_end(&mut bytes).map_err(system)?;
    if bytes.len() as u64 > longest { Err(SealError::TooLong) } else { Ok(bytes) }
}

/// What a seal says in a message.
pub fn in_words(error: &SealError) -> Message {
    let message = Message::new(format!("seal-error-{}", error.id()));
    match error {
        SealError::System(details) => message.with_details(details),
        _ => message,
    }
}

/// Opens a sealed twin into a throw-away store that nothing is written into from then on.
///
/// # Errors
/// It cannot be opened, or holds no bundle of a patient.
pub fn open_summary(
    path: &Path,
    key: &SummaryKey,
    now_utc_secs: i64,
    progress: &Progress,
) -> Result<(Arc<SqliteStore>, SummaryFolder), Message> {
    let text = opened_text(path, key).map_err(|error| in_words(&error))?;
    let from = said_from(&text);
    let spec = NewStore {
        name: from.clone(),
        zone: Zone::of_this_computer().unwrap_or_else(Zone::utc),
        passphrase: unknown_passphrase()?,
        cost: KdfCost::Cheapest,
        demo: text.windows(SYNTHETIC.len()).any(|window| window == SYNTHETIC),
    };
    let document = of_bytes(path, DocumentKind::Fhir, text.to_vec()).map_err(|error| message::of_import(&error))?;
    let grant = Grant::ask(&actor(), Action::CreateStore, Scope::Store, now_utc_secs)
        .map_err(|denied| Message::new("denied").with_details(denied))?;
    let (store, folder) = sqlite::create_throw_away(&std::env::temp_dir(), spec, &grant)
        .map_err(|error: StoreError| Message::from(&error))?;
    import_document(&*store, &actor(), &document, Strangers::Admit, now_utc_secs, progress).map_err(
        |error| match error {
            DocumentError::Import(error) => message::of_import(&error),
            DocumentError::Denied(denied) => Message::new("denied").with_details(denied),
        },
    )?;
    for said in care_limits_of(&text) {
        // As it was said elsewhere, by whom and when.
        let actor = Actor::owner(said.actor);
        let note = WardNote::CareLimit { limit: said.limit, words: said.words };
        let grant = Grant::ask(&actor, Action::SetCareLimits, Scope::Store, said.at_utc_secs)
            .map_err(|denied| Message::new("denied").with_details(denied))?;
        let kept = store.keep_ward_note(&grant, PatientId(0), &note, said.until_utc_secs);
        kept.map_err(|error| Message::from(&error))?;
    }
    store.freeze();
    Ok((store, SummaryFolder { folder, from }))
}

/// Nobody opens the throw-away store a second time.
fn unknown_passphrase() -> Result<Passphrase, Message> {
    let secret = one_time_passphrase().map_err(|error| Message::new("job-panicked").with_details(error))?;
    Ok(Passphrase::new(secret.reveal().to_owned()))
}

/// Which hospital made a summary and when, as it says of itself.
fn said_from(text: &[u8]) -> String {
    let head = bundle_head(text);
    let day = head.timestamp.and_then(|time| Some(time.get(..10)?.to_owned()));
    let parts: Vec<String> = [head.identifier, day].into_iter().flatten().collect();
    if parts.is_empty() { "–".to_owned() } else { parts.join(" · ") }
}

#[cfg(test)]
mod tests;
