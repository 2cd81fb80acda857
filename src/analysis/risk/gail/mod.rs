//! The Gail model (Breast Cancer Risk Assessment Tool): invasive breast cancer between two ages, against other deaths.
//!
//! A relative risk from history and first-degree relatives multiplies the incidence of women without these risk factors;
//! the risk is summed year by year among those who have not died of something else. 99 stands for "unknown", which the
//! authors count as the lowest category.

mod constants;

use super::input::{Input, Inputs, Range, Words};
use super::output::{Output, Scores};
use super::shares::{ShareScale, Shares};
use super::{Citation, Example, Expected, Fact, Gate, Horizon, Origin, Refusal, RiskModel, Share};
use crate::domain::patient::Sex;

use constants::{BETA, INCIDENCE, ONE_MINUS_ATTRIBUTABLE, OTHER_MORTALITY};

const UNKNOWN: f64 = 99.0;
/// No child was born.
const NO_BIRTH: f64 = 98.0;

const T1: Input = Input::number(0, "T1", "a", Range::below(20.0, 90.0)).from(Origin::Age);
const T2: Input = Input::number(1, "T2", "a", Range::closed(20.0, 90.0)).from(Origin::Setting);
const BIOPSIES: Input = Input::whole(2, "N_Biop", "", Range::closed(0.0, 99.0));
const HYPERPLASIA: Input = Input::choice(3, "HypPlas", &[&["0"], &["1"], &["99"]]);
const MENARCHE: Input = Input::number(4, "AgeMen", "a", Range::closed(1.0, 99.0));
const FIRST_BIRTH: Input = Input::number(5, "Age1st", "a", Range::closed(1.0, 99.0));
const RELATIVES: Input = Input::whole(6, "N_Rels", "", Range::closed(0.0, 99.0));
const RACES: Words = &[
    &["1", "white"],
    &["2", "african-american"],
    &["3", "us-born hispanic"],
    &["4", "other"],
    &["5", "foreign-born hispanic"],
    &["6", "chinese"],
    &["7", "japanese"],
    &["8", "filipino"],
    &["9", "hawaiian"],
    &["10", "other pacific islander"],
    &["11", "other asian"],
];
const RACE: Input = Input::choice(7, "Race", RACES);

pub static GAIL: RiskModel = RiskModel {
    id: "gail",
    title: "Gail model",
    version: "BCRAT, constants as in the R package BCRA",
    outcome: "invasive breast cancer",
    horizon: Horizon::UntilAgeIn("T2"),
    population: "women from 35 years without breast cancer, DCIS, LCIS, chest irradiation or a known pathogenic variant",
    citations: &[
        Citation {
            text: "Gail MH et al. Projecting individualized probabilities of developing breast cancer for white females \
                   who are being examined annually. J Natl Cancer Inst 1989;81:1879-1886",
            year: 1989,
            doi: "10.1093/jnci/81.24.1879",
        },
        Citation {
            text: "Costantino JP et al. Validation studies for models projecting the risk of invasive and total breast \
                   cancer incidence. J Natl Cancer Inst 1999;91:1541-1548",
            year: 1999,
            doi: "10.1093/jnci/91.18.1541",
        },
    ],
    inputs: &[T1, T2, BIOPSIES, HYPERPLASIA, MENARCHE, FIRST_BIRTH, RELATIVES, RACE],
    outputs: &[Output::percent("abs_risk_pct")],
    gates: &[
        Gate::Sex(Sex::Female),
        Gate::Age { from: 35, to: 89 },
        Gate::Without(Fact::BreastCancer),
        Gate::Without(Fact::ChestIrradiation),
        Gate::Without(Fact::BreastCancerGene),
    ],
    remark: "A pathogenic BRCA1, BRCA2, TP53 or PTEN variant is a genetic risk, which this model does not know.",
    examples: &[Example {
        source: "worked by hand: one year from 50 without risk factors, h = 0.002211 x 0.5788413 against deaths of \
                 0.003655: 100 h / (h + 0.003655) (1 - exp(-h - 0.003655))",
        inputs: "T1=50 T2=51 N_Biop=0 HypPlas=99 AgeMen=14 Age1st=19 N_Rels=0 Race=1",
        outputs: &[("abs_risk_pct", Expected::About(0.127667, 1e-6))],
    }],
    compute,
    shares: Some(Shares { scale: ShareScale::LogHazard, output: "abs_risk_pct", of: shares }),
    bounds: None,
};

/// A woman in the model's categories.
struct Woman {
    from_years: f64,
    to_years: f64,
    biopsies: f64,
    menarche: f64,
    first_birth: f64,
    relatives: f64,
    /// Relative risk of atypical hyperplasia.
    hyperplasia: f64,
    /// Place of the race in [`RACES`].
    race: usize,
    beta: [f64; 6],
}

impl Woman {
    fn read(inputs: &Inputs) -> Result<Woman, Refusal> {
        let (from_years, to_years) = (inputs.number(&T1)?, inputs.number(&T2)?);
        let (biopsies, hyperplasia) = (inputs.number(&BIOPSIES)?, inputs.choice(&HYPERPLASIA)?);
        let (menarche, first_birth) = (inputs.number(&MENARCHE)?, inputs.number(&FIRST_BIRTH)?);
        let (relatives, race) = (inputs.number(&RELATIVES)?, inputs.choice(&RACE)?);
        contradictions((from_years, to_years), (menarche, first_birth))?;
        let biopsies = count_category(biopsies);
        // "Unknown" is the third word of the choice.
        if biopsies == 0.0 && hyperplasia != 2 {
            return Err(Refusal::Contradiction { column: HYPERPLASIA.column, with: BIOPSIES.column });
        }
        let column = race.min(5);
        let beta = BETA.map(|row| row.get(column).copied().unwrap_or_default());
        let hyperplasia = [0.93, 1.82, 1.0].get(hyperplasia).copied().unwrap_or(1.0);
        let woman = Woman {
            from_years,
            to_years,
            biopsies,
            menarche: menarche_category(menarche),
            first_birth: first_birth_category(first_birth),
            relatives: count_category(relatives),
            hyperplasia,
            race,
            beta,
        };
        Ok(woman.in_categories_of_race(first_birth == NO_BIRTH))
    }

    /// Each group's studies joined some categories.
    fn in_categories_of_race(self, has_no_birth: bool) -> Woman {
        match self.race {
            1 => Woman { menarche: self.menarche.min(1.0), first_birth: 0.0, ..self },
            2 | 4 => {
                let first_birth = match self.first_birth {
                    birth if has_no_birth || birth < 2.0 => birth,
                    birth => birth - 1.0,
                };
                let menarche = if self.race == 2 { 0.0 } else { self.menarche };
                let (biopsies, relatives) = (self.biopsies.min(1.0), self.relatives.min(1.0));
                Woman { biopsies, relatives, menarche, first_birth, ..self }
            }
            0 | 3 => self,
            _ => Woman { relatives: self.relatives.min(1.0), ..self },
        }
    }

    /// What each input adds to the logarithm of the relative risk before 50, and from 50.
    fn shares(&self, from_50: bool) -> [Share; 5] {
        let [biopsies, menarche, first_birth, relatives, biopsies_from_50, birth_and_relatives] = self.beta;
        let biopsies = if from_50 { biopsies + biopsies_from_50 } else { biopsies };
        let share = |input: &Input, amount: f64| Share { column: input.column, amount };
        [
            share(&BIOPSIES, biopsies * self.biopsies),
            share(&HYPERPLASIA, self.hyperplasia.ln()),
            share(&MENARCHE, menarche * self.menarche),
            share(&FIRST_BIRTH, first_birth * self.first_birth),
            share(&RELATIVES, self.relatives * (relatives + birth_and_relatives * self.first_birth)),
        ]
    }

    fn relative_risk(&self, from_50: bool) -> f64 {
        self.shares(from_50).iter().map(|share| share.amount).sum::<f64>().exp()
    }

    fn percent(&self) -> f64 {
        let hazard_of = |from_50: bool| {
            let [under_50, over_50] = ONE_MINUS_ATTRIBUTABLE;
            let row = if from_50 { over_50 } else { under_50 };
            self.relative_risk(from_50) * row.get(self.race.min(5)).copied().unwrap_or(f64::NAN)
        };
        let (before_50, from_50) = (hazard_of(false), hazard_of(true));
        let (mut risk, mut cumulated) = (0.0, 0.0);
        for year in self.from_years.floor() as usize..self.to_years.ceil() as usize {
            let start = (year as f64).max(self.from_years);
            let years = ((year + 1) as f64).min(self.to_years) - start;
            let band = year.saturating_sub(20) / 5;
            let at = |table: &[[f64; 11]; 14]| {
                table.get(band).and_then(|row| row.get(self.race)).copied().unwrap_or(f64::NAN)
            };
            let incidence = at(&INCIDENCE) * if year < 50 { before_50 } else { from_50 };
            let both = incidence + at(&OTHER_MORTALITY);
            risk += incidence / both * f64::exp(-cumulated) * -(-both * years).exp_m1();
            cumulated += both * years;
        }
        100.0 * risk
    }
}

/// Ages that cannot be: menarche or a birth still to come, a birth before menarche, an interval of nothing.
fn contradictions((from_years, to_years): (f64, f64), (menarche, first_birth): (f64, f64)) -> Result<(), Refusal> {
    let contradiction =
        |column: &Input, with: &Input| Err(Refusal::Contradiction { column: column.column, with: with.column });
    if from_years >= to_years {
        return contradiction(&T1, &T2);
    }
    if menarche != UNKNOWN && menarche > from_years {
        return contradiction(&MENARCHE, &T1);
    }
    let has_birth = first_birth != UNKNOWN && first_birth != NO_BIRTH;
    if has_birth && first_birth > from_years {
        return contradiction(&FIRST_BIRTH, &T1);
    }
    if has_birth && menarche != UNKNOWN && first_birth < menarche {
        return contradiction(&FIRST_BIRTH, &MENARCHE);
    }
    Ok(())
}

/// None or unknown, one, two or more.
fn count_category(count: f64) -> f64 {
    if count == UNKNOWN { 0.0 } else { count.min(2.0) }
}

fn menarche_category(age: f64) -> f64 {
    match age {
        age if age >= 14.0 => 0.0,
        age if age >= 12.0 => 1.0,
        _ => 2.0,
    }
}

fn first_birth_category(age: f64) -> f64 {
    match age {
        age if age < 20.0 || age == UNKNOWN => 0.0,
        age if age < 25.0 => 1.0,
        age if age < 30.0 || age == NO_BIRTH => 2.0,
        _ => 3.0,
    }
}

fn compute(inputs: &Inputs) -> Result<Scores, Refusal> {
    Ok(Scores::numbers([Woman::read(inputs)?.percent()]))
}

fn shares(inputs: &Inputs) -> Result<Vec<Share>, Refusal> {
    let woman = Woman::read(inputs)?;
    Ok(woman.shares(woman.from_years >= 50.0).to_vec())
}
