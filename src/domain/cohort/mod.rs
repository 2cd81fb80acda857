//! A cohort: which patients a list shows, as a tree of tests that reads as a sentence and is written as one.
//!
//! The language, shared by `wardtwin query --where` and the list's cohort builder:
//!
//! ```text
//! age >= 65 and sex = female and condition ~ "diabetes" and newest(hba1c) > 7.5 % and missing(ldl-cholesterol)
//! risk(prevent) >= 7.5 and not (condition ~ infarction)
//! ward = "Cardiology" and (medication ~ metformin or allergies = not recorded) and observed < 30 days ago
//! ```
//!
//! **Unknown is neither yes nor no.** A test of something that is not recorded is *unknown*; `not`, `and` and `or` follow
//! Kleene's three-valued logic and a cohort holds only the patients for whom the whole is *yes*. So neither `age >= 65` nor
//! `not (age >= 65)` holds a patient without a birth date; `missing(age)` does. A patient whose source says that the sex is
//! unknown satisfies `sex = unknown` and neither `sex = female` nor its negation. Tests of lists (`condition`, `medication`)
//! ask what is on record: `not (condition ~ "diabetes")` holds whoever has no such condition on record.

#[cfg(test)]
pub(crate) mod arbitrary;
mod parse;
mod print;

pub use parse::{CohortFault, Expected};

use crate::base::Decimal;

use super::indicator::IndicatorId;
use super::patient::{AllergyState, Sex};

/// A filter over all patients; the empty one holds everyone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohort {
    pub expr: Option<Expr>,
}

impl Cohort {
    /// Every patient.
    pub fn everyone() -> Self {
        Cohort { expr: None }
    }

    /// Reads the language above; empty text and `everyone` hold every patient.
    ///
    /// # Errors
    /// [`CohortFault`]: the first place that cannot be read, what stood there and what could have.
    pub fn parse(text: &str) -> Result<Cohort, CohortFault> {
        parse::cohort(text)
    }

    /// The cohort of those who satisfy all `tests`; everyone where there are none.
    pub fn of_tests(tests: impl IntoIterator<Item = Test>) -> Self {
        Cohort { expr: Expr::all(tests.into_iter().map(Expr::Test).collect()) }
    }

    /// The risk models that the cohort asks for, in the order of its sentence; each once.
    pub fn risk_models(&self) -> Vec<&str> {
        let mut models = Vec::new();
        if let Some(expr) = &self.expr {
            expr.add_risk_models(&mut models);
        }
        models
    }

    /// The tests of a cohort that is a plain list of tests joined by `and`, as a builder edits it; `None` for any other.
    pub fn as_tests(&self) -> Option<Vec<&Test>> {
        fn test_of(expr: &Expr) -> Option<&Test> {
            match expr {
                Expr::Test(test) => Some(test),
                Expr::All(_) | Expr::Any(_) | Expr::Not(_) => None,
            }
        }
        match &self.expr {
            None => Some(Vec::new()),
            Some(Expr::All(parts)) => parts.iter().map(test_of).collect(),
            Some(expr) => test_of(expr).map(|test| vec![test]),
        }
    }
}

/// A test or several joined. [`Expr::all`] and [`Expr::any`] make the joined ones, so that a tree has one written form.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Two or more, none of them an `All`.
    All(Vec<Expr>),
    /// Two or more, none of them an `Any`.
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Test(Test),
}

impl Expr {
    fn add_risk_models<'e>(&'e self, models: &mut Vec<&'e str>) {
        match self {
            Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| part.add_risk_models(models)),
            Expr::Not(inner) => inner.add_risk_models(models),
            Expr::Test(Test::Risk { model, .. }) if !models.contains(&model.as_str()) => models.push(model),
            Expr::Test(_) => {}
        }
    }

    /// All of `parts`; `None` if there are none.
    pub fn all(parts: Vec<Expr>) -> Option<Expr> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Expr::All(inner) => inner,
            Expr::Any(_) | Expr::Not(_) | Expr::Test(_) => vec![part],
        });
        one_or(flat.collect(), Expr::All)
    }

    /// Any of `parts`; `None` if there are none.
    pub fn any(parts: Vec<Expr>) -> Option<Expr> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Expr::Any(inner) => inner,
            Expr::All(_) | Expr::Not(_) | Expr::Test(_) => vec![part],
        });
        one_or(flat.collect(), Expr::Any)
    }
}

fn one_or(mut parts: Vec<Expr>, join: impl Fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(join(parts)),
    }
}

/// One question about a patient.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Completed years on the day of asking, or at death.
    Age {
        comparison: Comparison,
        years: u32,
    },
    Sex {
        equality: Equality,
        sex: Sex,
    },
    /// Any of the family, given and Chinese name.
    Name(TextTest),
    Identifier(TextTest),
    /// Code or name of a condition that is not resolved.
    Condition(TextTest),
    /// Code or name of a medication that has not ended.
    Medication(TextTest),
    /// The ward of a stay that has not ended.
    Ward(TextTest),
    Allergies {
        equality: Equality,
        state: AllergyState,
    },
    /// The newest value of an indicator.
    Newest {
        indicator: IndicatorId,
        comparison: Comparison,
        limit: Limit,
    },
    /// Days since the newest value of an indicator.
    Measured {
        indicator: IndicatorId,
        comparison: Comparison,
        days_ago: u32,
    },
    /// Days since the newest observation of any kind.
    Observed {
        comparison: Comparison,
        days_ago: u32,
    },
    /// Number of observations.
    Observations {
        comparison: Comparison,
        count: u32,
    },
    /// Number of values flagged implausible or conflicting.
    Flagged {
        comparison: Comparison,
        count: u32,
    },
    Recorded(Field),
    Missing(Field),
    /// The newest value lies outside its reference range; unknown where there is no range.
    Abnormal(IndicatorId),
    /// The newest value is at or beyond a critical limit; unknown where there is no range.
    Critical(IndicatorId),
    /// The number that a kept run of a risk model gave, in the unit shown (probabilities in percent); unknown where nothing
    /// was kept or the model gave no number.
    Risk {
        /// Its id, in small letters.
        model: String,
        comparison: Comparison,
        number: Decimal,
    },
}

/// What may be recorded or missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The birth date; also missing where it lies after the day of asking.
    Age,
    Sex,
    /// Any name.
    Name,
    ChineseName,
    Ward,
    /// Missing: the label "not recorded".
    Allergies,
    Condition,
    Medication,
    /// Any observation.
    Observation,
    DeathDate,
    Indicator(IndicatorId),
}

impl Field {
    /// Every field that is not an indicator, with its word in the language.
    pub const WORDS: [(&'static str, Field); 10] = [
        ("age", Field::Age),
        ("sex", Field::Sex),
        ("name", Field::Name),
        ("chinese-name", Field::ChineseName),
        ("ward", Field::Ward),
        ("allergies", Field::Allergies),
        ("condition", Field::Condition),
        ("medication", Field::Medication),
        ("observation", Field::Observation),
        ("death-date", Field::DeathDate),
    ];

    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Field::Indicator(id) => id.indicator().id,
            Field::Age
            | Field::Sex
            | Field::Name
            | Field::ChineseName
            | Field::Ward
            | Field::Allergies
            | Field::Condition
            | Field::Medication
            | Field::Observation
            | Field::DeathDate => Field::WORDS.iter().find(|(_, field)| *field == self).map_or("", |(word, _)| word),
        }
    }
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

impl Comparison {
    pub const ALL: [Comparison; 6] = [
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::GreaterOrEqual,
        Comparison::Greater,
    ];

    /// The sign of the language.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Greater => ">",
        }
    }

    pub fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Comparison::Less => left < right,
            Comparison::LessOrEqual => left <= right,
            Comparison::Equal => left == right,
            Comparison::NotEqual => left != right,
            Comparison::GreaterOrEqual => left >= right,
            Comparison::Greater => left > right,
        }
    }

    /// The comparison that holds exactly where this one does not.
    pub fn opposite(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::GreaterOrEqual => Comparison::Less,
            Comparison::Greater => Comparison::LessOrEqual,
        }
    }
}

/// Whether a word is or is not the one asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Equality {
    Is,
    IsNot,
}

/// How a text is compared; case does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextComparison {
    Is,
    IsNot,
    Contains,
}

/// A text comparison. The text is not empty and holds no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTest {
    pub comparison: TextComparison,
    pub text: String,
}

/// A limit for an indicator's value: the number as written, the unit it was written in, and the number in the indicator's
/// own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    number: Decimal,
    unit: Option<&'static str>,
    canonical: f64,
}

impl Limit {
    /// `None` if the unit cannot be converted to the indicator's. No unit means the indicator's own.
    pub fn new(indicator: IndicatorId, number: Decimal, unit: Option<&str>) -> Option<Limit> {
        let table = indicator.indicator();
        let Some(spelling) = unit else {
            return Some(Limit { number, unit: None, canonical: number.to_f64() });
        };
        let (canonical, conversion) = table.canonical(number.to_f64(), spelling)?;
        let unit = conversion.map_or(table.unit, |conversion| conversion.from);
        Some(Limit { number, unit: Some(unit), canonical })
    }

    /// As written.
    pub fn number(&self) -> Decimal {
        self.number
    }

    /// UCUM code of the unit written, if one was.
    pub fn unit(&self) -> Option<&'static str> {
        self.unit
    }

    /// In the indicator's own unit.
    pub fn canonical(&self) -> f64 {
        self.canonical
    }
}
