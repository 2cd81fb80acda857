//! KFRE: kidney failure (dialysis or transplant) within 2 or 5 years in chronic kidney disease, from 4, 6 or 8 inputs.

use super::input::{Doubted, Input, Inputs, Range, Scale, YEAR};
use super::output::{Output, Scores};
use super::shares::{ShareScale, Shares};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel, Share};

const AGE: Input = Input::age(0, Range::closed(18.0, 110.0));
const SEX: Input = Input::sex(1);
/// By the molar masses of 30.974 and 40.078 g/mol (IUPAC 2021).
const MG_DL_PER_MMOL_L_OF_PHOSPHORUS: f64 = 3.0974;
const MG_DL_PER_MMOL_L_OF_CALCIUM: f64 = 4.0078;

const EGFR: Input = Input::number(2, "egfr", "mL/min/{1.73_m2}", Range::between(0.0, 60.0)).observed("98979-8", YEAR);
const UACR: Input =
    Input::number(3, "uacr_mg_g", "mg/g", Range::closed(0.1, 25_000.0)).observed("9318-7", YEAR).or_in("mg/mmol", 8.84);
const NORTH_AMERICAN: Input = Input::flag(4, "north_american").from(Origin::Region);
const YEARS: Input = Input::choice(5, "years", &[&["2"], &["5"]]).from(Origin::Setting);
const NUM_VARS: Input = Input::choice(6, "num_vars", &[&["4"], &["6"], &["8"]]).from(Origin::Setting);
const DM: Input = Input::flag(7, "dm").recorded(Fact::Diabetes).optional();
const HTN: Input = Input::flag(8, "htn").recorded(Fact::Hypertension).optional();
const ALBUMIN: Input = Input::number(9, "albumin", "g/dL", Range::closed(0.5, 10.0))
    .observed_in("1751-7", Scale::times(0.1), YEAR)
    .or_in("g/L", 0.1)
    .optional();
const PHOSPHORUS: Input = Input::number(10, "phosphorus", "mg/dL", Range::closed(0.3, 20.0))
    .observed("2777-1", YEAR)
    .or_in("mmol/L", MG_DL_PER_MMOL_L_OF_PHOSPHORUS)
    .doubted(Doubted::Below(1.5))
    .optional();
const BICARBONATE: Input =
    Input::number(11, "bicarbonate", "mmol/L", Range::closed(1.0, 60.0)).observed("1963-8", YEAR).optional();
const CALCIUM: Input = Input::number(12, "calcium", "mg/dL", Range::closed(2.0, 25.0))
    .observed("17861-6", YEAR)
    .or_in("mmol/L", MG_DL_PER_MMOL_L_OF_CALCIUM)
    .doubted(Doubted::Below(4.0))
    .optional();

pub static KFRE: RiskModel = RiskModel {
    id: "kfre",
    title: "Kidney Failure Risk Equation",
    version: "2016 recalibration",
    outcome: "kidney failure treated by dialysis or transplant",
    horizon: Horizon::YearsIn("years"),
    population: "adults with chronic kidney disease G3 to G5, not on dialysis and without transplant",
    citations: &[
        Citation {
            text: "Tangri N et al. A predictive model for progression of chronic kidney disease to kidney failure. JAMA \
                   2011;305:1553-1559",
            year: 2011,
            doi: "10.1001/jama.2011.451",
        },
        Citation {
            text: "Tangri N et al. Multinational assessment of accuracy of equations for predicting risk of kidney \
                   failure. JAMA 2016;315:164-174",
            year: 2016,
            doi: "10.1001/jama.2015.18202",
        },
    ],
    inputs: &[
        AGE,
        SEX,
        EGFR,
        UACR,
        NORTH_AMERICAN,
        YEARS,
        NUM_VARS,
        DM,
        HTN,
        ALBUMIN,
        PHOSPHORUS,
        BICARBONATE,
        CALCIUM,
    ],
    outputs: &[Output::probability("risk")],
    gates: &[
        Gate::Age { from: 18, to: 110 },
        Gate::EgfrBelow(60.0),
        Gate::Without(Fact::KidneyReplacement),
        Gate::Without(Fact::AcuteKidneyInjury),
        Gate::SteadyCreatinine,
    ],
    remark: "",
    examples: &[Example {
        source: "worked by hand from the formula: x = -0.2201 (6 - 7.036) + 0.2467 (1 - 0.5642) - 0.5567 (6 - 7.222) + \
                 0.4510 (ln 300 - 5.137) = 1.27144; 1 - 0.975^exp(x)",
        inputs: "age=60 sex=male egfr=30 uacr_mg_g=300 north_american=1 years=2 num_vars=4",
        outputs: &[("risk", Expected::About(0.086327, 1e-6))],
    }],
    compute,
    shares: Some(Shares { scale: ShareScale::LogHazard, output: "risk", of: shares }),
    bounds: None,
};

/// Coefficients of one of the three equations.
struct Equation {
    age: f64,
    male: f64,
    egfr: f64,
    ln_uacr: f64,
    /// Baseline survival over 2 and 5 years.
    north_american: [f64; 2],
    elsewhere: [f64; 2],
}

const FOUR: Equation = Equation {
    age: -0.2201,
    male: 0.2467,
    egfr: -0.5567,
    ln_uacr: 0.4510,
    north_american: [0.9750, 0.9240],
    elsewhere: [0.9832, 0.9365],
};
const SIX: Equation = Equation {
    age: -0.2218,
    male: 0.2553,
    egfr: -0.5541,
    ln_uacr: 0.4562,
    north_american: [0.9750, 0.9240],
    elsewhere: [0.9830, 0.9370],
};
const EIGHT: Equation = Equation {
    age: -0.1992,
    male: 0.1602,
    egfr: -0.4919,
    ln_uacr: 0.3364,
    north_american: [0.9780, 0.9301],
    elsewhere: [0.9827, 0.9245],
};

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let predictor: f64 = shares(inputs)?.iter().map(|share| share.amount).sum();
    let equation = equation(inputs)?;
    let survival = if inputs.flag(&NORTH_AMERICAN)? { equation.north_american } else { equation.elsewhere };
    let [two_years, five_years] = survival;
    let survival = if inputs.choice(&YEARS)? == 0 { two_years } else { five_years };
    Ok(Scores::numbers([-(survival.ln() * predictor.exp()).exp_m1()]))
}

fn equation(inputs: &Inputs) -> Result<&'static Equation, Refusal> {
    Ok(match inputs.choice(&NUM_VARS)? {
        0 => &FOUR,
        1 => &SIX,
        _ => &EIGHT,
    })
}

/// What each input adds to the linear predictor, centred on the means of the derivation.
fn shares(inputs: &Inputs) -> Result<Vec<Share>, Refusal> {
    let share = |input: &Input, amount: f64| Share { column: input.column, amount };
    let centred = |input: &Input, coefficient: f64, mean: f64| {
        inputs.number(input).map(|value| share(input, coefficient * (value - mean)))
    };
    let flagged = |input: &Input, coefficient: f64, mean: f64| {
        inputs.indicator(input).map(|value| share(input, coefficient * (value - mean)))
    };
    let equation = equation(inputs)?;
    let mut shares = vec![
        share(&AGE, equation.age * (inputs.number(&AGE)? / 10.0 - 7.036)),
        flagged(&SEX, equation.male, 0.5642)?,
        share(&EGFR, equation.egfr * (inputs.number(&EGFR)? / 5.0 - 7.222)),
        share(&UACR, equation.ln_uacr * (inputs.number(&UACR)?.ln() - 5.137)),
    ];
    match inputs.choice(&NUM_VARS)? {
        0 => {}
        1 => shares.extend([flagged(&DM, -0.1475, 0.5106)?, flagged(&HTN, 0.1426, 0.8501)?]),
        _ => shares.extend([
            centred(&ALBUMIN, -0.3441, 3.997)?,
            centred(&PHOSPHORUS, 0.2604, 3.916)?,
            centred(&BICARBONATE, -0.07354, 25.57)?,
            centred(&CALCIUM, -0.2228, 9.355)?,
        ]),
    }
    Ok(shares)
}
