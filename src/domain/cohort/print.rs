//! A cohort as text that reads back to the same cohort.

use std::fmt::{self, Display, Formatter};

use crate::domain::patient::{AllergyState, Sex};
use crate::domain::unit::{display_unit, usual_spelling};

use super::{Cohort, Comparison, Equality, Expr, Limit, Test, TextComparison, TextTest};

impl Display for Cohort {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.expr {
            Some(expr) => expr.fmt(f),
            None => f.write_str("everyone"),
        }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All(parts) => join(f, parts, " and "),
            Expr::Any(parts) => join(f, parts, " or "),
            Expr::Not(inner) => write!(f, "not ({inner})"),
            Expr::Test(test) => test.fmt(f),
        }
    }
}

/// Joined parts that are themselves joined stand in parentheses.
fn join(f: &mut Formatter<'_>, parts: &[Expr], joint: &str) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(joint)?;
        }
        match part {
            Expr::All(_) | Expr::Any(_) => write!(f, "({part})")?,
            Expr::Not(_) | Expr::Test(_) => part.fmt(f)?,
        }
    }
    Ok(())
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Test::Age { comparison, years } => write!(f, "age {} {years}", comparison.sign()),
            Test::Sex { equality, sex } => write!(f, "sex {} {}", equality.sign(), sex_word(*sex)),
            Test::Name(test) => text_test(f, "name", test),
            Test::Identifier(test) => text_test(f, "identifier", test),
            Test::Condition(test) => text_test(f, "condition", test),
            Test::Medication(test) => text_test(f, "medication", test),
            Test::Ward(test) => text_test(f, "ward", test),
            Test::Allergies { equality, state } => {
                write!(f, "allergies {} {}", equality.sign(), allergy_words(*state))
            }
            Test::Newest { indicator, comparison, limit } => {
                write!(f, "newest({}) {} {limit}", indicator.indicator().id, comparison.sign())
            }
            Test::Measured { indicator, comparison, days_ago } => {
                write!(f, "measured({}) ", indicator.indicator().id)?;
                days(f, *comparison, *days_ago)
            }
            Test::Observed { comparison, days_ago } => {
                f.write_str("observed ")?;
                days(f, *comparison, *days_ago)
            }
            Test::Observations { comparison, count } => write!(f, "observations {} {count}", comparison.sign()),
            Test::Flagged { comparison, count } => write!(f, "flagged {} {count}", comparison.sign()),
            Test::Recorded(field) => write!(f, "recorded({})", field.word()),
            Test::Missing(field) => write!(f, "missing({})", field.word()),
            Test::Abnormal(indicator) => write!(f, "abnormal({})", indicator.indicator().id),
            Test::Critical(indicator) => write!(f, "critical({})", indicator.indicator().id),
            Test::Risk { model, comparison, number } => write!(f, "risk({model}) {} {number}", comparison.sign()),
        }
    }
}

fn days(f: &mut Formatter<'_>, comparison: Comparison, days_ago: u32) -> fmt::Result {
    write!(f, "{} {days_ago} days ago", comparison.sign())
}

fn text_test(f: &mut Formatter<'_>, field: &str, test: &TextTest) -> fmt::Result {
    write!(f, "{field} {} \"", test.comparison.sign())?;
    for letter in test.text.chars() {
        match letter {
            '"' | '\\' => write!(f, "\\{letter}")?,
            other => write!(f, "{other}")?,
        }
    }
    f.write_str("\"")
}

impl Display for Limit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        match self.unit {
            Some(unit) => write!(f, " {}", unit_word(unit)),
            None => Ok(()),
        }
    }
}

/// The spelling of the screen where it reads back as one word, the UCUM code elsewhere.
fn unit_word(ucum: &str) -> &str {
    let shown = display_unit(ucum);
    if !shown.contains(' ') && usual_spelling(shown) == Some(ucum) { shown } else { ucum }
}

impl Equality {
    /// The sign of the language.
    pub fn sign(self) -> &'static str {
        match self {
            Equality::Is => "=",
            Equality::IsNot => "!=",
        }
    }
}

impl TextComparison {
    /// The sign of the language.
    pub fn sign(self) -> &'static str {
        match self {
            TextComparison::Is => "=",
            TextComparison::IsNot => "!=",
            TextComparison::Contains => "~",
        }
    }
}

pub(super) fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
        Sex::Unknown => "unknown",
    }
}

pub(super) fn allergy_words(state: AllergyState) -> &'static str {
    match state {
        AllergyState::Known => "known",
        AllergyState::NoneKnown => "none known",
        AllergyState::NotRecorded => "not recorded",
        AllergyState::Unavailable => "unavailable",
    }
}
