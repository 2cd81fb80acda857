//! The warfarin dose of the International Warfarin Pharmacogenetics Consortium, with genes and without.

use super::input::{Input, Inputs, OTHER_DIPLOTYPE, Range, Words, YEAR};
use super::output::{Note, Output, Scores};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

const AGE: Input = Input::age(0, Range::closed(18.0, 110.0));
const HEIGHT: Input =
    Input::number(1, "height_cm", "cm", Range::closed(120.0, 220.0)).observed("8302-2", 10 * YEAR).or_in("m", 100.0);
const WEIGHT: Input = Input::number(2, "weight_kg", "kg", Range::closed(30.0, 200.0)).observed("29463-7", YEAR);
/// Letters of -1639 on the strand of the gene: a VCF's C is G here, its T is A.
const VKORC1: Input =
    Input::choice(3, "vkorc1", &[&["GG", "G/G"], &["AG", "GA", "A/G", "G/A"], &["AA", "A/A"], &["unknown"]]);
const DIPLOTYPES: Words = &[
    &["*1/*1"],
    &["*1/*2", "*2/*1"],
    &["*1/*3", "*3/*1"],
    &["*2/*2"],
    &["*2/*3", "*3/*2"],
    &["*3/*3"],
    &["unknown"],
    &[OTHER_DIPLOTYPE],
];
const NOT_COVERED: usize = 7;
const CYP2C9: Input = Input::choice(4, "cyp2c9", DIPLOTYPES);
const RACE: Input = Input::choice(5, "race", &[&["white"], &["asian"], &["black"], &["missing_or_mixed"]]);
const AMIODARONE: Input = Input::flag(6, "amiodarone").recorded(Fact::Amiodarone);
const INDUCER: Input = Input::flag(7, "enzyme_inducer").recorded(Fact::EnzymeInducer);

/// To others a dose of warfarin is no matter.
const CONCERNED: &[Fact] = &[Fact::Warfarin, Fact::AtrialFibrillation, Fact::PreviousThrombosis];

const WITH_GENES: &str = "weekly_mg_pharmacogenetic";
const WITHOUT_GENES: &str = "weekly_mg_clinical";

pub static IWPC_WARFARIN: RiskModel = RiskModel {
    id: "iwpc_warfarin",
    title: "IWPC warfarin dose",
    version: "2009",
    outcome: "stable weekly dose of warfarin for an INR of 2 to 3",
    horizon: Horizon::None,
    population: "adults with a target INR of 2 to 3",
    citations: &[Citation {
        text: "International Warfarin Pharmacogenetics Consortium. Estimation of the warfarin dose with clinical and \
               pharmacogenetic data. N Engl J Med 2009;360:753-764",
        year: 2009,
        doi: "10.1056/NEJMoa0809329",
    }],
    inputs: &[AGE, HEIGHT, WEIGHT, VKORC1, CYP2C9, RACE, AMIODARONE, INDUCER],
    outputs: &[Output::weekly_dose(WITH_GENES), Output::weekly_dose(WITHOUT_GENES)],
    gates: &[Gate::Age { from: 18, to: 110 }, Gate::Without(Fact::MechanicalValve), Gate::WithAny(CONCERNED)],
    remark: "A predicted maintenance dose, not a loading dose: INR checks stay as they are. Amiodarone lowers the need \
             over weeks.",
    examples: &[Example {
        source: "worked by hand from the formula: (5.6044 - 1.307 + 1.479 + 1.024)^2 and (4.0376 - 1.273 + 2.006 + \
                 1.072)^2",
        inputs: "age=50 height_cm=170 weight_kg=80 vkorc1=GG cyp2c9=*1/*1 race=white amiodarone=0 enzyme_inducer=0",
        outputs: &[(WITH_GENES, Expected::About(46.24544, 1e-5)), (WITHOUT_GENES, Expected::About(34.13597, 1e-5))],
    }],
    compute,
    shares: None,
    bounds: None,
};

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let decades = (inputs.number(&AGE)? / 10.0).floor();
    let (height, weight) = (inputs.number(&HEIGHT)?, inputs.number(&WEIGHT)?);
    let vkorc1 = coefficient([0.0, -0.8677, -1.6974, -0.4854], inputs.choice(&VKORC1)?);
    let cyp2c9 = match inputs.choice(&CYP2C9)? {
        NOT_COVERED => {
            return Err(Refusal::NotCovered { column: CYP2C9.column, known: "a lower dose is to be expected" });
        }
        word => coefficient([0.0, -0.5211, -0.9357, -1.0616, -1.9206, -2.3312, -0.2188], word),
    };
    let race = inputs.choice(&RACE)?;
    let (amiodarone, inducer) = (inputs.indicator(&AMIODARONE)?, inputs.indicator(&INDUCER)?);
    let with_genes = 5.6044 - 0.2614 * decades
        + 0.0087 * height
        + 0.0128 * weight
        + vkorc1
        + cyp2c9
        + coefficient([0.0, -0.1092, -0.2760, -0.1032], race)
        + 1.1816 * inducer
        - 0.5503 * amiodarone;
    let without = 4.0376 - 0.2546 * decades
        + 0.0118 * height
        + 0.0134 * weight
        + coefficient([0.0, -0.6752, 0.4060, 0.0443], race)
        + 1.2799 * inducer
        - 0.5695 * amiodarone;
    doses(with_genes, without)
}

fn coefficient<const N: usize>(coefficients: [f64; N], word: usize) -> f64 {
    coefficients.get(word).copied().unwrap_or(f64::NAN)
}

/// The equations give the square root of the dose.
fn doses(with_genes: f64, without: f64) -> Result<Scores, Refusal> {
    for (column, root) in [(WITH_GENES, with_genes), (WITHOUT_GENES, without)] {
        if root <= 0.0 {
            return Err(Refusal::NoResult { column });
        }
    }
    let doses = [with_genes * with_genes, without * without];
    let mut scores = Scores::numbers(doses);
    for (output, dose) in [WITH_GENES, WITHOUT_GENES].into_iter().zip(doses) {
        if !(7.0..=70.0).contains(&dose) {
            scores.notes.push(Note::DoseOutsideUsual { output });
        }
    }
    Ok(scores)
}
