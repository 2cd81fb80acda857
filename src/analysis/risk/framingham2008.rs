//! Framingham 2008: general cardiovascular disease over 10 years.

use super::input::{Input, Inputs, Range};
use super::lipids::{HDL_CHOLESTEROL, TOTAL_CHOLESTEROL, in_mg_dl, systolic};
use super::output::{Output, Scores};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

const SEX: Input = Input::sex(0);
const AGE: Input = Input::age(1, Range::closed(30.0, 74.0));
const HDL_C: Input = in_mg_dl(2, "hdl_c", HDL_CHOLESTEROL, Range::closed(10.0, 100.0));
const TOTAL_C: Input = in_mg_dl(3, "total_c", TOTAL_CHOLESTEROL, Range::closed(100.0, 405.0));
const SBP: Input = systolic(4, Range::closed(90.0, 200.0));
const BP_TX: Input = Input::flag(5, "bp_tx").recorded(Fact::Antihypertensive);
const SMOKER: Input = Input::flag(6, "smoker").recorded(Fact::CurrentSmoker);
const DIABETES: Input = Input::flag(7, "diabetes").recorded(Fact::Diabetes);

const PAPER: &str = "examples of the publication";

pub static FRAMINGHAM2008: RiskModel = RiskModel {
    id: "framingham2008",
    title: "Framingham 2008",
    version: "2008, with laboratory values",
    outcome: "coronary, cerebrovascular or peripheral arterial disease, heart failure",
    horizon: Horizon::Years(10),
    population: "adults of 30 to 74 years without known cardiovascular disease, heart failure among it",
    citations: &[Citation {
        text: "D'Agostino RB et al. General cardiovascular risk profile for use in primary care: the Framingham Heart \
               Study. Circulation 2008;117:743-753",
        year: 2008,
        doi: "10.1161/CIRCULATIONAHA.107.699579",
    }],
    inputs: &[SEX, AGE, HDL_C, TOTAL_C, SBP, BP_TX, SMOKER, DIABETES],
    outputs: &[Output::percent("risk_10yr_cvd_pct")],
    gates: &[Gate::Age { from: 30, to: 74 }, Gate::Without(Fact::Ascvd), Gate::Without(Fact::HeartFailure)],
    remark: "",
    examples: &[
        Example {
            source: PAPER,
            inputs: "sex=female age=61 hdl_c=47 total_c=180 sbp=124 bp_tx=0 smoker=1 diabetes=0",
            outputs: &[("risk_10yr_cvd_pct", Expected::About(10.48, 0.005))],
        },
        Example {
            source: PAPER,
            inputs: "sex=male age=53 hdl_c=55 total_c=161 sbp=125 bp_tx=1 smoker=0 diabetes=1",
            outputs: &[("risk_10yr_cvd_pct", Expected::About(15.62, 0.005))],
        },
    ],
    compute,
    shares: None,
    bounds: None,
};

/// Coefficients of a sex. Numbers enter by their natural logarithms.
struct Coefficients {
    age: f64,
    total_c: f64,
    hdl_c: f64,
    untreated_sbp: f64,
    treated_sbp: f64,
    smoker: f64,
    diabetes: f64,
    mean: f64,
    survival: f64,
}

const WOMEN: Coefficients = Coefficients {
    age: 2.32888,
    total_c: 1.20904,
    hdl_c: -0.70833,
    untreated_sbp: 2.76157,
    treated_sbp: 2.82263,
    smoker: 0.52873,
    diabetes: 0.69154,
    mean: 26.1931,
    survival: 0.95012,
};
const MEN: Coefficients = Coefficients {
    age: 3.06117,
    total_c: 1.1237,
    hdl_c: -0.93263,
    untreated_sbp: 1.93303,
    treated_sbp: 1.99881,
    smoker: 0.65451,
    diabetes: 0.57367,
    mean: 23.9802,
    survival: 0.88936,
};

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let c = if inputs.choice(&SEX)? == 1 { &MEN } else { &WOMEN };
    let ln = |input: &Input| inputs.number(input).map(f64::ln);
    let (age, hdl_c, total_c, sbp) = (ln(&AGE)?, ln(&HDL_C)?, ln(&TOTAL_C)?, ln(&SBP)?);
    let sbp_coefficient = if inputs.flag(&BP_TX)? { c.treated_sbp } else { c.untreated_sbp };
    let sum = c.age * age
        + c.total_c * total_c
        + c.hdl_c * hdl_c
        + sbp_coefficient * sbp
        + c.smoker * inputs.indicator(&SMOKER)?
        + c.diabetes * inputs.indicator(&DIABETES)?;
    Ok(Scores::numbers([-100.0 * (c.survival.ln() * (sum - c.mean).exp()).exp_m1()]))
}
