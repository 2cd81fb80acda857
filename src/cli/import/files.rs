//! One file of the command line: a table, or a document of several kinds of records.

use crate::app::import::documents::{DocumentError, earlier_of, import_document, rehearse_document};
use crate::domain::ids::ImportId;
use crate::domain::receipt::{ImportState, Receipt, Rehearsal};
use crate::io::clock::Clock;
use crate::io::import::documents::{Document, Strangers};
use crate::io::import::{ImportError, ImportPlan};
use crate::io::store::Store as _;

use super::super::output::{Failure, tell, with_progress};
use super::{DoneFile, Place, counts_line, file_name};

/// How a file is to be imported.
#[derive(Debug)]
pub enum FilePlan {
    Table(Box<ImportPlan>),
    Document(Box<Document>),
}

impl FilePlan {
    pub fn name(&self) -> String {
        match self {
            FilePlan::Table(plan) => file_name(plan.path()),
            FilePlan::Document(document) => document.name(),
        }
    }
}

/// Says what of a document is not taken in.
pub fn tell_what_is_ignored(document: &Document) {
    if !document.ignored.is_empty() {
        tell(format_args!("{}: not imported: {}", document.name(), document.ignored.join(", ")));
    }
}

/// Says that a document was imported before.
pub fn say_if_imported_before(place: &Place, document: &Document) -> Result<(), Failure> {
    if let Some(earlier) = earlier_of(&*place.store, document)?.first().filter(|_| place.throw_away.is_none()) {
        let when = place.store.info().zone.moment(earlier.imported_utc_secs).iso();
        let (name, number, by) = (document.name(), earlier.import.0, &earlier.actor);
        tell(format_args!(
            "{name} was imported already on {when} by {by} (import {number}); what is there is left as it is"
        ));
    }
    Ok(())
}

/// Imports a document.
pub fn import(place: &Place, document: &Document, strangers: Strangers, quiet: bool) -> Result<DoneFile, Failure> {
    let now = Clock::System.utc_secs();
    let receipt = with_progress(&document.name(), quiet, |progress| {
        import_document(&*place.store, place.store.actor(), document, strangers, now, progress)
    });
    let receipt = receipt.map_err(|error| in_words(place, error))?;
    super::note(counts_line(&document.name(), &receipt.counts));
    Ok(DoneFile { receipt, rejects: None })
}

/// Tries a document out.
pub fn rehearse(place: &Place, document: &Document, strangers: Strangers, quiet: bool) -> Result<DoneFile, Failure> {
    let now = Clock::System.utc_secs();
    let found = with_progress(&document.name(), quiet, |progress| {
        rehearse_document(&*place.store, place.store.actor(), document, strangers, now, progress)
    });
    let found = found.map_err(|error| in_words(place, error))?;
    super::to_stdout(|out| writeln!(out, "{}", counts_line(&document.name(), &found.counts)))?;
    if place.throw_away.is_some() {
        let kept = with_progress(&document.name(), quiet, |progress| {
            import_document(&*place.store, place.store.actor(), document, strangers, now, progress)
        });
        kept.map_err(|error| in_words(place, error))?;
    }
    let receipt = receipt_of(place, document, &found, now);
    Ok(DoneFile { receipt, rejects: Some(found.rejects) })
}

fn receipt_of(place: &Place, document: &Document, found: &Rehearsal, now_utc_secs: i64) -> Receipt {
    let draft = document.draft();
    Receipt {
        import: ImportId(0),
        format: draft.format,
        file_name: draft.file_name,
        sha256: draft.sha256,
        file_bytes: draft.file_bytes,
        imported_utc_secs: now_utc_secs,
        actor: place.store.actor().name.clone(),
        columns: draft.columns,
        ignored_headings: draft.ignored_headings,
        reading: draft.reading,
        counts: found.counts,
        state: ImportState::Active,
    }
}

fn in_words(place: &Place, error: DocumentError) -> Failure {
    match error {
        DocumentError::Denied(denied) => Failure(denied.to_string()),
        DocumentError::Import(error @ ImportError::Store(_)) => place.in_words(error),
        DocumentError::Import(error) => Failure::from(error),
    }
}
