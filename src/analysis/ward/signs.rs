//! Vital signs over time, and the NEWS2 that they make at an instant.

use std::sync::OnceLock;

use crate::analysis::risk::{Input, Inputs, RiskModel, Slot, model_by_id};

/// Older than this, a sign says nothing of an instant; the scale of the saturation holds until somebody changes it.
const FRESH_SECS: i64 = 4 * 3600;

/// What NEWS2 is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    Breathing,
    Saturation,
    /// 1 on oxygen, 0 on air.
    Oxygen,
    Systolic,
    Pulse,
    /// 0 alert; more is not.
    Consciousness,
    Temperature,
    /// 1 or 2.
    Scale,
}

impl Sign {
    pub const ALL: [Sign; 8] = [
        Sign::Breathing,
        Sign::Saturation,
        Sign::Oxygen,
        Sign::Systolic,
        Sign::Pulse,
        Sign::Consciousness,
        Sign::Temperature,
        Sign::Scale,
    ];

    /// Those that a monitor measures.
    pub const MEASURED: [Sign; 5] = [Sign::Breathing, Sign::Saturation, Sign::Systolic, Sign::Pulse, Sign::Temperature];

    /// The column of the model's input; part of the text `ward-sign-<column>`.
    pub fn column(self) -> &'static str {
        match self {
            Sign::Breathing => "respiratory_rate",
            Sign::Saturation => "spo2",
            Sign::Oxygen => "on_oxygen",
            Sign::Systolic => "systolic_bp",
            Sign::Pulse => "pulse",
            Sign::Consciousness => "consciousness",
            Sign::Temperature => "temperature",
            Sign::Scale => "spo2_scale",
        }
    }

    fn place(self) -> usize {
        self as usize
    }

    /// The value as the model reads it. Beyond what the model takes, a value counts as the limit: its points are those of
    /// the outermost band anyway.
    fn slot(self, value: f64, input: &Input) -> Slot {
        match self {
            Sign::Oxygen | Sign::Consciousness => Slot::Word(u8::from(value > 0.0)),
            Sign::Scale => Slot::Word(u8::from(value >= 2.0)),
            _ => {
                let range = input.range();
                Slot::Number(range.map_or(value, |range| value.clamp(range.low, range.high)))
            }
        }
    }
}

/// A value and when it was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct At {
    pub utc_secs: i64,
    pub value: f64,
}

/// One patient's signs, each in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    readings: [Vec<At>; 8],
}

impl Signs {
    /// Adds a value; [`Signs::settle`] puts them in order.
    pub fn push(&mut self, sign: Sign, at: At) {
        if let Some(own) = self.readings.get_mut(sign.place()).filter(|_| at.value.is_finite()) {
            own.push(at);
        }
    }

    /// Puts all in order of time.
    pub fn settle(&mut self) {
        self.readings.iter_mut().for_each(|own| own.sort_by_key(|at| at.utc_secs));
    }

    /// All values of a sign, the oldest first.
    pub fn of(&self, sign: Sign) -> &[At] {
        self.readings.get(sign.place()).map_or(&[], Vec::as_slice)
    }

    /// The newest value of a sign not later than an instant.
    pub fn newest(&self, sign: Sign, until: i64) -> Option<At> {
        let own = self.of(sign);
        own.get(own.partition_point(|at| at.utc_secs <= until).checked_sub(1)?).copied()
    }

    /// When anything was measured last, not later than an instant. The scale is a decision, not a measurement.
    pub fn newest_time(&self, until: i64) -> Option<i64> {
        let signs = Sign::ALL.into_iter().filter(|sign| *sign != Sign::Scale);
        signs.filter_map(|sign| self.newest(sign, until)).map(|at| at.utc_secs).max()
    }

    /// What a sign says of an instant: its newest value, where that is not too old.
    pub fn at(&self, sign: Sign, instant: i64) -> Option<At> {
        self.newest(sign, instant).filter(|at| sign == Sign::Scale || instant - at.utc_secs <= FRESH_SECS)
    }

    /// The newest instant, not later than `until`, at which something was measured and every sign was known.
    pub fn newest_complete_time(&self, until: i64) -> Option<i64> {
        let mut instant = self.newest_time(until)?;
        loop {
            let needed = Sign::ALL.into_iter().filter(|sign| *sign != Sign::Scale);
            let times: Option<Vec<i64>> = needed.map(|sign| self.newest(sign, instant).map(|at| at.utc_secs)).collect();
            let oldest = times?.into_iter().min()?;
            if instant - oldest <= FRESH_SECS {
                return Some(instant);
            }
            // Nothing later than this can be complete with that value.
            instant = self.newest_time(oldest + FRESH_SECS)?;
        }
    }
}

/// Bands of NEWS2, least urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    Routine,
    Low,
    /// A single parameter has three points.
    LowMedium,
    Medium,
    High,
}

impl Band {
    pub const ALL: [Band; 5] = [Band::Routine, Band::Low, Band::LowMedium, Band::Medium, Band::High];

    /// Stable: text `ward-band-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Band::Routine => "routine",
            Band::Low => "low",
            Band::LowMedium => "low-medium",
            Band::Medium => "medium",
            Band::High => "high",
        }
    }
}

/// NEWS2 at an instant; where signs are missing, what it is at least and at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    pub at_utc_secs: i64,
    pub least: u8,
    pub most: u8,
    /// Of `least`: what is known drives what is done.
    pub band: Band,
    /// Columns of the inputs that are missing.
    pub missing: Vec<&'static str>,
}

impl Round {
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}

fn model() -> Option<&'static RiskModel> {
    static MODEL: OnceLock<Option<&'static RiskModel>> = OnceLock::new();
    *MODEL.get_or_init(|| model_by_id("news2"))
}

/// NEWS2 of what is known at an instant; `None` where nothing is.
pub fn round_at(signs: &Signs, instant: i64) -> Option<Round> {
    let model = model()?;
    let mut inputs = Inputs::default();
    let mut is_known = false;
    for sign in Sign::ALL {
        if let (Some(at), Some(input)) = (signs.at(sign, instant), model.input(sign.column())) {
            inputs.set(input, sign.slot(at.value, input));
            is_known |= sign != Sign::Scale;
        }
    }
    let bounds = model.bounds.filter(|_| is_known)?(&inputs).ok()?;
    let band = bounds.band.and_then(|id| Band::ALL.into_iter().find(|band| band.id() == id))?;
    let (least, most) = (bounds.at_least as u8, bounds.at_most as u8);
    Some(Round { at_utc_secs: instant, least, most, band, missing: bounds.missing })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Everything in the middle of its range, at one time.
    pub fn calm(at: i64) -> Signs {
        let mut signs = Signs::default();
        let values = [16.0, 97.0, 0.0, 120.0, 75.0, 0.0, 36.8];
        for (sign, value) in Sign::ALL.into_iter().zip(values) {
            signs.push(sign, At { utc_secs: at, value });
        }
        signs
    }

    #[test]
    fn what_is_missing_makes_a_range_and_what_is_old_is_missing() {
        let mut signs = calm(0);
        assert_eq!(
            round_at(&signs, 60).map(|round| (round.least, round.most, round.band)),
            Some((0, 0, Band::Routine))
        );
        signs.push(Sign::Pulse, At { utc_secs: 4 * 3600 + 1, value: 140.0 });
        signs.settle();
        let round = round_at(&signs, 4 * 3600 + 1).expect("a pulse is known");
        assert_eq!((round.least, round.band), (3, Band::LowMedium));
        assert_eq!(round.missing.len(), 6);
        assert_eq!(signs.newest_complete_time(9 * 3600), Some(0));
        assert_eq!(round_at(&Signs::default(), 0), None);
    }

    #[test]
    fn values_beyond_the_models_range_have_the_points_of_the_outermost_band() {
        let mut signs = calm(0);
        signs.push(Sign::Saturation, At { utc_secs: 1, value: 42.0 });
        assert_eq!(round_at(&signs, 1).map(|round| round.least), Some(3));
        // On scale 2, 97 % on oxygen is too much of it.
        let mut signs = calm(0);
        signs.push(Sign::Scale, At { utc_secs: -90 * 86_400, value: 2.0 });
        signs.push(Sign::Oxygen, At { utc_secs: 1, value: 1.0 });
        assert_eq!(round_at(&signs, 1).map(|round| round.least), Some(5));
    }
}
