//! CKD-EPI 2021: glomerular filtration from creatinine, cystatin C, or both, without race; with the KDIGO categories.

use super::input::{Doubted, Input, Inputs, Range, Scale, YEAR};
use super::output::{Band, Note, Output, Score, Scores};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

/// umol/L of creatinine in a mg/dL, as the published references convert.
pub const CREATININE_UMOL_PER_MG_DL: f64 = 88.4;
pub const CREATININE: &str = "14682-9";
/// mg/dL; above it a number is rare, and usual as one of µmol/L, below it the other way round. Our own.
pub const USUAL_CREATININE: Range = Range::closed(0.2, 20.0);

const CREATININE_INPUT: Input = Input::number(0, "creatinine_mg_dl", "mg/dL", Range::closed(0.1, 40.0))
    .observed_in(CREATININE, Scale::times(1.0 / CREATININE_UMOL_PER_MG_DL), YEAR)
    .or_in("umol/L", 1.0 / CREATININE_UMOL_PER_MG_DL)
    .doubted(Doubted::Outside(USUAL_CREATININE))
    .optional();
const CYSTATIN: Input =
    Input::number(1, "cystatin_mg_l", "mg/L", Range::closed(0.1, 15.0)).observed("33863-2", YEAR).optional();
const AGE: Input = Input::age(2, Range::closed(18.0, 120.0));
const SEX: Input = Input::sex(3);

const G_BANDS: &[Band] = &[
    Band { from: 0.0, word: "G5" },
    Band { from: 15.0, word: "G4" },
    Band { from: 30.0, word: "G3b" },
    Band { from: 45.0, word: "G3a" },
    Band { from: 60.0, word: "G2" },
    Band { from: 90.0, word: "G1" },
];
const KDIGO: &str = "KDIGO 2024";

const fn egfr(column: &'static str) -> Output {
    Output::egfr(column).with_bands(G_BANDS, KDIGO)
}

pub static CKDEPI: RiskModel = RiskModel {
    id: "ckdepi",
    title: "CKD-EPI 2021",
    version: "creatinine and combined 2021, cystatin C 2012",
    outcome: "estimated glomerular filtration rate",
    horizon: Horizon::None,
    population: "adults with stable creatinine, not on dialysis and not pregnant",
    citations: &[
        Citation {
            text: "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race. N Engl J \
                   Med 2021;385:1737-1749",
            year: 2021,
            doi: "10.1056/NEJMoa2102953",
        },
        Citation {
            text: "Inker LA et al. Estimating glomerular filtration rate from serum creatinine and cystatin C. N Engl J \
                   Med 2012;367:20-29",
            year: 2012,
            doi: "10.1056/NEJMoa1114248",
        },
    ],
    inputs: &[CREATININE_INPUT, CYSTATIN, AGE, SEX],
    outputs: &[egfr("egfr_cr"), egfr("egfr_cr_cys"), egfr("egfr_cys_2012")],
    gates: &[
        Gate::Age { from: 18, to: 120 },
        Gate::Without(Fact::Dialysis),
        Gate::Without(Fact::Pregnant),
        Gate::Without(Fact::AcuteKidneyInjury),
        Gate::SteadyCreatinine,
    ],
    remark: "A KDIGO category is no diagnosis: chronic kidney disease needs more than three months, and in G1 and G2 a \
             marker of damage.",
    examples: &[Example {
        source: "worked by hand from the formula at the knots, where every power is 1: 142 x 0.9938^50",
        inputs: "creatinine_mg_dl=0.9 cystatin_mg_l=0.8 age=50 sex=male",
        outputs: &[
            ("egfr_cr", Expected::About(104.05, 0.005)),
            ("egfr_cr_cys", Expected::About(111.04, 0.005)),
            ("egfr_cys_2012", Expected::About(108.85, 0.005)),
        ],
    }],
    compute,
    shares: None,
    bounds: None,
};

/// Urine albumin-creatinine ratio in mg/g: A1 below 30, A2 to 300, A3 above.
pub fn albuminuria_category(uacr_mg_g: f64) -> &'static str {
    match uacr_mg_g {
        ratio if ratio < 30.0 => "A1",
        ratio if ratio <= 300.0 => "A2",
        _ => "A3",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Female,
    Male,
}

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    let creatinine = inputs.number_if_given(&CREATININE_INPUT)?;
    let cystatin = inputs.number_if_given(&CYSTATIN)?;
    if creatinine.is_none() && cystatin.is_none() {
        return Err(Refusal::MissingInput(CREATININE_INPUT.column));
    }
    let age = inputs.number(&AGE)?;
    let body = if inputs.choice(&SEX)? == 1 { Body::Male } else { Body::Female };
    let mut scores = Scores::default();
    if let Some(creatinine) = creatinine {
        scores.set(0, Score::Number(from_creatinine(creatinine, age, body)));
    }
    if let (Some(creatinine), Some(cystatin)) = (creatinine, cystatin) {
        scores.set(1, Score::Number(from_both(creatinine, cystatin, age, body)));
    }
    if let Some(cystatin) = cystatin {
        scores.set(2, Score::Number(from_cystatin(cystatin, age, body)));
    }
    for (input, value) in [(&CREATININE_INPUT, creatinine), (&CYSTATIN, cystatin)] {
        if value.is_none() {
            scores.notes.push(Note::WithoutInput(input.column));
        }
    }
    Ok(scores)
}

/// `min(x, 1)^below * max(x, 1)^above`.
fn spline(x: f64, below: f64, above: f64) -> f64 {
    x.min(1.0).powf(below) * x.max(1.0).powf(above)
}

fn from_creatinine(creatinine_mg_dl: f64, age: f64, body: Body) -> f64 {
    let (knot, below, factor) = match body {
        Body::Female => (0.7, -0.241, 1.012),
        Body::Male => (0.9, -0.302, 1.0),
    };
    142.0 * spline(creatinine_mg_dl / knot, below, -1.200) * 0.9938_f64.powf(age) * factor
}

fn from_both(creatinine_mg_dl: f64, cystatin_mg_l: f64, age: f64, body: Body) -> f64 {
    let (knot, below, factor) = match body {
        Body::Female => (0.7, -0.219, 0.963),
        Body::Male => (0.9, -0.144, 1.0),
    };
    let creatinine = spline(creatinine_mg_dl / knot, below, -0.544);
    let cystatin = spline(cystatin_mg_l / 0.8, -0.323, -0.778);
    135.0 * creatinine * cystatin * 0.9961_f64.powf(age) * factor
}

fn from_cystatin(cystatin_mg_l: f64, age: f64, body: Body) -> f64 {
    let factor = match body {
        Body::Female => 0.932,
        Body::Male => 1.0,
    };
    133.0 * spline(cystatin_mg_l / 0.8, -0.499, -1.328) * 0.996_f64.powf(age) * factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_half_open_on_the_unrounded_value() {
        let g = |value: f64| CKDEPI.outputs[0].band(value);
        assert_eq!(
            [g(89.999), g(90.0), g(59.99), g(45.0), g(44.99), g(14.9)].map(Option::unwrap_or_default),
            ["G2", "G1", "G3a", "G3a", "G3b", "G5"]
        );
        assert_eq!([29.9, 30.0, 300.0, 300.1].map(albuminuria_category), ["A1", "A2", "A2", "A3"]);
    }
}
