//! A clause in the making: what is typed and chosen before it is added.

use crate::base::Decimal;
use crate::domain::book::BookKind;
use crate::domain::cohort::{Comparison, Limit, Test};
use crate::domain::indicator::IndicatorId;

/// What a clause can be about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    #[default]
    Age,
    Sex,
    Condition,
    Medication,
    Ward,
    Newest,
    Missing,
    Allergies,
    LastObserved,
}

impl Kind {
    /// Every kind, in the order shown.
    pub const ALL: [Kind; 9] = [
        Kind::Age,
        Kind::Sex,
        Kind::Condition,
        Kind::Medication,
        Kind::Ward,
        Kind::Newest,
        Kind::Missing,
        Kind::Allergies,
        Kind::LastObserved,
    ];

    /// Its text.
    pub fn text_key(self) -> &'static str {
        match self {
            Kind::Age => "column-age",
            Kind::Sex => "column-sex",
            Kind::Condition => "filter-kind-condition",
            Kind::Medication => "filter-kind-medication",
            Kind::Ward => "column-ward",
            Kind::Newest => "filter-kind-newest",
            Kind::Missing => "filter-kind-missing",
            Kind::Allergies => "column-allergies",
            Kind::LastObserved => "column-last-observed",
        }
    }

    /// Whether numbers are typed and then added; the others are added by choosing.
    pub fn is_typed(self) -> bool {
        match self {
            Kind::Age | Kind::Newest | Kind::LastObserved => true,
            Kind::Sex | Kind::Condition | Kind::Medication | Kind::Ward | Kind::Missing | Kind::Allergies => false,
        }
    }

    /// The book that its words stand in.
    pub fn book(self) -> Option<BookKind> {
        match self {
            Kind::Condition => Some(BookKind::Condition),
            Kind::Medication => Some(BookKind::Medication),
            Kind::Ward => Some(BookKind::Ward),
            Kind::Age | Kind::Sex | Kind::Newest | Kind::Missing | Kind::Allergies | Kind::LastObserved => None,
        }
    }
}

/// What is typed and chosen.
#[derive(Clone, Debug)]
pub struct Draft {
    pub kind: Kind,
    /// Completed years, as typed.
    pub age_from: String,
    pub age_to: String,
    /// Typed to narrow a list of choices.
    pub search: String,
    pub indicator: Option<IndicatorId>,
    pub comparison: Comparison,
    /// In the indicator's own unit, as typed.
    pub number: String,
    pub days: String,
    pub days_comparison: Comparison,
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            kind: Kind::default(),
            age_from: String::new(),
            age_to: String::new(),
            search: String::new(),
            indicator: None,
            comparison: Comparison::Greater,
            number: String::new(),
            days: String::new(),
            days_comparison: Comparison::LessOrEqual,
        }
    }
}

impl Draft {
    /// The draft that would make this clause again; `None` for a clause that this builder does not make.
    pub fn of_test(test: &Test) -> Option<Draft> {
        let draft = Draft::default();
        let draft = match test {
            Test::Age { comparison: Comparison::GreaterOrEqual, years } => {
                Draft { kind: Kind::Age, age_from: years.to_string(), ..draft }
            }
            Test::Age { comparison: Comparison::LessOrEqual, years } => {
                Draft { kind: Kind::Age, age_to: years.to_string(), ..draft }
            }
            Test::Newest { indicator, comparison, limit }
                if limit.unit().is_none_or(|unit| unit == indicator.indicator().unit)
                    && NEWEST_COMPARISONS.contains(comparison) =>
            {
                let number = limit.number().to_string();
                Draft { kind: Kind::Newest, indicator: Some(*indicator), comparison: *comparison, number, ..draft }
            }
            Test::Observed { comparison, days_ago } if DAYS_COMPARISONS.contains(comparison) => {
                let days = days_ago.to_string();
                Draft { kind: Kind::LastObserved, days, days_comparison: *comparison, ..draft }
            }
            Test::Sex { .. } => Draft { kind: Kind::Sex, ..draft },
            Test::Condition(_) => Draft { kind: Kind::Condition, ..draft },
            Test::Medication(_) => Draft { kind: Kind::Medication, ..draft },
            Test::Ward(_) => Draft { kind: Kind::Ward, ..draft },
            Test::Allergies { .. } => Draft { kind: Kind::Allergies, ..draft },
            Test::Missing(_) => Draft { kind: Kind::Missing, ..draft },
            Test::Age { .. }
            | Test::Newest { .. }
            | Test::Observed { .. }
            | Test::Name(_)
            | Test::Identifier(_)
            | Test::Measured { .. }
            | Test::Observations { .. }
            | Test::Flagged { .. }
            | Test::Recorded(_)
            | Test::Abnormal(_)
            | Test::Critical(_)
            | Test::Risk { .. } => return None,
        };
        Some(draft)
    }

    /// The clauses of a kind that is typed; `None` while something is missing or is no number.
    pub fn tests(&self) -> Option<Vec<Test>> {
        match self.kind {
            Kind::Age => {
                let bound = |text: &str, comparison| match text.trim() {
                    "" => Some(None),
                    typed => typed.parse().ok().map(|years| Some(Test::Age { comparison, years })),
                };
                let low = bound(&self.age_from, Comparison::GreaterOrEqual)?;
                let high = bound(&self.age_to, Comparison::LessOrEqual)?;
                let tests: Vec<Test> = low.into_iter().chain(high).collect();
                (!tests.is_empty()).then_some(tests)
            }
            Kind::Newest => {
                let indicator = self.indicator?;
                // A decimal comma is what half the world types.
                let typed = self.number.trim().replace(',', ".");
                let limit = Limit::new(indicator, Decimal::parse(typed.as_bytes())?, None)?;
                Some(vec![Test::Newest { indicator, comparison: self.comparison, limit }])
            }
            Kind::LastObserved => {
                let days_ago = self.days.trim().parse().ok()?;
                Some(vec![Test::Observed { comparison: self.days_comparison, days_ago }])
            }
            Kind::Sex | Kind::Condition | Kind::Medication | Kind::Ward | Kind::Missing | Kind::Allergies => None,
        }
    }

    /// Whether something was typed, so that a fault is worth saying.
    pub fn is_begun(&self) -> bool {
        match self.kind {
            Kind::Age => !self.age_from.trim().is_empty() || !self.age_to.trim().is_empty(),
            Kind::Newest => self.indicator.is_some() && !self.number.trim().is_empty(),
            Kind::LastObserved => !self.days.trim().is_empty(),
            Kind::Sex | Kind::Condition | Kind::Medication | Kind::Ward | Kind::Missing | Kind::Allergies => false,
        }
    }
}

/// The comparisons offered for a newest value.
pub const NEWEST_COMPARISONS: [Comparison; 4] =
    [Comparison::Less, Comparison::LessOrEqual, Comparison::GreaterOrEqual, Comparison::Greater];

/// The comparisons offered for days ago: within, and longer ago than.
pub const DAYS_COMPARISONS: [Comparison; 2] = [Comparison::LessOrEqual, Comparison::Greater];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cohort::Cohort;

    #[test]
    fn what_is_typed_becomes_the_clause_and_comes_back() {
        let cohort = Cohort::parse("age >= 65 and newest(hba1c) > 7.5 and observed <= 30 days ago").expect("a cohort");
        for test in cohort.as_tests().expect("tests") {
            let draft = Draft::of_test(test).expect("made here");
            assert_eq!(draft.tests(), Some(vec![test.clone()]));
        }
        let wrong = Draft { age_from: "old".to_owned(), ..Draft::default() };
        assert!(wrong.tests().is_none() && wrong.is_begun());
        let comma = Draft {
            number: "7,5".to_owned(),
            ..Draft::of_test(cohort.as_tests().expect("tests")[1]).expect("made here")
        };
        assert_eq!(comma.tests(), Some(vec![cohort.as_tests().expect("tests")[1].clone()]));
    }
}
