//! PREVENT: cardiovascular disease, its parts and heart failure over 10 and 30 years, without race.
//!
//! A logistic model of splines. Five models differ in what they ask beside the base: HbA1c, the urine albumin-creatinine
//! ratio, the Social Deprivation Index, or all three with an own coefficient for each that is missing.

mod base;
mod full;
mod hba1c;
mod sdi;
mod terms;
mod uacr;

use super::input::{Input, Inputs, Range, Scale, Words, YEAR};
use super::lipids::{HDL_CHOLESTEROL, MMOL_PER_MG_DL, TOTAL_CHOLESTEROL, in_mg_dl, systolic};
use super::output::{Note, Output, Scores};
use super::shares::{ShareScale, Shares};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel, Share};

use terms::{Row, TERM_COUNT};

const AGE: Input = Input::age(0, Range::closed(30.0, 79.0));
const SEX: Input = Input::sex(1);
const SBP: Input = systolic(2, Range::closed(90.0, 180.0));
const BP_TX: Input = Input::flag(3, "bp_tx").recorded(Fact::Antihypertensive);
const TOTAL_C: Input = in_mg_dl(4, "total_c", TOTAL_CHOLESTEROL, Range::closed(130.0, 320.0));
const HDL_C: Input = in_mg_dl(5, "hdl_c", HDL_CHOLESTEROL, Range::closed(20.0, 100.0));
const STATIN: Input = Input::flag(6, "statin").recorded(Fact::Statin);
const DM: Input = Input::flag(7, "dm").recorded(Fact::Diabetes);
const SMOKING: Input = Input::flag(8, "smoking").recorded(Fact::CurrentSmoker);
const EGFR: Input = Input::number(9, "egfr", "mL/min/{1.73_m2}", Range::closed(15.0, 140.0)).observed("98979-8", YEAR);
const BMI: Input = Input::number(10, "bmi", "kg/m2", Range::closed(18.5, 39.9)).observed("39156-5", YEAR).optional();
const HBA1C: Input = Input::number(11, "hba1c", "%", Range::closed(4.5, 15.0))
    .observed("4548-4", YEAR)
    .or_scaled("mmol/mol", Scale { before: 23.5, factor: 1.0 / 10.929 })
    .optional();
const UACR: Input = Input::number(12, "uacr", "mg/g", Range::closed(0.1, 25_000.0)).observed("9318-7", YEAR).optional();
const SDI: Input = Input::whole(13, "sdi_decile", "", Range::closed(1.0, 10.0)).optional();
const MODELS: Words = &[&["base"], &["hba1c"], &["uacr"], &["sdi"], &["full"]];
const MODEL: Input = Input::choice(14, "model", MODELS).from(Origin::Setting).optional();
const YEARS: Input = Input::choice(15, "years", &[&["10"], &["30"]]).from(Origin::Setting);

const KHAN: Citation = Citation {
    text: "Khan SS et al. Development and validation of the American Heart Association's PREVENT equations. \
           Circulation 2024;149:430-449",
    year: 2024,
    doi: "10.1161/CIRCULATIONAHA.123.067626",
};

pub static PREVENT: RiskModel = RiskModel {
    id: "prevent",
    title: "PREVENT",
    version: "AHA 2023",
    outcome: "total cardiovascular disease, atherosclerotic disease, heart failure, coronary disease, stroke",
    horizon: Horizon::YearsIn("years"),
    population: "adults of 30 to 79 years without known cardiovascular disease; 30-year risk to 59 years",
    citations: &[KHAN],
    inputs: &[AGE, SEX, SBP, BP_TX, TOTAL_C, HDL_C, STATIN, DM, SMOKING, EGFR, BMI, HBA1C, UACR, SDI, MODEL, YEARS],
    outputs: &[
        Output::probability("total_cvd"),
        Output::probability("ascvd"),
        Output::probability("heart_failure"),
        Output::probability("chd"),
        Output::probability("stroke"),
    ],
    gates: &[Gate::Age { from: 30, to: 79 }, Gate::Without(Fact::Ascvd), Gate::Without(Fact::HeartFailure)],
    remark: "No bands are published for PREVENT; those of older equations do not fit, since its numbers are about half.",
    examples: EXAMPLES,
    compute,
    shares: Some(Shares { scale: ShareScale::LogOdds, output: "total_cvd", of: shares }),
    bounds: None,
};

/// Table S25 of the supplement prints probabilities with three digits.
const PRINTED: f64 = 0.0006;
const SUPPLEMENT: &str = "supplement of the publication, Table S25 and its spreadsheet";
const EXAMPLES: &[Example] = &[
    Example {
        source: SUPPLEMENT,
        inputs: "age=50 sex=female sbp=160 bp_tx=1 total_c=200 hdl_c=45 statin=0 dm=1 smoking=0 egfr=90 bmi=35 model=base \
                 years=10",
        outputs: &[
            ("total_cvd", Expected::About(0.147, PRINTED)),
            ("ascvd", Expected::About(0.092, PRINTED)),
            ("heart_failure", Expected::About(0.081, PRINTED)),
            ("chd", Expected::About(0.044, PRINTED)),
            ("stroke", Expected::About(0.054, PRINTED)),
        ],
    },
    Example {
        source: SUPPLEMENT,
        inputs: "age=50 sex=female sbp=160 bp_tx=1 total_c=200 hdl_c=45 statin=0 dm=1 smoking=0 egfr=90 bmi=35 model=base \
                 years=30",
        outputs: &[
            ("total_cvd", Expected::About(0.530, PRINTED)),
            ("ascvd", Expected::About(0.354, PRINTED)),
            ("heart_failure", Expected::About(0.390, PRINTED)),
            ("chd", Expected::About(0.198, PRINTED)),
            ("stroke", Expected::About(0.221, PRINTED)),
        ],
    },
];

/// Which of the five models; places as in [`MODELS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    Base,
    Hba1c,
    Uacr,
    Sdi,
    Full,
}

impl Variant {
    /// What the model column says; otherwise base, the model of the one optional input that is given, or full.
    fn of(inputs: &Inputs) -> Result<Variant, Refusal> {
        if !inputs.is_missing(&MODEL) {
            return Ok(match inputs.choice(&MODEL)? {
                0 => Variant::Base,
                1 => Variant::Hba1c,
                2 => Variant::Uacr,
                3 => Variant::Sdi,
                _ => Variant::Full,
            });
        }
        let given = [&HBA1C, &UACR, &SDI].map(|input| !inputs.is_missing(input));
        Ok(match given {
            [false, false, false] => Variant::Base,
            [true, false, false] => Variant::Hba1c,
            [false, true, false] => Variant::Uacr,
            [false, false, true] => Variant::Sdi,
            [true, true, _] | [true, _, true] | [_, true, true] => Variant::Full,
        })
    }

    fn rows(self, thirty_years: bool) -> &'static [Row] {
        match (self, thirty_years) {
            (Variant::Base, false) => &base::TEN_YEARS,
            (Variant::Base, true) => &base::THIRTY_YEARS,
            (Variant::Hba1c, false) => &hba1c::TEN_YEARS,
            (Variant::Hba1c, true) => &hba1c::THIRTY_YEARS,
            (Variant::Uacr, false) => &uacr::TEN_YEARS,
            (Variant::Uacr, true) => &uacr::THIRTY_YEARS,
            (Variant::Sdi, false) => &sdi::TEN_YEARS,
            (Variant::Sdi, true) => &sdi::THIRTY_YEARS,
            (Variant::Full, false) => &full::TEN_YEARS,
            (Variant::Full, true) => &full::THIRTY_YEARS,
        }
    }

    /// An optional input of this model: `None` where it is missing from the full one, or belongs to another.
    fn optional(self, inputs: &Inputs, input: &Input, own: Variant) -> Result<Option<f64>, Refusal> {
        match self {
            Variant::Full => inputs.number_if_given(input),
            variant if variant == own => inputs.number(input).map(Some),
            Variant::Base | Variant::Hba1c | Variant::Uacr | Variant::Sdi => Ok(None),
        }
    }
}

/// Place of heart failure among the outcomes: the only one with coefficients for the body mass index.
const HEART_FAILURE: usize = 2;

/// A patient's terms, and the rows to multiply them with.
struct Predictor {
    terms: [f64; TERM_COUNT],
    rows: &'static [Row],
    is_male: bool,
    has_bmi: bool,
    is_beyond: bool,
}

impl Predictor {
    fn new(inputs: &Inputs) -> Result<Predictor, Refusal> {
        let variant = Variant::of(inputs)?;
        let mut terms = [0.0; TERM_COUNT];
        base_terms(inputs, &mut terms)?;
        optional_terms(variant, inputs, &mut terms)?;
        let is_male = inputs.choice(&SEX)? == 1;
        let thirty_years = inputs.choice(&YEARS)? == 1;
        let is_beyond = thirty_years && inputs.number(&AGE)? > 59.0;
        let has_bmi = !inputs.is_missing(&BMI);
        Ok(Predictor { terms, rows: variant.rows(thirty_years), is_male, has_bmi, is_beyond })
    }

    /// Each row's term with its five coefficients.
    fn weighted(&self) -> impl Iterator<Item = (usize, f64, &'static [f64; 5])> {
        self.rows.iter().map(|(term, women, men)| {
            let value = self.terms.get(*term).copied().unwrap_or_default();
            (*term, value, if self.is_male { men } else { women })
        })
    }
}

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let predictor = Predictor::new(inputs)?;
    let mut log_odds = [0.0; 5];
    for (_, term, coefficients) in predictor.weighted() {
        for (sum, coefficient) in log_odds.iter_mut().zip(coefficients) {
            *sum += coefficient * term;
        }
    }
    let mut scores = Scores::numbers(log_odds.map(|x: f64| 1.0 / (1.0 + (-x).exp())));
    if !predictor.has_bmi {
        scores.leave_out(HEART_FAILURE);
        scores = scores.with_note(Note::WithoutInput(BMI.column));
    }
    Ok(if predictor.is_beyond { scores.with_note(Note::ThirtyYearsAbove59) } else { scores })
}

/// Where both terms of the body mass index are zero.
const BMI_OF_NO_TERM: f64 = 25.0;

fn base_terms(inputs: &Inputs, terms: &mut [f64; TERM_COUNT]) -> Result<(), Refusal> {
    let age = (inputs.number(&AGE)? - 55.0) / 10.0;
    let hdl_mmol = inputs.number(&HDL_C)? * MMOL_PER_MG_DL;
    let non_hdl = inputs.number(&TOTAL_C)? * MMOL_PER_MG_DL - hdl_mmol - 3.5;
    let hdl = (hdl_mmol - 1.3) / 0.3;
    let sbp = inputs.number(&SBP)?;
    let sbp_high = (sbp.max(110.0) - 130.0) / 20.0;
    let (dm, smoking) = (inputs.indicator(&DM)?, inputs.indicator(&SMOKING)?);
    // Without it these terms stand for nobody; the outcome that has coefficients for them is left out.
    let bmi = inputs.number_if_given(&BMI)?.unwrap_or(BMI_OF_NO_TERM);
    let bmi_high = (bmi.max(30.0) - 30.0) / 5.0;
    let egfr = inputs.number(&EGFR)?;
    let egfr_low = (egfr.min(60.0) - 60.0) / -15.0;
    let (bp_tx, statin) = (inputs.indicator(&BP_TX)?, inputs.indicator(&STATIN)?);
    let values = [
        age,
        age * age,
        non_hdl,
        hdl,
        (sbp.min(110.0) - 110.0) / 20.0,
        sbp_high,
        dm,
        smoking,
        (bmi.min(30.0) - 25.0) / 5.0,
        bmi_high,
        egfr_low,
        (egfr.max(60.0) - 90.0) / -15.0,
        bp_tx,
        statin,
        bp_tx * sbp_high,
        statin * non_hdl,
        age * non_hdl,
        age * hdl,
        age * sbp_high,
        age * dm,
        age * smoking,
        age * bmi_high,
        age * egfr_low,
    ];
    terms.iter_mut().zip(values).for_each(|(term, value)| *term = value);
    terms[terms::ONE] = 1.0;
    Ok(())
}

fn optional_terms(variant: Variant, inputs: &Inputs, terms: &mut [f64; TERM_COUNT]) -> Result<(), Refusal> {
    let set = |terms: &mut [f64; TERM_COUNT], term: usize, is_set: bool| terms[term] = f64::from(u8::from(is_set));
    let sdi = variant.optional(inputs, &SDI, Variant::Sdi)?;
    set(terms, terms::SDI_MIDDLE, sdi.is_some_and(|sdi| (4.0..=6.0).contains(&sdi)));
    set(terms, terms::SDI_HIGH, sdi.is_some_and(|sdi| sdi >= 7.0));
    set(terms, terms::SDI_MISSING, sdi.is_none());
    let uacr = variant.optional(inputs, &UACR, Variant::Uacr)?;
    terms[terms::LN_UACR] = uacr.map_or(0.0, f64::ln);
    set(terms, terms::UACR_MISSING, uacr.is_none());
    let hba1c = variant.optional(inputs, &HBA1C, Variant::Hba1c)?;
    let dm = inputs.indicator(&DM)?;
    terms[terms::HBA1C_DIABETES] = hba1c.map_or(0.0, |hba1c| (hba1c - 5.3) * dm);
    terms[terms::HBA1C_NO_DIABETES] = hba1c.map_or(0.0, |hba1c| (hba1c - 5.3) * (1.0 - dm));
    set(terms, terms::HBA1C_MISSING, hba1c.is_none());
    Ok(())
}

/// What each input adds to the log odds of total cardiovascular disease.
fn shares(inputs: &Inputs) -> Result<Vec<Share>, Refusal> {
    let mut shares: Vec<Share> = Vec::new();
    for (term, value, coefficients) in Predictor::new(inputs)?.weighted() {
        let Some(column) = column_of(term) else { continue };
        let amount = value * coefficients[0];
        match shares.iter_mut().find(|share| share.column == column) {
            Some(share) => share.amount += amount,
            None => shares.push(Share { column, amount }),
        }
    }
    Ok(shares)
}

/// The input that a term counts for; `None` for the constant.
fn column_of(term: usize) -> Option<&'static str> {
    let input = match term {
        terms::AGE | terms::AGE_SQUARED => AGE,
        terms::NON_HDL | terms::AGE_NON_HDL => TOTAL_C,
        terms::HDL | terms::AGE_HDL => HDL_C,
        terms::SBP_LOW | terms::SBP_HIGH | terms::AGE_SBP => SBP,
        terms::DIABETES | terms::AGE_DIABETES => DM,
        terms::SMOKING | terms::AGE_SMOKING => SMOKING,
        terms::BMI_LOW | terms::BMI_HIGH | terms::AGE_BMI => BMI,
        terms::EGFR_LOW | terms::EGFR_HIGH | terms::AGE_EGFR => EGFR,
        terms::BP_TX | terms::BP_TX_SBP => BP_TX,
        terms::STATIN | terms::STATIN_NON_HDL => STATIN,
        terms::SDI_MIDDLE | terms::SDI_HIGH | terms::SDI_MISSING => SDI,
        terms::LN_UACR | terms::UACR_MISSING => UACR,
        terms::HBA1C_DIABETES | terms::HBA1C_NO_DIABETES | terms::HBA1C_MISSING => HBA1C,
        _ => return None,
    };
    Some(input.column)
}
