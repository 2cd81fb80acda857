//! HL7 version 2: messages of bedside monitors, laboratories and admission desks, read without guessing. What cannot be
//! read for sure is set aside with a reason; a reading that the sender marks as none is none.
//! What is understood and why: `docs/methods/hl7.md`.

mod admission;
pub mod bedside;
mod equipment;
mod frame;
mod reading;
mod segment;
mod signal;
mod stamp;

pub use admission::{Admission, AdmissionKind, admission};
pub use equipment::Equipment;
pub use frame::{FrameFault, LONGEST_MESSAGE, frames};
pub use reading::{LEAD_OFF, Reading, SENTINEL, SetAside, Standing, readings};
pub use segment::{Message, MessageFault};
pub use signal::{Signal, signal_of};

use crate::base::Moment;
use crate::base::time::MomentReader;

/// Who a message is about, as far as it says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    /// The medical record number, or the first identifier.
    pub identifier: Option<String>,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub born: Option<Moment>,
    /// As sent.
    pub sex: Option<String>,
}

/// Everything one message says.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Such as `ORU^R01`.
    pub kind: String,
    pub control_id: Option<String>,
    pub sender: Option<String>,
    pub sent: Option<Moment>,
    pub subject: Subject,
    pub readings: Vec<Reading>,
    pub set_aside: Vec<SetAside>,
    pub admission: Option<Admission>,
    /// Of a device's own status.
    pub equipment: Option<Equipment>,
}

/// Reads a message. Readings are taken from results (ORU) and admissions (ADT), stays from admissions, a
/// device's state from its status (ESU); of other kinds the head alone is told.
pub fn told(message: &Message, times: &mut MomentReader) -> Told {
    let head = message.first("MSH");
    let part = |field: usize, component: usize| head.and_then(|head| message.part(head, field, component));
    let kind = [part(9, 1), part(9, 2)].into_iter().flatten().collect::<Vec<_>>().join("^");
    let has_results = kind.starts_with("ORU") || kind.starts_with("ADT");
    let (readings, set_aside) = if has_results { readings(message, times) } else { Default::default() };
    Told {
        admission: kind.starts_with("ADT").then(|| admission(message, times)),
        equipment: kind.starts_with("ESU").then(|| equipment::equipment(message, times)),
        control_id: part(10, 1),
        sender: part(3, 1),
        sent: part(7, 1).and_then(|text| stamp::moment(&text, times)),
        subject: message.first("PID").map(|pid| subject(message, pid, times)).unwrap_or_default(),
        kind,
        readings,
        set_aside,
    }
}

/// The person of a PID segment.
fn subject(message: &Message, pid: &segment::Segment, times: &mut MomentReader) -> Subject {
    Subject {
        identifier: identifier(message, pid),
        family_name: message.part(pid, 5, 1),
        given_name: message.part(pid, 5, 2),
        born: message.part(pid, 7, 1).and_then(|text| stamp::moment(&text, times)),
        sex: message.part(pid, 8, 1),
    }
}

/// Among several identifiers the one marked as record number; else the first, else that of version 2.2.
fn identifier(message: &Message, pid: &segment::Segment) -> Option<String> {
    let listed = message.repetitions(pid, 3);
    let marked = listed.iter().find(|one| matches!(one.component(5).as_deref(), Some("MR" | "MRN")));
    marked.and_then(|one| one.component(1)).or_else(|| message.part(pid, 3, 1)).or_else(|| message.part(pid, 2, 1))
}

#[cfg(test)]
mod tests;
