//! MELD 3.0 and MELD of 2001: 90-day mortality of chronic liver disease, in points for the order of transplants.

use super::ckdepi::{CREATININE, CREATININE_UMOL_PER_MG_DL, USUAL_CREATININE};
use super::input::{Doubted, Input, Inputs, MONTH, Range, Scale, UnitColumn};
use super::output::{Output, Scores};
use super::sofa::{BILIRUBIN, BILIRUBIN_UMOL_PER_MG_DL, UNITS, USUAL_BILIRUBIN};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel};

const BILIRUBIN_RANGE: Range = Range::closed(0.05, 117.0);
const CREATININE_RANGE: Range = Range::closed(0.05, 57.0);
const INR_RANGE: Range = Range::closed(0.3, 30.0);
const TO_BILIRUBIN: Scale = Scale::times(1.0 / BILIRUBIN_UMOL_PER_MG_DL);
const TO_CREATININE: Scale = Scale::times(1.0 / CREATININE_UMOL_PER_MG_DL);

const FEMALE: Input = Input::flag(0, "female").from(Origin::Sex);
const BILIRUBIN_3: Input = Input::number(1, "bilirubin", "mg/dL", BILIRUBIN_RANGE)
    .observed_in(BILIRUBIN, TO_BILIRUBIN, MONTH)
    .or_in("umol/L", 1.0 / BILIRUBIN_UMOL_PER_MG_DL)
    .doubted(Doubted::Outside(USUAL_BILIRUBIN));
const SODIUM: Input = Input::number(2, "sodium", "mmol/L", Range::closed(80.0, 220.0)).observed("2951-2", MONTH);
const INR_3: Input = Input::number(3, "inr", "", INR_RANGE).observed("6301-6", MONTH);
const CREATININE_3: Input = Input::number(4, "creatinine", "mg/dL", CREATININE_RANGE)
    .observed_in(CREATININE, TO_CREATININE, MONTH)
    .or_in("umol/L", 1.0 / CREATININE_UMOL_PER_MG_DL)
    .doubted(Doubted::Outside(USUAL_CREATININE));
const ALBUMIN: Input = Input::number(5, "albumin", "g/dL", Range::closed(0.3, 10.0))
    .observed_in("1751-7", Scale::times(0.1), MONTH)
    .or_in("g/L", 0.1);
/// Twice or more in the past week.
const DIALYSIS_3: Input = Input::flag(6, "dialysis").recorded(Fact::Dialysis);

pub static MELD3: RiskModel = RiskModel {
    id: "meld3",
    title: "MELD 3.0",
    version: "2021",
    outcome: "death without transplant",
    horizon: Horizon::Days(90),
    population: "adults with chronic liver disease",
    citations: &[Citation {
        text: "Kim WR et al. MELD 3.0: the model for end-stage liver disease updated for the modern era. \
               Gastroenterology 2021;161:1887-1895",
        year: 2021,
        doi: "10.1053/j.gastro.2021.08.050",
    }],
    inputs: &[FEMALE, BILIRUBIN_3, SODIUM, INR_3, CREATININE_3, ALBUMIN, DIALYSIS_3],
    outputs: &[Output::points("raw", 0.0, 100.0), Output::points("score", 6.0, 40.0)],
    gates: &[Gate::Age { from: 18, to: 130 }, Gate::With(Fact::ChronicLiverDisease)],
    remark: "",
    examples: &[Example {
        source: "worked by hand from the formula with every value at its limit, where only sex and constant are left",
        inputs: "female=1 bilirubin=1 sodium=137 inr=1 creatinine=1 albumin=3.5 dialysis=0",
        outputs: &[("raw", Expected::About(7.33, 1e-9)), ("score", Expected::Exactly(7.0))],
    }],
    compute: meld3,
    shares: None,
    bounds: None,
};

/// Probability of being alive after 90 days, from the score.
pub fn survival_90_days(meld3_score: f64) -> f64 {
    0.946_f64.powf((0.17698 * meld3_score - 3.56).exp())
}

/// The clamps are the authors' own: values beyond count as the limit, dialysis as creatinine 3.0.
fn meld3(inputs: &Inputs) -> Result<Scores, Refusal> {
    let female = inputs.indicator(&FEMALE)?;
    let ln_bilirubin = inputs.number(&BILIRUBIN_3)?.max(1.0).ln();
    let sodium_lack = 137.0 - inputs.number(&SODIUM)?.clamp(125.0, 137.0);
    let ln_inr = inputs.number(&INR_3)?.max(1.0).ln();
    let creatinine = creatinine(inputs, &CREATININE_3, &DIALYSIS_3, 3.0)?;
    let albumin_lack = 3.5 - inputs.number(&ALBUMIN)?.clamp(1.5, 3.5);
    let ln_creatinine = creatinine.ln();
    let raw = 1.33 * female + 4.56 * ln_bilirubin + 0.82 * sodium_lack - 0.24 * sodium_lack * ln_bilirubin
        + 9.09 * ln_inr
        + 11.14 * ln_creatinine
        + 1.85 * albumin_lack
        - 1.83 * albumin_lack * ln_creatinine
        + 6.0;
    Ok(Scores::numbers([raw, listed(raw)]))
}

/// From 1 to the most that counts; on dialysis the most, whatever was measured or not. What was measured has to be valid.
fn creatinine(inputs: &Inputs, creatinine: &Input, dialysis: &Input, most: f64) -> Result<f64, Refusal> {
    if inputs.flag(dialysis)? {
        return inputs.number_if_given(creatinine).map(|_| most);
    }
    inputs.number(creatinine).map(|measured| measured.clamp(1.0, most))
}

/// Rounded half up, from 6 to 40.
fn listed(raw: f64) -> f64 {
    (raw + 0.5).floor().clamp(6.0, 40.0)
}

const BILIRUBIN_UNIT: UnitColumn =
    UnitColumn { at: 1, column: "bilirubin_unit", units: UNITS, per_first: &[1.0, BILIRUBIN_UMOL_PER_MG_DL] };
const CREATININE_UNIT: UnitColumn =
    UnitColumn { at: 3, column: "creatinine_unit", units: UNITS, per_first: &[1.0, CREATININE_UMOL_PER_MG_DL] };
const BILIRUBIN_INPUT: Input = Input::quantity(0, "bilirubin", "mg/dL", BILIRUBIN_RANGE, BILIRUBIN_UNIT)
    .observed_in(BILIRUBIN, TO_BILIRUBIN, MONTH)
    .or_in("umol/L", 1.0 / BILIRUBIN_UMOL_PER_MG_DL)
    .doubted(Doubted::Outside(USUAL_BILIRUBIN));
const CREATININE_INPUT: Input = Input::quantity(2, "creatinine", "mg/dL", CREATININE_RANGE, CREATININE_UNIT)
    .observed_in(CREATININE, TO_CREATININE, MONTH)
    .or_in("umol/L", 1.0 / CREATININE_UMOL_PER_MG_DL)
    .doubted(Doubted::Outside(USUAL_CREATININE));
const DIALYSIS: Input = Input::flag(4, "dialysis_twice_past_week").recorded(Fact::Dialysis);
const INR: Input = Input::number(5, "inr", "", INR_RANGE).observed("6301-6", MONTH);

pub static MELD: RiskModel = RiskModel {
    id: "meld",
    title: "MELD",
    version: "2001",
    outcome: "death without transplant",
    horizon: Horizon::Days(90),
    population: "adults with chronic liver disease",
    citations: &[Citation {
        text: "Kamath PS et al. A model to predict survival in patients with end-stage liver disease. Hepatology \
               2001;33:464-470",
        year: 2001,
        doi: "10.1053/jhep.2001.22172",
    }],
    inputs: &[
        BILIRUBIN_INPUT,
        Input::unit_of(BILIRUBIN_UNIT),
        CREATININE_INPUT,
        Input::unit_of(CREATININE_UNIT),
        DIALYSIS,
        INR,
    ],
    outputs: &[Output::points("score", 6.0, 40.0)],
    gates: &[Gate::Age { from: 18, to: 130 }, Gate::With(Fact::ChronicLiverDisease)],
    remark: "",
    examples: &[Example {
        source: "worked by hand from the formula: 3.78 ln 2 + 11.2 ln 1.5 + 9.57 ln 2 + 6.43 = 20.2",
        inputs: "bilirubin=2 bilirubin_unit=mg/dL creatinine=2 creatinine_unit=mg/dL dialysis_twice_past_week=0 inr=1.5",
        outputs: &[("score", Expected::Exactly(20.0))],
    }],
    compute: meld,
    shares: None,
    bounds: None,
};

fn meld(inputs: &Inputs) -> Result<Scores, Refusal> {
    let ln_bilirubin = inputs.number(&BILIRUBIN_INPUT)?.max(1.0).ln();
    let creatinine = creatinine(inputs, &CREATININE_INPUT, &DIALYSIS, 4.0)?;
    let ln_inr = inputs.number(&INR)?.max(1.0).ln();
    let raw = 3.78 * ln_bilirubin + 11.2 * ln_inr + 9.57 * creatinine.ln() + 6.43;
    Ok(Scores::numbers([listed(raw)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survival_falls_with_the_score() {
        let survivals: Vec<f64> = (6..=40).map(|score| survival_90_days(f64::from(score))).collect();
        assert!(survivals.windows(2).all(|pair| pair[1] < pair[0]), "{survivals:?}");
        assert!(survivals.iter().all(|survival| (0.0..=1.0).contains(survival)));
    }
}
