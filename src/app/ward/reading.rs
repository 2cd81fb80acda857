//! One patient's records as the signs that a board is made from, and what a monitor said in place of a value.

use crate::analysis::ward::{At, Sign, Signs};
use crate::domain::bedside::{AIR_PERCENT, CONSCIOUSNESS, OXYGEN_FLOW, OXYGEN_SHARE, SATURATION_SCALE};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::{Indicator, IndicatorId};
use crate::domain::observation::Observation;
use crate::domain::patient::{Admission, Sourced};
use crate::io::hl7::LEAD_OFF;
use crate::io::store::WardRecord;

/// Why a monitor shows no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nothing {
    /// The sender says that a sensor is off.
    LeadOff,
    /// A number that stands for no value, or no number at all.
    Sentinel,
}

impl Nothing {
    /// Stable: text `ward-nothing-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Nothing::LeadOff => "lead-off",
            Nothing::Sentinel => "sentinel",
        }
    }
}

/// What is read of a patient.
#[derive(Clone, Debug, Default)]
pub struct PatientSigns {
    pub signs: Signs,
    /// Signs whose newest word is that there is no value.
    pub nothing: Vec<(Sign, Nothing)>,
    /// Of the newest stay that has not ended.
    pub bed: Option<String>,
    pub room: Option<String>,
    pub admitted_utc_secs: Option<i64>,
}

/// How a code's values become a sign.
#[derive(Clone, Copy)]
enum How {
    Indicator(&'static Indicator),
    AsItIs,
    /// Flow in L/min: more than none is oxygen.
    Flow,
    /// Share in percent: more than in air is oxygen.
    Share,
}

fn sign_of(code: &str) -> Option<(Sign, How)> {
    match code {
        CONSCIOUSNESS => return Some((Sign::Consciousness, How::AsItIs)),
        OXYGEN_FLOW => return Some((Sign::Oxygen, How::Flow)),
        OXYGEN_SHARE => return Some((Sign::Oxygen, How::Share)),
        SATURATION_SCALE => return Some((Sign::Scale, How::AsItIs)),
        _ => {}
    }
    let indicator = IndicatorId::from_recorded(code)?.indicator();
    let sign = match indicator.id {
        "heart-rate" => Sign::Pulse,
        "respiratory-rate" => Sign::Breathing,
        "oxygen-saturation" => Sign::Saturation,
        "systolic-bp" => Sign::Systolic,
        "body-temperature" => Sign::Temperature,
        _ => return None,
    };
    Some((sign, How::Indicator(indicator)))
}

/// The signs of a patient's records. Values that contradict each other, are preliminary or not plausible do not count.
pub fn signs_of(record: &WardRecord, books: &Books) -> PatientSigns {
    let mut signs = Signs::default();
    let mut known: Option<(WordId, Option<(Sign, How)>)> = None;
    for observation in &record.observations {
        let meaning = match known {
            Some((word, meaning)) if word == observation.code => meaning,
            _ => sign_of(books.of(BookKind::Code).word(observation.code)),
        };
        known = Some((observation.code, meaning));
        if let Some((sign, value)) = meaning.and_then(|(sign, how)| Some((sign, value_of(observation, how, books)?))) {
            signs.push(sign, At { utc_secs: observation.moment.utc_secs, value });
        }
    }
    signs.settle();
    let nothing = nothing_of(record, &signs, books);
    let stay = open_stay(&record.stays);
    PatientSigns {
        nothing,
        bed: stay.and_then(|stay| stay.bed.clone()),
        room: stay.and_then(|stay| stay.room.clone()),
        admitted_utc_secs: stay.map(|stay| stay.admitted.utc_secs),
        signs,
    }
}

fn value_of(observation: &Observation, how: How, books: &Books) -> Option<f64> {
    let flags = observation.flags;
    if flags.implausible || flags.conflicting || flags.preliminary || flags.bound.is_some() {
        return None;
    }
    let value = observation.value.to_f64();
    match how {
        How::AsItIs => Some(value),
        How::Flow => Some(if value > 0.0 { 1.0 } else { 0.0 }),
        How::Share => Some(if value > AIR_PERCENT { 1.0 } else { 0.0 }),
        How::Indicator(indicator) => {
            let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
            indicator.canonical(value, unit).map(|(value, _)| value)
        }
    }
}

/// Signs of which the newest that came is no value, in order of sign.
fn nothing_of(record: &WardRecord, signs: &Signs, books: &Books) -> Vec<(Sign, Nothing)> {
    let mut newest: Vec<(Sign, i64, Nothing)> = Vec::new();
    for row in &record.unrecorded {
        let Some((sign, _)) = sign_of(books.of(BookKind::Code).word(row.record.code)) else { continue };
        let says_off = row.raw.iter().any(|(_, text)| text == LEAD_OFF);
        let why = if says_off { Nothing::LeadOff } else { Nothing::Sentinel };
        let at = row.record.moment.utc_secs;
        match newest.iter_mut().find(|(known, ..)| *known == sign) {
            Some(known) if known.1 <= at => *known = (sign, at, why),
            Some(_) => {}
            None => newest.push((sign, at, why)),
        }
    }
    newest.sort_by_key(|(sign, ..)| *sign);
    let is_newer = |sign: Sign, at: i64| signs.newest(sign, i64::MAX).is_none_or(|value| value.utc_secs < at);
    newest.into_iter().filter(|(sign, at, _)| is_newer(*sign, *at)).map(|(sign, _, why)| (sign, why)).collect()
}

fn open_stay(stays: &[Sourced<Admission>]) -> Option<&Admission> {
    let open = stays.iter().map(|row| &row.record).filter(|stay| stay.discharged.is_none());
    open.max_by_key(|stay| stay.admitted.utc_secs)
}
