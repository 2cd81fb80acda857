//! The pooled cohort equations of 2013, for comparison with PREVENT: hard atherosclerotic events over 10 years.

use super::input::{Input, Inputs, Range, Words};
use super::lipids::{HDL_CHOLESTEROL, TOTAL_CHOLESTEROL, in_mg_dl, systolic};
use super::output::{Output, Scores};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

const AGE: Input = Input::age(0, Range::closed(40.0, 79.0));
const SEX: Input = Input::sex(1);
const RACES: Words = &[&["white"], &["black", "aa", "african-american"], &["other", "asian", "hispanic", "mixed"]];
const RACE: Input = Input::choice(2, "race", RACES);
const SBP: Input = systolic(3, Range::closed(90.0, 200.0));
const BP_TX: Input = Input::flag(4, "bp_tx").recorded(Fact::Antihypertensive);
const TOTAL_C: Input = in_mg_dl(5, "total_c", TOTAL_CHOLESTEROL, Range::closed(130.0, 320.0));
const HDL_C: Input = in_mg_dl(6, "hdl_c", HDL_CHOLESTEROL, Range::closed(20.0, 100.0));
const DM: Input = Input::flag(7, "dm").recorded(Fact::Diabetes);
const SMOKING: Input = Input::flag(8, "smoking").recorded(Fact::CurrentSmoker);

const GUIDELINE: &str = "2013 guideline, table A; it rounds intermediate products";

pub static PCE: RiskModel = RiskModel {
    id: "pce",
    title: "Pooled cohort equations",
    version: "ACC/AHA 2013",
    outcome: "non-fatal myocardial infarction, coronary death, stroke",
    horizon: Horizon::Years(10),
    population: "adults of 40 to 79 years without known atherosclerotic disease or heart failure, United States",
    citations: &[Citation {
        text: "Goff DC et al. 2013 ACC/AHA guideline on the assessment of cardiovascular risk. Circulation \
               2014;129(25 Suppl 2):S49-S73",
        year: 2014,
        doi: "10.1161/01.cir.0000437741.48606.98",
    }],
    inputs: &[AGE, SEX, RACE, SBP, BP_TX, TOTAL_C, HDL_C, DM, SMOKING],
    outputs: &[Output::probability("risk_10yr_ascvd_published_means")],
    gates: &[Gate::Age { from: 40, to: 79 }, Gate::Without(Fact::Ascvd), Gate::Without(Fact::HeartFailure)],
    remark: "Race has two sets of coefficients, and other races use those of white people. PREVENT does without and is \
             newer.",
    examples: &[
        Example {
            source: GUIDELINE,
            inputs: "age=55 sex=female race=white sbp=120 bp_tx=0 total_c=213 hdl_c=50 dm=0 smoking=0",
            outputs: &[("risk_10yr_ascvd_published_means", Expected::About(0.021, 0.0006))],
        },
        Example {
            source: GUIDELINE,
            inputs: "age=55 sex=female race=black sbp=120 bp_tx=0 total_c=213 hdl_c=50 dm=0 smoking=0",
            outputs: &[("risk_10yr_ascvd_published_means", Expected::About(0.030, 0.0006))],
        },
        Example {
            source: GUIDELINE,
            inputs: "age=55 sex=male race=black sbp=120 bp_tx=0 total_c=213 hdl_c=50 dm=0 smoking=0",
            outputs: &[("risk_10yr_ascvd_published_means", Expected::About(0.061, 0.0006))],
        },
    ],
    compute,
    shares: None,
    bounds: None,
};

/// Coefficients of a sex and race. Age, cholesterols and pressure enter by their natural logarithms; products are with age.
struct Coefficients {
    age: f64,
    age_squared: f64,
    total_c: f64,
    total_c_age: f64,
    hdl_c: f64,
    hdl_c_age: f64,
    treated_sbp: f64,
    treated_sbp_age: f64,
    untreated_sbp: f64,
    untreated_sbp_age: f64,
    smoker: f64,
    smoker_age: f64,
    diabetes: f64,
    mean: f64,
    survival: f64,
}

const WHITE_WOMEN: Coefficients = Coefficients {
    age: -29.799,
    age_squared: 4.884,
    total_c: 13.54,
    total_c_age: -3.114,
    hdl_c: -13.578,
    hdl_c_age: 3.149,
    treated_sbp: 2.019,
    treated_sbp_age: 0.0,
    untreated_sbp: 1.957,
    untreated_sbp_age: 0.0,
    smoker: 7.574,
    smoker_age: -1.665,
    diabetes: 0.661,
    mean: -29.18,
    survival: 0.9665,
};
const BLACK_WOMEN: Coefficients = Coefficients {
    age: 17.114,
    age_squared: 0.0,
    total_c: 0.94,
    total_c_age: 0.0,
    hdl_c: -18.92,
    hdl_c_age: 4.475,
    treated_sbp: 29.291,
    treated_sbp_age: -6.432,
    untreated_sbp: 27.82,
    untreated_sbp_age: -6.087,
    smoker: 0.691,
    smoker_age: 0.0,
    diabetes: 0.874,
    mean: 86.61,
    survival: 0.9533,
};
const WHITE_MEN: Coefficients = Coefficients {
    age: 12.344,
    age_squared: 0.0,
    total_c: 11.853,
    total_c_age: -2.664,
    hdl_c: -7.99,
    hdl_c_age: 1.769,
    treated_sbp: 1.797,
    treated_sbp_age: 0.0,
    untreated_sbp: 1.764,
    untreated_sbp_age: 0.0,
    smoker: 7.837,
    smoker_age: -1.795,
    diabetes: 0.658,
    mean: 61.18,
    survival: 0.9144,
};
const BLACK_MEN: Coefficients = Coefficients {
    age: 2.469,
    age_squared: 0.0,
    total_c: 0.302,
    total_c_age: 0.0,
    hdl_c: -0.307,
    hdl_c_age: 0.0,
    treated_sbp: 1.916,
    treated_sbp_age: 0.0,
    untreated_sbp: 1.809,
    untreated_sbp_age: 0.0,
    smoker: 0.549,
    smoker_age: 0.0,
    diabetes: 0.645,
    mean: 19.54,
    survival: 0.8954,
};

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let age = inputs.number(&AGE)?.ln();
    let is_male = inputs.choice(&SEX)? == 1;
    let c = match (inputs.choice(&RACE)? == 1, is_male) {
        (false, false) => &WHITE_WOMEN,
        (false, true) => &WHITE_MEN,
        (true, false) => &BLACK_WOMEN,
        (true, true) => &BLACK_MEN,
    };
    let sbp = inputs.number(&SBP)?.ln();
    let sbp_coefficient = match inputs.flag(&BP_TX)? {
        true => c.treated_sbp + c.treated_sbp_age * age,
        false => c.untreated_sbp + c.untreated_sbp_age * age,
    };
    let sum = c.age * age
        + c.age_squared * age * age
        + (c.total_c + c.total_c_age * age) * inputs.number(&TOTAL_C)?.ln()
        + (c.hdl_c + c.hdl_c_age * age) * inputs.number(&HDL_C)?.ln()
        + sbp_coefficient * sbp
        + (c.smoker + c.smoker_age * age) * inputs.indicator(&SMOKING)?
        + c.diabetes * inputs.indicator(&DM)?;
    Ok(Scores::numbers([-(c.survival.ln() * (sum - c.mean).exp()).exp_m1()]))
}
