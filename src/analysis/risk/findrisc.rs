//! FINDRISC: points for type 2 diabetes within 10 years, from questions and a tape measure.

use super::input::{Input, Inputs, Range, Words, YEAR};
use super::output::{Band, Output, Scores};
use super::shares::{Part, ShareScale, Shares, shares, total};
use super::{Bounds, Citation, Example, Expected, Fact, Gate, Horizon, Refusal, RiskModel};

const SEX: Input = Input::sex(0);
const AGE: Input = Input::age(1, Range::closed(18.0, 120.0));
const BMI: Input = Input::number(2, "bmi", "kg/m2", Range::closed(8.0, 90.0)).observed("39156-5", YEAR);
const WAIST: Input = Input::number(3, "waist_cm", "cm", Range::closed(30.0, 250.0)).observed("8280-0", YEAR);
const ACTIVE: Input = Input::flag(4, "physically_active");
const GREENS: Input = Input::flag(5, "daily_vegetables_fruit");
const TREATED: Input = Input::flag(6, "antihypertensive_medication").recorded(Fact::Antihypertensive);
const GLUCOSE: Input = Input::flag(7, "high_blood_glucose_history").recorded(Fact::HighGlucose);
const RELATIVES: Words = &[&["none", "no"], &["second_degree"], &["first_degree"]];
const FAMILY: Input = Input::choice(8, "family_history", RELATIVES);

/// The words are those of the publication's tables; the shares of people who fell ill in 10 years stand on the page.
const BANDS: &[Band] = &[
    Band { from: 0.0, word: "Low" },
    Band { from: 8.0, word: "Slightly elevated" },
    Band { from: 12.0, word: "Moderate" },
    Band { from: 15.0, word: "High" },
    Band { from: 21.0, word: "Very high" },
];
const SCORE: Output = Output::points("score", 0.0, 26.0).with_bands(BANDS, "Finnish Diabetes Association");

pub static FINDRISC: RiskModel = RiskModel {
    id: "findrisc",
    title: "FINDRISC",
    version: "2003, with family history",
    outcome: "type 2 diabetes",
    horizon: Horizon::Years(10),
    population: "adults without diabetes",
    citations: &[Citation {
        text: "Lindstrom J, Tuomilehto J. The diabetes risk score. Diabetes Care 2003;26:725-731",
        year: 2003,
        doi: "10.2337/diacare.26.3.725",
    }],
    inputs: &[SEX, AGE, BMI, WAIST, ACTIVE, GREENS, TREATED, GLUCOSE, FAMILY],
    outputs: &[SCORE, Output::class("band", &["Low", "Slightly elevated", "Moderate", "High", "Very high"])],
    gates: &[Gate::Age { from: 18, to: 120 }, Gate::Without(Fact::Diabetes)],
    remark: "",
    examples: &[Example {
        source: "worked by hand: 58 years 3, BMI 27 1, waist 96 cm of a man 3, inactive 2, no daily greens 1, a parent 5",
        inputs: "sex=male age=58 bmi=27 waist_cm=96 physically_active=0 daily_vegetables_fruit=0 \
                 antihypertensive_medication=0 high_blood_glucose_history=0 family_history=first_degree",
        outputs: &[("score", Expected::Exactly(15.0)), ("band", Expected::Class("High"))],
    }],
    compute: |inputs| {
        let score = total(&parts(inputs)?)?;
        Ok(Scores::with_class(score, SCORE.band(score).unwrap_or_default()))
    },
    shares: Some(Shares { scale: ShareScale::Points, output: "score", of: |inputs| shares(&parts(inputs)?) }),
    bounds: Some(|inputs| Ok(Bounds::of(&parts(inputs)?, |least, _| SCORE.band(least)))),
};

fn parts(inputs: &Inputs) -> Result<Vec<Part>, Refusal> {
    let waist = inputs.choice(&SEX).and_then(|sex| Ok((sex, inputs.number(&WAIST)?)));
    let unset = |is_set: bool, points: f64| if is_set { 0.0 } else { points };
    Ok(vec![
        Part::of(&AGE, inputs.number(&AGE), (0.0, 4.0), age_points)?,
        Part::of(&BMI, inputs.number(&BMI), (0.0, 3.0), |bmi| match bmi {
            bmi if bmi < 25.0 => 0.0,
            bmi if bmi <= 30.0 => 1.0,
            _ => 3.0,
        })?,
        Part::of(&WAIST, waist, (0.0, 4.0), |(sex, waist)| waist_points(sex == 1, waist))?,
        Part::of(&ACTIVE, inputs.flag(&ACTIVE), (0.0, 2.0), |is_active| unset(is_active, 2.0))?,
        Part::of(&GREENS, inputs.flag(&GREENS), (0.0, 1.0), |eats| unset(eats, 1.0))?,
        Part::flag(inputs, &TREATED, 2.0)?,
        Part::flag(inputs, &GLUCOSE, 5.0)?,
        Part::of(&FAMILY, inputs.choice(&FAMILY), (0.0, 5.0), |family| match family {
            0 => 0.0,
            1 => 3.0,
            _ => 5.0,
        })?,
    ])
}

fn age_points(age: f64) -> f64 {
    match age {
        age if age < 45.0 => 0.0,
        age if age < 55.0 => 2.0,
        age if age < 65.0 => 3.0,
        _ => 4.0,
    }
}

fn waist_points(is_male: bool, waist_cm: f64) -> f64 {
    let (middle, high) = if is_male { (94.0, 102.0) } else { (80.0, 88.0) };
    match waist_cm {
        waist if waist < middle => 0.0,
        waist if waist <= high => 3.0,
        _ => 4.0,
    }
}
