//! Vital signs over time, and the NEWS2 that they make at an instant.

use std::sync::OnceLock;

use crate::analysis::risk::{Input, Inputs, RiskModel, Slot, model_by_id};

/// Older than this, a sign says nothing of an instant; the scale of the saturation holds until somebody changes it.
const FRESH_SECS: i64 = 4 * 3600;
/// A value dated further ahead than this is a clock that is wrong.
const AHEAD_SECS: i64 = 120;

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

    /// The indicator that is measured; `None` for what is said.
    pub fn indicator_id(self) -> Option<&'static str> {
        Some(match self {
            Sign::Breathing => "respiratory-rate",
            Sign::Saturation => "oxygen-saturation",
            Sign::Systolic => "systolic-bp",
            Sign::Pulse => "heart-rate",
            Sign::Temperature => "body-temperature",
            Sign::Oxygen | Sign::Consciousness | Sign::Scale => return None,
        })
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
    /// Instants at which something came of a sign that cannot be used: from then on it is unknown, and no older value stands
    /// for it, until a usable one comes.
    blanks: [Vec<i64>; 8],
    /// Instants of readings that are hardly possible in somebody alive and well measured; they count all the same.
    doubtful: [Vec<i64>; 8],
}

impl Signs {
    /// Adds a value; [`Signs::settle`] puts them in order.
    pub fn push(&mut self, sign: Sign, at: At) {
        if let Some(own) = self.readings.get_mut(sign.place()).filter(|_| at.value.is_finite()) {
            own.push(at);
        }
    }

    /// Something came that cannot be used.
    pub fn push_blank(&mut self, sign: Sign, utc_secs: i64) {
        if let Some(own) = self.blanks.get_mut(sign.place()) {
            own.push(utc_secs);
        }
    }

    /// Adds a value that asks to be measured again, and counts until it was.
    pub fn push_doubtful(&mut self, sign: Sign, at: At) {
        self.push(sign, at);
        if let Some(own) = self.doubtful.get_mut(sign.place()) {
            own.push(at.utc_secs);
        }
    }

    /// Puts all in order of time.
    pub fn settle(&mut self) {
        self.readings.iter_mut().for_each(|own| own.sort_by_key(|at| at.utc_secs));
        self.blanks.iter_mut().chain(&mut self.doubtful).for_each(|own| own.sort_unstable());
    }

    /// All values of a sign, the oldest first.
    pub fn of(&self, sign: Sign) -> &[At] {
        self.readings.get(sign.place()).map_or(&[], Vec::as_slice)
    }

    /// The newest value of a sign not later than an instant; `None` where something came since that cannot be used.
    pub fn newest(&self, sign: Sign, until: i64) -> Option<At> {
        let newest = self.newest_reading(sign, until);
        let blank = self.newest_blank(sign, until);
        newest.filter(|at| blank.is_none_or(|blank| blank <= at.utc_secs))
    }

    /// The newest value of a sign not later than an instant, whatever came since.
    pub fn newest_reading(&self, sign: Sign, until: i64) -> Option<At> {
        let own = self.of(sign);
        own.get(own.partition_point(|at| at.utc_secs <= until).checked_sub(1)?).copied()
    }

    fn newest_blank(&self, sign: Sign, until: i64) -> Option<i64> {
        let own = self.blanks.get(sign.place())?;
        own.get(own.partition_point(|at| *at <= until).checked_sub(1)?).copied()
    }

    /// Whether the newest value of a sign is hardly possible.
    pub fn is_doubtful(&self, sign: Sign, until: i64) -> bool {
        let own = self.doubtful.get(sign.place());
        self.newest(sign, until).zip(own).is_some_and(|(at, own)| own.binary_search(&at.utc_secs).is_ok())
    }

    /// How far ahead of an instant the latest value is dated, in seconds; `None` where none is, or hardly.
    pub fn dated_ahead(&self, now: i64) -> Option<i64> {
        let latest = Sign::MEASURED.into_iter().filter_map(|sign| self.of(sign).last()).map(|at| at.utc_secs - now);
        latest.max().filter(|secs| *secs > AHEAD_SECS)
    }

    /// When anything came last, not later than an instant. The scale is a decision, not a measurement.
    pub fn newest_time(&self, until: i64) -> Option<i64> {
        let signs = Sign::ALL.into_iter().filter(|sign| *sign != Sign::Scale);
        let times = signs
            .flat_map(|sign| [self.newest_reading(sign, until).map(|at| at.utc_secs), self.newest_blank(sign, until)]);
        times.flatten().max()
    }

    /// The first instant behind `from` and not later than `until` at which a monitor's sign was measured.
    pub fn first_time_after(&self, from: i64, until: i64) -> Option<i64> {
        let first = |sign: Sign| {
            let own = self.of(sign);
            own.get(own.partition_point(|at| at.utc_secs <= from)).map(|at| at.utc_secs)
        };
        Sign::MEASURED.into_iter().filter_map(first).min().filter(|at| *at <= until)
    }

    /// Instants at which a monitor's values had not come for too long, though they came again: the end of each pause.
    pub fn silences(&self) -> Vec<i64> {
        let mut times: Vec<i64> =
            Sign::MEASURED.into_iter().flat_map(|sign| self.of(sign).iter().map(|at| at.utc_secs)).collect();
        times.sort_unstable();
        times.dedup();
        super::course::pauses(&times)
    }

    /// What a sign says of an instant: its newest value, where that is not too old.
    pub fn at(&self, sign: Sign, instant: i64) -> Option<At> {
        self.newest(sign, instant).filter(|at| sign == Sign::Scale || instant - at.utc_secs <= FRESH_SECS)
    }

    /// The newest instant, not later than `until`, at which something came and every sign was known.
    pub fn newest_complete_time(&self, until: i64) -> Option<i64> {
        let mut instant = self.newest_time(until)?;
        loop {
            let mut until = instant;
            for sign in Sign::ALL.into_iter().filter(|sign| *sign != Sign::Scale) {
                let reading = self.newest_reading(sign, instant);
                let blank = self.newest_blank(sign, instant);
                let since = blank.filter(|blank| reading.is_none_or(|at| *blank > at.utc_secs));
                // Nothing later than this can be complete with what is known of the sign.
                until = until.min(match (since, reading) {
                    (Some(blank), _) => blank - 1,
                    (None, Some(at)) => at.utc_secs + FRESH_SECS,
                    (None, None) => return None,
                });
            }
            if until == instant {
                return Some(instant);
            }
            instant = self.newest_time(until)?;
        }
    }

    /// The oldest of a monitor's signs that make up what is known at an instant.
    pub fn oldest_at(&self, instant: i64) -> Option<i64> {
        Sign::MEASURED.into_iter().filter_map(|sign| self.at(sign, instant)).map(|at| at.utc_secs).min()
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
    round_as_of(signs, instant, instant)
}

/// The same with the saturation's scale as it was chosen up to `now`: a scale chosen after a measurement holds for it too.
pub fn round_as_of(signs: &Signs, instant: i64, now: i64) -> Option<Round> {
    let model = model()?;
    let mut inputs = Inputs::default();
    let mut is_known = false;
    for sign in Sign::ALL {
        let at = signs.at(sign, if sign == Sign::Scale { now } else { instant });
        if let (Some(at), Some(input)) = (at, model.input(sign.column())) {
            inputs.set(input, sign.slot(at.value, input));
            is_known |= sign != Sign::Scale;
        }
    }
    let bounds = model.bounds.filter(|_| is_known)?(&inputs).ok()?;
    let band = bounds.band.and_then(|id| Band::ALL.into_iter().find(|band| band.id() == id))?;
    let (least, most) = (bounds.at_least as u8, bounds.at_most as u8);
    Some(Round { at_utc_secs: instant, least, most, band, missing: bounds.missing })
}

/// The points that one sign adds to the score of now; `None` where it is not known.
pub fn points_of(signs: &Signs, sign: Sign, now: i64) -> Option<u8> {
    let at = signs.at(sign, now).filter(|_| sign != Sign::Scale)?;
    let mut alone = Signs::default();
    alone.push(sign, At { utc_secs: now, ..at });
    if sign == Sign::Saturation {
        // Which range is the right one depends on scale and oxygen; oxygen's own points are taken off again.
        let beside = [Sign::Scale, Sign::Oxygen].map(|other| (other, signs.at(other, now)));
        beside.into_iter().filter_map(|(other, at)| Some((other, at?))).for_each(|(other, at)| {
            alone.push(other, At { utc_secs: now, ..at });
        });
        let oxygen = points_of(signs, Sign::Oxygen, now).unwrap_or(0);
        return round_at(&alone, now).map(|round| round.least.saturating_sub(oxygen));
    }
    round_at(&alone, now).map(|round| round.least)
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

    /// What came and cannot be used makes its sign unknown; no older value stands for it, and a newer one ends that.
    #[test]
    fn nothing_older_stands_for_what_cannot_be_used() {
        let mut signs = calm(0);
        signs.push_blank(Sign::Saturation, 600);
        signs.settle();
        assert_eq!(signs.newest(Sign::Saturation, 599).map(|at| at.value), Some(97.0));
        let round = round_at(&signs, 600).expect("the others are known");
        assert_eq!((round.missing.as_slice(), round.most > round.least), (&["spo2"][..], true));
        assert_eq!((signs.newest_time(900), signs.newest_complete_time(900)), (Some(600), Some(0)));
        signs.push(Sign::Saturation, At { utc_secs: 660, value: 96.0 });
        assert_eq!(signs.newest_complete_time(900), Some(660));
    }

    /// No pulse, no breathing, no saturation: measured, hardly possible, and the points of the outermost band.
    #[test]
    fn the_sickest_values_count() {
        let mut signs = calm(0);
        for sign in [Sign::Pulse, Sign::Breathing, Sign::Saturation] {
            signs.push_doubtful(sign, At { utc_secs: 60, value: 0.0 });
        }
        signs.settle();
        let round = round_at(&signs, 60).expect("known");
        assert_eq!((round.least, round.band), (9, Band::High));
        assert!(signs.is_doubtful(Sign::Pulse, 60) && !signs.is_doubtful(Sign::Pulse, 59));
        let points = Sign::ALL.map(|sign| points_of(&signs, sign, 60));
        assert_eq!(points, [Some(3), Some(3), Some(0), Some(0), Some(3), Some(0), Some(0), None]);
    }

    #[test]
    fn a_scale_chosen_after_the_measurement_holds_for_it() {
        let mut signs = calm(0);
        signs.push(Sign::Saturation, At { utc_secs: 1, value: 90.0 });
        signs.push(Sign::Scale, At { utc_secs: 300, value: 2.0 });
        assert_eq!(round_as_of(&signs, 1, 299).map(|round| round.least), Some(3));
        assert_eq!(round_as_of(&signs, 1, 300).map(|round| round.least), Some(0));
        assert_eq!(points_of(&signs, Sign::Saturation, 300), Some(0));
        assert_eq!((signs.dated_ahead(300), signs.dated_ahead(-3600)), (None, Some(3601)));
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
