//! What the what-if knows of the open twin's patient: facts and treatments from the record and from what a person said,
//! the newest values; and what is still to be asked.

use crate::analysis::risk::{Fact as RiskFact, Slot};
use crate::analysis::what_if::codes::{Recorded, is_under, of_fact, of_treatment};
use crate::analysis::what_if::{Fact, Need, Outcome, OverYears, Person, Refusal, Treatment, Under};
use crate::base::Date;
use crate::domain::book::{BookKind, Books};
use crate::domain::indicator::IndicatorId;

use super::super::risk::answers::{Answers, Question};
use super::super::risk::filling::{AsOf, Known};
use super::super::twin::view::TwinView;
use super::baselines::Entered;

/// A pressure of last year is no pressure of today.
const PRESSURE_DAYS: i64 = 365;
const CHOLESTEROL_DAYS: i64 = 2 * 365;
const DAY_SECS: i64 = 86_400;

/// Everything known, on a day; of what was entered, the risk of major bleeding.
pub fn person_of(view: &TwinView, known: Known<'_>, entered: &[Entered], as_of: AsOf) -> Person {
    let seen = Seen { view, answers: known.answers, on: as_of.date };
    let facts = Fact::ALL.into_iter().filter_map(|fact| seen.fact(fact).map(|is| (fact, is)));
    let treatments = Treatment::ALL.into_iter().filter_map(|one| seen.treatment(one).map(|is| (one, is)));
    Person {
        facts: facts.collect(),
        treatments: treatments.collect(),
        systolic_mmhg: newest(view, "systolic-bp", PRESSURE_DAYS, as_of),
        ldl_mmol_l: newest(view, "ldl-cholesterol", CHOLESTEROL_DAYS, as_of),
        bmi: known.record.body_mass_index(as_of),
        age_years: known.record.age_years(as_of.date),
        major_bleeding: bleeding_in(entered),
        // Known once the baselines are.
        ten_year_ascvd: None,
    }
}

/// The risk of major bleeding that a clinician entered for somebody who takes nothing against clotting.
fn bleeding_in(entered: &[Entered]) -> Option<OverYears> {
    let is_bleeding = |one: &&Entered| one.outcome == Outcome::MajorBleeding && one.under == Under::Nothing;
    entered.iter().find(is_bleeding).map(|one| OverYears { risk: one.risk, years: one.horizon_years })
}

struct Seen<'a> {
    view: &'a TwinView,
    answers: &'a Answers,
    on: Date,
}

impl Seen<'_> {
    fn fact(&self, fact: Fact) -> Option<bool> {
        let recorded = of_fact(fact);
        let is_recorded = match recorded {
            Recorded::Under { prefixes, outlasts } => self.has_condition(prefixes, outlasts),
            Recorded::As(_) | Recorded::AnyOf(_) | Recorded::Nowhere => false,
        };
        // A test of glucose tolerance is seldom on a problem list, so that a complete one does not deny it.
        let is_listed = fact != Fact::ImpairedGlucoseTolerance;
        self.known(recorded, is_recorded, Question::WhatIf(fact), self.answers.problems_complete && is_listed)
    }

    fn treatment(&self, treatment: Treatment) -> Option<bool> {
        let recorded = of_treatment(treatment);
        let is_recorded = match recorded {
            Recorded::Under { prefixes, .. } => self.takes(prefixes),
            Recorded::As(_) | Recorded::AnyOf(_) | Recorded::Nowhere => false,
        };
        let is_denied = self.answers.medications_complete && recorded != Recorded::Nowhere;
        self.known(recorded, is_recorded, Question::Takes(treatment), is_denied)
    }

    /// A record outweighs what is said; what is said outweighs a complete list.
    fn known(&self, recorded: Recorded, is_recorded: bool, question: Question, is_denied: bool) -> Option<bool> {
        match recorded {
            Recorded::As(known) => self.of_risk(known),
            Recorded::AnyOf(known) => self.any_of(known),
            Recorded::Under { .. } | Recorded::Nowhere => match self.answers.get(question) {
                _ if is_recorded => Some(true),
                Some(answer) => Some(answer == Slot::Word(1)),
                None => is_denied.then_some(false),
            },
        }
    }

    fn of_risk(&self, known: RiskFact) -> Option<bool> {
        if self.view.risk.facts(self.on).contains(known) || self.answers.facts().any(|said| said == known) {
            return Some(true);
        }
        self.answers.denies(known).then_some(false)
    }

    fn any_of(&self, known: &[RiskFact]) -> Option<bool> {
        let each: Vec<Option<bool>> = known.iter().map(|one| self.of_risk(*one)).collect();
        if each.contains(&Some(true)) {
            return Some(true);
        }
        (!each.contains(&None)).then_some(false)
    }

    fn has_condition(&self, prefixes: &[&str], outlasts: bool) -> bool {
        let book = self.view.books.of(BookKind::Condition);
        self.view.twin.conditions.iter().any(|row| {
            let is_over = !outlasts && row.record.resolved.is_some_and(|resolved| resolved <= self.on);
            let is_begun = row.record.onset.is_none_or(|onset| onset <= self.on);
            is_begun && !is_over && is_under(Books::code_part(book.word(row.record.word)), prefixes)
        })
    }

    fn takes(&self, prefixes: &[&str]) -> bool {
        let book = self.view.books.of(BookKind::Medication);
        self.view.twin.medications.iter().any(|row| {
            let is_over = row.record.end.is_some_and(|end| end <= self.on);
            let is_begun = row.record.start.is_none_or(|start| start <= self.on);
            is_begun && !is_over && is_under(Books::code_part(book.word(row.record.word)), prefixes)
        })
    }
}

/// The newest value of an indicator, where it is not too old, no limit of measurement and not doubted.
fn newest(view: &TwinView, word: &str, days: i64, as_of: AsOf) -> Option<f64> {
    let id = IndicatorId::all().find(|id| id.indicator().id == word)?;
    let series = view.series.iter().find(|series| series.indicator() == Some(id))?;
    let point = series.points.iter().rev().find(|point| point.utc_secs <= as_of.utc_secs)?;
    let is_fit = point.flags.bound.is_none() && !point.flags.implausible && !point.flags.conflicting;
    (is_fit && as_of.utc_secs - point.utc_secs <= days * DAY_SECS).then_some(point.value)
}

/// Whether the what-if alone asks it; other questions stand in the list of the risks.
pub fn is_asked_here_alone(question: &Question) -> bool {
    matches!(question, Question::WhatIf(_) | Question::Takes(_))
}

/// What a person could say so that a row would no longer be refused for lack of knowledge.
pub fn questions_of(refusals: &[Refusal]) -> Vec<Question> {
    let mut all = Vec::new();
    let mut ask = |recorded: Recorded, own: Question| {
        let asked: Vec<Question> = match recorded {
            Recorded::As(known) => vec![Question::Fact(known)],
            Recorded::AnyOf(known) => known.iter().map(|known| Question::Fact(*known)).collect(),
            Recorded::Under { .. } | Recorded::Nowhere => vec![own],
        };
        all.extend(asked);
    };
    for refusal in refusals {
        match refusal {
            Refusal::NotRecorded { need: Need::Is(fact) | Need::IsNot(fact), .. } => {
                ask(of_fact(*fact), Question::WhatIf(*fact));
            }
            Refusal::NotRecorded { need: Need::OneOf(groups), .. } => {
                groups.iter().copied().flatten().for_each(|fact| ask(of_fact(*fact), Question::WhatIf(*fact)));
            }
            Refusal::TreatmentNotRecorded { treatment, .. } => {
                ask(of_treatment(*treatment), Question::Takes(*treatment));
            }
            Refusal::NotRecorded {
                need: Need::BmiAtLeast(_) | Need::Age { .. } | Need::AscvdAtLeast { .. } | Need::HighPressure { .. },
                ..
            }
            | Refusal::NothingChosen
            | Refusal::Recalled { .. }
            | Refusal::NoBaseline { .. }
            | Refusal::OtherOutcome { .. }
            | Refusal::OtherControl { .. }
            | Refusal::NotMet { .. }
            | Refusal::AlreadyTreated { .. }
            | Refusal::Exclusive { .. }
            | Refusal::OtherAmount { .. }
            | Refusal::NoChange { .. }
            | Refusal::TooLarge { .. }
            | Refusal::TooLow { .. }
            | Refusal::ValueNotRecorded { .. }
            | Refusal::HarmNotEntered { .. }
            | Refusal::HarmOutweighs { .. }
            | Refusal::TooMany { .. }
            | Refusal::HorizonTooLong { .. }
            | Refusal::BeyondProbability
            | Refusal::RiskTooLow { .. }
            | Refusal::NotCalculable(_) => {}
        }
    }
    all
}
