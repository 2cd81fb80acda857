//! What the record cannot tell and a person says: kept for the session, by patient, and never guessed.

use std::collections::BTreeMap;

use crate::analysis::risk::{Fact, Input, Kind, Origin, RiskModel, Slot};
use crate::analysis::what_if;

/// Something that a person can say about a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether a fact holds that is not on record.
    Fact(Fact),
    /// An input of one model.
    Input { model: &'static str, column: &'static str },
    /// Whether a fact holds that the what-if alone asks for.
    WhatIf(what_if::Fact),
    /// Whether a treatment is taken that the what-if alone asks for.
    Takes(what_if::Treatment),
}

/// What was said about one patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    said: BTreeMap<Question, Said>,
    /// A person says that what is not among the problems is absent.
    pub problems_complete: bool,
    /// A person says that what is not among the medications is not taken.
    pub medications_complete: bool,
}

/// A given answer; [`Slot::Missing`] is none.
type Said = Slot;

impl Answers {
    pub fn get(&self, question: Question) -> Option<Slot> {
        self.said.get(&question).copied()
    }

    /// Keeps an answer; [`Slot::Missing`] takes it back.
    pub fn say(&mut self, question: Question, answer: Slot) {
        match answer {
            Slot::Missing => {
                self.said.remove(&question);
            }
            Slot::Unreadable | Slot::Number(_) | Slot::Word(_) => {
                self.said.insert(question, answer);
            }
        }
    }

    /// What was answered.
    pub fn questions(&self) -> impl Iterator<Item = Question> {
        self.said.keys().copied()
    }

    /// Facts that a person says hold.
    pub fn facts(&self) -> impl Iterator<Item = Fact> {
        self.said.iter().filter_map(|(question, answer)| match question {
            Question::Fact(fact) if *answer == Slot::Word(1) => Some(*fact),
            Question::Fact(_) | Question::Input { .. } | Question::WhatIf(_) | Question::Takes(_) => None,
        })
    }

    /// Whether a fact is said to be absent: by itself, or because the list it would stand in is complete.
    pub fn denies(&self, fact: Fact) -> bool {
        if let Some(answer) = self.get(Question::Fact(fact)) {
            return answer == Slot::Word(0);
        }
        match kind_of(fact) {
            FactKind::Problem => self.problems_complete,
            FactKind::Medication => self.medications_complete,
            FactKind::Asked => false,
        }
    }

    /// How many things were said.
    pub fn count(&self) -> usize {
        self.said.len() + usize::from(self.problems_complete) + usize::from(self.medications_complete)
    }
}

/// Which list a fact would stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    Problem,
    Medication,
    /// Hardly ever coded, or not codable: a complete list says nothing about it.
    Asked,
}

/// Where a fact would be found. Habits are seldom on a problem list, so that a complete list does not deny them.
pub fn kind_of(fact: Fact) -> FactKind {
    const HABITS: [Fact; 5] =
        [Fact::CurrentSmoker, Fact::AlcoholExcess, Fact::Pregnant, Fact::BreastCancerGene, Fact::HighGlucose];
    if HABITS.contains(&fact) {
        FactKind::Asked
    } else if !fact.medications().is_empty() {
        FactKind::Medication
    } else if !fact.conditions().is_empty() {
        FactKind::Problem
    } else {
        FactKind::Asked
    }
}

/// What holds for the whole hospital, from the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct House {
    /// Place in the regions of SCORE2.
    pub region: Option<u8>,
    /// Whether the kidney failure equation is the North American one.
    pub is_north_american: Option<bool>,
}

impl House {
    /// As the settings write it; what is not written is not chosen.
    pub fn of_settings(region: &str, north_american: &str) -> House {
        let is_north_american = match north_american {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        House { region: region.parse().ok().filter(|place| *place < 4), is_north_american }
    }

    pub fn region_text(self) -> String {
        self.region.map(|place| place.to_string()).unwrap_or_default()
    }

    pub fn north_american_text(self) -> String {
        let words = self.is_north_american.map(|is| if is { "yes" } else { "no" });
        words.unwrap_or_default().to_owned()
    }

    /// The answer for an input of [`Origin::Region`].
    pub fn slot(self, input: &Input) -> Slot {
        let word = match input.kind {
            Kind::Flag => self.is_north_american.map(u8::from),
            Kind::Choice(_) => self.region,
            Kind::Number(_) | Kind::Whole(_) | Kind::Quantity { .. } => None,
        };
        word.map_or(Slot::Missing, Slot::Word)
    }
}

/// A choice within a model where nobody has made another: the horizon that is usual, the first unit. It is shown beside
/// the result and can be changed there.
pub fn usual_choice(model: &RiskModel, input: &Input, age_years: Option<i32>) -> Slot {
    match (model.id, input.column) {
        // Ten years, five years, the four variables that every laboratory has.
        ("prevent", "years") | ("kfre", "num_vars") => Slot::Word(0),
        ("kfre", "years") => Slot::Word(1),
        // The next five years, as the instrument is used.
        ("gail", "T2") => age_years.map_or(Slot::Missing, |age| Slot::Number(f64::from(age) + 5.0)),
        _ if is_unit(model, input) => Slot::Word(0),
        _ => Slot::Missing,
    }
}

/// Whether an input names the unit of another.
pub fn is_unit(model: &RiskModel, input: &Input) -> bool {
    model.inputs.iter().any(|other| match other.kind {
        Kind::Quantity { unit, .. } => unit.at == input.at,
        Kind::Number(_) | Kind::Whole(_) | Kind::Flag | Kind::Choice(_) => false,
    })
}

/// What a person could say instead of an input that the record lacks; `None` for what has to be measured or registered.
pub fn question_of(model: &RiskModel, input: &Input) -> Option<Question> {
    match input.origin {
        Origin::Recorded(fact) => Some(Question::Fact(fact)),
        Origin::Asked | Origin::Setting | Origin::Above { .. } => {
            Some(Question::Input { model: model.id, column: input.column })
        }
        Origin::Age | Origin::Sex | Origin::Observed { .. } | Origin::OlderThan(_) | Origin::Region => None,
    }
}
