//! What completes NEWS2 at the bedside: level of consciousness, oxygen, and the scale of the saturation. They are kept as
//! observations under the codes here.

/// LOINC: level of responsiveness. Kept as a number: see [`Consciousness::level`].
pub const CONSCIOUSNESS: &str = "67775-7";
/// LOINC: inhaled oxygen flow rate, L/min; 0 is air.
pub const OXYGEN_FLOW: &str = "3151-8";
/// LOINC: inhaled oxygen concentration, %; 21 is air.
pub const OXYGEN_SHARE: &str = "3150-6";
/// Our own: no public code says for which scale of NEWS2 somebody decided. 1 or 2.
pub const SATURATION_SCALE: &str = "NEWS2-SPO2-SCALE";

/// Units that the values are kept in (UCUM).
pub const CONSCIOUSNESS_UNIT: &str = "{ACVPU}";
pub const OXYGEN_FLOW_UNIT: &str = "L/min";
pub const OXYGEN_SHARE_UNIT: &str = "%";
pub const SATURATION_SCALE_UNIT: &str = "{scale}";

/// Above this share of oxygen in percent, somebody is not on air.
pub const AIR_PERCENT: f64 = 21.0;

/// No gas that is breathed has less oxygen than air, which some senders write as 20.9 %.
pub const LEAST_PERCENT: f64 = 20.0;

/// LOINC: oxygen saturation in arterial blood, by pulse oximetry and by analysis.
const SATURATION: [&str; 2] = ["59408-5", "2708-6"];

/// Whether a value in percent can only be meant as a fraction: a saturation of 0.97 %, an inhaled share of 0.4 %. 0 is a value.
pub fn is_fraction(code: &str, unit: &str, value: f64) -> bool {
    let is_share = code == OXYGEN_SHARE || SATURATION.contains(&code);
    is_share && unit == "%" && value > 0.0 && value <= 1.0
}

/// Level of consciousness as NEWS2 counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consciousness {
    Alert,
    /// New, or of unknown onset.
    Confusion,
    Voice,
    Pain,
    Unresponsive,
}

impl Consciousness {
    pub const ALL: [Consciousness; 5] = [
        Consciousness::Alert,
        Consciousness::Confusion,
        Consciousness::Voice,
        Consciousness::Pain,
        Consciousness::Unresponsive,
    ];

    /// The letter of the scale: A, C, V, P, U.
    pub fn letter(self) -> &'static str {
        match self {
            Consciousness::Alert => "A",
            Consciousness::Confusion => "C",
            Consciousness::Voice => "V",
            Consciousness::Pain => "P",
            Consciousness::Unresponsive => "U",
        }
    }

    pub fn from_letter(letter: &str) -> Option<Consciousness> {
        Consciousness::ALL.into_iter().find(|level| level.letter().eq_ignore_ascii_case(letter.trim()))
    }

    /// The number that it is kept as: 0 alert to 4 unresponsive.
    pub fn level(self) -> i64 {
        Consciousness::ALL.iter().position(|level| *level == self).map_or(0, |level| level as i64)
    }

    pub fn from_level(level: f64) -> Option<Consciousness> {
        Consciousness::ALL.into_iter().find(|known| known.level() as f64 == level)
    }
}

/// What somebody at the bedside says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BedsideEntry {
    Consciousness(Consciousness),
    /// Litres a minute; 0: on air.
    Oxygen {
        l_per_min: f64,
    },
    /// 1, or 2 where a clinician decided so for hypercapnic respiratory failure.
    SaturationScale(u8),
}
