//! CHA2DS2-VA and CHA2DS2-VASc: points for stroke risk in atrial fibrillation.

use super::input::{Input, Inputs, Range};
use super::output::{Band, Output, Scores};
use super::shares::{Part, ShareScale, Shares, shares, total};
use super::{Bounds, Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

const ADULT_YEARS: Range = Range::closed(18.0, 120.0);
const AGE: Input = Input::age(0, ADULT_YEARS);

/// The five conditions, whose places begin behind age (and sex).
const fn conditions(first: usize) -> [(Input, f64); 5] {
    [
        (Input::flag(first, "congestive_heart_failure").recorded(Fact::HeartFailure), 1.0),
        (Input::flag(first + 1, "hypertension").recorded(Fact::Hypertension), 1.0),
        (Input::flag(first + 2, "diabetes").recorded(Fact::Diabetes), 1.0),
        (Input::flag(first + 3, "stroke_tia_thromboembolism").recorded(Fact::StrokeTiaEmbolism), 2.0),
        (Input::flag(first + 4, "vascular_disease").recorded(Fact::VascularDisease), 1.0),
    ]
}

const VA: [(Input, f64); 5] = conditions(1);
const SEX: Input = Input::sex(1);
const VASC: [(Input, f64); 5] = conditions(2);

const GATES: &[Gate] =
    &[Gate::With(Fact::AtrialFibrillation), Gate::Without(Fact::MechanicalValve), Gate::Without(Fact::MitralStenosis)];

const LIP: Citation = Citation {
    text: "Lip GYH et al. Refining clinical risk stratification for predicting stroke and thromboembolism in atrial \
           fibrillation. Chest 2010;137:263-272",
    year: 2010,
    doi: "10.1378/chest.09-1584",
};
const ESC: Citation = Citation {
    text: "Van Gelder IC et al. 2024 ESC Guidelines for the management of atrial fibrillation. Eur Heart J \
           2024;45:3314-3414",
    year: 2024,
    doi: "10.1093/eurheartj/ehae176",
};

const VA_BANDS: &[Band] =
    &[Band { from: 0.0, word: "none" }, Band { from: 1.0, word: "consider" }, Band { from: 2.0, word: "recommend" }];
const VA_SCORE: Output = Output::points("score", 0.0, 8.0).with_bands(VA_BANDS, "oral anticoagulation, ESC 2024");

pub static CHA2DS2_VA: RiskModel = RiskModel {
    id: "cha2ds2_va",
    title: "CHA2DS2-VA",
    version: "ESC 2024",
    outcome: "stroke or arterial thromboembolism",
    horizon: Horizon::None,
    population: "adults with atrial fibrillation, without mechanical valve or moderate to severe mitral stenosis",
    citations: &[ESC, LIP],
    inputs: &[AGE, VA[0].0, VA[1].0, VA[2].0, VA[3].0, VA[4].0],
    outputs: &[VA_SCORE],
    gates: GATES,
    remark: "",
    examples: &[Example {
        source: "worked by hand: 72 years 1, hypertension 1, previous stroke 2",
        inputs: "age=72 congestive_heart_failure=0 hypertension=1 diabetes=0 \
                 stroke_tia_thromboembolism=1 vascular_disease=0",
        outputs: &[("score", Expected::Exactly(4.0))],
    }],
    compute: |inputs| Ok(Scores::numbers([total(&va_parts(inputs)?)?])),
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&va_parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&va_parts(inputs)?, |least, _| VA_SCORE.band(least)))),
};

pub static CHA2DS2_VASC: RiskModel = RiskModel {
    id: "cha2ds2vasc",
    title: "CHA2DS2-VASc",
    version: "2010",
    outcome: "stroke or arterial thromboembolism",
    horizon: Horizon::None,
    population: "adults with atrial fibrillation, without mechanical valve or moderate to severe mitral stenosis",
    citations: &[LIP],
    inputs: &[AGE, SEX, VASC[0].0, VASC[1].0, VASC[2].0, VASC[3].0, VASC[4].0],
    outputs: &[Output::points("score", 0.0, 9.0)],
    gates: GATES,
    remark: "A single point for female sex is no reason to treat.",
    examples: &[Example {
        source: "worked by hand: 76 years 2, woman 1, diabetes 1",
        inputs: "age=76 sex=female congestive_heart_failure=0 hypertension=0 diabetes=1 \
                 stroke_tia_thromboembolism=0 vascular_disease=0",
        outputs: &[("score", Expected::Exactly(4.0))],
    }],
    compute: |inputs| Ok(Scores::numbers([total(&vasc_parts(inputs)?)?])),
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&vasc_parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&vasc_parts(inputs)?, |_, _| None))),
};

fn age_points(age: f64) -> f64 {
    match age {
        age if age >= 75.0 => 2.0,
        age if age >= 65.0 => 1.0,
        _ => 0.0,
    }
}

fn va_parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    let mut parts = vec![Part::of(&AGE, inputs.number(&AGE), (0.0, 2.0), age_points)?];
    for (input, points) in &VA {
        parts.push(Part::flag(inputs, input, *points)?);
    }
    Ok(parts)
}

fn vasc_parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    let mut parts = vec![
        Part::of(&AGE, inputs.number(&AGE), (0.0, 2.0), age_points)?,
        Part::of(&SEX, inputs.choice(&SEX), (0.0, 1.0), |sex| if sex == 0 { 1.0 } else { 0.0 })?,
    ];
    for (input, points) in &VASC {
        parts.push(Part::flag(inputs, input, *points)?);
    }
    Ok(parts)
}
