//! Results (OBX) as readings: of whom, when, what, how much; or no value with the sender's reason; or set aside.

use crate::base::time::MomentReader;
use crate::base::{Decimal, Moment, Rule};
use crate::domain::bedside::{self, Consciousness};
use crate::domain::observation::Bound;

use super::segment::{Message, Segment};
use super::signal::{Signal, signal_of, unit_of};
use super::stamp;

/// One result.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub patient: String,
    pub moment: Moment,
    pub signal: Signal,
    /// In the signal's unit; `None` where the sender says that there is none, or takes it back.
    pub value: Option<f64>,
    /// Number and unit (UCUM where it is known) as sent.
    pub sent: Option<(Decimal, String)>,
    pub bound: Option<Bound>,
    /// The unit it was sent in, where that was another.
    pub converted_from: Option<&'static str>,
    /// Why there is no value.
    pub reason: Option<String>,
    pub standing: Standing,
    pub sub_id: String,
    /// Number of the segment in the message, from 1.
    pub segment: usize,
}

/// What the sender says of a result's standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Final,
    Preliminary,
    /// Replaces what was sent before.
    Corrected,
    /// What was sent before is void.
    Withdrawn,
}

/// A result that is not taken, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct SetAside {
    /// Number of the segment in the message, from 1.
    pub segment: usize,
    pub code: String,
    pub rule: Rule,
    pub reason: String,
}

/// Why a result is not taken.
struct Doubt {
    rule: Rule,
    reason: String,
}

fn doubt<T>(rule: Rule, reason: impl Into<String>) -> Result<T, Doubt> {
    Err(Doubt { rule, reason: reason.into() })
}

/// Values by which senders mean "nothing measured".
const SENTINELS: [f64; 5] = [-100.0, -999.0, -99.9, -9999.0, -32767.0];

/// Why there is no value where the sender says in words that nothing is attached.
pub const LEAD_OFF: &str = "lead off";

/// How the reason for a missing value begins where a number stood for it.
pub const SENTINEL: &str = "sentinel";

/// Words of monitors for a sensor that is not attached, in lower case.
const OFF_WORDS: [&str; 7] = ["lead off", "leads off", "probe off", "sensor off", "leads_off", "disconnected", "脱落"];

/// All results of a message, in its order.
pub fn readings(message: &Message, times: &mut MomentReader) -> (Vec<Reading>, Vec<SetAside>) {
    let (mut taken, mut aside) = (Vec::new(), Vec::new());
    let (mut patient, mut of_request) = (None, None);
    for (at, segment) in message.segments.iter().enumerate() {
        match segment.name.as_str() {
            "PID" => {
                patient = super::identifier(message, segment);
                of_request = None;
            }
            "OBR" => of_request = message.part(segment, 7, 1).and_then(|text| stamp::moment(&text, times)),
            "OBX" if !is_containment(segment) => {
                let result = Obx { message, segment, at, patient: patient.clone(), of_request };
                match result.reading(times) {
                    Ok(reading) => taken.push(reading),
                    Err(Doubt { rule, reason }) => {
                        aside.push(SetAside { segment: at + 1, code: result.code(), rule, reason });
                    }
                }
            }
            _ => {}
        }
    }
    (taken, aside)
}

/// Rows that only say which device the next ones come from.
fn is_containment(obx: &Segment) -> bool {
    obx.field(2).is_empty() && obx.field(5).is_empty() && obx.field(11) == "X"
}

/// One OBX with what stands around it.
struct Obx<'a> {
    message: &'a Message,
    segment: &'a Segment,
    at: usize,
    patient: Option<String>,
    of_request: Option<Moment>,
}

impl Obx<'_> {
    fn part(&self, field: usize, component: usize) -> Option<String> {
        self.message.part(self.segment, field, component)
    }

    fn code(&self) -> String {
        self.part(3, 1).unwrap_or_default()
    }

    fn reading(&self, times: &mut MomentReader) -> Result<Reading, Doubt> {
        let signal = self.signal()?;
        let Some(patient) = self.patient.clone() else { return doubt(Rule::MissingRequired, "no patient") };
        let moment = self.moment(times)?;
        let standing = self.standing()?;
        let measured = match standing {
            Standing::Withdrawn => Measured::nothing(format!("withdrawn ({})", self.segment.field(11))),
            Standing::Final | Standing::Preliminary | Standing::Corrected => self.measured(signal)?,
        };
        Ok(Reading {
            patient,
            moment,
            signal,
            value: measured.value,
            sent: measured.sent,
            bound: measured.bound,
            converted_from: measured.converted_from,
            reason: measured.reason,
            standing,
            sub_id: self.segment.field(4).to_owned(),
            segment: self.at + 1,
        })
    }

    /// By the first coding that is known; a second one may say the same in other codes.
    fn signal(&self) -> Result<Signal, Doubt> {
        let coded = |at: usize| {
            let code = self.part(3, at)?;
            Some(signal_of(&code, &self.part(3, at + 1).unwrap_or_default()))
        };
        match (coded(1), coded(4)) {
            (Some(Ok(first)), Some(Ok(second))) if first.name != second.name => {
                doubt(Rule::UnknownWord, "its two codes mean different things")
            }
            (Some(Ok(found)), _) | (_, Some(Ok(found))) => Ok(found),
            (Some(Err(reason)), _) | (None, Some(Err(reason))) => doubt(Rule::UnknownWord, reason),
            (None, None) => doubt(Rule::MissingRequired, "no code"),
        }
    }

    /// When it was measured: by itself, else by its request.
    fn moment(&self, times: &mut MomentReader) -> Result<Moment, Doubt> {
        match self.part(14, 1) {
            Some(text) => match stamp::moment(&text, times) {
                Some(moment) => Ok(moment),
                None => doubt(Rule::NotATime, "its time cannot be read"),
            },
            None => self.of_request.map_or_else(|| doubt(Rule::MissingRequired, "no time"), Ok),
        }
    }

    fn standing(&self) -> Result<Standing, Doubt> {
        match self.segment.field(11) {
            "" | "F" | "R" | "U" | "V" => Ok(Standing::Final),
            "P" | "S" => Ok(Standing::Preliminary),
            "C" => Ok(Standing::Corrected),
            "D" | "W" | "X" => Ok(Standing::Withdrawn),
            "I" | "N" | "O" => doubt(Rule::Preliminary, "not measured yet"),
            other => doubt(Rule::UnknownWord, format!("unknown standing {other}")),
        }
    }

    fn measured(&self, signal: Signal) -> Result<Measured, Doubt> {
        if self.says_sensor_is_off() {
            return Ok(Measured::nothing(LEAD_OFF.to_owned()));
        }
        if let Some(level) = self.consciousness(signal) {
            let sent = Some((Decimal { mantissa: level, scale: 0 }, signal.unit.to_owned()));
            return Ok(Measured { value: Some(level as f64), sent, ..Measured::default() });
        }
        let Some((bound, number)) = self.number()? else { return Ok(Measured::nothing("no value".to_owned())) };
        let written = number.to_f64();
        if SENTINELS.contains(&written) {
            return Ok(Measured::nothing(format!("{SENTINEL} {number}")));
        }
        let (code, name) = (self.part(6, 1).unwrap_or_default(), self.part(6, 2).unwrap_or_default());
        let unit = unit_of(&code, &name);
        let (value, converted_from) = in_signals_unit(signal, written, unit)?;
        if bedside::is_fraction(signal.code(), unit, written) {
            return doubt(Rule::Impossible, format!("{number} % is a fraction and no percentage"));
        }
        let is_possible = match signal.indicator {
            Some(indicator) => indicator.indicator().possible.contains(value),
            None if signal.name == "consciousness" => (0.0..=4.0).contains(&value),
            None if signal.name == "spo2-scale" => (1.0..=2.0).contains(&value),
            None if signal.name == "oxygen-share" => (bedside::LEAST_PERCENT..=100.0).contains(&value),
            None => (0.0..=400.0).contains(&value),
        };
        if !is_possible {
            return doubt(Rule::Impossible, format!("{number} is no possible value"));
        }
        let sent = Some((number, unit.to_owned()));
        Ok(Measured { value: Some(value), sent, bound, converted_from, reason: None })
    }

    /// A word in place of the number that says that nothing is attached.
    fn says_sensor_is_off(&self) -> bool {
        let said = self.part(5, 2).or_else(|| self.part(5, 1)).unwrap_or_default().to_lowercase();
        !matches!(self.segment.field(2), "NM" | "SN") && OFF_WORDS.iter().any(|word| said.contains(word))
    }

    /// The level of consciousness by its letter, where it is sent as a word and not as a number.
    fn consciousness(&self, signal: Signal) -> Option<i64> {
        let is_word = signal.name == "consciousness" && !matches!(self.segment.field(2), "NM" | "SN");
        let said = self.part(5, 1).filter(|_| is_word)?;
        Consciousness::from_letter(&said).map(Consciousness::level)
    }

    /// The number and the sign of a limit before it; nothing where the field is empty.
    fn number(&self) -> Result<Option<(Option<Bound>, Decimal)>, Doubt> {
        let Some(first) = self.part(5, 1) else {
            return match self.segment.field(5).trim_matches(['^', '"']) {
                "" => Ok(None),
                _ => self.structured(""),
            };
        };
        match self.segment.field(2) {
            "NM" => self.plain(&first),
            "SN" => self.structured(&first),
            other => doubt(Rule::NotANumber, format!("its type {other} is no number")),
        }
    }

    fn plain(&self, text: &str) -> Result<Option<(Option<Bound>, Decimal)>, Doubt> {
        match Decimal::parse(text.as_bytes()) {
            Some(number) => Ok(Some((None, number))),
            None => doubt(Rule::NotANumber, "its value is no number"),
        }
    }

    /// Comparator, number, separator, number; with two numbers it is a range or a ratio.
    fn structured(&self, comparator: &str) -> Result<Option<(Option<Bound>, Decimal)>, Doubt> {
        let bound = match comparator {
            "" | "=" => None,
            "<" => Some(Bound::Below),
            ">" => Some(Bound::Above),
            "<=" => Some(Bound::AtMost),
            ">=" => Some(Bound::AtLeast),
            _ => return doubt(Rule::UnknownWord, "its comparator is unknown"),
        };
        if self.part(5, 3).is_some() || self.part(5, 4).is_some() {
            return doubt(Rule::NotANumber, "it is not one number");
        }
        let number = self.part(5, 2).and_then(|text| Decimal::parse(text.as_bytes()));
        match number {
            Some(number) => Ok(Some((bound, number))),
            None => doubt(Rule::NotANumber, "its value is no number"),
        }
    }
}

#[derive(Default)]
struct Measured {
    value: Option<f64>,
    sent: Option<(Decimal, String)>,
    bound: Option<Bound>,
    converted_from: Option<&'static str>,
    reason: Option<String>,
}

impl Measured {
    fn nothing(reason: String) -> Measured {
        Measured { reason: Some(reason), ..Measured::default() }
    }
}

/// A unit that does not fit the signal is not guessed around.
fn in_signals_unit(signal: Signal, value: f64, unit: &str) -> Result<(f64, Option<&'static str>), Doubt> {
    if unit.is_empty() {
        return doubt(Rule::MissingRequired, "no unit");
    }
    if unit == signal.unit {
        return Ok((value, None));
    }
    let converted = signal.indicator.and_then(|id| Some((id, id.indicator().canonical(value, unit)?)));
    let Some((id, (value, conversion))) = converted else {
        return doubt(Rule::UnitMismatch, format!("the unit {unit} does not fit"));
    };
    // As many digits as a converted value carries, so that 98.6 °F is 37 and not 36.999.
    let rounded = Decimal::rounded(value, id.indicator().decimals.saturating_add(2)).map_or(value, Decimal::to_f64);
    let from = conversion.map(|conversion| if conversion.from == "[degF]" { "F" } else { conversion.from });
    Ok((rounded, from))
}
