//! What a monitored ward sends, made up: the same seed gives the same messages. Nobody in it exists.

use crate::base::draw::Draw;
use crate::base::{Moment, Zone};
use crate::domain::bedside::{CONSCIOUSNESS, Consciousness, OXYGEN_FLOW};

/// What happens to the patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Nothing.
    Calm,
    /// From the first third on: pulse, breathing and temperature rise, pressure and saturation fall.
    Sepsis,
    /// The saturation falls for ten minutes of every forty.
    Desaturation,
    /// Sensors come off: the monitor sends its words for "nothing measured".
    LeadOff,
    /// The monitor's clock is an hour ahead.
    ClockSkew,
    /// Every tenth message comes twice.
    Duplicates,
    /// Every fifteenth heart rate is corrected afterwards.
    Corrections,
    /// Ten minutes without a message in every forty.
    Silence,
    /// Each patient something else of these.
    Mixed,
}

impl Scenario {
    pub const ALL: [Scenario; 9] = [
        Scenario::Calm,
        Scenario::Sepsis,
        Scenario::Desaturation,
        Scenario::LeadOff,
        Scenario::ClockSkew,
        Scenario::Duplicates,
        Scenario::Corrections,
        Scenario::Silence,
        Scenario::Mixed,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Scenario::Calm => "calm",
            Scenario::Sepsis => "sepsis",
            Scenario::Desaturation => "desaturation",
            Scenario::LeadOff => "lead-off",
            Scenario::ClockSkew => "clock-skew",
            Scenario::Duplicates => "duplicates",
            Scenario::Corrections => "corrections",
            Scenario::Silence => "silence",
            Scenario::Mixed => "mixed",
        }
    }

    pub fn from_id(id: &str) -> Option<Scenario> {
        Scenario::ALL.into_iter().find(|scenario| scenario.id() == id)
    }

    fn of_patient(self, patient: u32) -> Scenario {
        match self {
            Scenario::Mixed => Scenario::ALL.get(patient as usize % (Scenario::ALL.len() - 1)).copied().unwrap_or(self),
            other => other,
        }
    }
}

/// A ward whose patients send a message each simulated minute.
#[derive(Clone, Copy, Debug)]
pub struct Ward {
    pub scenario: Scenario,
    pub patients: u32,
    pub seed: u64,
    /// The simulated minutes end here.
    pub end_utc_secs: i64,
    pub minutes: u32,
}

/// A message with the number that its sender gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    pub control_id: String,
    pub text: String,
}

/// Vital signs of one minute, as sent: heart rate, saturation, breathing, temperature, systolic and diastolic pressure.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Vitals {
    pulse: f64,
    saturation: f64,
    breathing: f64,
    celsius: f64,
    systolic: f64,
    diastolic: f64,
    /// New confusion.
    is_confused: bool,
    /// Oxygen, L/min.
    oxygen: f64,
}

impl Ward {
    /// The identifier of a patient.
    pub fn identifier(&self, patient: u32) -> String {
        format!("SIM-{}-{:03}", self.seed, patient + 1)
    }

    /// The admission of a patient, to be sent before anything else.
    pub fn admission(&self, patient: u32) -> Simulated {
        let at = self.at(0) - 3600;
        let mut draw = Draw::for_part(self.seed, u64::from(patient));
        let (year, month, day) = (1935 + draw.below(60), 1 + draw.below(12), 1 + draw.below(28));
        let sex = if draw.below(2) == 0 { "F" } else { "M" };
        let control_id = format!("{}A{}", self.run_mark(), patient + 1);
        let text = format!(
            "{}EVN|A01|{stamp}\rPID|||{}^^^SIM^MR||SIMULATED^PATIENT {}||{year}{month:02}{day:02}|{sex}\r\
             PV1||I|SIM^R{}^B{}|||||||||||||||||||||||||||||||||||||||||{stamp}\r",
            head(&control_id, "ADT^A01^ADT_A01", at),
            self.identifier(patient),
            patient + 1,
            patient / 4 + 1,
            patient % 4 + 1,
            stamp = stamp(at),
        );
        Simulated { control_id, text }
    }

    /// What a patient's monitor sends in one minute: nothing, a message, or two.
    pub fn minute(&self, patient: u32, minute: u32) -> Vec<Simulated> {
        let scenario = self.scenario.of_patient(patient);
        if scenario == Scenario::Silence && minute % 40 >= 30 {
            return Vec::new();
        }
        let skew = if scenario == Scenario::ClockSkew { 3600 } else { 0 };
        let at = self.at(minute) + skew;
        let vitals = self.vitals(scenario, patient, minute);
        let is_off = scenario == Scenario::LeadOff && minute % 20 >= 15;
        let message = self.message(patient, minute, at, &lines(vitals, is_off, minute.is_multiple_of(15)));
        let mut sent = vec![message.clone()];
        if scenario == Scenario::Duplicates && minute % 10 == 9 {
            sent.push(message);
        }
        if scenario == Scenario::Corrections && minute % 15 == 14 {
            sent.push(self.correction(patient, minute, at, vitals.pulse + 4.0));
        }
        sent
    }

    /// When a minute is.
    pub fn at(&self, minute: u32) -> i64 {
        self.end_utc_secs - i64::from(self.minutes.saturating_sub(minute)) * 60
    }

    /// Tells the numbers of two runs apart that have the same seed and another time.
    fn run_mark(&self) -> String {
        format!("{:x}-{}-", self.end_utc_secs, self.seed)
    }

    fn vitals(&self, scenario: Scenario, patient: u32, minute: u32) -> Vitals {
        let mut own = Draw::for_part(self.seed, u64::from(patient) + 1_000_000);
        let base =
            [68.0 + 16.0 * own.unit(), 96.0 + 2.5 * own.unit(), 13.0 + 4.0 * own.unit(), 36.5 + 0.6 * own.unit()];
        let pressure = 112.0 + 24.0 * own.unit();
        let mut noise = Draw::for_part(self.seed ^ 0x5EED, u64::from(patient) << 32 | u64::from(minute));
        let begin = f64::from(self.minutes) / 3.0;
        let drift = if scenario == Scenario::Sepsis {
            ((f64::from(minute) - begin) / (f64::from(self.minutes) - begin).max(1.0)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let dip = if scenario == Scenario::Desaturation && minute % 40 >= 30 { 13.0 } else { 0.0 };
        let [pulse, saturation, breathing, celsius] = base;
        Vitals {
            pulse: pulse + 42.0 * drift + 2.0 * noise.normal(),
            saturation: (saturation - 6.0 * drift - dip + 0.5 * noise.normal()).clamp(60.0, 100.0),
            breathing: breathing + 12.0 * drift + 0.8 * noise.normal(),
            celsius: celsius + 2.2 * drift + 0.05 * noise.normal(),
            systolic: pressure - 34.0 * drift + 3.0 * noise.normal(),
            diastolic: pressure * 0.62 - 20.0 * drift + 2.0 * noise.normal(),
            is_confused: drift > 0.9,
            oxygen: if drift > 0.6 { 2.0 } else { 0.0 },
        }
    }

    fn message(&self, patient: u32, minute: u32, at: i64, lines: &[String]) -> Simulated {
        let control_id = format!("{}M{}-{minute}", self.run_mark(), patient + 1);
        Simulated { text: self.result(&control_id, patient, at, lines), control_id }
    }

    fn correction(&self, patient: u32, minute: u32, at: i64, pulse: f64) -> Simulated {
        let control_id = format!("{}C{}-{minute}", self.run_mark(), patient + 1);
        let line = obx(
            1,
            "147842^MDC_ECG_HEART_RATE^MDC",
            "1.1.1.2",
            &format!("{pulse:.0}"),
            "264864^MDC_DIM_BEAT_PER_MIN^MDC",
            "C",
        );
        Simulated { text: self.result(&control_id, patient, at, &[line]), control_id }
    }

    fn result(&self, control_id: &str, patient: u32, at: i64, lines: &[String]) -> String {
        format!(
            "{}PID|||{}^^^SIM^MR\rPV1||I|SIM^R{}^B{}\rOBR|1|{control_id}|{control_id}|182777000^monitoring of patient^SCT|||{}\r{}",
            head(control_id, "ORU^R01^ORU_R01", at),
            self.identifier(patient),
            patient / 4 + 1,
            patient % 4 + 1,
            stamp(at),
            lines.concat(),
        )
    }
}

fn lines(vitals: Vitals, is_off: bool, has_pressure: bool) -> Vec<String> {
    let shown = |value: f64, nothing: &str, digits: usize| {
        if is_off { nothing.to_owned() } else { format!("{value:.digits$}") }
    };
    let pulse = "147842^MDC_ECG_HEART_RATE^MDC|1.1.1.2";
    let mut all = vec![
        // The electrodes are off: a monitor says so in words, or by a number that stands for nothing.
        match is_off {
            true => format!("OBX|1|ST|{pulse}|LEADS OFF||||||R\r"),
            false => format!("OBX|1|NM|{pulse}|{:.0}|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r", vitals.pulse),
        },
        obx(
            2,
            "150456^MDC_PULS_OXIM_SAT_O2^MDC",
            "1.1.1.3",
            &shown(vitals.saturation, "-999", 0),
            "262688^MDC_DIM_PERCENT^MDC",
            "R",
        ),
        obx(
            3,
            "151562^MDC_RESP_RATE^MDC",
            "1.1.1.4",
            &shown(vitals.breathing, "-100", 0),
            "264928^MDC_DIM_RESP_PER_MIN^MDC",
            "R",
        ),
        obx(4, "150344^MDC_TEMP^MDC", "1.1.1.8", &format!("{:.1}", vitals.celsius), "268192^MDC_DIM_DEGC^MDC", "R"),
    ];
    if has_pressure {
        let unit = "266016^MDC_DIM_MMHG^MDC";
        let (systolic, diastolic) = (format!("{:.0}", vitals.systolic), format!("{:.0}", vitals.diastolic));
        all.push(obx(5, "150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "1.1.1.5", &systolic, unit, "R"));
        all.push(obx(6, "150022^MDC_PRESS_BLD_NONINV_DIA^MDC", "1.1.1.6", &diastolic, unit, "R"));
        // Somebody stands at the bed when the cuff is inflated.
        let level = if vitals.is_confused { Consciousness::Confusion } else { Consciousness::Alert };
        let code = format!("{CONSCIOUSNESS}^Level of responsiveness^LN");
        all.push(format!("OBX|7|CWE|{code}|1.1.1.9|{}||||||R\r", level.letter()));
        let code = format!("{OXYGEN_FLOW}^Inhaled oxygen flow rate^LN");
        all.push(obx(8, &code, "1.1.1.10", &format!("{:.0}", vitals.oxygen), "L/min^L/min^UCUM", "R"));
    }
    all
}

fn obx(number: u32, code: &str, sub_id: &str, value: &str, unit: &str, standing: &str) -> String {
    format!("OBX|{number}|NM|{code}|{sub_id}|{value}|{unit}|||||{standing}\r")
}

fn head(control_id: &str, kind: &str, at: i64) -> String {
    format!("MSH|^~\\&|SIMULATOR|WARD|TWIN|DESK|{}||{kind}|{control_id}|P|2.6|||NE|AL||UNICODE UTF-8\r", stamp(at))
}

fn stamp(utc_secs: i64) -> String {
    let moment: Moment = Zone::utc().moment(utc_secs);
    let (hour, minute, second) = moment.local_hms();
    format!("{}{hour:02}{minute:02}{second:02}+0000", moment.local_date().iso().replace('-', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::MomentReader;
    use crate::io::hl7::{Message, Standing, told};

    fn ward(scenario: Scenario) -> Ward {
        Ward { scenario, patients: 8, seed: 3, end_utc_secs: 1_767_600_900, minutes: 60 }
    }

    fn read(message: &Simulated) -> crate::io::hl7::Told {
        let message = Message::read(message.text.as_bytes()).expect("a message");
        told(&message, &mut MomentReader::new(Zone::utc()))
    }

    #[test]
    fn every_message_reads_without_a_doubt_and_tells_its_scenario() {
        for scenario in Scenario::ALL {
            let ward = ward(scenario);
            let admission = read(&ward.admission(2));
            assert!(admission.admission.is_some_and(|stay| stay.admitted.is_some()));
            let all = (0..8).flat_map(|patient| (0..60).map(move |minute| (patient, minute)));
            let all: Vec<Simulated> = all.flat_map(|(patient, minute)| ward.minute(patient, minute)).collect();
            assert!(all.iter().all(|message| read(message).set_aside.is_empty()), "{}", scenario.id());
            let same: Vec<Simulated> = (0..60).flat_map(|minute| ward.minute(1, minute)).collect();
            let again: Vec<Simulated> = (0..60).flat_map(|minute| ward.minute(1, minute)).collect();
            assert_eq!(same, again);
        }
        let pulse = |scenario, minute| read(&ward(scenario).minute(0, minute)[0]).readings[0].value;
        let rise = pulse(Scenario::Sepsis, 59).zip(pulse(Scenario::Sepsis, 5)).map(|(late, early)| late - early);
        assert!(rise.is_some_and(|rise| rise > 25.0), "{rise:?}");
        assert_eq!(pulse(Scenario::LeadOff, 16), None);
        let reason = |at: usize| read(&ward(Scenario::LeadOff).minute(0, 16)[0]).readings[at].reason.clone();
        assert_eq!((reason(0).as_deref(), reason(1).as_deref()), (Some("lead off"), Some("sentinel -999")));
        let beside = read(&ward(Scenario::Sepsis).minute(0, 45)[0]).readings;
        let of = |code: &str| beside.iter().find(|reading| reading.signal.code() == code).and_then(|one| one.value);
        assert_eq!((of(CONSCIOUSNESS), of(OXYGEN_FLOW)), (Some(0.0), Some(2.0)));
        assert!(ward(Scenario::Silence).minute(0, 35).is_empty());
        let twice = ward(Scenario::Duplicates).minute(0, 9);
        assert!(twice.len() == 2 && twice[0] == twice[1]);
        let corrected = ward(Scenario::Corrections).minute(0, 14);
        assert_eq!(read(&corrected[1]).readings[0].standing, Standing::Corrected);
    }
}
