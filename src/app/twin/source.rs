//! Where a value came from: file, line, column, raw text, conversion.

use crate::base::Moment;
use crate::domain::book::{BookKind, Books};
use crate::domain::correction::FindingKind;
use crate::domain::ids::{CellRef, PatientId};
use crate::domain::indicator::Assessment;
use crate::domain::observation::{Observation, UnrecordedValue};
use crate::domain::patient::Sourced;
use crate::domain::receipt::Receipt;

use super::series::{Quantity, Series, TrendPoint};

/// Everything that traces one shown value back to its cell.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueSource {
    /// Whose value it is.
    pub patient: Option<PatientId>,
    /// What the value is: an indicator's id or a field's name.
    pub subject: Subject,
    /// As shown, with its unit.
    pub shown: String,
    pub shown_unit: String,
    pub moment: Option<Moment>,
    pub file_name: String,
    pub import: u32,
    pub imported_utc_secs: i64,
    pub sha256: String,
    pub line: u32,
    /// From 1; 0 where it is not known.
    pub column: u16,
    pub heading: String,
    pub raw: String,
    pub raw_unit: String,
    /// The time's text, where the moment would not give it back.
    pub raw_time: Option<String>,
    /// What a person decided about the value.
    pub decided: Option<DecidedWords>,
    /// The formula that made the shown value of the raw one.
    pub conversion: Option<String>,
    /// Source of the reference range it was judged by.
    pub range_source: Option<&'static str>,
}

/// A decision about a traced value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedWords {
    pub kind: FindingKind,
    /// Number and unit that stand in place of the recorded ones; `None`: right as recorded.
    pub instead: Option<(String, String)>,
    pub actor: String,
    pub at_utc_secs: i64,
}

fn decided_about(observation: &Observation, books: &Books) -> Option<DecidedWords> {
    let decided = observation.decided.as_ref()?;
    let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit)).to_owned();
    Some(DecidedWords {
        kind: decided.kind,
        instead: observation.is_corrected().then(|| (observation.written(), unit)),
        actor: decided.actor.clone(),
        at_utc_secs: decided.at_utc_secs,
    })
}

/// What a traced value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Message key `indicator-<id>`.
    Indicator(&'static str),
    /// A code the table does not know.
    Code(String),
    /// Message key `field-<name>`.
    Field(String),
}

/// The source of one point of a series.
pub fn of_point(
    series: &Series,
    point: &TrendPoint,
    observation: &Observation,
    books: &Books,
    receipts: &[Receipt],
) -> ValueSource {
    let unit = observation.as_recorded().1.map_or("", |unit| books.of(BookKind::Unit).word(unit));
    ValueSource {
        shown: point.text(),
        shown_unit: series.unit.clone(),
        moment: Some(observation.moment),
        raw_unit: unit.to_owned(),
        raw_time: observation.time_raw.clone(),
        decided: decided_about(observation, books),
        conversion: point.conversion.map(|conversion| conversion.formula()),
        range_source: series
            .range
            .filter(|_| point.assessment != Assessment::NoReferenceRange)
            .map(|range| range.source),
        ..of_cell(subject_of(&series.quantity), point.cell, observation.recorded(), receipts)
    }
}

fn subject_of(quantity: &Quantity) -> Subject {
    match quantity {
        Quantity::Known(id) => Subject::Indicator(id.indicator().id),
        Quantity::Other(code) => Subject::Code(code.clone()),
    }
}

/// The cell of a measurement that has no value.
pub fn of_unrecorded(quantity: &Quantity, row: &Sourced<UnrecordedValue>, receipts: &[Receipt]) -> ValueSource {
    let raw = |field: &str| row.raw.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone());
    let written = raw("value").unwrap_or_default();
    ValueSource {
        subject: subject_of(quantity),
        moment: Some(row.record.moment),
        raw_time: raw("time"),
        ..of_field("value", row.cell, "", Some(&written), receipts)
    }
}

/// The source of a record's field: the column stands in the receipt.
pub fn of_field(field: &str, cell: CellRef, shown: &str, raw: Option<&str>, receipts: &[Receipt]) -> ValueSource {
    let receipt = receipts.iter().find(|receipt| receipt.import == cell.import);
    let column = receipt
        .and_then(|receipt| receipt.columns.iter().find(|mapped| mapped.field == field))
        .map_or(0, |mapped| mapped.column);
    let raw = raw.unwrap_or(shown).to_owned();
    let source = of_cell(Subject::Field(field.to_owned()), CellRef { column, ..cell }, raw, receipts);
    ValueSource { shown: shown.to_owned(), ..source }
}

fn of_cell(subject: Subject, cell: CellRef, raw: String, receipts: &[Receipt]) -> ValueSource {
    let receipt = receipts.iter().find(|receipt| receipt.import == cell.import);
    let heading = receipt
        .and_then(|receipt| receipt.columns.iter().find(|mapped| mapped.column == cell.file_column()))
        .map(|mapped| mapped.heading.clone());
    ValueSource {
        patient: None,
        subject,
        shown: String::new(),
        shown_unit: String::new(),
        moment: None,
        file_name: receipt.map(|receipt| receipt.file_name.clone()).unwrap_or_default(),
        import: cell.import.0,
        imported_utc_secs: receipt.map_or(0, |receipt| receipt.imported_utc_secs),
        sha256: receipt.map(|receipt| receipt.sha256.clone()).unwrap_or_default(),
        line: cell.line,
        column: cell.file_column(),
        heading: heading.unwrap_or_default(),
        raw,
        raw_unit: String::new(),
        raw_time: None,
        decided: None,
        conversion: None,
        range_source: None,
    }
}
