//! SCORE2 and, from 70, SCORE2-OP: fatal and non-fatal cardiovascular disease over 10 years in four regions of Europe.

use super::input::{Input, Inputs, Range, Words};
use super::lipids::{HDL_CHOLESTEROL, TOTAL_CHOLESTEROL, in_mmol_l, systolic};
use super::output::{Output, Score, Scores};
use super::shares::{ShareScale, Shares};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel, Share};

pub const REGIONS: Words = &[&["Low"], &["Moderate"], &["High"], &["Very high"]];
pub const SBP_RANGE: Range = Range::closed(70.0, 250.0);
pub const TOTAL_C_RANGE: Range = Range::closed(1.0, 15.0);
pub const HDL_C_RANGE: Range = Range::closed(0.2, 5.0);
const ESC_CLASSES: [&str; 3] = ["low-to-moderate", "high", "very high"];

const REGION: Input = Input::choice(0, "region", REGIONS).from(Origin::Region);
/// Completed years.
const AGE: Input = Input::whole(1, "age", "a", Range::closed(40.0, 89.0)).from(Origin::Age);
const SEX: Input = Input::sex(2);
const SMOKER: Input = Input::flag(3, "smoker").recorded(Fact::CurrentSmoker);
const SBP: Input = systolic(4, SBP_RANGE);
const TOTAL_C: Input = in_mmol_l(5, "total_c", TOTAL_CHOLESTEROL, TOTAL_C_RANGE);
const HDL_C: Input = in_mmol_l(6, "hdl_c", HDL_CHOLESTEROL, HDL_C_RANGE);
const DIABETES: Input = Input::flag(7, "diabetes").recorded(Fact::Diabetes);

pub const SCORE2_PAPER: Citation = Citation {
    text: "SCORE2 working group. SCORE2 risk prediction algorithms. Eur Heart J 2021;42:2439-2454",
    year: 2021,
    doi: "10.1093/eurheartj/ehab309",
};
const SCORE2_OP_PAPER: Citation = Citation {
    text: "SCORE2-OP working group. SCORE2-OP risk prediction algorithms. Eur Heart J 2021;42:2455-2467",
    year: 2021,
    doi: "10.1093/eurheartj/ehab312",
};

pub static SCORE2: RiskModel = RiskModel {
    id: "score2",
    title: "SCORE2 / SCORE2-OP",
    version: "ESC 2021",
    outcome: "fatal or non-fatal cardiovascular disease",
    horizon: Horizon::Years(10),
    population: "Europeans of 40 to 89 years without known cardiovascular disease; before 70 without diabetes",
    citations: &[SCORE2_PAPER, SCORE2_OP_PAPER],
    inputs: &[REGION, AGE, SEX, SMOKER, SBP, TOTAL_C, HDL_C, DIABETES],
    outputs: &[Output::percent("risk_10yr_pct"), Output::class("esc2021_class", &ESC_CLASSES)],
    gates: &[
        Gate::Age { from: 40, to: 89 },
        Gate::Without(Fact::Ascvd),
        Gate::Without(Fact::HeartFailure),
        Gate::Without(Fact::SevereKidneyDisease),
        Gate::Without(Fact::FamilialHypercholesterolaemia),
        Gate::NoDiabetesBefore70,
    ],
    remark: "The class is that of the ESC prevention guideline of 2021, whose limits depend on age.",
    examples: &[
        Example {
            source: TABLE_4,
            inputs: "region=Low age=50 sex=male smoker=1 sbp=140 total_c=6.3 hdl_c=1.4 diabetes=0",
            outputs: &[("risk_10yr_pct", Expected::About(6.3, 0.05)), ("esc2021_class", Expected::Class("high"))],
        },
        Example {
            source: TABLE_4,
            inputs: "region=Very_high age=50 sex=female smoker=1 sbp=140 total_c=6.3 hdl_c=1.4 diabetes=0",
            outputs: &[("risk_10yr_pct", Expected::About(14.1, 0.05))],
        },
    ],
    compute,
    shares: Some(Shares { scale: ShareScale::LogHazard, output: "risk_10yr_pct", of: shares }),
    bounds: None,
};

const TABLE_4: &str = "SCORE2 paper, supplementary table 4 (one decimal)";

/// Coefficients of a sex. Products are with age.
struct Coefficients {
    age: f64,
    smoker: f64,
    sbp: f64,
    diabetes: f64,
    total_c: f64,
    hdl_c: f64,
    smoker_age: f64,
    sbp_age: f64,
    total_c_age: f64,
    hdl_c_age: f64,
    diabetes_age: f64,
    survival: f64,
    mean: f64,
}

const WOMEN: Coefficients = Coefficients {
    age: 0.4648,
    smoker: 0.7744,
    sbp: 0.3131,
    diabetes: 0.8096,
    total_c: 0.1002,
    hdl_c: -0.2606,
    smoker_age: -0.1088,
    sbp_age: -0.0277,
    total_c_age: -0.0226,
    hdl_c_age: 0.0613,
    diabetes_age: -0.1272,
    survival: 0.9776,
    mean: 0.0,
};
const MEN: Coefficients = Coefficients {
    age: 0.3742,
    smoker: 0.6012,
    sbp: 0.2777,
    diabetes: 0.6457,
    total_c: 0.1458,
    hdl_c: -0.2698,
    smoker_age: -0.0755,
    sbp_age: -0.0255,
    total_c_age: -0.0281,
    hdl_c_age: 0.0426,
    diabetes_age: -0.0983,
    survival: 0.9605,
    mean: 0.0,
};
const OLDER_WOMEN: Coefficients = Coefficients {
    age: 0.0789,
    smoker: 0.4921,
    sbp: 0.0102,
    diabetes: 0.6010,
    total_c: 0.0605,
    hdl_c: -0.3040,
    smoker_age: -0.0255,
    sbp_age: -0.0004,
    total_c_age: -0.0009,
    hdl_c_age: 0.0154,
    diabetes_age: -0.0107,
    survival: 0.8082,
    mean: 0.2290,
};
const OLDER_MEN: Coefficients = Coefficients {
    age: 0.0634,
    smoker: 0.3524,
    sbp: 0.0094,
    diabetes: 0.4245,
    total_c: 0.0850,
    hdl_c: -0.3564,
    smoker_age: -0.0247,
    sbp_age: -0.0005,
    total_c_age: 0.0073,
    hdl_c_age: 0.0091,
    diabetes_age: -0.0174,
    survival: 0.7576,
    mean: 0.0929,
};

/// Which calibration a risk needs: a region and a sex, before or from 70.
#[derive(Clone, Copy)]
pub struct Calibration {
    /// Place in [`REGIONS`].
    pub region: usize,
    pub is_male: bool,
    pub is_older: bool,
}

/// (scale 1, scale 2) by region.
type Scales = [(f64, f64); 4];
const SCALES_WOMEN: Scales = [(-0.7380, 0.7019), (-0.3143, 0.7701), (0.5710, 0.9369), (0.9412, 0.8329)];
const SCALES_MEN: Scales = [(-0.5699, 0.7476), (-0.1565, 0.8009), (0.3207, 0.9360), (0.5836, 0.8294)];
const SCALES_OLDER_WOMEN: Scales = [(-0.52, 1.01), (-0.10, 1.10), (0.38, 1.09), (0.38, 0.69)];
const SCALES_OLDER_MEN: Scales = [(-0.34, 1.19), (0.01, 1.25), (0.08, 1.15), (0.05, 0.70)];

impl Calibration {
    /// Percent over 10 years from the linear predictor and the baseline survival: the uncalibrated risk
    /// 1 - S0^exp(x), carried to the region on the scale of the complementary log-log.
    pub fn percent(self, predictor: f64, survival: f64) -> f64 {
        let scales = match (self.is_older, self.is_male) {
            (false, false) => SCALES_WOMEN,
            (false, true) => SCALES_MEN,
            (true, false) => SCALES_OLDER_WOMEN,
            (true, true) => SCALES_OLDER_MEN,
        };
        let (first, second) = scales.get(self.region).copied().unwrap_or((f64::NAN, f64::NAN));
        let complementary = predictor + (-survival.ln()).ln();
        -100.0 * (-(first + second * complementary).exp()).exp_m1()
    }
}

/// A patient in the model's own units.
struct Patient {
    age_years: f64,
    age: f64,
    smoker: f64,
    sbp: f64,
    total_c: f64,
    hdl_c: f64,
    diabetes: f64,
    coefficients: &'static Coefficients,
    calibration: Calibration,
}

impl Patient {
    fn read(inputs: &Inputs) -> Result<Patient, Refusal> {
        let region = inputs.choice(&REGION)?;
        let age_years = inputs.number(&AGE)?;
        let is_male = inputs.choice(&SEX)? == 1;
        let smoker = inputs.indicator(&SMOKER)?;
        let (sbp, total_c, hdl_c) = (inputs.number(&SBP)?, inputs.number(&TOTAL_C)? - 6.0, inputs.number(&HDL_C)?);
        let diabetes = inputs.indicator(&DIABETES)?;
        let is_older = age_years >= 70.0;
        let coefficients = match (is_older, is_male) {
            (false, false) => &WOMEN,
            (false, true) => &MEN,
            (true, false) => &OLDER_WOMEN,
            (true, true) => &OLDER_MEN,
        };
        let (age, sbp, hdl_c) = match is_older {
            true => (age_years - 73.0, sbp - 150.0, hdl_c - 1.4),
            false => ((age_years - 60.0) / 5.0, (sbp - 120.0) / 20.0, (hdl_c - 1.3) / 0.5),
        };
        let calibration = Calibration { region, is_male, is_older };
        Ok(Patient { age_years, age, smoker, sbp, total_c, hdl_c, diabetes, coefficients, calibration })
    }

    /// What each input adds to the linear predictor.
    fn shares(&self) -> [Share; 6] {
        let (c, age) = (self.coefficients, self.age);
        [
            Share { column: AGE.column, amount: c.age * age },
            Share::with_age(&SMOKER, age, self.smoker, (c.smoker, c.smoker_age)),
            Share::with_age(&SBP, age, self.sbp, (c.sbp, c.sbp_age)),
            Share::with_age(&TOTAL_C, age, self.total_c, (c.total_c, c.total_c_age)),
            Share::with_age(&HDL_C, age, self.hdl_c, (c.hdl_c, c.hdl_c_age)),
            Share::with_age(&DIABETES, age, self.diabetes, (c.diabetes, c.diabetes_age)),
        ]
    }
}

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let patient = Patient::read(inputs)?;
    let sum: f64 = patient.shares().iter().map(|share| share.amount).sum();
    let percent = patient.calibration.percent(sum - patient.coefficients.mean, patient.coefficients.survival);
    let mut scores = Scores::numbers([percent]);
    scores.set(1, Score::Class(esc_class(patient.age_years, percent)));
    Ok(scores)
}

fn shares(inputs: &Inputs) -> Result<Vec<Share>, Refusal> {
    Ok(Patient::read(inputs)?.shares().to_vec())
}

/// The class of the 2021 guideline; its two limits rise with age.
fn esc_class(age_years: f64, percent: f64) -> &'static str {
    let (high, very_high) = match age_years {
        age if age < 50.0 => (2.5, 7.5),
        age if age < 70.0 => (5.0, 10.0),
        _ => (7.5, 15.0),
    };
    let [low_to_moderate_word, high_word, very_high_word] = ESC_CLASSES;
    match percent {
        percent if percent >= very_high => very_high_word,
        percent if percent >= high => high_word,
        _ => low_to_moderate_word,
    }
}
