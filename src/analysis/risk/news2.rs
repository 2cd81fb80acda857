//! NEWS2: points for acute deterioration from seven bedside parameters, on either oxygen saturation scale.

use super::gate::ACUTELY_OBSERVED;
use super::input::{Input, Inputs, Range, Scale, Words};
use super::output::{Band, Note, Output, Scores};
use super::shares::{Part, ShareScale, Shares, shares, total};
use super::{Bounds, Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

/// Older than this, a parameter counts as missing.
const FRESH_HOURS: u32 = 4;

const CONSCIOUSNESS_WORDS: Words =
    &[&["alert", "a"], &["confusion-or-vpu", "confusion", "c", "voice", "v", "pain", "p", "unresponsive", "u"]];
const CONSCIOUSNESS: Input = Input::choice(0, "consciousness", CONSCIOUSNESS_WORDS);
const ON_OXYGEN: Input = Input::flag(1, "on_oxygen");
const PULSE: Input = Input::number(2, "pulse", "/min", Range::closed(0.0, 300.0)).observed("8867-4", FRESH_HOURS);
const RESPIRATORY_RATE: Input =
    Input::number(3, "respiratory_rate", "/min", Range::closed(0.0, 80.0)).observed("9279-1", FRESH_HOURS);
const SPO2: Input = Input::number(4, "spo2", "%", Range::closed(50.0, 100.0)).observed("59408-5", FRESH_HOURS);
const SPO2_SCALE: Input = Input::choice(5, "spo2_scale", &[&["1"], &["2"]]).optional();
const SYSTOLIC_BP: Input =
    Input::number(6, "systolic_bp", "mm[Hg]", Range::closed(30.0, 300.0)).observed("8480-6", FRESH_HOURS);
const TEMPERATURE: Input = Input::number(7, "temperature", "Cel", Range::closed(25.0, 45.0))
    .observed("8310-5", FRESH_HOURS)
    .or_scaled("degF", Scale { before: -32.0, factor: 5.0 / 9.0 });

const BANDS: &[Band] = &[
    Band { from: 0.0, word: "routine" },
    Band { from: 1.0, word: "low" },
    Band { from: 5.0, word: "medium" },
    Band { from: 7.0, word: "high" },
];

pub static NEWS2: RiskModel = RiskModel {
    id: "news2",
    title: "NEWS2",
    version: "RCP 2017",
    outcome: "acute deterioration",
    horizon: Horizon::None,
    population: "people from 16 years, not pregnant",
    citations: &[Citation {
        text: "Royal College of Physicians. National Early Warning Score (NEWS) 2. London 2017, ISBN 978-1-86016-682-2",
        year: 2017,
        doi: "",
    }],
    inputs: &[CONSCIOUSNESS, ON_OXYGEN, PULSE, RESPIRATORY_RATE, SPO2, SPO2_SCALE, SYSTOLIC_BP, TEMPERATURE],
    outputs: &[
        Output::points("score", 0.0, 20.0).with_bands(BANDS, "RCP 2017"),
        Output::class("band", &["routine", "low", "low-medium", "medium", "high"]),
    ],
    gates: &[Gate::Age { from: 16, to: 130 }, Gate::Without(Fact::Pregnant), ACUTELY_OBSERVED],
    remark: "Scale 2 only on a clinician's decision for hypercapnic respiratory failure. New confusion, or confusion of \
             unknown onset, counts as C.",
    examples: &[Example {
        source: "worked by hand: rate 22 2, saturation 94 % 1, oxygen 2, pressure 105 1, pulse 112 2, alert 0, 38.4 1",
        inputs: "consciousness=alert on_oxygen=1 pulse=112 respiratory_rate=22 spo2=94 spo2_scale=1 systolic_bp=105 \
                 temperature=38.4",
        outputs: &[("score", Expected::Exactly(9.0)), ("band", Expected::Class("high"))],
    }],
    compute,
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&parts(inputs)?, |least, any_three| Some(band(least, any_three))))),
};

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let parts = parts(inputs)?;
    let score = total(&parts)?;
    let any_three = parts.iter().any(|part| part.points == Some(3.0));
    let scores = Scores::with_class(score, band(score, any_three));
    Ok(if inputs.is_missing(&SPO2_SCALE) { scores.with_note(Note::ScaleOneUsed) } else { scores })
}

/// A single three outweighs a low total.
fn band(score: f64, any_three: bool) -> &'static str {
    match score {
        score if score >= 7.0 => "high",
        score if score >= 5.0 => "medium",
        _ if any_three => "low-medium",
        score if score >= 1.0 => "low",
        _ => "routine",
    }
}

fn parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    let whole = |input: &Input| inputs.number(input).map(half_up);
    let tenths = inputs.number(&TEMPERATURE).map(|value| half_up(value * 10.0));
    Ok(vec![
        Part::of(&CONSCIOUSNESS, inputs.choice(&CONSCIOUSNESS), (0.0, 3.0), |word| if word == 0 { 0.0 } else { 3.0 })?,
        Part::flag(inputs, &ON_OXYGEN, 2.0)?,
        Part::of(&PULSE, whole(&PULSE), (0.0, 3.0), pulse_points)?,
        Part::of(&RESPIRATORY_RATE, whole(&RESPIRATORY_RATE), (0.0, 3.0), respiratory_points)?,
        saturation(inputs)?,
        Part::of(&SYSTOLIC_BP, whole(&SYSTOLIC_BP), (0.0, 3.0), systolic_points)?,
        Part::of(&TEMPERATURE, tenths, (0.0, 3.0), temperature_points)?,
    ])
}

/// Rounded half up as it is written: 36.05 counts as exactly that though no binary number is.
fn half_up(value: f64) -> f64 {
    (value + 0.5 + 1e-9).floor()
}

/// Points for the saturation; where oxygen is not recorded and would change them, what they are on air and on oxygen.
fn saturation(inputs: &Inputs) -> Result<Part, Refusal> {
    let is_scale_two = !inputs.is_missing(&SPO2_SCALE) && inputs.choice(&SPO2_SCALE)? == 1;
    let on_oxygen = match inputs.flag(&ON_OXYGEN) {
        Ok(flag) => Some(flag),
        Err(Refusal::MissingInput(_)) => None,
        Err(refusal) => return Err(refusal),
    };
    let spo2 = match inputs.number(&SPO2) {
        Ok(spo2) => half_up(spo2),
        Err(refusal) => return Part::of(&SPO2, Err::<f64, _>(refusal), (0.0, 3.0), |points| points),
    };
    let points =
        |on_oxygen: bool| if is_scale_two { scale_two_points(spo2, on_oxygen) } else { scale_one_points(spo2) };
    let (on_air, with_oxygen) = (points(false), points(true));
    Ok(match on_oxygen {
        None if on_air != with_oxygen => {
            Part { column: ON_OXYGEN.column, points: None, least: on_air, most: with_oxygen }
        }
        known => {
            let points = if known == Some(true) { with_oxygen } else { on_air };
            Part { column: SPO2.column, points: Some(points), least: points, most: points }
        }
    })
}

fn scale_one_points(spo2: f64) -> f64 {
    match spo2 {
        spo2 if spo2 <= 91.0 => 3.0,
        spo2 if spo2 <= 93.0 => 2.0,
        spo2 if spo2 <= 95.0 => 1.0,
        _ => 0.0,
    }
}

/// Above the target of 88 to 92 % points are given on oxygen alone.
fn scale_two_points(spo2: f64, on_oxygen: bool) -> f64 {
    match spo2 {
        spo2 if spo2 <= 83.0 => 3.0,
        spo2 if spo2 <= 85.0 => 2.0,
        spo2 if spo2 <= 87.0 => 1.0,
        spo2 if spo2 <= 92.0 || !on_oxygen => 0.0,
        spo2 if spo2 <= 94.0 => 1.0,
        spo2 if spo2 <= 96.0 => 2.0,
        _ => 3.0,
    }
}

fn respiratory_points(rate: f64) -> f64 {
    match rate {
        rate if rate <= 8.0 => 3.0,
        rate if rate <= 11.0 => 1.0,
        rate if rate <= 20.0 => 0.0,
        rate if rate <= 24.0 => 2.0,
        _ => 3.0,
    }
}

fn systolic_points(pressure: f64) -> f64 {
    match pressure {
        pressure if pressure <= 90.0 => 3.0,
        pressure if pressure <= 100.0 => 2.0,
        pressure if pressure <= 110.0 => 1.0,
        pressure if pressure <= 219.0 => 0.0,
        _ => 3.0,
    }
}

fn pulse_points(rate: f64) -> f64 {
    match rate {
        rate if rate <= 40.0 => 3.0,
        rate if rate <= 50.0 => 1.0,
        rate if rate <= 90.0 => 0.0,
        rate if rate <= 110.0 => 1.0,
        rate if rate <= 130.0 => 2.0,
        _ => 3.0,
    }
}

/// Degrees Celsius times ten.
fn temperature_points(tenths: f64) -> f64 {
    match tenths {
        tenths if tenths <= 350.0 => 3.0,
        tenths if tenths <= 360.0 => 1.0,
        tenths if tenths <= 380.0 => 0.0,
        tenths if tenths <= 390.0 => 1.0,
        _ => 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(cells: &str) -> Inputs {
        let cells: Vec<_> = cells.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        Inputs::read(NEWS2.inputs, |column| cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| *cell))
    }

    #[test]
    fn missing_parameters_leave_a_range_that_alerts_by_its_low_end() {
        let bounds = NEWS2.bounds.map(|bounds| bounds(&with("pulse=140 spo2=96 respiratory_rate=18 systolic_bp=120")));
        let bounds = bounds.expect("NEWS2 has bounds").expect("nothing is wrong with these");
        assert_eq!((bounds.at_least, bounds.at_most), (3.0, 3.0 + 3.0 + 2.0 + 3.0));
        assert_eq!(bounds.missing, ["consciousness", "on_oxygen", "temperature"]);
        assert_eq!(bounds.band, Some("low-medium"));
    }

    #[test]
    fn on_scale_two_unknown_oxygen_widens_the_range_by_the_saturation_too() {
        let cells =
            "consciousness=alert pulse=80 spo2=97 spo2_scale=2 respiratory_rate=18 systolic_bp=120 temperature=37";
        let bounds = NEWS2.bounds.map(|bounds| bounds(&with(cells))).expect("there").expect("valid");
        assert_eq!((bounds.at_least, bounds.at_most), (0.0, 5.0));
        assert_eq!(bounds.missing, ["on_oxygen"]);
    }

    #[test]
    fn values_are_rounded_half_up_as_they_are_written() {
        let points = |cells: &str| NEWS2.score(&with(cells)).expect("complete").number(0);
        let rest = "consciousness=alert on_oxygen=0 pulse=80 spo2=97 respiratory_rate=18";
        assert_eq!(points(&format!("{rest} systolic_bp=110.5 temperature=36.05")), Some(0.0));
        assert_eq!(points(&format!("{rest} systolic_bp=110.4 temperature=36.04")), Some(2.0));
    }
}
