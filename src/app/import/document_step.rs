//! A bundle of FHIR or messages of HL7 in the wizard: read whole, tried out, and imported as one.

use std::path::Path;
use std::sync::Arc;

use crate::base::Progress;
use crate::domain::access::Actor;
use crate::domain::receipt::{Receipt, Rehearsal};
use crate::io::import::documents::{self, Document, DocumentKind, Strangers};
use crate::io::store::Store;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{self, Message};
use super::super::outcome::Outcome;
use super::documents::{DocumentError, earlier_of, import_document, rehearse_document};
use super::running::is_cancelled;
use super::{ImportStep, ImportedFile, file_name};

/// A document as it was looked at.
#[derive(Debug)]
pub struct LookedDocument {
    pub document: Arc<Document>,
    pub strangers: Strangers,
    /// What an import would do.
    pub trial: Rehearsal,
    /// Active imports of the same bytes, newest first.
    pub earlier: Vec<Receipt>,
}

impl LookedDocument {
    pub fn kind(&self) -> DocumentKind {
        self.document.kind
    }
}

/// Looks at a file; `None`: it is no document but a table.
pub fn read(store: &dyn Store, actor: &Actor, path: &Path, now_utc_secs: i64, progress: &Progress) -> Option<Outcome> {
    // A file that cannot be read fails the same way as a table.
    let kind = documents::kind_of(path).ok().flatten()?;
    let looked = documents::open(path, kind)
        .map_err(DocumentError::from)
        .and_then(|document| look(store, actor, Arc::new(document), Strangers::default(), now_utc_secs, progress));
    Some(outcome(looked))
}

fn look(
    store: &dyn Store,
    actor: &Actor,
    document: Arc<Document>,
    strangers: Strangers,
    now_utc_secs: i64,
    progress: &Progress,
) -> Result<LookedDocument, DocumentError> {
    let trial = rehearse_document(store, actor, &document, strangers, now_utc_secs, progress)?;
    let earlier = earlier_of(store, &document)?;
    Ok(LookedDocument { document, strangers, trial, earlier })
}

fn outcome(looked: Result<LookedDocument, DocumentError>) -> Outcome {
    match looked {
        Ok(looked) => Outcome::take(move |core| core.state.imports.step = ImportStep::Document(Box::new(looked))),
        Err(error) => of_error(error),
    }
}

fn of_error(error: DocumentError) -> Outcome {
    match error {
        DocumentError::Import(error) if is_cancelled(&error) => Outcome::Cancelled,
        DocumentError::Import(error) => Outcome::Failed(message::of_import(&error)),
        DocumentError::Denied(denied) => Outcome::Failed(Message::new("denied").with_details(denied)),
    }
}

/// Whether strangers become patients; what an import would do is found out again.
pub fn set_strangers(core: &mut Core, strangers: Strangers) {
    let now = core.clock.utc_secs();
    let ImportStep::Document(looked) = &core.state.imports.step else { return };
    let document = Arc::clone(&looked.document);
    let Some(open) = core.state.session.open_store() else { return };
    let (store, actor) = (Arc::clone(&open.store), open.actor.clone());
    let label = Message::new("job-rehearse").with("name", document.name());
    core.jobs.start(JobKind::REHEARSE_IMPORT, label, move |progress| {
        outcome(look(&*store, &actor, document, strangers, now, progress))
    });
}

/// Starts the import of the document at hand; `false` where there is none.
pub fn start(core: &mut Core) -> bool {
    let now = core.clock.utc_secs();
    let ImportStep::Document(looked) = &core.state.imports.step else { return false };
    let (document, strangers) = (Arc::clone(&looked.document), looked.strangers);
    let Some(open) = core.state.session.open_store() else { return true };
    let (store, actor) = (Arc::clone(&open.store), open.actor.clone());
    let label = Message::new("job-import").with("name", file_name(&document.path));
    core.jobs.cancel(JobKind::REHEARSE_IMPORT);
    core.jobs.start(JobKind::IMPORT, label, move |progress| {
        match import_document(&*store, &actor, &document, strangers, now, progress) {
            Ok(receipt) => Outcome::take(move |core| super::imported(core, ImportedFile { receipt, rest: None })),
            Err(error) => of_error(error),
        }
    });
    true
}
