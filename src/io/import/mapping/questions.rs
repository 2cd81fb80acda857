//! Open questions with what helps to answer them: the column, lines to look at, and what to write into a profile.

use std::borrow::Cow;

use crate::domain::indicator::IndicatorId;

use super::super::values::{ColumnProfile, DateForm, NumberForm, PlacedCell};
use super::fit::{Question, mixed_units_of, unit_spans_of, units_for};
use super::profile_marks::{date_id, decimal_text, thousands_text};
use super::{FieldColumn, Mapping, UnitSpan};

/// Most lines that are shown.
const LINES: usize = 3;

/// A question about a column.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenQuestion {
    pub field: String,
    /// From 1.
    pub column: u16,
    pub heading: String,
    pub question: Question,
    /// Cells that a person has to look at.
    pub cells: Vec<PlacedCell>,
    /// The heading of a column of units that is not read, where the question is about a unit.
    pub unread_units: Option<String>,
    /// Units that the values fall into, each with the share that only it explains; empty where one explains them all.
    pub mixed_units: Vec<(&'static str, f64)>,
    /// Lines of a profile that answer it, the likelier answer first.
    pub answers: Vec<Vec<String>>,
}

impl OpenQuestion {
    /// What is asked.
    pub fn words(&self) -> Cow<'static, str> {
        let words = match (self.question, &self.unread_units) {
            (Question::DateOrder, _) => "day and month could be exchanged, and the rows do not decide it",
            (Question::SerialDates, _) => {
                "the numbers could be days as spreadsheets count them, from 1900 or from 1904, and no date stands beside them"
            }
            (Question::DecimalMark, _) => {
                "the mark could be a decimal mark or a thousands mark, and the rows do not decide it"
            }
            (Question::Codes, _) => "the cells are numbers, and what they stand for is not said",
            (Question::Unit, None) if !self.mixed_units.is_empty() => return Cow::Owned(self.mixed_words()),
            (Question::Unit, None) => "the values have no unit",
            (Question::Unit, Some(units)) => {
                return Cow::Owned(format!(
                    "the units in column {units:?} are not read: a row has several values, each in one unit for all rows"
                ));
            }
        };
        Cow::Borrowed(words)
    }

    fn mixed_words(&self) -> String {
        let part = |(unit, share): &(&str, f64)| format!("{:.0} % can only be {unit}", share * 100.0);
        let parts: Vec<String> = self.mixed_units.iter().map(part).collect();
        format!(
            "the values mix units and no column says which: {}; unit_by_value tells them apart by size, and refuses what lies between",
            parts.join(", ")
        )
    }

    /// Cells with their lines: `line 2: 03/04/2020, line 3: 05/06/2020`.
    pub fn lines(&self) -> String {
        let cells = self.cells.iter().map(|cell| format!("line {}: {}", cell.line, cell.text));
        cells.collect::<Vec<_>>().join(", ")
    }

    /// As the lines of a remark.
    pub fn remark(&self) -> Vec<String> {
        let question = format!("Open: {} ({}). Say which:", self.words(), self.lines());
        std::iter::once(question).chain(self.answers.iter().flatten().cloned()).collect()
    }

    /// The answers in a sentence: `date = "dmy" or date = "mdy"`.
    pub fn remedy(&self) -> String {
        self.answers.iter().map(|lines| lines.join(" with ")).collect::<Vec<_>>().join(" or ")
    }
}

/// What is still open in a mapping.
pub fn open_questions(mapping: &Mapping, profiles: &[ColumnProfile]) -> Vec<OpenQuestion> {
    mapping
        .questions(profiles)
        .filter_map(|(mapped, question)| open_question(mapping, mapped, question, profiles))
        .collect()
}

fn open_question(
    mapping: &Mapping,
    mapped: &FieldColumn,
    question: Question,
    profiles: &[ColumnProfile],
) -> Option<OpenQuestion> {
    let profile = profiles.get(usize::from(mapped.column).checked_sub(1)?)?;
    let indicator = IndicatorId::from_code(&mapped.field).filter(|_| question == Question::Unit);
    let mixed_units = indicator.and_then(|id| mixed_units_of(id.indicator(), profile)).unwrap_or_default();
    Some(OpenQuestion {
        field: mapped.field.clone(),
        column: mapped.column,
        heading: mapping.heading_of(mapped),
        question,
        cells: profile.sample.iter().take(LINES).cloned().collect(),
        unread_units: mapping.unread_units(mapped.column).filter(|_| question == Question::Unit).map(str::to_owned),
        answers: answers(mapping, mapped, question, profile, !mixed_units.is_empty()),
        mixed_units,
    })
}

fn answers(
    mapping: &Mapping,
    mapped: &FieldColumn,
    question: Question,
    profile: &ColumnProfile,
    is_mixed: bool,
) -> Vec<Vec<String>> {
    match question {
        Question::Codes => {
            let codes = mapping.codes_of(mapped, profile);
            meanings(mapped, &codes).iter().map(|meanings| vec![words_answer(meanings)]).collect()
        }
        Question::DateOrder | Question::SerialDates => {
            let found = profile.date.iter();
            let all =
                found.flat_map(|date| std::iter::once(date.value).chain(date.alternatives.iter().map(|other| other.0)));
            all.map(date_answer).collect()
        }
        Question::DecimalMark => {
            let found = profile.number.iter();
            let all = found.flat_map(|number| {
                std::iter::once(number.value).chain(number.alternatives.iter().map(|other| other.0))
            });
            all.map(number_answer).collect()
        }
        Question::Unit => {
            let Some(indicator) = IndicatorId::from_code(&mapped.field).map(IndicatorId::indicator) else {
                return Vec::new();
            };
            let by_value = is_mixed.then(|| vec![by_value_answer(&unit_spans_of(indicator))]);
            let units = units_for(indicator, profile).into_iter();
            by_value.into_iter().chain(units.map(|proposal| vec![format!("unit = {:?}", proposal.unit)])).collect()
        }
    }
}

/// What codes may stand for, the likelier first. For sex, ISO/IEC 5218 and GB/T 2261.1 agree: 1 is male, 2 is female,
/// 0 and 9 say nothing; files have it the other way round all the same, and 0 with 1 alone is no standard's.
fn meanings<'a>(mapped: &FieldColumn, codes: &[&'a str]) -> Vec<Vec<(&'a str, &'static str)>> {
    let by = |male: &str, female: &str| {
        let meaning = |code: &&'a str| match *code {
            code if code == male => (code, "male"),
            code if code == female => (code, "female"),
            "0" | "9" => (*code, "unknown"),
            code => (code, "?"),
        };
        codes.iter().map(meaning).collect()
    };
    let has = |code: &str| codes.contains(&code);
    match (mapped.field.as_str(), has("0") && has("1") && !has("2")) {
        ("sex", false) => vec![by("1", "2"), by("2", "1")],
        ("sex", true) => vec![by("1", "0"), by("0", "1")],
        _ => vec![codes.iter().map(|code| (*code, "?")).collect()],
    }
}

fn words_answer(meanings: &[(&str, &str)]) -> String {
    let words = meanings.iter().map(|(code, word)| format!("{code:?} = {word:?}"));
    format!("words = {{ {} }}", words.collect::<Vec<_>>().join(", "))
}

/// Spans as a profile takes them, with as many digits as tell them apart.
fn by_value_answer(spans: &[UnitSpan]) -> String {
    let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
    let span = |span: &UnitSpan| {
        format!("{{ unit = {:?}, from = {:?}, to = {:?} }}", span.unit, rounded(span.low), rounded(span.high))
    };
    format!("unit_by_value = [{}]", spans.iter().map(span).collect::<Vec<_>>().join(", "))
}

fn date_answer(form: DateForm) -> Vec<String> {
    vec![format!("date = {:?}", date_id(form))]
}

fn number_answer(form: NumberForm) -> Vec<String> {
    let decimal = format!("decimal_mark = {:?}", decimal_text(form.decimal_mark));
    let thousands = form.thousands_mark.map(|mark| format!("thousands_mark = {:?}", thousands_text(mark)));
    std::iter::once(decimal).chain(thousands).collect()
}
