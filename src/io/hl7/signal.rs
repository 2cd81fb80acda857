//! What a code measures and in which unit: the numbers of IEEE 11073 that monitors send, and LOINC. A code is taken by
//! its number, a name only where the number is not known; both have to mean the same.

use crate::domain::bedside;
use crate::domain::indicator::IndicatorId;
use crate::domain::unit_words::ucum_from_spelling;

/// A measured quantity with the unit it is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Short name of a vital sign; the indicator's id of others.
    pub name: &'static str,
    /// Where the indicator table has it.
    pub indicator: Option<IndicatorId>,
    /// UCUM.
    pub unit: &'static str,
}

impl Signal {
    /// The code that its values are kept under: of LOINC where the indicator table or the list below has one, else the
    /// monitor's name.
    pub fn code(self) -> &'static str {
        let of_list = || LOINC.iter().find(|(_, name)| *name == self.name).map(|(code, _)| *code);
        let of_bedside = || BEDSIDE.iter().find(|(_, name, _)| *name == self.name).map(|(code, ..)| *code);
        let of_table = self.indicator.and_then(|id| id.indicator().codes.first().copied());
        let of_monitor = || MONITOR.iter().find(|row| row.signal == self.name).map(|row| row.name);
        of_table.or_else(of_list).or_else(of_bedside).or_else(of_monitor).unwrap_or(self.name)
    }
}

/// Number, LOINC code and name of IEEE 11073, short name, indicator, unit.
struct Row {
    number: u32,
    name: &'static str,
    signal: &'static str,
    indicator: Option<&'static str>,
    unit: &'static str,
}

const fn row(
    number: u32,
    name: &'static str,
    signal: &'static str,
    indicator: Option<&'static str>,
    unit: &'static str,
) -> Row {
    Row { number, name, signal, indicator, unit }
}

const MONITOR: [Row; 18] = [
    row(147_842, "MDC_ECG_HEART_RATE", "hr", Some("heart-rate"), "/min"),
    row(149_530, "MDC_PULS_OXIM_PULS_RATE", "pulse", None, "/min"),
    row(149_514, "MDC_PULS_RATE", "pulse", None, "/min"),
    row(150_456, "MDC_PULS_OXIM_SAT_O2", "spo2", Some("oxygen-saturation"), "%"),
    row(151_562, "MDC_RESP_RATE", "rr", Some("respiratory-rate"), "/min"),
    row(150_344, "MDC_TEMP", "temp", Some("body-temperature"), "Cel"),
    row(150_021, "MDC_PRESS_BLD_NONINV_SYS", "sbp", Some("systolic-bp"), "mm[Hg]"),
    row(150_022, "MDC_PRESS_BLD_NONINV_DIA", "dbp", Some("diastolic-bp"), "mm[Hg]"),
    row(150_023, "MDC_PRESS_BLD_NONINV_MEAN", "map", None, "mm[Hg]"),
    // The cuff's own pressures, by which some senders mean the patient's.
    row(150_301, "MDC_PRESS_CUFF_SYS", "sbp", Some("systolic-bp"), "mm[Hg]"),
    row(150_302, "MDC_PRESS_CUFF_DIA", "dbp", Some("diastolic-bp"), "mm[Hg]"),
    row(150_303, "MDC_PRESS_CUFF_MEAN", "map", None, "mm[Hg]"),
    row(150_017, "MDC_PRESS_BLD_SYS", "sbp", Some("systolic-bp"), "mm[Hg]"),
    row(150_018, "MDC_PRESS_BLD_DIA", "dbp", Some("diastolic-bp"), "mm[Hg]"),
    row(150_019, "MDC_PRESS_BLD_MEAN", "map", None, "mm[Hg]"),
    // Within an artery: signals of their own.
    row(150_033, "MDC_PRESS_BLD_ART_SYS", "abp-sys", None, "mm[Hg]"),
    row(150_034, "MDC_PRESS_BLD_ART_DIA", "abp-dia", None, "mm[Hg]"),
    row(150_035, "MDC_PRESS_BLD_ART_MEAN", "abp-mean", None, "mm[Hg]"),
];

/// LOINC codes of vital signs by the same short names; a code of the indicator table that is none of these is known by
/// the indicator's id.
const LOINC: [(&str, &str); 8] = [
    ("8867-4", "hr"),
    ("59408-5", "spo2"),
    ("2708-6", "spo2"),
    ("9279-1", "rr"),
    ("8310-5", "temp"),
    ("8480-6", "sbp"),
    ("8462-4", "dbp"),
    ("8478-0", "map"),
];

/// What completes NEWS2 at the bedside: code, short name, unit.
const BEDSIDE: [(&str, &str, &str); 4] = [
    (bedside::CONSCIOUSNESS, "consciousness", bedside::CONSCIOUSNESS_UNIT),
    (bedside::OXYGEN_FLOW, "oxygen-flow", bedside::OXYGEN_FLOW_UNIT),
    (bedside::OXYGEN_SHARE, "oxygen-share", bedside::OXYGEN_SHARE_UNIT),
    (bedside::SATURATION_SCALE, "spo2-scale", bedside::SATURATION_SCALE_UNIT),
];

/// What an observation identifier means, or why it means nothing here.
pub fn signal_of(code: &str, name: &str) -> Result<Signal, String> {
    let of_name = MONITOR.iter().find(|row| row.name.eq_ignore_ascii_case(name.trim())).map(Row::signal);
    let of_code = code.parse().ok().and_then(|number: u32| MONITOR.iter().find(|row| row.number == number));
    let of_code = of_code.map(Row::signal).or_else(|| of_loinc(code));
    match (of_code, of_name) {
        (Some(of_code), Some(of_name)) if of_code.name != of_name.name => {
            Err(format!("code {code} and name {name} mean different things"))
        }
        (Some(found), _) | (None, Some(found)) => Ok(found),
        (None, None) => Err(format!("unknown code {code}")),
    }
}

impl Row {
    fn signal(&self) -> Signal {
        let indicator = self.indicator.and_then(IndicatorId::from_word);
        Signal { name: self.signal, indicator, unit: self.unit }
    }
}

fn of_loinc(code: &str) -> Option<Signal> {
    if let Some((_, name, unit)) = BEDSIDE.iter().find(|(own, ..)| *own == code) {
        return Some(Signal { name, indicator: None, unit });
    }
    let short = LOINC.iter().find(|(loinc, _)| *loinc == code).map(|(_, name)| *name);
    if let Some(short) = short {
        return MONITOR.iter().find(|row| row.signal == short).map(Row::signal);
    }
    let indicator = IndicatorId::from_code(code)?;
    Some(Signal { name: indicator.indicator().id, indicator: Some(indicator), unit: indicator.indicator().unit })
}

/// UCUM of a unit as sent: by number, by name, or by its spelling.
pub fn unit_of<'a>(code: &'a str, name: &'a str) -> &'a str {
    const UNITS: [(&str, &str, &str); 6] = [
        ("264864", "MDC_DIM_BEAT_PER_MIN", "/min"),
        ("264928", "MDC_DIM_RESP_PER_MIN", "/min"),
        ("262688", "MDC_DIM_PERCENT", "%"),
        ("266016", "MDC_DIM_MMHG", "mm[Hg]"),
        ("268192", "MDC_DIM_DEGC", "Cel"),
        ("268160", "MDC_DIM_FAHR", "[degF]"),
    ];
    let known = UNITS.iter().find(|(number, word, _)| *number == code || *word == code || *word == name);
    known.map_or_else(|| ucum_from_spelling(code), |(_, _, ucum)| ucum)
}
