//! Which column of the file is which field of the format.
//!
//! Proposed from the headings, open to change by a person. Several columns for one field, constants for a whole column
//! and saved profiles become further forms of [`FieldColumn`].

use std::collections::HashMap;

use crate::domain::indicator::{INDICATORS, IndicatorId};
use crate::domain::receipt::MappedColumn;
use crate::domain::unit::ucum_from_spelling;

use super::error::ImportError;
use super::{Column, ImportFormat, Need, Shape, format_by_id};

/// A field and the column it is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldColumn {
    /// The format's field; in a wide table the observation code for a column of values.
    pub field: String,
    /// From 1.
    pub column: u16,
    /// The unit of all values of a wide column, as written in the heading.
    pub unit: Option<String>,
}

/// How a table is read: the format and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Id of the format.
    pub format: &'static str,
    /// In order of column. A field has one column at most.
    pub columns: Vec<FieldColumn>,
    /// The headings of the file as they stand there; a row has as many cells.
    pub headings: Vec<String>,
}

impl Mapping {
    /// What the headings suggest for this format.
    pub fn propose(format: &dyn ImportFormat, headings: &[String]) -> Mapping {
        let plain: Vec<String> = headings.iter().map(|heading| plain_heading(heading)).collect();
        let mut mapping = Mapping { format: format.id(), columns: Vec::new(), headings: headings.to_vec() };
        for column in format.columns() {
            if let Some(place) = place_of(column, &plain, &mapping) {
                mapping.set(column.field, Some(place), None);
            }
        }
        if format.shape() == Shape::Wide {
            mapping.propose_series();
        }
        mapping
    }

    /// The column of a field, from 1.
    pub fn column_of(&self, field: &str) -> Option<u16> {
        self.columns.iter().find(|column| column.field == field).map(|column| column.column)
    }

    /// The field read from a column, from 1.
    pub fn field_of(&self, column: u16) -> Option<&FieldColumn> {
        self.columns.iter().find(|field| field.column == column)
    }

    /// Reads `field` from `column` (from 1), or from none. Whatever the column was before it no longer is. `unit` is
    /// for columns of values in a wide table.
    pub fn set(&mut self, field: &str, column: Option<u16>, unit: Option<String>) {
        self.columns.retain(|other| other.field != field && Some(other.column) != column);
        if let Some(column) = column {
            self.columns.push(FieldColumn { field: field.to_owned(), column, unit });
            self.columns.sort_by_key(|field| field.column);
        }
    }

    /// Headings that no field is read from, in file order.
    pub fn ignored_headings(&self) -> Vec<String> {
        let is_ignored = |place: usize| u16::try_from(place + 1).is_ok_and(|column| self.field_of(column).is_none());
        let headings = self.headings.iter().enumerate();
        headings.filter(|(place, _)| is_ignored(*place)).map(|(_, heading)| heading.clone()).collect()
    }

    /// Required fields without a column. In a wide table "value" stands for "no column of values at all".
    pub fn missing(&self) -> Vec<&'static str> {
        let Some(format) = format_by_id(self.format) else {
            return Vec::new();
        };
        let required = format.columns().iter().filter(|column| column.need == Need::Required);
        let mut missing: Vec<&'static str> =
            required.map(|column| column.field).filter(|field| self.column_of(field).is_none()).collect();
        if format.shape() == Shape::Wide && self.series().next().is_none() {
            missing.push("value");
        }
        missing
    }

    /// Columns of values of a wide table: those whose field is no field of the format.
    pub fn series(&self) -> impl Iterator<Item = &FieldColumn> {
        let columns = format_by_id(self.format).map_or(&[][..], |format| format.columns());
        self.columns.iter().filter(move |mapped| columns.iter().all(|column| column.field != mapped.field))
    }

    /// Columns of values of known indicators that have no unit: their values would all be refused.
    pub fn without_unit(&self) -> Vec<u16> {
        self.series().filter(|series| series.unit.is_none()).map(|series| series.column).collect()
    }

    /// Checks what [`super::run::run`] relies on.
    ///
    /// # Errors
    /// [`ImportError::MissingColumns`], [`ImportError::BadMapping`].
    pub fn check(&self) -> Result<&'static dyn ImportFormat, ImportError> {
        let bad = |what: &str| ImportError::BadMapping { what: what.to_owned() };
        let format = format_by_id(self.format).ok_or_else(|| bad(self.format))?;
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(ImportError::MissingColumns { fields: missing.into_iter().map(str::to_owned).collect() });
        }
        for (place, mapped) in self.columns.iter().enumerate() {
            let is_known = format.shape() == Shape::Wide || has_field(format, &mapped.field);
            let is_there = mapped.column > 0 && usize::from(mapped.column) <= self.headings.len();
            let is_twice = self.columns.iter().skip(place + 1).any(|other| other.field == mapped.field);
            if !is_known || !is_there || is_twice {
                return Err(bad(&mapped.field));
            }
        }
        Ok(format)
    }

    /// The columns as the receipt keeps them.
    pub fn receipt_columns(&self) -> Vec<MappedColumn> {
        let heading = |column: u16| self.headings.get(usize::from(column).wrapping_sub(1)).cloned().unwrap_or_default();
        let columns = self.columns.iter();
        columns
            .map(|mapped| MappedColumn {
                field: mapped.field.clone(),
                column: mapped.column,
                heading: heading(mapped.column),
            })
            .collect()
    }

    /// Takes headings that name an indicator as columns of its values.
    fn propose_series(&mut self) {
        let words = indicator_words();
        for (place, heading) in self.headings.clone().iter().enumerate() {
            let Some(column) = u16::try_from(place + 1).ok().filter(|&column| self.field_of(column).is_none()) else {
                continue;
            };
            if let Some((code, unit)) = series_of(heading, &words)
                && self.column_of(&code).is_none()
            {
                self.set(&code, Some(column), unit);
            }
        }
    }
}

fn has_field(format: &dyn ImportFormat, field: &str) -> bool {
    format.columns().iter().any(|column| column.field == field)
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

/// A heading without what people vary: case, spaces, underscores, hyphens, dots.
pub fn plain_heading(heading: &str) -> String {
    let letters = heading.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-' | '.'));
    letters.flat_map(char::to_lowercase).collect()
}

/// A heading's name and the unit in the brackets at its end: `Glucose (mmol/L)`, `血糖（mg/dL）`, `Pulse [/min]`.
fn split_unit(heading: &str) -> (&str, Option<&str>) {
    let heading = heading.trim();
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')] {
        let Some(inner) = heading.strip_suffix(close) else { continue };
        let Some((name, unit)) = inner.split_once(open) else { continue };
        let unit = unit.trim();
        return (name.trim(), (!unit.is_empty()).then_some(unit));
    }
    (heading, None)
}

/// Code and unit of a wide column, if its heading names an indicator. A code as heading is kept as it is; the unit may
/// also stand behind the name, as in `weight_kg`.
fn series_of(heading: &str, words: &HashMap<String, IndicatorId>) -> Option<(String, Option<String>)> {
    let (name, unit) = split_unit(heading);
    let indicator_of = |name: &str| words.get(&plain_heading(name)).copied();
    if IndicatorId::from_code(name).is_some() {
        return Some((name.to_owned(), unit.map(str::to_owned)));
    }
    if let Some(id) = indicator_of(name) {
        return Some((preferred_code(id)?, unit.map(str::to_owned).or_else(|| unit_behind(name))));
    }
    let (stem, _) = name.rsplit_once('_').filter(|_| unit.is_none())?;
    let unit = unit_behind(name)?;
    Some((preferred_code(indicator_of(stem)?)?, Some(unit)))
}

fn preferred_code(id: IndicatorId) -> Option<String> {
    id.indicator().codes.first().map(|code| (*code).to_owned())
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

/// Indicators by the plain form of their ids and aliases; made once a file, which may have thousands of headings.
fn indicator_words() -> HashMap<String, IndicatorId> {
    let mut words = HashMap::new();
    for id in IndicatorId::all() {
        let indicator = id.indicator();
        for word in std::iter::once(&indicator.id).chain(indicator.aliases) {
            words.entry(plain_heading(word)).or_insert(id);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::{FORMATS, observations::Observations, observations_wide::ObservationsWide, patients::Patients};
    use super::*;

    fn headings(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn headings_match_whatever_their_spelling() {
        let mapping = Mapping::propose(&Patients, &headings("Patient ID,性别,Date of Birth,smoker,FAMILY-NAME"));
        let fields: Vec<_> = mapping.columns.iter().map(|mapped| mapped.field.as_str()).collect();
        assert_eq!(fields, ["patient_id", "sex", "birth_date", "family_name"]);
        assert_eq!(mapping.ignored_headings(), ["smoker"]);
        assert!(mapping.missing().is_empty());
    }

    #[test]
    fn what_is_missing_is_said() {
        let mapping = Mapping::propose(&Observations, &headings("patient_id,value"));
        assert_eq!(mapping.missing(), ["code", "time"]);
        assert!(matches!(mapping.check(), Err(ImportError::MissingColumns { .. })));
        let wide = Mapping::propose(&ObservationsWide, &headings("patient_id,time,note"));
        assert_eq!(wide.missing(), ["value"]);
    }

    #[test]
    fn wide_headings_carry_indicator_and_unit() {
        let line = "patient_id,time,Heart rate (/min),血糖（mg/dL）,weight_kg,glucose_mmol,BMI,8310-5 [°F],note (x)";
        let mapping = Mapping::propose(&ObservationsWide, &headings(line));
        let series: Vec<_> =
            mapping.series().map(|one| (one.field.as_str(), one.column, one.unit.as_deref())).collect();
        let want = [
            ("8867-4", 3, Some("/min")),
            ("14749-6", 4, Some("mg/dL")),
            ("29463-7", 5, Some("kg")),
            ("39156-5", 7, None),
            ("8310-5", 8, Some("°F")),
        ];
        assert_eq!(series, want);
        assert_eq!(mapping.without_unit(), [7]);
        assert_eq!(mapping.ignored_headings(), ["glucose_mmol", "note (x)"]);
    }

    #[test]
    fn a_column_has_one_field_and_a_field_one_column() {
        let mut mapping = Mapping::propose(&Patients, &headings("patient_id,sex,gender"));
        mapping.set("sex", Some(3), None);
        assert_eq!((mapping.column_of("sex"), mapping.field_of(2)), (Some(3), None));
        mapping.set("family_name", Some(3), None);
        assert_eq!(mapping.column_of("sex"), None);
        mapping.columns.push(FieldColumn { field: "sex".to_owned(), column: 9, unit: None });
        assert!(matches!(mapping.check(), Err(ImportError::BadMapping { .. })));
    }

    #[test]
    fn every_format_fits_its_own_field_names() {
        for format in FORMATS {
            let mut names: Vec<String> = format.columns().iter().map(|column| column.field.to_owned()).collect();
            names.push("Heart rate (/min)".to_owned());
            assert!(Mapping::propose(*format, &names).check().is_ok(), "{}", format.id());
        }
    }
}
