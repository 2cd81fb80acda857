//! One patient's records as the signs that a board is made from, and what a monitor said in place of a value.

use crate::analysis::ward::{At, Sign, Signs};
use crate::domain::bedside::{AIR_PERCENT, CONSCIOUSNESS, LEAST_PERCENT, OXYGEN_FLOW, OXYGEN_SHARE, SATURATION_SCALE};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::{Indicator, IndicatorId};
use crate::domain::observation::{Observation, UnrecordedValue};
use crate::domain::patient::{Admission, Sourced};
use crate::io::hl7::LEAD_OFF;
use crate::io::hl7::bedside::said_by;
use crate::io::store::WardRecord;

/// Why a sign has no value that can be used, though something came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nothing {
    /// The sender says that a sensor is off.
    LeadOff,
    /// A number that stands for no value, or no number at all.
    Sentinel,
    /// Two values of one instant.
    Contradicting,
    Preliminary,
    /// A limit of measurement.
    Limit,
    /// A share that cannot be one in percent: a fraction, as it seems.
    Fraction,
}

impl Nothing {
    pub const ALL: [Nothing; 6] = [
        Nothing::LeadOff,
        Nothing::Sentinel,
        Nothing::Contradicting,
        Nothing::Preliminary,
        Nothing::Limit,
        Nothing::Fraction,
    ];

    /// Stable: text `ward-nothing-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Nothing::LeadOff => "lead-off",
            Nothing::Sentinel => "sentinel",
            Nothing::Contradicting => "contradicting",
            Nothing::Preliminary => "preliminary",
            Nothing::Limit => "limit",
            Nothing::Fraction => "fraction",
        }
    }
}

/// Something that came of a sign and cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    pub sign: Sign,
    pub utc_secs: i64,
    pub why: Nothing,
}

/// What is read of a patient.
#[derive(Clone, Debug, Default)]
pub struct PatientSigns {
    pub signs: Signs,
    /// In order of time.
    pub unusable: Vec<Unusable>,
    /// Of the newest stay that has not ended.
    pub bed: Option<String>,
    pub room: Option<String>,
    pub admitted_utc_secs: Option<i64>,
    /// Who chose the scale of the saturation at the bedside, and when; in order of time.
    pub scale_by: Vec<(i64, String)>,
}

impl PatientSigns {
    /// Who chose the scale that holds at an instant, where it was said at the bedside.
    pub fn scale_chosen_by(&self, now_utc_secs: i64) -> Option<&str> {
        let at = self.signs.newest(Sign::Scale, now_utc_secs)?.utc_secs;
        self.scale_by.iter().rev().find(|(said, _)| *said == at).map(|(_, name)| name.as_str())
    }

    /// Signs of which the newest that came up to an instant cannot be used, with why, in order of sign.
    pub fn nothing(&self, now_utc_secs: i64) -> Vec<(Sign, Nothing)> {
        let mut found: Vec<(Sign, Nothing)> = Vec::new();
        for one in self.unusable.iter().rev().filter(|one| one.utc_secs <= now_utc_secs) {
            let newer = self.signs.newest_reading(one.sign, now_utc_secs);
            let is_newest = newer.is_none_or(|at| at.utc_secs < one.utc_secs);
            if is_newest && found.iter().all(|(known, _)| *known != one.sign) {
                found.push((one.sign, one.why));
            }
        }
        found.sort_by_key(|(sign, _)| *sign);
        found
    }
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
    let sign = Sign::MEASURED.into_iter().find(|sign| sign.indicator_id() == Some(indicator.id))?;
    Some((sign, How::Indicator(indicator)))
}

/// The signs of a patient's records. What contradicts itself, is preliminary or a limit leaves its sign unknown until something
/// better comes; what is hardly possible counts, and is to be measured again.
pub fn signs_of(record: &WardRecord, books: &Books) -> PatientSigns {
    let mut signs = Signs::default();
    let mut unusable = words_for_nothing(record, books);
    let mut known: Option<(WordId, Option<(Sign, How)>)> = None;
    let mut scale_by: Vec<(i64, String)> = Vec::new();
    for observation in &record.observations {
        let meaning = match known {
            Some((word, meaning)) if word == observation.code => meaning,
            _ => sign_of(books.of(BookKind::Code).word(observation.code)),
        };
        known = Some((observation.code, meaning));
        let Some((sign, how)) = meaning else { continue };
        let utc_secs = observation.moment.utc_secs;
        if let (Sign::Scale, Some(source)) = (sign, &observation.source_identifier) {
            scale_by.extend(said_by(source).map(|name| (utc_secs, name.to_owned())));
        }
        match value_of(observation, sign, how, books) {
            Ok(Some(value)) if observation.flags.implausible => signs.push_doubtful(sign, At { utc_secs, value }),
            Ok(Some(value)) => signs.push(sign, At { utc_secs, value }),
            // A unit that does not convert is another quantity.
            Ok(None) => {}
            Err(why) => unusable.push(Unusable { sign, utc_secs, why }),
        }
    }
    unusable.iter().for_each(|one| signs.push_blank(one.sign, one.utc_secs));
    unusable.sort_by_key(|one| one.utc_secs);
    signs.settle();
    let stay = open_stay(&record.stays);
    PatientSigns {
        unusable,
        bed: stay.and_then(|stay| stay.bed.clone()),
        room: stay.and_then(|stay| stay.room.clone()),
        admitted_utc_secs: stay.map(|stay| stay.admitted.utc_secs),
        scale_by,
        signs,
    }
}

/// The value as the sign reads it; `None` where its unit does not convert; or why it cannot be used.
fn value_of(observation: &Observation, sign: Sign, how: How, books: &Books) -> Result<Option<f64>, Nothing> {
    let flags = observation.flags;
    match flags {
        _ if flags.conflicting => return Err(Nothing::Contradicting),
        _ if flags.preliminary => return Err(Nothing::Preliminary),
        _ if flags.bound.is_some() => return Err(Nothing::Limit),
        _ => {}
    }
    let value = observation.value.to_f64();
    let found = match how {
        How::AsItIs => Some(value),
        How::Flow => Some(if value > 0.0 { 1.0 } else { 0.0 }),
        // There is no less oxygen than in air.
        How::Share if value < LEAST_PERCENT => return Err(Nothing::Fraction),
        How::Share => Some(if value > AIR_PERCENT { 1.0 } else { 0.0 }),
        How::Indicator(indicator) => {
            let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
            indicator.canonical(value, unit).map(|(value, _)| value)
        }
    };
    let is_fraction = sign == Sign::Saturation && found.is_some_and(|value| value > 0.0 && value <= 1.0);
    if is_fraction { Err(Nothing::Fraction) } else { Ok(found) }
}

/// What a monitor said in place of a value.
fn words_for_nothing(record: &WardRecord, books: &Books) -> Vec<Unusable> {
    let of = |row: &Sourced<UnrecordedValue>| {
        let (sign, _) = sign_of(books.of(BookKind::Code).word(row.record.code))?;
        let says_off = row.raw.iter().any(|(_, text)| text == LEAD_OFF);
        let why = if says_off { Nothing::LeadOff } else { Nothing::Sentinel };
        Some(Unusable { sign, utc_secs: row.record.moment.utc_secs, why })
    };
    record.unrecorded.iter().filter_map(of).collect()
}

fn open_stay(stays: &[Sourced<Admission>]) -> Option<&Admission> {
    let open = stays.iter().map(|row| &row.record).filter(|stay| stay.discharged.is_none());
    open.max_by_key(|stay| stay.admitted.utc_secs)
}
