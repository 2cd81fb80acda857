//! What every kind of workbook gives: values at places, and facts about the sheet. Here they become text and a report.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::cells::{CellPlace, CellRange, MOST_COLUMNS, MOST_ROWS};
use super::error::ContainerError;
use super::sheet_text::{SheetText, SheetTextBuilder, joined};
use super::values::{
    Epoch, Shown, is_rounded_identifier, iso_duration, iso_moment, number, padded, percentage, rounded, serial,
};

/// A stored value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Text(&'a str),
    Number(f64),
    Boolean(bool),
    /// Days since the epoch, shown as a date or a time.
    Serial(f64, Epoch, Shown),
    /// A date, with or without a time, in ISO 8601.
    IsoMoment(&'a str),
    /// Such as `PT10H15M00S`.
    IsoDuration(&'a str),
    /// As a spreadsheet writes it: `#N/A`.
    Error(&'a str),
}

/// A cell with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found<'a> {
    pub place: CellPlace,
    pub value: Value<'a>,
    /// Whether its format shows hundredths with a percent sign.
    pub is_percent: bool,
    /// Digits that its format shows at least, zeros before the others; 0 where it demands none.
    pub least_digits: u8,
}

/// Takes the cells of a sheet in the order of rows and columns.
pub type Take<'t> = dyn FnMut(Found<'_>) -> Result<(), ContainerError> + 't;

/// What a reader tells about the cells it went through; `None`: this kind of workbook does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub formulas: Option<u64>,
    pub formulas_without_value: Option<u64>,
    pub merged: Option<u64>,
    pub tells_percent: bool,
}

/// What a person should know about the text that was made of a sheet. The counts are those of the picked range.
///
/// The text holds what is stored, not what a spreadsheet shows: 0.054 where it shows 5.4%, 5.4 where it shows 5.40.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetReport {
    /// The smallest range that holds every value.
    pub used: Option<CellRange>,
    /// Cells with a formula; the value it last had is taken. `None`: cannot be told of this kind of workbook.
    pub formulas: Option<u64>,
    /// Of them those that never were calculated: such a cell is empty.
    pub formulas_without_value: Option<u64>,
    /// Merged ranges; their first cell has the value, the others are empty.
    pub merged: Option<u64>,
    /// The sheet's columns, from 1, with numbers that are shown as percentages. `None`: cannot be told.
    pub percent_columns: Option<Vec<u32>>,
    /// Cells with an error such as #N/A.
    pub errors: u64,
    /// Numbers with the format of a date that no calendar has; they are written as numbers.
    pub impossible_dates: u64,
    /// Whole numbers of sixteen digits and more: the spreadsheet has rounded them.
    pub rounded_numbers: u64,
}

/// Makes text and report of the cells that it takes.
pub struct SheetSink {
    text: SheetTextBuilder,
    report: SheetReport,
    percent_columns: BTreeSet<u32>,
}

impl SheetSink {
    pub fn new(picked: Option<CellRange>, most_bytes: u64) -> Self {
        let text = SheetTextBuilder::new(picked, most_bytes);
        SheetSink { text, report: SheetReport::default(), percent_columns: BTreeSet::new() }
    }

    /// Takes a cell.
    ///
    /// # Errors
    /// The cells are out of order, or the text grows too large.
    pub fn take(&mut self, found: Found<'_>) -> Result<(), ContainerError> {
        if found.is_percent && matches!(found.value, Value::Number(_)) {
            self.percent_columns.insert(found.place.column);
        }
        let text = match found.value {
            // As the sheet shows it: 0.41 in a format of percentages is 41%.
            Value::Number(value) if found.is_percent => Some(Cow::Owned(percentage(value))),
            Value::Number(value) if found.least_digits > 1 => padded(value, found.least_digits).map(Cow::Owned),
            _ => None,
        };
        let text = text.unwrap_or_else(|| self.written(found.value));
        self.text.cell(found.place, &text)
    }

    fn written<'a>(&mut self, value: Value<'a>) -> Cow<'a, str> {
        match value {
            Value::Text(text) => text.into(),
            Value::Number(value) => {
                let is_rounded = is_rounded_identifier(value);
                self.report.rounded_numbers += u64::from(is_rounded);
                if is_rounded { rounded(value) } else { number(value) }.into()
            }
            Value::Boolean(true) => "TRUE".into(),
            Value::Boolean(false) => "FALSE".into(),
            Value::Serial(value, epoch, shown) => serial(value, epoch, shown)
                .unwrap_or_else(|| {
                    self.report.impossible_dates += 1;
                    number(value)
                })
                .into(),
            Value::IsoMoment(text) => iso_moment(text).into(),
            Value::IsoDuration(text) => iso_duration(text).into(),
            Value::Error(text) => {
                self.report.errors += 1;
                text.into()
            }
        }
    }

    /// The text and the report, with the facts that the reader gave at its end.
    ///
    /// # Errors
    /// The text is too large.
    pub fn finish(self, facts: Facts) -> Result<(SheetText, SheetReport), ContainerError> {
        let text = self.text.finish()?;
        let report = SheetReport {
            used: text.used,
            formulas: facts.formulas,
            formulas_without_value: facts.formulas_without_value,
            merged: facts.merged,
            percent_columns: facts.tells_percent.then(|| self.percent_columns.into_iter().collect()),
            ..self.report
        };
        Ok((text, report))
    }
}

/// The range that a list of cells fills.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent(pub Option<CellRange>);

impl Extent {
    pub fn take(&mut self, place: CellPlace) {
        let cell = CellRange { first: place, last: place };
        self.0 = Some(self.0.map_or(cell, |used| joined(used, cell)));
    }
}

/// A whole sheet.
pub const WHOLE_SHEET: CellRange =
    CellRange { first: CellPlace { row: 1, column: 1 }, last: CellPlace { row: MOST_ROWS, column: MOST_COLUMNS } };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_text_and_a_report() {
        let mut sink = SheetSink::new(None, 1000);
        let values = [
            Value::Text("=1+1"),
            Value::Number(0.054),
            Value::Boolean(true),
            Value::Serial(-3.0, Epoch::Of1900, Shown::Date),
            Value::Error("#N/A"),
            Value::Number(1e16),
        ];
        for (column, value) in values.into_iter().enumerate() {
            let place = CellPlace::from_zero(0, column as u32);
            sink.take(Found { place, value, is_percent: column < 2, least_digits: 0 }).expect("cells in order");
        }
        let (text, report) = sink.finish(Facts { tells_percent: true, ..Facts::default() }).expect("small");
        assert_eq!(text.bytes, b"=1+1,5.4%,TRUE,-3,#N/A,1E+16\n");
        assert_eq!((report.errors, report.impossible_dates, report.rounded_numbers), (1, 1, 1));
        assert_eq!(report.percent_columns, Some(vec![2]));
    }
}
