//! How likely NEWS2 is urgent in an hour: each sign is forecast with its spread, and the score of what may come is counted, never
//! the score of the mean.

use super::signs::{At, Sign, Signs, round_at};
use crate::analysis::outlook::{Expected, Sighting, expected_after};
use crate::base::Draw;

/// How far ahead, in seconds.
pub const AHEAD_SECS: i64 = 3600;
/// Readings that a forecast is made from.
const NEWEST: usize = 60;
const APART_SECS: i64 = 50;
const DRAWS: u64 = 2000;
const SEED: u64 = 11;
const DAY_SECS: f64 = 86_400.0;

/// Chances in an hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// Of 5 points or more, and of 7 or more.
    pub medium: f64,
    pub high: f64,
    /// Signs of which too little is known: they are held as they are, without a spread.
    pub held: Vec<Sign>,
}

/// Of the five measured signs so many may be held as they are; where more are, nothing is said, for it would be a certainty
/// without a basis. Our own choice.
const MOST_HELD: usize = 2;

/// The chances of somebody whose signs are all known now; `None` of others, for what is missing cannot be forecast, and of whom
/// too few signs can be.
pub fn ahead(signs: &Signs, now_utc_secs: i64) -> Option<Ahead> {
    let time = signs.newest_complete_time(now_utc_secs)?;
    let known = |sign: Sign| signs.at(sign, if sign == Sign::Scale { now_utc_secs } else { time });
    let current: Vec<(Sign, At)> = Sign::ALL.iter().filter_map(|sign| Some((*sign, known(*sign)?))).collect();
    let forecasts: Vec<(Sign, Option<Expected>)> =
        Sign::MEASURED.iter().map(|sign| (*sign, forecast(signs, *sign, now_utc_secs))).collect();
    if forecasts.iter().filter(|(_, expected)| expected.is_none()).count() > MOST_HELD {
        return None;
    }
    let (mut medium, mut high) = (0u32, 0u32);
    for part in 0..DRAWS {
        let mut draw = Draw::for_part(SEED, part);
        let mut drawn = Signs::default();
        for (sign, at) in &current {
            let expected = forecasts.iter().find(|(own, _)| own == sign).and_then(|(_, expected)| *expected);
            let value = expected.map_or(at.value, |expected| expected.middle + expected.deviation * draw.normal());
            drawn.push(*sign, At { utc_secs: 0, value: value.max(0.0) });
        }
        let points = round_at(&drawn, 0)?.least;
        medium += u32::from(points >= 5);
        high += u32::from(points >= 7);
    }
    let share = |count: u32| f64::from(count) / DRAWS as f64;
    let held = forecasts.into_iter().filter(|(_, expected)| expected.is_none()).map(|(sign, _)| sign).collect();
    Some(Ahead { medium: share(medium), high: share(high), held })
}

fn forecast(signs: &Signs, sign: Sign, now: i64) -> Option<Expected> {
    let mut newest: Vec<At> = Vec::new();
    for at in signs.of(sign).iter().rev().filter(|at| at.utc_secs <= now) {
        if newest.last().is_none_or(|last| last.utc_secs - at.utc_secs >= APART_SECS) {
            newest.push(*at);
        }
        if newest.len() == NEWEST {
            break;
        }
    }
    let last = newest.first()?.utc_secs;
    let days = |at: i64| at as f64 / DAY_SECS;
    let sightings: Vec<Sighting> = newest
        .iter()
        .rev()
        .map(|at| Sighting { at_days: days(at.utc_secs), value: at.value, is_critical: false })
        .collect();
    expected_after(&sightings, days(now + AHEAD_SECS - last))
}

#[cfg(test)]
mod tests {
    use super::super::signs::tests::calm;
    use super::*;

    /// A pulse that wanders by so much a minute around the middle, with everything else known and still.
    fn with_pulse(level: f64, spread: f64) -> Signs {
        let mut draw = Draw::new(5);
        let mut signs = calm(59 * 60);
        for minute in 0..60 {
            signs.push(Sign::Pulse, At { utc_secs: minute * 60, value: level + spread * draw.normal() });
            signs.push(Sign::Breathing, At { utc_secs: minute * 60, value: 26.0 + spread / 4.0 * draw.normal() });
            signs.push(Sign::Saturation, At { utc_secs: minute * 60, value: 98.0 + 0.2 * draw.normal() });
        }
        signs.settle();
        signs
    }

    #[test]
    fn the_spread_is_scored_and_not_the_mean() {
        // Breathing 26 has three points, a pulse of 105 one: 4. With a spread, 5 and more are possible.
        let near = |points: u8, signs: &Signs| round_at(signs, 60 * 60).is_some_and(|round| round.least == points);
        let still = with_pulse(105.0, 0.5);
        assert!(near(4, &still));
        let wild = with_pulse(105.0, 9.0);
        let (calm_chance, wild_chance) = (ahead(&still, 3600).expect("known"), ahead(&wild, 3600).expect("known"));
        assert!(calm_chance.medium < 0.15, "{calm_chance:?}");
        assert!(wild_chance.medium > calm_chance.medium + 0.1, "{wild_chance:?}");
        assert!(wild_chance.high <= wild_chance.medium);
        assert_eq!(calm_chance.held, [Sign::Systolic, Sign::Temperature]);
        // Two readings of each say nothing of an hour.
        assert_eq!(ahead(&calm(0), 60), None);
        assert_eq!(ahead(&Signs::default(), 0), None);
    }
}
