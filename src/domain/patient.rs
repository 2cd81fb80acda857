//! A patient's own record and the records around it: conditions, medications, allergies, admissions.

use crate::base::{Date, Moment};

use super::ids::{CellRef, WordId};

/// Sex as the source records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    Female,
    Male,
    /// Neither, as stated by the source.
    Other,
    /// The source says that it is not known.
    Unknown,
}

/// Who a patient is. Every field but the identifier may be not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patient {
    /// The hospital's identifier, unique in the store.
    pub identifier: String,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub chinese_name: Option<String>,
    pub sex: Option<Sex>,
    pub birth_date: Option<Date>,
    pub death_date: Option<Date>,
    /// As written; several numbers may stand in it.
    pub phone: Option<String>,
}

/// From so many completed years on, an age is more likely a mistyped year than true.
const IMPLAUSIBLE_AGE_YEARS: i32 = 110;

/// No record of a hospital tells of anybody born before this year; a spreadsheet's day 0 and mistyped years do.
const FIRST_BIRTH_YEAR: i32 = 1850;

/// What is odd about a birth date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDoubt {
    /// Cannot be true.
    Impossible,
    /// Can be true, and hardly is.
    Implausible,
}

/// Whether a birth date is to be doubted; `until` is the day of death or today, where one of them is known.
pub fn birth_doubt(birth: Date, until: Option<Date>) -> Option<BirthDoubt> {
    if birth.ymd().0 < FIRST_BIRTH_YEAR {
        return Some(BirthDoubt::Impossible);
    }
    until.filter(|until| birth.years_until(*until) >= IMPLAUSIBLE_AGE_YEARS).map(|_| BirthDoubt::Implausible)
}

/// The field of a row's raw texts that holds an order's state where it is on hold, and the state.
pub const ORDER_STATUS: &str = "order_status";
pub const ON_HOLD: &str = "on-hold";

/// States of what is over that stand as raw text of an end where nobody said its day.
const OVER: [&str; 3] = ["stopped", "completed", "finished"];

/// The state by which a row is over whose end stands on its first day, because nobody said when.
pub fn over_without_a_day<'a>(raw: &'a [(String, String)], end: &str) -> Option<&'a str> {
    let text = raw.iter().find(|(field, _)| field == end).map(|(_, text)| text.as_str())?;
    OVER.contains(&text).then_some(text)
}

/// Ends the names under which a row's raw texts hold the time of day that stood behind a day: `start@clock`.
pub const CLOCK_BEHIND: &str = "@clock";

/// A record, the row it came from, and the cells whose raw text the typed form would not give back.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced<T> {
    pub record: T,
    /// `column` is 0: the field's column stands in the import's receipt.
    pub cell: CellRef,
    /// (field name of the format, raw text), only where the typed value cannot give the text back.
    pub raw: Vec<(String, String)>,
}

/// A condition (diagnosis, problem). `word` stands in [`super::book::BookKind::Condition`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub word: WordId,
    pub onset: Option<Date>,
    pub resolved: Option<Date>,
}

/// A medication. `word` stands in [`super::book::BookKind::Medication`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medication {
    pub word: WordId,
    /// As written: "5 mg once daily".
    pub dose: Option<String>,
    pub start: Option<Date>,
    pub end: Option<Date>,
}

/// What a source says about allergies in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllergyStatement {
    Substance {
        substance: String,
        reaction: Option<String>,
        severity: Option<String>,
    },
    /// Asked, and none is known.
    NoneKnown,
    /// The source could not be asked.
    Unavailable,
}

/// The four labels of the banner; an empty list never means "none".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AllergyState {
    Known,
    NoneKnown,
    NotRecorded,
    Unavailable,
}

impl AllergyState {
    /// The label that a patient's statements amount to: a substance outweighs "none", "none" outweighs "unavailable".
    pub fn of<'a>(statements: impl IntoIterator<Item = &'a AllergyStatement>) -> AllergyState {
        statements.into_iter().fold(AllergyState::NotRecorded, |state, statement| match (state, statement) {
            (_, AllergyStatement::Substance { .. }) | (AllergyState::Known, _) => AllergyState::Known,
            (_, AllergyStatement::NoneKnown) | (AllergyState::NoneKnown, _) => AllergyState::NoneKnown,
            (AllergyState::NotRecorded | AllergyState::Unavailable, AllergyStatement::Unavailable) => {
                AllergyState::Unavailable
            }
        })
    }
}

/// A stay. `ward` stands in [`super::book::BookKind::Ward`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    pub ward: Option<WordId>,
    pub room: Option<String>,
    pub bed: Option<String>,
    pub admitted: Moment,
    pub discharged: Option<Moment>,
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_long_ago_is_doubted_by_the_age_it_makes() {
        let day = |year, month, day| Date::from_ymd(year, month, day).expect("a date");
        let today = day(2026, 11, 27);
        for (born, until, doubt) in [
            (day(1849, 12, 31), Some(today), Some(BirthDoubt::Impossible)),
            (day(1780, 1, 1), None, Some(BirthDoubt::Impossible)),
            (day(1850, 1, 1), Some(today), Some(BirthDoubt::Implausible)),
            (day(1916, 11, 27), Some(today), Some(BirthDoubt::Implausible)),
            (day(1916, 11, 28), Some(today), None),
            (day(1880, 5, 5), Some(day(1960, 1, 1)), None),
            (day(1880, 5, 5), None, None),
        ] {
            assert_eq!(birth_doubt(born, until), doubt, "{}", born.iso());
        }
    }
}
