//! Observations, wide: one row a patient and time, one column an indicator, code and unit from the heading.

use crate::base::{Decimal, Rule};

use super::super::store::{RecordBatch, StoreError};
use super::amount::{split_bound, split_own_unit};
use super::blood_pressure::BLOOD_PRESSURE;
use super::cells::SourceRow;
use super::collector::{Collector, Subject, ValueKind};
use super::observations::TIME_ALIASES;
use super::patients::PATIENT_ID_ALIASES;
use super::specimen::{self, RowWords, SPECIMEN_ALIASES, STATUS_ALIASES, Specimen};
use super::standing::{VALID, VOID};
use super::{
    CellPart, Column, ColumnKind, FieldColumn, Findings, ImportFormat, Mapping, RowReader, Shape, Sources, UnitSpan,
};

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::required("time", ColumnKind::Time, TIME_ALIASES),
    Column::optional("specimen", ColumnKind::Choice, SPECIMEN_ALIASES),
    Column::optional("status", ColumnKind::Choice, STATUS_ALIASES),
    VOID,
    VALID,
];

/// The format.
pub struct ObservationsWide;

impl ImportFormat for ObservationsWide {
    fn id(&self) -> &'static str {
        "observations_wide"
    }

    fn sample(&self) -> &'static str {
        "vitals_wide.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn shape(&self) -> Shape {
        Shape::Wide
    }

    fn words(&self, field: &str) -> Vec<&'static [&'static str]> {
        specimen::words(field)
    }

    fn knows(&self, field: &str, word: &str) -> bool {
        specimen::knows(field, word)
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(WideReader {
            patient: mapping.cell_of("patient_id"),
            time: mapping.cell_of("time"),
            words: RowWords::of(mapping),
            series: mapping.series().cloned().collect(),
            collector: Collector::new(sources),
        })
    }
}

struct WideReader {
    patient: u16,
    time: u16,
    words: RowWords,
    series: Vec<FieldColumn>,
    collector: Collector,
}

impl WideReader {
    /// Patient and time of a row whose values count and are of the blood or the body.
    fn subject<'a>(&mut self, row: &SourceRow<'a>, findings: &mut Findings) -> Result<Subject<'a>, (Rule, u16)> {
        let mut subject = self.collector.subject(row, self.patient, self.time)?;
        let (specimen, preliminary) = match self.words.read(row) {
            Ok(both) => both,
            Err(refusal) => {
                if self.words.is_taken_back(refusal) {
                    self.take_back(row, &subject, findings);
                }
                return Err(refusal);
            }
        };
        if specimen == Specimen::Other {
            return Err((Rule::OtherSpecimen, self.words.specimen));
        }
        subject.preliminary = preliminary;
        Ok(subject)
    }
}

impl WideReader {
    /// What was sent before of the values that this row takes back does not count any more.
    fn take_back(&self, row: &SourceRow<'_>, subject: &Subject<'_>, findings: &mut Findings) {
        for series in self.series.iter().filter(|series| series.field != BLOOD_PRESSURE) {
            let (number, _) = split_own_unit(row.text(series.column));
            if !number.is_empty() {
                let code = series.field.as_bytes();
                findings.withdrawals.extend(self.collector.withdrawal(row, subject, code, number, b""));
            }
        }
    }
}

impl RowReader for WideReader {
    fn look_ahead(&mut self, rows: &[SourceRow<'_>]) {
        self.collector.look_ahead(rows, self.patient);
    }

    fn read(&mut self, row: &SourceRow<'_>, findings: &mut Findings) -> Result<(), StoreError> {
        let subject = match self.subject(row, findings) {
            Ok(subject) => subject,
            Err((rule, column)) => {
                findings.rejects.push(row.reject(rule, column));
                return Ok(());
            }
        };
        for series in &self.series {
            if series.field == BLOOD_PRESSURE {
                let unit = series.unit.as_deref().unwrap_or_default().as_bytes();
                self.collector.pressure(row, &subject, unit, [series.column, 0, 0], findings)?;
                continue;
            }
            let (number, own_unit) = match series.part {
                CellPart::OwnUnit => split_own_unit(row.text(series.column)),
                CellPart::Whole | CellPart::Unit => (row.text(series.column), None),
            };
            let Some(unit) = own_unit.or_else(|| unit_of(series, number)) else {
                findings.rejects.push(row.reject(Rule::UnitUnclear, series.column));
                continue;
            };
            let unit = unit.trim().as_bytes();
            let kind = ValueKind { code: series.field.as_bytes(), unit, code_column: 0, unit_column: 0 };
            self.collector.value(row, &subject, kind, (series.column, number), findings)?;
        }
        Ok(())
    }

    fn take(&mut self) -> RecordBatch {
        self.collector.take()
    }
}

/// The unit of a value: the column's, or by the value's size where the rows of the column mix units. `None` for a
/// number of a size that tells no unit; what is no number needs none, it is empty or refused as such.
fn unit_of<'a>(series: &'a FieldColumn, number: &[u8]) -> Option<&'a str> {
    if series.unit_by_value.is_empty() {
        return Some(series.unit.as_deref().unwrap_or_default());
    }
    let (_, number) = split_bound(number);
    let Some(number) = Decimal::parse(number).map(Decimal::to_f64) else { return Some("") };
    let fits = |span: &&UnitSpan| span.low <= number && number <= span.high;
    series.unit_by_value.iter().find(fits).map(|span| span.unit.as_str())
}
