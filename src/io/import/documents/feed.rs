//! Messages that came in piece by piece, taken in together: each under a line of its own, with what is not sure about it.

use sha2::{Digest as _, Sha256};

use crate::base::time::MomentReader;
use crate::base::{Progress, Severity};
use crate::domain::receipt::{FileReading, Receipt};

use super::super::super::store::inbox::WaitingMessage;
use super::super::super::store::{ImportDraft, ImportWriter};
use super::super::error::ImportError;
use super::super::intake::Intake;
use super::{Manner, NamedMerge, Strangers, hl7};
use crate::io::hl7::Message;

/// The format of the receipts of feeds.
pub const FEED: &str = "feed";

/// Longest account of what is not sure about a message.
const LONGEST_REASON: usize = 2000;

/// What came of messages.
pub struct Digested {
    pub receipt: Receipt,
    /// For each message why it is set aside, in their order; what of it is sure was taken in.
    pub reasons: Vec<Option<String>>,
    pub merges: Vec<NamedMerge>,
}

/// What the store is told before the first message of a day.
pub fn draft(name: String) -> ImportDraft {
    ImportDraft {
        format: FEED.to_owned(),
        sha256: mark(&name),
        file_name: name,
        file_bytes: 0,
        columns: Vec::new(),
        ignored_headings: Vec::new(),
        reading: FileReading::default(),
    }
}

/// Stands where other receipts have the hash of their file.
fn mark(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes in messages, the first under `first_line`, as part of the import of that name, and commits.
///
/// # Errors
/// What the store says; nothing of them stays.
pub fn take_in_messages(
    messages: &[WaitingMessage],
    first_line: u32,
    name: &str,
    mut writer: Box<dyn ImportWriter>,
    moments: MomentReader,
    strangers: Strangers,
    progress: &Progress,
) -> Result<Digested, ImportError> {
    let mut intake = Intake::new(&*writer, moments);
    let (mut reasons, mut merges) = (Vec::new(), Vec::new());
    for (line, message) in (first_line..).zip(messages) {
        let refused_before = intake.findings.rejects.len();
        let mut doubts: Vec<String> = Vec::new();
        match Message::read(&message.bytes) {
            Ok(read) => {
                let manner = Manner { strangers, is_person_accepted: message.is_person_accepted };
                let taken = hl7::take_in(&read, line, &*writer, &mut intake, manner)?;
                let said = taken.doubts.iter();
                doubts.extend(said.map(|doubt| format!("{}: {}", about(&read, doubt.segment), doubt.reason)));
                merges.extend(taken.merge);
                let refused = intake.findings.rejects.get(refused_before..).unwrap_or_default();
                let refused = refused.iter().filter(|reject| reject.rule.severity() == Severity::Reject);
                doubts.extend(refused.map(|reject| {
                    format!("{}: {}: {}", about(&read, reject.place.column), reject.rule.id(), reject.raw)
                }));
            }
            Err(fault) => {
                intake.findings.rows += 1;
                doubts.push(fault.to_string());
            }
        }
        reasons.push((!doubts.is_empty()).then(|| shortened(doubts.join("; "))));
    }
    let bytes = messages.iter().map(|message| message.bytes.len() as u64).sum();
    intake.hand_over(&mut *writer, progress)?;
    writer.set_file(if first_line == 1 { mark(name) } else { String::new() }, bytes);
    Ok(Digested { receipt: writer.commit(progress)?, reasons, merges })
}

/// What a segment is about, in the words by which the list of set-aside messages knows it: of results the how manieth, and
/// what the sender calls it.
fn about(message: &Message, segment: u16) -> String {
    let at = usize::from(segment).checked_sub(1);
    let Some((at, found)) = at.and_then(|at| Some((at, message.segments.get(at)?))) else {
        return "message".to_owned();
    };
    match found.name.as_str() {
        "PID" => "patient".to_owned(),
        "PV1" => "stay".to_owned(),
        "MRG" => "merge".to_owned(),
        "EQU" => "device".to_owned(),
        "OBX" => {
            let number = message.segments.iter().take(at + 1).filter(|segment| segment.name == "OBX").count();
            let name = [2, 5, 1, 4].iter().find_map(|component| message.part(found, 3, *component));
            let name = name.unwrap_or_default().replace([':', ';', '(', ')'], " ");
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if name.is_empty() { format!("result {number}") } else { format!("result {number} ({name})") }
        }
        _ => "message".to_owned(),
    }
}

fn shortened(mut reason: String) -> String {
    if let Some((end, _)) = reason.char_indices().nth(LONGEST_REASON) {
        reason.truncate(end);
        reason.push('…');
    }
    reason
}
