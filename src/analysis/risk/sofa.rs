//! SOFA and qSOFA: points for organ failure, and the bedside screen for sepsis.

use super::ckdepi::{CREATININE, CREATININE_UMOL_PER_MG_DL, USUAL_CREATININE};
use super::gate::ACUTELY_OBSERVED;
use super::input::{DAY, Doubted, Input, Inputs, Range, Scale, UnitColumn, Words};
use super::output::{Band, Output, Scores};
use super::shares::{Part, ShareScale, Shares, shares, total};
use super::{Bounds, Citation, Example, Expected, Gate, Horizon, Refusal, RiskModel};

/// umol/L of bilirubin in a mg/dL, as the published references convert.
pub const BILIRUBIN_UMOL_PER_MG_DL: f64 = 17.1;
pub const BILIRUBIN: &str = "14631-6";
/// mg/dL; above it a number is rare, and usual as one of µmol/L, below it the other way round. Our own.
pub const USUAL_BILIRUBIN: Range = Range::closed(0.1, 20.0);
pub const UNITS: Words = &[&["mg/dL"], &["umol/L", "µmol/L", "μmol/L"]];

const BILIRUBIN_UNIT: UnitColumn =
    UnitColumn { at: 4, column: "bilirubin_unit", units: UNITS, per_first: &[1.0, BILIRUBIN_UMOL_PER_MG_DL] };
const CREATININE_UNIT: UnitColumn =
    UnitColumn { at: 8, column: "creatinine_unit", units: UNITS, per_first: &[1.0, CREATININE_UMOL_PER_MG_DL] };

const PAO2_FIO2: Input = Input::number(0, "pao2_fio2", "mm[Hg]", Range::closed(10.0, 1000.0)).observed("50984-4", DAY);
const SUPPORT: Input = Input::flag(1, "respiratory_support");
const PLATELETS: Input = Input::number(2, "platelets", "10*9/L", Range::closed(0.0, 5000.0)).observed("777-3", DAY);
const BILIRUBIN_INPUT: Input = Input::quantity(3, "bilirubin", "mg/dL", Range::closed(0.0, 117.0), BILIRUBIN_UNIT)
    .observed_in(BILIRUBIN, Scale::times(1.0 / BILIRUBIN_UMOL_PER_MG_DL), DAY)
    .or_in("umol/L", 1.0 / BILIRUBIN_UMOL_PER_MG_DL)
    .doubted(Doubted::Outside(USUAL_BILIRUBIN));
const CIRCULATION: Words =
    &[&["map-at-least70"], &["map-below70"], &["dopamine-low"], &["moderate-vasopressors"], &["high-vasopressors"]];
const CARDIOVASCULAR: Input = Input::choice(5, "cardiovascular", CIRCULATION);
const GCS: Input = Input::whole(6, "gcs", "", Range::closed(3.0, 15.0)).observed("9269-2", DAY);
const CREATININE_INPUT: Input = Input::quantity(7, "creatinine", "mg/dL", Range::closed(0.0, 57.0), CREATININE_UNIT)
    .observed_in(CREATININE, Scale::times(1.0 / CREATININE_UMOL_PER_MG_DL), DAY)
    .or_in("umol/L", 1.0 / CREATININE_UMOL_PER_MG_DL)
    .doubted(Doubted::Outside(USUAL_CREATININE));

const SINGER: Citation = Citation {
    text: "Singer M et al. The third international consensus definitions for sepsis and septic shock (Sepsis-3). JAMA \
           2016;315:801-810",
    year: 2016,
    doi: "10.1001/jama.2016.0287",
};

pub static SOFA: RiskModel = RiskModel {
    id: "sofa",
    title: "SOFA",
    version: "SOFA 1996 / Sepsis-3",
    outcome: "organ failure",
    horizon: Horizon::None,
    population: "adults in intensive care or with suspected infection",
    citations: &[
        Citation {
            text: "Vincent JL et al. The SOFA score to describe organ dysfunction/failure. Intensive Care Med \
                   1996;22:707-710",
            year: 1996,
            doi: "10.1007/BF01709751",
        },
        SINGER,
    ],
    inputs: &[
        PAO2_FIO2,
        SUPPORT,
        PLATELETS,
        BILIRUBIN_INPUT,
        Input::unit_of(BILIRUBIN_UNIT),
        CARDIOVASCULAR,
        GCS,
        CREATININE_INPUT,
        Input::unit_of(CREATININE_UNIT),
    ],
    outputs: &[Output::points("score", 0.0, 24.0)],
    gates: &[Gate::Age { from: 18, to: 130 }, ACUTELY_OBSERVED],
    remark: "A rise of two or more with infection is sepsis by Sepsis-3. Urine output is not among the inputs.",
    examples: &[Example {
        source: "worked by hand: 180 mmHg with support 3, platelets 90 2, bilirubin 2.5 2, MAP below 70 1, GCS 13 1, \
                 creatinine 2.1 2",
        inputs: "pao2_fio2=180 respiratory_support=1 platelets=90 bilirubin=2.5 bilirubin_unit=mg/dL \
                 cardiovascular=map-below70 gcs=13 creatinine=2.1 creatinine_unit=mg/dL",
        outputs: &[("score", Expected::Exactly(11.0))],
    }],
    compute: |inputs| Ok(Scores::numbers([total(&sofa_parts(inputs)?)?])),
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&sofa_parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&sofa_parts(inputs)?, |_, _| None))),
};

fn sofa_parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    const POINTS: (f64, f64) = (0.0, 4.0);
    Ok(vec![
        respiration(inputs)?,
        Part::of(&PLATELETS, inputs.number(&PLATELETS), POINTS, |count| below(count, [150.0, 100.0, 50.0, 20.0]))?,
        Part::of(&BILIRUBIN_INPUT, inputs.number(&BILIRUBIN_INPUT), POINTS, |mg_dl| {
            from(mg_dl, [1.2, 2.0, 6.0, 12.0])
        })?,
        Part::of(&CARDIOVASCULAR, inputs.choice(&CARDIOVASCULAR), POINTS, |word| word as f64)?,
        Part::of(&GCS, inputs.number(&GCS), POINTS, |gcs| below(gcs, [15.0, 13.0, 10.0, 6.0]))?,
        Part::of(&CREATININE_INPUT, inputs.number(&CREATININE_INPUT), POINTS, |mg_dl| {
            from(mg_dl, [1.2, 2.0, 3.5, 5.0])
        })?,
    ])
}

/// A point for each limit that the value is below.
fn below(value: f64, limits: [f64; 4]) -> f64 {
    limits.iter().filter(|limit| value < **limit).count() as f64
}

/// A point for each limit that the value reaches.
fn from(value: f64, limits: [f64; 4]) -> f64 {
    limits.iter().filter(|limit| value >= **limit).count() as f64
}

/// More than two points only with respiratory support.
fn respiration(inputs: &Inputs) -> Result<Part, Refusal> {
    let points = |ratio: f64, supported: bool| {
        let points = below(ratio, [400.0, 300.0, 200.0, 100.0]);
        if supported { points } else { points.min(2.0) }
    };
    let is_supported = match inputs.flag(&SUPPORT) {
        Ok(is_supported) => Some(is_supported),
        Err(Refusal::MissingInput(_)) => None,
        Err(refusal) => return Err(refusal),
    };
    let most = if is_supported == Some(false) { 2.0 } else { 4.0 };
    match (inputs.number(&PAO2_FIO2), is_supported) {
        (Ok(ratio), Some(is_supported)) => {
            Part::of(&PAO2_FIO2, Ok(ratio), (0.0, most), |ratio| points(ratio, is_supported))
        }
        (Ok(ratio), None) => {
            Ok(Part { column: SUPPORT.column, points: None, least: points(ratio, false), most: points(ratio, true) })
        }
        (Err(refusal), _) => Part::of(&PAO2_FIO2, Err::<f64, _>(refusal), (0.0, most), |points| points),
    }
}

const RATE: Input = Input::number(0, "respiratory_rate", "/min", Range::closed(0.0, 150.0)).observed("9279-1", DAY);
const SBP: Input = Input::number(1, "systolic_bp", "mm[Hg]", Range::closed(0.0, 400.0)).observed("8480-6", DAY);
const ALTERED: Input = Input::flag(2, "altered_mentation");
const QSOFA_BANDS: &[Band] = &[Band { from: 0.0, word: "negative" }, Band { from: 2.0, word: "positive" }];
const QSOFA_SCORE: Output = Output::points("score", 0.0, 3.0).with_bands(QSOFA_BANDS, "Sepsis-3, 2016");

pub static QSOFA: RiskModel = RiskModel {
    id: "qsofa",
    title: "qSOFA",
    version: "Sepsis-3, 2016",
    outcome: "poor outcome of suspected infection",
    horizon: Horizon::None,
    population: "adults with suspected infection",
    citations: &[SINGER],
    inputs: &[RATE, SBP, ALTERED],
    outputs: &[QSOFA_SCORE],
    gates: &[Gate::Age { from: 18, to: 130 }, ACUTELY_OBSERVED],
    remark: "The Surviving Sepsis Campaign 2021 advises against qSOFA as the only screen: read it with NEWS2.",
    examples: &[Example {
        source: "worked by hand: rate 22 1, pressure 100 1, GCS below 15 1",
        inputs: "respiratory_rate=22 systolic_bp=100 altered_mentation=1",
        outputs: &[("score", Expected::Exactly(3.0))],
    }],
    compute: |inputs| Ok(Scores::numbers([total(&qsofa_parts(inputs)?)?])),
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&qsofa_parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&qsofa_parts(inputs)?, |least, _| QSOFA_SCORE.band(least)))),
};

fn qsofa_parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    let point = |is_met: bool| if is_met { 1.0 } else { 0.0 };
    Ok(vec![
        Part::of(&RATE, inputs.number(&RATE), (0.0, 1.0), |rate| point(rate >= 22.0))?,
        Part::of(&SBP, inputs.number(&SBP), (0.0, 1.0), |pressure| point(pressure <= 100.0))?,
        Part::flag(inputs, &ALTERED, 1.0)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(cells: &str) -> Bounds {
        let cells: Vec<_> = cells.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        let inputs =
            Inputs::read(SOFA.inputs, |column| cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| *cell));
        SOFA.bounds.map(|bounds| bounds(&inputs)).expect("SOFA has bounds").expect("valid")
    }

    #[test]
    fn unknown_support_and_units_widen_the_range_and_are_named() {
        let rest = "platelets=200 cardiovascular=map-at-least70 gcs=15 creatinine=0.9 creatinine_unit=mg/dL";
        let found = bounds(&format!("pao2_fio2=90 bilirubin=20 {rest}"));
        assert_eq!((found.at_least, found.at_most), (2.0, 4.0 + 4.0));
        assert_eq!(found.missing, ["respiratory_support", "bilirubin_unit"]);
        let found = bounds(&format!("respiratory_support=0 bilirubin=1 bilirubin_unit=umol/L {rest}"));
        assert_eq!((found.at_least, found.at_most), (0.0, 2.0));
    }
}
