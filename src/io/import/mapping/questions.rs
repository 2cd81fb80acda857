//! Open questions with what helps to answer them: the column, lines to look at, and what to write into a profile.

use std::borrow::Cow;

use crate::domain::indicator::IndicatorId;
use crate::domain::unit::display_unit;

use super::super::blood_pressure::unit_indicator;
use super::super::values::{ColumnProfile, DateForm, NumberForm, Pivot, PlacedCell};
use super::century::CenturyDoubt;
use super::fit::{Question, mixed_units_of, unit_spans_of, units_for};
use super::mass_doubt::MassDoubt;
use super::profile::HeadingRef;
use super::profile_marks::{date_id, decimal_text, thousands_text};
use super::times::TimeDoubt;
use super::unit_doubt::UnitDoubt;
use super::{CellPart, FieldColumn, Mapping, UnitSpan};

/// Says that the heading is right about the unit, whatever its values look like.
const UNIT_AS_STATED: &str = "unit_as_stated = true";

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
    /// What speaks for each answer, where the question alone does not say it.
    explained: Option<String>,
}

impl OpenQuestion {
    /// What is asked.
    pub fn words(&self) -> Cow<'static, str> {
        if let Some(words) = &self.explained {
            return Cow::Owned(words.clone());
        }
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
            (Question::OtherUnit, _) => "values fit another unit than the one that the file states",
            (Question::MassOfWhat, _) => "the mass may be the whole molecule's or a part's",
            (Question::Century, _) => "years have two digits",
            (Question::WhichDate, _) => "several columns could say the date",
            (Question::SecondColumn, _) => "another column is read for the same",
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

    /// The question of a column that no field is read from, with what answers it.
    pub fn sentence(&self) -> String {
        let (column, heading, lines) = (self.column, &self.heading, self.lines());
        format!("column {column} {heading:?} ({lines}): {}; write into a mapping {}", self.words(), self.remedy())
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
        .chain(
            mapping
                .second_columns(profiles)
                .into_iter()
                .filter_map(|(column, mapped)| second_column(mapping, column, mapped, profiles)),
        )
        .collect()
}

/// The question of a column that holds what another is read for.
fn second_column(
    mapping: &Mapping,
    column: u16,
    read: &FieldColumn,
    profiles: &[ColumnProfile],
) -> Option<OpenQuestion> {
    let profile = profiles.get(usize::from(column).checked_sub(1)?)?;
    let (first, heading) = (read.column, mapping.heading_of(read));
    let left_out = HeadingRef::of(&mapping.headings, column)?.text();
    let explained = format!(
        "{} is read from column {first} {heading:?} already, and a row has one; leave one of them out, and import the file once more with the other if both are wanted",
        read.field
    );
    Some(OpenQuestion {
        field: read.field.clone(),
        column,
        heading: mapping.heading(column).to_owned(),
        question: Question::SecondColumn,
        cells: profile.sample.iter().take(LINES).cloned().collect(),
        unread_units: None,
        mixed_units: Vec::new(),
        answers: vec![vec![format!("not_imported = [{left_out}]")]],
        explained: Some(explained),
    })
}

/// Where the time may stand, in words.
fn time_words(mapping: &Mapping, doubt: &TimeDoubt) -> String {
    let headings = |columns: &Vec<u16>| {
        let all = columns.iter().map(|column| format!("{:?}", mapping.heading(*column)));
        all.collect::<Vec<_>>().join(" with ")
    };
    let readings = doubt.readings.iter().map(headings).collect::<Vec<_>>().join(" or ");
    match doubt.is_of_other_event {
        true => format!("the heading dates something else than what was measured; the time could be {readings}"),
        false => format!("it is not sure which column has the date; the time could be {readings}"),
    }
}

fn time_answers(mapping: &Mapping, doubt: &TimeDoubt) -> Vec<Vec<String>> {
    let reading = |columns: &Vec<u16>| {
        let all: Vec<String> =
            columns.iter().filter_map(|column| Some(HeadingRef::of(&mapping.headings, *column)?.text())).collect();
        vec![if all.len() == 1 { format!("from = {}", all.concat()) } else { format!("from = [{}]", all.join(", ")) }]
    };
    doubt.readings.iter().map(reading).collect()
}

fn open_question(
    mapping: &Mapping,
    mapped: &FieldColumn,
    question: Question,
    profiles: &[ColumnProfile],
) -> Option<OpenQuestion> {
    let profile = profiles.get(usize::from(mapped.column).checked_sub(1)?)?;
    let indicator = unit_indicator(&mapped.field).filter(|_| question == Question::Unit);
    let doubt = mapping.unit_doubt(mapped, profiles).filter(|_| question == Question::OtherUnit);
    let mass = mapping.mass_doubt(mapped, profiles).filter(|_| question == Question::MassOfWhat);
    let century = mapping.century_doubt(mapped, profiles).filter(|_| question == Question::Century);
    let time = mapping.time_doubt(mapped, profiles).filter(|_| question == Question::WhichDate);
    let contradicted = (question == Question::DateOrder && !profile.contradicting_dates.is_empty())
        .then(|| "rows contradict each other on the order of day and month".to_owned());
    let is_own = mapped.part == CellPart::OwnUnit;
    let mixed = indicator.filter(|_| !is_own).and_then(|id| mixed_units_of(id.indicator(), profile));
    let mixed_units = mixed.unwrap_or_default();
    let bare = (is_own && question == Question::Unit).then(|| bare_words(profile.without_unit));
    Some(OpenQuestion {
        field: mapped.field.clone(),
        column: mapped.column,
        heading: mapping.heading_of(mapped),
        question,
        cells: match question {
            Question::Codes => cells_of_codes(mapping, mapped, profile),
            _ => cells(mapping, question, profile, doubt.as_ref(), century.as_ref(), profiles),
        },
        unread_units: mapping.unread_units(mapped.column).filter(|_| question == Question::Unit).map(str::to_owned),
        answers: match (&doubt, &century) {
            _ if time.is_some() => time.iter().flat_map(|time| time_answers(mapping, time)).collect(),
            _ if mass.is_some() => mass.iter().flat_map(mass_answers).collect(),
            (Some(doubt), _) => unit_answers(doubt),
            (None, Some(century)) => century.pivots.iter().map(|pivot| vec![century_answer(*pivot)]).collect(),
            (None, None) => answers(mapping, mapped, question, profile, !mixed_units.is_empty()),
        },
        explained: doubt
            .as_ref()
            .map(unit_words)
            .or_else(|| mass.as_ref().map(mass_words))
            .or_else(|| century.as_ref().map(century_words))
            .or_else(|| time.as_ref().map(|time| time_words(mapping, time)))
            .or(contradicted)
            .or(bare),
        mixed_units,
    })
}

/// Cells to look at: those that contradict each other, those whose year is in doubt, the numbers of a doubtful unit, else the first of the column.
fn cells(
    mapping: &Mapping,
    question: Question,
    profile: &ColumnProfile,
    doubt: Option<&UnitDoubt>,
    century: Option<&CenturyDoubt>,
    profiles: &[ColumnProfile],
) -> Vec<PlacedCell> {
    if let Some(century) = century {
        return century.deciding(LINES);
    }
    if question == Question::DateOrder && !profile.contradicting_dates.is_empty() {
        return profile.contradicting_dates.clone();
    }
    let value = mapping.column_of("value").filter(|_| doubt.is_some_and(|doubt| doubt.is_in_rows));
    let shown = value.and_then(|value| profiles.get(usize::from(value) - 1)).unwrap_or(profile);
    shown.sample.iter().take(LINES).cloned().collect()
}

/// The first cells that are codes without a meaning.
fn cells_of_codes(mapping: &Mapping, mapped: &FieldColumn, profile: &ColumnProfile) -> Vec<PlacedCell> {
    let codes = mapping.codes_of(mapped, profile);
    let is_code = |cell: &&PlacedCell| codes.contains(&cell.text.trim());
    profile.sample.iter().filter(is_code).take(LINES).cloned().collect()
}

/// `the heading says mmol/L, but 94 % of the values fit mg/dL only; 95 mg/dL = 5.3 mmol/L`
fn unit_words(doubt: &UnitDoubt) -> String {
    let UnitDoubt { stated, misfit, is_in_rows, .. } = doubt;
    let place = if *is_in_rows { "column of units" } else { "heading" };
    let (unit, share) = (display_unit(misfit.unit), misfit.share * 100.0);
    let (one, other) = (doubt.example_in(misfit.unit), doubt.example_in(stated));
    let split = match doubt.spans().is_empty() {
        true => "",
        false => "; unit_by_value tells them apart by size, and refuses what lies between",
    };
    format!(
        "the {place} says {stated}, but {share:.0} % of the values fit {unit} and not {stated} ({one}, or {other}){split}"
    )
}

/// `the heading does not say of what mg/dL is: 30 mg/dL (urea) = 5.0 mmol/L, or 30 mg/dL (urea N) = 10.7 mmol/L`
fn mass_words(doubt: &MassDoubt) -> String {
    let [whole, part] = doubt.units.map(|unit| doubt.example_in(unit));
    format!("nothing says whether {} is of the whole molecule or of its nitrogen: {whole}, or {part}", doubt.stated)
}

fn mass_answers(doubt: &MassDoubt) -> Vec<Vec<String>> {
    doubt.units.iter().map(|unit| vec![doubt.answer(unit)]).collect()
}

/// What is said of numbers without a unit among those with one.
fn bare_words(count: u64) -> String {
    let (numbers, have, them) = if count == 1 { ("number", "has", "it") } else { ("numbers", "have", "them") };
    format!("{count} {numbers} {have} no unit behind {them} as the others have, and the heading names none")
}

/// The likelier answer first: the other unit where most values fit it, else both by the size of the value.
fn unit_answers(doubt: &UnitDoubt) -> Vec<Vec<String>> {
    let (found, stated) = (doubt.misfit.unit, doubt.stated.as_str());
    let word = |unit: &str| vec![format!("words = {{ {stated:?} = {unit:?} }}")];
    let (other, kept) = match doubt.is_in_rows {
        true => (word(found), word(stated)),
        false => (vec![format!("unit = {found:?}")], vec![UNIT_AS_STATED.to_owned()]),
    };
    let spans = doubt.spans();
    let split = (!spans.is_empty()).then(|| vec![by_value_answer(&spans)]);
    if doubt.misfit.is_most() {
        return std::iter::once(other).chain(split).chain([kept]).collect();
    }
    split.into_iter().chain([kept, other]).collect()
}

/// `years have two digits; century_from = 27 reads 24 → 2024, 71 → 1971, century_from = 0 reads 24–71 → 1924–1971`
fn century_words(century: &CenturyDoubt) -> String {
    let reading = |pivot: &Pivot| format!("{} reads {}", century_answer(*pivot), century.reading(*pivot));
    let readings = century.pivots.iter().map(reading).collect::<Vec<_>>().join(", ");
    let decided = if century.is_decided() { "; any later century would be in the future" } else { "" };
    format!("years have two digits; {readings}{decided}")
}

fn century_answer(pivot: Pivot) -> String {
    format!("century_from = {}", pivot.0)
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
        Question::OtherUnit
        | Question::MassOfWhat
        | Question::Century
        | Question::WhichDate
        | Question::SecondColumn => Vec::new(),
        Question::Unit => {
            let Some(indicator) = unit_indicator(&mapped.field).map(IndicatorId::indicator) else {
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
