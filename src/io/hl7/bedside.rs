//! What somebody at the bedside says, as a message: it goes the way of a monitor's, so that it is kept, corrected and
//! taken back as theirs are.

use crate::base::Zone;
use crate::domain::bedside::{
    BedsideEntry, CONSCIOUSNESS, CONSCIOUSNESS_UNIT, OXYGEN_FLOW, OXYGEN_FLOW_UNIT, SATURATION_SCALE,
    SATURATION_SCALE_UNIT,
};

/// The sender of such messages.
pub const SENDER: &str = "WARDTWIN/BEDSIDE";

/// Before the name of who said it, where senders have their own number of a result (OBX-4).
const AT_BEDSIDE: &str = "bedside ";

/// Who said a value at the bedside, by its source's own identifier; `None` for what came another way.
pub fn said_by(source_identifier: &str) -> Option<&str> {
    source_identifier.strip_prefix(AT_BEDSIDE).filter(|name| !name.is_empty())
}

/// An entry about a patient, made at an instant; `takes_back`: the entry made then does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub identifier: String,
    pub entry: BedsideEntry,
    pub at_utc_secs: i64,
    pub takes_back: bool,
    /// Who says it.
    pub by: String,
}

impl Said {
    /// The sender's number for the message: the same entry twice is the same message.
    pub fn control_id(&self) -> String {
        let (code, value, _) = coded(self.entry);
        let standing = if self.takes_back { "D" } else { "F" };
        format!("{}-{}-{code}-{value}-{standing}", self.identifier, self.at_utc_secs)
    }

    pub fn message(&self) -> String {
        let (code, value, unit) = coded(self.entry);
        let standing = if self.takes_back { "D" } else { "F" };
        let at = stamp(self.at_utc_secs);
        let separators = |letter: char| letter.is_control() || "|^~&\\".contains(letter);
        let by = format!("{AT_BEDSIDE}{}", self.by.replace(separators, " "));
        format!(
            "MSH|^~\\&|WARDTWIN|BEDSIDE|||{at}||ORU^R01^ORU_R01|{control}|P|2.6|||||||UNICODE UTF-8\r\
             PID|||{identifier}^^^^MR\r\
             OBR|1|||bedside^entry at the bedside^L|||{at}\r\
             OBX|1|NM|{code}^^LN|{by}|{value}|{unit}|||||{standing}|||{at}\r",
            control = escaped(&self.control_id()),
            identifier = escaped(&self.identifier),
        )
    }
}

/// Code, number and unit.
fn coded(entry: BedsideEntry) -> (&'static str, String, &'static str) {
    match entry {
        BedsideEntry::Consciousness(level) => (CONSCIOUSNESS, level.level().to_string(), CONSCIOUSNESS_UNIT),
        BedsideEntry::Oxygen { l_per_min } => (OXYGEN_FLOW, format!("{l_per_min}"), OXYGEN_FLOW_UNIT),
        BedsideEntry::SaturationScale(scale) => (SATURATION_SCALE, scale.to_string(), SATURATION_SCALE_UNIT),
    }
}

fn stamp(utc_secs: i64) -> String {
    let moment = Zone::utc().moment(utc_secs);
    let (hour, minute, second) = moment.local_hms();
    format!("{}{hour:02}{minute:02}{second:02}+0000", moment.local_date().iso().replace('-', ""))
}

/// A text with the separators of the message written as escapes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\E\\"),
            '|' => out.push_str("\\F\\"),
            '~' => out.push_str("\\R\\"),
            '^' => out.push_str("\\S\\"),
            '&' => out.push_str("\\T\\"),
            '\r' | '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Message, Standing, told};
    use super::*;
    use crate::base::time::MomentReader;
    use crate::domain::bedside::Consciousness;

    #[test]
    fn what_was_said_is_read_as_it_was_said() {
        let entries = [
            (BedsideEntry::Consciousness(Consciousness::Voice), CONSCIOUSNESS, 2.0),
            (BedsideEntry::Oxygen { l_per_min: 0.5 }, OXYGEN_FLOW, 0.5),
            (BedsideEntry::SaturationScale(2), SATURATION_SCALE, 2.0),
        ];
        for (entry, code, value) in entries {
            let (identifier, by) = ("A|7^b".to_owned(), "Lee^A".to_owned());
            let said = Said { identifier, entry, at_utc_secs: 1_767_600_901, takes_back: false, by };
            let read = |said: &Said| {
                let message = said.message();
                told(&Message::read(message.as_bytes()).expect("a message"), &mut MomentReader::new(Zone::utc()))
            };
            let first = read(&said);
            assert!(first.set_aside.is_empty(), "{:?}", first.set_aside);
            let reading = &first.readings[0];
            assert_eq!((reading.signal.code(), reading.value, reading.patient.as_str()), (code, Some(value), "A|7^b"));
            assert_eq!(reading.moment.utc_secs, 1_767_600_901);
            assert_eq!(said_by(&reading.sub_id), Some("Lee A"));
            let back = read(&Said { takes_back: true, ..said.clone() });
            assert_eq!((back.readings[0].standing, back.readings[0].value), (Standing::Withdrawn, None));
            assert_ne!(back.control_id, first.control_id);
        }
    }
}
