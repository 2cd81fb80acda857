//! Bundles of FHIR and messages of HL7: imported whole, the same way for the command line, the watch folder and the
//! listener.

use crate::app::door::ask;
use crate::base::Progress;
use crate::base::time::MomentReader;
use crate::domain::access::{Action, Actor, Denied, Scope};
use crate::domain::receipt::{ImportState, Receipt, Rehearsal};
use crate::io::import::ImportError;
use crate::io::import::documents::{self, Document, NamedMerge, Strangers};
use crate::io::store::{Store, StoreError};

/// Why a document is not imported.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl From<StoreError> for DocumentError {
    fn from(error: StoreError) -> Self {
        DocumentError::Import(error.into())
    }
}

/// Imports a document in one transaction; then merges the patients of whom it says that they are one.
///
/// # Errors
/// See [`ImportError`]; nothing of the import stays. [`Denied`] where the actor may not.
pub fn import_document(
    store: &dyn Store,
    actor: &Actor,
    document: &Document,
    strangers: Strangers,
    now_utc_secs: i64,
    progress: &Progress,
) -> Result<Receipt, DocumentError> {
    let grant = ask(store, actor, Action::ImportFile, Scope::File { name: document.name() }, now_utc_secs)?;
    let writer = store.begin_import(&grant, document.draft())?;
    let moments = MomentReader::new(store.info().zone).at(now_utc_secs);
    let (receipt, merges) = documents::run(document, moments, strangers, writer, progress)?;
    merge_named(store, actor, &merges, now_utc_secs)?;
    Ok(receipt)
}

/// Finds out what [`import_document`] would do, and changes nothing.
///
/// # Errors
/// As [`import_document`].
pub fn rehearse_document(
    store: &dyn Store,
    actor: &Actor,
    document: &Document,
    strangers: Strangers,
    now_utc_secs: i64,
    progress: &Progress,
) -> Result<Rehearsal, DocumentError> {
    let grant = ask(store, actor, Action::RehearseImport, Scope::File { name: document.name() }, now_utc_secs)?;
    let rehearsal = store.begin_rehearsal(&grant, document.draft())?;
    let moments = MomentReader::new(store.info().zone).at(now_utc_secs);
    Ok(documents::rehearse(document, moments, strangers, rehearsal, progress)?)
}

/// Merges patients whom a message names; those that are one already stay as they are.
///
/// # Errors
/// [`Denied`]; what the store says.
pub fn merge_named(
    store: &dyn Store,
    actor: &Actor,
    merges: &[NamedMerge],
    now_utc_secs: i64,
) -> Result<(), DocumentError> {
    for (given_up, kept) in merges {
        let (Some(patient), Some(into)) = (store.patient_number(given_up)?, store.patient_number(kept)?) else {
            continue;
        };
        let group = store.merges()?;
        if group.group_of(patient).contains(&into) {
            continue;
        }
        let scope = Scope::Pair { identifiers: [given_up.clone(), kept.clone()] };
        let grant = ask(store, actor, Action::MergePatients, scope, now_utc_secs)?;
        store.merge(&grant, patient, into)?;
    }
    Ok(())
}

/// The active imports of the same document, newest first.
///
/// # Errors
/// The store cannot be read.
pub fn earlier_of(store: &dyn Store, document: &Document) -> Result<Vec<Receipt>, StoreError> {
    let mut earlier = store.receipts()?;
    earlier.retain(|receipt| receipt.state == ImportState::Active && receipt.sha256 == document.sha256);
    Ok(earlier)
}
