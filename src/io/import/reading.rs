//! How the text of a cell becomes the text of a value: numbers with a point and without thousands marks, dates in ISO
//! order, words for "missing" as nothing, the column's own words as those of the program.
//!
//! What cannot be read so stays as it is, and the format refuses it with its place.

use crate::base::time::MomentReader;
use crate::base::{Precision, Zone};

use super::blood_pressure::BLOOD_PRESSURE;
use super::values::{ColumnReading, NumberCell, read_moment, read_number, split_off_unit};
use super::{CellPart, ColumnKind, FieldColumn, Mapping, format_by_id};

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Number,
    /// A date without a time of day.
    Date,
    Time,
    Text,
    /// The unit behind a number.
    Unit,
    /// A number, and behind a space its own unit if it has one.
    OwnUnit,
}

/// Reads the cells of one column.
pub struct ColumnReader {
    what: What,
    reading: ColumnReading,
    words: Vec<(String, String)>,
    /// The column's own unit: it may stand behind a number too.
    unit: Option<&'static str>,
    /// Times are brought into ISO order here and put into the store's zone by the format.
    moments: MomentReader,
}

impl ColumnReader {
    /// For a field of a mapping; `None` where cells are read as they stand.
    pub fn of(mapping: &Mapping, field: &FieldColumn) -> Option<ColumnReader> {
        let reading = match (&field.reading, field.part, field.words.is_empty()) {
            (Some(reading), _, _) => reading.clone(),
            (None, CellPart::Whole, true) => return None,
            (None, _, _) => ColumnReading::default(),
        };
        let what = match field.part {
            CellPart::Whole if has_unit_beside(mapping, field) => What::OwnUnit,
            CellPart::Whole => what_of(mapping, field),
            CellPart::Unit => What::Unit,
            CellPart::OwnUnit => What::OwnUnit,
        };
        let unit = field.unit.as_deref().and_then(crate::domain::unit_words::unit_of);
        let moments = MomentReader::new(Zone::utc());
        Some(ColumnReader { what, reading, words: field.words.clone(), unit, moments })
    }

    /// Writes what the cell says into `into`; `false` where it is to be read as it stands.
    pub fn read(&mut self, cell: &[u8], into: &mut Vec<u8>) -> bool {
        let Ok(text) = std::str::from_utf8(cell) else { return false };
        let text = text.trim();
        if self.reading.missing.contains(text) {
            return true;
        }
        if let Some((_, word)) = self.words.iter().find(|(written, _)| written == text) {
            into.extend_from_slice(word.as_bytes());
            return true;
        }
        let read = match self.what {
            What::Number => self.number(text),
            What::Unit => self.unit_behind(text),
            What::OwnUnit => self.own_unit(text),
            What::Date => self.date(text),
            What::Time => self.time(text),
            What::Text => None,
        };
        into.extend_from_slice(read.as_deref().unwrap_or_default().as_bytes());
        read.is_some()
    }

    fn number(&self, text: &str) -> Option<String> {
        match read_number(text, &self.reading.number, &self.reading.missing) {
            NumberCell::Missing => Some(String::new()),
            NumberCell::Value(number) => Some(number.to_string()),
            NumberCell::Limit { sign, number } => Some(format!("{}{number}", sign.text())),
            NumberCell::WithUnit { sign, number, unit } => {
                let found = crate::domain::unit_words::unit_of(unit);
                (self.unit.is_none() || self.unit == found).then(|| format!("{}{number}", sign.text()))
            }
            NumberCell::NotANumber => None,
        }
    }

    /// A unit that is not known is handed on as it stands: the value's rule refuses it as a unit.
    fn own_unit(&self, text: &str) -> Option<String> {
        match read_number(text, &self.reading.number, &self.reading.missing) {
            NumberCell::WithUnit { sign, number, unit } => {
                let unit = crate::domain::unit_words::unit_of(unit)?;
                Some(format!("{}{number} {unit}", sign.text()))
            }
            NumberCell::NotANumber => {
                let (sign, number, unit) = split_off_unit(text, &self.reading.number)?;
                Some(format!("{}{number} {unit}", sign.text()))
            }
            NumberCell::Missing | NumberCell::Value(_) | NumberCell::Limit { .. } => self.number(text),
        }
    }

    fn unit_behind(&self, text: &str) -> Option<String> {
        match read_number(text, &self.reading.number, &self.reading.missing) {
            NumberCell::WithUnit { unit, .. } => Some(unit.to_owned()),
            NumberCell::Missing | NumberCell::Value(_) | NumberCell::Limit { .. } | NumberCell::NotANumber => {
                Some(String::new())
            }
        }
    }

    fn time(&mut self, text: &str) -> Option<String> {
        let moment = read_moment(text, &self.reading.date, &self.reading.missing, &mut self.moments).ok()?;
        Some(moment.map_or_else(String::new, |moment| moment.iso()))
    }

    /// The day, with the time of day behind it where there is one; midnight says nothing.
    fn date(&mut self, text: &str) -> Option<String> {
        let moment = read_moment(text, &self.reading.date, &self.reading.missing, &mut self.moments).ok()?;
        let Some(moment) = moment else { return Some(String::new()) };
        match moment.precision {
            Precision::Year => None,
            Precision::Minute | Precision::Second if moment.local_hms() != (0, 0, 0) => Some(moment.iso()),
            Precision::Day | Precision::Minute | Precision::Second => Some(moment.local_date().iso()),
        }
    }
}

/// Whether the unit of a value stands in another cell of its row: one behind the number as well must agree with it.
fn has_unit_beside(mapping: &Mapping, field: &FieldColumn) -> bool {
    field.field == "value" && mapping.of("unit").is_some_and(|unit| unit.part != CellPart::Unit)
}

fn what_of(mapping: &Mapping, field: &FieldColumn) -> What {
    let columns = format_by_id(mapping.format).map_or(&[][..], |format| format.columns());
    let kind = columns.iter().find(|column| column.field == field.field).map(|column| column.kind);
    match kind {
        None if field.field == BLOOD_PRESSURE => What::Text,
        // A column of values of a wide table.
        None | Some(ColumnKind::Number) => What::Number,
        Some(ColumnKind::Date) => What::Date,
        Some(ColumnKind::Time) => What::Time,
        Some(ColumnKind::Identifier | ColumnKind::Text | ColumnKind::Word | ColumnKind::Choice) => What::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::values::{DateForm, DateOrder, DecimalMark, MissingWords, NumberForm, Pivot, ThousandsMark};
    use super::*;

    fn reader(what: What) -> ColumnReader {
        let number = NumberForm { decimal_mark: DecimalMark::Comma, thousands_mark: Some(ThousandsMark::Point) };
        let date = DateForm::Ordered { order: DateOrder::Dmy, pivot: Pivot::default() };
        let reading = ColumnReading { number, date, missing: MissingWords::of(["NA"]) };
        let words = vec![("1".to_owned(), "male".to_owned())];
        ColumnReader { what, reading, words, unit: Some("mmol/L"), moments: MomentReader::new(Zone::utc()) }
    }

    fn read(what: What, cell: &str) -> Option<String> {
        let mut into = Vec::new();
        reader(what).read(cell.as_bytes(), &mut into).then(|| String::from_utf8(into).expect("text"))
    }

    #[test]
    fn cells_become_what_formats_read() {
        let number = |cell| read(What::Number, cell);
        assert_eq!(number("1.234,50").as_deref(), Some("1234.50"));
        assert_eq!(number("≤5,0 mmol/l").as_deref(), Some("≤5.0"));
        assert_eq!((number("NA").as_deref(), number("5,0 mg/dL"), number("five")), (Some(""), None, None));
        let own = |cell| read(What::OwnUnit, cell);
        assert_eq!((own("92 MG/DL").as_deref(), own("<5,0mmol/L").as_deref()), (Some("92 mg/dL"), Some("<5.0 mmol/L")));
        assert_eq!((own("6,1").as_deref(), own("92 mg/dX").as_deref()), (Some("6.1"), Some("92 mg/dX")));
        assert_eq!((own("NA").as_deref(), own("five"), own("5 7")), (Some(""), None, None));
        assert_eq!(read(What::Unit, "5,0 mg/dL").as_deref(), Some("mg/dL"));
        assert_eq!(read(What::Date, "31.12.1960").as_deref(), Some("1960-12-31"));
        assert_eq!(read(What::Date, "31.12.1960 00:00").as_deref(), Some("1960-12-31"));
        assert_eq!(read(What::Date, "31.12.1960 08:00").as_deref(), Some("1960-12-31T08:00"));
        assert_eq!((read(What::Date, "31.02.1960 08:00"), read(What::Date, "31.02.1960")), (None, None));
        assert_eq!(read(What::Time, "31.12.2020 8:05").as_deref(), Some("2020-12-31T08:05"));
        assert_eq!((read(What::Text, "1").as_deref(), read(What::Text, "2")), (Some("male"), None));
    }
}
