//! What the headings of a table suggest.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::domain::indicator::mass_of_part::is_of_nitrogen;
use crate::domain::indicator::{INDICATORS, IndicatorId};
use crate::domain::unit_words::ucum_from_spelling;
use crate::domain::unit_words::unit_of;

use super::super::FORMATS;
use super::super::blood_pressure::{BLOOD_PRESSURE, is_blood_pressure};
use super::super::standing::speaks_against;
use super::super::values::ColumnProfile;
use super::super::{
    medications::DOSE_UNITS, observations::Observations, observations_wide::ObservationsWide, patients::FULL_NAME,
    patients::GIVEN_BESIDE_FAMILY, patients::GIVEN_IN_GERMAN,
};
use super::han::simplified;
use super::{Column, ImportFormat, Mapping, Shape};

/// Parts of headings of remarks and states.
const REMARKS: &[&str] = &[
    "comment",
    "remark",
    "note",
    "status",
    "state",
    "flag",
    "valid",
    "void",
    "cancel",
    "verif",
    "certain",
    "bemerkung",
    "kommentar",
    "备注",
    "说明",
    "状态",
    "标志",
    "标识",
    "有效",
    "作废",
    "确认",
    "转归",
];

impl Mapping {
    /// What the headings suggest for this format.
    pub fn propose(format: &dyn ImportFormat, headings: &[String]) -> Mapping {
        let plain: Vec<String> = headings.iter().map(|heading| plain_heading(heading)).collect();
        let mut mapping =
            Mapping { format: format.id(), columns: Vec::new(), headings: headings.to_vec(), left_out: Vec::new() };
        for column in format.columns() {
            if let Some(place) = place_of(column, &plain, &mapping) {
                mapping.set(column.field, Some(place), None);
            }
        }
        if ["family_name", "given_name"].iter().any(|part| mapping.of(part).is_some()) {
            mapping.take_given_beside_family();
            mapping.take_family_beside_given();
            // The parts say more than the whole.
            mapping.set(FULL_NAME, None, None);
        }
        mapping.join_dose_unit();
        if format.shape() == Shape::Wide {
            mapping.propose_series();
        } else {
            mapping.propose_one_indicator(format);
        }
        mapping
    }

    /// A dose without its unit is none: a column of units beside it is its second part.
    fn join_dose_unit(&mut self) {
        let is_unit = |heading: &str| DOSE_UNITS.iter().any(|name| plain_heading(name) == plain_heading(heading));
        let unit = self.free_columns().find(|(_, heading)| is_unit(heading)).map(|(column, _)| column);
        if let (Some(unit), Some(_)) = (unit, self.column_of("dose")) {
            self.join("dose", unit);
        }
    }

    fn take_given_beside_family(&mut self) {
        let whole = self.of(FULL_NAME).filter(|_| self.of("given_name").is_none());
        let heading = whole.map(|whole| plain_heading(&self.heading_of(whole)));
        if heading.is_some_and(|heading| heading == GIVEN_BESIDE_FAMILY) {
            self.set("given_name", self.column_of(FULL_NAME), None);
        }
    }

    /// `Name` beside `Vorname` is the family's.
    fn take_family_beside_given(&mut self) {
        let given = self.of("given_name").filter(|_| self.of("family_name").is_none());
        let heading = given.map(|given| plain_heading(&self.heading_of(given)));
        if heading.is_some_and(|heading| heading == GIVEN_IN_GERMAN) {
            self.set("family_name", self.column_of(FULL_NAME), None);
        }
    }

    /// How the values of a file are read: row by row where each row names the unit of its one value, else by columns.
    pub fn propose_values(headings: &[String]) -> Mapping {
        let long = Mapping::propose(&Observations, headings);
        if long.missing().is_empty() { long } else { Mapping::propose(&ObservationsWide, headings) }
    }

    /// One column headed by an indicator beside a column of units: a row is one value in its own unit, and the heading
    /// says the code of all. Read as a column of values, the units in the rows would be left out.
    fn propose_one_indicator(&mut self, format: &dyn ImportFormat) {
        let fields = format.columns().iter().map(|column| column.field);
        if fields.filter(|field| matches!(*field, "code" | "value" | "unit")).count() < 3
            || self.of("code").is_some()
            || self.of("value").is_some()
        {
            return;
        }
        let Some((value, unit, code)) = self.one_indicator() else { return };
        self.set("unit", Some(unit), None);
        self.set("value", Some(value), None);
        self.set_constant("code", &code);
    }

    /// The only free column headed by an indicator, the column of its units, and the indicator's code.
    fn one_indicator(&self) -> Option<(u16, u16, String)> {
        let words = indicator_words();
        let mut found = self.free_columns().filter_map(|(column, name)| Some((column, name, series_of(name, words)?)));
        let (column, name, (code, _)) = found.next()?;
        let is_only = found.next().is_none();
        let unit = self.column_of("unit").or_else(|| self.column_of_units_of(name))?;
        is_only.then_some((column, unit, code))
    }

    /// Headings of columns of measured values that become nothing, since the file is read as another kind.
    pub fn unread_series(&self) -> Vec<&str> {
        if matches!(self.format, "observations" | "observations_wide") {
            return Vec::new();
        }
        let words = indicator_words();
        self.free_columns().map(|(_, name)| name).filter(|name| series_of(name, words).is_some()).collect()
    }

    /// Columns, from 1, that no field is read from and whose cells say that a row may not count, each with such a cell.
    pub fn speaking_against(&self, profiles: &[ColumnProfile]) -> Vec<(u16, String)> {
        let against = |profile: &ColumnProfile| -> Option<String> {
            let few = profile.distinct.iter().flatten().map(|(cell, _)| cell);
            let first = profile.sample.iter().map(|cell| &cell.text);
            few.chain(first).find(|cell| speaks_against(cell)).cloned()
        };
        let profile = |column: u16| profiles.get(usize::from(column).checked_sub(1)?);
        self.free_columns().filter_map(|(column, _)| Some((column, against(profile(column)?)?))).collect()
    }

    /// Whether a column that no field is read from is headed as one whose cells may say that a row does not count.
    pub fn may_speak_against(&self, column: u16) -> bool {
        let heading = self.heading(column).to_lowercase();
        self.field_of(column).is_none() && REMARKS.iter().any(|word| heading.contains(word))
    }

    /// The heading of a column that holds units but is not read: of the file's one such column, or of this column.
    pub fn unread_units(&self, column: u16) -> Option<&str> {
        let names = unit_names();
        let is_units = |heading: &str| names.contains(&plain_heading(heading));
        let own = self.headings.get(usize::from(column).checked_sub(1)?).and_then(|name| self.column_of_units_of(name));
        let own = own.and_then(|own| self.headings.get(usize::from(own) - 1)).map(String::as_str);
        own.or_else(|| self.free_columns().map(|(_, heading)| heading).find(|heading| is_units(heading)))
    }

    /// The free column headed by that name and a word for units: `glucose_unit` of `glucose`, `血糖单位` of `血糖`.
    fn column_of_units_of(&self, name: &str) -> Option<u16> {
        let name = plain_heading(split_unit(name).0);
        let wanted: Vec<String> = unit_names().iter().map(|unit| format!("{name}{unit}")).collect();
        self.free_columns().find(|(_, heading)| wanted.contains(&plain_heading(heading))).map(|(column, _)| column)
    }

    /// Columns, from 1, that no field is read from, with their headings.
    fn free_columns(&self) -> impl Iterator<Item = (u16, &str)> {
        let columns = (1..).zip(&self.headings);
        columns
            .filter(|(column, _)| self.field_of(*column).is_none())
            .map(|(column, heading)| (column, heading.as_str()))
    }

    /// Takes headings that name an indicator as columns of its values.
    fn propose_series(&mut self) {
        let words = indicator_words();
        for (place, heading) in self.headings.clone().iter().enumerate() {
            let Some(column) = u16::try_from(place + 1).ok().filter(|&column| self.field_of(column).is_none()) else {
                continue;
            };
            if let Some((code, unit)) = series_of(heading, words)
                && self.column_of(&code).is_none()
            {
                self.set(&code, Some(column), unit);
            }
        }
    }
}

/// The first free column headed by the field's own name, else by one of its aliases in their order.
fn place_of(column: &Column, plain: &[String], mapping: &Mapping) -> Option<u16> {
    std::iter::once(&column.field).chain(column.aliases).find_map(|name| {
        let name = plain_heading(name);
        let mut places = plain.iter().enumerate().filter(|(_, heading)| **heading == name);
        let free = |place: usize| u16::try_from(place + 1).ok().filter(|&column| mapping.field_of(column).is_none());
        places.find_map(|(place, _)| free(place))
    })
}

/// Headings of a column of units in their plain form: those of the long table.
fn unit_names() -> Vec<String> {
    let unit = Observations.columns().iter().find(|column| column.field == "unit");
    unit.into_iter()
        .flat_map(|unit| std::iter::once(&unit.field).chain(unit.aliases))
        .map(|name| plain_heading(name))
        .collect()
}

/// A heading without what people vary: case, spaces, underscores, hyphens, dots, forms of Chinese characters.
pub fn plain_heading(heading: &str) -> String {
    let letters = heading.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-' | '.'));
    if heading.is_ascii() {
        return letters.map(|letter| letter.to_ascii_lowercase()).collect();
    }
    letters.map(simplified).flat_map(char::to_lowercase).collect()
}

/// A heading's name and the unit in the brackets at its end: `Glucose (mmol/L)`, `血糖（mg/dL）`, `Pulse [/min]`.
pub(super) fn split_unit(heading: &str) -> (&str, Option<&str>) {
    let heading = heading.trim();
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')] {
        let Some(inner) = heading.strip_suffix(close) else { continue };
        let Some((name, unit)) = opened_at(inner, open, close).and_then(|at| inner.split_at_checked(at)) else {
            continue;
        };
        let unit = unit.trim_start_matches(open).trim();
        return (name.trim(), (!unit.is_empty()).then_some(unit));
    }
    (heading, None)
}

/// Where the bracket opens that closes behind a text, which may hold others.
fn opened_at(inner: &str, open: char, close: char) -> Option<usize> {
    let mut closed = 1;
    inner.char_indices().rev().find_map(|(at, letter)| {
        closed = if letter == close { closed + 1 } else { closed - usize::from(letter == open) };
        (closed == 0).then_some(at)
    })
}

/// The unit in the heading of a column of values of that code.
pub fn unit_in_heading(code: &str, heading: &str) -> Option<String> {
    let (found, unit) = series_of(heading, indicator_words())?;
    unit.filter(|_| found == code)
}

/// Code and unit of a wide column, if its heading names an indicator. A code as heading is kept as it is; the unit may
/// also stand behind the name, as in `weight_kg` and `Glucose, mg/dL`.
fn series_of(heading: &str, words: &HashMap<String, IndicatorId>) -> Option<(String, Option<String>)> {
    let (name, unit) = split_unit(heading);
    if IndicatorId::from_code(name).is_some() {
        return Some((name.to_owned(), unit.map(str::to_owned)));
    }
    if is_blood_pressure(name) {
        let unit = unit.filter(|unit| unit_of(unit).is_some());
        return Some((BLOOD_PRESSURE.to_owned(), unit.map(str::to_owned)));
    }
    let indicator_of = |name: &str| words.get(&plain_heading(name)).copied();
    let named = named(name, unit, &indicator_of).or_else(|| {
        let (stem, behind) = unit_at_end(name).filter(|_| unit.is_none())?;
        named(stem, Some(behind), &indicator_of)
    });
    if let Some((name, id, unit)) = named {
        return Some((code_of(name, id)?, unit.map(str::to_owned).or_else(|| unit_behind(name))));
    }
    let (stem, _) = name.rsplit_once('_').filter(|_| unit.is_none())?;
    let unit = unit_behind(name)?;
    Some((code_of(stem, indicator_of(stem)?)?, Some(unit)))
}

/// The indicator of a name, whose own abbreviation may stand in brackets behind it: `肌酐(Cr)`, `谷丙转氨酶[ALT](U/L)`.
fn named<'a>(
    name: &'a str,
    unit: Option<&'a str>,
    indicator_of: &impl Fn(&str) -> Option<IndicatorId>,
) -> Option<(&'a str, IndicatorId, Option<&'a str>)> {
    if let Some(id) = indicator_of(name) {
        let is_abbreviation = unit.is_some_and(|unit| unit_of(unit).is_none() && indicator_of(unit) == Some(id));
        return Some((name, id, unit.filter(|_| !is_abbreviation)));
    }
    let (stem, abbreviation) = split_unit(name);
    let id = indicator_of(stem)?;
    (indicator_of(abbreviation?) == Some(id)).then_some((stem, id, unit))
}

/// A heading and the unit behind its last space or comma: `Glucose mg/dL`, `血糖，mmol/L`.
fn unit_at_end(heading: &str) -> Option<(&str, &str)> {
    let (name, unit) = heading.rsplit_once([' ', ',', '，', '、', '\u{3000}'])?;
    unit_of(unit)?;
    Some((name.trim_end_matches([' ', ',', '，', '、', '\u{3000}']), unit))
}

/// The code of an indicator called so: the preferred one, and for urea nitrogen its own.
fn code_of(name: &str, id: IndicatorId) -> Option<String> {
    let codes = id.indicator().codes;
    let own = codes.iter().find(|code| is_of_nitrogen(name) && is_of_nitrogen(code));
    own.or(codes.first()).map(|code| (*code).to_owned())
}

/// The unit that the last part of a heading such as `weight_kg` or `glucose_mmol` spells.
fn unit_behind(name: &str) -> Option<String> {
    let (_, last) = name.rsplit_once('_')?;
    let unit = match last.to_lowercase().as_str() {
        "kg" => "kg",
        "lb" => "lb",
        "cm" => "cm",
        "c" => "°C",
        "f" => "°F",
        "mmol" => "mmol/L",
        "umol" => "µmol/L",
        "mgdl" => "mg/dL",
        "mmhg" => "mmHg",
        "pct" => "%",
        "bpm" => "bpm",
        _ => return None,
    };
    let is_known = INDICATORS.iter().any(|indicator| {
        let ucum = ucum_from_spelling(unit);
        indicator.unit == ucum || indicator.conversions.iter().any(|conversion| conversion.from == ucum)
    });
    is_known.then(|| unit.to_owned())
}

/// Whether some kind of file has a column of that heading, or an indicator is called so.
pub fn is_known_heading(heading: &str) -> bool {
    static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let columns = FORMATS.iter().flat_map(|format| format.columns());
        let names = columns.flat_map(|column| std::iter::once(&column.field).chain(column.aliases));
        names.map(|name| plain_heading(name)).collect()
    });
    KNOWN.contains(&plain_heading(heading)) || series_of(heading, indicator_words()).is_some()
}

/// Indicators by the plain form of their ids and aliases.
fn indicator_words() -> &'static HashMap<String, IndicatorId> {
    static WORDS: LazyLock<HashMap<String, IndicatorId>> = LazyLock::new(|| {
        let mut words = HashMap::new();
        for id in IndicatorId::all() {
            let indicator = id.indicator();
            for word in std::iter::once(&indicator.id).chain(indicator.aliases) {
                words.entry(plain_heading(word)).or_insert(id);
            }
        }
        words
    });
    &WORDS
}

/// The indicator that a heading names, whatever its unit.
pub(super) fn indicator_of(heading: &str) -> Option<IndicatorId> {
    series_of(heading, indicator_words()).and_then(|(code, _)| IndicatorId::from_code(&code))
}
