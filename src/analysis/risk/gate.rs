//! To whom a model applies: conditions that the screen and the cohorts ask before a number is shown.
//!
//! The command line scores tables in which these facts are no columns, and does not ask.

use std::fmt;

use crate::domain::patient::Sex;

use super::creatinine_change::CreatinineChange;
use super::fact::{Fact, Facts};

/// One condition of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gate {
    /// Completed years, both included.
    Age {
        from: u8,
        to: u8,
    },
    Sex(Sex),
    /// The fact has to be on record.
    With(Fact),
    /// One of the facts has to be on record.
    WithAny(&'static [Fact]),
    /// The fact must not be on record.
    Without(Fact),
    /// Diabetes before 70: SCORE2-Diabetes is the model then.
    NoDiabetesBefore70,
    /// Creatinine does not change as it does in acute kidney injury.
    SteadyCreatinine,
    /// The newest eGFR is known and below this, in mL/min/1.73 m².
    EgfrBelow(f64),
    /// In hospital, or a sign that is taken at the bedside was recorded within so many hours: scores of acute illness say
    /// nothing about somebody at home.
    AcutelyObserved {
        hours: u32,
    },
}

/// How long a bedside sign speaks for an acute illness that is being watched.
const ACUTE_HOURS: u32 = 72;

/// What gates ask about a patient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// Completed years.
    pub age_years: Option<i32>,
    pub sex: Option<Sex>,
    /// On record, or said by a person.
    pub facts: Facts,
    /// mL/min/1.73 m².
    pub egfr: Option<f64>,
    /// Where creatinine is not steady.
    pub creatinine_change: Option<CreatinineChange>,
    pub is_in_hospital: bool,
    /// Hours since the newest sign that is taken at the bedside.
    pub bedside_hours: Option<u32>,
}

/// The gate of every score of acute illness.
pub const ACUTELY_OBSERVED: Gate = Gate::AcutelyObserved { hours: ACUTE_HOURS };

impl Gate {
    /// Whether it lets the patient through. What is not known shuts a gate that demands it.
    pub fn lets(self, patient: &Standing) -> bool {
        match self {
            Gate::Age { from, to } => {
                patient.age_years.is_some_and(|age| i32::from(from) <= age && age <= i32::from(to))
            }
            Gate::Sex(sex) => patient.sex == Some(sex),
            Gate::With(fact) => patient.facts.contains(fact),
            Gate::WithAny(facts) => facts.iter().any(|fact| patient.facts.contains(*fact)),
            Gate::Without(fact) => !patient.facts.contains(fact),
            Gate::NoDiabetesBefore70 => {
                !patient.facts.contains(Fact::Diabetes) || patient.age_years.is_some_and(|age| age >= 70)
            }
            Gate::SteadyCreatinine => patient.creatinine_change.is_none(),
            Gate::EgfrBelow(limit) => patient.egfr.is_some_and(|egfr| egfr < limit),
            Gate::AcutelyObserved { hours } => {
                patient.is_in_hospital || patient.bedside_hours.is_some_and(|since| since <= hours)
            }
        }
    }

    /// Key of the window's text.
    pub fn id(self) -> &'static str {
        match self {
            Gate::Age { .. } => "age",
            Gate::Sex(Sex::Female) => "women-only",
            Gate::Sex(Sex::Male | Sex::Other | Sex::Unknown) => "men-only",
            Gate::With(_) => "with",
            Gate::WithAny(_) => "with-any",
            Gate::Without(_) => "without",
            Gate::NoDiabetesBefore70 => "no-diabetes-before-70",
            Gate::SteadyCreatinine => "steady-creatinine",
            Gate::EgfrBelow(_) => "egfr-below",
            Gate::AcutelyObserved { .. } => "acutely-observed",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |fact: &Fact| fact.id().replace('-', " ");
        match self {
            Gate::Age { from, to } => write!(f, "age {from} to {to}"),
            Gate::Sex(Sex::Female) => f.write_str("women only"),
            Gate::Sex(Sex::Male | Sex::Other | Sex::Unknown) => f.write_str("men only"),
            Gate::With(fact) => write!(f, "only with {} on record", words(fact)),
            Gate::WithAny(facts) => {
                let names: Vec<String> = facts.iter().map(words).collect();
                write!(f, "only with one of these on record: {}", names.join(", "))
            }
            Gate::Without(fact) => write!(f, "not with {}", words(fact)),
            Gate::NoDiabetesBefore70 => f.write_str("with diabetes before 70, SCORE2-Diabetes is the model"),
            Gate::SteadyCreatinine => f.write_str("not while creatinine changes as in acute kidney injury"),
            Gate::EgfrBelow(limit) => write!(f, "only with an eGFR below {limit}"),
            Gate::AcutelyObserved { hours } => {
                write!(f, "only in hospital or with a bedside sign of the last {hours} hours")
            }
        }
    }
}
