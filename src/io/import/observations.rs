//! Observations, long: one row a measured value. The path that must keep up with ten million rows.

use std::borrow::Cow;

use crate::base::Rule;
use crate::domain::indicator::IndicatorId;

use super::super::store::{RecordBatch, StoreError};
use super::amount::{AmountCells, headed_unit};
use super::blood_pressure::{holds_two, is_blood_pressure};
use super::cells::{SourceRow, trimmed};
use super::collector::{Collector, Subject, ValueKind};
use super::patients::PATIENT_ID_ALIASES;
use super::specimen::{self, RowWords, SPECIMEN_ALIASES, STATUS_ALIASES, Specimen, is_loinc};
use super::standing::{VALID, VOID};
use super::{Column, ColumnKind, Findings, ImportFormat, Mapping, RowReader, Sources};

/// Headings of the time, here and in the wide table.
pub const TIME_ALIASES: &[&str] = &[
    "ts",
    "timestamp",
    "datetime",
    "date",
    "observed",
    "charttime",
    "effective",
    "measured at",
    "measurement date",
    "measurement time",
    "observation date",
    "observation time",
    "collection date",
    "collection time",
    "collected",
    "sample date",
    "sample time",
    "sampling time",
    "test date",
    "test time",
    "result date",
    "result time",
    "时间",
    "日時",
    "検査日",
    "検査日時",
    "採取日時",
    "測定日時",
    "검사일",
    "검사일시",
    "측정일시",
    "채혈일시",
    "检查时间",
    "测量时间",
    "检测时间",
    "检验时间",
    "化验时间",
    "采样时间",
    "采集时间",
    "采血时间",
    "日期时间",
    "日期",
    "检查日期",
    "测量日期",
    "检测日期",
    "检验日期",
    "化验日期",
    "采样日期",
    "采集日期",
    "采血日期",
    "报告时间",
    "报告日期",
    "datum",
    "zeitpunkt",
    "abnahmezeit",
    "abnahmedatum",
    "abnahmezeitpunkt",
    "entnahmezeit",
    "entnahmedatum",
    "messzeit",
    "messdatum",
];

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::required(
        "code",
        ColumnKind::Word,
        &[
            "loinc",
            "itemid",
            "test",
            "test_code",
            "observation",
            "test name",
            "analyte",
            "analyt",
            "analyse",
            "messgröße",
            "项目",
            "项目名称",
            "检验项目",
            "检查项目",
            "检测项目",
            "指标",
            "项目编码",
            "项目代码",
            "代码",
            "検査名",
            "검사항목",
            "검사명",
        ],
    ),
    Column::required("time", ColumnKind::Time, TIME_ALIASES),
    Column::required(
        "value",
        ColumnKind::Number,
        &[
            "result",
            "valuenum",
            "result value",
            "test result",
            "值",
            "数值",
            "结果",
            "测量值",
            "检验结果",
            "检查结果",
            "检测结果",
            "结果值",
            "検査値",
            "測定値",
            "결과",
            "결과값",
            "검사결과",
            "측정값",
            "wert",
            "messwert",
            "ergebnis",
        ],
    ),
    Column::optional(
        "unit",
        ColumnKind::Word,
        &["units", "uom", "valueuom", "unit of measure", "单位", "结果单位", "einheit", "단위"],
    ),
    Column::optional("observation_id", ColumnKind::Identifier, &["obs_id", "observation identifier", "检查编号"]),
    Column::optional("specimen", ColumnKind::Choice, SPECIMEN_ALIASES),
    Column::optional("status", ColumnKind::Choice, STATUS_ALIASES),
    VOID,
    VALID,
];

/// The format.
pub struct Observations;

impl ImportFormat for Observations {
    fn id(&self) -> &'static str {
        "observations"
    }

    fn sample(&self) -> &'static str {
        "observations.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn words(&self, field: &str) -> Vec<&'static [&'static str]> {
        specimen::words(field)
    }

    fn knows(&self, field: &str, word: &str) -> bool {
        specimen::knows(field, word)
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        let column = |field| mapping.cell_of(field);
        Box::new(LongReader {
            patient: column("patient_id"),
            code: column("code"),
            time: column("time"),
            amount: AmountCells {
                value: column("value"),
                unit: column("unit"),
                headed_unit: headed_unit(mapping).unwrap_or_default(),
            },
            source_identifier: column("observation_id"),
            words: RowWords::of(mapping),
            collector: Collector::new(sources),
        })
    }
}

/// Columns from 1, 0 where the mapping has none.
struct LongReader {
    patient: u16,
    code: u16,
    time: u16,
    amount: AmountCells,
    source_identifier: u16,
    words: RowWords,
    collector: Collector,
}

impl LongReader {
    /// Patient and time of a row that has a result of the blood, or of what its own test says, and its specimen.
    fn subject<'a>(
        &mut self,
        row: &SourceRow<'a>,
        findings: &mut Findings,
    ) -> Result<(Subject<'a>, Specimen), (Rule, u16)> {
        let mut subject = self.collector.subject(row, self.patient, self.time)?;
        let code = row.text(self.code);
        if code.is_empty() {
            return Err((Rule::MissingRequired, self.code));
        }
        let (specimen, preliminary) = match self.words.read(row) {
            Ok(both) => both,
            Err(refusal) => {
                if self.words.is_taken_back(refusal) {
                    self.take_back(row, &subject, findings);
                }
                return Err(refusal);
            }
        };
        if specimen == Specimen::Other && is_loinc(code) && is_of_blood(code) {
            return Err((Rule::OtherSpecimen, self.words.specimen));
        }
        subject.preliminary = preliminary;
        Ok((subject, specimen))
    }
}

impl LongReader {
    /// What was sent before of a result that this row takes back does not count any more.
    fn take_back(&mut self, row: &SourceRow<'_>, subject: &Subject<'_>, findings: &mut Findings) {
        let specimen = self.words.specimen_of(row);
        let code = code_of(row, self.code, (specimen, self.words.specimen));
        let number = self.amount.read(row).map_or(&b""[..], |(number, _)| number);
        let source = row.text(self.source_identifier);
        let withdrawal = self.collector.withdrawal(row, subject, &code, number, source);
        findings.withdrawals.extend(withdrawal);
    }
}

/// A test by name is another one where its specimen is not blood: `Glucose (Urine)`. A code of LOINC says its specimen
/// itself; of one that is not known here nobody can tell whether it agrees with the row's, so that both stay.
fn code_of<'a>(row: &SourceRow<'a>, code: u16, (specimen, column): (Specimen, u16)) -> Cow<'a, [u8]> {
    let (code, written) = (row.text(code), row.raw(column));
    let keeps_specimen = match specimen {
        Specimen::Other => true,
        Specimen::Blood => is_loinc(code) && !is_of_blood(code),
        Specimen::Unsaid | Specimen::Control => false,
    };
    if !keeps_specimen {
        return Cow::Borrowed(code);
    }
    Cow::Owned([code, b" (", trimmed(written), b")"].concat())
}

/// Whether a code is that of an indicator: all of them are measured in blood or on the body.
fn is_of_blood(code: &[u8]) -> bool {
    std::str::from_utf8(code).is_ok_and(|code| IndicatorId::from_code(code).is_some())
}

/// Whether a row is a blood pressure whose cell holds both values.
fn is_pressure(code: &[u8], value: &[u8]) -> bool {
    holds_two(value) && std::str::from_utf8(code).is_ok_and(is_blood_pressure)
}

impl RowReader for LongReader {
    fn look_ahead(&mut self, rows: &[SourceRow<'_>]) {
        self.collector.look_ahead(rows, self.patient);
    }

    fn read(&mut self, row: &SourceRow<'_>, findings: &mut Findings) -> Result<(), StoreError> {
        let (subject, specimen) = match self.subject(row, findings) {
            Ok(both) => both,
            Err((rule, column)) => {
                findings.rejects.push(row.reject(rule, column));
                return Ok(());
            }
        };
        let code = code_of(row, self.code, (specimen, self.words.specimen));
        if is_pressure(&code, row.text(self.amount.value)) {
            let columns = [self.amount.value, self.amount.unit, self.source_identifier];
            return self.collector.pressure(row, &subject, row.text(self.amount.unit), columns, findings);
        }
        let (number, unit) = match self.amount.read(row) {
            Ok(both) => both,
            Err(column) => {
                findings.rejects.push(row.reject(Rule::UnitMismatch, column));
                return Ok(());
            }
        };
        let kind = ValueKind { code: &code, unit, unit_column: self.amount.unit, code_column: self.code };
        let places = [self.amount.value, self.source_identifier];
        if row.text(self.amount.value).is_empty() {
            return self.collector.without_value(row, &subject, kind, places, findings);
        }
        let value = (self.amount.value, number);
        let is_kept = self.collector.value(row, &subject, kind, value, findings)?;
        let source_identifier = row.text(self.source_identifier);
        if is_kept && !source_identifier.is_empty() {
            self.collector.name_last(source_identifier);
        }
        Ok(())
    }

    fn take(&mut self) -> RecordBatch {
        self.collector.take()
    }
}
