//! The Wells scores: how likely a suspected deep vein thrombosis or pulmonary embolism is before it is tested.

use super::input::{DAY, Input, Inputs};
use super::output::{Band, Output, Scores};
use super::shares::{Part, ShareScale, Shares, shares, total};
use super::{Bounds, Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel};

/// Items and their points, in the order of the columns.
const DVT_ITEMS: &[(Input, f64)] = &[
    (Input::flag(0, "active_cancer").recorded(Fact::ActiveCancer), 1.0),
    (Input::flag(1, "paralysis_paresis_immobilisation"), 1.0),
    (Input::flag(2, "bedridden_or_major_surgery"), 1.0),
    (Input::flag(3, "localised_tenderness"), 1.0),
    (Input::flag(4, "entire_leg_swollen"), 1.0),
    (Input::flag(5, "calf_swelling_over_3cm"), 1.0),
    (Input::flag(6, "pitting_oedema"), 1.0),
    (Input::flag(7, "collateral_superficial_veins"), 1.0),
    (Input::flag(8, "previously_documented_dvt").recorded(Fact::PreviousThrombosis), 1.0),
    (Input::flag(9, "alternative_diagnosis_as_likely"), -2.0),
];
const PE_ITEMS: &[(Input, f64)] = &[
    (Input::flag(0, "clinical_signs_of_dvt"), 3.0),
    (Input::flag(1, "pe_most_likely_diagnosis"), 3.0),
    (Input::flag(2, "heart_rate_over_100").from(FAST_HEART), 1.5),
    (Input::flag(3, "immobilisation_or_surgery"), 1.5),
    (Input::flag(4, "previous_dvt_or_pe").recorded(Fact::PreviousThrombosis), 1.5),
    (Input::flag(5, "haemoptysis"), 1.0),
    (Input::flag(6, "malignancy").recorded(Fact::ActiveCancer), 1.0),
];
const FAST_HEART: Origin = Origin::Above { code: "8867-4", limit: 100.0, newest_hours: DAY, or: None };

const DVT_INPUTS: [Input; 10] = inputs(DVT_ITEMS);
const PE_INPUTS: [Input; 7] = inputs(PE_ITEMS);

const fn inputs<const N: usize>(items: &[(Input, f64)]) -> [Input; N] {
    let mut inputs = [items[0].0; N];
    let mut at = 0;
    while at < N {
        inputs[at] = items[at].0;
        at += 1;
    }
    inputs
}

const DVT_BANDS: &[Band] = &[Band { from: -2.0, word: "unlikely" }, Band { from: 2.0, word: "likely" }];
const DVT_SCORE: Output = Output::points("score", -2.0, 9.0).with_bands(DVT_BANDS, "Wells 2003, two tiers");

pub static WELLS_DVT: RiskModel = RiskModel {
    id: "wells_dvt",
    title: "Wells score for deep vein thrombosis",
    version: "2003",
    outcome: "deep vein thrombosis, now",
    horizon: Horizon::None,
    population: "people with suspected deep vein thrombosis who are not anticoagulated",
    citations: &[Citation {
        text: "Wells PS et al. Evaluation of D-dimer in the diagnosis of suspected deep-vein thrombosis. N Engl J Med \
               2003;349:1227-1235",
        year: 2003,
        doi: "10.1056/NEJMoa023153",
    }],
    inputs: &DVT_INPUTS,
    outputs: &[DVT_SCORE],
    gates: &[Gate::With(Fact::SuspectedDeepVeinThrombosis), Gate::Without(Fact::Anticoagulant)],
    remark: "",
    examples: &[Example {
        source: "worked by hand: tenderness 1, swollen leg 1, calf 1, another diagnosis as likely -2",
        inputs: "active_cancer=0 paralysis_paresis_immobilisation=0 bedridden_or_major_surgery=0 localised_tenderness=1 \
                 entire_leg_swollen=1 calf_swelling_over_3cm=1 pitting_oedema=0 collateral_superficial_veins=0 \
                 previously_documented_dvt=0 alternative_diagnosis_as_likely=1",
        outputs: &[("score", Expected::Exactly(1.0))],
    }],
    compute: |inputs| Ok(Scores::numbers([total(&parts(inputs, DVT_ITEMS)?)?])),
    shares: Some(Shares {
        scale: ShareScale::Points,
        output: "score",
        of: |inputs| shares(&parts(inputs, DVT_ITEMS)?),
    }),
    bounds: Some(|inputs| Ok(Bounds::of(&parts(inputs, DVT_ITEMS)?, |least, _| DVT_SCORE.band(least)))),
};

/// Likely is above 4, and every score is a multiple of a half.
const PE_BANDS: &[Band] = &[Band { from: 0.0, word: "unlikely" }, Band { from: 4.5, word: "likely" }];
const PE_SCORE: Output = Output::points("score", 0.0, 12.5).with_bands(PE_BANDS, "Wells 2000, two tiers");

pub static WELLS_PE: RiskModel = RiskModel {
    id: "wells_pe",
    title: "Wells score for pulmonary embolism",
    version: "2000",
    outcome: "pulmonary embolism, now",
    horizon: Horizon::None,
    population: "people with suspected pulmonary embolism who are not anticoagulated",
    citations: &[Citation {
        text: "Wells PS et al. Derivation of a simple clinical model to categorize patients probability of pulmonary \
               embolism. Thromb Haemost 2000;83:416-420",
        year: 2000,
        doi: "10.1055/s-0037-1613830",
    }],
    inputs: &PE_INPUTS,
    outputs: &[PE_SCORE],
    gates: &[Gate::With(Fact::SuspectedPulmonaryEmbolism), Gate::Without(Fact::Anticoagulant)],
    remark: "",
    examples: &[Example {
        source: "worked by hand: most likely diagnosis 3, heart rate 1.5",
        inputs: "clinical_signs_of_dvt=0 pe_most_likely_diagnosis=1 heart_rate_over_100=1 immobilisation_or_surgery=0 \
                 previous_dvt_or_pe=0 haemoptysis=0 malignancy=0",
        outputs: &[("score", Expected::Exactly(4.5))],
    }],
    compute: |inputs| Ok(Scores::numbers([total(&parts(inputs, PE_ITEMS)?)?])),
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&parts(inputs, PE_ITEMS)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&parts(inputs, PE_ITEMS)?, |least, _| PE_SCORE.band(least)))),
};

fn parts(inputs: &Inputs, items: &[(Input, f64)]) -> Result<Vec<Part>, Refusal> {
    items.iter().map(|(input, points)| Part::flag(inputs, input, *points)).collect()
}
