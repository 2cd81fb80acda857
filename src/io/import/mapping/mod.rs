//! Which column of the file is which field of the format.
//!
//! Proposed from the headings, open to change by a person. A field is read from a column, from several joined, or is the
//! same text for every row.

use crate::domain::receipt::MappedColumn;
use crate::domain::unit::display_unit;

use super::error::ImportError;
use super::values::{ColumnReading, Pivot};
use super::{Column, ImportFormat, Need, Shape, format_by_id};

pub mod century;
pub mod fit;
mod han;
pub mod mass_doubt;
pub mod profile;
mod profile_file;
mod profile_marks;
#[cfg(test)]
mod profile_tests;
mod profile_text;
mod propose;
pub mod questions;
pub mod second_columns;
pub mod times;
#[cfg(test)]
mod times_tests;
pub mod unit_doubt;

pub use han::simplified;
pub use profile::Profile;
pub use profile_file::delimiter_text;
pub use propose::{is_known_heading, plain_heading, unit_in_heading};

/// A field and where its text comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldColumn {
    /// The format's field; in a wide table the observation code for a column of values.
    pub field: String,
    /// From 1; 0 for a constant.
    pub column: u16,
    /// The unit of all values of a wide column, as written in the heading.
    pub unit: Option<String>,
    /// Columns whose text follows, a space before each: the time of day in a column beside its date.
    pub joined: Vec<u16>,
    /// The text of every row, where there is no column.
    pub constant: Option<String>,
    /// How the cells are written; `None`: as this program writes them.
    pub reading: Option<ColumnReading>,
    /// Words of the column and what they mean: `1` is `male`.
    pub words: Vec<(String, String)>,
    pub part: CellPart,
    /// A person, or a profile, has said how the column's cells are read; that is not asked any more.
    pub settled: bool,
    /// Units of a wide column by the size of the value, where its rows mix units.
    pub unit_by_value: Vec<UnitSpan>,
    /// A person, or a profile, has said the unit against the values, or another than the heading's.
    pub unit_settled: bool,
    /// A person, or a profile, has said which columns it is read from.
    pub place_settled: bool,
    /// The century of two-digit years, where a person or a profile has said it.
    pub century: Option<Pivot>,
}

/// Which part of a cell is the field's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellPart {
    #[default]
    Whole,
    /// The unit behind a number: `5.4 mmol/L`.
    Unit,
    /// A number with its unit behind it, which counts in this row; the column's unit is that of numbers without one.
    OwnUnit,
}

/// Values of a column that are in a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitSpan {
    pub unit: String,
    pub low: f64,
    pub high: f64,
}

impl UnitSpan {
    /// `1–30 mmol/L`, with as many digits as tell spans apart.
    pub fn words(&self) -> String {
        let digits = |value: f64| usize::from(value.abs() < 10.0 && value.fract() != 0.0);
        let (low, high) = (self.low, self.high);
        let (low_digits, high_digits) = (digits(low), digits(high));
        format!("{low:.low_digits$}\u{2013}{high:.high_digits$} {}", display_unit(&self.unit))
    }
}

impl FieldColumn {
    /// A field read from one column.
    pub fn of_column(field: &str, column: u16, unit: Option<String>) -> Self {
        FieldColumn { field: field.to_owned(), column, unit, ..FieldColumn::default() }
    }

    /// The same text for every row.
    pub fn of_constant(field: &str, text: &str) -> Self {
        FieldColumn { field: field.to_owned(), constant: Some(text.to_owned()), ..FieldColumn::default() }
    }

    /// Columns of the file it is read from.
    pub fn columns(&self) -> impl Iterator<Item = u16> {
        let first = (self.column > 0).then_some(self.column);
        first.into_iter().chain(self.joined.iter().copied())
    }

    /// Whether it is something else than one column of the file.
    pub fn is_made(&self) -> bool {
        self.constant.is_some() || !self.joined.is_empty() || self.part == CellPart::Unit
    }
}

/// How a table is read: the format and its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// Id of the format.
    pub format: &'static str,
    /// In order of column. A field has one column at most.
    pub columns: Vec<FieldColumn>,
    /// The headings of the file as they stand there; a row has as many cells.
    pub headings: Vec<String>,
    /// Columns, from 1, that a person or a profile has said are not read.
    pub left_out: Vec<u16>,
}

impl Mapping {
    /// Where a field comes from.
    pub fn of(&self, field: &str) -> Option<&FieldColumn> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// The column of a field, from 1; the first of several; `None` for a constant.
    pub fn column_of(&self, field: &str) -> Option<u16> {
        self.of(field).map(|column| column.column).filter(|column| *column > 0)
    }

    /// The field read from a column, from 1, alone or with others.
    pub fn field_of(&self, column: u16) -> Option<&FieldColumn> {
        self.columns.iter().find(|field| field.columns().any(|other| other == column))
    }

    /// The number under which a row gives the text of a field: its column, or a number behind the last column for a
    /// field that is no single column; 0 for a field the mapping does not have.
    pub fn cell_of(&self, field: &str) -> u16 {
        match self.of(field) {
            None => 0,
            Some(mapped) if !mapped.is_made() => mapped.column,
            Some(_) => self.made().find(|(_, made)| made.field == field).map_or(0, |(cell, _)| cell),
        }
    }

    /// Fields that are no single column, with their numbers.
    pub fn made(&self) -> impl Iterator<Item = (u16, &FieldColumn)> {
        let first = u16::try_from(self.headings.len() + 1).unwrap_or(u16::MAX);
        (first..).zip(self.columns.iter().filter(|mapped| mapped.is_made()))
    }

    /// Reads `field` from `column` (from 1), or from none. Whatever the column was before it no longer is. `unit` is
    /// for columns of values in a wide table.
    pub fn set(&mut self, field: &str, column: Option<u16>, unit: Option<String>) {
        self.columns.retain(|other| other.field != field);
        let Some(column) = column else { return };
        self.release(column);
        self.put(FieldColumn::of_column(field, column, unit));
    }

    /// Gives every row the same text for `field`.
    pub fn set_constant(&mut self, field: &str, text: &str) {
        self.columns.retain(|other| other.field != field);
        self.put(FieldColumn::of_constant(field, text));
    }

    /// Reads `column` as the next part of `field`.
    pub fn join(&mut self, field: &str, column: u16) {
        if self.of(field).is_none_or(|mapped| mapped.column == 0) {
            return self.set(field, Some(column), None);
        }
        self.release(column);
        if let Some(mapped) = self.columns.iter_mut().find(|mapped| mapped.field == field) {
            mapped.joined.push(column);
        }
    }

    /// The column is read as nothing, and that is not asked about.
    pub fn leave_out(&mut self, column: u16) {
        self.release(column);
        self.left_out.push(column);
    }

    /// The column is read as nothing.
    pub fn release(&mut self, column: u16) {
        self.left_out.retain(|other| *other != column);
        self.columns.retain(|mapped| mapped.column != column || column == 0);
        self.columns.iter_mut().for_each(|mapped| mapped.joined.retain(|other| *other != column));
    }

    fn put(&mut self, mapped: FieldColumn) {
        self.columns.push(mapped);
        self.columns.sort_by_key(|field| field.column);
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
            required.map(|column| column.field).filter(|field| self.of(field).is_none()).collect();
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
        let has_none = |series: &&FieldColumn| series.unit.is_none() && series.part != CellPart::OwnUnit;
        self.series().filter(has_none).map(|series| series.column).collect()
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
            let mut columns = mapped.columns();
            let is_there = mapped.constant.is_some()
                || (mapped.column > 0
                    && columns.all(|column| column > 0 && usize::from(column) <= self.headings.len()));
            let is_twice = self.columns.iter().skip(place + 1).any(|other| other.field == mapped.field);
            if !is_known || !is_there || is_twice {
                return Err(bad(&mapped.field));
            }
        }
        Ok(format)
    }

    /// The columns as the receipt keeps them.
    pub fn receipt_columns(&self) -> Vec<MappedColumn> {
        let columns = self.columns.iter();
        columns
            .map(|mapped| MappedColumn {
                field: mapped.field.clone(),
                column: mapped.column,
                heading: self.heading_of(mapped),
            })
            .collect()
    }

    /// The heading of a field's column, of several joined by ` + `; a constant as `= text`.
    pub fn heading_of(&self, mapped: &FieldColumn) -> String {
        if let Some(constant) = &mapped.constant {
            return format!("= {constant}");
        }
        let heading = |column: u16| self.headings.get(usize::from(column).wrapping_sub(1)).map_or("", String::as_str);
        mapped.columns().map(heading).collect::<Vec<_>>().join(" + ")
    }
}

fn has_field(format: &dyn ImportFormat, field: &str) -> bool {
    format.columns().iter().any(|column| column.field == field)
}

#[cfg(test)]
mod tests {
    use super::super::values::ColumnTally;
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
    fn headings_of_hospitals_are_known() {
        let wide = Mapping::propose(&ObservationsWide, &headings("患者编号,日期,血糖(mmol/L),肌酐(μmol/L)"));
        assert!(wide.check().is_ok());
        for time in ["检测日期", "检验日期", "采样时间", "采集时间", "报告日期", "检查日期", "Date", "Datum"]
        {
            let wide = Mapping::propose(&ObservationsWide, &headings(&format!("{time},血糖(mmol/L),住院号")));
            assert_eq!((wide.column_of("time"), wide.column_of("patient_id")), (Some(1), Some(3)), "{time}");
        }
        let long = Mapping::propose(&Observations, &headings("门诊号,检验项目,检验结果,单位,采样时间,报告日期"));
        assert!(long.check().is_ok() && long.column_of("time") == Some(5));
    }

    #[test]
    fn the_only_column_of_dates_is_the_time() {
        let fitted = |line: &str, cells: &[&str]| {
            let profile = |cell: &&str| {
                let mut tally = ColumnTally::new();
                (2..9).for_each(|row| tally.add(format!("{cell}{row}").as_bytes(), row));
                tally.conclude()
            };
            let mut mapping = Mapping::propose(&ObservationsWide, &headings(line));
            mapping.fit_anew(&cells.iter().map(profile).collect::<Vec<_>>());
            mapping.column_of("time")
        };
        let dates = ["P", "2021-05-1", "7"];
        assert_eq!(fitted("mrn,Abnahme,Heart rate (/min)", &dates), Some(2));
        assert_eq!(fitted("mrn,出生日期,Heart rate (/min)", &dates), None);
        let two = ["P", "2021-05-1", "7", "2021-05-1"];
        assert_eq!(fitted("mrn,Abnahme,Heart rate (/min),Eingang", &two), None);
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
    fn an_abbreviation_in_brackets_is_no_unit() {
        for (heading, code, unit) in [
            ("肌酐(Cr)", Some("14682-9"), None),
            ("白细胞计数（WBC）", Some("6690-2"), None),
            ("谷丙转氨酶[ALT](U/L)", Some("1742-6"), Some("U/L")),
            ("Glucose, mg/dL", Some("14749-6"), Some("mg/dL")),
            ("葡萄糖(GLU) mmol/L", Some("14749-6"), Some("mmol/L")),
            ("BUN (mg/dL (N))", Some("3094-0"), Some("mg/dL (N)")),
            ("Glucose (urine) mmol/L", None, None),
            ("Glucose urine", None, None),
        ] {
            let mapping = Mapping::propose(&ObservationsWide, &[heading.to_owned()]);
            let found = mapping.series().next();
            let found = (found.map(|one| one.field.as_str()), found.and_then(|one| one.unit.as_deref()));
            assert_eq!(found, (code, unit), "{heading}");
        }
    }

    /// What each field of the long table is read from.
    fn long(line: &str) -> Vec<(String, String)> {
        let mapping = Mapping::propose(&Observations, &headings(line));
        mapping.columns.iter().map(|mapped| (mapped.field.clone(), mapping.heading_of(mapped))).collect()
    }

    #[test]
    fn one_indicator_beside_a_column_of_units_is_a_value_a_row() {
        for (line, value, unit) in [
            ("patient_id,time,glucose,unit", "glucose", "unit"),
            ("患者编号,时间,血糖,单位", "血糖", "单位"),
            ("unit,patient_id,Glucose (mmol/L),time", "Glucose (mmol/L)", "unit"),
            ("patient_id,time,glucose,note,glucose_units", "glucose", "glucose_units"),
        ] {
            let all = headings(line);
            let fields = long(line);
            let from = |field: &str| fields.iter().find(|(name, _)| name == field).map(|(_, from)| from.as_str());
            assert_eq!((from("value"), from("unit"), from("code")), (Some(value), Some(unit), Some("= 14749-6")));
            let best = super::super::preview::fitting(&all).into_iter().next().map(|mapping| mapping.format);
            assert_eq!(best, Some("observations"), "{line}");
            assert_eq!(Mapping::propose_values(&all).format, "observations");
        }
    }

    #[test]
    fn units_beside_several_indicators_are_told_to_be_unread() {
        let line = headings("patient_id,time,glucose,BMI,unit,BMI unit");
        let best = super::super::preview::fitting(&line).into_iter().next().expect("it fits");
        assert_eq!(best.format, "observations_wide");
        assert_eq!((best.unread_units(3), best.unread_units(4)), (Some("unit"), Some("BMI unit")));
        let without = Mapping::propose(&ObservationsWide, &headings("patient_id,time,glucose,note"));
        assert_eq!(without.unread_units(3), None);
        assert!(long("patient_id,time,code,value,glucose,unit").contains(&("value".to_owned(), "value".to_owned())));
    }

    #[test]
    fn a_column_has_one_field_and_a_field_one_column() {
        let mut mapping = Mapping::propose(&Patients, &headings("patient_id,sex,gender"));
        mapping.set("sex", Some(3), None);
        assert_eq!((mapping.column_of("sex"), mapping.field_of(2)), (Some(3), None));
        mapping.set("family_name", Some(3), None);
        assert_eq!(mapping.column_of("sex"), None);
        mapping.columns.push(FieldColumn::of_column("sex", 9, None));
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
