//! CURB-65: points for death from community-acquired pneumonia within 30 days.

use super::gate::ACUTELY_OBSERVED;
use super::input::{DAY, Doubted, Input, Inputs, Range};
use super::output::{Band, Output, Scores};
use super::shares::{Part, ShareScale, Shares, shares, total};
use super::{Bounds, Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

const MMHG_PER_KPA: f64 = 7.500_62;

const CONFUSION: Input = Input::flag(0, "confusion");
const UREA: Input = Input::number(1, "urea_mmol_l", "mmol/L", Range::closed(0.1, 150.0))
    .observed("22664-7", 2 * DAY)
    .or_in("mg/dL", 0.357);
const RATE: Input = Input::number(2, "respiratory_rate", "/min", Range::closed(0.0, 150.0)).observed("9279-1", DAY);
const SYSTOLIC: Input = Input::number(3, "systolic_bp", "mm[Hg]", Range::closed(30.0, 300.0))
    .observed("8480-6", DAY)
    .or_in("kPa", MMHG_PER_KPA);
const DIASTOLIC: Input = Input::number(4, "diastolic_bp", "mm[Hg]", Range::closed(15.0, 200.0))
    .observed("8462-4", DAY)
    .or_in("kPa", MMHG_PER_KPA)
    .doubted(Doubted::UnlessBelow(SYSTOLIC.at));
const AGE: Input = Input::age(5, Range::closed(18.0, 120.0));

const BANDS: &[Band] =
    &[Band { from: 0.0, word: "low" }, Band { from: 2.0, word: "intermediate" }, Band { from: 3.0, word: "high" }];
const SCORE: Output = Output::points("score", 0.0, 5.0).with_bands(BANDS, "Lim 2003");

pub static CURB65: RiskModel = RiskModel {
    id: "curb65",
    title: "CURB-65",
    version: "2003",
    outcome: "death",
    horizon: Horizon::Days(30),
    population: "adults with community-acquired pneumonia",
    citations: &[Citation {
        text: "Lim WS et al. Defining community acquired pneumonia severity on presentation to hospital. Thorax \
               2003;58:377-382",
        year: 2003,
        doi: "10.1136/thorax.58.5.377",
    }],
    inputs: &[CONFUSION, UREA, RATE, SYSTOLIC, DIASTOLIC, AGE],
    outputs: &[SCORE, Output::class("band", &["low", "intermediate", "high"])],
    gates: &[Gate::Age { from: 18, to: 120 }, Gate::With(Fact::Pneumonia), ACUTELY_OBSERVED],
    remark: "",
    examples: &[Example {
        source: "worked by hand: urea above 7 1, rate 30 1, diastolic 60 1, age 65 1",
        inputs: "confusion=0 urea_mmol_l=7.1 respiratory_rate=30 systolic_bp=90 diastolic_bp=60 age=65",
        outputs: &[("score", Expected::Exactly(4.0)), ("band", Expected::Class("high"))],
    }],
    compute: |inputs| {
        let score = total(&parts(inputs)?)?;
        Ok(Scores::with_class(score, SCORE.band(score).unwrap_or_default()))
    },
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&parts(inputs)?, |least, _| SCORE.band(least)))),
};

fn parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    let point = |is_met: bool| if is_met { 1.0 } else { 0.0 };
    Ok(vec![
        Part::flag(inputs, &CONFUSION, 1.0)?,
        Part::of(&UREA, inputs.number(&UREA), (0.0, 1.0), |urea| point(urea > 7.0))?,
        Part::of(&RATE, inputs.number(&RATE), (0.0, 1.0), |rate| point(rate >= 30.0))?,
        pressure(inputs)?,
        Part::of(&AGE, inputs.number(&AGE), (0.0, 1.0), |age| point(age >= 65.0))?,
    ])
}

/// One point for either pressure. One that is low settles it, whatever the other is.
fn pressure(inputs: &Inputs) -> Result<Part, Refusal> {
    let is_low = |input: &Input, is_low: fn(f64) -> bool| match inputs.number(input) {
        Ok(value) => Ok(Some(is_low(value))),
        Err(Refusal::MissingInput(_)) => Ok(None),
        Err(refusal) => Err(refusal),
    };
    let systolic = is_low(&SYSTOLIC, |pressure| pressure < 90.0)?;
    let diastolic = is_low(&DIASTOLIC, |pressure| pressure <= 60.0)?;
    let known = |points: f64| Part { column: SYSTOLIC.column, points: Some(points), least: 0.0, most: 1.0 };
    let missing = |input: &Input| Part { column: input.column, points: None, least: 0.0, most: 1.0 };
    Ok(match (systolic, diastolic) {
        (Some(false), Some(false)) => known(0.0),
        (Some(true), Some(_)) | (Some(_), Some(true)) => known(1.0),
        (Some(true), None) => settled(&DIASTOLIC),
        (None, Some(true)) => settled(&SYSTOLIC),
        (Some(false), None) => missing(&DIASTOLIC),
        (None, Some(false) | None) => missing(&SYSTOLIC),
    })
}

/// The total is not told without the other pressure, but it cannot change.
fn settled(other: &Input) -> Part {
    Part { column: other.column, points: None, least: 1.0, most: 1.0 }
}
