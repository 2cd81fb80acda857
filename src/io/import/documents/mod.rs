//! Documents that hold records of several kinds at once: bundles of FHIR, messages of HL7 version 2. Each is read whole and
//! becomes one import; what cannot be taken in is a reject with its place.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::base::Progress;
use crate::base::time::MomentReader;
use crate::domain::receipt::{FileReading, Receipt, Rehearsal};

use super::super::store::{ImportDraft, ImportRehearsal, ImportWriter, RowSink};
use super::error::{ImportError, file_name};
use super::intake::Intake;
use super::source::open_file;
use crate::io::fhir::Bundle;

pub mod feed;
pub mod fhir;
pub mod hl7;
pub mod identity;

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Resources of FHIR as JSON.
    Fhir,
    /// Messages of HL7 version 2.
    Hl7,
}

impl DocumentKind {
    pub const ALL: [DocumentKind; 2] = [DocumentKind::Fhir, DocumentKind::Hl7];

    /// Stable id: stands in receipts, message key `format-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            DocumentKind::Fhir => "fhir",
            DocumentKind::Hl7 => "hl7",
        }
    }

    pub fn from_id(id: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// What is done with a result whose patient the store does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strangers {
    /// It is set aside until the patient is there.
    #[default]
    SetAside,
    /// The message's own words make a new patient.
    Admit,
}

/// How a message is taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    pub strangers: Strangers,
    /// A person said that it is about the patient of its identifier, whatever name it has.
    pub is_person_accepted: bool,
}

impl From<Strangers> for Manner {
    fn from(strangers: Strangers) -> Manner {
        Manner { strangers, is_person_accepted: false }
    }
}

/// Documents are held in memory while they are read.
const LONGEST_DOCUMENT: u64 = 1 << 30;

/// Bytes by which a document is known.
const HEAD_BYTES: usize = 64 << 10;

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    pub path: PathBuf,
    pub kind: DocumentKind,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
    /// What is not taken in, with how much there is of it.
    pub ignored: Vec<String>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Fhir(Box<Bundle>),
    Hl7(Vec<u8>),
}

/// Identifiers of two patients who are one, by a message: the one that is given up, the one that is kept.
pub type NamedMerge = (String, String);

/// What the file at a path is, by its first bytes; `None` for a table.
///
/// # Errors
/// The file cannot be read.
pub fn kind_of(path: &Path) -> Result<Option<DocumentKind>, ImportError> {
    let (file, _) = open_file(path)?;
    let mut head = Vec::new();
    let read = file.take(HEAD_BYTES as u64).read_to_end(&mut head);
    read.map_err(|error| ImportError::from_io(path, &error))?;
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase()).unwrap_or_default();
    let is_named = |names: &[&str]| names.iter().any(|name| extension.to_str() == Some(*name));
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    let says_resource = || head.windows(14).any(|window| window == b"\"resourceType\"");
    let is_message = |name: &&[u8]| start.starts_with(name) && start.get(3).is_some_and(u8::is_ascii_punctuation);
    Ok(match start.first() {
        Some(b'{') if says_resource() || is_named(&["json", "ndjson"]) => Some(DocumentKind::Fhir),
        Some(b'[') if is_named(&["json", "ndjson"]) => Some(DocumentKind::Fhir),
        Some(0x0B) => Some(DocumentKind::Hl7),
        _ if [b"MSH".as_slice(), b"FHS", b"BHS"].iter().any(is_message) || is_named(&["hl7"]) => {
            Some(DocumentKind::Hl7)
        }
        _ => None,
    })
}

/// Reads the file at a path.
///
/// # Errors
/// It cannot be read, or is no such document.
pub fn open(path: &Path, kind: DocumentKind) -> Result<Document, ImportError> {
    let (mut file, metadata) = open_file(path)?;
    if metadata.len() > LONGEST_DOCUMENT {
        return Err(bad_document(path, None, "it has more than a gigabyte; split it"));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| ImportError::from_io(path, &error))?;
    of_bytes(path, kind, bytes)
}

/// The same of bytes that were read already; `path` gives the name.
///
/// # Errors
/// They are no such document.
pub fn of_bytes(path: &Path, kind: DocumentKind, bytes: Vec<u8>) -> Result<Document, ImportError> {
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let length = bytes.len() as u64;
    let (content, ignored) = match kind {
        DocumentKind::Fhir => {
            let bundle = read_bundle(path, &bytes)?;
            let counts = bundle.counts();
            let others = counts.iter().filter(|(kind, _)| !fhir::TYPES.contains(kind) && **kind != "nothing");
            let ignored = others.map(|(kind, count)| format!("{kind} ({count})")).collect();
            (Content::Fhir(Box::new(bundle)), ignored)
        }
        DocumentKind::Hl7 => {
            if !hl7::has_message(&bytes) {
                return Err(bad_document(path, None, "it holds no message of HL7 version 2, which begins with MSH"));
            }
            (Content::Hl7(bytes), Vec::new())
        }
    };
    Ok(Document { path: path.to_owned(), kind, bytes: length, sha256, ignored, content })
}

fn read_bundle(path: &Path, bytes: &[u8]) -> Result<Bundle, ImportError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        bad_document(path, Some(line), "its characters are not UTF-8, as those of JSON have to be")
    })?;
    Bundle::read(text).map_err(|fault| bad_document(path, Some(fault.line as usize), fault.what))
}

fn bad_document(path: &Path, line: Option<usize>, what: &str) -> ImportError {
    ImportError::BadDocument { name: file_name(path), line, what: what.to_owned() }
}

impl Document {
    pub fn name(&self) -> String {
        file_name(&self.path)
    }

    /// What is in it: types of resources, or kinds of messages, with how many there are.
    pub fn counts(&self) -> Vec<(String, u64)> {
        match &self.content {
            Content::Fhir(bundle) => {
                bundle.counts().into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect()
            }
            Content::Hl7(bytes) => hl7::counts(bytes).into_iter().collect(),
        }
    }

    /// What the store is told before the first record.
    pub fn draft(&self) -> ImportDraft {
        ImportDraft {
            format: self.kind.id().to_owned(),
            file_name: self.name(),
            sha256: self.sha256.clone(),
            file_bytes: self.bytes,
            columns: match &self.content {
                Content::Fhir(bundle) => fhir::spot::columns(bundle.is_bundle),
                Content::Hl7(_) => Vec::new(),
            },
            ignored_headings: self.ignored.clone(),
            reading: FileReading::default(),
        }
    }

    fn take_in(
        &self,
        sink: &mut dyn RowSink,
        moments: MomentReader,
        strangers: Strangers,
        progress: &Progress,
    ) -> Result<Vec<NamedMerge>, ImportError> {
        let mut intake = Intake::new(sink, moments);
        let mut merges = Vec::new();
        match &self.content {
            Content::Fhir(bundle) => fhir::take_in(bundle, &mut intake, progress)?,
            Content::Hl7(bytes) => merges = hl7::take_in_file(bytes, sink, &mut intake, strangers, progress)?,
        }
        intake.hand_over(sink, progress)?;
        sink.set_file(self.sha256.clone(), self.bytes);
        Ok(merges)
    }
}

/// Imports a document; the merges that it tells of are for the caller to ask the door about.
///
/// # Errors
/// What the store says; cancelled. Nothing of the import stays after one.
pub fn run(
    document: &Document,
    moments: MomentReader,
    strangers: Strangers,
    mut writer: Box<dyn ImportWriter>,
    progress: &Progress,
) -> Result<(Receipt, Vec<NamedMerge>), ImportError> {
    let merges = document.take_in(&mut *writer, moments, strangers, progress)?;
    Ok((writer.commit(progress)?, merges))
}

/// Finds out what [`run`] would do.
///
/// # Errors
/// As [`run`].
pub fn rehearse(
    document: &Document,
    moments: MomentReader,
    strangers: Strangers,
    mut rehearsal: Box<dyn ImportRehearsal>,
    progress: &Progress,
) -> Result<Rehearsal, ImportError> {
    document.take_in(&mut *rehearsal, moments, strangers, progress)?;
    Ok(rehearsal.finish(progress)?)
}

/// The words for a place of a receipt's import: a path in a resource, a segment of a message; `None` for tables.
pub fn place_words(receipt: &Receipt, place: crate::base::Place) -> Option<String> {
    match DocumentKind::from_id(&receipt.format)? {
        DocumentKind::Fhir => Some(fhir::spot::path_of(place.line, place.column, &receipt.columns)),
        DocumentKind::Hl7 => Some(format!("message {}, segment {}", place.line, place.column)),
    }
}

#[cfg(test)]
mod tests;
