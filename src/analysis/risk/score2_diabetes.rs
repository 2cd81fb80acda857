//! SCORE2-Diabetes: cardiovascular disease over 10 years in people of 40 to 69 with type 2 diabetes.

use super::input::{Input, Inputs, Range, Scale, YEAR};
use super::lipids::{HDL_CHOLESTEROL, TOTAL_CHOLESTEROL, in_mmol_l, systolic};
use super::output::{Band, Output, Scores};
use super::score2::{Calibration, HDL_C_RANGE, REGIONS, SBP_RANGE, SCORE2_PAPER, TOTAL_C_RANGE};
use super::shares::{ShareScale, Shares};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel, Share};

const REGION: Input = Input::choice(0, "region", REGIONS).from(Origin::Region);
/// Completed years.
const AGE: Input = Input::whole(1, "age", "a", Range::closed(40.0, 69.0)).from(Origin::Age);
const SEX: Input = Input::sex(2);
const SMOKER: Input = Input::flag(3, "smoker").recorded(Fact::CurrentSmoker);
const SBP: Input = systolic(4, SBP_RANGE);
const TOTAL_C: Input = in_mmol_l(5, "total_c", TOTAL_CHOLESTEROL, TOTAL_C_RANGE);
const HDL_C: Input = in_mmol_l(6, "hdl_c", HDL_CHOLESTEROL, HDL_C_RANGE);
const DIABETES: Input = Input::flag(7, "diabetes").recorded(Fact::Type2Diabetes);
/// From the record's NGSP percent to the IFCC's mmol/mol, as the references convert.
const IFCC: Scale = Scale { before: -2.15, factor: 10.929 };
const HBA1C: Input = Input::number(8, "hba1c_mmol_mol", "mmol/mol", Range::closed(20.0, 195.0))
    .observed_in("4548-4", IFCC, YEAR)
    .or_scaled("%", IFCC);
const EGFR: Input = Input::number(9, "egfr", "mL/min/{1.73_m2}", Range::closed(5.0, 150.0)).observed("98979-8", YEAR);
/// Age at diagnosis.
const DIABETES_AGE: Input = Input::number(10, "diabetes_age", "a", Range::closed(0.0, 69.0));

const PAPER: Citation = Citation {
    text: "SCORE2-Diabetes working group. SCORE2-Diabetes: 10-year cardiovascular risk estimation in type 2 diabetes in \
           Europe. Eur Heart J 2023;44:2544-2556",
    year: 2023,
    doi: "10.1093/eurheartj/ehad260",
};

const BANDS: &[Band] = &[
    Band { from: 0.0, word: "low" },
    Band { from: 5.0, word: "moderate" },
    Band { from: 10.0, word: "high" },
    Band { from: 20.0, word: "very high" },
];
const ABSTRACT: &str = "graphical abstract of the publication (one decimal)";

pub static SCORE2_DIABETES: RiskModel = RiskModel {
    id: "score2_diabetes",
    title: "SCORE2-Diabetes",
    version: "ESC 2023",
    outcome: "fatal or non-fatal cardiovascular disease",
    horizon: Horizon::Years(10),
    population: "Europeans of 40 to 69 years with type 2 diabetes, without cardiovascular disease or severe organ damage",
    citations: &[PAPER, SCORE2_PAPER],
    inputs: &[REGION, AGE, SEX, SMOKER, SBP, TOTAL_C, HDL_C, DIABETES, HBA1C, EGFR, DIABETES_AGE],
    outputs: &[Output::percent("risk_10yr_pct").with_bands(BANDS, "ESC 2023")],
    gates: &[
        Gate::Age { from: 40, to: 69 },
        Gate::With(Fact::Type2Diabetes),
        Gate::Without(Fact::Ascvd),
        Gate::Without(Fact::HeartFailure),
        Gate::Without(Fact::SevereKidneyDisease),
    ],
    remark: "",
    examples: &[
        Example {
            source: ABSTRACT,
            inputs: "region=Low age=60 sex=male smoker=0 sbp=140 total_c=5.5 hdl_c=1.3 diabetes=1 hba1c_mmol_mol=50 \
                     egfr=90 diabetes_age=60",
            outputs: &[("risk_10yr_pct", Expected::About(8.4, 0.05))],
        },
        Example {
            source: ABSTRACT,
            inputs: "region=Low age=60 sex=female smoker=0 sbp=140 total_c=5.5 hdl_c=1.3 diabetes=1 hba1c_mmol_mol=50 \
                     egfr=90 diabetes_age=60",
            outputs: &[("risk_10yr_pct", Expected::About(6.1, 0.05))],
        },
    ],
    compute,
    shares: Some(Shares { scale: ShareScale::LogHazard, output: "risk_10yr_pct", of: shares }),
    bounds: None,
};

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
    diabetes_age: f64,
    total_c_age: f64,
    hdl_c_age: f64,
    diagnosis: f64,
    hba1c: f64,
    egfr: f64,
    egfr_squared: f64,
    hba1c_age: f64,
    egfr_age: f64,
    survival: f64,
}

const WOMEN: Coefficients = Coefficients {
    age: 0.6624,
    smoker: 0.6139,
    sbp: 0.1421,
    diabetes: 0.8096,
    total_c: 0.1127,
    hdl_c: -0.1568,
    smoker_age: -0.1122,
    sbp_age: -0.0167,
    diabetes_age: -0.1272,
    total_c_age: -0.0200,
    hdl_c_age: 0.0186,
    diagnosis: -0.1180,
    hba1c: 0.1173,
    egfr: -0.0640,
    egfr_squared: 0.0062,
    hba1c_age: -0.0196,
    egfr_age: 0.0169,
    survival: 0.9776,
};
const MEN: Coefficients = Coefficients {
    age: 0.5368,
    smoker: 0.4774,
    sbp: 0.1322,
    diabetes: 0.6457,
    total_c: 0.1102,
    hdl_c: -0.1087,
    smoker_age: -0.0672,
    sbp_age: -0.0268,
    diabetes_age: -0.0983,
    total_c_age: -0.0181,
    hdl_c_age: 0.0095,
    diagnosis: -0.0998,
    hba1c: 0.0955,
    egfr: -0.0591,
    egfr_squared: 0.0058,
    hba1c_age: -0.0134,
    egfr_age: 0.0115,
    survival: 0.9605,
};

/// A patient in the model's own units.
struct Patient {
    age: f64,
    smoker: f64,
    sbp: f64,
    total_c: f64,
    hdl_c: f64,
    diagnosis: f64,
    hba1c: f64,
    egfr: f64,
    coefficients: &'static Coefficients,
    calibration: Calibration,
}

impl Patient {
    fn read(inputs: &Inputs) -> Result<Patient, Refusal> {
        let region = inputs.choice(&REGION)?;
        let age_years = inputs.number(&AGE)?;
        let is_male = inputs.choice(&SEX)? == 1;
        let smoker = inputs.indicator(&SMOKER)?;
        let (sbp, total_c, hdl_c) = (inputs.number(&SBP)?, inputs.number(&TOTAL_C)?, inputs.number(&HDL_C)?);
        if !inputs.flag(&DIABETES)? {
            return Err(Refusal::NotCovered {
                column: DIABETES.column,
                known: "without diabetes, SCORE2 is the model",
            });
        }
        let hba1c = inputs.number(&HBA1C)?;
        let egfr = inputs.number(&EGFR)?;
        let diabetes_age_years = inputs.number(&DIABETES_AGE)?;
        if diabetes_age_years > age_years {
            return Err(Refusal::Contradiction { column: DIABETES_AGE.column, with: AGE.column });
        }
        Ok(Patient {
            age: (age_years - 60.0) / 5.0,
            smoker,
            sbp: (sbp - 120.0) / 20.0,
            total_c: total_c - 6.0,
            hdl_c: (hdl_c - 1.3) / 0.5,
            diagnosis: (diabetes_age_years - 50.0) / 5.0,
            hba1c: (hba1c - 31.0) / 9.34,
            egfr: (egfr.ln() - 4.5) / 0.15,
            coefficients: if is_male { &MEN } else { &WOMEN },
            calibration: Calibration { region, is_male, is_older: false },
        })
    }

    /// What each input adds to the linear predictor.
    fn shares(&self) -> [Share; 9] {
        let (c, age) = (self.coefficients, self.age);
        [
            Share { column: AGE.column, amount: c.age * age },
            Share::with_age(&SMOKER, age, self.smoker, (c.smoker, c.smoker_age)),
            Share::with_age(&SBP, age, self.sbp, (c.sbp, c.sbp_age)),
            Share::with_age(&TOTAL_C, age, self.total_c, (c.total_c, c.total_c_age)),
            Share::with_age(&HDL_C, age, self.hdl_c, (c.hdl_c, c.hdl_c_age)),
            Share::with_age(&DIABETES, age, 1.0, (c.diabetes, c.diabetes_age)),
            Share::with_age(&HBA1C, age, self.hba1c, (c.hba1c, c.hba1c_age)),
            Share::with_age(&EGFR, age, self.egfr, (c.egfr + c.egfr_squared * self.egfr, c.egfr_age)),
            Share { column: DIABETES_AGE.column, amount: c.diagnosis * self.diagnosis },
        ]
    }
}

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let patient = Patient::read(inputs)?;
    let predictor = patient.shares().iter().map(|share| share.amount).sum();
    Ok(Scores::numbers([patient.calibration.percent(predictor, patient.coefficients.survival)]))
}

fn shares(inputs: &Inputs) -> Result<Vec<Share>, Refusal> {
    Ok(Patient::read(inputs)?.shares().to_vec())
}
