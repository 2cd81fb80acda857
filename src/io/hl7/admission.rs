//! Admissions, moves, discharges and their cancellations (ADT).

use crate::base::Moment;
use crate::base::time::MomentReader;

use super::segment::Message;
use super::stamp;

/// What happened, by the event's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdmissionKind {
    Admit,
    Transfer,
    Discharge,
    Register,
    Update,
    CancelAdmit,
    CancelTransfer,
    CancelDischarge,
    Merge,
    /// Another event: told, not acted upon.
    Other,
}

impl AdmissionKind {
    pub fn word(self) -> &'static str {
        match self {
            AdmissionKind::Admit => "admit",
            AdmissionKind::Transfer => "transfer",
            AdmissionKind::Discharge => "discharge",
            AdmissionKind::Register => "register",
            AdmissionKind::Update => "update",
            AdmissionKind::CancelAdmit => "cancel-admit",
            AdmissionKind::CancelTransfer => "cancel-transfer",
            AdmissionKind::CancelDischarge => "cancel-discharge",
            AdmissionKind::Merge => "merge",
            AdmissionKind::Other => "other",
        }
    }

    fn of(event: &str) -> AdmissionKind {
        match event {
            "A01" => AdmissionKind::Admit,
            "A02" => AdmissionKind::Transfer,
            "A03" => AdmissionKind::Discharge,
            "A04" | "A05" | "A28" => AdmissionKind::Register,
            "A08" | "A31" => AdmissionKind::Update,
            "A11" => AdmissionKind::CancelAdmit,
            "A12" => AdmissionKind::CancelTransfer,
            "A13" => AdmissionKind::CancelDischarge,
            "A18" | "A34" | "A39" | "A40" => AdmissionKind::Merge,
            _ => AdmissionKind::Other,
        }
    }
}

/// One event of a stay.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// Such as `A01`.
    pub event: String,
    pub kind: AdmissionKind,
    pub happened: Option<Moment>,
    /// I inpatient, O outpatient, E emergency; as sent.
    pub class: Option<String>,
    pub ward: Option<String>,
    pub room: Option<String>,
    pub bed: Option<String>,
    pub visit: Option<String>,
    pub admitted: Option<Moment>,
    pub discharged: Option<Moment>,
    /// The identifier that a merge gives up.
    pub merged_from: Option<String>,
}

/// The event of a message; the header's word counts, else the event segment's.
pub fn admission(message: &Message, times: &mut MomentReader) -> Admission {
    let part = |name: &str, field: usize, component: usize| {
        message.first(name).and_then(|segment| message.part(segment, field, component))
    };
    let event = part("MSH", 9, 2).or_else(|| part("EVN", 1, 1)).unwrap_or_default();
    let mut time = |name: &str, field: usize| part(name, field, 1).and_then(|text| stamp::moment(&text, times));
    let happened = time("EVN", 6).or_else(|| time("EVN", 2));
    let (admitted, discharged) = (time("PV1", 44), time("PV1", 45));
    Admission {
        kind: AdmissionKind::of(&event),
        event,
        happened,
        class: part("PV1", 2, 1),
        ward: part("PV1", 3, 1),
        room: part("PV1", 3, 2),
        bed: part("PV1", 3, 3),
        visit: part("PV1", 19, 1),
        admitted,
        discharged,
        merged_from: part("MRG", 1, 1),
    }
}
