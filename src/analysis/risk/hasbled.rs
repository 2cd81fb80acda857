//! HAS-BLED: points for major bleeding on anticoagulants, and with them the causes that can be put right.

use super::ckdepi::CREATININE;
use super::input::{Input, Inputs, YEAR};
use super::lipids::SYSTOLIC;
use super::output::{Band, Output, Scores};
use super::shares::{Part, ShareScale, Shares, shares, total};
use super::{Bounds, Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel};

const PRESSURE: Input = Input::flag(0, "hypertension_uncontrolled").from(Origin::Above {
    code: SYSTOLIC,
    limit: 160.0,
    newest_hours: YEAR,
    or: None,
});
const KIDNEY: Input = Input::flag(1, "abnormal_renal_function").from(Origin::Above {
    code: CREATININE,
    limit: 200.0,
    newest_hours: YEAR,
    or: Some(Fact::KidneyReplacement),
});
const LIVER: Input = Input::flag(2, "abnormal_liver_function").recorded(Fact::Cirrhosis);
const STROKE: Input = Input::flag(3, "stroke").recorded(Fact::Stroke);
const BLEEDING: Input = Input::flag(4, "bleeding_history").recorded(Fact::Bleeding);
const LABILE: Input = Input::flag(5, "labile_inr");
const ELDERLY: Input = Input::flag(6, "elderly_over_65").from(Origin::OlderThan(65));
const DRUGS: Input = Input::flag(7, "drugs_antiplatelet_nsaid").recorded(Fact::AntiplateletOrNsaid);
const ALCOHOL: Input = Input::flag(8, "alcohol_excess").recorded(Fact::AlcoholExcess);

const INPUTS: &[Input] = &[PRESSURE, KIDNEY, LIVER, STROKE, BLEEDING, LABILE, ELDERLY, DRUGS, ALCOHOL];
const BANDS: &[Band] = &[Band { from: 0.0, word: "low" }, Band { from: 3.0, word: "high" }];
const SCORE: Output = Output::points("score", 0.0, 9.0).with_bands(BANDS, "Pisters 2010");

pub static HASBLED: RiskModel = RiskModel {
    id: "hasbled",
    title: "HAS-BLED",
    version: "2010",
    outcome: "major bleeding",
    horizon: Horizon::Years(1),
    population: "adults with atrial fibrillation",
    citations: &[Citation {
        text: "Pisters R et al. A novel user-friendly score (HAS-BLED) to assess 1-year risk of major bleeding in \
               patients with atrial fibrillation. Chest 2010;138:1093-1100",
        year: 2010,
        doi: "10.1378/chest.10-0134",
    }],
    inputs: INPUTS,
    outputs: &[SCORE],
    gates: &[Gate::With(Fact::AtrialFibrillation)],
    remark: "Three or more: look for causes that can be put right and review sooner. By itself never a reason to \
             withhold anticoagulation.",
    examples: &[Example {
        source: "worked by hand: one point each for stroke, age above 65 and an antiplatelet drug",
        inputs: "hypertension_uncontrolled=0 abnormal_renal_function=0 abnormal_liver_function=0 stroke=1 \
                 bleeding_history=0 labile_inr=0 elderly_over_65=1 drugs_antiplatelet_nsaid=1 alcohol_excess=0",
        outputs: &[("score", Expected::Exactly(3.0))],
    }],
    compute: |inputs| Ok(Scores::numbers([total(&parts(inputs)?)?])),
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&parts(inputs)?, |least, _| SCORE.band(least)))),
};

fn parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    INPUTS.iter().map(|input| Part::flag(inputs, input, 1.0)).collect()
}
