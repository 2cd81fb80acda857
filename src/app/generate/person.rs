//! One synthetic person: who they are, what they suffer from, what they take, and the levels their values settle at.
//!
//! Everything follows from the seed and the person's number, so that persons can be made one at a time in any order.
//! The correlations are plausible, not fitted to any population.

use crate::domain::patient::Sex;

use super::disorder::Disorder;
use super::levels::{AdultLevels, Levels, child_levels};
use super::names::{Name, NamedFor, draw_name};
use super::random::{Draw, Stream};

/// Days that the synthetic hospital covers; times of a person are in days from the start of that window.
pub const WINDOW_DAYS: f64 = 730.0;
const DAYS_PER_YEAR: f64 = 365.25;

/// Which laboratory measures a person's blood; they report in different units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Laboratory {
    /// SI units.
    Hospital,
    /// Glucose and some creatinine in mass units, times with their offset.
    External,
    /// Now one, now the other.
    Either,
}

/// Where a person's outpatient vital signs are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VitalsSource {
    /// A row a value, with the laboratory results.
    Clinic,
    /// A row a visit, a column an indicator.
    Monitor,
}

/// A chronic condition and the day it was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Problem {
    pub disorder: Disorder,
    pub onset_day: f64,
}

/// Days on which the treatments began whose effect the values show.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TreatmentStarts {
    pub antihypertensive: Option<f64>,
    /// A second drug or a higher dose.
    pub antihypertensive_step: Option<f64>,
    pub statin: Option<f64>,
    pub metformin: Option<f64>,
    pub beta_blocker: Option<f64>,
}

/// One synthetic person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Counted from 0.
    pub index: u64,
    /// Names this person's slow waves.
    pub key: u64,
    pub name: Name,
    /// The body's sex, which the values follow; never [`Sex::Other`] or [`Sex::Unknown`].
    pub sex: Sex,
    /// What the register says; `None` is an empty cell.
    pub recorded_sex: Option<Sex>,
    /// Days before the end of the window.
    pub age_days: f64,
    pub birth_is_recorded: bool,
    /// The end of life, where it lies within the window.
    pub death_day: Option<f64>,
    pub levels: Levels,
    pub problems: Vec<Problem>,
    pub starts: TreatmentStarts,
    /// How well treatments work, around 1.
    pub response: f64,
    pub laboratory: Laboratory,
    pub vitals_source: VitalsSource,
    /// First and last day with outpatient visits.
    pub seen: (f64, f64),
}

impl Person {
    /// The `index`-th person of that seed.
    pub fn new(seed: u64, index: u64) -> Person {
        let draw = &mut Draw::new(seed, Stream::Person, index);
        let sex = if draw.chance(0.52) { Sex::Female } else { Sex::Male };
        let name = draw_name(if sex == Sex::Female { NamedFor::Woman } else { NamedFor::Man }, draw);
        let age_years = draw_age_years(draw);
        let is_chinese = !name.chinese.is_empty();
        let adult = AdultLevels::draw(sex, age_years, is_chinese, draw);
        let (levels, disorders) = match age_years < 18.0 {
            true => (child_levels(sex, age_years, draw), child_disorders(draw)),
            false => (adult.levels, adult_disorders(sex, age_years, &adult, draw)),
        };
        let problems = date_problems(disorders, age_years, draw);
        let starts = draw_starts(&problems, draw);
        let death_day = (age_years > 70.0 && draw.chance(0.035)).then(|| draw.between(250.0, WINDOW_DAYS - 20.0));
        Person {
            index,
            key: draw.bits(),
            name,
            sex,
            recorded_sex: recorded_sex(sex, draw),
            age_days: age_years * DAYS_PER_YEAR,
            birth_is_recorded: draw.chance(0.98),
            death_day,
            levels,
            problems,
            starts,
            response: draw.between(0.65, 1.25),
            laboratory: draw.pick_weighted(&[
                (0.74, Laboratory::Hospital),
                (0.15, Laboratory::External),
                (0.11, Laboratory::Either),
            ]),
            vitals_source: if draw.chance(0.45) { VitalsSource::Monitor } else { VitalsSource::Clinic },
            seen: draw_seen(death_day, draw),
        }
    }

    pub fn has(&self, disorder: Disorder) -> bool {
        self.problems.iter().any(|problem| problem.disorder == disorder)
    }

    /// Age in years on a day of the window.
    pub fn age_years_on(&self, day: f64) -> f64 {
        (self.age_days - (WINDOW_DAYS - day)) / DAYS_PER_YEAR
    }

    pub fn is_child(&self) -> bool {
        self.age_days < 18.0 * DAYS_PER_YEAR
    }
}

/// Few children, most people between 40 and 85, nobody above 95.
fn draw_age_years(draw: &mut Draw) -> f64 {
    if draw.chance(0.06) {
        return draw.between(4.1, 17.4);
    }
    let age = if draw.chance(0.7) { 63.0 + 14.0 * draw.normal() } else { draw.between(18.5, 75.0) };
    if (20.1..95.0).contains(&age) { age } else { draw.between(24.0, 82.0) }
}

fn recorded_sex(sex: Sex, draw: &mut Draw) -> Option<Sex> {
    match draw.unit() {
        part if part < 0.015 => None,
        part if part < 0.021 => Some(Sex::Unknown),
        part if part < 0.027 => Some(Sex::Other),
        _ => Some(sex),
    }
}

/// Some people came late, some have not been seen for long, nobody is seen after death.
fn draw_seen(death_day: Option<f64>, draw: &mut Draw) -> (f64, f64) {
    let first = if draw.chance(0.25) { draw.between(100.0, 450.0) } else { draw.between(0.0, 60.0) };
    let last =
        if draw.chance(0.15) { draw.between(first + 60.0, 660.0) } else { WINDOW_DAYS - draw.between(0.3, 75.0) };
    (first, death_day.map_or(last, |death| last.min(death - 1.0)))
}

fn child_disorders(draw: &mut Draw) -> Vec<Disorder> {
    if draw.chance(0.25) { vec![Disorder::Asthma] } else { Vec::new() }
}

fn adult_disorders(sex: Sex, age_years: f64, adult: &AdultLevels, draw: &mut Draw) -> Vec<Disorder> {
    let mut disorders = Vec::new();
    let older = ((age_years - 50.0) / 30.0).clamp(-1.0, 1.3);
    let smoker = draw.chance(0.22);
    let vascular = 0.06 * f64::from(u8::from(adult.hypertension)) + 0.05 * f64::from(u8::from(adult.diabetes));
    let mut add = |present: bool, disorder: Disorder| {
        if present {
            disorders.push(disorder);
        }
    };
    add(adult.hypertension, Disorder::Hypertension);
    add(adult.diabetes, Disorder::Diabetes);
    add(adult.hyperlipidaemia, Disorder::Hyperlipidaemia);
    add((30.0..60.0).contains(&adult.gfr), Disorder::KidneyStage3);
    add(adult.gfr < 30.0, Disorder::KidneyStage4);
    add(draw.chance(0.05 + 0.11 * older), Disorder::AtrialFibrillation);
    add(draw.chance(0.02 + 0.07 * older + vascular * 0.4), Disorder::HeartFailure);
    add(draw.chance(0.04 + 0.1 * older + vascular), Disorder::CoronaryDisease);
    add(smoker && draw.chance(0.22 + 0.25 * older), Disorder::Copd);
    add(!smoker && draw.chance(0.08), Disorder::Asthma);
    add(draw.chance(0.09), Disorder::Depression);
    add(sex == Sex::Female && draw.chance(0.035 + 0.03 * older), Disorder::BreastCancer);
    add(adult.levels.bmi > 30.5, Disorder::Obesity);
    add(adult.anaemia, Disorder::Anaemia);
    add(draw.chance(if sex == Sex::Male { 0.07 } else { 0.025 }), Disorder::Gout);
    add(draw.chance(if sex == Sex::Female { 0.08 } else { 0.02 }), Disorder::Hypothyroidism);
    add(draw.chance(0.12), Disorder::Reflux);
    add(draw.chance(0.05 + 0.13 * older.max(0.0)), Disorder::KneeArthrosis);
    disorders
}

/// Onset up to fifteen years back and in grown-up life; now and then within the window.
fn date_problems(disorders: Vec<Disorder>, age_years: f64, draw: &mut Draw) -> Vec<Problem> {
    let grown_years = if age_years < 18.0 { age_years - 1.0 } else { (age_years - 18.0).min(15.0) };
    let mut problems: Vec<Problem> = disorders
        .into_iter()
        .map(|disorder| {
            let earliest = WINDOW_DAYS - grown_years.max(0.3) * DAYS_PER_YEAR;
            let latest: f64 = if draw.chance(0.25) { 420.0 } else { 0.0 };
            Problem { disorder, onset_day: draw.between(earliest.min(latest - 1.0), latest).floor() }
        })
        .collect();
    problems.sort_by(|a, b| a.onset_day.total_cmp(&b.onset_day));
    problems
}

/// Treatment follows diagnosis; for many it begins inside the window, where its effect can be seen.
fn draw_starts(problems: &[Problem], draw: &mut Draw) -> TreatmentStarts {
    let onset = |disorder: Disorder| problems.iter().find(|problem| problem.disorder == disorder).map(|p| p.onset_day);
    let mut start = |onset_day: Option<f64>, share: f64| {
        let after = draw.between(5.0, 60.0);
        let inside = draw.between(120.0, 480.0);
        let (treated, late) = (draw.chance(share), draw.chance(0.45));
        onset_day.filter(|_| treated).map(|day| if late { day.max(inside) } else { day + after }.floor())
    };
    let antihypertensive = start(onset(Disorder::Hypertension), 0.85);
    let metformin_onset = onset(Disorder::Diabetes).filter(|_| onset(Disorder::KidneyStage4).is_none());
    let statin = start(onset(Disorder::Hyperlipidaemia).or(onset(Disorder::CoronaryDisease)), 0.8);
    let metformin = start(metformin_onset, 0.85);
    let heart = [Disorder::AtrialFibrillation, Disorder::HeartFailure, Disorder::CoronaryDisease];
    let may_block = onset(Disorder::Asthma).is_none();
    let beta_blocker = start(heart.into_iter().find_map(onset).filter(|_| may_block), 0.7);
    let step_after = draw.between(90.0, 300.0).floor();
    let has_step = draw.chance(0.35);
    let antihypertensive_step =
        antihypertensive.map(|day| day + step_after).filter(|&day| has_step && day < WINDOW_DAYS - 30.0);
    TreatmentStarts { antihypertensive, antihypertensive_step, statin, metformin, beta_blocker }
}
