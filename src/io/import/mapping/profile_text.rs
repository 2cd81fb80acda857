//! Profiles as TOML that people read and edit, with row types of its own. Errors name the line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::super::error::ImportError;
use super::super::values::{ColumnReading, DateForm, DecimalMark, MissingWords, NumberForm, Pivot};
use super::super::{ColumnKind, FORMATS, Shape, format_by_id};
use super::profile::{HeadingRef, Profile, ProfileField};
use super::profile_file::FileRow;
use super::profile_marks::{
    DateRow, DecimalRow, ThousandsRow, date_form, date_row, decimal_mark, decimal_row, thousands_mark, thousands_row,
};
use super::{CellPart, UnitSpan};

const OPENING: &str = "\
# How Wardtwin reads one kind of table: fields from columns by their headings.
# wardtwin import FILE --store STORE --mapping THIS.toml reads files of this shape so.
# What is not said here is looked for in each file anew.

";

/// The beginning of a profile: everything but its fields.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileRow {
    #[serde(default)]
    name: String,
    kind: Spanned<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_imported: Vec<HeadingRow>,
    #[serde(default, skip_serializing_if = "FileRow::is_empty")]
    file: FileRow,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    field: Vec<Spanned<FieldRow>>,
}

/// One field as a table of its own, so that remarks can stand before it.
#[derive(Serialize)]
struct OneField<'a> {
    field: [&'a FieldRow; 1],
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldRow {
    field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<FromRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    constant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<PartRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// The heading is right about the unit, whatever the values look like.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unit_as_stated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decimal_mark: Option<DecimalRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thousands_mark: Option<ThousandsRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<DateRow>,
    /// Two-digit years from here on are of the 1900s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    century_from: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unit_by_value: Vec<SpanRow>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    words: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "a heading such as \"Pulse\", or several that are joined: [\"Date\", \"Time\"]")]
enum FromRow {
    One(String),
    Later(LaterRow),
    Several(Vec<HeadingRow>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "a heading, or { heading = \"Value\", occurrence = 2 } for the second of that name")]
enum HeadingRow {
    First(String),
    Later(LaterRow),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LaterRow {
    heading: String,
    occurrence: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpanRow {
    unit: String,
    from: f64,
    to: f64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum PartRow {
    #[serde(rename = "unit behind the number")]
    Unit,
    #[serde(rename = "number with its own unit")]
    OwnUnit,
}

impl Profile {
    /// The profile as TOML.
    pub fn to_toml(&self) -> String {
        // With headings in it that are left open, the whole line is a remark.
        let left_out = self.not_imported.iter().filter(|_| self.left_open.is_empty());
        let row = ProfileRow {
            name: self.name.clone(),
            kind: Spanned::new(0..0, self.kind.to_owned()),
            not_imported: left_out.map(heading_row).collect(),
            file: FileRow::of(&self.fixed, &self.place),
            field: Vec::new(),
        };
        // Texts and numbers: there is nothing in them that TOML could not hold.
        let mut text = OPENING.to_owned() + &self.open_remarks() + &toml::to_string(&row).unwrap_or_default();
        for field in &self.fields {
            text.push('\n');
            let row = FieldRow::of(field, self.kind);
            let table = toml::to_string(&OneField { field: [&row] }).unwrap_or_default();
            // Inside the field's table, so that a remark becomes an answer when its mark is taken away.
            let (head, rest) = table.split_once('\n').unwrap_or((&table, ""));
            let remarks: String =
                field.open.iter().map(|line| format!("# {}\n", line.replace(['\n', '\r'], " "))).collect();
            text.push_str(&format!("{head}\n{remarks}{rest}"));
        }
        text
    }

    /// Headings that are left open, and the line that leaves them out.
    fn open_remarks(&self) -> String {
        if self.left_open.is_empty() {
            return String::new();
        }
        let lines = self.left_open.iter().map(|(_, why)| format!("# Open: {}\n", why.replace(['\n', '\r'], " ")));
        let open = self.left_open.iter().map(|(heading, _)| heading);
        let all: Vec<String> = self.not_imported.iter().chain(open).map(HeadingRef::text).collect();
        format!("{}# not_imported = [{}]\n\n", lines.collect::<String>(), all.join(", "))
    }

    /// Reads what [`Profile::to_toml`] wrote, or a person; `name` is the file's, for the errors and for a profile
    /// that does not say its own.
    ///
    /// # Errors
    /// [`ImportError::BadProfile`] with the line.
    pub fn from_toml(text: &str, name: &str) -> Result<Profile, ImportError> {
        let bad = |at: Option<usize>, what: String| {
            let line = at.and_then(|at| text.get(..at)).map(|before| before.matches('\n').count() + 1);
            ImportError::BadProfile { name: name.to_owned(), line, what }
        };
        let row: ProfileRow = toml::from_str(text)
            .map_err(|error| bad(error.span().map(|span| span.start), error.message().to_owned()))?;
        let known = || FORMATS.iter().map(|format| format.id()).collect::<Vec<_>>().join(", ");
        let format = format_by_id(row.kind.get_ref()).ok_or_else(|| {
            let what = format!("there is no kind {:?}; the kinds are {}", row.kind.get_ref(), known());
            bad(Some(row.kind.span().start), what)
        })?;
        let in_file = |what| bad(text.find("[file]"), what);
        let (fixed, place) = (row.file.fixed().map_err(in_file)?, row.file.place().map_err(in_file)?);
        let mut fields = Vec::new();
        for field in row.field {
            let start = field.span().start;
            let line = text.get(..start).map_or(0, |before| before.matches('\n').count() + 1);
            fields.push(field.into_inner().field(format.id(), line).map_err(|what| bad(Some(start), what))?);
        }
        let name = if row.name.is_empty() { name.to_owned() } else { row.name };
        let not_imported = row.not_imported.into_iter().map(heading_ref).collect();
        Ok(Profile { name, kind: format.id(), fixed, place, fields, not_imported, left_open: Vec::new() })
    }
}

impl FieldRow {
    fn of(field: &ProfileField, kind: &str) -> FieldRow {
        let from = match field.from.as_slice() {
            [] => None,
            [one] if one.occurrence == 1 => Some(FromRow::One(one.heading.clone())),
            [one] => {
                let heading = one.heading.clone();
                Some(FromRow::Later(LaterRow { heading, occurrence: one.occurrence }))
            }
            several => Some(FromRow::Several(several.iter().map(heading_row).collect())),
        };
        let mut row = FieldRow {
            field: field.field.clone(),
            from,
            constant: field.constant.clone(),
            part: match field.part {
                CellPart::Whole => None,
                CellPart::Unit => Some(PartRow::Unit),
                CellPart::OwnUnit => Some(PartRow::OwnUnit),
            },
            century_from: field.century.map(|pivot| pivot.0),
            unit: field.unit.clone(),
            unit_as_stated: field.unit_as_stated,
            unit_by_value: field.unit_by_value.iter().map(span_row).collect(),
            words: field.words.iter().cloned().collect(),
            ..FieldRow::default()
        };
        if let Some(reading) = &field.reading {
            row.say(reading, kind_of(kind, &field.field));
        }
        row
    }

    /// Says as much of a reading as the column needs, and at least something: a reading that is not said is looked for.
    fn say(&mut self, reading: &ColumnReading, kind: ColumnKind) {
        if kind == ColumnKind::Number || reading.number != NumberForm::default() {
            self.decimal_mark = Some(decimal_row(reading.number.decimal_mark));
            self.thousands_mark = reading.number.thousands_mark.map(thousands_row);
        }
        if matches!(kind, ColumnKind::Date | ColumnKind::Time) || reading.date != DateForm::default() {
            self.date = Some(date_row(reading.date));
        }
        let words: Vec<String> = reading.missing.words().map(str::to_owned).collect();
        let is_said = self.decimal_mark.is_some() || self.date.is_some();
        self.missing = (!words.is_empty() || !is_said).then_some(words);
    }

    fn field(self, kind: &str, line: usize) -> Result<ProfileField, String> {
        self.demand_known_field(kind)?;
        let reading = self.reading();
        let from = match self.from {
            None => Vec::new(),
            Some(FromRow::One(heading)) => vec![heading_ref(HeadingRow::First(heading))],
            Some(FromRow::Later(later)) => vec![heading_ref(HeadingRow::Later(later))],
            Some(FromRow::Several(all)) => all.into_iter().map(heading_ref).collect(),
        };
        if from.is_empty() == self.constant.is_none() {
            return Err(format!("the field {:?} needs either from = \"heading\" or constant = \"text\"", self.field));
        }
        Ok(ProfileField {
            field: self.field,
            from,
            constant: self.constant,
            unit: self.unit,
            unit_as_stated: self.unit_as_stated,
            unit_by_value: self.unit_by_value.into_iter().map(span).collect(),
            reading,
            words: self.words.into_iter().collect(),
            part: match self.part {
                None => CellPart::Whole,
                Some(PartRow::Unit) => CellPart::Unit,
                Some(PartRow::OwnUnit) => CellPart::OwnUnit,
            },
            century: self.century_from.map(Pivot),
            open: Vec::new(),
            line,
        })
    }

    /// In a wide table any other name is the code of a column of values.
    fn demand_known_field(&self, kind: &str) -> Result<(), String> {
        let Some(format) = format_by_id(kind) else { return Ok(()) };
        let known = format.columns().iter().map(|column| column.field);
        if format.shape() == Shape::Wide || known.clone().any(|field| field == self.field) {
            return Ok(());
        }
        let known = known.collect::<Vec<_>>().join(", ");
        Err(format!("{kind} has no field {:?}; its fields are {known}", self.field))
    }

    fn reading(&self) -> Option<ColumnReading> {
        let is_said = self.decimal_mark.is_some()
            || self.thousands_mark.is_some()
            || self.date.is_some()
            || self.missing.is_some();
        let pivot = self.century_from.map_or_else(Pivot::default, Pivot);
        is_said.then(|| ColumnReading {
            number: NumberForm {
                decimal_mark: self.decimal_mark.map_or_else(DecimalMark::default, decimal_mark),
                thousands_mark: self.thousands_mark.and_then(thousands_mark),
            },
            date: self.date.map_or(DateForm::Iso, |row| date_form(row, pivot)),
            missing: MissingWords::of(self.missing.iter().flatten().map(String::as_str)),
        })
    }
}

fn kind_of(kind: &str, field: &str) -> ColumnKind {
    let columns = format_by_id(kind).map_or(&[][..], |format| format.columns());
    columns.iter().find(|column| column.field == field).map_or(ColumnKind::Number, |column| column.kind)
}

fn heading_row(from: &HeadingRef) -> HeadingRow {
    match from.occurrence {
        0 | 1 => HeadingRow::First(from.heading.clone()),
        occurrence => HeadingRow::Later(LaterRow { heading: from.heading.clone(), occurrence }),
    }
}

fn heading_ref(row: HeadingRow) -> HeadingRef {
    let (heading, occurrence) = match row {
        HeadingRow::First(heading) => (heading, 1),
        HeadingRow::Later(LaterRow { heading, occurrence }) => (heading, occurrence.max(1)),
    };
    HeadingRef { heading: heading.trim().to_owned(), occurrence }
}

fn span_row(span: &UnitSpan) -> SpanRow {
    SpanRow { unit: span.unit.clone(), from: span.low, to: span.high }
}

fn span(row: SpanRow) -> UnitSpan {
    UnitSpan { unit: row.unit, low: row.from, high: row.to }
}
