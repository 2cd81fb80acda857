//! A file of a watched folder, imported by itself: messages go the way of those of a link, documents are imported whole,
//! tables by their saved profile or as they are found to be. What leaves a question open is not imported.

use std::path::Path;
use std::sync::Arc;

use crate::app::door::ask;
use crate::base::Progress;
use crate::domain::access::{Action, Actor, Scope};
use crate::domain::receipt::Counts;
use crate::io::feeds::head_of;
use crate::io::hl7::{Message, frames};
use crate::io::import::container::Pick;
use crate::io::import::documents::{self, DocumentKind, Strangers};
use crate::io::import::form::Fixed;
use crate::io::import::preview::Look;
use crate::io::import::source::Source;
use crate::io::import::{self as reading, ImportError, ImportPlan};
use crate::io::store::inbox::NewMessage;
use crate::io::store::{Inbox, Store};

use super::super::import::InspectedFile;
use super::super::import::documents::{DocumentError, import_document};
use super::super::import::profiles::{made_for, made_for_another_place, read_again_by, saved_in};
use super::super::import::run_import;
use super::super::message::Message as Said;
use super::fault::Fault;

/// What came of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// So many messages are kept, and will be taken in.
    Messages(usize),
    Imported(Counts),
    /// Nothing was imported, for this reason.
    Refused(Fault),
}

/// Where files go.
pub struct Desk<'a> {
    pub store: &'a Arc<dyn Store>,
    pub inbox: &'a Arc<dyn Inbox>,
    pub actor: &'a Actor,
    pub strangers: Strangers,
}

/// Takes in one file.
///
/// # Errors
/// What the store says, and what passes by itself: the file stays where it is and is tried again.
pub fn take_in(desk: &Desk<'_>, path: &Path, now_utc_secs: i64) -> Result<Taken, DocumentError> {
    let kind = match documents::kind_of(path) {
        Ok(kind) => kind,
        Err(error) => return of_error(error),
    };
    match kind {
        Some(DocumentKind::Hl7) => messages(desk, path, now_utc_secs),
        Some(kind) => match documents::open(path, kind) {
            Ok(document) => {
                let progress = Progress::default();
                let done =
                    import_document(&**desk.store, desk.actor, &document, desk.strangers, now_utc_secs, &progress);
                done.map(|receipt| Taken::Imported(receipt.counts)).or_else(of_document_error)
            }
            Err(error) => of_error(error),
        },
        None => table(desk, path, now_utc_secs),
    }
}

fn of_document_error(error: DocumentError) -> Result<Taken, DocumentError> {
    match error {
        DocumentError::Import(error) => of_error(error),
        denied @ DocumentError::Denied(_) => Err(denied),
    }
}

/// What is the file's fault refuses it; what is the store's or passes is tried again.
fn of_error(error: ImportError) -> Result<Taken, DocumentError> {
    match error {
        ImportError::Store(_)
        | ImportError::Cancelled(_)
        | ImportError::Changed { .. }
        | ImportError::Gone { .. }
        | ImportError::Unreadable { .. } => Err(error.into()),
        other => Ok(Taken::Refused(Fault::of_import(&other))),
    }
}

fn messages(desk: &Desk<'_>, path: &Path, now_utc_secs: i64) -> Result<Taken, DocumentError> {
    let bytes = std::fs::read(path).map_err(|error| ImportError::from_io(path, &error))?;
    let source = format!("file {}", super::super::message::file_name(path));
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (number, part) in (1..).zip(frames(&bytes)) {
        let read = part.map_err(|fault| fault.to_string());
        let read =
            read.and_then(|part| Message::read(part).map(|message| (part, message)).map_err(|fault| fault.to_string()));
        match read {
            Ok((part, message)) => {
                let head = head_of(&message);
                found.push(NewMessage {
                    sender: format!("{}/{}", head.application, head.facility),
                    control_id: head.control_id,
                    source: source.clone(),
                    received_utc_secs: now_utc_secs,
                    bytes: part.to_vec(),
                });
            }
            Err(fault) => faults.push(format!("message {number}: {fault}")),
        }
    }
    if found.is_empty() || !faults.is_empty() {
        let words = if faults.is_empty() { "it holds no message".to_owned() } else { faults.join("; ") };
        return Ok(Taken::Refused(Fault::of_messages(words)));
    }
    desk.inbox.keep(&found)?;
    Ok(Taken::Messages(found.len()))
}

fn table(desk: &Desk<'_>, path: &Path, now_utc_secs: i64) -> Result<Taken, DocumentError> {
    let progress = Progress::default();
    let plan = match plan_of(desk, path, &progress) {
        Ok(Ok(plan)) => plan,
        Ok(Err(reason)) => return Ok(Taken::Refused(reason)),
        Err(error) => return of_error(error),
    };
    let scope = Scope::File { name: super::super::message::file_name(path) };
    let grant = ask(&**desk.store, desk.actor, Action::ImportFile, scope, now_utc_secs)?;
    match run_import(&**desk.store, &grant, &plan, &desk.store.info().zone, &progress) {
        Ok(receipt) => Ok(Taken::Imported(receipt.counts)),
        Err(error) => of_error(error),
    }
}

/// How a table is read without anybody to ask; or why it is not.
fn plan_of(desk: &Desk<'_>, path: &Path, progress: &Progress) -> Result<Result<ImportPlan, Fault>, ImportError> {
    let saved = saved_in(&**desk.store)?;
    let source = Source::open(path, Pick::default())?;
    let found = reading::inspect_with(source, Fixed::default(), Look::Everything, progress)?;
    let file = if let Some(profile) = made_for(&saved, &found.headings) {
        read_again_by(found, profile, progress)?
    } else if let Some(file) = made_for_another_place(&saved, &found, progress)? {
        file
    } else {
        InspectedFile::new(path.to_owned(), found, Fixed::default())
    };
    let (words, key) = match &file.mapping {
        None => ("its headings fit no kind of file and no saved profile", "feeds-file-no-format"),
        Some(_) if !file.is_ready() => (
            "something about it has to be decided first: import it once by hand and save how it is read as a profile",
            "feeds-file-undecided",
        ),
        Some(_) => ("it cannot be read as a table", "feeds-file-no-table"),
    };
    Ok(file.plan().filter(|_| file.is_ready()).ok_or_else(|| Fault::new(words, Said::new(key))))
}
